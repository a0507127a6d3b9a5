#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "flow/system.hpp"

namespace madoguchi::flow {

// A connection of X to the center that does exactly what a test tells it, also nothing. Never
// blocks longer than ten seconds.
class RawConnection {
 public:
  enum class Tls { yes, no };
  explicit RawConnection(const System& system, Tls tls = Tls::yes);
  ~RawConnection();
  RawConnection(RawConnection&& other) noexcept;
  RawConnection& operator=(RawConnection&&) = delete;

  bool ready() const { return ready_; }  // connected, and the handshake is through
  bool say(std::string_view bytes) const;
  // What comes next, up to a few KiB; "" when the center has ended the connection or is silent.
  std::string hear() const;
  bool ended() const;  // by the center; looks without waiting, reads over what came

 private:
  int fd_ = -1;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_{nullptr, SSL_free};
  bool ready_ = false;
};

}  // namespace madoguchi::flow
