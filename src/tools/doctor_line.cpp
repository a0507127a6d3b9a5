#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <optional>

#include "edge/center_client.hpp"
#include "net/probe.hpp"
#include "oqs/messages.hpp"
#include "oqs/setting_messages.hpp"
#include "tools/certificate_facts.hpp"
#include "tools/doctor_parts.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools::doctor {

namespace {

constexpr std::int64_t line_wait_ms = 15000;
constexpr std::int64_t clock_warning_s = 5;
constexpr std::int64_t clock_fault_s = 60;

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

// Who showed the certificate, trusted or not.
std::string server_of(const net::Probe& probe) {
  const auto facts = read_certificates(probe.server_certificate_pem);
  if (!facts) return "－";
  const auto& one = facts->front();
  return fmt::format("{}（{}、{}、{}まで）", one.subject, joined(one.names), one.issuer,
                     util::day_in_japan(one.valid_to).iso_text());
}

// False when the line ends here.
bool tell_probe(Notes& notes, const net::Probe& probe, const net::ClientConfig& line) {
  using Step = net::Probe::Step;
  const auto place = fmt::format("{}:{}", line.host, line.port);
  if (probe.reached == Step::name) {
    notes.bad("name",
              {fmt::format("名前からアドレスを引けません: {}（{}）", line.host, probe.detail),
               fmt::format("no address: {} ({})", line.host, probe.detail)},
              {"設定 center.host と、DNS または hosts をご確認ください。",
               "Check center.host and DNS or hosts."});
    return false;
  }
  notes.good("name", {fmt::format("{} → {}", line.host, joined(probe.addresses)),
                      fmt::format("{} -> {}", line.host, joined(probe.addresses))});
  if (probe.reached == Step::connect) {
    notes.bad("tcp",
              {fmt::format("接続できません: {}（{}）", place, probe.detail),
               fmt::format("no connection: {} ({})", place, probe.detail)},
              {"回線・ルーター・ファイアウォールと、センターが動いているかをご確認ください。",
               "Check the network, the firewall and whether the center runs."});
    return false;
  }
  notes.good("tcp", {place, place});
  const auto server = server_of(probe);
  if (probe.reached == Step::handshake) {
    notes.bad("tls",
              {fmt::format("安全な接続を始められません（{}）。相手: {}", probe.detail, server),
               fmt::format("TLS failed ({}). Server: {}", probe.detail, server)},
              {"設定 center.ca_file・center.server_name と、自分の証明書をご確認ください。",
               "Check center.ca_file, center.server_name and the own certificate."});
    return false;
  }
  notes.good("tls", {"TLS 1.3、相手: " + server, "TLS 1.3, server: " + server});
  return true;
}

// OQSsiinq01: asks what the environment setting is, and changes nothing.
net::Request setting_request(const std::string& institution_code) {
  net::Request request;
  request.method = "POST";
  request.path = "/oqs/OQSsiinq01";
  request.headers.emplace_back("Content-Type", "application/xml; charset=UTF-8");
  request.headers.emplace_back("Idempotency-Key", util::random_key());
  request.body = oqs::write_setting_request(institution_code, "doctor", std::nullopt);
  return request;
}

void examine_setting(Findings& findings, const std::string& answer) {
  Notes notes(findings, "assistance", {"医療扶助の設定", "medical assistance"});
  const auto result = oqs::read_result(answer);
  const auto setting = result ? oqs::setting_of(*result) : std::nullopt;
  if (!setting) {
    const auto code = result ? result->error_code : std::string();
    return notes.bad(
        "",
        {"センターに断られました: " + code + (result ? " " + result->error_message : ""),
         "the center refuses: " + code},
        {"医療機関コードと登録を運用者へご確認ください。コードの意味は docs/errors.md。",
         "Ask the operator about code and registration; codes: docs/errors.md."});
  }
  if (setting->medical_assistance == oqs::Use::yes) return notes.good("", {"利用する", "in use"});
  notes.bad("", {"利用しない", "not in use"},
            {"madoguchi setting --config terminal.toml --medical-assistance on",
             "madoguchi setting --config terminal.toml --medical-assistance on"});
}

}  // namespace

std::int64_t seconds_of_http_date(const std::string& text) {
  std::tm parts{};
  const char* end = ::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return end == nullptr || *end != '\0' ? -1 : static_cast<std::int64_t>(::timegm(&parts));
}

void tell_clock(Findings& findings, std::int64_t there_s, util::Instant asked,
                util::Instant answered) {
  Notes notes(findings, "clock", {"時計の差", "clock difference"});
  if (there_s < 0) {
    return notes.skipped("", {"センターの時刻がわかりません", "the center tells no time"});
  }
  // The center's time has whole seconds and is of a moment between the two.
  const auto here_ms = (asked.ms + answered.ms) / 2;
  const auto slack_ms = (answered.ms - asked.ms) / 2 + 500;
  const auto apart_ms = std::abs(here_ms - (there_s * 1000 + 500));
  const auto apart_s = apart_ms > slack_ms ? (apart_ms - slack_ms + 999) / 1000 : 0;
  const Text text{fmt::format("センターとの差 {}秒", apart_s),
                  fmt::format("{} s apart from the center", apart_s)};
  const Text next{"この機器の時刻合わせ（NTP）をご確認ください。",
                  "Check this machine's time synchronisation (NTP)."};
  if (apart_s > clock_fault_s) {
    notes.bad("", text, next);
  } else if (apart_s > clock_warning_s) {
    notes.warning("", text, next);
  } else {
    notes.good("", text);
  }
}

void examine_line(Findings& findings, const terminal::TerminalConfig& config, util::Instant) {
  Notes notes(findings, "line", {"センターへの接続", "line to the center"});
  const auto probe = net::probe(config.center, line_wait_ms);
  if (!tell_probe(notes, probe, config.center)) {
    const Text why{"接続できないため確かめられません", "not checked: no connection"};
    Notes(findings, "clock", {"時計の差", "clock difference"}).skipped("", why);
    Notes(findings, "assistance", {"医療扶助の設定", "medical assistance"}).skipped("", why);
    return;
  }
  edge::CenterClient client(config.center);
  const util::SystemClock clock;
  const auto asked = clock.now();
  const auto response = client.send(setting_request(config.institution_code), line_wait_ms);
  const auto answered = clock.now();
  if (!response) {
    const auto& problem = response.error().problem;
    notes.bad("party",
              {fmt::format("センターに断られました: {} {}", oqs::code_of(problem.error),
                           oqs::message_of(problem)),
               fmt::format("the center refuses: {} {}", oqs::code_of(problem.error),
                           oqs::vendor_text(problem.error))},
              {"証明書の期限・失効と、医療機関の登録を運用者へご確認ください。",
               "Ask the operator about the certificate and the registration."});
    const Text why{"センターに断られたため確かめられません", "not checked: refused"};
    Notes(findings, "clock", {"時計の差", "clock difference"}).skipped("", why);
    Notes(findings, "assistance", {"医療扶助の設定", "medical assistance"}).skipped("", why);
    return;
  }
  notes.good("party",
             {"センターがこの医療機関を受け入れました", "the center accepts this institution"});
  tell_clock(findings, seconds_of_http_date(std::string(net::header(response->headers, "Date"))),
             asked, answered);
  examine_setting(findings, response->body);
}

}  // namespace madoguchi::tools::doctor
