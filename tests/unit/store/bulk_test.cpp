#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

TEST_P(RegistrySuite, Bulk_holds_the_institutions_own_tickets_of_the_month_by_person) {
  apply({institution(clinic)});
  apply({office("13101")});
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  apply({insurance("p1", "55")});
  auto inpatient = ticket("r1", "202407", "002");
  inpatient.ticket.treatment_type = "01";
  auto elsewhere = ticket("r1", "202407", "003");
  elsewhere.ticket.institution_code = other_clinic;
  apply({ticket("r1", "202407", "001"), inpatient, elsewhere, ticket("r1", "202408", "004"),
         ticket("r2", "202407", "005"), ticket("waiting", "202407", "006")});
  const BulkRead read = bulk(clinic, "202407");
  EXPECT_EQ(read.as_of, registry().published());
  EXPECT_EQ(read.facts.institution.name, "●●医療機関");
  ASSERT_EQ(read.facts.people.size(), 2U);
  EXPECT_EQ(read.facts.people[0].tickets.size(), 2U);
  EXPECT_EQ(read.facts.people[0].tickets[0].recipient_key, "r1");
  EXPECT_EQ(read.facts.people[0].tickets[0].office_code, "13101");
  EXPECT_EQ(read.facts.people[0].insurances.size(), 1U);
  EXPECT_EQ(read.facts.people[0].qualifications.size(), 1U);
  EXPECT_EQ(read.facts.people[1].tickets.size(), 1U);
  EXPECT_EQ(read.facts.offices.size(), 1U);
  EXPECT_TRUE(bulk(clinic, "202409").facts.people.empty());
  EXPECT_TRUE(bulk("1340000015", "202407").facts.people.empty());
}

TEST_P(RegistrySuite, Bulk_as_of_a_snapshot_keeps_its_content_but_not_what_is_hidden_now) {
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  const auto snapshot = apply({ticket("r1", "202407", "001"), ticket("r2", "202407", "002")}).batch;
  auto gone = ticket("r1", "202407", "001");
  gone.deleted = true;
  gone.updated_at = 2;
  apply({gone, ticket("r2", "202407", "003")});
  auto hidden = qualification("r2", "p2", "2010007");
  hidden.updated_at = 2;
  hidden.qualification.not_disclosed = true;
  const auto protected_since = apply({hidden}).batch;

  const BulkRead then = bulk(clinic, "202407", snapshot);
  EXPECT_EQ(then.as_of, snapshot);
  ASSERT_EQ(then.facts.people.size(), 2U);
  EXPECT_EQ(then.facts.people[0].tickets.size(), 1U);
  EXPECT_FALSE(then.facts.people[0].qualifications[0].not_disclosed);
  EXPECT_TRUE(then.facts.people[1].qualifications[0].not_disclosed);
  hidden.updated_at = 3;
  hidden.qualification.not_disclosed = false;
  apply({hidden});
  EXPECT_FALSE(bulk(clinic, "202407").facts.people.at(0).qualifications[0].not_disclosed);
  EXPECT_TRUE(bulk(clinic, "202407", protected_since)  // as of then it was hidden
                  .facts.people.at(0)
                  .qualifications[0]
                  .not_disclosed);
}

TEST_P(RegistrySuite, Not_disclosed_are_those_whom_any_office_protects_now) {
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  apply({ticket("r1", "202407", "001"), ticket("r2", "202407", "002")});
  const auto people = bulk(clinic, "202407").facts.people;
  ASSERT_EQ(people.size(), 2U);
  const std::vector<domain::PersonId> both = {people[0].id, people[1].id};
  EXPECT_TRUE(util::sync_wait(registry().not_disclosed(both)).value().empty());
  auto moved = qualification("k1", "p1", "3010006");
  moved.qualification.office_code = "14100";
  moved.qualification.not_disclosed = true;
  apply({moved});
  EXPECT_EQ(util::sync_wait(registry().not_disclosed(both)).value(),
            std::vector<domain::PersonId>{people[0].id});
  moved.updated_at = 2;
  moved.qualification.not_disclosed = false;
  apply({moved});
  EXPECT_TRUE(util::sync_wait(registry().not_disclosed(both)).value().empty());
}

TEST_P(RegistrySuite, Bulk_of_a_person_protected_by_another_office_is_marked_too) {
  apply({qualification("r1", "p1", "1010008")});
  const auto snapshot = apply({ticket("r1", "202407", "001")}).batch;
  auto moved = qualification("k1", "p1", "2010007");
  moved.qualification.office_code = "14100";
  moved.qualification.not_disclosed = true;
  apply({moved});
  EXPECT_TRUE(
      bulk(clinic, "202407", snapshot).facts.people.at(0).qualifications.at(0).not_disclosed);
}

}  // namespace madoguchi::store
