#include "oqs/write_result.hpp"

#include <array>
#include <string>

#include "domain/identifiers.hpp"

namespace madoguchi::oqs {

namespace {

using domain::Field;

// Values by their place in the dictionary: each element once, in its order, whatever the list
// holds.
template <class Name, std::size_t count, class Value>
std::array<const std::string*, count> by_name(const std::vector<Value>& values) {
  std::array<const std::string*, count> sheet{};
  for (const auto& value : values) {
    auto& slot = sheet.at(static_cast<std::size_t>(value.field));
    if (slot == nullptr && !value.value.empty()) slot = &value.value;
  }
  return sheet;
}

void write_ticket(XmlWriter& xml, const std::vector<domain::TicketFieldValue>& ticket) {
  const auto sheet = by_name<domain::TicketField, domain::ticket_field_count>(ticket);
  xml.begin("MedicalTicketInfo");
  for (std::size_t i = 0; i < sheet.size(); ++i) {
    if (sheet[i]) xml.leaf(element_name(static_cast<domain::TicketField>(i)), *sheet[i]);
  }
  xml.end("MedicalTicketInfo");
}

// §2.3 #30 and #31.
void write_lists(XmlWriter& xml, const domain::ResultAnswer& result) {
  if (!result.specific_diseases.empty()) {
    xml.begin("SpecificDiseasesCertificateList");
    for (const auto& disease : result.specific_diseases) {
      xml.begin("SpecificDiseasesCertificateInfo");
      xml.leaf("SpecificDiseasesDiseaseCategory", disease.category);
      xml.leaf("SpecificDiseasesCertificateDate", disease.date);
      xml.leaf("SpecificDiseasesValidStartDate", disease.valid_from);
      xml.leaf("SpecificDiseasesValidEndDate", disease.valid_to);
      xml.leaf("SpecificDiseasesSelfPay", disease.self_pay);
      xml.end("SpecificDiseasesCertificateInfo");
    }
    xml.end("SpecificDiseasesCertificateList");
  }
  if (!result.tickets.empty()) {
    xml.begin("PublicExpenseResultList");
    for (const auto& ticket : result.tickets) write_ticket(xml, ticket);
    xml.end("PublicExpenseResultList");
  }
}

// Q16: the other client family's name of the same value, only beside a value that is there.
std::string_view public_expense_name(Field field) {
  switch (field) {
    case Field::InsurerNumber:
      return "PublicExpenseNumber";
    case Field::InsuredIdentificationNumber:
      return "BeneficiaryNumber";
    case Field::InsurerName:
      return "WelfareOfficeName";
    default:
      return {};
  }
}

void write_field(XmlWriter& xml, Field field, const std::string& value, domain::Side side,
                 const WriteSettings& settings) {
  const bool padded = field == Field::InsurerNumber;
  xml.leaf(element_name(field), padded ? domain::padded_insurer_number(value) : value);
  const auto alternate = public_expense_name(field);
  if (settings.emit_public_expense_names && side == domain::Side::assistance &&
      !alternate.empty()) {
    xml.leaf(alternate, value);
  }
}

void write_one(XmlWriter& xml, const domain::ResultAnswer& result, ReferenceNumberPlace place,
               const WriteSettings& settings) {
  auto sheet = by_name<Field, domain::result_field_count>(result.fields);
  if (place == ReferenceNumberPlace::behind_results) {
    sheet[static_cast<std::size_t>(Field::ReferenceNumber)] = nullptr;
  }
  xml.begin("ResultOfQualificationConfirmation");
  std::string_view open_parent;
  const auto move_to = [&](std::string_view parent) {
    if (parent == open_parent) return;
    if (!open_parent.empty()) xml.end(open_parent);
    if (!parent.empty()) xml.begin(parent);
    open_parent = parent;
  };
  for (std::size_t i = 0; i < sheet.size(); ++i) {
    const auto field = static_cast<Field>(i);
    if (field == Field::SpecificHealthCheckupsInfoConsFlg) {
      move_to("");
      write_lists(xml, result);
    }
    if (sheet[i] == nullptr) continue;
    move_to(parent_element(field));
    write_field(xml, field, *sheet[i], result.side, settings);
  }
  move_to("");
  xml.end("ResultOfQualificationConfirmation");
}

bool empty(const domain::ResultAnswer& result) {
  return result.fields.empty() && result.tickets.empty() && result.specific_diseases.empty();
}

void write_remarks(XmlWriter& xml, const std::vector<domain::Remark>& remarks) {
  if (remarks.empty()) return;
  std::string text;
  for (const auto& remark : remarks) {
    if (!text.empty() && !remark.message.empty()) text += "　";
    text += remark.message;
  }
  xml.leaf("ProcessingResultCode", remarks.front().code);
  xml.leaf("ProcessingResultMessage", text);
}

}  // namespace

void write_answer(XmlWriter& xml, const domain::Answer& answer, AnswerForm form,
                  const WriteSettings& settings) {
  xml.leaf("ProcessingResultStatus", "1");
  write_remarks(xml, answer.remarks);
  if (answer.validity) {
    xml.leaf("QualificationValidity", std::to_string(static_cast<int>(*answer.validity)));
  }
  bool list_open = false;
  for (const auto& result : answer.results) {
    if (empty(result)) continue;  // everything in it was withheld
    if (!list_open && form.results == ResultsPlace::in_list) {
      xml.begin("ResultList");
      list_open = true;
    }
    write_one(xml, result, form.reference_number, settings);
  }
  if (list_open) xml.end("ResultList");
}

void write_unit_error(XmlWriter& xml, const Problem& problem) {
  xml.leaf("ProcessingResultStatus", "2");
  xml.leaf("ProcessingResultCode", code_of(problem.error));
  xml.leaf("ProcessingResultMessage", message_of(problem));
}

}  // namespace madoguchi::oqs
