#include "net/loop.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <ctime>
#include <thread>

#include "net/session.hpp"
#include "net/text.hpp"
#include "util/gather.hpp"

namespace madoguchi::net {

namespace {

constexpr std::size_t scratch_bytes = 64 * 1024;
constexpr int handled_as_one_max = 64;
constexpr std::chrono::milliseconds tick_max{250};
constexpr std::chrono::milliseconds tick_min{5};
constexpr std::chrono::milliseconds linger_timeout{2000};
constexpr std::chrono::milliseconds buffers_kept{1000};

}  // namespace

Loop::Loop(std::shared_ptr<Shared> shared)
    : shared_(std::move(shared)),
      io_(1),
      guard_(boost::asio::make_work_guard(io_)),
      ticker_(io_),
      scratch_(scratch_bytes) {
  const auto& limits = shared_->config.limits;
  const auto least = std::min({limits.handshake_timeout_ms, limits.request_timeout_ms,
                               limits.idle_timeout_ms, limits.write_stall_timeout_ms});
  tick_every_ = std::clamp(std::chrono::milliseconds(least / 4), tick_min, tick_max);
}

Loop::~Loop() {
  // A thread that posted the last work may still be inside `post`.
  while (posting_.load() != 0) std::this_thread::yield();
}

void Loop::run() {
  Scope scope(*this);
  tick();
  while (io_.run_one() != 0) {
    // What is ready now is handled as one: whoever it hands work to is woken at its end.
    const util::Gather gather;
    for (int handled = 0; handled < handled_as_one_max && io_.poll_one() != 0; ++handled) {
    }
  }
}

void Loop::finish() {
  post([this] {
    finished_ = true;
    ticker_.cancel();
    guard_.reset();
  });
}

void Loop::post(std::function<void()> work) {
  posting_.fetch_add(1);
  bool first = false;
  {
    std::scoped_lock lock(posted_mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(work));
  }
  auto* gather = util::Gather::current();
  if (first && gather != nullptr) {
    gather->at_end([this] { wake(); });
    return;
  }
  if (first) return wake();
  posting_.fetch_sub(1);
}

void Loop::wake() {
  boost::asio::post(io_, [this] { run_posted(); });
  posting_.fetch_sub(1);
}

void Loop::run_posted() {
  {
    std::scoped_lock lock(posted_mutex_);
    running_.swap(posted_);
  }
  for (auto& work : running_) work();
  running_.clear();
}

void Loop::adopt(int fd) {
  if (util::Executor::current() == this) {
    adopt_here(fd);
  } else {
    post([this, fd] { adopt_here(fd); });
  }
}

void Loop::adopt_here(int fd) {
  if (!shared_->stopping && try_adopt(fd)) return;
  ::close(fd);
  shared_->connections_open.fetch_sub(1);
  std::scoped_lock lock(shared_->mutex);
  shared_->released.notify_all();
}

bool Loop::try_adopt(int fd) {
  const auto context = shared_->tls();
  SslPointer ssl = context ? make_server_side(context.get()) : nullptr;
  if (context && !ssl) return false;
  auto& list = entries_[static_cast<std::size_t>(Waiting::handshake)];
  const auto entry = list.insert(list.end(), Entry{nullptr, Waiting::handshake, Clock::now()});
  try {
    entry->session = std::make_shared<Session>(*this, fd, std::move(ssl));
  } catch (const std::exception&) {  // the system has no room to watch one more
    list.erase(entry);
    return false;
  }
  entry->session->begin(entry);
  return true;
}

void Loop::enter(Entries::iterator entry, Waiting waiting) {
  auto& from = entries_[static_cast<std::size_t>(entry->waiting)];
  auto& to = entries_[static_cast<std::size_t>(waiting)];
  to.splice(to.end(), from, entry);
  entry->waiting = waiting;
  entry->since = Clock::now();
}

void Loop::leave(Entries::iterator entry) {
  entries_[static_cast<std::size_t>(entry->waiting)].erase(entry);
  shared_->connections_open.fetch_sub(1);
  if (shared_->stopping) {
    std::scoped_lock lock(shared_->mutex);
    shared_->released.notify_all();
  }
}

void Loop::handler_ended() {
  handlers_running.fetch_sub(1);
  if (shared_->stopping) {
    std::scoped_lock lock(shared_->mutex);
    shared_->released.notify_all();
  }
}

const std::string& Loop::date() {
  const std::int64_t now = std::time(nullptr);
  if (now != date_second_) {
    date_ = http_date(now);
    date_second_ = now;
  }
  return date_;
}

Loop::Clock::duration Loop::timeout_of(Waiting waiting) const {
  const auto& limits = shared_->config.limits;
  switch (waiting) {
    case Waiting::handshake:
      return std::chrono::milliseconds(limits.handshake_timeout_ms);
    case Waiting::request:
      return std::chrono::milliseconds(limits.request_timeout_ms);
    case Waiting::idle:
      return std::chrono::milliseconds(limits.idle_timeout_ms);
    case Waiting::writing:
      return std::chrono::milliseconds(limits.write_stall_timeout_ms);
    case Waiting::lingering:
      return linger_timeout;
    case Waiting::running:
      break;
  }
  return Clock::duration::max();
}

void Loop::tick() {
  ticker_.expires_after(tick_every_);
  ticker_.async_wait([this](const boost::system::error_code& error) {
    // A tick that was due already when it was cancelled comes without an error.
    if (error || finished_) return;
    cut_late();
    release_buffers();
    tick();
  });
}

void Loop::cut_late() {
  const auto now = Clock::now();
  for (std::size_t kind = 0; kind < waiting_count; ++kind) {
    const auto waiting = static_cast<Waiting>(kind);
    if (waiting == Waiting::running) continue;
    const auto timeout = timeout_of(waiting);
    auto& list = entries_[kind];
    // Being late always moves a session out of its place at the front.
    while (!list.empty() && now - list.front().since >= timeout) {
      const auto session = list.front().session;
      session->late(waiting);
    }
  }
}

// The idle ones are in the order in which they became so: only those between the last time and now
// are looked at, and the newer ones.
void Loop::release_buffers() {
  const auto until = Clock::now() - buffers_kept;
  const auto& idle = entries_[static_cast<std::size_t>(Waiting::idle)];
  for (auto entry = idle.rbegin(); entry != idle.rend(); ++entry) {
    if (entry->since <= released_until_) break;
    if (entry->since <= until) entry->session->release_buffers();
  }
  released_until_ = until;
}

std::vector<std::shared_ptr<Session>> Loop::sessions_in(Waiting waiting) const {
  std::vector<std::shared_ptr<Session>> out;
  for (const auto& entry : entries_[static_cast<std::size_t>(waiting)]) {
    out.push_back(entry.session);
  }
  return out;
}

void Loop::begin_stop() {
  for (const auto waiting : {Waiting::handshake, Waiting::idle}) {
    for (const auto& session : sessions_in(waiting)) session->late(waiting);
  }
  std::scoped_lock lock(shared_->mutex);
  ++shared_->loops_stopping;
  shared_->released.notify_all();
}

void Loop::close_all() {
  for (std::size_t kind = 0; kind < waiting_count; ++kind) {
    for (const auto& session : sessions_in(static_cast<Waiting>(kind))) session->close();
  }
}

void Loop::look_at_peers() {
  const auto context = shared_->tls();
  if (!context) return;
  for (std::size_t kind = 0; kind < waiting_count; ++kind) {
    const auto waiting = static_cast<Waiting>(kind);
    for (const auto& session : sessions_in(waiting)) {
      if (session->check_peer(context.get()) && waiting == Waiting::idle) session->close();
    }
  }
}

}  // namespace madoguchi::net
