#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace madoguchi::util {

enum class LogLevel { debug, info, warning, error };

// One line on standard error: time (Japan), level, part, text. No person in a log (law 9): callers
// pass file names and identifiers through `log_name`. Control characters become blanks, a text over
// 4 KiB is cut.
void log(LogLevel level, std::string_view part, std::string_view text);
void set_log_level(LogLevel level);

// A short stand-in for a name that may carry a patient number: "OQSsiquc01req_…(3fa9c1d2)". The
// same name gives the same one while this process lives; without its key nobody can try all
// numbers.
std::string log_name(std::string_view name);

}  // namespace madoguchi::util
