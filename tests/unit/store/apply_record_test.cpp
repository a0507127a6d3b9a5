#include <algorithm>

#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

TEST_P(RegistrySuite, Apply_leaves_a_record_that_answers_the_same_request_again) {
  apply({institution(clinic)});
  apply({qualification("r1", "p1", "1010008")});
  apply({ticket("r1", "202407", "001")});
  class WithFormProblems : public ListSource {
   public:
    using ListSource::ListSource;
    std::vector<RowProblem> problems() const override {
      return {{3, "SelfPayAmount", "not_digits", "秘密の人", Severity::error}};
    }
  };
  BatchHeader header = header_for(RowKind::ticket);
  header.scope = BatchHeader::Scope::full;
  header.run = BatchHeader::Run::dry;
  const auto outcome = util::sync_wait(registry().apply(
      header, std::make_unique<WithFormProblems>(
                  std::vector<Row>{ticket("r1", "202406", "002"), ticket("r2", "202406", "003"),
                                   ticket("r1", "202407", "004")},
                  1)));
  ASSERT_TRUE(outcome);
  const auto record = util::sync_wait(registry().record(outcome->record));
  ASSERT_TRUE(record && *record);
  EXPECT_EQ(
      (*record)->entry.detail,
      R"({"rule":"D7","registration":{"kind":"ticket","office_code":"13101",)"
      R"("scope":"full","run":"dry","dry":true,"whole":false,"batch":0,"added":2,"changed":0,)"
      R"("removed":0,"unchanged":0,"refused":2,"warnings":2,"problems_total":4,)"
      R"("problems":[[0,"","full_not_applied","warning"],)"
      R"([3,"SelfPayAmount","not_digits","error"],)"
      R"([3,"RecipientKey","recipient_unknown","warning"],)"
      R"([4,"MedicalTicketValidDate","ticket_overlap","error"]]}})");
}

TEST_P(RegistrySuite, Apply_records_the_first_thousand_problems_and_counts_them_all) {
  apply({institution(clinic)});
  std::vector<Row> rows;
  for (int i = 0; i < 1200; ++i) {
    rows.emplace_back(ticket("r" + std::to_string(i), "202407", "1"));
  }
  const ApplyOutcome outcome = apply(rows);
  ASSERT_EQ(outcome.problems.size(), 1200U);
  const std::string detail =
      util::sync_wait(registry().record(outcome.record)).value().value().entry.detail;
  EXPECT_NE(detail.find(R"("problems_total":1200,)"), std::string::npos);
  EXPECT_NE(detail.find(R"([1001,"RecipientKey","recipient_unknown","warning"]]}})"),
            std::string::npos);
  EXPECT_EQ(detail.find("[1002,"), std::string::npos);
}

}  // namespace madoguchi::store
