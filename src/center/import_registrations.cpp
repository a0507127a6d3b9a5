#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "center/acting.hpp"
#include "center/office_imports.hpp"
#include "center/operations.hpp"
#include "center/registration_rows.hpp"
#include "center/repeated.hpp"
#include "oqs/json_messages.hpp"
#include "util/hash.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr std::int64_t day_ms = 86400000;

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

util::Task<net::Response> refuse_file(Context& context, const Asked& asked,
                                      const FileProblem& problem) {
  auto entry = entry_of(context, asked, "registration");
  util::JsonLine detail;
  if (!asked.acting.empty()) detail.add_json("acting", asked.acting);
  detail.add("file_refused", problem.code)
      .add("field", problem.field)
      .add("text", problem.text)
      .add_number("offset", static_cast<std::int64_t>(problem.offset));
  entry.detail = std::move(detail).finish();
  store::Commit commit;
  commit.record = std::move(entry);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.refusals;
  co_return file_refused(problem);
}

// Only the documented words: a misspelt "dry" must not register for real.
bool query_is_known(const net::Request& request) {
  return std::all_of(request.query.begin(), request.query.end(), [](const auto& one) {
    return (one.first == "dry" && one.second == "1") ||
           (one.first == "whole" && one.second == "1") ||
           (one.first == "scope" && one.second == "full");
  });
}

// What somebody at an office does with a file of this kind (Madoguchi-Act; a file is an import).
std::optional<domain::Act> act_of(const net::Request& request, store::RowKind kind) {
  const auto name = net::header(request.headers, "Madoguchi-Act");
  if (name.empty()) return domain::Act::import;
  const auto act = domain::act_named(name);
  const bool ticket = kind == store::RowKind::ticket;
  const bool fits = act == domain::Act::import || act == domain::Act::undo ||
                    (ticket ? act == domain::Act::issue
                            : act == domain::Act::register_person || act == domain::Act::protect);
  return fits ? act : std::nullopt;
}

// The last version that the author of the rows had seen (Madoguchi-Seen).
util::Result<std::optional<domain::VersionId>, oqs::Problem> seen_of(const net::Request& request) {
  const auto text = net::header(request.headers, "Madoguchi-Seen");
  if (text.empty()) return std::optional<domain::VersionId>();
  domain::VersionId seen = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seen);
  if (error != std::errc() || end != text.data() + text.size() || seen < 0) {
    return util::failure(oqs::Problem{oqs::ErrorCode::element_format, "Madoguchi-Seen"});
  }
  return std::optional(seen);
}

// Who at the office does it, and on what grounds; of the operator's files nothing.
util::Task<std::optional<net::Response>> take_grounds(Context& context, Asked& asked,
                                                      store::BatchHeader& header,
                                                      FileUnderWay& file) {
  if (asked.party.kind != PartyKind::office) co_return std::nullopt;
  const auto act = act_of(asked.request, header.kind);
  if (!act) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format,
                                   "Madoguchi-Act");
  }
  auto allowed = co_await permission(context, asked, *act);
  if (allowed.refused) co_return std::move(allowed.refused);
  file.act = *act;
  const auto seen = seen_of(asked.request);
  if (!seen) co_return co_await refuse_problem(context, asked, 422, seen.error());
  header.seen = *seen;
  header.acting = asked.acting;
  if (!may(allowed.acting, domain::Act::protect)) {
    header.protection = store::BatchHeader::Protection::refused;
  }
  co_return std::nullopt;
}

// One of the imports that may run at one time; their files are in memory.
struct Running {
  explicit Running(Context& context) : count(context.imports_running), at(++count) {}
  ~Running() { --count; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  std::atomic<int>& count;
  int at;
};

FileUnderWay file_under_way(const Context& context, const Asked& asked) {
  FileUnderWay file;
  file.interface = asked.interface;
  file.request_hash = asked.request_hash;
  file.started = context.clock.now();
  file.bytes = asked.request.body.size();
  file.dry = asked.request.query_value("dry") == "1";
  return file;
}

// The file was withdrawn, or somebody else's try with its key came first: what its record says.
util::Task<net::Response> outcome_on_record(Context& context, const Asked& asked,
                                            const store::StoreProblem& problem) {
  const bool on_record =
      problem.error == store::StoreError::withdrawn || problem.error == store::StoreError::key_used;
  if (!on_record || asked.request_key().empty()) co_return store_reply(context, problem);
  auto earlier = co_await earlier_request(context, asked);
  if (earlier.refused) co_return std::move(*earlier.refused);
  if (!earlier.record) co_return store_reply(context, problem);
  co_return import_again(*earlier.record);
}

}  // namespace

net::Response import_again(const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  if (is_withdrawal(detail)) {
    return problem_reply(409, {oqs::ErrorCode::import_withdrawn, {}}, record.id);
  }
  if (detail.contains("file_refused")) {
    return file_refused(
        {detail.value("file_refused", std::string()), detail.value("field", std::string()),
         detail.value("offset", std::size_t{0}), detail.value("text", std::string())});
  }
  const auto counts = detail.value("registration", nlohmann::json::object());
  oqs::ImportReport report;
  report.record = record.id;
  report.batch = counts.value("batch", std::int64_t{0});
  report.added = counts.value("added", std::size_t{0});
  report.changed = counts.value("changed", std::size_t{0});
  report.removed = counts.value("removed", std::size_t{0});
  report.unchanged = counts.value("unchanged", std::size_t{0});
  report.refused = counts.value("refused", std::size_t{0});
  report.rows = report.added + report.changed + report.unchanged + report.refused;
  report.dry_run = counts.value("run", std::string()) == "dry";
  for (const auto& one : counts.value("problems", nlohmann::json::array())) {
    if (!one.is_array() || one.size() < 4) continue;
    report.problems.push_back(
        {one[0].get<std::size_t>(), one[1].get<std::string>(), one[2].get<std::string>(),
         "登録時の報告の控えです。内容は最初の報告をご覧ください。", one[3] == "warning"});
  }
  report.problems_total = counts.value("problems_total", report.problems.size());
  return json_reply(200, oqs::write_import_report(report));
}

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
  if (!query_is_known(asked.request)) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format, "query");
  }
  store::BatchHeader header;
  header.kind = *kind;
  auto file = file_under_way(context, asked);
  if (auto refused = co_await take_grounds(context, asked, header, file)) {
    co_return std::move(*refused);
  }
  const Running running(context);
  if (running.at > context.config.imports_at_once_max) {
    co_return retry_reply(context, 503, oqs::ErrorCode::center_busy, 5);
  }

  header.progress = file.progress;
  const ImportsUnderWay::Stay stay(context.imports_under_way, asked.party.text(),
                                   asked.request_key(), file);
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};  // decoding a large file takes a while
  header.party = asked.party.text();
  header.office_code = asked.party.kind == PartyKind::office ? asked.party.code : std::string();
  header.scope = asked.request.query_value("scope") == "full" ? store::BatchHeader::Scope::full
                                                              : store::BatchHeader::Scope::changes;
  header.run = asked.request.query_value("dry") == "1" ? store::BatchHeader::Run::dry
                                                       : store::BatchHeader::Run::publish;
  header.rows = asked.request.query_value("whole") == "1" ? store::BatchHeader::Rows::whole
                                                          : store::BatchHeader::Rows::each;
  header.record = entry_of(context, asked, "registration");
  header.record.detail = asked.acting.empty() ? "{}" : "{\"acting\":" + asked.acting + "}";
  header.now = [&context] { return context.clock.now(); };
  auto decoded = decode_file(asked.request.body);
  asked.request.body = std::string();
  RowSettings settings{header.office_code, context.config.strict_check_digit,
                       context.config.import_problems_max, context.clock.now().plus_ms(day_ms)};
  util::Result<std::unique_ptr<RegistrationRows>, FileProblem> rows = util::failure(FileProblem{});
  if (decoded) {
    file.lines->store(lines_of(decoded->text));
    rows = RegistrationRows::open(*kind, std::move(decoded->text), std::move(settings));
  } else {
    rows = util::failure(decoded.error());
  }
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (!rows) co_return co_await refuse_file(context, asked, rows.error());

  const bool dry = header.run == store::BatchHeader::Run::dry;
  const auto form = (*rows)->found();
  auto outcome = co_await context.registry->apply(std::move(header), std::move(*rows));
  if (!outcome) co_return co_await outcome_on_record(context, asked, outcome.error());
  auto report = report_of(*form, *outcome, context.config.import_problems_max);
  report.dry_run = dry;
  // A report can be tens of MiB: nobody waits behind its writing.
  if (home != nullptr) co_await util::ResumeOn{context.workers};
  auto text = oqs::write_import_report(report);
  if (home != nullptr) co_await util::ResumeOn{*home};
  co_return json_reply(200, std::move(text));
}

}  // namespace madoguchi::center
