#include "office/imports.hpp"

#include <algorithm>
#include <optional>

#include "office/drop_folder.hpp"
#include "office/import_approval.hpp"
#include "office/import_reading.hpp"
#include "office/import_rows.hpp"
#include "office/publish.hpp"
#include "office/sending.hpp"
#include "office/undoing.hpp"
#include "util/csv.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

namespace madoguchi::office {

namespace {

constexpr std::size_t problems_max = 5000;

struct Kept {
  std::int64_t id = 0, seen = 0, batch = 0;
  std::string file, kind, scope, state, source, at, hash, body;
  OnBehalf author;
  Json counts, differences, problems;
};

enum class Body { yes, no };
std::optional<Kept> kept_import(Parts& parts, const std::string& id, Body body = Body::yes) {
  return parts.database.read([&](sql::Connection& db) -> std::optional<Kept> {
    sql::Query query(db,
                     "SELECT id, seen, batch, file, kind, scope, state, source, at, hash,"
                     " CASE WHEN ?2 THEN body ELSE x'' END, author, counts, differences, problems"
                     " FROM import_file WHERE id = ?1",
                     id, body == Body::yes);
    if (!query.row()) return std::nullopt;
    Kept kept;
    kept.id = query.integer(0);
    kept.seen = query.integer(1);
    kept.batch = query.integer(2);
    std::string* texts[] = {&kept.file,   &kept.kind, &kept.scope, &kept.state,
                            &kept.source, &kept.at,   &kept.hash};
    for (int i = 0; i < 7; ++i) *texts[i] = query.text(i + 3);
    kept.body = query.blob(10);
    kept.author = on_behalf_of(parsed(query.text(11)));
    kept.counts = parsed(query.text(12));
    kept.differences = parsed(query.text(13));
    kept.problems = parsed(query.text(14));
    return kept;
  });
}

void set_state(Parts& parts, std::int64_t id, const char* state) {
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "UPDATE import_file SET state = ?2 WHERE id = ?1", id, state).run();
  });
  parts.mirror.tell_news();
}

void set_found(Parts& parts, const Kept& kept) {
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "UPDATE import_file SET state = ?2, seen = ?3, batch = ?4, counts = ?5,"
               " differences = ?6, problems = ?7 WHERE id = ?1 AND state <> 'discarded'",
               kept.id, kept.state, kept.seen, kept.batch, dumped(kept.counts),
               dumped(kept.differences), dumped(kept.problems))
        .run();
  });
  parts.mirror.tell_news();
}

Json problem_rows(const oqs::ImportReport& report) {
  Json rows = Json::array();
  for (const auto& problem : report.problems) {
    if (rows.size() == problems_max) break;
    rows.push_back({{"line", problem.line},
                    {"field", problem.field},
                    {"severity", problem.warning ? "warning" : "error"},
                    {"code", problem.code},
                    {"text", problem.text}});
  }
  return rows;
}

Center::File center_file(const Kept& kept, const std::string& key, bool dry) {
  Center::File file;
  file.kind = kept.kind;
  file.csv = kept.body;
  file.act = domain::name_of(domain::Act::import);
  file.key = key;
  file.seen = kept.seen;
  file.dry = dry;
  file.full = kept.scope == "full";
  return file;
}

// Months of a ticket file that nobody registers now: long past, or not begun to be prepared.
Json unusual_months(Parts& parts, const std::vector<std::string>& months) {
  constexpr int back_max = 3;
  constexpr int ahead_max = 2;
  const auto now = util::Month::of(util::day_in_japan(parts.clock.now()));
  Json problems = Json::array();
  for (const auto& text : months) {
    const auto month = util::Month::parse(text);
    if (!month) continue;  // the center refuses its rows
    if (*month >= now.plus_months(-back_max) && *month <= now.plus_months(ahead_max)) continue;
    auto problem = file_problem(1, "MedicalTreatmentMonth", "wrong_month",
                                "今の時期に登録する診療年月ではありません（" + text +
                                    "）。正しければ、画面で内容を確かめて登録してください。");
    problem["severity"] = "warning";
    problems.push_back(std::move(problem));
  }
  return problems;
}

// The draft by which a file waits for the second person, or why that one did not want it.
void add_draft(Parts& parts, const Kept& kept, Json& shown) {
  if (kept.state != "waiting_approval" && kept.state != "rejected") return;
  parts.database.read([&](sql::Connection& db) {
    sql::Query query(db,
                     "SELECT id, reason FROM draft WHERE kind = 'import'"
                     " AND json_extract(change, '$.import') = ?1 ORDER BY id DESC LIMIT 1",
                     std::to_string(kept.id));
    if (!query.row()) return;
    if (kept.state == "rejected") {
      shown["reason"] = query.text(1);
    } else {
      shown["draft"] = query.integer(0);
    }
  });
}

Json summary(Parts& parts, const Kept& kept) {
  Json shown = {{"id", std::to_string(kept.id)},
                {"file", kept.file},
                {"kind", kept.kind},
                {"scope", kept.scope},
                {"state", kept.state},
                {"counts", kept.counts},
                {"source", kept.source},
                {"at", kept.at},
                {"by", kept.author.who.account},
                {"batch", kept.batch}};
  add_draft(parts, kept, shown);
  // The reasons for which nobody but a person registers it.
  if (kept.state == "preview" && kept.source == "folder") {
    shown["waits"] = Json::array();
    for (const auto& problem : kept.problems) {
      if (asks_for_a_person(problem)) shown["waits"].push_back(problem);
    }
  }
  return shown;
}

// What the drop folder named the file that it took; empty for one that was uploaded.
std::string taken_file(Parts& parts, const std::string& id) {
  return parts.database.read([&](sql::Connection& db) {
    sql::Query query(db,
                     "SELECT json_extract(input, '$.taken') FROM job WHERE kind = 'folder'"
                     " AND json_extract(input, '$.id') = ?1",
                     id);
    return query.row() ? std::string(query.text(0)) : std::string();
  });
}

}  // namespace

KeptImport keep_import(Parts& parts, const IncomingFile& file, const OnBehalf& author,
                       const std::string& job_kind, Json input) {
  const auto hash = util::hex(util::sha256(file.bytes));
  KeptImport kept;
  kept.job = parts.jobs->begin(
      job_kind, std::move(input), author, [&](sql::Connection& db, Json& completed) {
        sql::Query(db,
                   "INSERT INTO import_file (file, kind, scope, state, source, at, author, hash,"
                   " seen, batch, body, counts, differences, problems)"
                   " VALUES (?1, ?2, ?3, 'previewing', ?4, ?5, ?6, ?7, 0, 0, ?8, '{}', '[]', '[]')",
                   file.name, file.kind, file.scope, file.source, parts.now(),
                   dumped(json_of(author)), hash, sql::Bytes{file.bytes})
            .run();
        kept.id = std::to_string(sql::single(db, 0, "SELECT last_insert_rowid()"));
        completed["id"] = kept.id;
        // Until the drop folder has renamed it: see DropFolder::take.
        if (const auto taken = text_of(completed, "taken"); !taken.empty()) {
          keep(db, "taking", taken + "|" + hash);
        }
        return true;
      });
  return kept;
}

// The look at a file ends without one: it was not wanted any more, or the center refused.
Jobs::Outcome give_up(Parts& parts, JobView& view, const Kept& kept, const char* state,
                      const Problem& problem) {
  if (!view.ending()) set_state(parts, kept.id, state);
  return util::failure(problem);
}

Jobs::Outcome run_preview(Parts& parts, JobView& view, const Json& input, const OnBehalf& author) {
  auto kept = kept_import(parts, text_of(input, "id"));
  if (!kept) return util::failure(not_found());
  kept->seen = parts.mirror.rows_cursor();
  const auto refuse = [&](Json problem) {
    kept->state = "refused";
    kept->problems = Json::array({std::move(problem)});
    set_found(parts, *kept);
    return Jobs::Outcome(Json{{"id", text_of(input, "id")}, {"state", "refused"}});
  };
  const auto decoded = decoded_file(kept->body);
  if (!decoded) return refuse(decoded.error());
  const auto lines = std::count(decoded->text.begin(), decoded->text.end(), '\n');
  const auto found =
      compare(parts, kept->kind, kept->scope == "full", decoded->text, [&](std::int64_t rows) {
        view.progress(rows, 2 * lines);
        return !view.is_to_stop();
      });
  if (view.is_to_stop()) return give_up(parts, view, *kept, "discarded", was_cancelled());
  if (!found.refusal.is_null()) return refuse(found.refusal);
  // The same bytes again change nothing once more; a rehearsal has a key of its own.
  const auto rehearsal = center_file(*kept, util::random_key(), true);
  const auto report =
      send_for_job(parts, view, rehearsal, author, [&](std::int64_t line, std::int64_t all) {
        view.progress(lines + line * lines / all, 2 * lines);
      });
  if (!report) {
    const auto* state = view.cancelled() ? "discarded" : "failed";
    return give_up(parts, view, *kept, state, report.error());
  }
  if (report->rows == 0 && !report->problems.empty()) return refuse(problem_rows(*report)[0]);
  kept->counts = {{"new", report->added},           {"changed", report->changed},
                  {"unchanged", report->unchanged}, {"refused", report->refused},
                  {"protect", found.protects},      {"rows", report->rows}};
  keep_removals(parts, kept->id, *report, found.removals, kept->counts);
  const auto idle = idle_lines(*report);
  kept->differences = Json::array();
  for (const auto& one : found.differences) {
    if (idle.count(number_of(one, "line")) == 0) kept->differences.push_back(one);
  }
  kept->problems = unusual_months(parts, found.months);
  for (auto& problem : problem_rows(*report)) kept->problems.push_back(std::move(problem));
  kept->state = "preview";
  set_found(parts, *kept);
  view.progress(2 * lines, 2 * lines);
  return Json{{"id", text_of(input, "id")}, {"state", "preview"}};
}

Jobs::Outcome run_import(Parts& parts, JobView& view, const Json& input, const OnBehalf& author) {
  auto kept = kept_import(parts, text_of(input, "id"));
  if (!kept) return util::failure(not_found());
  const auto total = number_of(kept->counts, "rows");
  view.progress(0, total);
  const auto report = send_for_job(
      parts, view, center_file(*kept, view.id(), false), author,
      [&](std::int64_t line, std::int64_t lines) { view.progress(total * line / lines, total); });
  if (!report) {
    // Cancelled: it can be registered another time. The end of this process leaves it as it is.
    return give_up(parts, view, *kept, view.cancelled() ? "preview" : "failed", report.error());
  }
  catch_up(parts);
  kept->batch = report->batch;
  kept->state = report->rows == 0 ? "refused" : "published";
  kept->counts["new"] = report->added;
  kept->counts["changed"] = report->changed;
  kept->counts["unchanged"] = report->unchanged;
  kept->counts["refused"] = report->refused;
  const auto removed = static_cast<std::int64_t>(report->removed);
  kept->counts["cancelled"] = std::min(number_of(kept->counts, "cancelled"), removed);
  kept->counts["gone"] = removed - number_of(kept->counts, "cancelled");
  kept->problems = problem_rows(*report);
  set_found(parts, *kept);
  view.progress(total, total);
  report_beside(parts, text_of(input, "taken"), text_of(input, "id"), "");
  return Json{{"id", text_of(input, "id")},
              {"state", kept->state},
              {"batch", report->batch},
              {"record", report->record},
              {"counts", kept->counts}};
}

Answer upload_import(Parts& parts, const Call& call) {
  IncomingFile file;
  file.kind = call.request.query_value("kind");
  file.scope = call.request.query_value("scope") == "full" ? "full" : "changes";
  file.name = call.request.query_value("file");
  file.source = "upload";
  file.bytes = call.request.body;
  if (file.kind != "qualification" && file.kind != "ticket") {
    return util::failure(malformed("kind"));
  }
  if (file.name.empty()) file.name = file.kind + ".csv";
  if (file.bytes.empty()) return util::failure(malformed("file"));
  const auto kept = keep_import(parts, file, {call.who, {}}, "preview", Json::object());
  return json_answer({{"id", kept.id}, {"job", kept.job}}, 202);
}

void put_back_preview(Parts& parts, const Json& input) {
  const auto kept = kept_import(parts, text_of(input, "id"), Body::no);
  if (kept) set_state(parts, kept->id, "discarded");
}

void put_back_import(Parts& parts, const Json& input) {
  const auto kept = kept_import(parts, text_of(input, "id"), Body::no);
  if (kept) set_state(parts, kept->id, "preview");
}

Answer list_imports(Parts& parts, const Call& /*call*/) {
  std::vector<std::string> ids;
  parts.database.read([&](sql::Connection& db) {
    sql::Query query(db, "SELECT id FROM import_file ORDER BY id DESC LIMIT 200");
    while (query.row()) ids.emplace_back(query.text(0));
  });
  Json items = Json::array();
  for (const auto& id : ids) {
    if (const auto kept = kept_import(parts, id, Body::no)) items.push_back(summary(parts, *kept));
  }
  return json_answer({{"items", items}});
}

Answer show_import(Parts& parts, const Call& call) {
  const auto kept = kept_import(parts, call.id);
  if (!kept) return util::failure(not_found());
  constexpr std::size_t shown_max = 500;
  Json body = summary(parts, *kept);
  body["rows"] = visible_differences(parts, call, kept->differences);
  body["problems"] = kept->problems;
  body["problems_total"] = kept->problems.size();
  if (body["problems"].size() > shown_max) {
    body["problems"].erase(body["problems"].begin() + shown_max, body["problems"].end());
  }
  return json_answer(body);
}

bool asks_for_a_person(const Json& problem) {
  const auto code = text_of(problem, "code");
  return code == "wrong_month" || code == "full_removes" || code == "full_refuses";
}

void add_problems(Parts& parts, const std::string& id, const Json& problems) {
  auto kept = kept_import(parts, id, Body::no);
  if (!kept || kept->state != "preview") return;
  for (const auto& problem : problems) {
    const bool said = std::any_of(
        kept->problems.begin(), kept->problems.end(),
        [&](const Json& one) { return text_of(one, "code") == text_of(problem, "code"); });
    if (!said) kept->problems.insert(kept->problems.begin(), problem);
  }
  set_found(parts, *kept);
}

Json import_report(Parts& parts, const std::string& id) {
  const auto kept = kept_import(parts, id, Body::no);
  if (!kept) return Json{{"problems", Json::array()}};
  Json report = summary(parts, *kept);
  report["problems"] = kept->problems;
  return report;
}

std::string error_file(const Json& problems, std::string_view source) {
  std::string text = util::csv_line({"line", "field", "severity", "code", "text"});
  for (const auto& problem : problems) {
    text += util::csv_line({std::to_string(number_of(problem, "line")), text_of(problem, "field"),
                            text_of(problem, "severity"), text_of(problem, "code"),
                            text_of(problem, "text")});
  }
  if (source.starts_with(util::utf8_bom)) return std::string(util::utf8_bom) + text;
  if (util::check_utf8(source)) return text;
  const auto cp932 = util::cp932_from_utf8(text, util::Unencodable::black_circle);
  return cp932 ? cp932->bytes : text;
}

Answer import_errors(Parts& parts, const Call& call) {
  const auto kept = kept_import(parts, call.id);
  if (!kept) return util::failure(not_found());
  auto answer = csv_answer(error_file(kept->problems, kept->body), "errors.csv");
  if (!util::check_utf8(kept->body)) answer.content_type = "text/csv; charset=Shift_JIS";
  return answer;
}

Answer publish_import(Parts& parts, const Call& call) {
  const auto kept = kept_import(parts, call.id, Body::no);
  if (!kept) return util::failure(not_found());
  const auto unfit =
      wrong_state("このファイルは今の状態では登録できません。一覧を読み直してください。",
                  "This file cannot be published in its present state.");
  // What nobody could look at is not published: a failed look has no counts.
  if (!kept->counts.contains("rows")) return util::failure(unfit);
  const OnBehalf author{call.who, {}};
  const auto id = std::to_string(kept->id);
  if (!call.sees_protected() && removes_hidden(parts, id)) {
    return util::failure(not_permitted("protect"));
  }
  if (needs_second_person(parts, kept->kind, kept->counts)) {
    const auto draft = let_import_wait(parts, id, author, taken_file(parts, id));
    if (!draft) return util::failure(unfit);
    return json_answer({{"state", "waiting_approval"}, {"draft", *draft}}, 202);
  }
  const auto job =
      parts.jobs->begin("import", {{"id", id}, {"taken", taken_file(parts, id)}}, author,
                        [&](sql::Connection& db, Json&) {
                          sql::Query(db,
                                     "UPDATE import_file SET state = 'publishing' WHERE id = ?1"
                                     " AND state IN ('preview', 'failed', 'rejected')",
                                     id)
                              .run();
                          return sql::single(db, 0, "SELECT changes()") != 0;
                        });
  if (job.empty()) return util::failure(unfit);
  return json_answer({{"job", job}}, 202);
}

Answer discard_import(Parts& parts, const Call& call) {
  const auto kept = kept_import(parts, call.id);
  if (!kept) return util::failure(not_found());
  if (kept->state == "published" || kept->state == "publishing" || kept->state == "undone" ||
      kept->state == "waiting_approval") {
    return util::failure(
        wrong_state("登録中・登録済み・承認待ちのファイルは破棄できません。登録済みであれば取り消し"
                    "を、承認待ちであれば差し戻しを使ってください。",
                    "A file that is published or waits for approval cannot be discarded."));
  }
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "UPDATE import_file SET state = 'discarded', body = x'', differences = '[]'"
               " WHERE id = ?1",
               kept->id)
        .run();
    sql::Query(db, "DELETE FROM import_removal WHERE file = ?1", kept->id).run();
  });
  report_beside(parts, taken_file(parts, call.id), call.id, "");
  return json_answer({{"id", call.id}, {"state", "discarded"}});
}

Answer undo_import(Parts& parts, const Call& call) {
  const auto kept = kept_import(parts, call.id);
  if (!kept) return util::failure(not_found());
  if (kept->state != "published" || kept->batch == 0) {
    return util::failure(wrong_state("登録済みのファイルではないため、取り消せません。",
                                     "Only a published file can be undone."));
  }
  auto change = counter_change(parts, {std::to_string(kept->batch), {}}, parts.mirror.rows_cursor(),
                               call.sees_protected());
  if (!change) return util::failure(change.error());
  change->updated_at = time_of_change(parts);
  const Json input{{"id", call.id}, {"change", json_of(*change)}};
  return json_answer({{"job", parts.jobs->begin("undo", input, {call.who, {}})}}, 202);
}

Jobs::Outcome run_undo(Parts& parts, JobView& view, const Json& input, const OnBehalf& author) {
  const auto change = row_change_of(input.value("change", Json::object()));
  const auto report = publish_for_job(parts, change, author, view);
  if (!report) return util::failure(report.error());
  if (const auto id = text_of(input, "id"); !id.empty()) {
    if (const auto kept = kept_import(parts, id)) set_state(parts, kept->id, "undone");
  }
  return Json{{"state", "registered"}, {"batch", report->batch}, {"record", report->record}};
}

}  // namespace madoguchi::office
