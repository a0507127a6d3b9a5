#include "center/history_viewer.hpp"

#include <algorithm>

#include "center/disaster_record.hpp"

namespace madoguchi::center {

namespace {

constexpr std::int64_t consent_life_ms = 24LL * 60 * 60 * 1000;  // domain.md 6.2
constexpr std::int64_t emergency_read_life_ms = 24LL * 60 * 60 * 1000;

// Consents end by themselves; where none is needed, the read must be of the patient who is here.
bool lies_here(util::Instant read, util::Instant now) {
  return read <= now && now < read.plus_ms(emergency_read_life_ms);
}

Viewer viewer_of(const CardRead& card, const oqs::HistoryView& wanted) {
  Viewer viewer;
  viewer.mode = signed_by_card(card.question) ? domain::HistoryMode::signed_card
                                              : domain::HistoryMode::unsigned_card;
  if (!wanted.emergency_reason.empty()) viewer.mode = domain::HistoryMode::emergency;
  viewer.certificate = in_grace(card.question) ? domain::Stands::no : domain::Stands::yes;
  return viewer;
}

util::Task<util::Result<Identified, net::Response>> by_card(Context& context, const Asked& asked,
                                                            const oqs::HistoryView& wanted) {
  auto card = co_await card_read_of(context, asked.party, wanted.card_record);
  if (!card) co_return util::failure(store_reply(context, card.error()));
  const bool stale =
      *card && !wanted.emergency_reason.empty() && !lies_here((*card)->at, context.clock.now());
  if (!*card || stale) {
    co_return util::failure(co_await refuse_json(context, asked, 409,
                                                 oqs::ErrorCode::challenge_unknown, "card_record"));
  }
  auto standing = co_await standing_of(context, **card);
  if (!standing) co_return util::failure(store_reply(context, standing.error()));
  Identified found;
  found.viewer = viewer_of(**card, wanted);
  found.standing = std::move(*standing);
  found.record = wanted.card_record;
  co_return found;
}

// The declaration of the search must still stand: it is looked at anew each time.
util::Task<util::Result<Identified, net::Response>> by_search(Context& context, const Asked& asked,
                                                              const oqs::HistoryView& wanted) {
  auto record = co_await context.registry->record(wanted.search_record);
  if (!record) co_return util::failure(store_reply(context, record.error()));
  const auto search = *record ? read_disaster_search(**record, asked.party) : std::nullopt;
  if (!search || search->determined != DisasterSearch::Determined::yes) {
    co_return util::failure(co_await refuse_json(
        context, asked, 409, oqs::ErrorCode::challenge_unknown, "search_record"));
  }
  auto declared = co_await store::disasters_of(*context.registry).disasters();
  if (!declared) co_return util::failure(store_reply(context, declared.error()));
  const auto same = std::find_if(declared->begin(), declared->end(),
                                 [&](const auto& one) { return one.id == search->disaster; });
  Identified found;
  found.viewer.mode = domain::HistoryMode::disaster;
  auto until = search->at.plus_ms(consent_life_ms);
  if (same != declared->end()) {
    const auto standing = same->standing();
    const bool stands = domain::in_force(standing, asked.party.code, context.clock.now());
    found.viewer.declared = stands ? domain::Stands::yes : domain::Stands::no;
    until = std::min(until, standing.until);
  }
  found.viewer.oral = OralConsent{search->kinds, search->at, until};
  auto standing = co_await standing_of_person(context, asked.party.code, search->person);
  if (!standing) co_return util::failure(store_reply(context, standing.error()));
  found.standing = std::move(*standing);
  found.record = wanted.search_record;
  found.disaster = search->disaster;
  co_return found;
}

}  // namespace

util::Task<util::Result<Identified, net::Response>> identified(Context& context, const Asked& asked,
                                                               const oqs::HistoryView& wanted) {
  if (wanted.search_record != 0) return by_search(context, asked, wanted);
  return by_card(context, asked, wanted);
}

}  // namespace madoguchi::center
