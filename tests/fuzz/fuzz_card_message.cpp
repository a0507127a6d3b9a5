#include <memory>
#include <string>

#include "card/certificate.hpp"
#include "card/question.hpp"
#include "fuzz/input.hpp"

using namespace madoguchi;

namespace {

// Trusts the CA of the seed certificate, and needs no revocation list, to get as deep as one can.
const card::CertificateChecker& checker() {
  static const auto opened = [] {
    card::TrustFiles files;
    files.ca_files = {MADOGUCHI_FUZZ_CARD_CA};
    files.require_revocation_list = false;
    return card::CertificateChecker::open(files);
  }();
  MADOGUCHI_HOLDS(opened.has_value());
  return **opened;
}

card::SignedQuestion question_from(std::string_view bytes) {
  card::SignedQuestion question;
  question.challenge = bytes.substr(0, bytes.size() / 2);
  question.institution_code = bytes.substr(bytes.size() / 2);
  question.day = util::Day::from_ymd(2024, 7, 10).value();
  if (!bytes.empty()) question.consents.push_back({std::string(bytes), (bytes.front() & 1) != 0});
  return question;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const util::Instant now{1795564800000};  // 2026-11-25, in the life of the seed certificate
  if (const auto checked = checker().check(bytes, now)) {
    // Nobody can find another certificate of that CA: it has no key any more.
    MADOGUCHI_HOLDS(checked->serial_hex == "1234");
  }
  MADOGUCHI_HOLDS(!checker().check_signature(bytes, "message", bytes).has_value());
  MADOGUCHI_HOLDS(!checker().check_signature(bytes, "message", std::string(256, '\1')).has_value());
  // Different questions never sign the same text.
  const auto question = question_from(bytes);
  const auto text = card::text_to_sign(question);
  auto other = question;
  other.day = other.day.plus_days(1);
  MADOGUCHI_HOLDS(card::text_to_sign(other) != text);
  other = question;
  other.mode = card::Mode::face;
  MADOGUCHI_HOLDS(card::text_to_sign(other) != text);
  if (!question.consents.empty()) {
    other = question;
    other.consents.front().given = !other.consents.front().given;
    MADOGUCHI_HOLDS(card::text_to_sign(other) != text);
  }
  (void)card::mode_named(bytes);
  return 0;
}
