#include "domain/identifiers.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "domain/fields.hpp"

namespace madoguchi::domain {
namespace {

bool last_digit_checks(std::string_view number) {
  return check_digit(number.substr(0, number.size() - 1)) == number.back();
}

TEST(CheckDigit, B_every_vector_of_the_appendix) {
  for (const char* valid :
       {"12000006",   "12000014",   "12016010",  "12012019", "12131017",   "12143210",
        "21136015",   "06132013",   "133066",    "138057",   "0110113719", "1010008",
        "1010016",    "0000000",    "33120015",  "54016027", "1310000011", "1310000029",
        "1330000017", "1340000015", "1360000010"}) {
    EXPECT_TRUE(last_digit_checks(valid)) << valid;
  }
  for (const char* invalid : {"12000001", "1010001", "1010010", "12131011", "1234567"}) {
    EXPECT_FALSE(last_digit_checks(invalid)) << invalid;
  }
}

TEST(CheckDigit, the_seeds_sample_numbers_would_be_others) {
  EXPECT_EQ(check_digit("1200000"), '6');
  EXPECT_EQ(check_digit("101000"), '8');
  EXPECT_EQ(check_digit("101001"), '6');
  EXPECT_EQ(check_digit("000000"), '0');
}

TEST(CheckDigit, any_one_wrong_digit_is_noticed) {
  const std::string number = "12131017";
  for (std::size_t at = 0; at < number.size(); ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      auto other = number;
      other[at] = digit;
      EXPECT_EQ(last_digit_checks(other), other == number) << other;
    }
  }
}

TEST(NumberForm, public_expense_number_is_eight_digits_of_law_12_and_a_prefecture) {
  EXPECT_EQ(form_of_public_expense_number("12131017"), NumberForm::ok);
  EXPECT_EQ(form_of_public_expense_number("12131011"), NumberForm::bad_check_digit);
  EXPECT_EQ(form_of_public_expense_number("12470007"), NumberForm::bad_check_digit);
  for (const char* bad : {"", "1213101", "121310170", "54016027", "12481017", "12991017",
                          " 2131017", "1213101x", "１２１３１０１７", "12131017 ", "-2131017"}) {
    EXPECT_EQ(form_of_public_expense_number(bad), NumberForm::bad_format) << bad;
  }
}

TEST(NumberForm, the_seeds_samples_pass_with_a_warning) {
  EXPECT_EQ(form_of_public_expense_number("12000001"), NumberForm::bad_check_digit);
  EXPECT_EQ(form_of_public_expense_number("12000006"), NumberForm::ok);
  EXPECT_EQ(form_of_beneficiary_number("1010001"), NumberForm::bad_check_digit);
  EXPECT_EQ(form_of_beneficiary_number("1010008"), NumberForm::ok);
}

TEST(NumberForm, beneficiary_number_is_seven_digits) {
  EXPECT_EQ(form_of_beneficiary_number("0000000"), NumberForm::ok);
  for (const char* bad : {"", "101000", "10100080", "101000x", " 010008", "1010008\n"}) {
    EXPECT_EQ(form_of_beneficiary_number(bad), NumberForm::bad_format) << bad;
  }
}

TEST(NumberForm, institution_code_is_prefecture_fee_table_and_seven_digits) {
  for (const char* good : {"1310000011", "1310000029", "1330000017", "1340000015", "1360000010",
                           "0110113719", "13B0000010", "13B0000019"}) {
    EXPECT_EQ(form_of_institution_code(good), NumberForm::ok) << good;
  }
  EXPECT_EQ(form_of_institution_code("1310000012"), NumberForm::bad_check_digit);
  EXPECT_EQ(form_of_institution_code("1350000012"), NumberForm::ok);
  for (const char* bad : {"", "131000001", "13100000110", "0010000011", "4810000011", "1320000011",
                          "1370000011", "13b0000010", "13X0000010", "1310000O11", "B310000011",
                          "13 0000011", "あああああああああ1", "131000000あ"}) {
    EXPECT_EQ(form_of_institution_code(bad), NumberForm::bad_format) << bad;
  }
}

TEST(NumberForm, insurer_number_is_eight_digits_or_six_behind_two_blanks) {
  for (const char* good : {"33120015", "06132013", "21136015", "133066", "  133066", "138057"}) {
    EXPECT_EQ(form_of_insurer_number(good), NumberForm::ok) << good;
  }
  EXPECT_EQ(form_of_insurer_number("133067"), NumberForm::bad_check_digit);
  EXPECT_EQ(form_of_insurer_number("  133067"), NumberForm::bad_check_digit);
  for (const char* bad : {"", " 133066", "   33066", "133066  ", "13306", "1330667", "331200155",
                          "  13306x", "        ", "　133066"}) {
    EXPECT_EQ(form_of_insurer_number(bad), NumberForm::bad_format) << bad;
  }
}

TEST(Parse, trims_blanks_and_folds_full_width_digits) {
  EXPECT_EQ(PublicExpenseNumber::parse(" １２００００01　").value().text(), "12000001");
  EXPECT_EQ(BeneficiaryNumber::parse("　0000000 ").value().text(), "0000000");
  EXPECT_EQ(MedicalInstitutionCode::parse("１３１０００００１１").value().text(), "1310000011");
  EXPECT_EQ(MedicalInstitutionCode::parse("13Ｂ0000010").value().text(), "13B0000010");
  EXPECT_EQ(InsurerNumber::parse("  133066").value().text(), "133066");
  EXPECT_EQ(InsurerNumber::parse(" １３３０６６").value().text(), "133066");
  EXPECT_EQ(InsurerNumber::parse("06132013").value().text(), "06132013");
}

TEST(Parse, refuses_with_the_reason_and_repairs_nothing) {
  struct Row {
    const char* text;
    ParseError error;
  };
  for (const auto& row :
       {Row{"", ParseError::empty}, Row{" 　 ", ParseError::empty},
        Row{"1200000", ParseError::length}, Row{"120000061", ParseError::length},
        Row{"1200 0006", ParseError::length}, Row{"120 0006", ParseError::not_digits},
        Row{"1200000O", ParseError::not_digits}, Row{"一二〇〇〇〇〇六", ParseError::not_digits},
        Row{"12-00006", ParseError::not_digits}, Row{"1200000\t", ParseError::not_digits},
        Row{"1200000\xFF", ParseError::not_digits}, Row{"12000006\x80", ParseError::not_digits},
        Row{"33120015", ParseError::law_code}, Row{"25000006", ParseError::law_code},
        Row{"12480006", ParseError::prefecture}}) {
    const auto parsed = PublicExpenseNumber::parse(row.text);
    ASSERT_FALSE(parsed) << row.text;
    EXPECT_EQ(parsed.error(), row.error) << row.text;
  }
  EXPECT_EQ(PublicExpenseNumber::parse(std::string_view("1200000\0", 8)).error(),
            ParseError::not_digits);
  EXPECT_EQ(BeneficiaryNumber::parse("101000").error(), ParseError::length);
  EXPECT_EQ(BeneficiaryNumber::parse("101000a").error(), ParseError::not_digits);
  EXPECT_EQ(MedicalInstitutionCode::parse("1320000011").error(), ParseError::fee_table);
  EXPECT_EQ(MedicalInstitutionCode::parse("0010000011").error(), ParseError::prefecture);
  EXPECT_EQ(MedicalInstitutionCode::parse("131000000あ").error(), ParseError::not_digits);
  EXPECT_EQ(InsurerNumber::parse("1330667").error(), ParseError::length);
  EXPECT_EQ(InsurerNumber::parse("13306a").error(), ParseError::not_digits);
}

TEST(Parse, a_wrong_check_digit_only_warns) {
  EXPECT_FALSE(PublicExpenseNumber::parse("12000001").value().check_digit_ok());
  EXPECT_TRUE(PublicExpenseNumber::parse("12000006").value().check_digit_ok());
  EXPECT_FALSE(BeneficiaryNumber::parse("1010010").value().check_digit_ok());
  EXPECT_FALSE(MedicalInstitutionCode::parse("1310000012").value().check_digit_ok());
  EXPECT_TRUE(MedicalInstitutionCode::parse("13B0000015").value().check_digit_ok());
  EXPECT_TRUE(InsurerNumber::parse("133066").value().check_digit_ok());
  EXPECT_FALSE(InsurerNumber::parse("133067").value().check_digit_ok());
}

TEST(Parse, numbers_are_compared_as_texts) {
  EXPECT_EQ(InsurerNumber::parse("  133066"), InsurerNumber::parse("133066"));
  EXPECT_NE(InsurerNumber::parse("00133066"), InsurerNumber::parse("133066"));
  EXPECT_LT(*BeneficiaryNumber::parse("0000001"), *BeneficiaryNumber::parse("1000000"));
}

TEST(FeeTable, of_every_letter_a_code_may_have) {
  const auto of = [](const char* code) {
    return fee_table_of(MedicalInstitutionCode::parse(code).value());
  };
  EXPECT_EQ(of("1310000011"), FeeTable::medical);
  EXPECT_EQ(of("1330000017"), FeeTable::dental);
  EXPECT_EQ(of("1340000015"), FeeTable::pharmacy);
  EXPECT_EQ(of("1350000012"), FeeTable::care_facility);
  EXPECT_EQ(of("13B0000012"), FeeTable::care_facility);
  EXPECT_EQ(of("1360000010"), FeeTable::visiting_nursing);
}

TEST(Prefecture, has_47_different_names) {
  std::set<std::string_view> names;
  for (int number = 1; number <= 47; ++number) names.insert(prefecture_name(number));
  EXPECT_EQ(names.size(), 47u);
  EXPECT_FALSE(names.contains(""));
  EXPECT_EQ(prefecture_name(1), "北海道");
  EXPECT_EQ(prefecture_name(8), "茨城");
  EXPECT_EQ(prefecture_name(12), "千葉");
  EXPECT_EQ(prefecture_name(13), "東京");
  EXPECT_EQ(prefecture_name(14), "神奈川");
  EXPECT_EQ(prefecture_name(27), "大阪");
  EXPECT_EQ(prefecture_name(30), "和歌山");
  EXPECT_EQ(prefecture_name(40), "福岡");
  EXPECT_EQ(prefecture_name(46), "鹿児島");
  EXPECT_EQ(prefecture_name(47), "沖縄");
  for (const int number : {-1, 0, 48, 1000000}) EXPECT_EQ(prefecture_name(number), "");
}

TEST(PaddedInsurerNumber, is_eight_wide) {
  EXPECT_EQ(padded_insurer_number("133066"), "  133066");
  EXPECT_EQ(padded_insurer_number("33120015"), "33120015");
  EXPECT_EQ(padded_insurer_number(""), "        ");
  EXPECT_EQ(padded_insurer_number("331200155"), "331200155");
}

TEST(Fields, names_and_fields_are_one_to_one) {
  for (std::size_t i = 0; i < result_field_count; ++i) {
    const auto field = static_cast<Field>(i);
    EXPECT_FALSE(element_name(field).empty());
    EXPECT_EQ(field_of(element_name(field)), field);
  }
  for (std::size_t i = 0; i < ticket_field_count; ++i) {
    const auto field = static_cast<TicketField>(i);
    EXPECT_FALSE(element_name(field).empty());
    EXPECT_EQ(ticket_field_of(element_name(field)), field);
  }
}

TEST(Fields, have_the_official_names_and_places) {
  EXPECT_EQ(element_name(Field::InsuredCardClassification), "InsuredCardClassification");
  EXPECT_EQ(element_name(Field::ReferenceNumber), "ReferenceNumber");
  EXPECT_EQ(element_name(TicketField::StatusOfInfecton), "StatusOfInfecton");
  EXPECT_EQ(element_name(TicketField::Remarks3), "Remarks3");
  EXPECT_EQ(parent_element(Field::Name), "");
  EXPECT_EQ(parent_element(Field::ElderlyRecipientValidEndDate), "ElderlyRecipientCertificateInfo");
  EXPECT_EQ(parent_element(Field::LimitApplicationCertificateDate),
            "LimitApplicationCertificateRelatedInfo");
  EXPECT_EQ(parent_element(Field::LimitApplicationCertificateRelatedConsFlg), "");
  for (const char* name : {"", "name", "Name ", "TicketType", "ElderlyRecipientCertificateInfo",
                           "StatusOfInfection"}) {
    EXPECT_EQ(field_of(name), std::nullopt) << name;
  }
  EXPECT_EQ(ticket_field_of("StatusOfInfection"), std::nullopt);
  EXPECT_EQ(ticket_field_of("Name"), std::nullopt);
}

}  // namespace
}  // namespace madoguchi::domain
