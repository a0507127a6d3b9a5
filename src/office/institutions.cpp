#include "office/institutions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "domain/identifiers.hpp"
#include "office/import_reading.hpp"
#include "office/imports.hpp"
#include "util/csv.hpp"
#include "util/digits.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"
#include "util/search_form.hpp"

namespace madoguchi::office {

namespace {

constexpr std::size_t shown_max = 200;
constexpr std::size_t problems_max = 500;
constexpr std::size_t name_characters_max = 100;

// Known columns with the headings that published lists bear.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> headings{
    {{"MedicalInstitutionCode", "MedicalInstitutionCode"},
     {"医療機関コード", "MedicalInstitutionCode"},
     {"コード", "MedicalInstitutionCode"},
     {"Name", "Name"},
     {"名称", "Name"},
     {"医療機関名", "Name"},
     {"Kind", "Kind"},
     {"種類", "Kind"},
     {"Address", "Address"},
     {"住所", "Address"},
     {"DesignatedFrom", "DesignatedFrom"},
     {"指定年月日", "DesignatedFrom"},
     {"DesignatedTo", "DesignatedTo"},
     {"指定終了日", "DesignatedTo"}}};

struct Found {
  std::map<std::string, Json> rows;  // sound ones by code; the last of a code
  Json problems = Json::array();
  std::int64_t refused = 0;
  Json refusal;  // why none of it can be read
};

void refuse(Found& found, std::size_t line, std::string_view field, std::string_view code,
            std::string text) {
  ++found.refused;
  if (found.problems.size() < problems_max) {
    found.problems.push_back(
        file_problem(static_cast<std::int64_t>(line), field, code, std::move(text)));
  }
}

std::vector<std::string> columns_in(const util::CsvRow& header) {
  std::vector<std::string> columns;
  for (const auto field : header.fields) {
    const auto typed = util::fold_width(field);
    const auto known = std::find_if(headings.begin(), headings.end(),
                                    [&](const auto& one) { return one.first == typed; });
    columns.emplace_back(known == headings.end() ? std::string_view() : known->second);
  }
  return columns;
}

std::string day_in(std::string text) {
  text = util::fold_width(text);
  std::erase_if(text, [](char c) { return c == '-' || c == '/'; });
  return text;
}

// One row as it is kept; refused when its code, name or days are none.
void read_row(Found& found, const std::vector<std::string>& columns, const util::CsvRow& csv) {
  if (csv.error || csv.fields.size() < columns.size()) {
    return refuse(found, csv.line, "", "field_count", "列の数が見出しと違います。");
  }
  Json row{{"MedicalInstitutionCode", ""}, {"Name", ""},        {"Kind", ""}, {"Address", ""},
           {"DesignatedFrom", ""},         {"DesignatedTo", ""}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].empty()) row[columns[i]] = std::string(csv.fields[i]);
  }
  const auto code = util::fold_width(text_of(row, "MedicalInstitutionCode"));
  row["MedicalInstitutionCode"] = code;
  if (!domain::MedicalInstitutionCode::parse(code)) {
    return refuse(found, csv.line, "MedicalInstitutionCode", "format",
                  "番号の形式が正しくありません。桁数と数字をご確認ください。");
  }
  const auto name = text_of(row, "Name");
  if (name.empty() || util::characters(name) > name_characters_max) {
    return refuse(found, csv.line, "Name", name.empty() ? "required" : "too_long",
                  "名称を100文字以内で入力してください。");
  }
  for (const auto* column : {"DesignatedFrom", "DesignatedTo"}) {
    const auto day = day_in(text_of(row, column));
    row[column] = day;
    if (!day.empty() && !util::Day::parse(day)) {
      return refuse(found, csv.line, column, "date", "日付が正しくありません（例：20260401）。");
    }
  }
  const auto to = text_of(row, "DesignatedTo");
  if (!to.empty() && to < text_of(row, "DesignatedFrom")) {
    return refuse(found, csv.line, "DesignatedTo", "period_order",
                  "指定の終了日が開始日より前です。");
  }
  found.rows[code] = std::move(row);
}

Found read_list(std::string_view text) {
  Found found;
  util::CsvReader reader(text);
  util::CsvRow csv;
  if (!reader.next(csv)) {
    found.refusal = file_problem(1, "", "empty", "ファイルが空です。");
    return found;
  }
  const auto columns = columns_in(csv);
  for (const auto* must : {"MedicalInstitutionCode", "Name"}) {
    if (std::find(columns.begin(), columns.end(), must) != columns.end()) continue;
    found.refusal = file_problem(1, must, "missing_column",
                                 "必要な列がありません。種類と見出しをご確認ください。");
    return found;
  }
  while (reader.next(csv)) read_row(found, columns, csv);
  if (found.rows.empty() && found.refused == 0) {
    found.refusal = file_problem(1, "", "empty", "見出しのほかに行がありません。");
  }
  return found;
}

// How the file differs from what is known: rows to write, own rows to end, counts, differences
// (those that are taken off first: they must not be overlooked).
struct Compared {
  std::vector<Json> to_write;
  std::vector<std::string> to_end;
  Json counts, shown = Json::array();
  std::string basis;  // names the file and all that it was compared with
};

bool same(const Json& one, const Json& other) {
  for (const auto* column : {"Name", "Kind", "Address", "DesignatedFrom", "DesignatedTo"}) {
    if (text_of(one, column) != text_of(other, column)) return false;
  }
  return true;
}

Compared compared(sql::Connection& db, const Found& found, bool full) {
  Compared result;
  std::string seen;
  std::map<std::string, std::int64_t> counts{
      {"new", 0}, {"changed", 0}, {"unchanged", 0}, {"gone", 0}, {"differs", 0}};
  const auto count = [&](const char* change, const Json& before, const Json& after) {
    ++counts[change];
    seen += change + dumped(before) + dumped(after);
    if (result.shown.size() < shown_max && change != std::string_view("unchanged")) {
      result.shown.push_back({{"change", change}, {"before", before}, {"after", after}});
    }
  };
  // Who stands on a line that cannot be read is not gone: such a file takes nobody off the list.
  if (full && found.refused == 0) {
    sql::Query query(db, "SELECT code, row FROM own_institution WHERE until = 0 ORDER BY code");
    while (query.row()) {
      if (found.rows.count(std::string(query.text(0))) != 0) continue;
      result.to_end.emplace_back(query.text(0));
      count("gone", parsed(query.text(1)), Json());
    }
  }
  for (const auto& [code, row] : found.rows) {
    sql::Query query(db, "SELECT row, own FROM known_institution WHERE code = ?1", code);
    const bool known = query.row();
    const auto before = known ? parsed(query.text(0)) : Json();
    if (known && same(before, row)) {
      count("unchanged", before, row);
    } else if (known && query.integer(1) == 0) {
      count("differs", before, row);  // the center's holds
    } else {
      count(known ? "changed" : "new", before, row);
      result.to_write.push_back(row);
    }
  }
  result.counts = counts;
  result.counts["refused"] = found.refused;
  result.basis = util::hex(util::sha256(seen + dumped(result.counts)));
  return result;
}

// 0: what it would change is no longer what was looked at.
std::int64_t write_list(Parts& parts, const Call& call, const Found& found, bool full,
                        Compared& result) {
  return parts.database.change([&](sql::Connection& db) -> std::int64_t {
    result = compared(db, found, full);
    if (call.request.query_value("basis") != result.basis) return 0;
    sql::Query(db,
               "INSERT INTO own_institution_import (file, at, by, counts, undone)"
               " VALUES (?1, ?2, ?3, ?4, 0)",
               std::string(call.request.query_value("file")), parts.now(), call.who.account,
               dumped(result.counts))
        .run();
    const auto batch = sql::single(db, 0, "SELECT last_insert_rowid()");
    const auto end = [&](const std::string& code) {
      sql::Query(db, "UPDATE own_institution SET until = ?2 WHERE code = ?1 AND until = 0", code,
                 batch)
          .run();
    };
    for (const auto& code : result.to_end) end(code);
    for (const auto& row : result.to_write) {
      const auto code = text_of(row, "MedicalInstitutionCode");
      const auto name = text_of(row, "Name");
      end(code);
      sql::Query(db, "INSERT INTO own_institution VALUES (?1, ?2, ?3, ?4, ?5, 0)", code, batch,
                 name, util::search_form(name), dumped(row))
          .run();
    }
    return batch;
  });
}

}  // namespace

std::string institution_name(sql::Connection& db, const std::string& code) {
  sql::Query query(db, "SELECT name FROM known_institution WHERE code = ?1", code);
  return query.row() ? std::string(query.text(0)) : std::string();
}

std::string institution_name(Parts& parts, const std::string& code) {
  return parts.database.read([&](sql::Connection& db) { return institution_name(db, code); });
}

std::map<std::string, std::string> designations_that_end(sql::Connection& db) {
  std::map<std::string, std::string> ends;
  sql::Query query(db,
                   "SELECT code, json_extract(row, '$.DesignatedTo') AS last"
                   " FROM known_institution WHERE last <> ''");
  while (query.row()) ends[std::string(query.text(0))] = query.text(1);
  return ends;
}

Answer search_institutions(Parts& parts, const Call& call) {
  const auto typed = call.request.query_value("q");
  const auto number = util::digits(call.request.query_value("limit"));
  const std::int64_t limit = number ? std::clamp(*number, 1, 200) : 50;
  const auto form = util::search_form(typed);
  const auto code = util::fold_width(typed);
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    const auto total = sql::single(db, 0,
                                   "SELECT count(*) FROM known_institution WHERE ?1 = '' OR"
                                   " instr(search, ?1) OR substr(code, 1, length(?2)) = ?2",
                                   form, code);
    sql::Query query(db,
                     "SELECT i.row, i.own, (SELECT min(e.day) FROM event e WHERE e.institution ="
                     " i.code) FROM known_institution i WHERE ?1 = '' OR instr(i.search, ?1) OR"
                     " substr(i.code, 1, length(?2)) = ?2 ORDER BY i.code LIMIT ?3",
                     form, code, limit);
    while (query.row()) {
      const auto row = parsed(query.text(0));
      const std::string since(query.text(2));
      items.push_back({{"MedicalInstitutionCode", text_of(row, "MedicalInstitutionCode")},
                       {"Name", text_of(row, "Name")},
                       {"Kind", text_of(row, "Kind")},
                       {"Address", text_of(row, "Address")},
                       {"DesignatedFrom", text_of(row, "DesignatedFrom")},
                       {"DesignatedTo", text_of(row, "DesignatedTo")},
                       {"own", query.integer(1) != 0},
                       {"online", since.empty() ? "unknown" : "yes"},
                       {"online_since", since}});
    }
    return json_answer({{"items", items}, {"total", total}});
  });
}

Answer import_institutions(Parts& parts, const Call& call) {
  const auto& body = call.request.body;
  if (body.empty()) return util::failure(malformed("file"));
  const bool full = call.request.query_value("scope") == "full";
  const bool dry = call.request.query_value("dry") == "1";
  const auto decoded = decoded_file(body);
  auto found = decoded ? read_list(decoded->text) : Found{};
  if (!decoded) found.refusal = decoded.error();
  if (!found.refusal.is_null()) found.problems = Json::array({found.refusal});
  if (call.request.query_value("form") == "errors") {
    auto answer = csv_answer(error_file(found.problems, body), "errors.csv");
    if (!util::check_utf8(body)) answer.content_type = "text/csv; charset=Shift_JIS";
    return answer;
  }
  Json told{{"file", call.request.query_value("file")},
            {"scope", full ? "full" : "changes"},
            {"state", "refused"},
            {"counts", {{"refused", found.refused}}},
            {"rows", Json::array()},
            {"problems", found.problems}};
  if (!found.refusal.is_null()) return json_answer(told);
  Compared result;
  if (dry) {
    result = parts.database.read([&](sql::Connection& db) { return compared(db, found, full); });
  } else {
    const auto id = write_list(parts, call, found, full, result);
    if (id == 0) {
      return util::failure(wrong_state(
          "確かめた後に、ファイルか登録されている一覧が変わりました。何も取り込んでいません。"
          "違いをもう一度お確かめください。",
          "The file or the registered list changed after you looked. Nothing was imported: look at"
          " the differences again."));
    }
    told["id"] = std::to_string(id);
  }
  told["basis"] = result.basis;
  told["state"] = dry ? "preview" : "published";
  told["counts"] = result.counts;
  told["rows"] = result.shown;
  return json_answer(told);
}

Answer list_institution_imports(Parts& parts, const Call& /*call*/) {
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    sql::Query query(db,
                     "SELECT id, file, at, by, counts, undone FROM own_institution_import"
                     " ORDER BY id DESC LIMIT 50");
    bool newest = true;  // of those that hold: the one that can be undone
    while (query.row()) {
      const bool undone = query.integer(5) != 0;
      items.push_back({{"id", query.text(0)},
                       {"file", query.text(1)},
                       {"at", query.text(2)},
                       {"by", query.text(3)},
                       {"counts", parsed(query.text(4))},
                       {"state", undone ? "undone" : "published"},
                       {"undoable", newest && !undone}});
      newest = newest && undone;
    }
    return json_answer({{"items", items}});
  });
}

Answer undo_institution_import(Parts& parts, const Call& call) {
  const bool done = parts.database.change([&](sql::Connection& db) {
    const auto newest =
        sql::single(db, 0, "SELECT max(id) FROM own_institution_import WHERE undone = 0");
    if (newest == 0 || std::to_string(newest) != call.id) return false;
    sql::Query(db, "DELETE FROM own_institution WHERE since = ?1", newest).run();
    sql::Query(db, "UPDATE own_institution SET until = 0 WHERE until = ?1", newest).run();
    sql::Query(db, "UPDATE own_institution_import SET undone = 1 WHERE id = ?1", newest).run();
    return true;
  });
  if (!done) {
    return util::failure(wrong_state("取り消せるのは、最後に取り込んだ一覧だけです。",
                                     "Only the list that was imported last can be undone."));
  }
  return list_institution_imports(parts, call);
}

}  // namespace madoguchi::office
