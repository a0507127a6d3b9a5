#include "unit/followup/bed.hpp"

#include <stdlib.h>

#include "oqs/messages.hpp"
#include "oqs/result_json.hpp"

namespace madoguchi::followup::test {

using domain::Field;
using domain::TicketField;

namespace {

oqs::AnswerHeader header_of(const char* on, const char* classification) {
  oqs::AnswerHeader header;
  header.processed_at = at("2026-07-10T09:00:00+09:00");
  if (on != nullptr) header.day = day(on);
  header.institution_code = institution;
  header.reference_classification = classification;
  return header;
}

std::vector<domain::FieldValue> person_fields(const Person& person) {
  return {{Field::Name, person.name},
          {Field::NameKana, person.kana},
          {Field::Sex1, person.sex},
          {Field::Birthdate, person.birthdate},
          {Field::QualificationDate, "20200401"}};
}

std::string written(const domain::Answer& answer, const char* on, const char* classification,
                    const oqs::SearchEcho* search = nullptr) {
  return oqs::write_qualification_result(header_of(on, classification), answer, search, {});
}

}  // namespace

domain::ResultAnswer assistance(const Person& person, const std::vector<TicketOf>& tickets,
                                const std::string& end) {
  domain::ResultAnswer result;
  result.validity = domain::Validity::valid;
  result.fields = {{Field::InsuredCardClassification, "A1"},
                   {Field::InsurerNumber, person.payer},
                   {Field::InsuredIdentificationNumber, person.number}};
  for (auto& field : person_fields(person)) result.fields.push_back(field);
  if (!end.empty()) result.fields.push_back({Field::DisqualificationDate, end});
  result.fields.push_back({Field::InsurerName, "見本市福祉事務所"});
  if (!person.reference.empty()) {
    result.fields.push_back({Field::ReferenceNumber, person.reference});
  }
  for (const auto& ticket : tickets) {
    std::vector<domain::TicketFieldValue> fields{
        {TicketField::TicketType, "01"},
        {TicketField::MedicalTicketValidDate, ticket.from},
        {TicketField::MedicalTicketExpirationDate, ticket.to}};
    if (!ticket.issue.empty()) fields.push_back({TicketField::IssueNumber, ticket.issue});
    fields.push_back({TicketField::MedicalTreatmentMonth, ticket.month});
    if (!ticket.flag.empty()) {
      fields.push_back({TicketField::DesignatedMedicalInstitutionFlag, ticket.flag});
    }
    if (!ticket.issuer.empty()) {
      fields.push_back({TicketField::PrescriptionIssuerMedicalInstitutionCode, ticket.issuer});
    }
    result.tickets.push_back(std::move(fields));
  }
  return result;
}

std::string uncommissioned_by_card(const Person& person, const char* on,
                                   const std::string& planned) {
  domain::Answer answer;
  answer.validity = domain::Validity::valid_unregistered;
  domain::ResultAnswer result;
  result.validity = domain::Validity::valid_unregistered;
  result.fields = {{Field::InsuredCardClassification, "A1"}};
  for (auto& field : person_fields(person)) result.fields.push_back(field);
  result.fields.push_back({Field::InsurerName, "見本市福祉事務所"});
  if (!person.reference.empty()) {
    result.fields.push_back({Field::ReferenceNumber, person.reference});
  }
  answer.results = {result};
  answer.remarks = {{"N0006",
                     "医療券/調剤券情報が未登録です。医療扶助の利用可否を福祉事務所（電話 "
                     "03-0000-0001）へ確認してください。" +
                         planned}};
  return written(answer, on, "1");
}

std::string valid_by_card(const Person& person, const char* on,
                          const std::vector<TicketOf>& tickets) {
  domain::Answer answer;
  answer.validity = domain::Validity::valid;
  answer.results = {assistance(person, tickets)};
  return written(answer, on, "1");
}

std::string unregistered_by_number(const Person& person, const char* on) {
  domain::Answer answer;
  answer.validity = domain::Validity::invalid;
  answer.remarks = {{"N0028", "医療券/調剤券情報が未登録です。"}};
  oqs::SearchEcho search;
  search.elements = {{"InsurerNumber", {person.payer, person.payer}},
                     {"InsuredIdentificationNumber", {person.number, person.number}},
                     {"Birthdate", {person.birthdate, person.birthdate}}};
  return written(answer, on, "2", &search);
}

std::string acquired(const std::vector<Unit>& units) {
  oqs::BulkResultWriter writer(header_of(nullptr, ""), units.size(), {});
  for (const auto& unit : units) {
    domain::Answer answer;
    answer.validity = domain::Validity::valid;
    auto person = unit.person;
    answer.reference_number = person.reference;
    person.reference.clear();
    answer.results = {assistance(person, unit.tickets)};
    writer.add(answer);
  }
  return std::move(writer).finish();
}

std::string reply_notice(std::int64_t number, std::int64_t record, const char* answer,
                         const char* date) {
  return Json{{"notice", number},
              {"made_at", "2026-07-10T10:00:00.000+09:00"},
              {"kind", "reply"},
              {"asked", {{"way", "card"}, {"record", record}}},
              {"reply", {{"month", "202607"}, {"answer", answer}, {"date", date}}}}
      .dump();
}

std::string changed_notice(std::int64_t number, std::int64_t record, const char* kind,
                           const char* now_validity, const std::vector<domain::ResultAnswer>& now) {
  Json list = Json::parse(oqs::results_json(now).dump());
  return Json{
      {"notice", number},
      {"made_at", "2026-07-10T10:00:00.000+09:00"},
      {"kind", kind},
      {"title", {{"ja", "変わりました"}, {"en", "changed"}}},
      {"asked",
       {{"way", "card"},
        {"record", record},
        {"at", "2026-07-08T10:00:00.000+09:00"},
        {"QualificationConfirmationDate", "20260708"}}},
      {"person", {{"Name", "試験　花子"}, {"NameKana", "ｼｹﾝ ﾊﾅｺ"}, {"Birthdate", "19800201"}}},
      {"told", {{"QualificationValidity", "6"}}},
      {"now", {{"QualificationValidity", now_validity}, {"ResultList", list}}},
      {"differences", Json::array()}}
      .dump();
}

Bed::Bed() {
  std::string name = (std::filesystem::temp_directory_path() / "followup-XXXXXX").string();
  dir = ::mkdtemp(name.data());
  reopen();
}

Bed::~Bed() {
  book.reset();
  std::filesystem::remove_all(dir);
}

void Bed::reopen() {
  book.reset();
  auto opened = Book::open((dir / "followup.db").string(), institution, clock);
  ASSERT_TRUE(opened) << opened.error();
  book = std::move(*opened);
}

bool Bed::card(const std::string& result, std::int64_t record) {
  return see(*book,
             {"OQSsiquc01", Way::card, result, std::to_string(record), institution, clock.now()});
}

bool Bed::number(const std::string& result, std::int64_t record) {
  return see(*book,
             {"OQSsiquc01", Way::number, result, std::to_string(record), institution, clock.now()});
}

void Bed::acquire(const std::vector<Unit>& units, const char* month) {
  const auto run = order_run(*book, *util::Month::parse(month), "reception1");
  const auto people =
      acquired_in({"OQSmutic02", Way::bulk, acquired(units), "900", institution, clock.now()});
  ASSERT_TRUE(people);
  take_acquisition(*book, run, *people, "");
}

Json Bed::items(Wanted::Group group) {
  return list(*book, {group, std::nullopt})["items"];
}

Json Bed::only_item() {
  const auto all = items();
  EXPECT_EQ(all.size(), 1U) << all.dump(2);
  return all.empty() ? Json::object() : all.front();
}

oqs::NotedCall Bed::call(const char* answer) const {
  oqs::NotedCall call;
  call.kind = "call";
  call.at = clock.now();
  call.staff = "受付";
  call.office_person = "担当";
  call.answer = answer;
  return call;
}

}  // namespace madoguchi::followup::test
