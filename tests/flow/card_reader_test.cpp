// A real pcscd with virtual readers, our virtual card in them, OpenSC's tools and the terminal.
#include <gtest/gtest.h>

#include <csignal>

#include "card/certificate.hpp"
#include "card/certificate_file.hpp"
#include "card/software_card.hpp"
#include "flow/reader_bench.hpp"
#include "flow/system.hpp"
#include "util/hash.hpp"

namespace madoguchi::flow {
namespace {

constexpr std::string_view pcsc = "[reader]\nkind = \"pcsc\"\n\n";

class CardReader : public testing::Test {
 protected:
  void SetUp() override {
    if (!ReaderBench::possible()) GTEST_SKIP() << "this machine makes no namespaces";
    bench = std::make_unique<ReaderBench>(system.path("bench"),
                                          system.path("pki/card-ca.crt").string());
  }
  Clinic& clinic(std::string_view reader = pcsc) {
    system.start_center();
    system.register_everybody();
    ClinicChoice choice;
    choice.encoding = "UTF-8";
    choice.more = reader;
    return system.clinic(clinic_x, choice);
  }
  static int tries(const std::string& card) { return card::SoftwareCard::open(card)->tries_left(); }
  // A file of another kind, as a card that is no My Number card.
  std::string other_card() const {
    const auto file = system.path("transit.card").string();
    write_in_place(file, "a card of the railways");
    return file;
  }
  static Finished opensc(std::vector<std::string> words) { return run_program(words); }

  System system;
  std::unique_ptr<ReaderBench> bench;
};

TEST_F(CardReader, OpenSC_sees_a_JPKI_card) {
  system.start_center();
  system.register_everybody();
  const auto card = system.card("R1");
  bench->insert(card);
  EXPECT_NE(opensc({"opensc-tool", "-l"}).out.find(ReaderBench::name(0)), std::string::npos);
  EXPECT_EQ(opensc({"opensc-tool", "-r", "0", "-a"}).out, "3b:e0:00:ff:81:31:fe:45:14\n");
  EXPECT_EQ(opensc({"opensc-tool", "-r", "0", "-n"}).out, "jpki\n");

  const auto dump = opensc({"pkcs15-tool", "-r", "0", "-D"});
  EXPECT_EQ(dump.code, 0) << dump.err;
  EXPECT_NE(dump.out.find("PKCS#15 Card [JPKI]"), std::string::npos) << dump.out;
  EXPECT_NE(dump.out.find("PIN [User Authentication PIN]"), std::string::npos);
  EXPECT_NE(dump.out.find("Tries left     : 3"), std::string::npos);
  const auto list = opensc({"pkcs15-tool", "-r", "0", "--list-certificates"});
  EXPECT_EQ(list.code, 0);
  EXPECT_NE(list.out.find("X.509 Certificate [User Authentication Certificate]"),
            std::string::npos);

  // The two that are there, byte for byte; those for signatures are not.
  const auto read = [&](const char* id) {
    const auto file = system.path(std::string("read-") + id + ".pem");
    opensc({"pkcs15-tool", "-r", "0", "--read-certificate", id, "-o", file.string()});
    return card::certificate_der_of(file.string()).value_or("");
  };
  EXPECT_EQ(read("01"), card::SoftwareCard::open(card)->certificate_der());
  EXPECT_EQ(read("03"), card::certificate_der_of(system.path("pki/card-ca.crt").string()).value());
  EXPECT_EQ(read("02"), "");
  EXPECT_EQ(read("04"), "");
}

TEST_F(CardReader, OpenSC_verifies_the_PIN_and_signs_with_it) {
  system.start_center();
  system.register_everybody();
  const auto card = system.card("R1");
  bench->insert(card);
  const auto pin = [](const char* text) {
    return opensc({"pkcs15-tool", "-r", "0", "--verify-pin", "--auth-id", "01", "--pin", text});
  };
  EXPECT_NE(pin("9999").code, 0);
  EXPECT_EQ(tries(card), 2);
  EXPECT_NE(run({"card", "readers"}).out.find("2 tries left"), std::string::npos);
  EXPECT_EQ(pin("1234").code, 0);
  EXPECT_EQ(tries(card), 3);

  const auto digest = util::sha256("message");
  write_in_place(system.path("digest"), std::string(digest.begin(), digest.end()));
  const auto file = system.path("signature").string();
  const auto done =
      opensc({"pkcs15-crypt", "-r", "0", "--pin", "1234", "--key", "01", "--sign", "--sha-256",
              "--pkcs1", "-R", "-i", system.path("digest").string(), "-o", file});
  EXPECT_EQ(done.code, 0) << done.err;
  card::TrustFiles trust;
  trust.ca_files = {system.path("pki/card-ca.crt").string()};
  EXPECT_TRUE((*card::CertificateChecker::open(trust))
                  ->check_signature(card::SoftwareCard::open(card)->certificate_der(), "message",
                                    bytes_of(file)));
}

TEST_F(CardReader, Terminal_reads_the_card_and_writes_its_face_file) {
  auto& x = clinic();
  const auto card = system.card("R1");
  bench->insert(card);
  const auto by_reader = x.tap("", {"--pin", "1234", "--consent", "medication"});
  ASSERT_EQ(by_reader.said.code, 0) << by_reader.said.err;
  ASSERT_EQ(by_reader.files.size(), 1U);
  const auto by_file = x.tap(card, {"--pin", "1234", "--consent", "medication"});
  ASSERT_EQ(by_file.files.size(), 1U);
  for (const auto* name : {"QualificationValidity", "Name", "InsurerNumber",
                           "InsuredIdentificationNumber", "ReferenceClassification"}) {
    EXPECT_EQ(by_reader.files[0].xml().first(name), by_file.files[0].xml().first(name)) << name;
  }
  EXPECT_EQ(by_reader.files[0].xml().first("QualificationValidity"), "1");
  // Whoever comes next cannot sign with the PIN that was verified for us.
  const auto next = opensc({"opensc-tool", "-r", "0", "-s", "00A4040C0AD392F000260100000001", "-s",
                            "00A4020C020017", "-s",
                            "802A0080333031300D060960864801650304020105000420"
                            "000000000000000000000000000000000000000000000000000000000000000000"});
  EXPECT_NE(next.out.find("SW1=0x69, SW2=0x82"), std::string::npos) << next.out << next.err;
  // Without a signature: the certificate only, and who looked at the face.
  const auto visual = x.tap("", {"--mode", "visual", "--staff", "tanaka"});
  ASSERT_EQ(visual.files.size(), 1U) << visual.said.err;
  EXPECT_EQ(visual.files[0].xml().first("QualificationValidity"), "1");
  system.expect_whole_chain();
}

TEST_F(CardReader, Wrong_PIN_wrong_card_and_no_card_are_told_apart) {
  auto& x = clinic();
  const auto card = system.card("R1");
  const auto said = [&](const char* pin = "1234") { return x.tap("", {"--pin", pin}).said.err; };
  EXPECT_NE(said().find("E4015"), std::string::npos);
  bench->insert(other_card());
  EXPECT_NE(said().find("E4011"), std::string::npos);
  bench->remove();
  bench->insert(card);
  EXPECT_NE(said("9999").find("あと2回"), std::string::npos);
  EXPECT_NE(said("99999").find("E4009"), std::string::npos);  // never sent
  EXPECT_EQ(tries(card), 2);
  EXPECT_NE(said("9999").find("あと1回"), std::string::npos);
  EXPECT_NE(said("9999").find("E4010"), std::string::npos);
  EXPECT_NE(said("1234").find("E4010"), std::string::npos);
  EXPECT_TRUE(names_in(x.face()).empty());
  // Staff may go on by eye.
  EXPECT_EQ(x.tap("", {"--mode", "visual", "--staff", "tanaka"}).files.size(), 1U);
}

TEST_F(CardReader, Card_pulled_out_midway_makes_no_answer_and_costs_no_try) {
  auto& x = clinic();
  const auto card = system.card("R1");
  bench->insert(card);
  // The center stands still between the certificate and the PIN.
  system.center.signal(SIGSTOP);
  Process tap({"tap", "--terminal", x.config(), "--pin", "1234"}, system.path("tap.log").string());
  // The card lies there until the terminal has read its certificate and asks for a challenge.
  ASSERT_TRUE(eventually([&] { return x.log().find("card question waits") != std::string::npos; }));
  bench->remove();
  system.center.signal(SIGCONT);
  ASSERT_TRUE(eventually([&] { return !tap.running(); }));
  EXPECT_NE(bytes_of(system.path("tap.log")).find("E4012"), std::string::npos)
      << bytes_of(system.path("tap.log"));
  EXPECT_TRUE(names_in(x.face()).empty());
  EXPECT_EQ(tries(card), 3);
  bench->insert(card);
  EXPECT_EQ(x.tap("").files.size(), 1U);
}

TEST_F(CardReader, Of_two_readers_the_one_with_the_card_and_of_two_cards_none) {
  auto& x = clinic();
  bench->insert(system.card("R1"), 1);
  EXPECT_EQ(x.tap("").files.size(), 1U);
  bench->insert(system.card("R6"), 0);
  const auto both = x.tap("");
  EXPECT_NE(both.said.err.find("E4016"), std::string::npos);
  EXPECT_TRUE(both.files.empty());
  x.process.terminate();
  // A chosen reader is the only one that counts.
  ClinicChoice choice;
  choice.encoding = "UTF-8";
  choice.more = "[reader]\nkind = \"pcsc\"\nname = \"" + ReaderBench::name(1) + "\"\n\n";
  auto& chosen = system.clinic(clinic_x, choice);
  const auto one = chosen.tap("");
  ASSERT_EQ(one.files.size(), 1U) << one.said.err;
  EXPECT_EQ(one.files[0].xml().first("Name"), recipient("R1").name);
}

TEST_F(CardReader, Reader_and_service_may_go_and_come_back) {
  auto& x = clinic();
  bench->insert(system.card("R1"));
  EXPECT_EQ(x.tap("").files.size(), 1U);
  bench->stop_service();
  EXPECT_NE(x.tap("").said.err.find("E4014"), std::string::npos);
  EXPECT_TRUE(x.process.running());
  bench->start_service();
  ASSERT_TRUE(eventually([&] { return x.tap("").files.size() == 1U; }));
}

TEST_F(CardReader, Revoked_card_is_told_by_the_center) {
  auto& x = clinic();
  const auto card = system.card("R1");
  bench->insert(card);
  const auto* issued = system.authorities().newest(tools::PartySort::card, "R1");
  ASSERT_NE(issued, nullptr);
  ASSERT_TRUE(system.authorities().revoke(issued->serial_hex, System::now()));
  ASSERT_TRUE(eventually([&] { return x.tap("").said.err.find("E4004") != std::string::npos; }));
}

}  // namespace
}  // namespace madoguchi::flow
