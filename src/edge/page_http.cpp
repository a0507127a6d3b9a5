#include "edge/page_http.hpp"

#include <algorithm>

#include "util/json_line.hpp"

namespace madoguchi::edge {

namespace {

constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'";
constexpr std::string_view hsts = "max-age=31536000";

// A cookie of the __Host- prefix is taken by browsers from this host, this path and TLS only. Ports
// of one host share their cookies: each server has a name of its own, or signing in at one of them
// would end the session at another, and tell it its token.
std::string cookie_name(const PagePlace& place) {
  return (place.tls ? "__Host-madoguchi-" : "madoguchi-") + std::to_string(place.port);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; });
  return out;
}

bool loopback(const std::string& address) {
  return address == "::1" || address.starts_with("127.");
}

}  // namespace

PageAnswer problem_answer(const PageProblem& problem) {
  util::JsonLine out;
  out.add("code", problem.code)
      .add("message", problem.message)
      .add("message_en", problem.message_en);
  if (!problem.place.empty()) out.add("place", problem.place);
  if (!problem.next.empty()) out.add("next", problem.next);
  PageAnswer answer;
  answer.status = problem.status;
  answer.body = std::move(out).finish();
  return answer;
}

bool host_is_own(const PagePlace& place, std::string_view host) {
  const auto port = ":" + std::to_string(place.port);
  const bool usual = place.port == (place.tls ? 443 : 80);
  std::vector<std::string> names = place.hosts;
  names.push_back(place.address.find(':') == std::string::npos ? place.address
                                                               : "[" + place.address + "]");
  if (loopback(place.address)) {
    for (const auto* name : {"localhost", "127.0.0.1", "[::1]"}) names.emplace_back(name);
  }
  const auto asked = lower(host);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return asked == lower(name) + port || (usual && asked == lower(name));
  });
}

bool comes_from_own_page(const PagePlace& place, const net::Request& request) {
  if (request.method == "GET") return true;
  const auto site = net::header(request.headers, "Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  const auto origin = net::header(request.headers, "Origin");
  if (origin.empty()) return true;
  const std::string_view scheme = place.tls ? "https://" : "http://";
  return origin.starts_with(scheme) && host_is_own(place, origin.substr(scheme.size()));
}

local::Use use_of(const net::Request& request) {
  const bool person = !net::header(request.headers, "Madoguchi-By-Person").empty();
  return person ? local::Use::by_person : local::Use::by_page;
}

const PageAsset* asset_for(std::span<const PageAsset> assets, const net::Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return nullptr;
  const bool view = request.path.find('.') == std::string::npos;
  const std::string_view wanted = view ? std::string_view("/index.html") : request.path;
  const auto found = std::find_if(assets.begin(), assets.end(),
                                  [&](const PageAsset& one) { return one.path == wanted; });
  return found == assets.end() ? nullptr : &*found;
}

net::Response to_response(PageAnswer answer) {
  net::Response response;
  response.status = answer.status;
  response.content_type = std::move(answer.content_type);
  response.headers = std::move(answer.headers);
  response.body = std::move(answer.body);
  return response;
}

void seal(net::Response& response, const PagePlace& place) {
  auto& headers = response.headers;
  const auto add = [&headers](const char* name, std::string_view value) {
    headers.emplace_back(name, std::string(value));
  };
  add("Content-Security-Policy", content_security_policy);
  add("X-Content-Type-Options", "nosniff");
  add("X-Frame-Options", "DENY");
  add("Referrer-Policy", "no-referrer");
  add("Cross-Origin-Opener-Policy", "same-origin");
  add("Cross-Origin-Resource-Policy", "same-origin");
  add("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
  if (place.tls) add("Strict-Transport-Security", hsts);
  if (net::header(headers, "Cache-Control").empty()) add("Cache-Control", "no-store");
}

std::string cookie_in(const net::Request& request, const PagePlace& place) {
  return cookie_named(request, cookie_name(place));
}

std::string cookie_named(const net::Request& request, const std::string& name) {
  const auto wanted = name + "=";
  auto cookies = net::header(request.headers, "Cookie");
  while (!cookies.empty()) {
    const auto end = std::min(cookies.find(';'), cookies.size());
    auto one = cookies.substr(0, end);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(wanted)) return std::string(one.substr(wanted.size()));
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  return {};
}

std::string set_cookie(const std::string& token, const PagePlace& place) {
  std::string cookie = cookie_name(place) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict";
  if (place.tls) cookie += "; Secure";
  if (token.empty()) cookie += "; Max-Age=0";
  return cookie;
}

}  // namespace madoguchi::edge
