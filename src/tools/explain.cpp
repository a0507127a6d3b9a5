#include "tools/explain.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "center/reply.hpp"
#include "tools/explained_answer.hpp"
#include "tools/explained_history.hpp"
#include "tools/explained_inquiry.hpp"
#include "tools/explained_registration.hpp"
#include "util/hash.hpp"
#include "util/task.hpp"

namespace madoguchi::tools {

namespace {

using nlohmann::json;

auto failed(ExplainError error, std::string detail = "") {
  return util::failure(ExplainProblem{error, std::move(detail)});
}

std::string text_in(const json& detail, const char* name) {
  if (!detail.contains(name)) return {};
  const auto& value = detail.at(name);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// May this audience hear of a record of this party that is no answer?
bool theirs(const std::string& party, const ExplainQuestion& question) {
  switch (question.audience) {
    case ExplainFor::operator_:
      return true;
    case ExplainFor::office:
      return question.code.empty() ? party.starts_with("office:")
                                   : party == "office:" + question.code;
    case ExplainFor::institution:
      return question.code.empty() ? party.starts_with("institution:")
                                   : party == "institution:" + question.code;
  }
  return false;
}

void add_refusal(const json& detail, const std::string& text, ExplainFor audience,
                 Explanation& out) {
  const auto code = text_in(detail, "error");
  add(out, "error", "エラーコード", "error code", {code});
  const auto problem = center::refusal_of(text);
  if (oqs::code_of(problem.error) == code) {
    add(out, "told", "伝えた内容", "text told", {std::string(oqs::staff_text(problem.error))});
    add(out, "vendor", "業者向け", "for the vendor",
        {std::string(oqs::vendor_text(problem.error))});
  }
  if (const auto place = text_in(detail, "place"); !place.empty()) {
    add(out, "place", "場所", "place", {place});
  }
  // Several causes share one error so that the institution does not learn which.
  const auto cause = text_in(detail, "cause");
  if (!cause.empty() && audience == ExplainFor::operator_) {
    add(out, "cause", "伝えていない原因", "cause, not told", {cause});
  }
}

void add_registration(const json& from, ExplainFor audience, Explanation& out) {
  std::vector<std::string> values;
  for (const auto* name : {"kind", "scope", "run", "batch", "added", "changed", "removed",
                           "unchanged", "refused", "warnings"}) {
    if (audience != ExplainFor::operator_ && std::string_view(name) == "batch") continue;
    values.push_back(fmt::format("{} = {}", name, text_in(from, name)));
  }
  add(out, "registration", "登録", "registration", std::move(values));
}

// Records that are no answers to a question: their own words.
util::Result<void, ExplainProblem> add_other(const store::AuditRecord& record,
                                             const ExplainQuestion& question, Explanation& out) {
  if (!theirs(record.entry.party, question)) return failed(ExplainError::not_theirs);
  const auto detail = json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) return failed(ExplainError::unreadable);
  if (record.entry.kind == "refusal") {
    add_refusal(detail, record.entry.detail, question.audience, out);
    return {};
  }
  if (detail.contains("registration") && detail["registration"].is_object()) {
    add_registration(detail["registration"], question.audience, out);
    return {};
  }
  struct Known {
    const char* name;
    const char* label;
    bool operator_only;
  };
  const Known known[] = {{"reception", "受付番号", false},
                         {"month", "診療年月", false},
                         {"units", "人数", false},
                         {"errors", "エラー件数", false},
                         {"day", "資格確認日", false},
                         {"as_of", "参照した登録の版", true},
                         {"rows", "判定した規則", true},
                         {"MedicalAssistance", "医療扶助", false},
                         {"items", "件数", false},
                         {"notices", "知らせた回答の変更", true},
                         {"number", "照会番号", false},
                         {"before", "変更前", false},
                         {"withdrawn", "登録前に取り消し", false},
                         {"history_import", "履歴の取込", true},
                         {"disaster_search", "災害時の検索", true},
                         {"disaster", "災害時の指定", true},
                         {"areas", "地域", true},
                         {"from", "始まり", true},
                         {"until", "終わり", true},
                         {"granted", "救急時の閲覧権限", true},
                         {"reason", "理由", true},
                         {"consents_withdrawn", "取り消した同意", false},
                         {"answer", "送った回答のSHA-256", false}};
  for (const auto& one : known) {
    if (!detail.contains(one.name)) continue;
    if (one.operator_only && question.audience != ExplainFor::operator_) continue;
    add(out, one.name, one.label, one.name, {text_in(detail, one.name)});
  }
  return {};
}

util::Result<AnswerMadeAnew, ExplainProblem> made_anew(store::Registry& registry,
                                                       center::QuestionRecord record) {
  std::vector<store::FactsQuery> queries;
  queries.push_back(center::facts_query(record, record.as_of));
  auto read = util::sync_wait(registry.facts(std::move(queries)));
  if (!read) return failed(ExplainError::store, read.error().detail);
  AnswerMadeAnew anew;
  anew.record = std::move(record);
  anew.facts = std::move(read->front().facts);
  anew.replayed = center::replay(anew.record, anew.facts);
  anew.hash = util::hex(util::sha256(center::answer_message(anew.record, anew.replayed.answer)));
  return anew;
}

util::Result<void, ExplainProblem> add_answer(store::Registry& registry,
                                              const store::AuditRecord& entry,
                                              center::QuestionRecord record,
                                              const ExplainQuestion& question, Explanation& out) {
  if (question.audience == ExplainFor::institution && !theirs(entry.entry.party, question)) {
    return failed(ExplainError::not_theirs);
  }
  record.at = entry.entry.at;
  auto answer = made_anew(registry, std::move(record));
  if (!answer) return util::failure(answer.error());
  switch (question.audience) {
    case ExplainFor::operator_:
      explain_to_operator(*answer, out);
      return {};
    case ExplainFor::institution:
      explain_to_institution(*answer, out);
      return {};
    case ExplainFor::office:
      break;
  }
  return explain_to_office(*answer, question.code, out);
}

}  // namespace

std::string ExplainProblem::text() const {
  switch (error) {
    case ExplainError::no_record:
      return "この番号の記録はありません。madoguchi audit list で番号をご確認ください。";
    case ExplainError::no_unit:
      return "この記録に、この番号のユニットはありません。--unit を付けずにお試しください。";
    case ExplainError::not_theirs:
      return "この記録は、この相手に説明できるものではありません。";
    case ExplainError::unreadable:
      return "記録の内容を読み取れません。新しい版の madoguchi でお試しください。";
    case ExplainError::store:
      break;
  }
  return "データベースを読み取れません: " + detail;
}

util::Result<Explanation, ExplainProblem> explain(store::Registry& registry,
                                                  const ExplainQuestion& question) {
  const auto found = util::sync_wait(registry.record(question.id));
  if (!found) return failed(ExplainError::store, found.error().detail);
  if (!*found) return failed(ExplainError::no_record);
  const auto& record = **found;
  Explanation out;
  add(out, "id", "記録番号", "record", {std::to_string(record.id)});
  add(out, "at", "日時", "time", {util::iso_date_time_in_japan(record.entry.at)});
  add(out, "party", "参加者", "party", {record.entry.party});
  add(out, "interface", "インターフェース", "interface", {record.entry.interface});
  add(out, "kind", "種別", "kind", {record.entry.kind});
  if (is_inquiry_download(record) || is_registration_download(record)) {
    const auto told = is_inquiry_download(record)
                          ? explain_inquiry(registry, record, question, out)
                          : explain_registration(registry, record, question, out);
    if (!told) return util::failure(told.error());
    return out;
  }
  if (question.unit != 0) return failed(ExplainError::no_unit);
  if (is_history_look(record)) {
    const auto told = explain_history(registry, record, question, out);
    if (!told) return util::failure(told.error());
    return out;
  }
  auto asked = center::read_question_record(record.entry.detail);
  const auto done = asked ? add_answer(registry, record, std::move(*asked), question, out)
                          : add_other(record, question, out);
  if (!done) return util::failure(done.error());
  return out;
}

std::string explanation_text(const Explanation& explanation) {
  std::string text;
  for (const auto& item : explanation) {
    text += fmt::format("{} / {}:", item.label, item.label_english);
    if (item.values.size() == 1) {
      text += " " + item.values.front() + "\n";
      continue;
    }
    text += "\n";
    for (const auto& value : item.values) text += "  " + value + "\n";
  }
  return text;
}

std::string explanation_json(const Explanation& explanation) {
  nlohmann::ordered_json out;
  for (const auto& item : explanation) {
    if (item.values.size() == 1) {
      out[item.key] = item.values.front();
    } else {
      out[item.key] = item.values;
    }
  }
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace madoguchi::tools
