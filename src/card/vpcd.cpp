#include "card/vpcd.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <cerrno>
#include <chrono>
#include <thread>

#include "util/log.hpp"
#include "util/secret.hpp"

namespace madoguchi::card {

namespace {

constexpr std::chrono::milliseconds between_looks{20};
constexpr std::chrono::milliseconds connect_retry{100};
constexpr std::size_t length_bytes = 2;

// Messages of one byte (vpcd.h).
enum Control : char { power_off = 0, power_on = 1, reset = 2, get_atr = 4 };

class Connection {
 public:
  explicit Connection(const VirtualCard::Place& place) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(place.port);
    if (fd_ < 0 || ::inet_pton(AF_INET, place.address.c_str(), &to.sin_addr) != 1 ||
        ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
      close();
    }
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(); }
  int fd() const { return fd_; }

 private:
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  int fd_;
};

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string framed(std::string_view message) {
  std::string bytes = {static_cast<char>(message.size() >> 8U),
                       static_cast<char>(message.size() & 0xFFU)};
  bytes += message;
  return bytes;
}

// Takes the first whole message out of `received`.
std::optional<std::string> take_message(std::string& received) {
  if (received.size() < length_bytes) return std::nullopt;
  const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(received[0])) << 8U |
                           static_cast<unsigned char>(received[1]);
  if (received.size() < length_bytes + size) return std::nullopt;
  auto message = received.substr(length_bytes, size);
  received.erase(0, length_bytes + size);
  return message;
}

// vpcd sends a length and its message one by one: without this each command waits for the other
// side's delayed acknowledgement (40 ms).
void acknowledge_at_once(int fd) {
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof(yes));
}

// Appends what came; false when vpcd hung up.
bool receive(int fd, std::string& received) {
  pollfd waited{fd, POLLIN, 0};
  const int ready = ::poll(&waited, 1, static_cast<int>(between_looks.count()));
  if (ready < 0) return errno == EINTR;
  if (ready == 0) return true;
  char bytes[4096];
  acknowledge_at_once(fd);
  const auto count = ::recv(fd, bytes, sizeof(bytes), 0);
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  received.append(bytes, static_cast<std::size_t>(count));
  OPENSSL_cleanse(bytes, sizeof(bytes));
  return count != 0;
}

}  // namespace

std::optional<std::string> VpcdCard::answer(std::string_view message) {
  if (message.size() != 1) return applet_.answer(message);
  switch (message.front()) {
    case power_off:
    case power_on:
    case reset:
      applet_.reset();
      return std::nullopt;
    case get_atr:
      return std::string(jpki_atr);
    default:
      return std::nullopt;
  }
}

void VirtualCard::serve(int fd, const std::string& mark) {
  VpcdCard card(applet_of(slot_.card_file(), ca_der_));
  std::string received;
  while (still(mark) && receive(fd, received)) {
    while (auto message = take_message(received)) {
      const auto answer = card.answer(*message);
      util::wipe(*message);
      if (answer && !send_all(fd, framed(*answer))) return;
      // Pulled out between two commands: the next one finds no card.
      if (!still(mark)) return;
    }
  }
}

void VirtualCard::run() {
  std::string told;
  const auto tell = [&told](const std::string& text) {
    if (text != told) util::log(util::LogLevel::info, "card", text);
    told = text;
  };
  while (!stopping_) {
    const auto mark = slot_.mark();
    if (mark.empty()) {
      tell("no card in the slot");
      std::this_thread::sleep_for(between_looks);
      continue;
    }
    const Connection vpcd(place_);
    if (vpcd.fd() < 0) {
      tell(fmt::format("no virtual reader at {}:{}", place_.address, place_.port));
      std::this_thread::sleep_for(connect_retry);
      continue;
    }
    tell("the card lies on the virtual reader");
    serve(vpcd.fd(), mark);
  }
}

}  // namespace madoguchi::card
