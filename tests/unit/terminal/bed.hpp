#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "net/server.hpp"
#include "terminal/terminal.hpp"
#include "util/clock.hpp"

namespace madoguchi::terminal::test {

inline constexpr std::string_view institution = "1310000011";
inline constexpr std::string_view question = "OQSsiquc01";

// Polls until `done`, for at most half a minute; whether it came to pass.
bool eventually(const std::function<bool()>& done);

std::string read(const std::filesystem::path& path);
void write(const std::filesystem::path& path, std::string_view bytes);   // in place
std::vector<std::string> names_in(const std::filesystem::path& folder);  // sorted, all kinds

// A center of canned answers on plain HTTP. It keeps what it was asked, by key.
class TestCenter {
 public:
  TestCenter() { start(); }
  ~TestCenter() { stop(); }
  void start();  // on the port it had before
  void stop();   // connections are refused
  std::uint16_t port() const { return port_; }

  // Answers every request instead of the canned answers; nothing: canned again.
  using Answer = std::function<net::Response(const net::Request&)>;
  void answer_with(Answer answer);
  // Requests wait inside the center until released; their answers are then sent.
  void hold();
  void release();

  struct Asked {
    std::string path, key, body;
  };
  std::vector<Asked> asked() const;
  std::size_t times_asked() const { return asked().size(); }
  std::map<std::string, int> times_by_key() const;

 private:
  util::Task<net::Response> handle(net::Request request);

  mutable std::mutex mutex_;
  Answer answer_;
  bool holding_ = false;
  std::vector<util::Completion<int>> held_;
  std::vector<Asked> asked_;
  std::uint16_t port_ = 0;
  std::unique_ptr<net::Server> server_;
};

// Canned answers in UTF-8.
net::Response canned(const net::Request& request);
net::Response xml_response(std::string body);
net::Response problem_response(int status, oqs::ErrorCode error);
net::Response problem_response(int status, oqs::ErrorCode error, int retry_after_s);

// An OQSsiquc01req as a client would write it (UTF-8); `identifier` is its ArbitraryFileIdentifier.
std::string request_text(std::string_view identifier = "ID-1", std::string_view code = institution);
std::string tickets_request_text();
std::string download_request_text();

// Folders of one clinic, its center and, when started, its terminal.
class Bed {
 public:
  Bed();
  ~Bed();
  void start();  // expects success
  void stop() { terminal.reset(); }
  void restart() {
    stop();
    start();
  }
  std::filesystem::path req(std::string_view name = "") const { return dir / "req" / name; }
  std::filesystem::path res(std::string_view name = "") const { return dir / "res" / name; }
  std::filesystem::path face(std::string_view name = "") const { return dir / "face" / name; }
  std::filesystem::path work(std::string_view name = "") const { return dir / "work" / name; }
  bool result_comes(std::string_view name) const {
    return eventually([&] { return std::filesystem::exists(res(name)); });
  }
  void send(std::string_view name, std::string_view bytes) const { write(req(name), bytes); }

  std::filesystem::path dir;
  TestCenter center;
  util::SystemClock clock;
  TerminalConfig config;
  std::unique_ptr<Terminal> terminal;
};

}  // namespace madoguchi::terminal::test
