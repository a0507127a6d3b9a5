#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace madoguchi::bench {

// Reads one HTTP answer with a Content-Length: as little as a load client needs, and the same for
// both servers.
class Answer {
 public:
  void begin();
  bool add(std::string_view bytes);         // true when the answer is whole
  bool right(std::string_view mark) const;  // 200 and the mark within
  std::string_view bytes() const { return bytes_; }

 private:
  std::string bytes_;
  std::size_t whole_ = 0;  // size of head and body, 0: not known yet
};

enum class Blocking { yes, no };
// A socket connected (or connecting) to 127.0.0.1; -1 when that fails.
int connected_socket(std::uint16_t port, Blocking blocking);
void make_non_blocking(int fd);

}  // namespace madoguchi::bench
