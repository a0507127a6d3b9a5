#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/decide.hpp"
#include "store/audit.hpp"

namespace madoguchi::store {

enum class ToldWay { card, number, bulk };
std::string_view name_of(ToldWay way);

// Sides whose qualification an answer proved to be a patient's: valid in any way, or shown by card.
enum ToldSide : unsigned { told_nothing = 0, told_assistance = 1, told_insurance = 2 };

// That one record told an institution about one person. An index of the record, made from it.
struct ToldRow {
  AuditId record = 0;
  domain::PersonId person = 0;
  std::string institution_code;
  util::Instant at;
  util::Day day;  // asked day; of a bulk's month the first
  ToldWay way = ToldWay::number;
  int validity = 0;
  unsigned sides = told_nothing;
  domain::BatchId as_of = 0;  // the state that was told
};

// 照会番号, by which an institution knows a person. `before` is what the change was decided on:
// when it holds no longer the change is not made.
struct ReferenceChange {
  std::string institution_code;
  domain::PersonId person = 0;
  std::string number;
  std::string before;  // empty: none
};

// Somebody whom numbers mean as published now.
struct NumberHolder {
  domain::PersonId person = 0;
  bool not_disclosed = false;     // D3
  unsigned sides = told_nothing;  // of all that the index knows to be told to the institution
  std::string reference_number;   // of the institution, empty when none
};

struct HoldersRead {
  std::vector<NumberHolder> holders;     // those told about by the index, and those of `also`
  domain::PersonId number_taken_by = 0;  // who has the asked 照会番号 at the institution
};

}  // namespace madoguchi::store
