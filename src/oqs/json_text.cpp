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

// Looks for a name that stands twice in one object.
struct Names : nlohmann::json_sax<nlohmann::json> {
  std::vector<std::set<std::string>> open;
  bool repeated = false;
  bool key(std::string& name) override {
    repeated |= !open.back().insert(name).second;
    return true;
  }
  bool start_object(std::size_t) override {
    open.emplace_back();
    return true;
  }
  bool end_object() override {
    open.pop_back();
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(nlohmann::json::binary_t&) override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }
};

}  // namespace

util::Result<nlohmann::json, Problem> json_object(std::string_view text, const JsonLimits& limits) {
  using nlohmann::json;
  if (text.size() > limits.bytes_max) return util::failure(Problem{ErrorCode::too_large, {}});
  if (too_deep(text, limits.depth_max)) return util::failure(Problem{ErrorCode::too_deep, {}});
  // Two passes: json::parse with a callback looks through a whole list again for each of its parts.
  Names names;
  if (!json::sax_parse(text, &names)) return util::failure(Problem{ErrorCode::not_json, {}});
  auto value = json::parse(text, nullptr, false);
  if (!value.is_object()) return util::failure(Problem{ErrorCode::not_json, {}});
  if (names.repeated) return util::failure(Problem{ErrorCode::element_repeated, {}});
  return value;
}

std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace madoguchi::oqs
