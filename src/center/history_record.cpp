#include "center/history_record.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "util/hash.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

using domain::HistoryKind;

constexpr int summary_months = 3;
using nlohmann::json;

std::string kind_json(const JudgedKind& judged) {
  const bool allowed = judged.reason == domain::HistoryReason::allowed;
  util::JsonLine out;
  out.add("kind", domain::name_of(judged.kind))
      .add("label", domain::label_of(judged.kind))
      .add("label_en", domain::english_label_of(judged.kind))
      .add_truth("allowed", allowed)
      .add("reason", domain::name_of(judged.reason));
  if (allowed) out.add("until", util::iso_date_time_in_japan(judged.until));
  out.add("message", domain::text_of(judged.reason))
      .add("message_en", domain::english_text_of(judged.reason));
  return std::move(out).finish();
}

std::string age_json(const store::HistoryRead& read) {
  util::JsonLine out;
  if (!read.last_claim_month) {
    out.add("last_month", "")
        .add("imported_at", "")
        .add("text", data_age_text(read))
        .add("text_en", "No claims have been imported yet.");
    return std::move(out).finish();
  }
  const auto month = *read.last_claim_month;
  out.add("last_month", month.text())
      .add("imported_at", util::iso_date_time_in_japan(read.imported_at))
      .add("text", data_age_text(read))
      .add("text_en", "Claims are known up to " + month.text().substr(0, 4) + "-" +
                          month.text().substr(4) +
                          ". They arrive some 11 to 41 days after the care, so recent "
                          "drugs and visits may be missing.");
  return std::move(out).finish();
}

bool needs_claims(const HistoryLook& look) {
  return look.allowed(HistoryKind::medication) || look.allowed(HistoryKind::diagnosis) ||
         look.allowed(HistoryKind::operation);
}

// Takes from the rows what an allowed kind needs; a row that cannot be read is told to nobody.
void take_rows(const HistoryLook& look, const std::vector<store::StoredHistory>& rows,
               history::Entries& entries) {
  for (const auto& row : rows) {
    if (row.source == store::HistorySource::claim && needs_claims(look)) {
      if (auto claim = history::read_claim_json(row.content)) {
        entries.claims.push_back({row.id, row.month, std::move(*claim)});
      }
    } else if (row.source == store::HistorySource::checkup &&
               look.allowed(HistoryKind::health_checkups)) {
      if (auto checkup = history::read_checkup_json(row.content)) {
        entries.checkups.push_back({row.id, std::move(*checkup)});
      }
    } else if (row.source == store::HistorySource::dispensing &&
               look.allowed(HistoryKind::medication)) {
      if (auto dispensing = history::read_dispensing_json(row.content)) {
        entries.dispensings.push_back({row.id, std::move(*dispensing)});
      }
    }
  }
}

// The summary of an emergency (救急用サマリー): drugs and visits of the last months; operations and
// check-ups as ever. Rows that it does not show do not count as seen.
history::Entries summary_of(const HistoryLook& look, const history::Entries& entries) {
  history::Entries summary;
  const auto oldest = util::Month::of(look.today).plus_months(-summary_months);
  const bool operations = look.allowed(HistoryKind::operation);
  for (const auto& one : entries.claims) {
    if (operations || one.month >= oldest) summary.claims.push_back(one);
  }
  for (const auto& one : entries.dispensings) {
    if (util::Month::of(one.dispensing.dispensed) >= oldest) summary.dispensings.push_back(one);
  }
  summary.checkups = entries.checkups;
  return summary;
}

std::vector<history::ClaimEntry> recent(const HistoryLook& look,
                                        const std::vector<history::ClaimEntry>& claims) {
  if (look.mode != domain::HistoryMode::emergency) return claims;
  const auto oldest = util::Month::of(look.today).plus_months(-summary_months);
  std::vector<history::ClaimEntry> some;
  for (const auto& one : claims) {
    if (one.month >= oldest) some.push_back(one);
  }
  return some;
}

std::vector<std::int64_t> seen_rows(const history::Entries& entries) {
  std::vector<std::int64_t> rows;
  for (const auto& entry : entries.claims) rows.push_back(entry.row);
  for (const auto& entry : entries.checkups) rows.push_back(entry.row);
  for (const auto& entry : entries.dispensings) rows.push_back(entry.row);
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace

bool HistoryLook::allowed(domain::HistoryKind kind) const {
  return std::any_of(kinds.begin(), kinds.end(), [kind](const JudgedKind& one) {
    return one.kind == kind && one.reason == domain::HistoryReason::allowed;
  });
}

bool HistoryLook::any_allowed() const {
  return std::any_of(kinds.begin(), kinds.end(), [](const JudgedKind& one) {
    return one.reason == domain::HistoryReason::allowed;
  });
}

void set_months(HistoryLook& look, std::optional<util::Month> first,
                std::optional<util::Month> last, int months) {
  const auto now = util::Month::of(look.today);
  const auto oldest = now.plus_months(1 - months);
  look.first = std::max(first.value_or(oldest), oldest);
  look.last = std::min(last.value_or(now), now);
}

// Claims come 11 to 41 days after the day of care (domain.md 6.1).
std::string data_age_text(const store::HistoryRead& read) {
  if (!read.last_claim_month) return "レセプトはまだ取り込まれていません。";
  return "レセプトの情報は" + util::era_text(*read.last_claim_month) +
         "の診療分までです。調剤・診療から11〜41日ほど遅れて届くため、最近の薬や受診は"
         "含まれていないことがあります。";
}

std::string write_history_look(const HistoryLook& look) {
  std::string kinds = "[", rows = "[";
  for (const auto& one : look.kinds) {
    if (kinds.size() > 1) kinds += ',';
    util::JsonLine kind;
    kind.add("kind", domain::name_of(one.kind))
        .add("reason", domain::name_of(one.reason))
        .add_number("until", one.until.ms);
    kinds += std::move(kind).finish();
  }
  for (const auto row : look.rows) rows += (rows.size() > 1 ? "," : "") + std::to_string(row);
  util::JsonLine out;
  out.add_number("card_record", look.card_record)
      .add("mode", domain::name_of(look.mode))
      .add_json("kinds", kinds + "]")
      .add("from", look.first.text())
      .add("to", look.last.text())
      .add_number("grace_days", look.grace_days)
      .add("today", look.today.text())
      .add_number("as_of", look.as_of)
      .add_json("rows", rows + "]")
      .add("content", look.content_hash);
  return std::move(out).finish();
}

std::optional<HistoryLook> read_history_look(const std::string& detail) {
  const auto parsed = json::parse(detail, nullptr, false);
  if (!parsed.is_object() || !parsed.contains("history_view")) return std::nullopt;
  try {
    const auto& from = parsed.at("history_view");
    HistoryLook look;
    look.card_record = from.at("card_record").get<store::AuditId>();
    for (const auto mode : domain::all_history_modes()) {
      if (domain::name_of(mode) == from.at("mode").get<std::string>()) look.mode = mode;
    }
    for (const auto& one : from.at("kinds")) {
      const auto kind = domain::history_kind_named(one.at("kind").get<std::string>());
      if (!kind) return std::nullopt;
      JudgedKind judged{*kind, domain::HistoryReason::role,
                        util::Instant{one.at("until").get<std::int64_t>()}};
      for (const auto reason : domain::all_history_reasons()) {
        if (domain::name_of(reason) == one.at("reason").get<std::string>()) judged.reason = reason;
      }
      look.kinds.push_back(judged);
    }
    look.first = util::Month::parse(from.at("from").get<std::string>()).value_or(util::Month());
    look.last = util::Month::parse(from.at("to").get<std::string>()).value_or(util::Month());
    look.grace_days = from.at("grace_days").get<int>();
    look.today = util::Day::parse(from.at("today").get<std::string>()).value_or(util::Day());
    look.as_of = from.at("as_of").get<store::HistoryImportId>();
    look.rows = from.at("rows").get<std::vector<std::int64_t>>();
    look.content_hash = from.at("content").get<std::string>();
    return look;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

util::Task<util::Result<HistoryMaterial, store::StoreProblem>> read_material(
    store::Histories& histories, domain::PersonId person, const HistoryLook& look,
    std::optional<store::HistoryImportId> as_of) {
  HistoryMaterial material;
  store::HistoryQuery query{person, look.first, look.last, as_of};
  auto read = co_await histories.history(std::move(query));
  if (!read) co_return util::failure(read.error());
  material.read = std::move(*read);
  take_rows(look, material.read.rows, material.entries);
  auto drugs = co_await histories.history_masters("drug", history::drug_codes(material.entries),
                                                  material.read.as_of);
  if (!drugs) co_return util::failure(drugs.error());
  for (const auto& row : *drugs) {
    if (auto drug = history::read_drug_json(row.code, row.content)) {
      material.drugs.emplace(row.code, std::move(*drug));
    }
  }
  auto procedures = co_await histories.history_masters(
      "procedure", history::procedure_codes(material.entries), material.read.as_of);
  if (!procedures) co_return util::failure(procedures.error());
  for (const auto& row : *procedures) {
    if (auto procedure = history::read_procedure_json(row.code, row.content)) {
      material.procedures.emplace(row.code, std::move(*procedure));
    }
  }
  co_return material;
}

std::string history_content(HistoryLook& look, const HistoryMaterial& material) {
  std::string kinds = "[";
  for (const auto& one : look.kinds) kinds += (kinds.size() > 1 ? "," : "") + kind_json(one);
  util::JsonLine out;
  out.add_json("kinds", kinds + "]");
  const bool summary = look.mode == domain::HistoryMode::emergency;
  const auto entries = summary ? summary_of(look, material.entries) : material.entries;
  const auto claims = recent(look, entries.claims);
  if (look.any_allowed()) out.add_json("data_age", age_json(material.read));
  if (look.allowed(HistoryKind::medication)) {
    const auto lines = history::medication_lines(claims, entries.dispensings, material.drugs);
    out.add_json("medication", history::medication_json(lines, {look.grace_days, look.today}));
  }
  if (look.allowed(HistoryKind::diagnosis)) {
    out.add_json("diagnosis", history::diagnosis_json(claims, material.procedures));
  }
  if (look.allowed(HistoryKind::operation)) {
    out.add_json("operation", history::operation_json(entries.claims, material.procedures));
  }
  if (look.allowed(HistoryKind::health_checkups)) {
    out.add_json("health_checkups", history::checkups_json(entries.checkups));
  }
  look.as_of = material.read.as_of;
  look.rows = seen_rows(entries);
  auto content = std::move(out).finish();
  look.content_hash = util::hex(util::sha256(content));
  return content;
}

}  // namespace madoguchi::center
