#include "flow/reader_bench.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "flow/reading.hpp"

namespace madoguchi::flow {

namespace fs = std::filesystem;

namespace {

constexpr int readers = 2;  // vpcd's own number
constexpr int first_port = 35963;

// Loopback up, our folder in the place of pcscd's socket; then it waits for its end.
constexpr std::string_view namespace_script =
    "ip link set lo up && mkdir -p /run/pcscd && mount --bind {0}/run /run/pcscd && "
    "touch {0}/ready && exec sleep infinity";

}  // namespace

bool ReaderBench::possible() {
  return run_program({"unshare", "-n", "-m", "true"}).code == 0;
}

ReaderBench::ReaderBench(fs::path folder, const std::string& ca_file) : folder_(std::move(folder)) {
  fs::create_directories(folder_ / "run");
  fs::create_directories(folder_ / "conf");
  write_in_place(folder_ / "conf" / "vpcd",
                 "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x8C7B\n"
                 "LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID 0x8C7B\n");
  const auto log = (folder_ / "bench.log").string();
  namespaces_ = Process::of_program(
      {"unshare", "-n", "-m", "sh", "-c", fmt::format(namespace_script, folder_.string())}, log);
  const bool made =
      eventually([&] { return fs::exists(folder_ / "ready") || !namespaces_.running(); });
  if (!made || !namespaces_.running()) {
    throw std::runtime_error("no namespaces: " + bytes_of(log));
  }
  ::setenv("PCSCLITE_CSOCK_NAME", (folder_ / "run" / "pcscd.comm").c_str(), 1);
  for (int i = 0; i < readers; ++i) {
    fs::create_directories(slot(i));
    cards_.push_back(Process::of_program(
        inside({MADOGUCHI_BINARY, "card", "serve", "--slot", slot(i).string(), "--ca-file", ca_file,
                "--port", std::to_string(first_port + i)}),
        log));
  }
  start_service();
}

ReaderBench::~ReaderBench() {
  ::unsetenv("PCSCLITE_CSOCK_NAME");
}

std::vector<std::string> ReaderBench::inside(std::vector<std::string> words) const {
  std::vector<std::string> all = {"nsenter", "-t", std::to_string(namespaces_.pid()), "-n", "-m"};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

fs::path ReaderBench::slot(int reader) const {
  return folder_ / fmt::format("slot-{}", reader);
}

std::string ReaderBench::name(int reader) {
  return fmt::format("Virtual PCD 00 0{}", reader);
}

void ReaderBench::start_service() {
  service_ = Process::of_program(inside({"pcscd", "-f", "-c", (folder_ / "conf").string()}),
                                 (folder_ / "pcscd.log").string());
  const bool there = eventually([&] {
    const auto listed = run({"card", "readers"}).out;
    return listed.find(name(readers - 1)) != std::string::npos;
  });
  if (!there) throw std::runtime_error("no pcscd: " + bytes_of(folder_ / "pcscd.log"));
}

void ReaderBench::stop_service() {
  service_.terminate();
}

bool ReaderBench::sees_card(int reader) const {
  // Looks without speaking with the card: somebody may be using it.
  const auto listed = run_program({"opensc-tool", "-l"}).out;
  const auto line_end = listed.find(name(reader));
  if (line_end == std::string::npos) return false;
  const auto line = listed.substr(0, line_end);
  return line.substr(line.rfind('\n') + 1).find("Yes") != std::string::npos;
}

void ReaderBench::insert(const std::string& card_file, int reader) {
  const auto put = run({"card", "insert", slot(reader).string(), card_file});
  if (put.code != 0) throw std::runtime_error("card insert: " + put.err);
  if (!eventually([&] { return sees_card(reader); })) throw std::runtime_error("no card is seen");
}

void ReaderBench::remove(int reader) {
  const auto taken = run({"card", "remove", slot(reader).string()});
  if (taken.code != 0) throw std::runtime_error("card remove: " + taken.err);
  if (!eventually([&] { return !sees_card(reader); })) throw std::runtime_error("still seen");
}

}  // namespace madoguchi::flow
