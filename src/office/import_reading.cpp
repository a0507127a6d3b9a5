#include "office/import_reading.hpp"

#include <algorithm>
#include <set>

#include "office/columns.hpp"
#include "util/csv.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

namespace {

constexpr std::size_t differences_max = 200;
constexpr std::int64_t progress_rows = 2000;

// Columns by their place in the file; or why it is no file of that kind.
struct Header {
  std::vector<std::string> names;
  Json refusal;
};

Header header_of(const util::CsvRow& row, const std::string& kind) {
  Header header;
  const auto& known = columns_of(kind);
  for (const auto field : row.fields) {
    const auto name = util::fold_width(field);
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      header.refusal =
          file_problem(1, name, "unknown_column",
                       "この種類のファイルにない列です。種類と見出しをご確認ください。");
      return header;
    }
    header.names.push_back(name);
  }
  const auto must = kind == "ticket" ? "IssueNumber" : "QualificationDate";
  if (std::find(header.names.begin(), header.names.end(), must) == header.names.end()) {
    header.refusal = file_problem(1, must, "missing_column",
                                  "必要な列がありません。種類と見出しをご確認ください。");
  }
  return header;
}

Json row_of(const Header& header, const util::CsvRow& csv) {
  Json row = Json::object();
  const auto count = std::min(header.names.size(), csv.fields.size());
  for (std::size_t i = 0; i < count; ++i) row[header.names[i]] = std::string(csv.fields[i]);
  return row;
}

std::string digits_only(std::string text) {
  std::erase_if(text, [](char c) { return c == '-' || c == '/'; });
  return text;
}

// As the center keeps it: days without strokes, numbers narrow, flags written out.
void normalise(Json& row) {
  for (auto& [name, value] : row.items()) {
    auto text = util::fold_width(value.get_ref<const std::string&>());
    const bool of_name =
        name.find("Name") != std::string::npos || name == "Address" || name.starts_with("Remarks");
    if (name.ends_with("Date") || name == "MedicalTreatmentMonth") text = digits_only(text);
    if (!of_name) value = text;
  }
  if (text_of(row, "NotDisclosed").empty() && row.contains("NotDisclosed")) {
    row["NotDisclosed"] = "0";
  }
}

bool same(const Json& stored, const Json& row) {
  for (const auto& [name, value] : row.items()) {
    if (name == "UpdatedAt" || name == "DeleteFlag" || name == "OfficeCode") continue;
    if (util::fold_width(text_of(stored, name)) !=
        util::fold_width(value.get_ref<const std::string&>())) {
      return false;
    }
  }
  return true;
}

Json stored_row(sql::Connection& db, const std::string& kind, const Json& row) {
  if (kind == "qualification") {
    sql::Query query(db, "SELECT row FROM interval WHERE recipient_key = ?1 AND start = ?2",
                     text_of(row, "RecipientKey"), text_of(row, "QualificationDate"));
    return query.row() ? parsed(query.text(0)) : Json();
  }
  sql::Query query(db,
                   "SELECT row FROM ticket WHERE recipient_key = ?1 AND month = ?2 AND issue = ?3"
                   " AND live = 1",
                   text_of(row, "RecipientKey"), text_of(row, "MedicalTreatmentMonth"),
                   text_of(row, "IssueNumber"));
  return query.row() ? parsed(query.text(0)) : Json();
}

// Live rows of the file's months (of everything, for qualifications) that the file does not name.
void add_gone(Comparison& found, sql::Connection& db, const std::string& kind,
              const std::set<std::string>& months, const std::set<std::string>& named) {
  const auto add = [&](sql::Query& query) {
    while (query.row()) {
      if (named.count(std::string(query.text(0))) != 0) continue;
      found.removals.push_back({0, "gone", std::string(query.text(1)), std::string(query.text(2))});
      found.protects += query.integer(3);
    }
  };
  if (kind == "qualification") {
    sql::Query query(db,
                     "SELECT recipient_key || '|' || start, recipient_key, row, not_disclosed"
                     " FROM interval ORDER BY recipient_key, start");
    add(query);
    return;
  }
  for (const auto& month : months) {
    sql::Query query(db,
                     "SELECT recipient_key || '|' || month || '|' || issue, recipient_key, row, 0"
                     " FROM ticket WHERE month = ?1 AND live = 1 ORDER BY recipient_key, issue",
                     month);
    add(query);
  }
}

bool sets_or_lifts_protection(const Json& before, const Json& row) {
  const bool deleted = text_of(row, "DeleteFlag") == "1";  // and its protection with it
  const bool now = !deleted && text_of(row, "NotDisclosed") == "1";
  return (text_of(before, "NotDisclosed") == "1") != now;
}

void count_row(Comparison& found, std::size_t line, const Json& before, const Json& row) {
  const bool deleted = text_of(row, "DeleteFlag") == "1";
  found.protects += sets_or_lifts_protection(before, row) ? 1 : 0;
  if (deleted ? before.is_null() : !before.is_null() && same(before, row)) {
    ++found.unchanged;
    return;
  }
  if (deleted) {
    found.removals.push_back({static_cast<std::int64_t>(line), "cancelled",
                              text_of(before, "RecipientKey"), dumped(before)});
    return;
  }
  ++(before.is_null() ? found.added : found.changed);
  if (found.differences.size() < differences_max) {
    found.differences.push_back({{"line", line},
                                 {"change", before.is_null() ? "new" : "changed"},
                                 {"before", before},
                                 {"after", row}});
  }
}

}  // namespace

Json file_problem(std::int64_t line, std::string_view field, std::string_view code,
                  std::string text) {
  return {{"line", line},
          {"field", field},
          {"severity", "error"},
          {"code", code},
          {"text", std::move(text)}};
}

util::Result<DecodedFile, Json> decoded_file(std::string_view bytes) {
  DecodedFile file;
  const auto utf8 = util::check_utf8(bytes);
  if (utf8) {
    file.bom = bytes.starts_with(util::utf8_bom);
    file.text = std::string(bytes.substr(file.bom ? util::utf8_bom.size() : 0));
    return file;
  }
  auto cp932 = util::utf8_from_cp932(bytes);
  if (cp932) {
    file.cp932 = true;
    file.text = std::move(*cp932);
    return file;
  }
  const auto offset = std::max(utf8.error().offset, cp932.error().offset);
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<long>(offset), '\n');
  return util::failure(
      file_problem(line, "", "encoding",
                   "UTF-8でもShift_JISでもない文字があります（" + std::to_string(offset + 1) +
                       "バイト目）。2つの文字コードが混ざっていないかご確認ください。"));
}

Comparison compare(Parts& parts, const std::string& kind, bool full, std::string_view text,
                   const std::function<bool(std::int64_t)>& progress) {
  Comparison found;
  util::CsvReader reader(text);
  util::CsvRow csv;
  if (!reader.next(csv)) {
    found.refusal =
        file_problem(1, "", "empty", "ファイルが空です。書き出しをやり直してください。");
    return found;
  }
  const auto header = header_of(csv, kind);
  if (!header.refusal.is_null()) {
    found.refusal = header.refusal;
    return found;
  }
  std::set<std::string> months;
  std::set<std::string> named;
  std::size_t last_line = 0;
  bool last_broken = false;
  bool own_rows = false;
  while (reader.next(csv)) {
    ++found.rows;
    last_line = csv.line;
    last_broken = csv.error.has_value() || csv.fields.size() < header.names.size();
    if (last_broken) continue;
    Json row = row_of(header, csv);
    normalise(row);
    own_rows = own_rows || text_of(row, "OfficeCode") == parts.office_code;
    if (text_of(row, "OfficeCode") != parts.office_code) continue;
    const auto before =
        parts.database.read([&](sql::Connection& db) { return stored_row(db, kind, row); });
    count_row(found, csv.line, before, row);
    if (kind == "ticket") months.insert(text_of(row, "MedicalTreatmentMonth"));
    if (full) named.insert(text_of(row, "RecipientKey") + "|" + item_of(kind, row));
    if (found.rows % progress_rows == 0 && !progress(found.rows)) return found;
  }
  found.months.assign(months.begin(), months.end());
  if (found.rows == 0) {
    found.refusal = file_problem(
        1, "", "empty", "見出しのほかに行がありません。正しいファイルかをご確認ください。");
  } else if (last_broken) {
    found.refusal = file_problem(
        static_cast<std::int64_t>(last_line), "", "half_written",
        "最後の行が途中で終わっています。書き終えたファイルを、名前を変えて置いてください。");
  } else if (!own_rows) {
    found.refusal = file_problem(
        2, "OfficeCode", "office_mismatch",
        "この福祉事務所の行がありません。別の福祉事務所のファイルではないかご確認ください。");
  }
  if (full && found.refusal.is_null()) {
    parts.database.read([&](sql::Connection& db) { add_gone(found, db, kind, months, named); });
  }
  return found;
}

}  // namespace madoguchi::office
