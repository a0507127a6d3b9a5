#include "oqs/json_text.hpp"

#include <set>
#include <vector>

namespace madoguchi::oqs {

namespace {

// Brackets outside of strings, so that nothing deep reaches the parser.
bool too_deep(std::string_view text, std::size_t depth_max) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > depth_max) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

util::Result<nlohmann::json, Problem> json_object(std::string_view text, const JsonLimits& limits) {
  using nlohmann::json;
  if (text.size() > limits.bytes_max) return util::failure(Problem{ErrorCode::too_large, {}});
  if (too_deep(text, limits.depth_max)) return util::failure(Problem{ErrorCode::too_deep, {}});
  std::vector<std::set<std::string>> names;
  bool repeated = false;
  const auto watch = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) names.emplace_back();
    if (event == json::parse_event_t::object_end) names.pop_back();
    if (event == json::parse_event_t::key) {
      repeated |= !names.back().insert(parsed.get<std::string>()).second;
    }
    return true;
  };
  auto value = json::parse(text, watch, false);
  if (value.is_discarded() || !value.is_object()) {
    return util::failure(Problem{ErrorCode::not_json, {}});
  }
  if (repeated) return util::failure(Problem{ErrorCode::element_repeated, {}});
  return value;
}

std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace madoguchi::oqs
