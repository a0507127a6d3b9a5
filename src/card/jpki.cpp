#include "card/jpki.hpp"

#include <algorithm>
#include <array>

#include "util/hash.hpp"

namespace madoguchi::card {

namespace {

struct DigestForm {
  std::string_view prefix;  // everything before the digest
  std::size_t digest_bytes;
};
// RFC 8017, 9.2, note 1.
constexpr std::array<DigestForm, 3> digest_forms = {{
    {"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"sv, 32},
    {"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"sv, 48},
    {"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"sv, 64},
}};

std::string two_bytes(unsigned word) {
  return {static_cast<char>(word >> 8U), static_cast<char>(word & 0xFFU)};
}

}  // namespace

std::string bytes_of(StatusWord word) {
  return two_bytes(static_cast<unsigned>(word));
}

std::string bytes_of(StatusWord word, int tries_left) {
  return two_bytes(static_cast<unsigned>(word) | static_cast<unsigned>(tries_left));
}

std::string digest_info_of(std::string_view message) {
  const auto digest = util::sha256(message);
  std::string der(digest_forms[0].prefix);
  der.append(digest.begin(), digest.end());
  return der;
}

bool is_digest_info(std::string_view der) {
  return std::any_of(digest_forms.begin(), digest_forms.end(), [der](const DigestForm& form) {
    return der.starts_with(form.prefix) && der.size() == form.prefix.size() + form.digest_bytes;
  });
}

}  // namespace madoguchi::card
