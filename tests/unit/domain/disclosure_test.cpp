#include <gtest/gtest.h>

#include <map>
#include <set>

#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;

// The matrix of 4.4 written out by hand: for each column everything that may be written, and for
// each other element of the dictionary (by `InEachColumn`) nothing. Columns: 1, 6, 2 card, 2 no., 3
// card, 3 no., 4.
struct MatrixRow {
  std::string_view element;
  std::string_view allowed;  // one character per column, + or -
};

const std::vector<MatrixRow> matrix{
    {"InsuredCardClassification", "+++-+--"},
    {"InsurerNumber", "+------"},
    {"InsuredCardSymbol", "-------"},
    {"InsuredIdentificationNumber", "+------"},
    {"InsuredBranchNumber", "-------"},
    {"PersonalFamilyClassification", "-------"},
    {"InsuredName", "-------"},
    {"Name", "+++-+--"},
    {"NameOfOther", "+++-+--"},
    {"NameKana", "+++-+--"},
    {"NameOfOtherKana", "+++-+--"},
    {"Sex1", "+++-+--"},
    {"Sex2", "+++-+--"},
    {"Birthdate", "+++-+--"},
    {"Address", "+------"},
    {"PostNumber", "+------"},
    {"QualificationDate", "+++----"},
    {"DisqualificationDate", "+-+----"},
    {"InsuredCertificateIssuanceDate", "-------"},
    {"InsuredCardValidDate", "-------"},
    {"InsuredCardExpirationDate", "-------"},
    {"InsuredPartialContributionRatio", "-------"},
    {"PreschoolClassification", "-------"},
    {"ReasonOfLoss", "-------"},
    {"InsurerName", "+++----"},
    {"ElderlyRecipientCertificateDate", "-------"},
    {"ElderlyRecipientValidStartDate", "-------"},
    {"ElderlyRecipientValidEndDate", "-------"},
    {"ElderlyRecipientContributionRatio", "-------"},
    {"LimitApplicationCertificateChanged", "-------"},
    {"LimitApplicationCertificateRelatedConsFlg", "++-----"},
    {"LimitApplicationCertificateRelatedConsTime", "++-----"},
    {"LimitApplicationCertificateClassification", "-------"},
    {"LimitApplicationCertificateClassificationFlag", "-------"},
    {"LimitApplicationCertificateDate", "-------"},
    {"LimitApplicationCertificateValidStartDate", "-------"},
    {"LimitApplicationCertificateValidEndDate", "-------"},
    {"LimitApplicationCertificateLongTermDate", "-------"},
    {"SpecificDiseasesCertificateRelatedConsFlg", "++-----"},
    {"SpecificDiseasesCertificateRelatedConsTime", "++-----"},
    {"SpecificHealthCheckupsInfoConsFlg", "++-----"},
    {"SpecificHealthCheckupsInfoConsTime", "++-----"},
    {"SpecificHealthCheckupsInfoAvailableTime", "++-----"},
    {"PharmacistsInfoConsFlg", "++-----"},
    {"PharmacistsInfoConsTime", "++-----"},
    {"PharmacistsInfoAvailableTime", "++-----"},
    {"DiagnosisInfoConsFlg", "++-----"},
    {"DiagnosisInfoConsTime", "++-----"},
    {"DiagnosisInfoAvailableTime", "++-----"},
    {"OperationInfoConsFlg", "++-----"},
    {"OperationInfoConsTime", "++-----"},
    {"OperationInfoAvailableTime", "++-----"},
    {"ReferenceNumber", "+++-+--"},
};

constexpr std::array columns{
    Column::valid,      Column::valid_unregistered, Column::invalid_card, Column::invalid_number,
    Column::newer_card, Column::newer_number,       Column::none};

TEST(Disclosure, The_matrix_in_each_column_and_row) {
  ASSERT_EQ(matrix.size(), result_field_count);
  std::set<Field> seen;
  for (const MatrixRow& row : matrix) {
    const auto field = field_of(row.element);
    ASSERT_TRUE(field) << row.element;
    EXPECT_TRUE(seen.insert(*field).second) << row.element;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      EXPECT_EQ(allowed(columns[c], *field), row.allowed[c] == '+')
          << row.element << " in column " << c;
    }
  }
}

TEST(Disclosure, Tickets_are_shown_in_column_1_only) {
  for (const Column column : columns) {
    EXPECT_EQ(ticket_fields_allowed(column), column == Column::valid);
  }
}

// Everything that can be registered, filled.
Facts filled() {
  auto q = qualification("20240110", "20250331");
  q.person.sex2 = "1";
  auto t = ticket(clinic_x, "202407");
  t.issuer_code = clinic_y;
  t.issuer_name = "発行元医院";
  t.injury_name2 = "傷病二";
  t.injury_name3 = "傷病三";
  t.self_pay_amount = "1500";
  t.district_contact = "地区担当";
  t.handling_contact = "取扱担当";
  t.social_insurance = "01";
  t.infection = "02";
  t.elderly_medical_care = "02";
  t.prefectural_expenses = "01";
  t.remarks1 = "備考一";
  t.remarks2 = "備考二";
  t.remarks3 = "備考三";
  return with(facts(), q, t);
}

Question with_consents(Question q) {
  for (const ConsentKind kind : {ConsentKind::limit_certificate, ConsentKind::specific_diseases,
                                 ConsentKind::health_checkups, ConsentKind::medication,
                                 ConsentKind::diagnosis, ConsentKind::operation}) {
    const util::Instant at = util::parse_date_time_in_japan("20240710093000").value();
    q.consents.push_back({kind, true, at, at.plus_ms(24LL * 60 * 60 * 1000)});
  }
  return q;
}

std::set<std::string> elements(const ResultAnswer& result) {
  std::set<std::string> names;
  for (const FieldValue& f : result.fields) names.emplace(element_name(f.field));
  return names;
}

std::set<std::string> column_elements(std::size_t column) {
  std::set<std::string> names;
  for (const MatrixRow& row : matrix) {
    if (row.allowed[column] == '+') names.emplace(row.element);
  }
  return names;
}

// The same matrix once more on whole answers, each filled as far as it can be.
TEST(Disclosure, Answers_by_card_hold_exactly_their_column) {
  const Facts f = filled();
  const Answer valid = ask(f, with_consents(by_card("20240710")));
  ASSERT_EQ(shape(valid), "A1");
  EXPECT_EQ(elements(valid.results[0]), column_elements(0));
  EXPECT_EQ(valid.results[0].tickets.at(0).size(), ticket_field_count);

  const Answer unregistered = ask(f, with_consents(by_card("20240810")));
  ASSERT_EQ(shape(unregistered), "A6");
  EXPECT_EQ(elements(unregistered.results[0]), column_elements(1));
  EXPECT_TRUE(unregistered.results[0].tickets.empty());

  Question later = with_consents(by_card("20250401"));
  later.today = later.day;
  const Answer ended = ask(f, later);
  ASSERT_EQ(shape(ended), "A2");
  EXPECT_EQ(elements(ended.results[0]), column_elements(2));
  EXPECT_TRUE(ended.results[0].tickets.empty());
}

TEST(Disclosure, Answers_by_number_hold_column_1_without_consents_or_nothing) {
  const Facts f = filled();
  std::set<std::string> expected = column_elements(0);
  std::erase_if(expected, [](const std::string& name) {
    return name.ends_with("ConsFlg") || name.ends_with("ConsTime") ||
           name.ends_with("AvailableTime");
  });
  Question valid = with_consents(by_number("20240710"));
  valid.search.limit_certificate_consent = true;
  const Answer a = ask(f, valid);
  ASSERT_EQ(shape(a), "A1");
  EXPECT_EQ(elements(a.results[0]), expected) << "consents belong to the card";
  EXPECT_EQ(a.results[0].tickets.at(0).size(), ticket_field_count - 1) << "no ConsistencyFlag";
  EXPECT_EQ(value(a.results[0].tickets[0], TicketField::ConsistencyFlag), nullptr);

  EXPECT_TRUE(ask(f, by_number("20240810")).results.empty());
  Question later = by_number("20250401");
  later.today = later.day;
  EXPECT_TRUE(ask(f, later).results.empty());
}

// Columns that no row of the table reaches by card, asked of the projection itself.
TEST(Disclosure, A_newer_qualification_by_card_would_show_the_person_only) {
  const Facts f = filled();
  Decision d = decide(f, by_card("20240810"));
  d.verdicts.at(0).validity = Validity::invalid_newer;
  const Answer a = project(f, with_consents(by_card("20240810")), d);
  ASSERT_EQ(shape(a), "A3");
  EXPECT_EQ(elements(a.results[0]), column_elements(4));
}

TEST(Disclosure, State_6_by_number_would_show_nothing) {
  const Facts f = filled();
  const Decision d = decide(f, by_card("20240810"));
  ASSERT_EQ(d.validity, Validity::valid_unregistered);
  EXPECT_TRUE(project(f, by_number("20240810"), d).results.empty());
}

TEST(Disclosure, Tickets_are_shown_by_column_even_when_a_verdict_carries_them) {
  const Facts f = filled();
  for (const Validity v :
       {Validity::valid_unregistered, Validity::invalid, Validity::invalid_newer}) {
    Decision d = decide(f, by_card("20240710"));
    d.verdicts.at(0).validity = v;
    const std::string text = text_of(project(f, by_card("20240710"), d));
    EXPECT_EQ(text.find("ticket"), std::string::npos);
    EXPECT_EQ(text.find(payer), std::string::npos);
    EXPECT_EQ(text.find(beneficiary), std::string::npos);
  }
}

TEST(Disclosure, In_state_6_no_number_address_or_ticket_is_anywhere_in_the_text) {
  Facts f = filled();
  f.people[0].tickets[0].institution_code = clinic_y;
  const std::string text = text_of(ask(f, with_consents(by_card("20240710"))));
  for (const std::string_view secret :
       {payer, beneficiary, std::string_view("見本県見本市一丁目"), std::string_view("999-8888"),
        std::string_view("ISSUE-1"), clinic_y, std::string_view("見本機関"),
        std::string_view("見本傷病"), std::string_view("1500"), std::string_view("20250331"),
        std::string_view("ticket")}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(text.find("生保　一郎"), std::string::npos);
  EXPECT_NE(text.find("見本市福祉事務所"), std::string::npos);
  EXPECT_NE(text.find("REF-0000001"), std::string::npos);
}

TEST(Disclosure, The_reason_and_the_kind_of_loss_are_told_to_nobody) {
  auto q = qualification("20240110", "20240701");
  q.reason_of_loss = "01";
  auto suspended = q;
  suspended.loss_kind = LossKind::suspended;
  suspended.reason_of_loss = "99";
  EXPECT_EQ(ask(with(facts(), q), by_card("20240710")),
            ask(with(facts(), suspended), by_card("20240710")));
  EXPECT_EQ(ask(with(facts(), q), by_number("20240710")),
            ask(with(facts(), suspended), by_number("20240710")));
}

}  // namespace
}  // namespace madoguchi::domain
