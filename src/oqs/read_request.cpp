#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "oqs/messages.hpp"
#include "oqs/xml_message.hpp"
#include "util/encoding.hpp"

namespace madoguchi::oqs {

namespace {

constexpr std::string_view header_path = "MessageHeader";
constexpr std::string_view body_path = "MessageBody";
constexpr std::string_view search_path = "MessageBody/QualificationConfirmSearchInfo";
constexpr std::string_view reference_path = "MessageBody/ReferenceNumberRegistrationInfo";

// Limits of the field lists §2.1, §2.2.
constexpr std::size_t identifier_characters_max = 50;
constexpr std::size_t reception_number_characters_max = 40;
constexpr std::size_t number_characters_max = 20;
constexpr std::size_t branch_digits_max = 2;

std::string under(std::string_view path, std::string_view name) {
  return std::string(path).append("/").append(name);
}

bool all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool has_control(std::string_view text) {
  return text.find_first_of("\t\r\n") != std::string_view::npos;
}

// One message being read: the first problem met is the one that is told, but reading goes on as far
// as it can, so that the error result echoes what was there.
class Reading {
 public:
  void fail(ErrorCode error, std::string place) {
    if (!failed_) refused_.problem = {error, std::move(place)};
    failed_ = true;
  }
  void fail_first(const KnownElements& known) {
    for (const auto& problem : known.problems) fail(problem.error, problem.place);
  }

  const RequestHeader& read_header(const XmlMessage& message) {
    static constexpr std::array<std::string_view, 3> names = {
        "QualificationConfirmationDate", "MedicalInstitutionCode", "ArbitraryFileIdentifier"};
    header_ = known_elements(message, message.header(), header_path, names);
    fail_first(header_);
    read_institution();
    // An identifier that is too long is refused, and still echoed so that the refusal is found.
    if (const auto* sent = header_.find("ArbitraryFileIdentifier")) {
      refused_.header.arbitrary_file_identifier = *sent;
      if (util::characters(sent->value) > identifier_characters_max) {
        fail(ErrorCode::element_format, under(header_path, "ArbitraryFileIdentifier"));
      }
    }
    return refused_.header;
  }

  util::Day read_day() {
    const auto day = this->day(header_.find("QualificationConfirmationDate"),
                               under(header_path, "QualificationConfirmationDate"));
    refused_.day = day;
    return day.value_or(util::Day());
  }

  // YYYYMMDD; nothing, and a problem, when missing, of another form or no day.
  std::optional<util::Day> day(const EchoText* sent, std::string place) {
    return read_date<util::Day>(sent, 8, std::move(place));
  }
  std::optional<util::Month> month(const EchoText* sent, std::string place) {
    return read_date<util::Month>(sent, 6, std::move(place));
  }

  // Why there is no request; nothing when there is one so far.
  std::optional<Problem> problem() const {
    return failed_ ? std::optional(refused_.problem) : std::nullopt;
  }

  // The one block of a body at this path.
  pugi::xml_node block_at(std::string_view path, const XmlMessage& message) {
    const std::string name(path.substr(body_path.size() + 1));
    const auto block = message.body().child(name.c_str());
    if (block.empty()) fail(ErrorCode::element_missing, std::string(path));
    if (block.next_sibling(name.c_str())) fail(ErrorCode::element_repeated, std::string(path));
    return block;
  }

  void reception_number(EchoText number) { refused_.reception_number = std::move(number); }

  // The finished request, or why there is none.
  template <class Request>
  util::Result<Request, Refused> end(Request request) && {
    if (failed_) return util::failure(std::move(refused_));
    request.header = std::move(refused_.header);
    return request;
  }

 private:
  void read_institution() {
    const auto place = under(header_path, "MedicalInstitutionCode");
    const auto* sent = header_.find("MedicalInstitutionCode");
    if (sent == nullptr) return fail(ErrorCode::element_missing, place);
    auto code = folded(sent->value);
    if (domain::form_of_institution_code(code) == domain::NumberForm::bad_format) {
      return fail(ErrorCode::element_format, place);
    }
    refused_.header.institution_code = std::move(code);
  }

  template <class Date>
  std::optional<Date> read_date(const EchoText* sent, std::size_t digits, std::string place) {
    if (sent == nullptr) {
      fail(ErrorCode::element_missing, std::move(place));
      return std::nullopt;
    }
    const auto text = folded(sent->value);
    const auto date = Date::parse(text);
    if (text.size() != digits || !all_digits(text)) {
      fail(ErrorCode::element_format, std::move(place));
    } else if (!date) {
      fail(ErrorCode::impossible_date, std::move(place));
    }
    return date;
  }

  Refused refused_;
  KnownElements header_;
  bool failed_ = false;
};

// The search block of OQSsiquc01req (§2.2 #4) and the numbers of OQSsiimm01req (§2.7), under the
// official names or those of Q16.
class SearchReading {
 public:
  SearchReading(Reading& reading, const XmlMessage& message, pugi::xml_node block,
                ReadLimits::Birthdate birthdate)
      : reading_(reading), path_(search_path), birthdate_(birthdate) {
    static constexpr std::array<std::string_view, 9> names = {
        "InsurerNumber",       "InsuredCardSymbol",   "InsuredIdentificationNumber",
        "InsuredBranchNumber", "Birthdate",           "LimitApplicationCertificateRelatedConsFlg",
        "ArbitraryIdentifier", "PublicExpenseNumber", "BeneficiaryNumber"};
    read(message, block, names);
  }
  // One ReferenceNumberRegistrationInfo: it has no birth date and no consent.
  SearchReading(Reading& reading, const XmlMessage& message, pugi::xml_node reference_block)
      : reading_(reading), path_(reference_path), birthdate_(ReadLimits::Birthdate::optional) {
    static constexpr std::array<std::string_view, 7> names = {
        "ReferenceNumber",     "InsurerNumber",
        "InsuredCardSymbol",   "InsuredIdentificationNumber",
        "InsuredBranchNumber", "PublicExpenseNumber",
        "BeneficiaryNumber"};
    read(message, reference_block, names);
  }

  std::string reference_number() {
    const auto* sent = known_.find("ReferenceNumber");
    if (sent == nullptr) {
      reading_.fail(ErrorCode::element_missing, under(path_, "ReferenceNumber"));
      return {};
    }
    constexpr std::string_view blanks = " \t\r\n";
    const std::string_view text = sent->value;
    const auto first = text.find_first_not_of(blanks);
    auto number = std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
    if (util::characters(number) > identifier_characters_max || has_control(number)) {
      format_wrong("ReferenceNumber");
    }
    return number;
  }

  domain::NumberSearch search() {
    domain::NumberSearch search;
    const auto payer = either("InsurerNumber", "PublicExpenseNumber");
    const auto number = either("InsuredIdentificationNumber", "BeneficiaryNumber");
    search.insurer_number = payer.value;
    search.symbol = value("InsuredCardSymbol");
    search.number = number.value;
    search.branch = value("InsuredBranchNumber");
    check_payer(search, payer.name);
    check_number(search, number.name);
    if (!plain(search.symbol)) format_wrong("InsuredCardSymbol");
    if (search.branch.size() > branch_digits_max || !all_digits(search.branch)) {
      format_wrong("InsuredBranchNumber");
    }
    const auto* birthdate = known_.find("Birthdate");
    if (birthdate || birthdate_ == ReadLimits::Birthdate::required) {
      search.birthdate = reading_.day(birthdate, under(path_, "Birthdate")).value_or(util::Day());
    }
    search.limit_certificate_consent = limit_certificate_consent();
    const auto* identifier = known_.find("ArbitraryIdentifier");
    if (identifier && util::characters(identifier->value) > identifier_characters_max) {
      format_wrong("ArbitraryIdentifier");
    }
    return search;
  }

  SearchEcho echo() && {
    std::erase_if(known_.elements,
                  [](const auto& element) { return folded(element.second.value).empty(); });
    return {std::move(known_.elements)};
  }

 private:
  void read(const XmlMessage& message, pugi::xml_node block,
            std::span<const std::string_view> names) {
    known_ = known_elements(message, block, path_, names);
    reading_.fail_first(known_);
  }

  struct Named {
    std::string_view name;
    std::string value;
  };

  std::string value(std::string_view name) const {
    const auto* sent = known_.find(name);
    return sent ? folded(sent->value) : std::string();
  }

  Named either(std::string_view official, std::string_view alternate) {
    Named first{official, value(official)};
    Named second{alternate, value(alternate)};
    if (first.value.empty() && second.value.empty()) {
      reading_.fail(ErrorCode::element_missing, under(path_, official));
    }
    if (!first.value.empty() && !second.value.empty() && first.value != second.value) {
      format_wrong(alternate);
    }
    return first.value.empty() ? second : first;
  }

  void format_wrong(std::string_view name) {
    reading_.fail(ErrorCode::element_format, under(path_, name));
  }

  static bool plain(std::string_view text) {
    return util::characters(text) <= number_characters_max && !has_control(text);
  }

  void check_payer(const domain::NumberSearch& search, std::string_view name) {
    const bool assistance = search.is_assistance() || name == "PublicExpenseNumber";
    const auto form = assistance ? domain::form_of_public_expense_number(search.insurer_number)
                                 : domain::form_of_insurer_number(search.insurer_number);
    if (form == domain::NumberForm::bad_format) format_wrong(name);
  }

  void check_number(const domain::NumberSearch& search, std::string_view name) {
    const bool right = search.is_assistance() ? domain::form_of_beneficiary_number(search.number) !=
                                                    domain::NumberForm::bad_format
                                              : plain(search.number);
    if (!right) format_wrong(name);
  }

  bool limit_certificate_consent() {
    const auto flag = value("LimitApplicationCertificateRelatedConsFlg");
    if (!flag.empty() && flag != "0" && flag != "1") {
      format_wrong("LimitApplicationCertificateRelatedConsFlg");
    }
    return flag == "1";
  }

  Reading& reading_;
  std::string_view path_;
  ReadLimits::Birthdate birthdate_;
  KnownElements known_;
};

// Nothing of a message that is not whole can be echoed.
Refused unreadable(Problem problem) {
  Refused refused;
  refused.problem = std::move(problem);
  return refused;
}

}  // namespace

ReadLimits limits_for(std::size_t bytes_max) {
  constexpr std::size_t element_bytes_usual = 32;
  ReadLimits limits;
  limits.request_bytes_max = bytes_max;
  limits.elements_max = std::max(limits.elements_max, bytes_max / element_bytes_usual);
  return limits;
}

util::Result<QualificationRequest, Refused> read_qualification_request(std::string_view xml,
                                                                       const ReadLimits& limits) {
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  if (!message) return util::failure(unreadable(message.error()));
  Reading reading;
  QualificationRequest request;
  reading.read_header(*message);
  request.day = reading.read_day();
  SearchReading search(reading, *message, reading.block_at(search_path, *message),
                       limits.birthdate);
  request.search = search.search();
  request.echo = std::move(search).echo();
  return std::move(reading).end(std::move(request));
}

util::Result<InquiryRequest, Refused> read_inquiry_request(std::string_view xml,
                                                           const ReadLimits& limits) {
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  if (!message) return util::failure(unreadable(message.error()));
  Reading reading;
  InquiryRequest request;
  reading.read_header(*message);
  request.day = reading.read_day();
  for (const auto block : message->body().children("QualificationConfirmSearchInfo")) {
    Reading one;  // its problem is told in its own unit
    SearchReading search(one, *message, block, limits.birthdate);
    InquiryUnit unit;
    unit.search = search.search();
    unit.echo = std::move(search).echo();
    unit.problem = one.problem();
    request.units.push_back(std::move(unit));
  }
  if (request.units.empty()) {
    reading.fail(ErrorCode::element_missing, std::string(search_path));
  }
  return std::move(reading).end(std::move(request));
}

util::Result<TicketsRequest, Refused> read_tickets_request(std::string_view xml,
                                                           const ReadLimits& limits) {
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  if (!message) return util::failure(unreadable(message.error()));
  static constexpr std::array<std::string_view, 1> names = {"MedicalTreatmentMonth"};
  Reading reading;
  reading.read_header(*message);
  const auto known =
      known_elements(*message, reading.block_at(search_path, *message), search_path, names);
  reading.fail_first(known);
  TicketsRequest request;
  request.month =
      reading.month(known.find(names[0]), under(search_path, names[0])).value_or(util::Month());
  return std::move(reading).end(std::move(request));
}

util::Result<DownloadRequest, Refused> read_download_request(std::string_view xml,
                                                             const ReadLimits& limits) {
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  if (!message) return util::failure(unreadable(message.error()));
  static constexpr std::array<std::string_view, 1> names = {"ReceptionNumber"};
  const auto place = under(body_path, names[0]);
  Reading reading;
  reading.read_header(*message);
  const auto known = known_elements(*message, message->body(), body_path, names);
  reading.fail_first(known);
  DownloadRequest request;
  if (const auto* sent = known.find(names[0])) {
    request.reception_number = {folded(sent->value), sent->raw};
    reading.reception_number(request.reception_number);
    if (util::characters(request.reception_number.value) > reception_number_characters_max) {
      reading.fail(ErrorCode::element_format, place);
    }
  } else {
    reading.fail(ErrorCode::element_missing, place);
  }
  return std::move(reading).end(std::move(request));
}

util::Result<ReferenceNumberRequest, Refused> read_reference_number_request(
    std::string_view xml, const ReadLimits& limits) {
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  if (!message) return util::failure(unreadable(message.error()));
  Reading reading;
  ReferenceNumberRequest request;
  reading.read_header(*message);
  SearchReading block(reading, *message, reading.block_at(reference_path, *message));
  request.reference_number = block.reference_number();
  request.search = block.search();
  request.echo = std::move(block).echo();
  return std::move(reading).end(std::move(request));
}

util::Result<RegistrationRequest, Refused> read_registration_request(std::string_view xml,
                                                                     const ReadLimits& limits) {
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  if (!message) return util::failure(unreadable(message.error()));
  Reading reading;
  RegistrationRequest request;
  reading.read_header(*message);
  for (const auto node : message->body().children("ReferenceNumberRegistrationInfo")) {
    Reading one;  // its problem is told in its own unit
    SearchReading block(one, *message, node);
    RegistrationUnit unit;
    unit.reference_number = block.reference_number();
    unit.search = block.search();
    unit.echo = std::move(block).echo();
    unit.problem = one.problem();
    request.units.push_back(std::move(unit));
  }
  if (request.units.empty()) {
    reading.fail(ErrorCode::element_missing, std::string(reference_path));
  }
  return std::move(reading).end(std::move(request));
}

util::Result<RequestHeader, Refused> read_header(std::string_view xml, const ReadLimits& limits) {
  const auto message = XmlMessage::open(xml, limits, RootForm::strict);
  if (!message) return util::failure(unreadable(message.error()));
  Reading reading;
  struct HeaderOnly {
    RequestHeader header;
  };
  reading.read_header(*message);
  const auto read = std::move(reading).end(HeaderOnly{});
  if (!read) return util::failure(read.error());
  return read->header;
}

}  // namespace madoguchi::oqs
