#include "center/wrong_tries_of_record.hpp"

#include <nlohmann/json.hpp>

#include "center/question_record.hpp"
#include "center/verify.hpp"

namespace madoguchi::center {

namespace {

// A bulk job's record holds the hashes of all its wrong tries.
void count_those_of_a_job(WrongTries& tries, const store::AuditEntry& entry) {
  const auto detail = nlohmann::json::parse(entry.detail, nullptr, false);
  if (!detail.is_object() || !detail.contains("wrong")) return;
  for (const auto& hash : detail["wrong"]) {
    if (hash.is_string()) tries.count(entry.party, hash.get<std::string>(), entry.at);
  }
}

// That says itself what it cost.
void count_stated(WrongTries& tries, const store::AuditRecord& record) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object()) return;
  const auto wrong_try = detail.value("wrong_try", std::string());
  if (!wrong_try.empty()) tries.count(record.entry.party, wrong_try, record.entry.at);
}

}  // namespace

void count_wrong_try(WrongTries& tries, const store::AuditRecord& record) {
  if (record.entry.kind == "processing") count_those_of_a_job(tries, record.entry);
  if (record.entry.kind == "refusal" || record.entry.kind == "disaster_search" ||
      record.entry.kind == "history_view") {
    return count_stated(tries, record);
  }
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
