#pragma once

#include <string>
#include <string_view>

#include "local/problem.hpp"
#include "util/result.hpp"

namespace madoguchi::local {

// argon2id in its encoded form ("$argon2id$v=19$m=…"); empty when memory is short.
std::string password_hash(std::string_view password, unsigned memory_kib, unsigned passes);
bool password_fits(const std::string& hash, std::string_view password);

// Twenty characters that nobody mistakes for one another, in groups: "kq7m-…".
std::string one_time_password();

// Encrypts what must not be read from a stolen database: AES-256-GCM under a key in a file of its
// own (0600), made when absent.
class SealingKey {
 public:
  static util::Result<SealingKey, LocalProblem> open(const std::string& path);
  std::string seal(std::string_view text) const;
  std::string open_sealed(std::string_view sealed) const;  // empty when it was not sealed by this

 private:
  explicit SealingKey(std::string key) : key_(std::move(key)) {}
  std::string key_;
};

}  // namespace madoguchi::local
