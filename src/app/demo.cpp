// madoguchi demo: all three parties on this machine with an invented population

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "app/commands.hpp"
#include "app/demo_update.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "oqs/screen.hpp"
#include "tools/demo_clients.hpp"
#include "tools/demo_offices.hpp"
#include "tools/demo_session.hpp"
#include "tools/faults/demo_faults.hpp"
#include "tools/faults/fault_switch.hpp"
#include "tools/scenario_document.hpp"
#include "tools/scenario_table.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::app {

namespace {

constexpr auto ready_wait_max = std::chrono::seconds(60);
constexpr auto fault_wait_max = std::chrono::seconds(120);
constexpr std::int64_t result_wait_ms = 30000;
constexpr long look_every_ns = 100L * 1000 * 1000;

using Done = util::Result<void, std::string>;

// Waits up to a tenth of a second for Ctrl-C or SIGTERM. True when one came.
bool ending() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  const timespec wait{0, look_every_ns};
  return sigtimedwait(&set, nullptr, &wait) > 0;
}

void say(const std::string& japanese, const std::string& english) {
  fmt::print("\n== {}\n   {}\n\n", japanese, english);
  std::fflush(stdout);
}

Done died(tools::ChildProcesses& children) {
  if (const auto one = children.ended()) {
    return util::failure(fmt::format("{} が終了しました（{}）。ログの最後:\n{}", one->name,
                                     one->how, one->last_lines));
  }
  return {};
}

class Demo {
 public:
  Demo(tools::DemoWorld world, util::Day today) : world_(std::move(world)), today_(today) {}

  Done start();
  Done fill();
  Done fill_histories();
  Done start_offices();
  Done show_folder_requests();
  Done show_taps();
  Done check_all();
  Done write_document(const std::string& file);
  void show_table() const;
  void show_offices() const;
  void show_next() const;
  Done put_right(const std::optional<tools::Fault>& left);
  Done begin(const tools::Fault& fault);
  Done stay();

 private:
  Done wait_for_center();
  Done wait_until_ready();
  void look_at_wish();
  template <class Ready>
  Done wait_until(const std::string& what, Ready ready);
  const tools::Scenario& scenario(std::string_view id) const;
  void show(const tools::Scenario& asked, const std::string& how, const std::string& xml) const;

  tools::DemoWorld world_;
  util::Day today_;
  std::string record_ = "1";  // of the D8 answer, to explain
  std::unique_ptr<tools::FaultLine> line_;
  tools::ChildProcesses children_;
  std::optional<tools::DemoFaults> faults_;
  std::string wish_answered_;
};

template <class Ready>
Done Demo::wait_until(const std::string& what, Ready ready) {
  Progress progress(what + " の準備を待っています / waiting for " + what);
  const auto give_up = std::chrono::steady_clock::now() + ready_wait_max;
  while (!ready()) {
    if (auto alive = died(children_); !alive) return alive;
    if (ending()) return util::failure("中止しました。 / Stopped.");
    if (std::chrono::steady_clock::now() > give_up) {
      return util::failure(what + " の準備が整いません。ログをご確認ください: " + world_.path +
                           "/logs");
    }
  }
  return {};
}

Done Demo::start() {
  tools::LineRule straight;
  straight.to_port = world_.center_port;
  auto line = tools::FaultLine::start(world_.line_port, straight);
  if (!line) return util::failure(line.error());
  line_ = std::move(*line);
  // A wish of before this start is none any more.
  if (const auto wish = tools::read_fault_wish(world_.path)) wish_answered_ = wish->id;
  faults_.emplace(world_, children_, *line_, [this] { return wait_until_ready(); });
  auto done = tools::place_demo_accounts(world_);
  if (done) done = tools::start_center(world_, children_);
  return done ? wait_for_center() : done;
}

Done Demo::wait_for_center() {
  return wait_until("center", [this] { return tools::center_is_ready(world_); });
}

Done Demo::wait_until_ready() {
  Done done;
  if (!faults_->stopped("center")) done = wait_for_center();
  for (const auto& terminal : world_.terminals) {
    if (!done) return done;
    if (faults_->stopped(terminal.folder)) continue;
    done = wait_until(terminal.folder, [&] { return tools::terminal_is_ready(terminal); });
  }
  return done;
}

// Terminals ask for their settings as soon as they run: their institutions stand registered by
// then.
Done Demo::fill() {
  Done done;
  {
    Progress progress("登録しています / registering");
    done = tools::register_all(world_);
  }
  for (const auto& terminal : world_.terminals) {
    if (done) done = tools::start_terminal(world_, children_, terminal);
  }
  if (done) done = wait_until_ready();
  if (done) done = tools::switch_assistance_on(world_, today_);
  return done;
}

Done Demo::fill_histories() {
  Progress progress("薬剤・診療・健診の履歴を取り込んでいます / importing histories");
  return tools::import_demo_histories(world_, today_);
}

Done Demo::start_offices() {
  Done done;
  for (const auto& office : world_.offices) {
    if (done) done = tools::start_office(world_, children_, office);
  }
  for (const auto& office : world_.offices) {
    if (!done) return done;
    done = wait_until("office-" + office.code, [&] { return tools::office_is_ready(office); });
  }
  return done;
}

const tools::Scenario& Demo::scenario(std::string_view id) const {
  for (const auto& one : world_.population.scenarios) {
    if (one.id == id) return one;
  }
  throw std::logic_error("no scenario " + std::string(id));
}

void Demo::show(const tools::Scenario& asked, const std::string& how,
                const std::string& xml) const {
  fmt::print("-- {} {}\n   {} / {}\n   {}\n\n", asked.id, world_.population.name_of(asked),
             asked.title, asked.title_english, how);
  if (const auto document = oqs::read_result(xml)) {
    fmt::print("{}\n", oqs::screen_text(*document, oqs::Language::japanese));
  }
  std::fflush(stdout);
}

Done Demo::show_folder_requests() {
  say("レセプトコンピュータのように要求ファイルを置きます",
      "Requests dropped into req/ the way real receipt computers do");
  struct Drop {
    const char* id;
    tools::ClientHabit habit;
    const char* how;
  };
  const Drop drops[] = {
      {"D17", tools::ClientHabit::in_place_shift_jis, "Shift_JIS・CRLF、その場に書き込み"},
      {"D28", tools::ClientHabit::renamed_lower_case, "shift_jis（小文字）、.tmp から改名"},
      {"D26", tools::ClientHabit::single_quoted_utf8, "UTF-8・単一引用符、'>' の前に空白"}};
  for (const auto& drop : drops) {
    const auto& asked = scenario(drop.id);
    const auto home = world_.path + "/" + asked.folder;
    const auto& code = world_.population.institution_in(asked.folder)->row.code;
    const auto sent = tools::send_request(drop.habit, home, code, asked.day,
                                          std::get<tools::ByNumbers>(asked.ask));
    if (!sent) return util::failure(sent.error());
    auto result = tools::wait_for_result(home, *sent, result_wait_ms);
    if (!result) return util::failure(result.error());
    show(asked, fmt::format("{} → {}/res/{}.xml", drop.how, asked.folder, *sent), *result);
    const auto wrong = tools::difference(asked, {*result, "", {}, ""});
    if (!wrong.empty()) return util::failure(asked.id + ": " + wrong);
  }
  return {};
}

Done Demo::show_taps() {
  say("カードをかざします", "Cards at the reader; the answers land in face/");
  for (const auto* id : {"D7", "D8", "D4"}) {
    const auto& asked = scenario(id);
    const auto answer = tools::ask_scenario(world_, asked, today_);
    const auto wrong = tools::difference(asked, answer);
    if (!wrong.empty()) return util::failure(asked.id + ": " + wrong);
    if (asked.id == "D8") record_ = answer.record;
    const auto& card = std::get<tools::ByCardFile>(asked.ask);
    show(asked,
         fmt::format("cards/{} → {}/face/{}", card.file, asked.folder,
                     answer.files.empty() ? "" : answer.files.front()),
         answer.xml);
  }
  return {};
}

// Every scenario once, for --once: the table says what really comes.
Done Demo::check_all() {
  Progress progress("全員を照会しています / asking every scenario");
  std::string wrong;
  for (const auto& one : world_.population.scenarios) {
    const auto text = tools::difference(one, tools::ask_scenario(world_, one, today_));
    if (!text.empty()) wrong += one.id + ": " + text + "\n";
  }
  progress.end();
  if (!wrong.empty()) return util::failure("答えが一覧と違います:\n" + wrong);
  fmt::print("\n{}件すべてが一覧のとおりに答えました。 / All {} scenarios answered as listed.\n",
             world_.population.scenarios.size(), world_.population.scenarios.size());
  return {};
}

// docs/scenarios.md, of what really comes.
Done Demo::write_document(const std::string& file) {
  Progress progress("全員を照会しています / asking every scenario");
  std::vector<tools::AnsweredScenario> answered;
  for (const auto& one : world_.population.scenarios) {
    answered.push_back({&one, tools::ask_scenario(world_, one, today_)});
    const auto wrong = tools::difference(one, answered.back().answer);
    if (!wrong.empty()) return util::failure(one.id + ": " + wrong);
  }
  const auto written =
      util::replace_file(file, tools::scenario_document(world_.population, answered, today_), 0644);
  if (!written) return util::failure("書けません: " + file + "（" + written.error().text() + "）");
  progress.end();
  fmt::print("{}\n", file);
  return {};
}

void Demo::show_table() const {
  say("登場する人たちと答え", "The scenario people, how to ask, what comes");
  fmt::print("{}", tools::scenario_table(world_.population, today_));
  std::fflush(stdout);
}

void Demo::show_offices() const {
  say("福祉事務所と窓口の画面", "The pages of welfare offices and counters");
  fmt::print("{}", tools::offices_text(world_, util::SystemClock().now()));
  std::fflush(stdout);
}

void Demo::show_next() const {
  say("次に試すこと", "What to try next");
  std::error_code error;
  auto program = std::filesystem::read_symlink("/proc/self/exe", error).string();
  if (error) program = "madoguchi";
  fmt::print(
      "レセプトコンピュータの連携フォルダ / folders for your receipt computer "
      "(1310000011):\n  {0}/clinic/req  {0}/clinic/res  {0}/clinic/face\n\n",
      world_.path);
  for (const auto* id : {"D7", "D8", "D17", "D7-visual"}) {
    const auto& one = scenario(id);
    fmt::print("# {} {} / {}\n{}\n", one.id, one.title, one.title_english,
               tools::command_of(world_, one, today_, program));
  }
  fmt::print(
      "# カードをカードリーダーに置く（暗証番号 1234）、取る / put a card on the reader (PIN "
      "1234), "
      "take it away\n"
      "{0} card insert {1}/clinic/reader {1}/cards/D7.card\n"
      "{0} card remove {1}/clinic/reader\n"
      "# 券を登録し直す（CSVを編集してから） / register tickets again\n"
      "{0} import ticket {1}/registration/ticket-13101.csv --config "
      "{1}/office-13101.toml\n"
      "# 誰が、誰の、何を見たか / who saw what, and why\n"
      "{0} audit list --config {1}/center.toml\n"
      "{0} explain {2} --config {1}/center.toml\n"
      "{0} audit verify --config {1}/center.toml\n"
      "# 運用テスト / the operation test\n"
      "{0} doctor --terminal {1}/clinic/terminal.toml\n"
      "# プログラムの更新（デモの新しい版） / an update: the demo's newer version\n"
      "{0} update check --config {1}/clinic/terminal.toml\n",
      program, world_.path, record_);
  std::fflush(stdout);
}

Done Demo::stay() {
  say("動いています。終わるには Ctrl-C", "Running. Ctrl-C ends everything");
  while (!ending()) {
    if (auto alive = died(children_); !alive) return alive;
    look_at_wish();
  }
  // A fault that is on ends with the demo: the next start finds everything as it should be.
  if (auto done = faults_->end(); !done) return done;
  fmt::print("\n終わります… / Ending…\n");
  std::fflush(stdout);
  return {};
}

Done Demo::put_right(const std::optional<tools::Fault>& left) {
  if (!left) return {};
  fmt::print(
      "前のデモで起こしたままの障害を終わらせました: {0} / ended a fault that was left: {0}\n",
      left->text());
  return faults_->finish_recovery(*left);
}

Done Demo::begin(const tools::Fault& fault) {
  const auto& text = tools::text_of(fault.kind);
  say("障害を起こします: " + fault.text(), "Fault: " + fault.text());
  auto done = faults_->begin(fault);
  if (!done) return done;
  fmt::print("{}\n{}\n終わり: {}\nEnd: {}\n", text.what, text.what_english, text.end,
             text.end_english);
  std::fflush(stdout);
  return {};
}

// Another process may have asked for a fault, or for its end.
void Demo::look_at_wish() {
  const auto wish = tools::read_fault_wish(world_.path);
  if (!wish || wish->id == wish_answered_) return;
  wish_answered_ = wish->id;
  Done done;
  if (wish->fault == tools::no_fault) {
    done = faults_->end();
    if (done) say("障害は終わりました", "The fault has ended");
  } else if (const auto fault = tools::fault_named(wish->fault)) {
    done = begin(*fault);
  } else {
    done = util::failure(fault.error());
  }
  auto state = tools::read_fault_state(world_.path);
  state.answered = wish->id;
  state.problem = done ? "" : done.error();
  (void)tools::write_fault_state(world_.path, state);
  if (!done) tell(done.error());
}

// Tells the demo that runs in that folder, and waits for what it says.
Done switch_fault(const std::string& dir, const std::string& fault) {
  const auto path = std::filesystem::absolute(dir).lexically_normal().string();
  const auto id = util::random_key();
  if (auto written = tools::write_fault_wish(path, {id, fault}); !written) return written;
  Progress progress("デモに伝えています / telling the demo");
  tools::FaultState state;
  for (const auto give_up = std::chrono::steady_clock::now() + fault_wait_max;;) {
    state = tools::read_fault_state(path);
    if (state.answered == id) break;
    if (std::chrono::steady_clock::now() > give_up || !tools::demo_is_running(dir)) {
      return util::failure("デモから返事がありません。動いているかご確認ください: " + path);
    }
    if (ending()) return util::failure("中止しました。 / Stopped.");
  }
  progress.end();
  if (!state.problem.empty()) return util::failure(state.problem);
  fmt::print("障害 / fault: {}\n", state.fault);
  return {};
}

util::Result<tools::DemoWorld, std::string> prepare(
    tools::DemoFolder& folder, util::Instant now, tools::DemoClock clock = tools::DemoClock::real) {
  Progress progress("証明書とカードを用意しています / making certificates and cards");
  return tools::prepare_demo_world(folder, now, clock);
}

// A demo of its own that lives on the document's day, in a folder that goes with it.
Done write_scenarios(const DemoArguments& arguments) {
  const auto today = arguments.day.empty() ? std::optional(tools::scenario_document_day())
                                           : util::Day::parse(arguments.day);
  if (!today) return util::failure("日付は 20260610 の形で指定してください: " + arguments.day);
  struct Away {
    std::filesystem::path path;
    ~Away() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  };
  const Away away{std::filesystem::temp_directory_path() / ("madoguchi-" + util::random_key())};
  auto folder = tools::DemoFolder::open(away.path.string(), tools::Fresh::no);
  if (!folder) return util::failure(folder.error());
  const auto now = util::parse_iso_date_time(today->iso_text() + "T10:00:00+09:00").value();
  auto world = prepare(*folder, now, tools::DemoClock::told);
  if (!world) return util::failure(world.error());
  Demo demo(std::move(*world), *today);
  auto done = demo.start();
  if (done) done = demo.fill();
  return done ? demo.write_document(arguments.scenarios) : done;
}

Done run(const DemoArguments& arguments, const std::optional<tools::Fault>& fault) {
  auto folder = tools::DemoFolder::open(arguments.dir,
                                        arguments.fresh ? tools::Fresh::yes : tools::Fresh::no);
  if (!folder) return util::failure(folder.error());
  const auto now = util::SystemClock().now();
  const auto today = util::day_in_japan(now);
  say("窓口 Madoguchi デモ", "Center, institutions and welfare offices on this machine");
  fmt::print("フォルダ / folder: {}\n今日 / today: {}\n", folder->path(), util::era_text(today));
  std::fflush(stdout);
  const auto left = tools::recover_from_fault(folder->path());
  if (!left) return util::failure(left.error());
  auto world = prepare(*folder, now);
  if (!world) return util::failure(world.error());
  Demo demo(std::move(*world), today);
  auto done = demo.start();
  if (done) done = demo.fill();
  if (done) done = demo.fill_histories();
  if (done) done = demo.start_offices();
  if (done && !arguments.once) done = offer_demo_update(folder->path());
  if (done) done = demo.put_right(*left);
  if (done) done = demo.show_folder_requests();
  if (done) done = demo.show_taps();
  if (done && arguments.once) done = demo.check_all();
  if (done) demo.show_table();
  if (done) demo.show_next();
  if (done) demo.show_offices();
  if (done && fault) done = demo.begin(*fault);
  if (done && !arguments.once) done = demo.stay();
  return done;
}

}  // namespace

int run_demo(const DemoArguments& arguments) {
  if (arguments.fault == "list") {
    fmt::print("{}", tools::fault_list());
    return 0;
  }
  if (arguments.codes) {
    fmt::print("{}", tools::codes_text(util::SystemClock().now()));
    return 0;
  }
  block_signals();
  std::optional<tools::Fault> fault;
  if (!arguments.fault.empty() && arguments.fault != tools::no_fault) {
    const auto named = tools::fault_named(arguments.fault);
    if (!named) {
      tell(named.error());
      return 2;
    }
    fault = *named;
  }
  const bool tells = !arguments.fault.empty() && tools::demo_is_running(arguments.dir);
  const auto done = !arguments.scenarios.empty() ? write_scenarios(arguments)
                    : tells                      ? switch_fault(arguments.dir, arguments.fault)
                                                 : run(arguments, fault);
  if (done) return 0;
  std::fflush(stdout);
  tell(done.error());
  return 1;
}

}  // namespace madoguchi::app
