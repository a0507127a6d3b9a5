#include "bench/load_client.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "bench/answer.hpp"
#include "bench/process.hpp"

namespace madoguchi::bench {

namespace {

constexpr double first_step_us = 10;
constexpr double step_factor = 1.015;
constexpr auto drain_at_most = std::chrono::seconds(20);
constexpr std::size_t scratch_bytes = 64 * 1024;

}  // namespace

void Latencies::add(Clock::duration took) {
  const double us = std::chrono::duration<double, std::micro>(took).count();
  const double step =
      us <= first_step_us ? 0 : std::ceil(std::log(us / first_step_us) / std::log(step_factor));
  ++counts_[std::min(static_cast<std::size_t>(step), steps - 1)];
  ++count_;
}

void Latencies::merge(const Latencies& other) {
  for (std::size_t i = 0; i < steps; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
}

double Latencies::ms(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < steps; ++i) {
    seen += counts_[i];
    if (seen >= wanted && seen > 0) {
      return first_step_us * std::pow(step_factor, static_cast<double>(i)) / 1000;
    }
  }
  return 0;
}

struct LoadClient::Connection {
  std::size_t index = 0;
  int fd = -1;
  std::unique_ptr<net::Channel> channel;
  std::string out;
  std::size_t written = 0;
  Answer answer;
  Clock::time_point since;
  bool busy = false;
  ~Connection() {
    if (fd >= 0) ::close(fd);
  }
};

LoadClient::LoadClient(const std::vector<net::SslContext>& identities, std::uint16_t port,
                       std::size_t connections, std::string mark)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)), mark_(std::move(mark)), scratch_(scratch_bytes) {
  for (std::size_t c = 0; c < connections; ++c) {
    auto made = std::make_unique<Connection>();
    made->index = c;
    made->fd = connected_socket(port, Blocking::yes);
    must(made->fd >= 0, "a connection to the server");
    made->channel = std::make_unique<net::Channel>(
        made->fd, net::make_client_side(identities[c % identities.size()].get(), "127.0.0.1"));
    must(made->channel->handshake().io == net::Io::done, "a handshake");
    make_non_blocking(made->fd);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = made.get();
    epoll_ctl(epoll_, EPOLL_CTL_ADD, made->fd, &event);
    connections_.push_back(std::move(made));
  }
}

LoadClient::~LoadClient() {
  connections_.clear();
  ::close(epoll_);
}

void LoadClient::watch(const Connection& connection, std::uint32_t events) const {
  epoll_event event{};
  event.events = events;
  event.data.ptr = const_cast<Connection*>(&connection);
  epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.fd, &event);
}

void LoadClient::lose(Connection& connection) {
  ++wrong_;
  if (connection.busy) --busy_;
  connection.busy = false;
  must(false, "keeping a connection (" + connection.channel->failure().text() + ")");
}

void LoadClient::send(Connection& connection, Clock::time_point due, const Ask& ask) {
  connection.out.clear();
  ask(connection.index, connection.out);
  connection.written = 0;
  connection.answer.begin();
  connection.since = due;
  connection.busy = true;
  ++busy_;
  if (!flush(connection)) watch(connection, EPOLLIN | EPOLLOUT);
}

bool LoadClient::flush(Connection& connection) {
  while (connection.written < connection.out.size()) {
    const auto sent =
        connection.channel->write(std::string_view(connection.out).substr(connection.written));
    if (sent.io == net::Io::want_write || sent.io == net::Io::want_read) return false;
    if (sent.io != net::Io::done) {
      lose(connection);
      return true;
    }
    connection.written += sent.bytes;
  }
  return true;
}

bool LoadClient::receive(Connection& connection) {
  for (;;) {
    const auto got = connection.channel->read(scratch_.data(), scratch_.size());
    if (got.io == net::Io::want_read || got.io == net::Io::want_write) return false;
    if (got.io != net::Io::done) {
      lose(connection);
      return false;
    }
    if (connection.answer.add({scratch_.data(), got.bytes})) return true;
  }
}

void LoadClient::poll(int wait_ms, const std::function<void(Connection&)>& answered) {
  std::array<epoll_event, 256> events{};
  const int count = epoll_wait(epoll_, events.data(), events.size(), wait_ms);
  for (int i = 0; i < count; ++i) {
    const auto& event = events[static_cast<std::size_t>(i)];
    auto& connection = *static_cast<Connection*>(event.data.ptr);
    if ((event.events & EPOLLOUT) != 0 && flush(connection)) watch(connection, EPOLLIN);
    if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) continue;
    if (!receive(connection) || !connection.busy) continue;
    connection.busy = false;
    --busy_;
    if (!connection.answer.right(mark_)) ++wrong_;
    answered(connection);
  }
}

void LoadClient::drain() {
  const auto end = Clock::now() + drain_at_most;
  while (busy_ > 0 && Clock::now() < end) poll(100, [](Connection&) {});
  must(busy_ == 0, "answering every question");
}

Slice LoadClient::closed(double seconds, const Ask& ask) {
  Slice slice;
  const auto wrong_before = wrong_;
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  for (const auto& connection : connections_) send(*connection, Clock::now(), ask);
  while (Clock::now() < end) {
    poll(100, [&](Connection& connection) {
      const auto now = Clock::now();
      if (now >= end) return;
      ++slice.answers;
      slice.latencies.add(now - connection.since);
      send(connection, now, ask);
    });
  }
  slice.seconds = seconds;
  drain();
  slice.wrong = wrong_ - wrong_before;
  return slice;
}

Slice LoadClient::open(double seconds, double per_second, const Ask& ask) {
  Slice slice;
  const auto wrong_before = wrong_;
  std::deque<Connection*> idle;
  for (const auto& connection : connections_) idle.push_back(connection.get());
  const auto begin = Clock::now();
  const auto all = static_cast<std::uint64_t>(seconds * per_second);
  const auto due = [&](std::uint64_t n) {
    return begin + std::chrono::duration_cast<Clock::duration>(
                       std::chrono::duration<double>(static_cast<double>(n) / per_second));
  };
  std::uint64_t asked = 0;
  while (asked < all || busy_ > 0) {
    for (; asked < all && !idle.empty() && due(asked) <= Clock::now(); ++asked) {
      send(*idle.front(), due(asked), ask);
      idle.pop_front();
    }
    const bool soon =
        asked < all && !idle.empty() && due(asked) - Clock::now() < std::chrono::milliseconds(1);
    poll(soon ? 0 : 1, [&](Connection& connection) {
      ++slice.answers;
      slice.latencies.add(Clock::now() - connection.since);
      idle.push_back(&connection);
    });
    must(Clock::now() - begin < std::chrono::duration<double>(seconds * 3 + 30), "the open loop");
  }
  slice.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  slice.wrong = wrong_ - wrong_before;
  return slice;
}

}  // namespace madoguchi::bench
