#pragma once

#include <cstdint>
#include <string_view>

#include "followup/items.hpp"

namespace madoguchi::followup {

// Takes in a notice of the center's feed (a changed answer, an office's reply), once. What cannot
// be read is left alone. In the caller's transaction.
void take_notice(sql::Connection& db, std::int64_t number, std::string_view json, const By& by);

}  // namespace madoguchi::followup
