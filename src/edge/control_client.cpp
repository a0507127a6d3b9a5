#include <utility>

#include "edge/control.hpp"
#include "net/client.hpp"

namespace madoguchi::edge {

struct ControlClient::Body {
  explicit Body(net::ClientConfig config) : client(std::move(config)) {}

  // The body of a good answer.
  util::Result<std::string, ControlProblem> send(const net::Request& request,
                                                 std::int64_t timeout_ms) {
    auto response = client.send(request, timeout_ms);
    if (!response) {
      using net::ClientError;
      const auto error = response.error().error;
      const bool nobody = error == ClientError::refused || error == ClientError::address_unknown;
      return util::failure(control_problem(
          {nobody ? oqs::ErrorCode::terminal_not_running : oqs::ErrorCode::terminal_internal, ""}));
    }
    if (response->status == 200) return std::move(response->body);
    if (auto problem = oqs::read_problem(response->body)) return util::failure(std::move(*problem));
    return util::failure(control_problem({oqs::ErrorCode::terminal_internal, ""}));
  }

  net::Client client;
};

namespace {

net::ClientConfig local(const std::string& socket_path) {
  net::ClientConfig config;
  config.host = "unix:" + socket_path;
  config.connections_max = 4;
  return config;
}

}  // namespace

ControlClient::ControlClient(const std::string& socket_path)
    : body_(std::make_unique<Body>(local(socket_path))) {}

ControlClient::~ControlClient() = default;

util::Result<TapAnswer, ControlProblem> ControlClient::tap(const TapQuestion& question,
                                                           std::int64_t timeout_ms) {
  net::Request request;
  request.method = "POST";
  request.path = "/tap";
  request.headers.emplace_back("Content-Type", "application/json; charset=UTF-8");
  request.body = write_tap_question(question);
  const auto body = body_->send(request, timeout_ms);
  if (!body) return util::failure(body.error());
  return read_tap_answer(*body);
}

util::Result<std::string, ControlProblem> ControlClient::ask(std::string_view interface,
                                                             std::string_view xml,
                                                             std::int64_t timeout_ms) {
  net::Request request;
  request.method = "POST";
  request.path = "/ask";
  request.headers.emplace_back("Content-Type", "application/xml; charset=UTF-8");
  request.headers.emplace_back("Interface", std::string(interface));
  request.body = std::string(xml);
  return body_->send(request, timeout_ms);
}

util::Result<ControlStatus, ControlProblem> ControlClient::status(std::int64_t timeout_ms) {
  net::Request request;
  request.method = "GET";
  request.path = "/status";
  const auto body = body_->send(request, timeout_ms);
  if (!body) return util::failure(body.error());
  return read_status(*body);
}

}  // namespace madoguchi::edge
