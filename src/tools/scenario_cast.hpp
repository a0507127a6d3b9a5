#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/insurance_draft.hpp"
#include "tools/scenarios.hpp"

// The words in which the people of the demo are described. Not for other rooms.
namespace madoguchi::tools {

inline constexpr std::string_view clinic_code = "1310000011";
inline constexpr std::string_view clinic_y_code = "1310000029";
inline constexpr std::string_view clinic_off_code = "1310000037";
inline constexpr std::string_view dental_code = "1330000017";
inline constexpr std::string_view pharmacy_code = "1340000015";
inline constexpr std::string_view nursing_code = "1360000010";
inline constexpr std::string_view office_a = "13101";
inline constexpr std::string_view office_b = "13102";

// Somebody under construction. `id` is the first scenario: it names keys and the card's file.
struct Draft {
  std::string id;
  domain::PersonDetails person;
  std::string office = std::string(office_a);
  std::string payer, beneficiary;
  std::string link_key() const { return "DEMO-" + id; }
  std::string card_file() const { return id + ".card"; }
};

struct Interval {
  util::Day start;
  std::optional<util::Day> end;
  domain::LossKind loss = domain::LossKind::none;
  std::string reason;
};

struct Told {
  std::string id, title, english;
};

// Collects people, rows and scenarios. Days are those of the month that `today` lies in.
class Cast {
 public:
  explicit Cast(util::Day today);

  util::Day today() const { return today_; }
  util::Month month() const { return month_; }
  util::Month before() const { return month_.plus_months(-1); }
  util::Day day_before(int day_of_month) const {
    return before().first_day().plus_days(day_of_month - 1);
  }
  // The usual start of assistance and insurance, years back.
  util::Day long_ago() const;

  Draft person(std::string id, std::string name, std::string kana, std::string sex,
               std::string birthdate);
  // Numbers with right check digits that nobody else of the cast has.
  std::string new_beneficiary();
  std::string payer_of(std::string_view office) const;

  domain::AssistanceQualification& assist(const Draft& draft, Interval interval);
  domain::AssistanceQualification& assist(const Draft& draft) {
    return assist(draft, {long_ago(), std::nullopt, domain::LossKind::none, ""});
  }
  // A ticket of the whole month, of the kind that the institution's fee table uses.
  domain::Ticket& ticket(const Draft& draft, std::string_view institution, util::Month month);
  void tickets(const Draft& draft, std::string_view institution);  // this month's and the last's
  domain::Insurance& insure(const Draft& draft, const InsuranceDraft& insurance);
  std::string card(const Draft& draft, CardKind kind = CardKind::good);

  void by_card(Told told, std::string folder, ByCardFile card, Expected expected);
  void by_card_on(util::Day day, Told told, std::string folder, ByCardFile card, Expected expected);
  void by_number(Told told, std::string folder, const Draft& draft, Expected expected);
  void ask(Told told, std::string folder, ByNumbers numbers, Expected expected);
  void ask_on(util::Day day, Told told, std::string folder, ByNumbers numbers, Expected expected);
  void give_reference(Told told, std::string folder, ByReference given);
  void bulk(Told told, std::string folder, util::Month month, Expected expected);

  // Asks about the people of earlier scenarios by number, all in one message.
  void ask_many(Told told, std::string folder, const std::vector<std::string>& scenarios);

  std::size_t units(std::string_view institution, util::Month month) const;
  Population finish() && { return std::move(made_); }

 private:
  util::Day today_;
  util::Month month_;
  int beneficiaries_ = 0;
  int issued_ = 0;
  Population made_;
};

ByNumbers numbers_of(const Draft& draft);

// Expectations in short: an answer (row, validity, results, code) or an error.
Expected answer(std::string row, int validity, std::string results, std::string code = "");
Expected error(std::string row, std::string code);

// The people, by the rows that they show.
void cast_guide(Cast& cast);         // D7, D17, D22 to D24: the guide's own person
void cast_unregistered(Cast& cast);  // D8 to D12, D18, D19, D28
void cast_valid(Cast& cast);         // D7 with all that a ticket can say, D13, names
void cast_ended(Cast& cast);         // D14 to D16, D20, D21, D27
void cast_insured(Cast& cast);       // D4 to D6, D26, insurance rows
void cast_hidden(Cast& cast);        // D1 to D3
void cast_bulk(Cast& cast);          // D25

}  // namespace madoguchi::tools
