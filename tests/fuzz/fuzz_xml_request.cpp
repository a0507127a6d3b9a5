#include <string>

#include "fuzz/input.hpp"
#include "oqs/messages.hpp"
#include "util/encoding.hpp"

using namespace madoguchi;

namespace {

// A raw text goes into answers unescaped: it must stay text there.
void expect_text(const oqs::EchoText& text) {
  MADOGUCHI_HOLDS(text.raw.find('<') == std::string::npos);
  MADOGUCHI_HOLDS(util::check_utf8(text.raw).has_value());
}
void expect_harmless(const oqs::EchoText& text) {
  expect_text(text);
  MADOGUCHI_HOLDS(text.raw.size() <= 4096);
}

// What a reader echoes, an answer gives back unchanged.
void expect_echo(const oqs::RequestHeader& header) {
  expect_harmless(header.arbitrary_file_identifier);
  oqs::AnswerHeader answer;
  answer.institution_code = header.institution_code;
  answer.arbitrary_file_identifier = header.arbitrary_file_identifier;
  const auto read = oqs::read_result(oqs::write_error_result(answer, {}));
  MADOGUCHI_HOLDS(read.has_value());
  MADOGUCHI_HOLDS(read->institution_code == header.institution_code);
  MADOGUCHI_HOLDS(read->arbitrary_file_identifier == header.arbitrary_file_identifier.value);
}

void read_all(std::string_view xml, const oqs::ReadLimits& limits) {
  if (const auto request = oqs::read_qualification_request(xml, limits)) {
    expect_echo(request->header);
    for (const auto& [name, text] : request->echo.elements) expect_harmless(text);
    MADOGUCHI_HOLDS(!request->search.insurer_number.empty() && !request->search.number.empty());
    const auto again = oqs::write_qualification_result({}, domain::Answer{}, &request->echo, {});
    MADOGUCHI_HOLDS(oqs::read_result(again).has_value());
  } else {
    expect_echo(request.error().header);
  }
  if (const auto request = oqs::read_inquiry_request(xml, limits)) {
    expect_echo(request->header);
    MADOGUCHI_HOLDS(!request->units.empty());
    oqs::BulkResultWriter writer({}, {request->units.size(), request->units.size()}, {});
    for (const auto& unit : request->units) {
      for (const auto& [name, text] : unit.echo.elements) expect_text(text);
      MADOGUCHI_HOLDS(unit.problem || !unit.search.number.empty());
      writer.add(unit.echo, unit.problem.value_or(oqs::Problem{}));
    }
    const auto again = oqs::read_result(std::move(writer).finish());
    MADOGUCHI_HOLDS(again.has_value() && again->units.size() == request->units.size());
  } else {
    expect_echo(request.error().header);
  }
  if (const auto request = oqs::read_registration_request(xml, limits)) {
    expect_echo(request->header);
    MADOGUCHI_HOLDS(!request->units.empty());
    std::size_t errors = 0;
    for (const auto& unit : request->units) errors += unit.problem ? 1 : 0;
    oqs::BulkResultWriter writer({}, {request->units.size(), errors}, {});
    for (const auto& unit : request->units) {
      for (const auto& [name, text] : unit.echo.elements) expect_text(text);
      MADOGUCHI_HOLDS(unit.problem || !unit.reference_number.empty());
      writer.add_registration(unit.echo, unit.problem);
    }
    const auto again = oqs::read_result(std::move(writer).finish());
    MADOGUCHI_HOLDS(again.has_value() && again->units.size() == request->units.size());
  } else {
    expect_echo(request.error().header);
  }
  if (const auto request = oqs::read_tickets_request(xml, limits)) expect_echo(request->header);
  if (const auto request = oqs::read_download_request(xml, limits)) {
    expect_harmless(request->reception_number);
  }
  if (const auto header = oqs::read_header(xml, limits)) expect_echo(*header);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const oqs::ReadLimits limits;
  if (const auto text = oqs::utf8_request(bytes, limits)) {
    MADOGUCHI_HOLDS(util::check_utf8(*text).has_value());
    // Taken once, taken again: the declaration now says what the bytes are.
    MADOGUCHI_HOLDS(oqs::utf8_request(*text, {.request_bytes_max = text->size()}) == *text);
    read_all(*text, limits);
  }
  read_all(bytes, limits);
  return 0;
}
