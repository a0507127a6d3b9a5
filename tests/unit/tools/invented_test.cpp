#include "tools/generate/invented.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "unit/tools/world.hpp"

namespace madoguchi::tools {
namespace {

using testing::day;

InventedSize size_of(std::uint64_t recipients) {
  return {recipients, 2, day("20261126"), 5};
}

TEST(Invented, has_exactly_as_many_recipients_as_ordered) {
  for (const std::uint64_t count : {1ULL, 2ULL, 7ULL, 1499ULL, 10000ULL, 2000000ULL}) {
    const InventedPopulation all(size_of(count));
    std::uint64_t recipients = 0;
    for (std::size_t n = 0; n < all.offices(); ++n) {
      recipients += InventedOffice(all, n).recipients();
    }
    EXPECT_EQ(recipients, count);
  }
}

TEST(Invented, numbers_are_right_and_nobody_elses) {
  const InventedPopulation all(size_of(6000));
  std::set<std::string> numbers, institutions, payers;
  for (std::size_t n = 0; n < all.offices(); ++n) {
    const InventedOffice office(all, n);
    for (const auto& payer : office.row().payer_numbers) {
      EXPECT_EQ(domain::form_of_public_expense_number(payer), domain::NumberForm::ok) << payer;
      EXPECT_TRUE(payers.insert(payer).second) << payer;
    }
    for (const auto& row : office.institutions()) {
      EXPECT_EQ(domain::form_of_institution_code(row.code), domain::NumberForm::ok) << row.code;
      EXPECT_TRUE(institutions.insert(row.code).second) << row.code;
    }
    for (std::uint64_t i = 0; i < office.recipients(); ++i) {
      const auto one = office.recipient(i);
      std::set<std::string> own;
      for (const auto& row : one.qualifications) {
        const auto& held = row.qualification;
        EXPECT_TRUE(held.payer.check_digit_ok() && held.beneficiary.check_digit_ok());
        EXPECT_GE(held.start, held.person.birthdate);
        EXPECT_LE(held.start, all.size().today);
        own.insert(held.payer.text() + held.beneficiary.text());
      }
      for (const auto& number : own) EXPECT_TRUE(numbers.insert(number).second) << number;
      if (one.insurance) {
        EXPECT_EQ(domain::form_of_insurer_number(one.insurance->insurance.insurer_number),
                  domain::NumberForm::ok);
      }
    }
  }
}

// What makes it a population and not a list of names.
TEST(Invented, holds_all_that_there_is_in_an_office) {
  const InventedPopulation all(size_of(6000));
  std::map<std::string, int> treatments, kinds;
  int moved = 0, resumed = 0, ended = 0, children = 0, old = 0, combined = 0, issuers = 0,
      alias = 0;
  std::map<std::string, std::set<std::string>> homes;
  for (std::size_t n = 0; n < all.offices(); ++n) {
    const InventedOffice office(all, n);
    for (const auto& row : office.institutions()) ++kinds[row.kind];
    for (std::uint64_t i = 0; i < office.recipients(); ++i) {
      const auto one = office.recipient(i);
      const auto& first = one.qualifications.front().qualification;
      const auto& last = one.qualifications.back().qualification;
      moved += first.office_code != last.office_code ? 1 : 0;
      resumed += one.qualifications.size() == 2 && first.loss_kind == domain::LossKind::suspended;
      ended += last.end ? 1 : 0;
      const int age = util::age_on(first.person.birthdate, all.size().today);
      children += age < 18 ? 1 : 0;
      old += age >= 65 ? 1 : 0;
      alias += first.person.name_of_other.empty() ? 0 : 1;
      combined += one.insurance ? 1 : 0;
      homes[first.person.address].insert(first.person.name);
      for (const auto& row : one.tickets) {
        ++treatments[row.ticket.treatment_type];
        issuers += row.ticket.issuer_code.empty() ? 0 : 1;
        EXPECT_EQ(row.ticket.treatment_type == "04", !row.ticket.issuer_code.empty());
        EXPECT_EQ(row.ticket.social_insurance, one.insurance ? "01" : "02");
      }
    }
  }
  EXPECT_EQ(treatments.size(), 5U);
  EXPECT_EQ(kinds.size(), 4U);
  for (const int some : {moved, resumed, ended, children, combined, issuers, alias}) {
    EXPECT_GT(some, 0);
  }
  EXPECT_GT(old, 2000);
  EXPECT_TRUE(std::any_of(homes.begin(), homes.end(),
                          [](const auto& home) { return home.second.size() > 2; }));
}

}  // namespace
}  // namespace madoguchi::tools
