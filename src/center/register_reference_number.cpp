#include "center/register_reference_number.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/acting_detail.hpp"
#include "center/asked_numbers.hpp"
#include "center/operations.hpp"
#include "center/question_record.hpp"
#include "center/told.hpp"
#include "center/verify.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr int tries_max = 5;  // when another request changes the same thing meanwhile

// Records behind the index count like those in it.
util::Task<util::Result<std::vector<store::ToldRow>, store::StoreProblem>> told_lately(
    Context& context, const std::string& institution_code) {
  const Party party{PartyKind::institution, institution_code};
  auto records = co_await context.registry->not_indexed(party.text());
  if (!records) co_return util::failure(records.error());
  std::vector<store::ToldRow> rows;
  for (const auto& record : *records) {
    for (auto& row : told_of(record)) rows.push_back(std::move(row));
  }
  co_return rows;
}

store::HoldersQuery query_of(const std::string& institution_code,
                             const domain::NumberSearch& search,
                             const std::string& reference_number) {
  store::HoldersQuery query;
  query.institution_code = institution_code;
  query.reference_number = reference_number;
  if (search.is_assistance()) {
    query.who = store::ByAssistanceNumber{search.insurer_number, search.number};
  } else {
    query.who = store::ByInsuranceNumber{search.insurer_number, search.number, search.symbol,
                                         search.branch};
  }
  return query;
}

// The one person whom the numbers mean among those received under the asked side.
ReferenceDecision decided(const store::HoldersRead& read, const std::vector<store::ToldRow>& lately,
                          const domain::NumberSearch& search) {
  const unsigned wanted = search.is_assistance() ? store::told_assistance : store::told_insurance;
  ReferenceDecision decision;
  decision.refused = read.holders.empty() ? NotRegistered::unknown : NotRegistered::not_received;
  const store::NumberHolder* meant = nullptr;
  for (const auto& holder : read.holders) {
    unsigned sides = holder.sides;
    for (const auto& row : lately) {
      if (row.person == holder.person) sides |= row.sides;
    }
    if ((sides & wanted) == 0) continue;
    if (search.is_assistance() && holder.not_disclosed) {  // D3
      decision.refused = NotRegistered::not_disclosed;
      return decision;
    }
    if (meant != nullptr) {
      decision.refused = NotRegistered::ambiguous;
      return decision;
    }
    meant = &holder;
  }
  if (meant == nullptr) return decision;
  decision.refused = std::nullopt;
  decision.number_is_of = read.number_taken_by;
  if (read.number_taken_by != 0 && read.number_taken_by != meant->person) {
    decision.refused = NotRegistered::taken;
  }
  decision.change.person = meant->person;
  decision.change.before = meant->reference_number;
  return decision;
}

std::string detail_of(const oqs::ReferenceNumberRequest& request,
                      const store::ReferenceChange& change) {
  util::JsonLine detail;
  detail.add("institution", request.header.institution_code)
      .add("number", change.number)
      .add("before", change.before)
      .add_json("block", echo_json(request.echo))
      .add("file_id", request.header.arbitrary_file_identifier.value)
      .add("file_id_raw", request.header.arbitrary_file_identifier.raw);
  return std::move(detail).finish();
}

oqs::Refused refused_with(const oqs::ReferenceNumberRequest& request, oqs::ErrorCode error) {
  oqs::Refused refused;
  refused.problem.error = error;
  refused.header = request.header;
  return refused;
}

// What stands against the question before anybody's data is looked at.
util::Task<util::Result<Against, store::StoreProblem>> against(
    Context& context, const Asked& asked, const oqs::ReferenceNumberRequest& request) {
  auto stands = co_await standing(context, asked.party);
  if (!stands) co_return util::failure(stands.error());
  if (request.header.institution_code != asked.party.code) {
    co_return Against(oqs::ErrorCode::institution_mismatch);
  }
  // Switched off, only assistance cannot be asked about (D1).
  if (*stands == oqs::ErrorCode::assistance_off && !request.search.is_assistance()) {
    co_return Against();
  }
  co_return *stands;
}

}  // namespace

std::string_view name_of(NotRegistered cause) {
  switch (cause) {
    case NotRegistered::unknown:
      return "unknown";
    case NotRegistered::ambiguous:
      return "ambiguous";
    case NotRegistered::not_disclosed:
      return "not_disclosed";
    case NotRegistered::not_received:
      return "not_received";
    case NotRegistered::taken:
      return "taken";
  }
  return {};
}

oqs::ErrorCode error_of(NotRegistered cause) {
  return cause == NotRegistered::taken ? oqs::ErrorCode::reference_number_taken
                                       : oqs::ErrorCode::not_received;
}

util::Task<util::Result<ReferenceDecision, store::StoreProblem>> decide_reference_number(
    Context& context, std::string institution_code, domain::NumberSearch search,
    std::string reference_number) {
  // In this order: what the index takes in meanwhile is in both, never in neither.
  auto lately = co_await told_lately(context, institution_code);
  if (!lately) co_return util::failure(lately.error());
  auto query = query_of(institution_code, search, reference_number);
  for (const auto& row : *lately) query.also.push_back(row.person);
  auto read = co_await context.registry->holders(std::move(query));
  if (!read) co_return util::failure(read.error());
  auto decision = decided(*read, *lately, search);
  decision.change.institution_code = std::move(institution_code);
  decision.change.number = std::move(reference_number);
  co_return decision;
}

net::Response reference_number_again(const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  oqs::RequestHeader header;
  header.institution_code = detail.value("institution", std::string());
  header.arbitrary_file_identifier = {detail.value("file_id", std::string()),
                                      detail.value("file_id_raw", std::string())};
  const auto block = read_echo_json(detail.value("block", nlohmann::json::array()).dump());
  return xml_reply(
      oqs::write_reference_number_result(answer_header(header, record.entry.at), block), record.id);
}

util::Task<net::Response> register_reference_number(Context& context, Asked asked) {
  auto request = oqs::read_reference_number_request(asked.request.body, context.read_limits());
  if (!request) co_return co_await refuse(context, asked, std::move(request.error()));
  auto stands = co_await against(context, asked, *request);
  if (!stands) co_return store_reply(context, stands.error());
  if (*stands) co_return co_await refuse(context, asked, refused_with(*request, **stands));

  const auto wrong_try = wrong_try_hash(request->search);
  WrongTries::Hold hold(context.wrong_tries, asked.party.text(), wrong_try, context.clock.now());
  if (!hold.allowed()) {
    co_return co_await refuse(context, asked, refused_with(*request, oqs::ErrorCode::wrong_tries));
  }
  for (int tries = 0; tries < tries_max; ++tries) {
    auto decision = co_await decide_reference_number(context, asked.party.code, request->search,
                                                     request->reference_number);
    if (!decision) co_return store_reply(context, decision.error());
    if (decision->refused) {
      Unsaid unsaid;
      unsaid.cause = name_of(*decision->refused);
      const bool wrong = error_of(*decision->refused) == oqs::ErrorCode::not_received;
      if (wrong) unsaid.wrong_try = wrong_try;
      auto refusal = co_await refuse_because(
          context, asked, refused_with(*request, error_of(*decision->refused)), std::move(unsaid));
      if (wrong) hold.count();
      co_return refusal;
    }
    store::Commit commit;
    commit.record = entry_of(context, asked, "reference_number");
    commit.record.person = decision->change.person;
    commit.record.detail = with_acting(detail_of(*request, decision->change), asked.acting);
    commit.reference_numbers.push_back(decision->change);
    const auto at = commit.record.at;
    auto done = co_await context.registry->commit(std::move(commit));
    if (!done && done.error().error == store::StoreError::changed_meanwhile) continue;
    if (!done) co_return store_reply(context, done.error());
    ++context.counters.answers;
    co_return xml_reply(
        oqs::write_reference_number_result(answer_header(request->header, at), request->echo),
        done->id);
  }
  co_return retry_reply(context, 503, oqs::ErrorCode::center_busy, 1);
}

}  // namespace madoguchi::center
