#include "center/row_cells.hpp"

#include "domain/fields.hpp"

namespace madoguchi::center {

namespace {

std::string day_text(const std::optional<util::Day>& day) {
  return day ? day->text() : std::string();
}

RowCells cells(const store::QualificationRow& row) {
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
          {"DisqualificationDate", day_text(one.end)},
          {"LossKind", one.loss_kind == domain::LossKind::suspended   ? "停止"
                       : one.loss_kind == domain::LossKind::abolished ? "廃止"
                                                                      : ""},
          {"ReasonOfLoss", one.reason_of_loss},
          {"NotDisclosed", one.not_disclosed ? "1" : "0"},
          {"DeleteFlag", row.deleted ? "1" : "0"}};
}

RowCells cells(const store::TicketRow& row) {
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

RowCells cells(const store::InsuranceRow& row) {
  RowCells out;
  for (const auto& [field, value] : row.insurance.fields) {
    out.emplace_back(domain::element_name(field), value);
  }
  out.emplace_back("PersonLinkKey", row.person_link_key);
  out.emplace_back("DeleteFlag", row.deleted ? "1" : "0");
  return out;
}

RowCells cells(const store::CardRow& row) {
  return {{"PersonLinkKey", row.person_link_key},
          {"CertificateSerial", row.serial_hex},
          {"Issuer", row.issuer},
          {"ValidFrom", row.valid_from.text()},
          {"ValidTo", row.valid_to.text()},
          {"Revoked", row.revoked ? "1" : "0"}};
}

RowCells cells(const store::InstitutionRow& row) {
  return {{"MedicalInstitutionCode", row.code},
          {"Name", row.name},
          {"Kind", row.kind},
          {"Address", row.address},
          {"AreaCode", row.area_code},
          {"DesignatedFrom", row.designated_from.text()},
          {"DesignatedTo", day_text(row.designated_to)}};
}

RowCells cells(const store::OfficeRow& row) {
  std::string payers;
  for (const auto& payer : row.payer_numbers) payers += (payers.empty() ? "" : " ") + payer;
  return {
      {"OfficeCode", row.code},
      {"Name", row.name},
      {"Telephone", row.telephone},
      {"PayerNumbers", payers},
      {"RegistrationDay", row.registration_day == 0 ? "" : std::to_string(row.registration_day)}};
}

}  // namespace

RowCells row_cells(const store::Row& row) {
  return std::visit([](const auto& one) { return cells(one); }, row);
}

}  // namespace madoguchi::center
