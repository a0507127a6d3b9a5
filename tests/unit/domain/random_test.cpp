#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "unit/domain/invariants.hpp"
#include "unit/domain/reference_model.hpp"
#include "unit/domain/world.hpp"

namespace madoguchi::domain {
namespace {

using namespace world;

// Small pools, so that numbers, days and keys collide often and on the edges.
class RandomWorld {
 public:
  explicit RandomWorld(std::uint64_t seed) : random_(seed) {}

  Facts facts(std::size_t people_max) {
    Facts f;
    f.institution = institution(pick<std::string_view>({clinic_x, clinic_x, clinic_y, pharmacy}));
    f.institution.uses_medical_assistance = !one_in(10);
    f.offices = {{std::string(office_a), "甲福祉事務所", "03-1111-2222", below(33)},
                 {std::string(office_b), "乙福祉事務所", "", below(33)}};
    const int people = below(static_cast<int>(people_max) + 1);
    for (int p = 0; p < people; ++p) f.people.push_back(person(p));
    return f;
  }

  Question question() {
    Question q;
    q.day = some_day();
    q.today = one_in(20) ? q.day.plus_days(below(3) - 1) : day("20260101");
    q.asking = one_in(2) ? Asking::card : Asking::number;
    q.search.insurer_number =
        pick<std::string_view>({payer, payer, new_payer, "33120015", "133066"});
    q.search.number = q.search.is_assistance() ? some_number() : some_insured_number();
    q.search.symbol = pick<std::string_view>({"", "", "1", "１", "12"});
    q.search.branch = pick<std::string_view>({"", "", "1", "01", "02"});
    q.search.birthdate = some_birthdate();
    q.search.limit_certificate_consent = one_in(2);
    q.settings = settings();
    return q;
  }

  DecisionSettings settings() {
    DecisionSettings s;
    s.loss_date_is_covered = one_in(4);
    s.number_inquiry_other_institution_flag = one_in(4);
    s.number_inquiry_requires_birthdate = !one_in(4);
    s.tell_reason_of_loss = one_in(4);
    return s;
  }

  util::Month some_month() {
    if (one_in(8))
      return pick<util::Month>(
          {month("202306"), month("202307"), month("202411"), month("202410")});
    return month("202406").plus_months(below(3));
  }

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  bool one_in(int n) { return below(n) == 0; }
  template <class T>
  T pick(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(below(static_cast<int>(values.size())))];
  }

  util::Day some_day() {
    if (one_in(3)) return day("20240601").plus_days(below(92));
    return pick<util::Day>({day("20240630"), day("20240701"), day("20240705"), day("20240710"),
                            day("20240711"), day("20240731"), day("20240801"), day("20240831"),
                            day("20240901")});
  }
  util::Day some_birthdate() { return one_in(4) ? day("19900116") : day("19900115"); }
  std::string some_number() {
    return std::string(
        pick<std::string_view>({beneficiary, beneficiary, new_beneficiary, "0000007"}));
  }
  std::string some_insured_number() { return one_in(3) ? "2" : "1"; }

  AssistanceQualification interval(const std::string& key) {
    AssistanceQualification q = qualification();
    q.office_code = pick<std::string_view>({office_a, office_a, office_b});
    q.recipient_key = key;
    q.payer = payer_number(pick<std::string_view>({payer, payer, new_payer}));
    q.beneficiary = beneficiary_number(some_number());
    q.person.birthdate = some_birthdate();
    q.start = one_in(2) ? day("20240110") : some_day();
    if (one_in(2)) q.end = q.start.plus_days(one_in(3) ? below(400) : below(60));
    if (one_in(4)) q.end = std::max(q.start, some_day());
    q.not_disclosed = one_in(15);
    return q;
  }

  Ticket some_ticket(const std::string& key) {
    Ticket t = ticket(pick<std::string_view>({clinic_x, clinic_x, clinic_y, pharmacy}),
                      some_month().text());
    t.office_code = pick<std::string_view>({office_a, office_a, office_b});
    t.recipient_key = key;
    if (one_in(6)) t.ticket_type = "02";
    if (one_in(4)) t.treatment_type = pick<std::string_view>({"01", "02", "03", "04"});
    if (one_in(3)) t.from = t.from.plus_days(below(12));
    if (one_in(3)) t.to = t.from.plus_days(below(20));
    if (one_in(5)) t.payer = payer_number(pick<std::string_view>({payer, new_payer}));
    if (one_in(4)) t.beneficiary = beneficiary_number(some_number());
    if (one_in(3)) t.single_or_combined = "02";
    if (one_in(3)) t.social_insurance = "01";
    return t;
  }

  Insurance some_insurance() {
    Insurance i = insurance();
    i.insurer_number = one_in(3) ? "133066" : "33120015";
    i.number = some_insured_number();
    i.symbol = pick<std::string_view>({"", "1", "１", "12"});
    i.branch = pick<std::string_view>({"", "1", "01", "02"});
    i.birthdate = some_birthdate();
    i.start = one_in(2) ? day("20200401") : some_day();
    if (one_in(2)) i.end = std::max(i.start, some_day());
    return i;
  }

  PersonFacts person(int id) {
    PersonFacts p;
    p.id = id + 1;
    const std::vector<std::string> keys{"R" + std::to_string(id), "R" + std::to_string(id),
                                        "S" + std::to_string(id)};
    for (int n = below(4); n > 0; --n) p.qualifications.push_back(interval(pick(keys)));
    for (int n = below(5); n > 0; --n) p.tickets.push_back(some_ticket(pick(keys)));
    for (int n = below(4); n > 0; --n) p.insurances.push_back(some_insurance());
    if (one_in(2)) p.reference_number = "REF-" + std::to_string(id);
    return p;
  }

  std::mt19937_64 random_;
};

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(RandomWorlds, Decide_as_the_slow_and_obvious_model_does) {
  const std::uint64_t seed = number_from_environment("MADOGUCHI_SEED", std::random_device{}());
  const std::uint64_t rounds = number_from_environment("MADOGUCHI_RANDOM_ROUNDS", 50000);
  std::cout << "MADOGUCHI_SEED=" << seed << " MADOGUCHI_RANDOM_ROUNDS=" << rounds << "\n";
  for (std::uint64_t round = 0; round < rounds; ++round) {
    RandomWorld world(seed + round);  // so that a round is replayed by its own seed, in one round
    SCOPED_TRACE("replay with MADOGUCHI_SEED=" + std::to_string(seed + round));
    Question q = world.question();
    const Facts f = world.facts(q.asking == Asking::card ? 1 : 3);
    ASSERT_NO_FATAL_FAILURE(invariants::check(f, q));
    const util::Month m = world.some_month();
    const DecisionSettings settings = world.settings();
    for (std::size_t p = 0; p < f.people.size(); ++p) {
      const Decision actual = decide_bulk(f, p, m, settings);
      ASSERT_NO_FATAL_FAILURE(invariants::expect_same(reference::bulk(f, p, m, settings), actual));
      const Answer unit = project_bulk(f, m, actual, settings);
      ASSERT_EQ(unit.results.size(), actual.verdicts.size());
      const Facts without = invariants::without_foreign_tickets(f);
      ASSERT_EQ(project_bulk(without, m, decide_bulk(without, p, m, settings), settings), unit);
    }
  }
}

// The worlds are only worth something when every row of the table occurs in them.
TEST(RandomWorlds, Reach_every_reason) {
  std::set<std::string_view> missing;
  for (int i = 0; i <= static_cast<int>(Reason::insurance_several); ++i) {
    missing.insert(name_of(static_cast<Reason>(i)));
  }
  const auto strike = [&missing](const Decision& d) {
    if (d.refused) missing.erase(name_of(*d.refused));
    for (const Verdict& v : d.verdicts) missing.erase(name_of(v.reason));
    for (const Reason r : d.withheld) missing.erase(name_of(r));
  };
  for (std::uint64_t seed = 1; seed <= 20000 && !missing.empty(); ++seed) {
    RandomWorld world(seed);
    const Question q = world.question();
    const Facts f = world.facts(q.asking == Asking::card ? 1 : 3);
    strike(decide(f, q));
    if (!f.people.empty()) strike(decide_bulk(f, 0, world.some_month(), world.settings()));
  }
  EXPECT_TRUE(missing.empty()) << *missing.begin();
}

}  // namespace
}  // namespace madoguchi::domain
