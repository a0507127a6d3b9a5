#include "edge/open_page.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "edge/page_http.hpp"
#include "net/client.hpp"

namespace madoguchi::edge {
namespace {

constexpr PageAsset files[] = {{"/index.html", "text/html; charset=utf-8", "page", "\"1\""},
                               {"/assets/a.js", "text/javascript; charset=utf-8", "code", "\"2\""}};

class OpenPageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    OpenPageConfig config;
    config.assets = files;
    auto started = OpenPageServer::start(
        config, [this](const PageRequest& request, const std::string& token) -> OpenAnswer {
          handled.push_back(request.method + " " + request.path + " " + token);
          if (request.path == "/api/throw") throw std::runtime_error("on purpose");
          OpenAnswer answer;
          answer.answer.body = "{}";
          if (request.path == "/api/in") answer.cookie = "secret";
          if (request.path == "/api/out") answer.cookie = "";
          return answer;
        });
    ASSERT_TRUE(started) << started.error();
    server = std::move(*started);
    net::ClientConfig line;
    line.port = server->port();
    client = std::make_unique<net::Client>(line);
  }
  net::Response ask(const char* method, const char* path, net::Headers headers = {}) {
    net::Request request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    if (net::header(request.headers, "Host").empty()) request.headers.emplace_back("Host", host());
    auto answer = client->send(request, 30000);
    if (answer) return *answer;
    ADD_FAILURE() << answer.error().detail;
    return {};
  }
  // The line client writes the name itself.
  std::string status_under(const std::string& name) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(server->port());
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string read(12, ' ');
    const auto text = "GET /api/x HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n";
    const bool done =
        ::connect(socket, reinterpret_cast<sockaddr*>(&place), sizeof place) == 0 &&
        ::send(socket, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
        ::recv(socket, read.data(), read.size(), MSG_WAITALL) == static_cast<ssize_t>(read.size());
    ::close(socket);
    return done ? read : "";
  }
  std::string host() const { return "127.0.0.1:" + std::to_string(server->port()); }
  static std::string header(const net::Response& response, const char* name) {
    return std::string(net::header(response.headers, name));
  }

  std::vector<std::string> handled;
  std::unique_ptr<OpenPageServer> server;
  std::unique_ptr<net::Client> client;
};

TEST_F(OpenPageTest, serves_its_own_files_and_no_other) {
  EXPECT_EQ(ask("GET", "/").body, "page");
  EXPECT_EQ(ask("GET", "/assets/a.js").body, "code");
  EXPECT_EQ(ask("GET", "/counter.html").status, 404);
  EXPECT_EQ(ask("POST", "/").status, 404);
  EXPECT_TRUE(handled.empty());
}

TEST_F(OpenPageTest, keeps_nothing_in_caches_and_runs_no_foreign_script) {
  const auto answer = ask("GET", "/api/x");
  EXPECT_EQ(header(answer, "Cache-Control"), "no-store");
  EXPECT_NE(header(answer, "Content-Security-Policy").find("script-src 'self'"), std::string::npos);
  EXPECT_NE(header(answer, "Content-Security-Policy").find("frame-ancestors 'none'"),
            std::string::npos);
}

TEST_F(OpenPageTest, answers_only_under_its_own_name_and_to_its_own_page) {
  EXPECT_EQ(status_under("evil.example"), "HTTP/1.1 421");
  EXPECT_EQ(status_under("127.0.0.1:1"), "HTTP/1.1 421");
  EXPECT_EQ(ask("POST", "/api/x", {{"Host", host()}, {"Origin", "https://evil.example"}}).status,
            403);
  EXPECT_EQ(ask("POST", "/api/x", {{"Host", host()}, {"Sec-Fetch-Site", "cross-site"}}).status,
            403);
  EXPECT_TRUE(handled.empty());
  EXPECT_EQ(ask("POST", "/api/x", {{"Host", host()}, {"Origin", "http://" + host()}}).status, 200);
}

TEST_F(OpenPageTest, its_cookie_is_out_of_reach_of_scripts_and_other_sites) {
  EXPECT_EQ(header(ask("POST", "/api/in"), "Set-Cookie"),
            "patient=secret; Path=/; HttpOnly; SameSite=Strict");
  EXPECT_EQ(header(ask("POST", "/api/out"), "Set-Cookie"),
            "patient=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  // The staff's cookie of the same machine is none of its own.
  ask("GET", "/api/y", {{"Host", host()}, {"Cookie", "madoguchi=staff; patient=secret"}});
  EXPECT_EQ(handled.back(), "GET /api/y secret");
  ask("GET", "/api/y", {{"Host", host()}, {"Cookie", "madoguchi=staff"}});
  EXPECT_EQ(handled.back(), "GET /api/y ");
}

TEST_F(OpenPageTest, a_handler_that_throws_is_an_error_of_ours) {
  EXPECT_EQ(ask("GET", "/api/throw").status, 500);
  EXPECT_EQ(ask("GET", "/api/x").status, 200);
}

}  // namespace
}  // namespace madoguchi::edge
