// What goes wrong around the programs: rights, clocks, addresses, certificates that end. Each is
// told clearly, costs nothing that was acknowledged, and heals without a restart.
#include <fmt/format.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <csignal>

#include "edge/control.hpp"
#include "flow/requests.hpp"
#include "flow/small_volume.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t day_ms = 86400000;

// Takes the right to write from a folder or file while it lives.
class ReadOnly {
 public:
  explicit ReadOnly(fs::path path) : path_(std::move(path)) {
    struct stat status {};
    ::stat(path_.c_str(), &status);
    mode_ = status.st_mode & 07777;
    ::chmod(path_.c_str(), mode_ & ~0222U);
  }
  ~ReadOnly() { ::chmod(path_.c_str(), mode_); }
  ReadOnly(const ReadOnly&) = delete;
  ReadOnly& operator=(const ReadOnly&) = delete;

 private:
  fs::path path_;
  mode_t mode_ = 0;
};

class BadDays : public testing::Test {
 protected:
  // The programs that this process starts heed rights also when it runs as root.
  static void SetUpTestSuite() { ::prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE); }
  void start_center() {
    system.start_center();
    system.register_everybody();
  }
  Clinic& clinic(std::int64_t center_wait_ms = 3000) {
    ClinicChoice choice;
    choice.center_wait_ms = center_wait_ms;
    return system.clinic(clinic_x, choice);
  }
  std::string question() const { return message(about(recipient("R1"), system.today())); }
  std::string validity(Clinic& x) {
    return x.send(question()).xml().first("QualificationValidity");
  }
  void expect_code(Clinic& x, const std::string& code) {
    std::string last;
    EXPECT_TRUE(eventually([&] {
      last = x.send(question()).bytes;
      return last.find("<ErrorCode>" + code + "<") != std::string::npos;
    })) << code
        << ": " << last;
    EXPECT_EQ(last.find("ResultOfQualificationConfirmation"), std::string::npos) << last;
  }
  void issue(tools::PartySort sort, const std::string& code, std::int64_t life_ms) {
    tools::IssueRequest request;
    request.sort = sort;
    request.code = code;
    request.valid_from = System::now().plus_ms(-day_ms);
    request.valid_to = System::now().plus_ms(life_ms);
    EXPECT_TRUE(system.authorities().issue(request, System::now()));
  }
  std::string refused_start(const std::vector<std::string>& words) {
    const auto done = run(words);
    EXPECT_EQ(done.code, 2) << done.out << done.err;
    return done.err;
  }
  void expect_undelivered(const Clinic& x) {
    edge::ControlClient control(
        (fs::path(x.config()).parent_path() / "work/control.sock").string());
    EXPECT_TRUE(eventually([&] {
      const auto status = control.status(5000);
      return status && status->undelivered == 1;
    }));
  }
  System system;
};

TEST_F(BadDays, Results_wait_for_a_folder_that_may_only_be_read) {
  start_center();
  const auto card = system.card("R1");
  auto& x = clinic();
  const auto home = fs::path(x.config()).parent_path();
  const std::pair<const char*, const char*> kinds[] = {{"res", "OQSsiquc01req_1.xml"},
                                                       {"work/outbox", "OQSsiquc01req_2.xml"}};
  for (const auto& [folder, name] : kinds) {
    {
      const ReadOnly closed(home / folder);
      write_in_place(x.req(name), question());
      expect_undelivered(x);
      EXPECT_TRUE(names_in(x.res()).size() <= 1) << "only the one before";
    }
    auto result = std::string(name);
    result.replace(result.find("req_"), 4, "res_");
    EXPECT_EQ(x.wait_for({result}).xml().first("QualificationValidity"), "1") << folder;
  }
  {
    const ReadOnly closed(home / "face");
    const auto tapped = x.tap(card);
    EXPECT_EQ(tapped.said.code, 0) << tapped.said.err;
    EXPECT_TRUE(names_in(x.face()).empty());
  }
  EXPECT_TRUE(eventually([&] { return names_in(x.face()).size() == 1; }));
  {
    const ReadOnly closed(home / "work/outbox-face");
    const auto tapped = x.tap(card);
    EXPECT_EQ(tapped.said.code, 1);
    EXPECT_NE((tapped.said.out + tapped.said.err).find("E6011"), std::string::npos)
        << tapped.said.out << tapped.said.err;
  }
  EXPECT_EQ(x.tap(card).files.size(), 1U);
}

TEST_F(BadDays, Requests_wait_in_a_folder_from_which_they_may_not_be_taken) {
  start_center();
  auto& x = clinic();
  {
    const ReadOnly closed(x.req());
    write_in_place(x.req("OQSsiquc01req_1.xml"), question());
    EXPECT_TRUE(eventually([&] { return x.log().find("cannot be taken") != std::string::npos; }));
    EXPECT_EQ(names_in(x.req()).size(), 1U);
    EXPECT_TRUE(names_in(x.res()).empty());
  }
  EXPECT_EQ(x.wait_for({"OQSsiquc01res_1.xml"}).xml().first("QualificationValidity"), "1");
}

TEST_F(BadDays, A_start_in_folders_that_may_only_be_read_is_refused_with_its_place) {
  start_center();
  auto& x = system.prepared_clinic(clinic_x);
  {
    const ReadOnly closed(x.res());
    const auto told = refused_start({"terminal", "--config", x.config()});
    EXPECT_NE(told.find("書き込めません"), std::string::npos) << told;
    EXPECT_NE(told.find("/res"), std::string::npos) << told;
  }
  system.stop_center();
  fs::create_directory(system.path("closed"));
  const ReadOnly closed(system.path("closed"));
  system.store_path = "closed/center.db";
  system.begin_center();
  EXPECT_TRUE(eventually([&] { return !system.center.running(); }));
  EXPECT_EQ(system.center.exit_code(), 2);
  EXPECT_NE(system.center_log().find("closed/center.db"), std::string::npos);
}

TEST_F(BadDays, A_checkpoint_file_that_may_only_be_read_stops_answers_until_it_may_be_written) {
  start_center();
  auto& x = clinic();
  EXPECT_TRUE(eventually([&] { return fs::exists(system.path("checkpoints.jsonl")); }));
  {
    const ReadOnly closed(system.path("checkpoints.jsonl"));
    expect_code(x, "E5002");
    EXPECT_NE(system.health("/readyz").find("checkpoint_file"), std::string::npos);
  }
  EXPECT_TRUE(eventually([&] { return validity(x) == "1"; }));
  system.stop_center();
  system.expect_whole_chain();
}

TEST_F(BadDays, Two_terminals_on_one_req_folder_are_refused_also_with_work_folders_of_their_own) {
  start_center();
  auto& x = clinic();
  auto config = bytes_of(x.config());
  config.replace(config.find("work_dir = \"work\""), 17, "work_dir = \"work2\"");
  const auto second = (fs::path(x.config()).parent_path() / "second.toml").string();
  write_in_place(second, config);
  const auto told = refused_start({"terminal", "--config", second});
  EXPECT_NE(told.find("既に動いています"), std::string::npos) << told;
  EXPECT_NE(told.find("req"), std::string::npos) << told;
  EXPECT_EQ(validity(x), "1") << "the first one goes on";
}

TEST_F(BadDays, A_clock_that_was_wrong_shows_in_the_chain_and_breaks_nothing) {
  start_center();
  auto& x = clinic();
  EXPECT_EQ(validity(x), "1");
  const auto restart_at = [&](std::int64_t ahead_ms) {
    system.stop_center();
    system.center_more =
        ahead_ms == 0 ? ""
                      : fmt::format("[clock]\nstart_at = \"{}\"\n",
                                    util::iso_date_time_in_japan(System::now().plus_ms(ahead_ms)));
    system.start_center();
  };
  restart_at(2 * day_ms);
  EXPECT_EQ(validity(x), "1");
  restart_at(0);  // and back again: the chain's last record is of the future
  EXPECT_EQ(validity(x), "1");
  restart_at(-2 * day_ms);
  // Today is in the future of such a center: an error, never a wrong answer (D24).
  EXPECT_EQ(x.send(question()).xml().first("ErrorCode"), "E3001");
  restart_at(0);
  EXPECT_EQ(validity(x), "1");
  system.stop_center();
  const auto done = run({"audit", "verify", "--config", system.center_config()});
  EXPECT_EQ(done.code, 0) << done.out;
  EXPECT_NE(done.out.find("OK: complete and unchanged"), std::string::npos) << done.out;
  EXPECT_NE(done.out.find("NOTE [clock]"), std::string::npos) << done.out;
}

TEST_F(BadDays, A_center_that_moves_to_another_address_is_found_without_a_restart) {
  if (const auto why = SmallVolume::impossible(); !why.empty()) GTEST_SKIP() << why;
  const auto hosts = system.path("hosts");
  write_in_place(hosts, "127.0.0.1 localhost center.madoguchi.test\n");
  mount_over(hosts, "/etc/hosts");
  system.center_host = "center.madoguchi.test";
  start_center();
  auto& x = clinic(20000);
  EXPECT_EQ(validity(x), "1");
  system.stop_center();
  system.center_address = "127.0.0.2";
  system.start_center();
  write_in_place(hosts, "127.0.0.2 center.madoguchi.test\n127.0.0.1 localhost\n");
  EXPECT_EQ(validity(x), "1");
  unmount("/etc/hosts");
}

TEST_F(BadDays, A_terminals_certificate_that_ends_while_it_runs_is_told_and_replaced) {
  start_center();
  auto& x = system.prepared_clinic(clinic_x);
  system.use_medical_assistance(x);
  issue(tools::PartySort::institution, std::string(clinic_x), 15000);
  x.start();
  EXPECT_EQ(validity(x), "1");
  EXPECT_TRUE(eventually(
      [&] { return x.log().find("own certificate ends in 0 days") != std::string::npos; }));
  expect_code(x, "E6002");
  issue(tools::PartySort::institution, std::string(clinic_x), 100 * day_ms);
  EXPECT_TRUE(eventually([&] { return validity(x) == "1"; }));
}

TEST_F(BadDays, A_centers_certificate_that_ends_while_it_runs_is_told_and_replaced) {
  start_center();
  auto& x = clinic();
  issue(tools::PartySort::center, "127.0.0.1", 3000);
  system.center.signal(SIGHUP);
  EXPECT_TRUE(eventually(
      [&] { return system.center_log().find("own certificate ") != std::string::npos; }));
  // A connection made in time lives on; a new one meets the ended certificate.
  EXPECT_TRUE(eventually([&] {
    x.process.terminate();
    x.start();
    return x.send(question()).bytes.find("E6010") != std::string::npos;
  }));
  issue(tools::PartySort::center, "127.0.0.1", 100 * day_ms);
  system.center.signal(SIGHUP);
  EXPECT_TRUE(eventually([&] { return validity(x) == "1"; }));
}

}  // namespace
}  // namespace madoguchi::flow
