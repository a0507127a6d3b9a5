#include "app/update_commands.hpp"

#include "app/update.hpp"

namespace madoguchi::app {

namespace {

using Act = UpdateArguments::Act;

CLI::App* update_act(CLI::App& group, Run& run, UpdateArguments& arguments, Act act,
                     const char* name, const char* text) {
  auto* sub = group.add_subcommand(name, text);
  if (act != Act::sign) {
    sub->add_option("--config", arguments.config, "端末の設定ファイル / terminal.toml")->required();
  }
  sub->callback([&run, &arguments, act] {
    arguments.act = act;
    run = [&arguments] { return run_update(arguments); };
  });
  return sub;
}

void add_sign(CLI::App& sign, UpdateArguments& arguments) {
  sign.add_option("--key", arguments.key,
                  "更新の署名鍵（Ed25519）。なければ作る / signing key, made when absent")
      ->required();
  sign.add_option("--program", arguments.program, "プログラムのファイル / the program")->required();
  sign.add_option("--version", arguments.version, "版（1.2.3） / version")->required();
  sign.add_option("--out", arguments.out,
                  "センターの updates.packages_dir / the center's updates.packages_dir")
      ->required();
  sign.add_option("--from", arguments.from,
                  "更新できる最も古い版 / oldest version that may take it")
      ->capture_default_str();
  sign.add_option("--notes", arguments.notes, "変わったこと / what is new, Japanese");
  sign.add_option("--notes-en", arguments.notes_en, "変わったこと（英語） / what is new, English");
}

}  // namespace

void add_update(CLI::App& app, Run& run) {
  static UpdateArguments arguments;
  auto* group = command(
      app, "update", "端末のプログラムを更新する / update a terminal's program",
      "  madoguchi update check --config terminal.toml\n"
      "  madoguchi update install --config terminal.toml\n"
      "  madoguchi update rollback --config terminal.toml   # 前の版へ / to the version before\n"
      "  madoguchi update sign --key update.key --program madoguchi --version 0.2.0 --out "
      "updates\n");
  group->require_subcommand(1);
  auto* check = update_act(*group, run, arguments, Act::check, "check",
                           "新しい版があるか確かめる / look for a newer version");
  check->add_flag("--json", arguments.json, "JSONで表示する / print JSON");
  auto* install =
      update_act(*group, run, arguments, Act::install, "install", "新しい版を入れる / install it");
  install->add_option("--version", arguments.version, "この版のときだけ / only this version");
  update_act(*group, run, arguments, Act::rollback, "rollback",
             "前の版に戻す / back to the version before");
  add_sign(*update_act(*group, run, arguments, Act::sign, "sign",
                       "署名した更新を作る / make a signed package"),
           arguments);
}

}  // namespace madoguchi::app
