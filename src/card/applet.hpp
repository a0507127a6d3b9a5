#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "card/apdu.hpp"
#include "card/jpki.hpp"
#include "card/software_card.hpp"

namespace madoguchi::card {

// What a card with the JPKI application answers (domain.md 7.3), from a software card's file. Only
// the user authentication certificate, its CA, key and PIN are there: as on a card without a
// certificate for signatures, whose password is therefore locked from the beginning (OpenSC takes
// no card on which it is missing). Any bytes may be sent.
class Applet {
 public:
  // Without a card: one of another kind, that knows no application. `ca_der`: empty, and the file
  // of the CA's certificate is not there.
  Applet(std::optional<SoftwareCard> card, std::string ca_der)
      : card_(std::move(card)), ca_der_(std::move(ca_der)) {}

  void reset();  // power: nothing is selected, no PIN verified
  // Answer to one command, with its status word.
  std::string answer(std::string_view command);

 private:
  std::string select(const Apdu& apdu);
  std::string select_application(std::string_view name);
  std::string read(const Apdu& apdu) const;
  std::string verify(const Apdu& apdu);
  std::string sign(const Apdu& apdu) const;

  std::optional<SoftwareCard> card_;
  std::string ca_der_;
  bool application_ = false;
  std::optional<JpkiFile> file_;
  bool at_signature_password_ = false;  // is selected instead of a file of ours
  bool verified_ = false;
};

}  // namespace madoguchi::card
