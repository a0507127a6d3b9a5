#include "tools/registration_csv.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "center/registration_rows.hpp"
#include "center/row_cells.hpp"
#include "util/csv.hpp"

namespace madoguchi::tools {

namespace {

using Cells = std::map<std::string, std::string, std::less<>>;

std::vector<std::string> header_of(store::RowKind kind) {
  const auto& known = center::columns_of(kind).known;
  return {known.begin(), known.end()};
}

std::string line_of(const std::vector<std::string>& header, const Cells& row) {
  std::vector<std::string> fields;
  for (const auto& column : header) {
    const auto found = row.find(column);
    fields.push_back(found == row.end() ? "" : found->second);
  }
  // The center reads the bytes as they are: no guard against spreadsheets.
  return util::csv_line(fields, util::FormulaGuard::no);
}

std::vector<Cells> read_rows(std::string_view text) {
  util::CsvReader reader(text);
  util::CsvRow line;
  std::vector<std::string> header;
  std::vector<Cells> rows;
  while (reader.next(line)) {
    if (line.error) continue;
    if (header.empty()) {
      header.assign(line.fields.begin(), line.fields.end());
      continue;
    }
    Cells row;
    for (std::size_t i = 0; i < std::min(header.size(), line.fields.size()); ++i) {
      row[header[i]] = std::string(line.fields[i]);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

// What the store tells rows of one kind apart by.
std::vector<std::string> key_columns(store::RowKind kind) {
  switch (kind) {
    case store::RowKind::qualification:
      return {"OfficeCode", "RecipientKey", "QualificationDate"};
    case store::RowKind::ticket:
      return {"OfficeCode", "RecipientKey", "MedicalTreatmentMonth", "IssueNumber"};
    case store::RowKind::insurance:
      return {"PersonLinkKey",       "InsurerNumber",
              "InsuredCardSymbol",   "InsuredIdentificationNumber",
              "InsuredBranchNumber", "QualificationDate"};
    case store::RowKind::card:
      return {"CertificateSerial", "Issuer"};
    case store::RowKind::institution:
      return {"MedicalInstitutionCode"};
    case store::RowKind::office:
      break;
  }
  return {"OfficeCode"};
}

std::string key_of(store::RowKind kind, const Cells& row) {
  std::string key;
  for (const auto& column : key_columns(kind)) {
    const auto found = row.find(column);
    key += (found == row.end() ? "" : found->second) + "\n";
  }
  return key;
}

bool says_the_same(Cells a, Cells b) {
  a.erase("UpdatedAt");
  b.erase("UpdatedAt");
  return a == b;
}

}  // namespace

RegistrationLines::RegistrationLines(store::RowKind kind, util::Instant updated_at)
    : columns_(header_of(kind)), updated_at_(util::date_time_in_japan(updated_at)) {
  for (std::size_t i = 0; i < columns_.size(); ++i) places_[columns_[i]] = i;
}

std::string RegistrationLines::header() const {
  return util::csv_line(columns_, util::FormulaGuard::no);
}

void RegistrationLines::append(const store::Row& row, std::string& to) const {
  std::vector<std::string> fields(columns_.size());
  for (auto& [column, value] : center::row_cells(row)) {
    fields[places_.find(column)->second] = std::move(value);
  }
  if (const auto place = places_.find("UpdatedAt"); place != places_.end()) {
    fields[place->second] = updated_at_;
  }
  to += util::csv_line(fields, util::FormulaGuard::no);
}

std::string registration_csv(store::RowKind kind, const std::vector<store::Row>& rows,
                             util::Instant updated_at) {
  const RegistrationLines lines(kind, updated_at);
  std::string text = lines.header();
  for (const auto& row : rows) lines.append(row, text);
  return text;
}

std::string following_csv(store::RowKind kind, std::string_view before, std::string_view made,
                          util::Instant updated_at) {
  std::map<std::string, Cells> old, deleted;
  for (auto& row : read_rows(before)) {
    auto& into = row["DeleteFlag"] == "1" ? deleted : old;
    into[key_of(kind, row)] = std::move(row);
  }
  const auto header = header_of(kind);
  std::string kept;
  std::set<std::string> keys;
  for (auto& row : read_rows(made)) {
    const auto key = key_of(kind, row);
    keys.insert(key);
    const auto found = old.find(key);
    if (found != old.end() && found->second.contains("UpdatedAt") &&
        says_the_same(row, found->second)) {
      row["UpdatedAt"] = found->second["UpdatedAt"];
    }
    kept += line_of(header, row);
  }
  std::string gone;
  const auto oldest =
      util::date_time_in_japan(updated_at.plus_ms(-86400000LL * deletions_kept_days));
  for (auto& [key, row] : deleted) {
    if (!keys.contains(key) && row["UpdatedAt"] > oldest) gone += line_of(header, row);
  }
  const bool deletes = std::find(header.begin(), header.end(), "DeleteFlag") != header.end();
  for (auto& [key, row] : old) {
    if (!deletes || keys.contains(key)) continue;
    row["DeleteFlag"] = "1";
    row["UpdatedAt"] = util::date_time_in_japan(updated_at);
    gone += line_of(header, row);
  }
  return util::csv_line(header, util::FormulaGuard::no) + gone + kept;
}

}  // namespace madoguchi::tools
