// 医療要否意見書: who and where is filled in; what the doctor says is written by hand.
#include "forms/form_parts.hpp"
#include "forms/words.hpp"

namespace madoguchi::forms {

namespace {

constexpr double row = 10, top = 36, width = right - left, half = width / 2;

// A labelled space to write in.
void blank(Canvas& canvas, double& y, double height, std::string_view label,
           std::string_view hint = "") {
  const Box box{left, y, width, height};
  cell(canvas, box, label, "");
  if (!hint.empty()) {
    auto style = label_style();
    canvas.text(box.behind_left(label_width).inset(1.6), hint, style);
  }
  y += height;
}

void known_rows(Canvas& canvas, const OpinionSheet& sheet, util::Day day, double& y) {
  digit_cell(canvas, {left, y, half, row}, "公費負担者番号", sheet.payer, 8);
  cell(canvas, {left + half, y, half, row}, "診療別", [&] {
    for (const auto& one : treatment_choices()) {
      if (one.code == sheet.treatment_type) return std::string(one.word);
    }
    return shown(sheet.treatment_type);
  }());
  y += row;
  digit_cell(canvas, {left, y, half, row}, "受給者番号", sheet.beneficiary, 7);
  cell(canvas, {left + half, y, half, row}, "意見を求める月",
       sheet.from_month.empty() ? shown("") : era_month(sheet.from_month) + "から");
  y += row;
  const Box name{left, y, width, 14};
  cell(canvas, name, "氏名", "");
  canvas.text({left + label_width + 2, y + 0.8, 92, 4}, sheet.name_kana, label_style());
  canvas.text({left + label_width + 2, y + 4.8, 92, 8.5}, shown(sheet.name), value_style(13));
  const double x = left + label_width + 96;
  canvas.line(x, y, x, y + 14);
  canvas.text({x + 2, y + 0.6, right - x - 3, 6}, "性別　" + sex_word(sheet.sex),
              value_style(10.5));
  canvas.text({x + 2, y + 7, right - x - 3, 6.4}, birth_with_age(sheet.birthdate, day),
              value_style(10.5));
  y += 14;
  cell(canvas, {left, y, width, row}, "居住地", shown(sheet.address));
  y += row;
  cell(canvas, {left, y, width, row}, "医療機関",
       sheet.institution_code.empty()
           ? shown(sheet.institution_name)
           : sheet.institution_name + "　（" + sheet.institution_code + "）");
  y += row;
}

void doctors_rows(Canvas& canvas, const OpinionSheet& sheet, double& y) {
  const std::string* names[] = {&sheet.injury_name1, &sheet.injury_name2, &sheet.injury_name3};
  const char* labels[] = {"傷病名（1）", "傷病名（2）", "傷病名（3）"};
  for (int i = 0; i < 3; ++i) {
    cell(canvas, {left, y, width * 0.62, row}, labels[i], *names[i]);
    cell(canvas, {left + width * 0.62, y, width * 0.38, row}, "初診年月日", "　　年　　月　　日",
         22);
    y += row;
  }
  blank(canvas, y, 10, "転帰", "治ゆ　・　死亡　・　中止　・　継続");
  blank(canvas, y, 34, "主要症状と\n今までの経過");
  blank(canvas, y, 24, "診療の見込み\n（処置・投薬など）");
  blank(canvas, y, 11, "診療見込期間",
        "入院外　　　か月　　　　　入院　　　か月　　　　（入院予定　　　年　　月　　日）");
  blank(canvas, y, 11, "概算医療費",
        "今回の診療日以降　1か月　　　　　　　　円　　　　第2か月以降　　　　　　　　円");
  blank(canvas, y, 13, "福祉事務所への\n連絡事項");
}

void signature(Canvas& canvas, double& y) {
  const Box box{left, y, width, 26};
  canvas.frame(box);
  const auto style = value_style(10);
  canvas.text({left + 3, y + 2, width - 6, 6},
              "上記のとおり（1 入院外　2 入院）医療を（1 要する　2 要しない）と認めます。", style);
  canvas.text({left + 3, y + 9, 60, 6}, "　　年　　月　　日", style);
  canvas.text({left + 66, y + 9, width - 70, 6}, "医療機関の所在地・名称", style);
  canvas.text({left + 66, y + 17, width - 70, 6}, "院（所）長・担当医師", style);
  y += box.height;
}

void draw(Canvas& canvas, const OpinionSheet& sheet, const OfficeFace& office, util::Day day) {
  auto title = value_style(19);
  title.across = TextStyle::Across::center;
  canvas.text({left, 17, width, 11}, "医療要否意見書", title);
  serial_block(canvas, {right - 60, 12, 60, 14}, sheet.serial, false);
  double y = top;
  known_rows(canvas, sheet, day, y);
  doctors_rows(canvas, sheet, y);
  signature(canvas, y);
  canvas.frame({left, top, width, y - top}, 0.5);
  canvas.text({left, y + 2, width, 5},
              "地区担当員　" + shown(sheet.district_contact) +
                  "　　　嘱託医の意見・決定は福祉事務所で記入します。",
              label_style());
  office_block(canvas, {left + 70, y + 8, width - 70, 30}, office, day);
}

}  // namespace

Pdf opinion_pdf(std::span<const OpinionSheet> sheets, const OfficeFace& office,
                util::Day printed_on, const Progress& progress) {
  if (sheets.size() > sheets_max) return util::failure(FormProblem{FormError::too_many, {}});
  auto canvas = Canvas::begin({"医療要否意見書", printed_on});
  if (!canvas) return util::failure(canvas.error());
  const auto problem = each_sheet(**canvas, sheets.size(), progress, [&](std::size_t i) {
    draw(**canvas, sheets[i], office, printed_on);
  });
  if (problem) return util::failure(*problem);
  return (*canvas)->finish();
}

}  // namespace madoguchi::forms
