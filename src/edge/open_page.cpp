#include "edge/open_page.hpp"

#include <exception>
#include <latch>

#include "edge/page_http.hpp"
#include "edge/sign_in_pages.hpp"
#include "net/server.hpp"
#include "util/log.hpp"
#include "util/workers.hpp"

namespace madoguchi::edge {

namespace {

constexpr const char* loopback = "127.0.0.1";
constexpr std::string_view api = "/api/";
constexpr std::size_t body_bytes_max = 16UL * 1024;

}  // namespace

struct OpenPageServer::Body {
  Body(OpenPageConfig settings, OpenHandler to)
      : config(std::move(settings)), handler(std::move(to)), workers(config.threads) {}

  util::Task<net::Response> handle(net::Request request);
  net::Response api_answer(net::Request request);
  net::Response asset(const net::Request& request) const;

  OpenPageConfig config;
  PagePlace place;  // whole when `ready`: the system may choose the port
  std::latch ready{1};
  OpenHandler handler;
  util::Workers workers;
  std::unique_ptr<net::Server> server;  // goes first: its handlers use all of the above
};

net::Response OpenPageServer::Body::asset(const net::Request& request) const {
  const auto* one = asset_for(config.assets, request);
  if (one == nullptr) return to_response(no_such_page());
  net::Response response;
  response.content_type = one->content_type;
  response.headers = {{"Content-Encoding", "gzip"}, {"Cache-Control", "no-cache"}};
  response.body = one->gzip;
  return response;
}

net::Response OpenPageServer::Body::api_answer(net::Request request) {
  if (!comes_from_own_page(place, request)) return to_response(wrong_token());
  const auto token = cookie_named(request, config.cookie);
  PageRequest page;
  page.content_type = net::header(request.headers, "Content-Type");
  page.method = std::move(request.method);
  page.path = std::move(request.path);
  page.query = std::move(request.query);
  page.body = std::move(request.body);
  try {
    auto said = handler(page, token);
    auto response = to_response(std::move(said.answer));
    if (said.cookie) {
      response.headers.emplace_back("Set-Cookie", config.cookie + "=" + *said.cookie +
                                                      "; Path=/; HttpOnly; SameSite=Strict" +
                                                      (said.cookie->empty() ? "; Max-Age=0" : ""));
    }
    return response;
  } catch (const std::exception& error) {
    util::log(util::LogLevel::error, "page", std::string("a request failed: ") + error.what());
    return to_response(
        problem_answer({500, "F5000", "処理できませんでした。", "Something failed here.", "", ""}));
  }
}

util::Task<net::Response> OpenPageServer::Body::handle(net::Request request) {
  ready.wait();  // who is as quick as the start itself
  net::Response response;
  if (!host_is_own(place, net::header(request.headers, "Host"))) {
    response = to_response(problem_answer({421, "F1002", "このアドレスでは使えません。",
                                           "Not an address of this server.", "Host", ""}));
  } else if (!request.path.starts_with(api)) {
    response = asset(request);
  } else {
    auto* home = util::Executor::current();
    co_await util::ResumeOn{workers};
    response = api_answer(std::move(request));
    if (home != nullptr) co_await util::ResumeOn{*home};
  }
  seal(response, place);
  co_return response;
}

util::Result<std::unique_ptr<OpenPageServer>, std::string> OpenPageServer::start(
    OpenPageConfig config, OpenHandler handler) {
  auto body = std::make_unique<Body>(std::move(config), std::move(handler));
  net::ServerConfig settings;
  settings.address = loopback;
  settings.port = body->config.port;
  settings.limits.connections_max = 64;
  settings.limits.body_bytes_max = body_bytes_max;
  auto& self = *body;
  self.place = {loopback, self.config.port, false, {}};
  auto server = net::Server::start(
      settings, [&self](net::Request request) { return self.handle(std::move(request)); });
  if (!server) {
    return util::failure("患者用の画面のポートで待ち受けできません: 127.0.0.1:" +
                         std::to_string(self.config.port) + "（" + server.error().detail + "）");
  }
  self.place.port = (*server)->port();
  self.server = std::move(*server);
  self.ready.count_down();
  return std::unique_ptr<OpenPageServer>(new OpenPageServer(std::move(body)));
}

OpenPageServer::OpenPageServer(std::unique_ptr<Body> body) : body_(std::move(body)) {}

OpenPageServer::~OpenPageServer() {
  body_->server.reset();
}

std::uint16_t OpenPageServer::port() const {
  return body_->server->port();
}

}  // namespace madoguchi::edge
