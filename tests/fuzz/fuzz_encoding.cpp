#include <string>

#include "fuzz/input.hpp"
#include "util/encoding.hpp"

using namespace madoguchi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  if (const auto text = util::utf8_from_cp932(bytes)) {
    MADOGUCHI_HOLDS(util::check_utf8(*text).has_value());
    // Some characters have two places in CP932; after one way through, nothing changes any more.
    const auto back = util::cp932_from_utf8(*text, util::Unencodable::black_circle);
    MADOGUCHI_HOLDS(back.has_value() && back->lost.empty());
    MADOGUCHI_HOLDS(util::utf8_from_cp932(back->bytes) == *text);
  } else {
    MADOGUCHI_HOLDS(text.error().offset < size);
    MADOGUCHI_HOLDS(util::utf8_from_cp932(bytes.substr(0, text.error().offset)).has_value());
  }
  const bool valid = util::check_utf8(bytes).has_value();
  for (const auto unencodable :
       {util::Unencodable::xml_reference, util::Unencodable::black_circle}) {
    const auto encoded = util::cp932_from_utf8(bytes, unencodable);
    MADOGUCHI_HOLDS(encoded.has_value() == valid);
    if (encoded) MADOGUCHI_HOLDS(util::utf8_from_cp932(encoded->bytes).has_value());
  }
  if (valid) MADOGUCHI_HOLDS(util::characters(bytes) <= size);
  const auto folded = util::fold_width(bytes);
  MADOGUCHI_HOLDS(util::fold_width(folded) == folded);
  return 0;
}
