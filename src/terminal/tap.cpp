#include "terminal/tap.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "card/question.hpp"
#include "card/software_reader.hpp"
#include "oqs/clinic_encoding.hpp"
#include "oqs/file_names.hpp"
#include "oqs/messages.hpp"
#include "terminal/answer_form.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using edge::ControlProblem;
using oqs::ErrorCode;

constexpr std::size_t identifier_bytes = 12;  // 16 characters in base64, as in real face files
constexpr std::size_t face_name_bytes = 10;   // 20 hex digits

auto refused(ErrorCode error, std::string place = "") {
  return util::failure(edge::control_problem({error, std::move(place)}));
}

// The tries that are left belong to what the counter is told of a wrong PIN.
auto refused(const card::ReaderProblem& problem) {
  auto told = edge::control_problem({error_of(problem.error), ""});
  told.tries_left = problem.tries_left;
  if (problem.error == card::ReaderError::pin_wrong && problem.tries_left > 0) {
    told.message += "あと" + std::to_string(problem.tries_left) + "回間違えるとロックされます。";
  }
  return util::failure(std::move(told));
}

// Who vouches for the card: named, or signed in at the page.
const std::string& staff_of(const edge::TapQuestion& question) {
  return question.staff.empty() ? question.who.account : question.staff;
}

// What the counter chose, checked before the card or the center is troubled.
util::Result<card::SignedQuestion, ControlProblem> checked(const edge::TapQuestion& question,
                                                           const TerminalConfig& config,
                                                           util::Instant now) {
  card::SignedQuestion checked;
  checked.institution_code = config.institution_code;
  const auto mode = card::mode_named(question.mode);
  if (!mode) return refused(ErrorCode::element_format, "mode");
  checked.mode = *mode;
  if (*mode == card::Mode::pin && question.pin.empty()) {
    return refused(ErrorCode::element_missing, "pin");
  }
  if (question.pin.empty() && staff_of(question).empty()) {
    return refused(ErrorCode::operator_missing, "staff");
  }
  checked.day = util::day_in_japan(now);
  if (!question.day.empty()) {
    const auto day = util::Day::parse(question.day);
    if (!day) return refused(ErrorCode::impossible_date, "day");
    checked.day = *day;
  }
  for (const auto& [kind, given] : question.consents) {
    const auto& kinds = card::consent_kinds();
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      return refused(ErrorCode::element_format, "consents");
    }
    checked.consents.push_back({kind, given});
  }
  return checked;
}

oqs::CardQuestion card_question(const edge::TapQuestion& question,
                                const card::SignedQuestion& signed_question,
                                std::string certificate_der) {
  oqs::CardQuestion sent;
  sent.challenge = signed_question.challenge;
  sent.day = signed_question.day.text();
  sent.mode = question.mode;
  sent.certificate_der = std::move(certificate_der);
  sent.staff = staff_of(question);
  sent.arbitrary_file_identifier = util::base64(util::random_bytes(identifier_bytes));
  sent.consents = question.consents;
  return sent;
}

// Why an answer is none that may stand in face/; nothing when it may.
std::optional<ControlProblem> problem_in(const std::string& result, const std::string& institution,
                                         const std::string& identifier) {
  const auto document = oqs::read_result(result);
  const bool ours = document && document->institution_code == institution &&
                    document->arbitrary_file_identifier == identifier;
  if (!ours) return edge::control_problem({ErrorCode::answer_unreadable, ""});
  if (document->segment != "1") {
    return ControlProblem{document->error_code, document->error_message, ""};
  }
  if (document->status != "1") return ControlProblem{document->code, document->message, ""};
  return std::nullopt;
}

}  // namespace

util::Result<std::vector<NamedBytes>, ControlProblem> CardCounter::face_files(
    const edge::CenterAnswer& answer) const {
  std::vector<std::string> messages = {answer.body};
  if (config_.face_files == TerminalConfig::FaceFiles::one_per_result) {
    messages = split_results(answer.body, answer.validities);
  }
  std::vector<NamedBytes> files;
  for (const auto& message : messages) {
    auto bytes = oqs::for_clinic(message, config_.encoding);
    if (!bytes) return refused(ErrorCode::answer_unreadable);
    const auto hex = util::hex(util::random_bytes(face_name_bytes));
    files.push_back(
        {oqs::face_file_name(config_.institution_code, hex, clock_.now()), std::move(*bytes)});
  }
  return files;
}

// A card of a file, or the one on the reader.
util::Result<CardInUse, card::ReaderProblem> CardCounter::open(const edge::TapQuestion& question) {
  if (question.card.empty()) return desk_.open(question.card_number);
  auto opened = card::open_card_file(question.card);
  if (!opened) return util::failure(opened.error());
  return CardInUse{{}, std::move(*opened)};
}

// Everything that is wanted of the card, which is free again afterwards.
util::Result<oqs::CardQuestion, ControlProblem> CardCounter::signed_by_card(
    const edge::TapQuestion& question, card::SignedQuestion& to_sign, Steady since) {
  auto opened = open(question);
  if (!opened) return refused(opened.error());
  auto certificate = opened->card.certificate_der();
  if (!certificate) return refused(certificate.error());
  util::log(util::LogLevel::debug, "terminal", "card question waits for its challenge");
  const auto challenge = line_.ask<oqs::ChallengeAnswer>(
      since, [](edge::CenterClient& center, std::int64_t timeout_ms) {
        return center.challenge(timeout_ms);
      });
  if (!challenge) return refused(ErrorCode::terminal_not_running);
  if (!*challenge) return util::failure(edge::control_problem(challenge->error().problem));
  to_sign.challenge = (*challenge)->challenge;
  auto sent = card_question(question, to_sign, std::move(*certificate));
  if (question.pin.empty()) return sent;
  auto signature = opened->card.sign(card::text_to_sign(to_sign), card::Pin(question.pin));
  if (question.card.empty()) {
    const int left = signature ? card::pin_tries_max : signature.error().tries_left;
    if (left >= 0) desk_.note_tries(left);
  }
  if (!signature) return refused(signature.error());
  sent.signature = std::move(*signature);
  return sent;
}

util::Result<Tapped, ControlProblem> CardCounter::tap(const edge::TapQuestion& question) {
  const auto since = std::chrono::steady_clock::now();
  auto to_sign = checked(question, config_, clock_.now());
  if (!to_sign) return util::failure(to_sign.error());
  const auto sent = signed_by_card(question, *to_sign, since);
  if (!sent) return util::failure(sent.error());
  const auto key = util::random_key();
  const auto answer = line_.ask<edge::CenterAnswer>(
      since, [&](edge::CenterClient& center, std::int64_t timeout_ms) {
        return center.verify_card(*sent, question.who, key, timeout_ms);
      });
  return told(answer, sent->arbitrary_file_identifier);
}

util::Result<Tapped, ControlProblem> CardCounter::recheck(const edge::RecheckQuestion& question) {
  const oqs::RecheckQuestion sent{question.key, question.staff,
                                  util::base64(util::random_bytes(identifier_bytes))};
  const auto key = util::random_key();
  const auto answer = line_.ask<edge::CenterAnswer>(
      std::chrono::steady_clock::now(), [&](edge::CenterClient& center, std::int64_t timeout_ms) {
        return center.recheck_card(sent, question.who, key, timeout_ms);
      });
  auto again = told(answer, sent.arbitrary_file_identifier);
  if (!again) return again;
  if (question.face_file == edge::RecheckQuestion::FaceFile::none) again->files.clear();
  again->confirmation_key = question.key;
  return again;
}

util::Result<Tapped, ControlProblem> CardCounter::told(
    const std::optional<util::Result<edge::CenterAnswer, edge::CenterProblem>>& answer,
    const std::string& identifier) const {
  if (!answer) return refused(ErrorCode::terminal_not_running);
  if (!*answer) return util::failure(edge::control_problem(answer->error().problem));
  if (auto problem = problem_in((*answer)->body, config_.institution_code, identifier)) {
    return util::failure(std::move(*problem));
  }
  auto files = face_files(**answer);
  if (!files) return util::failure(files.error());
  return Tapped{std::move(*files), (*answer)->record_id, (*answer)->body,
                (*answer)->confirmation_key, (*answer)->validities};
}

}  // namespace madoguchi::terminal
