#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "edge/page_server.hpp"
#include "util/result.hpp"

namespace madoguchi::edge {

// What the handler of a page without sign-in says. `cookie`: set in the browser; empty: ended.
struct OpenAnswer {
  PageAnswer answer;
  std::optional<std::string> cookie;
};
// `token`: the request's cookie, "" when it has none. May block.
using OpenHandler = std::function<OpenAnswer(const PageRequest&, const std::string& token)>;

struct OpenPageConfig {
  std::uint16_t port = 0;             // on loopback, and nowhere else
  std::string cookie = "patient";     // its name: cookies of one host share all its ports
  std::span<const PageAsset> assets;  // "/index.html" among them; nothing else is served
  unsigned threads = 8;
};

// HTTP for a page that is used without signing in, on this machine only: the page at a reader. It
// knows no account and no address of the staff's pages; who may use it is the handler's to say.
class OpenPageServer {
 public:
  static util::Result<std::unique_ptr<OpenPageServer>, std::string> start(OpenPageConfig config,
                                                                          OpenHandler handler);
  ~OpenPageServer();  // waits for running handlers
  std::uint16_t port() const;

 private:
  struct Body;
  explicit OpenPageServer(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::edge
