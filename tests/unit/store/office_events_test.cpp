// What offices are told of their recipients, and what they state of months: every body of the
// registry keeps it the same way.
#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {
namespace {

OfficeEvent verification(std::string recipient, AuditId record, std::string_view asked,
                         std::string_view institution_code = clinic) {
  OfficeEvent event;
  event.office_code = "13101";
  event.recipient_key = std::move(recipient);
  event.institution_code = institution_code;
  event.person = 1;
  event.record = record;
  event.at = util::Instant{1000 * record};
  event.day = day(asked);
  event.content = R"({"way":"number"})";
  return event;
}

OfficeEventPage page_of(Registry& registry, const std::string& office_code, std::int64_t after = 0,
                        std::size_t items_max = 100) {
  return util::sync_wait(registry.office_events(office_code, after, items_max)).value();
}

std::vector<std::string> keys(const OfficeEventPage& page) {
  std::vector<std::string> all;
  for (const auto& item : page.items) all.push_back(item.recipient_key);
  return all;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_P(RegistrySuite, Office_events_are_told_in_one_order_page_by_page_and_to_no_other_office) {
  apply({institution(clinic)});
  auto foreign = verification("X9", 3, "20240703");
  foreign.office_code = "13102";
  ASSERT_TRUE(util::sync_wait(registry().index_told(
      {}, {verification("r1", 1, "20240701"), verification("r2", 2, "20240702"), foreign}, 3)));
  ASSERT_TRUE(util::sync_wait(registry().index_told({}, {verification("r3", 4, "20240704")}, 4)));
  const auto all = page_of(registry(), "13101");
  EXPECT_EQ(keys(all), (Strings{"r1", "r2", "r3"}));
  EXPECT_FALSE(all.more);
  EXPECT_EQ(all.next, all.items.back().cursor);
  EXPECT_EQ(all.items[0].kind, OfficeEventKind::verification);
  EXPECT_EQ(all.items[0].record, 1);
  EXPECT_EQ(all.items[0].day, day("20240701"));
  EXPECT_EQ(all.items[0].content, R"({"way":"number"})");
  EXPECT_FALSE(all.items[0].institution_name.empty());
  const auto first = page_of(registry(), "13101", 0, 2);
  EXPECT_EQ(keys(first), (Strings{"r1", "r2"}));
  EXPECT_TRUE(first.more);
  EXPECT_EQ(keys(page_of(registry(), "13101", first.next, 2)), Strings{"r3"});
  EXPECT_EQ(keys(page_of(registry(), "13102")), Strings{"X9"});
  const auto none = page_of(registry(), "13103", 7);
  EXPECT_TRUE(none.items.empty());
  EXPECT_EQ(none.next, 7) << "who asks goes on from where it was";
}

TEST_P(RegistrySuite, Office_events_of_one_record_are_indexed_once_and_survive_a_restart) {
  const auto one = verification("r1", 1, "20240701");
  ASSERT_TRUE(util::sync_wait(registry().index_told({}, {one}, 1)));
  ASSERT_TRUE(
      util::sync_wait(registry().index_told({}, {one, verification("r2", 1, "20240701")}, 1)));
  const auto before = page_of(registry(), "13101");
  EXPECT_EQ(keys(before), (Strings{"r1", "r2"}));
  reopen();
  const auto after = page_of(registry(), "13101");
  EXPECT_EQ(keys(after), keys(before));
  EXPECT_EQ(after.items[1].cursor, before.items[1].cursor);
}

TEST_P(RegistrySuite, Office_events_of_a_commit_carry_its_record) {
  auto call = verification("r1", 0, "20240701");
  call.kind = OfficeEventKind::call;
  Commit note;
  note.record = entry("call-1");
  note.events = {call};
  const auto record = commit(note);
  const auto page = page_of(registry(), "13101");
  ASSERT_EQ(page.items.size(), 1U);
  EXPECT_EQ(page.items[0].kind, OfficeEventKind::call);
  EXPECT_EQ(page.items[0].record, record.id);
  const auto again = util::sync_wait(registry().commit(note));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().error, StoreError::key_used);
  EXPECT_EQ(page_of(registry(), "13101").items.size(), 1U);
}

TEST_P(RegistrySuite, Asked_about_finds_the_newest_question_of_that_month_and_institution_only) {
  ASSERT_TRUE(util::sync_wait(registry().index_told(
      {},
      {verification("r1", 1, "20240701"), verification("r1", 2, "20240731"),
       verification("r1", 3, "20240801"), verification("r1", 4, "20240702", other_clinic)},
      4)));
  const auto asked = [this](std::string office_code, std::string key, std::string_view at,
                            std::string_view yyyymm) {
    AskedAboutQuery query{std::move(office_code), std::move(key), std::string(at), month(yyyymm)};
    return util::sync_wait(registry().asked_about(query)).value();
  };
  ASSERT_TRUE(asked("13101", "r1", clinic, "202407"));
  EXPECT_EQ(asked("13101", "r1", clinic, "202407")->record, 2);
  EXPECT_EQ(asked("13101", "r1", clinic, "202408")->record, 3);
  EXPECT_EQ(asked("13101", "r1", other_clinic, "202407")->record, 4);
  EXPECT_FALSE(asked("13101", "r1", other_clinic, "202408"));
  EXPECT_FALSE(asked("13101", "r2", clinic, "202407"));
  EXPECT_FALSE(asked("13102", "r1", clinic, "202407")) << "another office's recipient";
  // A call or a reply is no question.
  auto reply = verification("r5", 0, "20240701");
  reply.kind = OfficeEventKind::reply;
  Commit note;
  note.record = entry();
  note.events = {reply};
  commit(note);
  EXPECT_FALSE(asked("13101", "r5", clinic, "202407"));
}

TEST_P(RegistrySuite, Office_events_expire_and_their_numbers_are_never_given_again) {
  ASSERT_TRUE(util::sync_wait(registry().index_told(
      {}, {verification("r1", 1, "20240701"), verification("r2", 2, "20240702")}, 2)));
  const auto last = page_of(registry(), "13101").next;
  const auto expire = [this](std::int64_t before_ms) {
    return util::sync_wait(registry().expire_office_events(util::Instant{before_ms})).value();
  };
  EXPECT_EQ(expire(1000), 0) << "nothing is older";
  EXPECT_EQ(expire(1001), 1);
  EXPECT_EQ(keys(page_of(registry(), "13101")), Strings{"r2"});
  EXPECT_EQ(expire(1000000), 0) << "the newest stays";
  ASSERT_TRUE(util::sync_wait(registry().index_told({}, {verification("r3", 5, "20240705")}, 5)));
  EXPECT_EQ(keys(page_of(registry(), "13101", last)), Strings{"r3"});
  EXPECT_EQ(expire(1000000), 1);
  reopen();
  EXPECT_EQ(keys(page_of(registry(), "13101")), Strings{"r3"});
}

TEST_P(RegistrySuite, Calendar_holds_the_last_statement_of_each_month_and_keeps_the_others) {
  const auto states = [this](std::string_view yyyymm, int planned_day,
                             domain::StatedMonth::State state, std::string office_code = "13101") {
    Commit note;
    note.record = entry();
    note.calendar = CalendarChange{std::move(office_code),
                                   {month(yyyymm), planned_day, state, "ことば"},
                                   R"({"operator":"tanaka"})"};
    commit(note);
    return registry().published();
  };
  using State = domain::StatedMonth::State;
  apply({office("13101")});
  states("202407", 15, State::planned);
  const auto second = states("202408", 16, State::planned);
  const auto third = states("202407", 20, State::late);
  states("202407", 1, State::failed, "13102");
  const auto all = util::sync_wait(registry().calendar("13101", std::nullopt)).value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_FALSE(all[0].holds);
  EXPECT_TRUE(all[1].holds);
  EXPECT_TRUE(all[2].holds);
  EXPECT_EQ(all[2].stated.planned_day, 20);
  EXPECT_EQ(all[2].stated.state, State::late);
  EXPECT_EQ(all[2].batch, third);
  EXPECT_EQ(all[2].acting, R"({"operator":"tanaka"})");
  EXPECT_EQ(util::sync_wait(registry().calendar("13101", month("202408"))).value().size(), 1U);
  EXPECT_TRUE(util::sync_wait(registry().calendar("13103", std::nullopt)).value().empty());
  // What held then is what an answer of then told.
  const auto stated = [this](domain::BatchId as_of) {
    const auto read = by_number("1010008", as_of);
    std::vector<int> days;
    for (const auto& one : read.facts.offices) {
      if (one.code != "13101") continue;
      for (const auto& held : one.calendar) {
        if (held.month == month("202407")) days.push_back(held.planned_day);
      }
    }
    return days;
  };
  apply({qualification("r1", "p1", "1010008")});
  EXPECT_EQ(stated(registry().published()), std::vector<int>{20});
  reopen();
  EXPECT_EQ(util::sync_wait(registry().calendar("13101", std::nullopt)).value().size(), 3U);
  EXPECT_LT(second, third);
}

}  // namespace madoguchi::store
