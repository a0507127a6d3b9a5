#include "office/people.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "office/plans.hpp"
#include "office/publish.hpp"
#include "office/tickets.hpp"
#include "util/digits.hpp"
#include "util/encoding.hpp"
#include "util/search_form.hpp"

namespace madoguchi::office {

namespace {

constexpr std::int64_t page_most = 200;
constexpr std::size_t tokens_max = 4;

// Words as they are looked for; numbers and dates beside them.
struct Words {
  std::array<std::string, tokens_max> forms;
  std::string birthdate;
};

Words words_of(std::string_view typed) {
  Words words;
  auto text = util::fold_width(typed);
  if (const auto birthdate = birthdate_typed(text)) {
    words.birthdate = *birthdate;
    return words;
  }
  std::size_t count = 0;
  for (auto rest = std::string_view(text); !rest.empty() && count < tokens_max;) {
    const auto end = std::min(rest.find(' '), rest.size());
    const auto word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    const auto birthdate = birthdate_typed(word);
    if (birthdate && words.birthdate.empty()) {
      words.birthdate = *birthdate;
      continue;
    }
    words.forms[count++] = util::search_form(word);
  }
  return words;
}

std::int64_t limit_of(const Call& call, std::int64_t otherwise, std::int64_t most) {
  const auto number = util::digits(call.request.query_value("limit"));
  return number ? std::clamp<std::int64_t>(*number, 1, most) : otherwise;
}

// Rows in the order of the names behind (sort, key) of `after`.
constexpr const char* search_sql =
    "SELECT recipient_key, name, kana, birthdate, sex, payer, number, spans, not_disclosed, sort"
    " FROM person WHERE (?1 OR not_disclosed = 0)"
    " AND (?2 = '' OR birthdate = ?2)"
    " AND (?3 = '' OR instr(search, ?3) OR instr(number, ?3) OR payer = ?3"
    "      OR upper(recipient_key) = ?3)"
    " AND (?4 = '' OR instr(search, ?4) OR number = ?4)"
    " AND (?5 = '' OR instr(search, ?5) OR number = ?5)"
    " AND (?6 = '' OR instr(search, ?6) OR number = ?6)"
    " ORDER BY sort, recipient_key";

Json item_of_person(const sql::Query& query, const std::string& today) {
  return {{"recipient_key", query.text(0)},
          {"Name", query.text(1)},
          {"NameKana", query.text(2)},
          {"Birthdate", query.text(3)},
          {"Sex1", query.text(4)},
          {"PublicExpenseNumber", query.text(5)},
          {"BeneficiaryNumber", query.text(6)},
          {"state", state_on(query.text(7), today)},
          {"not_disclosed", query.integer(8) != 0}};
}

// What a change was: for programs and other languages, and in words.
struct Explained {
  const char *code, *text;
};
Explained explained_change(std::string_view kind, std::string_view change, const Json& before,
                           const Json& after) {
  if (kind == "ticket") {
    if (change == "removed") return {"ticket_cancelled", "券を取り消し"};
    return before.is_null() ? Explained{"ticket_issued", "券を発行"}
                            : Explained{"ticket_changed", "券を変更"};
  }
  if (change == "removed") return {"interval_removed", "資格の区間を取り消し"};
  if (before.is_null()) return {"started", "開始・再開を登録"};
  if (text_of(before, "NotDisclosed") != text_of(after, "NotDisclosed")) {
    return text_of(after, "NotDisclosed") == "1" ? Explained{"protected", "不開示に設定"}
                                                 : Explained{"unprotected", "不開示を解除"};
  }
  const auto ended = text_of(after, "DisqualificationDate");
  if (text_of(before, "DisqualificationDate") != ended ||
      text_of(before, "LossKind") != text_of(after, "LossKind")) {
    if (ended.empty()) return {"end_removed", "停止・廃止を取り消し"};
    return text_of(after, "LossKind") == "停止" ? Explained{"suspended", "停止を登録"}
                                                : Explained{"abolished", "廃止を登録"};
  }
  return {"corrected", "内容を訂正"};
}

// One entry a version, newest first; undoable while nothing came behind it on the same row.
Json changes_of(Parts& parts, const std::string& recipient, const Call& call) {
  Json list = changes_behind(parts, recipient, -1);
  Json out = Json::array();
  for (std::size_t i = list.size(); i-- > 0;) {
    Json one = list[i];
    const auto kind = text_of(one, "kind");
    const Json& shown = one["after"].is_null() ? one["before"] : one["after"];
    const auto item = item_of(kind, shown);
    bool last = true;
    for (std::size_t later = i + 1; later < list.size(); ++later) {
      const Json& other =
          list[later]["after"].is_null() ? list[later]["before"] : list[later]["after"];
      if (text_of(list[later], "kind") == kind && item_of(kind, other) == item) last = false;
    }
    const auto what = explained_change(kind, text_of(one, "change"), one["before"], one["after"]);
    one["what"] = what.text;
    one["what_code"] = what.code;
    one["undoable"] = last && call.may(domain::Act::undo);
    out.push_back(std::move(one));
  }
  return out;
}

Explained explanation_of(const Json& links) {
  for (const auto& one : links.value("consistency", Json::array())) {
    if (text_of(one, "flag") != "1") continue;
    if (text_of(one, "registered") == "01") {
      return {"insurance_registered",
              "券は社会保険「なし」ですが、この人には有効な医療保険が登録されています。保険の資格を"
              "確かめ、併用なら券を訂正してください。"};
    }
    return {"insurance_missing",
            "券は社会保険「あり」ですが、この人に有効な医療保険は登録されていません。保険の資格を確"
            "かめ、単独なら券を訂正してください。"};
  }
  if (!links.value("card", Json::object()).value("linked", false)) {
    return {"card_missing",
            "マイナンバーカードがひも付いていません。カードの利用申込がすむまでは、券面の番号での照"
            "会か紙の券になります。"};
  }
  return {"consistent", "券の社会保険の記載と登録されている医療保険は合っています。"};
}

bool is_covered(const std::vector<Json>& intervals, const std::string& from,
                const std::string& to) {
  return std::any_of(intervals.begin(), intervals.end(), [&](const Json& row) {
    const auto end = text_of(row, "DisqualificationDate");
    return text_of(row, "QualificationDate") <= from && (end.empty() || to < end);
  });
}

// Tickets with what somebody should do about them: one that reaches beyond the qualification is
// shortened or cancelled by hand.
Json tickets_with_warnings(Parts& parts, const std::string& recipient,
                           const std::vector<Json>& intervals) {
  Json tickets = tickets_of(parts, recipient);
  for (auto& ticket : tickets) {
    if (text_of(ticket, "state") != "registered" ||
        is_covered(intervals, text_of(ticket, "MedicalTicketValidDate"),
                   text_of(ticket, "MedicalTicketExpirationDate"))) {
      continue;
    }
    ticket["warnings"].push_back(
        {{"code", "beyond_qualification"},
         {"field", "MedicalTicketExpirationDate"},
         {"text", "有効期間が資格の期間からはみ出しています。短縮するか、取り消してください。"}});
  }
  return tickets;
}

}  // namespace

std::optional<std::string> birthdate_typed(std::string_view typed) {
  std::string text = util::fold_width(typed);
  static const std::array<std::pair<std::string_view, int>, 10> eras{{{"明治", 1867},
                                                                      {"大正", 1911},
                                                                      {"昭和", 1925},
                                                                      {"平成", 1988},
                                                                      {"令和", 2018},
                                                                      {"M", 1867},
                                                                      {"T", 1911},
                                                                      {"S", 1925},
                                                                      {"H", 1988},
                                                                      {"R", 2018}}};
  int base = 0;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = char(text[0] - 'a' + 'A');
  for (const auto& [era, year] : eras) {
    if (!text.starts_with(era)) continue;
    base = year;
    text.erase(0, era.size());
    break;
  }
  if (base != 0 && text.starts_with("元")) text.replace(0, std::string_view("元").size(), "1");
  if (base == 0) {
    if (const auto day = util::Day::parse(text)) return day->text();
  }
  // Three numbers with anything between them that separates dates.
  std::array<int, 3> numbers{};
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && util::is_digit(text[end])) ++end;
    if (end > at) {
      if (count == numbers.size()) return std::nullopt;
      const auto number = util::digits(std::string_view(text).substr(at, end - at));
      if (!number) return std::nullopt;
      numbers[count++] = *number;
      at = end;
      continue;
    }
    bool separated = false;
    for (const std::string_view mark : {"年", "月", "日", "/", "-", "."}) {
      if (!std::string_view(text).substr(at).starts_with(mark)) continue;
      at += mark.size();
      separated = true;
      break;
    }
    if (!separated) return std::nullopt;
  }
  if (count != numbers.size()) return std::nullopt;
  const auto day = util::Day::from_ymd(base + numbers[0], numbers[1], numbers[2]);
  if (!day) return std::nullopt;
  return day->text();
}

Answer search_people(Parts& parts, const Call& call) {
  const auto words = words_of(call.request.query_value("q"));
  const auto limit = limit_of(call, 50, page_most);
  const std::string after(call.request.query_value("after"));
  const auto today = parts.today();
  const bool all = call.sees_protected();
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    std::int64_t total = 0;
    bool behind = after.empty();
    bool more = false;
    {
      sql::Query query(db, search_sql, all, words.birthdate, words.forms[0], words.forms[1],
                       words.forms[2], words.forms[3]);
      while (query.row()) {
        ++total;
        if (!behind) {
          behind = query.text(0) == after;
        } else if (static_cast<std::int64_t>(items.size()) < limit) {
          items.push_back(item_of_person(query, today));
        } else {
          more = true;
        }
      }
    }
    // Of the whole office, whatever was looked for: a name must not be told by the count.
    const auto hidden =
        all ? 0 : sql::single(db, 0, "SELECT count(*) FROM person WHERE not_disclosed = 1");
    return json_answer({{"items", items}, {"total", total}, {"more", more}, {"hidden", hidden}});
  });
}

namespace {

bool is_there(Parts& parts, const std::string& recipient, bool sees_protected) {
  return parts.database.read([&](sql::Connection& db) {
    return sql::single(db, 0,
                       "SELECT count(*) FROM person WHERE recipient_key = ?1"
                       " AND (?2 OR not_disclosed = 0)",
                       recipient, sees_protected) != 0;
  });
}

}  // namespace

bool is_visible(Parts& parts, const Call& call, const std::string& recipient) {
  return is_there(parts, recipient, call.sees_protected());
}

bool may_see(Parts& parts, const OnBehalf& on_behalf, const std::string& recipient) {
  const auto role = domain::role_named(on_behalf.who.role);
  return role && is_there(parts, recipient, domain::may(*role, domain::Act::protect));
}

std::vector<Json> intervals_of(Parts& parts, const std::string& recipient) {
  return parts.database.read([&](sql::Connection& db) {
    std::vector<Json> rows;
    sql::Query query(db, "SELECT row, cursor FROM interval WHERE recipient_key = ?1 ORDER BY start",
                     recipient);
    while (query.row()) {
      rows.push_back(parsed(query.text(0)));
      rows.back()["cursor"] = query.integer(1);
    }
    return rows;
  });
}

bool is_not_disclosed(sql::Connection& db, const std::string& recipient, const Json& row) {
  return text_of(row, "NotDisclosed") == "1" ||
         sql::single(db, 0,
                     "SELECT count(*) FROM person WHERE recipient_key = ?1 AND not_disclosed = 1",
                     recipient) != 0 ||
         sql::single(db, 0,
                     "SELECT count(*) FROM version v WHERE v.recipient_key = ?1"
                     " AND v.kind = 'qualification' AND json_extract(v.row, '$.NotDisclosed') = '1'"
                     " AND NOT EXISTS (SELECT 1 FROM person p WHERE p.recipient_key = ?1)",
                     recipient) != 0;
}

NameOf name_of(sql::Connection& db, const std::string& recipient) {
  sql::Query query(db, "SELECT name, kana FROM person WHERE recipient_key = ?1", recipient);
  if (!query.row()) return {};
  return {std::string(query.text(0)), std::string(query.text(1))};
}

Answer show_person(Parts& parts, const Call& call) {
  if (!is_visible(parts, call, call.id)) return util::failure(not_found());
  // First, so that nothing which comes meanwhile is taken for seen.
  const auto seen = parts.mirror.rows_cursor();
  const auto rows = intervals_of(parts, call.id);
  if (rows.empty()) return util::failure(not_found());
  Json intervals = Json::array();
  for (const auto& row : rows) {
    Json interval = row;
    interval["version"] = row["cursor"];
    intervals.push_back(std::move(interval));
  }
  const auto state = parts.database.read([&](sql::Connection& db) {
    sql::Query query(db, "SELECT spans FROM person WHERE recipient_key = ?1", call.id);
    return query.row() ? state_on(query.text(0), parts.today()) : std::string("future");
  });
  Json person = rows.back();
  person.erase("cursor");
  return json_answer({{"recipient_key", call.id},
                      {"person", person},
                      {"intervals", intervals},
                      {"tickets", tickets_with_warnings(parts, call.id, rows)},
                      {"plans", plans_of(parts, call.id)},
                      {"plan_changes", plan_changes_of(parts, call.id)},
                      {"changes", changes_of(parts, call.id, call)},
                      {"waiting", waiting_about(parts, call, call.id)},
                      {"state", state},
                      {"not_disclosed", text_of(person, "NotDisclosed") == "1"},
                      {"seen", seen}});
}

Answer show_links(Parts& parts, const Call& call) {
  if (!is_visible(parts, call, call.id)) return util::failure(not_found());
  auto links =
      parts.center.get("/office/links", {{"recipient_key", call.id}}, {call.who, {}}, 10000);
  if (!links) return util::failure(problem_of(links.error()));
  const auto explained = explanation_of(*links);
  (*links)["explanation"] = explained.text;
  (*links)["explanation_code"] = explained.code;
  return json_answer(*links);
}

}  // namespace madoguchi::office
