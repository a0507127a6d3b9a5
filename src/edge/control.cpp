#include "edge/control.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "net/server.hpp"
#include "util/secret.hpp"

namespace madoguchi::edge {

namespace {

constexpr std::size_t control_threads = 8;
constexpr std::size_t waiting_calls_max = 64;

net::Response refuse(int status, const ControlProblem& problem) {
  net::Response response;
  response.status = status;
  response.content_type = "application/json; charset=UTF-8";
  response.body = write_control_problem(problem);
  return response;
}

net::Response json_answer(std::string body) {
  net::Response response;
  response.content_type = "application/json; charset=UTF-8";
  response.body = std::move(body);
  return response;
}

}  // namespace

struct ControlServer::Body {
  struct Call {
    net::Request request;
    util::Completion<net::Response> done;
  };

  ControlHandlers handlers;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Call> calls;
  bool stopping = false;
  std::vector<std::thread> threads;
  std::unique_ptr<net::Server> server;

  util::Task<net::Response> handle(net::Request request);
  net::Response answer(net::Request& request) const;
  void work();
};

util::Task<net::Response> ControlServer::Body::handle(net::Request request) {
  if (request.method == "GET" && request.path == "/status") {
    co_return json_answer(write_status(handlers.status()));
  }
  util::Completion<net::Response> done;
  {
    std::scoped_lock lock(mutex);
    if (calls.size() >= waiting_calls_max) {
      co_return refuse(503, control_problem({oqs::ErrorCode::center_busy, ""}));
    }
    Call call{std::move(request), done};
    calls.push_back(std::move(call));
  }
  changed.notify_one();
  auto response = co_await done;
  co_return response;
}

net::Response ControlServer::Body::answer(net::Request& request) const {
  if (request.method == "POST" && request.path == "/tap") {
    auto question = read_tap_question(request.body);
    util::wipe(request.body);  // it holds the PIN
    if (!question) return refuse(400, question.error());
    const auto answered = handlers.tap(*question);
    util::wipe(question->pin);
    return answered ? json_answer(write_tap_answer(*answered)) : refuse(422, answered.error());
  }
  if (request.method == "POST" && request.path == "/ask") {
    auto answered =
        handlers.ask(std::string(net::header(request.headers, "Interface")), request.body);
    if (!answered) return refuse(422, answered.error());
    net::Response response;
    response.body = std::move(*answered);
    return response;
  }
  return refuse(404, control_problem({oqs::ErrorCode::unknown_address, ""}));
}

void ControlServer::Body::work() {
  std::unique_lock lock(mutex);
  for (;;) {
    changed.wait(lock, [this] { return stopping || !calls.empty(); });
    if (calls.empty()) return;
    auto call = std::move(calls.front());
    calls.pop_front();
    lock.unlock();
    net::Response response;
    try {
      response = answer(call.request);
    } catch (const std::exception&) {
      response = refuse(500, control_problem({oqs::ErrorCode::terminal_internal, ""}));
    }
    call.done.set(std::move(response));
    lock.lock();
  }
}

util::Result<std::unique_ptr<ControlServer>, std::string> ControlServer::start(
    const std::string& socket_path, ControlHandlers handlers) {
  auto body = std::make_unique<Body>();
  body->handlers = std::move(handlers);
  net::ServerConfig config;
  config.address = "unix:" + socket_path;
  config.limits.body_bytes_max = 2 * control_request_bytes_max;  // UTF-8 of a Shift_JIS file
  auto* const raw = body.get();
  auto server = net::Server::start(
      config, [raw](net::Request request) { return raw->handle(std::move(request)); });
  if (!server) return util::failure(server.error().detail);
  body->server = std::move(*server);
  for (std::size_t i = 0; i < control_threads; ++i) {
    body->threads.emplace_back([raw] { raw->work(); });
  }
  return std::unique_ptr<ControlServer>(new ControlServer(std::move(body)));
}

ControlServer::ControlServer(std::unique_ptr<Body> body) : body_(std::move(body)) {}

ControlServer::~ControlServer() {
  body_->server.reset();  // waits for its handlers, which wait for the threads
  {
    std::scoped_lock lock(body_->mutex);
    body_->stopping = true;
  }
  body_->changed.notify_all();
  for (auto& thread : body_->threads) thread.join();
}

}  // namespace madoguchi::edge
