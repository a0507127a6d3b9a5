#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/fields.hpp"
#include "domain/identifiers.hpp"
#include "util/calendar.hpp"

namespace madoguchi::domain {

using PersonId = std::int64_t;   // the center's own number of a person; never leaves it
using BatchId = std::int64_t;    // one registration transaction; later ones are larger
using VersionId = std::int64_t;  // one immutable row version; later ones are larger

// Who a person is, as an office or insurer registered it.
struct PersonDetails {
  std::string name;           // 氏名, full width
  std::string name_kana;      // half-width katakana
  std::string name_of_other;  // 氏名（その他）, empty when none
  std::string name_of_other_kana;
  std::string sex1;  // OQSCD007
  std::string sex2;  // set where the card prints the sex on the back (then sex1 is 3)
  util::Day birthdate;
  std::string post_number;
  std::string address;
  bool operator==(const PersonDetails&) const = default;
};

enum class LossKind {
  none,
  suspended,
  abolished
};  // 停止, 廃止: told to nobody outside the office

// One interval of assistance of one recipient: 開始/再開 up to 停止/廃止 (domain.md 2.3). Never
// overwritten by a resumption, which is an interval of its own.
struct AssistanceQualification {
  std::string office_code;
  std::string recipient_key;  // unique within the office
  PublicExpenseNumber payer;
  BeneficiaryNumber beneficiary;
  PersonDetails person;
  util::Day start;               // QualificationDate
  std::optional<util::Day> end;  // DisqualificationDate: the first day not covered (setting Q1)
  LossKind loss_kind = LossKind::none;
  std::string reason_of_loss;  // OQSCD008, empty when none
  bool not_disclosed = false;  // 不開示
};

// One 医療券 or 調剤券: one recipient, one institution, one month, one treatment type.
struct Ticket {
  std::string office_code;
  std::string recipient_key;
  std::optional<PublicExpenseNumber> payer;  // nothing: the qualification's
  std::optional<BeneficiaryNumber> beneficiary;
  std::string issue_number;
  std::string ticket_type;  // OQSCD018: 01 医療券, 02 調剤券
  util::Month treatment_month;
  util::Day from;  // MedicalTicketValidDate, inclusive
  util::Day to;    // MedicalTicketExpirationDate, inclusive
  std::string institution_code;
  std::string institution_name;
  std::string issuer_code;  // 処方箋発行元, empty when none
  std::string issuer_name;
  std::string injury_name1, injury_name2, injury_name3;
  std::string treatment_type;   // OQSCD019
  std::string self_pay_amount;  // yen, digits; empty when not given
  std::string district_contact, handling_contact;
  std::string single_or_combined;    // OQSCD020
  std::string social_insurance;      // OQSCD021
  std::string infection;             // OQSCD023, StatusOfInfecton
  std::string elderly_medical_care;  // OQSCD024
  std::string prefectural_expenses;  // OQSCD025
  std::string remarks1, remarks2, remarks3;
  VersionId version = 0;  // of the row this was read from; 0 when not stored
};

// One insurance qualification (医療保険) of a person.
struct Insurance {
  std::string insurer_number;  // without padding
  std::string symbol;          // 記号, empty when none
  std::string number;          // 番号
  std::string branch;          // 枝番, empty when none
  util::Day birthdate;
  util::Day start;               // QualificationDate
  std::optional<util::Day> end;  // DisqualificationDate: the first day not covered
  // Everything registered, the above included, by official element; no consent fields.
  std::vector<FieldValue> fields;
  std::vector<SpecificDisease> specific_diseases;
};

// The asking institution as the center knows it.
struct Institution {
  std::string code;
  std::string name;
  bool uses_medical_assistance = false;  // 環境設定 医療扶助 利用する; off for a new institution
};

// What an office states about when a month's tickets are registered.
struct StatedMonth {
  util::Month month;
  int planned_day = 1;  // day of the month, 1 to 31; the month's last when it is shorter
  enum class State { planned, registered, late, failed } state = State::planned;
  std::string text;  // the office's own words, empty when none
};

struct Office {
  std::string code;
  std::string name;       // 福祉事務所名
  std::string telephone;  // empty when not registered
  // Day of the month on which this office's tickets of that month are registered; 0 when not
  // stated.
  int registration_day = 0;
  std::vector<StatedMonth> calendar = {};  // months of which it stated more, each once
};

// Everything known of one person that one question may need.
struct PersonFacts {
  PersonId id = 0;
  std::vector<AssistanceQualification> qualifications;  // all intervals, of all offices
  std::vector<Ticket> tickets;  // not cancelled; of months around the asked day, all institutions
  std::vector<Insurance> insurances;
  std::string reference_number;  // 照会番号 of the asking institution, empty when none
};

// What `decide` looks at. By card at most one person; by number all whom the numbers may mean.
struct Facts {
  Institution institution;
  std::vector<PersonFacts> people;
  std::vector<Office> offices;  // of the qualifications above
};

}  // namespace madoguchi::domain
