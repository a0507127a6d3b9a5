#include "terminal/page/followup_routes.hpp"

#include "terminal/follow_up.hpp"
#include "util/digits.hpp"
#include "util/encoding.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;
using followup::Wanted;

constexpr std::size_t reason_characters_max = 200;

std::optional<Wanted> wanted_in(const PageCall& call) {
  Wanted wanted;
  const auto group = call.request.query_value("group");
  if (group == "billing") {
    wanted.group = Wanted::Group::billing;
  } else if (group == "settled") {
    wanted.group = Wanted::Group::settled;
  } else if (group == "all") {
    wanted.group = Wanted::Group::all;
  } else if (!group.empty() && group != "open") {
    return std::nullopt;
  }
  if (const auto record = call.request.query_value("record"); !record.empty()) {
    wanted.record = util::digits(record).value_or(0);
    if (wanted.record <= 0) return std::nullopt;
  }
  const auto month = call.request.query_value("month");
  if (month.empty()) return wanted;
  wanted.month = util::Month::parse(month);
  if (!wanted.month) return std::nullopt;
  return wanted;
}

followup::Book& book_of(PageParts& parts) {
  return parts.follow_up->book();
}

std::int64_t id_of(const PageCall& call) {
  return util::digits(call.id).value_or(0);
}

Answer shown(PageParts& parts, std::int64_t id) {
  auto item = followup::show(book_of(parts), id);
  if (!item) return util::failure(edge::not_found());
  return edge::json_answer(*item);
}

// A change by staff, then the item as it is now.
Answer changed(PageParts& parts, const PageCall& call, const followup::Done& done) {
  if (!done) return util::failure(problem_of(done.error()));
  parts.follow_up->ring();
  return shown(parts, id_of(call));
}

// The form of the page in the words of POST /calls, checked by its reader.
util::Result<oqs::NotedCall, edge::Problem> call_in(const PageCall& call, util::Instant now) {
  auto body = call.body;
  body["record"] = 1;  // the item knows it
  body["at"] = util::iso_date_time_in_japan(now);
  body["staff"] = call.who.name.empty() ? call.who.account : call.who.name;
  if (!body.contains("kind")) body["kind"] = "call";
  if (!body.contains("paper")) body["paper"] = false;
  auto noted = oqs::read_noted_call(edge::dumped(body));
  if (!noted) return util::failure(edge::malformed(noted.error().place));
  if (noted->kind == "call" && noted->answer == "none" && noted->text.empty()) {
    return util::failure(edge::malformed("answer", "回答を選んでください。", "Choose an answer."));
  }
  return *noted;
}

Answer note(PageParts& parts, const PageCall& call) {
  const auto noted = call_in(call, parts.clock.now());
  if (!noted) return util::failure(noted.error());
  return changed(parts, call,
                 followup::note_call(book_of(parts), id_of(call), *noted, call.who.account));
}

Answer put_away(PageParts& parts, const PageCall& call) {
  const auto reason = edge::text_of(call.body, "reason");
  if (reason.empty() || util::characters(reason) > reason_characters_max) {
    return util::failure(edge::malformed("reason", "理由を入力してください（200文字まで）。",
                                         "Please give a reason of up to 200 characters."));
  }
  return changed(parts, call,
                 followup::put_away(book_of(parts), id_of(call), reason, call.who.account));
}

Answer confirm(PageParts& parts, const PageCall& call) {
  const auto key = edge::text_of(call.body, "key");
  const auto other = edge::number_of(call.body, "same");
  auto& book = book_of(parts);
  if (!key.empty()) {
    return changed(parts, call, followup::confirm_ticket(book, id_of(call), key, call.who.account));
  }
  if (other <= 0) return util::failure(edge::malformed("key"));
  return changed(parts, call, followup::confirm_same(book, id_of(call), other, call.who.account));
}

Answer bulk_shown(PageParts& parts, const PageCall& call) {
  auto& book = book_of(parts);
  auto month = util::Month::of(parts.today());
  if (const auto wanted = call.request.query_value("month"); !wanted.empty()) {
    const auto parsed = util::Month::parse(wanted);
    if (!parsed) return util::failure(edge::malformed("month"));
    month = *parsed;
  }
  auto shown = followup::month_json(book, month);
  shown["runs"] = followup::runs_json(book, std::nullopt);
  const auto next = parts.follow_up->next_scheduled(month);
  shown["next_run"] = next ? util::iso_date_time_in_japan(*next) : std::string();
  shown["today"] = parts.today().text();
  return edge::json_answer(shown);
}

Answer bulk_ordered(PageParts& parts, const PageCall& call) {
  const auto month = util::Month::parse(edge::text_of(call.body, "month"));
  if (!month || *month > util::Month::of(parts.today()).plus_months(1)) {
    return util::failure(edge::malformed("month", "来月までの診療年月を選んでください。",
                                         "Choose a month up to the next one."));
  }
  const auto run = followup::order_run(book_of(parts), *month, call.who.account);
  parts.follow_up->ring();
  return edge::json_answer({{"run", run}}, 202);
}

Answer bulk_cancelled(PageParts& parts, const PageCall& call) {
  if (!followup::cancel_run(book_of(parts), id_of(call))) {
    return util::failure(edge::wrong_state("この一括取得はもう終わっています。",
                                           "This acquisition is over already."));
  }
  return edge::json_answer(Json::object());
}

// One or many, as they were shown: {"changes": [id, ...]}.
Answer changes_seen(PageParts& parts, const PageCall& call) {
  const auto named = call.body.find("changes");
  std::vector<std::int64_t> changes;
  if (named != call.body.end() && named->is_array()) {
    for (const auto& one : *named) {
      if (!one.is_number_integer()) return util::failure(edge::malformed("changes"));
      changes.push_back(one.get<std::int64_t>());
    }
  }
  if (changes.empty()) return util::failure(edge::malformed("changes"));
  const auto done = followup::changes_seen(book_of(parts), changes, call.who.account);
  if (!done) return util::failure(problem_of(done.error()));
  return edge::json_answer(Json::object());
}

// A member of staff says whose ticket this is; the center keeps it as 照会番号, or refuses.
Answer match(PageParts& parts, const PageCall& call) {
  const auto month = util::Month::parse(edge::text_of(call.body, "month"));
  if (!month) return util::failure(edge::malformed("month"));
  const auto found =
      followup::reference_for(book_of(parts), *month, edge::text_of(call.body, "key"),
                              edge::text_of(call.body, "reference"));
  if (!found) return util::failure(problem_of(found.error()));
  const auto refused = parts.follow_up->register_reference(*found, {call.who, {}});
  if (refused) {
    return util::failure(edge::Problem{409, refused->code, refused->message,
                                       "The center did not register this number.", "reference"});
  }
  followup::reference_registered(book_of(parts), *found, call.who.account);
  return edge::json_answer(Json::object());
}

Answer take_down(PageParts& parts, const PageCall& call) {
  followup::TakenDown taken;
  taken.name = edge::text_of(call.body, "name");
  taken.kana = edge::text_of(call.body, "kana");
  taken.birthdate = edge::text_of(call.body, "birthdate");
  taken.payer = util::fold_number(edge::text_of(call.body, "payer"));
  taken.number = util::fold_number(edge::text_of(call.body, "number"));
  taken.note = edge::text_of(call.body, "note");
  taken.day = parts.today();
  for (const auto* text : {&taken.name, &taken.kana, &taken.note}) {
    if (util::characters(*text) > reason_characters_max) {
      return util::failure(edge::malformed("name"));
    }
  }
  if (!taken.birthdate.empty() && !util::Day::parse(taken.birthdate)) {
    return util::failure(edge::malformed("birthdate"));
  }
  const auto id = followup::take_down(book_of(parts), taken, call.who.account);
  if (!id) {
    return util::failure(edge::malformed(
        "name",
        "氏名か、公費負担者番号（8桁）・受給者番号（7桁）・生年月日のそろいを入力してください。",
        "Give a name, or payer number, recipient number and birth date together."));
  }
  parts.follow_up->ring();
  return edge::json_answer({{"id", *id}}, 201);
}

Answer numbers_added(PageParts& parts, const PageCall& call) {
  const auto done = followup::add_numbers(
      book_of(parts), id_of(call), util::fold_number(edge::text_of(call.body, "payer")),
      util::fold_number(edge::text_of(call.body, "number")), edge::text_of(call.body, "birthdate"));
  if (!done) return util::failure(problem_of(done.error()));
  parts.follow_up->ring();
  return edge::json_answer(Json::object());
}

Answer dropped(PageParts& parts, const PageCall& call) {
  const auto done = followup::drop(book_of(parts), id_of(call), call.who.account);
  if (!done) return util::failure(problem_of(done.error()));
  return edge::json_answer(Json::object());
}

using Handled = Answer (*)(PageParts&, const PageCall&);

void add(edge::PageRoutes& routes, PageParts& parts, const char* method, const char* path,
         domain::Act act, Handled handled) {
  routes.add(method, path, act,
             [&parts, handled](const PageCall& call) { return handled(parts, call); });
}

}  // namespace

edge::Problem problem_of(followup::Refusal refusal) {
  switch (refusal) {
    case followup::Refusal::not_found:
      return edge::not_found();
    case followup::Refusal::wrong_state:
      return edge::wrong_state("この状態ではできません。一覧を読み直してください。",
                               "Not possible in this state. Read the list again.");
    case followup::Refusal::not_same:
      return edge::wrong_state(
          "同じ人とは確認できません（氏名カナ・生年月日・性別をご確認ください）。",
          "Not a candidate (any more): check kana, birth date and sex.");
    case followup::Refusal::malformed:
      break;
  }
  return edge::malformed("body");
}

void add_followup_routes(edge::PageRoutes& routes, PageParts& parts) {
  using domain::Act;
  add(routes, parts, "GET", "/api/followups", Act::follow_up,
      [](PageParts& p, const PageCall& call) -> Answer {
        const auto wanted = wanted_in(call);
        if (!wanted) return util::failure(edge::malformed("query"));
        auto listed = followup::list(book_of(p), *wanted);
        listed["today"] = p.today().text();
        return edge::json_answer(listed);
      });
  add(routes, parts, "GET", "/api/followups.csv", Act::follow_up,
      [](PageParts& p, const PageCall& call) -> Answer {
        const auto wanted = wanted_in(call);
        if (!wanted) return util::failure(edge::malformed("query"));
        return edge::csv_answer(followup::list_csv(book_of(p), *wanted), "madoguchi-followups.csv");
      });
  add(routes, parts, "POST", "/api/followups/{}/call", Act::follow_up, note);
  add(routes, parts, "POST", "/api/followups/{}/put-away", Act::follow_up, put_away);
  add(routes, parts, "POST", "/api/followups/{}/confirm", Act::follow_up, confirm);
  add(routes, parts, "POST", "/api/followups/{}/take-up", Act::follow_up,
      [](PageParts& p, const PageCall& call) {
        return changed(p, call, followup::take_up(book_of(p), id_of(call), call.who.account));
      });
  add(routes, parts, "POST", "/api/followups/{}/billing", Act::follow_up,
      [](PageParts& p, const PageCall& call) {
        return changed(p, call, followup::billing_told(book_of(p), id_of(call), call.who.account));
      });
  add(routes, parts, "POST", "/api/followups/{}/separate", Act::follow_up,
      [](PageParts& p, const PageCall& call) {
        return changed(p, call, followup::separate(book_of(p), id_of(call), call.who.account));
      });
  add(routes, parts, "GET", "/api/followups/{}", Act::follow_up,
      [](PageParts& p, const PageCall& call) { return shown(p, id_of(call)); });
}

void add_bulk_routes(edge::PageRoutes& routes, PageParts& parts) {
  using domain::Act;
  add(routes, parts, "GET", "/api/bulk", Act::acquire, bulk_shown);
  add(routes, parts, "POST", "/api/bulk", Act::acquire, bulk_ordered);
  add(routes, parts, "POST", "/api/bulk/match", Act::acquire, match);
  add(routes, parts, "POST", "/api/bulk/changes/seen", Act::acquire, changes_seen);
  add(routes, parts, "POST", "/api/bulk/{}/cancel", Act::acquire, bulk_cancelled);
}

void add_after_check_routes(edge::PageRoutes& routes, PageParts& parts) {
  using domain::Act;
  add(routes, parts, "GET", "/api/after-checks", Act::verify,
      [](PageParts& p, const PageCall&) -> Answer {
        return edge::json_answer(followup::after_checks_json(book_of(p)));
      });
  add(routes, parts, "POST", "/api/after-checks", Act::verify, take_down);
  add(routes, parts, "POST", "/api/after-checks/{}/numbers", Act::verify, numbers_added);
  add(routes, parts, "POST", "/api/after-checks/{}/drop", Act::verify, dropped);
  add(routes, parts, "POST", "/api/after-checks/{}/same", Act::verify,
      [](PageParts& p, const PageCall& call) -> Answer {
        const auto done = followup::confirm_answered(book_of(p), id_of(call), call.who.account);
        if (!done) return util::failure(problem_of(done.error()));
        return edge::json_answer(Json::object());
      });
  // What needs somebody, for the menu: counts alone.
  add(routes, parts, "GET", "/api/waiting", Act::verify,
      [](PageParts& p, const PageCall&) -> Answer {
        auto& book = book_of(p);
        return edge::json_answer({{"followups", followup::waiting_count(book)},
                                  {"after_checks", followup::open_after_checks(book)}});
      });
}

}  // namespace madoguchi::terminal
