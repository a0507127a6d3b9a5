#include "tools/demo_world.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "card/software_card.hpp"
#include "tools/authority_folder.hpp"
#include "unit/tools/world.hpp"

namespace madoguchi::tools {
namespace {

using testing::at;
namespace fs = std::filesystem;

const util::Instant now = at("2026-11-23T10:00:00+09:00");

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string opened_problem(const std::string& path, Fresh fresh) {
  const auto opened = DemoFolder::open(path, fresh);
  return opened ? std::string() : opened.error();
}

TEST(DemoFolder, takes_an_absent_or_empty_folder_and_goes_on_with_its_own) {
  testing::Folder place;
  EXPECT_EQ(opened_problem(place / "new/deep", Fresh::no), "");
  EXPECT_EQ(opened_problem(place / "new/deep", Fresh::no), "");
  EXPECT_EQ(opened_problem(place / "new/deep/", Fresh::yes), "");
}

TEST(DemoFolder, leaves_a_foreign_folder_as_it_is) {
  testing::Folder place;
  std::ofstream(place / "letter.txt") << "mine";
  for (const auto fresh : {Fresh::no, Fresh::yes}) {
    EXPECT_NE(opened_problem(place.path(), fresh).find("letter.txt"), std::string::npos);
  }
  EXPECT_EQ(content(place / "letter.txt"), "mine");
  EXPECT_FALSE(fs::exists(place / "demo.json"));
}

TEST(DemoFolder, removes_nothing_when_something_foreign_lies_among_its_own) {
  testing::Folder place;
  ASSERT_EQ(opened_problem(place.path(), Fresh::no), "");
  fs::create_directories(place / "clinic/req");
  std::ofstream(place / "clinic/req/OQSsiquc01req_1.xml") << "x";
  std::ofstream(place / "clinic/notes.txt") << "mine";
  EXPECT_NE(opened_problem(place.path(), Fresh::yes).find("clinic/notes.txt"), std::string::npos);
  EXPECT_TRUE(fs::exists(place / "clinic/req/OQSsiquc01req_1.xml"));
  fs::remove(place / "clinic/notes.txt");
  EXPECT_EQ(opened_problem(place.path(), Fresh::yes), "");
  EXPECT_FALSE(fs::exists(place / "clinic"));
}

TEST(DemoFolder, does_not_follow_a_link_when_it_removes) {
  testing::Folder place, other;
  ASSERT_EQ(opened_problem(place.path(), Fresh::no), "");
  std::ofstream(other / "precious") << "x";
  fs::create_directory_symlink(other.path(), place / "cards");
  EXPECT_NE(opened_problem(place.path(), Fresh::yes), "");
  EXPECT_TRUE(fs::exists(other / "precious"));
}

TEST(DemoFolder, is_held_by_one_demo_at_a_time) {
  testing::Folder place;
  const auto first = DemoFolder::open(place.path(), Fresh::no);
  ASSERT_TRUE(first.has_value());
  EXPECT_NE(opened_problem(place.path(), Fresh::no), "");
}

TEST(DemoFolder, refuses_a_path_too_long_for_a_socket) {
  testing::Folder place;
  const auto far = place / std::string(100, 'x');
  EXPECT_NE(opened_problem(far, Fresh::no), "");
  EXPECT_FALSE(fs::exists(far));
}

// Making the cards takes seconds, so one world serves all the tests about it.
class World : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    place_ = new testing::Folder();
    auto folder = DemoFolder::open(place_->path(), Fresh::no);
    ASSERT_TRUE(folder.has_value());
    const auto world = prepare_demo_world(*folder, now);
    ASSERT_TRUE(world.has_value()) << world.error();
  }
  static void TearDownTestSuite() {
    delete place_;
    place_ = nullptr;
  }
  static DemoWorld again(util::Instant when) {
    auto folder = DemoFolder::open(place_->path(), Fresh::no);
    EXPECT_TRUE(folder.has_value());
    auto world = prepare_demo_world(*folder, when);
    EXPECT_TRUE(world.has_value()) << (world ? "" : world.error());
    return std::move(*world);
  }
  static std::string in(const std::string& name) { return *place_ / name; }
  static testing::Folder* place_;
};
testing::Folder* World::place_ = nullptr;

TEST_F(World, has_every_party_and_card_ready) {
  const auto world = again(now);
  for (const auto* name :
       {"center.toml", "operator.toml", "office-13101.toml", "office-13102.toml", "pki/party.crl",
        "pki/card.crl", "registration/ticket-13101.csv", "registration/qualification-13102.csv"}) {
    EXPECT_TRUE(fs::is_regular_file(in(name))) << name;
  }
  for (const auto* folder : {"clinic", "dental", "pharmacy", "visiting-nursing", "clinic-off"}) {
    for (const auto* name : {"req", "res", "face", "work"}) {
      EXPECT_TRUE(fs::is_directory(in(std::string(folder) + "/" + name))) << folder;
    }
    EXPECT_TRUE(fs::is_regular_file(in(std::string(folder) + "/terminal.toml"))) << folder;
  }
  for (const auto& card : world.population.cards) {
    const auto opened = card::SoftwareCard::open(in("cards/" + card.file));
    ASSERT_TRUE(opened.has_value()) << card.file;
    EXPECT_EQ(opened->tries_left(), card.kind == CardKind::pin_locked ? 0 : 3) << card.file;
  }
}

TEST_F(World, goes_on_with_the_same_data) {
  auto before = again(now);
  before.ports.reset();  // as when its demo has ended
  const auto card = content(in("cards/D7.card"));
  const auto tickets = content(in("registration/ticket-13101.csv"));
  const auto config = content(in("center.toml"));
  const auto certificate = content(in("pki/issued/institution-1310000011.crt"));
  const auto after = again(now.plus_ms(3600000));
  EXPECT_EQ(before.center_port, after.center_port);
  EXPECT_EQ(before.health_port, after.health_port);
  EXPECT_EQ(content(in("cards/D7.card")), card);
  EXPECT_EQ(content(in("registration/ticket-13101.csv")), tickets);
  EXPECT_EQ(content(in("center.toml")), config);
  EXPECT_EQ(content(in("pki/issued/institution-1310000011.crt")), certificate);
}

TEST_F(World, keeps_what_a_user_changed_in_a_configuration) {
  auto text = content(in("dental/terminal.toml"));
  text += "\n[log]\nlevel = \"debug\"  # mine\n";
  std::ofstream(in("dental/terminal.toml")) << text;
  again(now);
  EXPECT_EQ(content(in("dental/terminal.toml")), text);
}

TEST_F(World, takes_another_port_when_its_own_is_taken_and_tells_everybody) {
  auto before = again(now);
  before.ports.reset();  // as when its demo has ended
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(before.center_port);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  const auto after = again(now);
  ::close(listener);
  EXPECT_NE(after.center_port, before.center_port);
  const auto line = "port = " + std::to_string(after.center_port) + "\n";
  for (const auto* name : {"center.toml", "operator.toml"}) {
    EXPECT_NE(content(in(name)).find(line), std::string::npos) << name;
  }
  // Terminals ask by the line that may have faults.
  EXPECT_EQ(after.line_port, before.line_port);
  EXPECT_NE(
      content(in("clinic/terminal.toml")).find("port = " + std::to_string(after.line_port) + "\n"),
      std::string::npos);
}

TEST_F(World, renews_revocation_lists_and_what_has_become_old) {
  const auto list = content(in("pki/card.crl"));
  const auto soon = content(in("cards/D7-expires-soon.card"));
  const auto good = content(in("cards/D7.card"));
  const auto tickets = content(in("registration/ticket-13101.csv"));
  again(now.plus_ms(60LL * 86400000));  // another month; the card that expires soon has expired
  EXPECT_NE(content(in("pki/card.crl")), list);
  EXPECT_NE(content(in("cards/D7-expires-soon.card")), soon);
  EXPECT_EQ(content(in("cards/D7.card")), good);
  const auto renewed = content(in("registration/ticket-13101.csv"));
  EXPECT_NE(renewed, tickets);
  EXPECT_NE(renewed.find(",1\r\n"), std::string::npos);  // deletions of what is no more
}

}  // namespace
}  // namespace madoguchi::tools
