#include "oqs/screen.hpp"

#include <gtest/gtest.h>

#include "unit/oqs/fixtures.hpp"

namespace madoguchi::oqs {
namespace {

using namespace fixtures;

std::string screen(const domain::Answer& answer, Language language = Language::japanese) {
  return screen_text(
      read_result(write_qualification_result(answer_header(), answer, nullptr, {})).value(),
      language);
}

domain::Answer only(domain::Validity validity, const std::string& code,
                    const std::string& message) {
  domain::Answer answer;
  answer.validity = validity;
  answer.remarks = {{code, message}};
  return answer;
}

TEST(Screen, The_guides_first_picture) {
  EXPECT_EQ(screen(valid_answer()),
            "○：この資格は有効です。\n"
            "照会番号：0000001\n"
            "公費負担者番号：12000001　福祉事務所名：〇〇市福祉事務所\n"
            "受給者番号：1010001\n"
            "氏名：生保　一郎　性別：男　生年月日：平成2年1月15日\n"
            "医療券/調剤券別：医療券　診療年月：令和6年7月\n"
            "指定医療機関名：●●医療機関　単独/併用別：単独\n"
            "有効開始年月日：令和6年7月1日\n"
            "有効終了年月日：令和6年7月31日\n"
            "傷病名1：XXX　傷病名2：XXX　傷病名3：XXX\n"
            "次の一手：そのまま受付できます。\n");
}

TEST(Screen, The_guides_second_picture) {
  EXPECT_EQ(screen(unregistered_answer()),
            "○：この資格は有効です。(医療券/調剤券情報が未登録です。)\n"
            "照会番号：0000001\n"
            "公費負担者番号：－　福祉事務所名：〇〇市福祉事務所\n"
            "受給者番号：－\n"
            "氏名：生保　一郎　性別：男　生年月日：平成2年1月15日\n"
            "医療券/調剤券別：－　診療年月：－\n"
            "指定医療機関名：－　単独/併用別：－\n"
            "有効開始年月日：－\n"
            "有効終了年月日：－\n"
            "傷病名1：－　傷病名2：－　傷病名3：－\n"
            "次の一手：医療券/調剤券情報が未登録です。\n");
}

TEST(Screen, S4_3_first_line_by_validity_and_then_the_next_step) {
  using domain::Validity;
  EXPECT_EQ(screen(only(Validity::invalid, "N0002", "終了。")),
            "×：この資格は無効です。\n次の一手：終了。\n");
  EXPECT_EQ(screen(only(Validity::invalid, "N0028", "電話。")),
            "×：この資格は無効です。(医療券/調剤券情報が未登録です。)\n次の一手：電話。\n");
  EXPECT_EQ(screen(only(Validity::invalid_newer, "N0003", "新。")),
            "×：この資格は無効です。(新しい資格があります。)\n次の一手：新。\n");
  EXPECT_EQ(screen(only(Validity::none, "N0004", "なし。")),
            "×：該当する資格がありません。\n次の一手：なし。\n");
  EXPECT_TRUE(screen(only(Validity::several, "N0005", "枝番。"))
                  .starts_with("×：複数の方が該当しました。\n"));
}

TEST(Screen, Insurance_and_assistance_stand_under_one_another) {
  auto answer = unregistered_answer();  // D5
  answer.results.push_back(insured_person());
  const auto text = screen(answer);
  EXPECT_LT(text.find("【医療扶助】"), text.find("【医療保険】"));
  EXPECT_TRUE(has(text,
                  "保険者番号：  133066　保険者名称：見本健康保険組合\n"
                  "記号：品川　番号：00123　枝番：01\n"
                  "氏名：保険　花子　性別：女　生年月日：昭和64年1月7日\n"
                  "資格取得年月日：－　資格喪失年月日：－\n"
                  "有効開始年月日：令和6年4月1日　有効終了年月日：令和7年3月31日\n"
                  "一部負担金割合：3割\n"))
      << text;
}

TEST(Screen, Every_ticket_is_listed) {
  auto answer = valid_answer();
  auto second = answer.results[0].tickets[0];
  second[0].value = "02";
  second.push_back({domain::TicketField::ConsistencyFlag, "1"});
  answer.results[0].tickets.push_back(second);
  const auto text = screen(answer);
  EXPECT_EQ(count_of(text, "指定医療機関名："), 2U);
  EXPECT_EQ(count_of(text, "公費負担者番号："), 1U);
  EXPECT_TRUE(has(text, "医療券/調剤券別：調剤券"));
  EXPECT_EQ(count_of(text, "注意："), 1U);
}

TEST(Screen, Sex_and_dates_as_registered) {
  auto answer = valid_answer();
  answer.results[0].fields[5].value = "3";
  answer.results[0].fields[6].value = "18710101";  // before the calendar has eras
  EXPECT_TRUE(has(screen(answer), "性別：未設定　生年月日：1871-01-01"));
  answer.results[0].fields[6].value = "199001";
  EXPECT_TRUE(has(screen(answer), "生年月日：199001\n"));
}

TEST(Screen, Control_characters_cannot_steer_the_terminal) {
  auto answer = valid_answer();
  answer.results[0].fields[3].value = "a\nb\u009Bc\u00A0髙";
  EXPECT_TRUE(has(screen(answer), "氏名：a b?c\u00A0髙　性別"));
}

TEST(Screen, English_labels_show_the_same_fields) {
  const auto text = screen(valid_answer(), Language::english);
  EXPECT_TRUE(text.starts_with("OK: this qualification is valid.\n")) << text;
  EXPECT_TRUE(has(text, "Payer number: 12000001"));
  EXPECT_TRUE(has(text, "Sex: male   Date of birth: 1990-01-15"));
  EXPECT_TRUE(has(text, "Month of care: 2024-07"));
  const auto unregistered = screen(unregistered_answer(), Language::english);
  EXPECT_TRUE(has(unregistered, "Payer number: －"));
  EXPECT_TRUE(has(unregistered, "Next step: Telephone the welfare office"));
  EXPECT_TRUE(has(unregistered, "Message: 医療券/調剤券情報が未登録です。"));
}

TEST(Screen, Errors_show_code_and_text) {
  const auto text = screen_text(
      read_result(write_error_result(answer_header(), {ErrorCode::assistance_off, ""})).value(),
      Language::japanese);
  EXPECT_TRUE(text.starts_with(
      "×：照会できませんでした。\nエラーコード：E2005\n次の一手：医療扶助を「利用しない」"))
      << text;
}

TEST(Screen, Bulk_results_show_each_person_and_the_steps_between) {
  BulkResultWriter writer(answer_header(), 2, {});
  auto unit = valid_answer();
  unit.reference_number = "24";
  writer.add(unit);
  unit.reference_number = "25";
  writer.add(unit);
  const auto text =
      screen_text(read_result(std::move(writer).finish()).value(), Language::japanese);
  EXPECT_TRUE(text.starts_with("件数：2\n\n[1]\n○：この資格は有効です。\n照会番号：24\n")) << text;
  EXPECT_TRUE(has(text, "[2]\n○：この資格は有効です。\n照会番号：25\n"));
  auto header = answer_header();
  header.reception_number = {"7", "7"};
  EXPECT_EQ(screen_text(read_result(BulkResultWriter(header, 0, {}).finish()).value(),
                        Language::japanese),
            "件数：0\n該当する医療券/調剤券情報はありません。\n");
  EXPECT_EQ(
      screen_text(read_result(write_acceptance(header, "7", {0})).value(), Language::japanese),
      "一括の要求を受け付けました。\n受付番号：7\n");
  EXPECT_TRUE(screen_text(read_result(write_processing(header)).value(), Language::english)
                  .starts_with("Still processing."));
}

TEST(Screen, Registrations_of_reference_numbers_say_whether_they_were_made) {
  SearchEcho block;
  block.elements = {{"ReferenceNumber", {"A-1", "A-1"}},
                    {"InsurerNumber", {"12000001", "12000001"}},
                    {"InsuredIdentificationNumber", {"1010001", "1010001"}}};
  const auto single = write_reference_number_result(answer_header(), block);
  EXPECT_EQ(screen_text(read_result(single).value(), Language::japanese),
            "○：照会番号を登録しました。\n");
  BulkResultWriter writer(answer_header(), {2, 1}, {});
  writer.add_registration(block, {});
  writer.add_registration(block, Problem{ErrorCode::not_received, {}});
  const auto many = std::move(writer).finish();
  EXPECT_TRUE(has(screen_text(read_result(many).value(), Language::japanese),
                  "[1] 12000001 1010001 A-1\n○：照会番号を登録しました。\n\n"
                  "[2] 12000001 1010001 A-1\n×：照会番号を登録できませんでした。\n"
                  "メッセージ：この番号の照会番号は登録できません。"));
}

}  // namespace
}  // namespace madoguchi::oqs
