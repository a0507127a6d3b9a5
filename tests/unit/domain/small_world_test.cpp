#include <gtest/gtest.h>

#include "unit/domain/invariants.hpp"
#include "unit/domain/world.hpp"

// Every combination of a world small enough to walk through: two people, three institutions, three
// months, all ways of asking.
namespace madoguchi::domain {
namespace {

using namespace world;

using Qualifications = std::vector<AssistanceQualification>;

AssistanceQualification not_disclosed(AssistanceQualification q) {
  q.not_disclosed = true;
  return q;
}

const std::vector<Qualifications> states_of_the_first{
    {},
    {qualification()},
    {qualification("20240110", "20240710")},
    {qualification("20230110", "20240401")},
    {qualification("20240801")},
    {qualification("20240110", "20240701"), qualification("20240710")},
    {qualification("20240110", "20240710"), moved("20240710")},
    {not_disclosed(qualification())},
};

std::vector<Qualifications> states_of_the_second() {
  std::vector<Qualifications> states{
      {},
      {qualification("20240601")},
      {qualification("20240110", "20240801")},
      {not_disclosed(qualification())},
  };
  for (Qualifications& state : states) {
    for (AssistanceQualification& q : state) q.recipient_key = "R2";
  }
  return states;
}

const std::vector<std::vector<Insurance>> insurances{
    {}, {insurance()}, {insurance("20200401", "20240710")}};

std::vector<std::vector<Ticket>> ticket_subsets() {
  auto of_the_new_office = ticket(clinic_x, "202407", "20240710", "20240731");
  of_the_new_office.office_code = office_b;
  of_the_new_office.recipient_key = "M7";
  const std::vector<Ticket> all{ticket(clinic_x, "202407", "20240701", "20240710"),
                                ticket(clinic_x, "202408"), ticket(clinic_y, "202407"),
                                ticket(pharmacy, "202407"), of_the_new_office};
  std::vector<std::vector<Ticket>> subsets;
  for (unsigned mask = 0; mask < (1u << all.size()); ++mask) {
    subsets.emplace_back();
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (mask & (1u << i)) subsets.back().push_back(all[i]);
    }
  }
  return subsets;
}

const std::vector<std::string_view> days{"20240630", "20240701", "20240710", "20240711",
                                         "20240801"};

std::vector<Question> questions() {
  std::vector<Question> all;
  for (const std::string_view on : days) {
    all.push_back(by_card(on));
    all.push_back(by_number(on));
    all.push_back(by_number(on, new_payer, new_beneficiary));
    all.push_back(by_insurance(on));
  }
  return all;
}

class SmallWorld : public testing::TestWithParam<std::string_view> {};

TEST_P(SmallWorld, Is_decided_as_the_model_does_and_never_tells_too_much) {
  const std::vector<Question> asked = questions();
  const auto subsets = ticket_subsets();
  const auto seconds = states_of_the_second();
  for (const bool uses : {true, false}) {
    for (const Qualifications& first : states_of_the_first) {
      for (const Qualifications& second : seconds) {
        for (const auto& insured : insurances) {
          Facts f = facts(GetParam());
          f.institution.uses_medical_assistance = uses;
          f.people[0].qualifications = first;
          f.people[0].insurances = insured;
          if (!second.empty()) {
            f.people.emplace_back();
            f.people[1].id = 2;
            f.people[1].qualifications = second;
          }
          for (const auto& tickets : subsets) {
            f.people[0].tickets = tickets;
            for (const Question& q : asked) {
              // A card is one person's.
              if (q.asking == Asking::card && !second.empty()) continue;
              ASSERT_NO_FATAL_FAILURE(invariants::check(f, q));
            }
          }
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EachInstitution, SmallWorld, testing::Values(clinic_x, clinic_y, pharmacy),
                         [](const auto& institution) { return std::string(institution.param); });

}  // namespace
}  // namespace madoguchi::domain
