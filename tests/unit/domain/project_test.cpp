#include <gtest/gtest.h>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;

const auto t1 = ticket(clinic_x, "202407");

FieldValue shown(Field field, std::string_view value) {
  return {field, std::string(value)};
}
TicketFieldValue shown(TicketField field, std::string_view value) {
  return {field, std::string(value)};
}

Consent consent(ConsentKind kind, bool given) {
  const util::Instant at = util::parse_date_time_in_japan("20240710093000").value();
  return {kind, given, at, at.plus_ms(24LL * 60 * 60 * 1000)};
}

TEST(Project, The_guides_commissioned_screen) {
  auto t = t1;
  t.injury_name2 = "見本傷病二";
  const Answer a = ask(with(facts(), qualification(), t), by_card("20240710"));
  ASSERT_EQ(a.results.size(), 1u);
  EXPECT_EQ(a.results[0].side, Side::assistance);
  EXPECT_EQ(a.results[0].validity, Validity::valid);
  EXPECT_EQ(
      a.results[0].fields,
      (std::vector<FieldValue>{
          shown(Field::InsuredCardClassification, "A1"), shown(Field::InsurerNumber, "12000001"),
          shown(Field::InsuredIdentificationNumber, "1010001"), shown(Field::Name, "生保　一郎"),
          shown(Field::NameOfOther, "生保　壱郎"), shown(Field::NameKana, "ｾｲﾎ ｲﾁﾛｳ"),
          shown(Field::NameOfOtherKana, "ｾｲﾎ ｲﾁ"), shown(Field::Sex1, "1"),
          shown(Field::Birthdate, "19900115"), shown(Field::Address, "見本県見本市一丁目"),
          shown(Field::PostNumber, "999-8888"), shown(Field::QualificationDate, "20240110"),
          shown(Field::InsurerName, "見本市福祉事務所"),
          shown(Field::ReferenceNumber, "REF-0000001")}));
  EXPECT_EQ(a.results[0].tickets,
            (std::vector<std::vector<TicketFieldValue>>{
                {shown(TicketField::TicketType, "01"),
                 shown(TicketField::MedicalTicketValidDate, "20240701"),
                 shown(TicketField::MedicalTicketExpirationDate, "20240731"),
                 shown(TicketField::IssueNumber, "ISSUE-1"),
                 shown(TicketField::MedicalTreatmentMonth, "202407"),
                 shown(TicketField::DesignatedMedicalInstitutionCode, "1310000011"),
                 shown(TicketField::DesignatedMedicalInstitutionFlag, "0"),
                 shown(TicketField::DesignatedMedicalInstitutionName, "見本機関"),
                 shown(TicketField::InjuryName1, "見本傷病"),
                 shown(TicketField::InjuryName2, "見本傷病二"),
                 shown(TicketField::MedicalTreatmentType, "02"),
                 shown(TicketField::SingleOrCombinedUse, "01"),
                 shown(TicketField::StatusOfSocialInsurance, "02")}}));
  EXPECT_TRUE(a.results[0].specific_diseases.empty());
  EXPECT_EQ(a.validity, Validity::valid);
  EXPECT_EQ(a.told, Told::nothing);
  EXPECT_TRUE(a.remarks.empty());
  EXPECT_EQ(a.reference_number, "");
}

TEST(Project, The_guides_uncommissioned_screen) {
  const Answer a = ask(with(facts(), qualification()), by_card("20240710"));
  ASSERT_EQ(a.results.size(), 1u);
  EXPECT_EQ(a.results[0].fields,
            (std::vector<FieldValue>{
                shown(Field::InsuredCardClassification, "A1"), shown(Field::Name, "生保　一郎"),
                shown(Field::NameOfOther, "生保　壱郎"), shown(Field::NameKana, "ｾｲﾎ ｲﾁﾛｳ"),
                shown(Field::NameOfOtherKana, "ｾｲﾎ ｲﾁ"), shown(Field::Sex1, "1"),
                shown(Field::Birthdate, "19900115"), shown(Field::QualificationDate, "20240110"),
                shown(Field::InsurerName, "見本市福祉事務所"),
                shown(Field::ReferenceNumber, "REF-0000001")}));
  EXPECT_TRUE(a.results[0].tickets.empty());
}

TEST(Project, Each_ticket_element_holds_its_own_value) {
  auto t = ticket(pharmacy, "202407", "20240702", "20240730");
  t.issuer_code = "issuer_code";
  t.issuer_name = "issuer_name";
  t.injury_name1 = "injury1";
  t.injury_name2 = "injury2";
  t.injury_name3 = "injury3";
  t.self_pay_amount = "1500";
  t.district_contact = "district";
  t.handling_contact = "handling";
  t.single_or_combined = "02";
  t.social_insurance = "01";
  t.infection = "i";
  t.elderly_medical_care = "e";
  t.prefectural_expenses = "p";
  t.remarks1 = "r1";
  t.remarks2 = "r2";
  t.remarks3 = "r3";
  const Answer a = ask(with(facts(pharmacy), qualification(), t), by_card("20240710"));
  const std::vector<TicketFieldValue> expected{
      shown(TicketField::TicketType, "02"),
      shown(TicketField::MedicalTicketValidDate, "20240702"),
      shown(TicketField::MedicalTicketExpirationDate, "20240730"),
      shown(TicketField::IssueNumber, "ISSUE-1"),
      shown(TicketField::MedicalTreatmentMonth, "202407"),
      shown(TicketField::DesignatedMedicalInstitutionCode, pharmacy),
      shown(TicketField::DesignatedMedicalInstitutionFlag, "0"),
      shown(TicketField::DesignatedMedicalInstitutionName, "見本機関"),
      shown(TicketField::PrescriptionIssuerMedicalInstitutionCode, "issuer_code"),
      shown(TicketField::PrescriptionIssuerMedicalInstitutionName, "issuer_name"),
      shown(TicketField::InjuryName1, "injury1"),
      shown(TicketField::InjuryName2, "injury2"),
      shown(TicketField::InjuryName3, "injury3"),
      shown(TicketField::MedicalTreatmentType, "04"),
      shown(TicketField::SelfPayAmount, "1500"),
      shown(TicketField::DistrictContactName, "district"),
      shown(TicketField::HandlingContactName, "handling"),
      shown(TicketField::SingleOrCombinedUse, "02"),
      shown(TicketField::StatusOfSocialInsurance, "01"),
      shown(TicketField::ConsistencyFlag, "1"),
      shown(TicketField::StatusOfInfecton, "i"),
      shown(TicketField::StatusOfElderlyMedicalCare, "e"),
      shown(TicketField::StatusOfPrefecturalExpenses, "p"),
      shown(TicketField::Remarks1, "r1"),
      shown(TicketField::Remarks2, "r2"),
      shown(TicketField::Remarks3, "r3")};
  EXPECT_EQ(a.results.at(0).tickets.at(0), expected);
}

TEST(Project, The_numbers_shown_are_those_to_bill_under) {
  auto t = t1;
  t.beneficiary = beneficiary_number("0000007");
  for (const Question& q : {by_card("20240710"), by_number("20240710", payer, "0000007")}) {
    const Answer a = ask(with(facts(), qualification(), t), q);
    EXPECT_EQ(text(value(a.results.at(0), Field::InsurerNumber)), payer);
    EXPECT_EQ(text(value(a.results.at(0), Field::InsuredIdentificationNumber)), "0000007");
    EXPECT_EQ(text_of(a).find(beneficiary), std::string::npos);
  }
}

TEST(Project, A_sex_printed_on_the_back_leaves_sex1_unset) {
  auto q = qualification();
  q.person.sex2 = "2";
  const Answer a = ask(with(facts(), q), by_card("20240710"));
  EXPECT_EQ(text(value(a.results.at(0), Field::Sex1)), "3");
  EXPECT_EQ(text(value(a.results.at(0), Field::Sex2)), "2");
}

TEST(Project, An_office_that_is_not_registered_has_no_name) {
  Facts f = with(facts(), qualification());
  f.offices = {f.offices[1]};
  EXPECT_EQ(value(ask(f, by_card("20240710")).results.at(0), Field::InsurerName), nullptr);
}

// Identity of whole answers: what is equal here cannot be told apart in any byte.

TEST(Project, D8_D11_and_D12_are_the_same_answer) {
  Facts none = with(facts(), qualification());
  none.offices[0].registration_day = 15;
  const Answer d8 = ask(none, by_card("20240710"));
  auto mistaken = t1;
  mistaken.ticket_type = "02";
  EXPECT_EQ(ask(with(none, ticket(clinic_y, "202407")), by_card("20240710")), d8);
  EXPECT_EQ(ask(with(none, ticket(pharmacy, "202407")), by_card("20240710")), d8);
  EXPECT_EQ(ask(with(none, mistaken), by_card("20240710")), d8);
  EXPECT_EQ(d8.told, Told::unregistered);
}

TEST(Project, D19_and_D28_are_the_same_answer) {
  Facts none = with(facts(), qualification());
  none.offices[0].registration_day = 15;
  const Answer d28 = ask(none, by_number("20240710"));
  EXPECT_EQ(ask(with(none, ticket(clinic_y, "202407")), by_number("20240710")), d28);
  EXPECT_EQ(ask(with(none, ticket(pharmacy, "202407")), by_number("20240710")), d28);
  EXPECT_EQ(d28.told, Told::unregistered_by_number);
  EXPECT_TRUE(d28.results.empty());
}

TEST(Project, The_three_causes_of_D22_are_the_same_answer) {
  Facts nobody = facts();
  nobody.people.clear();
  const Answer unknown = ask(nobody, by_number("20240710"));
  auto secret = qualification();
  secret.not_disclosed = true;
  EXPECT_EQ(ask(with(facts(), qualification(), t1, insurance()),
                by_number("20240710", payer, beneficiary, "19900116")),
            unknown);
  EXPECT_EQ(ask(with(facts(), secret, t1, insurance()), by_number("20240710")), unknown);
  EXPECT_EQ(ask(with(facts(), qualification("20240711")), by_number("20240710")), unknown);
  EXPECT_EQ(unknown.validity, Validity::none);
  EXPECT_EQ(unknown.told, Told::no_qualification);
  EXPECT_TRUE(unknown.results.empty());
}

TEST(Project, By_card_D1_D3_D16_and_D27_are_the_same_answer) {
  auto secret = qualification();
  secret.not_disclosed = true;
  for (const bool insured : {true, false}) {
    const Facts base = insured ? with(facts(), insurance()) : facts();
    const Answer never = ask(base, by_card("20240710"));
    EXPECT_EQ(ask(switched_off(with(base, qualification(), t1)), by_card("20240710")), never);
    EXPECT_EQ(ask(with(base, secret, t1), by_card("20240710")), never);
    EXPECT_EQ(ask(with(base, qualification("20230110", "20240201"), t1), by_card("20240710")),
              never);
    EXPECT_EQ(ask(with(base, qualification("20240711"), t1), by_card("20240710")), never);
    if (insured) {
      EXPECT_EQ(ask(with(base, qualification("20230110", "20240701"), t1), by_card("20240710")),
                never);
      EXPECT_TRUE(never.remarks.empty());
    } else {
      EXPECT_EQ(never.told, Told::no_qualification);
    }
  }
}

TEST(Project, Insurance_ended_is_told_the_same_whatever_hides_the_assistance) {
  const Facts base = with(facts(), insurance("20200401", "20240601"));
  const Answer never = ask(base, by_card("20240710"));
  auto secret = qualification();
  secret.not_disclosed = true;
  EXPECT_EQ(never.told, Told::ended);
  EXPECT_EQ(ask(with(base, secret, t1), by_card("20240710")), never);
  EXPECT_EQ(ask(switched_off(with(base, qualification(), t1)), by_card("20240710")), never);
}

TEST(Project, D19_under_Q2_carries_the_flag_and_nothing_else) {
  Question q = by_number("20240710");
  q.settings.number_inquiry_other_institution_flag = true;
  const Facts f = with(facts(), qualification(), ticket(clinic_y, "202407"));
  const Answer a = ask(f, q);
  ASSERT_EQ(shape(a), "A2");
  EXPECT_EQ(a.results[0].fields,
            (std::vector<FieldValue>{shown(Field::InsuredCardClassification, "A1")}));
  EXPECT_EQ(a.results[0].tickets, (std::vector<std::vector<TicketFieldValue>>{{shown(
                                      TicketField::DesignatedMedicalInstitutionFlag, "1")}}));
  EXPECT_EQ(a.told, Told::unregistered_by_number);
  EXPECT_TRUE(ask(with(facts(), qualification()), q).results.empty()) << "D28";
  EXPECT_TRUE(ask(f, by_number("20240710")).results.empty()) << "without the setting";
  Question card = by_card("20240710");
  card.settings.number_inquiry_other_institution_flag = true;
  EXPECT_EQ(shape(ask(f, card)), "A6");
  EXPECT_TRUE(ask(f, card).results[0].tickets.empty());
}

TEST(Project, Consistency_flag_by_card_compares_with_the_asked_day) {
  const auto flag = [](std::string_view stated, std::string_view start, std::string_view on) {
    auto t = ticket(clinic_x, "202407");
    t.social_insurance = stated;
    Facts f = with(facts(), qualification(), t);
    if (!start.empty()) f = with(f, insurance(start));
    return text(
        value(ask(f, by_card(on)).results.at(0).tickets.at(0), TicketField::ConsistencyFlag));
  };
  EXPECT_EQ(flag("01", "", "20240710"), "1");
  EXPECT_EQ(flag("01", "20240710", "20240710"), "(absent)");
  EXPECT_EQ(flag("01", "20240711", "20240710"), "1");
  EXPECT_EQ(flag("02", "", "20240710"), "(absent)");
  EXPECT_EQ(flag("02", "20240710", "20240710"), "1");
  EXPECT_EQ(flag("02", "20240711", "20240710"), "(absent)");
  EXPECT_EQ(flag("", "", "20240710"), "(absent)");
  EXPECT_EQ(flag("", "20240101", "20240710"), "(absent)");
}

TEST(Project, Consistency_flag_never_by_number) {
  auto t = t1;
  t.social_insurance = "01";
  const Facts f = with(facts(), qualification(), t);
  EXPECT_EQ(value(ask(f, by_number("20240710")).results.at(0).tickets.at(0),
                  TicketField::ConsistencyFlag),
            nullptr);
}

TEST(Project, Consents_are_written_by_card_as_they_were_asked) {
  Question q = by_card("20240710");
  q.consents = {consent(ConsentKind::medication, true), consent(ConsentKind::operation, false),
                consent(ConsentKind::limit_certificate, true)};
  const Answer a = ask(with(facts(), qualification(), t1, insurance()), q);
  ASSERT_EQ(shape(a), "A1 I1");
  for (const ResultAnswer& r : a.results) {
    EXPECT_EQ(text(value(r, Field::PharmacistsInfoConsFlg)), "1");
    EXPECT_EQ(text(value(r, Field::PharmacistsInfoConsTime)), "20240710093000");
    EXPECT_EQ(text(value(r, Field::PharmacistsInfoAvailableTime)), "20240711093000");
    EXPECT_EQ(text(value(r, Field::OperationInfoConsFlg)), "0");
    EXPECT_EQ(value(r, Field::OperationInfoConsTime), nullptr);
    EXPECT_EQ(value(r, Field::OperationInfoAvailableTime), nullptr);
    EXPECT_EQ(text(value(r, Field::LimitApplicationCertificateRelatedConsFlg)), "1");
    EXPECT_EQ(text(value(r, Field::LimitApplicationCertificateRelatedConsTime)), "20240710093000");
    EXPECT_EQ(value(r, Field::DiagnosisInfoConsFlg), nullptr);
    EXPECT_EQ(value(r, Field::SpecificHealthCheckupsInfoConsFlg), nullptr);
    EXPECT_EQ(value(r, Field::SpecificDiseasesCertificateRelatedConsFlg), nullptr);
  }
}

TEST(Project, Each_consent_has_its_own_elements) {
  const std::vector<std::tuple<ConsentKind, std::string, bool>> kinds{
      {ConsentKind::limit_certificate, "LimitApplicationCertificateRelated", false},
      {ConsentKind::specific_diseases, "SpecificDiseasesCertificateRelated", false},
      {ConsentKind::health_checkups, "SpecificHealthCheckupsInfo", true},
      {ConsentKind::medication, "PharmacistsInfo", true},
      {ConsentKind::diagnosis, "DiagnosisInfo", true},
      {ConsentKind::operation, "OperationInfo", true}};
  for (const auto& [kind, stem, history] : kinds) {
    Question q = by_card("20240710");
    q.consents = {consent(kind, true)};
    const Answer a = ask(with(facts(), qualification()), q);
    std::vector<std::string> written;
    for (const FieldValue& f : a.results.at(0).fields) {
      const std::string name(element_name(f.field));
      if (name.ends_with("ConsFlg") || name.ends_with("Time")) written.push_back(name);
    }
    std::vector<std::string> expected{stem + "ConsFlg", stem + "ConsTime"};
    if (history) expected.push_back(stem + "AvailableTime");
    EXPECT_EQ(written, expected);
  }
}

TEST(Project, Consents_stand_in_no_result_that_is_not_valid) {
  Question q = by_card("20240710");
  q.consents = {consent(ConsentKind::medication, true)};
  const Answer a = ask(
      with(facts(), qualification("20240110", "20240701"), insurance("20200401", "20240601")), q);
  ASSERT_EQ(shape(a), "A2 I2");
  EXPECT_EQ(text_of(a).find("Cons"), std::string::npos);
  EXPECT_EQ(text_of(a).find("AvailableTime"), std::string::npos);
}

TEST(Project, Consents_do_not_exist_in_a_number_inquiry) {
  Question q = by_number("20240710");
  q.consents = {consent(ConsentKind::medication, true)};
  EXPECT_EQ(text_of(ask(with(facts(), qualification(), t1), q)).find("Cons"), std::string::npos);
  Question insured = by_insurance("20240710");
  insured.consents = q.consents;
  EXPECT_EQ(text_of(ask(with(facts(), insurance()), insured)).find("Cons"), std::string::npos);
}

Insurance rich_insurance() {
  Insurance i = insurance("20200401");
  i.fields.push_back({Field::ElderlyRecipientContributionRatio, "020"});
  i.fields.push_back({Field::LimitApplicationCertificateClassification, "01"});
  i.fields.push_back({Field::LimitApplicationCertificateClassificationFlag, "A02"});
  i.fields.push_back({Field::LimitApplicationCertificateDate, "20240401"});
  i.fields.push_back({Field::LimitApplicationCertificateValidStartDate, "20240401"});
  i.fields.push_back({Field::LimitApplicationCertificateValidEndDate, "20250331"});
  i.fields.push_back({Field::LimitApplicationCertificateLongTermDate, "20240501"});
  i.specific_diseases = {{"1", "20240401", "20240401", "20250331", "10000"}};
  return i;
}

bool has_limit_certificate(const Answer& a) {
  int found = 0;
  for (const Field field :
       {Field::LimitApplicationCertificateClassification,
        Field::LimitApplicationCertificateClassificationFlag,
        Field::LimitApplicationCertificateDate, Field::LimitApplicationCertificateValidStartDate,
        Field::LimitApplicationCertificateValidEndDate,
        Field::LimitApplicationCertificateLongTermDate}) {
    if (value(a.results.at(0), field)) ++found;
  }
  EXPECT_TRUE(found == 0 || found == 6);
  return found == 6;
}

TEST(ProjectInsurance, Everything_registered_is_shown_in_the_order_of_the_dictionary) {
  Facts f = with(facts(), insurance());
  auto& fields = f.people[0].insurances[0].fields;
  std::reverse(fields.begin(), fields.end());
  const Answer a = ask(f, by_insurance("20240710"));
  EXPECT_EQ(a.results.at(0).fields,
            (std::vector<FieldValue>{
                shown(Field::InsuredCardClassification, "01"),
                shown(Field::InsurerNumber, "33120015"), shown(Field::InsuredCardSymbol, "記12"),
                shown(Field::InsuredIdentificationNumber, "778899"),
                shown(Field::InsuredBranchNumber, "01"), shown(Field::Name, "生保　一郎"),
                shown(Field::Sex1, "1"), shown(Field::Birthdate, "19900115"),
                shown(Field::QualificationDate, "20200401"),
                shown(Field::InsurerName, "見本健康保険組合"),
                shown(Field::ReferenceNumber, "REF-0000001")}));
  EXPECT_EQ(a.results[0].side, Side::insurance);
  EXPECT_EQ(a.results[0].validity, Validity::valid);
}

TEST(ProjectInsurance, A_six_digit_insurer_number_is_padded) {
  Facts f = with(facts(), insurance());
  f.people[0].insurances[0].fields[1].value = "133066";
  EXPECT_EQ(text(value(ask(f, by_card("20240710")).results.at(0), Field::InsurerNumber)),
            "  133066");
  f.people[0].insurances[0].fields.erase(f.people[0].insurances[0].fields.begin() + 1);
  EXPECT_EQ(value(ask(f, by_card("20240710")).results.at(0), Field::InsurerNumber), nullptr);
}

TEST(ProjectInsurance, Limit_certificate_only_with_consent) {
  const Facts f = with(facts(), rich_insurance());
  Question number = by_insurance("20240710");
  EXPECT_FALSE(has_limit_certificate(ask(f, number)));
  number.consents = {consent(ConsentKind::limit_certificate, true)};
  EXPECT_FALSE(has_limit_certificate(ask(f, number)));
  number.search.limit_certificate_consent = true;
  EXPECT_TRUE(has_limit_certificate(ask(f, number)));
  EXPECT_EQ(text(value(ask(f, number).results.at(0), Field::ElderlyRecipientContributionRatio)),
            "020");

  Question card = by_card("20240710");
  EXPECT_FALSE(has_limit_certificate(ask(f, card)));
  card.search.limit_certificate_consent = true;
  EXPECT_FALSE(has_limit_certificate(ask(f, card)));
  card.consents = {consent(ConsentKind::limit_certificate, false),
                   consent(ConsentKind::specific_diseases, true)};
  EXPECT_FALSE(has_limit_certificate(ask(f, card)));
  card.consents = {consent(ConsentKind::limit_certificate, true)};
  EXPECT_TRUE(has_limit_certificate(ask(f, card)));
}

TEST(ProjectInsurance, Specific_diseases_only_by_card_with_their_consent) {
  const Facts f = with(facts(), rich_insurance());
  Question card = by_card("20240710");
  EXPECT_TRUE(ask(f, card).results.at(0).specific_diseases.empty());
  card.consents = {consent(ConsentKind::specific_diseases, false),
                   consent(ConsentKind::limit_certificate, true)};
  EXPECT_TRUE(ask(f, card).results.at(0).specific_diseases.empty());
  card.consents = {consent(ConsentKind::specific_diseases, true)};
  EXPECT_EQ(ask(f, card).results.at(0).specific_diseases, rich_insurance().specific_diseases);
  Question number = by_insurance("20240710");
  number.search.limit_certificate_consent = true;
  number.consents = card.consents;
  EXPECT_TRUE(ask(f, number).results.at(0).specific_diseases.empty());
}

TEST(ProjectInsurance, Neither_of_them_in_bulk) {
  auto combined = t1;
  combined.single_or_combined = "02";
  const Facts f = with(facts(), qualification(), combined, rich_insurance());
  const Answer a = project_bulk(f, month("202407"), decide_bulk(f, 0, month("202407"), {}), {});
  ASSERT_EQ(shape(a), "A1 I1");
  EXPECT_EQ(text_of(a).find("LimitApplication"), std::string::npos);
  EXPECT_TRUE(a.results[1].specific_diseases.empty());
  EXPECT_EQ(value(a.results[1], Field::ReferenceNumber), nullptr);
  EXPECT_EQ(a.reference_number, "REF-0000001");
}

TEST(ProjectInsurance, Reason_of_loss_02_is_told_by_card_only) {
  const auto told = [](std::string_view registered, const Question& q) {
    auto lost = insurance("20200401", "20240110");
    lost.fields.push_back({Field::ReasonOfLoss, std::string(registered)});
    return text(value(ask(with(facts(), lost), q).results.at(0), Field::ReasonOfLoss));
  };
  EXPECT_EQ(told("02", by_card("20240710")), "02");
  EXPECT_EQ(told("02", by_insurance("20240710")), "99");
  EXPECT_EQ(told("01", by_insurance("20240710")), "01");
  EXPECT_EQ(told("03", by_insurance("20240710")), "03");
  EXPECT_EQ(told("99", by_insurance("20240710")), "99");
  Question telling = by_insurance("20240710");
  telling.settings.tell_reason_of_loss = true;
  EXPECT_EQ(told("02", telling), "02");
  EXPECT_EQ(value(ask(with(facts(), insurance("20200401", "20240110")), by_insurance("20240710"))
                      .results.at(0),
                  Field::ReasonOfLoss),
            nullptr);
}

TEST(ProjectInsurance, D1_and_D3_mask_reason_02_also_by_card) {
  auto lost = insurance("20200401", "20240110");
  lost.fields.push_back({Field::ReasonOfLoss, "02"});
  auto hidden = qualification();
  hidden.not_disclosed = true;
  const auto told = [](const Facts& f) {
    const Answer a = ask(f, by_card("20240710"));
    return text(value(a.results.at(0), Field::ReasonOfLoss));
  };
  const Facts never = with(facts(), lost);
  EXPECT_EQ(told(never), "02");
  EXPECT_EQ(told(with(never, hidden)), "99");
  EXPECT_EQ(told(switched_off(with(never, qualification()))), "99");
}

TEST(ProjectInsurance, Reference_number_as_in_the_columns) {
  const auto shows = [](const Insurance& i, const Question& q) {
    return value(ask(with(facts(), i), q).results.at(0), Field::ReferenceNumber) != nullptr;
  };
  const auto ended = insurance("20200401", "20240110");
  EXPECT_TRUE(shows(insurance(), by_card("20240710")));
  EXPECT_TRUE(shows(ended, by_card("20240710")));
  EXPECT_TRUE(shows(insurance(), by_insurance("20240710")));
  EXPECT_FALSE(shows(ended, by_insurance("20240710")));
}

TEST(ProjectInsurance, An_insurer_cannot_register_consents_or_reference_numbers) {
  for (std::size_t n = 0; n < result_field_count; ++n) {
    const auto field = static_cast<Field>(n);
    const std::string name(element_name(field));
    const bool foreign = name.ends_with("ConsFlg") || name.ends_with("ConsTime") ||
                         name.ends_with("AvailableTime") || field == Field::ReferenceNumber ||
                         field == Field::LimitApplicationCertificateChanged;
    Insurance i = insurance();
    i.fields = {{field, "FILLED"}, {Field::InsuredCardClassification, "01"}};
    Question q = by_card("20240710");
    Facts f = with(facts(), i);
    f.people[0].reference_number.clear();
    q.consents = {consent(ConsentKind::limit_certificate, true)};
    const ResultAnswer r = ask(f, q).results.at(0);
    if (field == Field::InsuredCardClassification) continue;
    if (field == Field::LimitApplicationCertificateRelatedConsFlg ||
        field == Field::LimitApplicationCertificateRelatedConsTime) {
      EXPECT_NE(text(value(r, field)), "FILLED");
    } else {
      EXPECT_EQ(value(r, field) != nullptr, !foreign) << name;
    }
  }
}

TEST(Project, Several_verdicts_keep_their_order_and_a_refusal_is_no_answer) {
  const Facts f = with(facts(), qualification(), t1);
  Question q = by_card("20240710");
  q.today = day("20240709");
  EXPECT_EQ(ask(f, q), Answer{});
}

}  // namespace
}  // namespace madoguchi::domain
