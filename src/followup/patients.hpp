#pragma once

#include <cstdint>
#include <string>

#include "followup/book.hpp"

namespace madoguchi::followup {

// Whose patient an answer is about. Two answers are one person's only when the center gave both the
// same 照会番号, or the same numbers, with one birth date; or when one answer carries both. A look
// alike is a candidate for a member of staff (`same_looks`), never more.
std::int64_t patient_of(sql::Connection& db, const Shown& person);
// The same without keeping anything; 0 when nobody is known by these identifiers.
std::int64_t known_patient(sql::Connection& db, const Shown& person);
// Has an identifier of the center.
bool is_identified(sql::Connection& db, std::int64_t patient);
// A row of its own, identified by nothing.
std::int64_t new_patient(sql::Connection& db, const Shown& person);
Json patient_json(sql::Connection& db, std::int64_t patient);

// Name in kana, birth date and sex, all told and all the same.
bool same_looks(const Shown& one, const Shown& other);
Shown shown_patient(sql::Connection& db, std::int64_t patient);
// Whom a row of `bulk_ticket` names: reference, name, kana, sex, birthdate, payer, number, from its
// third column.
Shown person_in(const sql::Query& row);

}  // namespace madoguchi::followup
