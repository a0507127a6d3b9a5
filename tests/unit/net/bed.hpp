#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/client.hpp"
#include "net/server.hpp"
#include "tools/pki.hpp"

namespace madoguchi::net {

// A folder that is gone after the test.
class Folder {
 public:
  Folder() {
    std::string pattern = std::filesystem::temp_directory_path() / "madoguchi-net-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return path_ / name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::trunc | std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

inline util::Instant now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}
inline constexpr std::int64_t day_ms = 86'400'000;

inline tools::CertificateRequest certificate_request(const std::string& name) {
  tools::CertificateRequest request;
  request.common_name = name;
  request.valid_from = now().plus_ms(-day_ms);
  request.valid_to = now().plus_ms(day_ms);
  return request;
}

inline const std::string clinic_uri = "madoguchi:institution:1310000011";

// An authority, a server of it on 127.0.0.1 and localhost, and its clients, in files.
class Bed {
 public:
  Bed() : authority_(tools::make_authority(certificate_request("test authority")).value()) {
    folder.write("ca.pem", authority_.certificate_pem);
    renew_server();
  }
  void renew_server() {
    auto request = certificate_request("server");
    request.use = tools::CertificateRequest::Use::server;
    request.dns = {"localhost", "center.example"};
    request.ip = {"127.0.0.1", "::1"};
    put("server", tools::issue(authority_, request).value());
  }
  TlsFiles server() const {
    return {folder.file("server.pem"), folder.file("server.key"), folder.file("ca.pem")};
  }
  // Files of a client certificate; `change` may spoil it.
  template <class Change>
  TlsFiles client(const std::string& name, Change change) {
    auto request = certificate_request(name);
    request.san_uri = clinic_uri;
    change(request);
    issued = tools::issue(authority_, request).value();
    return put(name, issued);
  }
  TlsFiles client(const std::string& name = "clinic") {
    return client(name, [](auto&) {});
  }
  TlsFiles put(const std::string& name, const tools::Issued& one) {
    folder.write(name + ".key", one.key_pem);
    folder.write(name + ".pem", one.certificate_pem);
    return {folder.file(name + ".pem"), folder.file(name + ".key"), folder.file("ca.pem")};
  }
  const tools::Issued& authority() const { return authority_; }

  Folder folder;
  tools::Issued issued;  // the client certificate made last

 private:
  tools::Issued authority_;
};

inline util::Task<Response> answer(Response response) {
  co_return response;
}
inline util::Task<Response> answer_text(std::string text) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(text);
  co_return response;
}

inline std::unique_ptr<Server> start(ServerConfig config, Handler handler) {
  auto server = Server::start(std::move(config), std::move(handler));
  EXPECT_TRUE(server) << (server ? "" : server.error().detail);
  return server ? std::move(*server) : nullptr;
}
inline ServerConfig tls_config(const Bed& bed) {
  ServerConfig config;
  config.tls = bed.server();
  return config;
}
inline ClientConfig client_of(const Server& server, const TlsFiles& files = {}) {
  ClientConfig config;
  config.port = server.port();
  config.tls = files;
  return config;
}

inline constexpr std::int64_t patience_ms = 20'000;  // far beyond what any test needs

inline Request get(const std::string& path) {
  Request request;
  request.method = "GET";
  request.path = path;
  return request;
}
inline Request post(const std::string& path, std::string body) {
  Request request;
  request.method = "POST";
  request.path = path;
  request.body = std::move(body);
  return request;
}

// Waits, without a fixed time, until something that another thread does has come true.
template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace madoguchi::net
