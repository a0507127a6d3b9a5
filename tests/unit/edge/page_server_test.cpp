#include "edge/page_server.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "edge/page_http.hpp"
#include "net/client.hpp"
#include "tools/pki.hpp"
#include "unit/local/bed.hpp"

namespace madoguchi::edge {
namespace {

using local::good_password;
using nlohmann::json;

constexpr PageAsset assets[] = {
    {"/index.html", "text/html; charset=utf-8", "zipped index", "\"i1\""},
    {"/assets/page-1.js", "text/javascript; charset=utf-8", "zipped script", "\"s1\""}};

class PageServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    config.assets = assets;
    config.keeper_role = "administrator";
    config.session_more = [](const SignedIn& who) { return "\"acts\":[\"as " + who.role + "\"]"; };
    start();
  }
  void start() {
    auto started = PageServer::start(
        config, *bed.accounts,
        [this](const PageRequest& request, const SignedIn& who) { return handle(request, who); });
    ASSERT_TRUE(started) << started.error();
    server = std::move(*started);
    net::ClientConfig line;
    line.port = server->port();
    client = std::make_unique<net::Client>(line);
  }
  PageAnswer handle(const PageRequest& request, const SignedIn& who) {
    handled.push_back(request.method + " " + request.path);
    if (request.path == "/api/throw") throw std::runtime_error("on purpose");
    PageAnswer answer;
    answer.body =
        json({{"account", who.account}, {"role", who.role}, {"factors", who.factors}}).dump();
    return answer;
  }
  struct Got {
    int status = 0;
    net::Headers headers;
    std::string body;
    json value;
    std::string header(const std::string& name) const {
      return std::string(net::header(headers, name));
    }
  };
  Got send(const std::string& method, const std::string& path, const std::string& body = "",
           net::Headers more = {}, std::vector<std::pair<std::string, std::string>> query = {}) {
    net::Request request;
    request.method = method;
    request.path = path;
    request.query = std::move(query);
    request.body = body;
    request.headers = std::move(more);
    if (net::header(request.headers, "Host").empty()) {
      request.headers.emplace_back("Host", "127.0.0.1:" + std::to_string(server->port()));
    }
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    if (!csrf.empty()) request.headers.emplace_back("X-CSRF-Token", csrf);
    const auto response = client->send(request, 30000);
    if (!response) {
      ADD_FAILURE() << response.error().detail;
      return {};
    }
    Got got{response->status, response->headers, response->body,
            json::parse(response->body, nullptr, false)};
    const auto set = got.header("Set-Cookie");
    if (!set.empty()) cookie = set.substr(0, set.find(';'));
    return got;
  }
  void sign_in(const std::string& id, const std::string& role) {
    const auto secret = bed.enrolled(id, role);
    auto got =
        send("POST", "/api/sign-in", json({{"account", id}, {"password", good_password}}).dump());
    EXPECT_EQ(got.value["state"], "second_factor") << got.body;
    got = send("POST", "/api/sign-in/second-factor", json({{"code", bed.code(secret)}}).dump());
    EXPECT_EQ(got.value["state"], "signed_in") << got.body;
    csrf = send("GET", "/api/session").value["csrf"];
  }
  local::AccountsBed bed;
  PageConfig config;
  std::unique_ptr<PageServer> server;
  std::unique_ptr<net::Client> client;
  std::string cookie, csrf;
  std::vector<std::string> handled;
};

TEST_F(PageServerTest, nothing_reaches_the_party_before_a_whole_sign_in) {
  EXPECT_EQ(send("GET", "/api/people").value["code"], "F2000");
  const auto secret = bed.enrolled("tanaka", "clerk");
  send("POST", "/api/sign-in", json({{"account", "tanaka"}, {"password", good_password}}).dump());
  EXPECT_FALSE(cookie.empty());
  EXPECT_EQ(send("GET", "/api/people").status, 401) << "the password alone";
  EXPECT_EQ(send("GET", "/api/session").status, 401);
  EXPECT_TRUE(handled.empty());
  send("POST", "/api/sign-in/second-factor", json({{"code", bed.code(secret)}}).dump());
  const auto got = send("GET", "/api/people");
  EXPECT_EQ(got.value, json({{"account", "tanaka"}, {"role", "clerk"}, {"factors", "1-01,3-02"}}));
  EXPECT_EQ(handled, std::vector<std::string>{"GET /api/people"});
}

TEST_F(PageServerTest, the_first_sign_in_goes_through_password_and_authenticator) {
  const auto made = bed.accounts->add("satou", "佐藤", "supervisor", "test");
  auto got = send("POST", "/api/sign-in",
                  json({{"account", "satou"}, {"password", made->password}}).dump());
  EXPECT_EQ(got.value["state"], "new_password");
  got = send("POST", "/api/sign-in/new-password", json({{"password", "short"}}).dump());
  EXPECT_EQ(got.value["code"], "F2004");
  got = send("POST", "/api/sign-in/new-password", json({{"password", good_password}}).dump());
  EXPECT_EQ(got.value["state"], "enroll");
  EXPECT_TRUE(got.value["otpauth"].get<std::string>().starts_with("otpauth://totp/"));
  const auto secret = local::AccountsBed::from_base32(got.value["secret"]);
  got = send("POST", "/api/sign-in/enroll", json({{"code", bed.code(secret)}}).dump());
  EXPECT_EQ(got.value["state"], "signed_in");
  got = send("GET", "/api/session");
  EXPECT_EQ(got.value["name"], "佐藤");
  EXPECT_EQ(got.value["acts"], json({"as supervisor"}));
}

TEST_F(PageServerTest, cookies_are_kept_from_scripts_and_other_sites) {
  bed.enrolled("tanaka", "clerk");
  const auto got = send("POST", "/api/sign-in",
                        json({{"account", "tanaka"}, {"password", good_password}}).dump());
  const auto set = got.header("Set-Cookie");
  EXPECT_NE(set.find("; HttpOnly"), std::string::npos) << set;
  EXPECT_NE(set.find("; SameSite=Strict"), std::string::npos) << set;
  EXPECT_NE(set.find("; Path=/"), std::string::npos) << set;
}

TEST_F(PageServerTest, a_change_needs_the_sessions_own_token) {
  sign_in("tanaka", "clerk");
  EXPECT_EQ(send("POST", "/api/people").status, 200);
  handled.clear();
  const auto right = std::exchange(csrf, "");
  EXPECT_EQ(send("POST", "/api/people").value["code"], "F2005");
  EXPECT_EQ(send("DELETE", "/api/people/1").status, 403);
  EXPECT_EQ(send("POST", "/api/sign-out").status, 403);
  csrf = right.substr(1) + "0";
  EXPECT_EQ(send("POST", "/api/people").status, 403);
  EXPECT_EQ(send("GET", "/api/people").status, 200) << "looking needs none";
  EXPECT_EQ(handled, std::vector<std::string>{"GET /api/people"});
  csrf = right;
  EXPECT_EQ(send("POST", "/api/sign-out").status, 200);
  EXPECT_EQ(send("GET", "/api/people").status, 401);
}

TEST_F(PageServerTest, other_sites_get_nothing) {
  sign_in("tanaka", "clerk");
  handled.clear();
  const auto own = "http://127.0.0.1:" + std::to_string(server->port());
  const auto post = [&](net::Headers headers) {
    return send("POST", "/api/people", "", std::move(headers)).status;
  };
  EXPECT_EQ(post({{"Origin", own}}), 200);
  EXPECT_EQ(post({{"Sec-Fetch-Site", "same-origin"}}), 200);
  for (const auto* origin :
       {"http://127.0.0.1:1", "https://evil.example", "null", "http://127.0.0.1"}) {
    EXPECT_EQ(post({{"Origin", origin}}), 403) << origin;
  }
  for (const auto* site : {"cross-site", "same-site"}) {
    EXPECT_EQ(post({{"Sec-Fetch-Site", site}}), 403) << site;
  }
  EXPECT_EQ(handled.size(), 2U);
}

// Against a foreign name that was made to lead here (DNS rebinding).
TEST(PageHost, only_its_own_names_are_answered) {
  const PagePlace here{"127.0.0.1", 8080, false, {}};
  for (const auto* host : {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080", "[::1]:8080"}) {
    EXPECT_TRUE(host_is_own(here, host)) << host;
  }
  for (const auto* host : {"", "evil.example", "evil.example:8080", "127.0.0.1", "127.0.0.1:80",
                           "127.0.0.1.evil.example:8080", "localhost", "localhost:8080.evil"}) {
    EXPECT_FALSE(host_is_own(here, host)) << host;
  }
  const PagePlace lan{"10.0.0.5", 443, true, {"fukushi.example.lg.jp"}};
  for (const auto* host : {"10.0.0.5", "10.0.0.5:443", "fukushi.example.lg.jp"}) {
    EXPECT_TRUE(host_is_own(lan, host)) << host;
  }
  for (const auto* host : {"localhost", "127.0.0.1", "x.fukushi.example.lg.jp", "10.0.0.50"}) {
    EXPECT_FALSE(host_is_own(lan, host)) << host;
  }
  EXPECT_NE(set_cookie("t", lan).find("__Host-madoguchi-" + std::to_string(lan.port) + "=t"),
            std::string::npos);
  EXPECT_NE(set_cookie("t", lan).find("; Secure"), std::string::npos);
  EXPECT_NE(set_cookie("", lan).find("; Max-Age=0"), std::string::npos);
}

TEST_F(PageServerTest, every_answer_is_sealed) {
  sign_in("tanaka", "clerk");
  const std::pair<std::string, std::string> asked[] = {
      {"GET", "/"},          {"GET", "/assets/page-1.js"},
      {"GET", "/none.js"},   {"GET", "/api/people"},
      {"GET", "/api/throw"}, {"POST", "/api/sign-in"},
      {"PUT", "/"}};
  for (const auto& [method, path] : asked) {
    const auto got = send(method, path);
    const auto policy = got.header("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << path;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos) << path;
    EXPECT_EQ(got.header("X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(got.header("Referrer-Policy"), "no-referrer") << path;
    EXPECT_FALSE(got.header("Cache-Control").empty()) << path;
    if (path.starts_with("/api/")) {
      EXPECT_EQ(got.header("Cache-Control"), "no-store") << path;
    }
  }
}

TEST_F(PageServerTest, pages_come_compressed_and_only_those_built_in) {
  auto got = send("GET", "/");
  EXPECT_EQ(got.body, "zipped index");
  EXPECT_EQ(got.header("Content-Encoding"), "gzip");
  EXPECT_EQ(got.header("Cache-Control"), "no-cache");
  EXPECT_EQ(send("GET", "/people/R1").body, "zipped index") << "a view has an address";
  got = send("GET", "/assets/page-1.js");
  EXPECT_EQ(got.body, "zipped script");
  EXPECT_NE(got.header("Cache-Control").find("immutable"), std::string::npos);
  EXPECT_EQ(send("GET", "/assets/page-1.js", "", {{"If-None-Match", "\"s1\""}}).status, 304);
  for (const auto* path : {"/../local.db", "/assets/../../etc/passwd", "/assets/page-2.js",
                           "/index.html/..%2f..", "/local.key.txt"}) {
    EXPECT_GE(send("GET", path).status, 400) << path;
  }
}

TEST_F(PageServerTest, a_failing_handler_and_a_bad_form_are_answers) {
  sign_in("tanaka", "clerk");
  EXPECT_EQ(send("GET", "/api/throw").value["code"], "F5000");
  EXPECT_EQ(send("GET", "/api/people").status, 200);
  for (const auto* body : {"", "x", "[]", "{\"account\":1}",
                           "{\"account\":\"a\",\"account\":\"b\"}", "{\"account\":{\"x\":1}}"}) {
    EXPECT_EQ(send("POST", "/api/sign-in", body).status, 422) << body;
  }
  EXPECT_EQ(send("POST", "/api/sign-in", json({{"account", std::string(2000, 'x')}}).dump()).status,
            422);
  EXPECT_EQ(send("POST", "/api/people", std::string(2 * 1024 * 1024, 'x')).status, 413);
  EXPECT_EQ(send("POST", "/api/imports", std::string(2 * 1024 * 1024, 'x')).status, 200);
  // Nobody else's file is read in.
  cookie = "madoguchi=unknown";
  EXPECT_EQ(send("POST", "/api/imports", std::string(2 * 1024 * 1024, 'x')).status, 413);
  cookie.clear();
  EXPECT_EQ(send("POST", "/api/imports", std::string(2 * 1024 * 1024, 'x')).status, 413);
  EXPECT_EQ(send("POST", "/api/imports", "x").status, 401);
}

TEST_F(PageServerTest, too_many_wrong_tries_are_told_with_the_time_to_wait) {
  bed.enrolled("tanaka", "clerk");
  const auto wrong = json({{"account", "tanaka"}, {"password", "wrong"}}).dump();
  Got got;
  for (int i = 0; i < 7; ++i) got = send("POST", "/api/sign-in", wrong);
  EXPECT_EQ(got.status, 429);
  EXPECT_EQ(got.value["code"], "F2002");
  EXPECT_EQ(got.header("Retry-After"), "30");
}

TEST_F(PageServerTest, only_their_keepers_reach_accounts) {
  for (const std::string role : {"caseworker", "clerk", "supervisor"}) {
    cookie = csrf = "";
    sign_in(role + "1", role);
    EXPECT_EQ(send("GET", "/api/accounts").value["code"], "F2006") << role;
    EXPECT_EQ(send("POST", "/api/accounts", R"({"account":"x","name":"x","role":"administrator"})")
                  .status,
              403);
    EXPECT_EQ(send("POST", "/api/accounts/" + role + "1", R"({"role":"administrator"})").status,
              403);
  }
  cookie = csrf = "";
  EXPECT_EQ(send("GET", "/api/accounts").status, 401);
  sign_in("kanri", "administrator");
  auto got = send("POST", "/api/accounts", R"({"account":"x","name":"新人","role":"clerk"})");
  EXPECT_EQ(got.value["one_time_password"].get<std::string>().size(), 24U);
  EXPECT_EQ(send("POST", "/api/accounts", R"({"account":"x","name":"新人","role":"clerk"})").status,
            409);
  EXPECT_EQ(send("POST", "/api/accounts", R"({"account":"y","name":"新人","role":"root"})").status,
            422);
  EXPECT_EQ(send("POST", "/api/accounts/x", R"({"state":"locked"})").status, 200);
  EXPECT_EQ(send("POST", "/api/accounts/x", R"({"state":"away"})").status, 422);
  EXPECT_EQ(send("POST", "/api/accounts/x", R"({"password":"mine"})").status, 422);
  EXPECT_EQ(send("POST", "/api/accounts/nobody", R"({"state":"locked"})").status, 404);
  EXPECT_EQ(send("POST", "/api/accounts/kanri", R"({"state":"locked"})").value["code"], "F3004");
  got = send("POST", "/api/accounts/x", R"({"reset_password":true,"reset_factor":true})");
  EXPECT_EQ(got.value["one_time_password"].get<std::string>().size(), 24U);
  got = send("GET", "/api/accounts");
  EXPECT_EQ(got.value["items"].size(), 5U);
  EXPECT_EQ(got.body.find("argon2"), std::string::npos);
  EXPECT_EQ(got.body.find("password\":\""), std::string::npos);
}

TEST_F(PageServerTest, a_lan_address_needs_a_certificate) {
  config.address = "0.0.0.0";
  const auto started = PageServer::start(
      config, *bed.accounts, [](const PageRequest&, const SignedIn&) { return PageAnswer(); });
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().find("証明書"), std::string::npos);
}

// An authority with a certificate for this server, as files of one name.
void write_identity(const std::filesystem::path& folder, const std::string& name,
                    const tools::Issued& authority) {
  tools::CertificateRequest wanted;
  wanted.common_name = "page";
  wanted.use = tools::CertificateRequest::Use::server;
  wanted.ip = {"127.0.0.1"};
  wanted.valid_from = util::SystemClock().now().plus_ms(-86400000);
  wanted.valid_to = util::SystemClock().now().plus_ms(86400000);
  const auto issued = tools::issue(authority, wanted).value();
  std::ofstream(folder / (name + ".pem.new")) << issued.certificate_pem;
  std::ofstream(folder / (name + ".key.new")) << issued.key_pem;
  std::filesystem::rename(folder / (name + ".key.new"), folder / (name + ".key"));
  std::filesystem::rename(folder / (name + ".pem.new"), folder / (name + ".pem"));
}

TEST_F(PageServerTest, a_replaced_certificate_is_served_without_a_restart) {
  tools::CertificateRequest wanted;
  wanted.common_name = "authority";
  wanted.valid_from = util::SystemClock().now().plus_ms(-86400000);
  wanted.valid_to = util::SystemClock().now().plus_ms(86400000);
  const auto before = tools::make_authority(wanted).value();
  const auto after = tools::make_authority(wanted).value();
  std::ofstream(bed.folder / "before.pem") << before.certificate_pem;
  std::ofstream(bed.folder / "after.pem") << after.certificate_pem;
  write_identity(bed.folder, "page", before);
  write_identity(bed.folder, "browser", before);
  config.certificate_file = bed.folder / "page.pem";
  config.key_file = bed.folder / "page.key";
  server.reset();
  start();
  const auto trusts = [&](const char* authority) {
    net::ClientConfig line;
    line.port = server->port();
    line.tls = {bed.folder / "browser.pem", bed.folder / "browser.key", bed.folder / authority};
    net::Request request;
    request.method = "GET";
    request.path = "/";
    request.headers = {{"Host", "127.0.0.1:" + std::to_string(server->port())}};
    return net::Client(line).send(request, 30000).has_value();
  };
  EXPECT_TRUE(trusts("before.pem"));
  EXPECT_FALSE(trusts("after.pem"));
  // In the middle of a renewal the files do not fit each other: the old ones serve on.
  std::ofstream(bed.folder / "page.pem") << "half";
  EXPECT_TRUE(trusts("before.pem"));
  write_identity(bed.folder, "page", after);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!trusts("after.pem") && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(trusts("after.pem"));
  EXPECT_FALSE(trusts("before.pem"));
}

TEST_F(PageServerTest, sessions_of_servers_at_one_address_do_not_meet) {
  sign_in("tanaka", "clerk");
  EXPECT_TRUE(cookie.starts_with("madoguchi-" + std::to_string(server->port()) + "=")) << cookie;
}

TEST_F(PageServerTest, what_a_page_asks_by_itself_keeps_no_session_open) {
  bed.policy.session_idle_s = 90;
  bed.open();
  start();
  sign_in("tanaka", "clerk");
  const net::Headers person{{"Madoguchi-By-Person", "1"}};
  EXPECT_EQ(send("GET", "/api/work", "", person).status, 200);
  bed.pass(59);
  auto got = send("GET", "/api/status");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.header("Madoguchi-Session-Ends-In"), "") << "time enough";
  bed.pass(1);
  EXPECT_EQ(send("GET", "/api/status").header("Madoguchi-Session-Ends-In"), "30");
  // Somebody touches the page: from now on there is time again.
  got = send("GET", "/api/work", "", person);
  EXPECT_EQ(got.header("Madoguchi-Session-Ends-In"), "");
  bed.pass(80);
  EXPECT_EQ(send("GET", "/api/status").header("Madoguchi-Session-Ends-In"), "10");
  EXPECT_EQ(send("POST", "/api/work").status, 200) << "nor does what a program sends";
  EXPECT_EQ(send("GET", "/api/work", "", {}, {{"wait_s", "25"}}).status, 200);
  bed.pass(10);
  EXPECT_EQ(send("GET", "/api/status").status, 401);
  EXPECT_EQ(send("GET", "/api/work", "", person).status, 401) << "a touch comes too late";
}

TEST_F(PageServerTest, those_who_wait_for_news_do_not_hold_up_others) {
  config.long_polls_max = 2;
  config.page_threads = 1;
  std::mutex mutex;
  std::condition_variable changed;
  int waiting = 0;
  bool news = false;
  server.reset();
  auto started =
      PageServer::start(config, *bed.accounts, [&](const PageRequest& request, const SignedIn&) {
        if (request.path == "/api/news") {
          std::unique_lock lock(mutex);
          ++waiting;
          changed.notify_all();
          changed.wait(lock, [&] { return news; });
        }
        return PageAnswer();
      });
  ASSERT_TRUE(started);
  server = std::move(*started);
  net::ClientConfig line;
  line.port = server->port();
  client = std::make_unique<net::Client>(line);
  sign_in("tanaka", "clerk");
  std::vector<std::thread> polls;
  for (int i = 0; i < 2; ++i) {
    polls.emplace_back(
        [&, headers = net::Headers{{"Cookie", cookie},
                                   {"Host", "127.0.0.1:" + std::to_string(server->port())}}] {
          net::Request request;
          request.method = "GET";
          request.path = "/api/news";
          request.query = {{"wait_s", "25"}};
          request.headers = headers;
          net::Client own(line);
          const auto response = own.send(request, 30000);
          EXPECT_TRUE(response && response->status == 200);
        });
  }
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting == 2; });
  }
  EXPECT_EQ(send("GET", "/api/people").status, 200);
  const auto third = send("GET", "/api/news", "", {}, {{"wait_s", "25"}});
  EXPECT_EQ(third.status, 503);
  EXPECT_FALSE(third.header("Retry-After").empty());
  {
    const std::scoped_lock lock(mutex);
    news = true;
  }
  changed.notify_all();
  for (auto& poll : polls) poll.join();
}

}  // namespace
}  // namespace madoguchi::edge
