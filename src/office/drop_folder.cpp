#include "office/drop_folder.hpp"

#include <algorithm>
#include <system_error>
#include <vector>

#include "office/import_approval.hpp"
#include "office/import_reading.hpp"
#include "office/imports.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::office {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t file_bytes_max = 1024UL * 1024 * 1024;

std::string kind_of(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!name.ends_with(".csv") || name.ends_with(".errors.csv")) return {};
  if (name.starts_with("qualification")) return "qualification";
  return name.starts_with("ticket") ? "ticket" : "";
}

// A name that is free: a file of the same name may have come before.
fs::path taken_name(const fs::path& file) {
  auto name = file;
  name += ".taken";
  for (int n = 2; fs::exists(name); ++n) {
    name = file;
    name += "." + std::to_string(n) + ".taken";
  }
  return name;
}

void write_report(const fs::path& taken, const Json& report, const std::string& source) {
  auto base = taken;
  base.replace_extension();  // without .taken
  (void)util::replace_file(base.native() + ".report.json", report.dump(2), 0660);
  const auto problems = report.value("problems", Json::array());
  if (problems.empty()) return;
  (void)util::replace_file(base.native() + ".errors.csv", error_file(problems, source), 0660);
}

}  // namespace

void DropFolder::look() {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    if (entry.is_regular_file(error) && !kind_of(entry.path().filename()).empty()) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  // Qualifications first: a ticket's recipient may be in the other file.
  std::map<std::string, Seen> growing;
  const auto now = parts_.clock.now().ms;
  for (const auto& file : files) {
    const auto name = file.filename().string();
    const auto size = fs::file_size(file, error);
    if (error) continue;
    const auto before = growing_.find(name);
    Seen seen{size, now};
    if (before != growing_.end() && before->second.size == size) seen = before->second;
    if (now - seen.since_ms >= settle_ms_) {
      take(file);
    } else {
      growing[name] = seen;
    }
  }
  growing_ = std::move(growing);
}

void DropFolder::take(const fs::path& file) {
  const auto bytes = util::read_file(file, file_bytes_max);
  if (!bytes) {
    util::log(util::LogLevel::warning, "office",
              "a file of the drop folder cannot be read: " + bytes.error().text());
    return;
  }
  const auto taken = taken_name(file);
  const auto name = file.filename().string();
  const auto hash = util::hex(util::sha256(*bytes));
  const auto kept_before =
      parts_.database.read([](sql::Connection& db) { return kept(db, "taking"); });
  if (kept_before != taken.string() + "|" + hash) {
    const bool came_before = parts_.database.read([&](sql::Connection& db) {
      return sql::single(db, 0,
                         "SELECT count(*) FROM import_file WHERE hash = ?1 AND state = 'published'",
                         hash) != 0;
    });
    const IncomingFile incoming{name, kind_of(name),
                                name.find(".full.") != std::string::npos ? "full" : "changes",
                                "folder", *bytes};
    (void)keep_import(parts_, incoming, {}, "folder",
                      {{"taken", taken.string()}, {"came_before", came_before}});
  }
  // Behind its record: a crash in between leaves it in the folder, and it is taken once.
  if (!util::move_new(file, taken)) return;
  (void)util::sync_folder(folder_);
  parts_.database.change([](sql::Connection& db) { keep(db, "taking", ""); });
}

void report_beside(Parts& parts, const std::string& taken, const std::string& id,
                   const std::string& note) {
  if (taken.empty()) return;
  auto report = import_report(parts, id);
  if (!note.empty()) report["note"] = note;
  const auto bytes = util::read_file(taken, file_bytes_max);
  write_report(taken, report, bytes ? *bytes : std::string());
}

namespace {

// Why a file that says to be the whole may be none: it was cut, or lines of it are not understood.
Json doubts_of_full(Parts& parts, const Json& report) {
  Json doubts = Json::array();
  if (text_of(report, "scope") != "full") return doubts;
  const auto counts = report.value("counts", Json::object());
  const auto doubt = [&](const char* code, std::string text) {
    auto problem = file_problem(0, "", code, std::move(text));
    problem["severity"] = "warning";
    doubts.push_back(std::move(problem));
  };
  if (const auto refused = number_of(counts, "refused"); refused > 0) {
    doubt("full_refuses",
          "全件のファイルです。受け取れない行が" + std::to_string(refused) + "件あります。");
  }
  const auto removed = number_of(counts, "cancelled") + number_of(counts, "gone");
  if (removed > parts.full_removals_max) {
    doubt("full_removes", "全件のファイルです。登録すると、登録済みの" + std::to_string(removed) +
                              "件が消えます。");
  }
  return doubts;
}

// Everything for which a person has to look at the file first, as one text; empty: nothing.
std::string why_it_waits(const Json& report) {
  std::string text;
  for (const auto& problem : report.value("problems", Json::array())) {
    if (asks_for_a_person(problem)) text += text_of(problem, "text");
  }
  return text;
}

}  // namespace

Jobs::Outcome run_folder_file(Parts& parts, JobView& view, const Json& input,
                              const OnBehalf& author) {
  const fs::path taken = text_of(input, "taken");
  const auto id = text_of(input, "id");
  auto shown = import_report(parts, id);
  const auto stood = text_of(shown, "state");
  Jobs::Outcome outcome = Json{{"id", id}, {"state", stood}};
  // A crash may have come behind the look.
  if (stood == "previewing") outcome = run_preview(parts, view, input, author);
  const Json file{{"id", id}};  // the report is written here, with its note
  if (stood == "publishing") outcome = run_import(parts, view, file, author);
  shown = import_report(parts, id);
  std::string note;
  if (input.value("came_before", false)) {
    note = "同じ内容のファイルを以前に登録しています。変わった行はありません。";
  }
  if (outcome && text_of(shown, "state") == "preview") {
    add_problems(parts, id, doubts_of_full(parts, shown));
    shown = import_report(parts, id);
    if (const auto why = why_it_waits(shown); !why.empty()) {
      note = why + "自動では登録していません。画面で確かめて、登録するか取りやめてください。";
    } else if (needs_second_person(parts, text_of(shown, "kind"), shown["counts"])) {
      (void)let_import_wait(parts, id, author, taken.string());
      note = "登録する前に、職員の承認を待っています。";
    } else if (begin_publishing(parts, id)) {
      outcome = run_import(parts, view, file, author);
    }
    shown = import_report(parts, id);
  }
  if (!outcome && view.is_to_stop()) return outcome;
  if (!outcome) shown["problem"] = parsed(problem_answer(outcome.error()).body);
  if (!note.empty()) shown["note"] = note;
  const auto bytes = util::read_file(taken, file_bytes_max);
  write_report(taken, shown, bytes ? *bytes : std::string());
  return outcome;
}

}  // namespace madoguchi::office
