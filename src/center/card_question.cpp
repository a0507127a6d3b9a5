#include "center/card_question.hpp"

#include <algorithm>

#include "card/question.hpp"
#include "center/verify.hpp"
#include "oqs/json_messages.hpp"
#include "oqs/xml_writer.hpp"

namespace madoguchi::center {

namespace {

constexpr std::int64_t consent_life_ms = 24LL * 60 * 60 * 1000;  // domain.md 6.2

oqs::ErrorCode error_of(card::CardError error) {
  switch (error) {
    case card::CardError::certificate_unreadable:
      return oqs::ErrorCode::card_unreadable;
    case card::CardError::certificate_untrusted:
      return oqs::ErrorCode::card_untrusted;
    case card::CardError::certificate_not_yet_valid:
      return oqs::ErrorCode::card_not_yet_valid;
    case card::CardError::certificate_expired:
      return oqs::ErrorCode::card_expired;
    case card::CardError::certificate_revoked:
      return oqs::ErrorCode::card_revoked;
    case card::CardError::revocation_unknown:
      return oqs::ErrorCode::card_revocation_unknown;
    case card::CardError::signature_wrong:
    case card::CardError::signature_missing:
      return oqs::ErrorCode::card_signature;
  }
  return oqs::ErrorCode::card_untrusted;
}

std::optional<domain::ConsentKind> kind_named(std::string_view name) {
  if (name == "limit_certificate") return domain::ConsentKind::limit_certificate;
  if (name == "specific_diseases") return domain::ConsentKind::specific_diseases;
  if (name == "health_checkups") return domain::ConsentKind::health_checkups;
  if (name == "medication") return domain::ConsentKind::medication;
  if (name == "diagnosis") return domain::ConsentKind::diagnosis;
  if (name == "operation") return domain::ConsentKind::operation;
  return std::nullopt;
}

bool is_history(domain::ConsentKind kind) {
  return kind != domain::ConsentKind::limit_certificate &&
         kind != domain::ConsentKind::specific_diseases;
}

// What the way of asking may open: a signature opens everything, in grace no histories (7.2);
// without a signature only the eligibility answer and the high-cost limit that belongs to it (7.1).
bool may_open(domain::ConsentKind kind, bool has_signature, card::LifeState life,
              const CardSettings& settings) {
  if (life == card::LifeState::grace && is_history(kind)) return false;
  return has_signature || settings.consents_without_signature ||
         kind == domain::ConsentKind::limit_certificate;
}

std::vector<domain::Remark> remarks_of(const card::CheckedCertificate& certificate) {
  const auto last_day = util::era_text(certificate.valid_to);
  if (certificate.life == card::LifeState::expires_soon) {
    return {{"N0701", "カードの電子証明書の有効期限は" + last_day +
                          "です。市区町村の窓口での更新をご案内ください。"}};
  }
  if (certificate.life == card::LifeState::grace) {
    return {{"N0702", "カードの電子証明書の有効期限が" + last_day + "に切れています。資格確認は" +
                          util::era_text(certificate.usable_until) +
                          "まで利用できますが、薬剤情報等は閲覧できません。市区町村の窓口での更新を"
                          "ご案内ください。"}};
  }
  return {};
}

struct Checked {
  card::SignedQuestion signed_question;
  oqs::CardQuestion question;
  card::CheckedCertificate certificate;
  std::vector<domain::ConsentKind> kinds;  // of signed_question.consents
};

// The form of the question: everything that needs no certificate.
util::Result<Checked, oqs::Problem> read_form(const Asked& asked) {
  auto question = oqs::read_card_question(asked.request.body);
  if (!question) return util::failure(question.error());
  Checked checked;
  const auto day = util::Day::parse(question->day);
  if (!day) return util::failure(oqs::Problem{oqs::ErrorCode::impossible_date, "day"});
  const auto mode = card::mode_named(question->mode);
  if (!mode) return util::failure(oqs::Problem{oqs::ErrorCode::element_format, "mode"});
  checked.signed_question = {question->challenge, asked.party.code, *day, *mode, {}};
  for (const auto& [name, given] : question->consents) {
    const auto kind = kind_named(name);
    if (!kind) return util::failure(oqs::Problem{oqs::ErrorCode::element_format, "consents"});
    if (std::find(checked.kinds.begin(), checked.kinds.end(), *kind) != checked.kinds.end()) {
      return util::failure(oqs::Problem{oqs::ErrorCode::element_repeated, "consents"});
    }
    checked.kinds.push_back(*kind);
    checked.signed_question.consents.push_back({name, given});
  }
  if (question->signature.empty() && *mode != card::Mode::pin && question->staff.empty()) {
    return util::failure(oqs::Problem{oqs::ErrorCode::operator_missing, "staff"});
  }
  checked.question = std::move(*question);
  return checked;
}

// The proof: challenge, certificate, signature (D2).
util::Task<util::Result<void, oqs::Problem>> check_proof(Context& context, const Asked& asked,
                                                         Checked& checked) {
  const auto now = context.clock.now();
  const auto& question = checked.question;
  if (!context.challenges.use(question.challenge, asked.party.code, now)) {
    co_return util::failure(oqs::Problem{oqs::ErrorCode::challenge_unknown, "challenge"});
  }
  if (!context.cards) co_return util::failure(oqs::Problem{oqs::ErrorCode::card_untrusted, {}});
  const auto told =
      co_await context.responders.ask(*context.cards, question.certificate_der, context.clock);
  auto certificate = context.cards->check(question.certificate_der, now, told);
  if (!certificate) co_return util::failure(oqs::Problem{error_of(certificate.error()), {}});
  checked.certificate = std::move(*certificate);
  if (question.signature.empty()) {
    if (checked.signed_question.mode != card::Mode::pin)
      co_return util::Result<void, oqs::Problem>();
    co_return util::failure(oqs::Problem{oqs::ErrorCode::card_signature, "signature"});
  }
  const auto signature = context.cards->check_signature(
      question.certificate_der, card::text_to_sign(checked.signed_question), question.signature);
  if (!signature) co_return util::failure(oqs::Problem{error_of(signature.error()), "signature"});
  co_return util::Result<void, oqs::Problem>();
}

Verification verification_of(Context& context, const Asked& asked, const Checked& checked) {
  Verification verification;
  auto& record = verification.record;
  const auto now = context.clock.now();
  record.institution_code = asked.party.code;
  record.header.institution_code = asked.party.code;
  const auto& identifier = checked.question.arbitrary_file_identifier;
  record.header.arbitrary_file_identifier = {identifier, oqs::escaped(identifier)};
  record.card_issuer = checked.certificate.issuer;
  record.card_serial = checked.certificate.serial_hex;
  record.card_mode = checked.question.mode;
  record.staff = checked.question.staff;
  record.card_signed = !checked.question.signature.empty();
  record.extra_remarks = remarks_of(checked.certificate);
  auto& question = record.question;
  question.day = checked.signed_question.day;
  question.today = util::day_in_japan(now);
  question.asking = domain::Asking::card;
  question.settings = context.config.decision;
  for (std::size_t i = 0; i < checked.kinds.size(); ++i) {
    domain::Consent consent;
    consent.kind = checked.kinds[i];
    consent.given = checked.signed_question.consents[i].given &&
                    may_open(consent.kind, !checked.question.signature.empty(),
                             checked.certificate.life, context.config.card);
    consent.at = now;
    consent.available_until = now.plus_ms(consent_life_ms);
    question.consents.push_back(consent);
  }
  return verification;
}

}  // namespace

util::Task<net::Response> make_challenge(Context& context, Asked asked) {
  const auto made = context.challenges.make(asked.party.code, context.clock.now());
  if (made.challenge.empty()) {
    ++context.counters.busy;
    co_return problem_reply(503, {oqs::ErrorCode::center_busy, {}});
  }
  co_return json_reply(200, oqs::write_challenge({made.challenge, made.expires.ms}));
}

util::Task<net::Response> verify_card(Context& context, Asked asked) {
  auto checked = read_form(asked);
  if (!checked) co_return co_await refuse_problem(context, asked, 422, checked.error());
  auto proof = co_await check_proof(context, asked, *checked);
  if (!proof) co_return co_await refuse_problem(context, asked, 422, proof.error());
  auto verification = verification_of(context, asked, *checked);
  co_return co_await answer_question(context, std::move(asked), std::move(verification));
}

}  // namespace madoguchi::center
