#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "center/context.hpp"
#include "center/inquiry_units.hpp"
#include "oqs/notice.hpp"

namespace madoguchi::center {

// One answer that an institution received, made anew from its record, and what asking the same
// again would answer as of another batch: the same question, way of asking and settings, so that
// the second never tells more than asking would.
struct ChangedAnswer {
  oqs::Notice notice;        // asked, told and now are filled in
  std::int64_t unit = 0;     // place in a message of many questions, from 1; 0: it is one answer
  std::string question_key;  // the same for questions that ask the same of the same day
  bool speaks = true;        // false: nothing may be said of it (D3, or it was an error)
};

// Makes such answers, one call after the other. What all people of one record share is read once
// while calls stay with the record: a bulk inquiry has thousands of units.
class ChangedAnswers {
 public:
  explicit ChangedAnswers(Context& context) : context_(context) {}

  // What the record told about the person, one answer for each question that showed it. None when
  // the record is of no form that this program can make anew.
  using Read = util::Result<std::vector<ChangedAnswer>, store::StoreProblem>;
  util::Task<Read> told(store::AuditId record, domain::PersonId person, domain::BatchId as_of);

 private:
  // A download of OQSmutic: each of its people is shown as of one month.
  struct Acquired {
    util::Month month;
    domain::BatchId as_of = 0;
    domain::DecisionSettings settings;
    std::string reception;
  };
  // A download of OQSmuquc.
  struct Inquired {
    store::BulkJob job;
    Inquiry inquiry;
    std::vector<domain::PersonId> hidden;
    std::vector<ToldByUnit> told;  // by person and place
  };
  using Content = std::variant<std::monostate, QuestionRecord, Acquired, Inquired>;

  util::Task<util::Result<Content, store::StoreProblem>> content_of(
      const store::AuditRecord& record);
  util::Task<Read> acquired_unit(const Acquired& acquired, domain::PersonId person,
                                 domain::BatchId as_of);
  util::Task<Read> inquired_units(const Inquired& inquired, domain::PersonId person,
                                  domain::BatchId as_of);

  Context& context_;
  std::optional<store::AuditRecord> record_;  // the last one asked for
  Content content_;                           // of it
};

}  // namespace madoguchi::center
