// Every error of the house is met in the running demo the way docs/scenarios.md says, and the next
// question after it is answered rightly.
#include <csignal>
#include <set>
#include <sstream>

#include "edge/center_client.hpp"
#include "flow/system.hpp"
#include "tools/demo_session.hpp"
#include "tools/faults/fault_catalogue.hpp"
#include "tools/faults/provocations.hpp"
#include "tools/scenario_table.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
using tools::ProvocationStep;

std::vector<std::string> words_of(const std::string& line, const std::string& demo) {
  std::vector<std::string> words;
  std::istringstream in(line);
  for (std::string word; in >> word;) {
    const auto at = word.find("{demo}");
    if (at != std::string::npos) word.replace(at, 6, demo);
    words.push_back(word);
  }
  return words;
}

// One demo for all of it: starting one takes its time.
class Faults : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = fs::temp_directory_path() / "madoguchi-faults-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    start();
    // A shorter patience of the clinic's terminal: the same ways, sooner.
    process.signal(SIGTERM);
    ASSERT_TRUE(eventually([] { return !process.running(); }));
    auto config = bytes_of(demo() + "/clinic/terminal.toml");
    config += "\n[limits]\ncenter_wait_ms = 14000\nrequest_settle_ms = 1000\n";
    write_in_place(demo() + "/clinic/terminal.toml", config);
    start();
    today = util::day_in_japan(System::now());
    population = tools::population(today);
  }
  static void TearDownTestSuite() {
    process.kill();
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  static std::string demo() { return (folder / "demo").string(); }
  static void start() {
    log = (folder / ("demo" + std::to_string(++starts) + ".log")).string();
    process = Process({"demo", "--dir", demo()}, log);
    ASSERT_TRUE(eventually(
        [] { return bytes_of(log).find("Ctrl-C ends") != std::string::npos || !process.running(); },
        std::chrono::seconds(240)));
    ASSERT_TRUE(process.running()) << bytes_of(log);
  }
  static void fault(const std::string& name) {
    const auto said = run({"demo", "--dir", demo(), "--fault", name});
    ASSERT_EQ(said.code, 0) << name << said.out << said.err << bytes_of(log);
  }
  // The guide's person asks: "1", or the code of what came instead.
  static std::string guide() {
    return code_of(run({"ask", "--terminal", demo() + "/clinic/terminal.toml", "--payer",
                        "12000001", "--number", "1010001", "--birth", "19900115", "--xml"}));
  }
  static std::string code_in(const std::string& text) {
    for (std::size_t at = text.find('E'); at != std::string::npos; at = text.find('E', at + 1)) {
      const auto digits = text.substr(at + 1, 4);
      if (digits.size() == 4 && digits.find_first_not_of("0123456789") == std::string::npos) {
        return "E" + digits;
      }
    }
    return "";
  }
  static std::string code_of(const Finished& said) {
    const auto xml = Xml::parse(said.out);
    if (said.code == 0 && xml) return xml->first("QualificationValidity");
    return code_in(said.out + said.err);
  }

  // What the step met: a code, or "".
  std::string carry_out(const ProvocationStep& step);
  std::string put_file(const ProvocationStep& step);
  std::string send(const ProvocationStep& step);
  std::string ask(const std::string& id);

  static inline fs::path folder;
  static inline std::string log;
  static inline int starts = 0;
  static inline Process process;
  static inline util::Day today;
  static inline tools::Population population;
  std::string reception;
};

std::string Faults::put_file(const ProvocationStep& step) {
  auto content = step.content;
  if (const auto at = content.find("{reception}"); at != std::string::npos) {
    content.replace(at, 11, reception);
  }
  const auto home = fs::path(demo()) / "clinic";
  const auto base = step.name.substr(0, step.name.size() - 4);
  auto result = base;
  result.replace(result.find("req_"), 4, "res_");
  const std::vector<std::string> results = {base + ".err", result + ".xml", result + ".zip"};
  std::set<std::string> before;
  for (const auto& name : results) {
    if (fs::exists(home / "res" / name)) before.insert(name);
  }
  if (step.kind == ProvocationStep::Kind::folder) {
    fs::create_directory(home / "req" / step.name);
  } else {
    write_in_place(home / "req" / step.name, content);
  }
  std::string code = "nothing";
  eventually([&] {
    for (const auto& name : results) {
      if (before.contains(name) || !fs::exists(home / "res" / name)) continue;
      const auto bytes = bytes_of(home / "res" / name);
      const auto text = as_declared(bytes);
      const auto xml = text ? Xml::parse(*text) : std::nullopt;
      if (xml && !xml->first("ReceptionNumber").empty()) reception = xml->first("ReceptionNumber");
      code = name.ends_with(".zip") ? "" : code_in(xml ? xml->first("ErrorCode") : bytes);
      const bool processing = xml && xml->first("SegmentOfResult") == "2";
      if (processing) {
        fs::remove(home / "res" / name);
        write_in_place(home / "req" / step.name, content);
      }
      return !processing;
    }
    return false;
  });
  return code;
}

std::string Faults::send(const ProvocationStep& step) {
  edge::CenterLine line;
  const auto toml = bytes_of(demo() + "/center.toml");
  line.port = static_cast<std::uint16_t>(std::stoi(toml.substr(toml.find("\nport = ") + 8)));
  const auto party = step.party.empty() ? "institution-1310000011" : step.party;
  line.tls.ca_file = demo() + "/pki/party-ca.crt";
  line.tls.certificate_file = demo() + "/pki/issued/" + party + ".crt";
  line.tls.key_file = demo() + "/pki/issued/" + party + ".key";
  edge::CenterClient center(line);
  net::Request request;
  request.method = step.name.substr(0, step.name.find(' '));
  request.path = step.name.substr(step.name.find(' ') + 1);
  request.body = step.content;
  if (!step.key.empty()) request.headers.emplace_back("Idempotency-Key", step.key);
  const auto answer = center.send(request, 30000);
  if (!answer) return std::string(oqs::code_of(answer.error().problem.error));
  return code_in(answer->body);
}

std::string Faults::ask(const std::string& id) {
  for (const auto& one : population.scenarios) {
    if (one.id != id) continue;
    tools::DemoWorld world;
    world.path = demo();
    const auto home = demo() + "/" + one.folder;
    world.terminals.push_back({one.folder, home + "/terminal.toml", home + "/work/control.sock", 0,
                               tools::ScenarioInstitution::Assistance::used});
    auto words = words_of(tools::command_of(world, one, today, "madoguchi"), "");
    words.erase(words.begin());
    words.push_back("--xml");
    return code_of(run(words));
  }
  return "no scenario " + id;
}

std::string Faults::carry_out(const ProvocationStep& step) {
  using Kind = ProvocationStep::Kind;
  switch (step.kind) {
    case Kind::file:
    case Kind::folder:
      return put_file(step);
    case Kind::command:
      return code_of(run(words_of(step.name, demo())));
    case Kind::fault:
      fault(step.name);
      return "";
    case Kind::request:
      return send(step);
    case Kind::saved:
      write_in_place(fs::path(demo()) / step.name, step.content);
      return "";
    case Kind::scenario:
      return ask(step.name);
  }
  return "";
}

TEST_F(Faults, Every_error_is_met_as_written_or_has_a_reason_why_not) {
  for (const auto& one : tools::provocations(population, today)) {
    const std::string code(oqs::code_of(one.error));
    SCOPED_TRACE(code);
    EXPECT_NE(one.steps.empty(), one.why_not.empty()) << "one of both, please";
    if (one.steps.empty()) continue;
    std::string met;
    for (const auto& step : one.steps) met = carry_out(step);
    EXPECT_EQ(met, code);
    const bool faulty =
        one.steps.front().kind == ProvocationStep::Kind::fault || one.steps.size() > 2;
    if (!faulty) continue;
    fault("none");
    EXPECT_EQ(guide(), "1") << "after " << code;
  }
}

TEST_F(Faults, Each_fault_begins_on_the_running_demo_and_leaves_nothing_behind) {
  for (const auto& one : tools::fault_texts()) {
    SCOPED_TRACE(one.name);
    // Slower than the test is patient.
    if (one.kind == tools::FaultKind::slow_center) {
      fault("slow-center=2");
    } else {
      fault(std::string(one.name));
    }
    if (one.kind == tools::FaultKind::flaky_line || one.kind == tools::FaultKind::slow_center) {
      EXPECT_EQ(guide(), "1");
    }
    if (one.kind == tools::FaultKind::stale_office) {
      EXPECT_EQ(guide(), "2");
      const auto tapped = run({"tap", "--terminal", demo() + "/clinic/terminal.toml", "--card",
                               demo() + "/cards/D7.card", "--pin", "1234", "--xml"});
      EXPECT_EQ(code_of(tapped), "6") << tapped.out << tapped.err;
      EXPECT_EQ(tapped.out.find("12000001"), std::string::npos) << tapped.out;
    }
    fault("none");
    EXPECT_EQ(guide(), "1");
  }
}

TEST_F(Faults, A_demo_that_was_killed_in_a_fault_sets_it_right_at_its_next_start) {
  for (const auto* name : {"stale-office", "revoked-certificate", "unreadable-card"}) {
    SCOPED_TRACE(name);
    fault(name);
    // On and off within a second: the times of the rows run ahead of the clock, over the kill too.
    fault("none");
    fault(name);
    process.kill();
    start();
    EXPECT_EQ(guide(), "1");
    const auto tapped = run({"tap", "--terminal", demo() + "/clinic/terminal.toml", "--card",
                             demo() + "/cards/D7.card", "--pin", "1234", "--xml"});
    EXPECT_EQ(code_of(tapped), "1") << tapped.out << tapped.err;
  }
}

TEST_F(Faults, Nothing_was_answered_twice_and_the_record_is_whole) {
  const auto out = (folder / "audit.jsonl").string();
  const auto config = demo() + "/center.toml";
  ASSERT_EQ(run({"audit", "export", "--config", config, "--output", out}).code, 0);
  const auto text = bytes_of(out);
  std::set<std::string> keys;
  std::istringstream lines(text);
  std::size_t answers = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("\"kind\":\"answer\"") == std::string::npos) continue;
    ++answers;
    const auto at = line.find("\"request_key\":\"");
    ASSERT_NE(at, std::string::npos) << line;
    const auto key = line.substr(at, line.find('"', at + 15) - at);
    EXPECT_TRUE(keys.insert(key).second) << key;
  }
  EXPECT_GT(answers, 10U);
  const auto verify = run({"audit", "verify", "--config", config});
  EXPECT_EQ(verify.code, 0) << verify.out << verify.err;
}

TEST(FaultNames, Are_listed_and_wrong_ones_are_refused) {
  const auto list = run({"demo", "--fault", "list"});
  EXPECT_EQ(list.code, 0);
  for (const auto& one : tools::fault_texts()) {
    EXPECT_NE(list.out.find("\n" + std::string(one.name)), std::string::npos) << one.name;
  }
  for (const auto* wrong : {"bad-luck", "slow-center=0", "slow-center=x", "clock-jump=1",
                            "clock-jump=center:1", "low-limits=", "center-down=3"}) {
    EXPECT_EQ(run({"demo", "--fault", wrong}).code, 2) << wrong;
  }
}

}  // namespace
}  // namespace madoguchi::flow
