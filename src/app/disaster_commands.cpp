#include "app/disaster_commands.hpp"

#include "app/disaster.hpp"

namespace madoguchi::app {

namespace {

using Act = DisasterArguments::Act;

CLI::App* disaster_act(CLI::App& group, Run& run, DisasterArguments& arguments, Act act,
                       const char* name, const char* text) {
  auto* sub = group.add_subcommand(name, text);
  sub->add_option("--config", arguments.config, "接続の設定ファイル / line file")->required();
  sub->callback([&run, &arguments, act] {
    arguments.act = act;
    run = [&arguments] { return run_disaster(arguments); };
  });
  return sub;
}

void add_reason(CLI::App* sub, DisasterArguments& arguments) {
  sub->add_option("--reason", arguments.reason, "理由（記録に残る）/ why, on record")->required();
}

void add_disasters(CLI::App& app, Run& run, DisasterArguments& arguments) {
  auto* group = command(
      app, "disaster", "災害時の確認を始める・終える・使われ方を見る / viewing without a card",
      "  madoguchi disaster declare --area 17 --days 7 --reason 能登半島地震 --config "
      "operator.toml\n"
      "  madoguchi disaster declare --area 1710000011 --until 2026-12-01T00:00:00+09:00 "
      "--reason 水害 --config operator.toml\n"
      "  madoguchi disaster list --config operator.toml\n"
      "  madoguchi disaster end 4711 --reason 復旧 --config operator.toml\n"
      "  madoguchi disaster report --output uses.csv --config operator.toml\n");
  group->require_subcommand(1);
  auto* declare = disaster_act(*group, run, arguments, Act::declare, "declare",
                               "地域と期間を決めて始める / declare an area and a period");
  declare
      ->add_option("--area", arguments.areas,
                   "都道府県コード（2桁）か医療機関コード（10桁）。何度でも / prefecture or "
                   "institution")
      ->required();
  declare->add_option("--from", arguments.from,
                      "始まり（2026-11-26T09:00:00+09:00）。省くといま / begins, default now");
  auto* until = declare->add_option("--until", arguments.until,
                                    "終わり。始まりから92日まで / the first instant it is over");
  declare->add_option("--days", arguments.days, "いまから何日間 / so many days from now")
      ->check(CLI::Range(1, 92))
      ->excludes(until);
  add_reason(declare, arguments);
  auto* end = disaster_act(*group, run, arguments, Act::end, "end",
                           "期間の前に終える / end it before its time");
  end->add_option("disaster", arguments.id, "指定の番号（list に出ます）/ its number")->required();
  add_reason(end, arguments);
  auto* list =
      disaster_act(*group, run, arguments, Act::list, "list", "指定の一覧 / all declarations");
  list->add_flag("--json", arguments.json, "JSONで表示する / print JSON");
  auto* report =
      disaster_act(*group, run, arguments, Act::report, "report",
                   "カードや同意なしに使われたもの（災害時・救急時）のCSV / uses, as CSV");
  report->add_option("--from", arguments.from, "この日から（YYYYMMDD）/ from this day");
  report->add_option("--to", arguments.until, "この日まで（YYYYMMDD）/ up to this day");
  report->add_option("--output", arguments.output, "ファイル。省くと標準出力 / file");
}

void add_emergency(CLI::App& app, Run& run, DisasterArguments& arguments) {
  auto* group = command(
      app, "emergency", "救急時の閲覧権限（病院）/ hospitals that may view in an emergency",
      "  madoguchi emergency grant 1310000011 --reason 救急告示病院 --config operator.toml\n"
      "  madoguchi emergency withdraw 1310000011 --reason 告示の撤回 --config operator.toml\n"
      "  madoguchi emergency list --config operator.toml\n");
  group->require_subcommand(1);
  for (const auto act : {Act::grant, Act::withdraw}) {
    const bool grant = act == Act::grant;
    auto* sub =
        disaster_act(*group, run, arguments, act, grant ? "grant" : "withdraw",
                     grant ? "権限を付ける / give the right" : "権限を取り消す / take it away");
    sub->add_option("institution", arguments.institution, "医療機関コード / institution")
        ->required();
    add_reason(sub, arguments);
  }
  disaster_act(*group, run, arguments, Act::rights, "list",
               "権限のある病院 / hospitals with the right");
}

}  // namespace

void add_disaster(CLI::App& app, Run& run) {
  static DisasterArguments arguments;
  add_disasters(app, run, arguments);
  add_emergency(app, run, arguments);
}

}  // namespace madoguchi::app
