#include "tools/demo_offices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "domain/rights.hpp"
#include "local/accounts.hpp"
#include "local/totp.hpp"
#include "tools/demo_configs.hpp"
#include "tools/demo_session.hpp"
#include "tools/scenario_table.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::int64_t totp_step_ms = 30000;

// Whom the page shows something special about: scenario, Japanese, English.
struct Shown {
  const char *scenario, *text, *english;
};
constexpr Shown shown[] = {
    {"D7", "今月の券がある人。次の月の月次発行に出ます",
     "has a ticket; continues in the monthly issue"},
    {"D8", "券がまだない人。clinic で照会すると、数秒で照会対応に出ます",
     "no ticket yet: ask at clinic, and the work list shows it in seconds"},
    {"D3", "不開示。査察指導員だけに見えます", "not disclosed: only the supervisor sees it"},
    {"D16", "廃止になった人。資格の履歴が見られます", "abolished: see the intervals"},
};

std::string role_in_words(const std::string& role) {
  struct Word {
    const char *role, *word;
  };
  constexpr Word words[] = {{"caseworker", "地区担当員"}, {"clerk", "取扱担当者"},
                            {"supervisor", "査察指導員"}, {"reception", "受付"},
                            {"doctor", "医師"},           {"dentist", "歯科医師"},
                            {"pharmacist", "薬剤師"}};
  for (const auto& one : words) {
    if (role == one.role) return one.word;
  }
  return "管理者";
}

std::string secret_bytes(const DemoAccount& account) {
  const auto digest = util::sha256("madoguchi demo account " + account.id);
  return {digest.begin(), digest.begin() + local::totp_secret_bytes};
}

// A party's page: where its accounts are kept, and of which roles they can be.
struct PageFolder {
  std::string folder, name;
  const std::vector<domain::Role>& roles;
  domain::Role keeper;
  const std::vector<DemoAccount>& accounts;
};

util::Result<void, std::string> place_in(const PageFolder& page, const util::Clock& clock) {
  local::AccountPolicy policy;
  for (const auto role : page.roles) policy.roles.emplace_back(domain::name_of(role));
  policy.keeper_role = domain::name_of(page.keeper);
  const auto data = std::filesystem::path(page.folder) / "data";
  std::error_code error;
  std::filesystem::create_directories(data, error);
  std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);
  const auto accounts = local::Accounts::open(data / "accounts.db", data / "accounts.key",
                                              "Madoguchi " + page.name, policy, clock);
  if (!accounts) return util::failure("アカウントのファイルを開けません: " + data.string());
  for (const auto& one : page.accounts) {
    const auto made = (*accounts)->add_known(
        {one.id, one.name, one.role, demo_password(), secret_bytes(one)}, "demo");
    if (!made) return util::failure("アカウントを作れません: " + data.string());
  }
  return {};
}

std::string account_rows(const std::vector<DemoAccount>& accounts, util::Instant now) {
  std::string text;
  for (const auto& one : accounts) {
    text += fmt::format("{}  {}  {}  {}\n", padded(one.id, 22),
                        padded(one.name + "（" + role_in_words(one.role) + "）", 28),
                        padded(demo_code(one, now), 12), demo_secret(one));
  }
  return text;
}

}  // namespace

const std::vector<DemoAccount>& demo_accounts() {
  static const std::vector<DemoAccount> accounts = {
      {"tantou", "担当 花子", "caseworker"},
      {"toriatsukai", "取扱 太郎", "clerk"},
      {"sasatsu", "査察 恵", "supervisor"},
      {"kanri", "管理 誠", "administrator"},
  };
  return accounts;
}

const std::vector<DemoAccount>& demo_counter_accounts() {
  static const std::vector<DemoAccount> accounts = {
      {"uketsuke", "受付 さくら", "reception"}, {"ishi", "石井 学", "doctor"},
      {"shika", "鹿野 誠", "dentist"},          {"yakuzai", "薬師寺 緑", "pharmacist"},
      {"jimucho", "事務 長一", "clinic_admin"},
  };
  return accounts;
}

std::string demo_password() {
  return "madoguchi-demo";
}

std::string demo_secret(const DemoAccount& account) {
  return local::base32(secret_bytes(account));
}

std::string demo_code(const DemoAccount& account, util::Instant at) {
  return local::totp_code(secret_bytes(account), local::totp_step(at));
}

util::Result<void, std::string> place_demo_accounts(const DemoWorld& world) {
  const util::SystemClock clock;
  for (const auto& office : world.offices) {
    const PageFolder page{office.folder, office.code, domain::office_roles(),
                          domain::Role::administrator, demo_accounts()};
    if (auto done = place_in(page, clock); !done) return done;
  }
  for (const auto& terminal : world.terminals) {
    const PageFolder page{world.path + "/" + terminal.folder, terminal.folder,
                          domain::clinic_roles(), domain::Role::clinic_admin,
                          demo_counter_accounts()};
    if (auto done = place_in(page, clock); !done) return done;
  }
  return {};
}

util::Result<void, std::string> start_office(const DemoWorld& world, ChildProcesses& children,
                                             const DemoOffice& office) {
  const auto name = "office-" + office.code;
  return children.start(name, {"office", "--config", office.config},
                        world.path + "/logs/" + name + ".log");
}

bool office_is_ready(const DemoOffice& office) {
  return status_on_loopback(office.port, "/api/session") == 401;
}

std::string codes_text(util::Instant now) {
  return fmt::format("{}  {}  {}  {}\n", padded("アカウント / account", 22),
                     padded("氏名 / name", 28), padded("番号 / code", 12),
                     "認証アプリの秘密 / secret") +
         account_rows(demo_accounts(), now) + account_rows(demo_counter_accounts(), now) +
         fmt::format(
             "番号はあと{0}秒で変わります（1回だけ使えます）。いまの番号: madoguchi demo --codes\n"
             "The codes change in {0} s and are good once; those of now: madoguchi demo "
             "--codes\n",
             (totp_step_ms - now.ms % totp_step_ms + 999) / 1000);
}

std::string counters_text(const DemoWorld& world) {
  std::string text;
  for (const auto& terminal : world.terminals) {
    const auto& row = world.population.institution_in(terminal.folder)->row;
    text += fmt::format("{}  http://127.0.0.1:{}/\n",
                        padded(row.name + " (" + terminal.folder + ")", 40), terminal.page_port);
    if (!has_demo_reader(terminal.folder)) continue;
    text += fmt::format("    カードを置くフォルダ / its card reader: {}/{}/reader\n", world.path,
                        terminal.folder);
  }
  text +=
      "  患者用の画面は、窓口の画面の「患者用の画面を開く」で開きます（受付 uketsuke など）。\n"
      "  A patient's screen is opened from the counter's page: sign in as uketsuke there.\n";
  return text;
}

std::string offices_text(const DemoWorld& world, util::Instant now) {
  std::string text;
  for (const auto& office : world.offices) {
    text += fmt::format("{}  http://127.0.0.1:{}/\n",
                        padded(office.name + " (" + office.code + ")", 32), office.port);
  }
  text += "\n医療機関・薬局の窓口の画面 / the counters' pages:\n" + counters_text(world);
  text += "\nパスワードはみな / every password: " + demo_password() + "\n" + codes_text(now) +
          "\n見る人 / whom to look at:\n";
  for (const auto& one : shown) {
    for (const auto& scenario : world.population.scenarios) {
      if (scenario.id != one.scenario) continue;
      text += fmt::format("  {}  {}  {}\n      {}\n", padded(scenario.id, 4),
                          padded(world.population.name_of(scenario), 12), one.text, one.english);
    }
  }
  return text;
}

}  // namespace madoguchi::tools
