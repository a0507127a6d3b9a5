#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/decide.hpp"
#include "domain/rights.hpp"

// Who may see whose histories (domain.md 6.2, 6.3, 7.2). One pure function; default deny.
namespace madoguchi::domain {

// The four histories: 薬剤情報, 診療情報, 手術情報, 特定健診情報.
enum class HistoryKind { medication, diagnosis, operation, health_checkups };
std::string_view name_of(HistoryKind kind);  // "medication"
std::optional<HistoryKind> history_kind_named(std::string_view name);
std::string_view label_of(HistoryKind kind);          // "薬剤情報"
std::string_view english_label_of(HistoryKind kind);  // "medication"
ConsentKind consent_kind_of(HistoryKind kind);
Act act_of(HistoryKind kind);  // what somebody needs the right for
const std::vector<HistoryKind>& all_history_kinds();

// 環境設定 of the histories, as delivered: 薬剤 and 健診 on, the rest off (domain.md 6.2).
struct HistorySwitches {
  bool medication = true;
  bool diagnosis = false;
  bool operation = false;
  bool health_checkups = true;
  bool by_folder = false;          // YZKsiquc, TKKsiquc
  bool without_signature = false;  // face or eyes (7.1)
  bool emergency_right = false;    // OQSCD043; given to a hospital, not switched by itself
  bool operator==(const HistorySwitches&) const = default;
};
bool used(const HistorySwitches& switches, HistoryKind kind);

// How the person was identified.
enum class HistoryMode {
  signed_card,    // the card signed the question (PIN)
  unsigned_card,  // face or eyes, without a signature
  number,         // numbers alone never open a history (6.2)
  folder,         // a receipt computer's request about somebody whose card was read before
  disaster,       // 災害時: no card, oral consent (6.3)
  emergency,      // 救急時: hospitals, card for identity
};
std::string_view name_of(HistoryMode mode);
const std::vector<HistoryMode>& all_history_modes();

// The patient's word about one kind at one institution, as it stands at one instant.
enum class ConsentState { not_asked, given, refused, expired, withdrawn, hard_to_obtain };
std::string_view name_of(ConsentState state);
const std::vector<ConsentState>& all_consent_states();

// The last choice of a kind, in the order in which choices were recorded (not of their times: a
// clock may have been set back).
struct LastChoice {
  bool given = false;
  bool given_before = false;  // an earlier choice was given: "no" is a withdrawal
  util::Instant at;
  util::Instant available_until;
};
// Instants are compared, not days; a choice of the future opens nothing.
ConsentState consent_state(const std::optional<LastChoice>& choice, util::Instant now);

// Yes or no, where a bare bool would not tell what it means.
enum class Stands { no, yes };

struct HistoryQuestion {
  std::optional<Role> role;  // nothing: nobody known, a receipt computer
  HistoryKind kind = HistoryKind::medication;
  HistoryMode mode = HistoryMode::number;
  ConsentState consent = ConsentState::not_asked;
  std::optional<Validity> validity;           // of the person now; nothing: no qualification
  Stands disclosed = Stands::yes;             // no: 不開示
  Stands two_factors = Stands::no;            // the viewer used two different elements
  Stands certificate = Stands::no;            // no: past its end (grace)
  Stands kind_used = Stands::no;              // the institution's switch of this kind
  Stands unsigned_opens = Stands::no;         // its switch for histories without a signature
  Stands folder_opens = Stands::no;           // its switch for receipt computers
  Stands emergency_right = Stands::no;        // OQSCD043, a hospital with the right
  Stands declared = Stands::no;               // a disaster is, for this institution, now
  Stands opens_unregistered = Stands::yes;    // Q13 historiesWhenUnregistered
  Stands two_factors_required = Stands::yes;  // center's setting
};

// Why a history is withheld. A closed list; not disclosed and no qualification are one (D3).
enum class HistoryReason {
  allowed,
  role,
  one_factor,
  no_qualification,
  unregistered,
  by_number,
  unsigned_card,
  folder_off,
  no_emergency_right,
  disaster_over,
  certificate_grace,
  kind_off,
  not_asked,
  refused,
  expired,
  withdrawn,
};
std::string_view name_of(HistoryReason reason);
std::string_view text_of(HistoryReason reason);          // Japanese, what it is and what to do
std::string_view english_text_of(HistoryReason reason);  // the same
const std::vector<HistoryReason>& all_history_reasons();

// Pure: the first of the reasons that stands against it, or `allowed`.
HistoryReason may_view(const HistoryQuestion& question);

}  // namespace madoguchi::domain
