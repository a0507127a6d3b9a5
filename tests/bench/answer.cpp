#include "bench/answer.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace madoguchi::bench {

void Answer::begin() {
  bytes_.clear();
  whole_ = 0;
}

bool Answer::add(std::string_view bytes) {
  bytes_.append(bytes);
  if (whole_ == 0) {
    const auto head = bytes_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    constexpr std::string_view name = "\r\nContent-Length: ";
    const auto length = bytes_.find(name);
    const bool told = length != std::string::npos && length < head;
    whole_ =
        head + 4 + (told ? std::strtoull(bytes_.c_str() + length + name.size(), nullptr, 10) : 0);
  }
  return bytes_.size() >= whole_;
}

bool Answer::right(std::string_view mark) const {
  return bytes_.starts_with("HTTP/1.1 200") && bytes_.find(mark) != std::string::npos;
}

int connected_socket(std::uint16_t port, Blocking blocking) {
  const int type = SOCK_STREAM | SOCK_CLOEXEC | (blocking == Blocking::no ? SOCK_NONBLOCK : 0);
  const int fd = socket(AF_INET, type, 0);
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int done = connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address));
  if (done == 0 || errno == EINPROGRESS) return fd;
  close(fd);
  return -1;
}

void make_non_blocking(int fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

}  // namespace madoguchi::bench
