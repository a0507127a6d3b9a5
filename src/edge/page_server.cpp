#include "edge/page_server.hpp"

#include <array>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <latch>
#include <mutex>
#include <thread>

#include "edge/page_http.hpp"
#include "edge/sign_in_pages.hpp"
#include "net/server.hpp"
#include "util/file_stamp.hpp"
#include "util/log.hpp"
#include "util/workers.hpp"

namespace madoguchi::edge {

namespace {

constexpr std::string_view api = "/api/";
constexpr std::size_t form_bytes_max = 1024UL * 1024;  // of everything but uploads
constexpr std::string_view uploads = "/api/imports";
constexpr auto look_at_files_every = std::chrono::milliseconds(500);

using TlsStamps = std::array<util::FileStamp, 2>;
TlsStamps stamps_of(const PageConfig& config) {
  return {util::FileStamp::of(config.certificate_file), util::FileStamp::of(config.key_file)};
}

bool is_loopback(const std::string& address) {
  return address == "::1" || address.starts_with("127.");
}

PageRequest to_page(net::Request request) {
  PageRequest page;
  page.content_type = net::header(request.headers, "Content-Type");
  page.method = std::move(request.method);
  page.path = std::move(request.path);
  page.query = std::move(request.query);
  page.body = std::move(request.body);
  return page;
}

PageAnswer foreign_host() {
  return problem_answer({421, "F1002",
                         "このアドレスでは使えません。案内されたアドレスを開いてください。",
                         "Not an address of this server.", "Host", ""});
}
PageAnswer too_many_polls() {
  auto answer = problem_answer({503, "F5002", "混み合っています。自動でやり直します。",
                                "Too many pages wait; asked again by itself.", "", ""});
  answer.headers.emplace_back("Retry-After", "5");
  return answer;
}
PageAnswer failed() {
  return problem_answer(
      {500, "F5000", "処理できませんでした。入力は残っています。続くときは管理者へご連絡ください。",
       "Something failed here; see the server's log.", "", ""});
}

}  // namespace

struct PageServer::Body {
  Body(PageConfig settings, local::Accounts& from, PageHandler to)
      : config(std::move(settings)),
        accounts(from),
        handler(std::move(to)),
        sign_in(config, accounts),
        pages(config.page_threads),
        polls(config.long_polls_max) {}

  util::Task<net::Response> handle(net::Request request);
  net::Response answer(net::Request request);
  net::Response api_answer(net::Request request);
  void tell_ending(const std::string& token, net::Response& response);
  net::Response asset(const net::Request& request) const;
  void watch_tls();  // takes over a replaced certificate, until `stop`
  void stop();
  std::size_t body_bytes_max(const net::Request& head);

  PageConfig config;
  PagePlace place;  // whole when `ready`: the system may choose the port
  std::latch ready{1};
  local::Accounts& accounts;
  PageHandler handler;
  SignInPages sign_in;
  util::Workers pages, polls;
  std::atomic<unsigned> polling{0};
  std::unique_ptr<net::Server> server;  // goes first: its handlers use all of the above
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::thread watcher;
};

// In the middle of a renewal certificate and key do not fit: the old pair serves, and what is
// written next is another change.
void PageServer::Body::watch_tls() {
  auto stamps = stamps_of(config);
  std::unique_lock lock(mutex);
  while (!changed.wait_for(lock, look_at_files_every, [this] { return stopping; })) {
    const auto now = stamps_of(config);
    if (now == stamps) continue;
    stamps = now;
    const auto reloaded = server->reload_tls();
    util::log(reloaded ? util::LogLevel::info : util::LogLevel::error, "page",
              reloaded ? "TLS files reloaded"
                       : "TLS files not reloaded, the old ones serve: " + reloaded.error().detail);
  }
}

void PageServer::Body::stop() {
  {
    const std::scoped_lock lock(mutex);
    stopping = true;
    changed.notify_all();
  }
  if (watcher.joinable()) watcher.join();
  server.reset();
}

// A file only from who is signed in: nobody else fills the memory.
std::size_t PageServer::Body::body_bytes_max(const net::Request& head) {
  if (!head.path.starts_with(uploads)) return form_bytes_max;
  const auto token = cookie_in(head, place);
  const bool known = !token.empty() && accounts.session(token, local::Use::by_page).has_value();
  return known ? config.body_bytes_max : form_bytes_max;
}

net::Response PageServer::Body::asset(const net::Request& request) const {
  const auto* one = asset_for(config.assets, request);
  if (one == nullptr) return to_response(no_such_page());
  net::Response response;
  // Only files there carry the hash of their content in their name.
  const bool hashed = one->path.starts_with("/assets/");
  response.headers = {{"ETag", std::string(one->etag)},
                      {"Cache-Control", hashed ? "max-age=31536000, immutable" : "no-cache"}};
  if (net::header(request.headers, "If-None-Match") == one->etag) {
    response.status = 304;
    return response;
  }
  response.content_type = one->content_type;
  response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = one->gzip;
  return response;
}

net::Response PageServer::Body::api_answer(net::Request request) {
  if (!comes_from_own_page(place, request)) return to_response(wrong_token());
  const auto token = cookie_in(request, place);
  const auto csrf = std::string(net::header(request.headers, "X-CSRF-Token"));
  const auto session = token.empty() ? std::nullopt : accounts.session(token, use_of(request));
  const bool signing = request.path.starts_with("/api/sign-in");
  if (session && request.method != "GET" && !signing && csrf != session->csrf) {
    return to_response(wrong_token());
  }
  const auto page = to_page(std::move(request));
  if (auto said = sign_in.answer(page, token, session)) {
    auto response = to_response(std::move(said->answer));
    if (said->cookie) response.headers.emplace_back("Set-Cookie", set_cookie(*said->cookie, place));
    return response;
  }
  if (!session) return to_response(not_signed_in());
  auto response = to_response(
      handler(page, {session->account, session->name, session->role, session->factors}));
  tell_ending(token, response);
  return response;
}

// After the answer was made: a request that waits for news may take half a minute.
void PageServer::Body::tell_ending(const std::string& token, net::Response& response) {
  const auto now = accounts.session(token, local::Use::by_page);
  if (!now || !now->ending) return;
  response.headers.emplace_back(
      "Madoguchi-Session-Ends-In",
      std::to_string(now->ending->in_s) + (now->ending->for_good ? "; for-good" : ""));
}

net::Response PageServer::Body::answer(net::Request request) {
  try {
    return api_answer(std::move(request));
  } catch (const std::exception& error) {
    util::log(util::LogLevel::error, "page", std::string("a request failed: ") + error.what());
    return to_response(failed());
  }
}

util::Task<net::Response> PageServer::Body::handle(net::Request request) {
  ready.wait();  // who is as quick as the start itself
  net::Response response;
  if (!host_is_own(place, net::header(request.headers, "Host"))) {
    response = to_response(foreign_host());
  } else if (!request.path.starts_with(api)) {
    response = asset(request);
  } else {
    // Those that wait for news have threads of their own, so that no click waits behind them.
    const bool poll = !request.query_value("wait_s").empty();
    struct Polling {
      std::atomic<unsigned>* count;
      ~Polling() {
        if (count != nullptr) --*count;
      }
    } counted{poll ? &polling : nullptr};
    if (poll && ++polling > config.long_polls_max) {
      response = to_response(too_many_polls());
    } else {
      auto* home = util::Executor::current();
      co_await util::ResumeOn{poll ? polls : pages};
      response = answer(std::move(request));
      if (home != nullptr) co_await util::ResumeOn{*home};
    }
  }
  seal(response, place);
  co_return response;
}

util::Result<std::unique_ptr<PageServer>, std::string> PageServer::start(PageConfig config,
                                                                         local::Accounts& accounts,
                                                                         PageHandler handler) {
  if (!is_loopback(config.address) && config.certificate_file.empty()) {
    return util::failure(
        std::string("LANのアドレスで画面を出すには証明書が要ります。設定 page.certificate_file と "
                    "page.key_file を書くか、page.address を 127.0.0.1 にしてください: ") +
        config.address);
  }
  auto body = std::make_unique<Body>(std::move(config), accounts, std::move(handler));
  net::ServerConfig settings;
  settings.address = body->config.address;
  settings.port = body->config.port;
  settings.limits.connections_max = 1000;
  settings.limits.body_bytes_max = form_bytes_max;
  if (!body->config.certificate_file.empty()) {
    settings.tls.certificate_file = body->config.certificate_file;
    settings.tls.key_file = body->config.key_file;
    settings.tls.clients = net::TlsFiles::Clients::pages;
  }
  auto& self = *body;
  settings.limits.body_bytes_max_of = [&self](const net::Request& head) {
    return self.body_bytes_max(head);
  };
  self.place = {self.config.address, self.config.port, !self.config.certificate_file.empty(),
                self.config.hosts};
  auto server = net::Server::start(
      settings, [&self](net::Request request) { return self.handle(std::move(request)); });
  if (!server) {
    return util::failure(
        "画面のアドレスで待ち受けできません。ほかのプログラムが使っていないか、"
        "証明書と鍵が正しいかをご確認ください: " +
        self.config.address + ":" + std::to_string(self.config.port) + "（" +
        server.error().detail + "）");
  }
  self.place.port = (*server)->port();
  self.server = std::move(*server);
  self.ready.count_down();
  if (self.place.tls) self.watcher = std::thread([&self] { self.watch_tls(); });
  return std::unique_ptr<PageServer>(new PageServer(std::move(body)));
}

PageServer::PageServer(std::unique_ptr<Body> body) : body_(std::move(body)) {}

PageServer::~PageServer() {
  body_->stop();
}

std::uint16_t PageServer::port() const {
  return body_->server->port();
}

}  // namespace madoguchi::edge
