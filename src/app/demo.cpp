// madoguchi demo: all three parties on this machine with an invented population

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "app/commands.hpp"
#include "app/progress.hpp"
#include "app/serve.hpp"
#include "oqs/screen.hpp"
#include "tools/child_processes.hpp"
#include "tools/demo_clients.hpp"
#include "tools/demo_session.hpp"
#include "tools/scenario_table.hpp"
#include "util/clock.hpp"

namespace madoguchi::app {

namespace {

constexpr auto ready_wait_max = std::chrono::seconds(60);
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
  Done show_folder_requests();
  Done show_taps();
  Done check_all();
  void show_table() const;
  void show_next() const;
  Done stay();

 private:
  template <class Ready>
  Done wait_until(const std::string& what, Ready ready);
  const tools::Scenario& scenario(std::string_view id) const;
  void show(const tools::Scenario& asked, const std::string& how, const std::string& xml) const;

  tools::DemoWorld world_;
  util::Day today_;
  std::string record_ = "1";  // of the D8 answer, to explain
  tools::ChildProcesses children_;
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
  const auto logs = world_.path + "/logs/";
  auto done =
      children_.start("center", {"center", "--config", world_.center_config}, logs + "center.log");
  for (const auto& terminal : world_.terminals) {
    if (!done) return done;
    done = children_.start(terminal.folder, {"terminal", "--config", terminal.config},
                           logs + terminal.folder + ".log");
  }
  if (done) done = wait_until("center", [this] { return tools::center_is_ready(world_); });
  for (const auto& terminal : world_.terminals) {
    if (!done) return done;
    done = wait_until(terminal.folder, [&] { return tools::terminal_is_ready(terminal); });
  }
  return done;
}

Done Demo::fill() {
  Progress progress("登録しています / registering");
  auto done = tools::register_all(world_);
  if (done) done = tools::switch_assistance_on(world_, today_);
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

void Demo::show_table() const {
  say("登場する人たちと答え", "The scenario people, how to ask, what comes");
  fmt::print("{}", tools::scenario_table(world_.population, today_));
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
      "# 券を登録し直す（CSVを編集してから） / register tickets again\n"
      "{0} import ticket {1}/registration/ticket-13101.csv --config "
      "{1}/office-13101.toml\n"
      "# 誰が、誰の、何を見たか / who saw what, and why\n"
      "{0} audit list --config {1}/center.toml\n"
      "{0} explain {2} --config {1}/center.toml\n"
      "{0} audit verify --config {1}/center.toml\n",
      program, world_.path, record_);
  std::fflush(stdout);
}

Done Demo::stay() {
  say("動いています。終わるには Ctrl-C", "Running. Ctrl-C ends everything");
  while (!ending()) {
    if (auto alive = died(children_); !alive) return alive;
  }
  fmt::print("\n終わります… / Ending…\n");
  std::fflush(stdout);
  return {};
}

util::Result<tools::DemoWorld, std::string> prepare(tools::DemoFolder& folder, util::Instant now) {
  Progress progress("証明書とカードを用意しています / making certificates and cards");
  return tools::prepare_demo_world(folder, now);
}

Done run(const DemoArguments& arguments) {
  auto folder = tools::DemoFolder::open(arguments.dir,
                                        arguments.fresh ? tools::Fresh::yes : tools::Fresh::no);
  if (!folder) return util::failure(folder.error());
  const auto now = util::SystemClock().now();
  const auto today = util::day_in_japan(now);
  say("窓口 Madoguchi デモ", "Center, institutions and welfare offices on this machine");
  fmt::print("フォルダ / folder: {}\n今日 / today: {}\n", folder->path(), util::era_text(today));
  std::fflush(stdout);
  auto world = prepare(*folder, now);
  if (!world) return util::failure(world.error());
  Demo demo(std::move(*world), today);
  auto done = demo.start();
  if (done) done = demo.fill();
  if (done) done = demo.show_folder_requests();
  if (done) done = demo.show_taps();
  if (done && arguments.once) done = demo.check_all();
  if (done) demo.show_table();
  if (done) demo.show_next();
  if (done && !arguments.once) done = demo.stay();
  return done;
}

}  // namespace

int run_demo(const DemoArguments& arguments) {
  block_signals();
  const auto done = run(arguments);
  if (done) return 0;
  std::fflush(stdout);
  tell(done.error());
  return 1;
}

}  // namespace madoguchi::app
