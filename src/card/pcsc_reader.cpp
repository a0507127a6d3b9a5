#include "card/pcsc_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "card/pcsc.hpp"

namespace madoguchi::card {

namespace {

// Told of readers that come and go (pcsclite's pseudo reader).
constexpr const char* plug_and_play = "\\\\?PnP?\\Notification";
constexpr std::chrono::milliseconds service_retry{300};
constexpr DWORD busy_retries_max = 100;
constexpr std::chrono::milliseconds busy_retry{50};
constexpr std::size_t answer_bytes_max = MAX_BUFFER_SIZE;

// The event state without its counter of card movements.
constexpr DWORD state_bits = 0xFFFF;

bool holds_card(const SCARD_READERSTATE& state) {
  return (state.dwEventState & SCARD_STATE_PRESENT) != 0;
}

std::vector<SCARD_READERSTATE> states_of(const std::vector<std::string>& names) {
  std::vector<SCARD_READERSTATE> states(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) states[i].szReader = names[i].c_str();
  return states;
}

// States as they are now. Nothing when the service or a reader went away meanwhile.
std::optional<std::vector<SCARD_READERSTATE>> states_now(PcscContext& context,
                                                         const std::vector<std::string>& names) {
  auto states = states_of(names);
  if (states.empty()) return states;
  const LONG returned = SCardGetStatusChange(context.get(), 0, states.data(), states.size());
  if (returned == SCARD_S_SUCCESS || returned == SCARD_E_TIMEOUT) return states;
  if (is_service_lost(returned)) context.drop();
  return std::nullopt;
}

// A card in one reader, for this program alone.
class PcscChannel final : public CardChannel {
 public:
  PcscChannel() = default;
  ~PcscChannel() override {
    if (!card_) return;
    SCardEndTransaction(*card_, SCARD_RESET_CARD);
    SCardDisconnect(*card_, SCARD_RESET_CARD);
  }

  util::Result<void, ReaderProblem> connect(const std::string& reader) {
    if (!context_.connect()) return util::failure(ReaderProblem{ReaderError::service_down});
    SCARDHANDLE card = 0;
    LONG returned = SCARD_E_SHARING_VIOLATION;
    // Another program may hold the card for itself for a moment.
    for (DWORD i = 0; i < busy_retries_max && returned == SCARD_E_SHARING_VIOLATION; ++i) {
      if (i != 0) std::this_thread::sleep_for(busy_retry);
      returned = SCardConnect(context_.get(), reader.c_str(), SCARD_SHARE_SHARED,
                              SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol_);
    }
    if (returned != SCARD_S_SUCCESS) return util::failure(ReaderProblem{error_of_pcsc(returned)});
    card_ = card;
    returned = SCardBeginTransaction(card);
    // Reset by whoever used it before: the connection is taken up again, once.
    if (returned == SCARD_W_RESET_CARD &&
        SCardReconnect(card, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                       SCARD_LEAVE_CARD, &protocol_) == SCARD_S_SUCCESS) {
      returned = SCardBeginTransaction(card);
    }
    if (returned != SCARD_S_SUCCESS) return util::failure(ReaderProblem{error_of_pcsc(returned)});
    return {};
  }

  util::Result<std::string, ReaderProblem> transmit(std::string_view apdu) override {
    const SCARD_IO_REQUEST* request = protocol_ == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
    std::string answer(answer_bytes_max, '\0');
    DWORD size = answer.size();
    const LONG returned =
        SCardTransmit(*card_, request, reinterpret_cast<const unsigned char*>(apdu.data()),
                      apdu.size(), nullptr, reinterpret_cast<unsigned char*>(answer.data()), &size);
    if (returned != SCARD_S_SUCCESS) return util::failure(ReaderProblem{why(returned)});
    answer.resize(std::min<std::size_t>(size, answer.size()));
    return answer;
  }

 private:
  // Some drivers call a card that is gone a fault of the transmission: the reader knows.
  ReaderError why(LONG returned) const {
    const auto error = error_of_pcsc(returned);
    if (error != ReaderError::card_unreadable) return error;
    DWORD state = 0;
    const LONG asked = SCardStatus(*card_, nullptr, nullptr, &state, nullptr, nullptr, nullptr);
    if (asked != SCARD_S_SUCCESS) return error_of_pcsc(asked);
    return (state & SCARD_PRESENT) != 0 ? error : ReaderError::card_pulled_out;
  }

  PcscContext context_;  // of its own: each is used by one thread
  std::optional<SCARDHANDLE> card_;
  DWORD protocol_ = SCARD_PROTOCOL_UNDEFINED;
};

class PcscReader final : public CardReader {
 public:
  explicit PcscReader(std::string name_part) : name_part_(std::move(name_part)) {}

  ReaderLook look() override {
    names_.clear();
    states_.clear();
    ReaderLook look;
    const auto names = context_.readers(name_part_);
    if (!names) {
      look.reader = ReaderLook::Reader::no_service;
      return look;
    }
    const auto states = states_now(context_, *names);
    if (!states || names->empty()) return look;
    names_ = *names;
    states_ = *states;
    look.reader = ReaderLook::Reader::ready;
    look.name = names_.front();
    for (std::size_t i = 0; i < states_.size(); ++i) {
      look.mark += fmt::format("{}={:x};", names_[i], mark_of(states_[i]));
      if (!holds_card(states_[i])) continue;
      if (look.card == ReaderLook::Card::none) look.name = names_[i];
      look.card =
          look.card == ReaderLook::Card::none ? ReaderLook::Card::one : ReaderLook::Card::several;
    }
    return look;
  }

  void wait(std::chrono::milliseconds at_most) override {
    if (!context_.connect()) return pause(std::min(at_most, service_retry));
    auto states = states_of(names_);
    for (std::size_t i = 0; i < states.size(); ++i) {
      states[i].dwCurrentState = states_[i].dwEventState & ~DWORD{SCARD_STATE_CHANGED};
    }
    SCARD_READERSTATE news{};
    news.szReader = plug_and_play;
    // Its upper half is the number of readers that are known.
    news.dwCurrentState = static_cast<DWORD>(count_all_readers()) << 16U;
    states.push_back(news);
    const auto ms = static_cast<DWORD>(std::max<std::int64_t>(at_most.count(), 0));
    waiting_in_ = context_.get();
    const LONG returned =
        interrupted_ ? SCARD_E_CANCELLED
                     : SCardGetStatusChange(context_.get(), ms, states.data(), states.size());
    waiting_in_ = 0;
    if (is_service_lost(returned)) {
      context_.drop();
      pause(std::min(at_most, service_retry));
    } else if (returned != SCARD_S_SUCCESS && returned != SCARD_E_TIMEOUT) {
      pause(std::min(at_most, busy_retry));
    }
  }

  void interrupt() override {
    {
      const std::scoped_lock lock(mutex_);
      interrupted_ = true;
    }
    changed_.notify_all();
    if (const SCARDCONTEXT context = waiting_in_; context != 0) SCardCancel(context);
  }

  util::Result<JpkiCard, ReaderProblem> open() override {
    PcscContext context;
    const auto names = context.readers(name_part_);
    if (!names) return util::failure(ReaderProblem{ReaderError::service_down});
    const auto states = states_now(context, *names);
    if (!states || names->empty()) {
      return util::failure(ReaderProblem{ReaderError::reader_missing});
    }
    const std::string* chosen = nullptr;
    for (std::size_t i = 0; i < names->size(); ++i) {
      if (!holds_card(states->at(i))) continue;
      if (chosen != nullptr) return util::failure(ReaderProblem{ReaderError::several_cards});
      chosen = &names->at(i);
    }
    if (chosen == nullptr) return util::failure(ReaderProblem{ReaderError::no_card});
    auto channel = std::make_unique<PcscChannel>();
    if (auto connected = channel->connect(*chosen); !connected) {
      return util::failure(connected.error());
    }
    return JpkiCard::open(std::move(channel));
  }

 private:
  // What a new card changes and a program that comes or goes does not: presence and the counter of
  // movements.
  static DWORD mark_of(const SCARD_READERSTATE& state) {
    constexpr DWORD seen = SCARD_STATE_PRESENT | SCARD_STATE_MUTE | SCARD_STATE_UNAVAILABLE;
    return (state.dwEventState & ~state_bits) | (state.dwEventState & seen);
  }

  std::size_t count_all_readers() {
    const auto all = context_.readers("");
    return all ? all->size() : 0;
  }

  void pause(std::chrono::milliseconds so_long) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, so_long, [this] { return interrupted_.load(); });
  }

  std::string name_part_;
  PcscContext context_;
  std::vector<std::string> names_;  // of the last look
  std::vector<SCARD_READERSTATE> states_;
  std::atomic<SCARDCONTEXT> waiting_in_ = 0;
  std::atomic<bool> interrupted_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace

std::unique_ptr<CardReader> make_pcsc_reader(const std::string& name_part) {
  return std::make_unique<PcscReader>(name_part);
}

util::Result<std::vector<std::string>, ReaderError> pcsc_reader_names() {
  PcscContext context;
  auto names = context.readers("");
  if (!names) return util::failure(ReaderError::service_down);
  if (names->empty()) return util::failure(ReaderError::reader_missing);
  return std::move(*names);
}

}  // namespace madoguchi::card
