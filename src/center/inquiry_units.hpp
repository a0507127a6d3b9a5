#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "center/bulk_work.hpp"
#include "center/question_record.hpp"

namespace madoguchi::center {

// The units of one 資格確認一括照会 (OQSmuquc): each is a number inquiry of its own.

// What a job was asked, and what was settled when it ran.
struct Inquiry {
  std::vector<oqs::InquiryUnit> units;
  util::Day today;  // when it ran, in Japan
  domain::DecisionSettings settings;
  std::vector<std::size_t> past_budget;  // units refused without any look-up
};
std::string questions_json(const std::vector<oqs::InquiryUnit>& units);
// `outcome` may be empty: a job that has not run. Nothing when they are of another form.
std::optional<Inquiry> read_inquiry(const store::BulkContent& content);

// One unit, judged.
struct UnitMade {
  std::size_t place = 0;  // in the message, from 0
  QuestionRecord record;
  domain::Facts facts;                  // as of the job's snapshot; none when nobody was looked up
  std::optional<oqs::Problem> problem;  // it is an error and no answer
  Replayed made;
};
QuestionRecord unit_record(const store::BulkJob& job, const Inquiry& inquiry, std::size_t place);

// Makes every unit of a job that ran, in the order of the message, from the job's snapshot. Those
// who are hidden by `download` (or, when it does not say, not disclosed now) stay hidden; they are
// returned.
util::Task<util::Result<std::vector<domain::PersonId>, store::StoreProblem>> make_units(
    store::Registry& registry, const store::BulkJob& job, const Inquiry& inquiry,
    const Download& download, const std::function<void(UnitMade)>& take);

// What one unit told of one person: an entry of "told" in a download's record.
struct ToldByUnit {
  domain::PersonId person = 0;
  int validity = 0;
  domain::Reason reason{};
  std::size_t place = 0;  // in the message, from 0
};
// Of the record's whole detail; entries of another form are left out.
std::vector<ToldByUnit> told_by_units(const nlohmann::json& detail);

// The result message of all its units.
Rendered inquiry_result(const oqs::AnswerHeader& header, const Inquiry& inquiry,
                        const std::vector<UnitMade>& units);

}  // namespace madoguchi::center
