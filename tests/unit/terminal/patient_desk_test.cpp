#include "terminal/patient/patient_desk.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "util/file.hpp"

namespace madoguchi::terminal::test {
namespace {

using nlohmann::json;

class DeskBed {
 public:
  DeskBed() {
    std::string name = (std::filesystem::temp_directory_path() / "patient-XXXXXX").string();
    dir = ::mkdtemp(name.data());
    open();
  }
  ~DeskBed() {
    desk.reset();
    std::filesystem::remove_all(dir);
  }
  void open() {
    desk.reset();
    PatientDesk::Settings settings;
    settings.token_file = (dir / "patient-token").string();
    settings.threads = PatientDesk::Settings::Threads::none;
    PatientReader reader;
    reader.watch = [this](std::uint64_t, std::int64_t) { return seen; };
    reader.read = [this](const CardOrder& order) {
      orders.push_back(order);
      if (while_reading) while_reading();
      return told;
    };
    reader.asked = [this] { return asked; };
    desk = std::make_unique<PatientDesk>(std::move(settings), std::move(reader), clock);
  }
  void put(CardOnReader card) {
    seen = {card, card == CardOnReader::readable ? std::optional(3) : std::nullopt,
            seen.version + 1};
    desk->look(0);
  }
  edge::OpenAnswer send(const char* method, const char* path, const json& body,
                        const std::string& with) {
    edge::PageRequest request;
    request.method = method;
    request.path = path;
    request.body = body.dump();
    return desk->handle(request, with);
  }
  void pair() {
    const auto answer = send("POST", "/api/patient/pair", {{"code", desk->new_code()}}, "");
    ASSERT_EQ(answer.answer.status, 200);
    token = *answer.cookie;
  }
  json view() { return json::parse(send("GET", "/api/patient/state", {}, token).answer.body); }
  int touch(const json& body) {
    return send("POST", "/api/patient/touch", body, token).answer.status;
  }
  void to_pin() {
    put(CardOnReader::readable);
    ASSERT_EQ(touch({{"what", "pin"}}), 200);
    ASSERT_EQ(touch({{"what", "refuse_all"}}), 200);
  }

  std::filesystem::path dir;
  util::SetClock clock{util::Instant{1'800'000'000'000}};
  PatientReader::Seen seen;
  PatientReader::Told told{true, "", std::nullopt};
  std::function<void()> while_reading;
  AskedKinds asked{.medication = true, .operation = true};
  std::vector<CardOrder> orders;
  std::unique_ptr<PatientDesk> desk;
  std::string token;
};

TEST(PatientDeskTest, nobody_sees_or_touches_anything_before_staff_paired_the_browser) {
  DeskBed bed;
  bed.put(CardOnReader::readable);
  for (const auto* token : {"", "0000", "guess"}) {
    EXPECT_EQ(bed.send("GET", "/api/patient/state", {}, token).answer.status, 401);
    EXPECT_EQ(bed.send("POST", "/api/patient/touch", {{"what", "pin"}}, token).answer.status, 401);
  }
  bed.pair();
  EXPECT_EQ(bed.view()["screen"], "way");
}

TEST(PatientDeskTest, a_code_pairs_once_and_not_after_five_minutes) {
  DeskBed bed;
  const auto pair = [&](const std::string& code) {
    return bed.send("POST", "/api/patient/pair", {{"code", code}}, "").answer.status;
  };
  EXPECT_EQ(pair(""), 403);  // none was made
  auto code = bed.desk->new_code();
  EXPECT_EQ(pair("wrong"), 403);
  EXPECT_EQ(pair(code), 403);  // one try a code
  code = bed.desk->new_code();
  EXPECT_EQ(pair(code), 200);
  EXPECT_EQ(pair(code), 403);
  code = bed.desk->new_code();
  bed.clock.set(bed.clock.now().plus_ms(5 * 60 * 1000));
  EXPECT_EQ(pair(code), 403);
}

TEST(PatientDeskTest, a_pairing_outlives_a_restart_and_ends_with_the_next_or_by_staff) {
  DeskBed bed;
  bed.pair();
  bed.open();
  EXPECT_TRUE(bed.desk->paired());
  EXPECT_EQ(bed.view()["screen"], "start");
  const auto old = bed.token;
  bed.pair();
  EXPECT_EQ(bed.send("GET", "/api/patient/state", {}, old).answer.status, 401);
  bed.desk->unpair();
  EXPECT_EQ(bed.send("GET", "/api/patient/state", {}, bed.token).answer.status, 401);
  bed.open();
  EXPECT_FALSE(bed.desk->paired());
}

TEST(PatientDeskTest, the_file_of_the_pairing_holds_no_token) {
  DeskBed bed;
  bed.pair();
  const auto kept = util::read_file(bed.dir / "patient-token", 4096);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->find(bed.token), std::string::npos);
}

TEST(PatientDeskTest, only_kinds_that_are_on_are_asked_and_the_answers_go_to_the_card) {
  DeskBed bed;
  bed.pair();
  bed.put(CardOnReader::readable);
  ASSERT_EQ(bed.touch({{"what", "pin"}}), 200);
  EXPECT_EQ(bed.view()["question"], "medication");
  ASSERT_EQ(bed.touch({{"what", "answer"}, {"question", "medication"}, {"given", true}}), 200);
  ASSERT_EQ(bed.touch({{"what", "answer"}, {"question", "operation"}, {"given", false}}), 200);
  ASSERT_EQ(bed.touch({{"what", "enter"}, {"pin", "1234"}}), 200);
  ASSERT_EQ(bed.orders.size(), 1U);
  EXPECT_EQ(bed.orders[0].pin, "1234");
  EXPECT_EQ(bed.orders[0].card_number, bed.seen.card_number);  // of no card that came since
  EXPECT_EQ(bed.orders[0].consents, (std::vector<std::pair<std::string, bool>>{
                                        {"medication", true}, {"operation", false}}));
  EXPECT_EQ(bed.view()["screen"], "done");
  EXPECT_EQ(bed.view()["given"], (json{"medication"}));
}

TEST(PatientDeskTest, the_screen_is_never_told_a_name_a_number_or_the_answer) {
  DeskBed bed;
  bed.pair();
  bed.to_pin();
  ASSERT_EQ(bed.touch({{"what", "enter"}, {"pin", "1234"}}), 200);
  const auto view = bed.view();
  const std::vector<std::string> allowed{"version", "screen",   "language", "problem", "given",
                                         "until",   "question", "step",     "steps",   "tries"};
  for (const auto& [name, value] : view.items()) {
    EXPECT_NE(std::find(allowed.begin(), allowed.end(), name), allowed.end()) << name;
  }
  EXPECT_EQ(view.dump().find("1234"), std::string::npos);
}

TEST(PatientDeskTest, another_card_of_a_quick_hand_begins_anew) {
  DeskBed bed;
  bed.pair();
  bed.to_pin();
  bed.seen = {CardOnReader::readable, 3, bed.seen.version + 1, bed.seen.card_number + 1};
  bed.desk->look(0);
  EXPECT_EQ(bed.view()["screen"], "way");
  EXPECT_EQ(bed.touch({{"what", "enter"}, {"pin", "1234"}}), 409);
  EXPECT_TRUE(bed.orders.empty());
}

TEST(PatientDeskTest, staff_see_who_waits_and_every_change_has_another_version) {
  DeskBed bed;
  auto view = bed.desk->staff_view();
  EXPECT_FALSE(view.paired);
  bed.pair();
  EXPECT_TRUE(bed.desk->wait_staff_view(view.version, 0).paired);
  EXPECT_NE(bed.desk->staff_view().version, view.version);
  bed.put(CardOnReader::readable);
  ASSERT_EQ(bed.touch({{"what", "staff"}}), 200);
  view = bed.desk->staff_view();
  EXPECT_TRUE(view.staff_wanted);
  EXPECT_FALSE(bed.desk->confirm(view.card_number + 1, "受付", "visual"));
  EXPECT_TRUE(bed.desk->confirm(view.card_number, "受付", "visual"));
  bed.desk->unpair();
  EXPECT_FALSE(bed.desk->staff_view().paired);
  EXPECT_NE(bed.desk->staff_view().version, view.version);
}

TEST(PatientDeskTest, malformed_and_strange_touches_change_nothing) {
  DeskBed bed;
  bed.pair();
  bed.put(CardOnReader::readable);
  const auto before = bed.view();
  EXPECT_EQ(bed.touch(json::array()), 422);
  EXPECT_EQ(bed.touch({{"what", "shutdown"}}), 409);
  EXPECT_EQ(bed.touch({{"what", 3}}), 409);
  EXPECT_EQ(bed.touch({{"what", "answer"}, {"question", "medication"}, {"given", "yes"}}), 409);
  EXPECT_EQ(bed.touch({{"what", "enter"}, {"pin", "1234"}}), 409);
  EXPECT_EQ(bed.send("GET", "/api/patient/touch", {}, bed.token).answer.status, 404);
  EXPECT_EQ(bed.send("GET", "/api/checks", {}, bed.token).answer.status, 404);
  EXPECT_EQ(bed.view(), before);
}

TEST(PatientDeskTest, a_wrong_pin_comes_back_with_its_tries) {
  DeskBed bed;
  bed.pair();
  bed.to_pin();
  bed.told = {false, "wrong_pin", 1};
  ASSERT_EQ(bed.touch({{"what", "enter"}, {"pin", "9999"}}), 200);
  EXPECT_EQ(bed.view()["screen"], "pin");
  EXPECT_EQ(bed.view()["problem"], "wrong_pin");
  EXPECT_EQ(bed.view()["tries"], 1);
}

TEST(PatientDeskTest, an_answer_for_a_card_that_is_gone_is_shown_to_nobody) {
  DeskBed bed;
  bed.pair();
  bed.to_pin();
  bed.while_reading = [&] {
    bed.put(CardOnReader::none);
    bed.put(CardOnReader::readable);  // the next patient
  };
  ASSERT_EQ(bed.touch({{"what", "enter"}, {"pin", "1234"}}), 200);
  EXPECT_EQ(bed.view()["screen"], "way");
  EXPECT_TRUE(bed.view()["given"].empty());
}

TEST(PatientDeskTest, staff_confirms_the_card_that_they_saw_and_no_other) {
  DeskBed bed;
  bed.pair();
  bed.put(CardOnReader::readable);
  const auto card = bed.desk->staff_view().card_number;
  EXPECT_FALSE(bed.desk->confirm(card, "reception1", "visual"));  // the patient chose nothing yet
  ASSERT_EQ(bed.touch({{"what", "staff"}}), 200);
  EXPECT_TRUE(bed.desk->staff_view().staff_wanted);
  EXPECT_FALSE(bed.desk->confirm(card + 1, "reception1", "visual"));
  EXPECT_FALSE(bed.desk->confirm(card, "", "visual"));
  ASSERT_TRUE(bed.desk->confirm(card, "reception1", "visual"));
  ASSERT_EQ(bed.orders.size(), 1U);
  EXPECT_EQ(bed.orders[0].staff, "reception1");
  EXPECT_TRUE(bed.orders[0].consents.empty());
  EXPECT_EQ(bed.view()["screen"], "done");
}

}  // namespace
}  // namespace madoguchi::terminal::test
