#include "fuzz/input.hpp"
#include "oqs/json_messages.hpp"

using namespace madoguchi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  if (const auto question = oqs::read_card_question(text)) {
    const auto again = oqs::read_card_question(oqs::write_card_question(*question));
    MADOGUCHI_HOLDS(again.has_value());
    MADOGUCHI_HOLDS(again->certificate_der == question->certificate_der);
    MADOGUCHI_HOLDS(again->consents == question->consents);
    MADOGUCHI_HOLDS(again->staff == question->staff);
  }
  if (const auto challenge = oqs::read_challenge(text)) {
    const auto again = oqs::read_challenge(oqs::write_challenge(*challenge));
    MADOGUCHI_HOLDS(again && again->expires_ms == challenge->expires_ms);
  }
  if (const auto report = oqs::read_import_report(text)) {
    const auto again = oqs::read_import_report(oqs::write_import_report(*report));
    MADOGUCHI_HOLDS(again && again->problems.size() == report->problems.size());
  }
  (void)oqs::read_problem(text);
  return 0;
}
