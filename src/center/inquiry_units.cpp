#include "center/inquiry_units.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "center/asked_numbers.hpp"
#include "center/verify.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

using nlohmann::json;

constexpr std::size_t units_at_once = 64;  // read in one state of the registry

std::string unit_json(const oqs::InquiryUnit& unit) {
  util::JsonLine out;
  if (unit.problem) {
    out.add("error", oqs::code_of(unit.problem->error)).add("place", unit.problem->place);
  } else {
    out.add_json("search", search_json(unit.search));
  }
  out.add_json("echo", echo_json(unit.echo));
  return std::move(out).finish();
}

oqs::InquiryUnit read_unit(const json& from) {
  oqs::InquiryUnit unit;
  unit.echo = read_echo(from.at("echo"));
  if (from.contains("search")) {
    unit.search = read_search(from.at("search"));
  } else {
    unit.problem = refusal_of(from.dump());
  }
  return unit;
}

bool past_budget(const Inquiry& inquiry, std::size_t place) {
  const auto& past = inquiry.past_budget;  // ascending
  return std::binary_search(past.begin(), past.end(), place);
}

// What is known of a unit before anybody is looked up.
std::optional<oqs::Problem> problem_before(const Inquiry& inquiry, std::size_t place,
                                           const Download& download) {
  const auto& unit = inquiry.units[place];
  if (unit.problem) return unit.problem;
  if (past_budget(inquiry, place)) return oqs::Problem{oqs::ErrorCode::wrong_tries, {}};
  const bool off = download.assistance == Download::Assistance::not_used;
  if (off && unit.search.is_assistance()) {
    return oqs::Problem{oqs::ErrorCode::assistance_off, {}};  // D1
  }
  return std::nullopt;
}

// Some units on their way, with the facts of those that ask.
struct Batch {
  std::vector<UnitMade> units;
  std::vector<std::size_t> asking;  // indexes into `units`
  std::vector<store::FactsQuery> queries;
};

Batch batch_from(const store::BulkJob& job, const Inquiry& inquiry, const Download& download,
                 std::size_t first) {
  Batch batch;
  const auto end = std::min(inquiry.units.size(), first + units_at_once);
  for (auto place = first; place < end; ++place) {
    UnitMade unit;
    unit.place = place;
    unit.record = unit_record(job, inquiry, place);
    unit.problem = problem_before(inquiry, place, download);
    if (!unit.problem) {
      batch.asking.push_back(batch.units.size());
      batch.queries.push_back(facts_query(unit.record, job.snapshot));
    }
    batch.units.push_back(std::move(unit));
  }
  return batch;
}

std::vector<domain::PersonId> people_in(const std::vector<store::FactsRead>& read) {
  std::vector<domain::PersonId> people;
  for (const auto& one : read) {
    for (const auto& person : one.facts.people) people.push_back(person.id);
  }
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  return people;
}

void judge(UnitMade& unit, domain::Facts facts, const std::vector<domain::PersonId>& hidden) {
  unit.facts = std::move(facts);
  hide_people(unit.facts, hidden);
  unit.made = replay_unit(unit.record, unit.facts);
  if (unit.made.decision.refused) {
    unit.problem = oqs::Problem{error_of_refusal(*unit.made.decision.refused), {}};
  } else {
    note_decision(unit.record, unit.made);
  }
}

}  // namespace

std::string questions_json(const std::vector<oqs::InquiryUnit>& units) {
  return json_list(units, unit_json);
}

std::optional<Inquiry> read_inquiry(const store::BulkContent& content) {
  const auto questions = json::parse(content.questions, nullptr, false);
  if (!questions.is_array()) return std::nullopt;
  try {
    Inquiry inquiry;
    for (const auto& one : questions) inquiry.units.push_back(read_unit(one));
    if (content.outcome.empty()) return inquiry;
    const auto outcome = json::parse(content.outcome);
    inquiry.today = util::Day::parse(outcome.at("today").get<std::string>()).value_or(util::Day());
    inquiry.settings = read_settings_json(outcome.at("settings").dump());
    inquiry.past_budget = outcome.at("past_budget").get<std::vector<std::size_t>>();
    return inquiry;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

QuestionRecord unit_record(const store::BulkJob& job, const Inquiry& inquiry, std::size_t place) {
  const auto& unit = inquiry.units.at(place);
  QuestionRecord record;
  record.institution_code = job.institution_code;
  record.header.institution_code = job.institution_code;
  record.question.day = job.day.value_or(util::Day());
  record.question.today = inquiry.today;
  record.question.asking = domain::Asking::number;
  record.question.search = unit.search;
  record.question.settings = inquiry.settings;
  record.as_of = job.snapshot;
  record.echo = unit.echo;
  return record;
}

util::Task<util::Result<std::vector<domain::PersonId>, store::StoreProblem>> make_units(
    store::Registry& registry, const store::BulkJob& job, const Inquiry& inquiry,
    const Download& download, const std::function<void(UnitMade)>& take) {
  std::set<domain::PersonId> all_hidden;
  for (std::size_t first = 0; first < inquiry.units.size(); first += units_at_once) {
    auto batch = batch_from(job, inquiry, download, first);
    auto read = co_await registry.facts(std::move(batch.queries));
    if (!read) co_return util::failure(read.error());
    auto hidden = download.hidden.value_or(std::vector<domain::PersonId>());
    if (!download.hidden) {
      auto now = co_await registry.not_disclosed(people_in(*read));
      if (!now) co_return util::failure(now.error());
      hidden = std::move(*now);
    }
    all_hidden.insert(hidden.begin(), hidden.end());
    for (std::size_t i = 0; i < batch.asking.size(); ++i) {
      judge(batch.units[batch.asking[i]], std::move((*read)[i].facts), hidden);
    }
    for (auto& unit : batch.units) take(std::move(unit));
  }
  co_return std::vector<domain::PersonId>(all_hidden.begin(), all_hidden.end());
}

std::vector<ToldByUnit> told_by_units(const json& detail) {
  std::vector<ToldByUnit> units;
  const auto told = detail.find("told");
  if (told == detail.end() || !told->is_array()) return units;
  for (const auto& one : *told) {
    const bool sound = one.is_array() && one.size() >= 4 && one[0].is_number_integer() &&
                       one[1].is_number_integer() && one[2].is_string() &&
                       one[3].is_number_unsigned();
    if (!sound) continue;
    const auto reason = domain::reason_named(one[2].get<std::string>());
    if (!reason) continue;
    units.push_back(
        {one[0].get<domain::PersonId>(), one[1].get<int>(), *reason, one[3].get<std::size_t>()});
  }
  return units;
}

Rendered inquiry_result(const oqs::AnswerHeader& header, const Inquiry& inquiry,
                        const std::vector<UnitMade>& units) {
  Rendered rendered;
  rendered.settings = inquiry.settings;
  rendered.units = units.size();
  rendered.errors = static_cast<std::size_t>(std::count_if(
      units.begin(), units.end(), [](const UnitMade& unit) { return unit.problem.has_value(); }));
  oqs::WriteSettings settings;
  settings.emit_public_expense_names = inquiry.settings.emit_public_expense_names;
  oqs::BulkResultWriter writer(header, {rendered.units, rendered.errors}, settings);
  std::set<std::string> rows;
  auto told = json::array();  // of each verdict, in the units' order: see told_by_units
  for (const auto& unit : units) {
    if (unit.problem) {
      writer.add(unit.record.echo, *unit.problem);
      continue;
    }
    writer.add(unit.record.echo, unit.made.answer);
    rows.insert(unit.record.rows.begin(), unit.record.rows.end());
    for (const auto& verdict : unit.made.decision.verdicts) {
      told.push_back({unit.facts.people.at(verdict.person).id, static_cast<int>(verdict.validity),
                      domain::name_of(verdict.reason), unit.place});
    }
  }
  rendered.message = std::move(writer).finish();
  rendered.rows.assign(rows.begin(), rows.end());
  rendered.people = told.dump();
  return rendered;
}

}  // namespace madoguchi::center
