// A whole month of a large institution.
#include <set>

#include "flow/clients.hpp"

namespace madoguchi::flow {
namespace {

class Bulk : public testing::Test {
 protected:
  static constexpr int people_count = 5000;

  // 5,000 people with a ticket each at Y, and nobody else there.
  void SetUp() override {
    system.start_center();
    system.register_everybody();
    std::vector<TicketOf> tickets;
    for (int n = 1; n <= people_count; ++n) {
      people.push_back(one_of_crowd(n));
      tickets.push_back(
          {people.back().key, std::to_string(50000000 + n), std::string(clinic_y), system.month()});
    }
    system.registered("qualification", qualification_csv(people));
    system.registered("ticket", ticket_csv(tickets));
    auto usual = usual_tickets(system.month());
    for (auto& ticket : usual) ticket.deleted = ticket.institution == clinic_y ? "1" : "0";
    system.registered("ticket", ticket_csv(usual, 2));
    y = &system.clinic(clinic_y);
  }

  void expect_everybody(const Clinic::Came& came) const {
    EXPECT_TRUE(came.name.ends_with(".zip")) << came.name;
    const auto xml = Od2(*y).read(came);
    ASSERT_TRUE(xml);
    EXPECT_EQ(xml->first("NumberOfProcessingResult"), std::to_string(people_count));
    EXPECT_EQ(xml->first("CharacterCodeIdentifier"), "1");
    std::set<std::string> numbers;
    std::set<std::string> issues;
    for (const auto& unit : xml->all("BulkConfirmUnit")) {
      EXPECT_EQ(unit.first("QualificationValidity"), "1");
      numbers.insert(unit.first("InsuredIdentificationNumber"));
      issues.insert(unit.first("IssueNumber"));
    }
    EXPECT_EQ(numbers.size(), static_cast<std::size_t>(people_count));
    EXPECT_EQ(issues.size(), static_cast<std::size_t>(people_count));
    for (const auto& person : people) EXPECT_TRUE(numbers.contains(person.number));
  }

  System system;
  std::vector<Recipient> people;
  Clinic* y = nullptr;
};

TEST_F(Bulk, Five_thousand_tickets_come_as_one_zip_in_Shift_JIS) {
  Od2 od2(*y);
  const auto reception = od2.begin(system.month());
  ASSERT_FALSE(reception.empty());
  const auto came = od2.download(reception);
  ASSERT_TRUE(came);
  expect_everybody(*came);
  // An empty month is no error.
  const auto nothing = od2.download(od2.begin(system.month().plus_months(-2)));
  ASSERT_TRUE(nothing);
  EXPECT_EQ(od2.read(*nothing)->count("BulkConfirmUnit"), 0U);
}

TEST_F(Bulk, A_center_that_is_ended_in_the_middle_of_a_job_finishes_it_after_its_restart) {
  Od2 od2(*y);
  const auto reception = od2.begin(system.month());
  ASSERT_FALSE(reception.empty());
  system.stop_center();  // the job was accepted this moment
  system.start_center();
  const auto came = od2.download(reception);
  ASSERT_TRUE(came);
  expect_everybody(*came);
  // And in the middle of a download, which the terminal asks again.
  const auto part = y->free_part();
  write_in_place(y->req("OQSmutic02req_" + part + ".xml"), download_message(y->code(), reception));
  ASSERT_TRUE(eventually([&] { return names_in(y->req()).empty(); }));
  system.stop_center();
  system.start_center();
  expect_everybody(y->wait_for({"OQSmutic02res_" + part + ".zip"}));
  system.stop_center();
  system.expect_whole_chain();
}

TEST_F(Bulk, A_killed_center_finishes_its_jobs_after_its_restart) {
  Od2 od2(*y);
  const auto reception = od2.begin(system.month());
  ASSERT_FALSE(reception.empty());
  system.center.kill();
  y->process.kill();
  system.start_center();
  y->start();
  const auto came = od2.download(reception);
  ASSERT_TRUE(came);
  expect_everybody(*came);
  system.stop_center();
  system.expect_whole_chain();
}

}  // namespace
}  // namespace madoguchi::flow
