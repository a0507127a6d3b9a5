#include "tools/faults/fault_switch.hpp"

#include <nlohmann/json.hpp>

#include "util/file.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::size_t bytes_max = 65536;
constexpr const char* wish_name = "/fault.json";
constexpr const char* state_name = "/fault-state.json";

util::Result<void, std::string> write(const std::string& path, const nlohmann::ordered_json& json) {
  const auto written = util::replace_file(path, json.dump(1) + "\n", 0600);
  if (!written) return util::failure("書けません: " + path + "（" + written.error().text() + "）");
  return {};
}

nlohmann::json read(const std::string& path) {
  const auto bytes = util::read_file(path, bytes_max);
  auto json = nlohmann::json::parse(bytes ? *bytes : std::string(), nullptr, false);
  return json.is_object() ? json : nlohmann::json::object();
}

std::string text(const nlohmann::json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

util::Result<void, std::string> write_fault_wish(const std::string& demo, const FaultWish& wish) {
  return write(demo + wish_name, {{"id", wish.id}, {"fault", wish.fault}});
}

std::optional<FaultWish> read_fault_wish(const std::string& demo) {
  const auto json = read(demo + wish_name);
  FaultWish wish{text(json, "id"), text(json, "fault")};
  if (wish.id.empty() || wish.fault.empty()) return std::nullopt;
  return wish;
}

util::Result<void, std::string> write_fault_state(const std::string& demo,
                                                  const FaultState& state) {
  return write(demo + state_name,
               {{"answered", state.answered},
                {"fault", state.fault},
                {"problem", state.problem},
                {"registered_at", util::iso_date_time_in_japan(state.registered_at)}});
}

FaultState read_fault_state(const std::string& demo) {
  const auto json = read(demo + state_name);
  FaultState state{text(json, "answered"), text(json, "fault"), text(json, "problem")};
  state.registered_at =
      util::parse_iso_date_time(text(json, "registered_at")).value_or(util::Instant{});
  if (state.fault.empty()) state.fault = no_fault;
  return state;
}

}  // namespace madoguchi::tools
