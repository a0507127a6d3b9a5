// People of an institution at the center: their rights, and their names on record.
#include "domain/rights.hpp"
#include "store/sqlite/open.hpp"
#include "unit/center/party_asker.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

class ClinicPeople : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
    bed.use_medical_assistance(clinic_x);
  }
  Said send(const std::string& path, const std::string& body, net::Headers headers) {
    headers.emplace_back("Idempotency-Key", util::random_key());
    headers.emplace_back("Content-Type", "application/xml; charset=UTF-8");
    return ask_as(bed, std::string("institution:") + clinic_x, "POST", path, std::move(headers),
                  body);
  }
  static net::Headers by(const std::string& role) {
    return {{"Madoguchi-Operator", "sato"},
            {"Madoguchi-Role", role},
            {"Madoguchi-Factors", "1-01,3-02"}};
  }
  static bool failed(const Said& said) {
    return said.bytes.find("<SegmentOfResult>9</SegmentOfResult>") != std::string::npos;
  }
  Bed bed;
};

// Every operation of an institution by every role: what the matrix gives, and nothing else.
TEST_F(ClinicPeople, may_do_what_their_role_may_and_nothing_else) {
  using domain::Act;
  struct Operation {
    std::string path, body;
    Act act;
  };
  const std::string other = "<XmlMsg/>";  // refused by its form once it may be asked at all
  const Operation operations[] = {
      {"/oqs/OQSsiquc01", message(NumberQuestion{}), Act::verify},
      {"/oqs/OQSmuquc01", inquiry_request({UnitQuestion{}}), Act::verify},
      {"/oqs/OQSmuquc02", other, Act::verify},
      {"/oqs/OQSsiimm01", other, Act::reference_number},
      {"/oqs/OQSmuimm01", other, Act::reference_number},
      {"/oqs/OQSmuimm02", other, Act::reference_number},
      {"/oqs/OQSmutic01", tickets_request(clinic_x, "202407"), Act::acquire},
      {"/oqs/OQSmutic02", other, Act::acquire},
      {"/oqs/OQSsiinq01", other, Act::clinic_settings},
      {"/oqs/OQSsiupd01", setting_update(clinic_x, "1"), Act::clinic_settings},
      {"/card/challenge", "", Act::consent},
      {"/card/verify", "{}", Act::consent},
      {"/card/recheck", "{}", Act::verify},
      {"/card/reference-number", "{}", Act::reference_number},
      {"/disaster/search", "{}", Act::disaster},
      {"/calls", "{}", Act::follow_up}};
  for (const auto& operation : operations) {
    for (const auto role : domain::all_roles()) {
      const auto said =
          send(operation.path, operation.body, by(std::string(domain::name_of(role))));
      EXPECT_EQ(said.status == 403, !domain::may(role, operation.act))
          << operation.path << " " << domain::name_of(role) << " " << said.status;
      if (said.status == 403) {
        EXPECT_EQ(said.json["code"], "E2006");
      }
    }
  }
}

TEST_F(ClinicPeople, stand_in_the_record_and_the_receipt_computer_does_not) {
  const auto asked = send("/oqs/OQSsiquc01", message(NumberQuestion{}), by("reception"));
  ASSERT_EQ(asked.status, 200);
  EXPECT_FALSE(failed(asked)) << asked.bytes;
  const auto by_folder = send("/oqs/OQSsiquc01", message(NumberQuestion{}), {});
  EXPECT_EQ(without_time(by_folder.bytes), without_time(asked.bytes));
  ASSERT_EQ(send("/oqs/OQSsiupd01", setting_update(clinic_x, "1"), by("clinic_admin")).status, 200);
  bed.stop();
  auto options = bed.config.store;
  options.open = store::sqlite::Options::Open::read_only;
  const auto registry = store::sqlite::open(options);
  ASSERT_TRUE(registry);
  const auto head = util::sync_wait((*registry)->head()).value().id;
  const auto records = util::sync_wait((*registry)->records(head - 2, 3)).value();
  ASSERT_EQ(records.size(), 3U);
  const auto acting = [&](std::size_t at) {
    return nlohmann::json::parse(records[at].entry.detail).value("acting", nlohmann::json());
  };
  const auto sato = [](const char* role) {
    return nlohmann::json({{"operator", "sato"}, {"role", role}, {"factors", "1-01,3-02"}});
  };
  EXPECT_EQ(acting(0), sato("reception"));
  EXPECT_TRUE(acting(1).is_null());
  EXPECT_EQ(acting(2), sato("clinic_admin"));
}

TEST_F(ClinicPeople, half_a_name_is_refused) {
  for (const auto& headers :
       {net::Headers{{"Madoguchi-Operator", "sato"}}, net::Headers{{"Madoguchi-Role", "reception"}},
        net::Headers{{"Madoguchi-Operator", "sato"}, {"Madoguchi-Role", "reception"}}}) {
    EXPECT_EQ(send("/oqs/OQSsiquc01", message(NumberQuestion{}), headers).status, 422);
  }
}

}  // namespace
}  // namespace madoguchi::center
