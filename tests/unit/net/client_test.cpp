#include <atomic>
#include <thread>

#include "net/certificate_end.hpp"
#include "unit/net/bed.hpp"
#include "unit/net/wire.hpp"

namespace madoguchi::net {
namespace {

util::Task<Response> ok(Request) {
  return answer_text("ok");
}

// A listener that does what a test says with each connection, in order.
class Odd {
 public:
  using Act = std::function<void(int fd)>;
  explicit Odd(std::vector<Act> acts) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(::listen(fd_, 16), 0);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, todo = std::move(acts)] {
      for (const auto& act : todo) {
        const int connection = ::accept(fd_, nullptr, nullptr);
        if (connection < 0) return;
        act(connection);
        ::close(connection);
      }
    });
  }
  ~Odd() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  ClientConfig config() const {
    ClientConfig out;
    out.port = port_;
    return out;
  }

 private:
  int fd_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

void hear_request(int fd) {
  std::string heard;
  while (heard.find("\r\n\r\n") == std::string::npos) {
    std::array<char, 1024> piece{};
    const auto got = ::recv(fd, piece.data(), piece.size(), 0);
    if (got <= 0) return;
    heard.append(piece.data(), static_cast<std::size_t>(got));
  }
}
Odd::Act say(std::string text) {
  return [text](int fd) {
    hear_request(fd);
    ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
  };
}
const std::string kept_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
void hang_up_after_answer(int fd) {
  hear_request(fd);
  ::send(fd, kept_answer.data(), kept_answer.size(), MSG_NOSIGNAL);
  hear_request(fd);  // takes the next request and hangs up
}

ClientProblem problem_of(ClientConfig config, std::int64_t timeout_ms = patience_ms) {
  Client client(std::move(config));
  const auto response = client.send(get("/"), timeout_ms);
  EXPECT_FALSE(response);
  return response ? ClientProblem{} : response.error();
}

TEST(Client, nobody_listens_is_refused) {
  std::uint16_t port = 0;
  { port = start({}, ok)->port(); }
  ClientConfig config;
  config.port = port;
  const auto problem = problem_of(config);
  EXPECT_EQ(problem.error, ClientError::refused);
  EXPECT_FALSE(problem.sent);
  config.host = "unix:/nowhere/at/all.sock";
  EXPECT_EQ(problem_of(config).error, ClientError::refused);
}

TEST(Client, a_name_without_an_address_is_told) {
  ClientConfig config;
  config.host = "no-such-name.invalid";
  const auto problem = problem_of(config);
  EXPECT_EQ(problem.error, ClientError::address_unknown);
  EXPECT_FALSE(problem.sent);
}

TEST(Client, no_answer_in_time_is_told_with_sent) {
  util::Completion<int> never;
  const auto server = start({}, [&](Request) -> util::Task<Response> {
    const int nothing = co_await never;
    static_cast<void>(nothing);
    co_return Response{};
  });
  const auto problem = problem_of(client_of(*server), 20);
  EXPECT_EQ(problem.error, ClientError::timed_out);
  EXPECT_TRUE(problem.sent);
  never.set(1);
}

TEST(Client, waiting_for_a_free_connection_ends_at_the_timeout) {
  util::Completion<int> gate;
  const auto server = start({}, [&](Request request) -> util::Task<Response> {
    if (request.path == "/wait") {
      const int opened = co_await gate;
      static_cast<void>(opened);
    }
    co_return Response{};
  });
  auto config = client_of(*server);
  config.connections_max = 1;
  Client client(config);
  std::thread first([&] { EXPECT_TRUE(client.send(get("/wait"), patience_ms)); });
  ASSERT_TRUE(eventually([&] { return server->counters().requests_total == 1; }));
  const auto second = client.send(get("/"), 20);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().error, ClientError::timed_out);
  EXPECT_FALSE(second.error().sent);
  std::thread third([&] { EXPECT_TRUE(client.send(get("/"), patience_ms)); });
  gate.set(1);
  first.join();
  third.join();
  EXPECT_EQ(server->counters().connections_total, 1U);
}

TEST(Client, a_server_of_another_authority_is_untrusted) {
  Bed bed;
  Bed other;
  const auto server = start(tls_config(bed), ok);
  auto files = bed.client();
  files.ca_file = other.server().ca_file;
  const auto problem = problem_of(client_of(*server, files));
  EXPECT_EQ(problem.error, ClientError::certificate_untrusted);
  EXPECT_FALSE(problem.sent);
  EXPECT_EQ(server->counters().requests_total, 0U);
}

TEST(Client, a_servers_certificate_that_has_ended_is_told_as_such) {
  Bed bed;
  auto request = certificate_request("old server");
  request.use = tools::CertificateRequest::Use::server;
  request.ip = {"127.0.0.1"};
  request.valid_to = request.valid_from.plus_ms(1000);
  bed.put("server", tools::issue(bed.authority(), request).value());
  const auto server = start(tls_config(bed), ok);
  const auto problem = problem_of(client_of(*server, bed.client()));
  EXPECT_EQ(problem.error, ClientError::certificate_expired);
  EXPECT_FALSE(problem.sent);
}

TEST(CertificateWarning, is_given_for_thirty_days_before_the_end_and_after_it) {
  Bed bed;
  auto request = certificate_request("own");
  bed.put("own", tools::issue(bed.authority(), request).value());
  const auto file = bed.folder.file("own.pem");
  constexpr std::int64_t day_ms = 86'400'000;
  const auto end = request.valid_to.ms / 1000 * 1000;
  EXPECT_EQ(certificate_warning(file, end - 31 * day_ms), "");
  EXPECT_NE(certificate_warning(file, end - 30 * day_ms).find("ends in 30 days"),
            std::string::npos);
  EXPECT_NE(certificate_warning(file, end - 1).find("ends in 0 days"), std::string::npos);
  EXPECT_NE(certificate_warning(file, end).find("has ended"), std::string::npos);
  EXPECT_NE(certificate_warning(bed.folder.file("own.key"), 0).find("cannot be read"),
            std::string::npos);
  EXPECT_NE(certificate_warning("/nonexistent.pem", 0).find("cannot be read"), std::string::npos);
}

TEST(Client, a_server_of_another_name_is_untrusted) {
  Bed bed;
  const auto server = start(tls_config(bed), ok);
  const auto files = bed.client();
  for (const char* name : {"other.example", "127.0.0.2", "example", "*.example"}) {
    auto config = client_of(*server, files);
    config.server_name = name;
    EXPECT_EQ(problem_of(config).error, ClientError::certificate_untrusted) << name;
  }
  for (const char* name : {"center.example", "localhost", "127.0.0.1", "::1"}) {
    auto config = client_of(*server, files);
    config.server_name = name;
    Client client(config);
    EXPECT_TRUE(client.send(get("/"), patience_ms)) << name;
  }
  EXPECT_EQ(server->counters().requests_total, 4U);
}

TEST(Client, a_client_certificate_is_no_server_certificate) {
  Bed bed;
  auto config = tls_config(bed);
  config.tls = bed.client("impostor", [](auto& request) { request.ip = {"127.0.0.1"}; });
  const auto server = start(config, ok);
  EXPECT_EQ(problem_of(client_of(*server, bed.client())).error, ClientError::certificate_untrusted);
}

TEST(Client, own_files_that_cannot_be_read_are_told) {
  Bed bed;
  const auto server = start(tls_config(bed), ok);
  auto files = bed.client();
  files.key_file = bed.folder.file("nothing.key");
  EXPECT_EQ(problem_of(client_of(*server, files)).error, ClientError::own_certificate_unreadable);
}

TEST(Client, renewed_files_are_used_without_a_restart) {
  Bed bed;
  auto config = tls_config(bed);
  const auto server = start(config, [](Request request) {
    return answer_text(request.peer ? request.peer->serial_hex : "");
  });
  Client client(client_of(*server, bed.client()));
  const auto old_serial = bed.issued.serial_hex;
  EXPECT_EQ(client.send(get("/"), patience_ms)->body, old_serial);
  bed.folder.write("clinic.key", "half a renewal");
  client.close_idle();
  EXPECT_EQ(client.send(get("/"), patience_ms)->body, old_serial) << "the old pair still serves";
  bed.client();  // the same files, another certificate
  client.close_idle();
  EXPECT_EQ(client.send(get("/"), patience_ms)->body, bed.issued.serial_hex);
}

TEST(Client, a_name_is_resolved_and_checked) {
  Bed bed;
  const auto server = start(tls_config(bed), ok);
  auto config = client_of(*server, bed.client());
  config.host = "localhost";
  Client client(config);
  const auto response = client.send(get("/"), patience_ms);
  EXPECT_TRUE(response) << response.error().detail;
}

TEST(Client, an_answer_over_the_limit_is_told_also_in_chunks_and_without_length) {
  for (const std::string& frame :
       {std::string("Content-Length: 11\r\n\r\n12345678901"),
        std::string("Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n"),
        std::string("Connection: close\r\n\r\n12345678901")}) {
    const Odd odd({say("HTTP/1.1 200 OK\r\n" + frame)});
    auto config = odd.config();
    config.response_bytes_max = 10;
    const auto problem = problem_of(config);
    EXPECT_EQ(problem.error, ClientError::response_too_large) << frame;
    EXPECT_TRUE(problem.sent);
  }
}

TEST(Client, reads_chunks_bodies_without_length_and_passes_over_1xx) {
  for (const std::string& text :
       {std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n1234\r\n2\r\n56\r\n0"
                    "\r\n\r\n"),
        std::string("HTTP/1.0 200 OK\r\n\r\n123456"),
        std::string("HTTP/1.1 103 Hints\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
                    "6\r\n\r\n123456")}) {
    const Odd odd({say(text)});
    Client client(odd.config());
    const auto response = client.send(get("/"), patience_ms);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "123456");
    EXPECT_EQ(response->content_type, "");
  }
}

TEST(Client, a_truncated_answer_is_a_lost_connection) {
  const Odd odd({say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123")});
  const auto problem = problem_of(odd.config());
  EXPECT_EQ(problem.error, ClientError::connection_lost);
  EXPECT_TRUE(problem.sent);
}

TEST(Client, an_answer_that_is_not_HTTP_is_told) {
  const Odd odd({say("220 mail ready\r\n\r\n")});
  EXPECT_EQ(problem_of(odd.config()).error, ClientError::protocol);
  Bed bed;
  const auto plain = start({}, ok);
  EXPECT_EQ(problem_of(client_of(*plain, bed.client())).error, ClientError::protocol);
}

TEST(Client, a_server_that_hangs_up_at_once_is_a_lost_connection) {
  const Odd odd({[](int fd) { hear_request(fd); }});
  const auto problem = problem_of(odd.config());
  EXPECT_EQ(problem.error, ClientError::connection_lost);
  EXPECT_TRUE(problem.sent);
}

TEST(Client, repeats_a_request_once_when_a_kept_connection_was_closed_under_it) {
  for (const char* key : {"", "k1"}) {
    const Odd odd({hang_up_after_answer, say(kept_answer)});
    Client client(odd.config());
    ASSERT_TRUE(client.send(get("/"), patience_ms));
    auto second = *key != '\0' ? post("/", "body") : get("/");
    if (*key != '\0') second.headers = {{"Idempotency-Key", key}};
    const auto response = client.send(second, patience_ms);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "ok");
  }
}

TEST(Client, never_repeats_a_post_without_a_key) {
  std::atomic<int> seen = 0;
  const Odd odd({hang_up_after_answer, [&](int fd) {
                   hear_request(fd);
                   ++seen;
                 }});
  Client client(odd.config());
  ASSERT_TRUE(client.send(get("/"), patience_ms));
  const auto response = client.send(post("/", "body"), patience_ms);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().error, ClientError::connection_lost);
  EXPECT_TRUE(response.error().sent);
  EXPECT_EQ(seen, 0);
}

TEST(Client, does_not_repeat_a_second_time) {
  const Odd odd({hang_up_after_answer, [](int fd) { hear_request(fd); }, say(kept_answer)});
  Client client(odd.config());
  ASSERT_TRUE(client.send(get("/"), patience_ms));
  const auto response = client.send(get("/"), patience_ms);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().error, ClientError::connection_lost);
}

TEST(Client, notices_a_connection_that_the_server_closed_while_it_was_idle) {
  Bed bed;
  auto config = tls_config(bed);
  config.limits.idle_timeout_ms = 20;
  const auto server = start(config, ok);
  Client client(client_of(*server, bed.client()));
  for (std::uint64_t i = 1; i <= 3; ++i) {
    // No key: a repetition would be forbidden, so only the notice before sending can save it.
    ASSERT_TRUE(client.send(post("/", "x"), patience_ms));
    EXPECT_EQ(server->counters().connections_total, i);
    ASSERT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
  }
}

TEST(Client, refuses_to_write_a_header_that_would_split_the_request) {
  const auto server = start({}, ok);
  Client client(client_of(*server));
  auto request = get("/");
  request.headers = {{"X-Name", "a\r\nX-Other: b"}};
  const auto response = client.send(request, patience_ms);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().error, ClientError::protocol);
  EXPECT_EQ(server->counters().connections_total, 0U);
}

TEST(Client, never_opens_more_connections_than_allowed) {
  const auto server = start({}, ok);
  auto config = client_of(*server);
  config.connections_max = 3;
  Client client(config);
  std::vector<std::thread> threads;
  std::atomic<int> answered = 0;
  for (int t = 0; t < 12; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        if (client.send(get("/"), patience_ms)) ++answered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 240);
  EXPECT_LE(server->counters().connections_total, 3U);
}

}  // namespace
}  // namespace madoguchi::net
