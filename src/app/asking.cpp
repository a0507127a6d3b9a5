// madoguchi ask, madoguchi tap: questions through the running terminal

#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.hpp"
#include "app/party_settings.hpp"
#include "app/serve.hpp"
#include "edge/control.hpp"
#include "oqs/file_names.hpp"
#include "oqs/result_json.hpp"
#include "oqs/screen.hpp"
#include "util/file.hpp"
#include "util/json_line.hpp"

namespace madoguchi::app {

namespace {

constexpr std::int64_t answer_wait_ms = 120000;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::string element(std::string_view name, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("<{0}>{1}</{0}>", name, escaped(text));
}

std::string request_message(const AskArguments& arguments, const std::string& institution,
                            const std::string& day) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<XmlMsg><MessageHeader>" +
         element("QualificationConfirmationDate", day) +
         element("MedicalInstitutionCode", institution) +
         "</MessageHeader><MessageBody><QualificationConfirmSearchInfo>" +
         element("InsurerNumber", arguments.payer) +
         element("InsuredCardSymbol", arguments.symbol) +
         element("InsuredIdentificationNumber", arguments.number) +
         element("InsuredBranchNumber", arguments.branch) +
         element("Birthdate", arguments.birthdate) +
         "<LimitApplicationCertificateRelatedConsFlg>0</LimitApplicationCertificateRelatedConsFlg>"
         "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>\n";
}

std::string document_json(const oqs::ResultDocument& document) {
  nlohmann::ordered_json out;
  auto add = [&out](const char* name, const std::string& value) {
    if (!value.empty()) out[name] = value;
  };
  add("ProcessExecutionTime", document.processed_at);
  add("QualificationConfirmationDate", document.day);
  add("MedicalInstitutionCode", document.institution_code);
  add("SegmentOfResult", document.segment);
  add("ErrorCode", document.error_code);
  add("ErrorMessage", document.error_message);
  add("ReceptionNumber", document.reception_number);
  add("NumberOfProcessingResult", document.number_of_results);
  add("NumberOfError", document.number_of_errors);
  add("ProcessingResultStatus", document.status);
  add("ProcessingResultCode", document.code);
  add("ProcessingResultMessage", document.message);
  add("QualificationValidity", document.validity);
  if (!document.results.empty()) out["ResultList"] = oqs::results_json(document.results);
  for (const auto& unit : document.units) {
    nlohmann::ordered_json one;
    for (const auto& [name, value] : unit.asked)
      one["QualificationConfirmSearchInfo"][name] = value;
    const std::pair<const char*, const std::string&> texts[] = {
        {"ProcessingResultStatus", unit.status},
        {"ProcessingResultCode", unit.code},
        {"ProcessingResultMessage", unit.message},
        {"QualificationValidity", unit.validity},
        {"ReferenceNumber", unit.reference_number}};
    for (const auto& [name, value] : texts) {
      if (!value.empty()) one[name] = value;
    }
    one["ResultList"] = oqs::results_json(unit.results);
    out["BulkConfirmUnit"].push_back(std::move(one));
  }
  return out.dump(2) + "\n";
}

// Prints a result message in the wanted form. 0 for an answer, 1 for an error result.
int print_result(const std::string& xml, OutputForm form) {
  const auto document = oqs::read_result(xml);
  if (!document) {
    tell(oqs::message_of(document.error()));
    return 1;
  }
  if (form == OutputForm::xml) {
    fmt::print("{}", xml);
  } else if (form == OutputForm::json) {
    fmt::print("{}", document_json(*document));
  } else {
    const auto language =
        form == OutputForm::screen_english ? oqs::Language::english : oqs::Language::japanese;
    fmt::print("{}", oqs::screen_text(*document, language));
  }
  return document->segment == "9" ? 1 : 0;
}

int tell_problem(const edge::ControlProblem& problem) {
  fmt::print(stderr, "{} {}\n", problem.code, problem.message);
  if (!problem.place.empty()) fmt::print(stderr, "  {}\n", problem.place);
  return 1;
}

std::string socket_of(const terminal::TerminalConfig& config) {
  return config.control_socket.empty() ? config.work_dir + "/control.sock" : config.control_socket;
}

std::string today_of(const TerminalFile& file) {
  const auto clock = clock_from(file.start_at);
  return clock ? util::day_in_japan(clock->now()).text() : std::string();
}

// A whole request message from a file, with its interface by name or content.
struct Message {
  std::string interface;
  std::string xml;
};
std::optional<Message> message_from(const std::string& path) {
  const auto bytes = util::read_file(path, edge::control_request_bytes_max);
  if (!bytes) {
    tell(path + ": " + bytes.error().text());
    return std::nullopt;
  }
  auto xml = oqs::utf8_request(*bytes, oqs::limits_for(edge::control_request_bytes_max));
  if (!xml) {
    tell(path + ": " + std::string(oqs::code_of(xml.error().error)) + " " +
         oqs::message_of(xml.error()));
    return std::nullopt;
  }
  const auto name = oqs::request_name(std::filesystem::path(path).filename().string());
  return Message{name ? name->interface() : "OQSsiquc01", std::move(*xml)};
}

}  // namespace

int run_ask(const AskArguments& arguments) {
  TerminalFile file;
  if (tell(read_settings(arguments.terminal, settings_of(file)))) return 2;
  Message message;
  if (arguments.request_file.empty()) {
    const auto day = arguments.day.empty() ? today_of(file) : arguments.day;
    message = {"OQSsiquc01", request_message(arguments, file.config.institution_code, day)};
  } else {
    auto from_file = message_from(arguments.request_file);
    if (!from_file) return 2;
    message = std::move(*from_file);
  }
  edge::ControlClient control(socket_of(file.config));
  const auto result = control.ask(message.interface, message.xml, answer_wait_ms);
  if (!result) return tell_problem(result.error());
  return print_result(*result, arguments.form);
}

int run_tap(const TapArguments& arguments) {
  TerminalFile file;
  if (tell(read_settings(arguments.terminal, settings_of(file)))) return 2;
  edge::TapQuestion question;
  if (!arguments.card.empty()) question.card = std::filesystem::absolute(arguments.card).string();
  question.pin = arguments.pin;
  question.mode = arguments.mode;
  question.staff = arguments.staff;
  question.day = arguments.day;
  if (question.pin.empty() && question.mode == "pin") {
    fmt::print(stderr, "暗証番号 / PIN: ");
    std::getline(std::cin, question.pin);
  }
  for (const auto& consent : arguments.consents) {
    const bool refused = consent.starts_with("no-");
    question.consents.emplace_back(refused ? consent.substr(3) : consent, !refused);
  }
  edge::ControlClient control(socket_of(file.config));
  const auto answer = control.tap(question, answer_wait_ms);
  if (!answer) return tell_problem(answer.error());
  const int code = print_result(answer->result, arguments.form);
  if (arguments.form == OutputForm::screen || arguments.form == OutputForm::screen_english) {
    for (const auto& name : answer->files) fmt::print("→ face/{}\n", name);
    for (const auto& name : answer->waiting) {
      fmt::print("→ face/{}（フォルダに書けるようになり次第置きます）\n", name);
    }
    fmt::print("記録番号 / record: {}\n", answer->record);
  }
  return code;
}

}  // namespace madoguchi::app
