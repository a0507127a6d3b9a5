#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

// Units of 資格確認一括照会 (oqs-interface.md §2.5): number inquiries without any consent block.
namespace madoguchi::domain {
namespace {

using namespace world;

const auto t1 = ticket(clinic_x, "202407");

Answer unit_of(const Facts& f, const Question& q) {
  return project_unit(f, q, decide(f, q));
}

TEST(ProjectUnit, D17_shows_the_own_ticket_and_the_reference_number_beside_the_result) {
  const Facts f = with(facts(), qualification(), t1);
  const Answer unit = unit_of(f, by_number("20240710"));
  EXPECT_EQ(unit.validity, Validity::valid);
  ASSERT_EQ(unit.results.size(), 1u);
  EXPECT_EQ(text(value(unit.results[0], Field::InsurerNumber)), "12000001");
  EXPECT_EQ(unit.results[0].tickets.size(), 1u);
  EXPECT_EQ(unit.reference_number, "REF-0000001");
  EXPECT_EQ(value(unit.results[0], Field::ReferenceNumber), nullptr);
  EXPECT_EQ(value(unit.results[0], Field::LimitApplicationCertificateChanged), nullptr);
}

TEST(ProjectUnit, D28_and_D19_are_one_and_tell_nothing) {
  const Facts nothing = with(facts(), qualification());
  const Facts elsewhere = with(facts(), qualification(), ticket(clinic_y, "202407"));
  const Answer unit = unit_of(nothing, by_number("20240710"));
  EXPECT_EQ(unit, unit_of(elsewhere, by_number("20240710")));
  EXPECT_EQ(unit.validity, Validity::invalid);
  EXPECT_EQ(text_of(unit).find("REF-"), std::string::npos);
  EXPECT_EQ(text_of(unit).find("A1"), std::string::npos);
}

TEST(ProjectUnit, D22_and_D3_are_one_and_never_6) {
  auto hidden = qualification();
  hidden.not_disclosed = true;
  const Answer unknown = unit_of(facts(), by_number("20240710"));
  EXPECT_EQ(unknown.validity, Validity::none);
  EXPECT_EQ(unknown, unit_of(with(facts(), hidden, t1), by_number("20240710")));
  auto wrong = by_number("20240710");
  wrong.search.birthdate = day("19900116");
  EXPECT_EQ(unknown, unit_of(with(facts(), qualification(), t1), wrong));
}

TEST(ProjectUnit, D26_insurance_closes_with_whether_its_limit_certificate_changed) {
  Insurance plain = insurance();
  std::erase_if(plain.fields, [](const FieldValue& value) {
    return element_name(value.field).starts_with("LimitApplicationCertificate");
  });
  Insurance certified = plain;
  certified.fields.push_back({Field::LimitApplicationCertificateClassification, "01"});
  const auto changed = [](const Insurance& i, bool consent) {
    auto q = by_insurance("20240710");
    q.search.limit_certificate_consent = consent;
    const Answer unit = unit_of(with(facts(), i), q);
    EXPECT_EQ(value(unit.results.at(0), Field::LimitApplicationCertificateClassification), nullptr);
    EXPECT_EQ(value(unit.results.at(0), Field::LimitApplicationCertificateRelatedConsFlg), nullptr);
    return text(value(unit.results.at(0), Field::LimitApplicationCertificateChanged));
  };
  // Without consent the answer must not depend on whether there is a certificate.
  EXPECT_EQ(changed(plain, false), "1");
  EXPECT_EQ(changed(certified, false), "1");
  EXPECT_EQ(changed(plain, true), "0");
  EXPECT_EQ(changed(certified, true), "1");
}

TEST(ProjectUnit, D26_the_reason_of_loss_never_says_assistance) {
  auto lost = insurance("20200401", "20240110");
  lost.fields.push_back({Field::ReasonOfLoss, "02"});
  const Facts f = with(with(facts(), lost), qualification(), t1);
  const Answer unit = unit_of(f, by_insurance("20240710"));
  EXPECT_EQ(text(value(unit.results.at(0), Field::ReasonOfLoss)), "99");
  EXPECT_EQ(unit.results.size(), 1u);
  EXPECT_EQ(unit.results[0].side, Side::insurance);
  EXPECT_EQ(text_of(unit).find("A1"), std::string::npos);
}

TEST(ProjectUnit, A_refused_decision_is_no_answer) {
  const Facts off = switched_off(with(facts(), qualification(), t1));
  EXPECT_EQ(unit_of(off, by_number("20240710")), Answer{});  // D1
}

}  // namespace
}  // namespace madoguchi::domain
