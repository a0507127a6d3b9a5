#include "office/undoing.hpp"

namespace madoguchi::office {

util::Result<RowChange, Problem> counter_change(Parts& parts, const Undone& undone,
                                                std::int64_t seen, bool sees_protected) {
  RowChange change;
  change.act = domain::Act::undo;
  change.seen = seen;
  Json theirs = Json::array();
  bool protected_rows = false;
  parts.database.read([&](sql::Connection& db) {
    sql::Query query(
        db,
        "SELECT v.kind, v.change, v.row, p.row, p.change,"
        " (SELECT max(l.cursor) FROM version l WHERE l.recipient_key ="
        "  v.recipient_key AND l.kind = v.kind AND l.item = v.item), v.cursor, l.batch,"
        " l.at, l.acting, l.row"
        " FROM version v LEFT JOIN version p ON p.cursor = (SELECT max(q.cursor) FROM"
        "  version q WHERE q.recipient_key = v.recipient_key AND q.kind = v.kind AND"
        "  q.item = v.item AND q.cursor < v.cursor)"
        " LEFT JOIN version l ON l.cursor = (SELECT max(q.cursor) FROM version q WHERE"
        "  q.recipient_key = v.recipient_key AND q.kind = v.kind AND q.item = v.item)"
        " WHERE v.batch = ?1 AND (?2 = '' OR v.recipient_key = ?2) ORDER BY v.cursor",
        undone.batch, undone.recipient);
    while (query.row()) {
      change.kind = query.text(0);
      Json now = parsed(query.text(2));
      protected_rows = protected_rows || text_of(now, "NotDisclosed") == "1";
      if (query.integer(5) != query.integer(6)) {
        const auto acting = parsed(query.text(9));
        theirs.push_back({{"batch", query.integer(7)},
                          {"at", query.text(8)},
                          {"operator", text_of(acting, "operator")},
                          {"before", now},
                          {"after", parsed(query.text(10))}});
        continue;
      }
      const bool stood_before = !query.is_null(3) && query.text(4) != "removed";
      Json back = stood_before ? parsed(query.text(3)) : now;
      change.moves_protection =
          change.moves_protection || text_of(back, "NotDisclosed") != text_of(now, "NotDisclosed");
      if (!stood_before) {
        if (query.text(1) == "removed") continue;  // never stood, and does not now
        back["DeleteFlag"] = "1";
        change.moves_protection = change.moves_protection || text_of(now, "NotDisclosed") == "1";
      }
      change.rows.push_back(std::move(back));
    }
  });
  if (change.kind.empty() || (protected_rows && !sees_protected)) {
    return util::failure(not_found());
  }
  if (!theirs.empty()) return util::failure(changed_meanwhile(std::move(theirs)));
  if (change.rows.empty()) {
    return util::failure(wrong_state("取り消す内容がありません。", "There is nothing to undo."));
  }
  return change;
}

}  // namespace madoguchi::office
