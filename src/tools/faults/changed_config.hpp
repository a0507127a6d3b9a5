#pragma once

#include <string>
#include <string_view>

namespace madoguchi::tools {

// `toml` with `key = value` in its part [part], in place of what stood there.
std::string with_setting(const std::string& toml, std::string_view part, std::string_view key,
                         std::string_view value);

}  // namespace madoguchi::tools
