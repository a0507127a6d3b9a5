#pragma once

#include <optional>
#include <string>
#include <vector>

#include "office/parts.hpp"

namespace madoguchi::office {

// GET /api/people, /api/people/{key}, /api/people/{key}/links.
Answer search_people(Parts& parts, const Call& call);
Answer show_person(Parts& parts, const Call& call);
Answer show_links(Parts& parts, const Call& call);

// Whether the caller may know of this recipient: it is of this office, and either disclosed or the
// caller may see 不開示.
bool is_visible(Parts& parts, const Call& call, const std::string& recipient);

// Whether this row is about somebody not disclosed: by its own word, by the person's now or, of
// somebody whose qualifications are gone, by theirs when they were there.
bool is_not_disclosed(sql::Connection& db, const std::string& recipient, const Json& row);

// Whether whom a job is for may know of this recipient.
bool may_see(Parts& parts, const OnBehalf& on_behalf, const std::string& recipient);

// Rows of the intervals that hold now, by their start.
std::vector<Json> intervals_of(Parts& parts, const std::string& recipient);

// What was typed as a birth date ("1960-04-01", "S35.4.1", "昭和35年4月1日") as YYYYMMDD.
std::optional<std::string> birthdate_typed(std::string_view text);

struct NameOf {
  std::string name, kana;
};
NameOf name_of(sql::Connection& db, const std::string& recipient);

}  // namespace madoguchi::office
