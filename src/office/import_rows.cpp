#include "office/import_rows.hpp"

#include <algorithm>

#include "office/people.hpp"
#include "util/digits.hpp"

namespace madoguchi::office {

namespace {

// Whose row it is, also when the row itself names nobody (a ticket) or nobody any more.
std::string name_in(sql::Connection& db, const std::string& recipient, const Json& row) {
  if (auto name = text_of(row, "Name"); !name.empty()) return name;
  sql::Query query(db,
                   "SELECT name FROM person WHERE recipient_key = ?1 UNION ALL SELECT * FROM"
                   " (SELECT json_extract(row, '$.Name') FROM version WHERE recipient_key = ?1 AND"
                   "  kind = 'qualification' ORDER BY cursor DESC LIMIT 1) LIMIT 1",
                   recipient);
  return query.row() ? std::string(query.text(0)) : std::string();
}

bool is_hidden(sql::Connection& db, const Call& call, const std::string& recipient,
               const Json& row) {
  return !call.sees_protected() && is_not_disclosed(db, recipient, row);
}

}  // namespace

std::set<std::int64_t> idle_lines(const oqs::ImportReport& report) {
  std::set<std::int64_t> lines;
  for (const auto& problem : report.problems) {
    if (!problem.warning || problem.code == "stale_row") {
      lines.insert(static_cast<std::int64_t>(problem.line));
    }
  }
  return lines;
}

void keep_removals(Parts& parts, std::int64_t file, const oqs::ImportReport& report,
                   const std::vector<Removal>& removals, Json& counts) {
  const auto idle = idle_lines(report);
  const auto is_named = [&](const Removal& one) {
    return one.change == "cancelled" && idle.count(one.line) == 0;
  };
  const auto removed = static_cast<std::int64_t>(report.removed);
  const auto named = std::count_if(removals.begin(), removals.end(), is_named);
  counts["cancelled"] = std::min<std::int64_t>(named, removed);
  counts["gone"] = removed - std::min<std::int64_t>(named, removed);
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "DELETE FROM import_removal WHERE file = ?1", file).run();
    std::int64_t place = 0;
    for (const auto& one : removals) {
      // The center removes nothing by silence when it cannot read all lines.
      if (one.change == "gone" ? number_of(counts, "gone") == 0 : !is_named(one)) continue;
      sql::Query(db, "INSERT INTO import_removal VALUES (?1, ?2, ?3, ?4, ?5, ?6)", file, ++place,
                 one.line, one.change, one.recipient, one.row)
          .run();
    }
  });
}

bool removes_hidden(Parts& parts, const std::string& id) {
  return parts.database.read([&](sql::Connection& db) {
    return sql::single(db, 0,
                       "SELECT count(*) FROM import_removal r JOIN person p"
                       " ON p.recipient_key = r.recipient_key"
                       " WHERE r.file = ?1 AND p.not_disclosed = 1",
                       id) != 0;
  });
}

Json visible_differences(Parts& parts, const Call& call, const Json& differences) {
  Json shown = Json::array();
  parts.database.read([&](sql::Connection& db) {
    for (auto one : differences) {
      const auto& row = one["after"];
      const auto recipient = text_of(row, "RecipientKey");
      if (is_hidden(db, call, recipient, row)) continue;
      one["name"] = name_in(db, recipient, row);
      shown.push_back(std::move(one));
    }
  });
  return shown;
}

Answer show_removals(Parts& parts, const Call& call) {
  constexpr std::int64_t page_rows = 100;
  const auto after = util::digits(call.request.query_value("after")).value_or(0);
  Json items = Json::array();
  std::int64_t reached = 0;
  bool more = false;
  const bool known = parts.database.read([&](sql::Connection& db) {
    if (sql::single(db, 0, "SELECT count(*) FROM import_file WHERE id = ?1", call.id) == 0) {
      return false;
    }
    sql::Query query(db,
                     "SELECT place, line, change, recipient_key, row FROM import_removal"
                     " WHERE file = ?1 AND place > ?2 ORDER BY place LIMIT ?3",
                     call.id, after, page_rows + 1);
    for (std::int64_t row = 0; query.row(); ++row) {
      more = row == page_rows;
      if (more) break;
      reached = query.integer(0);
      const std::string recipient(query.text(3));
      const auto before = parsed(query.text(4));
      if (is_hidden(db, call, recipient, before)) continue;
      items.push_back({{"place", reached},
                       {"line", query.integer(1)},
                       {"change", query.text(2)},
                       {"before", before},
                       {"name", name_in(db, recipient, before)}});
    }
    return true;
  });
  if (!known) return util::failure(not_found());
  return json_answer({{"items", items}, {"next", more ? Json(reached) : Json()}});
}

}  // namespace madoguchi::office
