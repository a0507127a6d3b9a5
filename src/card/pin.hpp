#pragma once

#include <openssl/crypto.h>

#include <array>
#include <cstddef>
#include <string_view>

#include "card/jpki.hpp"

namespace madoguchi::card {

// A PIN on its way to the card: never copied, never printed, overwritten when it ends.
class Pin {
 public:
  // Too long a text makes a PIN of wrong form.
  explicit Pin(std::string_view text) : size_(text.size()) {
    if (size_ <= digits_.size()) text.copy(digits_.data(), size_);
  }
  Pin(const Pin&) = delete;
  Pin& operator=(const Pin&) = delete;
  ~Pin() { OPENSSL_cleanse(digits_.data(), digits_.size()); }

  // Four digits. Anything else is not sent: no card has such a PIN, and it could cost a try.
  bool has_form() const {
    if (size_ != pin_digits) return false;
    for (const char c : digits_) {
      if (c < '0' || c > '9') return false;
    }
    return true;
  }
  std::string_view text() const { return {digits_.data(), has_form() ? size_ : 0}; }

 private:
  std::array<char, pin_digits> digits_{};
  std::size_t size_;
};

}  // namespace madoguchi::card
