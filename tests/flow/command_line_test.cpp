// What the command line says to its users.
#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

TEST(CommandLine, Every_subcommand_shows_examples) {
  for (const auto* name : {"center", "terminal", "check-config", "ask", "tap", "import", "setting",
                           "audit", "explain", "demo", "pki", "db", "doctor"}) {
    const auto help = run({name, "--help"});
    EXPECT_EQ(help.code, 0) << name;
    EXPECT_NE(help.out.find("Examples:"), std::string::npos) << help.out;
    EXPECT_NE(help.out.find(std::string("  madoguchi ") + name), std::string::npos) << help.out;
  }
  const auto all = run({"--help"});
  EXPECT_EQ(all.code, 0);
  EXPECT_NE(all.out.find("madoguchi demo"), std::string::npos);
  EXPECT_EQ(run({"--version"}).code, 0);
}

TEST(CommandLine, Wrong_use_ends_with_2) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"no-such-command"},
      {"center"},
      {"center", "--config", "/does/not/exist.toml"},
      {"terminal", "--config", "/does/not/exist.toml"},
      {"check-config", "nothing"},
      {"ask", "--terminal", "/does/not/exist.toml"},
      {"tap", "--terminal", "t.toml", "--card", "c.card", "--mode", "telepathy"},
      {"import", "weather", "file.csv", "--config", "line.toml"},
      {"import", "ticket", "/does/not/exist.csv", "--config", "/does/not/exist.toml"},
      {"setting", "--config", "t.toml", "--medical-assistance", "perhaps"},
      {"audit"},
      {"audit", "verify", "--config", "/does/not/exist.toml"},
      {"explain", "abc", "--config", "/does/not/exist.toml"},
      {"pki", "issue", "ghost", "1", "--dir", "/does/not/exist"},
      {"pki", "list", "--dir", "/does/not/exist"},
      {"pki", "rotate", "--force", "--dir", "/does/not/exist"},
      {"pki", "rotate", "--finish", "--abort", "--dir", "/does/not/exist"},
      {"db"},
      {"db", "backup", "--config", "/does/not/exist.toml", "--output", "/tmp/x"},
      {"db", "check", "--config", "/does/not/exist.toml"},
      {"doctor"},
      {"doctor", "--terminal", "/does/not/exist.toml"},
      {"doctor", "--terminal", "a", "--center", "b"}};
  for (const auto& words : wrong) {
    const auto said = run(words);
    std::string line;
    for (const auto& word : words) line += word + " ";
    EXPECT_EQ(said.code, 2) << line << said.out << said.err;
    EXPECT_FALSE(said.out.empty() && said.err.empty()) << line;
  }
}

TEST(CommandLine, Check_config_tells_every_fault_with_its_line) {
  System system;
  system.begin_center();  // writes a good file
  const auto good = bytes_of(system.path("center.toml"));
  EXPECT_EQ(run({"check-config", "center", system.center_config()}).code, 0);
  const auto file = system.path("bad.toml").string();
  write_in_place(file,
                 "[server]\n"             // 1
                 "port = \"8443\"\n"      // 2: not a number
                 "thraeds = 2\n"          // 3: unknown
                 "connections_max = 0\n"  // 4: out of range
                 "certificate_file = \"a\"\nkey_file = \"b\"\nclient_ca_file = \"c\"\n"
                 "[store]\npath = \"x.db\"\n[audit]\ncheckpoint_key_file = \"k\"\n"
                 "checkpoint_file = \"f\"\n[log]\nlevel = \"loud\"\n");
  const auto said = run({"check-config", "center", file});
  EXPECT_EQ(said.code, 2);
  for (const auto* fault : {":2:", "server.port", ":3:", "server.thraeds",
                            ":4:", "server.connections_max", ":14:", "log.level"}) {
    EXPECT_NE(said.err.find(fault), std::string::npos) << fault << "\n" << said.err;
  }
  write_in_place(file, "[server\nport = 1\n");
  const auto broken = run({"check-config", "center", file});
  EXPECT_EQ(broken.code, 2);
  EXPECT_NE(broken.err.find("bad.toml:1:"), std::string::npos) << broken.err;
  write_in_place(file, "[server]\nport = 1\n");
  const auto missing = run({"check-config", "center", file});
  EXPECT_EQ(missing.code, 2);
  EXPECT_NE(missing.err.find("store.path"), std::string::npos) << missing.err;
  // A center refuses to start with what check-config refuses.
  EXPECT_EQ(run({"center", "--config", file}).code, 2);
}

TEST(CommandLine, Examples_of_check_config_parse_again) {
  System system;
  for (const std::string kind : {"center", "terminal", "line"}) {
    auto example = run({"check-config", kind});
    ASSERT_EQ(example.code, 0);
    if (kind == "terminal") {
      const std::string empty = "code = \"\"";
      const auto at = example.out.find(empty);
      ASSERT_NE(at, std::string::npos) << example.out;
      example.out.replace(at, empty.size(), "code = \"1310000011\"");
    }
    const auto file = system.path(kind + "-example.toml").string();
    write_in_place(file, example.out);
    const auto said = run({"check-config", kind, file});
    EXPECT_EQ(said.code, 0) << said.out << said.err << example.out;
    // With every optional key switched on, its written default is taken too.
    std::string all;
    std::istringstream lines(example.out);
    for (std::string line; std::getline(lines, line);) {
      const bool key = line.starts_with("#") && !line.starts_with("# ");
      all += (key ? line.substr(1) : line) + "\n";
    }
    write_in_place(file, all);
    const auto full = run({"check-config", kind, file});
    EXPECT_EQ(full.code, 0) << full.out << full.err << all;
  }
}

TEST(CommandLine, A_second_terminal_on_the_same_folders_is_refused) {
  System system;
  system.start_center();
  system.register_everybody();
  auto& x = system.clinic(clinic_x);
  const auto second = run({"terminal", "--config", x.config()});
  EXPECT_EQ(second.code, 2);
  EXPECT_NE(second.err.find("既に動いています"), std::string::npos) << second.err;
  const auto answer = x.send(message(about(recipient("R1"), system.today())));
  EXPECT_EQ(answer.xml().first("QualificationValidity"), "1") << "the first one goes on";
}

TEST(CommandLine, A_second_center_on_the_same_database_is_refused) {
  System system;
  system.start_center();
  auto config = bytes_of(system.center_config());
  for (auto at = config.find("port = "); at != std::string::npos;
       at = config.find("port = ", at + 7)) {
    config.replace(at, config.find('\n', at) - at, "port = 0");
  }
  write_in_place(system.path("second.toml"), config);
  const auto second = run({"center", "--config", system.path("second.toml").string()});
  EXPECT_EQ(second.code, 2);
  EXPECT_NE(second.err.find("center.db"), std::string::npos) << second.err;
  EXPECT_TRUE(system.center_ready()) << "the first one goes on";
}

TEST(CommandLine, A_port_that_is_taken_and_missing_keys_are_told) {
  System system;
  system.start_center();
  auto config = bytes_of(system.center_config());
  config.replace(config.find("center.db"), 9, "other.db");
  write_in_place(system.path("second.toml"), config);
  const auto taken = run({"center", "--config", system.path("second.toml").string()});
  EXPECT_EQ(taken.code, 2);
  EXPECT_NE(taken.err.find(std::to_string(system.center_port())), std::string::npos) << taken.err;
  config.replace(config.find("issued/center-127.0.0.1.key"), 27, "issued/nobody-has-this.key ");
  write_in_place(system.path("second.toml"), config);
  const auto missing = run({"center", "--config", system.path("second.toml").string()});
  EXPECT_EQ(missing.code, 2);
  EXPECT_FALSE(missing.err.empty());
}

TEST(CommandLine, Without_a_terminal_ask_and_tap_say_so) {
  System system;
  system.begin_center();
  auto& x = system.prepared_clinic(clinic_x);
  const auto ask = run({"ask", "--terminal", x.config(), "--payer", "12000006", "--number",
                        "1010008", "--birth", "19900115"});
  EXPECT_EQ(ask.code, 1);
  EXPECT_NE(ask.err.find("E6006"), std::string::npos) << ask.err;
}

}  // namespace
}  // namespace madoguchi::flow
