#include "card/jpki_card.hpp"

#include <algorithm>

#include "card/openssl.hpp"
#include "util/secret.hpp"

namespace madoguchi::card {

namespace {

constexpr std::size_t read_bytes_max = 0xE0;  // fits every reader's short answers
constexpr std::size_t header_bytes = 4;       // 30 82 hh ll
constexpr unsigned tries_word = 0x63C0;
constexpr unsigned wrong_word = 0x6300;

auto problem(ReaderError error, int tries_left = -1) {
  return util::failure(ReaderProblem{error, tries_left});
}

std::string command(std::string_view header, std::string_view data) {
  std::string bytes(header);
  bytes += static_cast<char>(data.size());
  bytes += data;
  return bytes;
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// The bytes of a certificate whose first ones these are; 0 when it is none of a card's.
std::size_t certificate_bytes(std::string_view header) {
  if (header.size() != header_bytes || header.substr(0, 2) != "\x30\x82"sv) return 0;
  const std::size_t size = header_bytes + (byte_at(header, 2) << 8U | byte_at(header, 3));
  return size <= certificate_bytes_max ? size : 0;
}

// Tries left of 63 Cx; nothing of another word.
std::optional<int> tries_of(unsigned word) {
  if ((word & 0xFFF0U) != tries_word) return std::nullopt;
  return static_cast<int>(word & 0x000FU);
}

}  // namespace

util::Result<JpkiCard, ReaderProblem> JpkiCard::open(std::unique_ptr<CardChannel> channel) {
  JpkiCard card(std::move(channel));
  const auto selected = card.ask(command("\x00\xA4\x04\x0C"sv, jpki_application));
  if (!selected) return util::failure(selected.error());
  if (!selected->is(StatusWord::ok)) return problem(ReaderError::card_foreign);
  return card;
}

util::Result<JpkiCard::Answer, ReaderProblem> JpkiCard::ask(std::string_view command) {
  auto bytes = channel_->transmit(command);
  if (!bytes) return util::failure(bytes.error());
  if (bytes->size() < 2) return problem(ReaderError::card_unreadable);
  const auto at = bytes->size() - 2;
  Answer answer;
  answer.word = byte_at(*bytes, at) << 8U | byte_at(*bytes, at + 1);
  bytes->resize(at);
  answer.data = std::move(*bytes);
  return answer;
}

util::Result<void, ReaderProblem> JpkiCard::select(JpkiFile file) {
  const auto id = static_cast<unsigned>(file);
  const std::string name = {static_cast<char>(id >> 8U), static_cast<char>(id & 0xFFU)};
  const auto answer = ask(command("\x00\xA4\x02\x0C"sv, name));
  if (!answer) return util::failure(answer.error());
  if (!answer->is(StatusWord::ok)) return problem(ReaderError::card_unreadable);
  return {};
}

util::Result<std::string, ReaderProblem> JpkiCard::read(std::size_t offset, std::size_t count) {
  const std::string bytes = {'\x00', '\xB0', static_cast<char>(offset >> 8U),
                             static_cast<char>(offset & 0xFFU), static_cast<char>(count)};
  auto answer = ask(bytes);
  if (!answer) return util::failure(answer.error());
  if (!answer->is(StatusWord::ok) || answer->data.size() != count) {
    return problem(ReaderError::card_unreadable);
  }
  return std::move(answer->data);
}

util::Result<std::string, ReaderProblem> JpkiCard::certificate_der() {
  if (auto selected = select(JpkiFile::certificate); !selected) {
    return util::failure(selected.error());
  }
  auto der = read(0, header_bytes);
  if (!der) return der;
  const std::size_t size = certificate_bytes(*der);
  if (size == 0) return problem(ReaderError::card_unreadable);
  while (der->size() < size) {
    const auto part = read(der->size(), std::min(read_bytes_max, size - der->size()));
    if (!part) return part;
    *der += *part;
  }
  return der;
}

util::Result<int, ReaderProblem> JpkiCard::tries_left() {
  if (auto selected = select(JpkiFile::pin); !selected) return util::failure(selected.error());
  const auto answer = ask("\x00\x20\x00\x80"sv);
  if (!answer) return util::failure(answer.error());
  if (answer->is(StatusWord::pin_locked)) return 0;
  const auto left = tries_of(answer->word);
  if (!left) return problem(ReaderError::card_unreadable);
  return *left;
}

util::Result<void, ReaderProblem> JpkiCard::verify(const Pin& pin) {
  if (auto selected = select(JpkiFile::pin); !selected) return selected;
  auto bytes = command("\x00\x20\x00\x80"sv, pin.text());
  const auto answer = ask(bytes);
  util::wipe(bytes);
  if (!answer) return util::failure(answer.error());
  if (answer->is(StatusWord::ok)) return {};
  if (answer->is(StatusWord::pin_locked)) return problem(ReaderError::pin_locked, 0);
  if (const auto left = tries_of(answer->word)) {
    return problem(*left == 0 ? ReaderError::pin_locked : ReaderError::pin_wrong, *left);
  }
  if (answer->word == wrong_word) {  // a card that does not count aloud
    return problem(ReaderError::pin_wrong, tries_left().value_or(-1));
  }
  return problem(ReaderError::card_unreadable);
}

util::Result<std::string, ReaderProblem> JpkiCard::sign(std::string_view message, const Pin& pin) {
  if (!pin.has_form()) {
    const auto left = tries_left();
    if (!left) return util::failure(left.error());
    return problem(*left == 0 ? ReaderError::pin_locked : ReaderError::pin_wrong, *left);
  }
  if (auto verified = verify(pin); !verified) return util::failure(verified.error());
  if (auto selected = select(JpkiFile::key); !selected) return util::failure(selected.error());
  auto answer = ask(command("\x80\x2A\x00\x80"sv, digest_info_of(message)) + '\0');
  if (!answer) return util::failure(answer.error());
  if (!answer->is(StatusWord::ok) || answer->data.size() != card_signature_bytes) {
    return problem(ReaderError::card_unreadable);
  }
  return std::move(answer->data);
}

}  // namespace madoguchi::card
