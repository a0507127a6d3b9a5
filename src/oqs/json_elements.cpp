#include "oqs/json_elements.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace madoguchi::oqs {

namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 2> header = {"MedicalInstitutionCode",
                                                    "ArbitraryFileIdentifier"};
constexpr std::array<std::string_view, 3> header_with_day = {
    "QualificationConfirmationDate", "MedicalInstitutionCode", "ArbitraryFileIdentifier"};
constexpr std::array<std::string_view, 9> search = {
    "InsurerNumber",       "InsuredCardSymbol",   "InsuredIdentificationNumber",
    "InsuredBranchNumber", "Birthdate",           "LimitApplicationCertificateRelatedConsFlg",
    "ArbitraryIdentifier", "PublicExpenseNumber", "BeneficiaryNumber"};
constexpr std::array<std::string_view, 7> registration = {
    "ReferenceNumber",     "InsurerNumber",
    "InsuredCardSymbol",   "InsuredIdentificationNumber",
    "InsuredBranchNumber", "PublicExpenseNumber",
    "BeneficiaryNumber"};
constexpr std::array<std::string_view, 1> month = {"MedicalTreatmentMonth"};
constexpr std::array<std::string_view, 1> reception = {"ReceptionNumber"};
constexpr std::array<std::string_view, 6> header_with_numbers = {
    "MedicalInstitutionCode", "ArbitraryFileIdentifier",           "InsurerNumber",
    "InsuranceCardSymbol",    "InsuredPersonIdentificationNumber", "BranchNumber"};
constexpr std::array<std::string_view, 5> medication_wishes = {
    "StartDate", "EndDate", "FileCategory", "PrDiInfClassification", "MedicalTreatmentFlag"};
constexpr std::array<std::string_view, 2> checkup_wishes = {"FileCategory", "MedicalTreatmentFlag"};

constexpr std::string_view search_block = "QualificationConfirmSearchInfo";
constexpr std::string_view registration_block = "ReferenceNumberRegistrationInfo";
constexpr std::string_view setting_block = "EnvironmentSettingInfo";

// What the body of an interface's request holds: texts, or one kind of block with texts in it.
struct Request {
  std::string_view interface;
  Names header;
  std::string_view block;  // empty: the texts stand in the body
  ElementForm block_form;
  Names texts;
};

// A setting that does not exist is refused for what it is, by the reader of the update (E2010).
bool takes_any_text(std::string_view block) {
  return block == setting_block;
}

constexpr std::array<Request, 12> requests = {{
    {"OQSsiquc01", header_with_day, search_block, ElementForm::group, search},
    {"OQSsiimm01", header, registration_block, ElementForm::group, registration},
    {"OQSmuquc01", header_with_day, search_block, ElementForm::list, search},
    {"OQSmuquc02", header, {}, ElementForm::text, reception},
    {"OQSmuimm01", header, registration_block, ElementForm::list, registration},
    {"OQSmuimm02", header, {}, ElementForm::text, reception},
    {"OQSmutic01", header, search_block, ElementForm::group, month},
    {"OQSmutic02", header, {}, ElementForm::text, reception},
    {"OQSsiinq01", header, {}, ElementForm::text, {}},
    {"OQSsiupd01", header, setting_block, ElementForm::group, {}},
    {"YZKsiquc01", header_with_numbers, {}, ElementForm::text, medication_wishes},
    {"TKKsiquc01", header_with_numbers, {}, ElementForm::text, checkup_wishes},
}};

constexpr std::array<std::string_view, 14> answer_lists = {"ResultOfQualificationConfirmation",
                                                           "MedicalTicketInfo",
                                                           "SpecificDiseasesCertificateInfo",
                                                           "BulkConfirmUnit",
                                                           "BulkRegistrationUnit",
                                                           "MeTrMonthInf",
                                                           "DiDateInf",
                                                           "DrugInf",
                                                           "MeTrInf",
                                                           "CzDiMonthInf",
                                                           "CzDiDateInf",
                                                           "CzDrugInf",
                                                           "SpecificHealthCheckupInfo",
                                                           "HealthCheckupResultAndQuestionInfo"};

template <class List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

std::optional<ElementForm> text_among(Names names, std::string_view name) {
  return contains(names, name) ? std::optional(ElementForm::text) : std::nullopt;
}

// `rest` behind "parent/" when it stands there.
std::optional<std::string_view> below(std::string_view path, std::string_view parent) {
  if (!path.starts_with(parent) || path.size() <= parent.size() || path[parent.size()] != '/') {
    return std::nullopt;
  }
  return path.substr(parent.size() + 1);
}

}  // namespace

std::optional<ElementForm> request_element(std::string_view interface, std::string_view path) {
  if (path == "MessageHeader" || path == "MessageBody") return ElementForm::group;
  const auto* const request =
      std::find_if(requests.begin(), requests.end(),
                   [interface](const Request& one) { return one.interface == interface; });
  if (request == requests.end()) return std::nullopt;
  if (const auto name = below(path, "MessageHeader")) return text_among(request->header, *name);
  const auto in_body = below(path, "MessageBody");
  if (!in_body) return std::nullopt;
  if (request->block.empty()) return text_among(request->texts, *in_body);
  if (*in_body == request->block) return request->block_form;
  const auto in_block = below(*in_body, request->block);
  if (!in_block) return std::nullopt;
  return takes_any_text(request->block) ? ElementForm::text : text_among(request->texts, *in_block);
}

bool is_answer_list(std::string_view name) {
  return contains(answer_lists, name);
}

}  // namespace madoguchi::oqs
