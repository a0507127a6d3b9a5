#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "util/result.hpp"

namespace madoguchi::tools {

// A server that is not what a terminal expects at the center's place.
class WrongCenter {
 public:
  enum class Kind {
    foreign,  // its certificate is of an authority of its own
    expired,  // of the right authority, but past its time
    garbled,  // the center's own certificate, but every answer is HTML
  };
  // `pki` is the demo's authority folder.
  static util::Result<std::unique_ptr<WrongCenter>, std::string> start(Kind kind,
                                                                       const std::string& pki);
  ~WrongCenter();
  std::uint16_t port() const;

 private:
  struct Body;
  explicit WrongCenter(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::tools
