#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edge/page.hpp"
#include "local/accounts.hpp"
#include "util/result.hpp"

namespace madoguchi::edge {

// {"code":…,"message":…,"message_en":…,"place":…,"next":…}, as every error of a page.
struct PageProblem {
  int status = 400;
  std::string code, message, message_en, place, next;
};
PageAnswer problem_answer(const PageProblem& problem);

// A file of the built pages, compressed.
struct PageAsset {
  std::string_view path;  // "/index.html"
  std::string_view content_type;
  std::string_view gzip;
  std::string_view etag;
};

struct PageConfig {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::string certificate_file, key_file;  // TLS; required when the address is not loopback
  // Names under which browsers reach it besides its address ("office.example.lg.jp").
  std::vector<std::string> hosts;
  std::size_t body_bytes_max = 64UL * 1024 * 1024;
  unsigned page_threads = 8;     // requests in the handler at one time
  unsigned long_polls_max = 64;  // more of them wait, answered 503
  std::span<const PageAsset> assets;
  // Members of GET /api/session beside account, name, role, csrf and expires_at: JSON members
  // without braces, "" for none.
  std::function<std::string(const SignedIn&)> session_more;
  std::string keeper_role;  // may keep accounts (/api/accounts)
};

// HTTP for one party's pages: sign-in, sessions, CSRF, strict headers, static files; everything
// else under /api/ goes to the handler. Loopback, or a LAN address with TLS; its certificate is
// read anew when its files change, as the center does.
class PageServer {
 public:
  static util::Result<std::unique_ptr<PageServer>, std::string> start(PageConfig config,
                                                                      local::Accounts& accounts,
                                                                      PageHandler handler);
  ~PageServer();  // waits for running handlers
  std::uint16_t port() const;

 private:
  struct Body;
  explicit PageServer(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::edge
