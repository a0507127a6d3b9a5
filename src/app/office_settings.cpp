#include "app/office_settings.hpp"

#include <algorithm>
#include <filesystem>

#include "app/party_settings.hpp"
#include "domain/rights.hpp"

namespace madoguchi::app {

namespace {

namespace fs = std::filesystem;
using Need = Setting::Need;
constexpr std::size_t office_code_digits = 5;
constexpr std::int64_t day_s = 86400;

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
}

void add_page(Settings& settings, edge::PageConfig& page) {
  settings.push_back({"page.address",
                      "画面を待ち受けるIPアドレス。この機械の外から使うなら証明書が必須",
                      "IP address of the page; one that others reach needs a certificate",
                      Need::optional, TextTarget{&page.address}});
  settings.push_back({"page.port", "画面のポート。0なら空いているもの",
                      "Port of the page; 0: any free one", Need::required,
                      integer(page.port, 0, 65535)});
  settings.push_back({"page.certificate_file", "画面のTLSの証明書（PEM）",
                      "TLS certificate of the page (PEM)", Need::optional,
                      TextTarget{&page.certificate_file}});
  settings.push_back({"page.key_file", "その秘密鍵（PEM、他人が読めない権限で）",
                      "Its private key (PEM, readable by nobody else)", Need::optional,
                      TextTarget{&page.key_file}});
  settings.push_back({"page.hosts",
                      "ブラウザで使う名前（例 office.example.lg.jp）。ほかの名前では開かない",
                      "Names under which browsers reach it; others are refused", Need::optional,
                      ListTarget{&page.hosts}});
  settings.push_back({"page.upload_bytes_max", "取り込むファイル1つの上限（バイト）",
                      "One file that is uploaded", Need::optional,
                      integer(page.body_bytes_max, 1048576, 1000000000)});
  settings.push_back({"page.threads", "同時に処理する画面の要求の数", "Requests at one time",
                      Need::optional, integer(page.page_threads, 1, 64)});
  settings.push_back({"page.long_polls_max", "知らせを待つ画面の上限", "Pages that wait for news",
                      Need::optional, integer(page.long_polls_max, 1, 256)});
}

void add_accounts(Settings& settings, local::AccountPolicy& policy) {
  settings.push_back({"accounts.password_characters_min", "パスワードの最短の文字数",
                      "Shortest password, in characters", Need::optional,
                      integer(policy.password_characters_min, 8, 128)});
  settings.push_back({"accounts.wrong_tries_free", "続けて間違えてよい回数。超えると待ち時間がつく",
                      "Wrong tries before each is followed by a wait", Need::optional,
                      integer(policy.wrong_tries_free, 1, 20)});
  settings.push_back({"accounts.first_wait_s", "最初の待ち時間。間違えるたびに倍になる",
                      "First wait; doubles with each wrong try", Need::optional,
                      integer(policy.first_wait_s, 1, day_s)});
  settings.push_back({"accounts.longest_wait_s", "待ち時間の上限", "Longest wait", Need::optional,
                      integer(policy.longest_wait_s, 1, day_s)});
  settings.push_back({"accounts.session_idle_s", "操作がないとサインインが切れるまで",
                      "A session without use ends", Need::optional,
                      integer(policy.session_idle_s, 60, day_s)});
  settings.push_back({"accounts.session_longest_s", "使っていてもサインインが切れるまで",
                      "A session ends even when used", Need::optional,
                      integer(policy.session_longest_s, 300, 7 * day_s)});
}

}  // namespace

Settings settings_of(OfficeFile& file) {
  file.accounts.roles.clear();
  for (const auto role : domain::all_roles()) file.accounts.roles.emplace_back(name_of(role));
  file.accounts.keeper_role = name_of(domain::Role::administrator);
  file.page.keeper_role = file.accounts.keeper_role;
  Settings settings;
  add_office(settings, file);
  add_line(settings, file.config.center);
  add_folder(settings, file.config);
  add_page(settings, file.page);
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
  if (read.page.certificate_file.empty() != read.page.key_file.empty()) {
    problems.push_back({file, 0, 0, "page.key_file",
                        "page.certificate_file と page.key_file は両方書いてください。"});
  }
  return problems;
}

util::Result<std::unique_ptr<local::Accounts>, std::string> open_accounts(
    const OfficeFile& file, const util::Clock& clock) {
  std::error_code error;
  if (fs::create_directories(file.data_dir, error)) {
    fs::permissions(file.data_dir, fs::perms::owner_all, error);
  }
  if (error) {
    return util::failure("フォルダを作れません: " + file.data_dir + "（" + error.message() + "）");
  }
  const auto path = file.data_dir + "/accounts.db", key_path = file.data_dir + "/accounts.key";
  const auto issuer = "Madoguchi " + (file.name.empty() ? file.config.code : file.name);
  auto accounts = local::Accounts::open(path, key_path, issuer, file.accounts, clock);
  if (accounts) return std::move(*accounts);
  const auto& problem = accounts.error();
  switch (problem.error) {
    case local::LocalError::newer:
      return util::failure(
          path + ": 新しい版のプログラムのファイルです。プログラムを新しくしてください。");
    case local::LocalError::corrupt:
      return util::failure(path + ": アカウントのファイルが壊れています。控えから戻してください。");
    case local::LocalError::key:
      return util::failure(key_path +
                           ": 鍵を読み取れません。持ち主と権限（0600）をご確認ください。"
                           "なくしたときは第二要素をやり直します（madoguchi account reset）。");
    default:
      return util::failure(path + ": 開けません。フォルダの持ち主と空き容量をご確認ください（" +
                           problem.detail + "）");
  }
}

}  // namespace madoguchi::app
