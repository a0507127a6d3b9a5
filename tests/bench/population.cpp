#include "bench/population.hpp"

#include <fmt/format.h>

#include <iterator>

#include "domain/identifiers.hpp"

namespace madoguchi::bench {

namespace {

std::string with_check_digit(std::string body) {
  body.push_back(domain::check_digit(body));
  return body;
}

constexpr std::size_t people_of_a_payer = 1000000;

}  // namespace

std::string institution_code(std::size_t clinic) {
  return with_check_digit(fmt::format("131{:06}", clinic + 1));
}

std::string payer_of(std::size_t recipient) {
  return with_check_digit(fmt::format("121300{}", recipient / people_of_a_payer));
}

std::string beneficiary_of(std::size_t recipient) {
  return with_check_digit(fmt::format("{:06}", recipient % people_of_a_payer));
}

std::string qualification_csv(std::size_t first, std::size_t count) {
  std::string csv =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,NotDisclosed,"
      "UpdatedAt\n";
  for (std::size_t n = first; n < first + count; ++n) {
    fmt::format_to(std::back_inserter(csv),
                   "13101,R{0},L{0},{1},{2},試験　太郎,ｼｹﾝ ﾀﾛｳ,1,19900115,100-0001,"
                   "東京都見本区一丁目{0},20200401,,0,20240101000000\n",
                   n, payer_of(n), beneficiary_of(n));
  }
  return csv;
}

std::string ticket_csv(const TicketFile& file) {
  std::string csv =
      "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
      "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
      "DesignatedMedicalInstitutionName,MedicalTreatmentType,InjuryName1,SelfPayAmount,"
      "SingleOrCombinedUse,StatusOfSocialInsurance,UpdatedAt\n";
  std::size_t row = 0;
  for (std::size_t n = file.first; n < file.first + file.count; n += file.every, ++row) {
    const bool bad = static_cast<int>(row % 100) < file.bad_percent;
    const auto clinic = file.at_clinic.value_or((n + file.detour) % clinics);
    fmt::format_to(std::back_inserter(csv),
                   "13101,R{0},{1}{0:07},01,{2},{2}{3},{2}28,{4},見本医療機関,02,高血圧症,0,01,02,"
                   "20240101000000\n",
                   n, file.issue, file.month.text(), bad ? "45" : "01", institution_code(clinic));
  }
  return csv;
}

std::string institution_csv() {
  std::string csv = "MedicalInstitutionCode,Name,DesignatedFrom\n";
  for (std::size_t clinic = 0; clinic <= bulk_clinic; ++clinic) {
    csv += institution_code(clinic) + ",見本医療機関,20200101\n";
  }
  return csv;
}

std::string office_csv() {
  return "OfficeCode,Name,Telephone,RegistrationDay\n13101,見本市福祉事務所,03-0000-0001,15\n";
}

std::string question(std::size_t recipient, util::Day day) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
      "<QualificationConfirmationDate>{}</QualificationConfirmationDate><MedicalInstitutionCode>{}"
      "</MedicalInstitutionCode><ArbitraryFileIdentifier>f{}</ArbitraryFileIdentifier></"
      "MessageHeader><MessageBody><QualificationConfirmSearchInfo><InsurerNumber>{}</InsurerNumber>"
      "<InsuredIdentificationNumber>{}</InsuredIdentificationNumber><Birthdate>19900115</Birthdate>"
      "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>",
      day.text(), institution_code(recipient % clinics), recipient, payer_of(recipient),
      beneficiary_of(recipient));
}

}  // namespace madoguchi::bench
