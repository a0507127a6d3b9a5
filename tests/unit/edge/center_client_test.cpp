#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>

#include "edge/center_client.hpp"
#include "edge/control.hpp"
#include "net/server.hpp"
#include "tools/pki.hpp"
#include "util/clock.hpp"

namespace madoguchi::edge {

namespace {

namespace fs = std::filesystem;
using tools::CertificateRequest;

constexpr std::int64_t timeout_ms = 30'000;

// A server that answers as told and keeps the last request.
class Center {
 public:
  explicit Center(net::TlsFiles tls = {}) {
    net::ServerConfig config;
    config.tls = std::move(tls);
    auto made = net::Server::start(
        config, [this](net::Request request) { return handle(std::move(request)); });
    EXPECT_TRUE(made);
    server_ = std::move(*made);
  }
  CenterLine line() const {
    CenterLine line;
    line.port = server_->port();
    return line;
  }
  net::Response answer;
  net::Request last;

 private:
  util::Task<net::Response> handle(net::Request request) {
    last = std::move(request);
    co_return answer;
  }
  std::unique_ptr<net::Server> server_;
};

net::Response refusal(int status, std::string body) {
  net::Response response;
  response.status = status;
  response.content_type = "application/json; charset=UTF-8";
  response.body = std::move(body);
  return response;
}

// Certificates of a test CA as files, removed at the end.
class Certificates {
 public:
  Certificates() {
    auto pattern = (fs::temp_directory_path() / "madoguchi-edge-XXXXXX").native();
    dir_ = ::mkdtemp(pattern.data());
  }
  ~Certificates() { fs::remove_all(dir_); }
  net::TlsFiles of(const tools::Issued& authority, const tools::Issued& issued,
                   const std::string& name) {
    return {put(name + ".pem", issued.certificate_pem), put(name + ".key", issued.key_pem),
            put(name + ".ca", authority.certificate_pem)};
  }

 private:
  std::string put(const std::string& name, const std::string& text) {
    std::ofstream(dir_ / name) << text;
    return dir_ / name;
  }
  fs::path dir_;
};

CertificateRequest request_for(CertificateRequest::Use use) {
  CertificateRequest request;
  request.common_name = "test";
  request.use = use;
  request.valid_from = util::SystemClock().now().plus_ms(-86'400'000);
  request.valid_to = util::SystemClock().now().plus_ms(86'400'000);
  if (use == CertificateRequest::Use::server) request.ip = {"127.0.0.1"};
  if (use == CertificateRequest::Use::client) request.san_uri = "madoguchi:institution:1310000011";
  return request;
}

}  // namespace

TEST(CenterClient, asks_with_key_type_and_path_and_returns_body_record_and_validities) {
  Center center;
  center.answer.body = "<XmlMsg/>";
  center.answer.headers = {{"Madoguchi-Record", "77"}, {"Madoguchi-Validity", "6, 1"}};
  CenterClient client(center.line());
  const auto answer = client.ask("OQSsiquc01", "<a/>", "key-1", timeout_ms);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "<XmlMsg/>");
  EXPECT_EQ(answer->record_id, "77");
  EXPECT_EQ(answer->validities, (std::vector<std::string>{"6", "1"}));
  EXPECT_EQ(center.last.method, "POST");
  EXPECT_EQ(center.last.path, "/oqs/OQSsiquc01");
  EXPECT_EQ(center.last.body, "<a/>");
  EXPECT_EQ(net::header(center.last.headers, "Idempotency-Key"), "key-1");
  EXPECT_EQ(net::header(center.last.headers, "Content-Type"), "application/xml; charset=UTF-8");
}

TEST(CenterClient, an_empty_answer_is_none) {
  Center center;
  CenterClient client(center.line());
  const auto answer = client.ask("OQSsiquc01", "<a/>", "key-1", timeout_ms);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::answer_unreadable);
}

TEST(CenterClient, every_code_of_the_house_comes_back_as_itself) {
  Center center;
  CenterClient client(center.line());
  for (const auto error : oqs::all_errors()) {
    center.answer = refusal(400, oqs::write_problem({error, "place"}));
    const auto answer = client.ask("OQSsiquc01", "<a/>", "key", timeout_ms);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().problem.error, error);
    EXPECT_EQ(answer.error().problem.place, "place");
    EXPECT_EQ(answer.error().status, 400);
    EXPECT_EQ(answer.error().retry, CenterProblem::Retry::no);
  }
}

TEST(CenterClient, statuses_without_a_code_of_ours_are_told_apart) {
  using oqs::ErrorCode;
  using Retry = CenterProblem::Retry;
  const std::vector<std::tuple<int, ErrorCode, Retry>> cases = {
      {401, ErrorCode::own_certificate, Retry::no},  {403, ErrorCode::not_permitted, Retry::no},
      {404, ErrorCode::unknown_address, Retry::no},  {413, ErrorCode::too_large, Retry::no},
      {429, ErrorCode::quota, Retry::yes},           {500, ErrorCode::center_internal, Retry::yes},
      {502, ErrorCode::center_busy, Retry::yes},     {503, ErrorCode::center_busy, Retry::yes},
      {302, ErrorCode::answer_unreadable, Retry::no}};
  Center center;
  CenterClient client(center.line());
  for (const auto& [status, error, retry] : cases) {
    center.answer = refusal(status, "<html>a proxy</html>");
    const auto answer = client.ask("OQSsiquc01", "<a/>", "key", timeout_ms);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().problem.error, error) << status;
    EXPECT_EQ(answer.error().retry, retry) << status;
  }
}

TEST(CenterClient, retry_after_is_read_in_seconds_and_nonsense_is_none) {
  Center center;
  CenterClient client(center.line());
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string, std::int64_t>>{{"7", 7000}, {"soon", 0}, {"-1", 0}}) {
    center.answer = refusal(429, oqs::write_problem({oqs::ErrorCode::quota, ""}));
    center.answer.headers.emplace_back("Retry-After", text);
    EXPECT_EQ(client.challenge(timeout_ms).error().retry_after_ms, expected);
  }
}

TEST(CenterClient, challenge_verify_import_and_setting_use_their_addresses) {
  Center center;
  CenterClient client(center.line());
  center.answer.body = oqs::write_challenge({"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", 5});
  const auto challenge = client.challenge(timeout_ms);
  ASSERT_TRUE(challenge);
  EXPECT_EQ(challenge->expires_ms, 5);
  EXPECT_EQ(center.last.path, "/card/challenge");
  EXPECT_TRUE(center.last.body.empty());

  center.answer.body = "<XmlMsg/>";
  oqs::CardQuestion question;
  question.challenge = challenge->challenge;
  question.day = "20261123";
  question.mode = "pin";
  question.certificate_der = "der";
  question.signature = "signature";
  ASSERT_TRUE(client.verify_card(question, {}, "k", timeout_ms));
  EXPECT_EQ(center.last.path, "/card/verify");
  EXPECT_EQ(center.last.body, oqs::write_card_question(question));

  oqs::ImportReport report;
  report.rows = 3;
  center.answer.body = oqs::write_import_report(report);
  const auto imported = client.import("ticket", "a,b\n", CenterClient::Scope::full,
                                      CenterClient::Run::dry, "k", timeout_ms);
  ASSERT_TRUE(imported);
  EXPECT_EQ(imported->rows, 3U);
  EXPECT_EQ(center.last.path, "/import/ticket");
  EXPECT_EQ(center.last.query_value("scope"), "full");
  EXPECT_EQ(center.last.query_value("dry"), "1");
  EXPECT_TRUE(net::header(center.last.headers, "Content-Type").starts_with("text/csv"));
  ASSERT_TRUE(client.import("ticket", "a,b\n", CenterClient::Scope::changes,
                            CenterClient::Run::publish, "k", timeout_ms));
  EXPECT_EQ(center.last.query_value("scope"), "");
  EXPECT_EQ(center.last.query_value("dry"), "");
}

TEST(CenterClient, a_challenge_that_cannot_be_read_is_a_problem) {
  Center center;
  center.answer.body = "{}";
  CenterClient client(center.line());
  EXPECT_EQ(client.challenge(timeout_ms).error().problem.error, oqs::ErrorCode::answer_unreadable);
}

TEST(CenterClient, nobody_listening_is_unreachable_and_may_be_tried_again) {
  CenterLine line;
  {
    const Center gone;
    line = gone.line();
  }
  CenterClient client(line);
  const auto answer = client.ask("OQSsiquc01", "<a/>", "k", timeout_ms);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem.error, oqs::ErrorCode::center_unreachable);
  EXPECT_EQ(answer.error().retry, CenterProblem::Retry::yes);
  EXPECT_EQ(answer.error().status, 0);
}

TEST(CenterClient, each_fault_of_certificates_has_its_own_code) {
  using Use = CertificateRequest::Use;
  const auto ca = tools::make_authority(request_for(Use::certificate_authority)).value();
  const auto foreign_ca = tools::make_authority(request_for(Use::certificate_authority)).value();
  const auto server = tools::issue(ca, request_for(Use::server)).value();
  const auto own = tools::issue(ca, request_for(Use::client)).value();
  const auto foreign = tools::issue(foreign_ca, request_for(Use::client)).value();
  Certificates files;
  Center center(files.of(ca, server, "server"));
  center.answer.body = "<XmlMsg/>";
  const auto asked_with = [&](const net::TlsFiles& tls) {
    auto line = center.line();
    line.tls = tls;
    return CenterClient(line).ask("OQSsiquc01", "<a/>", "k", timeout_ms);
  };
  EXPECT_TRUE(asked_with(files.of(ca, own, "own")));
  EXPECT_EQ(center.last.peer.value().subject_alternative_uri, "madoguchi:institution:1310000011");
  const auto refused = asked_with(files.of(ca, foreign, "foreign"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().problem.error, oqs::ErrorCode::own_certificate);
  const auto untrusted = asked_with(files.of(foreign_ca, own, "untrusting"));
  ASSERT_FALSE(untrusted);
  EXPECT_EQ(untrusted.error().problem.error, oqs::ErrorCode::center_untrusted);
  EXPECT_EQ(untrusted.error().retry, CenterProblem::Retry::no);
  auto old = request_for(Use::server);
  old.valid_to = old.valid_from.plus_ms(1000);
  Center ended(files.of(ca, tools::issue(ca, old).value(), "ended"));
  auto line = ended.line();
  line.tls = files.of(ca, own, "own");
  const auto expired = CenterClient(line).ask("OQSsiquc01", "<a/>", "k", timeout_ms);
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().problem.error, oqs::ErrorCode::center_certificate_expired);
  const auto missing = asked_with({"/nonexistent.pem", "/nonexistent.key", "/nonexistent.ca"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().problem.error, oqs::ErrorCode::own_certificate);
}

TEST(ControlMessages, survive_the_way_there_and_back) {
  TapQuestion question{"/a/カード.pem",        "1234", "pin", "受付", "20261123",
                       {{"medication", true}}, {}};
  const auto read = read_tap_question(write_tap_question(question));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->card, question.card);
  EXPECT_EQ(read->staff, question.staff);
  EXPECT_EQ(read->consents, question.consents);
  const auto answer = read_tap_answer(write_tap_answer({{"a"}, {"b"}, "7", "<x/>", "key"}));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->files, std::vector<std::string>{"a"});
  EXPECT_EQ(answer->waiting, std::vector<std::string>{"b"});
  EXPECT_EQ(answer->result, "<x/>");
  const auto status = read_status(write_status({1, 2, 3, 4, false, "E6001"}));
  ASSERT_TRUE(status);
  EXPECT_EQ(status->undelivered, 2U);
  EXPECT_FALSE(status->center_reachable);
}

TEST(ControlMessages, what_is_misspelled_or_of_another_kind_is_refused) {
  for (const char* text :
       {"", "[]", "{", R"({"card": 1})", R"({"kard": "x"})", R"({"consents": ["medication"]})",
        R"({"consents": {"medication": "yes"}})", R"({"consent": {"medication": false}})"}) {
    const auto read = read_tap_question(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "E1016") << text;
  }
  EXPECT_FALSE(read_status("{\"waiting\": -1}"));
  EXPECT_FALSE(read_tap_answer("{\"files\": [1]}"));
}

TEST(Control, without_a_terminal_the_caller_is_told_so) {
  ControlClient client("/tmp/madoguchi-no-such-socket");
  EXPECT_EQ(client.status(timeout_ms).error().code, "E6006");
}

}  // namespace madoguchi::edge
