#include "domain/claim.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "domain/projecting.hpp"

namespace madoguchi::domain {

namespace {

bool matters(Field field) {
  if (consent_field(field)) return false;
  switch (field) {
    case Field::NameOfOther:
    case Field::NameOfOtherKana:
    case Field::Address:
    case Field::PostNumber:
    case Field::InsurerName:
    case Field::InsuredCertificateIssuanceDate:
    case Field::ReferenceNumber:
      return false;
    default:
      return true;
  }
}

bool matters(TicketField field) {
  switch (field) {
    case TicketField::DesignatedMedicalInstitutionName:
    case TicketField::PrescriptionIssuerMedicalInstitutionName:
    case TicketField::DistrictContactName:
    case TicketField::HandlingContactName:
      return false;
    default:
      return true;
  }
}

struct Place {
  std::string result;  // "A1"
  std::string part;    // a ticket's issue number, empty for the result itself
  std::size_t element = 0;
  std::string name;
  auto operator<=>(const Place&) const = default;
};
using ClaimSheet = std::map<Place, std::string>;

std::string value_of(const std::vector<TicketFieldValue>& ticket, TicketField wanted) {
  for (const auto& [field, value] : ticket) {
    if (field == wanted) return value;
  }
  return {};
}

// A ticket is known by its issue number; of several with the same one by their place.
void write_tickets(const ResultAnswer& result, const std::string& place, ClaimSheet& sheet) {
  auto tickets = result.tickets;
  const auto key = [](const std::vector<TicketFieldValue>& ticket) {
    return std::array{value_of(ticket, TicketField::IssueNumber),
                      value_of(ticket, TicketField::MedicalTreatmentMonth),
                      value_of(ticket, TicketField::MedicalTicketValidDate),
                      value_of(ticket, TicketField::MedicalTreatmentType)};
  };
  std::sort(tickets.begin(), tickets.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
  std::map<std::string, int> seen;
  for (const auto& ticket : tickets) {
    auto part = value_of(ticket, TicketField::IssueNumber);
    if (const int before = seen[part]++; before > 0) part += "#" + std::to_string(before + 1);
    if (part.empty()) part = "#1";
    for (const auto& [field, value] : ticket) {
      if (!matters(field)) continue;
      sheet[{place, part, static_cast<std::size_t>(field), std::string(element_name(field))}] =
          value;
    }
  }
}

// Everything that matters, by its place. The validity stands before the fields of its result.
ClaimSheet sheet_of(const Answer& answer) {
  ClaimSheet sheet;
  const auto validity_text = [](Validity validity) {
    return std::to_string(static_cast<int>(validity));
  };
  constexpr const char* validity_name = "QualificationValidity";
  if (answer.validity) sheet[{"", "", 0, validity_name}] = validity_text(*answer.validity);
  int assistance = 0;
  int insurance = 0;
  for (const ResultAnswer& result : answer.results) {
    const bool is_assistance = result.side == Side::assistance;
    const auto place =
        is_assistance ? "A" + std::to_string(++assistance) : "I" + std::to_string(++insurance);
    sheet[{place, "", 0, validity_name}] = validity_text(result.validity);
    for (const auto& [field, value] : result.fields) {
      if (!matters(field)) continue;
      sheet[{place, "", static_cast<std::size_t>(field) + 1, std::string(element_name(field))}] =
          value;
    }
    write_tickets(result, place, sheet);
  }
  return sheet;
}

bool valid_on(const Answer& answer, Side side) {
  return std::any_of(answer.results.begin(), answer.results.end(), [side](const auto& result) {
    return result.side == side && result.validity == Validity::valid;
  });
}

}  // namespace

std::string claim_state(const Answer& answer) {
  std::string text;
  for (const auto& [place, value] : sheet_of(answer)) {
    for (const auto* part : {&place.result, &place.part, &place.name, &value}) {
      text += std::to_string(part->size()) + ":" + *part;
    }
  }
  return text;
}

std::vector<ClaimDifference> claim_differences(const Answer& then, const Answer& now) {
  ClaimSheet both = sheet_of(then);
  const ClaimSheet before = both;
  const ClaimSheet after = sheet_of(now);
  both.insert(after.begin(), after.end());
  const auto in = [](const ClaimSheet& sheet, const Place& place) {
    const auto found = sheet.find(place);
    return found == sheet.end() ? std::string() : found->second;
  };
  std::vector<ClaimDifference> differences;
  for (const auto& [place, value] : both) {
    auto old_value = in(before, place);
    auto new_value = in(after, place);
    if (old_value == new_value) continue;
    differences.push_back({place.part.empty() ? place.result : place.result + "/" + place.part,
                           place.name, std::move(old_value), std::move(new_value)});
  }
  return differences;
}

ClaimChange claim_change(const Answer& then, const Answer& now) {
  for (const Side side : {Side::assistance, Side::insurance}) {
    if (valid_on(then, side) && !valid_on(now, side)) return ClaimChange::lost;
  }
  if (claim_state(then) == claim_state(now)) return ClaimChange::none;
  if (!valid_on(then, Side::assistance) && valid_on(now, Side::assistance)) {
    return ClaimChange::registered;
  }
  return ClaimChange::changed;
}

}  // namespace madoguchi::domain
