#include "tools/registration_csv.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "center/registration_rows.hpp"
#include "util/csv.hpp"

namespace madoguchi::tools {

namespace {

using Cells = std::map<std::string, std::string, std::less<>>;
// What a row says, by column.
using Said = std::vector<std::pair<std::string_view, std::string>>;

std::string number_text(const std::optional<util::Day>& day) {
  return day ? day->text() : std::string();
}

Said cells(const store::QualificationRow& row) {
  const auto& one = row.qualification;
  const auto& who = one.person;
  return {{"OfficeCode", one.office_code},
          {"RecipientKey", one.recipient_key},
          {"PersonLinkKey", row.person_link_key},
          {"PublicExpenseNumber", one.payer.text()},
          {"BeneficiaryNumber", one.beneficiary.text()},
          {"Name", who.name},
          {"NameKana", who.name_kana},
          {"NameOfOther", who.name_of_other},
          {"NameOfOtherKana", who.name_of_other_kana},
          {"Sex1", who.sex1},
          {"Sex2", who.sex2},
          {"Birthdate", who.birthdate.text()},
          {"PostNumber", who.post_number},
          {"Address", who.address},
          {"QualificationDate", one.start.text()},
          {"DisqualificationDate", number_text(one.end)},
          {"LossKind", one.loss_kind == domain::LossKind::suspended   ? "停止"
                       : one.loss_kind == domain::LossKind::abolished ? "廃止"
                                                                      : ""},
          {"ReasonOfLoss", one.reason_of_loss},
          {"NotDisclosed", one.not_disclosed ? "1" : "0"},
          {"DeleteFlag", row.deleted ? "1" : "0"}};
}

Said cells(const store::TicketRow& row) {
  const auto& one = row.ticket;
  return {{"OfficeCode", one.office_code},
          {"RecipientKey", one.recipient_key},
          {"PublicExpenseNumber", one.payer ? one.payer->text() : ""},
          {"BeneficiaryNumber", one.beneficiary ? one.beneficiary->text() : ""},
          {"IssueNumber", one.issue_number},
          {"TicketType", one.ticket_type},
          {"MedicalTreatmentMonth", one.treatment_month.text()},
          {"MedicalTicketValidDate", one.from.text()},
          {"MedicalTicketExpirationDate", one.to.text()},
          {"DesignatedMedicalInstitutionCode", one.institution_code},
          {"DesignatedMedicalInstitutionName", one.institution_name},
          {"PrescriptionIssuerMedicalInstitutionCode", one.issuer_code},
          {"PrescriptionIssuerMedicalInstitutionName", one.issuer_name},
          {"InjuryName1", one.injury_name1},
          {"InjuryName2", one.injury_name2},
          {"InjuryName3", one.injury_name3},
          {"MedicalTreatmentType", one.treatment_type},
          {"SelfPayAmount", one.self_pay_amount},
          {"DistrictContactName", one.district_contact},
          {"HandlingContactName", one.handling_contact},
          {"SingleOrCombinedUse", one.single_or_combined},
          {"StatusOfSocialInsurance", one.social_insurance},
          {"StatusOfInfecton", one.infection},
          {"StatusOfElderlyMedicalCare", one.elderly_medical_care},
          {"StatusOfPrefecturalExpenses", one.prefectural_expenses},
          {"Remarks1", one.remarks1},
          {"Remarks2", one.remarks2},
          {"Remarks3", one.remarks3},
          {"DeleteFlag", row.deleted ? "1" : "0"}};
}

Said cells(const store::InsuranceRow& row) {
  Said out;
  for (const auto& [field, value] : row.insurance.fields) {
    out.emplace_back(domain::element_name(field), value);
  }
  out.emplace_back("PersonLinkKey", row.person_link_key);
  out.emplace_back("DeleteFlag", row.deleted ? "1" : "0");
  return out;
}

Said cells(const store::CardRow& row) {
  return {{"PersonLinkKey", row.person_link_key},
          {"CertificateSerial", row.serial_hex},
          {"Issuer", row.issuer},
          {"ValidFrom", row.valid_from.text()},
          {"ValidTo", row.valid_to.text()},
          {"Revoked", row.revoked ? "1" : "0"}};
}

Said cells(const store::InstitutionRow& row) {
  return {{"MedicalInstitutionCode", row.code},
          {"Name", row.name},
          {"Kind", row.kind},
          {"Address", row.address},
          {"AreaCode", row.area_code},
          {"DesignatedFrom", row.designated_from.text()},
          {"DesignatedTo", number_text(row.designated_to)}};
}

Said cells(const store::OfficeRow& row) {
  std::string payers;
  for (const auto& payer : row.payer_numbers) payers += (payers.empty() ? "" : " ") + payer;
  return {
      {"OfficeCode", row.code},
      {"Name", row.name},
      {"Telephone", row.telephone},
      {"PayerNumbers", payers},
      {"RegistrationDay", row.registration_day == 0 ? "" : std::to_string(row.registration_day)}};
}

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
  for (auto& [column, value] : std::visit([](const auto& one) { return cells(one); }, row)) {
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
