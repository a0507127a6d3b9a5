// POST /oqs/YZKsiquc01, /oqs/TKKsiquc01: a receipt computer asks for the histories of somebody
// whose card was read here. Who may see what is domain::may_view's word, as for the page.
#include <algorithm>

#include "center/acting.hpp"
#include "center/acting_detail.hpp"
#include "center/folder_history.hpp"
#include "center/history_judging.hpp"
#include "center/history_operations.hpp"
#include "center/register_reference_number.hpp"
#include "center/told.hpp"
#include "center/verify.hpp"
#include "oqs/folder_history.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

using domain::HistoryReason;
using domain::Stands;
using oqs::FolderHistoryRequest;

// A read so long ago has no live consent; before it the answer is "not asked".
constexpr std::int64_t reads_looked_at_ms = 31LL * 24 * 3600 * 1000;

oqs::Refused refused_with(const FolderHistoryRequest& request, oqs::ErrorCode error) {
  oqs::Refused refused;
  refused.problem.error = error;
  refused.header = request.header;
  return refused;
}

// The last read of this person's card here; nothing when there is none lately.
util::Task<util::Result<std::optional<CardRead>, store::StoreProblem>> last_read(
    Context& context, const Party& party, domain::PersonId person) {
  // In this order: what the index takes in meanwhile is in both, never in neither.
  auto lately = co_await context.registry->not_indexed(party.text());
  if (!lately) co_return util::failure(lately.error());
  std::vector<domain::PersonId> people;
  people.push_back(person);
  const auto since = context.clock.now().plus_ms(-reads_looked_at_ms);
  auto told = co_await context.registry->told_about(std::move(people), since);
  if (!told) co_return util::failure(told.error());
  store::AuditId last = 0;
  const auto note = [&](const store::ToldRow& row) {
    const bool read = row.person == person && row.institution_code == party.code &&
                      row.way == store::ToldWay::card;
    if (read) last = std::max(last, row.record);
  };
  for (const auto& one : *told) note(one.told);
  for (const auto& record : *lately) {
    for (const auto& row : told_of(record)) note(row);
  }
  if (last == 0) co_return std::optional<CardRead>();
  auto read = co_await card_read_of(context, party, last);
  co_return read;
}

// Whom the request is about, and what holds of them.
struct Found {
  std::optional<CardRead> card;
  HistoryStanding standing;
  std::string_view unknown;  // why nobody is meant; for the record alone
};

util::Task<util::Result<Found, store::StoreProblem>> find(Context& context, const Party& party,
                                                          const FolderHistoryRequest& request,
                                                          domain::HistorySwitches switches) {
  Found found;
  found.standing.switches = switches;
  if (!switches.by_folder) co_return found;  // nobody is looked for
  std::string no_number, code = party.code;
  auto search = request.search;
  auto meant = co_await decide_reference_number(context, std::move(code), std::move(search),
                                                std::move(no_number));
  if (!meant) co_return util::failure(meant.error());
  if (meant->refused) {
    found.unknown = name_of(*meant->refused);
    co_return found;
  }
  auto card = co_await last_read(context, party, meant->change.person);
  if (!card) co_return util::failure(card.error());
  found.card = std::move(*card);
  if (found.card) {
    auto standing = co_await standing_of(context, *found.card);
    if (!standing) co_return util::failure(standing.error());
    found.standing = std::move(*standing);
  } else {
    auto standing = co_await standing_of_person(context, party.code, meant->change.person);
    if (!standing) co_return util::failure(standing.error());
    found.standing = std::move(*standing);
  }
  co_return found;
}

Viewer viewer_of(const Found& found, std::optional<Acting> acting) {
  Viewer viewer;
  viewer.acting = std::move(acting);
  viewer.mode = domain::HistoryMode::folder;
  viewer.certificate = found.card && in_grace(found.card->question) ? Stands::no : Stands::yes;
  viewer.card_signed =
      found.card && !signed_by_card(found.card->question) ? Stands::no : Stands::yes;
  return viewer;
}

HistoryLook look_of(const Context& context, const FolderHistoryRequest& request, const Found& found,
                    const Viewer& viewer, util::Instant now) {
  HistoryLook look;
  look.card_record = found.card ? found.card->record : 0;
  look.mode = viewer.mode;
  look.today = util::day_in_japan(now);
  look.grace_days = context.config.histories.overlap_grace_days;
  set_months(look, request.first, request.last, context.config.histories.months);
  look.kinds = judge(context, viewer, found.standing, request.kinds, now);
  for (auto& one : look.kinds) {  // a consent without its read is none
    if (!found.card && one.reason == HistoryReason::allowed) one.reason = HistoryReason::not_asked;
  }
  return look;
}

std::string message_of(const FolderHistoryRequest& request, const Asked& asked,
                       const HistoryLook& look, const Found& found, const HistoryMaterial& material,
                       util::Instant at) {
  const auto header = answer_header(request.header, at);
  const auto withheld = withheld_text(look);
  if (!look.any_allowed()) return oqs::write_withheld_history(header, withheld);
  auto told = folder_history(look, material);
  if (const auto& person = found.standing.details) {
    told.name = person->name;
    told.kana = person->name_kana;
    told.birthdate = person->birthdate.text();
    told.sex = person->sex1;
  }
  told.contents = data_age_text(material.read) + withheld;
  return oqs::write_folder_history(asked.interface, header, told);
}

}  // namespace

util::Task<net::Response> history_by_folder(Context& context, Asked asked) {
  auto request =
      oqs::read_folder_history_request(asked.interface, asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  auto acting = acting_of(asked.request);
  if (!acting) co_return co_await refuse_problem(context, asked, 422, acting.error());
  asked.acting = acting_json(*acting);
  if (request->header.institution_code != asked.party.code) {
    auto refused = refused_with(*request, oqs::ErrorCode::institution_mismatch);
    co_return co_await refuse(context, asked, std::move(refused));
  }
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return store_reply(context, stands.error());
  if (*stands) co_return co_await refuse(context, asked, refused_with(*request, **stands));

  const auto wrong_try = wrong_try_hash(request->search);
  WrongTries::Hold hold(context.wrong_tries, asked.party.text(), wrong_try, context.clock.now());
  if (!hold.allowed()) {
    co_return co_await refuse(context, asked, refused_with(*request, oqs::ErrorCode::wrong_tries));
  }
  auto& histories = store::histories_of(*context.registry);
  auto switches = co_await histories.switches(asked.party.code);
  if (!switches) co_return store_reply(context, switches.error());
  auto found = co_await find(context, asked.party, *request, *switches);
  if (!found) co_return store_reply(context, found.error());

  store::Commit commit;
  commit.record = entry_of(context, asked, "history_view");
  commit.record.request_key.clear();  // judged anew each time: a consent may have ended
  const auto now = commit.record.at;
  const auto viewer = viewer_of(*found, std::move(*acting));
  auto look = look_of(context, *request, *found, viewer, now);
  HistoryMaterial material;
  if (look.any_allowed()) {
    auto read = co_await read_material(histories, found->standing.person, look, std::nullopt);
    if (!read) co_return store_reply(context, read.error());
    material = std::move(*read);
  }
  history_content(look, material);  // notes the rows that are seen and their hash
  util::JsonLine detail;
  detail.add_json("history_view", write_history_look(look));
  if (!found->unknown.empty()) detail.add("cause", found->unknown).add("wrong_try", wrong_try);
  commit.record.person = found->standing.person;
  commit.record.detail = with_acting(std::move(detail).finish(), asked.acting);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  if (!found->unknown.empty()) hold.count();
  ++context.counters.answers;
  co_return xml_reply(message_of(*request, asked, look, *found, material, now), done->id);
}

}  // namespace madoguchi::center
