#pragma once

#include <string>
#include <vector>

#include "store/registry.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// For whom a record is explained. Nobody sees a name, a birth date or a recipient's number.
enum class ExplainFor {
  operator_,    // rules and reasons, row versions, settings; no persons
  office,       // its own recipients only, by its own keys; nothing of insurers or other offices
  institution,  // what it was told and which fields it got; never the cause behind them
};

enum class ExplainError {
  no_record,
  not_theirs,  // told to nobody of this audience; also: a party that is not the one asked for
  no_unit,     // the record has no unit of this number
  unreadable,  // the record's detail is of no form that this program knows
  store,
};
struct ExplainProblem {
  ExplainError error = ExplainError::store;
  std::string detail;
  std::string text() const;  // Japanese
};

// One thing that is told: a stable key, its label in both languages, and one or more values.
struct ExplainedItem {
  std::string key;
  std::string label, label_english;
  std::vector<std::string> values;
};
using Explanation = std::vector<ExplainedItem>;

struct ExplainQuestion {
  store::AuditId id = 0;
  ExplainFor audience = ExplainFor::operator_;
  std::string code;      // office: which one; empty: the one that the record concerns
  std::size_t unit = 0;  // of a bulk inquiry's download, from 1; 0: all of it in short
};

// Explains one record of the audit chain. An answer is made anew from the facts of then and
// compared with what was sent, byte for byte.
util::Result<Explanation, ExplainProblem> explain(store::Registry& registry,
                                                  const ExplainQuestion& question);

std::string explanation_text(const Explanation& explanation);
std::string explanation_json(const Explanation& explanation);

}  // namespace madoguchi::tools
