#pragma once

#include <map>
#include <string>

#include "office/parts.hpp"

namespace madoguchi::office {

// Designated institutions: those that the operator registered at the center, and behind them the
// office's own list (for example the prefecture's), imported here. Where both name one, the
// center's holds.

// The name known for a code; empty when there is none.
std::string institution_name(Parts& parts, const std::string& code);
std::string institution_name(sql::Connection& db, const std::string& code);

// Codes of those whose designation has a last day, with it (YYYYMMDD).
std::map<std::string, std::string> designations_that_end(sql::Connection& db);

// GET /api/institutions: search by a part of the name or the beginning of the code.
Answer search_institutions(Parts& parts, const Call& call);

// POST /api/imports/institutions?file=&scope=&dry=1: shows what a CSV file would change, and the
// basis of that; with &basis= of it instead of dry the file becomes the newest list of the office,
// when nothing changed since (F4091 otherwise); &form=errors: its error file. Rows are versions
// from import to import; sound rows are taken although others are refused.
Answer import_institutions(Parts& parts, const Call& call);
// GET /api/imports/institutions; POST /api/imports/institutions/{id}/undo: the newest goes back.
Answer list_institution_imports(Parts& parts, const Call& call);
Answer undo_institution_import(Parts& parts, const Call& call);

}  // namespace madoguchi::office
