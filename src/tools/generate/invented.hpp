#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/rows.hpp"
#include "tools/generate/chance.hpp"
#include "util/calendar.hpp"

namespace madoguchi::tools {

struct InventedSize {
  std::uint64_t recipients = 1000;
  int months = 2;  // of tickets, the month of `today` the last
  util::Day today;
  std::uint64_t seed = 1;
};

// Everything that is registered of one recipient: intervals of assistance (those behind a move are
// the next office's), tickets of the months, insurance of some.
struct InventedRecipient {
  std::string person_link_key;
  std::vector<store::QualificationRow> qualifications;
  std::vector<store::TicketRow> tickets;
  std::optional<store::InsuranceRow> insurance;
};

class InventedOffice;

// A population that nobody is in: any size without being held in memory, and the same for the same
// size, day and seed. Use:
//   const InventedPopulation all({2000000, 2, today, 1});
//   for (std::size_t n = 0; n < all.offices(); ++n) {
//     const InventedOffice office(all, n);
//     for (std::uint64_t i = 0; i < office.recipients(); ++i) use(office.recipient(i));
//   }
class InventedPopulation {
 public:
  explicit InventedPopulation(InventedSize size);
  const InventedSize& size() const { return size_; }
  std::size_t offices() const { return places_.size(); }

 private:
  friend class InventedOffice;
  struct Place {
    std::size_t municipality = 0;
    int number = 0;  // of its prefecture's offices
    int round = 0;   // how many offices of that municipality came before
    std::uint64_t first = 0, recipients = 0;
  };
  InventedSize size_;
  std::vector<Place> places_;
};

// One welfare office with the institutions around it and its recipients.
class InventedOffice {
 public:
  InventedOffice(const InventedPopulation& all, std::size_t n);
  const store::OfficeRow& row() const { return row_; }
  const std::vector<store::InstitutionRow>& institutions() const { return institutions_; }
  std::uint64_t recipients() const { return recipients_; }
  InventedRecipient recipient(std::uint64_t n) const;

 private:
  struct Household;
  struct Numbers;
  struct Episode;
  struct Care;
  Household household_of(std::uint64_t n) const;
  domain::PersonDetails person(const Household& household, std::uint64_t n) const;
  util::Day birthdate(const Household& household, Chance& chance) const;
  std::vector<Episode> episodes(util::Day birthdate, Chance& chance) const;
  std::vector<Care> cares(Chance& chance) const;
  domain::Ticket ticket(const Care& care, const domain::AssistanceQualification& holder) const;
  void add_tickets(InventedRecipient& made, std::uint64_t n) const;
  void add_insurance(InventedRecipient& made, std::uint64_t n) const;
  std::size_t institution_of(char fee_table, Chance& chance) const;
  Chance chance_of(std::uint64_t n, std::uint64_t about) const;

  const InventedSize& size_;
  std::uint64_t first_;  // of all recipients, this office's first
  std::uint64_t recipients_;
  int prefecture_;
  std::string town_;  // 東京都足立区
  store::OfficeRow row_;
  std::optional<store::OfficeRow> next_;  // where people move to
  std::vector<store::InstitutionRow> institutions_;
};

}  // namespace madoguchi::tools
