#include <algorithm>
#include <string>
#include <tuple>

#include "domain/judging.hpp"
#include "util/encoding.hpp"

namespace madoguchi::domain {
namespace {

bool starts_earlier(const Insurance& a, const Insurance& b) {
  return a.start < b.start;
}

bool ends_earlier(const Insurance& a, const Insurance& b) {
  return std::tie(*a.end, a.start) < std::tie(*b.end, b.start);
}

// "1" and "01" are the same 枝番.
bool same_branch(const std::string& a, const std::string& b) {
  const auto padded = [](const std::string& branch) {
    return branch.size() == 1 ? "0" + branch : branch;
  };
  return padded(a) == padded(b);
}

bool asked_for(const Insurance& insurance, const NumberSearch& search) {
  if (insurance.insurer_number != search.insurer_number) return false;
  if (insurance.number != search.number) return false;
  if (!search.symbol.empty() &&
      util::fold_width(insurance.symbol) != util::fold_width(search.symbol)) {
    return false;
  }
  if (!search.branch.empty() && !same_branch(insurance.branch, search.branch)) return false;
  return insurance.birthdate == search.birthdate;
}

// Registered from the end of the old one on, or already active beside its end.
bool newer_registered(const PersonFacts& person, std::size_t old, util::Day day) {
  for (std::size_t i = 0; i < person.insurances.size(); ++i) {
    const Insurance& other = person.insurances[i];
    if (i != old && (*person.insurances[old].end <= other.start || active(other, day))) return true;
  }
  return false;
}

// Insurance rows, over those insurances of one person that are `meant`.
template <class Meant>
std::optional<Verdict> judge(const PersonFacts& person, util::Day day, Meant meant) {
  const auto current = [&](const Insurance& i) { return meant(i) && active(i, day); };
  const auto past = [&](const Insurance& i) { return meant(i) && ended(i, day); };
  Verdict verdict;
  verdict.side = Side::insurance;
  verdict.insurance = last_where(person.insurances, current, starts_earlier);
  if (verdict.insurance) {
    verdict.validity = Validity::valid;
    verdict.reason = Reason::insurance_valid;
    return verdict;
  }
  verdict.insurance = last_where(person.insurances, past, ends_earlier);
  if (!verdict.insurance) return std::nullopt;  // nothing that has begun
  const bool newer = newer_registered(person, *verdict.insurance, day);
  verdict.validity = newer ? Validity::invalid_newer : Validity::invalid;
  verdict.reason = newer ? Reason::insurance_newer : Reason::insurance_ended;
  return verdict;
}

}  // namespace

std::optional<Verdict> judge_insurance(const PersonFacts& person, util::Day day) {
  return judge(person, day, [](const Insurance&) { return true; });
}

// D26. Looks at insurances only: whether somebody is a recipient cannot enter this answer.
Decision decide_by_insurance_numbers(const Facts& facts, const Question& question) {
  const auto meant = [&](const Insurance& i) { return asked_for(i, question.search); };
  std::vector<std::size_t> people;
  for (std::size_t p = 0; p < facts.people.size(); ++p) {
    const auto& insurances = facts.people[p].insurances;
    if (std::any_of(insurances.begin(), insurances.end(), meant)) people.push_back(p);
  }
  if (people.empty()) return nothing_shown(Reason::insurance_unknown);
  if (people.size() > 1) return nothing_shown(Reason::insurance_several);

  const auto verdict = judge(facts.people[people.front()], question.day, meant);
  if (!verdict) return nothing_shown(Reason::insurance_unknown);
  Decision decision;
  decision.verdicts = {*verdict};
  decision.verdicts.front().person = people.front();
  decision.validity = verdict->validity;
  return decision;
}

}  // namespace madoguchi::domain
