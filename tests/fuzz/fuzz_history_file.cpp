// Check-ups (CDA, CSV), dispensings and masters: any bytes are read or refused, and what is kept
// comes back.

#include "fuzz/input.hpp"
#include "history/checkup_files.hpp"
#include "history/masters.hpp"
#include "util/encoding.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace history = madoguchi::history;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto& file : {history::read_checkup_cda(bytes), history::read_checkup_csv(bytes)}) {
    for (const auto& checkup : file.checkups) {
      MADOGUCHI_HOLDS(!(!history::read_checkup_json(history::checkup_json(checkup))));
    }
  }
  const auto told = history::read_dispensing_json_lines(bytes);
  for (const auto& one : told.dispensings) {
    const auto back = history::read_dispensing_json(history::dispensing_json(one));
    MADOGUCHI_HOLDS(!(!back || back->drugs != one.drugs));
  }
  if (!madoguchi::util::check_utf8(bytes)) return 0;  // masters are decoded before they are read
  const auto master = history::read_drug_master(bytes);
  for (const auto& drug : master.drugs) {
    MADOGUCHI_HOLDS(!(!history::read_drug_json(drug.code, history::drug_json(drug))));
  }
  history::read_procedure_master(bytes);
  return 0;
}
