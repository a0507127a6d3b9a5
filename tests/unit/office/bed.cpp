#include "unit/office/bed.hpp"

#include <chrono>
#include <thread>

namespace madoguchi::office {

namespace {

edge::PageRequest request_of(const char* method, const std::string& path_and_query) {
  edge::PageRequest request;
  request.method = method;
  const auto mark = path_and_query.find('?');
  request.path = path_and_query.substr(0, mark);
  auto rest = mark == std::string::npos ? std::string() : path_and_query.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto one = rest.substr(0, end);
    rest.erase(0, end + 1);
    const auto equals = one.find('=');
    request.query.emplace_back(one.substr(0, equals), one.substr(equals + 1));
  }
  return request;
}

}  // namespace

bool eventually(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

Bed::Bed() {
  center.start();
  center.register_all();
  config.code = center::office;
  config.center = center.line(std::string("office:") + center::office);
  config.path = center.file("office.db");
  config.poll_s = 1;
  config.retry_ms = 20;
  config.rescan_ms = 5;
  start();
}

void Bed::start_away() {
  auto started = Office::start(config, center.clock);
  ASSERT_TRUE(started) << started.error();
  office = std::move(*started);
}

void Bed::start() {
  start_away();
  EXPECT_TRUE(eventually([this] {
    return number_of(get(supervisor, "/api/people").body, "total") >= 6 &&
           get(supervisor, "/api/tickets").body.value("items", Json::array()).size() >= 4;
  }));
}

Bed::Answered Bed::get(const edge::SignedIn& who, const std::string& path_and_query) {
  auto answer = office->handle(request_of("GET", path_and_query), who);
  return {answer.status, answer.body, parsed(answer.body)};
}

Bed::Answered Bed::post(const edge::SignedIn& who, const std::string& path_and_query,
                        const Json& body) {
  return post_text(who, path_and_query, body.dump());
}

Bed::Answered Bed::post_text(const edge::SignedIn& who, const std::string& path_and_query,
                             const std::string& body) {
  auto request = request_of("POST", path_and_query);
  request.body = body;
  auto answer = office->handle(request, who);
  return {answer.status, answer.body, parsed(answer.body)};
}

Json Bed::person(const std::string& key) {
  return get(supervisor, "/api/people/" + key).body;
}

Json Bed::ended(const edge::SignedIn& who, const Answered& answered) {
  EXPECT_EQ(answered.status, 202) << answered.text;
  const auto path = "/api/jobs/" + text_of(answered.body, "job");
  Json job;
  EXPECT_TRUE(eventually([&] {
    job = get(who, path).body;
    return text_of(job, "state") != "running";
  }));
  return job;
}

}  // namespace madoguchi::office
