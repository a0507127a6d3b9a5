#include "unit/center/bed.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

// The same key is the same request with the same outcome, whatever has changed since.
class Repeated : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  void use(const std::string& institution, oqs::Use use) {
    bed.use_medical_assistance(institution, use);
  }
  Bed bed;
};

TEST_F(Repeated, an_answer_stays_the_answer_when_the_setting_was_switched_off) {
  auto line = bed.client("institution:1310000011");
  const auto first = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  use(clinic_x, oqs::Use::no);
  const auto again = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  EXPECT_EQ(again.xml, first.xml);
  EXPECT_EQ(again.record, first.record);
}

TEST_F(Repeated, a_refusal_stays_the_refusal_in_the_message_family) {
  use(clinic_x, oqs::Use::no);
  auto line = bed.client("institution:1310000011");
  const auto first = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  EXPECT_EQ(first.document.error_code, "E2005");
  EXPECT_EQ(first.document.arbitrary_file_identifier, "file-1");
  bed.clock.set(bed.clock.now().plus_ms(5000));
  use(clinic_x, oqs::Use::yes);
  const auto again = ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-1");
  EXPECT_EQ(again.xml, first.xml);
  EXPECT_EQ(again.record, first.record);
  EXPECT_EQ(ask(line, "OQSsiquc01", message(NumberQuestion{}), "key-2").document.validity, "1");
}

TEST_F(Repeated, a_key_of_a_refused_request_with_another_body_is_refused) {
  auto line = bed.client("institution:1310000011");
  ask(line, "OQSsiquc01", "not xml", "key-1");
  const auto other = line.ask("OQSsiquc01", message(NumberQuestion{}), "key-1", 10000);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().problem.error, oqs::ErrorCode::request_key_reused);
  const auto interface = line.ask("OQSmutic01", message(NumberQuestion{}), "key-1", 10000);
  ASSERT_FALSE(interface);
  EXPECT_EQ(interface.error().problem.error, oqs::ErrorCode::request_key_reused);
}

TEST_F(Repeated, a_refused_download_never_becomes_a_download_without_a_record) {
  auto line = bed.client("institution:1310000011");
  const auto accepted =
      ask(line, "OQSmutic01", tickets_request(clinic_x, "202407"), util::random_key());
  const auto request = download_request(clinic_x, accepted.document.reception_number);
  use(clinic_x, oqs::Use::no);
  const auto refused = ask(line, "OQSmutic02", request, "key-1");
  EXPECT_EQ(refused.document.error_code, "E2005");
  use(clinic_x, oqs::Use::yes);
  const auto again = ask(line, "OQSmutic02", request, "key-1");
  EXPECT_EQ(again.xml, refused.xml);
  EXPECT_EQ(again.xml.find("生保"), std::string::npos);
}

TEST_F(Repeated, a_download_and_an_acceptance_are_told_again_byte_for_byte) {
  auto line = bed.client("institution:1310000011");
  const auto request = tickets_request(clinic_x, "202407");
  const auto accepted = ask(line, "OQSmutic01", request, "key-1");
  const auto download = download_request(clinic_x, accepted.document.reception_number);
  const auto first = ask(line, "OQSmutic02", download, "key-2");
  bed.clock.set(bed.clock.now().plus_ms(90000));
  EXPECT_EQ(ask(line, "OQSmutic01", request, "key-1").xml, accepted.xml);
  const auto again = ask(line, "OQSmutic02", download, "key-2");
  EXPECT_EQ(again.xml, first.xml);
  EXPECT_EQ(again.record, first.record);
}

TEST_F(Repeated, a_refused_acceptance_is_told_again) {
  auto line = bed.client("institution:1310000011");
  const auto request = tickets_request(clinic_x, "202407");
  use(clinic_x, oqs::Use::no);
  const auto refused = ask(line, "OQSmutic01", request, "key-1");
  use(clinic_x, oqs::Use::yes);
  EXPECT_EQ(ask(line, "OQSmutic01", request, "key-1").xml, refused.xml);
}

TEST_F(Repeated, one_key_cannot_switch_the_setting_both_ways) {
  auto line = bed.client("institution:1340000015");
  const auto on = ask(line, "OQSsiupd01", setting_update(pharmacy, "1"), "key-1");
  EXPECT_EQ(on.document.medical_assistance, "1");
  const auto off = line.ask("OQSsiupd01", setting_update(pharmacy, "0"), "key-1", 10000);
  ASSERT_FALSE(off);
  EXPECT_EQ(off.error().status, 409);
  use(pharmacy, oqs::Use::no);
  bed.clock.set(bed.clock.now().plus_ms(5000));
  const auto again = ask(line, "OQSsiupd01", setting_update(pharmacy, "1"), "key-1");
  EXPECT_EQ(again.xml, on.xml);
  EXPECT_EQ(again.record, on.record);
}

TEST_F(Repeated, a_dry_run_and_its_publication_are_two_requests) {
  const std::string csv =
      "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
      "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,MedicalTreatmentType,"
      "UpdatedAt\n"
      "13101,R2,00000002,01,202407,20240701,20240731,1310000011,02,20240702090000\n13101,R2,bad\n";
  auto line = bed.client("office:13101");
  using Client = edge::CenterClient;
  auto import = [&](Client::Run run, const std::string& key) {
    return line.import("ticket", csv, Client::Scope::changes, run, key, 30000);
  };
  ASSERT_TRUE(import(Client::Run::dry, "key-1"));
  const auto other = import(Client::Run::publish, "key-1");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().problem.error, oqs::ErrorCode::request_key_reused);
  const auto first = import(Client::Run::publish, "key-2");
  const auto again = import(Client::Run::publish, "key-2");
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->added, 1U);
  EXPECT_EQ(again->added, 1U);
  EXPECT_EQ(again->refused, first->refused);
  EXPECT_EQ(again->problems_total, first->problems_total);
  ASSERT_FALSE(again->problems.empty());
  EXPECT_EQ(again->problems[0].code, first->problems[0].code);
  EXPECT_EQ(again->record, first->record);
}

TEST_F(Repeated, misspelt_words_of_a_query_register_nothing) {
  auto line = bed.client("office:13101");
  for (const auto& [name, value] : {std::pair{"dry", "true"}, {"scope", "Full"}, {"dryrun", "1"}}) {
    net::Request request;
    request.method = "POST";
    request.path = "/import/ticket";
    request.query = {{name, value}};
    request.body = "x";
    const auto response = line.send(request, 10000);
    ASSERT_FALSE(response) << name;
    EXPECT_EQ(response.error().status, 422) << name;
  }
}

TEST_F(Repeated, keys_must_be_short_and_visible) {
  auto line = bed.client("institution:1310000011");
  const auto answer =
      line.ask("OQSsiquc01", message(NumberQuestion{}), std::string(129, 'k'), 10000);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().status, 422);
}

TEST_F(Repeated, D0_and_D1_close_the_feed_too) {
  auto feed = [this](const std::string& uri) {
    auto line = bed.client(uri);
    net::Request request;
    request.method = "GET";
    request.path = "/feed";
    const auto response = line.send(request, 10000);
    return response ? response->status : response.error().status;
  };
  EXPECT_EQ(feed("institution:1310000011"), 200);
  use(clinic_x, oqs::Use::no);
  EXPECT_EQ(feed("institution:1310000011"), 403);
  EXPECT_EQ(feed("institution:1310099995"), 403);
}

TEST_F(Repeated, an_update_time_in_the_future_is_refused) {
  auto line = bed.client("office:13101");
  const auto report = line.import(
      "ticket",
      "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
      "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,MedicalTreatmentType,"
      "UpdatedAt\n"
      "13101,R2,00000002,01,202407,20240701,20240731,1310000011,02,20620702090000\n",
      edge::CenterClient::Scope::changes, edge::CenterClient::Run::publish, "k", 30000);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->refused, 1U);
  EXPECT_EQ(report->problems.at(0).code, "future");
}

TEST_F(Repeated, a_center_without_its_revocation_list_does_not_start) {
  bed.stop();
  bed.config.party_crl_files.push_back(bed.file("missing.crl"));
  const auto started = Center::start(bed.config, bed.clock);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().text.find("missing.crl"), std::string::npos);
}

}  // namespace
}  // namespace madoguchi::center
