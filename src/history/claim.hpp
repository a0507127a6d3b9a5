#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "util/calendar.hpp"

namespace madoguchi::history {

enum class ClaimKind { medical, dental, dispensing, visiting_nursing };
enum class VisitKind { out, in, dental, dispensing, visiting_nursing };
std::string_view name_of(VisitKind kind);
std::optional<VisitKind> visit_kind_named(std::string_view name);

// Days of a month as bits: bit 0 is the first.
using DaysOfMonth = std::uint32_t;

// A drug as a claim lists it. `code` is of the drug master; names are not in claims.
struct DrugLine {
  std::string code;
  std::string quantity;         // as written: a day's for 内服, else the whole
  int times = 0;                // 回数
  int supply_days = 0;          // 内服: days of supply; 0: not known (屯服, 外用, 注射)
  util::Day dispensed;          // 調剤年月日; of a doctor's own dispensing the day column
  std::string treatment_class;  // 診療識別 "21"; a pharmacy's 剤形 "1"
  bool day_known = true;        // false: `dispensed` is the first of its month
  bool operator==(const DrugLine&) const = default;
};

// A procedure (診療行為) as a claim lists it.
struct ProcedureLine {
  std::string code;
  std::string quantity;
  int times = 0;
  DaysOfMonth days = 0;
  std::string treatment_class;  // 診療識別: 50 operation, 54 anaesthesia
  bool operator==(const ProcedureLine&) const = default;
};

// A payer of a claim: HO (insurance) or KO (public expense).
struct ClaimPayer {
  enum class Of { insurance, public_expense } of = Of::insurance;
  std::string payer;   // 保険者番号, 公費負担者番号
  std::string symbol;  // insurance only
  std::string number;  // 番号, 受給者番号
};

// Whom a claim is about, in its own words.
struct ClaimIdentity {
  std::string name, kana;
  std::string sex;  // "1", "2"
  util::Day birthdate;
  std::vector<ClaimPayer> payers;
};

// One claim (診療報酬明細書). Disease names (SY, HS) and comments are read over, never kept.
struct Claim {
  ClaimKind kind = ClaimKind::medical;
  std::size_t line = 0;  // of its RE
  std::string number;    // レセプト番号
  std::string type;      // レセプト種別
  VisitKind visit = VisitKind::out;
  util::Month month;   // 診療年月, 調剤年月
  util::Month billed;  // 請求年月
  std::string institution_code, institution_name;
  std::string issuer_code, issuer_name;  // dispensing: whose prescription
  std::string chart_number;              // カルテ番号等
  std::string search_number;             // 検索番号, empty when none
  int days = 0;                          // 診療実日数, 0 when none
  ClaimIdentity identity;
  std::vector<DrugLine> drugs;
  std::vector<ProcedureLine> procedures;
};

// What of a claim is kept for viewing, as JSON, and back. Nothing when it is not of this form.
std::string claim_json(const Claim& claim);
std::optional<Claim> read_claim_json(const std::string& json);
// Whom it is about, for the operator's list of claims that fit nobody.
std::string identity_json(const ClaimIdentity& identity);
std::optional<ClaimIdentity> read_identity_json(const std::string& json);

// What makes two claims of one institution and month the same when neither has a 検索番号: type,
// issuer, chart number, person and payers. Hashed, for it holds personal data.
std::string claim_key(const Claim& claim);

}  // namespace madoguchi::history
