// 医療券・調剤券, after the customary form.
#include <algorithm>
#include <map>
#include <numeric>

#include "forms/form_parts.hpp"
#include "forms/list_form.hpp"
#include "forms/words.hpp"

namespace madoguchi::forms {

namespace {

constexpr double row = 11, top = 44, width = right - left, half = width / 2;
constexpr double small_label = 22;

bool dispensing(const TicketSheet& sheet) {
  return sheet.ticket_type == "02";
}

std::string with_code(const std::string& name, const std::string& code) {
  if (name.empty() && code.empty()) return shown("");
  if (code.empty()) return name;
  return (name.empty() ? std::string() : name + "　") + "（" + code + "）";
}

void heading(Canvas& canvas, const TicketSheet& sheet) {
  auto title = value_style(20);
  title.across = TextStyle::Across::center;
  canvas.text({left, 18, width, 11}, dispensing(sheet) ? "生活保護法調剤券" : "生活保護法医療券",
              title);
  auto month = value_style(13);
  month.across = TextStyle::Across::center;
  canvas.text({left, 30, width, 8}, "（" + era_month(sheet.treatment_month) + "分）", month);
  serial_block(canvas, {right - 60, 12, 60, 14}, sheet.serial,
               sheet.print == TicketSheet::Print::again);
}

void person_rows(Canvas& canvas, const TicketSheet& sheet, util::Day day, double& y) {
  const Box name{left, y, width, 16};
  cell(canvas, name, "氏名", "");
  auto kana = label_style();
  canvas.text({left + label_width + 2, y + 1, 92, 4.5}, sheet.name_kana, kana);
  canvas.text({left + label_width + 2, y + 5.5, 92, 9.5}, shown(sheet.name), value_style(14));
  const double x = left + label_width + 96;
  canvas.line(x, y, x, y + 16);
  canvas.text({x + 2, y + 1, right - x - 3, 6.5}, "性別　" + sex_word(sheet.sex),
              value_style(10.5));
  canvas.text({x + 2, y + 8, right - x - 3, 7}, birth_with_age(sheet.birthdate, day),
              value_style(10.5));
  y += 16;
  const auto post = post_number(sheet.post_number);
  cell(canvas, {left, y, width, row}, "居住地",
       sheet.address.empty() ? shown(post)
                             : (post.empty() ? sheet.address : post + "　" + sheet.address));
  y += row;
}

void treatment_row(Canvas& canvas, const Box& box, const std::string& code) {
  const auto& choices = treatment_choices();
  const bool known = std::any_of(choices.begin(), choices.end(),
                                 [&](const Choice& one) { return one.code == code; });
  if (!known) return cell(canvas, box, "診療別", shown(code));
  cell(canvas, box, "診療別", "");
  auto style = value_style(10.5);
  style.across = TextStyle::Across::center;
  const double step = (box.width - label_width) / static_cast<double>(choices.size());
  Box place{box.x + label_width, box.y, step, box.height};
  for (const auto& one : choices) {
    canvas.text(place.inset(1), one.word, style);
    if (one.code == code) {
      const double around = canvas.text_width(one.word, style) + 6;
      canvas.ring({place.x + (step - around) / 2, place.y + 1.7, around, place.height - 3.4});
    }
    place.x += step;
  }
}

void injuries(Canvas& canvas, const TicketSheet& sheet, double& y) {
  const Box box{left, y, width, 3 * 8.0};
  cell(canvas, box, "傷病名", "");
  const std::string* names[] = {&sheet.injury_name1, &sheet.injury_name2, &sheet.injury_name3};
  const char* numbers[] = {"（1）", "（2）", "（3）"};
  for (int i = 0; i < 3; ++i) {
    const double line = y + i * 8.0;
    if (i > 0) canvas.line(left + label_width, line, right, line, 0.1);
    canvas.text({left + label_width + 2, line, 9, 8}, numbers[i], label_style());
    canvas.text({left + label_width + 11, line + 0.6, width - label_width - 13, 6.8},
                shown(*names[i]), value_style());
  }
  y += box.height;
}

void flags(Canvas& canvas, const TicketSheet& sheet, double& y) {
  const std::pair<const char*, std::string> all[] = {
      {"社会保険", yes_or_no(sheet.social_insurance)},
      {"感染症法\n第37条の2", yes_or_no(sheet.infection)},
      {"後期高齢者\n医療", yes_or_no(sheet.elderly_medical_care)},
      {"都道府県費", yes_or_no(sheet.prefectural_expenses)}};
  const double part = width / 4;
  for (int i = 0; i < 4; ++i) {
    cell(canvas, {left + i * part, y, part, row}, all[i].first, all[i].second, small_label);
  }
  y += row;
}

void remarks(Canvas& canvas, const TicketSheet& sheet, double& y) {
  std::string text;
  for (const auto* one : {&sheet.remarks1, &sheet.remarks2, &sheet.remarks3}) {
    if (!one->empty()) text += (text.empty() ? "" : "\n") + *one;
  }
  const Box box{left, y, width, 22};
  cell(canvas, box, "備考", "");
  auto style = value_style(10.5);
  style.down = TextStyle::Down::top;
  canvas.text(box.behind_left(label_width).inset(2), shown(text), style);
  y += box.height;
}

void draw(Canvas& canvas, const TicketSheet& sheet, const TicketBatch& batch) {
  heading(canvas, sheet);
  double y = top;
  const auto pair = [&](const char* a, const std::string& x, const char* b, const std::string& z) {
    cell(canvas, {left, y, half, row}, a, x);
    cell(canvas, {left + half, y, half, row}, b, z);
    y += row;
  };
  digit_cell(canvas, {left, y, half, row}, "公費負担者番号", sheet.payer, 8);
  cell(canvas, {left + half, y, half, row}, "交付番号", shown(sheet.issue_number));
  y += row;
  digit_cell(canvas, {left, y, half, row}, "受給者番号", sheet.beneficiary, 7);
  cell(canvas, {left + half, y, half, row}, "有効期間",
       era_day(sheet.valid_from) + "から\n" + era_day(sheet.valid_to) + "まで");
  y += row;
  person_rows(canvas, sheet, batch.printed_on, y);
  cell(canvas, {left, y, width, row}, dispensing(sheet) ? "指定薬局" : "指定医療機関",
       with_code(sheet.institution_name, sheet.institution_code));
  y += row;
  if (dispensing(sheet)) {
    cell(canvas, {left, y, width, row}, "処方箋発行元\n医療機関",
         with_code(sheet.issuer_name, sheet.issuer_code));
    y += row;
  }
  injuries(canvas, sheet, y);
  treatment_row(canvas, {left, y, width, row}, sheet.treatment_type);
  y += row;
  pair("単独・併用別", single_word(sheet.single_or_combined), "本人支払額",
       yen(sheet.self_pay_amount));
  flags(canvas, sheet, y);
  pair("地区担当員", shown(sheet.district_contact), "取扱担当者", shown(sheet.handling_contact));
  remarks(canvas, sheet, y);
  canvas.frame({left, top, width, y - top}, 0.5);
  auto note = label_style();
  note.down = TextStyle::Down::top;
  canvas.text({left, y + 3, width, 10},
              "この券は、上の指定医療機関等で、有効期間の内に限り使えます。"
              "内容に変わりがあるときは、福祉事務所へご連絡ください。",
              note);
  office_block(canvas, {left + 70, page_height - 56, width - 70, 32}, batch.office,
               batch.printed_on);
}

// Sheets by institution, each institution's in the order given.
std::vector<std::size_t> by_institution(std::span<const TicketSheet> sheets) {
  std::vector<std::size_t> order(sheets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return sheets[a].institution_code < sheets[b].institution_code;
  });
  return order;
}

ListSheet cover_of(std::span<const TicketSheet> sheets, const std::vector<std::size_t>& order) {
  ListSheet cover;
  cover.title = "医療券・調剤券　送付一覧";
  cover.note = "医療機関コードの順。合計 " + std::to_string(sheets.size()) + " 枚";
  using Align = ListSheet::Column::Align;
  cover.columns = {{"医療機関コード", 1.2, Align::left},
                   {"名称", 3, Align::left},
                   {"枚数", 0.6, Align::right},
                   {"整理番号", 2.2, Align::left}};
  for (std::size_t i = 0; i < order.size();) {
    const auto& first = sheets[order[i]];
    std::size_t end = i;
    while (end < order.size() && sheets[order[end]].institution_code == first.institution_code) {
      ++end;
    }
    const auto& last = sheets[order[end - 1]];
    const auto serials = end - i == 1 ? first.serial : first.serial + " 〜 " + last.serial;
    cover.rows.push_back({shown(first.institution_code), shown(first.institution_name),
                          std::to_string(end - i), serials});
    i = end;
  }
  return cover;
}

}  // namespace

Pdf ticket_pdf(std::span<const TicketSheet> sheets, const TicketBatch& batch,
               const Progress& progress) {
  if (sheets.size() > sheets_max) return util::failure(FormProblem{FormError::too_many, {}});
  auto canvas = Canvas::begin({"医療券・調剤券", batch.printed_on});
  if (!canvas) return util::failure(canvas.error());
  std::vector<std::size_t> order(sheets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (batch.cover == TicketBatch::Cover::list) {
    order = by_institution(sheets);
    draw_list(**canvas, cover_of(sheets, order), batch.office, batch.printed_on);
  }
  const auto problem = each_sheet(**canvas, sheets.size(), progress,
                                  [&](std::size_t i) { draw(**canvas, sheets[order[i]], batch); });
  if (problem) return util::failure(*problem);
  return (*canvas)->finish();
}

}  // namespace madoguchi::forms
