#pragma once

#include <memory>
#include <string>

#include "card/applet.hpp"
#include "card/reader.hpp"

namespace madoguchi::card {

// A folder as a reader: the link `card` in it leads to the software card that lies on it. No
// folder, no reader.
class CardSlot {
 public:
  explicit CardSlot(std::string folder) : folder_(std::move(folder)) {}
  // In place of the card that may lie there. Makes the folder. The error is for the user.
  util::Result<void, std::string> insert(const std::string& card_file) const;
  util::Result<void, std::string> remove() const;  // also when nothing lies there
  bool exists() const;
  std::string card_file() const;  // what lies there; empty when nothing does
  // Another value: something changed since.
  std::string mark() const;
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

// The applet of the card in a file; a file that is no software card is a card of another kind.
Applet applet_of(const std::string& card_file, const std::string& ca_der);

// The card in a file as if it lay on a reader. card_unreadable when there is no such file.
util::Result<JpkiCard, ReaderProblem> open_card_file(const std::string& card_file);

// A reader that is a folder: for test beds and demos without hardware. Speaks the same APDUs.
std::unique_ptr<CardReader> make_software_reader(const std::string& folder);

}  // namespace madoguchi::card
