#include "net/server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <optional>
#include <thread>

#include "net/listener.hpp"
#include "net/loop.hpp"
#include "util/log.hpp"

namespace madoguchi::net {

namespace {

constexpr int accepted_in_a_row_max = 64;
constexpr std::chrono::milliseconds accept_pause{100};
constexpr std::chrono::seconds slow_handler_warning{10};

util::Result<SslContext, ListenProblem> load_tls(const TlsFiles& files) {
  auto made = make_server_context(files);
  if (!made) {
    return util::failure(
        ListenProblem{ListenError::tls, made.error().error, std::move(made.error().detail)});
  }
  return std::move(*made);
}

// Takes connections on the first loop and hands them to all in turn: they live long, so turns keep
// the loops even where hashing by port would not.
class Acceptor : public std::enable_shared_from_this<Acceptor> {
 public:
  Acceptor(Listener listener, std::vector<std::unique_ptr<Loop>>& loops, Shared& shared)
      : listener_(std::move(listener)),
        loops_(loops),
        shared_(shared),
        watched_(loops.front()->io(), ::dup(listener_->fd())),
        pause_(loops.front()->io()) {}

  void begin() {
    if (!listener_) return;
    watched_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [self = shared_from_this()](const boost::system::error_code& error) {
                          // A wait that was over already when `stop` came knows no error.
                          if (!error && self->listener_) self->accept();
                        });
  }
  void stop() {  // on the first loop
    boost::system::error_code ignored;
    watched_.close(ignored);
    pause_.cancel();
    listener_.reset();
  }
  std::uint64_t total() const { return total_.load(); }
  std::uint64_t refused() const { return refused_.load(); }

 private:
  void accept() {
    for (int i = 0; i < accepted_in_a_row_max; ++i) {
      const int fd = ::accept4(listener_->fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        take(fd);
      } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
        return begin();
      } else if (errno != EINTR && errno != ECONNABORTED) {
        return begin_later();  // no descriptor left: without a pause this would spin
      }
    }
    begin();
  }
  void take(int fd) {
    ++total_;
    if (shared_.connections_open.fetch_add(1) >= shared_.config.limits.connections_max) {
      shared_.connections_open.fetch_sub(1);
      ++refused_;
      ::close(fd);
      return;
    }
    if (!listener_->is_local()) {
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    }
    loops_[next_++ % loops_.size()]->adopt(fd);
  }
  void begin_later() {
    pause_.expires_after(accept_pause);
    pause_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->begin();
    });
  }

  std::optional<Listener> listener_;
  std::vector<std::unique_ptr<Loop>>& loops_;
  Shared& shared_;
  boost::asio::posix::stream_descriptor watched_;
  boost::asio::steady_timer pause_;
  std::size_t next_ = 0;
  std::atomic<std::uint64_t> total_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
};

}  // namespace

struct Server::Body {
  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  std::vector<std::unique_ptr<Loop>> loops;
  std::shared_ptr<Acceptor> acceptor;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;

  bool on_a_loop() const {
    const auto* current = util::Executor::current();
    return std::any_of(loops.begin(), loops.end(),
                       [&](const auto& loop) { return loop.get() == current; });
  }
  bool is_quiet() const {
    return shared->loops_stopping == loops.size() && shared->connections_open == 0 &&
           std::all_of(loops.begin(), loops.end(),
                       [](const auto& loop) { return loop->handlers_running == 0; });
  }
  bool wait_quiet(std::chrono::milliseconds timeout) {
    std::unique_lock lock(shared->mutex);
    return shared->released.wait_for(lock, timeout, [this] { return is_quiet(); });
  }
  void stop();
  void close_all() {
    for (const auto& loop : loops) loop->post([target = loop.get()] { target->close_all(); });
  }
  void end();
};

void Server::Body::stop() {
  if (!shared->stopping.exchange(true)) {
    loops.front()->post([this] {
      acceptor->stop();
      for (const auto& loop : loops) loop->post([target = loop.get()] { target->begin_stop(); });
    });
  }
  if (on_a_loop()) return;  // waiting here would wait for ourselves
  if (!wait_quiet(std::chrono::milliseconds(shared->config.limits.stop_timeout_ms))) close_all();
}

// Handlers hold what belongs to our owner, so nothing may go before they have ended.
void Server::Body::end() {
  stop();
  while (!wait_quiet(slow_handler_warning)) {
    util::log(util::LogLevel::warning, "net", "the server waits for a handler that does not end");
    close_all();
  }
  for (const auto& loop : loops) loop->finish();
  for (auto& thread : threads) thread.join();
  acceptor.reset();
  loops.clear();
}

Server::Server(std::unique_ptr<Body> body) : body_(std::move(body)) {}

Server::~Server() {
  if (body_) body_->end();
}

util::Result<std::unique_ptr<Server>, ListenProblem> Server::start(ServerConfig config,
                                                                   Handler handler) {
  auto body = std::make_unique<Body>();
  auto& shared = *body->shared;
  shared.config = std::move(config);
  shared.handler = std::move(handler);
  if (!shared.config.tls.certificate_file.empty()) {
    auto context = load_tls(shared.config.tls);
    if (!context) return util::failure(context.error());
    shared.context = std::move(*context);
  }
  auto listener = Listener::open(shared.config.address, shared.config.port);
  if (!listener) return util::failure(listener.error());
  body->port = listener->port();
  const unsigned count = std::max(1U, shared.config.threads);
  for (unsigned i = 0; i < count; ++i) body->loops.push_back(std::make_unique<Loop>(body->shared));
  body->acceptor = std::make_shared<Acceptor>(std::move(*listener), body->loops, shared);
  body->acceptor->begin();
  for (const auto& loop : body->loops) {
    body->threads.emplace_back([target = loop.get()] { target->run(); });
  }
  return std::unique_ptr<Server>(new Server(std::move(body)));
}

std::uint16_t Server::port() const {
  return body_->port;
}

void Server::stop() {
  body_->stop();
}

util::Result<void, ListenProblem> Server::reload_tls() {
  auto& shared = *body_->shared;
  if (shared.config.tls.certificate_file.empty()) return {};
  auto context = load_tls(shared.config.tls);
  if (!context) return util::failure(context.error());
  {
    std::scoped_lock lock(shared.mutex);
    shared.context = std::move(*context);
  }
  for (const auto& loop : body_->loops) {
    loop->post([target = loop.get()] { target->look_at_peers(); });
  }
  return {};
}

ServerCounters Server::counters() const {
  ServerCounters out;
  out.connections_open = body_->shared->connections_open;
  out.connections_total = body_->acceptor->total();
  out.connections_refused = body_->acceptor->refused();
  for (const auto& loop : body_->loops) {
    out.handshakes_failed += loop->handshakes_failed;
    out.requests_total += loop->requests_total;
    out.requests_refused += loop->requests_refused;
  }
  return out;
}

}  // namespace madoguchi::net
