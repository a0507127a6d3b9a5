// madoguchi history: claims, check-ups and dispensings into the center

#include "app/history.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/operator_line.hpp"
#include "app/party_settings.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "edge/center_client.hpp"
#include "util/csv.hpp"
#include "util/file.hpp"

namespace madoguchi::app {

namespace {

using nlohmann::json;

constexpr std::size_t file_bytes_max = 4UL * 1024 * 1024 * 1024;
constexpr std::int64_t import_wait_ms = 3600000;
constexpr std::size_t notes_shown = 10;

std::string note_text(const json& note) {
  const auto field = note.value("field", 0);
  return fmt::format(
      "{}行目{} [{}] {}{}", note.value("line", 0),
      field == 0 ? std::string() : fmt::format(" {}項目", field), note.value("code", ""),
      note.value("severity", "") == "warning" ? "（警告）" : "", note.value("text", ""));
}

std::string error_file(const json& report) {
  std::string text = util::csv_line({"line", "field", "severity", "code", "text"});
  for (const auto& note : report.value("problems", json::array())) {
    text += util::csv_line({std::to_string(note.value("line", 0)),
                            std::to_string(note.value("field", 0)), note.value("severity", ""),
                            note.value("code", ""), note.value("text", "")});
  }
  return text;
}

void print_report(const json& report) {
  if (report.contains("earlier")) {
    fmt::print(
        "同じファイルは取り込み済みです（取込番号 {}）。何もしていません。 / "
        "This very file was imported before; nothing was done.\n",
        report.value("earlier", 0));
    return;
  }
  fmt::print("{}件: 新規 {}、変更 {}、変更なし {}、古い版 {}、人を特定できない {}、拒否 {}\n",
             report.value("items", 0), report.value("added", 0), report.value("changed", 0),
             report.value("unchanged", 0), report.value("older", 0), report.value("unmatched", 0),
             report.value("refused", 0));
  fmt::print("{} items: {} new, {} changed, {} unchanged, {} older, {} nobody's yet, {} refused\n",
             report.value("items", 0), report.value("added", 0), report.value("changed", 0),
             report.value("unchanged", 0), report.value("older", 0), report.value("unmatched", 0),
             report.value("refused", 0));
  const auto unknown = report.value("unknown_records", json::object());
  for (const auto& [name, count] : unknown.items()) {
    fmt::print("知らないレコード / unknown record {}: {}\n", name, count.get<std::size_t>());
  }
  const auto notes = report.value("problems", json::array());
  for (std::size_t i = 0; i < notes.size() && i < notes_shown; ++i) {
    fmt::print("  {}\n", note_text(notes[i]));
  }
  const auto total = report.value("problems_total", std::size_t{0});
  if (total > notes_shown) {
    fmt::print("  ほか {}件はエラーファイルをご覧ください。\n", total - notes_shown);
  }
}

int run_import(edge::CenterClient& center, const HistoryArguments& arguments) {
  auto bytes = util::read_file(arguments.file, file_bytes_max);
  if (!bytes) {
    tell(arguments.file + ": ファイルを読み取れません（" + bytes.error().text() + "）");
    return 2;
  }
  net::Request request;
  request.method = "POST";
  request.path = "/history/import";
  request.query = {{"kind", arguments.kind}};
  request.headers = {{"Content-Type", "application/octet-stream"}};
  request.body = std::move(*bytes);
  Progress progress("取り込んでいます / importing");
  const auto report = ask_as_operator(center, std::move(request), import_wait_ms);
  progress.end();
  if (!report) return tell_problem(report.error());
  if (report->contains("file_refused")) {
    fmt::print(stderr, "取り込めません: {}\n何も取り込んでいません。 / Nothing was imported.\n",
               note_text((*report)["file_refused"]));
    return 1;
  }
  print_report(*report);
  if (report->value("problems_total", 0) > 0) {
    const auto path =
        arguments.errors_file.empty() ? arguments.file + ".errors.csv" : arguments.errors_file;
    if (!util::replace_file(path, error_file(*report), 0600)) {
      tell(path + ": エラーファイルを書けません。");
      return 2;
    }
    fmt::print("エラーファイル / error file: {}\n", path);
  }
  return report->value("refused", 0) + report->value("unmatched", 0) > 0 ? 1 : 0;
}

int run_unmatched(edge::CenterClient& center, const HistoryArguments& arguments) {
  auto all = json::array();
  std::int64_t after = 0;
  for (bool more = true; more;) {
    net::Request request;
    request.method = "GET";
    request.path = "/history/unmatched";
    request.query = {{"after", std::to_string(after)}};
    const auto page = ask_as_operator(center, std::move(request), import_wait_ms);
    if (!page) return tell_problem(page.error());
    for (const auto& one : page->value("items", json::array())) all.push_back(one);
    after = page->value("next", after);
    more = page->value("more", false);
  }
  if (arguments.json) {
    fmt::print("{}\n", all.dump(2));
    return all.empty() ? 0 : 1;
  }
  for (const auto& one : all) {
    const auto person = one.value("person", json::object());
    fmt::print("{} {} {} {} {} {} — {}\n", one.value("id", 0), one.value("source", ""),
               one.value("institution_code", ""), one.value("month", ""), person.value("name", ""),
               person.value("birthdate", ""), one.value("text", ""));
  }
  if (all.empty()) fmt::print("ありません。 / None.\n");
  return all.empty() ? 0 : 1;
}

int run_rematch(edge::CenterClient& center) {
  net::Request request;
  request.method = "POST";
  request.path = "/history/rematch";
  const auto report = ask_as_operator(center, std::move(request), import_wait_ms);
  if (!report) return tell_problem(report.error());
  fmt::print("{}件の持ち主が分かりました。 / {} found their people.\n", report->value("changed", 0),
             report->value("changed", 0));
  return 0;
}

}  // namespace

int run_history(const HistoryArguments& arguments) {
  LineFile file;
  if (tell(read_settings(arguments.config, settings_of(file)))) return 2;
  edge::CenterClient center(file.center);
  switch (arguments.act) {
    case HistoryArguments::Act::import:
      return run_import(center, arguments);
    case HistoryArguments::Act::unmatched:
      return run_unmatched(center, arguments);
    case HistoryArguments::Act::rematch:
      return run_rematch(center);
  }
  return 2;
}

}  // namespace madoguchi::app
