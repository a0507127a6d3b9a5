#include <nlohmann/json.hpp>

#include "fuzz/input.hpp"
#include "oqs/json_form.hpp"
#include "oqs/json_messages.hpp"

using namespace madoguchi;

namespace {

// What is taken as a message is well-formed XML, and has a JSON form again.
void try_message(std::string_view interface, std::string_view text) {
  const auto xml = oqs::xml_of_json(interface, text);
  if (!xml) {
    MADOGUCHI_HOLDS(xml.error().problem.place.size() < 1000);
    return;
  }
  oqs::ReadLimits limits;
  limits.request_bytes_max = xml->size();
  limits.elements_max = xml->size();
  MADOGUCHI_HOLDS(oqs::utf8_request(*xml, limits).has_value());
  const auto again = oqs::json_of_xml(*xml);
  MADOGUCHI_HOLDS(!again || nlohmann::json::accept(*again));
}

}  // namespace

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
  for (const auto* interface :
       {"OQSsiquc01", "OQSmuquc01", "OQSmuimm01", "OQSmutic02", "OQSsiupd01"}) {
    try_message(interface, text);
  }
  (void)oqs::read_problem(text);
  return 0;
}
