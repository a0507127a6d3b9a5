#include <algorithm>
#include <array>

#include "oqs/folder_history.hpp"
#include "oqs/xml_message.hpp"
#include "util/encoding.hpp"

namespace madoguchi::oqs {

namespace {

using domain::HistoryKind;
using Form = FolderHistoryRequest::Form;

constexpr std::string_view medication_interface = "YZKsiquc01";
constexpr std::string_view checkup_interface = "TKKsiquc01";
constexpr std::size_t number_characters_max = 20;
constexpr std::size_t branch_digits_max = 2;
constexpr std::size_t month_digits = 6;

constexpr std::array<std::string_view, 4> person_names = {
    "InsurerNumber", "InsuranceCardSymbol", "InsuredPersonIdentificationNumber", "BranchNumber"};
constexpr std::array<std::string_view, 5> wish_names = {
    "StartDate", "EndDate", "FileCategory", "PrDiInfClassification", "MedicalTreatmentFlag"};

struct Category {
  std::string_view interface, code;
  Form form;
  std::vector<HistoryKind> kinds;
};
const std::vector<Category>& categories() {
  using Kind = HistoryKind;
  static const std::vector<HistoryKind> drugs = {Kind::medication};
  static const std::vector<HistoryKind> care = {Kind::medication, Kind::diagnosis, Kind::operation};
  static const std::vector<HistoryKind> checkups = {Kind::health_checkups};
  static const std::vector<Category> all = {
      {medication_interface, "1", Form::pdf, drugs}, {medication_interface, "2", Form::xml, drugs},
      {medication_interface, "3", Form::pdf, care},  {medication_interface, "4", Form::xml, care},
      {checkup_interface, "1", Form::pdf, checkups}, {checkup_interface, "2", Form::xml, checkups}};
  return all;
}

// The elements of the header and of the body; the first thing wrong is what is told.
class Wish {
 public:
  Wish(const XmlMessage& message, FolderHistoryRequest& request)
      : person_(known_elements(message, message.header(), "MessageHeader", person_names)),
        wishes_(known_elements(message, message.body(), "MessageBody", wish_names)),
        request_(request) {
    for (const auto* known : {&person_, &wishes_}) {
      for (const auto& problem : known->problems) fail(problem);
    }
  }

  std::optional<Problem> read(std::string_view interface) {
    read_numbers();
    const auto code = wished("FileCategory");
    const auto found = std::find_if(
        categories().begin(), categories().end(),
        [&](const Category& one) { return one.interface == interface && one.code == code; });
    if (code.empty()) {
      fail({ErrorCode::element_missing, "MessageBody/FileCategory"});
    } else if (found == categories().end()) {
      wrong("MessageBody/FileCategory");
    } else {
      request_.kinds = found->kinds;
      request_.form = found->form;
    }
    // Only what the outpatient's desk asks (外来) is offered, prescriptions included.
    for (const auto* name : {"PrDiInfClassification", "MedicalTreatmentFlag"}) {
      const auto value = wished(name);
      if (!value.empty() && value != "1") wrong(std::string("MessageBody/") + name);
    }
    request_.first = month("StartDate");
    request_.last = month("EndDate");
    if (request_.first && request_.last && *request_.last < *request_.first) {
      wrong("MessageBody/EndDate");
    }
    return problem_;
  }

 private:
  void fail(Problem problem) {
    if (!problem_) problem_ = std::move(problem);
  }
  void wrong(std::string place) { fail({ErrorCode::element_format, std::move(place)}); }

  std::string of_person(std::string_view name) const {
    const auto* sent = person_.find(name);
    return sent ? folded(sent->value) : std::string();
  }
  std::string wished(std::string_view name) const {
    const auto* sent = wishes_.find(name);
    return sent ? folded(sent->value) : std::string();
  }

  void read_numbers() {
    auto& search = request_.search;
    search.insurer_number = of_person("InsurerNumber");
    search.symbol = of_person("InsuranceCardSymbol");
    search.number = of_person("InsuredPersonIdentificationNumber");
    search.branch = of_person("BranchNumber");
    for (const auto* name : {"InsurerNumber", "InsuredPersonIdentificationNumber"}) {
      if (of_person(name).empty()) {
        fail({ErrorCode::element_missing, std::string("MessageHeader/") + name});
      }
    }
    const bool assistance = search.is_assistance();
    const auto payer = assistance ? domain::form_of_public_expense_number(search.insurer_number)
                                  : domain::form_of_insurer_number(search.insurer_number);
    if (payer == domain::NumberForm::bad_format) wrong("MessageHeader/InsurerNumber");
    const bool number_is_right =
        assistance
            ? domain::form_of_beneficiary_number(search.number) != domain::NumberForm::bad_format
            : util::characters(search.number) <= number_characters_max;
    if (!number_is_right) wrong("MessageHeader/InsuredPersonIdentificationNumber");
    if (util::characters(search.symbol) > number_characters_max) {
      wrong("MessageHeader/InsuranceCardSymbol");
    }
    if (search.branch.size() > branch_digits_max ||
        search.branch.find_first_not_of("0123456789") != std::string::npos) {
      wrong("MessageHeader/BranchNumber");
    }
  }

  std::optional<util::Month> month(std::string_view name) {
    const auto text = wished(name);
    if (text.empty()) return std::nullopt;
    const auto read = util::Month::parse(text);
    if (text.size() != month_digits || !read) wrong("MessageBody/" + std::string(name));
    return read;
  }

  KnownElements person_, wishes_;
  FolderHistoryRequest& request_;
  std::optional<Problem> problem_;
};

}  // namespace

bool is_folder_history(std::string_view interface) {
  return interface == medication_interface || interface == checkup_interface;
}

util::Result<FolderHistoryRequest, Refused> read_folder_history_request(std::string_view interface,
                                                                        std::string_view xml,
                                                                        const ReadLimits& limits) {
  auto header = read_header(xml, limits);
  if (!header) return util::failure(std::move(header.error()));
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  FolderHistoryRequest request;
  if (auto problem = Wish(*message, request).read(interface)) {
    Refused refused;
    refused.problem = std::move(*problem);
    refused.header = std::move(*header);
    return util::failure(std::move(refused));
  }
  request.header = std::move(*header);
  return request;
}

}  // namespace madoguchi::oqs
