#include "bench/office_population.hpp"

#include <fmt/format.h>

#include <iterator>

#include "bench/population.hpp"
#include "domain/identifiers.hpp"
#include "tools/generate/names.hpp"

namespace madoguchi::bench {

namespace {

constexpr std::string_view payer_body = "1213999";
constexpr int first_birth_year = 1930;
constexpr int birth_years = 80;

}  // namespace

NamedPerson named_person(std::size_t n) {
  tools::Chance chance(1, n);
  const int year = first_birth_year + static_cast<int>(n % birth_years);
  const auto sex = n % 2 == 0 ? tools::Sex::male : tools::Sex::female;
  const auto family = tools::family_name(chance);
  const auto given = tools::given_name(sex, year, chance);
  auto number = fmt::format("{:06}", n);
  number.push_back(domain::check_digit(number));
  return {fmt::format("P{:06}", n), fmt::format("{}　{}", family.written, given.written),
          fmt::format("{} {}", family.kana, given.kana), number,
          fmt::format("{}{:02}{:02}", year, 1 + n % 12, 1 + n % 28)};
}

std::string second_office_csv() {
  return fmt::format(
      "OfficeCode,Name,Telephone,RegistrationDay\n{},第二福祉事務所,03-0000-0002,15\n",
      second_office_code);
}

std::string named_qualification_csv(std::size_t count) {
  std::string payer(payer_body);
  payer.push_back(domain::check_digit(payer));
  std::string csv =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,NotDisclosed,"
      "UpdatedAt\n";
  for (std::size_t n = 0; n < count; ++n) {
    const auto one = named_person(n);
    fmt::format_to(std::back_inserter(csv),
                   "{0},{1},L{1},{2},{3},{4},{5},{6},{7},100-0002,東京都見本区二丁目{8},20200401,,"
                   "0,20240101000000\n",
                   second_office_code, one.key, payer, one.number, one.name, one.kana, 1 + n % 2,
                   one.birthdate, n);
  }
  return csv;
}

std::string named_ticket_csv(std::size_t count, util::Month month) {
  std::string csv =
      "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
      "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
      "DesignatedMedicalInstitutionName,MedicalTreatmentType,InjuryName1,SelfPayAmount,"
      "SingleOrCombinedUse,StatusOfSocialInsurance,UpdatedAt\n";
  for (std::size_t n = 0; n < count; ++n) {
    fmt::format_to(std::back_inserter(csv),
                   "{},{},N{:07},01,{},{},{},{},見本医療機関,02,高血圧症,0,01,02,20240101000000\n",
                   second_office_code, named_person(n).key, n, month.text(),
                   month.first_day().text(), month.last_day().text(),
                   institution_code(n % clinics));
  }
  return csv;
}

}  // namespace madoguchi::bench
