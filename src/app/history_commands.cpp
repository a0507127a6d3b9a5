#include "app/history_commands.hpp"

#include "app/history.hpp"

namespace madoguchi::app {

namespace {

CLI::App* history_act(CLI::App& group, Run& run, HistoryArguments& arguments,
                      HistoryArguments::Act act, const char* name, const char* text) {
  auto* sub = group.add_subcommand(name, text);
  sub->add_option("--config", arguments.config, "接続の設定ファイル / line file")->required();
  sub->callback([&run, &arguments, act] {
    arguments.act = act;
    run = [&arguments] { return run_history(arguments); };
  });
  return sub;
}

}  // namespace

void add_history(CLI::App& app, Run& run) {
  static HistoryArguments arguments;
  using Act = HistoryArguments::Act;
  auto* group = command(
      app, "history", "薬剤・診療・健診の履歴を取り込む / import histories",
      "  madoguchi history import RECEIPTC.UKE --config operator.toml\n"
      "  madoguchi history import checkups.csv --kind checkup_csv --config operator.toml\n"
      "  madoguchi history import drugs.csv --kind drug_master --config operator.toml\n"
      "  madoguchi history unmatched --config operator.toml   # 誰のものか分からない / nobody's\n"
      "  madoguchi history rematch --config operator.toml     # もう一度探す / look again\n");
  group->require_subcommand(1);
  auto* import = history_act(*group, run, arguments, Act::import, "import",
                             "1つのファイルを取り込む / import one file");
  import->add_option("file", arguments.file, "ファイル / file")->required();
  import
      ->add_option("--kind", arguments.kind,
                   "uke, checkup_cda, checkup_csv, dispensing, drug_master, procedure_master")
      ->check(CLI::IsMember(
          {"uke", "checkup_cda", "checkup_csv", "dispensing", "drug_master", "procedure_master"}))
      ->capture_default_str();
  import->add_option("--errors", arguments.errors_file,
                     "エラーファイル。省くと FILE.errors.csv / error file");
  auto* unmatched = history_act(*group, run, arguments, Act::unmatched, "unmatched",
                                "誰のものか分からないもの / what is nobody's");
  unmatched->add_flag("--json", arguments.json, "JSONで表示する / print JSON");
  history_act(*group, run, arguments, Act::rematch, "rematch",
              "分からないものの持ち主をもう一度探す / look for their people again");
}

}  // namespace madoguchi::app
