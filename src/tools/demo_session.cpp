#include "tools/demo_session.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "edge/center_client.hpp"
#include "edge/control.hpp"
#include "net/client.hpp"
#include "oqs/setting_messages.hpp"
#include "tools/demo_clients.hpp"
#include "tools/registration_csv.hpp"
#include "tools/scenario_check.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::int64_t import_wait_ms = 120000;
constexpr std::int64_t answer_wait_ms = 30000;
constexpr std::int64_t health_wait_ms = 2000;
constexpr int bulk_polls_max = 100;
constexpr auto bulk_poll_every = std::chrono::milliseconds(100);
constexpr std::size_t csv_bytes_max = 64UL * 1024 * 1024;

// The line of a party by its certificate: the same that its line file names.
edge::CenterLine line_of(const DemoWorld& world, const std::string& party) {
  edge::CenterLine line;
  line.port = world.center_port;
  line.tls.ca_file = world.path + "/pki/party-ca.crt";
  line.tls.certificate_file = world.path + "/pki/issued/" + party + ".crt";
  line.tls.key_file = world.path + "/pki/issued/" + party + ".key";
  return line;
}

std::string party_of(const DemoImport& import) {
  const auto stem = std::filesystem::path(import.line_file).stem().string();
  return stem == "operator" ? "operator-demo" : stem;
}

std::string problem_text(const edge::CenterProblem& problem) {
  return fmt::format("{} {}", oqs::code_of(problem.problem.error),
                     oqs::message_of(problem.problem));
}

// `shown` is what the user is told of: the file.
util::Result<void, std::string> register_text(const DemoWorld& world, const std::string& party,
                                              store::RowKind of, const std::string& csv,
                                              const std::string& shown) {
  const auto kind = store::name_of(of);
  edge::CenterClient center(line_of(world, party));
  const auto key = "demo-" + util::hex(util::sha256(std::string(kind) + "\n" + csv)).substr(0, 32);
  const auto report = center.import(kind, csv, edge::CenterClient::Scope::changes,
                                    edge::CenterClient::Run::publish, key, import_wait_ms);
  if (!report) return util::failure(shown + ": " + problem_text(report.error()));
  for (const auto& problem : report->problems) {
    if (problem.warning) continue;
    return util::failure(fmt::format("{}:{}: {} [{}] {}", shown, problem.line, problem.field,
                                     problem.code, problem.text));
  }
  return {};
}

util::Result<void, std::string> register_one(const DemoWorld& world, const DemoImport& import) {
  const auto csv = util::read_file(import.file, csv_bytes_max);
  if (!csv) return util::failure(import.file + ": " + csv.error().text());
  return register_text(world, party_of(import), import.kind, *csv, import.file);
}

ScenarioAnswer asked(edge::ControlClient& control, std::string_view interface,
                     const std::string& xml) {
  auto result = control.ask(interface, xml, answer_wait_ms);
  if (!result) return {"", result.error().code, {}, ""};
  return {std::move(*result), "", {}, ""};
}

// Both steps of a bulk interface ("OQSmutic").
ScenarioAnswer ask_bulk(edge::ControlClient& control, const std::string& prefix,
                        const std::string& code, const std::string& order) {
  auto accepted = asked(control, prefix + "01", order);
  const auto head = oqs::read_result(accepted.xml);
  if (!head || head->segment == "9" || head->reception_number.empty()) return accepted;
  const auto request = plain_download_request(code, head->reception_number);
  for (int poll = 0; poll < bulk_polls_max; ++poll) {
    auto answer = asked(control, prefix + "02", request);
    const auto read = oqs::read_result(answer.xml);
    if (!read || read->segment != "2") return answer;
    std::this_thread::sleep_for(bulk_poll_every);
  }
  return {"", "E3004", {}, ""};
}

ScenarioAnswer tap(const DemoWorld& world, edge::ControlClient& control, const Scenario& scenario,
                   const ByCardFile& card, util::Day today) {
  edge::TapQuestion question;
  question.card = world.path + "/cards/" + card.file;
  question.mode = card.mode;
  question.staff = card.staff;
  if (card.mode == "pin") question.pin = "1234";
  if (scenario.day != today) question.day = scenario.day.text();
  for (const auto& consent : card.consents) {
    const bool refused = consent.starts_with("no-");
    question.consents.emplace_back(refused ? consent.substr(3) : consent, !refused);
  }
  auto answer = control.tap(question, answer_wait_ms);
  if (!answer) return {"", answer.error().code, {}, ""};
  return {std::move(answer->result), "", std::move(answer->files), std::move(answer->record)};
}

// Through the terminal's folders, as its receipt computer does it; the name of the result.
util::Result<std::string, std::string> switch_on(const DemoWorld& world,
                                                 const DemoTerminal& terminal, util::Day today) {
  const auto home = world.path + "/" + terminal.folder;
  const auto& code = world.population.institution_in(terminal.folder)->row.code;
  auto sent = send_assistance_on(home, code, today);
  if (!sent) return sent;
  const auto result = wait_for_result(home, *sent, answer_wait_ms);
  if (!result) return result;
  const auto document = oqs::read_result(*result);
  const auto setting = document ? oqs::setting_of(*document) : std::nullopt;
  if (setting && setting->medical_assistance == oqs::Use::yes) return sent;
  return util::failure(document ? document->error_code + " " + document->error_message
                                : oqs::message_of(document.error()));
}

}  // namespace

util::Result<void, std::string> register_all(const DemoWorld& world) {
  for (const auto& import : world.imports) {
    auto done = register_one(world, import);
    if (!done) return done;
  }
  return {};
}

util::Result<void, std::string> switch_assistance_on(const DemoWorld& world, util::Day today) {
  for (const auto& terminal : world.terminals) {
    if (terminal.assistance == ScenarioInstitution::Assistance::not_used) continue;
    // Beside the registry that it is about: a new registry knows of no setting.
    const auto mark = world.path + "/center/switched-on-" + terminal.folder;
    std::error_code error;
    if (std::filesystem::exists(mark, error)) continue;
    auto done = switch_on(world, terminal, today);
    if (!done) return util::failure(terminal.folder + ": " + done.error());
    if (!util::replace_file(mark, *done + "\n", 0600)) return util::failure("書けません: " + mark);
  }
  return {};
}

util::Result<void, std::string> start_center(const DemoWorld& world, ChildProcesses& children,
                                             const std::string& config) {
  return children.start("center",
                        {"center", "--config", config.empty() ? world.center_config : config},
                        world.path + "/logs/center.log");
}

util::Result<void, std::string> start_terminal(const DemoWorld& world, ChildProcesses& children,
                                               const DemoTerminal& terminal,
                                               const std::string& config) {
  return children.start(terminal.folder,
                        {"terminal", "--config", config.empty() ? terminal.config : config},
                        world.path + "/logs/" + terminal.folder + ".log");
}

util::Result<void, std::string> register_this_month(const DemoWorld& world, ThisMonth which,
                                                    util::Month month, util::Instant updated_at) {
  for (const auto& office : world.population.offices) {
    std::vector<store::Row> rows;
    for (auto row : world.population.tickets) {
      if (row.ticket.office_code != office.code || row.ticket.treatment_month != month) continue;
      row.deleted = which == ThisMonth::cancelled;
      rows.emplace_back(std::move(row));
    }
    auto done =
        register_text(world, "office-" + office.code, store::RowKind::ticket,
                      registration_csv(store::RowKind::ticket, rows, updated_at), office.name);
    if (!done) return done;
  }
  return {};
}

int status_on_loopback(std::uint16_t port, const std::string& path) {
  net::ClientConfig config;
  config.port = port;
  net::Client client(config);
  net::Request request;
  request.method = "GET";
  request.path = path;
  const auto response = client.send(request, health_wait_ms);
  return response ? response->status : 0;
}

bool center_is_ready(const DemoWorld& world) {
  return status_on_loopback(world.health_port, "/readyz") == 200;
}

bool center_refuses(const DemoWorld& world, const std::string& institution_code) {
  edge::CenterClient center(line_of(world, "institution-" + institution_code));
  net::Request request;
  request.method = "GET";
  request.path = "/setting/medical-assistance";
  const auto answer = center.send(request, answer_wait_ms);
  return !answer && answer.error().problem.error == oqs::ErrorCode::party_revoked;
}

bool terminal_is_ready(const DemoTerminal& terminal) {
  edge::ControlClient control(terminal.control_socket);
  return control.status(health_wait_ms).has_value();
}

ScenarioAnswer ask_scenario(const DemoWorld& world, const Scenario& scenario, util::Day today) {
  const auto* terminal = world.terminal_in(scenario.folder);
  const auto& code = world.population.institution_in(scenario.folder)->row.code;
  edge::ControlClient control(terminal->control_socket);
  if (const auto* card = std::get_if<ByCardFile>(&scenario.ask)) {
    return tap(world, control, scenario, *card, today);
  }
  if (const auto* numbers = std::get_if<ByNumbers>(&scenario.ask)) {
    return asked(control, "OQSsiquc01", plain_request(code, scenario.day, *numbers));
  }
  if (const auto* given = std::get_if<ByReference>(&scenario.ask)) {
    const auto received =
        asked(control, "OQSsiquc01", plain_request(code, scenario.day, given->person));
    if (received.xml.empty()) return received;
    const auto order = plain_reference_request(code, *given);
    if (given->message == ByReference::Message::one) return asked(control, "OQSsiimm01", order);
    return ask_bulk(control, "OQSmuimm", code, order);
  }
  if (const auto* many = std::get_if<ByMany>(&scenario.ask)) {
    return ask_bulk(control, "OQSmuquc", code,
                    plain_inquiry_request(code, scenario.day, many->people));
  }
  return ask_bulk(control, "OQSmutic", code,
                  plain_bulk_request(code, std::get<ByMonth>(scenario.ask).month));
}

std::string difference(const Scenario& scenario, const ScenarioAnswer& answer) {
  if (answer.xml.empty()) return difference(scenario.expected, answer.error_code);
  const auto document = oqs::read_result(answer.xml);
  if (!document) return "回答を読み取れません";
  return difference(scenario.expected, *document);
}

}  // namespace madoguchi::tools
