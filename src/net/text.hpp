#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.hpp"

// Inside the room: the small grammar of HTTP that needs no socket.
namespace madoguchi::net {

bool same_name(std::string_view a, std::string_view b);  // ASCII without case

// A field's name or value that may be written as it is: no control characters that would end the
// line and begin another field.
bool safe_field_name(std::string_view name);
bool safe_field_value(std::string_view value);

struct Target {
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};
// Reads "/a%20b?x=1&y=2" (also the absolute form "http://name/a"). Nothing on a bad escape, a NUL,
// a ".." segment (also an escaped one) or when the path does not begin with "/".
std::optional<Target> parse_target(std::string_view text);
// The reverse: everything but unreserved characters and "/" is escaped.
std::string make_target(std::string_view path,
                        const std::vector<std::pair<std::string, std::string>>& query);

std::string_view reason_phrase(int status);
std::string http_date(std::int64_t seconds_since_1970);  // "Sun, 06 Nov 1994 08:49:37 GMT"

}  // namespace madoguchi::net
