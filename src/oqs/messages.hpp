#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/project.hpp"
#include "oqs/errors.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

// A text that is echoed byte for byte: its value, and its form in the request's XML (with whatever
// escapes the client used), because a client looks for the literal (§5 quirk 5).
struct EchoText {
  std::string value;
  std::string raw;
  bool empty() const { return value.empty(); }
};

struct RequestHeader {
  std::string institution_code;  // digits as sent, blanks at the ends removed
  EchoText arbitrary_file_identifier;
};

// The search block as it was sent, for the echo in the answer: element and text in request order.
struct SearchEcho {
  std::vector<std::pair<std::string, EchoText>> elements;
};

// OQSsiquc01req.
struct QualificationRequest {
  RequestHeader header;
  util::Day day;
  domain::NumberSearch search;
  SearchEcho echo;
};

// One QualificationConfirmSearchInfo of OQSmuquc01req: a question, or why it is none.
struct InquiryUnit {
  domain::NumberSearch search;
  SearchEcho echo;
  std::optional<Problem> problem;
};

// OQSmuquc01req: at least one unit, in the order of the message.
struct InquiryRequest {
  RequestHeader header;
  util::Day day;
  std::vector<InquiryUnit> units;
};

// OQSmutic01req.
struct TicketsRequest {
  RequestHeader header;
  util::Month month;
};

// OQSmutic02req and the other downloads.
struct DownloadRequest {
  RequestHeader header;
  EchoText reception_number;
};

// OQSsiimm01req: the 照会番号 that this institution gives to the person of these numbers.
struct ReferenceNumberRequest {
  RequestHeader header;
  std::string reference_number;
  domain::NumberSearch search;  // no birth date on this wire
  SearchEcho echo;              // of the block
};

// One ReferenceNumberRegistrationInfo of OQSmuimm01req: a registration, or why it is none.
struct RegistrationUnit {
  std::string reference_number;
  domain::NumberSearch search;
  SearchEcho echo;
  std::optional<Problem> problem;
};

// OQSmuimm01req: at least one unit, in the order of the message.
struct RegistrationRequest {
  RequestHeader header;
  std::vector<RegistrationUnit> units;
};

// What could be read of a refused message, so that the error result echoes it.
struct Refused {
  Problem problem;
  RequestHeader header;  // as far as it was readable
  std::optional<util::Day> day;
  EchoText reception_number;
};

struct ReadLimits {
  enum class Birthdate { required, optional } birthdate = Birthdate::required;  // Q14
  std::size_t request_bytes_max = 1024 * 1024;
  std::size_t depth_max = 16;
  std::size_t elements_max = 20000;
};
// For messages of many units: up to `bytes_max` bytes, and as many elements as these hold in their
// usual form.
ReadLimits limits_for(std::size_t bytes_max);

// Bytes of a request file, in the encoding its declaration (or BOM) names, to UTF-8 text with a
// UTF-8 declaration; everything behind the declaration keeps its form. Refuses what is not a whole
// well-formed message (not_xml also for truncated ones), wrong_encoding, document_type, too_large,
// ...
util::Result<std::string, Problem> utf8_request(std::string_view bytes, const ReadLimits& limits);

// Readers of the UTF-8 text. A wrong order, single quotes, blanks in tags, unknown elements are
// fine.
util::Result<QualificationRequest, Refused> read_qualification_request(std::string_view xml,
                                                                       const ReadLimits& limits);
// A unit of a wrong form is told in its place; the message fails for its header, or without a unit.
util::Result<InquiryRequest, Refused> read_inquiry_request(std::string_view xml,
                                                           const ReadLimits& limits);
util::Result<TicketsRequest, Refused> read_tickets_request(std::string_view xml,
                                                           const ReadLimits& limits);
util::Result<DownloadRequest, Refused> read_download_request(std::string_view xml,
                                                             const ReadLimits& limits);
util::Result<ReferenceNumberRequest, Refused> read_reference_number_request(
    std::string_view xml, const ReadLimits& limits);
// As read_inquiry_request.
util::Result<RegistrationRequest, Refused> read_registration_request(std::string_view xml,
                                                                     const ReadLimits& limits);
// Header only, of any message of the family (the terminal checks the institution with it).
util::Result<RequestHeader, Refused> read_header(std::string_view xml, const ReadLimits& limits);

// Header of an answer. Times are Japan's.
struct AnswerHeader {
  util::Instant processed_at;
  std::optional<util::Day> day;  // QualificationConfirmationDate
  std::string institution_code;
  EchoText arbitrary_file_identifier;    // echoed when sent
  std::string reference_classification;  // OQSCD002: "1" card, "2" number; empty: absent
  EchoText reception_number;             // header of 02res; empty: absent
};

struct WriteSettings {
  bool emit_public_expense_names = false;  // Q16: additionally the alternate names
};

// OQSsiquc01res in UTF-8 (CharacterCodeIdentifier 0). `search` is absent in face files.
std::string write_qualification_result(const AnswerHeader& header, const domain::Answer& answer,
                                       const SearchEcho* search, const WriteSettings& settings);
// Any answer that is an error: SegmentOfResult 9, ErrorCode, ErrorMessage.
std::string write_error_result(const AnswerHeader& header, const Problem& problem);
// 01res of a bulk job: ReceptionNumber, ReceptionDateTime.
std::string write_acceptance(const AnswerHeader& header, std::string_view reception_number,
                             util::Instant received_at);
// OQSsiimm01res of a registration that was made: the block as sent, in the order of §2.7.
std::string write_reference_number_result(const AnswerHeader& header, const SearchEcho& block);
// 02res while the job runs: SegmentOfResult 2.
std::string write_processing(const AnswerHeader& header);

struct UnitCounts {
  std::size_t units = 0;   // NumberOfProcessingResult
  std::size_t errors = 0;  // NumberOfError, of the units
};

// 02res of a bulk job, unit by unit; exactly as many as promised.
class BulkResultWriter {
 public:
  BulkResultWriter(const AnswerHeader& header, UnitCounts counts, const WriteSettings& settings);
  BulkResultWriter(const AnswerHeader& header, std::size_t units, const WriteSettings& settings)
      : BulkResultWriter(header, UnitCounts{units, 0}, settings) {}
  void add(const domain::Answer& unit);                           // OQSmutic: one person
  void add(const SearchEcho& asked, const domain::Answer& unit);  // OQSmuquc: one question
  void add(const SearchEcho& asked, const Problem& problem);      // and one that failed
  // OQSmuimm: one registration, made unless there is a problem.
  void add_registration(const SearchEcho& block, const std::optional<Problem>& problem);
  std::string finish() &&;

 private:
  void count(UnitCounts one);
  std::string text_;
  WriteSettings settings_;
  UnitCounts left_;
};

// What was read from a result (terminal, ask, tests). Error results have segment "9".
struct ResultDocument {
  std::string processed_at, day, institution_code, arbitrary_file_identifier;
  std::string reference_classification, segment, error_code, error_message, character_code;
  std::string reception_number;
  // NumberOfProcessingResult and NumberOfError: only in a finished 02res.
  std::string number_of_results, number_of_errors;
  std::string status, code, message, validity;  // ProcessingResult..., QualificationValidity
  std::vector<domain::ResultAnswer> results;    // side by InsuredCardClassification
  std::string medical_assistance;               // EnvironmentSettingInfo of our own OQSsiinq/upd
  std::vector<std::pair<std::string, std::string>> registration;  // of OQSsiimm01
  std::vector<std::pair<std::string, std::string>> asked;         // QualificationConfirmSearchInfo
  struct Unit {  // BulkConfirmUnit, BulkRegistrationUnit
    std::string status, code, message, validity, reference_number;
    std::vector<domain::ResultAnswer> results;
    // QualificationConfirmSearchInfo or ReferenceNumberRegistrationInfo
    std::vector<std::pair<std::string, std::string>> asked;
  };
  std::vector<Unit> units;
};
util::Result<ResultDocument, Problem> read_result(std::string_view utf8_xml);

}  // namespace madoguchi::oqs
