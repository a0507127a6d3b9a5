#include "tools/generate/invented_claims.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "tools/generate/chance.hpp"
#include "util/encoding.hpp"

namespace madoguchi::tools {

namespace {

struct MasterDrug {
  std::string_view code, name, ingredient_code, ingredient, class_code, class_name;
};
constexpr std::array<MasterDrug, 12> drugs = {{
    {"620000101", "見本アムロジピン錠５ｍｇ", "2171022", "アムロジピン", "217", "血管拡張剤"},
    {"620000102", "見本アムロジピンＯＤ錠２．５ｍｇ", "2171022", "アムロジピン", "217",
     "血管拡張剤"},
    {"620000103", "見本ニフェジピンＣＲ錠２０ｍｇ", "2171014", "ニフェジピン", "217", "血管拡張剤"},
    {"620000104", "見本カンデサルタン錠８ｍｇ", "2149040", "カンデサルタン", "214", "血圧降下剤"},
    {"620000105", "見本ロスバスタチン錠２．５ｍｇ", "2189017", "ロスバスタチン", "218",
     "高脂血症用剤"},
    {"620000106", "見本メトホルミン錠２５０ｍｇ", "3962002", "メトホルミン", "396", "糖尿病用剤"},
    {"620000107", "見本ランソプラゾールＯＤ錠１５ｍｇ", "2329023", "ランソプラゾール", "232",
     "消化性潰瘍用剤"},
    {"620000108", "見本ロキソプロフェン錠６０ｍｇ", "1149019", "ロキソプロフェン", "114",
     "解熱鎮痛消炎剤"},
    {"620000109", "見本エチゾラム錠０．５ｍｇ", "1179025", "エチゾラム", "117", "精神神経用剤"},
    {"620000110", "見本ブロチゾラム錠０．２５ｍｇ", "1124009", "ブロチゾラム", "112", "催眠鎮静剤"},
    {"620000111", "見本酸化マグネシウム錠３３０ｍｇ", "2344009", "酸化マグネシウム", "234",
     "制酸剤"},
    {"620000112", "見本モンテルカスト錠１０ｍｇ", "4490026", "モンテルカスト", "449",
     "その他のアレルギー用薬"},
}};

struct MasterProcedure {
  std::string_view code, name, listed, treatment_class;
  int points;
};
constexpr std::array<MasterProcedure, 4> treatments = {{
    {"113000101", "見本特定疾患療養管理料", "1", "13", 225},
    {"160000101", "見本血液検査", "0", "60", 125},
    {"140000101", "見本人工腎臓", "1", "40", 1885},
    {"170000101", "見本単純撮影", "1", "70", 210},
}};
constexpr std::array<MasterProcedure, 2> operations = {{
    {"150000101", "見本水晶体再建術", "1", "50", 12100},
    {"150000102", "見本硬膜外麻酔", "1", "54", 800},
}};
constexpr std::string_view visit_fee = "112000101";

std::string day_columns(int day, int count) {
  std::string text(30, ',');
  text.insert(static_cast<std::size_t>(day - 1), std::to_string(count));
  return text;
}

class Writing {
 public:
  Writing(const InventedClaims& of, const std::vector<ClaimedPerson>& people)
      : of_(of), people_(people), pharmacy_(of.institution_code.substr(2, 1) == "4") {}

  std::string run() {
    const auto head = pharmacy_ ? "YK,1,{},{},{},{},{},00,\r\n" : "IR,1,{},{},{},,{},{},00,\r\n";
    fmt::format_to(to(), fmt::runtime(head), of_.institution_code.substr(0, 2),
                   of_.institution_code.substr(2, 1), of_.institution_code.substr(3),
                   of_.institution_name, of_.month.plus_months(1).text());
    for (std::size_t i = 0; i < people_.size(); ++i) pharmacy_ ? dispensing(i) : clinic(i);
    fmt::format_to(to(), "GO,{},{},99\r\n", people_.size(), points_);
    auto bytes = util::cp932_from_utf8(text_, util::Unencodable::black_circle);
    return bytes ? std::move(bytes->bytes) : std::string();
  }

 private:
  std::back_insert_iterator<std::string> to() { return std::back_inserter(text_); }

  void person(std::size_t i, int points, std::string_view type, std::string_view middle,
              std::string_view end) {
    const auto& who = people_[i];
    fmt::format_to(to(), "RE,{},{},{},{},{},{}{}{}\r\n", i + 1, type, of_.month.text(), who.name,
                   who.sex, who.birthdate.text(), middle, end);
    fmt::format_to(to(), "KO,{},{},,{},{},0,,,,,\r\n", who.payer, who.beneficiary, 1, points);
    points_ += points;
  }

  void clinic(std::size_t i) {
    Chance chance(of_.seed, static_cast<std::uint64_t>(of_.month.index()) * 1000003 + i);
    const int day = chance.between(1, 28);
    std::string lines;
    int points = 73;
    fmt::format_to(std::back_inserter(lines), "SI,12,1,{},,73,1,,,,,,,{}\r\n", visit_fee,
                   day_columns(day, 1));
    const int count = chance.between(1, 4);
    for (int n = 0; n < count; ++n) {
      const auto& drug = drugs[chance.below(drugs.size())];
      fmt::format_to(std::back_inserter(lines), "IY,{},1,{},{},10,28,,,,,,,{}\r\n",
                     n == 0 ? "21" : "", drug.code, chance.between(1, 3), day_columns(day, 28));
      points += 10 * 28;
    }
    add(lines, treatments[chance.below(treatments.size())], day, points);
    if (of_.contents == InventedClaims::Contents::with_operation) {
      for (const auto& operation : operations) add(lines, operation, day, points);
    }
    person(i, points, "1212", ",,,,,,,",
           fmt::format("{:04}{}{},", i + 1, std::string(23, ','), people_[i].kana));
    text_ += "SY,8840066,20240101,1,,,01,\r\n";
    text_ += lines;
  }

  static void add(std::string& lines, const MasterProcedure& procedure, int day, int& points) {
    fmt::format_to(std::back_inserter(lines), "SI,{},1,{},,{},1,,,,,,,{}\r\n",
                   procedure.treatment_class, procedure.code, procedure.points,
                   day_columns(day, 1));
    points += procedure.points;
  }

  void dispensing(std::size_t i) {
    Chance chance(of_.seed, static_cast<std::uint64_t>(of_.month.index()) * 2000003 + i);
    const auto day = of_.month.first_day().plus_days(chance.between(0, 27));
    const auto& issuer = of_.issuer_code;
    const auto middle = issuer.empty()
                            ? std::string(",,,,,,")
                            : fmt::format(",,,{},{},{},{}", issuer.substr(0, 2),
                                          issuer.substr(2, 1), issuer.substr(3), of_.issuer_name);
    person(i, 300, "4212", middle, ",,1");
    const int count = chance.between(1, 4);
    fmt::format_to(to(), "SH,1,011,\r\nCZ,1,{0},{0},1,28,24,,\r\n", day.text());
    for (int n = 0; n < count; ++n) {
      fmt::format_to(to(), "IY,1,{},{},,,\r\n", drugs[chance.below(drugs.size())].code,
                     chance.between(1, 3));
    }
  }

  const InventedClaims& of_;
  const std::vector<ClaimedPerson>& people_;
  bool pharmacy_;
  std::string text_;
  std::int64_t points_ = 0;
};

}  // namespace

std::string invented_claims(const InventedClaims& of, const std::vector<ClaimedPerson>& people) {
  return Writing(of, people).run();
}

std::string invented_drug_master() {
  std::string csv = "Code,Name,IngredientCode,IngredientName,ClassCode,ClassName,Unit\n";
  for (const auto& drug : drugs) {
    fmt::format_to(std::back_inserter(csv), "{},{},{},{},{},{},錠\n", drug.code, drug.name,
                   drug.ingredient_code, drug.ingredient, drug.class_code, drug.class_name);
  }
  return csv;
}

std::string invented_procedure_master() {
  std::string csv = "Code,Name,Listed\n";
  const auto add = [&csv](const auto& list) {
    for (const auto& one : list) {
      fmt::format_to(std::back_inserter(csv), "{},{},{}\n", one.code, one.name, one.listed);
    }
  };
  add(treatments);
  add(operations);
  return csv;
}

std::string invented_checkups(const std::vector<ClaimedPerson>& people, util::Day day,
                              std::uint64_t seed) {
  struct Item {
    std::string_view code, name, unit;
    int least, most;  // tenths
    int high;         // above: H
  };
  constexpr std::array<Item, 6> items = {{
      {"9N001000000000001", "身長", "cm", 1480, 1780, 9999},
      {"9N006000000000001", "体重", "kg", 450, 850, 9999},
      {"9N016160100000001", "腹囲", "cm", 680, 980, 850},
      {"9A751000000000001", "収縮期血圧", "mmHg", 1100, 1600, 1400},
      {"3D046000001906202", "ＨｂＡ１ｃ", "%", 50, 80, 65},
      {"3F077000002327101", "ＬＤＬコレステロール", "mg/dL", 800, 1900, 1400},
  }};
  std::string csv =
      "CheckupDate,PayerNumber,Number,Name,NameKana,Sex1,Birthdate,OrganizationName,ItemCode,"
      "ItemName,DataType,DataValue,Unit,Judgement\n";
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto& who = people[i];
    Chance chance(seed, static_cast<std::uint64_t>(day.number()) * 3000017 + i);
    for (const auto& item : items) {
      const int value = chance.between(item.least, item.most);
      fmt::format_to(
          std::back_inserter(csv), "{},{},{},{},{},{},{},見本健診センター,{},{},PQ,{}.{},{},{}\n",
          day.text(), who.payer, who.beneficiary, who.name, who.kana, who.sex, who.birthdate.text(),
          item.code, item.name, value / 10, value % 10, item.unit, value > item.high ? "H" : "N");
    }
  }
  return csv;
}

}  // namespace madoguchi::tools
