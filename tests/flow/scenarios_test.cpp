// The rows of the decision table as a clinic sees them: through req/ and res/, and through
// `madoguchi tap` and face/.
#include "flow/requests.hpp"
#include "flow/system.hpp"
#include "util/encoding.hpp"

namespace madoguchi::flow {
namespace {

class Scenarios : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  Question question(std::string_view key) const { return about(recipient(key), system.today()); }
  System system;
};

void expect_error(const Clinic::Came& came, const std::string& code) {
  const auto xml = came.xml();
  EXPECT_EQ(xml.first("SegmentOfResult"), "9");
  EXPECT_EQ(xml.first("ErrorCode"), code) << came.bytes;
  EXPECT_FALSE(xml.first("ErrorMessage").empty());
  EXPECT_EQ(xml.count("QualificationValidity"), 0U);
  EXPECT_EQ(xml.count("ResultOfQualificationConfirmation"), 0U);
}

TEST_F(Scenarios, D7_card_with_a_ticket_shows_it_all) {
  auto& x = system.clinic(clinic_x);
  const auto tapped = x.tap(system.card("R1"));
  ASSERT_EQ(tapped.said.code, 0) << tapped.said.out << tapped.said.err;
  ASSERT_EQ(tapped.files.size(), 1U);
  const auto xml = tapped.files[0].xml();
  EXPECT_EQ(xml.first("QualificationValidity"), "1");
  EXPECT_EQ(xml.first("ReferenceClassification"), "1");
  EXPECT_EQ(xml.first("InsuredCardClassification"), "A1");
  EXPECT_EQ(xml.first("InsurerNumber"), payer);
  EXPECT_EQ(xml.first("InsuredIdentificationNumber"), "1010008");
  EXPECT_EQ(xml.first("InsurerName"), "〇〇市福祉事務所");
  EXPECT_EQ(xml.first("Name"), "生保　一郎");
  EXPECT_EQ(xml.first("NameKana"), "ｾｲﾎ ｲﾁﾛｳ");
  EXPECT_EQ(xml.first("Address"), "〇〇市一丁目１－１");
  EXPECT_EQ(xml.count("MedicalTicketInfo"), 1U);
  EXPECT_EQ(xml.first("IssueNumber"), "00000001");
  EXPECT_EQ(xml.first("DesignatedMedicalInstitutionCode"), clinic_x);
  EXPECT_EQ(xml.first("InjuryName1"), "見本の傷病");
  EXPECT_EQ(xml.count("QualificationConfirmSearchInfo"), 0U);
  EXPECT_NE(tapped.said.out.find("生保　一郎"), std::string::npos) << tapped.said.out;
}

TEST_F(Scenarios, D17_number_of_an_own_ticket_is_valid) {
  auto& x = system.clinic(clinic_x);
  const auto xml = x.send(message(question("R1"))).xml();
  EXPECT_EQ(xml.first("SegmentOfResult"), "1");
  EXPECT_EQ(xml.first("QualificationValidity"), "1");
  EXPECT_EQ(xml.first("ReferenceClassification"), "2");
  EXPECT_EQ(xml.first("InsurerNumber"), payer);
  EXPECT_EQ(xml.first("IssueNumber"), "00000001");
  EXPECT_EQ(xml.first("ArbitraryFileIdentifier"), "ID-1");
}

TEST_F(Scenarios, D4_card_shows_insurance_and_assistance_together) {
  auto& x = system.clinic(clinic_x);
  const auto tapped = x.tap(system.card("R6"));
  ASSERT_EQ(tapped.files.size(), 1U) << tapped.said.out << tapped.said.err;
  const auto xml = tapped.files[0].xml();
  EXPECT_EQ(xml.count("ResultOfQualificationConfirmation"), 2U);
  EXPECT_EQ(xml.count("MedicalTicketInfo"), 1U);
  EXPECT_EQ(xml.first("QualificationValidity"), "1");
}

TEST_F(Scenarios, D26_insurance_numbers_show_the_insurance_only) {
  auto& x = system.clinic(clinic_x);
  auto asked = question("R6");
  asked.payer = insurer;
  asked.number = insured_number;
  asked.symbol = insured_symbol;
  asked.branch = "01";
  const auto came = x.send(message(asked));
  const auto xml = came.xml();
  EXPECT_EQ(xml.first("QualificationValidity"), "1");
  ASSERT_EQ(xml.count("ResultOfQualificationConfirmation"), 1U);
  EXPECT_EQ(xml.first("InsuredCardClassification"), "01");
  for (const auto* hint : {"A1", "1010057", "MedicalTicketInfo", "PublicExpense"}) {
    EXPECT_EQ(came.bytes.find(hint), std::string::npos) << hint;
  }
}

TEST_F(Scenarios, D1_without_the_switch_assistance_does_not_exist) {
  auto& off = system.prepared_clinic(clinic_off);
  off.start();
  auto asked = question("R1");
  asked.institution = clinic_off;
  expect_error(off.send(message(asked)), "E2005");
  const auto tapped = off.tap(system.card("R1"));
  ASSERT_EQ(tapped.files.size(), 1U) << tapped.said.out << tapped.said.err;
  EXPECT_EQ(tapped.files[0].xml().first("QualificationValidity"), "4");
  EXPECT_EQ(tapped.files[0].xml().count("ResultOfQualificationConfirmation"), 0U);
  const auto both = off.tap(system.card("R6"));
  ASSERT_EQ(both.files.size(), 1U);
  EXPECT_EQ(both.files[0].bytes.find("A1"), std::string::npos);
  EXPECT_EQ(both.files[0].xml().first("InsuredCardClassification"), "01");
}

TEST_F(Scenarios, D24_a_future_day_is_an_error) {
  auto& x = system.clinic(clinic_x);
  auto asked = question("R1");
  asked.day = system.today().plus_days(2).text();
  expect_error(x.send(message(asked)), "E3001");
  const auto tapped = x.tap(system.card("R1"), {"--day", asked.day});
  EXPECT_EQ(tapped.said.code, 1);
  EXPECT_NE((tapped.said.out + tapped.said.err).find("E3001"), std::string::npos)
      << tapped.said.out << tapped.said.err;
  EXPECT_TRUE(tapped.files.empty());
}

TEST_F(Scenarios, D18_a_ticket_of_last_month_is_not_valid_today) {
  auto& x = system.clinic(clinic_x);
  const auto today = x.send(message(question("R8"))).xml();
  EXPECT_EQ(today.first("QualificationValidity"), "2");
  EXPECT_EQ(today.count("MedicalTicketInfo"), 0U);
  auto then = question("R8");
  then.day = system.month().first_day().plus_days(-1).text();
  EXPECT_EQ(x.send(message(then)).xml().first("QualificationValidity"), "1");
}

TEST_F(Scenarios, D23_a_ticket_that_comes_late_is_valid_for_the_same_day) {
  auto& x = system.clinic(clinic_x);
  const auto card = system.card("R2");
  EXPECT_EQ(x.tap(card).files.at(0).xml().first("QualificationValidity"), "6");
  system.registered("ticket",
                    ticket_csv({{"R2", "00000022", std::string(clinic_x), system.month()}}));
  EXPECT_EQ(x.tap(card).files.at(0).xml().first("QualificationValidity"), "1");
  EXPECT_EQ(x.send(message(question("R2"))).xml().first("QualificationValidity"), "1");
}

}  // namespace
}  // namespace madoguchi::flow
