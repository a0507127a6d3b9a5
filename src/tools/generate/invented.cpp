#include "tools/generate/invented.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "domain/identifiers.hpp"
#include "tools/generate/names.hpp"
#include "tools/generate/places.hpp"

namespace madoguchi::tools {

namespace {

using Luck = Chance::Luck;

constexpr std::uint64_t recipients_of_office = 1500;  // about as many as there really are
constexpr std::uint64_t offices_max = 1600;
// Numbers that the demo's and the guide's people do not have.
constexpr int first_office = 500;
constexpr int first_institution = 500000;
constexpr int payers_of_office = 3;
constexpr std::uint64_t institutions_min = 12, institutions_max = 48;
constexpr std::uint64_t people_of_institution = 100;
constexpr std::string_view fee_tables = "143614113411";  // of an office's institutions, in turns

// What chance is asked about: each question has its own numbers.
enum About : std::uint64_t { about_office = 1, about_area, about_block, about_home, about_person };

std::string checked(const std::string& body) {
  return body + domain::check_digit(body);
}

int office_weight(std::uint64_t seed, std::size_t n) {
  Chance chance(seed, n * 8 + about_office);
  return chance.between(40, 160);
}

store::OfficeRow office_row(std::uint64_t seed, std::size_t n, const Municipality& place,
                            int number, int round) {
  Chance chance(seed, n * 8 + about_area);
  store::OfficeRow row;
  row.code = fmt::format("{:02}{}", place.prefecture, first_office + number);
  row.name =
      std::string(place.name) + (round == 0 ? "" : fmt::format("第{}", round + 1)) + "福祉事務所";
  row.telephone = fmt::format("0{}0-000-{:04}", chance.between(1, 9), chance.between(0, 9999));
  const int payers = chance.between(1, payers_of_office);
  for (int i = 0; i < payers; ++i) {
    row.payer_numbers.push_back(checked(
        fmt::format("12{:02}{}", place.prefecture, first_office + number * payers_of_office + i)));
  }
  row.registration_day = chance.permille(800) == Luck::yes ? chance.between(1, 25) : 0;
  return row;
}

std::string_view kind_of(char fee_table) {
  if (fee_table == '3') return "歯科";
  if (fee_table == '4') return "調剤";
  return fee_table == '6' ? "訪問看護" : "医科";
}

}  // namespace

InventedPopulation::InventedPopulation(InventedSize size) : size_(size) {
  const auto count =
      std::clamp<std::uint64_t>(size_.recipients / recipients_of_office, 2, offices_max);
  std::uint64_t total = 0;
  for (std::size_t n = 0; n < count; ++n) total += office_weight(size_.seed, n);
  std::map<int, int> of_prefecture;
  std::uint64_t weight = 0;
  for (std::size_t n = 0; n < count; ++n) {
    Place place;
    place.municipality = n;
    place.number = of_prefecture[municipality(n).prefecture]++;
    place.round = static_cast<int>(n / municipalities());
    place.first = weight * size_.recipients / total;
    weight += office_weight(size_.seed, n);
    place.recipients = weight * size_.recipients / total - place.first;
    places_.push_back(place);
  }
}

InventedOffice::InventedOffice(const InventedPopulation& all, std::size_t n) : size_(all.size_) {
  const auto& place = all.places_[n];
  const auto& where = municipality(place.municipality);
  first_ = place.first;
  recipients_ = place.recipients;
  prefecture_ = where.prefecture;
  town_ = full_prefecture_name(prefecture_) + std::string(where.name);
  row_ = office_row(size_.seed, n, where, place.number, place.round);
  if (n + 1 < all.places_.size()) {
    const auto& next = all.places_[n + 1];
    next_ = office_row(size_.seed, n + 1, municipality(next.municipality), next.number, next.round);
  }
  const auto count =
      std::clamp(recipients_ / people_of_institution, institutions_min, institutions_max);
  Chance chance(size_.seed, n * 8 + about_area + (1ULL << 60U));
  for (std::uint64_t i = 0; i < count; ++i) {
    const char fee_table = fee_tables[i % fee_tables.size()];
    store::InstitutionRow row;
    row.code =
        checked(fmt::format("{:02}{}{:06}", prefecture_, fee_table,
                            first_institution + place.number * static_cast<int>(institutions_max) +
                                static_cast<int>(i)));
    row.name = invented_institution_name(fee_table, chance);
    row.kind = kind_of(fee_table);
    row.address = town_ + invented_street(chance);
    row.area_code = row_.code;
    row.designated_from = util::Day::from_ymd(chance.between(1995, 2020), 4, 1).value();
    institutions_.push_back(std::move(row));
  }
}

Chance InventedOffice::chance_of(std::uint64_t n, std::uint64_t about) const {
  return Chance(size_.seed, ((first_ + n) * 8 + about) | (1ULL << 62U));
}

std::size_t InventedOffice::institution_of(char fee_table, Chance& chance) const {
  // The first ones have the most patients.
  const auto count = institutions_.size();
  const auto start = std::min(chance.below(count), chance.below(count));
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = (start + i) % count;
    if (institutions_[at].code[2] == fee_table) return at;
  }
  return 0;
}

// ---- people ------------------------------------------------------------------------------------

struct InventedOffice::Household {
  std::uint64_t first = 0;  // its first member
  std::uint64_t members = 1;
  std::uint64_t member = 0;  // which of them is asked about
};

// People come in blocks of five, each cut into households.
InventedOffice::Household InventedOffice::household_of(std::uint64_t n) const {
  struct Cut {
    std::array<std::uint64_t, 5> sizes;
    int weight;
  };
  static constexpr Cut cuts[] = {{{1, 1, 1, 1, 1}, 62}, {{2, 1, 1, 1, 0}, 17},
                                 {{1, 2, 2, 0, 0}, 6},  {{1, 1, 3, 0, 0}, 8},
                                 {{3, 2, 0, 0, 0}, 3},  {{1, 4, 0, 0, 0}, 4}};
  const auto block = n / 5 * 5;
  auto chance = chance_of(block, about_block);
  Household household{block, 1, 0};
  for (const auto size : chosen(cuts, chance).sizes) {
    if (size == 0) break;
    household.members = size;
    if (n < household.first + size) break;
    household.first += size;
  }
  household.member = n - household.first;
  return household;
}

util::Day InventedOffice::birthdate(const Household& household, Chance& chance) const {
  struct Ages {
    int from, to, weight;
  };
  // Six of ten recipients are older than 64; children only where somebody looks after them.
  static constexpr Ages alone[] = {{20, 39, 9},  {40, 49, 10}, {50, 64, 24},
                                   {65, 74, 25}, {75, 84, 23}, {85, 99, 9}};
  static constexpr Ages pair[] = {{30, 64, 3}, {65, 88, 7}};
  static constexpr Ages parent[] = {{24, 52, 1}};
  static constexpr Ages child[] = {{0, 5, 3}, {6, 17, 8}, {18, 22, 1}};
  Ages ages{};
  if (household.members == 1) {
    ages = chosen(alone, chance);
  } else if (household.members == 2) {
    ages = chosen(pair, chance);
  } else {
    ages = household.member == 0 ? chosen(parent, chance) : chosen(child, chance);
  }
  constexpr double days_of_year = 365.2425;
  const int days =
      static_cast<int>(chance.between(ages.from, ages.to) * days_of_year) + chance.between(30, 364);
  return size_.today.plus_days(-days);
}

domain::PersonDetails InventedOffice::person(const Household& household, std::uint64_t n) const {
  auto home = chance_of(household.first, about_home);
  auto chance = chance_of(n, about_person);
  domain::PersonDetails person;
  const auto family = family_name(home);
  person.post_number = fmt::format("{:02}0-0000", prefecture_);  // of no street
  person.address = town_ + invented_street(home);
  const bool foreign = home.permille(30) == Luck::yes;
  person.birthdate = birthdate(household, chance);
  const bool mother = household.members > 2 && household.member == 0;
  const auto female_permille = mother ? 850U : person.birthdate.year() < 1950 ? 600U : 470U;
  const auto sex = chance.permille(female_permille) == Luck::yes ? Sex::female : Sex::male;
  const auto given = given_name(sex, person.birthdate.year(), chance);
  person.sex1 = std::to_string(static_cast<int>(sex));
  person.name = fmt::format("{}　{}", family.written, given.written);
  person.name_kana = fmt::format("{} {}", family.kana, given.kana);
  if (!foreign || household.members > 1) return person;
  const auto card = foreign_name(chance);
  person.name = card.latin;
  person.name_kana = card.latin_kana;
  person.name_of_other = fmt::format("{}　{}", card.family.written, given.written);
  person.name_of_other_kana = fmt::format("{} {}", card.family.kana, given.kana);
  if (chance.permille(100) == Luck::yes) {
    person.sex2 = person.sex1;
    person.sex1 = "3";
  }
  return person;
}

// ---- qualifications ----------------------------------------------------------------------------

struct InventedOffice::Episode {
  util::Day from;
  std::optional<util::Day> end;
  domain::LossKind loss = domain::LossKind::none;
  std::string reason;
  enum class Where { here, next_office } where = Where::here;
};

std::vector<InventedOffice::Episode> InventedOffice::episodes(util::Day birthdate,
                                                              Chance& chance) const {
  using domain::LossKind;
  enum class Life { goes_on, resumed, suspended, ended, moved, returned };
  struct Lot {
    Life life;
    int weight;
  };
  static constexpr Lot lots[] = {{Life::goes_on, 880}, {Life::resumed, 40}, {Life::suspended, 15},
                                 {Life::ended, 35},    {Life::moved, 20},   {Life::returned, 10}};
  constexpr int years_max = 15, days_min = 25;
  const auto& today = size_.today;
  const int oldest = std::min(today.number() - birthdate.number(), years_max * 365);
  const auto from = today.plus_days(-chance.between(std::min(days_min, oldest), oldest));
  const int days = today.number() - from.number();
  const auto life = chosen(lots, chance).life;
  if (life == Life::goes_on || days < 120) return {{from, std::nullopt, LossKind::none, "", {}}};
  const auto end = today.plus_days(-chance.between(20, std::min(days - 10, 500)));
  const auto later = end.plus_days(chance.between(5, today.number() - end.number()));
  const std::string reason = chance.permille(300) == Luck::yes ? "03" : "99";
  switch (life) {
    case Life::resumed:
      return {{from, end, LossKind::suspended, "", {}},
              {later, std::nullopt, LossKind::none, "", {}}};
    case Life::suspended:
      return {{from, end, LossKind::suspended, "", {}}};
    case Life::returned:
      return {{from, end, LossKind::abolished, reason, {}},
              {later, std::nullopt, LossKind::none, "", {}}};
    case Life::moved:
      if (next_) {
        return {{from, end, LossKind::abolished, "99", {}},
                {end, std::nullopt, LossKind::none, "", Episode::Where::next_office}};
      }
      break;
    case Life::ended:
    case Life::goes_on:
      break;
  }
  return {{from, end, LossKind::abolished, reason, {}}};
}

InventedRecipient InventedOffice::recipient(std::uint64_t n) const {
  constexpr std::uint64_t first_number = 100000, first_number_of_moved = 550000;
  InventedRecipient made;
  made.person_link_key = fmt::format("G{}-{:08}", size_.seed, first_ + n);
  const auto household = household_of(n);
  const auto person = this->person(household, n);
  auto chance = chance_of(n, about_person + 1);
  const bool not_disclosed = chance.permille(3) == Luck::yes;
  for (const auto& episode : episodes(person.birthdate, chance)) {
    const bool moved = episode.where == Episode::Where::next_office;
    const auto& office = moved ? *next_ : row_;
    // Households share a payer number; the first of an office's is the usual one.
    auto home = chance_of(household.first, about_home);
    const auto payer =
        std::min(home.below(office.payer_numbers.size()), home.below(office.payer_numbers.size()));
    const auto number = (moved ? first_number_of_moved : first_number) + n;
    made.qualifications.push_back(
        {made.person_link_key,
         {office.code, fmt::format("{}{:07}", moved ? 'T' : 'R', n + 1),
          domain::PublicExpenseNumber::parse(office.payer_numbers[payer]).value(),
          domain::BeneficiaryNumber::parse(checked(std::to_string(number))).value(), person,
          episode.from, episode.end, episode.loss, episode.reason, not_disclosed},
         0,
         false});
  }
  add_insurance(made, n);
  add_tickets(made, n);
  return made;
}

}  // namespace madoguchi::tools
