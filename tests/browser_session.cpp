#include "browser_session.hpp"

#include <regex>
#include <sstream>

#include "local/totp.hpp"
#include "net/client.hpp"
#include "util/clock.hpp"

namespace madoguchi {

namespace {

constexpr std::int64_t answer_wait_ms = 60000;

std::string from_base32(const std::string& text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    bits = bits << 5U | static_cast<unsigned>(alphabet.find(c));
    count += 5;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 255U);
  }
  return out;
}

}  // namespace

PageSession::Said PageSession::send(const std::string& method, const std::string& path,
                                    const std::string& body, net::Headers headers) {
  net::ClientConfig line;
  line.port = port_;
  net::Client client(line);
  net::Request request;
  request.method = method;
  const auto query = path.find('?');
  request.path = path.substr(0, query);
  if (query != std::string::npos) {
    std::istringstream pairs(path.substr(query + 1));
    for (std::string one; std::getline(pairs, one, '&');) {
      const auto equals = one.find('=');
      request.query.emplace_back(one.substr(0, equals), one.substr(equals + 1));
    }
  }
  request.body = body;
  request.headers = std::move(headers);
  if (!cookie_.empty()) request.headers.emplace_back("Cookie", cookie_);
  if (!csrf_.empty()) request.headers.emplace_back("X-CSRF-Token", csrf_);
  const auto response = client.send(request, answer_wait_ms);
  if (!response) return {};
  const auto set = std::string(net::header(response->headers, "Set-Cookie"));
  if (!set.empty()) cookie_ = set.substr(0, set.find(';'));
  return {response->status, response->headers, response->body,
          nlohmann::json::parse(response->body, nullptr, false)};
}

PageSession::Said PageSession::get(const std::string& path_and_query, net::Headers headers) {
  return send("GET", path_and_query, "", std::move(headers));
}

PageSession::Said PageSession::post(const std::string& path, const nlohmann::json& body) {
  return send("POST", path, body.dump(), {{"Content-Type", "application/json"}});
}

PageSession::Said PageSession::upload(const std::string& path_and_query, const std::string& csv) {
  return send("POST", path_and_query, csv, {{"Content-Type", "text/csv"}});
}

std::string PageSession::sign_in_first(const std::string& account, const std::string& printed) {
  cookie_ = csrf_ = "";
  std::smatch found;
  static const std::regex shown("one-time password: (\\S+)");
  if (!std::regex_search(printed, found, shown)) return "no password in: " + printed;
  const std::string password = found[1];
  auto said = post("/api/sign-in", {{"account", account}, {"password", password}});
  if (said.json.value("state", "") != "new_password") return said.bytes;
  said = post("/api/sign-in/new-password", {{"password", "a long password of this test"}});
  if (said.json.value("state", "") != "enroll") return said.bytes;
  const auto secret = from_base32(said.json["secret"]);
  const auto code = local::totp_code(secret, local::totp_step(util::SystemClock().now()));
  said = post("/api/sign-in/enroll", {{"code", code}});
  if (said.json.value("state", "") != "signed_in") return said.bytes;
  csrf_ = get("/api/session").json["csrf"];
  return {};
}

}  // namespace madoguchi
