// POST /history/import, GET /history/unmatched, POST /history/rematch: the operator's side.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "center/history_operations.hpp"
#include "center/history_person.hpp"
#include "center/history_report.hpp"
#include "center/history_rows.hpp"
#include "center/page_query.hpp"
#include "center/page_reply.hpp"
#include "center/registration_rows.hpp"
#include "center/spooled_body.hpp"
#include "history/masters.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr std::array<std::string_view, 6> kinds = {"uke",        "checkup_cda", "checkup_csv",
                                                   "dispensing", "drug_master", "procedure_master"};
constexpr std::size_t notes_told_max = 1000;
constexpr std::size_t notes_recorded_max = 100;

// A file that was read: its rows, unless it was refused.
struct Opened {
  std::shared_ptr<HistoryReport> report = std::make_shared<HistoryReport>();
  std::shared_ptr<HistoryFound> found = std::make_shared<HistoryFound>();
  std::unique_ptr<store::HistoryRows> rows;
};

void list_notes(HistoryReport& report, const std::vector<history::FileNote>& notes) {
  for (const auto& note : notes) {
    if (report.notes.size() < notes_told_max) report.notes.push_back(note);
  }
}

void add_notes(HistoryReport& report, const std::vector<history::FileNote>& notes) {
  report.notes_total += notes.size();
  list_notes(report, notes);
}

// Read through once before anything is stored: wrong totals at its end refuse the whole file.
Opened open_claims(Context& context, std::string body) {
  Opened opened;
  auto& report = *opened.report;
  const auto bytes = spool(context.config.store.path, std::move(body));
  if (!bytes) {
    report.refusal = history::FileNote{0, 0, "spool", "センターのディスクに空きがありません。"};
    return opened;
  }
  const auto encoding = history::uke_encoding(*bytes);
  report.encoding = encoding == history::UkeEncoding::utf8 ? "utf8" : "cp932";
  history::UkeReader reader(*bytes, encoding);
  while (reader.next()) {
  }
  const auto& findings = reader.findings();
  report.lines = findings.lines;
  report.items = findings.claims;
  report.refused = findings.refused;
  report.unknown_records = findings.unknown_records;
  report.notes = findings.notes;
  report.notes_total = findings.notes_total;
  report.refusal = findings.refusal;
  if (!report.refusal) {
    opened.rows = claim_rows(*context.registry, bytes, encoding, opened.found);
  }
  return opened;
}

template <class File>
bool take_findings(const File& file, HistoryReport& report) {
  add_notes(report, file.notes);
  report.refusal = file.refusal;
  return !report.refusal;
}

Opened open_master(std::string_view kind, const std::string& text) {
  Opened opened;
  auto& report = *opened.report;
  const bool drugs = kind == "drug_master";
  const auto file = drugs ? history::read_drug_master(text) : history::read_procedure_master(text);
  report.items = file.rows;
  report.refused = file.notes.size();
  if (!take_findings(file, report)) return opened;
  std::vector<store::MasterRow> rows;
  for (const auto& one : file.drugs) rows.push_back({"drug", one.code, history::drug_json(one)});
  for (const auto& one : file.procedures) {
    rows.push_back({"procedure", one.code, history::procedure_json(one)});
  }
  opened.rows = master_rows(std::move(rows));
  return opened;
}

Opened open_checkups(Context& context, std::string_view kind, const std::string& text) {
  Opened opened;
  auto& report = *opened.report;
  auto file =
      kind == "checkup_cda" ? history::read_checkup_cda(text) : history::read_checkup_csv(text);
  report.items = file.checkups.size() + file.refused;
  report.refused = file.refused;
  if (!take_findings(file, report)) return opened;
  opened.rows = checkup_rows(*context.registry, std::move(file.checkups), opened.found);
  return opened;
}

Opened open_dispensings(Context& context, const std::string& text) {
  Opened opened;
  auto& report = *opened.report;
  auto file = history::read_dispensing_json_lines(text);
  report.items = file.dispensings.size() + file.refused;
  report.refused = file.refused;
  if (!take_findings(file, report)) return opened;
  opened.rows = dispensing_rows(*context.registry, std::move(file.dispensings), opened.found);
  return opened;
}

Opened open(Context& context, std::string_view kind, std::string body) {
  if (kind == "uke") return open_claims(context, std::move(body));
  // A CDA says its own encoding to its reader; the rest is UTF-8 or CP932.
  auto decoded = kind == "checkup_cda"
                     ? util::Result<DecodedFile, FileProblem>(DecodedFile{std::move(body)})
                     : decode_file(body);
  if (!decoded) {
    Opened opened;
    opened.report->refusal = history::FileNote{0, 0, decoded.error().code, decoded.error().text};
    return opened;
  }
  if (kind == "dispensing") return open_dispensings(context, decoded->text);
  if (kind.starts_with("checkup")) return open_checkups(context, kind, decoded->text);
  return open_master(kind, decoded->text);
}

std::string recorded(const HistoryReport& report, const store::HistoryOutcome& outcome) {
  return "{\"history_import\":" + history_report_json(report, outcome, notes_recorded_max) + "}";
}

util::Task<net::Response> refuse_file(Context& context, const Asked& asked, const Opened& opened) {
  store::Commit commit;
  const store::HistoryOutcome nothing;
  commit.record = entry_of(context, asked, "history_import");
  commit.record.detail = recorded(*opened.report, nothing);
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  ++context.counters.refusals;
  co_return json_reply(200, history_report_json(*opened.report, nothing, notes_told_max), done->id);
}

store::HistoryHeader header_of(Context& context, const Asked& asked, std::string_view kind,
                               const Opened& opened) {
  store::HistoryHeader header;
  header.kind = kind;
  header.file_hash = asked.request_hash;
  header.record = entry_of(context, asked, "history_import");
  header.now = [&context] { return context.clock.now(); };
  header.detail = [report = opened.report,
                   found = opened.found](const store::HistoryOutcome& outcome) {
    if (outcome.earlier == 0) list_notes(*report, found->notes);
    return recorded(*report, outcome);
  };
  return header;
}

// Only one at a time is in memory while it arrives and is read.
struct Running {
  explicit Running(Context& context) : count(context.imports_running), at(++count) {}
  ~Running() { --count; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  std::atomic<int>& count;
  int at;
};

std::string unmatched_json(const store::UnmatchedRow& row) {
  util::JsonLine out;
  out.add_number("id", row.id)
      .add("source", store::name_of(row.source))
      .add("institution_code", row.institution_code)
      .add("month", row.month.text())
      .add("why", row.why)
      .add("text",
           history::text_of(history::no_match_named(row.why).value_or(history::NoMatch::nobody)))
      .add_json("person", row.identity)
      .add_number("import", row.import);
  return std::move(out).finish();
}

// Runs on a worker: reads all that wait, page by page.
util::Result<std::vector<store::Rematched>, store::StoreProblem> look_again(
    store::Registry& registry) {
  auto& histories = store::histories_of(registry);
  constexpr std::size_t page_items = 500;
  std::vector<store::Rematched> found;
  std::int64_t after = 0;
  for (bool more = true; more;) {
    const auto page = util::sync_wait(histories.unmatched_histories(after, page_items));
    if (!page) return util::failure(page.error());
    std::vector<history::ClaimIdentity> identities;
    std::vector<std::int64_t> ids;
    for (const auto& row : page->items) {
      if (auto who = history::read_identity_json(row.identity)) {
        identities.push_back(std::move(*who));
        ids.push_back(row.id);
      }
    }
    std::vector<const history::ClaimIdentity*> asked;
    for (const auto& one : identities) asked.push_back(&one);
    const auto matches = match_people(registry, asked);
    for (std::size_t i = 0; i < matches.size(); ++i) {
      if (matches[i].person != 0) found.push_back({ids[i], matches[i].person});
    }
    after = page->next;
    more = page->more;
  }
  return found;
}

}  // namespace

util::Task<net::Response> import_history(Context& context, Asked asked) {
  const auto kind = std::string(asked.request.query_value("kind"));
  if (asked.request.query.size() != 1 ||
      std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format, "kind");
  }
  const Running running(context);
  if (running.at > context.config.imports_at_once_max) {
    co_return retry_reply(context, 503, oqs::ErrorCode::center_busy, 5);
  }
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};  // reading a large file takes a while
  auto opened = open(context, kind, std::move(asked.request.body));
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (opened.report->refusal && opened.report->refusal->code == "spool") {
    co_return store_reply(context, {store::StoreError::unavailable, "spool of an import"});
  }
  opened.report->kind = kind;
  if (!opened.rows) co_return co_await refuse_file(context, asked, opened);
  auto header = header_of(context, asked, kind, opened);
  auto& histories = store::histories_of(*context.registry);
  auto outcome = co_await histories.import_history(std::move(header), std::move(opened.rows));
  if (!outcome) co_return store_reply(context, outcome.error());
  co_return json_reply(200, history_report_json(*opened.report, *outcome, notes_told_max),
                       outcome->record);
}

net::Response history_import_again(const store::AuditRecord& record) {
  const auto detail = nlohmann::ordered_json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object() || !detail.contains("history_import")) {
    return problem_reply(500, {oqs::ErrorCode::center_internal, {}});
  }
  return json_reply(200, detail["history_import"].dump(), record.id);
}

util::Task<net::Response> tell_unmatched(Context& context, Asked asked) {
  const auto query = page_query(context, asked.request);
  if (!query) co_return problem_reply(422, {oqs::ErrorCode::element_format, "query"});
  auto& histories = store::histories_of(*context.registry);
  auto page = co_await histories.unmatched_histories(query->after, query->limit);
  if (!page) co_return store_reply(context, page.error());
  if (page->items.empty()) co_return json_reply(200, page_json(*page, unmatched_json));
  store::Commit commit;
  commit.record = entry_of(context, asked, "look");
  commit.record.request_key.clear();
  util::JsonLine detail;
  detail.add_number("first", page->items.front().id)
      .add_number("last", page->items.back().id)
      .add_number("items", static_cast<std::int64_t>(page->items.size()));
  commit.record.detail = std::move(detail).finish();
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  co_return json_reply(200, page_json(*page, unmatched_json), done->id);
}

util::Task<net::Response> rematch_history(Context& context, Asked asked) {
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};
  auto found = look_again(*context.registry);
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (!found) co_return store_reply(context, found.error());
  store::HistoryHeader header;
  header.kind = "rematch";
  header.record = entry_of(context, asked, "history_import");
  header.now = [&context] { return context.clock.now(); };
  auto report = std::make_shared<HistoryReport>();
  report->kind = "rematch";
  report->items = found->size();
  header.detail = [report](const store::HistoryOutcome& outcome) {
    return recorded(*report, outcome);
  };
  auto& histories = store::histories_of(*context.registry);
  auto outcome = co_await histories.rematch_history(std::move(header), std::move(*found));
  if (!outcome) co_return store_reply(context, outcome.error());
  co_return json_reply(200, history_report_json(*report, *outcome, notes_told_max),
                       outcome->record);
}

void expire_histories(Context& context) {
  const auto now = util::Month::of(util::day_in_japan(context.clock.now()));
  const auto oldest = now.plus_months(1 - context.config.histories.months);
  auto& histories = store::histories_of(*context.registry);
  const auto done = util::sync_wait(histories.expire_histories(oldest));
  if (!done && !context.stopping) {
    util::log(util::LogLevel::error, "center", "old histories stay: " + done.error().detail);
  }
}

}  // namespace madoguchi::center
