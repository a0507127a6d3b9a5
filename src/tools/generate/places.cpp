#include "tools/generate/places.hpp"

#include <fmt/format.h>

#include <iterator>

#include "domain/identifiers.hpp"

namespace madoguchi::tools {

namespace {

// clang-format off
constexpr Municipality list[] = {
    {1, "札幌市"}, {13, "足立区"}, {27, "大阪市"}, {14, "横浜市"}, {40, "福岡市"}, {28, "神戸市"},
    {26, "京都市"}, {23, "名古屋市"}, {11, "川口市"}, {12, "船橋市"}, {34, "広島市"}, {4, "仙台市"},
    {13, "江戸川区"}, {27, "堺市"}, {1, "函館市"}, {47, "那覇市"}, {2, "青森市"}, {40, "北九州市"},
    {39, "高知市"}, {46, "鹿児島市"}, {42, "長崎市"}, {43, "熊本市"}, {15, "新潟市"}, {22, "浜松市"},
    {27, "東大阪市"}, {28, "尼崎市"}, {33, "岡山市"}, {38, "松山市"}, {1, "旭川市"}, {3, "盛岡市"},
    {5, "秋田市"}, {6, "山形市"}, {7, "いわき市"}, {8, "水戸市"}, {9, "宇都宮市"}, {10, "前橋市"},
    {11, "さいたま市"}, {12, "千葉市"}, {13, "八王子市"}, {14, "川崎市"}, {16, "富山市"}, {17, "金沢市"},
    {18, "福井市"}, {19, "甲府市"}, {20, "長野市"}, {21, "岐阜市"}, {22, "静岡市"}, {23, "豊田市"},
    {24, "津市"}, {25, "大津市"}, {26, "宇治市"}, {27, "豊中市"}, {28, "姫路市"}, {29, "奈良市"},
    {30, "和歌山市"}, {31, "鳥取市"}, {32, "松江市"}, {33, "倉敷市"}, {34, "福山市"}, {35, "下関市"},
    {36, "徳島市"}, {37, "高松市"}, {38, "今治市"}, {40, "久留米市"}, {41, "佐賀市"}, {42, "佐世保市"},
    {43, "八代市"}, {44, "大分市"}, {45, "宮崎市"}, {46, "霧島市"}, {47, "沖縄市"}, {1, "釧路市"},
    {2, "八戸市"}, {7, "福島市"}, {8, "日立市"}, {10, "高崎市"}, {11, "越谷市"}, {12, "市川市"},
    {13, "板橋区"}, {14, "相模原市"}, {15, "長岡市"}, {20, "松本市"}, {23, "岡崎市"}, {27, "枚方市"},
    {28, "西宮市"}, {29, "橿原市"}, {34, "呉市"}, {35, "山口市"}, {1, "帯広市"}, {13, "大田区"}};

struct Town {
  std::string_view name;
  int weight;
};
constexpr Town towns[] = {{"本町", 9}, {"中央", 9}, {"栄町", 7}, {"桜台", 6}, {"緑町", 6}, {"若葉町", 5},
                          {"旭町", 6}, {"新町", 6}, {"幸町", 5}, {"東町", 5}, {"西町", 5}, {"南町", 4},
                          {"北町", 4}, {"日の出町", 3}, {"松原", 3}, {"向陽台", 2}, {"泉", 2}, {"川原町", 2}};
constexpr Town buildings[] = {{"コーポ見本", 3}, {"さくら荘", 4}, {"見本団地", 5}, {"メゾン緑", 2}, {"第二ひかり荘", 2}};
constexpr Town signs[] = {{"ひまわり", 5}, {"あおば", 5}, {"さくら", 5}, {"みどり", 4}, {"わかば", 4}, {"ときわ", 3},
                          {"すみれ", 3}, {"やまびこ", 2}, {"せせらぎ", 2}, {"あさひ", 4}, {"ふれあい", 2}, {"つばさ", 2}};
constexpr Town medical_sorts[] = {{"クリニック", 5}, {"医院", 5}, {"内科医院", 4}, {"整形外科", 2}, {"病院", 3},
                                  {"メンタルクリニック", 2}, {"眼科", 1}, {"皮膚科", 1}};
// clang-format on

}  // namespace

const Municipality& municipality(std::size_t n) {
  return list[n % std::size(list)];
}

std::size_t municipalities() {
  return std::size(list);
}

std::string full_prefecture_name(int number) {
  std::string name(domain::prefecture_name(number));
  if (number == 1) return name;
  if (number == 13) return name + "都";
  return name + (number == 26 || number == 27 ? "府" : "県");
}

std::string invented_street(Chance& chance) {
  auto street = fmt::format("{}{}丁目{}-{}", chosen(towns, chance).name, chance.between(1, 6),
                            chance.between(1, 40), chance.between(1, 25));
  if (chance.permille(450) == Chance::Luck::yes) {
    street += fmt::format("　{}{}号室", chosen(buildings, chance).name, chance.between(101, 512));
  }
  return street;
}

std::string invented_institution_name(char fee_table, Chance& chance) {
  const std::string sign(chosen(signs, chance).name);
  const std::string town(chosen(towns, chance).name);
  if (fee_table == '3') return town + sign + "歯科医院";
  if (fee_table == '4') return sign + "薬局　" + town + "店";
  if (fee_table == '6') return town + sign + "訪問看護ステーション";
  return town + sign + std::string(chosen(medical_sorts, chance).name);
}

}  // namespace madoguchi::tools
