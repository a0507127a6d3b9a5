#include "center/registration_rows.hpp"

#include <algorithm>

#include "center/row_fields.hpp"
#include "domain/decide.hpp"
#include "domain/fields.hpp"
#include "util/encoding.hpp"

namespace madoguchi::center {

namespace {

using Must = RowFields::Must;
using CheckDigit = RowFields::CheckDigit;

constexpr std::size_t name_max = 100;
constexpr std::size_t text_max = 200;
constexpr std::size_t key_max = 64;

const Columns card_columns{
    {"PersonLinkKey", "CertificateSerial", "Issuer", "ValidFrom", "ValidTo", "Revoked"},
    {"PersonLinkKey", "CertificateSerial", "Issuer", "ValidFrom", "ValidTo", "Revoked"}};
const Columns institution_columns{{"MedicalInstitutionCode", "Name", "Kind", "Address", "AreaCode",
                                   "DesignatedFrom", "DesignatedTo"},
                                  {"MedicalInstitutionCode", "Name", "DesignatedFrom"}};
const Columns office_columns{{"OfficeCode", "Name", "Telephone", "PayerNumbers", "RegistrationDay"},
                             {"OfficeCode", "Name"}};

Columns insurance_columns() {
  Columns columns;
  columns.known = {"PersonLinkKey"};
  for (std::size_t i = 0; i < domain::result_field_count; ++i) {
    const auto field = static_cast<domain::Field>(i);
    const auto name = domain::element_name(field);
    const bool consent = name.find("Cons") != std::string_view::npos ||
                         name.find("AvailableTime") != std::string_view::npos;
    const bool judged = field == domain::Field::ReferenceNumber ||
                        field == domain::Field::LimitApplicationCertificateChanged;
    if (consent || judged) continue;
    columns.known.push_back(name);
  }
  for (const auto* extra : {"SpecificDiseasesDiseaseCategory1", "SpecificDiseasesCertificateDate1",
                            "SpecificDiseasesValidStartDate1", "SpecificDiseasesValidEndDate1",
                            "SpecificDiseasesSelfPay1", "SpecificDiseasesDiseaseCategory2",
                            "SpecificDiseasesCertificateDate2", "SpecificDiseasesValidStartDate2",
                            "SpecificDiseasesValidEndDate2", "SpecificDiseasesSelfPay2",
                            "SpecificDiseasesDiseaseCategory3", "SpecificDiseasesCertificateDate3",
                            "SpecificDiseasesValidStartDate3", "SpecificDiseasesValidEndDate3",
                            "SpecificDiseasesSelfPay3", "UpdatedAt", "DeleteFlag"}) {
    columns.known.emplace_back(extra);
  }
  columns.required = {"PersonLinkKey", "InsuredCardClassification",
                      "InsurerNumber", "InsuredIdentificationNumber",
                      "Name",          "Sex1",
                      "Birthdate",     "QualificationDate",
                      "InsurerName"};
  return columns;
}

domain::PersonDetails person_of(RowFields& row) {
  domain::PersonDetails person;
  person.name = row.required("Name", name_max);
  person.name_kana = row.text("NameKana", name_max);
  person.name_of_other = row.text("NameOfOther", name_max);
  person.name_of_other_kana = row.text("NameOfOtherKana", name_max);
  person.sex1 = row.code("Sex1", {"1", "2", "3"}, Must::yes);
  person.sex2 = row.code("Sex2", {"1", "2", "3"});
  person.birthdate = row.day("Birthdate", Must::yes).value_or(util::Day());
  person.post_number = row.text("PostNumber", 8);
  person.address = row.text("Address", text_max);
  return person;
}

domain::LossKind loss_kind_of(RowFields& row) {
  const auto text = row.code("LossKind", {"停止", "廃止"});
  if (text == "停止") return domain::LossKind::suspended;
  return text == "廃止" ? domain::LossKind::abolished : domain::LossKind::none;
}

std::string own_office(RowFields& row, const RowSettings& settings) {
  auto office = row.key("OfficeCode", key_max);
  if (!settings.office_code.empty() && !office.empty() && office != settings.office_code) {
    row.refuse(
        "OfficeCode", "office_mismatch",
        "この証明書の福祉事務所の行ではありません。自分の福祉事務所の行だけを登録できます。");
  }
  return office;
}

std::optional<store::Row> qualification_row(RowFields& row, const RowSettings& settings,
                                            CheckDigit strict) {
  const auto office = own_office(row, settings);
  const auto recipient = row.key("RecipientKey", key_max);
  const auto link = row.key("PersonLinkKey", key_max);
  auto payer = row.payer("PublicExpenseNumber", strict, Must::yes);
  auto beneficiary = row.beneficiary("BeneficiaryNumber", strict, Must::yes);
  auto person = person_of(row);
  const auto start = row.day("QualificationDate", Must::yes);
  const auto end = row.day("DisqualificationDate");
  const auto loss = loss_kind_of(row);
  const auto reason = row.code("ReasonOfLoss", {"01", "02", "03", "99"});
  const bool not_disclosed = row.flag("NotDisclosed");
  const auto updated = row.instant("UpdatedAt", settings.latest);
  const bool deleted = row.flag("DeleteFlag");
  if (start && end && *end < *start) {
    row.refuse("DisqualificationDate", "period_order", "資格喪失日が資格取得日より前です。");
  }
  if (start && person.birthdate > *start) {
    row.warn("Birthdate", "birth_after_start", "生年月日が資格取得日より後です。ご確認ください。");
  }
  if (!row.ok()) return std::nullopt;
  return store::QualificationRow{link,
                                 {office, recipient, *payer, *beneficiary, std::move(person),
                                  *start, end, loss, reason, not_disclosed},
                                 updated,
                                 deleted};
}

void check_ticket_period(RowFields& row, const domain::Ticket& ticket) {
  if (ticket.to < ticket.from) {
    row.refuse("MedicalTicketExpirationDate", "period_order", "有効終了日が有効開始日より前です。");
  }
  if (!ticket.treatment_month.contains(ticket.from) ||
      !ticket.treatment_month.contains(ticket.to)) {
    row.refuse("MedicalTicketValidDate", "outside_month",
               "有効期間が診療年月の中にありません。暦月の中の期間にしてください。");
  }
  const bool pharmacy = ticket.ticket_type == "02";
  if (pharmacy != (ticket.treatment_type == "04")) {
    row.refuse("MedicalTreatmentType", "type_mismatch",
               "券の種別と診療別が合いません（調剤券は04、医療券はそれ以外）。");
  }
  if (!domain::fits(ticket, ticket.institution_code)) {
    row.warn(
        "MedicalTreatmentType", "kind_mismatch",
        "診療別が指定医療機関コードの点数表と合いません。この券は使えません。ご確認ください。");
  }
}

std::optional<store::Row> ticket_row(RowFields& row, const RowSettings& settings,
                                     CheckDigit strict) {
  store::TicketRow out;
  auto& ticket = out.ticket;
  ticket.office_code = own_office(row, settings);
  ticket.recipient_key = row.key("RecipientKey", key_max);
  ticket.payer = row.payer("PublicExpenseNumber", strict, Must::no);
  ticket.beneficiary = row.beneficiary("BeneficiaryNumber", strict, Must::no);
  if (ticket.payer.has_value() != ticket.beneficiary.has_value()) {
    row.refuse("BeneficiaryNumber", "numbers_incomplete",
               "公費負担者番号と受給者番号は両方を入力するか、両方を空にしてください。");
  }
  ticket.issue_number = row.key("IssueNumber", key_max);
  ticket.ticket_type = row.code("TicketType", {"01", "02"}, Must::yes);
  const auto month = row.month("MedicalTreatmentMonth");
  const auto from = row.day("MedicalTicketValidDate", Must::yes);
  const auto to = row.day("MedicalTicketExpirationDate", Must::yes);
  const auto institution = row.institution("DesignatedMedicalInstitutionCode", strict, Must::yes);
  ticket.institution_name = row.text("DesignatedMedicalInstitutionName", name_max);
  const auto issuer = row.institution("PrescriptionIssuerMedicalInstitutionCode", strict, Must::no);
  ticket.issuer_name = row.text("PrescriptionIssuerMedicalInstitutionName", name_max);
  ticket.injury_name1 = row.text("InjuryName1", name_max);
  ticket.injury_name2 = row.text("InjuryName2", name_max);
  ticket.injury_name3 = row.text("InjuryName3", name_max);
  ticket.treatment_type =
      row.code("MedicalTreatmentType", {"01", "02", "03", "04", "05"}, Must::yes);
  ticket.self_pay_amount = row.digits("SelfPayAmount", 8);
  ticket.district_contact = row.text("DistrictContactName", name_max);
  ticket.handling_contact = row.text("HandlingContactName", name_max);
  ticket.single_or_combined = row.code("SingleOrCombinedUse", {"01", "02"});
  ticket.social_insurance = row.code("StatusOfSocialInsurance", {"01", "02"});
  ticket.infection = row.code("StatusOfInfecton", {"01", "02"});
  ticket.elderly_medical_care = row.code("StatusOfElderlyMedicalCare", {"01", "02"});
  ticket.prefectural_expenses = row.code("StatusOfPrefecturalExpenses", {"01", "02"});
  ticket.remarks1 = row.text("Remarks1", text_max);
  ticket.remarks2 = row.text("Remarks2", text_max);
  ticket.remarks3 = row.text("Remarks3", text_max);
  out.updated_at = row.instant("UpdatedAt", settings.latest);
  out.deleted = row.flag("DeleteFlag");
  if (!month || !from || !to || !institution || !row.ok()) return std::nullopt;
  ticket.treatment_month = *month;
  ticket.from = *from;
  ticket.to = *to;
  ticket.institution_code = institution->text();
  ticket.issuer_code = issuer ? issuer->text() : std::string();
  check_ticket_period(row, ticket);
  if (!row.ok()) return std::nullopt;
  return out;
}

// Dates among the insurance fields, by the ending of their element name.
bool is_date(std::string_view name) {
  return name.ends_with("Date") || name == "Birthdate";
}

std::vector<domain::SpecificDisease> diseases_of(RowFields& row) {
  std::vector<domain::SpecificDisease> diseases;
  for (const std::string number : {"1", "2", "3"}) {
    domain::SpecificDisease disease;
    disease.category = row.code("SpecificDiseasesDiseaseCategory" + number, {"1", "2", "3"});
    const auto date = row.day("SpecificDiseasesCertificateDate" + number);
    const auto from = row.day("SpecificDiseasesValidStartDate" + number);
    const auto to = row.day("SpecificDiseasesValidEndDate" + number);
    disease.self_pay = row.digits("SpecificDiseasesSelfPay" + number, 8);
    if (disease.category.empty()) continue;
    disease.date = date ? date->text() : std::string();
    disease.valid_from = from ? from->text() : std::string();
    disease.valid_to = to ? to->text() : std::string();
    diseases.push_back(std::move(disease));
  }
  return diseases;
}

std::vector<domain::FieldValue> insurance_fields(RowFields& row) {
  std::vector<domain::FieldValue> fields;
  for (const auto name : columns_of(store::RowKind::insurance).known) {
    const auto field = domain::field_of(name);
    if (!field || row.raw(name).empty()) continue;
    std::string value;
    if (is_date(name)) {
      const auto day = row.day(name);
      value = day ? day->text() : std::string();
    } else {
      value = row.text(name, text_max);
    }
    if (name == "InsurerNumber" || name == "InsuredBranchNumber") value = util::fold_width(value);
    if (!value.empty()) fields.push_back({*field, std::move(value)});
  }
  return fields;
}

std::optional<store::Row> insurance_row(RowFields& row, const RowSettings& settings,
                                        CheckDigit strict) {
  store::InsuranceRow out;
  auto& insurance = out.insurance;
  out.person_link_key = row.key("PersonLinkKey", key_max);
  row.code("InsuredCardClassification", {"01", "02", "03", "04", "05", "06", "07"}, Must::yes);
  row.required("Name", name_max);
  row.code("Sex1", {"1", "2", "3"}, Must::yes);
  row.required("InsurerName", name_max);
  row.code("ReasonOfLoss", {"01", "02", "03", "99"});
  const auto insurer = domain::InsurerNumber::parse(row.required("InsurerNumber", 8));
  if (!insurer) {
    row.refuse("InsurerNumber", "format", "保険者番号は8桁または6桁の数字で入力してください。");
  } else if (insurer->text().starts_with("12") && insurer->text().size() == 8) {
    row.refuse("InsurerNumber", "law_code",
               "法別番号12は医療扶助の番号です。保険の資格としては登録できません。");
  } else if (!insurer->check_digit_ok()) {
    if (strict == CheckDigit::refuse) {
      row.refuse("InsurerNumber", "check_digit", "検証番号が一致しません。番号をご確認ください。");
    } else {
      row.warn("InsurerNumber", "check_digit", "検証番号が一致しません。番号をご確認ください。");
    }
  }
  // Folded as questions are, so that a full-width registration is found.
  insurance.symbol = util::fold_width(row.text("InsuredCardSymbol", 20));
  insurance.number = util::fold_width(row.required("InsuredIdentificationNumber", 20));
  insurance.branch = row.digits("InsuredBranchNumber", 2);
  const auto birthdate = row.day("Birthdate", Must::yes);
  const auto start = row.day("QualificationDate", Must::yes);
  insurance.end = row.day("DisqualificationDate");
  insurance.specific_diseases = diseases_of(row);
  if (!row.raw("UpdatedAt").empty()) {
    out.updated_at = row.instant("UpdatedAt", settings.latest);
  }
  out.deleted = row.flag("DeleteFlag");
  if (start && insurance.end && *insurance.end < *start) {
    row.refuse("DisqualificationDate", "period_order", "資格喪失日が資格取得日より前です。");
  }
  if (row.ok()) insurance.fields = insurance_fields(row);
  if (!row.ok()) return std::nullopt;
  insurance.insurer_number = insurer->text();
  insurance.birthdate = *birthdate;
  insurance.start = *start;
  return out;
}

std::optional<store::Row> card_row(RowFields& row) {
  store::CardRow out;
  out.person_link_key = row.key("PersonLinkKey", key_max);
  out.serial_hex = row.key("CertificateSerial", 40);
  std::transform(out.serial_hex.begin(), out.serial_hex.end(), out.serial_hex.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (out.serial_hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
    row.refuse("CertificateSerial", "format", "証明書の番号は16進数で入力してください。");
  }
  out.serial_hex.erase(0, std::min(out.serial_hex.find_first_not_of('0'), out.serial_hex.size()));
  out.issuer = row.required("Issuer", text_max);
  const auto from = row.day("ValidFrom", Must::yes);
  const auto to = row.day("ValidTo", Must::yes);
  out.revoked = row.flag("Revoked");
  if (from && to && *to < *from) {
    row.refuse("ValidTo", "period_order", "有効期限が開始日より前です。");
  }
  if (!row.ok()) return std::nullopt;
  out.valid_from = *from;
  out.valid_to = *to;
  return out;
}

std::optional<store::Row> institution_row(RowFields& row, CheckDigit strict) {
  store::InstitutionRow out;
  const auto code = row.institution("MedicalInstitutionCode", strict, Must::yes);
  out.name = row.required("Name", name_max);
  out.kind = row.text("Kind", 20);
  out.address = row.text("Address", text_max);
  out.area_code = row.text("AreaCode", 20);
  const auto from = row.day("DesignatedFrom", Must::yes);
  out.designated_to = row.day("DesignatedTo");
  if (from && out.designated_to && *out.designated_to < *from) {
    row.refuse("DesignatedTo", "period_order", "指定の終了日が開始日より前です。");
  }
  if (!row.ok()) return std::nullopt;
  out.code = code->text();
  out.designated_from = *from;
  return out;
}

std::optional<store::Row> office_row(RowFields& row, CheckDigit strict) {
  store::OfficeRow out;
  out.code = row.key("OfficeCode", key_max);
  out.name = row.required("Name", name_max);
  out.telephone = row.text("Telephone", 20);
  const auto payers = std::string(row.raw("PayerNumbers"));
  std::size_t at = 0;
  while (at < payers.size()) {
    const auto blank = std::min(payers.find(' ', at), payers.size());
    const auto one = payers.substr(at, blank - at);
    at = blank + 1;
    if (one.empty()) continue;
    const auto parsed = domain::PublicExpenseNumber::parse(one);
    if (!parsed) {
      row.refuse("PayerNumbers", "format",
                 "公費負担者番号は8桁で、空白で区切って入力してください。");
    } else if (!parsed->check_digit_ok() && strict == CheckDigit::refuse) {
      row.refuse("PayerNumbers", "check_digit", "検証番号が一致しません。番号をご確認ください。");
    } else {
      out.payer_numbers.push_back(parsed->text());
    }
  }
  const auto day = row.digits("RegistrationDay", 2);
  out.registration_day = day.empty() ? 0 : std::stoi(day);
  if (out.registration_day > 31) {
    row.refuse("RegistrationDay", "format", "登録予定日は1から31で入力してください。");
  }
  if (!row.ok()) return std::nullopt;
  return out;
}

std::optional<store::Row> read_row(store::RowKind kind, RowFields& row,
                                   const RowSettings& settings) {
  const auto strict = settings.strict_check_digit ? CheckDigit::refuse : CheckDigit::warn;
  switch (kind) {
    case store::RowKind::qualification:
      return qualification_row(row, settings, strict);
    case store::RowKind::ticket:
      return ticket_row(row, settings, strict);
    case store::RowKind::insurance:
      return insurance_row(row, settings, strict);
    case store::RowKind::card:
      return card_row(row);
    case store::RowKind::institution:
      return institution_row(row, strict);
    case store::RowKind::office:
      return office_row(row, strict);
  }
  return std::nullopt;
}

std::string csv_text(util::CsvError error) {
  switch (error) {
    case util::CsvError::quote_not_closed:
      return "引用符（\"）が閉じていません。";
    case util::CsvError::text_after_quote:
      return "引用符（\"）の後に余分な文字があります。";
    case util::CsvError::line_too_long:
      return "1行が長すぎます。";
    case util::CsvError::too_many_fields:
      return "項目が多すぎます。";
  }
  return "行の形式が正しくありません。";
}

}  // namespace

const Columns& columns_of(store::RowKind kind) {
  static const Columns insurance = insurance_columns();
  switch (kind) {
    case store::RowKind::qualification:
      return domain::qualification_columns();
    case store::RowKind::ticket:
      return domain::ticket_columns();
    case store::RowKind::insurance:
      return insurance;
    case store::RowKind::card:
      return card_columns;
    case store::RowKind::institution:
      return institution_columns;
    case store::RowKind::office:
      break;
  }
  return office_columns;
}

util::Result<DecodedFile, FileProblem> decode_file(std::string_view bytes) {
  if (bytes.starts_with(util::utf8_bom)) {
    bytes.remove_prefix(util::utf8_bom.size());
    const auto checked = util::check_utf8(bytes);
    if (!checked) {
      return util::failure(FileProblem{"encoding",
                                       {},
                                       checked.error().offset + 3,
                                       "文字コードがUTF-8ではありません。保存し直してください。"});
    }
    return DecodedFile{std::string(bytes), DecodedFile::Form::utf8_bom};
  }
  if (util::check_utf8(bytes)) return DecodedFile{std::string(bytes), DecodedFile::Form::utf8};
  auto decoded = util::utf8_from_cp932(bytes);
  if (decoded) return DecodedFile{std::move(*decoded), DecodedFile::Form::cp932};
  return util::failure(FileProblem{
      "encoding",
      {},
      decoded.error().offset,
      "文字コードがUTF-8でもShift_JISでもありません。どちらかで保存し直してください。"});
}

RegistrationRows::RegistrationRows(store::RowKind kind, std::string text, RowSettings settings)
    : kind_(kind), text_(std::move(text)), settings_(std::move(settings)), reader_(text_) {}

util::Result<std::unique_ptr<RegistrationRows>, FileProblem> RegistrationRows::open(
    store::RowKind kind, std::string text, RowSettings settings) {
  std::unique_ptr<RegistrationRows> rows(
      new RegistrationRows(kind, std::move(text), std::move(settings)));
  util::CsvRow header;
  if (!rows->reader_.next(header)) {
    return util::failure(FileProblem{"empty", {}, 0, "ファイルに見出し行がありません。"});
  }
  if (header.error) {
    return util::failure(FileProblem{"header", {}, 0, "見出し行: " + csv_text(*header.error)});
  }
  const auto& columns = columns_of(kind);
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const auto name = util::fold_width(header.fields[i]);
    const bool known =
        std::find(columns.known.begin(), columns.known.end(), name) != columns.known.end();
    if (!known) {
      return util::failure(FileProblem{"column_unknown", name, 0,
                                       "見出しに知らない項目があります。項目名をご確認ください。"});
    }
    if (!rows->columns_.emplace(name, i).second) {
      return util::failure(
          FileProblem{"column_repeated", name, 0, "見出しに同じ項目が2つあります。"});
    }
  }
  for (const auto name : columns.required) {
    if (!rows->columns_.contains(name)) {
      return util::failure(FileProblem{"column_missing", std::string(name), 0,
                                       "見出しに必要な項目がありません。項目を追加してください。"});
    }
  }
  return rows;
}

std::optional<store::NumberedRow> RegistrationRows::next() {
  util::CsvRow line;
  while (reader_.next(line)) {
    ++found_->rows;
    RowFields fields(columns_, line.fields, line.line);
    std::optional<store::Row> row;
    if (line.error) {
      fields.refuse("", "csv", csv_text(*line.error));
    } else if (line.fields.size() != columns_.size()) {
      fields.refuse("", "field_count",
                    "項目の数が見出しと違います（見出し" + std::to_string(columns_.size()) +
                        "、この行" + std::to_string(line.fields.size()) + "）。");
    } else {
      row = read_row(kind_, fields, settings_);
    }
    for (auto& problem : fields.problems()) {
      ++found_->problems_total;
      if (found_->problems.size() < settings_.problems_max) {
        found_->problems.push_back(std::move(problem));
      }
    }
    if (row) return store::NumberedRow{line.line, std::move(*row)};
    ++found_->refused;
  }
  return std::nullopt;
}

}  // namespace madoguchi::center
