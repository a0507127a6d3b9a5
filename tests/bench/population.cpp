#include "bench/population.hpp"

#include <fmt/format.h>

#include <iterator>

#include "domain/identifiers.hpp"

namespace madoguchi::bench {

std::string beneficiary_of(std::size_t n) {
  auto body = fmt::format("{:06}", n % 1000000);
  body.push_back(domain::check_digit(body));
  return body;
}

std::string qualification_csv(std::size_t recipients) {
  std::string csv =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,NotDisclosed,"
      "UpdatedAt\n";
  for (std::size_t n = 0; n < recipients; ++n) {
    fmt::format_to(std::back_inserter(csv),
                   "13101,R{0},L{0},12000006,{1},試験　太郎,ｼｹﾝ ﾀﾛｳ,1,19900115,100-0001,"
                   "東京都見本区一丁目{0},20200401,,0,20240101000000\n",
                   n, beneficiary_of(n));
  }
  return csv;
}

std::string ticket_csv(std::size_t first, std::size_t tickets, std::size_t at_clinic,
                       const std::string& month, int bad_percent) {
  std::string csv =
      "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
      "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
      "DesignatedMedicalInstitutionName,MedicalTreatmentType,InjuryName1,SelfPayAmount,"
      "SingleOrCombinedUse,StatusOfSocialInsurance,UpdatedAt\n";
  for (std::size_t i = 0; i < tickets; ++i) {
    const auto n = first + i;
    const bool bad = bad_percent > 0 && static_cast<int>(i % 100) < bad_percent;
    fmt::format_to(std::back_inserter(csv),
                   "13101,R{0},{0:08},01,{1},{1}{2},{1}28,{3},見本医療機関,02,高血圧症,0,01,02,"
                   "20240101000000\n",
                   n, month, bad ? "45" : "01", i < at_clinic ? clinic : "1310000029");
  }
  return csv;
}

std::string institution_csv() {
  return "MedicalInstitutionCode,Name,DesignatedFrom\n1310000011,見本医療機関,20200101\n"
         "1310000029,別の医院,20200101\n";
}

std::string office_csv() {
  return "OfficeCode,Name,Telephone,RegistrationDay\n13101,見本市福祉事務所,03-0000-0001,15\n";
}

}  // namespace madoguchi::bench
