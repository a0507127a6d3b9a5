#include "office/verification_log.hpp"

#include <algorithm>

#include "office/people.hpp"
#include "office/settings.hpp"
#include "util/csv.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

namespace {

constexpr std::size_t purpose_characters_max = 200;
constexpr std::int64_t listed_max = 20000;
constexpr int trend_months = 6;

util::Result<std::string, Problem> purpose_of(const Call& call) {
  auto purpose = util::fold_width(text_of(call.body, "purpose"));
  if (purpose.empty() || util::characters(purpose) > purpose_characters_max) {
    return util::failure(malformed("purpose", "閲覧の目的を入力してください（200文字まで）。",
                                   "Please state the purpose (at most 200 characters)."));
  }
  return purpose;
}

bool as_csv(const Call& call) {
  return call.request.query_value("form") == "csv";
}

// On record at the center, or nothing is shown.
util::Result<void, Problem> record_look(Parts& parts, const Call& call, const char* what,
                                        const std::string& purpose) {
  Json look{{"what", what}, {"purpose", purpose}};
  for (const auto* member : {"recipient_key", "month"}) {
    const auto value = text_of(call.body, member);
    if (!value.empty()) look[member] = value;
  }
  const auto recorded = parts.center.post("/office/looks", look, {call.who, {}}, "");
  if (!recorded) return util::failure(problem_of(recorded.error()));
  return {};
}

struct Range {
  std::string from, to;  // days, inclusive
};
util::Result<Range, Problem> range_of(const Call& call) {
  Range range{"00000000", "99999999"};
  const auto month = text_of(call.body, "month");
  if (!month.empty()) {
    const auto calendar_month = util::Month::parse(month);
    if (!calendar_month) return util::failure(malformed("month"));
    range = {calendar_month->first_day().text(), calendar_month->last_day().text()};
  }
  const auto from = text_of(call.body, "from");
  const auto to = text_of(call.body, "to");
  if (!from.empty() && !util::Day::parse(from)) return util::failure(malformed("from"));
  if (!to.empty() && !util::Day::parse(to)) return util::failure(malformed("to"));
  if (!from.empty()) range.from = std::max(range.from, from);
  if (!to.empty()) range.to = std::min(range.to, to);
  return range;
}

Json log_items(Parts& parts, const Call& call, const std::string& recipient, const Range& range) {
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    sql::Query query(db,
                     "SELECT e.at, e.day, e.recipient_key, p.name, p.kana, e.institution,"
                     " e.institution_name, e.way, e.validity, e.ticket, e.visit FROM event e"
                     " JOIN person p ON p.recipient_key = e.recipient_key"
                     " WHERE (?1 = '' OR e.recipient_key = ?1) AND e.day BETWEEN ?2 AND ?3"
                     " AND (?4 OR p.not_disclosed = 0) ORDER BY e.cursor DESC LIMIT ?5",
                     recipient, range.from, range.to, call.sees_protected(), listed_max);
    while (query.row()) {
      items.push_back({{"at", query.text(0)},
                       {"day", query.text(1)},
                       {"recipient_key", query.text(2)},
                       {"Name", query.text(3)},
                       {"NameKana", query.text(4)},
                       {"institution_code", query.text(5)},
                       {"institution_name", query.text(6)},
                       {"way", query.text(7)},
                       {"validity", query.text(8)},
                       {"ticket", query.text(9)},
                       {"visit", query.integer(10) != 0}});
    }
    return items;
  });
}

// As people read a list in a spreadsheet: the page's words, and the code where it is an official
// one.
std::string word_of_way(const std::string& way) {
  if (way == "card") return "カード";
  if (way == "number") return "番号";
  return way == "bulk" ? "一括" : way;
}

std::string word_of_validity(const std::string& code) {
  if (code == "1") return "1 有効";
  if (code == "2") return "2 無効";
  if (code == "3") return "3 無効（新しい資格あり）";
  if (code == "6") return "6 有効（券が未登録）";
  return code;
}

std::string log_csv(const Json& items) {
  std::string csv = std::string(util::utf8_bom) +
                    util::csv_line({"日時", "資格確認日", "ケース番号", "氏名", "カナ",
                                    "医療機関コード", "医療機関名", "方法", "資格有効性", "受診"});
  for (const auto& item : items) {
    csv += util::csv_line({text_of(item, "at"), text_of(item, "day"),
                           text_of(item, "recipient_key"), text_of(item, "Name"),
                           text_of(item, "NameKana"), text_of(item, "institution_code"),
                           text_of(item, "institution_name"), word_of_way(text_of(item, "way")),
                           word_of_validity(text_of(item, "validity")),
                           item.value("visit", false) ? "受診" : "照会だけ"});
  }
  return csv;
}

// Days with a visit at that institution, month by month up to `month`.
Json trend_of(sql::Connection& db, const std::string& recipient, const std::string& institution,
              util::Month month) {
  Json trend = Json::array();
  for (int back = trend_months - 1; back >= 0; --back) {
    const auto one = month.plus_months(-back);
    const auto days =
        sql::single(db, 0,
                    "SELECT count(DISTINCT day) FROM event WHERE recipient_key = ?1"
                    " AND institution = ?2 AND visit = 1 AND day BETWEEN ?3 AND ?4",
                    recipient, institution, one.first_day().text(), one.last_day().text());
    trend.push_back({{"month", one.text()}, {"days", days}});
  }
  return trend;
}

Json frequent_items(Parts& parts, const Call& call, util::Month month, std::int64_t days) {
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    {
      sql::Query query(db,
                       "SELECT e.recipient_key, p.name, p.kana, e.institution,"
                       " max(e.institution_name), count(DISTINCT e.day) AS days FROM event e"
                       " JOIN person p ON p.recipient_key = e.recipient_key"
                       " WHERE e.visit = 1 AND e.day BETWEEN ?1 AND ?2"
                       " AND (?3 OR p.not_disclosed = 0)"
                       " GROUP BY e.recipient_key, e.institution HAVING days >= ?4"
                       " ORDER BY days DESC, e.recipient_key",
                       month.first_day().text(), month.last_day().text(), call.sees_protected(),
                       days);
      while (query.row()) {
        items.push_back({{"recipient_key", query.text(0)},
                         {"Name", query.text(1)},
                         {"NameKana", query.text(2)},
                         {"institution_code", query.text(3)},
                         {"institution_name", query.text(4)},
                         {"days", query.integer(5)}});
      }
    }
    for (auto& item : items) {
      item["trend"] =
          trend_of(db, text_of(item, "recipient_key"), text_of(item, "institution_code"), month);
    }
    return items;
  });
}

}  // namespace

Answer look_at_log(Parts& parts, const Call& call) {
  const auto purpose = purpose_of(call);
  if (!purpose) return util::failure(purpose.error());
  const auto range = range_of(call);
  if (!range) return util::failure(range.error());
  const auto recipient = text_of(call.body, "recipient_key");
  if (recipient.empty() && text_of(call.body, "month").empty()) {
    return util::failure(malformed("month"));
  }
  if (!recipient.empty() && !is_visible(parts, call, recipient)) {
    return util::failure(not_found());
  }
  if (auto recorded =
          record_look(parts, call, as_csv(call) ? "export" : "verification_log", *purpose);
      !recorded) {
    return util::failure(recorded.error());
  }
  const auto items = log_items(parts, call, recipient, *range);
  if (as_csv(call)) return csv_answer(log_csv(items), "verification-log.csv");
  return json_answer({{"items", items},
                      {"more", static_cast<std::int64_t>(items.size()) == listed_max},
                      {"as_of", parts.mirror.as_of()}});
}

Answer look_at_frequent(Parts& parts, const Call& call) {
  const auto purpose = purpose_of(call);
  if (!purpose) return util::failure(purpose.error());
  const auto month = util::Month::parse(text_of(call.body, "month"));
  if (!month) return util::failure(malformed("month"));
  const auto days = number_of(call.body, "days", frequent_days(parts));
  if (days < 1 || days > 31) return util::failure(malformed("days"));
  if (auto recorded = record_look(parts, call, as_csv(call) ? "export" : "frequent", *purpose);
      !recorded) {
    return util::failure(recorded.error());
  }
  const auto items = frequent_items(parts, call, *month, days);
  if (!as_csv(call)) return json_answer({{"items", items}, {"days", days}});
  std::string csv =
      std::string(util::utf8_bom) + util::csv_line({"診療年月", "ケース番号", "氏名", "カナ",
                                                    "医療機関コード", "医療機関名", "日数"});
  for (const auto& item : items) {
    csv += util::csv_line({month->text(), text_of(item, "recipient_key"), text_of(item, "Name"),
                           text_of(item, "NameKana"), text_of(item, "institution_code"),
                           text_of(item, "institution_name"),
                           std::to_string(number_of(item, "days"))});
  }
  return csv_answer(std::move(csv), "frequent-" + month->text() + ".csv");
}

}  // namespace madoguchi::office
