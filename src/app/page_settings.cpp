#include "app/page_settings.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "domain/rights.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

namespace fs = std::filesystem;
using Need = Setting::Need;
constexpr std::int64_t day_s = 86400;

}  // namespace

void add_page(Settings& settings, edge::PageConfig& page, Need port) {
  settings.push_back({"page.address",
                      "画面を待ち受けるIPアドレス。この機械の外から使うなら証明書が必須",
                      "IP address of the page; one that others reach needs a certificate",
                      Need::optional, TextTarget{&page.address}});
  settings.push_back({"page.port", "画面のポート。0なら空いているもの",
                      "Port of the page; 0: any free one", port, integer(page.port, 0, 65535)});
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

void check_page(const std::string& file, const edge::PageConfig& page,
                std::vector<ConfigProblem>& problems) {
  if (page.certificate_file.empty() == page.key_file.empty()) return;
  problems.push_back({file, 0, 0, "page.key_file",
                      "page.certificate_file と page.key_file は両方書いてください。"});
}

util::Result<std::unique_ptr<local::Accounts>, std::string> open_accounts(
    const PageAccounts& of, const util::Clock& clock) {
  std::error_code error;
  if (fs::create_directories(of.data_dir, error)) {
    fs::permissions(of.data_dir, fs::perms::owner_all, error);
  }
  if (error) {
    return util::failure("フォルダを作れません: " + of.data_dir + "（" + error.message() + "）");
  }
  const auto path = of.data_dir + "/accounts.db", key_path = of.data_dir + "/accounts.key";
  auto accounts = local::Accounts::open(path, key_path, "Madoguchi " + of.name, of.policy, clock);
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

void warn_without_keeper(local::Accounts& accounts, const local::AccountPolicy& policy,
                         const char* party, const std::string& config) {
  const auto all = accounts.list();
  const auto keeps = [&](const local::Account& one) {
    return one.role == policy.keeper_role && one.state == local::Account::State::active;
  };
  if (all && std::any_of(all->begin(), all->end(), keeps)) return;
  util::log(util::LogLevel::warning, party,
            "no administrator yet: madoguchi account add ID --name NAME --role " +
                policy.keeper_role + " --config " + config);
}

std::string acts_json(const std::string& role_name) {
  auto acts = nlohmann::ordered_json::array();
  const auto role = domain::role_named(role_name);
  for (const auto act : domain::all_acts()) {
    if (role && domain::may(*role, act)) acts.push_back(domain::name_of(act));
  }
  return acts.dump();
}

}  // namespace madoguchi::app
