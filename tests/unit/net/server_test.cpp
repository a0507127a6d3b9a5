#include <atomic>
#include <stdexcept>
#include <thread>

#include "net/text.hpp"
#include "unit/net/bed.hpp"
#include "unit/net/wire.hpp"

namespace madoguchi::net {
namespace {

// Answers with what it understood.
util::Task<Response> echo(Request request) {
  std::string text = request.method + " " + request.path;
  for (const auto& [name, value] : request.query) text += " " + name + "=" + value;
  return answer_text(text + " [" + request.body + "]");
}

std::unique_ptr<Server> plain(ServerLimits limits = {}, Handler handler = echo) {
  ServerConfig config;
  config.limits = std::move(limits);
  return start(std::move(config), std::move(handler));
}

TEST(Server, answers_a_request_with_what_the_handler_returned) {
  const auto server = plain({}, [](Request request) -> util::Task<Response> {
    Response response;
    response.status = 201;
    response.content_type = "text/plain; charset=UTF-8";
    response.headers = {{"X-Asked", std::string(header(request.headers, "x-question"))}};
    response.body = request.body + "!";
    co_return response;
  });
  Client client(client_of(*server));
  auto request = post("/oqs/OQSsiquc01", "窓口");
  request.headers = {{"X-Question", "who"}};
  const auto response = client.send(request, patience_ms);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 201);
  EXPECT_EQ(response->content_type, "text/plain; charset=UTF-8");
  EXPECT_EQ(header(response->headers, "X-ASKED"), "who");
  EXPECT_EQ(header(response->headers, "X-Absent"), "");
  EXPECT_EQ(response->body, "窓口!");
  EXPECT_EQ(server->counters().requests_total, 1U);
}

TEST(Server, decodes_path_and_query) {
  const auto server = plain();
  Client client(client_of(*server));
  auto request = get("/feed/a b%/生保");
  request.query = {{"after", "x+y&z="}, {"名", ""}};
  const auto response = client.send(request, patience_ms);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->body, "GET /feed/a b%/生保 after=x+y&z= 名= []");
}

TEST(Server, refuses_bad_escapes_NUL_and_climbing_paths) {
  const auto server = plain();
  for (const char* target :
       {"/a%2", "/a%zz", "/%00", "/a/../b", "/..", "/%2e%2E/x", "/a?x=%g0", "/a?x=%00", "*", "a"}) {
    Wire wire(server->port());
    wire.say(std::string("GET ") + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(wire.hear_all().starts_with("HTTP/1.1 400 ")) << target;
    EXPECT_TRUE(wire.closed()) << target;
  }
  Wire wire(server->port());
  wire.say("GET /a..b/c?x=.. HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(wire.hear_all().ends_with("GET /a..b/c x=.. []"));
}

TEST(Server, keeps_a_connection_alive_until_the_client_says_close) {
  const auto server = plain();
  Wire wire(server->port());
  for (int i = 0; i < 3; ++i) {
    wire.say("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(wire.hear_until("/1 []").starts_with("HTTP/1.1 200 OK\r\n"));
  }
  EXPECT_EQ(server->counters().connections_total, 1U);
  wire.say("GET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_NE(wire.hear_all().find("Connection: close"), std::string::npos);
  EXPECT_TRUE(wire.closed());
}

TEST(Server, answers_HTTP_10_and_closes) {
  const auto server = plain();
  Wire wire(server->port());
  wire.say("GET /old HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(wire.hear_all().ends_with("GET /old []"));
  EXPECT_TRUE(wire.closed());
}

TEST(Server, answers_pipelined_requests_in_order_even_when_handlers_wait) {
  util::Completion<int> first;
  const auto server = plain({}, [&](Request request) -> util::Task<Response> {
    if (request.path == "/0") {
      const int number = co_await first;
      EXPECT_EQ(number, 7);
    }
    Response response;
    response.body = "<" + request.path + request.body + ">";
    co_return response;
  });
  Wire wire(server->port());
  std::string all;
  std::string expected;
  for (int i = 0; i < 200; ++i) {
    const auto body = std::to_string(i * 3);
    all += "POST /" + std::to_string(i) +
           " HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
    expected += "</" + std::to_string(i) + body + ">";
  }
  wire.say(all);
  ASSERT_TRUE(eventually([&] { return server->counters().requests_total == 1; }));
  first.set(7);
  std::string bodies;
  for (int i = 0; i < 200; ++i) {
    wire.hear_until("\r\n\r\n");
    bodies += wire.hear_until(">");
  }
  EXPECT_EQ(bodies, expected);
}

TEST(Server, takes_a_request_that_comes_byte_by_byte) {
  const auto server = plain();
  Wire wire(server->port());
  for (const char c : std::string_view("POST /slow?x=1 HTTP/1.1\r\nHost: h\r\n"
                                       "Transfer-Encoding: chunked\r\n\r\n"
                                       "3\r\nabc\r\n1;note=x\r\nd\r\n0\r\n\r\n")) {
    wire.say({&c, 1});
  }
  EXPECT_TRUE(wire.hear_until("]").ends_with("POST /slow x=1 [abcd]"));
}

TEST(Server, a_chunked_body_that_ends_bit_by_bit_does_not_kill_the_process) {
  const auto server = plain();
  Wire wire(server->port());
  wire.say("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const char* piece : {"0\r\n", "\r", "\n"}) {
    wire.say(piece);
    // Another connection's answer shows that the loop has looked at the piece.
    Client client(client_of(*server));
    EXPECT_TRUE(client.send(get("/between"), patience_ms));
  }
  EXPECT_TRUE(wire.hear_until("]").ends_with("POST /a []"));
}

TEST(Server, trailers_after_a_body_are_not_headers) {
  const auto server = plain({}, [](Request request) -> util::Task<Response> {
    return answer_text("<" + std::string(header(request.headers, "Idempotency-Key")) + ">");
  });
  Wire wire(server->port());
  wire.say(
      "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
      "Idempotency-Key: smuggled\r\n\r\n");
  EXPECT_TRUE(wire.hear_until(">").ends_with("<>"));
}

TEST(Server, answers_expect_100_continue_before_the_body_comes) {
  const auto server = plain();
  Wire wire(server->port());
  wire.say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(wire.hear_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  wire.say("xyz");
  EXPECT_TRUE(wire.hear_until("]").ends_with("POST /a [xyz]"));
}

TEST(Server, refuses_a_body_over_its_limit_before_and_while_it_comes) {
  ServerLimits limits;
  limits.body_bytes_max = 10;
  limits.body_bytes_max_of = [](const Request& head) -> std::size_t {
    return head.path == "/import" ? 100 : 10;
  };
  const auto server = plain(limits);
  const std::string eleven(11, 'x');
  const auto refused = [&](const std::string& text) {
    Wire wire(server->port());
    wire.say(text);
    const auto heard = wire.hear_all();
    EXPECT_TRUE(wire.closed());
    return heard.starts_with("HTTP/1.1 413 ") &&
           heard.find("application/json") != std::string::npos &&
           heard.ends_with(R"({"code":"H413","message":"Payload Too Large"})");
  };
  EXPECT_TRUE(refused("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n" + eleven));
  EXPECT_TRUE(refused("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n"));
  EXPECT_TRUE(
      refused("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n"));
  const std::string chunked = " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(refused("POST /a" + chunked + "B\r\n" + eleven + "\r\n0\r\n\r\n"));
  EXPECT_TRUE(refused("POST /a" + chunked + "6\r\nxxxxxx\r\n5\r\nxxxxx\r\n0\r\n\r\n"));
  EXPECT_TRUE(refused("POST /a" + chunked + "fffffffffffffff\r\n"));
  EXPECT_EQ(server->counters().requests_refused, 6U);
  EXPECT_EQ(server->counters().requests_total, 0U);

  Client client(client_of(*server));
  EXPECT_EQ(client.send(post("/a", std::string(10, 'x')), patience_ms)->status, 200);
  EXPECT_EQ(client.send(post("/import", std::string(100, 'x')), patience_ms)->status, 200);
  EXPECT_EQ(client.send(post("/import", std::string(101, 'x')), patience_ms)->status, 413);
}

TEST(Server, a_client_that_still_sends_a_huge_body_hears_413) {
  const auto server = plain();
  Client client(client_of(*server));
  const auto response = client.send(post("/a", std::string(12'000'000, 'x')), patience_ms);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_EQ(response->status, 413);
}

TEST(Server, refuses_a_header_over_its_limit_however_it_comes) {
  ServerLimits limits;
  limits.header_bytes_max = 1000;
  const auto server = plain(limits);
  const auto status = [&](std::string_view text) {
    Wire wire(server->port());
    wire.say(text);
    return wire.hear_all().substr(9, 3);
  };
  const std::string long_value(1000, 'v');
  EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: h\r\nX: " + long_value + "\r\n\r\n"), "431");
  EXPECT_EQ(status("GET / HTTP/1.1\r\nHost: h\r\nX: " + long_value), "431");
  EXPECT_EQ(status("GET /" + long_value + " HTTP/1.1\r\nHost: h\r\n\r\n"), "431");
  EXPECT_EQ(status("GET /" + long_value), "431");
  Wire wire(server->port());  // many small fields, each in a piece of its own
  wire.say("GET / HTTP/1.1\r\nHost: h\r\n");
  for (int i = 0; i < 200; ++i) wire.say("Field: value\r\n");
  EXPECT_TRUE(wire.hear_all().starts_with("HTTP/1.1 431 "));
  const std::string fitting(900, 'v');
  Wire good(server->port());
  good.say("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: " + fitting + "\r\n\r\n");
  EXPECT_TRUE(good.hear_all().starts_with("HTTP/1.1 200 "));
}

TEST(Server, refuses_what_is_not_a_request_with_its_status) {
  const auto server = plain();
  const std::vector<std::pair<std::string, std::string>> table{
      {"hello\r\n\r\n", "400"},
      {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "400"},
      {"GET / HTTP/2.0\r\nHost: h\r\n\r\n", "505"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
       "\r\n",
       "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n"
       "\r\n",
       "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "501"},
      {"POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\nContent-Length: 1\r\n\r\n", "417"},
  };
  for (const auto& [text, status] : table) {
    Wire wire(server->port());
    wire.say(text);
    EXPECT_EQ(wire.hear_all().substr(0, 12), "HTTP/1.1 " + status) << text;
  }
  EXPECT_EQ(server->counters().requests_total, 0U);
  EXPECT_EQ(server->counters().requests_refused, table.size());
}

TEST(Server, a_truncated_request_reaches_no_handler) {
  const auto server = plain();
  for (const char* text :
       {"GET / HT", "GET / HTTP/1.1\r\nHost: h\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"}) {
    Wire wire(server->port());
    wire.say(text);
    wire.end();
    EXPECT_TRUE(wire.hear_all().starts_with("HTTP/1.1 400 ")) << text;
  }
  EXPECT_EQ(server->counters().requests_total, 0U);
}

TEST(Server, cuts_who_sends_too_slowly_with_408) {
  ServerLimits limits;
  limits.request_timeout_ms = 30;
  const auto server = plain(limits);
  for (const char* text : {"G", "GET / HTTP/1.1\r\nHost: h\r\n",
                           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"}) {
    Wire wire(server->port());
    wire.say(text);
    EXPECT_TRUE(wire.hear_all().starts_with("HTTP/1.1 408 ")) << text;
    EXPECT_TRUE(wire.closed());
  }
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
}

TEST(Server, closes_idle_connections_without_a_word) {
  ServerLimits limits;
  limits.idle_timeout_ms = 30;
  const auto server = plain(limits);
  Wire never(server->port());
  EXPECT_EQ(never.hear_all(), "");
  EXPECT_TRUE(never.closed());
  Wire once(server->port());
  once.say("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
  once.hear_until("]");
  EXPECT_EQ(once.hear_all(), "");
  EXPECT_TRUE(once.closed());
}

TEST(Server, drops_a_client_that_does_not_take_its_answer) {
  ServerLimits limits;
  limits.write_stall_timeout_ms = 30;
  const auto server =
      plain(limits, [](Request) { return answer_text(std::string(50'000'000, 'x')); });
  Wire wire(server->port());
  wire.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server->counters().requests_total == 1; }));
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
}

TEST(Server, a_large_answer_arrives_whole) {
  const std::string large(30'000'000, 'x');
  const auto server = plain({}, [&](Request) { return answer_text(large); });
  Client client(client_of(*server));
  const auto response = client.send(get("/"), patience_ms);
  ASSERT_TRUE(response) << response.error().detail;
  EXPECT_TRUE(response->body == large);
}

TEST(Server, an_exception_of_a_handler_is_a_500_and_tells_nothing) {
  const auto server = plain({}, [](Request request) -> util::Task<Response> {
    if (request.path == "/at-once") throw std::runtime_error("生保 一郎");
    return [](std::string path) -> util::Task<Response> {
      if (path == "/later") throw std::runtime_error("生保 一郎");
      co_return Response{};
    }(request.path);
  });
  Client client(client_of(*server));
  for (const char* path : {"/at-once", "/later"}) {
    const auto response = client.send(get(path), patience_ms);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 500);
    EXPECT_EQ(response->body, R"({"code":"H500","message":"Internal Server Error"})");
  }
  EXPECT_EQ(client.send(get("/fine"), patience_ms)->status, 200);
}

TEST(Server, a_header_that_would_split_the_answer_is_a_500) {
  const auto server = plain({}, [](Request) {
    Response response;
    response.headers = {{"X-Name", "a\r\nX-Other: b"}};
    return answer(response);
  });
  Client client(client_of(*server));
  const auto response = client.send(get("/"), patience_ms);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 500);
  EXPECT_EQ(header(response->headers, "X-Other"), "");
}

TEST(Server, refusals_speak_with_the_text_that_was_set) {
  const auto server = plain();
  set_refusal_text([](int status) { return "<refused " + std::to_string(status) + ">"; });
  Wire wire(server->port());
  wire.say("nonsense\r\n\r\n");
  EXPECT_TRUE(wire.hear_all().ends_with("<refused 400>"));
  set_refusal_text(nullptr);
}

TEST(Server, an_answer_to_HEAD_and_a_204_have_no_body) {
  const auto server = plain({}, [](Request request) {
    Response response;
    response.status = request.path == "/none" ? 204 : 200;
    response.body = "text";
    return answer(response);
  });
  Client client(client_of(*server));
  auto head = get("/");
  head.method = "HEAD";
  EXPECT_EQ(client.send(head, patience_ms)->body, "");
  EXPECT_EQ(client.send(get("/none"), patience_ms)->status, 204);
  EXPECT_EQ(client.send(get("/"), patience_ms)->body, "text");
  EXPECT_EQ(server->counters().connections_total, 1U);
}

TEST(Server, closes_connections_beyond_its_limit_at_once_and_counts_them) {
  ServerLimits limits;
  limits.connections_max = 2;
  const auto server = plain(limits);
  auto first = std::make_unique<Wire>(server->port());
  Wire second(server->port());
  ASSERT_TRUE(eventually([&] { return server->counters().connections_open == 2; }));
  Wire third(server->port());
  EXPECT_EQ(third.hear_all(), "");
  EXPECT_EQ(server->counters().connections_refused, 1U);
  first.reset();
  ASSERT_TRUE(eventually([&] { return server->counters().connections_open == 1; }));
  Client client(client_of(*server));
  EXPECT_TRUE(client.send(get("/"), patience_ms));
}

TEST(Server, many_threads_get_their_own_answers_from_handlers_that_wait_for_another_thread) {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::pair<util::Completion<std::string>, std::string>> waiting;
  bool done = false;
  std::thread worker([&] {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return done || !waiting.empty(); });
      if (waiting.empty()) return;
      auto batch = std::exchange(waiting, {});
      lock.unlock();
      for (auto& [completion, text] : batch) completion.set("answer to " + text);
      lock.lock();
    }
  });
  ServerConfig config;
  config.threads = 2;
  auto server = start(config, [&](Request request) -> util::Task<Response> {
    util::Completion<std::string> completion;
    const auto* loop = util::Executor::current();
    {
      std::scoped_lock lock(mutex);
      waiting.emplace_back(completion, request.body);
      changed.notify_one();
    }
    Response response;
    response.body = co_await completion;
    EXPECT_EQ(util::Executor::current(), loop);
    co_return response;
  });
  Client client(client_of(*server));
  std::atomic<int> right = 0;
  std::vector<std::thread> askers;
  for (int t = 0; t < 16; ++t) {
    askers.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const auto question = std::to_string(t) + "/" + std::to_string(i);
        const auto response = client.send(post("/", question), patience_ms);
        if (response && response->body == "answer to " + question) ++right;
      }
    });
  }
  for (auto& asker : askers) asker.join();
  EXPECT_EQ(right, 800);
  EXPECT_LE(server->counters().connections_total, 16U);
  server.reset();
  {
    std::scoped_lock lock(mutex);
    done = true;
  }
  changed.notify_one();
  worker.join();
}

TEST(Server, stop_closes_idle_connections_and_takes_no_new_ones) {
  const auto server = plain();
  Wire idle(server->port());
  idle.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  idle.hear_until("]");
  server->stop();
  EXPECT_EQ(idle.hear_all(), "");
  EXPECT_TRUE(idle.closed());
  EXPECT_EQ(server->counters().connections_open, 0U);
  EXPECT_FALSE(Wire(server->port()).connected());
  server->stop();  // again: nothing happens
}

TEST(Server, stop_lets_a_running_handler_answer) {
  util::Completion<std::string> completion;
  const auto server = plain({}, [&](Request) -> util::Task<Response> {
    Response response;
    response.body = co_await completion;
    co_return response;
  });
  Wire wire(server->port());
  wire.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server->counters().requests_total == 1; }));
  std::thread stopper([&] { server->stop(); });
  ASSERT_TRUE(eventually([&] { return !Wire(server->port()).connected(); }));
  completion.set("last words");
  const auto heard = wire.hear_all();
  EXPECT_TRUE(heard.ends_with("last words"));
  EXPECT_NE(heard.find("Connection: close"), std::string::npos);
  stopper.join();
}

TEST(Server, stop_does_not_wait_for_ever_and_the_late_answer_harms_nobody) {
  ServerLimits limits;
  limits.stop_timeout_ms = 20;
  util::Completion<std::string> completion;
  auto server = plain(limits, [&](Request) -> util::Task<Response> {
    Response response;
    response.body = co_await completion;
    co_return response;
  });
  Wire wire(server->port());
  wire.say("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server->counters().requests_total == 1; }));
  server->stop();
  EXPECT_EQ(wire.hear_all(), "");
  completion.set("too late");
  server.reset();
}

TEST(Server, a_client_that_is_gone_before_its_answer_harms_nobody) {
  util::Completion<std::string> completion;
  const auto server = plain({}, [&](Request request) -> util::Task<Response> {
    Response response;
    if (request.path == "/wait") response.body = co_await completion;
    co_return response;
  });
  {
    Wire wire(server->port());
    wire.say("GET /wait HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return server->counters().requests_total == 1; }));
    const linger reset{1, 0};
    ::setsockopt(wire.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  }
  completion.set(std::string(1'000'000, 'x'));
  EXPECT_TRUE(eventually([&] { return server->counters().connections_open == 0; }));
  Client client(client_of(*server));
  EXPECT_EQ(client.send(get("/"), patience_ms)->status, 200);
}

TEST(Server, says_why_it_cannot_listen) {
  const auto server = plain();
  ServerConfig config;
  config.port = server->port();
  EXPECT_EQ(Server::start(config, echo).error().error, ListenError::address_in_use);
  config.port = 0;
  config.address = "center.example";
  EXPECT_EQ(Server::start(config, echo).error().error, ListenError::address_invalid);
  config.address = "192.0.2.1";
  EXPECT_EQ(Server::start(config, echo).error().error, ListenError::address_invalid);
}

TEST(Server, serves_a_local_socket_that_only_its_owner_may_open) {
  const Folder folder;
  const auto path = folder.file("madoguchi.sock");
  ServerConfig config;
  config.address = "unix:" + path;
  ClientConfig to;
  to.host = config.address;
  {
    const auto server = start(config, echo);
    EXPECT_EQ(server->port(), 0);
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    Client client(to);
    EXPECT_EQ(client.send(get("/local"), patience_ms)->body, "GET /local []");
    EXPECT_EQ(Server::start(config, echo).error().error, ListenError::address_in_use);
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Server, replaces_a_stale_local_socket_but_nothing_else) {
  const Folder folder;
  const auto path = folder.file("madoguchi.sock");
  {  // what a killed server leaves
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    ::close(fd);
  }
  ServerConfig config;
  config.address = "unix:" + path;
  EXPECT_NE(start(config, echo), nullptr);
  folder.write("madoguchi.sock", "a file of someone's");
  EXPECT_EQ(Server::start(config, echo).error().error, ListenError::address_in_use);
  EXPECT_TRUE(std::filesystem::is_regular_file(path));
  config.address = "unix:" + std::string(200, 'x');
  EXPECT_EQ(Server::start(config, echo).error().error, ListenError::address_invalid);
}

}  // namespace
}  // namespace madoguchi::net
