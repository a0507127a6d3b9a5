#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "util/result.hpp"

namespace madoguchi::card {

enum class SoftwareCardError { unreadable, wrong_form, pin_wrong, pin_locked };
struct SoftwareCardProblem {
  SoftwareCardError error = SoftwareCardError::unreadable;
  int tries_left = 0;  // after pin_wrong
};

// A card in a file: user-authentication certificate and key of a test CA, PIN with its three tries
// (kept in the file, so that a lock outlives the process). PEM with a small header; see docs.
class SoftwareCard {
 public:
  static util::Result<SoftwareCard, SoftwareCardProblem> open(const std::string& path);
  // Writes a card file (mode 0600).
  static util::Result<void, std::string> create(const std::string& path,
                                                std::string_view certificate_pem,
                                                std::string_view key_pem, std::string_view pin);
  const std::string& certificate_der() const { return certificate_der_; }
  int tries_left() const { return tries_left_; }
  // Reads the tries anew: another process may have spent some.
  util::Result<int, SoftwareCardProblem> look_at_tries();
  // A wrong PIN costs a try, three lock the card.
  util::Result<void, SoftwareCardProblem> verify(std::string_view pin);
  // What the card's key does with a DER DigestInfo (RSA-2048, PKCS#1 v1.5 padding). For whoever
  // keeps the PIN before it (card/applet).
  util::Result<std::string, SoftwareCardProblem> sign_digest_info(std::string_view der) const;

 private:
  SoftwareCard() = default;
  std::string path_;
  std::string certificate_der_;
  std::string key_pem_;
  std::string pin_hash_;
  std::string pin_salt_;
  int tries_left_ = 0;
};

}  // namespace madoguchi::card
