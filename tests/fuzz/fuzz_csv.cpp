#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/input.hpp"
#include "util/csv.hpp"

using namespace madoguchi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  const util::CsvLimits limits{.line_bytes_max = 256, .fields_max = 8};
  util::CsvReader reader(text, limits);
  util::CsvRow row;
  std::size_t rows = 0, line = 0;
  while (reader.next(row)) {
    MADOGUCHI_HOLDS(++rows <= size);  // it comes to an end
    MADOGUCHI_HOLDS(row.line > line || rows == 1);
    line = row.line;
    if (row.error) continue;
    MADOGUCHI_HOLDS(!row.fields.empty() && row.fields.size() <= limits.fields_max);
    // Written and read again behind a header line (at the start of a text U+FEFF is its mark, no
    // character of a field), a row is the same.
    const std::vector<std::string> fields(row.fields.begin(), row.fields.end());
    const auto written = "header\r\n" + util::csv_line(fields, util::FormulaGuard::no);
    util::CsvReader second(written);
    util::CsvRow again;
    MADOGUCHI_HOLDS(second.next(again) && second.next(again));
    MADOGUCHI_HOLDS(!again.error);
    MADOGUCHI_HOLDS(
        std::equal(fields.begin(), fields.end(), again.fields.begin(), again.fields.end()));
  }
  return 0;
}
