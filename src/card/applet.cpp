#include "card/applet.hpp"

#include <algorithm>

namespace madoguchi::card {

namespace {

constexpr std::uint8_t by_name = 0x04;
constexpr std::uint8_t by_file = 0x02;
constexpr std::uint8_t without_answer = 0x0C;
constexpr std::uint8_t local_pin = 0x80;
constexpr std::string_view signature_password = "\x00\x1B"sv;  // EF
constexpr std::uint8_t short_file = 0x80;                      // bit of P1 of READ BINARY

enum Instruction : std::uint8_t {
  verify_pin = 0x20,
  compute_signature = 0x2A,
  select_file = 0xA4,
  read_binary = 0xB0,
};

std::optional<StatusWord> class_problem(const Apdu& apdu) {
  const auto instruction = apdu.ins;
  const bool known = instruction == verify_pin || instruction == compute_signature ||
                     instruction == select_file || instruction == read_binary;
  const std::uint8_t wanted = instruction == compute_signature ? 0x80 : 0x00;
  if ((apdu.cla & 0x7FU) != 0) {
    // Bits of the interindustry class: chaining, secure messaging, channel.
    if ((apdu.cla & 0xE0U) != 0 && (apdu.cla & 0xE0U) != 0x80U) return StatusWord::unknown_class;
    if ((apdu.cla & 0x10U) != 0) return StatusWord::chaining_not_supported;
    if ((apdu.cla & 0x0CU) != 0) return StatusWord::secure_messaging_not_supported;
    return StatusWord::channel_not_supported;
  }
  if (!known) return StatusWord::unknown_instruction;
  if (apdu.cla != wanted) return StatusWord::unknown_class;
  return std::nullopt;
}

std::optional<JpkiFile> file_named(std::string_view id, bool has_ca) {
  if (id == "\x00\x0A"sv) return JpkiFile::certificate;
  if (id == "\x00\x0B"sv && has_ca) return JpkiFile::ca_certificate;
  if (id == "\x00\x17"sv) return JpkiFile::key;
  if (id == "\x00\x18"sv) return JpkiFile::pin;
  return std::nullopt;
}

}  // namespace

void Applet::reset() {
  application_ = false;
  file_.reset();
  at_signature_password_ = false;
  verified_ = false;
}

std::string Applet::answer(std::string_view command) {
  const auto apdu = parse_apdu(command);
  if (!apdu) return bytes_of(StatusWord::wrong_length);
  if (const auto problem = class_problem(*apdu)) return bytes_of(*problem);
  switch (apdu->ins) {
    case select_file:
      return select(*apdu);
    case read_binary:
      return read(*apdu);
    case verify_pin:
      return verify(*apdu);
    default:
      return sign(*apdu);
  }
}

std::string Applet::select_application(std::string_view name) {
  if (name.empty()) return bytes_of(StatusWord::wrong_length);
  // Another application is not there; what was selected stays so.
  if (!card_ || name != jpki_application) return bytes_of(StatusWord::file_not_found);
  reset();
  application_ = true;
  return bytes_of(StatusWord::ok);
}

std::string Applet::select(const Apdu& apdu) {
  if (apdu.p2 != without_answer) return bytes_of(StatusWord::wrong_parameters);
  if (apdu.p1 == by_name) return select_application(apdu.data);
  if (apdu.p1 != by_file) return bytes_of(StatusWord::wrong_parameters);
  if (apdu.data.size() != 2) return bytes_of(StatusWord::wrong_length);
  // After a file that is not there none is current: nothing acts on the one before.
  file_ = application_ ? file_named(apdu.data, !ca_der_.empty()) : std::nullopt;
  at_signature_password_ = application_ && apdu.data == signature_password;
  return bytes_of(file_ || at_signature_password_ ? StatusWord::ok : StatusWord::file_not_found);
}

std::string Applet::read(const Apdu& apdu) const {
  if (!apdu.data.empty() || !apdu.response) return bytes_of(StatusWord::wrong_length);
  if ((apdu.p1 & short_file) != 0) return bytes_of(StatusWord::wrong_parameters);
  if (at_signature_password_) return bytes_of(StatusWord::wrong_kind_of_file);
  if (!file_) return bytes_of(StatusWord::no_current_file);
  if (*file_ != JpkiFile::certificate && *file_ != JpkiFile::ca_certificate) {
    return bytes_of(StatusWord::wrong_kind_of_file);
  }
  const std::string& content = *file_ == JpkiFile::certificate ? card_->certificate_der() : ca_der_;
  const std::size_t offset = static_cast<std::size_t>(apdu.p1) << 8U | apdu.p2;
  if (offset >= content.size()) return bytes_of(StatusWord::wrong_offset);
  const std::size_t count = std::min(*apdu.response, content.size() - offset);
  // "All there is" (Le 00) ends where the file ends; a number that is too great is told of.
  const bool all = *apdu.response == 256 || *apdu.response == 65536;
  const auto word = count < *apdu.response && !all ? StatusWord::end_of_file : StatusWord::ok;
  return content.substr(offset, count) + bytes_of(word);
}

std::string Applet::verify(const Apdu& apdu) {
  if (apdu.p1 != 0 || apdu.p2 != local_pin) return bytes_of(StatusWord::wrong_parameters);
  if (at_signature_password_) {
    return apdu.data.empty() ? bytes_of(StatusWord::pin_wrong, 0)
                             : bytes_of(StatusWord::pin_locked);
  }
  if (file_ != JpkiFile::pin) return bytes_of(StatusWord::no_pin_selected);
  if (apdu.data.empty()) {  // how many tries are left, without spending one
    const auto left = card_->look_at_tries();
    return left ? bytes_of(StatusWord::pin_wrong, *left) : bytes_of(StatusWord::memory_failure);
  }
  // Of another length it is no PIN: nothing is compared and no try spent.
  if (apdu.data.size() != pin_digits) return bytes_of(StatusWord::wrong_length);
  verified_ = false;
  const bool was_locked = card_->look_at_tries().value_or(0) == 0;
  const auto tried = card_->verify(apdu.data);
  if (tried) {
    verified_ = true;
    return bytes_of(StatusWord::ok);
  }
  switch (tried.error().error) {
    case SoftwareCardError::pin_wrong:
      return bytes_of(StatusWord::pin_wrong, tried.error().tries_left);
    case SoftwareCardError::pin_locked:  // the last try is told as such
      return was_locked ? bytes_of(StatusWord::pin_locked) : bytes_of(StatusWord::pin_wrong, 0);
    case SoftwareCardError::unreadable:
    case SoftwareCardError::wrong_form:
      break;
  }
  return bytes_of(StatusWord::memory_failure);
}

std::string Applet::sign(const Apdu& apdu) const {
  if (apdu.p1 != 0 || apdu.p2 != local_pin) return bytes_of(StatusWord::wrong_parameters);
  if (file_ != JpkiFile::key) return bytes_of(StatusWord::conditions);
  if (!verified_) return bytes_of(StatusWord::not_verified);
  if (!apdu.response || *apdu.response < card_signature_bytes) {
    return bytes_of(StatusWord::wrong_length);
  }
  if (!is_digest_info(apdu.data)) return bytes_of(StatusWord::wrong_data);
  const auto signature = card_->sign_digest_info(apdu.data);
  return signature ? *signature + bytes_of(StatusWord::ok) : bytes_of(StatusWord::memory_failure);
}

}  // namespace madoguchi::card
