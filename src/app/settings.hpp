#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "util/result.hpp"

namespace madoguchi::app {

// Where one key's value goes. Numbers carry their bounds.
struct IntegerTarget {
  std::function<void(std::int64_t)> set;
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::int64_t standard = 0;
};
struct TextTarget {
  std::string* to;
};
struct ListTarget {
  std::vector<std::string>* to;
};
struct SwitchTarget {
  bool* to;
};
struct ChoiceTarget {
  std::vector<std::string> choices;
  std::string standard;
  std::function<void(std::string_view)> set;
};

// One key of a configuration file: "server.port". The texts are its documentation.
struct Setting {
  std::string path;
  std::string text;  // Japanese
  std::string english;
  enum class Need { optional, required } need = Need::optional;
  std::variant<IntegerTarget, TextTarget, ListTarget, SwitchTarget, ChoiceTarget> target;
};
using Settings = std::vector<Setting>;

template <class Integer>
IntegerTarget integer(Integer& to, std::int64_t least, std::int64_t most) {
  return {[&to](std::int64_t value) { to = static_cast<Integer>(value); }, least, most,
          static_cast<std::int64_t>(to)};
}

// What is wrong in a configuration file, with its place and the next step.
struct ConfigProblem {
  std::string file;
  std::size_t line = 0, column = 0;
  std::string key;
  std::string text;               // Japanese
  std::string line_text() const;  // "center.toml:3:5: server.port: …"
};

// Reads a TOML file into the targets. Relative file names in keys ending in _file, _files, _dir or
// named path are taken from the file's folder. Every fault is told, not only the first.
std::vector<ConfigProblem> read_settings(const std::string& file, const Settings& settings);

// Whether the file has a table of this name ("office"); no when it cannot be read.
bool has_table(const std::string& file, std::string_view name);

// A commented TOML file with every key and its default.
std::string example_of(const Settings& settings);

}  // namespace madoguchi::app
