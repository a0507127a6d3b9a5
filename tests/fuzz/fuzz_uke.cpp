// A claims file in either encoding, claim by claim. What is kept of a claim comes back from its
// JSON as it was, and nothing of disease names and comments is in it.

#include "fuzz/input.hpp"
#include "history/uke_reader.hpp"

namespace {

void check(const madoguchi::history::Claim& claim) {
  namespace history = madoguchi::history;
  const auto back = history::read_claim_json(history::claim_json(claim));
  MADOGUCHI_HOLDS(!(!back || back->drugs != claim.drugs || back->procedures != claim.procedures));
  const auto who = history::read_identity_json(history::identity_json(claim.identity));
  MADOGUCHI_HOLDS(!(!who || who->birthdate != claim.identity.birthdate));
  MADOGUCHI_HOLDS(!(history::claim_key(claim).size() != 32));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace history = madoguchi::history;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  history::MemoryBytes source(bytes);
  for (const auto encoding : {history::uke_encoding(source), history::UkeEncoding::utf8}) {
    source.rewind();
    history::UkeReader reader(source, encoding, {10, 1000});
    std::size_t claims = 0;
    while (const auto claim = reader.next()) {
      check(*claim);
      ++claims;
    }
    const auto& found = reader.findings();
    MADOGUCHI_HOLDS(!(!found.refusal && claims + found.refused != found.claims));
    MADOGUCHI_HOLDS(!(found.notes.size() > 10 || found.notes.size() > found.notes_total));
  }
  return 0;
}
