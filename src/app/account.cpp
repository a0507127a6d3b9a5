// madoguchi account: who may sign in at the page of an office or an institution

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/commands.hpp"
#include "app/office_settings.hpp"
#include "app/party_settings.hpp"
#include "app/serve.hpp"

namespace madoguchi::app {

namespace {

using Act = AccountArguments::Act;
using State = local::Account::State;
using Reset = local::Accounts::Change::Reset;
constexpr const char* by = "command";  // in the record: not through the page

int tell_problem(const local::LocalProblem& problem, const AccountArguments& arguments) {
  using local::LocalError;
  switch (problem.error) {
    case LocalError::exists:
      tell("同じ名前のアカウントがあります: " + arguments.id +
           " / it exists; see madoguchi account list");
      return 1;
    case LocalError::unknown:
      tell("そのアカウントはありません: " + arguments.id +
           " / no such account; see madoguchi account list");
      return 1;
    case LocalError::last_administrator:
      tell(
          "最後の管理者はロックできません。先に別の管理者を作ってください。 / "
          "the last administrator; add another one first");
      return 1;
    case LocalError::name_invalid:
      tell(
          "アカウントは a-z 0-9 . _ - の1〜64文字、氏名は100文字まで（空は不可）です。 / "
          "account: 1 to 64 of a-z 0-9 . _ -; name: up to 100 characters, not empty");
      return 2;
    case LocalError::role_unknown:
      tell("知らない役割です: " + arguments.role + " / unknown role");
      return 2;
    default:
      tell("アカウントのファイルに書けません（" + problem.detail +
           "）。フォルダの持ち主と空き容量をご確認ください。 / cannot write the accounts");
      return 1;
  }
}

void show_password(const local::OneTimePassword& made) {
  fmt::print(
      "1回だけのパスワード / one-time password: {}\n"
      "本人に直接渡してください。最初のサインインで変更します。二度と表示しません。\n"
      "Hand it to its owner, who changes it at the first sign-in. It is not shown again.\n",
      made.password);
}

int add(local::Accounts& accounts, const AccountArguments& arguments) {
  const auto made = accounts.add(arguments.id, arguments.name, arguments.role, by);
  if (!made) return tell_problem(made.error(), arguments);
  fmt::print("アカウントを作りました / account made: {} ({})\n", arguments.id, arguments.role);
  show_password(*made);
  return 0;
}

int list(local::Accounts& accounts, const AccountArguments& arguments) {
  const auto all = accounts.list();
  if (!all) return tell_problem(all.error(), arguments);
  auto rows = nlohmann::ordered_json::array();
  for (const auto& one : *all) {
    const auto* state = one.state == State::locked ? "locked" : "active";
    const auto seen =
        one.last_sign_in ? util::iso_date_time_in_japan(*one.last_sign_in) : std::string();
    if (arguments.json) {
      rows.push_back({{"id", one.id},
                      {"name", one.name},
                      {"role", one.role},
                      {"state", state},
                      {"factor", one.has_second_factor},
                      {"last_sign_in", seen}});
      continue;
    }
    fmt::print("{:<16} {:<14} {:<7} {:<25} {}{}\n", one.id, one.role, state,
               seen.empty() ? "-" : seen, one.name,
               one.has_second_factor ? "" : "（第二要素なし / no second factor）");
  }
  if (arguments.json) fmt::print("{}\n", rows.dump(2));
  if (!arguments.json && all->empty()) {
    fmt::print(
        "アカウントはまだありません。最初に管理者を作ります:\n"
        "No account yet; the first is an administrator:\n"
        "  madoguchi account add ID --name NAME --role administrator --config {0}\n"
        "  医療機関・薬局では / at an institution: --role clinic_admin\n",
        arguments.config);
  }
  return 0;
}

int change(local::Accounts& accounts, const AccountArguments& arguments) {
  local::Accounts::Change change;
  if (arguments.act == Act::lock) change.state = State::locked;
  if (arguments.act == Act::unlock) change.state = State::active;
  if (arguments.act == Act::reset) {
    change.reset = arguments.factor == arguments.password ? Reset::both
                   : arguments.factor                     ? Reset::factor
                                                          : Reset::password;
  }
  const auto made = accounts.change(arguments.id, change, by);
  if (!made) return tell_problem(made.error(), arguments);
  if (arguments.act == Act::lock) {
    fmt::print("ロックしました。サインインは切れました / locked and signed out: {}\n",
               arguments.id);
  } else if (arguments.act == Act::unlock) {
    fmt::print("ロックを解きました / unlocked: {}\n", arguments.id);
  } else {
    fmt::print("やり直しにしました。サインインは切れました / reset and signed out: {}\n",
               arguments.id);
  }
  if (!made->password.empty()) show_password(*made);
  return 0;
}

// Of a terminal's file or an office's; nothing after telling what is wrong with it.
struct AccountsFile {
  PageAccounts accounts;
  std::string start_at;
};
std::optional<AccountsFile> accounts_in(const std::string& config) {
  if (has_table(config, "institution")) {
    TerminalFile file;
    if (tell(read_settings(config, settings_of(file)))) return std::nullopt;
    if (file.page_dir.empty()) {
      tell(config +
           ": page.data_dir がないため、画面とアカウントはありません。 / no page, no accounts");
      return std::nullopt;
    }
    return AccountsFile{accounts_of(file), file.start_at};
  }
  OfficeFile file;
  if (tell(read_settings(config, settings_of(file)))) return std::nullopt;
  if (tell(check_office(config, file))) return std::nullopt;
  return AccountsFile{accounts_of(file), file.start_at};
}

}  // namespace

int run_account(const AccountArguments& arguments) {
  ::umask(S_IRWXG | S_IRWXO);  // the database is nobody else's
  const auto file = accounts_in(arguments.config);
  if (!file) return 2;
  const auto clock = clock_of(arguments.config, file->start_at);
  if (!clock) return 2;
  const auto accounts = open_accounts(file->accounts, *clock);
  if (!accounts) {
    tell(accounts.error());
    return 2;
  }
  if (arguments.act == Act::add) return add(**accounts, arguments);
  if (arguments.act == Act::list) return list(**accounts, arguments);
  return change(**accounts, arguments);
}

}  // namespace madoguchi::app
