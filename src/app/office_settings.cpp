#include "app/office_settings.hpp"

#include <algorithm>

#include "app/party_settings.hpp"
#include "domain/rights.hpp"

namespace madoguchi::app {

namespace {

using Need = Setting::Need;
constexpr std::size_t office_code_digits = 5;

void add_office(Settings& settings, OfficeFile& file) {
  settings.push_back({"office.code", "福祉事務所コード（5桁）", "Own office code", Need::required,
                      TextTarget{&file.config.code}});
  settings.push_back({"office.name", "画面に出す名前。空ならセンターに登録された名前",
                      "Name as shown; empty: the one registered at the center", Need::optional,
                      TextTarget{&file.name}});
  settings.push_back({"office.data_dir",
                      "データのフォルダ（データベースと鍵。他人が読めない権限で）",
                      "Folder of databases and keys, readable by nobody else", Need::required,
                      TextTarget{&file.data_dir}});
}

void add_folder(Settings& settings, office::OfficeConfig& config) {
  settings.push_back({"folder.drop_dir", "自治体のシステムがCSVを置くフォルダ。空なら使わない",
                      "Folder into which the municipality's system puts CSV files; empty: none",
                      Need::optional, TextTarget{&config.drop_dir}});
  settings.push_back({"folder.settle_ms",
                      "書きかけのファイルを待つ時間（最後に増えてから、ミリ秒）",
                      "Wait for an unfinished file after its last growth", Need::optional,
                      integer(config.settle_ms, 100, 3600000)});
  settings.push_back({"folder.rescan_ms", "フォルダを見直す間隔（ミリ秒）", "Slow rescan",
                      Need::optional, integer(config.rescan_ms, 50, 3600000)});
  settings.push_back(
      {"folder.full_removals_max",
       "全件のファイルで消える行がこの数を超えたら、自動で登録せず、職員の確認を待つ",
       "A full file that removes more rows waits for a person", Need::optional,
       integer(config.full_removals_max, 0, 1000000)});
}

}  // namespace

Settings settings_of(OfficeFile& file) {
  file.accounts.roles.clear();
  for (const auto role : domain::office_roles()) file.accounts.roles.emplace_back(name_of(role));
  file.accounts.keeper_role = name_of(domain::Role::administrator);
  file.page.keeper_role = file.accounts.keeper_role;
  Settings settings;
  add_office(settings, file);
  add_line(settings, file.config.center);
  add_folder(settings, file.config);
  add_page(settings, file.page, Need::required);
  add_accounts(settings, file.accounts);
  add_clock_and_log(settings, file.start_at, file.log_level);
  return settings;
}

std::vector<ConfigProblem> check_office(const std::string& file, const OfficeFile& read) {
  std::vector<ConfigProblem> problems;
  const bool digits = std::all_of(read.config.code.begin(), read.config.code.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || read.config.code.size() != office_code_digits) {
    problems.push_back(
        {file, 0, 0, "office.code", "福祉事務所コードは5桁の数字です。ご確認ください。"});
  }
  check_page(file, read.page, problems);
  return problems;
}

PageAccounts accounts_of(const OfficeFile& file) {
  return {file.data_dir, file.name.empty() ? file.config.code : file.name, file.accounts};
}

}  // namespace madoguchi::app
