#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "card/jpki_card.hpp"
#include "card/software_reader.hpp"
#include "fuzz/input.hpp"

using namespace madoguchi;

namespace {

// A copy: trying a PIN writes beside the file. The card is locked, so no PIN opens it and no time
// goes into hashing one.
const std::string& card_file() {
  static const std::string path = [] {
    std::string folder = (std::filesystem::temp_directory_path() / "fuzz-card-XXXXXX").string();
    MADOGUCHI_HOLDS(::mkdtemp(folder.data()) != nullptr);
    std::filesystem::copy_file(MADOGUCHI_FUZZ_CARD, folder + "/locked.card");
    return folder + "/locked.card";
  }();
  return path;
}

// Pieces of the input: a byte of length, then so many.
std::vector<std::string> pieces_of(std::string_view bytes) {
  std::vector<std::string> pieces;
  while (!bytes.empty()) {
    const std::size_t size = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    pieces.emplace_back(bytes.substr(0, size));
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  return pieces;
}

// A card that answers whatever the input says.
class HostileCard final : public card::CardChannel {
 public:
  explicit HostileCard(std::vector<std::string> answers) : answers_(std::move(answers)) {}
  util::Result<std::string, card::ReaderProblem> transmit(std::string_view apdu) override {
    MADOGUCHI_HOLDS(apdu.size() >= 4);
    if (next_ == answers_.size()) {
      return util::failure(card::ReaderProblem{card::ReaderError::card_pulled_out});
    }
    return answers_[next_++];
  }

 private:
  std::vector<std::string> answers_;
  std::size_t next_ = 0;
};

void hostile_reader(const std::vector<std::string>& commands) {
  static const auto opened = card::SoftwareCard::open(card_file());
  MADOGUCHI_HOLDS(opened.has_value());
  card::Applet applet(*opened, "\x30\x82 the CA's certificate");
  for (const auto& command : commands) {
    const auto answer = applet.answer(command);
    MADOGUCHI_HOLDS(answer.size() >= 2);
    const auto first = static_cast<unsigned char>(answer[answer.size() - 2]);
    MADOGUCHI_HOLDS(first == 0x90 || (first >= 0x62 && first <= 0x6E));
    MADOGUCHI_HOLDS(answer.size() != card::card_signature_bytes + 2 || command[1] == '\xB0');
  }
}

void hostile_card(const std::vector<std::string>& answers) {
  auto card = card::JpkiCard::open(std::make_unique<HostileCard>(answers));
  if (!card) return;
  if (const auto der = card->certificate_der()) MADOGUCHI_HOLDS(der->size() <= 16 * 1024);
  if (const auto left = card->tries_left()) MADOGUCHI_HOLDS(*left >= 0 && *left <= 15);
  if (const auto signature = card->sign("message", card::Pin("1234"))) {
    MADOGUCHI_HOLDS(signature->size() == card::card_signature_bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto pieces = pieces_of(fuzz::text_of(data, size));
  hostile_reader(pieces);
  hostile_card(pieces);
  return 0;
}
