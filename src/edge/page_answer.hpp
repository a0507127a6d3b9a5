#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "edge/page.hpp"
#include "util/result.hpp"

namespace madoguchi::edge {

using Json = nlohmann::json;

// Why something asked of the page was not done: a code of the F family, what happened and the next
// step in both languages.
struct Problem {
  int status = 500;
  std::string code;
  std::string message, message_en;
  std::string place;           // the field it is about, empty when none
  Json more = Json::object();  // further members: "theirs", "problems"
};

// What the page's handlers return.
using Answer = util::Result<PageAnswer, Problem>;

PageAnswer json_answer(const Json& body, int status = 200);
PageAnswer csv_answer(std::string text, std::string_view file_name);
PageAnswer problem_answer(const Problem& problem);

Problem malformed(std::string_view place);  // F4000
Problem malformed(std::string_view place, std::string message, std::string message_en);
Problem not_permitted(std::string_view act);  // F4030
Problem not_found();                          // F4040: nor when it may not be seen
Problem wrong_state(std::string message, std::string message_en);  // F4091
Problem changed_meanwhile(Json theirs);                            // F4090
Problem disk_failed();                                             // F5000

// A member that is a text; empty when absent or something else.
std::string text_of(const Json& object, std::string_view name);
std::int64_t number_of(const Json& object, std::string_view name, std::int64_t otherwise = 0);
// As text for the database; texts from the center and the page are valid UTF-8.
std::string dumped(const Json& value);
Json parsed(std::string_view text);  // an empty object when it is none

}  // namespace madoguchi::edge
