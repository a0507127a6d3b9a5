#include "flow/page_session.hpp"

#include <regex>

#include "flow/system.hpp"
#include "local/totp.hpp"

namespace madoguchi::flow {

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
  return {response->status, response->body, nlohmann::json::parse(response->body, nullptr, false)};
}

PageSession::Said PageSession::get(const std::string& path, net::Headers headers) {
  return send("GET", path, "", std::move(headers));
}

PageSession::Said PageSession::post(const std::string& path, const nlohmann::json& body) {
  return send("POST", path, body.dump(), {{"Content-Type", "application/json"}});
}

void PageSession::sign_in(const std::string& config, const std::string& account,
                          const std::string& role) {
  cookie_ = csrf_ = "";
  const auto made = run({"account", "add", account, "--name", "試験　" + account, "--role", role,
                         "--config", config});
  std::smatch found;
  const std::regex shown("one-time password: (\\S+)");
  ASSERT_TRUE(std::regex_search(made.out, found, shown)) << made.out << made.err;
  const std::string password = found[1];
  auto said = post("/api/sign-in", {{"account", account}, {"password", password}});
  ASSERT_EQ(said.json["state"], "new_password") << said.bytes;
  said = post("/api/sign-in/new-password", {{"password", "a long password of this test"}});
  ASSERT_EQ(said.json["state"], "enroll") << said.bytes;
  const auto secret = from_base32(said.json["secret"]);
  const auto code = local::totp_code(secret, local::totp_step(System::now()));
  said = post("/api/sign-in/enroll", {{"code", code}});
  ASSERT_EQ(said.json["state"], "signed_in") << said.bytes;
  csrf_ = get("/api/session").json["csrf"];
}

}  // namespace madoguchi::flow
