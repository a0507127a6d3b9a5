#include <openssl/pem.h>
#include <openssl/x509.h>

#include "unit/net/bed.hpp"
#include "unit/net/wire.hpp"

namespace madoguchi::net {
namespace {

// Answers with what the connection proved.
util::Task<Response> whoami(Request request) {
  if (!request.peer) return answer_text("nobody");
  const auto& peer = *request.peer;
  return answer_text(peer.subject_alternative_uri + " " + std::to_string(peer.uri_count) + " " +
                     peer.serial_hex + " " + peer.issuer + " " + peer.sha256_hex + " " +
                     std::to_string(peer.not_after_ms));
}

constexpr std::string_view ask_once = "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
constexpr std::string_view ask_on = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

std::string sha256_of(const std::string& pem) {
  BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* certificate = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  std::array<unsigned char, 32> digest{};
  X509_digest(certificate, EVP_sha256(), digest.data(), nullptr);
  X509_free(certificate);
  BIO_free(memory);
  std::string out;
  for (const auto byte : digest) {
    out += "0123456789abcdef"[byte >> 4U];
    out += "0123456789abcdef"[byte & 15U];
  }
  return out;
}

class Tls : public testing::Test {
 protected:
  Bed bed;
  std::unique_ptr<Server> server = start(tls_config(bed), whoami);

  // A good client is served after whatever happened: the process lives.
  void expect_alive() {
    Client client(client_of(*server, bed.client("good")));
    const auto response = client.send(get("/"), patience_ms);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_TRUE(response->body.starts_with(clinic_uri + " 1 "));
  }
  ClientError refusal(const TlsFiles& files) {
    Client client(client_of(*server, files));
    const auto response = client.send(get("/"), patience_ms);
    EXPECT_FALSE(response);
    if (response) return ClientError::protocol;
    EXPECT_FALSE(response.error().sent);
    return response.error().error;
  }
};

TEST_F(Tls, the_handler_sees_the_certificate_the_client_proved) {
  std::int64_t valid_to = 0;
  const auto files =
      bed.client("clinic", [&](auto& request) { valid_to = request.valid_to.ms / 1000 * 1000; });
  Client client(client_of(*server, files));
  const auto response = client.send(get("/"), patience_ms);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, clinic_uri + " 1 " + bed.issued.serial_hex + " CN=test authority " +
                                sha256_of(bed.issued.certificate_pem) + " " +
                                std::to_string(valid_to));
}

TEST_F(Tls, a_certificate_without_a_URI_proves_no_party) {
  const auto files = bed.client("clinic", [](auto& request) {
    request.san_uri.clear();
    request.dns = {"clinic.example"};
  });
  Client client(client_of(*server, files));
  EXPECT_TRUE(client.send(get("/"), patience_ms)->body.starts_with(" 0 "));
}

TEST_F(Tls, connections_are_kept_alive_and_shared) {
  Client client(client_of(*server, bed.client()));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(client.send(get("/"), patience_ms));
  EXPECT_EQ(server->counters().connections_total, 1U);
  client.close_idle();
  ASSERT_TRUE(client.send(get("/"), patience_ms));
  EXPECT_EQ(server->counters().connections_total, 2U);
}

TEST_F(Tls, a_resumed_session_still_yields_the_certificate) {
  const auto files = bed.client();
  const auto asked = [&](TlsWire& wire) {
    const auto heard = wire.ask(ask_once, clinic_uri);
    return heard.find(clinic_uri + " 1 " + bed.issued.serial_hex) != std::string::npos;
  };
  TlsWire first(server->port(), files);
  ASSERT_TRUE(first.shaken());
  EXPECT_FALSE(first.resumed());
  EXPECT_TRUE(asked(first));
  const auto ticket = first.ticket();
  first.end();
  TlsWire second(server->port(), files, TLS1_3_VERSION, ticket.get());
  ASSERT_TRUE(second.shaken());
  EXPECT_TRUE(second.resumed());
  EXPECT_TRUE(asked(second));
}

TEST_F(Tls, a_ticket_does_not_outlive_a_reload) {
  const auto files = bed.client();
  TlsWire first(server->port(), files);
  ASSERT_NE(first.ask(ask_once, clinic_uri), "");
  const auto ticket = first.ticket();
  first.end();
  ASSERT_TRUE(server->reload_tls());
  TlsWire second(server->port(), files, TLS1_3_VERSION, ticket.get());
  ASSERT_TRUE(second.shaken());
  EXPECT_FALSE(second.resumed());
}

TEST_F(Tls, a_client_without_a_certificate_is_refused) {
  TlsWire wire(server->port(), {});
  EXPECT_EQ(wire.ask(ask_once, "200"), "");
  EXPECT_TRUE(eventually([&] { return server->counters().handshakes_failed == 1; }));
  expect_alive();
}

TEST_F(Tls, a_client_of_another_authority_is_refused) {
  Bed other;
  auto files = other.client();
  files.ca_file = bed.server().ca_file;  // it trusts the server; the server does not trust it
  EXPECT_EQ(refusal(files), ClientError::own_certificate_refused);
  expect_alive();
}

TEST_F(Tls, an_expired_client_is_refused) {
  const auto files = bed.client("late", [](auto& request) {
    request.valid_from = now().plus_ms(-2 * day_ms);
    request.valid_to = now().plus_ms(-day_ms);
  });
  EXPECT_EQ(refusal(files), ClientError::own_certificate_refused);
  expect_alive();
}

TEST_F(Tls, a_client_not_yet_valid_is_refused) {
  const auto files = bed.client("early", [](auto& request) {
    request.valid_from = now().plus_ms(day_ms);
    request.valid_to = now().plus_ms(2 * day_ms);
  });
  EXPECT_EQ(refusal(files), ClientError::own_certificate_refused);
}

TEST_F(Tls, a_server_certificate_is_no_client_certificate) {
  const auto files = bed.client("server-as-client", [](auto& request) {
    request.use = tools::CertificateRequest::Use::server;
  });
  EXPECT_EQ(refusal(files), ClientError::own_certificate_refused);
}

TEST_F(Tls, refusals_are_told_apart_every_time) {
  Bed other;
  auto files = other.client();
  files.ca_file = bed.server().ca_file;
  for (int i = 0; i < 50; ++i) {
    Client client(client_of(*server, files));
    const auto response = client.send(post("/", std::string(200'000, 'x')), patience_ms);
    ASSERT_FALSE(response);
    ASSERT_EQ(response.error().error, ClientError::own_certificate_refused)
        << response.error().detail;
  }
}

TEST_F(Tls, TLS_12_is_refused) {
  TlsWire old(server->port(), bed.client(), TLS1_2_VERSION);
  EXPECT_FALSE(old.shaken());
  TlsWire today(server->port(), bed.client(), TLS1_3_VERSION);
  EXPECT_TRUE(today.ask(ask_once, "\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(Tls, plain_text_on_the_TLS_port_is_refused) {
  Wire wire(server->port());
  wire.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(wire.hear_all().find("HTTP"), std::string::npos);
  EXPECT_EQ(server->counters().handshakes_failed, 1U);
  EXPECT_EQ(server->counters().requests_total, 0U);
  expect_alive();
}

TEST(TlsLimits, a_handshake_that_does_not_go_on_is_cut) {
  const Bed bed;
  auto config = tls_config(bed);
  config.limits.handshake_timeout_ms = 30;
  const auto server = start(config, whoami);
  Wire silent(server->port());
  EXPECT_EQ(silent.hear_all(), "");
  EXPECT_TRUE(silent.closed());
  EXPECT_EQ(server->counters().handshakes_failed, 1U);
}

TEST_F(Tls, a_body_of_many_records_goes_both_ways) {
  ServerConfig config = tls_config(bed);
  config.limits.body_bytes_max = 8'000'000;
  const auto echo = start(config, [](Request request) { return answer_text(request.body); });
  std::string body(5'000'003, 'x');
  for (std::size_t i = 0; i < body.size(); i += 97) body[i] = static_cast<char>('a' + i % 26);
  Client client(client_of(*echo, bed.client()));
  const auto response = client.send(post("/", body), patience_ms);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_TRUE(response->body == body);
}

TEST_F(Tls, pipelined_requests_in_one_record_are_all_answered) {
  TlsWire wire(server->port(), bed.client());
  std::string all;
  for (int i = 0; i < 100; ++i) all += ask_on;
  all += ask_once;
  const auto heard = wire.ask(all, "Connection: close");
  EXPECT_NE(heard, "");
  EXPECT_TRUE(eventually([&] { return server->counters().requests_total == 101; }));
}

TEST_F(Tls, reload_takes_the_renewed_certificate_for_new_connections) {
  Client kept(client_of(*server, bed.client()));
  ASSERT_TRUE(kept.send(get("/"), patience_ms));
  // Another authority takes over: the new files trust it alone.
  Bed next;
  const auto swap = [&](const char* name) {
    std::filesystem::copy_file(next.folder.file(name), bed.folder.file(name),
                               std::filesystem::copy_options::overwrite_existing);
  };
  for (const char* name : {"server.pem", "server.key"}) swap(name);
  bed.folder.write("ca.pem", next.authority().certificate_pem + bed.authority().certificate_pem);
  ASSERT_TRUE(server->reload_tls());
  Client fresh(client_of(*server, next.client("next")));
  EXPECT_TRUE(fresh.send(get("/"), patience_ms));
  EXPECT_TRUE(kept.send(get("/"), patience_ms)) << "a kept connection lives on";
}

// During a rotation both authorities are trusted; after it the old one is not, whatever was kept.
TEST_F(Tls, an_authority_that_is_trusted_no_more_is_shut_out_on_kept_and_resumed_connections) {
  const Bed next;
  const auto both = next.authority().certificate_pem + bed.authority().certificate_pem;
  bed.folder.write("ca.pem", both);
  ASSERT_TRUE(server->reload_tls());
  const auto ours = bed.client("old");
  auto issued = tools::issue(next.authority(), certificate_request("new")).value();
  const auto theirs = bed.put("new", issued);
  Client old_party(client_of(*server, ours));
  Client new_party(client_of(*server, theirs));
  ASSERT_TRUE(old_party.send(get("/"), patience_ms));
  ASSERT_TRUE(new_party.send(get("/"), patience_ms));
  ASSERT_TRUE(server->reload_tls());  // nothing changed: both are kept
  ASSERT_TRUE(old_party.send(get("/"), patience_ms));
  EXPECT_EQ(server->counters().connections_total, 2U);
  // The end of the rotation. The server's own certificate is of the new authority by now.
  bed.folder.write("trusted.pem", next.authority().certificate_pem);
  std::filesystem::rename(bed.folder.file("trusted.pem"), bed.folder.file("ca.pem"));
  ASSERT_TRUE(server->reload_tls());
  ASSERT_TRUE(eventually([&] { return server->counters().connections_open == 1; }));
  EXPECT_TRUE(new_party.send(get("/"), patience_ms));
  EXPECT_EQ(server->counters().connections_total, 2U) << "the new party's connection was kept";
  bed.folder.write("client-ca.pem", both);
  auto patient = ours;  // it trusts the server still, so only the server can refuse
  patient.ca_file = bed.folder.file("client-ca.pem");
  Client refused(client_of(*server, patient));
  const auto response = refused.send(get("/"), patience_ms);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().error, ClientError::own_certificate_refused);
  EXPECT_FALSE(old_party.send(get("/"), patience_ms));
}

TEST_F(Tls, reload_keeps_the_old_files_when_the_new_ones_are_bad) {
  const auto problem_after = [&](const char* name, const std::string& text) {
    const auto path = bed.folder.file(name);
    std::filesystem::copy_file(path, path + ".kept");
    bed.folder.write(name, text);
    const auto reloaded = server->reload_tls();
    std::filesystem::rename(path + ".kept", path);
    EXPECT_FALSE(reloaded);
    expect_alive();
    return reloaded ? TlsError::none : reloaded.error().tls;
  };
  EXPECT_EQ(problem_after("server.pem", "no certificate"), TlsError::certificate_unreadable);
  EXPECT_EQ(problem_after("server.key", "no key"), TlsError::key_unreadable);
  EXPECT_EQ(problem_after("server.key", bed.authority().key_pem), TlsError::key_mismatch);
  EXPECT_EQ(problem_after("ca.pem", ""), TlsError::ca_unreadable);
  EXPECT_TRUE(server->reload_tls());
}

TEST(TlsFilesOfServer, start_says_which_file_is_bad) {
  const Bed bed;
  auto config = tls_config(bed);
  config.tls.key_file = bed.folder.file("nothing.key");
  const auto started = Server::start(config, whoami);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().error, ListenError::tls);
  EXPECT_EQ(started.error().tls, TlsError::key_unreadable);
  EXPECT_NE(started.error().detail.find("nothing.key"), std::string::npos);
  config = tls_config(bed);
  config.tls.crl_file = bed.folder.write("bad.crl", "no list");
  EXPECT_EQ(Server::start(config, whoami).error().tls, TlsError::crl_unreadable);
}

class Revocation : public testing::Test {
 protected:
  Bed bed;
  std::string crl = bed.folder.file("revoked.crl");

  void revoke(const std::vector<std::string>& serials) {
    std::vector<tools::RevokedSerial> revoked;
    for (const auto& serial : serials) revoked.push_back({serial, now().plus_ms(-1000)});
    bed.folder.write(
        "revoked.crl",
        tools::make_revocation_list(bed.authority(), revoked, now().plus_ms(-60'000), 7).value());
  }
  std::unique_ptr<Server> start_with_list() {
    auto config = tls_config(bed);
    config.tls.crl_file = crl;
    return start(config, whoami);
  }
};

TEST_F(Revocation, a_revoked_client_is_refused_and_another_is_not) {
  const auto revoked = bed.client("revoked");
  revoke({bed.issued.serial_hex});
  const auto server = start_with_list();
  Client bad(client_of(*server, revoked));
  const auto response = bad.send(get("/"), patience_ms);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().error, ClientError::own_certificate_refused);
  Client good(client_of(*server, bed.client("good")));
  EXPECT_TRUE(good.send(get("/"), patience_ms));
}

TEST_F(Revocation, a_new_list_ends_live_connections_and_resumption) {
  const auto files = bed.client("clinic");
  const auto serial = bed.issued.serial_hex;
  revoke({});
  const auto server = start_with_list();
  Client clinic(client_of(*server, files));
  Client other(client_of(*server, bed.client("other")));
  ASSERT_TRUE(clinic.send(get("/"), patience_ms));
  ASSERT_TRUE(other.send(get("/"), patience_ms));
  revoke({serial});
  ASSERT_TRUE(server->reload_tls());
  ASSERT_TRUE(eventually([&] { return server->counters().connections_open == 1; }));
  const auto response = clinic.send(get("/"), patience_ms);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().error, ClientError::own_certificate_refused);
  EXPECT_TRUE(other.send(get("/"), patience_ms));
  EXPECT_EQ(server->counters().connections_total, 3U) << "the other's connection was kept";
}

}  // namespace
}  // namespace madoguchi::net
