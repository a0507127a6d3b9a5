// ./dev bench: figures of the center on one core, the load client on the other, and nginx as the
// peer.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "bench/peers.hpp"
#include "bench/population.hpp"
#include "edge/center_client.hpp"
#include "oqs/setting_messages.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::bench {

namespace {

using Clock = std::chrono::steady_clock;
using Figures = std::map<std::string, double>;

struct Arguments {
  std::vector<std::string> names;
  std::string json;
  std::size_t recipients = 50000;
  double seconds = 5;
};

double since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

net::ClientConfig line_of(const net::TlsFiles& files, std::uint16_t port) {
  net::ClientConfig line;
  line.port = port;
  line.tls = files;
  line.connections_max = 1;
  return line;
}

std::string question(std::size_t n, const std::string& day) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
      "<QualificationConfirmationDate>{}</QualificationConfirmationDate><MedicalInstitutionCode>{}"
      "</MedicalInstitutionCode><ArbitraryFileIdentifier>f{}</ArbitraryFileIdentifier></"
      "MessageHeader>"
      "<MessageBody><QualificationConfirmSearchInfo><InsurerNumber>12000006</InsurerNumber>"
      "<InsuredIdentificationNumber>{}</InsuredIdentificationNumber><Birthdate>19900115</Birthdate>"
      "</QualificationConfirmSearchInfo></MessageBody></XmlMsg>",
      day, clinic, n, beneficiary_of(n));
}

net::Request verify_request(std::size_t n, std::size_t recipients, const std::string& day) {
  net::Request request;
  request.method = "POST";
  request.path = "/oqs/OQSsiquc01";
  request.body = question((n * 7919) % recipients, day);
  return request;
}

void must(bool ok, const std::string& what) {
  if (ok) return;
  fmt::print(stderr, "bench: {} failed\n", what);
  std::exit(1);
}

double import(const net::ClientConfig& line, const std::string& kind, const std::string& csv) {
  edge::CenterClient center(line);
  const auto from = Clock::now();
  const auto report = center.import(kind, csv, edge::CenterClient::Scope::changes,
                                    edge::CenterClient::Run::publish, util::random_key(), 3600000);
  must(report.has_value() && report->added > 0, "import of " + kind);
  return since(from);
}

std::string one_answer(const net::ClientConfig& line, const std::string& day) {
  net::Client client(line);
  const auto response = client.send(verify_request(0, 1, day), 10000);
  must(response && response->body.find("<QualificationValidity>1<") != std::string::npos,
       "a right answer");
  return response->body;
}

double bulk_seconds(const net::ClientConfig& line, const std::string& month) {
  edge::CenterClient center(line);
  const auto message = [&](const std::string& body) {
    return "<?xml version=\"1.0\" "
           "encoding=\"UTF-8\"?><XmlMsg><MessageHeader><MedicalInstitutionCode>" +
           std::string(clinic) + "</MedicalInstitutionCode></MessageHeader><MessageBody>" + body +
           "</MessageBody></XmlMsg>";
  };
  const auto from = Clock::now();
  const auto accepted =
      center.ask("OQSmutic01",
                 message("<QualificationConfirmSearchInfo><MedicalTreatmentMonth>" + month +
                         "</MedicalTreatmentMonth></QualificationConfirmSearchInfo>"),
                 util::random_key(), 60000);
  must(accepted.has_value(), "OQSmutic01");
  const auto reception = oqs::read_result(accepted->body)->reception_number;
  const auto result =
      center.ask("OQSmutic02", message("<ReceptionNumber>" + reception + "</ReceptionNumber>"),
                 util::random_key(), 60000);
  must(result.has_value() && oqs::read_result(result->body)->units.size() == 5000, "OQSmutic02");
  return since(from);
}

Arguments arguments_of(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json" && i + 1 < argc) {
      arguments.json = argv[++i];
    } else if (word == "--recipients" && i + 1 < argc) {
      arguments.recipients = std::stoul(argv[++i]);
    } else if (word == "--seconds" && i + 1 < argc) {
      arguments.seconds = std::stod(argv[++i]);
    } else {
      arguments.names.push_back(word);
    }
  }
  return arguments;
}

void bench_verify(const Bed& bed, std::uint16_t port, const Arguments& arguments,
                  const std::string& day, Figures& figures) {
  constexpr int connections = 32;
  const auto line = line_of(bed.clinic, port);
  const auto body = one_answer(line, day);
  const auto load = run_load(line, connections, arguments.seconds, [&](std::size_t n) {
    return verify_request(n, arguments.recipients, day);
  });
  figures["verify_per_s"] = load.per_second;
  figures["verify_p50_ms"] = load.ms[load.ms.size() / 2];
  figures["verify_p99_ms"] = load.ms[load.ms.size() * 99 / 100];
  const auto peer_port = free_port();
  const Peer nginx([&] { return run_nginx(bed, peer_port, body); });
  const auto peer_line = line_of(bed.clinic, peer_port);
  net::Request get;
  get.method = "GET";
  get.path = "/oqs/OQSsiquc01";
  for (int tries = 0; tries < 100; ++tries) {
    net::Client client(peer_line);
    if (client.send(get, 1000)) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  const auto peer =
      run_load(peer_line, connections, arguments.seconds, [&](std::size_t) { return get; });
  figures["nginx_per_s"] = peer.per_second;
  figures["verify_over_nginx"] = peer.per_second > 0 ? load.per_second / peer.per_second : 0;
}

int run(const Arguments& arguments) {
  auto wanted = [&](const std::string& name) {
    return arguments.names.empty() ||
           std::find(arguments.names.begin(), arguments.names.end(), name) != arguments.names.end();
  };
  std::string folder = std::filesystem::temp_directory_path() / "madoguchi-bench-XXXXXX";
  must(mkdtemp(folder.data()) != nullptr, "temporary folder");
  const auto bed = make_bed(folder);
  const auto port = free_port();
  Figures figures;
  {
    const Peer center([&] { return run_center(bed, port); });
    stay_on_core(1);
    const auto today = util::day_in_japan(util::SystemClock().now());
    const auto month = util::Month::of(today);
    // Tickets run from the 1st to the 28th: asked about the 1st, whatever day it is.
    const auto day = month.first_day().text();
    net::ClientConfig probe = line_of(bed.operator_, port);
    for (int tries = 0;
         tries < 200 && !net::Client(probe).send({"GET", "/feed", {}, {}, {}, {}}, 1000); ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    import(line_of(bed.operator_, port), "institution", institution_csv());
    import(line_of(bed.operator_, port), "office", office_csv());
    const auto office = line_of(bed.office, port);
    const auto people_s = import(office, "qualification", qualification_csv(arguments.recipients));
    figures["import_qualifications_per_s"] = static_cast<double>(arguments.recipients) / people_s;
    const auto clinic_line = line_of(bed.clinic, port);
    const auto use =
        oqs::write_setting_request(clinic, "bench", oqs::EnvironmentSetting{oqs::Use::yes});
    const auto set =
        edge::CenterClient(clinic_line).ask("OQSsiupd01", use, util::random_key(), 10000);
    must(set && set->body.find("<MedicalAssistance>1<") != std::string::npos, "setting");
    const auto rows = arguments.recipients;
    const auto tickets_s = import(office, "ticket", ticket_csv(0, rows, rows, month.text(), 0));
    figures["import_rows_per_s"] = static_cast<double>(rows) / tickets_s;
    if (wanted("import_rows_per_s")) {
      const auto next = month.plus_months(1).text();
      const auto s = import(office, "ticket", ticket_csv(0, rows, 5000, next, 2));
      figures["import_rows_per_s"] = static_cast<double>(rows) / s;
    }
    if (wanted("bulk_5000_s")) {
      const auto last = month.plus_months(-1).text();
      import(office, "ticket", ticket_csv(0, 5000, 5000, last, 0));
      figures["bulk_5000_s"] = bulk_seconds(clinic_line, last);
    }
    if (wanted("verify_over_nginx")) bench_verify(bed, port, arguments, day, figures);
  }
  std::filesystem::remove_all(folder);
  std::string json = "{";
  for (const auto& [name, value] : figures) {
    fmt::print("{:<32} {:>14.3f}\n", name, value);
    json += fmt::format("{}\"{}\": {:.6f}", json.size() > 1 ? ", " : "", name, value);
  }
  if (!arguments.json.empty()) std::ofstream(arguments.json) << json << "}\n";
  return 0;
}

}  // namespace

}  // namespace madoguchi::bench

int main(int argc, char** argv) {
  return madoguchi::bench::run(madoguchi::bench::arguments_of(argc, argv));
}
