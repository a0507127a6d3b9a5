#include "bench/peers.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tools/pki.hpp"
#include "util/clock.hpp"
#include "util/log.hpp"

namespace madoguchi::bench {

namespace {

constexpr std::int64_t day_ms = 86400000;

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::trunc | std::ios::binary) << text;
}

tools::CertificateRequest request(const std::string& name) {
  const auto now = util::SystemClock().now();
  tools::CertificateRequest wanted;
  wanted.common_name = name;
  wanted.valid_from = now.plus_ms(-day_ms);
  wanted.valid_to = now.plus_ms(30 * day_ms);
  return wanted;
}

net::TlsFiles put(const std::string& folder, const std::string& name, const tools::Issued& issued) {
  write(folder + "/" + name + ".pem", issued.certificate_pem);
  write(folder + "/" + name + ".key", issued.key_pem);
  return {folder + "/" + name + ".pem", folder + "/" + name + ".key", folder + "/ca.pem"};
}

net::TlsFiles party(const std::string& folder, const tools::Issued& authority,
                    const std::string& name, const std::string& uri) {
  auto wanted = request(name);
  wanted.san_uri = uri;
  return put(folder, name, tools::issue(authority, wanted).value());
}

}  // namespace

Bed make_bed(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto authority = tools::make_authority(request("bench authority")).value();
  write(folder + "/ca.pem", authority.certificate_pem);
  auto server = request("center");
  server.use = tools::CertificateRequest::Use::server;
  server.ip = {"127.0.0.1"};
  Bed bed;
  bed.folder = folder;
  bed.server = put(folder, "server", tools::issue(authority, server).value());
  bed.clinic = party(folder, authority, "clinic", "madoguchi:institution:1310000011");
  bed.office = party(folder, authority, "office", "madoguchi:office:13101");
  bed.operator_ = party(folder, authority, "operator", "madoguchi:operator:1");
  return bed;
}

Peer::Peer(const std::function<int()>& run) {
  pid_ = fork();
  if (pid_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  stay_on_core(0);
  _exit(run());
}

Peer::~Peer() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
}

int run_center(const Bed& bed, std::uint16_t port) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  util::set_log_level(util::LogLevel::warning);
  center::CenterConfig config;
  config.server.tls = bed.server;
  config.server.port = port;
  config.store.path = bed.folder + "/center.db";
  config.audit.checkpoint_key_file = bed.folder + "/checkpoint.key";
  config.audit.checkpoint_file = bed.folder + "/checkpoints.jsonl";
  config.quotas.requests_per_minute_max = 1000000000;
  config.quotas.requests_in_flight_max = 100000;
  config.bulk.interval_s = 0;
  const util::SystemClock clock;
  auto started = center::Center::start(config, clock);
  if (!started) {
    fmt::print(stderr, "{}\n", started.error().text);
    return 1;
  }
  int got = 0;
  sigwait(&set, &got);
  return 0;
}

int run_nginx(const Bed& bed, std::uint16_t port, const std::string& body) {
  const auto root = bed.folder + "/nginx";
  std::filesystem::create_directories(root + "/oqs");
  write(root + "/oqs/OQSsiquc01", body);
  write(
      root + "/nginx.conf",
      fmt::format(
          "daemon off; user root; worker_processes 1; pid {0}/pid; error_log {0}/error.log crit;\n"
          "events {{ worker_connections 1024; }}\n"
          "http {{ access_log off; client_body_temp_path {0}/b; proxy_temp_path {0}/p;\n"
          "fastcgi_temp_path {0}/f; uwsgi_temp_path {0}/u; scgi_temp_path {0}/s;\n"
          "keepalive_requests 1000000000; default_type application/xml;\n"
          "server {{ listen 127.0.0.1:{1} ssl; root {0};\n"
          "ssl_certificate {2}; ssl_certificate_key {3}; ssl_protocols TLSv1.3;\n"
          "ssl_client_certificate {4}; ssl_verify_client on; }} }}\n",
          root, port, bed.server.certificate_file, bed.server.key_file, bed.server.ca_file));
  const auto config = root + "/nginx.conf";
  execlp("nginx", "nginx", "-p", root.c_str(), "-c", config.c_str(), nullptr);
  return 1;
}

std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

void stay_on_core(int core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  sched_setaffinity(0, sizeof(cores), &cores);
}

Load run_load(const net::ClientConfig& line, int threads, double seconds,
              const std::function<net::Request(std::size_t)>& request) {
  using Clock = std::chrono::steady_clock;
  std::atomic<std::size_t> next{0};
  std::vector<std::vector<double>> times(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  const auto begin = Clock::now();
  const auto end =
      begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      net::Client client(line);
      auto& mine = times[static_cast<std::size_t>(t)];
      while (Clock::now() < end) {
        const auto asked = request(next++);
        const auto from = Clock::now();
        const auto response = client.send(asked, 10000);
        if (!response || response->status != 200) continue;
        mine.push_back(std::chrono::duration<double, std::milli>(Clock::now() - from).count());
      }
    });
  }
  for (auto& thread : running) thread.join();
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  Load load;
  for (const auto& mine : times) load.ms.insert(load.ms.end(), mine.begin(), mine.end());
  std::sort(load.ms.begin(), load.ms.end());
  load.per_second = static_cast<double>(load.ms.size()) / took;
  return load;
}

}  // namespace madoguchi::bench
