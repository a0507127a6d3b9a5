#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/commands.hpp"
#include "app/operator_commands.hpp"
#include "util/calendar.hpp"

namespace madoguchi::app {

namespace {

void add_form(CLI::App* sub, OutputForm& form) {
  auto* json = sub->add_flag_callback(
      "--json", [&form] { form = OutputForm::json; }, "JSONで表示する / print JSON");
  auto* xml = sub->add_flag_callback(
      "--xml", [&form] { form = OutputForm::xml; }, "届いた電文のまま表示する / print the message");
  auto* english = sub->add_flag_callback(
      "--english", [&form] { form = OutputForm::screen_english; }, "英語の画面 / English screen");
  json->excludes(xml);
  english->excludes(xml);
  english->excludes(json);
}

void add_servers(CLI::App& app, Run& run) {
  static CenterArguments center;
  auto* sub = command(app, "center", "全国の資格確認システム / the national center",
                      "  madoguchi center --config center.toml\n"
                      "  kill -HUP PID      # 証明書をすぐ読み直す（変更は自動でも読む）/ read the "
                      "TLS files at once\n");
  sub->add_option("--config", center.config, "設定ファイル / configuration")->required();
  sub->callback([&run] { run = [] { return run_center(center); }; });

  static TerminalArguments terminal;
  sub = command(app, "terminal", "医療機関・薬局の資格確認端末 / an institution's terminal",
                "  madoguchi terminal --config terminal.toml\n");
  sub->add_option("--config", terminal.config, "設定ファイル / configuration")->required();
  sub->callback([&run] { run = [] { return run_terminal(terminal); }; });

  static OfficeArguments office;
  sub = command(app, "office", "福祉事務所の画面 / a welfare office's page",
                "  madoguchi office --config office.toml\n");
  sub->add_option("--config", office.config, "設定ファイル / configuration")->required();
  sub->callback([&run] { run = [] { return run_office(office); }; });

  static CheckConfigArguments check;
  sub = command(
      app, "check-config", "設定ファイルを確かめる / check a configuration file",
      "  madoguchi check-config terminal terminal.toml\n"
      "  madoguchi check-config center > center.toml   # 全項目の見本 / every key explained\n");
  sub->add_option("kind", check.kind, "center, terminal, office, line")
      ->required()
      ->check(CLI::IsMember({"center", "terminal", "office", "line"}));
  sub->add_option("file", check.file, "設定ファイル。省くと見本を表示 / file; without: an example");
  sub->callback([&run] { run = [] { return run_check_config(check); }; });
}

void add_asking(CLI::App& app, Run& run) {
  static AskArguments ask;
  auto* sub =
      command(app, "ask", "番号で資格を確認する / ask by number through the running terminal",
              "  madoguchi ask --terminal clinic/terminal.toml --payer 12000001 --number 1010001 "
              "--birth 19900115\n"
              "  madoguchi ask --terminal clinic/terminal.toml --file OQSsiquc01req_1.xml --xml\n");
  sub->add_option("--terminal", ask.terminal, "端末の設定ファイル / terminal.toml")->required();
  sub->add_option("--payer", ask.payer, "公費負担者番号または保険者番号 / payer number");
  sub->add_option("--number", ask.number, "受給者番号または被保険者証番号 / recipient number");
  sub->add_option("--symbol", ask.symbol, "被保険者証記号 / symbol");
  sub->add_option("--branch", ask.branch, "枝番 / branch number");
  sub->add_option("--birth", ask.birthdate, "生年月日 YYYYMMDD / birth date");
  sub->add_option("--day", ask.day, "資格確認日 YYYYMMDD。省くと今日 / day; today without");
  sub->add_option("--file", ask.request_file, "要求電文のファイル / a whole request message");
  add_form(sub, ask.form);
  sub->callback([&run] { run = [] { return run_ask(ask); }; });

  static TapArguments tap;
  sub = command(app, "tap", "カードで資格を確認する / ask by card through the running terminal",
                "  madoguchi tap --terminal clinic/terminal.toml --card cards/D7.card --pin 1234 "
                "--consent medication\n"
                "  madoguchi tap --terminal clinic/terminal.toml --card cards/D7.card --mode "
                "visual --staff 佐藤\n");
  sub->add_option("--terminal", tap.terminal, "端末の設定ファイル / terminal.toml")->required();
  sub->add_option("--card", tap.card,
                  "カードのファイル。省くとカードリーダーのカード / software card; without: the "
                  "card on the reader");
  sub->add_option("--pin", tap.pin, "暗証番号。省くと尋ねる / PIN; asked for without");
  sub->add_option("--mode", tap.mode, "pin, face, visual")
      ->check(CLI::IsMember({"pin", "face", "visual"}));
  sub->add_option("--staff", tap.staff, "確認した職員（署名のないとき必須）/ who confirmed");
  sub->add_option("--day", tap.day, "資格確認日 YYYYMMDD / day");
  sub->add_option("--consent", tap.consents,
                  "同意: medication, diagnosis, operation, health_checkups, limit_certificate, "
                  "specific_diseases（不同意は no- を付ける / no-… refuses）");
  add_form(sub, tap.form);
  sub->callback([&run] { run = [] { return run_tap(tap); }; });
}

void add_notices(CLI::App& app, Run& run) {
  static NoticesArguments notices;
  auto* sub = command(
      app, "notices", "回答が変わったお知らせの一覧 / notices of answers that changed",
      "  madoguchi notices --terminal clinic/terminal.toml --open\n"
      "  madoguchi notices --terminal clinic/terminal.toml --since 20261101 --json\n"
      "  madoguchi notices --terminal clinic/terminal.toml --mark 4711     # 済みにする / done\n");
  sub->add_option("--terminal", notices.terminal, "端末の設定ファイル / terminal.toml")->required();
  auto* open = sub->add_flag_callback(
      "--open", [] { notices.only = NoticesArguments::Only::open; }, "未処理だけ / open ones only");
  auto* done = sub->add_flag_callback(
      "--done", [] { notices.only = NoticesArguments::Only::done; }, "済みだけ / done ones only");
  open->excludes(done);
  sub->add_option("--since", notices.since, "この日以後のもの YYYYMMDD / made on or after")
      ->check([](const std::string& day) {
        return util::Day::parse(day) ? std::string() : std::string("YYYYMMDD");
      });
  sub->add_option("--mark", notices.mark, "済みにする番号 / numbers to mark as done");
  sub->add_option("--unmark", notices.unmark, "未処理に戻す番号 / numbers to open again");
  auto* json = sub->add_flag_callback(
      "--json", [] { notices.form = OutputForm::json; }, "JSONで表示する / print JSON");
  sub->add_flag_callback(
         "--english", [] { notices.form = OutputForm::screen_english; }, "英語で表示 / in English")
      ->excludes(json);
  sub->callback([&run] { run = [] { return run_notices(notices); }; });
}

void add_registering(CLI::App& app, Run& run) {
  static ImportArguments import;
  auto* sub = command(app, "import", "CSVを登録する / register a CSV file at the center",
                      "  madoguchi import ticket tickets.csv --config office-13101.toml --dry-run\n"
                      "  madoguchi import ticket tickets.csv --config office-13101.toml --full\n"
                      "  madoguchi import institution institutions.csv --config operator.toml\n");
  sub->add_option("kind", import.kind,
                  "qualification, ticket, insurance, card, institution, office")
      ->required()
      ->check(
          CLI::IsMember({"qualification", "ticket", "insurance", "card", "institution", "office"}));
  sub->add_option("file", import.file, "CSVファイル（UTF-8 または Shift_JIS）")->required();
  sub->add_option("--config", import.config, "接続の設定ファイル / line file")->required();
  sub->add_option("--errors", import.errors_file, "エラーファイル。省くと FILE.errors.csv");
  sub->add_flag(
      "--full", import.full,
      "この月の全部である（ないものは取消になる）/ the whole month: missing rows are gone");
  sub->add_flag("--dry-run", import.dry_run, "試すだけで登録しない / check only");
  sub->callback([&run] { run = [] { return run_import(import); }; });

  static SettingArguments setting;
  sub = command(app, "setting", "環境設定を見る・変える / see or change the environment setting",
                "  madoguchi setting --config clinic/terminal.toml\n"
                "  madoguchi setting --config clinic/terminal.toml --medical-assistance on\n");
  sub->add_option("--config", setting.config, "端末の設定ファイル / terminal.toml")->required();
  sub->add_option("--medical-assistance", setting.medical_assistance,
                  "医療扶助: on 利用する, off 利用しない")
      ->check(CLI::IsMember({"on", "off"}));
  sub->callback([&run] { run = [] { return run_setting(setting); }; });
}

void add_auditing(CLI::App& app, Run& run) {
  auto* audit = command(app, "audit", "監査の記録 / the audit record",
                        "  madoguchi audit verify --config center.toml\n"
                        "  madoguchi audit list --config center.toml --from 1 --count 50\n"
                        "  madoguchi audit unsigned --config center.toml\n"
                        "  madoguchi audit export --config center.toml --output audit.jsonl\n");
  audit->require_subcommand(1);
  static AuditArguments arguments;
  const std::pair<const char*, AuditArguments::Act> acts[] = {
      {"verify", AuditArguments::Act::verify},
      {"list", AuditArguments::Act::list},
      {"unsigned", AuditArguments::Act::unsigned_},
      {"export", AuditArguments::Act::export_}};
  for (const auto& [name, act] : acts) {
    auto* sub = audit->add_subcommand(
        name, act == AuditArguments::Act::verify ? "鎖と署名を確かめる / walk the chain"
              : act == AuditArguments::Act::list ? "一覧 / list records"
              : act == AuditArguments::Act::unsigned_
                  ? "署名のないカード確認の一覧と件数 / card confirmations without a signature"
                  : "JSON Linesに書き出す / export");
    sub->add_option("--config", arguments.config, "center.toml")->required();
    if (act != AuditArguments::Act::verify) {
      sub->add_option("--from", arguments.from, "最初の番号 / first id");
      sub->add_option("--count", arguments.count, "件数 / how many");
      sub->add_option("--party", arguments.party, "参加者（例 institution:1310000011）/ party");
    }
    if (act == AuditArguments::Act::export_) {
      sub->add_option("--output", arguments.output, "ファイル。省くと標準出力 / file");
    }
    sub->callback([&run, act = act] {
      arguments.act = act;
      run = [] { return run_audit(arguments); };
    });
  }

  static ExplainArguments explain;
  auto* sub = command(app, "explain", "1つの回答を当時のまま再現して説明する / explain one answer",
                      "  madoguchi explain 12 --config center.toml\n"
                      "  madoguchi explain 12 --config center.toml --audience institution\n"
                      "  madoguchi explain 15 --config center.toml --unit 3   # 一括照会の3件目\n");
  sub->add_option("id", explain.id, "記録番号 / record id")->required();
  sub->add_option("--config", explain.config, "center.toml")->required();
  sub->add_option("--audience", explain.audience, "operator, office[:CODE], institution[:CODE]")
      ->check([](const std::string& audience) {
        const bool known = audience == "operator" || audience == "office" ||
                           audience == "institution" || audience.starts_with("office:") ||
                           audience.starts_with("institution:");
        return known ? std::string()
                     : std::string("operator, office, office:CODE, institution, institution:CODE");
      });
  sub->add_option("--unit", explain.unit, "一括の結果の何件目か / unit of a bulk result");
  sub->add_flag("--json", explain.json, "JSONで表示する / print JSON");
  sub->callback([&run] { run = [] { return run_explain(explain); }; });
}

void add_bench_tools(CLI::App& app, Run& run) {
  static DemoArguments demo;
  auto* sub =
      command(app, "demo", "1台で全部を動かす / run everything on this machine",
              "  madoguchi demo\n"
              "  madoguchi demo --dir /tmp/madoguchi-demo --fresh\n"
              "  madoguchi demo --fault list           # 障害の一覧 / what can go wrong\n"
              "  madoguchi demo --fault slow-center=30 # 動いているデモにも / on a running one\n"
              "  madoguchi demo --fault none           # 障害の終わり / its end\n"
              "  madoguchi demo --codes                # 画面のアカウントの番号 / pages' codes\n"
              "  madoguchi demo --scenarios scenarios.md\n");
  sub->add_option("--dir", demo.dir, "すべてを置くフォルダ / everything is written under it");
  sub->add_flag("--fresh", demo.fresh, "初めからやり直す / start anew");
  sub->add_flag("--codes", demo.codes,
                "画面のアカウントのいまの番号 / codes of the pages' accounts now");
  sub->add_flag("--once", demo.once, "一覧を出して終わる / end after the table");
  auto* document =
      sub->add_option("--scenarios", demo.scenarios,
                      "全場面と本物の回答の文書を書いて終わる / writes docs/scenarios.md and ends");
  sub->add_option("--day", demo.day, "その文書の基準の日 YYYYMMDD / reference day of it")
      ->needs(document);
  sub->add_option(
      "--fault", demo.fault,
      "障害を起こす（一覧は list、終わりは none。動いているデモにも効く）/ inject a fault "
      "(list, none; works on a running demo)");
  sub->callback([&run] { run = [] { return run_demo(demo); }; });
}

void add_generate(CLI::App& app, Run& run) {
  static GenerateArguments generate;
  auto* sub =
      command(app, "generate",
              "架空の人々の登録ファイルを作る / make registration files of invented people",
              "  madoguchi generate --dir people --recipients 20000\n"
              "  madoguchi generate --dir nation --recipients 2000000 --months 1 --seed 7\n"
              "  madoguchi generate --dir people --recipients 500 --cards 20 --pki demo/pki\n");
  sub->add_option("--dir", generate.dir, "作るフォルダ。空でなければ断る / new or empty folder")
      ->required();
  sub->add_option("--recipients", generate.recipients, "受給者の人数 / how many recipients")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{500000000}));
  sub->add_option("--months", generate.months, "券を作る月数（指定日の月まで）/ months of tickets")
      ->check(CLI::Range(1, 60));
  sub->add_option("--day", generate.day, "基準の日 YYYYMMDD。省くと今日 / day; today without");
  sub->add_option("--seed", generate.seed, "乱数の種。同じ種なら同じ内容 / same seed, same bytes");
  sub->add_option("--cards", generate.cards, "先頭の何人に試験用カードを作るか / software cards")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{100000}));
  sub->add_option("--pki", generate.pki,
                  "カードを発行する認証局のフォルダ。省くと新しく作る / "
                  "authorities that issue them; new ones without");
  sub->callback([&run] { run = [] { return run_generate(generate); }; });
}

}  // namespace

}  // namespace madoguchi::app

int main(int argc, char** argv) {
  using namespace madoguchi::app;
  CLI::App app{
      "窓口 Madoguchi — 医療扶助のオンライン資格確認 / online eligibility verification of "
      "medical assistance"};
  app.set_version_flag("--version", std::string("madoguchi ") + MADOGUCHI_VERSION);
  app.require_subcommand(1);
  app.footer("はじめに / Start here:  madoguchi demo");
  Run run;
  add_servers(app, run);
  add_asking(app, run);
  add_card(app, run);
  add_notices(app, run);
  add_registering(app, run);
  add_auditing(app, run);
  add_bench_tools(app, run);
  add_generate(app, run);
  add_operating(app, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  try {
    return run();
  } catch (const std::exception& error) {
    fmt::print(stderr, "madoguchi: {}\n", error.what());
    return 2;
  }
}
