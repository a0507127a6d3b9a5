#include "terminal/patient/terminal_reader.hpp"

#include <gtest/gtest.h>

#include "oqs/errors.hpp"

namespace madoguchi::terminal::test {
namespace {

TEST(TerminalReader, every_problem_at_the_reader_has_a_word_for_the_patient) {
  using Error = oqs::ErrorCode;
  const auto word = [](Error error) { return patient_problem(oqs::code_of(error)); };
  EXPECT_EQ(word(Error::pin_wrong), "wrong_pin");
  EXPECT_EQ(word(Error::pin_locked), "locked");
  EXPECT_EQ(word(Error::card_pulled_out), "removed");
  EXPECT_EQ(word(Error::reader_empty), "removed");
  for (const auto error : {Error::card_foreign, Error::reader_several_cards}) {
    EXPECT_EQ(word(error), "other_card");
  }
  for (const auto error : {Error::reader_missing, Error::reader_service}) {
    EXPECT_EQ(word(error), "no_reader");
  }
  // Why a certificate is not good is nothing for a screen that others may read.
  for (const auto error : {Error::card_expired, Error::card_revoked, Error::card_not_yet_valid,
                           Error::card_untrusted}) {
    EXPECT_EQ(word(error), "expired");
  }
  EXPECT_EQ(word(Error::center_unreachable), "line");
  EXPECT_EQ(patient_problem("N0004"), "other");
}

TEST(TerminalReader, nothing_is_asked_before_the_center_told_what_is_switched_on) {
  EXPECT_TRUE(consent_questions(asked_kinds(std::nullopt)).empty());
  KeptSwitches kept;
  EXPECT_FALSE(kept.now());
  domain::HistorySwitches switches;
  switches.medication = switches.diagnosis = true;
  switches.health_checkups = false;
  kept.keep(switches);
  const auto asked = asked_kinds(kept.now());
  EXPECT_TRUE(asked.medication && asked.diagnosis);
  EXPECT_FALSE(asked.operation || asked.health_checkups);
}

TEST(TerminalReader, without_a_signature_it_asks_only_where_the_institution_says_so) {
  domain::HistorySwitches switches;
  EXPECT_FALSE(asked_kinds(switches).without_signature);
  switches.without_signature = true;
  EXPECT_TRUE(asked_kinds(switches).without_signature);
}

TEST(TerminalReader, what_the_center_did_not_take_is_withheld) {
  const auto result = [](const std::string& flags) {
    return "<XmlMsg><MessageHeader><ProcessExecutionTime>20261127120000</ProcessExecutionTime>"
           "<SegmentOfResult>1</SegmentOfResult></MessageHeader><MessageBody><ResultList>"
           "<ResultOfQualificationConfirmation>" +
           flags + "</ResultOfQualificationConfirmation></ResultList></MessageBody></XmlMsg>";
  };
  EXPECT_EQ(withheld_kinds(result("<PharmacistsInfoConsFlg>1</PharmacistsInfoConsFlg>"
                                  "<OperationInfoConsFlg>0</OperationInfoConsFlg>")),
            std::vector<std::string>{"operation"});
  EXPECT_TRUE(withheld_kinds(result("")).empty());
  EXPECT_TRUE(withheld_kinds("no xml").empty());
}

TEST(TerminalReader, what_lies_on_the_reader_is_one_of_four_things) {
  using Reader = DeskState::Reader;
  using Card = DeskState::Card;
  const auto on = [](Reader reader, Card card) {
    DeskState state;
    state.reader = reader;
    state.card = card;
    return card_on(state);
  };
  EXPECT_EQ(on(Reader::missing, Card::none), CardOnReader::no_reader);
  EXPECT_EQ(on(Reader::no_service, Card::none), CardOnReader::no_reader);
  EXPECT_EQ(on(Reader::ready, Card::none), CardOnReader::none);
  EXPECT_EQ(on(Reader::ready, Card::readable), CardOnReader::readable);
  for (const auto card : {Card::foreign, Card::unreadable, Card::several}) {
    EXPECT_EQ(on(Reader::ready, card), CardOnReader::other);
  }
}

}  // namespace
}  // namespace madoguchi::terminal::test
