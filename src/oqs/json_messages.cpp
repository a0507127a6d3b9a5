#include "oqs/json_messages.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "oqs/json_members.hpp"
#include "oqs/json_text.hpp"
#include "util/calendar.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

namespace madoguchi::oqs {

namespace {

constexpr JsonLimits small_message{.bytes_max = 64 * 1024};
constexpr JsonLimits report_message{.bytes_max = 64 * 1024 * 1024};
constexpr std::size_t certificate_bytes_max = 8 * 1024;
constexpr std::size_t signature_bytes_max = 1024;
constexpr std::size_t staff_characters_max = 100;
constexpr std::size_t key_characters_max = 128;
constexpr std::size_t number_characters_max = 20;
constexpr std::size_t identifier_characters_max = 50;
constexpr std::size_t text_characters_max = 4096;

constexpr std::array<std::string_view, 3> modes = {"pin", "face", "visual"};
constexpr std::array<std::string_view, 6> consent_kinds = {"limit_certificate", "specific_diseases",
                                                           "health_checkups",   "medication",
                                                           "diagnosis",         "operation"};

template <class List>
bool contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

template <class Message>
util::Result<Message, Problem> done(Message message, const std::optional<Problem>& problem) {
  if (problem) return util::failure(*problem);
  return message;
}

std::vector<std::pair<std::string, bool>> read_consents(Members& members,
                                                        std::optional<Problem>& problem) {
  std::vector<std::pair<std::string, bool>> consents;
  const auto& list = members.list("consents", Presence::optional);
  for (std::size_t i = 0; i < list.size() && !problem; ++i) {
    const auto place = "consents/" + std::to_string(i);
    if (!list[i].is_object()) {
      members.fail(ErrorCode::element_format, place);
      break;
    }
    Members consent(list[i], place + "/", problem);
    auto kind = consent.text("kind", Presence::required, staff_characters_max);
    const bool given = consent.flag("given");
    if (!contains(consent_kinds, kind)) consent.fail(ErrorCode::element_format, "kind");
    const bool twice = std::any_of(consents.begin(), consents.end(),
                                   [&kind](const auto& known) { return known.first == kind; });
    if (twice) consent.fail(ErrorCode::element_repeated, "kind");
    consents.emplace_back(std::move(kind), given);
  }
  return consents;
}

ImportProblem read_import_problem(const json& value, const std::string& place,
                                  std::optional<Problem>& problem) {
  Members members(value, place, problem);
  ImportProblem read;
  read.line = members.count("line");
  read.field = members.text("field", Presence::optional, text_characters_max);
  read.code = members.text("code", Presence::required, text_characters_max);
  read.text = members.text("text", Presence::optional, text_characters_max);
  read.warning = members.flag("warning");
  return read;
}

}  // namespace

std::string write_challenge(const ChallengeAnswer& answer) {
  return json_text({{"challenge", answer.challenge}, {"expires_ms", answer.expires_ms}});
}

util::Result<ChallengeAnswer, Problem> read_challenge(std::string_view text) {
  const auto object = json_object(text, small_message);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  ChallengeAnswer answer;
  answer.challenge = members.challenge();
  answer.expires_ms = members.number("expires_ms");
  return done(std::move(answer), problem);
}

std::string write_card_question(const CardQuestion& question) {
  json consents = json::array();
  for (const auto& [kind, given] : question.consents) {
    consents.push_back({{"kind", kind}, {"given", given}});
  }
  return json_text({{"challenge", question.challenge},
                    {"day", question.day},
                    {"mode", question.mode},
                    {"certificate_der", util::base64(question.certificate_der)},
                    {"signature", util::base64(question.signature)},
                    {"staff", question.staff},
                    {"arbitrary_file_identifier", question.arbitrary_file_identifier},
                    {"consents", consents}});
}

util::Result<CardQuestion, Problem> read_card_question(std::string_view text) {
  const auto object = json_object(text, small_message);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  CardQuestion question;
  question.challenge = members.challenge();
  question.day = members.text("day", Presence::required, 8);
  if (!util::Day::parse(question.day)) members.fail(ErrorCode::impossible_date, "day");
  question.mode = members.text("mode", Presence::required, 16);
  if (!contains(modes, question.mode)) members.fail(ErrorCode::element_format, "mode");
  question.certificate_der =
      members.bytes("certificate_der", Presence::required, certificate_bytes_max);
  question.signature = members.bytes("signature", Presence::optional, signature_bytes_max);
  question.staff = members.text("staff", Presence::optional, staff_characters_max);
  question.arbitrary_file_identifier =
      members.text("arbitrary_file_identifier", Presence::optional, identifier_characters_max);
  question.consents = read_consents(members, problem);
  return done(std::move(question), problem);
}

std::string write_recheck_question(const RecheckQuestion& question) {
  return json_text({{"key", question.key},
                    {"staff", question.staff},
                    {"arbitrary_file_identifier", question.arbitrary_file_identifier}});
}

util::Result<RecheckQuestion, Problem> read_recheck_question(std::string_view text) {
  const auto object = json_object(text, small_message);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  RecheckQuestion question;
  question.key = members.text("key", Presence::required, key_characters_max);
  question.staff = members.text("staff", Presence::optional, staff_characters_max);
  question.arbitrary_file_identifier =
      members.text("arbitrary_file_identifier", Presence::optional, identifier_characters_max);
  return done(std::move(question), problem);
}

std::string write_number_by_card(const NumberByCard& question) {
  return json_text({{"key", question.key}, {"reference_number", question.reference_number}});
}

util::Result<NumberByCard, Problem> read_number_by_card(std::string_view text) {
  const auto object = json_object(text, small_message);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  NumberByCard question;
  question.key = members.text("key", Presence::required, key_characters_max);
  question.reference_number =
      members.text("reference_number", Presence::required, number_characters_max);
  return done(std::move(question), problem);
}

std::string write_problem(const Problem& problem) {
  return json_text({{"code", code_of(problem.error)},
                    {"message", message_of(problem)},
                    {"vendor", vendor_text(problem.error)},
                    {"place", problem.place}});
}

std::optional<ReadProblem> read_problem(std::string_view text) {
  const auto object = json_object(text, small_message);
  if (!object) return std::nullopt;
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  ReadProblem read;
  read.code = members.text("code", Presence::required, 16);
  read.message = members.text("message", Presence::required, text_characters_max);
  read.place = members.text("place", Presence::optional, text_characters_max);
  if (object->contains("tries_left")) {
    read.tries_left =
        static_cast<int>(std::clamp<std::int64_t>(members.number("tries_left"), -1, 9));
  }
  if (problem) return std::nullopt;
  return read;
}

std::string write_import_report(const ImportReport& report) {
  json problems = json::array();
  for (const auto& problem : report.problems) {
    problems.push_back({{"line", problem.line},
                        {"field", problem.field},
                        {"code", problem.code},
                        {"text", problem.text},
                        {"warning", problem.warning}});
  }
  return json_text({{"dry_run", report.dry_run},
                    {"batch", report.batch},
                    {"record", report.record},
                    {"rows", report.rows},
                    {"added", report.added},
                    {"changed", report.changed},
                    {"removed", report.removed},
                    {"unchanged", report.unchanged},
                    {"refused", report.refused},
                    {"problems_total", report.problems_total},
                    {"problems", problems}});
}

util::Result<ImportReport, Problem> read_import_report(std::string_view text) {
  const auto object = json_object(text, report_message);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  ImportReport report;
  report.dry_run = members.flag("dry_run");
  report.batch = members.number("batch");
  report.record = members.number("record");
  report.rows = members.count("rows");
  report.added = members.count("added");
  report.changed = members.count("changed");
  report.removed = members.count("removed");
  report.unchanged = members.count("unchanged");
  report.refused = members.count("refused");
  report.problems_total = members.count("problems_total");
  const auto& list = members.list("problems", Presence::required);
  for (std::size_t i = 0; i < list.size() && !problem; ++i) {
    const auto place = "problems/" + std::to_string(i);
    if (!list[i].is_object()) {
      members.fail(ErrorCode::element_format, place);
    } else {
      report.problems.push_back(read_import_problem(list[i], place + "/", problem));
    }
  }
  return done(std::move(report), problem);
}

}  // namespace madoguchi::oqs
