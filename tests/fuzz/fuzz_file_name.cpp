#include <string>

#include "fuzz/input.hpp"
#include "oqs/file_names.hpp"

using namespace madoguchi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto name = fuzz::text_of(data, size);
  const auto read = oqs::request_name(name);
  const auto error = oqs::error_file_name(name);
  MADOGUCHI_HOLDS(error.ends_with(".err"));
  if (!read) return 0;
  (void)oqs::offered(*read);
  const auto result = oqs::result_file_name(*read, ".xml");
  for (const auto& made : {result, error}) {
    MADOGUCHI_HOLDS(made.find('/') == std::string::npos && made.find('\0') == std::string::npos);
    MADOGUCHI_HOLDS(made.size() <= 255);
  }
  // The pairing rule: req becomes res, everything else stays.
  const auto expected = std::string(name.substr(0, 10)) + "res_" +
                        std::string(name.substr(14, name.size() - 18)) + ".xml";
  MADOGUCHI_HOLDS(result == expected);
  MADOGUCHI_HOLDS(!oqs::request_name(result).has_value());
  return 0;
}
