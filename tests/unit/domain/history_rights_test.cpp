#include "domain/history_rights.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace madoguchi::domain {
namespace {

// Everything stands for it: what a doctor sees after a PIN, with consent.
HistoryQuestion open_question() {
  HistoryQuestion asked;
  asked.role = Role::doctor;
  asked.kind = HistoryKind::medication;
  asked.mode = HistoryMode::signed_card;
  asked.consent = ConsentState::given;
  asked.validity = Validity::valid;
  asked.two_factors = Stands::yes;
  asked.certificate = Stands::yes;
  asked.kind_used = Stands::yes;
  return asked;
}

// Of both parties, and nobody known: a receipt computer.
const std::vector<std::optional<Role>>& viewers() {
  static const std::vector<std::optional<Role>> all = [] {
    std::vector<std::optional<Role>> made(all_roles().begin(), all_roles().end());
    made.push_back(std::nullopt);
    return made;
  }();
  return all;
}
std::string_view name_of(const std::optional<Role>& role) {
  return role ? domain::name_of(*role) : "receipt computer";
}

const std::vector<std::optional<Validity>>& validities() {
  static const std::vector<std::optional<Validity>> all = {
      std::nullopt,   Validity::valid,   Validity::invalid,           Validity::invalid_newer,
      Validity::none, Validity::several, Validity::valid_unregistered};
  return all;
}

// The rule once more, as the sentences say it and in another order than the function: what
// must all be true.
bool should_be_open(const HistoryQuestion& asked) {
  const bool yes = true;
  const bool by_folder = asked.mode == HistoryMode::folder;
  const bool doctor = asked.role == Role::doctor || asked.role == Role::dentist;
  const bool qualified = asked.mode == HistoryMode::emergency
                             ? asked.role == Role::doctor
                             : doctor || (asked.role == Role::pharmacist &&
                                          asked.kind != HistoryKind::health_checkups);
  const bool viewer = by_folder ? !asked.role && (asked.folder_opens == Stands::yes) == yes
                                : qualified && (asked.two_factors == Stands::yes ||
                                                asked.two_factors_required == Stands::no);
  bool way = false;
  if (asked.mode == HistoryMode::signed_card || by_folder) way = true;
  if (asked.mode == HistoryMode::disaster) way = asked.declared == Stands::yes;
  if (asked.mode == HistoryMode::unsigned_card) way = asked.unsigned_opens == Stands::yes;
  if (asked.mode == HistoryMode::emergency) way = asked.emergency_right == Stands::yes;
  const bool person =
      asked.disclosed == Stands::yes &&
      (asked.validity == Validity::valid ||
       (asked.validity == Validity::valid_unregistered && asked.opens_unregistered == Stands::yes));
  const bool consent =
      asked.consent == ConsentState::given ||
      (asked.mode == HistoryMode::emergency && asked.consent == ConsentState::hard_to_obtain);
  const bool card = asked.mode == HistoryMode::disaster || asked.certificate == Stands::yes;
  return viewer && way && person && consent && card && asked.kind_used == Stands::yes;
}

template <class Visit>
void with_every_switch(HistoryQuestion asked, const Visit& visit) {
  for (unsigned bits = 0; bits < 1024; ++bits) {
    const auto stands = [bits](unsigned bit) {
      return (bits >> bit & 1U) != 0 ? Stands::yes : Stands::no;
    };
    asked.disclosed = stands(0);
    asked.two_factors = stands(1);
    asked.certificate = stands(2);
    asked.kind_used = stands(3);
    asked.unsigned_opens = stands(4);
    asked.folder_opens = stands(5);
    asked.emergency_right = stands(6);
    asked.opens_unregistered = stands(7);
    asked.two_factors_required = stands(8);
    asked.declared = stands(9);
    visit(asked);
  }
}

// role × kind × mode × consent × validity × every switch: 10·4·6·6·7·1024 cells.
TEST(HistoryRights, complete_matrix_opens_exactly_what_every_rule_allows) {
  std::size_t cells = 0, open = 0;
  std::set<HistoryReason> met;
  for (const auto& role : viewers()) {
    for (const auto kind : all_history_kinds()) {
      for (const auto mode : all_history_modes()) {
        for (const auto consent : all_consent_states()) {
          for (const auto& validity : validities()) {
            HistoryQuestion asked;
            asked.role = role;
            asked.kind = kind;
            asked.mode = mode;
            asked.consent = consent;
            asked.validity = validity;
            with_every_switch(asked, [&](const HistoryQuestion& cell) {
              const auto reason = may_view(cell);
              ++cells;
              open += reason == HistoryReason::allowed ? 1 : 0;
              met.insert(reason);
              ASSERT_EQ(reason == HistoryReason::allowed, should_be_open(cell))
                  << name_of(role) << " " << name_of(kind) << " " << name_of(mode) << " "
                  << name_of(consent) << " " << name_of(reason);
            });
          }
        }
      }
    }
  }
  EXPECT_EQ(cells, 10U * 4 * 6 * 6 * 7 * 1024);
  EXPECT_GT(open, 0U);
  EXPECT_LT(open * 20, cells);                          // default deny
  EXPECT_EQ(met.size(), all_history_reasons().size());  // every reason is met by some cell
}

TEST(HistoryRights, 6_2_each_reason_by_the_one_thing_that_is_missing) {
  const auto reason = [](auto spoil) {
    auto asked = open_question();
    spoil(asked);
    return may_view(asked);
  };
  using R = HistoryReason;
  EXPECT_EQ(reason([](auto&) {}), R::allowed);
  EXPECT_EQ(reason([](auto& q) { q.role = Role::reception; }), R::role);
  EXPECT_EQ(reason([](auto& q) { q.role = Role::clinic_admin; }), R::role);
  EXPECT_EQ(reason([](auto& q) { q.role = Role::supervisor; }), R::role);
  EXPECT_EQ(reason([](auto& q) { q.role = std::nullopt; }), R::role);
  EXPECT_EQ(reason([](auto& q) { q.two_factors = Stands::no; }), R::one_factor);
  EXPECT_EQ(reason([](auto& q) { q.validity = Validity::invalid; }), R::no_qualification);
  EXPECT_EQ(reason([](auto& q) { q.disclosed = Stands::no; }), R::no_qualification);
  EXPECT_EQ(reason([](auto& q) { q.validity = Validity::valid_unregistered; }), R::allowed);
  EXPECT_EQ(reason([](auto& q) {
              q.validity = Validity::valid_unregistered;
              q.opens_unregistered = Stands::no;
            }),
            R::unregistered);
  EXPECT_EQ(reason([](auto& q) { q.mode = HistoryMode::number; }), R::by_number);
  EXPECT_EQ(reason([](auto& q) { q.mode = HistoryMode::unsigned_card; }), R::unsigned_card);
  EXPECT_EQ(reason([](auto& q) { q.mode = HistoryMode::folder; }), R::role);
  EXPECT_EQ(reason([](auto& q) {
              q.mode = HistoryMode::folder;
              q.role = std::nullopt;
            }),
            R::folder_off);
  EXPECT_EQ(reason([](auto& q) { q.mode = HistoryMode::emergency; }), R::no_emergency_right);
  EXPECT_EQ(reason([](auto& q) { q.mode = HistoryMode::disaster; }), R::disaster_over);
  EXPECT_EQ(reason([](auto& q) {
              q.mode = HistoryMode::disaster;
              q.declared = Stands::yes;
              q.certificate = Stands::no;  // there is no card
            }),
            R::allowed);
  EXPECT_EQ(reason([](auto& q) { q.certificate = Stands::no; }), R::certificate_grace);
  EXPECT_EQ(reason([](auto& q) { q.kind_used = Stands::no; }), R::kind_off);
  EXPECT_EQ(reason([](auto& q) { q.consent = ConsentState::not_asked; }), R::not_asked);
  EXPECT_EQ(reason([](auto& q) { q.consent = ConsentState::hard_to_obtain; }), R::not_asked);
  EXPECT_EQ(reason([](auto& q) { q.consent = ConsentState::refused; }), R::refused);
  EXPECT_EQ(reason([](auto& q) { q.consent = ConsentState::expired; }), R::expired);
  EXPECT_EQ(reason([](auto& q) { q.consent = ConsentState::withdrawn; }), R::withdrawn);
  EXPECT_EQ(reason([](auto& q) {
              q.mode = HistoryMode::emergency;
              q.emergency_right = Stands::yes;
              q.consent = ConsentState::hard_to_obtain;
            }),
            R::allowed);
}

TEST(HistoryRights, 6_2_pharmacists_see_no_check_ups_and_everything_else) {
  auto asked = open_question();
  asked.role = Role::pharmacist;
  for (const auto kind : all_history_kinds()) {
    asked.kind = kind;
    const bool checkups = kind == HistoryKind::health_checkups;
    EXPECT_EQ(may_view(asked), checkups ? HistoryReason::role : HistoryReason::allowed);
  }
}

// Protected and unknown people are told apart by nobody, whoever asks and however.
TEST(HistoryRights, D3_not_disclosed_has_the_reason_of_no_qualification) {
  for (const auto& role : viewers()) {
    for (const auto mode : all_history_modes()) {
      for (const auto consent : all_consent_states()) {
        auto hidden = open_question();
        hidden.role = role;
        hidden.mode = mode;
        hidden.consent = consent;
        hidden.disclosed = Stands::no;
        auto unknown = hidden;
        unknown.disclosed = Stands::yes;
        unknown.validity = Validity::none;
        EXPECT_EQ(may_view(hidden), may_view(unknown));
        EXPECT_NE(may_view(hidden), HistoryReason::allowed);
      }
    }
  }
}

TEST(HistoryRights, consent_is_compared_as_an_instant) {
  const util::Instant at{1000000};
  const util::Instant until = at.plus_ms(24LL * 3600 * 1000);
  const LastChoice given{true, false, at, until};
  EXPECT_EQ(consent_state(std::nullopt, at), ConsentState::not_asked);
  EXPECT_EQ(consent_state(given, at), ConsentState::given);
  EXPECT_EQ(consent_state(given, until.plus_ms(-1)), ConsentState::given);
  EXPECT_EQ(consent_state(given, until), ConsentState::expired);
  EXPECT_EQ(consent_state(given, at.plus_ms(-1)), ConsentState::not_asked);  // clock set back
  const LastChoice refused{false, false, at, until};
  const LastChoice withdrawn{false, true, at, until};
  for (const auto now : {at.plus_ms(-1), at, until, until.plus_ms(1)}) {
    EXPECT_EQ(consent_state(refused, now), ConsentState::refused);
    EXPECT_EQ(consent_state(withdrawn, now), ConsentState::withdrawn);
  }
}

TEST(HistoryRights, names_go_both_ways_and_every_reason_has_its_texts) {
  for (const auto kind : all_history_kinds()) EXPECT_EQ(history_kind_named(name_of(kind)), kind);
  for (const auto* name : {"", "Doctor", "doctor ", "administrator"}) {
    EXPECT_FALSE(history_kind_named(name)) << name;
  }
  std::set<std::string_view> names, texts;
  for (const auto reason : all_history_reasons()) {
    names.insert(name_of(reason));
    texts.insert(text_of(reason));
    EXPECT_EQ(text_of(reason).empty(), reason == HistoryReason::allowed);
    EXPECT_EQ(english_text_of(reason).empty(), reason == HistoryReason::allowed);
  }
  EXPECT_EQ(names.size(), 16U);
  EXPECT_EQ(texts.size(), 16U);
}

}  // namespace
}  // namespace madoguchi::domain
