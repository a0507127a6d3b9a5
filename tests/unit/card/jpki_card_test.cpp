#include "card/jpki_card.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "card/certificate.hpp"
#include "card/software_reader.hpp"
#include "unit/card/own_ca.hpp"
#include "util/hash.hpp"

namespace madoguchi::card {
namespace {

using testing::Folder;
using testing::OwnCa;

// A card whose answers a test may change; keeps what it was asked.
class WatchedChannel final : public CardChannel {
 public:
  using Change =
      std::function<util::Result<std::string, ReaderProblem>(std::string_view, std::string)>;
  WatchedChannel(Applet applet, std::vector<std::string>& asked, Change change)
      : applet_(std::move(applet)), asked_(asked), change_(std::move(change)) {}
  util::Result<std::string, ReaderProblem> transmit(std::string_view apdu) override {
    asked_.push_back(util::hex(apdu));
    auto answer = applet_.answer(apdu);
    if (change_) return change_(apdu, std::move(answer));
    return answer;
  }

 private:
  Applet applet_;
  std::vector<std::string>& asked_;
  Change change_;
};

class CardInReader : public ::testing::Test {
 protected:
  CardInReader() {
    EXPECT_TRUE(SoftwareCard::create(path_, testing::pem_from_der(der_),
                                     testing::key_pem(testing::rsa_key(0)), "1234"));
  }
  util::Result<JpkiCard, ReaderProblem> open(WatchedChannel::Change change = {}) {
    return JpkiCard::open(
        std::make_unique<WatchedChannel>(applet_of(path_, ca_.der()), asked_, std::move(change)));
  }
  int tries() const { return SoftwareCard::open(path_)->tries_left(); }
  bool verifies(std::string_view signature) {
    testing::put(folder_ / "ca.pem", ca_.pem());
    TrustFiles files;
    files.ca_files = {folder_ / "ca.pem"};
    return (*CertificateChecker::open(files))
        .get()
        ->check_signature(der_, "message", signature)
        .has_value();
  }

  Folder folder_;
  OwnCa ca_{"card ca"};
  std::string der_ = ca_.issue({});
  std::string path_ = folder_ / "card.card";
  std::vector<std::string> asked_;
};

TEST_F(CardInReader, gives_certificate_tries_and_signature) {
  auto card = open();
  ASSERT_TRUE(card);
  EXPECT_EQ(card->certificate_der(), der_);
  EXPECT_EQ(card->tries_left(), 3);
  const auto signature = card->sign("message", Pin("1234"));
  ASSERT_TRUE(signature);
  EXPECT_TRUE(verifies(*signature));
}

// domain.md 7.3: no My Number, no attributes, no signature key. Everything that may ever be sent.
TEST_F(CardInReader, asks_for_nothing_but_user_authentication) {
  auto card = open();
  ASSERT_TRUE(card);
  (void)card->certificate_der();
  (void)card->tries_left();
  (void)card->sign("message", Pin("9999"));
  (void)card->sign("message", Pin("1234"));
  (void)card->sign("message", Pin("12345"));
  const std::set<std::string> selected = {"00a4040c0ad392f000260100000001", "00a4020c02000a",
                                          "00a4020c020017", "00a4020c020018"};
  for (const auto& command : asked_) {
    const auto header = command.substr(0, 8);
    if (header == "00a4040c" || header == "00a4020c") {
      EXPECT_TRUE(selected.contains(command)) << command;
    } else if (header.substr(0, 4) == "00b0") {
      EXPECT_EQ(command.size(), 10U) << command;
    } else {
      EXPECT_TRUE(header == "00200080" || header == "802a0080") << command;
    }
  }
  EXPECT_GT(asked_.size(), 15U);
}

TEST_F(CardInReader, wrong_pin_is_sent_once_and_tells_the_tries) {
  auto card = open();
  const auto first = card->sign("message", Pin("9999"));
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().error, ReaderError::pin_wrong);
  EXPECT_EQ(first.error().tries_left, 2);
  EXPECT_EQ(tries(), 2);
  EXPECT_EQ(card->sign("message", Pin("9999")).error().tries_left, 1);
  const auto third = card->sign("message", Pin("9999"));
  EXPECT_EQ(third.error().error, ReaderError::pin_locked);
  EXPECT_EQ(third.error().tries_left, 0);
  EXPECT_EQ(card->sign("message", Pin("1234")).error().error, ReaderError::pin_locked);
  EXPECT_EQ(card->tries_left(), 0);
}

TEST_F(CardInReader, pin_of_wrong_form_never_reaches_the_card) {
  auto card = open();
  for (const char* pin : {"", "123", "12345", "12a4", " 1234", "１２３４", "123456789012345678"}) {
    const auto tried = card->sign("message", Pin(pin));
    ASSERT_FALSE(tried) << pin;
    EXPECT_EQ(tried.error().error, ReaderError::pin_wrong);
    EXPECT_EQ(tried.error().tries_left, 3);
  }
  for (const auto& command : asked_) {
    EXPECT_FALSE(command.starts_with("00200080") && command.size() > 8) << command;
  }
  EXPECT_EQ(tries(), 3);
}

TEST_F(CardInReader, of_another_kind_is_told_as_such) {
  testing::put(folder_ / "transit.card", "a card of the railways");
  const auto card = JpkiCard::open(
      std::make_unique<WatchedChannel>(applet_of(folder_ / "transit.card", {}), asked_, nullptr));
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().error, ReaderError::card_foreign);
}

TEST_F(CardInReader, pulled_out_at_any_moment_is_told_as_such) {
  std::size_t whole = 0;
  {
    auto card = open();
    (void)card->certificate_der();
    (void)card->tries_left();
    (void)card->sign("message", Pin("1234"));
    whole = asked_.size();
  }
  for (std::size_t at = 0; at < whole; ++at) {
    std::size_t sent = 0;
    auto card =
        open([&](std::string_view, std::string answer) -> util::Result<std::string, ReaderProblem> {
          if (sent++ >= at) return util::failure(ReaderProblem{ReaderError::card_pulled_out});
          return answer;
        });
    if (!card) {
      EXPECT_EQ(card.error().error, ReaderError::card_pulled_out);
      continue;
    }
    const auto der = card->certificate_der();
    const auto left = card->tries_left();
    const auto signature = card->sign("message", Pin("1234"));
    EXPECT_FALSE(signature);
    EXPECT_EQ(signature.error().error, ReaderError::card_pulled_out) << at;
    EXPECT_TRUE(!der || *der == der_);
    EXPECT_TRUE(left || left.error().error == ReaderError::card_pulled_out);
  }
  EXPECT_EQ(tries(), 3);
}

// What no card should say never ends in a crash, a certificate or a signature.
TEST_F(CardInReader, nonsense_is_unreadable) {
  const std::string bad_answers[] = {
      "",
      "\x90",
      std::string("\x90\x00", 2),
      "\x6F\x01",
      "\x61\x10",
      "\x6C\x10",
      std::string("\x30\x82\xFF\xFF\x90\x00", 6),
      std::string("\x30\x82\x00\x00\x90\x00", 6),
      std::string("\x30\x80\x01\x00\x90\x00", 6),
      std::string(300, '\x30') + std::string("\x90\x00", 2),
  };
  for (const auto& bad : bad_answers) {
    for (std::size_t from = 1; from < 5; ++from) {
      std::size_t sent = 0;
      auto card = open(
          [&](std::string_view, std::string answer) -> util::Result<std::string, ReaderProblem> {
            return sent++ < from ? answer : bad;
          });
      ASSERT_TRUE(card);
      EXPECT_NE(card->certificate_der().value_or(""), der_);
      EXPECT_FALSE(card->tries_left()) << util::hex(bad);
      EXPECT_FALSE(card->sign("message", Pin("1234"))) << util::hex(bad);
    }
  }
}

TEST_F(CardInReader, that_does_not_count_its_tries_aloud_is_asked) {
  auto card = open(
      [](std::string_view apdu, std::string answer) -> util::Result<std::string, ReaderProblem> {
        if (apdu.size() > 4 && apdu[1] == '\x20') return std::string("\x63\x00", 2);
        return answer;
      });
  const auto tried = card->sign("message", Pin("9999"));
  ASSERT_FALSE(tried);
  EXPECT_EQ(tried.error().error, ReaderError::pin_wrong);
  EXPECT_EQ(tried.error().tries_left, 2);  // asked for after it
}

TEST(ThePin, shows_itself_only_when_it_is_one) {
  EXPECT_EQ(Pin("1234").text(), "1234");
  for (const char* text : {"", "123", "12345", "abcd"}) EXPECT_EQ(Pin(text).text(), "") << text;
}

class Slot : public CardInReader {
 protected:
  CardSlot slot_{folder_ / "slot"};
  std::unique_ptr<CardReader> reader_ = make_software_reader(folder_ / "slot");
};

TEST_F(Slot, is_no_reader_an_empty_reader_or_one_with_a_card) {
  EXPECT_EQ(reader_->look().reader, ReaderLook::Reader::missing);
  EXPECT_EQ(reader_->open().error().error, ReaderError::reader_missing);
  std::filesystem::create_directory(folder_ / "slot");
  EXPECT_EQ(reader_->look().reader, ReaderLook::Reader::ready);
  EXPECT_EQ(reader_->look().card, ReaderLook::Card::none);
  EXPECT_EQ(reader_->open().error().error, ReaderError::no_card);
  ASSERT_TRUE(slot_.insert(path_));
  EXPECT_EQ(reader_->look().card, ReaderLook::Card::one);
  EXPECT_EQ(reader_->open()->certificate_der(), der_);
  ASSERT_TRUE(slot_.remove());
  ASSERT_TRUE(slot_.remove());
  EXPECT_EQ(reader_->look().card, ReaderLook::Card::none);
  EXPECT_FALSE(slot_.insert(folder_ / "no such card"));
}

TEST_F(Slot, the_same_card_put_there_again_looks_new) {
  ASSERT_TRUE(slot_.insert(path_));
  const auto before = reader_->look();
  EXPECT_EQ(reader_->look(), before);
  ASSERT_TRUE(slot_.remove());
  ASSERT_TRUE(slot_.insert(path_));
  EXPECT_NE(reader_->look(), before);
}

TEST_F(Slot, card_changed_under_way_is_pulled_out) {
  ASSERT_TRUE(slot_.insert(path_));
  auto card = reader_->open();
  ASSERT_TRUE(card->certificate_der());
  ASSERT_TRUE(slot_.insert(path_));
  EXPECT_EQ(card->sign("message", Pin("1234")).error().error, ReaderError::card_pulled_out);
}

TEST_F(Slot, waiting_ends_with_a_change_or_an_interrupt) {
  reader_->look();
  std::filesystem::create_directory(folder_ / "slot");
  reader_->wait(std::chrono::hours(1));
  reader_->look();
  ASSERT_TRUE(slot_.insert(path_));
  reader_->wait(std::chrono::hours(1));
  reader_->look();
  reader_->interrupt();
  reader_->wait(std::chrono::hours(1));
}

}  // namespace
}  // namespace madoguchi::card
