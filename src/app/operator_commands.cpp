#include "app/operator_commands.hpp"

#include "app/commands.hpp"
#include "app/disaster_commands.hpp"
#include "app/history_commands.hpp"
#include "app/update_commands.hpp"
#include "domain/rights.hpp"

namespace madoguchi::app {

namespace {

// Sets what is to be done when `sub` was given.
void act_of(CLI::App* sub, Run& run, PkiArguments& pki, PkiArguments::Act act) {
  sub->callback([&run, &pki, act] {
    pki.act = act;
    run = [&pki] { return run_pki(pki); };
  });
  sub->add_option("--dir", pki.dir, "認証局のフォルダ / folder of the authorities")->required();
}

void add_days(CLI::App* sub, PkiArguments& pki) {
  sub->add_option("--days", pki.days, "有効日数 / days of validity")
      ->check(CLI::Range(1, 36500))
      ->capture_default_str();
}

void add_rotate(CLI::App* group, Run& run, PkiArguments& pki) {
  auto* rotate = command(
      *group, "rotate",
      "参加者の認証局を入れ替える（無停止）/ replace the parties' authority while everything runs",
      "  madoguchi pki rotate --dir pki            # 1. 新しい認証局を加える / add the new one\n"
      "  （party-ca.crt と party.crl を全員に配り、証明書を発行し直す / distribute both, "
      "reissue）\n"
      "  madoguchi pki rotate --status --dir pki   # 2. 残りを見る / what still uses the old one\n"
      "  madoguchi pki rotate --finish --dir pki   # 3. 古い認証局を外す / trust the old no more\n"
      "  madoguchi pki rotate --abort --dir pki    # 発行前なら取り消せる / undo before issuing\n");
  act_of(rotate, run, pki, PkiArguments::Act::rotate);
  const auto step = [rotate, &pki](const char* name, PkiArguments::Rotation to, const char* text) {
    return rotate->add_flag_callback(
        name, [&pki, to] { pki.rotation = to; }, text);
  };
  auto* status = step("--status", PkiArguments::Rotation::status,
                      "いまの状態と、古い認証局の証明書を使う参加者 / who still uses the old one");
  auto* finish = step("--finish", PkiArguments::Rotation::finish,
                      "古い認証局を信頼しなくする / end the trust in the old one");
  auto* abort =
      step("--abort", PkiArguments::Rotation::abort,
           "新しい認証局を取り消す（発行前だけ）/ take the new one back, before it issues");
  status->excludes(finish)->excludes(abort);
  finish->excludes(abort);
  rotate
      ->add_flag("--force", pki.force,
                 "--finish: まだ使われていても終える / although certificates are in use")
      ->needs(finish);
  rotate->add_flag("--json", pki.json, "--status: JSONで表示する / print JSON")->needs(status);
}

void add_pki(CLI::App& app, Run& run) {
  static PkiArguments pki;
  using Act = PkiArguments::Act;
  auto* group =
      command(app, "pki", "証明書の発行 / a private certificate authority",
              "  madoguchi pki init --dir pki\n"
              "  madoguchi pki issue institution 1310000011 --dir pki\n"
              "  madoguchi pki issue center localhost --name localhost --name 127.0.0.1 --dir pki\n"
              "  madoguchi pki list --dir pki\n"
              "  madoguchi pki revoke SERIAL --dir pki\n"
              "  madoguchi pki renew --dir pki\n"
              "  madoguchi pki rotate --dir pki\n");
  group->require_subcommand(1);
  auto* init = command(*group, "init", "認証局を作る / make the authorities",
                       "  madoguchi pki init --dir pki\n");
  act_of(init, run, pki, Act::init);
  add_days(init, pki);
  auto* issue = command(
      *group, "issue", "参加者の証明書を発行する / issue a party's certificate",
      "  madoguchi pki issue institution 1310000011 --dir pki\n"
      "  madoguchi pki issue office 13101 --dir pki\n"
      "  madoguchi pki issue center center.example --name center.example --dir pki --days 365\n");
  issue->add_option("kind", pki.kind, "institution, office, operator, center")
      ->required()
      ->check(CLI::IsMember({"institution", "office", "operator", "center"}));
  issue->add_option("code", pki.code, "コード / code")->required();
  issue->add_option("--name", pki.names, "center: 名前とアドレス / names and addresses");
  act_of(issue, run, pki, Act::issue);
  add_days(issue, pki);
  auto* revoke = command(*group, "revoke", "失効させる / revoke",
                         "  madoguchi pki revoke 5f0c…e1 --dir pki   # 番号は list に出ます\n");
  revoke->add_option("serial", pki.serial, "証明書の番号（16進）/ serial")->required();
  act_of(revoke, run, pki, Act::revoke);
  auto* list = command(*group, "list", "発行した証明書の一覧 / certificates that were issued",
                       "  madoguchi pki list --dir pki\n  madoguchi pki list --dir pki --json\n");
  act_of(list, run, pki, Act::list);
  list->add_flag("--json", pki.json, "JSONで表示する / print JSON");
  auto* renew = command(
      *group, "renew",
      "失効リストを作り直す（90日有効）/ write the revocation lists anew, valid for 90 days",
      "  madoguchi pki renew --dir pki   # 毎週実行する / run it every week\n");
  act_of(renew, run, pki, Act::renew);
  auto* card = command(*group, "card", "試験用のカードを作る / make a software card",
                       "  madoguchi pki card test-1 --pin 1234 --dir pki\n");
  card->add_option("code", pki.code, "カードの名前 / name of the card")->required();
  card->add_option("--pin", pki.pin, "暗証番号4桁 / PIN")->capture_default_str();
  act_of(card, run, pki, Act::card);
  add_days(card, pki);
  add_rotate(group, run, pki);
}

void database_act(CLI::App* sub, Run& run, DatabaseArguments& db, DatabaseArguments::Act act) {
  sub->add_option("--config", db.config, "center.toml")->required();
  sub->callback([&run, &db, act] {
    db.act = act;
    run = [&db] { return run_database(db); };
  });
}

void add_database(CLI::App& app, Run& run) {
  static DatabaseArguments db;
  using Act = DatabaseArguments::Act;
  auto* group = command(app, "db", "データベースの控え・復元・検査・移行 / the center's database",
                        "  madoguchi db backup --config center.toml --output backup.db\n"
                        "  madoguchi db check --config center.toml\n"
                        "  madoguchi db restore backup.db --config center.toml --reason 故障\n"
                        "  madoguchi db migrate --config center.toml --dry-run\n");
  group->require_subcommand(1);
  auto* backup = command(
      *group, "backup",
      "控えを取り、確かめる。センターは動いたままでよい / back up the running center's database",
      "  madoguchi db backup --config center.toml --output /backup/registry-20240710.db\n");
  backup->add_option("--output", db.file, "控えのファイル。上書きしません / never overwritten")
      ->required();
  database_act(backup, run, db, Act::backup);
  auto* restore = command(
      *group, "restore",
      "控えに戻す。センターを止めてから / put a backup in place; stop the center first",
      "  madoguchi db restore /backup/registry-20240710.db --config center.toml\n"
      "  madoguchi db restore backup.db --config center.toml --reason \"ディスクの故障\"\n");
  restore->add_option("file", db.file, "控えのファイル / the backup")->required();
  restore->add_option("--reason", db.reason,
                      "監査人への理由。控えのあとの記録が失われることに署名する / why; signed for "
                      "the auditor, else audit verify shows a cut");
  database_act(restore, run, db, Act::restore);
  auto* check = command(*group, "check",
                        "壊れていないかを確かめる / pages, versions, audit chain and checkpoints",
                        "  madoguchi db check --config center.toml\n"
                        "  madoguchi db check --config center.toml --file backup.db --json\n");
  check->add_option("--file", db.file, "控えなど別のファイル / another file, e.g. a backup");
  auto* json = check->add_flag("--json", db.json, "JSONで表示する / print JSON");
  check->add_flag("--english", db.english, "英語で表示する / in English")->excludes(json);
  database_act(check, run, db, Act::check);
  auto* migrate =
      command(*group, "migrate",
              "古い形式を新しくする。センターを止めてから / bring an older database forward",
              "  madoguchi db migrate --config center.toml --dry-run\n"
              "  madoguchi db migrate --config center.toml --backup /backup/before.db\n");
  migrate->add_flag("--dry-run", db.dry_run, "何をするかを示すだけ / only show what would run");
  auto* no_backup =
      migrate->add_flag("--no-backup", db.no_backup, "先に控えを取らない / no backup first");
  migrate
      ->add_option("--backup", db.file,
                   "先に取る控えのファイル。省くとデータベースの隣 / where; beside the database")
      ->excludes(no_backup);
  database_act(migrate, run, db, Act::migrate);
}

void add_doctor(CLI::App& app, Run& run) {
  static DoctorArguments doctor;
  auto* sub = command(
      app, "doctor",
      "運用テスト: 導入や不調のときに、証明書・接続・時計・フォルダ・文字・照会を確かめる / "
      "operation test: a pass/fail list of everything a working counter needs",
      "  madoguchi doctor --terminal clinic/terminal.toml\n"
      "  madoguchi doctor --terminal clinic/terminal.toml --people people.csv --json\n"
      "  madoguchi doctor --center center.toml --english\n"
      "--people のCSVの列 / columns: Id,Validity,InsurerNumber,InsuredIdentificationNumber,\n"
      "  InsuredCardSymbol,InsuredBranchNumber,Birthdate,Card,Pin（Validity は 1,2,3,4,6）\n"
      "照会は監査の記録に残り、カードの照会は face/ に結果を置きます。 / "
      "Inquiries are on record; one by card leaves a file in face/.\n"
      "終了コード / exit code: 0 合格, 1 ×がある, 2 使い方または設定の誤り\n");
  auto* terminal =
      sub->add_option("--terminal", doctor.terminal, "端末の設定ファイル / terminal.toml");
  sub->add_option("--center", doctor.center, "センターの設定ファイル / center.toml")
      ->excludes(terminal);
  sub->add_option(
      "--people", doctor.people,
      "試験用の人の一覧（CSV）。省くと設定ファイルの隣の doctor-people.csv / test people");
  auto* json = sub->add_flag("--json", doctor.json, "JSONで表示する / print JSON");
  sub->add_flag("--english", doctor.english, "英語で表示する / in English")->excludes(json);
  sub->callback([&run] {
    if (doctor.terminal.empty() && doctor.center.empty()) {
      throw CLI::RequiredError("--terminal または / or --center");
    }
    run = [] { return run_doctor(doctor); };
  });
}

CLI::App* account_act(CLI::App& group, Run& run, AccountArguments& account,
                      AccountArguments::Act act, const char* name, const char* text,
                      const char* example) {
  auto* sub = command(group, name, text, example);
  if (act != AccountArguments::Act::list) {
    sub->add_option("id", account.id, "アカウント（a-z 0-9 . _ -）/ account")->required();
  }
  sub->add_option("--config", account.config, "office.toml, terminal.toml")->required();
  sub->callback([&run, &account, act] {
    account.act = act;
    run = [&account] { return run_account(account); };
  });
  return sub;
}

void add_account(CLI::App& app, Run& run) {
  static AccountArguments account;
  using Act = AccountArguments::Act;
  auto* group =
      command(app, "account", "画面のアカウント / accounts of the page of an office or institution",
              "  madoguchi account add yamada --name 山田花子 --role administrator "
              "--config office.toml\n"
              "  madoguchi account add sato --name 佐藤一 --role reception --config terminal.toml\n"
              "  madoguchi account list --config office.toml\n"
              "  madoguchi account reset yamada --config office.toml\n");
  group->require_subcommand(1);
  auto* add =
      account_act(*group, run, account, Act::add, "add",
                  "作る。1回だけのパスワードを表示する / make one, with a one-time password",
                  "  madoguchi account add yamada --name 山田花子 --role administrator "
                  "--config office.toml\n");
  add->add_option("--name", account.name, "氏名 / name as shown")->required();
  std::vector<std::string> roles;
  for (const auto role : domain::all_roles()) roles.emplace_back(domain::name_of(role));
  add->add_option("--role", account.role,
                  "福祉事務所 / office: caseworker, clerk, supervisor, administrator; "
                  "医療機関 / institution: reception, doctor, dentist, pharmacist, clinic_admin")
      ->required()
      ->check(CLI::IsMember(roles));
  auto* list = account_act(*group, run, account, Act::list, "list", "一覧 / all of them",
                           "  madoguchi account list --config office.toml\n");
  list->add_flag("--json", account.json, "JSONで表示する / print JSON");
  account_act(*group, run, account, Act::lock, "lock",
              "使えなくする。サインインも切れる / lock it and sign it out",
              "  madoguchi account lock yamada --config office.toml\n");
  account_act(*group, run, account, Act::unlock, "unlock",
              "ロックと、間違いの待ち時間を解く / unlock it, and end the wait after wrong tries",
              "  madoguchi account unlock yamada --config office.toml\n");
  auto* reset = account_act(
      *group, run, account, Act::reset, "reset",
      "パスワードと第二要素をやり直す / new password and second factor",
      "  madoguchi account reset yamada --config office.toml            # 両方 / both\n"
      "  madoguchi account reset yamada --factor --config office.toml   # 電話をなくした / lost\n");
  reset->add_flag("--factor", account.factor, "第二要素だけ / only the second factor");
  reset->add_flag("--password", account.password, "パスワードだけ / only the password");
}

}  // namespace

CLI::App* command(CLI::App& app, const std::string& name, const std::string& text,
                  const std::string& examples) {
  auto* sub = app.add_subcommand(name, text);
  sub->footer("例 / Examples:\n" + examples);
  return sub;
}

void add_operating(CLI::App& app, Run& run) {
  add_pki(app, run);
  add_database(app, run);
  add_doctor(app, run);
  add_account(app, run);
  add_history(app, run);
  add_disaster(app, run);
  add_update(app, run);
}

}  // namespace madoguchi::app
