#include "card/apdu.hpp"

namespace madoguchi::card {

namespace {

std::size_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::size_t word_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) << 8U | byte_at(bytes, at + 1);
}

// A length of nothing means as many as its field can tell, and one more.
std::size_t wanted(std::size_t field, std::size_t all) {
  return field == 0 ? all : field;
}

// `rest`: everything after P2, at least one byte.
bool parse_short(std::string_view rest, Apdu& apdu) {
  if (rest.size() == 1) {
    apdu.response = wanted(byte_at(rest, 0), 256);
    return true;
  }
  const auto count = byte_at(rest, 0);
  if (count == 0 || rest.size() < 1 + count || rest.size() > 2 + count) return false;
  apdu.data = rest.substr(1, count);
  if (rest.size() == 2 + count) apdu.response = wanted(byte_at(rest, 1 + count), 256);
  return true;
}

// `rest`: a zero byte and at least two more.
bool parse_extended(std::string_view rest, Apdu& apdu) {
  const auto count = word_at(rest, 1);
  if (rest.size() == 3) {
    apdu.response = wanted(count, 65536);
    return true;
  }
  if (count == 0) return false;
  const auto end = 3 + count;
  if (rest.size() != end && rest.size() != end + 2) return false;
  apdu.data = rest.substr(3, count);
  if (rest.size() == end + 2) apdu.response = wanted(word_at(rest, end), 65536);
  return true;
}

}  // namespace

std::optional<Apdu> parse_apdu(std::string_view bytes) {
  if (bytes.size() < 4 || bytes.size() > apdu_bytes_max) return std::nullopt;
  Apdu apdu;
  apdu.cla = static_cast<std::uint8_t>(bytes[0]);
  apdu.ins = static_cast<std::uint8_t>(bytes[1]);
  apdu.p1 = static_cast<std::uint8_t>(bytes[2]);
  apdu.p2 = static_cast<std::uint8_t>(bytes[3]);
  const auto rest = bytes.substr(4);
  if (rest.empty()) return apdu;
  const bool extended = rest.size() >= 3 && rest[0] == '\0';
  if (!(extended ? parse_extended(rest, apdu) : parse_short(rest, apdu))) return std::nullopt;
  return apdu;
}

}  // namespace madoguchi::card
