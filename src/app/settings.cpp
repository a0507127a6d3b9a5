#include "app/settings.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace madoguchi::app {

namespace {

bool names_a_file(std::string_view path) {
  return path.ends_with("_file") || path.ends_with("_files") || path.ends_with("_dir") ||
         path.ends_with(".dir") || path.ends_with("path");
}

struct Reader {
  std::string file;
  std::filesystem::path folder;
  std::vector<ConfigProblem> problems;

  void fault(const toml::node& node, const std::string& key, std::string text) {
    problems.push_back(
        {file, node.source().begin.line, node.source().begin.column, key, std::move(text)});
  }

  std::string placed(const Setting& setting, std::string value) const {
    if (!names_a_file(setting.path) || value.empty() || value.front() == '/') return value;
    return (folder / value).string();
  }

  void read(const Setting& setting, const toml::node& node) {
    std::visit([&](const auto& target) { read_into(setting, target, node); }, setting.target);
  }

  void read_into(const Setting& setting, const IntegerTarget& target, const toml::node& node) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value) return fault(node, setting.path, "整数で書いてください。");
    if (*value < target.least || *value > target.most) {
      return fault(node, setting.path,
                   fmt::format("{} から {} の範囲で書いてください。", target.least, target.most));
    }
    target.set(*value);
  }
  void read_into(const Setting& setting, const TextTarget& target, const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    if (!value) return fault(node, setting.path, "文字列で書いてください（\"…\"）。");
    *target.to = placed(setting, *value);
  }
  void read_into(const Setting& setting, const ListTarget& target, const toml::node& node) {
    const auto* list = node.as_array();
    if (list == nullptr)
      return fault(node, setting.path, "文字列の並びで書いてください（[\"…\"]）。");
    std::vector<std::string> values;
    for (const auto& one : *list) {
      const auto value = one.value_exact<std::string>();
      if (!value) return fault(one, setting.path, "文字列で書いてください（\"…\"）。");
      values.push_back(placed(setting, *value));
    }
    *target.to = std::move(values);
  }
  void read_into(const Setting& setting, const SwitchTarget& target, const toml::node& node) {
    const auto value = node.value_exact<bool>();
    if (!value) return fault(node, setting.path, "true または false で書いてください。");
    *target.to = *value;
  }
  void read_into(const Setting& setting, const ChoiceTarget& target, const toml::node& node) {
    const auto value = node.value_exact<std::string>();
    const auto& choices = target.choices;
    if (!value || std::find(choices.begin(), choices.end(), *value) == choices.end()) {
      return fault(node, setting.path,
                   fmt::format("次のどれかを書いてください: {}", fmt::join(choices, ", ")));
    }
    target.set(*value);
  }

  void walk(const toml::table& table, const std::string& prefix, const Settings& settings,
            std::set<std::string>& seen) {
    for (const auto& [key, node] : table) {
      const auto path = prefix + std::string(key.str());
      if (const auto* inner = node.as_table()) {
        walk(*inner, path + ".", settings, seen);
        continue;
      }
      const auto found = std::find_if(settings.begin(), settings.end(),
                                      [&path](const Setting& one) { return one.path == path; });
      if (found == settings.end()) {
        fault(node, path, "知らない設定項目です。綴りをご確認ください。");
        continue;
      }
      seen.insert(path);
      read(*found, node);
    }
  }
};

struct Standard {
  std::string operator()(const IntegerTarget& target) const {
    return std::to_string(target.standard);
  }
  std::string operator()(const TextTarget& target) const { return "\"" + *target.to + "\""; }
  std::string operator()(const ListTarget& target) const {
    std::string out = "[";
    for (const auto& one : *target.to) out += (out.size() > 1 ? ", \"" : "\"") + one + "\"";
    return out + "]";
  }
  std::string operator()(const SwitchTarget& target) const { return *target.to ? "true" : "false"; }
  std::string operator()(const ChoiceTarget& target) const { return "\"" + target.standard + "\""; }
};

std::string bounds_of(const Setting& setting) {
  if (const auto* number = std::get_if<IntegerTarget>(&setting.target)) {
    return fmt::format("（{}〜{}）", number->least, number->most);
  }
  if (const auto* choice = std::get_if<ChoiceTarget>(&setting.target)) {
    return fmt::format("（{}）", fmt::join(choice->choices, " | "));
  }
  return {};
}

}  // namespace

std::string ConfigProblem::line_text() const {
  std::string place = file;
  if (line != 0) place += fmt::format(":{}:{}", line, column);
  return place + ": " + (key.empty() ? "" : key + ": ") + text;
}

std::vector<ConfigProblem> read_settings(const std::string& file, const Settings& settings) {
  Reader reader;
  reader.file = file;
  std::error_code error;
  reader.folder = std::filesystem::absolute(file, error).parent_path();
  if (!std::filesystem::is_regular_file(file, error)) {
    reader.problems.push_back({file, 0, 0, {}, "設定ファイルがありません。場所をご確認ください。"});
    return reader.problems;
  }
  toml::table table;
  try {
    table = toml::parse_file(file);
  } catch (const toml::parse_error& failed) {
    reader.problems.push_back({file,
                               failed.source().begin.line,
                               failed.source().begin.column,
                               {},
                               "TOMLとして読み取れません: " + std::string(failed.description())});
    return reader.problems;
  }
  std::set<std::string> seen;
  reader.walk(table, "", settings, seen);
  for (const auto& setting : settings) {
    if (setting.need == Setting::Need::required && !seen.contains(setting.path)) {
      reader.problems.push_back({file, 0, 0, setting.path, "必須の設定項目がありません。"});
    }
  }
  return reader.problems;
}

bool has_table(const std::string& file, std::string_view name) {
  try {
    return toml::parse_file(file)[name].is_table();
  } catch (const toml::parse_error&) {
    return false;
  }
}

std::string example_of(const Settings& settings) {
  std::string out;
  std::string group;
  for (const auto& setting : settings) {
    const auto dot = setting.path.rfind('.');
    const auto here = dot == std::string::npos ? std::string() : setting.path.substr(0, dot);
    const auto name = dot == std::string::npos ? setting.path : setting.path.substr(dot + 1);
    if (here != group) {
      out += "\n[" + here + "]\n";
      group = here;
    }
    out += "# " + setting.text + bounds_of(setting) + "\n# " + setting.english + "\n";
    const bool needed = setting.need == Setting::Need::required;
    out += (needed ? "" : "#") + name + " = " + std::visit(Standard(), setting.target) +
           (needed ? "  # 必須 / required" : "") + "\n";
  }
  return out;
}

}  // namespace madoguchi::app
