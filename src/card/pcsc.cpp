#include "card/pcsc.hpp"

#include <algorithm>

namespace madoguchi::card {

bool PcscContext::connect() {
  if (context_) return true;
  SCARDCONTEXT context = 0;
  if (SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) != SCARD_S_SUCCESS) {
    return false;
  }
  context_ = context;
  return true;
}

void PcscContext::drop() {
  if (context_) SCardReleaseContext(*context_);
  context_.reset();
}

std::optional<std::vector<std::string>> PcscContext::readers(const std::string& part) {
  if (!connect()) return std::nullopt;
  std::vector<std::string> names;
  DWORD size = 0;
  LONG returned = SCardListReaders(*context_, nullptr, nullptr, &size);
  std::string list(size, '\0');
  if (returned == SCARD_S_SUCCESS) {
    returned = SCardListReaders(*context_, nullptr, list.data(), &size);
  }
  // One was unplugged between the two questions: the next look tells.
  if (returned == SCARD_E_NO_READERS_AVAILABLE || returned == SCARD_E_INSUFFICIENT_BUFFER) {
    return names;
  }
  if (returned != SCARD_S_SUCCESS) {
    drop();
    return std::nullopt;
  }
  list.resize(std::min<std::size_t>(list.size(), size));
  for (std::size_t at = 0; at < list.size() && list[at] != '\0';) {
    const auto end = std::min(list.find('\0', at), list.size());
    const auto name = list.substr(at, end - at);
    if (name.find(part) != std::string::npos) names.push_back(name);
    at = end + 1;
  }
  return names;
}

bool is_service_lost(LONG returned) {
  return returned == SCARD_E_NO_SERVICE || returned == SCARD_E_SERVICE_STOPPED ||
         returned == SCARD_F_COMM_ERROR || returned == SCARD_E_INVALID_HANDLE ||
         returned == SCARD_F_INTERNAL_ERROR;
}

ReaderError error_of_pcsc(LONG returned) {
  if (is_service_lost(returned)) return ReaderError::service_down;
  switch (returned) {
    case SCARD_E_NO_SMARTCARD:
    case SCARD_W_REMOVED_CARD:
    case SCARD_W_RESET_CARD:  // taken out and put back, or another program reset it
      return ReaderError::card_pulled_out;
    case SCARD_E_UNKNOWN_READER:
    case SCARD_E_READER_UNAVAILABLE:
    case SCARD_E_NO_READERS_AVAILABLE:
      return ReaderError::reader_missing;
    default:
      return ReaderError::card_unreadable;
  }
}

}  // namespace madoguchi::card
