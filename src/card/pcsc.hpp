#pragma once

#include <winscard.h>

#include <optional>
#include <string>
#include <vector>

#include "card/channel.hpp"
#include "util/result.hpp"

// What this room uses of libpcsclite: owning handles. Not for other rooms.
namespace madoguchi::card {

// A connection to pcscd, made when first needed and made anew after the service went away.
class PcscContext {
 public:
  PcscContext() = default;
  PcscContext(const PcscContext&) = delete;
  PcscContext& operator=(const PcscContext&) = delete;
  ~PcscContext() { drop(); }

  bool connect();  // false: the service does not run
  void drop();
  SCARDCONTEXT get() const { return context_.value_or(0); }
  // Names of the readers that contain `part`; nothing when the service does not answer (any more).
  std::optional<std::vector<std::string>> readers(const std::string& part);

 private:
  std::optional<SCARDCONTEXT> context_;
};

// What a return value of libpcsclite means to the counter, while a card is in use.
ReaderError error_of_pcsc(LONG returned);
// True when the value says that the service is gone or was never there.
bool is_service_lost(LONG returned);

}  // namespace madoguchi::card
