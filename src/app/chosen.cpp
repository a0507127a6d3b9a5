#include "app/chosen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/digits.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

using terminal::OwnSetting;

std::string_view encoding_name(util::Encoding encoding) {
  switch (encoding) {
    case util::Encoding::utf8:
      return "UTF-8";
    case util::Encoding::utf8_bom:
      return "UTF-8+BOM";
    case util::Encoding::shift_jis:
      break;
  }
  return "Shift_JIS";
}

using KeyAndText = std::pair<std::string, std::string>;

// What the settings page shows of the file: that which somebody at a counter may ask for.
std::vector<KeyAndText> shown_of(const TerminalFile& file) {
  using Config = terminal::TerminalConfig;
  const auto& config = file.config;
  const bool circle = config.encoding.unencodable == util::Unencodable::black_circle;
  return {{"institution.code", config.institution_code},
          {"clinic.encoding", std::string(encoding_name(config.encoding.encoding))},
          {"clinic.unencodable", circle ? "circle" : "reference"},
          {"clinic.bulk_form", config.bulk_form == Config::BulkForm::xml ? "xml" : "zip"},
          {"clinic.face_files",
           config.face_files == Config::FaceFiles::one_for_all ? "one_for_all" : "one_per_result"},
          {"clinic.notices", config.notices == Config::Notices::fetch ? "yes" : "no"},
          {"limits.sessions_max", std::to_string(config.sessions_max)},
          {"limits.center_wait_ms", std::to_string(config.center_wait_ms)},
          {"limits.request_bytes_max", std::to_string(config.request_bytes_max)},
          {"folders.retention_days", std::to_string(config.retention_days)},
          {"patient.screen", file.patient.offered == PatientScreen::Offered::yes ? "on" : "off"},
          {"patient.questions",
           file.patient.questions == PatientScreen::Questions::together ? "together" : "separate"},
          {"patient.idle_s", std::to_string(file.patient.idle_s)},
          {"page.retention_days", std::to_string(file.retention_days)},
          {"accounts.session_idle_s", std::to_string(file.accounts.session_idle_s)}};
}

// A screen needs its reader, and a code its certificate: the file's alone.
bool is_the_files(std::string_view key) {
  return key == "institution.code" || key == "patient.screen";
}

const Setting* find(const Settings& settings, const std::string& key) {
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&key](const Setting& one) { return one.path == key; });
  return found == settings.end() ? nullptr : &*found;
}

OwnSetting own_of(const Settings& settings, const KeyAndText& shown) {
  OwnSetting own{shown.first, shown.second, shown.second};
  const auto* setting = find(settings, shown.first);
  if (setting == nullptr || is_the_files(shown.first)) return own;
  if (const auto* choice = std::get_if<ChoiceTarget>(&setting->target)) {
    own.choices = choice->choices;
  } else if (const auto* number = std::get_if<IntegerTarget>(&setting->target)) {
    own.least = number->least;
    own.most = number->most;
  }
  return own;
}

void take(const Setting& setting, const std::string& text) {
  if (const auto* choice = std::get_if<ChoiceTarget>(&setting.target)) choice->set(text);
  if (const auto* number = std::get_if<IntegerTarget>(&setting.target)) {
    number->set(util::digits(text).value_or(0));
  }
}

}  // namespace

std::string chosen_file_of(const TerminalFile& file) {
  return file.page_dir + "/chosen-settings.json";
}

std::vector<ConfigProblem> read_terminal(const std::string& config, TerminalFile& file,
                                         std::vector<OwnSetting>& own) {
  const auto settings = settings_of(file);
  auto problems = read_settings(config, settings);
  if (!problems.empty() || file.page_dir.empty()) return problems;
  own.clear();
  for (const auto& shown : shown_of(file)) own.push_back(own_of(settings, shown));
  const auto path = chosen_file_of(file);
  const auto chosen = terminal::ChosenSettings::values_in(path);
  if (!chosen) return {{path, 0, 0, {}, chosen.error()}};
  for (const auto& [key, text] : *chosen) {
    const auto at = std::find_if(own.begin(), own.end(),
                                 [&key = key](const OwnSetting& one) { return one.key == key; });
    if (at == own.end() || !at->changeable()) {
      // Another version of this program may have it.
      util::log(util::LogLevel::warning, "terminal", "not a setting of the page: " + key);
    } else if (!at->takes(text)) {
      problems.push_back({path, 0, 0, key,
                          fmt::format("画面で選んだ値「{}」は使えません。このファイルから除くか、"
                                      "正しい値にしてください。",
                                      text)});
    } else {
      take(*find(settings, key), text);
      at->value = text;
    }
  }
  return problems;
}

}  // namespace madoguchi::app
