#include "flow/system.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <stdexcept>

#include "net/client.hpp"
#include "tools/reserved_ports.hpp"

namespace madoguchi::flow {

namespace {

namespace fs = std::filesystem;
constexpr std::int64_t day_ms = 86400000;

}  // namespace

std::uint16_t free_port() {
  static tools::ReservedPorts ports;
  return ports.take();
}

namespace {

template <class T>
void need(const util::Result<T, tools::AuthorityProblem>& done) {
  if (!done) throw std::runtime_error(done.error().text());
}

// Authorities and the certificates of the usual parties, made once a process and copied for each
// test: keys take a while.
class Model {
 public:
  Model() {
    std::string pattern = fs::temp_directory_path() / "madoguchi-flow-pki-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    const auto now = System::now();
    auto made = tools::AuthorityFolder::init((folder_ / "pki").string(), now, 3650);
    need(made);
    using tools::PartySort;
    const std::pair<PartySort, std::string> parties[] = {
        {PartySort::center, "127.0.0.1"},
        {PartySort::operator_, "1"},
        {PartySort::office, std::string(office)},
        {PartySort::institution, std::string(clinic_x)},
        {PartySort::institution, std::string(clinic_y)},
        {PartySort::institution, std::string(clinic_off)},
        {PartySort::institution, std::string(pharmacy)}};
    for (const auto& [sort, code] : parties) {
      tools::IssueRequest request;
      request.sort = sort;
      request.code = code;
      request.valid_from = now.plus_ms(-day_ms);
      request.valid_to = now.plus_ms(365 * day_ms);
      need(made->issue(request, now));
    }
  }
  ~Model() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  void copy_to(const fs::path& folder) const {
    fs::copy(folder_ / "pki", folder, fs::copy_options::recursive);
  }

 private:
  fs::path folder_;
};

const Model& model() {
  static const Model made;
  return made;
}

}  // namespace

util::Instant System::now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

bool long_run() {
  return std::getenv("MADOGUCHI_LONG") != nullptr;
}

std::uint64_t seed() {
  const char* given = std::getenv("MADOGUCHI_SEED");
  const auto value = given != nullptr ? std::strtoull(given, nullptr, 10)
                                      : static_cast<std::uint64_t>(std::random_device{}());
  std::cout << "MADOGUCHI_SEED=" << value << std::endl;
  return value;
}

System::System() : today_(util::day_in_japan(now())) {
  std::string pattern = fs::temp_directory_path() / "madoguchi-flow-XXXXXX";
  folder_ = ::mkdtemp(pattern.data());
  model().copy_to(path("pki"));
  auto opened = tools::AuthorityFolder::open(path("pki").string());
  need(opened);
  authorities_ = std::make_unique<tools::AuthorityFolder>(std::move(*opened));
  center_port_ = free_port();
  health_port_ = free_port();
  write_in_place(path("operator.toml"), center_part("operator-1"));
  write_in_place(path("office.toml"), center_part("office-" + std::string(office)));
}

System::~System() {
  for (auto& [code, clinic] : clinics_) clinic->process.kill();
  center.kill();
  if (testing::Test::HasFailure()) {
    std::cerr << "center.log:\n" << center_log() << '\n';
    for (auto& [code, clinic] : clinics_) std::cerr << code << ":\n" << clinic->log() << '\n';
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string System::center_part(std::string_view certificate) const {
  return fmt::format(
      "[center]\nhost = \"{}\"\nserver_name = \"127.0.0.1\"\nport = {}\ncertificate_file = "
      "\"{}/pki/issued/{}.crt\"\n"
      "key_file = \"{}/pki/issued/{}.key\"\nca_file = \"{}/pki/party-ca.crt\"\n",
      center_host, center_port_, folder_.string(), certificate, folder_.string(), certificate,
      folder_.string());
}

void System::write_center_config() {
  auto text = fmt::format(
      "[server]\naddress = \"{}\"\nport = {}\n{}"
      "certificate_file = \"pki/issued/center-127.0.0.1.crt\"\n"
      "key_file = \"pki/issued/center-127.0.0.1.key\"\n"
      "client_ca_file = \"pki/party-ca.crt\"\nclient_crl_files = [\"pki/party.crl\"]\n\n"
      "[health]\nport = {}\n\n"
      "[audit]\ncheckpoint_key_file = \"checkpoint.key\"\n"
      "checkpoint_file = \"{}\"\ncheckpoint_every_s = 1\n\n"
      "[card]\nca_files = [\"pki/card-ca.crt\"]\ncrl_files = [\"pki/card.crl\"]\n{}\n"
      "[quota]\nrequests_per_minute_max = 1000000\nrequests_in_flight_max = 10000\n"
      "wrong_tries_max = 100000\n\n[log]\nlevel = \"debug\"\n\n",
      center_address, center_port_, server_more, health_port_, checkpoint_file, card_more);
  if (center_more.find("[store]") == std::string::npos) {
    text += fmt::format("[store]\npath = \"{}\"\n\n", store_path);
  }
  if (center_more.find("[bulk]") == std::string::npos) text += "[bulk]\ninterval_s = 0\n\n";
  write_in_place(path("center.toml"), text + center_more);
}

void System::begin_center() {
  write_center_config();
  center = Process({"center", "--config", center_config()}, path("center.log").string());
}

void System::start_center() {
  begin_center();
  const bool ready = eventually([this] { return center_ready() || !center.running(); });
  if (!ready || !center.running()) throw std::runtime_error("no center:\n" + center_log());
}

void System::stop_center() {
  EXPECT_EQ(center.terminate(), 0) << center_log();
}

bool System::center_ready() {
  return health("/readyz").starts_with("200");
}

std::string System::health(const std::string& page) {
  net::ClientConfig plain;
  plain.port = health_port_;
  net::Client client(plain);
  net::Request request;
  request.method = "GET";
  request.path = page;
  const auto response = client.send(request, 5000);
  return response ? std::to_string(response->status) + " " + response->body : "";
}

std::int64_t System::metric(const std::string& name) {
  std::istringstream page(health("/metrics"));
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("madoguchi_" + name + " ")) return std::stoll(line.substr(line.find(' ')));
  }
  return -1;
}

std::string System::line_file(std::string_view party) const {
  return path(std::string(party) + ".toml").string();
}

Finished System::import(const std::string& kind, const std::string& csv,
                        const std::vector<std::string>& more) {
  const auto file = path(fmt::format("{}-{}.csv", kind, ++imports_)).string();
  imported_file = file;
  write_in_place(file, csv);
  const bool of_office = kind == "qualification" || kind == "ticket";
  std::vector<std::string> words = {"import", kind, file, "--config",
                                    line_file(of_office ? "office" : "operator")};
  words.insert(words.end(), more.begin(), more.end());
  return run(words);
}

void System::registered(const std::string& kind, const std::string& csv) {
  const auto done = import(kind, csv);
  if (done.code != 0) throw std::runtime_error(kind + " import: " + done.out + done.err);
}

void System::register_everybody() {
  registered("institution",
             fmt::format("MedicalInstitutionCode,Name,DesignatedFrom\n{},見本の医院,20200101\n"
                         "{},別の医院,20200101\n{},不使用の医院,20200101\n{},駅前薬局,20200101\n",
                         clinic_x, clinic_y, clinic_off, pharmacy));
  registered("office", fmt::format("OfficeCode,Name,Telephone,RegistrationDay\n"
                                   "{},〇〇市福祉事務所,03-0000-0001,15\n",
                                   office));
  registered("qualification", qualification_csv(everybody()));
  registered("ticket", ticket_csv(usual_tickets(month())));
  registered("insurance", insurance_csv());
}

Clinic& System::prepared_clinic(std::string_view code, const ClinicChoice& choice) {
  const auto name = "clinic" + std::string(code.substr(code.size() - 3));
  auto& made = clinics_[std::string(code)];
  if (made == nullptr) {
    made = std::make_unique<Clinic>(*this, name, std::string(code), choice);
  } else {
    made->choose(choice);
  }
  return *made;
}

Clinic& System::clinic(std::string_view code, const ClinicChoice& choice) {
  auto& made = prepared_clinic(code, choice);
  use_medical_assistance(made);
  made.start();
  return made;
}

void System::use_medical_assistance(const Clinic& clinic, std::string_view on_or_off) {
  const auto done =
      run({"setting", "--config", clinic.config(), "--medical-assistance", std::string(on_or_off)});
  if (done.code != 0) throw std::runtime_error("setting: " + done.out + done.err);
}

std::string System::card(std::string_view recipient_key) {
  const auto file = path(std::string(recipient_key) + ".card").string();
  if (fs::exists(file)) return file;
  tools::IssueRequest request;
  request.sort = tools::PartySort::card;
  request.code = std::string(recipient_key);
  request.valid_from = now().plus_ms(-day_ms);
  request.valid_to = now().plus_ms(4 * 365 * day_ms);
  request.card_path = file;
  const auto issued = authorities_->issue(request, now());
  need(issued);
  registered("card", fmt::format("PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked"
                                 "\nL{},{},{},{},{},0\n",
                                 recipient_key, issued->serial_hex, authorities_->card_issuer(),
                                 util::day_in_japan(issued->valid_from).text(),
                                 util::day_in_japan(issued->valid_to).text()));
  return file;
}

std::vector<System::Audit> System::audit() {
  const auto file = path("audit.jsonl").string();
  const auto done = run({"audit", "export", "--config", center_config(), "--output", file});
  EXPECT_EQ(done.code, 0) << done.out << done.err;
  std::vector<Audit> records;
  std::istringstream lines(bytes_of(file));
  for (std::string line; std::getline(lines, line);) {
    const auto record = nlohmann::json::parse(line);
    records.push_back({record["kind"], record["interface"], record["party"], record["request_key"],
                       record["request_hash"]});
  }
  return records;
}

void System::expect_whole_chain() {
  // A running center states its first checkpoint within half a second of its first record.
  auto done = run({"audit", "verify", "--config", center_config()});
  eventually([&] {
    if (done.out.find("チェックポイントのファイルがありません") == std::string::npos) return true;
    done = run({"audit", "verify", "--config", center_config()});
    return false;
  });
  EXPECT_EQ(done.code, 0) << done.out << done.err;
  EXPECT_NE(done.out.find("OK: complete and unchanged"), std::string::npos) << done.out;
}

}  // namespace madoguchi::flow
