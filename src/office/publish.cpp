#include "office/publish.hpp"

#include <algorithm>
#include <set>

#include "office/columns.hpp"
#include "office/import_approval.hpp"
#include "office/jobs.hpp"
#include "office/month_receipts.hpp"
#include "office/outgoing.hpp"
#include "office/people.hpp"
#include "office/sending.hpp"
#include "office/work_list.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

namespace madoguchi::office {

namespace {

constexpr std::size_t note_characters_max = 300;

Center::File file_of(Parts& parts, const RowChange& change, const std::string& key) {
  Center::File file;
  file.kind = change.kind;
  const auto at = change.updated_at.empty() ? time_of_change(parts) : change.updated_at;
  file.csv = csv_of(change.kind, change.rows, at);
  file.act = domain::name_of(change.act);
  file.key = key;
  file.seen = change.seen;
  file.whole = true;
  return file;
}

bool has_code(const oqs::ImportReport& report, std::string_view code) {
  for (const auto& problem : report.problems) {
    if (problem.code == code) return true;
  }
  return false;
}

Problem rows_refused(const oqs::ImportReport& report) {
  Problem problem{422,
                  "F4220",
                  "登録できない内容があります。何も登録していません。赤い項目を直してください。",
                  "Some of it cannot be registered; nothing was. Please mend the marked fields.",
                  {},
                  Json::object()};
  problem.more["problems"] = problems_json(report, false);
  if (!report.problems.empty()) problem.place = report.problems.front().field;
  return problem;
}

Json all_behind(Parts& parts, const RowChange& change) {
  Json theirs = Json::array();
  std::set<std::string> recipients;
  for (const auto& row : change.rows) recipients.insert(text_of(row, "RecipientKey"));
  for (const auto& recipient : recipients) {
    for (auto& one : changes_behind(parts, recipient, change.seen)) theirs.push_back(one);
  }
  return theirs;
}

Published judged(Parts& parts, const RowChange& change, oqs::ImportReport report) {
  if (has_code(report, "changed_meanwhile")) {
    return util::failure(changed_meanwhile(all_behind(parts, change)));
  }
  if (has_code(report, "future")) {
    // Nothing of that time is registered: later changes need not come behind it.
    parts.database.change([](sql::Connection& db) { keep(db, "time_of_change", ""); });
    return util::failure(clock_ahead());
  }
  if (report.refused > 0 || (report.batch == 0 && report.rows == 0)) {
    return util::failure(rows_refused(report));
  }
  if (has_code(report, "stale_row")) {
    return util::failure(wrong_state(
        "登録済みの内容の更新日時が新しいため、変更されませんでした。時計をご確認ください。",
        "The registered row bears a later time than this clock; nothing was changed."));
  }
  return report;
}

Json row_of(std::string_view text) {
  return text.empty() ? Json() : parsed(text);
}

// What was typed beside the change: a reason, or where somebody moves to.
util::Result<std::string, Problem> note_of(const Call& call) {
  const auto to = text_of(call.body, "to");
  auto note = to.empty() ? text_of(call.body, "reason") : "移管先: " + to;
  if (util::characters(note) > note_characters_max) {
    return util::failure(malformed(to.empty() ? "reason" : "to"));
  }
  return note;
}

// A month that was taken back says so on its receipt.
void note_undone_month(Parts& parts, const Json& more, const oqs::ImportReport& report,
                       const std::string& by) {
  const auto batch = text_of(more, "undoes_month");
  if (!batch.empty()) month_undone(parts, batch, report, by);
}

void keep_note(Parts& parts, std::int64_t batch, const std::string& note, const std::string& by) {
  if (note.empty() || batch == 0) return;
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "INSERT OR REPLACE INTO note VALUES (?1, ?2, ?3, ?4)", batch, note, by,
               parts.now())
        .run();
  });
}

}  // namespace

std::string time_of_change(Parts& parts) {
  return parts.database.change([&](sql::Connection& db) {
    auto at = parts.clock.now();
    const auto given = util::parse_iso_date_time(kept(db, "time_of_change"));
    if (given && *given >= at) at = given->plus_ms(1);
    sql::Query query(db, "SELECT at FROM version ORDER BY cursor DESC LIMIT 1");
    const auto published = query.row() ? util::parse_iso_date_time(query.text(0)) : std::nullopt;
    if (published && *published >= at) at = published->plus_ms(1);
    auto text = util::iso_date_time_in_japan(at);
    keep(db, "time_of_change", text);
    return text;
  });
}

Json json_of(const RowChange& change) {
  return {{"kind", change.kind},
          {"act", domain::name_of(change.act)},
          {"rows", change.rows},
          {"seen", change.seen},
          {"updated_at", change.updated_at}};
}

RowChange row_change_of(const Json& kept) {
  RowChange change;
  change.kind = text_of(kept, "kind");
  change.act = domain::act_named(text_of(kept, "act")).value_or(domain::Act::register_person);
  change.seen = number_of(kept, "seen", -1);
  change.updated_at = text_of(kept, "updated_at");
  for (const auto& row : kept.value("rows", Json::array())) change.rows.push_back(row);
  return change;
}

Json problems_json(const oqs::ImportReport& report, bool warnings) {
  Json list = Json::array();
  for (const auto& problem : report.problems) {
    if (problem.warning != warnings) continue;
    list.push_back({{"line", problem.line},
                    {"field", problem.field},
                    {"code", problem.code},
                    {"text", problem.text}});
  }
  return list;
}

Published publish(Parts& parts, const RowChange& change, const OnBehalf& on_behalf,
                  const std::string& key) {
  auto report = parts.center.import(file_of(parts, change, key), on_behalf);
  if (!report) return util::failure(problem_of(report.error()));
  catch_up(parts);
  return judged(parts, change, std::move(*report));
}

Published publish_for_job(Parts& parts, const RowChange& change, const OnBehalf& on_behalf,
                          JobView& view) {
  const auto total = static_cast<std::int64_t>(change.rows.size());
  view.progress(0, total);
  auto report = send_for_job(
      parts, view, file_of(parts, change, view.id()), on_behalf,
      [&](std::int64_t line, std::int64_t lines) { view.progress(total * line / lines, total); });
  if (!report) return util::failure(report.error());
  catch_up(parts);
  auto published = judged(parts, change, std::move(*report));
  if (published) view.progress(total, total);
  return published;
}

Published rehearse(Parts& parts, const RowChange& change, const OnBehalf& on_behalf) {
  auto file = file_of(parts, change, util::random_key());
  file.dry = true;
  auto report = parts.center.import(file, on_behalf);
  if (!report) return util::failure(problem_of(report.error()));
  if (has_code(*report, "changed_meanwhile")) {
    return util::failure(changed_meanwhile(all_behind(parts, change)));
  }
  return std::move(*report);
}

Json changes_behind(Parts& parts, const std::string& recipient, std::int64_t seen) {
  return parts.database.read([&](sql::Connection& db) {
    Json list = Json::array();
    sql::Query query(db,
                     "SELECT cursor, v.batch, v.at, kind, change, acting, row, n.text,"
                     " (SELECT p.row FROM version p WHERE p.recipient_key = v.recipient_key"
                     "  AND p.kind = v.kind AND p.item = v.item AND p.cursor < v.cursor"
                     "  ORDER BY p.cursor DESC LIMIT 1)"
                     " FROM version v LEFT JOIN note n ON n.batch = v.batch"
                     " WHERE recipient_key = ?1 AND cursor > ?2 ORDER BY cursor",
                     recipient, seen);
    while (query.row()) {
      const auto acting = parsed(query.text(5));
      list.push_back({{"cursor", query.integer(0)},
                      {"batch", query.integer(1)},
                      {"at", query.text(2)},
                      {"kind", query.text(3)},
                      {"change", query.text(4)},
                      {"operator", text_of(acting, "operator")},
                      {"role", text_of(acting, "role")},
                      {"approver", text_of(acting, "approver")},
                      {"note", query.text(7)},
                      {"before", row_of(query.text(8))},
                      {"after", query.text(4) == "removed" ? Json() : row_of(query.text(6))}});
    }
    return list;
  });
}

Answer publish_or_wait(Parts& parts, const Call& call, const RowChange& change, const Json& more) {
  const OnBehalf author{call.who, {}};
  const auto note = note_of(call);
  if (!note) return util::failure(note.error());
  const bool protects = change.act == domain::Act::protect || change.moves_protection;
  const bool waits = (change.kind == "ticket" && is_on(parts, approval_tickets)) ||
                     (protects && is_on(parts, approval_protect));
  if (waits) {
    // What the center would refuse anyway bothers no second person.
    const auto rehearsal = rehearse(parts, change, author);
    if (!rehearsal) return util::failure(rehearsal.error());
    if (rehearsal->refused > 0) return util::failure(rows_refused(*rehearsal));
    Json kept = json_of(change);
    kept["more"] = more;
    kept["note"] = *note;
    const auto id = parts.database.change([&](sql::Connection& db) {
      sql::Query(db,
                 "INSERT INTO draft (kind, state, author, change, at, decided_by, decided_at,"
                 " reason, result) VALUES (?1, 'waiting_approval', ?2, ?3, ?4, '', '', '', '')",
                 std::string(domain::name_of(change.act)), dumped(json_of(author)), dumped(kept),
                 parts.now())
          .run();
      return sql::single(db, 0, "SELECT last_insert_rowid()");
    });
    parts.mirror.tell_news();
    Json body = more;
    body["state"] = "waiting_approval";
    body["draft"] = id;
    body["warnings"] = problems_json(*rehearsal, true);
    return json_answer(body, 202);
  }
  const auto report = publish(parts, change, author, util::random_key());
  if (!report) return util::failure(report.error());
  keep_note(parts, report->batch, *note, call.who.account);
  note_undone_month(parts, more, *report, call.who.account);
  Json body = more;
  body["state"] = "registered";
  body["batch"] = report->batch;
  body["record"] = report->record;
  body["warnings"] = problems_json(*report, true);
  return json_answer(body);
}

namespace {

// Drafts about somebody whom the caller may not know of are not shown to that one (D3).
bool is_about_hidden(sql::Connection& db, const Json& rows) {
  return std::any_of(rows.begin(), rows.end(), [&db](const Json& row) {
    return is_not_disclosed(db, text_of(row, "RecipientKey"), row);
  });
}

// The caller's own that somebody decided in the last two weeks: approved, or sent back and why.
Json decided_lately(Parts& parts, const Call& call) {
  constexpr std::int64_t shown_ms = 14LL * 86400000;
  const auto since = util::iso_date_time_in_japan(parts.clock.now().plus_ms(-shown_ms));
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    sql::Query query(db,
                     "SELECT id, kind, state, at, decided_by, decided_at, reason, change FROM draft"
                     " WHERE state <> 'waiting_approval' AND decided_at >= ?1 AND"
                     " json_extract(author, '$.account') = ?2 AND decided_by <> ?2"
                     " ORDER BY decided_at DESC LIMIT 50",
                     since, call.who.account);
    while (query.row()) {
      const auto rows = parsed(query.text(7)).value("rows", Json::array());
      if (!call.sees_protected() && is_about_hidden(db, rows)) continue;
      items.push_back({{"id", query.integer(0)},
                       {"kind", query.text(1)},
                       {"state", query.text(2)},
                       {"at", query.text(3)},
                       {"decided_by", query.text(4)},
                       {"decided_at", query.text(5)},
                       {"reason", query.text(6)},
                       {"rows", rows}});
    }
    return items;
  });
}

}  // namespace

Json waiting_about(Parts& parts, const Call& call, const std::string& recipient) {
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    sql::Query query(db,
                     "SELECT id, kind, author, at FROM draft d WHERE state = 'waiting_approval'"
                     " AND EXISTS (SELECT 1 FROM json_each(d.change, '$.rows') r WHERE"
                     "  json_extract(r.value, '$.RecipientKey') = ?1) ORDER BY id",
                     recipient);
    while (query.row()) {
      if (query.text(1) == "protect" && !call.sees_protected()) continue;
      const auto author = parsed(query.text(2));
      items.push_back({{"id", query.integer(0)},
                       {"kind", query.text(1)},
                       {"author", text_of(author, "account")},
                       {"author_name", text_of(author, "name")},
                       {"at", query.text(3)}});
    }
    return items;
  });
}

Answer list_approvals(Parts& parts, const Call& call) {
  Json items = Json::array();
  parts.database.read([&](sql::Connection& db) {
    sql::Query query(db,
                     "SELECT id, kind, state, author, change, at FROM draft"
                     " WHERE state = 'waiting_approval' ORDER BY id");
    while (query.row()) {
      const auto author = parsed(query.text(3));
      const auto kept = parsed(query.text(4));
      auto rows = kept.value("rows", Json::array());
      if (!call.sees_protected() && (query.text(1) == "protect" || is_about_hidden(db, rows))) {
        continue;
      }
      for (auto& row : rows) {  // a ticket names nobody
        const auto name = name_of(db, text_of(row, "RecipientKey"));
        row["Name"] = name.name.empty() ? text_of(row, "Name") : name.name;
        row["NameKana"] = name.kana;
      }
      items.push_back({{"id", query.integer(0)},
                       {"kind", query.text(1)},
                       {"state", query.text(2)},
                       {"author", text_of(author, "account")},
                       {"author_name", text_of(author, "name")},
                       {"at", query.text(5)},
                       {"rows", std::move(rows)},
                       {"more", kept.value("more", Json::object())},
                       {"mine", text_of(author, "account") == call.who.account}});
    }
  });
  return json_answer({{"items", items}, {"decided", decided_lately(parts, call)}});
}

namespace {

struct Draft {
  std::string kind, state;
  OnBehalf author;
  Json change;
};

std::optional<Draft> draft_of(Parts& parts, const std::string& id) {
  return parts.database.read([&](sql::Connection& db) -> std::optional<Draft> {
    sql::Query query(db, "SELECT kind, state, author, change FROM draft WHERE id = ?1", id);
    if (!query.row()) return std::nullopt;
    return Draft{std::string(query.text(0)), std::string(query.text(1)),
                 on_behalf_of(parsed(query.text(2))), parsed(query.text(3))};
  });
}

// Whoever may not know of a person decides nothing about that one, not even by its number (D3).
bool may_know(Parts& parts, const Call& call, const Draft& draft) {
  if (call.sees_protected()) return true;
  if (draft.kind == "protect") return false;
  return parts.database.read([&](sql::Connection& db) {
    return !is_about_hidden(db, draft.change.value("rows", Json::array()));
  });
}

// Only the first of two who decide at one time is the one who did.
void settle(Parts& parts, const Call& call, const char* state, const Json& result) {
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "UPDATE draft SET state = ?2, decided_by = ?3, decided_at = ?4, reason = ?5,"
               " result = ?6 WHERE id = ?1 AND state = 'waiting_approval'",
               call.id, state, call.who.account, parts.now(), text_of(call.body, "reason"),
               dumped(result))
        .run();
  });
  parts.mirror.tell_news();
}

// The draft's change with key and time, given once: an approval that is repeated after a crash, or
// two at one time, register once. Kept before anything is sent.
Json with_key(Parts& parts, const std::string& id) {
  const auto at = time_of_change(parts);
  return parts.database.change([&](sql::Connection& db) {
    Json change;
    {
      sql::Query query(db, "SELECT change FROM draft WHERE id = ?1", id);
      if (query.row()) change = parsed(query.text(0));
    }
    if (!text_of(change, "key").empty()) return change;
    change["key"] = util::random_key();
    change["updated_at"] = at;
    sql::Query(db, "UPDATE draft SET change = ?2 WHERE id = ?1", id, dumped(change)).run();
    return change;
  });
}

void keep_change(Parts& parts, const std::string& id, const Json& change) {
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "UPDATE draft SET change = ?2 WHERE id = ?1", id, dumped(change)).run();
  });
}

}  // namespace

Answer decide_approval(Parts& parts, const Call& call) {
  auto draft = draft_of(parts, call.id);
  if (!draft || !may_know(parts, call, *draft)) return util::failure(not_found());
  if (draft->state != "waiting_approval") {
    return util::failure(wrong_state("この申請はすでに処理されています。一覧を読み直してください。",
                                     "This was decided already. Please reload the list."));
  }
  const auto decision = text_of(call.body, "decision");
  if (decision != "approve" && decision != "reject") return util::failure(malformed("decision"));
  const bool own = draft->author.who.account == call.who.account;
  if (own && decision == "approve") return util::failure(not_permitted("approve_own"));
  // Who asked may withdraw it without the right to decide about others'.
  if (!own && !call.may(domain::Act::approve)) return util::failure(not_permitted("approve"));
  if (decision == "reject" && draft->kind != "import") {
    settle(parts, call, "rejected", Json::object());
    return json_answer({{"state", "rejected"}});
  }
  if (draft->kind == "import") return decide_import(parts, call, draft->change, draft->author);
  const auto more = draft->change.value("more", Json::object());
  // A later month may have been issued since this was asked; with a key it may be registered.
  if (const auto batch = text_of(more, "undoes_month");
      !batch.empty() && text_of(draft->change, "key").empty()) {
    if (auto open = may_undo_month(parts, batch); !open) return util::failure(open.error());
  }
  draft->author.approver = call.who.account;
  draft->change = with_key(parts, call.id);
  keep_reply_of_draft(parts, more, draft->author);
  const auto report =
      publish(parts, row_change_of(draft->change), draft->author, text_of(draft->change, "key"));
  if (!report) {
    if (report.error().status < 500) {  // the center has answered: another try is a new one
      draft->change.erase("key");
      keep_change(parts, call.id, draft->change);
    }
    return util::failure(report.error());
  }
  keep_note(parts, report->batch, text_of(draft->change, "note"), draft->author.who.account);
  note_undone_month(parts, more, *report, draft->author.who.account);
  const auto month = text_of(more, "month");
  if (!month.empty()) {
    const MonthIssued issued{"draft-" + call.id, month, text_of(draft->change, "updated_at"),
                             draft->author.who.account};
    (void)keep_month_receipt(parts, issued, *report);
  }
  const Json result{{"state", "registered"},
                    {"batch", report->batch},
                    {"record", report->record},
                    {"warnings", problems_json(*report, true)}};
  settle(parts, call, "published", result);
  parts.outgoing->deliver();
  return json_answer(result);
}

}  // namespace madoguchi::office
