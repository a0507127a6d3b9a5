#include <algorithm>
#include <cassert>
#include <string>

#include "oqs/messages.hpp"
#include "oqs/setting_messages.hpp"
#include "oqs/write_result.hpp"
#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

namespace {

// Room for the usual message and unit; a larger one grows.
constexpr std::size_t message_bytes_usual = 4096;
constexpr std::size_t unit_bytes_usual = 1536;

constexpr std::string_view segment_done = "1";
constexpr std::string_view segment_processing = "2";
constexpr std::string_view segment_error = "9";
constexpr std::string_view utf8_identifier = "0";
constexpr std::string_view status_done = "1";

std::string begin_message(std::size_t reserve) {
  std::string text;
  text.reserve(reserve);
  text.append(result_declaration).append("\n");
  XmlWriter(text).begin("XmlMsg");
  return text;
}

// §2.1, in its order. `problem` belongs to segment 9, `counts` to a finished 02res.
void write_header(XmlWriter& xml, const AnswerHeader& header, std::string_view segment,
                  const Problem* problem, const UnitCounts* counts) {
  xml.begin("MessageHeader");
  xml.leaf("ProcessExecutionTime", util::date_time_in_japan(header.processed_at));
  if (header.day) xml.leaf("QualificationConfirmationDate", header.day->text());
  xml.leaf("MedicalInstitutionCode", header.institution_code);
  xml.leaf_as_sent("ArbitraryFileIdentifier", header.arbitrary_file_identifier.raw);
  xml.leaf("ReferenceClassification", header.reference_classification);
  xml.leaf_as_sent("ReceptionNumber", header.reception_number.raw);
  xml.leaf("SegmentOfResult", segment);
  if (problem) {
    xml.leaf("ErrorCode", code_of(problem->error));
    xml.leaf("ErrorMessage", message_of(*problem));
  }
  if (counts) {
    xml.leaf("NumberOfProcessingResult", std::to_string(counts->units));
    xml.leaf("NumberOfNormalProcessing", std::to_string(counts->units - counts->errors));
    xml.leaf("NumberOfError", std::to_string(counts->errors));
  }
  xml.leaf("CharacterCodeIdentifier", utf8_identifier);
  xml.end("MessageHeader");
}

void write_echo(XmlWriter& xml, const SearchEcho& asked) {
  xml.begin("QualificationConfirmSearchInfo");
  for (const auto& [name, sent] : asked.elements) xml.leaf_as_sent(name, sent.raw);
  xml.end("QualificationConfirmSearchInfo");
}

// ReferenceNumberRegistrationInfo in the order that a real terminal was seen to write (§2.7).
void write_reference_block(XmlWriter& xml, const SearchEcho& block) {
  xml.begin("ReferenceNumberRegistrationInfo");
  for (const char* wanted :
       {"InsurerNumber", "PublicExpenseNumber", "InsuredIdentificationNumber", "BeneficiaryNumber",
        "ReferenceNumber", "InsuredCardSymbol", "InsuredBranchNumber"}) {
    for (const auto& [name, sent] : block.elements) {
      if (name == wanted) xml.leaf_as_sent(name, sent.raw);
    }
  }
  xml.end("ReferenceNumberRegistrationInfo");
}

std::string without_body(const AnswerHeader& header, std::string_view segment,
                         const Problem* problem) {
  auto text = begin_message(message_bytes_usual);
  XmlWriter xml(text);
  write_header(xml, header, segment, problem, nullptr);
  xml.begin("MessageBody");
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

}  // namespace

std::string write_qualification_result(const AnswerHeader& header, const domain::Answer& answer,
                                       const SearchEcho* search, const WriteSettings& settings) {
  auto text = begin_message(message_bytes_usual);
  XmlWriter xml(text);
  write_header(xml, header, segment_done, nullptr, nullptr);
  xml.begin("MessageBody");
  write_answer(xml, answer, {}, settings);
  if (search) write_echo(xml, *search);
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

std::string write_error_result(const AnswerHeader& header, const Problem& problem) {
  return without_body(header, segment_error, &problem);
}

std::string write_processing(const AnswerHeader& header) {
  return without_body(header, segment_processing, nullptr);
}

std::string write_setting_result(const AnswerHeader& header, const EnvironmentSetting& setting) {
  auto text = begin_message(message_bytes_usual);
  XmlWriter xml(text);
  write_header(xml, header, segment_done, nullptr, nullptr);
  xml.begin("MessageBody");
  xml.leaf("ProcessingResultStatus", status_done);
  write_setting(xml, setting);
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

std::string write_acceptance(const AnswerHeader& header, std::string_view reception_number,
                             util::Instant received_at) {
  auto text = begin_message(message_bytes_usual);
  XmlWriter xml(text);
  write_header(xml, header, segment_done, nullptr, nullptr);
  xml.begin("MessageBody");
  xml.leaf("ReceptionNumber", reception_number);
  xml.leaf("ReceptionDateTime", util::date_time_in_japan(received_at));
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

std::string write_reference_number_result(const AnswerHeader& header, const SearchEcho& block) {
  auto text = begin_message(message_bytes_usual);
  XmlWriter xml(text);
  write_header(xml, header, segment_done, nullptr, nullptr);
  xml.begin("MessageBody");
  write_reference_block(xml, block);
  xml.leaf("ProcessingResultStatus", status_done);
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return text;
}

BulkResultWriter::BulkResultWriter(const AnswerHeader& header, UnitCounts counts,
                                   const WriteSettings& settings)
    : settings_(settings), left_(counts) {
  constexpr std::size_t reserved_units_max = 100'000;
  text_ = begin_message(message_bytes_usual +
                        std::min(counts.units, reserved_units_max) * unit_bytes_usual);
  XmlWriter xml(text_);
  write_header(xml, header, segment_done, nullptr, &counts);
  xml.begin("MessageBody");
}

void BulkResultWriter::count(UnitCounts one) {
  assert(left_.units >= one.units && left_.errors >= one.errors);  // the header promised so many
  left_.units -= one.units;
  left_.errors -= one.errors;
}

void BulkResultWriter::add(const domain::Answer& unit) {
  count({1, 0});
  XmlWriter xml(text_);
  xml.begin("BulkConfirmUnit");
  write_answer(xml, unit, {ReferenceNumberPlace::behind_results, ResultsPlace::in_list}, settings_);
  xml.leaf("ReferenceNumber", unit.reference_number);
  xml.end("BulkConfirmUnit");
}

void BulkResultWriter::add(const SearchEcho& asked, const domain::Answer& unit) {
  count({1, 0});
  XmlWriter xml(text_);
  xml.begin("BulkConfirmUnit");
  write_echo(xml, asked);
  write_answer(xml, unit, {ReferenceNumberPlace::behind_results, ResultsPlace::direct}, settings_);
  xml.leaf("ReferenceNumber", unit.reference_number);
  xml.end("BulkConfirmUnit");
}

void BulkResultWriter::add(const SearchEcho& asked, const Problem& problem) {
  count({1, 1});
  XmlWriter xml(text_);
  xml.begin("BulkConfirmUnit");
  write_echo(xml, asked);
  write_unit_error(xml, problem);
  xml.end("BulkConfirmUnit");
}

void BulkResultWriter::add_registration(const SearchEcho& block,
                                        const std::optional<Problem>& problem) {
  count({1, problem ? 1U : 0U});
  XmlWriter xml(text_);
  xml.begin("BulkRegistrationUnit");
  write_reference_block(xml, block);
  if (problem) {
    write_unit_error(xml, *problem);
  } else {
    xml.leaf("ProcessingResultStatus", status_done);
  }
  xml.end("BulkRegistrationUnit");
}

std::string BulkResultWriter::finish() && {
  assert(left_.units == 0 && left_.errors == 0);
  XmlWriter xml(text_);
  xml.end("MessageBody");
  xml.end("XmlMsg");
  return std::move(text_);
}

}  // namespace madoguchi::oqs
