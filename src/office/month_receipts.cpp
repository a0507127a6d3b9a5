#include "office/month_receipts.hpp"

#include "office/publish.hpp"

namespace madoguchi::office {

namespace {

bool later_month_issued(sql::Connection& db, const std::string& month) {
  return sql::single(db, 0,
                     "SELECT count(*) FROM publication WHERE month > ?1"
                     " AND json_extract(receipt, '$.undone') IS NULL",
                     month) != 0;
}

// Tickets of the batch that were changed again.
std::int64_t changed_since(sql::Connection& db, std::int64_t batch) {
  return sql::single(db, 0,
                     "SELECT count(*) FROM version v WHERE v.batch = ?1 AND EXISTS (SELECT 1 FROM"
                     " version l WHERE l.recipient_key = v.recipient_key AND l.kind = v.kind AND"
                     " l.item = v.item AND l.cursor > v.cursor)",
                     batch);
}

Json undo_of(sql::Connection& db, const Json& receipt) {
  const auto month = text_of(receipt, "month");
  const auto next = util::Month::parse(month);
  Json undo{{"open", false}, {"until_month", next ? next->plus_months(1).text() : ""}};
  if (receipt.contains("undone")) {
    undo["why"] = "undone";
    undo["at"] = text_of(receipt["undone"], "at");
    undo["by"] = text_of(receipt["undone"], "by");
  } else if (later_month_issued(db, month)) {
    undo["why"] = "next_month_issued";
  } else if (const auto changed = changed_since(db, number_of(receipt, "batch")); changed > 0) {
    undo["why"] = "changed";
    undo["changed"] = changed;
  } else {
    undo["open"] = true;
  }
  return undo;
}

struct Kept {
  std::string job;
  Json receipt;
};
std::optional<Kept> receipt_of_batch(sql::Connection& db, const std::string& batch) {
  sql::Query query(db,
                   "SELECT job, receipt FROM publication"
                   " WHERE CAST(json_extract(receipt, '$.batch') AS TEXT) = ?1",
                   batch);
  if (!query.row()) return std::nullopt;
  return Kept{std::string(query.text(0)), parsed(query.text(1))};
}

}  // namespace

Json keep_month_receipt(Parts& parts, const MonthIssued& issued, const oqs::ImportReport& report) {
  const Json receipt{{"job", issued.job},
                     {"month", issued.month},
                     {"batch", report.batch},
                     {"record", report.record},
                     {"rows", report.added + report.changed},
                     {"at", issued.at},
                     {"by", issued.by},
                     {"warnings", problems_json(report, true)}};
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "INSERT OR REPLACE INTO publication VALUES (?1, ?2, ?3)", issued.job,
               issued.month, dumped(receipt))
        .run();
  });
  return receipt;
}

Json month_receipt(sql::Connection& db, const std::string& month) {
  Json receipt;
  {
    sql::Query query(db,
                     "SELECT receipt FROM publication WHERE month = ?1"
                     " ORDER BY json_extract(receipt, '$.batch') DESC LIMIT 1",
                     month);
    if (!query.row()) return receipt;
    receipt = parsed(query.text(0));
  }
  receipt["undo"] = undo_of(db, receipt);
  return receipt;
}

util::Result<void, Problem> may_undo_month(Parts& parts, const std::string& batch) {
  return parts.database.read([&](sql::Connection& db) -> util::Result<void, Problem> {
    const auto kept = receipt_of_batch(db, batch);
    if (!kept) return {};
    if (kept->receipt.contains("undone")) {
      return util::failure(
          wrong_state("この登録はすでに取り消されています。", "This was undone already."));
    }
    if (!later_month_issued(db, text_of(kept->receipt, "month"))) return {};
    return util::failure(wrong_state(
        "後の月の券を登録したため、この月をまとめて取り消すことはできません。券を1枚ずつ取り消して"
        "ください。",
        "A later month was issued from this one. Please cancel its tickets one by one."));
  });
}

void month_undone(Parts& parts, const std::string& batch, const oqs::ImportReport& report,
                  const std::string& by) {
  parts.database.change([&](sql::Connection& db) {
    auto kept = receipt_of_batch(db, batch);
    if (!kept) return;
    kept->receipt["undone"] = {{"at", parts.now()}, {"by", by}, {"batch", report.batch}};
    sql::Query(db, "UPDATE publication SET receipt = ?2 WHERE job = ?1", kept->job,
               dumped(kept->receipt))
        .run();
  });
}

}  // namespace madoguchi::office
