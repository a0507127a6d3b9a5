#include "unit/terminal/bed.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "oqs/json_messages.hpp"
#include "oqs/messages.hpp"

namespace madoguchi::terminal::test {

namespace fs = std::filesystem;

bool eventually(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().native());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// ---- center ------------------------------------------------------------------------------------

void TestCenter::start() {
  net::ServerConfig config;
  config.port = port_;
  auto server = net::Server::start(
      config, [this](net::Request request) { return handle(std::move(request)); });
  ASSERT_TRUE(server) << server.error().detail;
  server_ = std::move(*server);
  port_ = server_->port();
}

void TestCenter::stop() {
  release();
  server_.reset();
}

void TestCenter::answer_with(Answer answer) {
  const std::scoped_lock lock(mutex_);
  answer_ = std::move(answer);
}

void TestCenter::hold() {
  const std::scoped_lock lock(mutex_);
  holding_ = true;
}

void TestCenter::release() {
  std::vector<util::Completion<int>> held;
  {
    const std::scoped_lock lock(mutex_);
    holding_ = false;
    held.swap(held_);
  }
  for (const auto& one : held) one.set(0);
}

std::vector<TestCenter::Asked> TestCenter::asked() const {
  const std::scoped_lock lock(mutex_);
  return asked_;
}

std::map<std::string, int> TestCenter::times_by_key() const {
  std::map<std::string, int> times;
  for (const auto& one : asked()) ++times[one.key];
  return times;
}

util::Task<net::Response> TestCenter::handle(net::Request request) {
  Answer answer;
  util::Completion<int> released;
  bool wait = false;
  {
    const std::scoped_lock lock(mutex_);
    asked_.push_back(
        {request.path, std::string(net::header(request.headers, "Idempotency-Key")), request.body});
    answer = answer_;
    wait = holding_;
    if (wait) held_.push_back(released);
  }
  if (wait) {
    const int ignored = co_await released;
    static_cast<void>(ignored);
  }
  auto response = answer ? answer(request) : canned(request);
  co_return response;
}

net::Response xml_response(std::string body) {
  net::Response response;
  response.body = std::move(body);
  response.headers.emplace_back("Madoguchi-Record", "42");
  return response;
}

net::Response problem_response(int status, oqs::ErrorCode error) {
  net::Response response;
  response.status = status;
  response.content_type = "application/json; charset=UTF-8";
  response.body = oqs::write_problem({error, ""});
  return response;
}

net::Response problem_response(int status, oqs::ErrorCode error, int retry_after_s) {
  auto response = problem_response(status, error);
  response.headers.emplace_back("Retry-After", std::to_string(retry_after_s));
  return response;
}

namespace {

domain::Answer answer_about(std::string_view name) {
  domain::Answer answer;
  answer.validity = domain::Validity::valid;
  domain::ResultAnswer result;
  result.side = domain::Side::assistance;
  result.validity = domain::Validity::valid;
  result.fields = {{domain::Field::InsuredCardClassification, "A1"},
                   {domain::Field::InsurerNumber, "12131234"},
                   {domain::Field::Name, std::string(name)}};
  answer.results.push_back(result);
  return answer;
}

template <class Request>
oqs::AnswerHeader header_of(const Request& request) {
  oqs::AnswerHeader header;
  header.processed_at = util::SystemClock().now();
  header.institution_code = request.header.institution_code;
  header.arbitrary_file_identifier = request.header.arbitrary_file_identifier;
  return header;
}

}  // namespace

net::Response canned(const net::Request& request) {
  const oqs::ReadLimits limits;
  if (request.path == "/oqs/OQSsiquc01") {
    const auto read = oqs::read_qualification_request(request.body, limits);
    if (!read) return problem_response(400, read.error().problem.error);
    auto header = header_of(*read);
    header.day = read->day;
    header.reference_classification = "2";
    return xml_response(oqs::write_qualification_result(header, answer_about("髙橋　一郎"),
                                                        &read->echo, oqs::WriteSettings{}));
  }
  if (request.path == "/oqs/OQSmutic01") {
    const auto read = oqs::read_tickets_request(request.body, limits);
    if (!read) return problem_response(400, read.error().problem.error);
    return xml_response(oqs::write_acceptance(header_of(*read), "0001", util::SystemClock().now()));
  }
  if (request.path == "/oqs/OQSmutic02") {
    const auto read = oqs::read_download_request(request.body, limits);
    if (!read) return problem_response(400, read.error().problem.error);
    auto header = header_of(*read);
    header.reception_number = read->reception_number;
    oqs::BulkResultWriter writer(header, 1, oqs::WriteSettings{});
    writer.add(answer_about("髙橋　一郎"));
    return xml_response(std::move(writer).finish());
  }
  return problem_response(404, oqs::ErrorCode::unknown_address);
}

// ---- texts -------------------------------------------------------------------------------------

std::string request_text(std::string_view identifier, std::string_view code) {
  return std::string(
             "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\r\n<XmlMsg>\r\n"
             "  <MessageHeader>\r\n"
             "    <QualificationConfirmationDate>20261123</QualificationConfirmationDate>\r\n"
             "    <MedicalInstitutionCode>") +
         std::string(code) + "</MedicalInstitutionCode>\r\n    <ArbitraryFileIdentifier>" +
         std::string(identifier) +
         "</ArbitraryFileIdentifier>\r\n  </MessageHeader>\r\n  <MessageBody>\r\n"
         "    <QualificationConfirmSearchInfo>\r\n      <InsurerNumber>12131234</InsurerNumber>\r\n"
         "      <InsuredIdentificationNumber>1010001</InsuredIdentificationNumber>\r\n"
         "      <Birthdate>19900115</Birthdate>\r\n"
         "      <LimitApplicationCertificateRelatedConsFlg>0"
         "</LimitApplicationCertificateRelatedConsFlg>\r\n"
         "    </QualificationConfirmSearchInfo>\r\n  </MessageBody>\r\n</XmlMsg>";
}

std::string tickets_request_text() {
  return "<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>\n<XmlMsg>"
         "<MessageHeader><MedicalInstitutionCode>1310000011</MedicalInstitutionCode>"
         "<ArbitraryFileIdentifier>20261123PC1</ArbitraryFileIdentifier></MessageHeader>"
         "<MessageBody><QualificationConfirmSearchInfo><MedicalTreatmentMonth>202611"
         "</MedicalTreatmentMonth></QualificationConfirmSearchInfo></MessageBody></XmlMsg>";
}

std::string download_request_text() {
  return "<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>\n<XmlMsg>"
         "<MessageHeader><MedicalInstitutionCode>1310000011</MedicalInstitutionCode>"
         "</MessageHeader><MessageBody><ReceptionNumber>0001</ReceptionNumber></MessageBody>"
         "</XmlMsg>";
}

// ---- bed ---------------------------------------------------------------------------------------

Bed::Bed() {
  auto pattern = (fs::temp_directory_path() / "madoguchi-terminal-XXXXXX").native();
  dir = ::mkdtemp(pattern.data());
  config.institution_code = institution;
  config.req_dir = req().parent_path();
  config.res_dir = res().parent_path();
  config.face_dir = face().parent_path();
  config.work_dir = work().parent_path();
  config.center.port = center.port();
  config.encoding.encoding = util::Encoding::utf8;
  config.notices = TerminalConfig::Notices::leave;
  config.rescan_ms = 30;
  config.retry_first_ms = 10;
  config.retry_max_ms = 50;
  config.request_settle_ms = 200;
}

Bed::~Bed() {
  center.release();
  stop();
  std::error_code ignored;
  fs::remove_all(dir, ignored);
}

void Bed::start() {
  auto started = Terminal::start(config, clock);
  ASSERT_TRUE(started) << started.error().text();
  terminal = std::move(*started);
}

}  // namespace madoguchi::terminal::test
