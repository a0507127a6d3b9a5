#include "tools/demo_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

namespace madoguchi::tools {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t state_bytes_max = 65536;
constexpr const char* state_name = "demo.json";
constexpr const char* lock_name = "demo.lock";
// The longest control socket under the folder; a socket's path has room for 107 bytes.
constexpr std::string_view longest_socket = "/visiting-nursing/work/control.sock";
constexpr std::size_t socket_path_max = 107;

const std::set<std::string, std::less<>> own_files = {
    state_name,          lock_name,    "center.toml",      "operator.toml",    "office-13101.toml",
    "office-13102.toml", "fault.json", "fault-state.json", "center-fault.toml"};
const std::set<std::string, std::less<>> party_folders = {
    "clinic",           "clinic-off",   "dental",      "pharmacy",
    "visiting-nursing", "office-13101", "office-13102"};
const std::set<std::string, std::less<>> own_folders = {"pki", "cards", "registration", "center",
                                                        "logs"};
const std::set<std::string, std::less<>> in_party_folder = {
    "terminal.toml", "terminal-fault.toml", "req",  "res", "face",
    "work",          "office.toml",         "data", "drop"};

// The first entry that no demo makes; empty when there is none. Links are foreign: what they point
// to is not the demo's.
std::string foreign_entry(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    const bool is_folder = entry.is_directory() && !entry.is_symlink();
    if (is_folder && own_folders.contains(name)) continue;
    if (is_folder && party_folders.contains(name)) {
      for (const auto& inner : fs::directory_iterator(entry.path())) {
        const auto inner_name = inner.path().filename().string();
        if (inner.is_symlink() || !in_party_folder.contains(inner_name)) {
          return name + "/" + inner_name;
        }
      }
      continue;
    }
    if (entry.is_regular_file() && !entry.is_symlink() && own_files.contains(name)) continue;
    return name;
  }
  return {};
}

std::string state_text(const DemoState& state) {
  const nlohmann::ordered_json json{
      {"made_by", "madoguchi demo"},         {"format", 1},
      {"center_port", state.center_port},    {"health_port", state.health_port},
      {"line_port", state.line_port},        {"office_ports", state.office_ports},
      {"page_ports", state.page_ports},      {"period", state.period},
      {"updated_at_ms", state.updated_at.ms}};
  return json.dump(1) + "\n";
}

std::map<std::string, std::uint16_t> ports_in(const nlohmann::json& json, const char* name) {
  std::map<std::string, std::uint16_t> ports;
  const auto found = json.find(name);
  if (found == json.end() || !found->is_object()) return ports;
  for (const auto& [of, port] : found->items()) {
    if (port.is_number_unsigned()) ports[of] = port.get<std::uint16_t>();
  }
  return ports;
}

std::optional<DemoState> state_in(const fs::path& folder) {
  const auto bytes = util::read_file(folder / state_name, state_bytes_max);
  if (!bytes) return std::nullopt;
  const auto json = nlohmann::json::parse(*bytes, nullptr, false);
  if (!json.is_object() || json.value("made_by", "") != "madoguchi demo") return std::nullopt;
  DemoState state;
  state.center_port = json.value("center_port", std::uint16_t{0});
  state.health_port = json.value("health_port", std::uint16_t{0});
  state.line_port = json.value("line_port", std::uint16_t{0});
  state.office_ports = ports_in(json, "office_ports");
  state.page_ports = ports_in(json, "page_ports");
  state.period = json.value("period", std::string());
  state.updated_at.ms = json.value("updated_at_ms", std::int64_t{0});
  return state;
}

// Nothing but the lock of a demo that is just starting.
bool holds_nothing(const fs::path& folder) {
  return std::all_of(
      fs::directory_iterator(folder), fs::directory_iterator(),
      [](const fs::directory_entry& entry) { return entry.path().filename() == lock_name; });
}

void remove_own(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename() != lock_name) fs::remove_all(entry.path());
  }
}

}  // namespace

bool demo_is_running(const std::string& path) {
  std::error_code error;
  const auto lock = fs::path(path) / lock_name;
  if (!fs::exists(lock, error)) return false;
  const auto taken = util::FileLock::take(lock);
  return !taken && taken.error().error == util::FileError::locked;
}

util::Result<DemoFolder, std::string> DemoFolder::open(const std::string& path, Fresh fresh) try {
  const auto folder = fs::absolute(path).lexically_normal();
  auto text = folder.string();
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  if (text.size() + longest_socket.size() > socket_path_max) {
    return util::failure("フォルダの名前が長すぎます。短い場所を --dir で指定してください: " +
                         text);
  }
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    return util::failure("フォルダではありません。--dir で別の場所を指定してください: " + text);
  }
  const bool made_now = fs::create_directories(folder);
  const auto earlier = made_now ? std::nullopt : state_in(folder);
  const auto foreign = [&text](const std::string& name) {
    return util::failure(
        "このフォルダにはデモのものではないファイルがあります（" + name +
        "）。何も変えていません。空のフォルダを --dir で指定してください: " + text);
  };
  if (!earlier && !holds_nothing(folder)) {
    return foreign(fs::directory_iterator(folder)->path().filename().string());
  }
  auto lock = util::FileLock::take(folder / lock_name);
  if (!lock) {
    return util::failure("このフォルダでは別の madoguchi demo が動いています: " + text);
  }
  DemoFolder opened(text, std::move(*lock));
  if (earlier) opened.state_ = *earlier;
  if (fresh == Fresh::yes) {
    if (const auto name = foreign_entry(folder); !name.empty()) return foreign(name);
    remove_own(folder);
    opened.state_ = {};
  }
  if (auto kept = opened.keep(opened.state_); !kept) return util::failure(kept.error());
  return opened;
} catch (const std::filesystem::filesystem_error& error) {
  return util::failure("フォルダを用意できません。権限をご確認ください: " + path + "（" +
                       error.code().message() + "）");
}

util::Result<void, std::string> DemoFolder::keep(const DemoState& state) {
  const auto written = util::replace_file(fs::path(path_) / state_name, state_text(state), 0600);
  if (!written) {
    return util::failure("フォルダに書き込めません。空き容量と権限をご確認ください: " + path_ +
                         "（" + written.error().text() + "）");
  }
  state_ = state;
  return {};
}

}  // namespace madoguchi::tools
