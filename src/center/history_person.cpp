#include "center/history_person.hpp"

#include <stdexcept>

#include "util/encoding.hpp"
#include "util/task.hpp"

namespace madoguchi::center {

namespace {

store::FactsQuery query_of(const history::ClaimPayer& payer, util::Day birthdate) {
  store::FactsQuery query;
  // No ticket is looked at: a window of one month that nothing is in.
  query.window = {util::Month::from_index(0), util::Month::from_index(0)};
  if (payer.of == history::ClaimPayer::Of::public_expense) {
    query.who = store::ByAssistanceNumber{payer.payer, payer.number, birthdate};
  } else {
    query.who = store::ByInsuranceNumber{
        payer.payer, util::fold_width(payer.number), util::fold_width(payer.symbol), {}, birthdate};
  }
  return query;
}

}  // namespace

std::vector<history::Match> match_people(store::Registry& registry,
                                         const std::vector<const history::ClaimIdentity*>& asked) {
  std::vector<store::FactsQuery> queries;
  std::vector<std::size_t> counts;
  for (const auto* identity : asked) {
    const auto numbers = history::known_kinds_of_numbers(*identity);
    for (const auto& number : numbers) queries.push_back(query_of(number, identity->birthdate));
    counts.push_back(numbers.size());
  }
  const auto read = util::sync_wait(registry.facts(std::move(queries)));
  if (!read) throw std::runtime_error("registry: " + read.error().detail);
  std::vector<history::Match> matches;
  std::size_t at = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    std::vector<domain::PersonFacts> people;
    for (std::size_t j = 0; j < counts[i]; ++j, ++at) {
      const auto& found = (*read)[at].facts.people;
      people.insert(people.end(), found.begin(), found.end());
    }
    matches.push_back(history::match_person(*asked[i], people));
  }
  return matches;
}

}  // namespace madoguchi::center
