#include <algorithm>
#include <array>
#include <string>

#include "oqs/messages.hpp"
#include "oqs/xml_message.hpp"

namespace madoguchi::oqs {

namespace {

// A whole month of a large institution (bulk_units_max units with their tickets) fits.
constexpr ReadLimits result_limits{
    .request_bytes_max = 128 * 1024 * 1024, .depth_max = 32, .elements_max = 4'000'000};

// Results of other programs may repeat what they like: the first value stands.
std::string child_text(pugi::xml_node parent, const char* name) {
  return text_of(parent.child(name));
}

bool named(pugi::xml_node node, std::string_view name) {
  return name == node.name();
}

template <class Value, class Name>
void add_once(std::vector<Value>& values, Name field, std::string text) {
  const bool known = std::any_of(values.begin(), values.end(),
                                 [field](const Value& value) { return value.field == field; });
  if (!known && !text.empty()) values.push_back({field, std::move(text)});
}

template <class Value>
void sort_by_dictionary(std::vector<Value>& values) {
  std::sort(values.begin(), values.end(),
            [](const Value& a, const Value& b) { return a.field < b.field; });
}

std::vector<domain::TicketFieldValue> read_ticket(pugi::xml_node node) {
  std::vector<domain::TicketFieldValue> ticket;
  for (const auto child : node.children()) {
    if (const auto field = domain::ticket_field_of(child.name())) {
      add_once(ticket, *field, text_of(child));
    }
  }
  sort_by_dictionary(ticket);
  return ticket;
}

domain::SpecificDisease read_disease(pugi::xml_node node) {
  return {child_text(node, "SpecificDiseasesDiseaseCategory"),
          child_text(node, "SpecificDiseasesCertificateDate"),
          child_text(node, "SpecificDiseasesValidStartDate"),
          child_text(node, "SpecificDiseasesValidEndDate"),
          child_text(node, "SpecificDiseasesSelfPay")};
}

void read_fields(pugi::xml_node parent, std::string_view parent_name,
                 std::vector<domain::FieldValue>& fields) {
  for (const auto child : parent.children()) {
    const auto field = domain::field_of(child.name());
    if (field && parent_element(*field) == parent_name) add_once(fields, *field, text_of(child));
  }
}

// Q16: another writer's names for the three values of an assistance result.
void read_public_expense_names(pugi::xml_node node, std::vector<domain::FieldValue>& fields) {
  add_once(fields, domain::Field::InsurerNumber, child_text(node, "PublicExpenseNumber"));
  add_once(fields, domain::Field::InsuredIdentificationNumber,
           child_text(node, "BeneficiaryNumber"));
  add_once(fields, domain::Field::InsurerName, child_text(node, "WelfareOfficeName"));
}

domain::ResultAnswer read_one(pugi::xml_node node, domain::Validity validity) {
  domain::ResultAnswer result;
  result.validity = validity;
  const bool assistance = child_text(node, "InsuredCardClassification") == "A1";
  result.side = assistance ? domain::Side::assistance : domain::Side::insurance;
  read_fields(node, "", result.fields);
  for (const char* parent :
       {"ElderlyRecipientCertificateInfo", "LimitApplicationCertificateRelatedInfo"}) {
    read_fields(node.child(parent), parent, result.fields);
  }
  if (assistance) read_public_expense_names(node, result.fields);
  sort_by_dictionary(result.fields);
  for (const auto info : node.child("PublicExpenseResultList").children("MedicalTicketInfo")) {
    result.tickets.push_back(read_ticket(info));
  }
  for (const auto info :
       node.child("SpecificDiseasesCertificateList").children("SpecificDiseasesCertificateInfo")) {
    result.specific_diseases.push_back(read_disease(info));
  }
  return result;
}

// The one validity of a message or unit stands for each of its results.
domain::Validity validity_of(std::string_view code) {
  if (code.size() == 1 && code[0] >= '1' && code[0] <= '6') {
    return static_cast<domain::Validity>(code[0] - '0');
  }
  return domain::Validity::none;
}

// Results below `node` in both forms: in a ResultList or directly (§2.5, §2.6).
void read_results(pugi::xml_node node, domain::Validity validity,
                  std::vector<domain::ResultAnswer>& results) {
  for (const auto child : node.children()) {
    if (named(child, "ResultOfQualificationConfirmation")) {
      results.push_back(read_one(child, validity));
    } else if (named(child, "ResultList")) {
      for (const auto result : child.children("ResultOfQualificationConfirmation")) {
        results.push_back(read_one(result, validity));
      }
    }
  }
}

void read_texts(pugi::xml_node block, std::vector<std::pair<std::string, std::string>>& texts) {
  for (const auto child : block.children()) {
    if (child.type() == pugi::node_element) texts.emplace_back(child.name(), text_of(child));
  }
}

ResultDocument::Unit read_unit(pugi::xml_node node) {
  ResultDocument::Unit unit;
  unit.status = child_text(node, "ProcessingResultStatus");
  unit.code = child_text(node, "ProcessingResultCode");
  unit.message = child_text(node, "ProcessingResultMessage");
  unit.validity = child_text(node, "QualificationValidity");
  unit.reference_number = child_text(node, "ReferenceNumber");
  for (const char* block : {"QualificationConfirmSearchInfo", "ReferenceNumberRegistrationInfo"}) {
    read_texts(node.child(block), unit.asked);
  }
  read_results(node, validity_of(unit.validity), unit.results);
  return unit;
}

void read_header(pugi::xml_node header, ResultDocument& document) {
  document.processed_at = child_text(header, "ProcessExecutionTime");
  document.day = child_text(header, "QualificationConfirmationDate");
  document.institution_code = child_text(header, "MedicalInstitutionCode");
  document.arbitrary_file_identifier = child_text(header, "ArbitraryFileIdentifier");
  document.reference_classification = child_text(header, "ReferenceClassification");
  document.segment = child_text(header, "SegmentOfResult");
  document.error_code = child_text(header, "ErrorCode");
  document.error_message = child_text(header, "ErrorMessage");
  document.character_code = child_text(header, "CharacterCodeIdentifier");
  document.reception_number = child_text(header, "ReceptionNumber");
  document.number_of_results = child_text(header, "NumberOfProcessingResult");
  document.number_of_errors = child_text(header, "NumberOfError");
}

void read_body(pugi::xml_node body, ResultDocument& document) {
  if (document.reception_number.empty()) {
    document.reception_number = child_text(body, "ReceptionNumber");
  }
  document.status = child_text(body, "ProcessingResultStatus");
  document.code = child_text(body, "ProcessingResultCode");
  document.message = child_text(body, "ProcessingResultMessage");
  document.validity = child_text(body, "QualificationValidity");
  document.medical_assistance =
      child_text(body.child("EnvironmentSettingInfo"), "MedicalAssistance");
  read_texts(body.child("ReferenceNumberRegistrationInfo"), document.registration);
  read_texts(body.child("QualificationConfirmSearchInfo"), document.asked);
  read_results(body, validity_of(document.validity), document.results);
  for (const char* name : {"BulkConfirmUnit", "BulkRegistrationUnit"}) {
    for (const auto unit : body.children(name)) document.units.push_back(read_unit(unit));
  }
}

}  // namespace

util::Result<ResultDocument, Problem> read_result(std::string_view utf8_xml) {
  const auto message = XmlMessage::open(utf8_xml, result_limits, RootForm::tolerant);
  if (!message) {
    return util::failure(Problem{ErrorCode::answer_unreadable, message.error().place});
  }
  ResultDocument document;
  read_header(message->header(), document);
  read_body(message->body(), document);
  return document;
}

}  // namespace madoguchi::oqs
