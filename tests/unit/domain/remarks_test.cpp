#include <gtest/gtest.h>

#include "domain/registration.hpp"
#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;

const auto t1 = ticket(clinic_x, "202407");

Remark remark(const Facts& f, const Question& q) {
  const Answer a = ask(f, q);
  EXPECT_EQ(a.remarks.size(), 1u);
  EXPECT_EQ(a.remarks.at(0).code, code_of(a.told));
  return a.remarks.at(0);
}

bool says(const Remark& r, std::string_view text) {
  return r.message.find(text) != std::string::npos;
}

TEST(Remarks, Codes) {
  EXPECT_EQ(code_of(Told::nothing), "");
  EXPECT_EQ(code_of(Told::unregistered), "N0006");
  EXPECT_EQ(code_of(Told::own_ticket_other_month), "N0009");
  EXPECT_EQ(code_of(Told::own_ticket_period_over), "N0010");
  EXPECT_EQ(code_of(Told::unregistered_by_number), "N0028");
  EXPECT_EQ(code_of(Told::ended), "N0002");
  EXPECT_EQ(code_of(Told::newer), "N0003");
  EXPECT_EQ(code_of(Told::no_qualification), "N0004");
  EXPECT_EQ(code_of(Told::several), "N0005");
}

TEST(Remarks, Valid_has_none) {
  const Facts f = with(facts(), qualification(), t1, insurance());
  for (const Question& q : {by_card("20240710"), by_number("20240710"), by_insurance("20240710")}) {
    EXPECT_TRUE(ask(f, q).remarks.empty());
    EXPECT_EQ(ask(f, q).told, Told::nothing);
  }
}

TEST(Remarks, Each_reason_is_told_by_its_code) {
  const Facts here = with(facts(), qualification(), t1);
  EXPECT_EQ(remark(with(facts(), qualification()), by_card("20240710")).code, "N0006");
  EXPECT_EQ(remark(with(facts(), qualification(), insurance()), by_card("20240710")).code, "N0006");
  EXPECT_EQ(remark(here, by_card("20240801")).code, "N0009");
  EXPECT_EQ(remark(here, by_number("20240801")).code, "N0009");
  const Facts over =
      with(facts(), qualification(), ticket(clinic_x, "202407", "20240701", "20240705"));
  EXPECT_EQ(remark(over, by_card("20240710")).code, "N0010");
  EXPECT_EQ(remark(over, by_number("20240710")).code, "N0010");
  EXPECT_EQ(remark(with(facts(), qualification()), by_number("20240710")).code, "N0028");
  const Facts gone = with(facts(), qualification("20240110", "20240701"));
  EXPECT_EQ(remark(gone, by_card("20240710")).code, "N0002");
  EXPECT_EQ(remark(gone, by_number("20240710")).code, "N0002");
  EXPECT_EQ(remark(with(gone, moved("20240701")), by_number("20240710")).code, "N0003");
  EXPECT_EQ(remark(facts(), by_number("20240710")).code, "N0004");
  EXPECT_EQ(remark(facts(), by_card("20240710")).code, "N0004");
  EXPECT_EQ(remark(facts(), by_insurance("20240710")).code, "N0004");
  const auto lost = insurance("20200401", "20240601");
  EXPECT_EQ(remark(with(facts(), lost), by_insurance("20240710")).code, "N0002");
  EXPECT_EQ(remark(with(facts(), lost), by_card("20240710")).code, "N0002");
  EXPECT_EQ(remark(with(facts(), lost, insurance("20241001")), by_insurance("20240710")).code,
            "N0003");
  Facts twins = with(facts(), insurance());
  twins.people.push_back(twins.people[0]);
  EXPECT_EQ(remark(twins, by_insurance("20240710")).code, "N0005");
}

TEST(Remarks, No_qualification_says_that_registration_takes_a_month) {
  EXPECT_TRUE(says(remark(facts(), by_card("20240710")), "登録まで約1か月かかることがあります"));
  EXPECT_EQ(remark(facts(), by_card("20240710")), remark(facts(), by_number("20240710")));
  EXPECT_EQ(remark(facts(), by_insurance("20240710")), remark(facts(), by_number("20240710")));
}

TEST(Remarks, An_insurance_answer_does_not_speak_of_assistance) {
  const auto lost = insurance("20200401", "20240601");
  for (const Facts& f : {with(facts(), lost), with(facts(), lost, insurance("20241001"))}) {
    const Remark r = remark(f, by_insurance("20240710"));
    EXPECT_FALSE(says(r, "扶助"));
    EXPECT_FALSE(says(r, "福祉"));
    EXPECT_TRUE(says(r, "医療保険"));
  }
  const Facts gone = with(facts(), qualification("20240110", "20240701"));
  EXPECT_TRUE(says(remark(gone, by_number("20240710")), "福祉事務所"));
  EXPECT_TRUE(says(remark(with(gone, moved("20240701")), by_number("20240710")), "福祉事務所"));
  // The assistance's remark when both are shown.
  EXPECT_TRUE(says(remark(with(gone, lost), by_card("20240710")), "福祉事務所"));
}

TEST(Remarks, By_card_the_offices_telephone_is_given_by_number_nothing_of_the_office) {
  const Facts f = with(facts(), qualification());
  EXPECT_TRUE(says(remark(f, by_card("20240710")), "03-1111-2222"));
  EXPECT_TRUE(says(remark(f, by_card("20240710")), "医療券/調剤券情報が未登録です。"));
  EXPECT_TRUE(says(remark(f, by_number("20240710")), "医療券/調剤券情報が未登録です。"));
  for (const Facts& asked :
       {f, with(f, t1), with(f, ticket(clinic_x, "202407", "20240701", "20240705"))}) {
    for (const std::string_view on : {"20240710", "20240801"}) {
      const Answer a = ask(asked, by_number(on));
      if (a.validity == Validity::valid) continue;
      const std::string text = text_of(a);
      EXPECT_EQ(text.find("03-1111-2222"), std::string::npos);
      EXPECT_EQ(text.find("見本市福祉事務所"), std::string::npos);
      EXPECT_NE(text.find("福祉事務所へ確認してください。"), std::string::npos);
    }
  }
  Facts silent = f;
  silent.offices[0].telephone.clear();
  EXPECT_TRUE(says(remark(silent, by_card("20240710")), "福祉事務所へ確認してください。"));
  EXPECT_FALSE(says(remark(silent, by_card("20240710")), "電話"));
  silent.offices.clear();
  EXPECT_TRUE(says(remark(silent, by_card("20240710")), "福祉事務所へ確認してください。"));
}

std::string calendar(int registration_day, std::string_view asked, std::string_view today,
                     Question q = by_card("20240710")) {
  Facts f = with(facts(), qualification());
  f.offices[0].registration_day = registration_day;
  q.day = day(asked);
  q.today = day(today);
  const std::string message = remark(f, q).message;
  const auto at = message.find("この福祉事務所の");
  return at == std::string::npos ? "" : message.substr(at);
}

constexpr std::string_view july_15 = "この福祉事務所の7月分は15日に登録予定です。";
constexpr std::string_view july_done =
    "この福祉事務所の7月分は登録済みです。委託については福祉事務所へご確認ください。";

constexpr std::string_view july_over =
    "この福祉事務所の7月分は15日に登録予定でしたが、まだ登録の連絡がありません。"
    "委託については福祉事務所へご確認ください。";

TEST(Remarks, The_registration_calendar_says_whether_waiting_helps) {
  for (const Question& q : {by_card("20240710"), by_number("20240710")}) {
    EXPECT_EQ(calendar(15, "20240710", "20240710", q), july_15);
    EXPECT_EQ(calendar(15, "20240710", "20240715", q), july_15);
    EXPECT_EQ(calendar(15, "20240710", "20240716", q), july_over) << "nobody stated it";
    EXPECT_EQ(calendar(15, "20240710", "20240801", q), july_over);
    EXPECT_EQ(calendar(0, "20240710", "20240710", q), "");
  }
}

TEST(Remarks, The_registration_day_is_clamped_to_the_month) {
  EXPECT_EQ(calendar(31, "20240601", "20240630"), "この福祉事務所の6月分は30日に登録予定です。");
  EXPECT_TRUE(calendar(31, "20240601", "20240701")
                  .starts_with("この福祉事務所の6月分は30日に登録予定でしたが、"));
  EXPECT_EQ(calendar(30, "20240210", "20240229"), "この福祉事務所の2月分は29日に登録予定です。");
  EXPECT_EQ(calendar(1, "20240701", "20240701"), "この福祉事務所の7月分は1日に登録予定です。");
  EXPECT_TRUE(calendar(1, "20240701", "20240702")
                  .starts_with("この福祉事務所の7月分は1日に登録予定でしたが、"));
  EXPECT_EQ(calendar(31, "20240710", "20240731"), "この福祉事務所の7月分は31日に登録予定です。");
  EXPECT_EQ(calendar(32, "20240710", "20240710"), "");
  EXPECT_EQ(calendar(-1, "20240710", "20240710"), "");
}

TEST(Remarks, The_calendar_is_of_the_judged_office_only) {
  Facts f = with(facts(), qualification());
  f.offices[1].registration_day = 15;
  EXPECT_FALSE(says(remark(f, by_card("20240710")), "登録予定"));
  f.offices[0].registration_day = 20;
  Question q = by_card("20240710");
  q.today = q.day;
  EXPECT_TRUE(says(remark(f, q), "20日に登録予定です。"));
  // Nothing of a calendar where it is not the registration that is missing.
  EXPECT_FALSE(says(remark(with(f, ticket(clinic_x, "202406")), q), "この福祉事務所"));
}

std::string stated(StatedMonth::State state, int planned_day, std::string_view today,
                   Question q = by_card("20240710"), const std::string& text = "") {
  Facts f = with(facts(), qualification());
  f.offices[0].registration_day = 20;
  const auto of = [&](std::string_view month, int day) {
    return StatedMonth{*util::Month::parse(month), day, state, text};
  };
  f.offices[0].calendar = {of("202406", 3), of("202407", planned_day), of("202408", 4)};
  q.today = day(today);
  const std::string message = remark(f, q).message;
  const auto at = message.find("この福祉事務所の");
  return at == std::string::npos ? "" : message.substr(at);
}

TEST(Remarks, What_an_office_states_of_a_month_goes_before_its_usual_day) {
  using State = StatedMonth::State;
  const std::string ask = "委託については福祉事務所へご確認ください。";
  for (const Question& q : {by_card("20240710"), by_number("20240710")}) {
    EXPECT_EQ(stated(State::planned, 15, "20240710", q), july_15);
    EXPECT_EQ(stated(State::planned, 15, "20240715", q), july_15);
    EXPECT_EQ(stated(State::planned, 15, "20240716", q), july_over);
    EXPECT_EQ(stated(State::registered, 15, "20240710", q), july_done);
    EXPECT_EQ(stated(State::late, 15, "20240710", q),
              "この福祉事務所の7月分は登録が遅れています。" + ask);
    EXPECT_EQ(stated(State::failed, 15, "20240710", q),
              "この福祉事務所の7月分は登録に失敗し、まだ登録されていません。" + ask);
  }
  // A month of which nothing was stated keeps the usual day.
  Question other = by_card("20240910");
  EXPECT_EQ(stated(State::late, 15, "20240910", other),
            "この福祉事務所の9月分は20日に登録予定です。");
}

TEST(Remarks, A_stated_day_is_clamped_to_the_month) {
  Question q = by_card("20240610");
  Facts f = with(facts(), qualification());
  f.offices[0].calendar = {{*util::Month::parse("202406"), 31, StatedMonth::State::planned, ""}};
  q.today = day("20240630");
  EXPECT_TRUE(says(remark(f, q), "この福祉事務所の6月分は30日に登録予定です。"));
  q.today = day("20240701");
  EXPECT_TRUE(says(remark(f, q), "この福祉事務所の6月分は30日に登録予定でしたが、"));
}

TEST(Remarks, Nothing_is_late_before_its_day_is_over_and_nothing_registered_unless_stated) {
  using State = RegistrationOfMonth::State;
  const auto july = *util::Month::parse("202407");
  Office office;
  EXPECT_FALSE(registration_of(office, july, day("20240731")));
  office.registration_day = 15;
  EXPECT_EQ(registration_of(office, july, day("20240715"))->state, State::planned);
  EXPECT_EQ(registration_of(office, july, day("20240716"))->state, State::overdue);
  EXPECT_TRUE(registration_of(office, july, day("20240716"))->off());
  office.calendar = {{july, 20, StatedMonth::State::planned, ""}};
  EXPECT_EQ(registration_of(office, july, day("20240720"))->state, State::planned);
  EXPECT_FALSE(registration_of(office, july, day("20240720"))->off());
  EXPECT_EQ(registration_of(office, july, day("20240721"))->state, State::overdue);
  for (const auto& [stated, told] : {std::pair(StatedMonth::State::registered, State::registered),
                                     std::pair(StatedMonth::State::late, State::late),
                                     std::pair(StatedMonth::State::failed, State::failed)}) {
    office.calendar.front().state = stated;
    for (const auto* today : {"20240710", "20240801"}) {
      EXPECT_EQ(registration_of(office, july, day(today))->state, told) << today;
    }
    EXPECT_EQ(registration_of(office, july, day("20240801"))->off(), told != State::registered);
  }
}

TEST(Remarks, A_not_disclosed_person_shows_nothing_of_an_offices_calendar) {
  for (const auto state : {StatedMonth::State::planned, StatedMonth::State::late,
                           StatedMonth::State::failed, StatedMonth::State::registered}) {
    Facts hidden = with(facts(), qualification());
    hidden.people.front().qualifications.front().not_disclosed = true;
    hidden.offices.front().calendar = {{*util::Month::parse("202407"), 5, state, "お待ちください"}};
    for (const Question& q : {by_card("20240710"), by_number("20240710")}) {
      EXPECT_EQ(remark(hidden, q), remark(facts(), q)) << "as somebody whom nobody registered";
    }
  }
}

TEST(Remarks, The_offices_own_words_may_name_it_so_they_are_said_by_card_only) {
  const auto late = StatedMonth::State::late;
  EXPECT_NE(stated(late, 15, "20240710", by_card("20240710"), "窓口で承ります。")
                .find("窓口で承ります。"),
            std::string::npos);
  EXPECT_EQ(stated(late, 15, "20240710", by_number("20240710"), "窓口で承ります。")
                .find("窓口で承ります。"),
            std::string::npos);
}

}  // namespace
}  // namespace madoguchi::domain
