#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "domain/decide.hpp"
#include "domain/project.hpp"

// The people, institutions and tickets that the tests of the rules speak about. Every value that
// may have to be withheld is a text that occurs nowhere else.
namespace madoguchi::domain::world {

inline constexpr std::string_view clinic_x = "1310000011";
inline constexpr std::string_view clinic_y = "1310000029";
inline constexpr std::string_view dental = "1330000017";
inline constexpr std::string_view pharmacy = "1340000015";
inline constexpr std::string_view visiting_nursing = "1360000010";

inline constexpr std::string_view payer = "12000001";  // of the guide's sample screens
inline constexpr std::string_view beneficiary = "1010001";
inline constexpr std::string_view new_payer = "12000014";
inline constexpr std::string_view new_beneficiary = "1010016";
inline constexpr std::string_view office_a = "13101";
inline constexpr std::string_view office_b = "13102";

inline util::Day day(std::string_view yyyymmdd) {
  return util::Day::parse(yyyymmdd).value();
}
inline util::Month month(std::string_view yyyymm) {
  return util::Month::parse(yyyymm).value();
}
inline PublicExpenseNumber payer_number(std::string_view text) {
  return PublicExpenseNumber::parse(text).value();
}
inline BeneficiaryNumber beneficiary_number(std::string_view text) {
  return BeneficiaryNumber::parse(text).value();
}

inline PersonDetails ichiro() {
  PersonDetails person;
  person.name = "生保　一郎";
  person.name_kana = "ｾｲﾎ ｲﾁﾛｳ";
  person.name_of_other = "生保　壱郎";
  person.name_of_other_kana = "ｾｲﾎ ｲﾁ";
  person.sex1 = "1";
  person.birthdate = day("19900115");
  person.post_number = "999-8888";
  person.address = "見本県見本市一丁目";
  return person;
}

// Assistance from 2024-01-10 by office A, under the guide's numbers.
inline AssistanceQualification qualification(std::string_view start = "20240110",
                                             std::string_view end = "") {
  AssistanceQualification q{std::string(office_a),
                            "R1",
                            payer_number(payer),
                            beneficiary_number(beneficiary),
                            ichiro(),
                            day(start),
                            std::nullopt,
                            LossKind::none,
                            "",
                            false};
  if (!end.empty()) {
    q.end = day(end);
    q.loss_kind = LossKind::abolished;
    q.reason_of_loss = "03";
  }
  return q;
}

// The same person's assistance by office B, after a move.
inline AssistanceQualification moved(std::string_view start, std::string_view end = "") {
  AssistanceQualification q = qualification(start, end);
  q.office_code = office_b;
  q.recipient_key = "M7";
  q.payer = payer_number(new_payer);
  q.beneficiary = beneficiary_number(new_beneficiary);
  return q;
}

// A ticket of the whole month, of the kind that the institution's fee table uses.
inline Ticket ticket(std::string_view institution, std::string_view yyyymm,
                     std::string_view from = "", std::string_view to = "") {
  Ticket t;
  t.office_code = office_a;
  t.recipient_key = "R1";
  t.issue_number = "ISSUE-1";
  t.treatment_month = month(yyyymm);
  t.from = from.empty() ? t.treatment_month.first_day() : day(from);
  t.to = to.empty() ? t.treatment_month.last_day() : day(to);
  t.institution_code = institution;
  t.institution_name = "見本機関";
  t.ticket_type = institution == pharmacy ? "02" : "01";
  t.treatment_type = institution == pharmacy           ? "04"
                     : institution == dental           ? "03"
                     : institution == visiting_nursing ? "05"
                                                       : "02";
  t.injury_name1 = "見本傷病";
  t.single_or_combined = "01";
  t.social_insurance = "02";
  return t;
}

inline Insurance insurance(std::string_view start = "20200401", std::string_view end = "") {
  Insurance i;
  i.insurer_number = "33120015";
  i.symbol = "記12";
  i.number = "778899";
  i.branch = "01";
  i.birthdate = day("19900115");
  i.start = day(start);
  i.fields = {{Field::InsuredCardClassification, "01"},
              {Field::InsurerNumber, "33120015"},
              {Field::InsuredCardSymbol, "記12"},
              {Field::InsuredIdentificationNumber, "778899"},
              {Field::InsuredBranchNumber, "01"},
              {Field::Name, "生保　一郎"},
              {Field::Sex1, "1"},
              {Field::Birthdate, "19900115"},
              {Field::QualificationDate, std::string(start)}};
  if (!end.empty()) {
    i.end = day(end);
    i.fields.push_back({Field::DisqualificationDate, std::string(end)});
  }
  i.fields.push_back({Field::InsurerName, "見本健康保険組合"});
  return i;
}

inline Institution institution(std::string_view code) {
  return {std::string(code), "見本機関", true};
}

// One person of the guide at clinic X, with nothing registered yet.
inline Facts facts(std::string_view asking = clinic_x) {
  Facts f;
  f.institution = institution(asking);
  f.people.emplace_back();
  f.people[0].id = 1;
  f.people[0].reference_number = "REF-0000001";
  f.offices = {{std::string(office_a), "見本市福祉事務所", "03-1111-2222", 0},
               {std::string(office_b), "隣市福祉事務所", "03-3333-4444", 0}};
  return f;
}

inline Facts with(Facts f, AssistanceQualification q) {
  f.people[0].qualifications.push_back(std::move(q));
  return f;
}
inline Facts with(Facts f, Ticket t) {
  f.people[0].tickets.push_back(std::move(t));
  return f;
}
inline Facts with(Facts f, Insurance i) {
  f.people[0].insurances.push_back(std::move(i));
  return f;
}
template <class First, class... More>
Facts with(Facts f, First first, More... more) requires(sizeof...(More) > 0) {
  return with(with(std::move(f), std::move(first)), std::move(more)...);
}

inline Facts asked_by(std::string_view code, Facts f) {
  f.institution.code = code;
  return f;
}

inline Facts switched_off(Facts f) {
  f.institution.uses_medical_assistance = false;
  return f;
}

inline Question by_card(std::string_view on) {
  Question q;
  q.day = day(on);
  q.today = day("20241231");
  q.asking = Asking::card;
  return q;
}

inline Question by_number(std::string_view on, std::string_view payer_or_insurer = payer,
                          std::string_view number = beneficiary,
                          std::string_view birthdate = "19900115") {
  Question q;
  q.day = day(on);
  q.today = day("20241231");
  q.asking = Asking::number;
  q.search.insurer_number = payer_or_insurer;
  q.search.number = number;
  q.search.birthdate = day(birthdate);
  return q;
}

inline Question by_insurance(std::string_view on) {
  return by_number(on, "33120015", "778899");
}

inline Answer ask(const Facts& f, const Question& q) {
  return project(f, q, decide(f, q));
}

inline Reason reason(const Decision& d) {
  if (d.refused) return *d.refused;
  return d.verdicts.empty() ? d.withheld.at(0) : d.verdicts.at(0).reason;
}
inline Reason reason(const Facts& f, const Question& q) {
  return reason(decide(f, q));
}

// Everything an answer says, as one text to search for what must not be there.
inline std::string text_of(const Answer& answer) {
  std::string text =
      "validity=" + (answer.validity ? std::to_string(static_cast<int>(*answer.validity)) : "-");
  for (const ResultAnswer& result : answer.results) {
    text += "\nresult " + std::to_string(static_cast<int>(result.validity));
    for (const FieldValue& f : result.fields) {
      text += "\n " + std::string(element_name(f.field)) + "=" + f.value;
    }
    for (const auto& t : result.tickets) {
      text += "\n ticket";
      for (const TicketFieldValue& f : t) {
        text += "\n  " + std::string(element_name(f.field)) + "=" + f.value;
      }
    }
    for (const SpecificDisease& d : result.specific_diseases) text += "\n disease=" + d.category;
  }
  for (const Remark& remark : answer.remarks) text += "\n" + remark.code + " " + remark.message;
  return text + "\nref=" + answer.reference_number;
}

inline const std::string* value(const ResultAnswer& result, Field field) {
  for (const FieldValue& f : result.fields) {
    if (f.field == field) return &f.value;
  }
  return nullptr;
}
inline const std::string* value(const std::vector<TicketFieldValue>& fields, TicketField field) {
  for (const TicketFieldValue& f : fields) {
    if (f.field == field) return &f.value;
  }
  return nullptr;
}
inline std::string text(const std::string* value) {
  return value ? *value : "(absent)";
}

// The validities of the results, assistance first: "A1", "I1", "A6 I1", "" for none.
inline std::string shape(const Answer& answer) {
  std::string shape;
  for (const ResultAnswer& result : answer.results) {
    if (!shape.empty()) shape += " ";
    shape += result.side == Side::assistance ? "A" : "I";
    shape += std::to_string(static_cast<int>(result.validity));
  }
  return shape;
}

}  // namespace madoguchi::domain::world

namespace madoguchi::domain {

inline void PrintTo(Reason reason, std::ostream* out) {
  *out << name_of(reason);
}
inline void PrintTo(const Answer& answer, std::ostream* out) {
  *out << world::text_of(answer);
}

}  // namespace madoguchi::domain
