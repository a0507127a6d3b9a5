#include "terminal/card_desk.hpp"

#include <utility>

#include "card/pcsc_reader.hpp"
#include "card/software_reader.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

constexpr std::chrono::milliseconds between_looks{500};
// A card that a question uses is asked for its tries a little later.
constexpr std::chrono::milliseconds turn_retry{50};

std::unique_ptr<card::CardReader> reader_of(const TerminalConfig& config) {
  switch (config.reader.kind) {
    case ReaderSettings::Kind::pcsc:
      return card::make_pcsc_reader(config.reader.name);
    case ReaderSettings::Kind::software:
      return card::make_software_reader(config.reader.slot_dir);
    case ReaderSettings::Kind::none:
      break;
  }
  return nullptr;
}

DeskState::Reader meaning_of(card::ReaderLook::Reader reader) {
  switch (reader) {
    case card::ReaderLook::Reader::no_service:
      return DeskState::Reader::no_service;
    case card::ReaderLook::Reader::missing:
      return DeskState::Reader::missing;
    case card::ReaderLook::Reader::ready:
      break;
  }
  return DeskState::Reader::ready;
}

void log_reader(DeskState::Reader reader) {
  const auto level = reader == DeskState::Reader::ready || reader == DeskState::Reader::off
                         ? util::LogLevel::info
                         : util::LogLevel::warning;
  util::log(level, "terminal", "card reader: " + std::string(name_of(reader)));
}

bool same(const DeskState& left, const DeskState& right) {
  return left.reader == right.reader && left.card == right.card &&
         left.reader_name == right.reader_name && left.tries_left == right.tries_left &&
         left.card_number == right.card_number;
}

}  // namespace

std::string_view name_of(DeskState::Reader reader) {
  switch (reader) {
    case DeskState::Reader::off:
      return "off";
    case DeskState::Reader::no_service:
      return "no_service";
    case DeskState::Reader::missing:
      return "missing";
    case DeskState::Reader::ready:
      break;
  }
  return "ready";
}

std::string_view name_of(DeskState::Card card) {
  switch (card) {
    case DeskState::Card::none:
      return "none";
    case DeskState::Card::readable:
      return "readable";
    case DeskState::Card::foreign:
      return "foreign";
    case DeskState::Card::unreadable:
      return "unreadable";
    case DeskState::Card::several:
      break;
  }
  return "several";
}

oqs::ErrorCode error_of(card::ReaderError error) {
  switch (error) {
    case card::ReaderError::service_down:
      return oqs::ErrorCode::reader_service;
    case card::ReaderError::reader_missing:
      return oqs::ErrorCode::reader_missing;
    case card::ReaderError::no_card:
      return oqs::ErrorCode::reader_empty;
    case card::ReaderError::several_cards:
      return oqs::ErrorCode::reader_several_cards;
    case card::ReaderError::card_foreign:
      return oqs::ErrorCode::card_foreign;
    case card::ReaderError::card_pulled_out:
      return oqs::ErrorCode::card_pulled_out;
    case card::ReaderError::pin_wrong:
      return oqs::ErrorCode::pin_wrong;
    case card::ReaderError::pin_locked:
      return oqs::ErrorCode::pin_locked;
    case card::ReaderError::card_unreadable:
      break;
  }
  return oqs::ErrorCode::card_unreadable;
}

CardDesk::CardDesk(const TerminalConfig& config) : CardDesk(reader_of(config)) {}

CardDesk::CardDesk(std::unique_ptr<card::CardReader> reader) : reader_(std::move(reader)) {
  if (reader_) state_.reader = DeskState::Reader::missing;
}

CardDesk::~CardDesk() {
  stop();
  if (thread_.joinable()) thread_.join();
}

void CardDesk::start() {
  if (reader_) thread_ = std::thread([this] { watch(); });
}

void CardDesk::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  if (reader_) reader_->interrupt();
  changed_.notify_all();
}

DeskState CardDesk::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

DeskState CardDesk::wait(std::uint64_t seen, std::int64_t wait_ms) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                    [&] { return stopping_ || state_.version != seen; });
  return state_;
}

void CardDesk::watch() {
  for (;;) {
    const auto look = reader_->look();
    take(look);
    const bool all_told = look.mark == probed_mark_ || look.card != card::ReaderLook::Card::one;
    reader_->wait(all_told ? between_looks : turn_retry);
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
  }
}

DeskState::Card CardDesk::card_of(const card::ReaderLook& look, std::optional<int>& tries_left) {
  if (look.card == card::ReaderLook::Card::several) return DeskState::Card::several;
  if (look.card == card::ReaderLook::Card::none) return DeskState::Card::none;
  const std::unique_lock turn(card_turn_, std::try_to_lock);
  if (!turn.owns_lock()) return DeskState::Card::readable;  // a question has it: asked later
  probed_mark_ = look.mark;
  auto opened = reader_->open();
  if (!opened) {
    const auto error = opened.error().error;
    if (error == card::ReaderError::card_foreign) return DeskState::Card::foreign;
    return DeskState::Card::unreadable;
  }
  const auto left = opened->tries_left();
  if (!left) return DeskState::Card::unreadable;
  tries_left = *left;
  return DeskState::Card::readable;
}

void CardDesk::take(const card::ReaderLook& look) {
  auto now = state();
  const auto before = now;
  now.reader = meaning_of(look.reader);
  now.reader_name = look.name;
  if (look.card == card::ReaderLook::Card::one && look.mark != card_mark_) ++now.card_number;
  card_mark_ = look.mark;
  const bool asked = !look.mark.empty() && look.mark == probed_mark_;
  if (look.card != card::ReaderLook::Card::one || !asked) {
    now.tries_left.reset();
    if (look.card != card::ReaderLook::Card::one) probed_mark_.clear();
    now.card = card_of(look, now.tries_left);
  }
  if (same(now, before)) return;
  if (now.reader != before.reader || before.version == 0) log_reader(now.reader);
  {
    const std::scoped_lock lock(mutex_);
    now.version = state_.version + 1;
    state_ = now;
  }
  changed_.notify_all();
}

void CardDesk::note_tries(int left) {
  {
    const std::scoped_lock lock(mutex_);
    if (state_.card != DeskState::Card::readable || state_.tries_left == left) return;
    state_.tries_left = left;
    ++state_.version;
  }
  changed_.notify_all();
}

util::Result<CardInUse, card::ReaderProblem> CardDesk::open(
    std::optional<std::uint64_t> card_number) {
  if (!reader_) return util::failure(card::ReaderProblem{card::ReaderError::reader_missing});
  std::unique_lock turn(card_turn_);
  auto opened = reader_->open();
  if (!opened) return util::failure(opened.error());
  if (card_number && state().card_number != *card_number) {
    return util::failure(card::ReaderProblem{card::ReaderError::card_pulled_out});
  }
  return CardInUse{std::move(turn), std::move(*opened)};
}

}  // namespace madoguchi::terminal
