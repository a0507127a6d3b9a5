// The authority of the parties is replaced under a running center and its terminals.
#include "flow/asker.hpp"
#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

std::size_t times(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

class Rotation : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  Finished pki(std::vector<std::string> words) const {
    words.insert(words.begin(), "pki");
    words.insert(words.end(), {"--dir", system.path("pki").string()});
    return run(words);
  }
  void pki_done(const std::vector<std::string>& words) const {
    const auto done = pki(words);
    EXPECT_EQ(done.code, 0) << words[0] << done.out << done.err;
  }
  // The center has read its TLS files again once more than `before` times.
  bool center_took_over(std::size_t before) const {
    return eventually([&] { return times(system.center_log(), "TLS files reloaded") > before; });
  }
  std::size_t reloads() const { return times(system.center_log(), "TLS files reloaded"); }
  std::string trusted() const { return bytes_of(system.path("pki/party-ca.crt")); }

  System system;
};

TEST_F(Rotation, goes_on_under_a_running_center_and_terminals_without_a_lost_answer) {
  auto& x = system.clinic(clinic_x);
  auto& y = system.clinic(clinic_y);
  auto& third = system.prepared_clinic(pharmacy);
  const auto asked_x = message(about(recipient("R1"), system.today()));
  auto of_y = about(recipient("R3"), system.today());
  of_y.institution = clinic_y;
  const auto asked_y = message(of_y);
  Asker at_x(x, asked_x);
  Asker at_y(y, asked_y);
  ASSERT_TRUE(at_x.goes_on());

  // Both are trusted.
  auto before = reloads();
  pki_done({"rotate"});
  EXPECT_EQ(times(trusted(), "BEGIN CERTIFICATE"), 2U);
  EXPECT_EQ(times(bytes_of(system.path("pki/party.crl")), "BEGIN X509 CRL"), 2U);
  ASSERT_TRUE(center_took_over(before)) << "without a signal";
  EXPECT_TRUE(at_x.goes_on());
  const auto again = pki({"rotate"});
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.err.find("すでに始まっています"), std::string::npos) << again.err;

  // The center and most parties get new ones; Y keeps its old one.
  before = reloads();
  pki_done({"issue", "center", "127.0.0.1"});
  ASSERT_TRUE(center_took_over(before));
  pki_done({"issue", "operator", "1"});
  pki_done({"issue", "office", std::string(office)});
  pki_done({"issue", "institution", std::string(clinic_off)});
  pki_done({"issue", "institution", std::string(pharmacy)});
  const auto refused = pki({"rotate", "--finish"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("まだ使われています"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find(clinic_x), std::string::npos) << refused.err;
  EXPECT_EQ(refused.err.find(pharmacy), std::string::npos) << "it has a new one";
  pki_done({"issue", "institution", std::string(clinic_x)});
  // One that is started now shows its new certificate to a center with its new one.
  system.use_medical_assistance(third);
  third.start();
  auto of_third = about(recipient("R1"), system.today());
  of_third.institution = pharmacy;
  EXPECT_EQ(third.send(message(of_third)).xml().first("SegmentOfResult"), "1");
  EXPECT_TRUE(at_x.goes_on());
  EXPECT_TRUE(at_y.goes_on()) << "the old certificate works until the end";

  const auto status = pki({"rotate", "--status", "--json"});
  EXPECT_NE(status.out.find("\"rotating\": true"), std::string::npos) << status.out;
  EXPECT_EQ(times(status.out, "\"code\""), 1U) << status.out;
  EXPECT_NE(status.out.find(clinic_y), std::string::npos) << status.out;
  const auto undo = pki({"rotate", "--abort"});
  EXPECT_EQ(undo.code, 1);
  EXPECT_NE(undo.err.find("取り消せません"), std::string::npos) << undo.err;

  // The end: the old one is refused, also on Y's kept connection; the others go on.
  at_y.end();
  before = reloads();
  pki_done({"rotate", "--finish", "--force"});
  EXPECT_EQ(times(trusted(), "BEGIN CERTIFICATE"), 1U);
  ASSERT_TRUE(center_took_over(before));
  EXPECT_TRUE(at_x.goes_on());
  const auto shut_out = y.send(asked_y).xml();
  EXPECT_EQ(shut_out.first("SegmentOfResult"), "9");
  EXPECT_EQ(shut_out.first("ErrorCode"), "E6002");
  EXPECT_EQ(third.send(message(of_third)).xml().first("SegmentOfResult"), "1");
  at_x.end();

  // A new certificate heals it without a restart.
  pki_done({"issue", "institution", std::string(clinic_y)});
  EXPECT_TRUE(
      eventually([&] { return y.send(asked_y).xml().first("QualificationValidity") == "1"; }));
  const auto listed = pki({"list"});
  EXPECT_NE(listed.out.find("authority ended"), std::string::npos) << listed.out;
  system.expect_whole_chain();
}

TEST_F(Rotation, a_certificate_of_the_old_authority_can_still_be_revoked_while_both_are_trusted) {
  auto& x = system.clinic(clinic_x);
  const auto asked = message(about(recipient("R1"), system.today()));
  ASSERT_EQ(x.send(asked).xml().first("QualificationValidity"), "1");
  const auto* old =
      system.authorities().newest(tools::PartySort::institution, std::string(clinic_x));
  ASSERT_NE(old, nullptr);
  pki_done({"rotate"});
  pki_done({"revoke", old->serial_hex});
  EXPECT_TRUE(eventually([&] { return x.send(asked).xml().first("ErrorCode") == "E2003"; }));
  EXPECT_TRUE(eventually([this] { return system.center_ready(); })) << "both lists are good";
}

}  // namespace
}  // namespace madoguchi::flow
