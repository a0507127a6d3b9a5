#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "bench/answer.hpp"
#include "bench/load_client.hpp"
#include "bench/process.hpp"

namespace madoguchi::bench {

namespace {

struct SessionDeleter {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};
using SessionPointer = std::unique_ptr<SSL_SESSION, SessionDeleter>;

// One place of the load: connection after connection of one identity.
struct Place {
  std::size_t index = 0;
  std::string request;
  SSL_CTX* context = nullptr;
  int fd = -1;
  std::unique_ptr<net::Channel> channel;
  Answer answer;
  SessionPointer session;  // of the connection before
  Clock::time_point since;
  bool shaken = false;
};

class Handshakes {
 public:
  Handshakes(std::uint16_t port, Handshake kind, const LoadClient::Ask& ask)
      : epoll_(epoll_create1(EPOLL_CLOEXEC)), port_(port), kind_(kind), ask_(ask) {}
  ~Handshakes() {
    for (auto& place : places_) end(place);
    ::close(epoll_);
  }
  Handshakes(const Handshakes&) = delete;
  Handshakes& operator=(const Handshakes&) = delete;

  Slice run(const std::vector<net::SslContext>& identities, std::size_t at_once, double seconds) {
    places_.resize(at_once);
    for (std::size_t i = 0; i < at_once; ++i) {
      places_[i].index = i;
      places_[i].context = identities[i % identities.size()].get();
      begin(places_[i]);
    }
    const auto end_at = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                           std::chrono::duration<double>(seconds));
    while (Clock::now() < end_at) {
      std::array<epoll_event, 128> events{};
      const int count = epoll_wait(epoll_, events.data(), events.size(), 100);
      for (int i = 0; i < count; ++i) {
        drive(*static_cast<Place*>(events[static_cast<std::size_t>(i)].data.ptr));
      }
    }
    slice_.seconds = seconds;
    return slice_;
  }

 private:
  void begin(Place& place) {
    place.fd = connected_socket(port_, Blocking::no);
    must(place.fd >= 0, "a connection to the server");
    auto ssl = net::make_client_side(place.context, "127.0.0.1");
    if (kind_ == Handshake::resumed && place.session) {
      SSL_set_session(ssl.get(), place.session.get());
    }
    place.channel = std::make_unique<net::Channel>(place.fd, std::move(ssl));
    place.answer.begin();
    place.shaken = false;
    place.since = Clock::now();
    watch(place, EPOLL_CTL_ADD, EPOLLOUT);
  }

  void watch(Place& place, int operation, std::uint32_t what) const {
    epoll_event event{};
    event.events = what;
    event.data.ptr = &place;
    epoll_ctl(epoll_, operation, place.fd, &event);
  }

  void drive(Place& place) {
    if (!place.shaken) {
      const auto done = place.channel->handshake().io;
      if (done == net::Io::want_read) return watch(place, EPOLL_CTL_MOD, EPOLLIN);
      if (done == net::Io::want_write) return watch(place, EPOLL_CTL_MOD, EPOLLOUT);
      must(done == net::Io::done, "a handshake (" + place.channel->failure().text() + ")");
      place.shaken = true;
      ask_(place.index, place.request);
      const auto sent = place.channel->write(place.request);
      must(sent.io == net::Io::done && sent.bytes == place.request.size(), "a request");
      watch(place, EPOLL_CTL_MOD, EPOLLIN);
    }
    std::array<char, 16384> bytes{};
    for (;;) {
      const auto got = place.channel->read(bytes.data(), bytes.size());
      if (got.io == net::Io::want_read) return;
      must(got.io == net::Io::done, "an answer (" + place.channel->failure().text() + ")");
      if (place.answer.add({bytes.data(), got.bytes})) break;
    }
    note(place);
    end(place);
    begin(place);
  }

  void note(Place& place) {
    SSL* ssl = place.channel->ssl();
    const bool as_wanted =
        kind_ == Handshake::full || !place.session || SSL_session_reused(ssl) == 1;
    // The first round of a resumed load is full; it counts for neither.
    if (kind_ == Handshake::resumed && !place.session) {
      place.session.reset(SSL_get1_session(ssl));
      return;
    }
    if (kind_ == Handshake::resumed) place.session.reset(SSL_get1_session(ssl));
    if (!as_wanted || !place.answer.right("")) {
      ++slice_.wrong;
      return;
    }
    ++slice_.answers;
    slice_.latencies.add(Clock::now() - place.since);
  }

  void end(Place& place) {
    if (place.fd < 0) return;
    if (place.channel) place.channel->end_writing();
    place.channel.reset();
    ::close(place.fd);
    place.fd = -1;
  }

  int epoll_;
  std::uint16_t port_;
  Handshake kind_;
  const LoadClient::Ask& ask_;
  std::vector<Place> places_;
  Slice slice_;
};

}  // namespace

Slice handshakes(const std::vector<net::SslContext>& identities, std::uint16_t port, Handshake kind,
                 std::size_t at_once, double seconds, const LoadClient::Ask& ask) {
  return Handshakes(port, kind, ask).run(identities, at_once, seconds);
}

}  // namespace madoguchi::bench
