#include "followup/rules.hpp"

#include "unit/followup/bed.hpp"

namespace madoguchi::followup::test {
namespace {

// The whole table: a ticket outranks every word, a word never takes one away.
TEST(Rules, every_state_after_every_event) {
  using S = State;
  struct Row {
    Event event;
    S after_open, after_promised, after_paper, after_declined, after_registered, after_closed;
  };
  const Row rows[] = {
      {Event::said_yes, S::promised, S::promised, S::paper, S::promised, S::registered,
       S::promised},
      {Event::said_date, S::promised, S::promised, S::paper, S::promised, S::registered,
       S::promised},
      {Event::replied_yes, S::promised, S::promised, S::promised, S::promised, S::registered,
       S::promised},
      {Event::replied_date, S::promised, S::promised, S::promised, S::promised, S::registered,
       S::promised},
      {Event::said_no, S::declined, S::declined, S::declined, S::declined, S::registered,
       S::declined},
      {Event::said_paper, S::paper, S::paper, S::paper, S::paper, S::registered, S::paper},
      {Event::said_call_back, S::open, S::promised, S::paper, S::declined, S::registered, S::open},
      {Event::ticket_came, S::registered, S::registered, S::registered, S::registered,
       S::registered, S::registered},
      {Event::ticket_gone, S::open, S::promised, S::paper, S::declined, S::open, S::closed},
      {Event::ended, S::declined, S::declined, S::declined, S::declined, S::declined, S::declined},
      {Event::put_away, S::closed, S::closed, S::closed, S::closed, S::registered, S::closed},
      {Event::taken_up, S::open, S::promised, S::paper, S::open, S::registered, S::open},
  };
  for (const auto& row : rows) {
    const auto which = static_cast<int>(row.event);
    EXPECT_EQ(after(S::open, row.event), row.after_open) << which;
    EXPECT_EQ(after(S::promised, row.event), row.after_promised) << which;
    EXPECT_EQ(after(S::paper, row.event), row.after_paper) << which;
    EXPECT_EQ(after(S::declined, row.event), row.after_declined) << which;
    EXPECT_EQ(after(S::registered, row.event), row.after_registered) << which;
    EXPECT_EQ(after(S::closed, row.event), row.after_closed) << which;
  }
}

TEST(Rules, only_answers_without_a_ticket_of_ours_open_a_visit) {
  EXPECT_TRUE(opens("6", "N0006"));
  EXPECT_TRUE(opens("6", "N0009"));
  EXPECT_TRUE(opens("2", "N0028"));  // D28, D19
  EXPECT_TRUE(opens("2", "N0010"));  // D18
  EXPECT_FALSE(opens("1", ""));
  EXPECT_FALSE(opens("2", "N0002"));  // ended: nothing will come
  EXPECT_FALSE(opens("3", "N0003"));
  EXPECT_FALSE(opens("4", "N0004"));
}

TEST(Rules, a_ticket_covers_inside_its_ends_its_month_and_the_qualification) {
  const auto covers = [](const TicketOf& ticket, const char* on, const char* end = "",
                         const char* issuer = "") {
    return ticket_for(assistance({}, {ticket}, end), day(on), issuer) != nullptr;
  };
  EXPECT_TRUE(covers({}, "20260701"));
  EXPECT_TRUE(covers({}, "20260731"));
  EXPECT_FALSE(covers({}, "20260630"));
  EXPECT_FALSE(covers({}, "20260801"));
  EXPECT_FALSE(covers({.month = "202608"}, "20260715"));
  EXPECT_FALSE(covers({.from = "20260716"}, "20260715"));
  EXPECT_TRUE(covers({}, "20260714", "20260715"));
  EXPECT_FALSE(covers({}, "20260715", "20260715"));  // half-open
  EXPECT_FALSE(covers({}, "20200331"));              // before the qualification
  EXPECT_FALSE(covers({.flag = "1"}, "20260715"));   // names another institution
  EXPECT_TRUE(covers({.issuer = "1310000029"}, "20260715", "", "1310000029"));
  EXPECT_FALSE(covers({.issuer = "1310000037"}, "20260715", "", "1310000029"));  // D13
  auto insurance = assistance({}, {TicketOf{}});
  insurance.side = domain::Side::insurance;
  EXPECT_EQ(ticket_for(insurance, day("20260715"), ""), nullptr);
}

TEST(Rules, claims_are_near_from_the_first_of_the_next_month) {
  const auto month = *util::Month::parse("202612");
  EXPECT_EQ(urgency_of(month, day("20261231")), Urgency::none);
  EXPECT_EQ(urgency_of(month, day("20270101")), Urgency::soon);
  EXPECT_EQ(urgency_of(month, day("20270104")), Urgency::soon);
  EXPECT_EQ(urgency_of(month, day("20270105")), Urgency::claiming);
  EXPECT_EQ(urgency_of(month, day("20270110")), Urgency::claiming);
  EXPECT_EQ(urgency_of(month, day("20270111")), Urgency::late);
  EXPECT_EQ(urgency_of(month, day("20270201")), Urgency::late);
}

TEST(Rules, reads_the_planned_day_and_the_telephone_of_a_message) {
  const auto july = *util::Month::parse("202607");
  const std::string message =
      "医療券/調剤券情報が未登録です。医療扶助の利用可否を福祉事務所（電話 "
      "03-0000-0001）へ確認してください。"
      "この福祉事務所の7月分は15日に登録予定です。";
  EXPECT_EQ(planned_day(message, july), day("20260715"));
  EXPECT_EQ(planned_day(message, july.plus_months(1)), std::nullopt);
  EXPECT_EQ(planned_day("この福祉事務所の7月分は登録済みです。", july), std::nullopt);
  // January is not the end of November.
  EXPECT_EQ(
      planned_day("この福祉事務所の11月分は15日に登録予定です。", *util::Month::parse("202601")),
      std::nullopt);
  EXPECT_EQ(planned_day("この福祉事務所の7月分は99日に登録予定です。", july), std::nullopt);
  EXPECT_EQ(planned_day("この福祉事務所の7月分は15日に登録予定でした。", july), day("20260715"));
  EXPECT_EQ(telephone_in(message), "03-0000-0001");
  EXPECT_EQ(telephone_in("福祉事務所へ確認してください。"), "");
}

}  // namespace
}  // namespace madoguchi::followup::test
