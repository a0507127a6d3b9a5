#include "terminal/follow_up.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "net/http.hpp"
#include "unit/followup/bed.hpp"
#include "unit/terminal/bed.hpp"

namespace madoguchi::terminal::test {
namespace {

using followup::test::Person;
using followup::test::TicketOf;

const auto july = *util::Month::parse("202607");

// The round of what is done by itself, called by hand.
class Work {
 public:
  Work() {
    bed.config.follow_up.schedule.runs = followup::Schedule::Runs::off;
    open();
  }
  void open() {
    self.reset();
    std::filesystem::create_directories(bed.config.work_dir);
    auto opened = FollowUp::open(bed.config, clock);
    ASSERT_TRUE(opened) << opened.error();
    self = std::move(*opened);
  }
  followup::Book& book() { return self->book(); }
  std::size_t asked(std::string_view path) const {
    std::size_t times = 0;
    for (const auto& one : bed.center.asked()) times += one.path == path ? 1 : 0;
    return times;
  }

  Bed bed;
  util::SetClock clock{followup::test::at("2026-07-20T12:00:00+09:00")};
  std::unique_ptr<FollowUp> self;
};

net::Response accepted(std::string_view reception) {
  oqs::AnswerHeader header;
  header.institution_code = std::string(institution);
  return xml_response(oqs::write_acceptance(header, reception, util::Instant{}));
}

net::Response delivered(std::string_view reception) {
  auto xml = followup::test::acquired({{Person{}, {TicketOf{}}}});
  const auto at = xml.find("<SegmentOfResult>");
  xml.insert(at, "<ReceptionNumber>" + std::string(reception) + "</ReceptionNumber>");
  return xml_response(xml);
}

TEST(FollowUpWork, an_ordered_month_is_fetched_and_delivered_as_one_file) {
  Work work;
  work.bed.config.follow_up.bulk_dir = (work.bed.dir / "bulk").string();
  std::filesystem::create_directories(work.bed.dir / "bulk");
  work.open();
  work.bed.center.answer_with([](const net::Request& request) {
    return request.path == "/oqs/OQSmutic01" ? accepted("R1") : delivered("R1");
  });
  followup::order_run(work.book(), july, "reception1");
  work.self->round();
  const auto run = followup::runs_json(work.book(), july).front();
  EXPECT_EQ(run["state"], "done");
  EXPECT_EQ(run["tickets"], 1);
  const auto names = names_in(work.bed.dir / "bulk");
  ASSERT_EQ(names.size(), 1U);
  EXPECT_EQ(names[0], run["file"]);
  EXPECT_TRUE(names[0].starts_with("OQSmutic02res_madoguchi202607_")) << names[0];
  work.self->round();
  EXPECT_EQ(names_in(work.bed.dir / "bulk").size(), 1U);
}

TEST(FollowUpWork, no_file_is_written_unless_a_folder_is_named) {
  Work work;
  work.bed.center.answer_with([](const net::Request& request) {
    return request.path == "/oqs/OQSmutic01" ? accepted("R1") : delivered("R1");
  });
  followup::order_run(work.book(), july, "reception1");
  work.self->round();
  EXPECT_EQ(followup::runs_json(work.book(), july).front()["file"], "");
  EXPECT_FALSE(std::filesystem::exists(work.bed.res()));
}

TEST(FollowUpWork, a_job_that_still_runs_is_asked_again_with_its_number_also_after_a_restart) {
  Work work;
  work.bed.center.answer_with([](const net::Request& request) {
    if (request.path == "/oqs/OQSmutic01") return accepted("R1");
    oqs::AnswerHeader header;
    header.institution_code = std::string(institution);
    return xml_response(oqs::write_processing(header));
  });
  followup::order_run(work.book(), july, "reception1");
  work.self->round();
  EXPECT_EQ(followup::runs_json(work.book(), july).front()["state"], "processing");
  work.open();
  work.bed.center.answer_with([](const net::Request&) { return delivered("R1"); });
  work.self->round();
  EXPECT_EQ(followup::runs_json(work.book(), july).front()["state"], "done");
  EXPECT_EQ(work.asked("/oqs/OQSmutic01"), 1U);
}

TEST(FollowUpWork, a_result_under_another_number_is_not_taken) {
  Work work;
  work.bed.center.answer_with([](const net::Request& request) {
    return request.path == "/oqs/OQSmutic01" ? accepted("R1") : delivered("R2");
  });
  followup::order_run(work.book(), july, "reception1");
  work.self->round();
  EXPECT_EQ(followup::runs_json(work.book(), july).front()["state"], "failed");
  EXPECT_TRUE(followup::month_json(work.book(), july)["tickets"].empty());
}

TEST(FollowUpWork, a_refused_order_says_why) {
  Work work;
  work.bed.center.answer_with([](const net::Request&) {
    oqs::AnswerHeader header;
    header.institution_code = std::string(institution);
    return xml_response(oqs::write_error_result(header, {oqs::ErrorCode::assistance_off, ""}));
  });
  followup::order_run(work.book(), july, "reception1");
  work.self->round();
  const auto run = followup::runs_json(work.book(), july).front();
  EXPECT_EQ(run["state"], "failed");
  EXPECT_EQ(run["problem"]["code"], "E2005");
}

// Of the schedule: day 15 has begun, so that a run is due at once.
TEST(FollowUpWork, a_scheduled_run_that_fails_is_not_repeated_in_a_hurry) {
  for (const auto error : {oqs::ErrorCode::institution_unknown, oqs::ErrorCode::assistance_off}) {
    Work work;
    work.bed.config.follow_up.schedule.runs = followup::Schedule::Runs::on;
    work.open();
    work.bed.center.answer_with([error](const net::Request&) {
      oqs::AnswerHeader header;
      header.institution_code = std::string(institution);
      return xml_response(oqs::write_error_result(header, {error, ""}));
    });
    const auto orders = [&work] { return work.asked("/oqs/OQSmutic01"); };
    work.self->round();
    const auto first = orders();
    EXPECT_GE(first, 1U);
    for (int i = 0; i < 5; ++i) work.self->round();
    EXPECT_EQ(orders(), first);
    // Where 医療扶助 is off nothing failed.
    const bool off = error == oqs::ErrorCode::assistance_off;
    EXPECT_EQ(followup::runs_json(work.book(), july).empty(), off);
    work.clock.set(work.clock.now().plus_ms(10LL * 60 * 1000));
    work.self->round();
    EXPECT_EQ(orders(), 2 * first);
    // What somebody orders meanwhile is done at once, and what comes of it is told.
    followup::order_run(work.book(), july, "reception1");
    work.self->round();
    EXPECT_EQ(orders(), 2 * first + 1);
    EXPECT_EQ(followup::runs_json(work.book(), july).front()["state"], "failed");
  }
}

TEST(FollowUpWork, while_the_center_is_away_everything_waits_with_its_key) {
  Work work;
  ASSERT_TRUE(work.self->witness({"OQSsiquc01", followup::Way::card,
                                  followup::test::uncommissioned_by_card(Person{}, "20260708"), "7",
                                  std::string(institution), work.clock.now()}));
  oqs::NotedCall call;
  call.kind = "call";
  call.at = work.clock.now();
  call.staff = "受付";
  call.answer = "yes";
  ASSERT_TRUE(followup::note_call(work.book(), 1, call, "a"));
  followup::TakenDown name;
  name.payer = "12000006";
  name.number = "1010008";
  name.birthdate = "19800201";
  name.day = work.book().today();
  ASSERT_TRUE(followup::take_down(work.book(), name, "a"));
  followup::order_run(work.book(), july, "a");
  work.bed.center.answer_with(
      [](const net::Request&) { return problem_response(503, oqs::ErrorCode::center_busy, 1); });
  work.self->round();
  EXPECT_EQ(work.bed.center.times_asked(), 4U);  // each once, no flood
  work.open();
  work.bed.center.answer_with([](const net::Request& request) {
    if (request.path == "/calls") {
      net::Response noted;
      noted.content_type = "application/json";
      noted.body = R"({"call":77})";
      return noted;
    }
    if (request.path == "/oqs/OQSsiquc01") {
      return xml_response(followup::test::unregistered_by_number(Person{}, "20260720"));
    }
    return request.path == "/oqs/OQSmutic01" ? accepted("R1") : delivered("R1");
  });
  work.self->round();
  EXPECT_EQ(followup::show(work.book(), 1)->at("calls")[0]["sent"], "sent");
  EXPECT_EQ(followup::after_checks_json(work.book())["items"][0]["state"], "checked");
  EXPECT_EQ(followup::runs_json(work.book(), july).front()["state"], "done");
  for (const auto& [key, times] : work.bed.center.times_by_key()) EXPECT_LE(times, 2) << key;
  // Each of the three kept its key over the restart; what only reads has none.
  int twice = 0;
  for (const auto& [key, times] : work.bed.center.times_by_key()) {
    twice += !key.empty() && times == 2 ? 1 : 0;
  }
  EXPECT_EQ(twice, 3);
}

TEST(FollowUpWork, a_name_that_was_taken_down_becomes_an_open_visit_when_it_has_no_ticket) {
  Work work;
  followup::TakenDown name;
  name.payer = "12000006";
  name.number = "1010008";
  name.birthdate = "19800201";
  name.day = work.book().today();
  ASSERT_TRUE(followup::take_down(work.book(), name, "a"));
  work.bed.center.answer_with([](const net::Request&) {
    return xml_response(followup::test::unregistered_by_number(Person{}, "20260720"));
  });
  work.self->round();
  const auto line = followup::after_checks_json(work.book())["items"][0];
  EXPECT_EQ(line["validity"], "2");
  EXPECT_EQ(line["code"], "N0028");
  EXPECT_EQ(followup::list(work.book(), {})["items"].size(), 1U);
}

TEST(FollowUpWork, the_schedule_orders_this_month_and_the_last_once) {
  Work work;
  work.bed.config.follow_up.schedule.runs = followup::Schedule::Runs::on;
  work.clock.set(followup::test::at("2026-08-05T07:00:00+09:00"));
  work.bed.center.answer_with([](const net::Request& request) {
    return request.path == "/oqs/OQSmutic01" ? accepted("R1") : delivered("R1");
  });
  work.self->round();
  work.self->round();
  // August has not begun to be registered; July is due.
  EXPECT_EQ(followup::runs_json(work.book(), july).size(), 1U);
  EXPECT_EQ(followup::runs_json(work.book(), july).front()["asked_by"], "");
  EXPECT_TRUE(followup::runs_json(work.book(), july.plus_months(1)).empty());
  EXPECT_EQ(work.self->next_scheduled(july), followup::test::at("2026-08-05T13:00:00+09:00"));
  EXPECT_EQ(work.self->next_scheduled(july.plus_months(-3)), std::nullopt);
  work.clock.set(followup::test::at("2026-08-05T13:00:00+09:00"));
  work.self->round();
  EXPECT_EQ(followup::runs_json(work.book(), july).size(), 2U);
}

// The feed brings a ticket: who waits for one of its month is served, nobody else's month is asked.
TEST(FollowUpWork, tickets_of_the_feed_are_acquired_where_a_visit_waits) {
  Work work;
  work.bed.center.answer_with([](const net::Request& request) {
    return request.path == "/oqs/OQSmutic01" ? accepted("R1") : delivered("R1");
  });
  work.self->tickets_changed({july});
  work.self->round();
  EXPECT_TRUE(followup::runs_json(work.book(), july).empty());  // nobody waits
  ASSERT_TRUE(work.self->witness({"OQSsiquc01", followup::Way::number,
                                  followup::test::unregistered_by_number(Person{}, "20260708"),
                                  "41", std::string(institution), work.clock.now()}));
  work.self->round();
  EXPECT_TRUE(followup::runs_json(work.book(), july).empty());  // nothing came
  work.self->tickets_changed({july.plus_months(-1), july});
  work.self->round();
  EXPECT_EQ(followup::runs_json(work.book(), july).size(), 1U);
  EXPECT_TRUE(followup::runs_json(work.book(), july.plus_months(-1)).empty());
}

// A month that was just fetched is fetched once more, but not at once: the center would refuse it.
TEST(FollowUpWork, tickets_that_come_one_by_one_are_one_more_run) {
  Work work;
  work.bed.center.answer_with([](const net::Request& request) {
    return request.path == "/oqs/OQSmutic01"
               ? accepted("R1")
               : xml_response(followup::test::unregistered_by_number(Person{}, "20260708"));
  });
  ASSERT_TRUE(work.self->witness({"OQSsiquc01", followup::Way::number,
                                  followup::test::unregistered_by_number(Person{}, "20260708"),
                                  "41", std::string(institution), work.clock.now()}));
  followup::order_run(work.book(), july, "");
  followup::take_acquisition(work.book(), followup::next_run(work.book())->id, {}, "");
  for (int i = 0; i < 3; ++i) {
    work.self->tickets_changed({july});
    work.self->round();
  }
  EXPECT_EQ(followup::runs_json(work.book(), july).size(), 1U);
  work.clock.set(work.clock.now().plus_ms(120000));
  work.self->round();
  EXPECT_EQ(followup::runs_json(work.book(), july).size(), 2U);
}

// Offices of those who wait are asked about by what their answers showed; only what is not as
// planned is told, and only of the office meant.
TEST(FollowUpWork, offices_that_are_late_are_known_while_somebody_waits_for_them) {
  Work work;
  std::vector<std::pair<std::string, std::string>> query;
  std::string state = "late";
  work.bed.center.answer_with([&](const net::Request& request) {
    query = request.query;
    const bool off = state != "registered";
    edge::Json items = edge::Json::array();
    for (const auto* telephone : {"03-9999-9999", "03-0000-0001"}) {
      items.push_back({{"month", "202607"},
                       {"office", "見本市福祉事務所"},
                       {"telephone", telephone},
                       {"text", ""},
                       {"planned_day", "15"},
                       {"state", state},
                       {"off", off}});
    }
    items.push_back({{"month", "202607"},
                     {"payer", "12000006"},
                     {"planned_day", "15"},
                     {"state", "planned"},
                     {"off", false}});
    net::Response response;
    response.content_type = "application/json";
    response.body = edge::Json{{"items", items}}.dump();
    return response;
  });
  work.self->round();
  EXPECT_EQ(work.asked("/registrations"), 0U) << "nobody waits";
  const auto see = [&](followup::Way way, const std::string& result, const char* record) {
    ASSERT_TRUE(work.self->witness(
        {"OQSsiquc01", way, result, record, std::string(institution), work.clock.now()}));
  };
  see(followup::Way::card, followup::test::uncommissioned_by_card(Person{}, "20260708"), "41");
  Person other;
  other.kana = "ﾍﾞﾂ ﾉﾋﾄ";
  other.birthdate = "19700102";
  see(followup::Way::number, followup::test::unregistered_by_number(other, "20260709"), "42");
  work.self->round();
  EXPECT_EQ(work.asked("/registrations"), 1U);
  const decltype(query) wanted{
      {"month", "202607"}, {"payer", "12000006"}, {"office", "見本市福祉事務所"}};
  EXPECT_EQ(query, wanted);
  const auto off = work.self->registrations_off();
  ASSERT_EQ(off.size(), 1U) << off;
  EXPECT_EQ(off[0]["telephone"], "03-0000-0001") << "not its namesake";
  EXPECT_EQ(off[0]["state"], "late");
  work.self->round();
  EXPECT_EQ(work.asked("/registrations"), 1U) << "nothing new";
  // Somebody who waits is asked about again: so is the office.
  state = "registered";
  work.clock.set(work.clock.now().plus_ms(60000));
  see(followup::Way::card, followup::test::uncommissioned_by_card(Person{}, "20260708"), "43");
  work.self->round();
  EXPECT_EQ(work.asked("/registrations"), 2U);
  EXPECT_TRUE(work.self->registrations_off().empty());
}

// The whole terminal: an answer is kept before the client gets it.
TEST(FollowUpWork, an_answer_of_6_is_in_the_list_as_soon_as_its_result_stands) {
  Bed bed;
  bed.center.answer_with([](const net::Request&) {
    return xml_response(followup::test::unregistered_by_number(Person{}, "20260708"));
  });
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text(""));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  const auto listed = followup::list(bed.terminal->follow_up().book(), {})["items"];
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["record"], 42);
  bed.restart();
  EXPECT_EQ(followup::list(bed.terminal->follow_up().book(), {})["items"].size(), 1U);
}

TEST(FollowUpWork, a_name_that_was_taken_down_stands_in_the_days_list_and_a_wrong_one_differs) {
  Work work;
  std::vector<Heard> heard;
  work.bed.config.heard = [&heard](const Heard& one) { heard.push_back(one); };
  work.open();
  followup::TakenDown name;
  name.name = "別人　太郎";
  name.payer = "12000006";
  name.number = "1010008";
  name.birthdate = "19800201";
  name.day = work.book().today();
  ASSERT_TRUE(followup::take_down(work.book(), name, "受付"));
  work.bed.center.answer_with([](const net::Request&) {
    return xml_response(followup::test::valid_by_card(Person{}, "20260720", {TicketOf{}}));
  });
  work.self->round();
  const auto line = followup::after_checks_json(work.book())["items"][0];
  EXPECT_EQ(line["state"], "differs");
  EXPECT_EQ(line["answered_name"], "試験　花子");
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].way, Heard::Way::later);
  EXPECT_EQ(heard[0].staff, "受付");
  EXPECT_EQ(heard[0].record, std::to_string(line["record"].get<std::int64_t>()));
  EXPECT_NE(heard[0].request.find("1010008"), std::string::npos);
}

}  // namespace
}  // namespace madoguchi::terminal::test
