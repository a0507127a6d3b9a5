#include "forms/forms.hpp"

#include <set>

#include "unit/forms/paper.hpp"

namespace madoguchi::forms {
namespace {

util::Day day(std::string_view text) {
  return util::Day::parse(text).value();
}

TicketBatch batch() {
  return {{"〇〇市福祉事務所", "〇〇市中央一丁目1番1号", "03-0000-0001"},
          day("20240705"),
          TicketBatch::Cover::none};
}

TicketSheet medical() {
  TicketSheet sheet;
  sheet.ticket_type = "01";
  sheet.treatment_month = "202407";
  sheet.valid_from = "20240703";
  sheet.valid_to = "20240731";
  sheet.issue_number = "KOUFU-77";
  sheet.payer = "12000006";
  sheet.beneficiary = "1010008";
  sheet.name = "生保　一郎";
  sheet.name_kana = "ｾｲﾎ ｲﾁﾛｳ";
  sheet.sex = "1";
  sheet.birthdate = "19900115";
  sheet.post_number = "100-0001";
  sheet.address = "〇〇市窓口町一丁目";
  sheet.institution_code = "1310000011";
  sheet.institution_name = "●●医療機関";
  sheet.injury_name1 = "高血圧症";
  sheet.injury_name2 = "糖尿病";
  sheet.injury_name3 = "腰痛症";
  sheet.treatment_type = "02";
  sheet.single_or_combined = "02";
  sheet.self_pay_amount = "0012500";
  sheet.district_contact = "地区　佐藤";
  sheet.handling_contact = "取扱　田中";
  sheet.social_insurance = "01";
  sheet.infection = "02";
  sheet.elderly_medical_care = "02";
  sheet.prefectural_expenses = "01";
  sheet.remarks1 = "備考その一";
  sheet.remarks2 = "備考その二";
  sheet.remarks3 = "備考その三";
  sheet.serial = "R6-000123";
  return sheet;
}

TicketSheet dispensing() {
  auto sheet = medical();
  sheet.ticket_type = "02";
  sheet.treatment_type = "04";
  sheet.institution_code = "1340000015";
  sheet.institution_name = "駅前薬局";
  sheet.issuer_code = "1310000011";
  sheet.issuer_name = "●●医療機関";
  sheet.serial = "R6-000124";
  return sheet;
}

void expect_all(const std::string& text, const std::vector<std::string>& words) {
  for (const auto& word : words)
    EXPECT_NE(text.find(word), std::string::npos) << word << "\n" << text;
}
void expect_none(const std::string& text, const std::vector<std::string>& words) {
  for (const auto& word : words)
    EXPECT_EQ(text.find(word), std::string::npos) << word << "\n" << text;
}

TEST(TicketForm, says_every_field_of_the_ticket_as_it_is_registered) {
  const std::vector sheets = {medical()};
  const Paper paper(ticket_pdf(sheets, batch()));
  EXPECT_EQ(paper.pages(), 1);
  const auto text = paper.text();
  expect_all(text, {"生活保護法医療券",
                    "令和6年7月分",
                    "12000006",
                    "1010008",
                    "KOUFU-77",
                    "令和6年7月3日から",
                    "令和6年7月31日まで",
                    "生保一郎",
                    "ｾｲﾎｲﾁﾛｳ",
                    "性別男",
                    "平成2年1月15日（34歳）",
                    "〒100-0001",
                    "〇〇市窓口町一丁目",
                    "●●医療機関",
                    "（1310000011）",
                    "高血圧症",
                    "糖尿病",
                    "腰痛症",
                    "併用",
                    "12,500円",
                    "地区佐藤",
                    "取扱田中",
                    "備考その一",
                    "備考その二",
                    "備考その三",
                    "R6-000123",
                    "令和6年7月5日",
                    "〇〇市福祉事務所長",
                    "〇〇市中央一丁目1番1号",
                    "03-0000-0001",
                    "印"});
  expect_none(text, {"再発行", "調剤券", "処方箋発行元"});
}

TEST(TicketForm, of_a_pharmacy_names_the_prescriptions_issuer) {
  const std::vector sheets = {dispensing()};
  const auto text = Paper(ticket_pdf(sheets, batch())).text();
  expect_all(text, {"生活保護法調剤券", "駅前薬局（1340000015）", "処方箋発行元",
                    "●●医療機関（1310000011）"});
  expect_none(text, {"生活保護法医療券"});
}

TEST(TicketForm, printed_again_is_marked) {
  std::vector sheets = {medical()};
  sheets[0].print = TicketSheet::Print::again;
  expect_all(Paper(ticket_pdf(sheets, batch())).text(), {"再発行", "R6-000123"});
}

TEST(TicketForm, what_is_not_registered_is_a_dash_and_nothing_is_invented) {
  TicketSheet sheet;
  sheet.ticket_type = "01";
  const std::vector sheets = {sheet};
  const auto text = Paper(ticket_pdf(sheets, batch())).text();
  expect_all(text, {"－"});
  expect_none(text, {"円", "歳", "（）", "1899", "単独－", "男", "女"});
}

TEST(TicketForm, odd_values_stand_as_they_are) {
  auto sheet = medical();
  sheet.payer = "120000";
  sheet.beneficiary = "10100081";
  sheet.valid_from = "20240231";
  sheet.treatment_type = "09";
  sheet.single_or_combined = "03";
  sheet.self_pay_amount = "1200円";
  sheet.birthdate = "18000101";
  const std::vector sheets = {sheet};
  expect_all(Paper(ticket_pdf(sheets, batch())).text(),
             {"120000", "10100081", "20240231", "09", "03", "1200円", "18000101"});
}

TEST(TicketForm, self_pay_of_nothing_is_nothing_to_pay) {
  auto sheet = medical();
  sheet.self_pay_amount = "0";
  const std::vector sheets = {sheet};
  expect_all(Paper(ticket_pdf(sheets, batch())).text(), {"0円"});
}

TEST(TicketForm, however_long_nothing_is_cut) {
  auto sheet = medical();
  std::string address, injury, name;
  for (int i = 0; i < 12; ++i) address += "とても長い住所" + std::to_string(i) + "番";
  for (int i = 0; i < 8; ++i) injury += "長い傷病名" + std::to_string(i) + "号";
  for (int i = 0; i < 10; ++i) name += "長名" + std::to_string(i);
  sheet.address = address;
  sheet.injury_name2 = injury;
  sheet.name = name;
  const std::vector sheets = {sheet};
  const Paper paper(ticket_pdf(sheets, batch()));
  EXPECT_EQ(paper.pages(), 1);
  expect_all(paper.text(), {address, injury, name});
}

TEST(TicketForm, a_character_without_a_shape_is_told_by_its_code) {
  auto sheet = medical();
  sheet.name = "𠮷田　太郎";            // U+20BB7 is in no JIS set, nor in the font
  sheet.injury_name1 = "髙﨑と〜の病";  // these are
  sheet.remarks1 = std::string("壊れ\xff") + "た字";
  const std::vector sheets = {sheet};
  expect_all(Paper(ticket_pdf(sheets, batch())).text(),
             {"〔U+20BB7〕田太郎", "髙﨑と〜の病", "壊れ〔FF〕た字"});
}

TEST(TicketForm, the_same_twice_is_the_same_bytes) {
  const std::vector sheets = {medical(), dispensing()};
  const auto first = ticket_pdf(sheets, batch());
  const auto second = ticket_pdf(sheets, batch());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
}

TEST(TicketForm, its_facts_name_nobody_and_its_fonts_come_with_it) {
  const std::vector sheets = {medical()};
  const Paper paper(ticket_pdf(sheets, batch()));
  const auto facts = paper.facts();
  expect_all(facts, {"医療券・調剤券", "Madoguchi"});
  expect_none(facts, {"生保", "1010008"});
  const auto fonts = paper.fonts();
  expect_all(fonts, {"IPAexMincho", "IPAexGothic"});
  std::istringstream lines(fonts);
  std::string line;
  for (int i = 0; std::getline(lines, line); ++i) {
    if (i < 2) continue;
    EXPECT_NE(line.find(" yes yes yes "), std::string::npos)
        << line;  // embedded, subset, to Unicode
  }
}

TEST(TicketBatch, comes_by_institution_behind_a_list_that_counts_them) {
  std::vector<TicketSheet> sheets;
  for (int i = 0; i < 5; ++i) {
    auto sheet = i % 2 == 0 ? dispensing() : medical();
    sheet.serial = "S-" + std::to_string(i);
    sheet.beneficiary = "201000" + std::to_string(i);
    sheets.push_back(sheet);
  }
  auto with_cover = batch();
  with_cover.cover = TicketBatch::Cover::list;
  const Paper paper(ticket_pdf(sheets, with_cover));
  EXPECT_EQ(paper.pages(), 6);
  const auto cover = paper.text(1);
  expect_all(cover, {"送付一覧", "合計5枚", "1310000011", "●●医療機関", "1340000015", "駅前薬局",
                     "S-1〜S-3", "S-0〜S-4"});
  expect_none(cover, {"生保", "2010000"});
  const char* serials[] = {"S-1", "S-3", "S-0", "S-2", "S-4"};  // 1310… before 1340…
  for (int i = 0; i < 5; ++i) expect_all(paper.text(2 + i), {serials[i]});
}

TEST(TicketBatch, of_a_thousand_tells_its_progress_and_can_be_ended) {
  const std::vector<TicketSheet> sheets(1000, medical());
  std::size_t calls = 0;
  const auto whole = ticket_pdf(sheets, batch(), [&](std::size_t done, std::size_t all) {
    EXPECT_EQ(done, ++calls);
    EXPECT_EQ(all, 1000U);
    return true;
  });
  EXPECT_EQ(calls, 1000U);
  EXPECT_EQ(Paper(whole).pages(), 1000);
  const auto ended =
      ticket_pdf(sheets, batch(), [](std::size_t done, std::size_t) { return done < 3; });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().error, FormError::cancelled);
  const std::vector<TicketSheet> too_many(sheets_max + 1);
  EXPECT_EQ(ticket_pdf(too_many, batch()).error().error, FormError::too_many);
}

TEST(OpinionForm, fills_in_who_and_where_and_leaves_the_rest_to_write) {
  OpinionSheet sheet;
  sheet.name = "生保　一郎";
  sheet.name_kana = "ｾｲﾎ ｲﾁﾛｳ";
  sheet.sex = "2";
  sheet.birthdate = "19900115";
  sheet.address = "〇〇市窓口町";
  sheet.payer = "12000006";
  sheet.beneficiary = "1010008";
  sheet.institution_code = "1310000011";
  sheet.institution_name = "●●医療機関";
  sheet.injury_name1 = "高血圧症";
  sheet.treatment_type = "01";
  sheet.from_month = "202408";
  sheet.district_contact = "佐藤";
  sheet.serial = "R6-000200";
  const std::vector sheets = {sheet, OpinionSheet{}};
  const Paper paper(opinion_pdf(sheets, batch().office, day("20240705")));
  EXPECT_EQ(paper.pages(), 2);
  expect_all(
      paper.text(1),
      {"医療要否意見書", "生保一郎", "ｾｲﾎｲﾁﾛｳ", "性別女", "平成2年1月15日（34歳）", "12000006",
       "1010008", "●●医療機関（1310000011）", "高血圧症", "入院", "令和6年8月から", "佐藤",
       "R6-000200", "主要症状", "診療見込期間", "概算医療費", "要する", "〇〇市福祉事務所長"});
  expect_none(paper.text(2), {"生保", "12000006", "●●", "高血圧"});
}

TEST(ListForm, breaks_over_pages_with_its_headings_on_each) {
  ListSheet list;
  list.title = "未委託の一覧";
  list.note = "11月26日";
  list.columns = {{"氏名", 2}, {"回数", 1, ListSheet::Column::Align::right}};
  for (int i = 0; i < 70; ++i) list.rows.push_back({"行" + std::to_string(i), std::to_string(i)});
  const Paper paper(list_pdf(list, batch().office, day("20240705")));
  ASSERT_EQ(paper.pages(), 3);
  for (int page = 1; page <= 3; ++page) {
    expect_all(paper.text(page),
               {"未委託の一覧", "氏名", "回数", std::to_string(page) + "/3ページ"});
  }
  const auto all = paper.text();
  for (int i = 0; i < 70; ++i) expect_all(all, {"行" + std::to_string(i)});
  list.rows.clear();
  expect_all(Paper(list_pdf(list, batch().office, day("20240705"))).text(), {"該当はありません。"});
}

}  // namespace
}  // namespace madoguchi::forms
