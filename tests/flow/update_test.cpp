// Updates through the real center and the real terminal: what is offered, taken, refused, run.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "flow/page_session.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

class Update : public testing::Test {
 protected:
  void SetUp() override {
    system.center_more = "[updates]\npackages_dir = \"updates\"\n";
    system.start_center();
    system.register_everybody();
    clinic = &system.prepared_clinic(clinic_x);
    std::ofstream(clinic->config(), std::ios::app)
        << "\n[updates]\npublic_key_file = \"" << system.path("update.key.pub").string()
        << "\"\nversions_dir = \"versions\"\n\n[page]\ndata_dir = \"data\"\nport = " << port
        << "\n";
  }
  // The built program itself under another number.
  void offer(const std::string& version, const std::string& key = "update.key") {
    const auto made =
        run({"update", "sign", "--key", system.path(key).string(), "--program", program(),
             "--version", version, "--out", system.path("updates").string(), "--notes",
             "直しました。", "--notes-en", "Mended."});
    ASSERT_EQ(made.code, 0) << made.err;
  }
  std::string program() {
    return fs::read_symlink(fmt::format("/proc/{}/exe", system.center.pid())).string();
  }
  Finished update(const std::string& act) {
    return run({"update", act, "--config", clinic->config()});
  }
  // What the page says; a terminal that is started anew asks for a new sign-in of its own page.
  nlohmann::json told(PageSession& page) { return page.get("/api/updates").json; }
  std::string running_program() {
    return fs::read_symlink(fmt::format("/proc/{}/exe", clinic->process.pid())).string();
  }

  System system;
  Clinic* clinic = nullptr;
  std::uint16_t port = free_port();
};

TEST_F(Update, Checked_installed_and_rolled_back_by_command) {
  offer("8.0.0");
  const auto first = update("check");
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_NE(first.out.find("8.0.0"), std::string::npos) << first.out;
  EXPECT_NE(first.out.find("Mended."), std::string::npos);
  EXPECT_EQ(update("rollback").code, 1) << "nothing to go back to";
  const auto done = update("install");
  ASSERT_EQ(done.code, 0) << done.err;
  const auto twice = update("install");
  EXPECT_EQ(twice.code, 1);
  EXPECT_NE(twice.err.find("not_newer"), std::string::npos) << twice.err;
  clinic->start();
  EXPECT_NE(running_program().find("versions/8.0.0/madoguchi"), std::string::npos);
  clinic->process.terminate();
  EXPECT_EQ(update("rollback").code, 0);
  clinic->start();
  EXPECT_EQ(running_program(), program());
}

TEST_F(Update, What_is_not_signed_or_was_changed_is_not_taken) {
  offer("8.0.0");  // makes the key that the terminal knows
  offer("9.0.0", "another.key");
  const auto foreign = update("install");
  EXPECT_EQ(foreign.code, 1);
  EXPECT_NE(foreign.err.find("wrong_signature"), std::string::npos) << foreign.err;
  fs::remove_all(system.path("updates") / "9.0.0");
  const auto file = system.path("updates") / "8.0.0" / "madoguchi";
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(4096).put('#').put('!');
  const auto changed = update("install");
  EXPECT_EQ(changed.code, 1);
  EXPECT_NE(changed.err.find("wrong_content"), std::string::npos) << changed.err;
  clinic->start();
  EXPECT_EQ(running_program(), program());
}

TEST_F(Update, The_page_shows_installs_and_rolls_back_for_administrators_only) {
  offer("8.0.0");
  clinic->start();
  PageSession page(port);
  ASSERT_TRUE(eventually([&] { return page.get("/").status == 200; })) << clinic->log();
  page.sign_in(clinic->config(), "kanri", "clinic_admin");
  const auto before = told(page);
  EXPECT_EQ(before["available"]["version"], "8.0.0");
  EXPECT_FALSE(before.contains("previous"));
  EXPECT_EQ(page.post("/api/updates/install", {{"version", "../8"}}).status, 422);
  EXPECT_EQ(page.post("/api/updates/install", {{"version", "7.0.0"}}).status, 409);
  EXPECT_EQ(page.post("/api/updates/rollback", nlohmann::json::object()).status, 409);
  EXPECT_EQ(page.post("/api/updates/install", {{"version", "8.0.0"}}).status, 200);
  const auto after = told(page);
  EXPECT_EQ(after["current"], "8.0.0");
  EXPECT_EQ(after["previous"], before["running"]);
  EXPECT_EQ(after["running"], before["running"]) << "until the next start";
  EXPECT_FALSE(after.contains("available"));
  // The page's own restart: the same process goes on as the installed version, and back again.
  const auto restarted = [&](const std::string& to) {
    const auto nothing = nlohmann::json::object();
    EXPECT_EQ(page.post("/api/updates/restart", nothing).status, 200);
    EXPECT_TRUE(eventually([&] {
      const auto said = page.get("/api/updates");
      return said.status == 200 && said.json["running"] == to;
    })) << clinic->log();
    EXPECT_EQ(page.post("/api/updates/restart", nothing).status, 409)
        << "nothing waits for a start";
  };
  const auto packaged = before["running"].get<std::string>();
  restarted("8.0.0");
  EXPECT_NE(running_program().find("versions/8.0.0/madoguchi"), std::string::npos);
  EXPECT_EQ(page.post("/api/updates/rollback", nlohmann::json::object()).status, 200);
  restarted(packaged);
  EXPECT_EQ(running_program(), program());
  EXPECT_EQ(told(page)["available"]["version"], "8.0.0");
  PageSession reception(port);
  reception.sign_in(clinic->config(), "sato", "reception");
  EXPECT_EQ(reception.get("/api/updates").status, 403);
  EXPECT_EQ(reception.post("/api/updates/install", {{"version", "8.0.0"}}).status, 403);
  EXPECT_EQ(reception.post("/api/updates/rollback", nlohmann::json::object()).status, 403);
  EXPECT_EQ(reception.post("/api/updates/restart", nlohmann::json::object()).status, 403);
}

}  // namespace
}  // namespace madoguchi::flow
