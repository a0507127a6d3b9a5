#include <string>

#include "fuzz/input.hpp"
#include "oqs/clinic_encoding.hpp"
#include "oqs/messages.hpp"
#include "oqs/screen.hpp"

using namespace madoguchi;

namespace {

// What was read, written and read again, is the same.
void expect_same_again(const oqs::ResultDocument& document) {
  domain::Answer answer;
  for (const auto& result : document.results) answer.results.push_back(result);
  const auto xml = oqs::write_qualification_result({}, answer, nullptr, {});
  const auto again = oqs::read_result(xml);
  MADOGUCHI_HOLDS(again.has_value());
  MADOGUCHI_HOLDS(again->results.size() <= document.results.size());
  MADOGUCHI_HOLDS(oqs::write_qualification_result({},
                                                  [&] {
                                                    domain::Answer read;
                                                    read.results = again->results;
                                                    return read;
                                                  }(),
                                                  nullptr, {}) == xml);
}

void convert(std::string_view xml) {
  for (const auto encoding :
       {util::Encoding::utf8, util::Encoding::utf8_bom, util::Encoding::shift_jis}) {
    for (const auto unencodable :
         {util::Unencodable::xml_reference, util::Unencodable::black_circle}) {
      const auto converted = oqs::for_clinic(xml, {encoding, unencodable});
      if (converted) MADOGUCHI_HOLDS(!converted->empty());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto xml = fuzz::text_of(data, size);
  if (const auto document = oqs::read_result(xml)) {
    MADOGUCHI_HOLDS(!oqs::screen_text(*document, oqs::Language::japanese).empty());
    MADOGUCHI_HOLDS(!oqs::screen_text(*document, oqs::Language::english).empty());
    expect_same_again(*document);
  }
  convert(xml);
  return 0;
}
