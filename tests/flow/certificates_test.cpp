// A terminal whose certificate the center does not take says so in the result, with its own code.
#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t day_ms = 86400000;

class Certificates : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  // X switched on with its good certificate, its terminal not yet started.
  Clinic& prepared() {
    auto& x = system.prepared_clinic(clinic_x);
    system.use_medical_assistance(x);
    return x;
  }
  std::string question() const { return message(about(recipient("R1"), system.today())); }
  void expect_error(Clinic& clinic, const std::string& code) {
    const auto came = clinic.send(question());
    const auto xml = came.xml();
    EXPECT_EQ(xml.first("SegmentOfResult"), "9");
    EXPECT_EQ(xml.first("ErrorCode"), code) << came.bytes;
    EXPECT_EQ(xml.first("ArbitraryFileIdentifier"), "ID-1");
    EXPECT_EQ(xml.count("ResultOfQualificationConfirmation"), 0U);
    EXPECT_TRUE(clinic.process.running());
  }
  std::string issue(util::Instant from, util::Instant to) {
    tools::IssueRequest request;
    request.sort = tools::PartySort::institution;
    request.code = clinic_x;
    request.valid_from = from;
    request.valid_to = to;
    const auto issued = system.authorities().issue(request, System::now());
    EXPECT_TRUE(issued);
    return issued ? issued->serial_hex : "";
  }
  std::string issued_file(const char* extension) const {
    return system.path("pki/issued/institution-" + std::string(clinic_x) + extension).string();
  }
  System system;
};

TEST_F(Certificates, An_expired_one_is_told) {
  auto& x = prepared();
  issue(System::now().plus_ms(-10 * day_ms), System::now().plus_ms(-day_ms));
  x.start();
  expect_error(x, "E6002");
  // A new one in its place works without a restart.
  issue(System::now().plus_ms(-day_ms), System::now().plus_ms(day_ms));
  EXPECT_EQ(x.send(question()).xml().first("QualificationValidity"), "1");
}

TEST_F(Certificates, A_foreign_one_is_told) {
  auto& x = prepared();
  auto foreign = tools::AuthorityFolder::init(system.path("foreign").string(), System::now(), 30);
  ASSERT_TRUE(foreign);
  tools::IssueRequest request;
  request.code = clinic_x;
  request.valid_from = System::now().plus_ms(-day_ms);
  request.valid_to = System::now().plus_ms(day_ms);
  ASSERT_TRUE(foreign->issue(request, System::now()));
  for (const auto* extension : {".crt", ".key"}) {
    fs::copy_file(system.path("foreign/issued/institution-" + std::string(clinic_x) + extension),
                  issued_file(extension), fs::copy_options::overwrite_existing);
  }
  x.start();
  expect_error(x, "E6002");
}

TEST_F(Certificates, A_missing_one_is_told) {
  auto& x = prepared();
  fs::remove(issued_file(".crt"));
  x.start();
  expect_error(x, "E6002");
}

TEST_F(Certificates, A_center_of_another_authority_is_not_believed) {
  auto& x = prepared();
  x.start();
  system.stop_center();
  auto foreign = tools::AuthorityFolder::init(system.path("foreign").string(), System::now(), 30);
  ASSERT_TRUE(foreign);
  tools::IssueRequest request;
  request.sort = tools::PartySort::center;
  request.code = "127.0.0.1";
  request.valid_from = System::now().plus_ms(-day_ms);
  request.valid_to = System::now().plus_ms(day_ms);
  ASSERT_TRUE(foreign->issue(request, System::now()));
  for (const auto* extension : {".crt", ".key"}) {
    fs::copy_file(system.path("foreign/issued/center-127.0.0.1" + std::string(extension)),
                  system.path("pki/issued/center-127.0.0.1" + std::string(extension)),
                  fs::copy_options::overwrite_existing);
  }
  system.start_center();
  expect_error(x, "E6003");
}

TEST_F(Certificates, One_that_is_revoked_while_its_terminal_runs_is_told) {
  auto& x = prepared();
  const auto serial = issue(System::now().plus_ms(-day_ms), System::now().plus_ms(day_ms));
  x.start();
  EXPECT_EQ(x.send(question()).xml().first("QualificationValidity"), "1");
  const auto done = run({"pki", "revoke", serial, "--dir", system.path("pki").string()});
  ASSERT_EQ(done.code, 0) << done.out << done.err;
  std::string code;
  eventually([&] {
    const auto xml = x.send(question()).xml();
    code = xml.first("ErrorCode");
    return xml.first("SegmentOfResult") != "1";
  });
  EXPECT_EQ(code, "E2003");
  // A new one heals it, without a restart of anything.
  issue(System::now().plus_ms(-day_ms), System::now().plus_ms(day_ms));
  EXPECT_TRUE(
      eventually([&] { return x.send(question()).xml().first("QualificationValidity") == "1"; },
                 std::chrono::seconds(20)));
}

TEST_F(Certificates, Cards_that_prove_nothing_are_refused_with_their_own_codes) {
  auto& x = system.clinic(clinic_x);
  const auto good = system.card("R1");
  const auto wrong_pin = x.tap(good, {"--pin", "9999"});
  EXPECT_EQ(wrong_pin.said.code, 1);
  EXPECT_NE((wrong_pin.said.out + wrong_pin.said.err).find("E4009"), std::string::npos);
  x.tap(good, {"--pin", "9999"});
  x.tap(good, {"--pin", "9999"});
  const auto locked = x.tap(good);
  EXPECT_NE((locked.said.out + locked.said.err).find("E4010"), std::string::npos);

  tools::IssueRequest request;
  request.sort = tools::PartySort::card;
  request.code = "old";
  request.valid_from = System::now().plus_ms(-3000 * day_ms);
  request.valid_to = System::now().plus_ms(-1000 * day_ms);
  request.card_path = system.path("old.card").string();
  ASSERT_TRUE(system.authorities().issue(request, System::now()));
  const auto expired = x.tap(request.card_path);
  EXPECT_NE((expired.said.out + expired.said.err).find("E4003"), std::string::npos)
      << expired.said.out << expired.said.err;

  auto foreign = tools::AuthorityFolder::init(system.path("foreign").string(), System::now(), 30);
  ASSERT_TRUE(foreign);
  request.valid_to = System::now().plus_ms(1000 * day_ms);
  request.card_path = system.path("foreign.card").string();
  ASSERT_TRUE(foreign->issue(request, System::now()));
  const auto untrusted = x.tap(request.card_path);
  EXPECT_NE((untrusted.said.out + untrusted.said.err).find("E4002"), std::string::npos)
      << untrusted.said.out << untrusted.said.err;

  write_in_place(system.path("no.card"), "not a card");
  const auto unreadable = x.tap(system.path("no.card").string());
  EXPECT_NE((unreadable.said.out + unreadable.said.err).find("E4001"), std::string::npos);

  request.code = "lost";
  request.card_path = system.path("lost.card").string();
  request.revoked = tools::IssueRequest::Revoked::yes;
  ASSERT_TRUE(system.authorities().issue(request, System::now()));
  EXPECT_TRUE(eventually([&] {
    const auto revoked = x.tap(request.card_path);
    return (revoked.said.out + revoked.said.err).find("E4004") != std::string::npos;
  }));
  EXPECT_TRUE(names_in(x.face()).empty()) << "nothing that proves nothing makes a face file";
}

}  // namespace
}  // namespace madoguchi::flow
