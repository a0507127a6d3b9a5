#include "center/wrong_tries_of_record.hpp"

#include "center/question_record.hpp"
#include "center/verify.hpp"

namespace madoguchi::center {

void count_wrong_try(WrongTries& tries, const store::AuditRecord& record) {
  if (record.entry.kind != "answer") return;
  // Reading JSON is slow; nearly all records are answers that found somebody.
  if (record.entry.detail.find("\"validity\":4") == std::string::npos) return;
  const auto question = read_question_record(record.entry.detail);
  if (!question || question->question.asking != domain::Asking::number || question->validity != 4) {
    return;
  }
  tries.count(record.entry.party, wrong_try_hash(question->question.search), record.entry.at);
}

}  // namespace madoguchi::center
