#include "domain/history_rights.hpp"

namespace madoguchi::domain {

namespace {

std::optional<HistoryReason> against_viewer(const HistoryQuestion& asked) {
  if (asked.mode == HistoryMode::folder) {
    if (asked.role) return HistoryReason::role;
    if (asked.folder_opens != Stands::yes) return HistoryReason::folder_off;
    return std::nullopt;
  }
  if (!asked.role || !may(*asked.role, act_of(asked.kind))) return HistoryReason::role;
  if (asked.mode == HistoryMode::disaster && !may(*asked.role, Act::disaster)) {
    return HistoryReason::role;
  }
  if (asked.mode == HistoryMode::emergency && !may(*asked.role, Act::emergency)) {
    return HistoryReason::role;
  }
  if (asked.two_factors_required == Stands::yes && asked.two_factors != Stands::yes) {
    return HistoryReason::one_factor;
  }
  return std::nullopt;
}

std::optional<HistoryReason> against_mode(const HistoryQuestion& asked) {
  switch (asked.mode) {
    case HistoryMode::signed_card:
    case HistoryMode::folder:
      return std::nullopt;
    case HistoryMode::disaster:
      if (asked.declared == Stands::yes) return std::nullopt;
      return HistoryReason::disaster_over;
    case HistoryMode::unsigned_card:
      if (asked.unsigned_opens == Stands::yes) return std::nullopt;
      return HistoryReason::unsigned_card;
    case HistoryMode::emergency:
      if (asked.emergency_right == Stands::yes) return std::nullopt;
      return HistoryReason::no_emergency_right;
    case HistoryMode::number:
      break;
  }
  return HistoryReason::by_number;
}

std::optional<HistoryReason> against_person(const HistoryQuestion& asked) {
  if (asked.disclosed != Stands::yes) return HistoryReason::no_qualification;  // D3
  if (asked.validity == Validity::valid) return std::nullopt;
  if (asked.validity != Validity::valid_unregistered) return HistoryReason::no_qualification;
  if (asked.opens_unregistered == Stands::yes) return std::nullopt;  // Q13
  return HistoryReason::unregistered;
}

std::optional<HistoryReason> against_consent(const HistoryQuestion& asked) {
  switch (asked.consent) {
    case ConsentState::given:
      return std::nullopt;
    case ConsentState::refused:
      return HistoryReason::refused;
    case ConsentState::expired:
      return HistoryReason::expired;
    case ConsentState::withdrawn:
      return HistoryReason::withdrawn;
    case ConsentState::hard_to_obtain:  // OQSCD016 3: of the emergency interface only
      if (asked.mode == HistoryMode::emergency) return std::nullopt;
      return HistoryReason::not_asked;
    case ConsentState::not_asked:
      break;
  }
  return HistoryReason::not_asked;
}

// A disaster has no card; whoever has one must have a live certificate (7.2).
bool needs_certificate(HistoryMode mode) {
  return mode != HistoryMode::disaster;
}

struct NamedReason {
  HistoryReason reason;
  std::string_view name, text, english;
};
constexpr NamedReason reasons[] = {
    {HistoryReason::allowed, "allowed", "", ""},
    {HistoryReason::role, "role",
     "この情報を閲覧できるのは有資格者だけです。医師・歯科医師（健診情報を除き薬剤師も）の"
     "アカウントで閲覧してください。",
     "Only qualified staff may see this. Use the account of a doctor or dentist (or of a "
     "pharmacist, except for check-ups)."},
    {HistoryReason::one_factor, "one_factor", "二要素でサインインし直してから閲覧してください。",
     "Sign in again with two factors."},
    {HistoryReason::no_qualification, "no_qualification",
     "有効な資格を確認できないため、表示できません。カードで資格確認をやり直してください。",
     "No valid qualification is known. Read the card again."},
    {HistoryReason::unregistered, "unregistered",
     "医療券・調剤券情報が未登録のため、表示できません（センターの設定）。福祉事務所へご確認"
     "ください。",
     "No ticket is registered, and the center shows no histories then. Ask the welfare office."},
    {HistoryReason::by_number, "by_number",
     "番号の照会では閲覧できません。マイナンバーカードを読み取ってください。",
     "Numbers do not open histories. Read the My Number card."},
    {HistoryReason::unsigned_card, "unsigned_card",
     "暗証番号で確認していないため、閲覧できません。暗証番号でカードを読み取り直してください。",
     "The card did not sign. Read it again with its PIN."},
    {HistoryReason::folder_off, "folder_off",
     "レセプトコンピュータからの閲覧は「利用しない」設定です。環境設定をご確認ください。",
     "Histories for receipt computers are switched off. See the institution's settings."},
    {HistoryReason::no_emergency_right, "no_emergency_right",
     "救急時の閲覧権限がありません（病院だけが設定できます）。",
     "There is no right of emergency viewing (hospitals only)."},
    {HistoryReason::disaster_over, "disaster_over",
     "災害時の確認の期間が終わったため、表示できません。マイナンバーカードで確認してください。",
     "The disaster's period is over. Read the My Number card."},
    {HistoryReason::certificate_grace, "certificate_grace",
     "カードの電子証明書の有効期限が切れているため、閲覧できません。市区町村の窓口での更新を"
     "ご案内ください。",
     "The card's certificate has run out. It can be renewed at the municipality."},
    {HistoryReason::kind_off, "kind_off",
     "この情報は「利用しない」設定です。環境設定をご確認ください。",
     "This kind is switched off. See the institution's settings."},
    {HistoryReason::not_asked, "not_asked",
     "患者の同意を得ていません。カードリーダーで同意を得てください。",
     "The patient was not asked for consent. Ask at the card reader."},
    {HistoryReason::refused, "refused",
     "患者が同意していません。変えるときは、もう一度カードの読み取りが必要です。",
     "The patient did not consent. To change it, read the card again."},
    {HistoryReason::expired, "expired",
     "同意の有効期限（24時間）が過ぎました。もう一度カードを読み取ってください。",
     "The consent (24 hours) has ended. Read the card again."},
    {HistoryReason::withdrawn, "withdrawn", "患者が同意を取り消しました。",
     "The patient withdrew the consent."},
};

const NamedReason& row_of(HistoryReason reason) {
  for (const auto& one : reasons) {
    if (one.reason == reason) return one;
  }
  return reasons[0];
}

struct NamedKind {
  HistoryKind kind;
  std::string_view name, label, english;
  ConsentKind consent;
  Act act;
};
constexpr NamedKind kinds[] = {
    {HistoryKind::medication, "medication", "薬剤情報", "medication", ConsentKind::medication,
     Act::view_medication},
    {HistoryKind::diagnosis, "diagnosis", "診療情報", "visits and treatments",
     ConsentKind::diagnosis, Act::view_diagnosis},
    {HistoryKind::operation, "operation", "手術情報", "operations", ConsentKind::operation,
     Act::view_operation},
    {HistoryKind::health_checkups, "health_checkups", "特定健診情報", "health check-ups",
     ConsentKind::health_checkups, Act::view_checkups},
};

const NamedKind& row_of(HistoryKind kind) {
  return kinds[static_cast<std::size_t>(kind)];
}

constexpr std::string_view mode_names[] = {"signed_card", "unsigned_card", "number",
                                           "folder",      "disaster",      "emergency"};
constexpr std::string_view consent_names[] = {"not_asked", "given",     "refused",
                                              "expired",   "withdrawn", "hard_to_obtain"};

template <class Enum, std::size_t Count>
std::vector<Enum> all_of(const std::string_view (&)[Count]) {
  std::vector<Enum> all;
  for (std::size_t i = 0; i < Count; ++i) all.push_back(static_cast<Enum>(i));
  return all;
}

}  // namespace

ConsentState consent_state(const std::optional<LastChoice>& choice, util::Instant now) {
  if (!choice) return ConsentState::not_asked;
  if (!choice->given) {
    return choice->given_before ? ConsentState::withdrawn : ConsentState::refused;
  }
  if (now < choice->at) return ConsentState::not_asked;
  return now < choice->available_until ? ConsentState::given : ConsentState::expired;
}

HistoryReason may_view(const HistoryQuestion& asked) {
  if (const auto reason = against_viewer(asked)) return *reason;
  if (const auto reason = against_mode(asked)) return *reason;
  if (const auto reason = against_person(asked)) return *reason;
  if (needs_certificate(asked.mode) && asked.certificate != Stands::yes) {
    return HistoryReason::certificate_grace;
  }
  if (asked.kind_used != Stands::yes) return HistoryReason::kind_off;
  if (const auto reason = against_consent(asked)) return *reason;
  return HistoryReason::allowed;
}

std::string_view name_of(HistoryKind kind) {
  return row_of(kind).name;
}
std::optional<HistoryKind> history_kind_named(std::string_view name) {
  for (const auto& one : kinds) {
    if (one.name == name) return one.kind;
  }
  return std::nullopt;
}
std::string_view label_of(HistoryKind kind) {
  return row_of(kind).label;
}
std::string_view english_label_of(HistoryKind kind) {
  return row_of(kind).english;
}
ConsentKind consent_kind_of(HistoryKind kind) {
  return row_of(kind).consent;
}
Act act_of(HistoryKind kind) {
  return row_of(kind).act;
}
const std::vector<HistoryKind>& all_history_kinds() {
  static const std::vector<HistoryKind> all = {HistoryKind::medication, HistoryKind::diagnosis,
                                               HistoryKind::operation,
                                               HistoryKind::health_checkups};
  return all;
}

bool used(const HistorySwitches& switches, HistoryKind kind) {
  switch (kind) {
    case HistoryKind::medication:
      return switches.medication;
    case HistoryKind::diagnosis:
      return switches.diagnosis;
    case HistoryKind::operation:
      return switches.operation;
    case HistoryKind::health_checkups:
      return switches.health_checkups;
  }
  return false;
}

std::string_view name_of(HistoryMode mode) {
  return mode_names[static_cast<std::size_t>(mode)];
}
const std::vector<HistoryMode>& all_history_modes() {
  static const auto all = all_of<HistoryMode>(mode_names);
  return all;
}
std::string_view name_of(ConsentState state) {
  return consent_names[static_cast<std::size_t>(state)];
}
const std::vector<ConsentState>& all_consent_states() {
  static const auto all = all_of<ConsentState>(consent_names);
  return all;
}

std::string_view name_of(HistoryReason reason) {
  return row_of(reason).name;
}
std::string_view text_of(HistoryReason reason) {
  return row_of(reason).text;
}
std::string_view english_text_of(HistoryReason reason) {
  return row_of(reason).english;
}
const std::vector<HistoryReason>& all_history_reasons() {
  static const std::vector<HistoryReason> all = [] {
    std::vector<HistoryReason> made;
    for (const auto& one : reasons) made.push_back(one.reason);
    return made;
  }();
  return all;
}

}  // namespace madoguchi::domain
