#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/operations.hpp"
#include "center/registration_rows.hpp"
#include "oqs/json_messages.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr std::size_t problems_in_record_max = 1000;

bool may_write(PartyKind party, store::RowKind kind) {
  const bool of_office = kind == store::RowKind::qualification || kind == store::RowKind::ticket;
  return of_office ? party == PartyKind::office : party == PartyKind::operator_;
}

oqs::ImportProblem to_report(const store::RowProblem& problem) {
  return {problem.line, problem.field, problem.code, problem.text,
          problem.severity == store::Severity::warning};
}

// Both halves of what was found, in the order of the lines.
oqs::ImportReport report_of(const RegistrationRows::Found& form, const store::ApplyOutcome& outcome,
                            std::size_t listed_max) {
  oqs::ImportReport report;
  report.batch = outcome.batch;
  report.record = outcome.record;
  report.rows = form.rows;
  report.added = outcome.added;
  report.changed = outcome.changed;
  report.removed = outcome.removed;
  report.unchanged = outcome.unchanged;
  report.refused = form.refused + outcome.refused;
  report.problems_total = form.problems_total + outcome.problems.size();
  for (const auto& problem : form.problems) report.problems.push_back(to_report(problem));
  for (const auto& problem : outcome.problems) report.problems.push_back(to_report(problem));
  std::stable_sort(report.problems.begin(), report.problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  if (report.problems.size() > listed_max) report.problems.resize(listed_max);
  return report;
}

// A file that is refused whole, as a report with one problem: nothing was registered.
net::Response file_refused(const FileProblem& problem) {
  oqs::ImportReport report;
  report.problems_total = 1;
  auto text = problem.text;
  if (problem.code == "encoding") {
    text += "（" + std::to_string(problem.offset + 1) + "バイト目）";
  }
  report.problems.push_back({1, problem.field, problem.code, std::move(text), false});
  return json_reply(200, oqs::write_import_report(report));
}

util::Task<net::Response> refuse_file(Context& context, const Asked& asked, FileProblem problem) {
  auto entry = entry_of(context, asked, "refusal");
  util::JsonLine detail;
  detail.add("error", "import/" + problem.code).add("place", problem.field);
  entry.detail = std::move(detail).finish();
  entry.request_key.clear();  // a corrected file may come under the same key
  store::Commit commit;
  commit.record = std::move(entry);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.refusals;
  co_return file_refused(problem);
}

// The same file again under the same key: the report of the first time, from its record.
util::Task<std::optional<net::Response>> imported_before(Context& context, const Asked& asked) {
  if (asked.request_key().empty()) co_return std::nullopt;
  auto found = co_await context.registry->record_of_key(asked.party.text(), asked.request_key());
  if (!found) co_return store_reply(context, found.error());
  if (!*found) co_return std::nullopt;
  const auto& record = **found;
  if (record.entry.request_hash != util::hex(util::sha256(asked.request.body)) ||
      record.entry.interface != asked.interface) {
    co_return problem_reply(409, {oqs::ErrorCode::request_key_reused, {}});
  }
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  oqs::ImportReport report;
  report.record = record.id;
  if (detail.is_object()) {
    report.batch = detail.value("batch", std::int64_t{0});
    report.added = detail.value("added", std::size_t{0});
    report.changed = detail.value("changed", std::size_t{0});
    report.removed = detail.value("removed", std::size_t{0});
    report.unchanged = detail.value("unchanged", std::size_t{0});
    report.refused = detail.value("refused", std::size_t{0});
  }
  co_return json_reply(200, oqs::write_import_report(report));
}

}  // namespace

util::Task<net::Response> import_registrations(Context& context, Asked asked) {
  const auto name =
      std::string_view(asked.request.path).substr(std::string_view("/import/").size());
  const auto kind = store::row_kind_named(name);
  if (!kind) {
    co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::unknown_address);
  }
  if (!may_write(asked.party.kind, *kind)) {
    co_return co_await refuse_json(context, asked, 403, oqs::ErrorCode::not_permitted);
  }
  auto before = co_await imported_before(context, asked);
  if (before) co_return std::move(*before);

  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};  // decoding a large file takes a while
  store::BatchHeader header;
  header.kind = *kind;
  header.party = asked.party.text();
  header.office_code = asked.party.kind == PartyKind::office ? asked.party.code : std::string();
  header.scope = asked.request.query_value("scope") == "full" ? store::BatchHeader::Scope::full
                                                              : store::BatchHeader::Scope::changes;
  header.run = asked.request.query_value("dry") == "1" ? store::BatchHeader::Run::dry
                                                       : store::BatchHeader::Run::publish;
  header.record = entry_of(context, asked, "registration");
  header.record.detail = "{}";
  auto decoded = decode_file(asked.request.body);
  asked.request.body = std::string();
  RowSettings settings{header.office_code, context.config.strict_check_digit,
                       context.config.import_problems_max};
  util::Result<std::unique_ptr<RegistrationRows>, FileProblem> rows = util::failure(FileProblem{});
  if (decoded) {
    rows = RegistrationRows::open(*kind, std::move(decoded->text), std::move(settings));
  } else {
    rows = util::failure(decoded.error());
  }
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (!rows) co_return co_await refuse_file(context, asked, rows.error());

  const bool dry = header.run == store::BatchHeader::Run::dry;
  const auto form = (*rows)->found();
  auto outcome = co_await context.registry->apply(std::move(header), std::move(*rows));
  if (!outcome) co_return store_reply(context, outcome.error());
  auto report = report_of(*form, *outcome, context.config.import_problems_max);
  report.dry_run = dry;
  co_return json_reply(200, oqs::write_import_report(report));
}

}  // namespace madoguchi::center
