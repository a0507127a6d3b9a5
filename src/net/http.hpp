#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace madoguchi::net {

// The certificate the other side proved to hold. Its meaning is not this room's business.
struct PeerCertificate {
  std::string
      subject_alternative_uri;    // the first SAN URI, e.g. "madoguchi:institution:1310000011"
  std::size_t uri_count = 0;      // how many SAN URIs there are (a party has exactly one)
  std::string serial_hex;         // lower case, no leading zeros
  std::string issuer;             // RFC 2253 text
  std::string sha256_hex;         // of the DER form
  std::int64_t not_after_ms = 0;  // since 1970, UTC
};

// Field names compare without case. A handful a message, so a list.
using Headers = std::vector<std::pair<std::string, std::string>>;
std::string_view header(const Headers& headers, std::string_view name);  // "" when absent

struct Request {
  std::string method;  // "GET", "POST", "PUT"
  std::string path;    // decoded, without query: "/oqs/OQSsiquc01"
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  Headers headers;
  std::string body;
  std::optional<PeerCertificate> peer;                        // nothing on plain listeners
  std::string_view query_value(std::string_view name) const;  // "" when absent
};

struct Response {
  int status = 200;
  std::string content_type = "application/xml; charset=UTF-8";
  Headers headers;
  std::string body;
};

}  // namespace madoguchi::net
