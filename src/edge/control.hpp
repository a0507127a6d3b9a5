#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "edge/control_messages.hpp"
#include "util/result.hpp"

namespace madoguchi::edge {

// A request file that may go over the control socket. The terminal and the center have limits of
// their own, which tell more.
inline constexpr std::size_t control_request_bytes_max = 16UL * 1024 * 1024;

// What answers the control socket. `tap` and `ask` may block; they run on threads of the server, a
// few at a time. `ask` gets a UTF-8 request message and returns a UTF-8 result message.
struct ControlHandlers {
  std::function<util::Result<TapAnswer, ControlProblem>(const TapQuestion&)> tap;
  std::function<util::Result<std::string, ControlProblem>(const std::string& interface,
                                                          const std::string& xml)>
      ask;
  std::function<ControlStatus()> status;
};

// HTTP on a local socket that only this user may open (0600): GET /status, POST /ask (header
// "Interface: OQSsiquc01"), POST /tap.
class ControlServer {
 public:
  // Fails with a text for a log. A socket file that nobody listens on is replaced.
  static util::Result<std::unique_ptr<ControlServer>, std::string> start(
      const std::string& socket_path, ControlHandlers handlers);
  ~ControlServer();  // waits for running calls

 private:
  struct Body;
  explicit ControlServer(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

// The other side, for the command line. Without a running terminal: terminal_not_running.
class ControlClient {
 public:
  explicit ControlClient(const std::string& socket_path);
  ~ControlClient();
  util::Result<TapAnswer, ControlProblem> tap(const TapQuestion& question, std::int64_t timeout_ms);
  // `xml` is a request message in UTF-8, the answer a result message in UTF-8.
  util::Result<std::string, ControlProblem> ask(std::string_view interface, std::string_view xml,
                                                std::int64_t timeout_ms);
  util::Result<ControlStatus, ControlProblem> status(std::int64_t timeout_ms);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::edge
