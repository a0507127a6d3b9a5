#include "domain/disaster.hpp"

#include <algorithm>
#include <iterator>

#include "util/encoding.hpp"
#include "util/search_form.hpp"

namespace madoguchi::domain {

namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t days_max = 92;
constexpr std::size_t prefecture_digits = 2;
constexpr std::size_t institution_digits = 10;
constexpr std::size_t address_characters_min = 6;
constexpr int prefectures = 47;
constexpr std::string_view prefecture_names[] = {
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県",   "福島県", "茨城県",
    "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県",
    "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県",   "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県",
    "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県",   "高知県", "福岡県",
    "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"};
static_assert(std::size(prefecture_names) == prefectures);

bool digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_area(const std::string& area) {
  if (!digits(area)) return false;
  if (area.size() != prefecture_digits && area.size() != institution_digits) return false;
  const int prefecture = (area[0] - '0') * 10 + (area[1] - '0');
  return prefecture >= 1 && prefecture <= prefectures;
}

bool same_name(const RegisteredPerson& person, const std::string& wanted) {
  for (const auto* name : {&person.name, &person.kana, &person.other_name, &person.other_kana}) {
    if (!name->empty() && util::search_form(*name) == wanted) return true;
  }
  return false;
}

bool same_sex(const RegisteredPerson& person, const std::string& wanted) {
  return (person.sex2.empty() ? person.sex1 : person.sex2) == wanted;
}

// The address without its prefecture, when it begins with one.
std::string_view within_prefecture(std::string_view address) {
  for (const std::string_view prefecture : prefecture_names) {
    if (address.starts_with(prefecture)) return address.substr(prefecture.size());
  }
  return address;
}

// Whoever says the prefecture says a right one; whoever leaves it out says no less.
bool same_address(const std::string& registered, const std::string& wanted) {
  const auto form = util::search_form(registered);
  std::string_view known = form;
  std::string_view told = wanted;
  const bool one_of_both = (within_prefecture(known) == known) != (within_prefecture(told) == told);
  if (one_of_both) {
    known = within_prefecture(known);
    told = within_prefecture(told);
  }
  if (util::characters(known) < address_characters_min) return false;
  if (util::characters(told) < address_characters_min) return false;
  return known.starts_with(told) || told.starts_with(known);
}

}  // namespace

bool sound(const Disaster& disaster) {
  if (disaster.areas.empty() || disaster.reason.empty()) return false;
  if (!std::all_of(disaster.areas.begin(), disaster.areas.end(), is_area)) return false;
  return disaster.from < disaster.until &&
         disaster.until.ms - disaster.from.ms <= days_max * day_ms;
}

bool in_force(const Disaster& disaster, std::string_view institution_code, util::Instant now) {
  if (now < disaster.from || now >= disaster.until) return false;
  return std::any_of(disaster.areas.begin(), disaster.areas.end(), [&](const std::string& area) {
    return area.size() == prefecture_digits ? institution_code.starts_with(area)
                                            : institution_code == area;
  });
}

bool sound(const WantedPerson& wanted) {
  return !util::search_form(wanted.name).empty() && (wanted.sex == "1" || wanted.sex == "2") &&
         util::characters(util::search_form(wanted.address)) >= address_characters_min;
}

std::optional<std::size_t> exactly_one(const std::vector<RegisteredPerson>& people,
                                       const WantedPerson& wanted) {
  if (!sound(wanted)) return std::nullopt;
  const auto name = util::search_form(wanted.name);
  const auto address = util::search_form(wanted.address);
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto& person = people[i];
    const bool fits = person.birthdate == wanted.birthdate && same_name(person, name) &&
                      same_sex(person, wanted.sex) && same_address(person.address, address);
    if (!fits) continue;
    if (found || person.disclosed == RegisteredPerson::Disclosed::no) return std::nullopt;
    found = i;
  }
  return found;
}

}  // namespace madoguchi::domain
