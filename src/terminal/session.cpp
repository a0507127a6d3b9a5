#include "terminal/session.hpp"

#include <sys/stat.h>

#include <utility>

#include "edge/acting_message.hpp"
#include "oqs/clinic_encoding.hpp"
#include "oqs/folder_history.hpp"
#include "terminal/answer_form.hpp"
#include "terminal/history_paper.hpp"
#include "terminal/request_file.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using oqs::ErrorCode;

constexpr std::string_view single_question = "OQSsiquc01";
constexpr std::string_view bulk_question = "OQSmuquc01";
constexpr std::string_view finished_segment = "1";  // OQSCD003

template <class Request>
oqs::AnswerHeader echoed(const util::Result<Request, oqs::Refused>& request) {
  oqs::AnswerHeader header;
  const auto& from = request ? request->header : request.error().header;
  header.institution_code = from.institution_code;
  header.arbitrary_file_identifier = from.arbitrary_file_identifier;
  return header;
}

// What an error result repeats of its request, as far as that can be read.
oqs::AnswerHeader header_for(const std::string& interface, const std::string& xml,
                             const oqs::ReadLimits& limits) {
  if (interface == single_question) {
    const auto request = oqs::read_qualification_request(xml, limits);
    auto header = echoed(request);
    header.day = request ? request->day : request.error().day;
    header.reference_classification = "2";
    return header;
  }
  if (interface == bulk_question) {
    const auto request = oqs::read_inquiry_request(xml, limits);
    auto header = echoed(request);
    header.day = request ? request->day : request.error().day;
    return header;
  }
  if (oqs::is_download(interface)) {
    const auto request = oqs::read_download_request(xml, limits);
    auto header = echoed(request);
    header.reception_number =
        request ? request->reception_number : request.error().reception_number;
    return header;
  }
  oqs::AnswerHeader header;
  const auto read = oqs::read_header(xml, limits);
  const auto& from = read ? *read : read.error().header;
  header.institution_code = from.institution_code;
  header.arbitrary_file_identifier = from.arbitrary_file_identifier;
  return header;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// An answer to another question must never be put under this one's name. A download carries the
// identifier of the question that started its job (§2.5), so there the reception number counts.
bool fits_question(std::string_view interface, const std::string& request,
                   const oqs::RequestHeader& asked, const std::string& result) {
  const auto head = read_head(result);
  if (!head || trimmed(head->institution_code) != trimmed(asked.institution_code)) return false;
  if (oqs::is_download(interface)) {
    const auto download = oqs::read_download_request(request, oqs::ReadLimits{});
    return head->reception_number.empty() || !download ||
           trimmed(head->reception_number) == trimmed(download->reception_number.value);
  }
  return asked.arbitrary_file_identifier.empty() ||
         trimmed(head->arbitrary_file_identifier) == trimmed(asked.arbitrary_file_identifier.value);
}

}  // namespace

bool result_stands(const std::string& res_dir, const oqs::RequestName& name) {
  struct stat found {};
  for (const auto* const extension : {".xml", ".zip", ".pdf"}) {
    const auto path = res_dir + "/" + oqs::result_file_name(name, extension);
    if (::lstat(path.c_str(), &found) == 0) return true;
  }
  return false;
}

std::string Session::error_result(const std::string& interface, const std::string& xml,
                                  const oqs::Problem& problem) const {
  auto header = header_for(interface, xml, oqs::limits_for(config_.request_bytes_max));
  header.processed_at = clock_.now();
  return oqs::write_error_result(header, problem);
}

std::optional<edge::CenterAnswer> Session::result_for(const std::string& interface,
                                                      const std::string& xml,
                                                      const std::string& key, Steady since,
                                                      const edge::OnBehalf& on_behalf) {
  const auto failed = [&](const oqs::Problem& problem) {
    edge::CenterAnswer told;
    told.body = error_result(interface, xml, problem);
    return told;
  };
  const auto header = oqs::read_header(xml, oqs::limits_for(config_.request_bytes_max));
  if (!header) return failed(header.error().problem);
  if (header->institution_code != config_.institution_code) {
    return failed({ErrorCode::institution_mismatch, ""});
  }
  auto answer = line_.ask<edge::CenterAnswer>(
      since, [&](edge::CenterClient& center, std::int64_t timeout_ms) {
        return edge::ask_on_behalf(center, on_behalf, interface, xml, key, timeout_ms);
      });
  if (!answer) return std::nullopt;
  if (!*answer) return failed(answer->error().problem);
  if (!fits_question(interface, xml, *header, (*answer)->body)) {
    util::log(util::LogLevel::error, "terminal", "the center's answer does not fit the question");
    return failed({ErrorCode::answer_unreadable, ""});
  }
  return std::move(**answer);
}

Outcome Session::refuse(const Taken& taken, const oqs::Problem& problem, Outcome::Kind kind) const {
  util::log(
      util::LogLevel::info, "terminal",
      util::log_name(taken.file.name) + " refused: " + std::string(oqs::code_of(problem.error)));
  return {kind,
          {{oqs::error_file_name(taken.file.name), error_file_text(problem, config_.encoding)}}};
}

Outcome Session::history_form(const Taken& taken, const std::string& request,
                              const std::string& result) const {
  const auto asked = oqs::read_folder_history_request(taken.name.interface(), request,
                                                      oqs::limits_for(config_.request_bytes_max));
  const bool wants_paper = asked && asked->form == oqs::FolderHistoryRequest::Form::pdf;
  if (!wants_paper) return in_clinic_form(taken, request, oqs::with_result_code(result));
  const auto history = oqs::read_folder_history(result);
  if (!history) return in_clinic_form(taken, request, oqs::with_result_code(result));
  auto paper = history_paper(*history, util::day_in_japan(clock_.now()));
  if (paper) {
    return {Outcome::Kind::result,
            {{oqs::result_file_name(taken.name, ".pdf"), std::move(*paper)}}};
  }
  util::log(util::LogLevel::error, "terminal", "a PDF cannot be made: " + paper.error());
  const auto failed =
      error_result(taken.name.interface(), request, {ErrorCode::terminal_internal, ""});
  return in_clinic_form(taken, request, oqs::with_result_code(failed));
}

Outcome Session::in_clinic_form(const Taken& taken, const std::string& request,
                                const std::string& result) const {
  const auto interface = taken.name.interface();
  const auto xml_name = oqs::result_file_name(taken.name, ".xml");
  auto converted = oqs::for_clinic(result, config_.encoding);
  if (!converted) {
    const auto error = error_result(interface, request, {ErrorCode::answer_unreadable, ""});
    converted = oqs::for_clinic(error, config_.encoding);
    return {Outcome::Kind::result, {{xml_name, converted ? *converted : error}}};
  }
  const auto head = read_head(result);
  if (oqs::is_download(interface) && config_.bulk_form == TerminalConfig::BulkForm::zip && head &&
      head->segment == finished_segment) {
    auto archive = zip_one(xml_name, *converted);
    if (archive) {
      return {Outcome::Kind::result,
              {{oqs::result_file_name(taken.name, ".zip"), std::move(*archive)}}};
    }
    util::log(util::LogLevel::error, "terminal", "the archive cannot be made, plain XML is given");
  }
  return {Outcome::Kind::result, {{xml_name, std::move(*converted)}}};
}

std::optional<Outcome> Session::answer(const Taken& taken) {
  const auto text = read_request(taken.file.path, config_.request_bytes_max);
  if (!text && text.error().file == NotWhole::File::vanished) {
    return Outcome{Outcome::Kind::forgotten, {}};
  }
  if (!text && text.error().file == NotWhole::File::not_regular) {
    return refuse(taken, text.error().problem, Outcome::Kind::bare_refusal);
  }
  if (!oqs::offered(taken.name)) return refuse(taken, {ErrorCode::unknown_interface, ""});
  if (!text) return refuse(taken, text.error().problem);
  if (result_stands(config_.res_dir, taken.name)) {
    return refuse(taken, {ErrorCode::result_exists, ""});
  }
  auto result = result_for(taken.name.interface(), *text, taken.key, taken.at);
  if (!result) return std::nullopt;
  if (oqs::is_folder_history(taken.name.interface())) {
    return history_form(taken, *text, result->body);
  }
  auto outcome = in_clinic_form(taken, *text, result->body);
  if (!result->record_id.empty()) {
    outcome.seen =
        followup::SeenAnswer{taken.name.interface(), followup::Way::number,    result->body,
                             result->record_id,      config_.institution_code, clock_.now()};
  }
  if (taken.name.interface() == single_question && !result->record_id.empty()) {
    outcome.heard = Heard{Heard::Way::folder,
                          {},
                          {},
                          *text,
                          std::move(result->body),
                          result->record_id,
                          {},
                          {},
                          std::move(result->validities)};
  }
  return outcome;
}

}  // namespace madoguchi::terminal
