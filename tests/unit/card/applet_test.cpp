#include "card/applet.hpp"

#include <gtest/gtest.h>

#include <random>

#include "card/certificate.hpp"
#include "card/vpcd.hpp"
#include "unit/card/own_ca.hpp"
#include "util/hash.hpp"

namespace madoguchi::card {
namespace {

using testing::Folder;
using testing::OwnCa;

const std::string select_jpki = "00A4040C0AD392F000260100000001";
const std::string select_certificate = "00A4020C02000A";
const std::string select_ca = "00A4020C02000B";
const std::string select_key = "00A4020C020017";
const std::string select_pin = "00A4020C020018";
const std::string how_many_tries = "00200080";
const std::string right_pin = "002000800431323334";
const std::string wrong_pin = "002000800431323335";

std::string offset_hex(std::size_t offset) {
  return util::hex(std::string{static_cast<char>(offset >> 8U), static_cast<char>(offset & 0xFFU)});
}

class TheApplet : public ::testing::Test {
 protected:
  Applet made() {
    EXPECT_TRUE(SoftwareCard::create(path_, testing::pem_from_der(der_),
                                     testing::key_pem(testing::rsa_key(0)), "1234"));
    return fresh();
  }
  Applet fresh() const { return {SoftwareCard::open(path_).value(), ca_.der()}; }
  std::string raw(const std::string& hex) { return applet_.answer(util::from_hex(hex).value()); }
  // Its status word, after any data.
  std::string word(const std::string& hex) {
    const auto answer = raw(hex);
    EXPECT_GE(answer.size(), 2U);
    auto text = util::hex(answer.substr(answer.size() - 2));
    for (char& c : text) c = static_cast<char>(std::toupper(c));
    return text;
  }
  void say(const std::vector<std::string>& commands) {
    for (const auto& command : commands) ASSERT_EQ(word(command), "9000") << command;
  }
  std::string sign_command(std::string_view message = "message") const {
    return "802A008033" + util::hex(digest_info_of(message)) + "00";
  }
  std::string whole_file(const std::string& select) {
    EXPECT_EQ(word(select), "9000");
    std::string content;
    for (;;) {
      const auto answer = raw("00B0" + offset_hex(content.size()) + "00");
      if (answer.size() <= 2) return content;
      content += answer.substr(0, answer.size() - 2);
    }
  }

  Folder folder_;
  OwnCa ca_{"card ca"};
  std::string der_ = ca_.issue({});
  std::string path_ = folder_ / "card.card";
  Applet applet_ = made();
};

TEST_F(TheApplet, lets_both_certificates_be_read_without_a_pin) {
  say({select_jpki});
  EXPECT_EQ(whole_file(select_certificate), der_);
  EXPECT_EQ(whole_file(select_ca), ca_.der());
}

TEST_F(TheApplet, signs_after_its_pin_only) {
  say({select_jpki, select_key});
  EXPECT_EQ(word(sign_command()), "6982");
  say({select_pin, right_pin, select_key});
  const auto answer = raw(sign_command());
  ASSERT_EQ(answer.size(), 258U);
  testing::put(folder_ / "ca.pem", ca_.pem());
  TrustFiles files;
  files.ca_files = {folder_ / "ca.pem"};
  EXPECT_TRUE(
      (*CertificateChecker::open(files))->check_signature(der_, "message", answer.substr(0, 256)));
  // Power off, a new SELECT, or a wrong PIN end it.
  applet_.reset();
  say({select_jpki, select_key});
  EXPECT_EQ(word(sign_command()), "6982");
  say({select_pin, right_pin, select_jpki, select_key});
  EXPECT_EQ(word(sign_command()), "6982");
  say({select_pin, right_pin});
  EXPECT_EQ(word(wrong_pin), "63C2");
  say({select_key});
  EXPECT_EQ(word(sign_command()), "6982");
}

TEST_F(TheApplet, counts_the_tries_and_locks_for_good) {
  say({select_jpki, select_pin});
  EXPECT_EQ(word(how_many_tries), "63C3");
  EXPECT_EQ(word(how_many_tries), "63C3");  // asking spends none
  EXPECT_EQ(word(wrong_pin), "63C2");
  EXPECT_EQ(word(wrong_pin), "63C1");
  EXPECT_EQ(word(right_pin), "9000");
  EXPECT_EQ(word(how_many_tries), "63C3");
  EXPECT_EQ(word(wrong_pin), "63C2");
  EXPECT_EQ(word(wrong_pin), "63C1");
  EXPECT_EQ(word(wrong_pin), "63C0");
  EXPECT_EQ(word(how_many_tries), "63C0");
  EXPECT_EQ(word(right_pin), "6983");
  EXPECT_EQ(word(wrong_pin), "6983");
  // Neither another process nor another power-on unlocks it.
  applet_ = fresh();
  say({select_jpki, select_pin});
  EXPECT_EQ(word(how_many_tries), "63C0");
  EXPECT_EQ(word(right_pin), "6983");
  say({select_key});
  EXPECT_EQ(word(sign_command()), "6982");
}

TEST_F(TheApplet, pin_of_another_length_spends_no_try) {
  say({select_jpki, select_pin});
  EXPECT_EQ(word("0020008003313233"), "6700");
  EXPECT_EQ(word("00200080053132333435"), "6700");
  EXPECT_EQ(word("0020008004FFFFFFFF"), "63C2");  // of that length it is compared
  EXPECT_EQ(word(how_many_tries), "63C2");
}

TEST_F(TheApplet, has_no_signature_certificate_no_my_number_no_attributes) {
  say({select_jpki});
  for (const char* file : {"0001", "0002", "001A", "0011", "0012", "0013", "0014", "3F00", "2F00",
                           "0006", "0000", "FFFF"}) {
    EXPECT_EQ(word(std::string("00A4020C02") + file), "6A82") << file;
    // Nothing acts on the file that was selected before.
    EXPECT_EQ(word("00B0000000"), "6986") << file;
  }
  for (const char* application :
       {"0AD3921000310001010408", "0AD3921000310001010402", "0AD392F000260100000002",
        "09D392F0002601000000", "0BD392F00026010000000100", "07A0000000041010"}) {
    EXPECT_EQ(word(std::string("00A4040C") + application).substr(0, 1), "6") << application;
  }
}

struct Row {
  const char* command;  // hex; after these were sent with success: before
  const char* word;
  std::vector<std::string> before;
};

TEST_F(TheApplet, status_words) {
  const std::string info = util::hex(digest_info_of("message"));
  const std::string key_ready = sign_command();
  const std::vector<std::string> selected = {select_jpki};
  const std::vector<std::string> at_certificate = {select_jpki, select_certificate};
  const std::vector<std::string> at_pin = {select_jpki, select_pin};
  const std::vector<std::string> ready = {select_jpki, select_pin, right_pin, select_key};
  const std::vector<Row> rows = {
      // lengths
      {"", "6700", {}},
      {"00", "6700", {}},
      {"00A404", "6700", {}},
      {"00A4040C0AD392F0002601000000", "6700", {}},        // shorter than it says
      {"00A4040C0AD392F00026010000000100FF", "6700", {}},  // longer
      {"00A4040C000000", "6700", {}},                      // extended, no data
      {"00A4040C", "6700", {}},
      {"00A4040C00000AD392F000260100000001", "9000", {}},  // extended length
      {"00A4040C0AD392F00026010000000100", "9000", {}},    // with Le
      {"00A4020C0100", "6700", selected},
      {"00A4020C03000A00", "6700", selected},
      // class and instruction
      {"80A4040C0AD392F000260100000001", "6E00", {}},
      {"FFA4040C", "6E00", {}},
      {"A0A4040C", "6E00", {}},
      {"40A4040C", "6E00", {}},
      {"01A4040C", "6881", {}},
      {"03A4040C", "6881", {}},
      {"0CA4040C", "6882", {}},
      {"04A4040C", "6882", {}},
      {"10A4040C", "6884", {}},
      {"90A4040C", "6884", {}},
      {"002A008000", "6E00", ready},
      {"00C0000000", "6D00", {}},
      {"00CA000000", "6D00", {}},
      {"00240080", "6D00", at_pin},  // CHANGE REFERENCE DATA
      {"002C0080", "6D00", at_pin},  // RESET RETRY COUNTER
      {"00D6000000", "6D00", at_certificate},
      {"80480000", "6D00", {}},
      // SELECT
      {"00A4020C02000A", "6A82", {}},  // no application yet
      {"00A4040C0AD392F000260100000002", "6A82", {}},
      {"00A4000C02000A", "6A86", selected},
      {"00A4020002000A", "6A86", selected},
      {"00A4080C04000A000A", "6A86", selected},
      // READ BINARY
      {"00B0000000", "6986", selected},
      {"00B0000000", "6981", at_pin},
      {"00B00000", "6700", at_certificate},
      {"00B000000101", "6700", at_certificate},
      {"00B07FFF00", "6B00", at_certificate},
      {"00B08A0000", "6A86", at_certificate},  // short file id
      {"00B0000004", "9000", at_certificate},
      {"00B00000000000", "9000", at_certificate},  // all, extended
      {"00B0000000FFF0", "6282", at_certificate},  // more than there is
      // VERIFY
      {"00200080", "6A88", selected},
      {"00200080", "6A88", at_certificate},
      {"00200180", "6A86", at_pin},
      {"00200081", "6A86", at_pin},
      {"0020008000", "63C3", at_pin},
      // COMPUTE DIGITAL SIGNATURE
      {key_ready.c_str(), "9000", ready},
      {key_ready.c_str(), "6985", {select_jpki, select_pin, right_pin}},
      {key_ready.c_str(), "6985", {}},
      {"802A9E9A00", "6A86", ready},
      {"802A008000", "6A80", ready},  // nothing to sign
      {"802A00800431323334"
       "00",
       "6A80", ready},
  };
  for (const auto& row : rows) {
    applet_.reset();
    say(row.before);
    EXPECT_EQ(word(row.command), row.word) << row.command;
  }
  applet_.reset();
  say(ready);
  EXPECT_EQ(word("802A008033" + info), "6700");         // wants no answer
  EXPECT_EQ(word("802A008033" + info + "80"), "6700");  // too short a one
  EXPECT_EQ(word("802A008000"
                 "0033" +
                 info + "0100"),
            "9000");
  EXPECT_EQ(word("802A008034" + info + "0000"), "6A80");  // a byte after the digest
  applet_.reset();
  say(at_pin);
  EXPECT_EQ(word(how_many_tries), "63C3");  // none of it cost a try
}

TEST_F(TheApplet, reads_in_any_pieces) {
  say({select_jpki, select_certificate});
  const auto length = der_.size();
  const auto at = [](std::size_t offset) { return "00B0" + offset_hex(offset); };
  EXPECT_EQ(raw(at(length - 1) + "01"), der_.substr(length - 1) + "\x90" + std::string(1, '\0'));
  EXPECT_EQ(raw(at(length - 1) + "02"), der_.substr(length - 1) + "\x62\x82");
  EXPECT_EQ(word(at(length) + "01"), "6B00");
  EXPECT_EQ(raw(at(0) + "000100").size(), 256U + 2U);  // extended
}

TEST_F(TheApplet, another_kind_of_card_knows_no_application) {
  applet_ = {std::nullopt, {}};
  EXPECT_EQ(word(select_jpki), "6A82");
  EXPECT_EQ(word(select_certificate), "6A82");
  EXPECT_EQ(word("00B0000000"), "6986");
  EXPECT_EQ(word(right_pin), "6A88");
  EXPECT_EQ(word(sign_command()), "6985");
}

TEST_F(TheApplet, password_for_signatures_is_locked_from_the_beginning) {
  say({select_jpki, "00A4020C02001B"});
  EXPECT_EQ(word(how_many_tries), "63C0");
  EXPECT_EQ(word("0020008006414243444546"), "6983");
  EXPECT_EQ(word("00B0000000"), "6981");
  EXPECT_EQ(word(sign_command()), "6985");
  say({select_pin});
  EXPECT_EQ(word(how_many_tries), "63C3");
}

TEST_F(TheApplet, without_a_ca_its_file_is_not_there) {
  applet_ = {SoftwareCard::open(path_).value(), {}};
  say({select_jpki});
  EXPECT_EQ(word(select_ca), "6A82");
}

TEST_F(TheApplet, file_that_goes_away_is_a_fault_of_memory) {
  say({select_jpki, select_pin});
  std::filesystem::remove(path_);
  EXPECT_EQ(word(how_many_tries), "6581");
  EXPECT_EQ(word(right_pin), "6581");
  say({select_key});
  EXPECT_EQ(word(sign_command()), "6982");
}

TEST_F(TheApplet, answers_anything_with_a_status_word) {
  std::mt19937 dice(20261126);  // the same each time
  const std::string instructions = "\x20\x2A\xA4\xB0\xC0\xFF";
  for (int i = 0; i < 20000; ++i) {
    std::string command(dice() % 24, '\0');
    for (char& c : command) c = static_cast<char>(dice());
    if (command.size() >= 4 && dice() % 2 == 0) {
      command[0] = dice() % 2 == 0 ? '\0' : '\x80';
      command[1] = instructions[dice() % instructions.size()];
      if (command[1] == '\x20') command.resize(4);  // no tries: each costs a tenth of a second
    }
    const auto answer = applet_.answer(command);
    ASSERT_GE(answer.size(), 2U);
    ASSERT_TRUE(answer[answer.size() - 2] == '\x90' || (answer[answer.size() - 2] & 0xF0) == 0x60);
  }
}

TEST_F(TheApplet, vpcd_messages) {
  VpcdCard card(fresh());
  EXPECT_EQ(card.answer("\x04"), std::string(jpki_atr));
  EXPECT_EQ(card.answer(util::from_hex(select_jpki).value()), "\x90" + std::string(1, '\0'));
  EXPECT_EQ(card.answer(util::from_hex(select_pin).value()), "\x90" + std::string(1, '\0'));
  for (const char control : {'\0', '\1', '\2'}) {
    EXPECT_EQ(card.answer(std::string(1, control)), std::nullopt);
    EXPECT_EQ(card.answer(util::from_hex(select_pin).value()), "\x6A\x82");  // power took it away
    EXPECT_EQ(card.answer(util::from_hex(select_jpki).value()), "\x90" + std::string(1, '\0'));
  }
  EXPECT_EQ(card.answer("\x7F"), std::nullopt);
  EXPECT_EQ(card.answer(""), "\x67" + std::string(1, '\0'));
}

}  // namespace
}  // namespace madoguchi::card
