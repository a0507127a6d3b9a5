// madoguchi import, madoguchi setting: what a party writes at the center

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>

#include "app/commands.hpp"
#include "app/operator_line.hpp"
#include "app/party_settings.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "edge/center_client.hpp"
#include "oqs/setting_messages.hpp"
#include "util/csv.hpp"
#include "util/encoding.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::app {

namespace {

constexpr std::size_t file_bytes_max = 4UL * 1024 * 1024 * 1024;
constexpr std::int64_t import_wait_ms = 3600000;
constexpr int tries_max = 5;
constexpr std::int64_t setting_wait_ms = 30000;

// The error file: in the encoding of the file it is about, for the same spreadsheet.
std::string error_file(const oqs::ImportReport& report, std::string_view source) {
  std::string text = util::csv_line({"line", "field", "severity", "code", "text"});
  for (const auto& problem : report.problems) {
    text += util::csv_line({std::to_string(problem.line), problem.field,
                            problem.warning ? "warning" : "error", problem.code, problem.text});
  }
  if (source.starts_with(util::utf8_bom)) return std::string(util::utf8_bom) + text;
  if (util::check_utf8(source)) return text;
  const auto cp932 = util::cp932_from_utf8(text, util::Unencodable::black_circle);
  return cp932 ? cp932->bytes : text;
}

void print_report(const oqs::ImportReport& report) {
  fmt::print("{}行: 新規 {}、変更 {}、取消 {}、変更なし {}、拒否 {}\n", report.rows, report.added,
             report.changed, report.removed, report.unchanged, report.refused);
  fmt::print("{} rows: {} new, {} changed, {} removed, {} unchanged, {} refused\n", report.rows,
             report.added, report.changed, report.removed, report.unchanged, report.refused);
  if (report.dry_run)
    fmt::print("試行のため、何も登録していません。 / Dry run: nothing was registered.\n");
  constexpr std::size_t shown = 10;
  for (std::size_t i = 0; i < report.problems.size() && i < shown; ++i) {
    const auto& problem = report.problems[i];
    fmt::print("  {}行目 {} [{}] {}{}\n", problem.line, problem.field, problem.code,
               problem.warning ? "（警告）" : "", problem.text);
  }
  if (report.problems_total > shown) {
    fmt::print("  ほか {}件はエラーファイルをご覧ください。\n", report.problems_total - shown);
  }
}

// A line file, or the [center] part of a terminal's file.
bool read_line(const std::string& path, net::ClientConfig& line) {
  TerminalFile terminal;
  if (read_settings(path, settings_of(terminal)).empty()) {
    line = terminal.config.center;
    return true;
  }
  LineFile file;
  if (tell(read_settings(path, settings_of(file)))) return false;
  line = file.center;
  return true;
}

}  // namespace

int run_import(const ImportArguments& arguments) {
  net::ClientConfig line;
  if (!read_line(arguments.config, line)) return 2;
  const auto csv = util::read_file(arguments.file, file_bytes_max);
  if (!csv) {
    tell(arguments.file + ": ファイルを読み取れません（" + csv.error().text() + "）");
    return 2;
  }
  edge::CenterClient center(line);
  const auto key =
      util::random_key();  // the same for every try: a repeated one registers nothing twice
  const auto scope =
      arguments.full ? edge::CenterClient::Scope::full : edge::CenterClient::Scope::changes;
  const auto run =
      arguments.dry_run ? edge::CenterClient::Run::dry : edge::CenterClient::Run::publish;
  Progress progress("登録しています / registering");
  auto report = center.import(arguments.kind, *csv, scope, run, key, import_wait_ms);
  for (int tries = 1; !report && tries < tries_max; ++tries) {
    if (report.error().retry != edge::CenterProblem::Retry::yes) break;
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::max<std::int64_t>(500, report.error().retry_after_ms)));
    report = center.import(arguments.kind, *csv, scope, run, key, import_wait_ms);
  }
  progress.end();
  if (!report) return tell_problem(report.error());
  print_report(*report);
  if (!report->problems.empty()) {
    const auto path =
        arguments.errors_file.empty() ? arguments.file + ".errors.csv" : arguments.errors_file;
    if (!util::replace_file(path, error_file(*report, *csv), 0600)) {
      tell(path + ": エラーファイルを書けません。");
      return 2;
    }
    fmt::print("エラーファイル / error file: {}\n", path);
  }
  const bool file_refused = report->rows == 0 && !report->problems.empty();
  return report->refused > 0 || file_refused ? 1 : 0;
}

int run_setting(const SettingArguments& arguments) {
  TerminalFile terminal;
  if (tell(read_settings(arguments.config, settings_of(terminal)))) return 2;
  std::optional<oqs::SettingChanges> change;
  if (!arguments.medical_assistance.empty()) {
    change = oqs::SettingChanges();
    change->medical_assistance =
        arguments.medical_assistance == "on" ? oqs::Use::yes : oqs::Use::no;
  }
  edge::CenterClient center(terminal.config.center);
  const auto request =
      oqs::write_setting_request(terminal.config.institution_code, "setting", change);
  const auto answer = center.ask(change ? "OQSsiupd01" : "OQSsiinq01", request, util::random_key(),
                                 setting_wait_ms);
  if (!answer) return tell_problem(answer.error());
  const auto result = oqs::read_result(answer->body);
  const auto setting = result ? oqs::setting_of(*result) : std::nullopt;
  if (!setting) {
    const bool told = result && !result->error_code.empty();
    tell(told ? result->error_code + " " + result->error_message
              : oqs::message_of({oqs::ErrorCode::answer_unreadable, {}}));
    return 1;
  }
  const bool on = setting->medical_assistance == oqs::Use::yes;
  fmt::print("医療扶助: {} / medical assistance: {}\n", on ? "利用する" : "利用しない",
             on ? "on" : "off");
  return 0;
}

}  // namespace madoguchi::app
