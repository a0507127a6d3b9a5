#include "flow/people.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "domain/identifiers.hpp"

namespace madoguchi::flow {

namespace {

// In the past and in the order of the versions.
std::string updated_at(int version) {
  return fmt::format("202601{:02}{:02}{:02}{:02}", 1 + version / 86400 % 28, version / 3600 % 24,
                     version / 60 % 60, version % 60);
}

}  // namespace

const std::vector<Recipient>& everybody() {
  static const std::vector<Recipient> people = {
      {"R1", "1010008", "生保　一郎", "ｾｲﾎ ｲﾁﾛｳ", "1", "19900115"},
      {"R2", "1010016", "髙橋　﨑子", "ﾀｶﾊｼ ｻｷｺ", "2", "19850303"},
      {"R3", "1010024", "山田　三郎", "ﾔﾏﾀﾞ ｻﾌﾞﾛｳ", "1", "19700707"},
      {"R4", "1010032", "秘密　四子", "ﾋﾐﾂ ﾖﾝｺ", "2", "19600606", "〇〇市四丁目", "1"},
      {"R6", "1010057", "併用　六子", "ﾍｲﾖｳ ﾛｸｺ", "2", "19880808"},
      {"R7", "1010065", "𠮟咤～　髙﨑－", "ｼｯﾀ ﾀｶｻｷｬｭｮｯ", "1", "19770707",
       "〇〇市～丁目－２　髙﨑荘", "0", "ＴＡＫＡＳＡＫＩ－～"},
      {"R8", "1010073", "先月　八郎", "ｾﾝｹﾞﾂ ﾊﾁﾛｳ", "1", "19660808"},
  };
  return people;
}

const Recipient& recipient(std::string_view key) {
  for (const auto& one : everybody()) {
    if (one.key == key) return one;
  }
  throw std::runtime_error("nobody is called " + std::string(key));
}

std::vector<TicketOf> usual_tickets(util::Month month) {
  return {
      {"R1", "00000001", std::string(clinic_x), month},
      {"R3", "00000003", std::string(clinic_y), month},
      {"R4", "00000004", std::string(clinic_x), month},
      {"R6", "00000006", std::string(clinic_x), month},
      {"R7", "00000007", std::string(clinic_x), month, "01", "02", "髙﨑病～－", "𠮟られた備考"},
      {"R8", "00000008", std::string(clinic_x), month.plus_months(-1)},
  };
}

std::string qualification_csv(const std::vector<Recipient>& people, int version) {
  std::string csv =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "NameOfOther,Sex1,Birthdate,PostNumber,Address,QualificationDate,DisqualificationDate,"
      "NotDisclosed,UpdatedAt\n";
  for (const auto& one : people) {
    csv += fmt::format("{},{},L{},{},{},{},{},{},{},{},100-0001,{},20200110,{},{},{}\n", office,
                       one.key, one.key, payer, one.number, one.name, one.kana, one.other_name,
                       one.sex, one.birthdate, one.address, one.end, one.not_disclosed,
                       updated_at(version));
  }
  return csv;
}

std::string ticket_csv(const std::vector<TicketOf>& tickets, int version) {
  std::string csv =
      "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
      "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
      "DesignatedMedicalInstitutionName,MedicalTreatmentType,InjuryName1,SelfPayAmount,"
      "SingleOrCombinedUse,StatusOfSocialInsurance,Remarks1,UpdatedAt,DeleteFlag\n";
  for (const auto& one : tickets) {
    csv += fmt::format("{},{},{},{},{},{},{},{},見本の医院,{},{},0,01,02,{},{},{}\n", office,
                       one.recipient, one.issue, one.type, one.month.text(),
                       one.month.first_day().text(), one.month.last_day().text(), one.institution,
                       one.treatment, one.injury, one.remark, updated_at(version), one.deleted);
  }
  return csv;
}

std::string insurance_csv() {
  const auto& person = recipient("R6");
  return fmt::format(
      "PersonLinkKey,InsuredCardClassification,InsurerNumber,InsuredCardSymbol,"
      "InsuredIdentificationNumber,InsuredBranchNumber,Name,NameKana,Sex1,Birthdate,"
      "QualificationDate,InsurerName\n"
      "L{},01,{},{},{},01,{},{},{},{},20200401,見本健康保険組合\n",
      person.key, insurer, insured_symbol, insured_number, person.name, person.kana, person.sex,
      person.birthdate);
}

Recipient one_of_crowd(int n) {
  Recipient one;
  one.key = fmt::format("C{:06}", n);
  const auto body = fmt::format("{:06}", 200000 + n);
  one.number = body + domain::check_digit(body);
  one.name = fmt::format("群衆　{}太郎", n);
  one.kana = "ｸﾞﾝｼｭｳ ﾀﾛｳ";
  one.sex = n % 2 == 0 ? "1" : "2";
  one.birthdate = fmt::format("{}{:02}{:02}", 1940 + n % 60, 1 + n % 12, 1 + n % 28);
  one.address = "〇〇市群衆町１";
  return one;
}

}  // namespace madoguchi::flow
