#include "tools/explained_inquiry.hpp"

#include <fmt/format.h>

#include <map>

#include "center/inquiry_units.hpp"
#include "tools/downloaded_job.hpp"
#include "tools/explained_answer.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::string_view inquiry_prefix = "OQSmuquc";

auto failed(ExplainError error, std::string detail = "") {
  return util::failure(ExplainProblem{error, std::move(detail)});
}

// A result of many units, made anew.
struct InquiryMadeAnew {
  std::string reception;
  center::Rendered rendered;
  std::vector<center::UnitMade> units;
  std::string hash, recorded_hash;
};

util::Result<InquiryMadeAnew, ExplainProblem> made_anew(store::Registry& registry,
                                                        const store::AuditRecord& record) {
  const auto from = downloaded_job(registry, record);
  if (!from) return util::failure(from.error());
  const auto inquiry = center::read_inquiry(from->content);
  if (!inquiry) return failed(ExplainError::unreadable);
  InquiryMadeAnew anew;
  anew.reception = from->download.reception;
  const auto hidden = util::sync_wait(center::make_units(
      registry, from->job, *inquiry, from->download,
      [&anew](center::UnitMade unit) { anew.units.push_back(std::move(unit)); }));
  if (!hidden) return failed(ExplainError::store, hidden.error().detail);
  anew.rendered = center::inquiry_result(center::download_header(from->job, from->download),
                                         *inquiry, anew.units);
  anew.hash = util::hex(util::sha256(anew.rendered.message));
  anew.recorded_hash = from->recorded_hash;
  return anew;
}

// One unit as an answer of its own; it stands or falls with the whole message.
AnswerMadeAnew answer_of(const InquiryMadeAnew& anew, const center::UnitMade& unit) {
  AnswerMadeAnew answer{unit.record, unit.facts, unit.made, anew.hash};
  answer.record.answer_hash = anew.recorded_hash;
  return answer;
}

std::string outcome_of(const center::UnitMade& unit) {
  if (unit.problem) return std::string(oqs::code_of(unit.problem->error));
  return fmt::format("資格有効性 {}", unit.record.validity);
}

void add_counts(const InquiryMadeAnew& anew, ExplainFor audience, Explanation& out) {
  add(out, "reception", "受付番号", "reception number", {anew.reception});
  add(out, "units", "件数", "units", {std::to_string(anew.rendered.units)});
  add(out, "errors", "エラー件数", "errors", {std::to_string(anew.rendered.errors)});
  std::map<std::string, std::size_t> outcomes, rows;
  for (const auto& unit : anew.units) {
    ++outcomes[outcome_of(unit)];
    if (unit.problem) continue;
    for (const auto& row : unit.record.rows) ++rows[row];
  }
  const auto listed = [](const std::map<std::string, std::size_t>& counts) {
    std::vector<std::string> lines;
    for (const auto& [what, count] : counts) lines.push_back(fmt::format("{}: {}", what, count));
    return lines;
  };
  add(out, "outcomes", "ユニットの結果", "outcomes of units", listed(outcomes));
  // Rows are causes, and causes behind one text are not the institution's to know.
  if (audience == ExplainFor::operator_) {
    add(out, "rows", "判定した規則", "rule rows", listed(rows));
  }
}

util::Result<void, ExplainProblem> add_unit(const InquiryMadeAnew& anew,
                                            const ExplainQuestion& question, Explanation& out) {
  if (question.unit > anew.units.size()) return failed(ExplainError::no_unit);
  const auto& unit = anew.units[question.unit - 1];
  add(out, "unit", "ユニット", "unit", {std::to_string(question.unit)});
  const auto answer = answer_of(anew, unit);
  if (question.audience == ExplainFor::office) {
    if (unit.problem) return failed(ExplainError::not_theirs);
    return explain_to_office(answer, question.code, out);
  }
  if (unit.problem) {
    add(out, "error", "エラーコード", "error code",
        {std::string(oqs::code_of(unit.problem->error))});
    add(out, "told", "伝えた内容", "text told", {oqs::message_of(*unit.problem)});
  } else if (question.audience == ExplainFor::operator_) {
    explain_to_operator(answer, out);
  } else {
    explain_to_institution(answer, out);
  }
  return {};
}

util::Result<void, ExplainProblem> add_units_of_office(const InquiryMadeAnew& anew,
                                                       const ExplainQuestion& question,
                                                       Explanation& out) {
  std::vector<std::string> numbers;
  for (const auto& unit : anew.units) {
    Explanation unused;
    if (unit.problem || question.code.empty()) continue;
    if (explain_to_office(answer_of(anew, unit), question.code, unused)) {
      numbers.push_back(std::to_string(unit.place + 1));
    }
  }
  if (numbers.empty()) return failed(ExplainError::not_theirs);
  add(out, "units", "この福祉事務所の受給者のユニット（--unit で1件ずつ）",
      "units about this office's recipients (one by one with --unit)", std::move(numbers));
  return {};
}

}  // namespace

bool is_inquiry_download(const store::AuditRecord& record) {
  return record.entry.kind == "download" && record.entry.interface.starts_with(inquiry_prefix);
}

util::Result<void, ExplainProblem> explain_inquiry(store::Registry& registry,
                                                   const store::AuditRecord& record,
                                                   const ExplainQuestion& question,
                                                   Explanation& out) {
  if (of_another_institution(record, question)) return failed(ExplainError::not_theirs);
  const auto anew = made_anew(registry, record);
  if (!anew) return util::failure(anew.error());
  if (question.unit != 0) return add_unit(*anew, question, out);
  if (question.audience == ExplainFor::office) return add_units_of_office(*anew, question, out);
  add_counts(*anew, question.audience, out);
  add_replay(anew->recorded_hash, anew->hash, out);
  return {};
}

}  // namespace madoguchi::tools
