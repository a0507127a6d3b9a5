#include "terminal/card_desk.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "card/software_card.hpp"
#include "card/software_reader.hpp"
#include "tools/pki.hpp"
#include "unit/terminal/bed.hpp"

namespace madoguchi::terminal::test {
namespace {

using card::ReaderError;
using card::ReaderLook;
using Reader = DeskState::Reader;
using Card = DeskState::Card;

constexpr std::int64_t long_ms = 30'000;

const tools::Issued& issued_card() {
  static const tools::Issued made = [] {
    tools::CertificateRequest request;
    request.common_name = "CA";
    request.valid_from = util::SystemClock().now().plus_ms(-86'400'000);
    request.valid_to = util::SystemClock().now().plus_ms(86'400'000);
    request.key = tools::KeyKind::rsa_2048;
    request.use = tools::CertificateRequest::Use::certificate_authority;
    const auto ca = tools::make_authority(request).value();
    request.common_name = "card";
    request.use = tools::CertificateRequest::Use::card;
    return tools::issue(ca, request).value();
  }();
  return made;
}

// A reader that a test plugs, unplugs and loads.
class ScriptedReader final : public card::CardReader {
 public:
  ReaderLook look() override {
    const std::scoped_lock lock(mutex_);
    shown_ = look_;
    return look_;
  }
  void wait(std::chrono::milliseconds at_most) override {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [this] { return interrupted_ || !(look_ == shown_); });
  }
  void interrupt() override {
    set([this] { interrupted_ = true; });
  }
  util::Result<card::JpkiCard, card::ReaderProblem> open() override {
    ++opened;
    const std::scoped_lock lock(mutex_);
    if (error_) return util::failure(card::ReaderProblem{*error_});
    return card::open_card_file(card_file_);
  }
  void show(ReaderLook look, std::optional<ReaderError> error = std::nullopt,
            std::string card_file = "") {
    set([&] {
      look_ = std::move(look);
      error_ = error;
      card_file_ = std::move(card_file);
    });
  }
  std::atomic<int> opened = 0;

 private:
  void set(const std::function<void()>& change) {
    {
      const std::scoped_lock lock(mutex_);
      change();
    }
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  ReaderLook look_, shown_;
  std::optional<ReaderError> error_;
  std::string card_file_;
  bool interrupted_ = false;
};

class Desk : public ::testing::Test {
 protected:
  Desk() {
    card_file_ = bed_.dir / "card.card";
    EXPECT_TRUE(card::SoftwareCard::create(card_file_, issued_card().certificate_pem,
                                           issued_card().key_pem, "1234"));
    auto reader = std::make_unique<ScriptedReader>();
    reader_ = reader.get();
    desk_ = std::make_unique<CardDesk>(std::move(reader));
    desk_->start();
  }
  // The state once `wanted` is true of it.
  DeskState until(const std::function<bool(const DeskState&)>& wanted) {
    auto state = desk_->state();
    while (!wanted(state)) {
      const auto next = desk_->wait(state.version, long_ms);
      if (next.version == state.version) {
        ADD_FAILURE() << "nothing happened: " << name_of(state.reader) << " "
                      << name_of(state.card);
        break;
      }
      state = next;
    }
    return state;
  }
  DeskState until(Reader reader, Card card) {
    return until([&](const DeskState& s) { return s.reader == reader && s.card == card; });
  }
  static ReaderLook look(ReaderLook::Card card, std::string mark) {
    return {ReaderLook::Reader::ready, card, "Reader 00 00", std::move(mark)};
  }

  Bed bed_;
  std::string card_file_;
  ScriptedReader* reader_ = nullptr;
  std::unique_ptr<CardDesk> desk_;
};

TEST_F(Desk, tells_of_readers_that_come_and_go) {
  reader_->show({ReaderLook::Reader::no_service, ReaderLook::Card::none, "", ""});
  until(Reader::no_service, Card::none);
  reader_->show({ReaderLook::Reader::missing, ReaderLook::Card::none, "", ""});
  until(Reader::missing, Card::none);
  reader_->show(look(ReaderLook::Card::none, "0"));
  EXPECT_EQ(until(Reader::ready, Card::none).reader_name, "Reader 00 00");
  reader_->show({ReaderLook::Reader::missing, ReaderLook::Card::none, "", ""});
  until(Reader::missing, Card::none);
  reader_->show(look(ReaderLook::Card::none, "0"));
  until(Reader::ready, Card::none);
}

TEST_F(Desk, asks_a_new_card_once_for_its_tries) {
  reader_->show(look(ReaderLook::Card::one, "1"), std::nullopt, card_file_);
  EXPECT_EQ(until(Reader::ready, Card::readable).tries_left, 3);
  EXPECT_EQ(reader_->opened, 1);
  desk_->note_tries(2);
  const auto told = until([](const DeskState& s) { return s.tries_left == 2; });
  EXPECT_EQ(desk_->state().version, told.version);
  reader_->show(look(ReaderLook::Card::none, "2"));
  EXPECT_EQ(until(Reader::ready, Card::none).tries_left, std::nullopt);
  desk_->note_tries(1);  // of a card that is gone
  EXPECT_EQ(desk_->state().tries_left, std::nullopt);
  reader_->show(look(ReaderLook::Card::one, "3"), std::nullopt, card_file_);
  EXPECT_EQ(until(Reader::ready, Card::readable).tries_left, 3);
  EXPECT_EQ(reader_->opened, 2);
}

TEST_F(Desk, tells_other_cards_and_two_cards_apart) {
  reader_->show(look(ReaderLook::Card::one, "1"), ReaderError::card_foreign);
  EXPECT_EQ(until(Reader::ready, Card::foreign).tries_left, std::nullopt);
  reader_->show(look(ReaderLook::Card::one, "2"), ReaderError::card_unreadable);
  until(Reader::ready, Card::unreadable);
  reader_->show(look(ReaderLook::Card::several, "3"));
  until(Reader::ready, Card::several);
  reader_->show(look(ReaderLook::Card::one, "4"), std::nullopt, card_file_);
  until(Reader::ready, Card::readable);
}

TEST_F(Desk, card_in_use_is_asked_when_it_is_free_again) {
  reader_->show(look(ReaderLook::Card::one, "1"), std::nullopt, card_file_);
  until(Reader::ready, Card::readable);
  {
    auto in_use = desk_->open();
    ASSERT_TRUE(in_use);
    reader_->show(look(ReaderLook::Card::none, "2"));
    until(Reader::ready, Card::none);
    reader_->show(look(ReaderLook::Card::one, "3"), std::nullopt, card_file_);
    EXPECT_EQ(until(Reader::ready, Card::readable).tries_left, std::nullopt);
  }
  until([](const DeskState& s) { return s.tries_left == 3; });
}

TEST_F(Desk, opens_the_card_that_was_told_of_and_none_that_came_since) {
  reader_->show(look(ReaderLook::Card::one, "1"), std::nullopt, card_file_);
  const auto first = until(Reader::ready, Card::readable).card_number;
  EXPECT_TRUE(desk_->open(first));
  EXPECT_TRUE(desk_->open());
  reader_->show(look(ReaderLook::Card::one, "2"), std::nullopt, card_file_);
  const auto second =
      until([first](const DeskState& s) { return s.card_number != first; }).card_number;
  const auto refused = desk_->open(first);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error, ReaderError::card_pulled_out);
  EXPECT_TRUE(desk_->open(second));
}

TEST_F(Desk, waiting_ends_when_it_stops) {
  const auto state = desk_->state();
  std::thread waiting([&] { desk_->wait(state.version + 1000, 1); });
  waiting.join();
  desk_->stop();
  desk_->wait(desk_->state().version, 3'600'000);
}

TEST(CardDesk, without_a_reader_is_off) {
  const TerminalConfig config;
  CardDesk desk(config);
  desk.start();
  EXPECT_EQ(desk.state().reader, Reader::off);
  EXPECT_EQ(desk.open().error().error, ReaderError::reader_missing);
}

TEST(CardDesk, every_problem_has_its_own_error) {
  std::set<oqs::ErrorCode> codes;
  for (const auto error :
       {ReaderError::service_down, ReaderError::reader_missing, ReaderError::no_card,
        ReaderError::several_cards, ReaderError::card_foreign, ReaderError::card_unreadable,
        ReaderError::card_pulled_out, ReaderError::pin_wrong, ReaderError::pin_locked}) {
    EXPECT_TRUE(codes.insert(error_of(error)).second);
  }
}

}  // namespace
}  // namespace madoguchi::terminal::test
