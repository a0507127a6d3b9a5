// madoguchi db backup|restore|check|migrate: the center's database in the operator's hands

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "app/commands.hpp"
#include "app/findings.hpp"
#include "app/party_settings.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "tools/database.hpp"
#include "util/clock.hpp"

namespace madoguchi::app {

namespace {

using tools::DatabaseError;

int tell_problem(const tools::DatabaseProblem& problem) {
  tell(problem.text());
  const bool wrong_use =
      problem.error == DatabaseError::missing || problem.error == DatabaseError::exists;
  return wrong_use ? 2 : 1;
}

store::sqlite::Pages telling(Progress& progress) {
  return [&progress](std::int64_t done, std::int64_t all) {
    progress.now(fmt::format("{} %", all == 0 ? 100 : done * 100 / all));
  };
}

void print_state(const tools::DatabaseState& state) {
  fmt::print("大きさ / bytes: {}\n形式 / schema: {}\n", state.bytes, state.schema);
  if (state.chain == tools::DatabaseState::Chain::older_schema) {
    fmt::print(
        "監査の鎖は db migrate のあとに確かめられます / chain: to be walked after migrate\n");
    return;
  }
  fmt::print("登録 / published batch: {}\n先頭 / head: {} {}\n", state.published, state.head,
             state.head_hash);
}

int backup(const DatabaseArguments& arguments, const CenterFile& file) {
  Progress progress("控えを取っています / backing up");
  const auto state = tools::back_up(file.config, arguments.file, telling(progress));
  progress.end();
  if (!state) return tell_problem(state.error());
  fmt::print("控えを取り、確かめました / backed up and checked: {}\n", arguments.file);
  print_state(*state);
  fmt::print(
      "署名鍵・設定・証明書は含まれません。別に控えてください: {}\n"
      "The checkpoint key, configuration and certificates are not in it.\n",
      file.config.audit.checkpoint_key_file);
  return 0;
}

void print_later(const tools::Restored& restored) {
  if (restored.later == 0) return;
  fmt::print(
      "この控えのあとに署名された記録があります（記録 {}〜{}、チェックポイント {}件）。\n"
      "それらは差し替え前のファイルにだけ残っています。\n",
      restored.state.head + 1, restored.later_head, restored.later);
  if (restored.marked) {
    fmt::print(
        "復元の印に署名しました。madoguchi audit verify は理由とともに示します。\n"
        "The restore is marked; audit verify tells it with its reason.\n");
    return;
  }
  if (!restored.mark_problem.empty()) {
    fmt::print("復元の印を付けられませんでした: {}\n", restored.mark_problem);
  }
  fmt::print(
      "madoguchi audit verify はこれを「切り取り（cut）」と報告します。監査人に伝えるには、"
      "同じ控えを --reason \"理由\" を付けてもう一度復元してください。\n"
      "audit verify will report them as cut. To tell the auditor, restore again with --reason.\n");
}

int restore(const DatabaseArguments& arguments, const CenterFile& file, util::Instant now) {
  Progress progress("復元しています / restoring");
  const auto restored =
      tools::restore(file.config, arguments.file, arguments.reason, now, telling(progress));
  progress.end();
  if (!restored) return tell_problem(restored.error());
  fmt::print("復元しました / restored: {}\n", file.config.store.path);
  print_state(restored->state);
  if (!restored->replaced.empty()) {
    fmt::print("差し替え前 / the replaced one: {}\n", restored->replaced);
  }
  print_later(*restored);
  fmt::print(
      "控えのあとの登録は失われています。登録ファイルを取り込み直し、/feed を読む側は"
      "初めから読み直してください。\n"
      "Registrations after the backup are gone: import them again, and let readers of /feed start "
      "from 0.\n");
  return 0;
}

int check(const DatabaseArguments& arguments, const CenterFile& file) {
  const bool of_backup = !arguments.file.empty();
  const auto& path = of_backup ? arguments.file : file.config.store.path;
  Progress progress("確かめています / checking");
  const auto findings = tools::check_database(
      path, file.config.audit,
      of_backup ? tools::BeyondHead::came_later : tools::BeyondHead::is_a_cut, telling(progress));
  progress.end();
  if (!findings) return tell_problem(findings.error());
  const auto form = arguments.json      ? FindingsForm::json
                    : arguments.english ? FindingsForm::english
                                        : FindingsForm::japanese;
  return print_findings({"データベースの検査: " + path, "Database check: " + path}, *findings,
                        form);
}

int migrate(const DatabaseArguments& arguments, const CenterFile& file, util::Instant now) {
  const auto before = tools::schema_state(file.config.store.path);
  if (!before) return tell_problem(before.error());
  fmt::print("形式 / schema: {} → {}\n", before->version, before->newest);
  for (const auto& name : before->pending) fmt::print("  {}\n", name);
  if (before->pending.empty()) {
    fmt::print("最新です。 / Up to date.\n");
    return 0;
  }
  if (arguments.dry_run) {
    fmt::print("試しただけです。何も変えていません。 / Dry run: nothing was changed.\n");
    return 0;
  }
  Progress progress("移行しています / migrating");
  const auto first = arguments.no_backup ? tools::FirstBackup::skip : tools::FirstBackup::take;
  const auto done =
      tools::bring_forward(file.config, first, arguments.file, now, telling(progress));
  progress.end();
  if (!done) return tell_problem(done.error());
  if (!done->backup.empty()) fmt::print("移行前の控え / backup before: {}\n", done->backup);
  fmt::print("移行しました。 / Migrated.\n");
  return 0;
}

}  // namespace

int run_database(const DatabaseArguments& arguments) {
  std::signal(SIGXFSZ, SIG_IGN);  // a limit on file sizes is told like a full disk
  CenterFile file;
  if (tell(read_settings(arguments.config, settings_of(file)))) return 2;
  const auto now = util::SystemClock().now();
  switch (arguments.act) {
    case DatabaseArguments::Act::backup:
      return backup(arguments, file);
    case DatabaseArguments::Act::restore:
      return restore(arguments, file, now);
    case DatabaseArguments::Act::check:
      return check(arguments, file);
    case DatabaseArguments::Act::migrate:
      break;
  }
  return migrate(arguments, file, now);
}

}  // namespace madoguchi::app
