#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "card/software_reader.hpp"

namespace madoguchi::card {

// Whatever lies in a slot, served to a virtual reader of pcscd (vpcd of vsmartcard) as a card of
// plastic would be: powered, reset, asked, pulled out. Connects to vpcd when a card is put into the
// slot and hangs up when it is taken out; vpcd and pcscd may come and go.
class VirtualCard {
 public:
  struct Place {
    std::string address = "127.0.0.1";  // of vpcd
    std::uint16_t port = 35963;
  };
  // `ca_der`: certificate of the card's CA, for EF 000B; empty: not there.
  VirtualCard(CardSlot slot, std::string ca_der, Place place)
      : slot_(std::move(slot)), ca_der_(std::move(ca_der)), place_(std::move(place)) {}
  void run();  // until stopped
  void stop() { stopping_ = true; }

 private:
  void serve(int fd, const std::string& mark);
  bool still(const std::string& mark) const { return !stopping_ && slot_.mark() == mark; }

  CardSlot slot_;
  std::string ca_der_;
  Place place_;
  std::atomic<bool> stopping_ = false;
};

// The answers of a card to vpcd's messages (their bytes without the two of their length), with the
// power and reset that come as messages too. Nothing: no answer is sent.
class VpcdCard {
 public:
  explicit VpcdCard(Applet applet) : applet_(std::move(applet)) {}
  std::optional<std::string> answer(std::string_view message);

 private:
  Applet applet_;
};

}  // namespace madoguchi::card
