#include "terminal/page/chosen_settings.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "util/calendar.hpp"
#include "util/digits.hpp"
#include "util/file.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using nlohmann::json;

constexpr std::size_t file_bytes_max = 256 * 1024;
constexpr std::size_t changes_max = 200;

struct Kept {
  ChosenSettings::Values values;
  std::vector<ChosenSettings::Change> changes;
};

std::string member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Nothing when it is no file of ours.
std::optional<Kept> kept_in(const std::string& text) {
  const auto file = json::parse(text, nullptr, false);
  if (!file.is_object() || !file.contains("values") || !file["values"].is_object()) {
    return std::nullopt;
  }
  Kept kept;
  for (const auto& [key, value] : file["values"].items()) {
    if (!value.is_string()) return std::nullopt;
    kept.values[key] = value.get<std::string>();
  }
  for (const auto& one : file.value("changes", json::array())) {
    if (!one.is_object()) return std::nullopt;
    kept.changes.push_back({member(one, "at"), member(one, "who"), member(one, "name"),
                            member(one, "key"), member(one, "before"), member(one, "after")});
  }
  return kept;
}

util::Result<Kept, std::string> read_kept(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return Kept{};
  const auto text = util::read_file(path, file_bytes_max);
  const auto kept = text ? kept_in(*text) : std::nullopt;
  if (kept) return *kept;
  return util::failure(
      "画面で変えた設定のファイルを読み取れません。控えから戻すか、削除してください"
      "（削除すると設定ファイルのとおりになります）: " +
      path.string());
}

std::string value_in(const ChosenSettings::Values& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? std::string() : found->second;
}

}  // namespace

bool OwnSetting::takes(const std::string& text) const {
  if (!choices.empty()) return std::find(choices.begin(), choices.end(), text) != choices.end();
  const auto number = util::digits(text);
  const bool plain = text == "0" || (!text.empty() && text.front() != '0');
  return number && plain && changeable() && *number >= least && *number <= most;
}

util::Result<ChosenSettings::Values, std::string> ChosenSettings::values_in(
    const std::filesystem::path& path) {
  auto kept = read_kept(path);
  if (!kept) return util::failure(kept.error());
  return std::move(kept->values);
}

ChosenSettings::ChosenSettings(std::filesystem::path path, std::vector<OwnSetting> settings,
                               const util::Clock& clock)
    : path_(std::move(path)), settings_(std::move(settings)), clock_(clock) {
  if (auto kept = read_kept(path_)) {
    values_ = std::move(kept->values);
    changes_ = std::move(kept->changes);
  }
}

const OwnSetting* ChosenSettings::find(const std::string& key) const {
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [&key](const OwnSetting& one) { return one.key == key; });
  return found == settings_.end() ? nullptr : &*found;
}

std::string ChosenSettings::next(const OwnSetting& setting) const {
  const std::scoped_lock lock(mutex_);
  const auto chosen = value_in(values_, setting.key);
  return chosen.empty() ? setting.filed : chosen;
}

bool ChosenSettings::restart_needed() const {
  return std::any_of(settings_.begin(), settings_.end(),
                     [this](const OwnSetting& one) { return next(one) != one.value; });
}

std::vector<ChosenSettings::Change> ChosenSettings::changes() const {
  const std::scoped_lock lock(mutex_);
  return {changes_.rbegin(), changes_.rend()};
}

util::Result<void, std::optional<std::string>> ChosenSettings::choose(const Values& wanted,
                                                                      const edge::SignedIn& who) {
  const std::scoped_lock lock(mutex_);
  auto values = values_;
  auto changes = changes_;
  const auto at = util::iso_date_time_in_japan(clock_.now());
  for (const auto& [key, text] : wanted) {
    const auto* setting = find(key);
    const bool known = setting != nullptr && setting->changeable();
    if (!known || (!text.empty() && !setting->takes(text))) {
      return util::failure(std::optional(key));
    }
    const auto before = value_in(values, key);
    if (before == text) continue;
    changes.push_back({at, who.account, who.name, key, before, text});
    if (text.empty()) {
      values.erase(key);
    } else {
      values[key] = text;
    }
  }
  if (changes.size() == changes_.size()) return {};
  if (changes.size() > changes_max) {
    changes.erase(changes.begin(), changes.end() - static_cast<std::ptrdiff_t>(changes_max));
  }
  if (const auto kept = keep(values, changes); !kept) {
    util::log(util::LogLevel::error, "page", "a setting cannot be stored: " + kept.error());
    return util::failure(std::optional<std::string>());
  }
  for (const auto& [key, text] : wanted) {
    util::log(
        util::LogLevel::info, "page",
        "setting " + key + " chosen by " + who.account + ": " + (text.empty() ? "as filed" : text));
  }
  values_ = std::move(values);
  changes_ = std::move(changes);
  return {};
}

util::Result<void, std::string> ChosenSettings::keep(const Values& values,
                                                     const std::vector<Change>& changes) const {
  json file{{"values", values}, {"changes", json::array()}};
  for (const auto& one : changes) {
    file["changes"].push_back({{"at", one.at},
                               {"who", one.who},
                               {"name", one.name},
                               {"key", one.key},
                               {"before", one.before},
                               {"after", one.after}});
  }
  const auto kept = util::replace_file(path_, file.dump(1) + "\n");
  if (!kept) return util::failure(kept.error().text());
  return {};
}

}  // namespace madoguchi::terminal
