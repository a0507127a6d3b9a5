#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace madoguchi::util {

// Appends one JSON object, member by member, in the order of the calls (hot paths; for everything
// else there is a library). Texts must be valid UTF-8; control characters are escaped.
class JsonLine {
 public:
  JsonLine() { text_.push_back('{'); }
  JsonLine& add(std::string_view name, std::string_view text);
  JsonLine& add(std::string_view name, const char* text) {
    return add(name, std::string_view(text));
  }
  JsonLine& add_number(std::string_view name, std::int64_t number);
  JsonLine& add_truth(std::string_view name, bool truth);
  JsonLine& add_json(std::string_view name, std::string_view json);  // taken as it is
  std::string finish() && {
    text_.push_back('}');
    return std::move(text_);
  }

 private:
  void name(std::string_view name);
  std::string text_;
};

// `text` as a JSON string with its quotes.
std::string json_text(std::string_view text);

}  // namespace madoguchi::util
