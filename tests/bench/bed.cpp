#include "bench/bed.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "bench/load_client.hpp"
#include "bench/office_population.hpp"
#include "bench/population.hpp"
#include "card/software_card.hpp"
#include "card/software_reader.hpp"
#include "tools/pki.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::bench {

namespace {

constexpr std::int64_t day_ms = 86400000;
constexpr std::int64_t import_wait_ms = 3600000;

tools::CertificateRequest certificate(const std::string& name, const std::string& uri) {
  const auto now = util::SystemClock().now();
  tools::CertificateRequest wanted;
  wanted.common_name = name;
  wanted.san_uri = uri;
  wanted.valid_from = now.plus_ms(-day_ms);
  wanted.valid_to = now.plus_ms(30 * day_ms);
  return wanted;
}

std::string clinic_name(std::size_t number) {
  return fmt::format("clinic-{}", number);
}

// What of nginx is said here is in favour of it (no log) or makes the TLS the same as the center's;
// everything else is as Debian ships it.
constexpr std::string_view nginx_conf =
    "daemon off; user root; worker_processes 1; pid {0}/pid; error_log {0}/error.log crit;\n"
    "events {{ worker_connections 8192; }}\n"
    "http {{ access_log off; sendfile on; tcp_nopush on;\n"
    "client_body_temp_path {0}/b; proxy_temp_path {0}/p;\n"
    "fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;\n"
    "keepalive_requests 1000000000; default_type application/xml;\n"
    "server {{ listen 127.0.0.1:{1} ssl backlog=4096; root {0};\n"
    "ssl_certificate {2}; ssl_certificate_key {3}; ssl_protocols TLSv1.3;\n"
    "ssl_ecdh_curve prime256v1:X25519; ssl_client_certificate {4}; ssl_verify_client on; }} }}\n";

}  // namespace

double wait_until(const std::string& what, const std::function<bool()>& works) {
  const auto from = Clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(Clock::now() - from).count(); };
  while (!works()) {
    must(passed() < 60, what);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return passed();
}

double import(const edge::CenterClient& line, const std::string& kind, const std::string& csv,
              std::size_t refused) {
  auto center = line;
  const auto from = Clock::now();
  const auto report =
      center.import(kind, csv, edge::CenterClient::Scope::changes, edge::CenterClient::Run::publish,
                    util::random_key(), import_wait_ms);
  must(report.has_value() && report->added > 0 && report->refused == refused, "import of " + kind);
  return std::chrono::duration<double>(Clock::now() - from).count();
}

Bed::Bed(std::string folder) : folder_(std::move(folder)) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
  make_certificates();
}

Bed::~Bed() {
  office_.reset();
  terminal_.reset();
  nginx_.reset();
  center_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Bed::write(const std::string& name, const std::string& text) const {
  std::ofstream(folder_ + "/" + name, std::ios::trunc | std::ios::binary) << text;
}

net::TlsFiles Bed::files(const std::string& name) const {
  return {folder_ + "/" + name + ".pem", folder_ + "/" + name + ".key", folder_ + "/ca.pem"};
}

void Bed::make_certificates() {
  const auto authority = tools::make_authority(certificate("bench authority", "")).value();
  write("ca.pem", authority.certificate_pem);
  const auto issue = [&](const std::string& name, const tools::CertificateRequest& wanted) {
    const auto issued = tools::issue(authority, wanted).value();
    write(name + ".pem", issued.certificate_pem);
    write(name + ".key", issued.key_pem);
  };
  auto server = certificate("center", "");
  server.use = tools::CertificateRequest::Use::server;
  server.ip = {"127.0.0.1"};
  issue("server", server);
  issue("office", certificate("office", "madoguchi:office:13101"));
  issue("office-2", certificate("office-2", std::string("madoguchi:office:") + second_office_code));
  issue("operator", certificate("operator", "madoguchi:operator:1"));
  for (std::size_t n = 0; n <= bulk_clinic; ++n) {
    issue(clinic_name(n),
          certificate(clinic_name(n), "madoguchi:institution:" + institution_code(n)));
    if (n == bulk_clinic) continue;
    clinic_contexts_.push_back(net::make_client_context(files(clinic_name(n))).value());
  }
  make_card();
}

void Bed::make_card() {
  auto root = certificate("bench card authority", "");
  root.key = tools::KeyKind::rsa_2048;
  const auto authority = tools::make_authority(root).value();
  write("card-ca.pem", authority.certificate_pem);
  write("card.crl",
        tools::make_revocation_list(authority, {}, util::SystemClock().now(), 30).value());
  auto wanted = root;
  wanted.common_name = "card";
  wanted.use = tools::CertificateRequest::Use::card;
  const auto issued = tools::issue(authority, wanted).value();
  must(card::SoftwareCard::create(card_file(), issued.certificate_pem, issued.key_pem, "1234")
           .has_value(),
       "making a card");
  card_serial_ = issued.serial_hex;
  card_issuer_ = "CN=bench card authority";
}

void Bed::register_card(const std::string& person_link) {
  if (card_registered_) return;
  card_registered_ = true;
  bench::import(operator_(), "card",
                fmt::format("PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\n"
                            "{},{},\"{}\",20230101,20991231,0\n",
                            person_link, card_serial_, card_issuer_),
                0);
}

edge::CenterClient Bed::line(const std::string& name) const {
  edge::CenterLine line;
  line.host = "127.0.0.1";
  line.port = center_port_;
  line.tls = files(name);
  return edge::CenterClient(line);
}

edge::CenterClient Bed::clinic(std::size_t number) const {
  return line(clinic_name(number));
}

void Bed::start_center(const std::string& database) {
  if (center_port_ == 0) center_port_ = free_port();
  write("center.toml", fmt::format("[server]\nport = {}\ncertificate_file = \"server.pem\"\n"
                                   "key_file = \"server.key\"\nclient_ca_file = \"ca.pem\"\n"
                                   "[store]\npath = \"{}\"\n"
                                   "[audit]\ncheckpoint_key_file = \"checkpoint.key\"\n"
                                   "checkpoint_file = \"checkpoints.jsonl\"\n"
                                   "[card]\nca_files = [\"card-ca.pem\"]\n"
                                   "crl_files = [\"card.crl\"]\n"
                                   "[quota]\nrequests_per_minute_max = 1000000000\n"
                                   "requests_in_flight_max = 1000000\n"
                                   "[bulk]\ninterval_s = 0\n[log]\nlevel = \"warning\"\n",
                                   center_port_, database));
  center_ = std::make_unique<Process>(
      std::vector<std::string>{MADOGUCHI_BINARY, "center", "--config", folder_ + "/center.toml"},
      server_core, folder_ + "/center.log");
}

void Bed::start_nginx(const std::string& body) {
  nginx_port_ = free_port();
  const auto root = folder_ + "/nginx";
  std::filesystem::create_directories(root + "/oqs");
  write("nginx/oqs/OQSsiquc01", body);
  const auto server = files("server");
  write("nginx/nginx.conf", fmt::format(nginx_conf, root, nginx_port_, server.certificate_file,
                                        server.key_file, server.ca_file));
  nginx_ = std::make_unique<Process>(
      std::vector<std::string>{"nginx", "-p", root, "-c", root + "/nginx.conf"}, server_core,
      folder_ + "/nginx.log");
  wait_until("starting nginx", [this] {
    edge::CenterLine line;
    line.host = "127.0.0.1";
    line.port = nginx_port_;
    line.tls = files("operator");
    net::Request get;
    get.method = "GET";
    get.path = "/oqs/OQSsiquc01";
    return edge::CenterClient(line).send(get, 1000).has_value();
  });
}

std::string Bed::start_terminal(std::size_t clinic) {
  return start_terminal(clinic, "");
}

Bed::Page Bed::start_counter(std::size_t clinic) {
  Page page;
  page.port = free_port();
  page.folder = folder_ + fmt::format("/terminal-{}", clinic);
  page.account = "bench";
  const auto slot = page.folder + "/reader";
  must(card::CardSlot(slot).insert(card_file()).has_value(), "a card on the reader");
  start_terminal(clinic, fmt::format("[reader]\nkind = \"software\"\nslot_dir = \"{}\"\n"
                                     "[page]\nport = {}\ndata_dir = \"page\"\n",
                                     slot, page.port));
  page.account_made = made_account(page, "reception", page.folder + "/terminal.toml");
  return page;
}

std::string Bed::start_terminal(std::size_t clinic, const std::string& more) {
  const auto folder = fmt::format("{}/terminal-{}", folder_, clinic);
  std::filesystem::create_directories(folder);
  const auto identity = files(clinic_name(clinic));
  write(fmt::format("terminal-{}/terminal.toml", clinic),
        fmt::format("[institution]\ncode = \"{}\"\n"
                    "[folders]\nreq_dir = \"req\"\nres_dir = \"res\"\nface_dir = \"face\"\n"
                    "work_dir = \"work\"\n[clinic]\nencoding = \"Shift_JIS\"\n"
                    "[center]\nhost = \"127.0.0.1\"\nport = {}\ncertificate_file = \"{}\"\n"
                    "key_file = \"{}\"\nca_file = \"{}\"\n[log]\nlevel = \"warning\"\n{}",
                    institution_code(clinic), center_port_, identity.certificate_file,
                    identity.key_file, identity.ca_file, more));
  terminal_ = std::make_unique<Process>(
      std::vector<std::string>{MADOGUCHI_BINARY, "terminal", "--config", folder + "/terminal.toml"},
      client_core, folder_ + "/terminal.log");
  wait_until("starting the terminal", [&] {
    return std::filesystem::exists(folder + "/req") && std::filesystem::exists(folder + "/res") &&
           std::filesystem::exists(folder + "/work/control.sock");
  });
  return folder;
}

std::string Bed::made_account(const Page& page, const std::string& role,
                              const std::string& config) {
  const auto command = fmt::format("'{}' account add {} --name bench --role {} --config '{}'",
                                   MADOGUCHI_BINARY, page.account, role, config);
  // NOLINTNEXTLINE(cert-env33-c): our own program
  FILE* pipe = ::popen(command.c_str(), "r");
  must(pipe != nullptr, "madoguchi account");
  std::string said;
  char piece[4096];
  for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof(piece), pipe)) > 0;) {
    said.append(piece, got);
  }
  must(::pclose(pipe) == 0, "madoguchi account");
  return said;
}

Bed::Page Bed::start_office() {
  const auto folder = folder_ + "/office";
  std::filesystem::create_directories(folder);
  const auto identity = files("office-2");
  Page page;
  page.port = free_port();
  page.folder = folder;
  page.account = "bench";
  write("office/office.toml",
        fmt::format("[office]\ncode = \"{}\"\ndata_dir = \"data\"\n[center]\nhost = \"127.0.0.1\"\n"
                    "port = {}\ncertificate_file = \"{}\"\nkey_file = \"{}\"\nca_file = \"{}\"\n"
                    "[page]\nport = {}\n[log]\nlevel = \"warning\"\n",
                    second_office_code, center_port_, identity.certificate_file, identity.key_file,
                    identity.ca_file, page.port));
  page.account_made = made_account(page, "supervisor", folder + "/office.toml");
  office_ = std::make_unique<Process>(
      std::vector<std::string>{MADOGUCHI_BINARY, "office", "--config", folder + "/office.toml"},
      server_core, folder_ + "/office.log");
  return page;
}

}  // namespace madoguchi::bench
