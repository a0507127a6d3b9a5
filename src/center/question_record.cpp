#include "center/question_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "center/asked_numbers.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

using nlohmann::json;

std::string text_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const auto& text : texts) {
    if (out.size() > 1) out += ',';
    out += util::json_text(text);
  }
  return out + "]";
}

std::string consents_json(const std::vector<domain::Consent>& consents) {
  std::string out = "[";
  for (const auto& consent : consents) {
    if (out.size() > 1) out += ',';
    util::JsonLine one;
    one.add_number("kind", static_cast<int>(consent.kind))
        .add_truth("given", consent.given)
        .add_number("at", consent.at.ms)
        .add_number("until", consent.available_until.ms);
    out += std::move(one).finish();
  }
  return out + "]";
}

std::string remarks_json(const std::vector<domain::Remark>& remarks) {
  std::string out = "[";
  for (const auto& remark : remarks) {
    if (out.size() > 1) out += ',';
    out += "[" + util::json_text(remark.code) + "," + util::json_text(remark.message) + "]";
  }
  return out + "]";
}

domain::DecisionSettings read_settings(const json& from) {
  domain::DecisionSettings settings;
  settings.loss_date_is_covered = from.at("loss_date_is_covered").get<bool>();
  settings.number_inquiry_other_institution_flag = from.at("other_institution_flag").get<bool>();
  settings.number_inquiry_requires_birthdate = from.at("requires_birthdate").get<bool>();
  settings.tell_reason_of_loss = from.at("tell_reason_of_loss").get<bool>();
  settings.emit_public_expense_names = from.at("public_expense_names").get<bool>();
  return settings;
}

void read_question(const json& from, QuestionRecord& record) {
  auto& question = record.question;
  question.day = util::Day::parse(from.at("day").get<std::string>()).value_or(util::Day());
  question.today = util::Day::parse(from.at("today").get<std::string>()).value_or(util::Day());
  question.settings = read_settings(from.at("settings"));
  if (from.at("asking") == "number") {
    question.asking = domain::Asking::number;
    question.search = read_search(from.at("search"));
    record.echo = read_echo(from.at("echo"));
    return;
  }
  question.asking = domain::Asking::card;
  record.card_issuer = from.at("issuer").get<std::string>();
  record.card_serial = from.at("serial").get<std::string>();
  record.card_mode = from.at("mode").get<std::string>();
  record.staff = from.at("staff").get<std::string>();
  // Before it was kept: a signature was made with a PIN, and nobody had to vouch for it.
  record.card_signed = from.value("signed", record.staff.empty());
  record.recheck_of = from.value("recheck_of", store::AuditId{0});
  for (const auto& one : from.at("consents")) {
    question.consents.push_back({static_cast<domain::ConsentKind>(one.at("kind").get<int>()),
                                 one.at("given").get<bool>(),
                                 util::Instant{one.at("at").get<std::int64_t>()},
                                 util::Instant{one.at("until").get<std::int64_t>()}});
  }
  for (const auto& one : from.at("remarks")) {
    record.extra_remarks.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>()});
  }
}

}  // namespace

oqs::SearchEcho read_echo_json(const std::string& text) {
  const auto parsed = json::parse(text, nullptr, false);
  try {
    return parsed.is_array() ? read_echo(parsed) : oqs::SearchEcho();
  } catch (const json::exception&) {
    return {};
  }
}

std::string settings_json(const domain::DecisionSettings& settings) {
  util::JsonLine out;
  out.add_truth("loss_date_is_covered", settings.loss_date_is_covered)
      .add_truth("other_institution_flag", settings.number_inquiry_other_institution_flag)
      .add_truth("requires_birthdate", settings.number_inquiry_requires_birthdate)
      .add_truth("tell_reason_of_loss", settings.tell_reason_of_loss)
      .add_truth("public_expense_names", settings.emit_public_expense_names);
  return std::move(out).finish();
}

domain::DecisionSettings read_settings_json(const std::string& text) {
  const auto parsed = json::parse(text, nullptr, false);
  try {
    return parsed.is_object() ? read_settings(parsed) : domain::DecisionSettings();
  } catch (const json::exception&) {
    return {};
  }
}

std::string write_question_record(const QuestionRecord& record) {
  const auto& question = record.question;
  const bool by_card = question.asking == domain::Asking::card;
  util::JsonLine out;
  out.add("asking", by_card ? "card" : "number")
      .add("institution", record.institution_code)
      .add("day", question.day.text())
      .add("today", question.today.text());
  if (by_card) {
    out.add("issuer", record.card_issuer)
        .add("serial", record.card_serial)
        .add("mode", record.card_mode)
        .add("staff", record.staff)
        .add_truth("signed", record.card_signed)
        .add_json("consents", consents_json(question.consents))
        .add_json("remarks", remarks_json(record.extra_remarks));
    if (record.recheck_of != 0) out.add_number("recheck_of", record.recheck_of);
  } else {
    out.add_json("search", search_json(question.search)).add_json("echo", echo_json(record.echo));
  }
  out.add_json("settings", settings_json(question.settings))
      .add_number("as_of", record.as_of)
      .add_json("rows", text_list(record.rows))
      .add_json("reasons", text_list(record.reasons))
      .add_number("validity", record.validity)
      .add("told", record.told)
      .add("file_id", record.header.arbitrary_file_identifier.value)
      .add("file_id_raw", record.header.arbitrary_file_identifier.raw)
      .add("answer", record.answer_hash);
  return std::move(out).finish();
}

std::optional<QuestionRecord> read_question_record(const std::string& detail) {
  const auto parsed = json::parse(detail, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("asking")) return std::nullopt;
  try {
    QuestionRecord record;
    read_question(parsed, record);
    record.institution_code = parsed.at("institution").get<std::string>();
    record.header.institution_code = record.institution_code;
    record.header.arbitrary_file_identifier = {parsed.at("file_id").get<std::string>(),
                                               parsed.at("file_id_raw").get<std::string>()};
    record.as_of = parsed.at("as_of").get<domain::BatchId>();
    record.rows = parsed.at("rows").get<std::vector<std::string>>();
    record.reasons = parsed.at("reasons").get<std::vector<std::string>>();
    record.validity = parsed.at("validity").get<int>();
    record.told = parsed.at("told").get<std::string>();
    record.answer_hash = parsed.at("answer").get<std::string>();
    return record;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

store::FactsQuery facts_query(const QuestionRecord& record, std::optional<domain::BatchId> as_of) {
  store::FactsQuery query;
  query.institution_code = record.institution_code;
  query.window = domain::ticket_window(record.question.day);
  query.as_of = as_of;
  const auto& search = record.question.search;
  std::optional<util::Day> birthdate;
  if (record.question.settings.number_inquiry_requires_birthdate) birthdate = search.birthdate;
  if (record.question.asking == domain::Asking::card) {
    query.who = store::ByCard{record.card_issuer, record.card_serial};
  } else if (search.is_assistance()) {
    query.who = store::ByAssistanceNumber{search.insurer_number, search.number, birthdate};
  } else {
    query.who = store::ByInsuranceNumber{search.insurer_number, search.number, search.symbol,
                                         search.branch, search.birthdate};
  }
  return query;
}

void note_decision(QuestionRecord& record, const Replayed& made) {
  record.rows = made.decision.rows();
  record.reasons.clear();
  for (const auto& verdict : made.decision.verdicts) {
    record.reasons.emplace_back(domain::name_of(verdict.reason));
  }
  for (const auto reason : made.decision.withheld) {
    record.reasons.emplace_back(domain::name_of(reason));
  }
  record.validity = made.answer.validity ? static_cast<int>(*made.answer.validity) : 0;
  record.told = domain::code_of(made.answer.told);
}

domain::PersonId person_asked_about(const Replayed& made, const domain::Facts& facts) {
  if (!made.decision.verdicts.empty()) {
    return facts.people.at(made.decision.verdicts.front().person).id;
  }
  return facts.people.size() == 1 ? facts.people.front().id : 0;
}

void hide_people(domain::Facts& facts, const std::vector<domain::PersonId>& people) {
  for (auto& person : facts.people) {
    if (std::find(people.begin(), people.end(), person.id) == people.end()) continue;
    for (auto& qualification : person.qualifications) qualification.not_disclosed = true;
  }
}

Replayed replay_unit(const QuestionRecord& record, const domain::Facts& facts) {
  Replayed replayed;
  replayed.decision = domain::decide(facts, record.question);
  if (replayed.decision.refused) return replayed;
  replayed.answer = domain::project_unit(facts, record.question, replayed.decision);
  return replayed;
}

Replayed replay(const QuestionRecord& record, const domain::Facts& facts) {
  Replayed replayed;
  replayed.decision = domain::decide(facts, record.question);
  if (replayed.decision.refused) return replayed;
  replayed.answer = domain::project(facts, record.question, replayed.decision);
  auto& remarks = replayed.answer.remarks;
  remarks.insert(remarks.end(), record.extra_remarks.begin(), record.extra_remarks.end());
  return replayed;
}

std::string answer_message(const QuestionRecord& record, const domain::Answer& answer) {
  const bool by_card = record.question.asking == domain::Asking::card;
  oqs::AnswerHeader header;
  header.processed_at = record.at;
  header.institution_code = record.header.institution_code;
  header.arbitrary_file_identifier = record.header.arbitrary_file_identifier;
  header.day = record.question.day;
  header.reference_classification = by_card ? "1" : "2";
  oqs::WriteSettings settings;
  settings.emit_public_expense_names = record.question.settings.emit_public_expense_names;
  return oqs::write_qualification_result(header, answer, by_card ? nullptr : &record.echo,
                                         settings);
}

}  // namespace madoguchi::center
