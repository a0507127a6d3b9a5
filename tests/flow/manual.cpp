#include "flow/manual.hpp"

#include <regex>
#include <sstream>

#include "flow/process.hpp"
#include "flow/reading.hpp"

namespace madoguchi::flow {

namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

Help read_help(const std::string& path) {
  auto words = words_of(path);
  words.emplace_back("--help");
  Help help;
  std::istringstream lines(run(words).out);
  std::string part;
  const std::regex option("^ {2,8}(?:-\\w,)?(--[a-z0-9-]+).*");
  const std::regex name("^  ([A-Za-z][a-z0-9-]*)\\s.*");
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != ' ') part = line;
    if (std::regex_match(line, found, option)) {
      if (found[1] != "--help") help.options.insert(found[1]);
    } else if (std::regex_match(line, found, name)) {
      if (part == "Subcommands:") help.subcommands.insert(found[1]);
      if (part == "Positionals:") help.options.insert(found[1]);
    }
  }
  return help;
}

// Whether "madoguchi" at this place of a line is something to type: in the line's beginning, after
// a prompt, or after another program's "--".
bool typed(const std::string& line, std::size_t at) {
  static const std::regex before("^(\\s*[$#] |    )?([a-z-]+ .* -- )?$");
  return std::regex_match(line.substr(0, at), before) && line.find(" が") == std::string::npos;
}

// One key of a commented example.
struct Key {
  std::string group, name, japanese, english, value, bounds;
  bool required = false;
};

// Takes the bounds, "（0〜10）" or "（a | b）", off the end of a text.
std::string cut_bounds(std::string& text) {
  const std::string open = "（", close = "）";
  const auto at = text.rfind(open);
  if (at == std::string::npos || !text.ends_with(close)) return {};
  const auto inner = text.substr(at + open.size(), text.size() - at - open.size() - close.size());
  if (inner.find("〜") == std::string::npos && inner.find(" | ") == std::string::npos) return {};
  text.resize(at);
  return inner;
}

std::vector<Key> keys_in(const std::string& example) {
  std::vector<Key> keys;
  std::vector<std::string> comments;
  std::string group;
  std::istringstream lines(example);
  const std::regex assigned("^#?([a-z0-9_]+) = (.*?)(  # 必須.*)?$");
  std::smatch found;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("[")) group = line.substr(1, line.size() - 2);
    if (line.starts_with("# ")) {
      comments.push_back(line.substr(2));
    } else if (std::regex_match(line, found, assigned) && comments.size() >= 2) {
      Key key{group, found[1], comments[0], comments[1], found[2], {}, found[3].length() > 0};
      key.bounds = cut_bounds(key.japanese);
      keys.push_back(std::move(key));
      comments.clear();
    }
  }
  return keys;
}

// Last part of a key's name → its unit, Japanese and English.
std::string unit_of(const std::string& name, Language language) {
  struct Unit {
    const char *part, *japanese, *english;
  };
  constexpr Unit units[] = {{"_ms", "ミリ秒", "milliseconds"},
                            {"_s", "秒", "seconds"},
                            {"_days", "日", "days"},
                            {"months", "か月", "months"},
                            {"_kib", "KiB", "KiB"},
                            {"_bytes_max", "バイト", "bytes"},
                            {"_s_max", "秒", "seconds"},
                            {"months_back_max", "か月", "months"},
                            {"_ms_max", "ミリ秒", "milliseconds"},
                            {"months_before", "か月", "months"}};
  for (const auto& unit : units) {
    if (name.ends_with(unit.part)) {
      return language == Language::japanese ? unit.japanese : unit.english;
    }
  }
  return {};
}

std::string kind_of(const std::string& value, Language language) {
  const bool japanese = language == Language::japanese;
  if (value.starts_with("\"")) return japanese ? "文字列" : "string";
  if (value.starts_with("[")) return japanese ? "文字列の並び" : "list of strings";
  if (value == "true" || value == "false") return japanese ? "true / false" : "true or false";
  return japanese ? "整数" : "integer";
}

std::string item_of(const Key& key, Language language) {
  const bool japanese = language == Language::japanese;
  std::string bounds = key.bounds;
  if (const auto at = bounds.find("〜"); at != std::string::npos && !japanese) {
    bounds.replace(at, std::string("〜").size(), "–");
  }
  const auto unit = unit_of(key.name, language);
  auto text = "* `" + (key.group.empty() ? "" : key.group + ".") + key.name + "` — ";
  text += (japanese ? key.japanese + "。" : key.english + ". ") + kind_of(key.value, language);
  if (!unit.empty()) text += (japanese ? "、" : ", ") + unit;
  if (!bounds.empty()) text += (japanese ? "、" : ", ") + bounds;
  if (key.required) return text + (japanese ? "。**必須**" : ". **Required**") + "\n";
  return text + (japanese ? "。既定 `" : ". Default `") + key.value + "`\n";
}

}  // namespace

std::filesystem::path source_folder() {
  return MADOGUCHI_SOURCE_DIR;
}

std::filesystem::path manual_folder() {
  return source_folder() / "docs/manual";
}

const Help& help_of(const std::string& path) {
  static std::map<std::string, Help> known;
  const auto found = known.find(path);
  return found != known.end() ? found->second : known.emplace(path, read_help(path)).first->second;
}

std::string half_of(const std::string& page, Language language) {
  const auto text = bytes_of(manual_folder() / (page + ".md"));
  const std::string line = "\n---\n";
  const auto at = text.find(line);
  if (at == std::string::npos) return {};
  return language == Language::japanese ? text.substr(0, at) : text.substr(at + line.size());
}

std::map<std::string, std::set<std::string>> options_in(const std::string& half,
                                                        const std::string& path) {
  std::map<std::string, std::set<std::string>> options;
  std::istringstream lines(half);
  std::string scope;
  bool inside = false;
  const std::string heading = "### madoguchi ", item = "* `";
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("## ")) {
      inside = line == "## オプション" || line == "## OPTIONS";
      scope = path;
    } else if (inside && line.starts_with(heading)) {
      scope = line.substr(heading.size());
      options[scope];
    } else if (inside && line.starts_with(item)) {
      const auto end = line.find_first_of(" `", item.size());
      options[scope].insert(line.substr(item.size(), end - item.size()));
    }
  }
  return options;
}

std::vector<Command> commands_in(const std::string& text) {
  std::vector<Command> commands;
  std::istringstream lines(text);
  const std::string program = "madoguchi ";
  for (std::string line; std::getline(lines, line);) {
    for (auto at = line.find(program); at != std::string::npos; at = line.find(program, at + 1)) {
      auto rest = line.substr(at + program.size());
      rest.resize(std::min(rest.size(), rest.find_first_of("`|;&#>")));
      Command command;
      const auto words = words_of(rest);
      if (!words.empty() && typed(line, at)) command.first = words.front();
      for (const auto& word : words) {
        const auto path = command.path.empty() ? word : command.path + " " + word;
        if (command.options.empty() && help_of(command.path).subcommands.contains(word)) {
          command.path = path;
        } else if (word.starts_with("--") && word.size() > 2 && word != "--help") {
          std::smatch name;
          if (std::regex_search(word, name, std::regex("^--[a-z0-9-]+"))) {
            command.options.push_back(name.str());
          }
        }
      }
      if (!command.path.empty() || !command.first.empty()) commands.push_back(std::move(command));
    }
  }
  return commands;
}

std::string keys_text(const std::string& example, Language language) {
  std::string text, group;
  for (const auto& key : keys_in(example)) {
    if (key.group != group) text += "\n### [" + key.group + "]\n\n";
    group = key.group;
    text += item_of(key, language);
  }
  return text;
}

std::string with_keys(const std::string& page, const std::string& keys, Language language) {
  const std::string from = "<!-- keys -->\n", to = "\n<!-- /keys -->";
  auto at = page.find(from);
  if (language == Language::english && at != std::string::npos) at = page.find(from, at + 1);
  if (at == std::string::npos) return {};
  const auto end = page.find(to, at);
  if (end == std::string::npos) return {};
  return page.substr(0, at + from.size()) + keys + page.substr(end);
}

}  // namespace madoguchi::flow
