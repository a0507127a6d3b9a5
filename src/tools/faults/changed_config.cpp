#include "tools/faults/changed_config.hpp"

#include <fmt/format.h>

namespace madoguchi::tools {

std::string with_setting(const std::string& toml, std::string_view part, std::string_view key,
                         std::string_view value) {
  const auto line = fmt::format("{} = {}\n", key, value);
  std::string out;
  bool inside = false, placed = false;
  for (std::size_t at = 0; at < toml.size();) {
    const auto end = std::min(toml.find('\n', at), toml.size() - 1) + 1;
    const auto text = toml.substr(at, end - at);
    at = end;
    if (text.starts_with('[')) {
      inside = text.starts_with(fmt::format("[{}]", part));
      out += text;
      if (inside && !placed) out += line;
      placed = placed || inside;
      continue;
    }
    const bool replaced = inside && (text.starts_with(fmt::format("{} ", key)) ||
                                     text.starts_with(fmt::format("{}=", key)));
    if (!replaced) out += text;
  }
  if (!placed) out += fmt::format("\n[{}]\n{}", part, line);
  return out;
}

}  // namespace madoguchi::tools
