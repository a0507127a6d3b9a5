#include "tools/explained_history.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "center/history_record.hpp"
#include "store/history.hpp"
#include "tools/explained_answer.hpp"
#include "util/task.hpp"

namespace madoguchi::tools {

namespace {

std::string kind_text(const center::JudgedKind& one) {
  const bool allowed = one.reason == domain::HistoryReason::allowed;
  return fmt::format("{} ({}) = {}{}", domain::label_of(one.kind), domain::name_of(one.kind),
                     domain::name_of(one.reason),
                     allowed ? " until " + util::iso_date_time_in_japan(one.until) : "");
}

void add_acting(const store::AuditRecord& record, Explanation& out) {
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (!detail.is_object() || !detail.contains("acting")) {
    add(out, "acting", "操作した人", "who acted", {"receipt computer"});
    return;
  }
  const auto& acting = detail["acting"];
  add(out, "acting", "操作した人", "who acted",
      {"operator = " + acting.value("operator", ""), "role = " + acting.value("role", ""),
       "factors = " + acting.value("factors", "")});
}

}  // namespace

bool is_history_look(const store::AuditRecord& record) {
  return record.entry.kind == "history_view";
}

util::Result<void, ExplainProblem> explain_history(store::Registry& registry,
                                                   const store::AuditRecord& record,
                                                   const ExplainQuestion& question,
                                                   Explanation& out) {
  const bool institution = question.audience == ExplainFor::institution;
  const bool theirs = question.code.empty() || record.entry.party == "institution:" + question.code;
  if (question.audience == ExplainFor::office || (institution && !theirs)) {
    return util::failure(ExplainProblem{ExplainError::not_theirs, {}});
  }
  auto look = center::read_history_look(record.entry.detail);
  if (!look) return util::failure(ExplainProblem{ExplainError::unreadable, {}});
  add_acting(record, out);
  add(out, "card_record", "本人確認の記録（カードまたは災害時の検索）",
      "record of the card read or search", {std::to_string(look->card_record)});
  const auto detail = nlohmann::json::parse(record.entry.detail, nullptr, false);
  if (detail.contains("emergency_reason")) {
    add(out, "emergency_reason", "救急の理由", "why without consent",
        {detail.value("emergency_reason", "")});
  }
  add(out, "mode", "本人確認の方法", "mode", {std::string(domain::name_of(look->mode))});
  std::vector<std::string> kinds;
  for (const auto& one : look->kinds) kinds.push_back(kind_text(one));
  add(out, "kinds", "情報の種類と判定", "kinds", std::move(kinds));
  add(out, "months", "診療年月", "months", {look->first.text() + " - " + look->last.text()});
  add(out, "history_rows", "見せた行の数", "rows seen", {std::to_string(look->rows.size())});
  if (institution) return {};
  add(out, "history_as_of", "参照した取込の版", "import that was read",
      {std::to_string(look->as_of)});
  if (!look->any_allowed()) return {};
  auto& histories = store::histories_of(registry);
  auto material =
      util::sync_wait(center::read_material(histories, record.entry.person, *look, look->as_of));
  if (!material) {
    return util::failure(ExplainProblem{ExplainError::store, material.error().detail});
  }
  auto anew = *look;
  center::history_content(anew, *material);
  add_replay(look->content_hash, anew.content_hash, out);
  return {};
}

}  // namespace madoguchi::tools
