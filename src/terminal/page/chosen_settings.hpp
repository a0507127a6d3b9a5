#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "edge/page.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::terminal {

// One key of the terminal's file, as the settings page shows it.
struct OwnSetting {
  std::string key;    // "clinic.encoding"
  std::string value;  // in force since this start
  std::string filed;  // what the file says, or its default
  // What it may be chosen from, or the bounds of a number; neither: the file alone decides.
  std::vector<std::string> choices = {};
  std::int64_t least = 0, most = 0;

  bool changeable() const { return !choices.empty() || most > least; }
  bool takes(const std::string& text) const;
};

// What an administrator chose on the page in place of the file's words. In force from the next
// start on; kept in a file of its own, so that nobody's terminal.toml is rewritten.
class ChosenSettings {
 public:
  using Values = std::map<std::string, std::string>;  // by key
  struct Change {
    std::string at, who, name;       // ISO time, account and its name
    std::string key, before, after;  // empty: the file's word
  };

  // What stands in the file at `path`; no file: nothing is chosen. The error is for the operator.
  static util::Result<Values, std::string> values_in(const std::filesystem::path& path);

  ChosenSettings(std::filesystem::path path, std::vector<OwnSetting> settings,
                 const util::Clock& clock);

  const std::vector<OwnSetting>& settings() const { return settings_; }
  // What holds after the next start.
  std::string next(const OwnSetting& setting) const;
  bool restart_needed() const;
  std::vector<Change> changes() const;  // newest first

  // All or nothing; an empty text goes back to the file's word. Fails with the key that does not
  // exist here or does not take this text, or with nothing when it could not be stored.
  util::Result<void, std::optional<std::string>> choose(const Values& wanted,
                                                        const edge::SignedIn& who);

 private:
  const OwnSetting* find(const std::string& key) const;
  util::Result<void, std::string> keep(const Values& values,
                                       const std::vector<Change>& changes) const;

  const std::filesystem::path path_;
  const std::vector<OwnSetting> settings_;
  const util::Clock& clock_;
  mutable std::mutex mutex_;
  Values values_;
  std::vector<Change> changes_;
};

}  // namespace madoguchi::terminal
