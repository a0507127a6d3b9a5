#include "bench/measures.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "bench/load_client.hpp"
#include "bench/population.hpp"
#include "util/hash.hpp"

namespace madoguchi::bench {

namespace {

constexpr std::string_view right_answer = "<QualificationValidity>1<";
constexpr std::string_view static_file = "GET /oqs/OQSsiquc01 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
constexpr std::size_t handshakes_at_once = 32;
constexpr std::size_t import_rows_wanted = 1000000;
constexpr int bad_percent = 2;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void drop_from_file_cache(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  fdatasync(file);
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  ::close(file);
}

// Slices of the center and of nginx in turns, so that the machine's drift meets both.
struct Side {
  pid_t pid = 0;
  std::vector<double> per_second, busy, cpu_us;
  Latencies latencies;
  std::uint64_t wrong = 0;

  void run(const std::function<Slice()>& slice) {
    const auto cpu_before = cpu_seconds(pid);
    const auto from = Clock::now();
    const auto made = slice();
    const double cpu = cpu_seconds(pid) - cpu_before;
    const double took = std::chrono::duration<double>(Clock::now() - from).count();
    must(made.answers > 0, "a single answer within " + std::to_string(took) + " s");
    per_second.push_back(made.per_second());
    busy.push_back(cpu / took);
    cpu_us.push_back(cpu * 1e6 / static_cast<double>(made.answers));
    latencies.merge(made.latencies);
    wrong += made.wrong;
  }
};

std::vector<double> ratios(const std::vector<double>& above, const std::vector<double>& below) {
  std::vector<double> out;
  for (std::size_t i = 0; i < above.size(); ++i) out.push_back(above[i] / below[i]);
  return out;
}

void note(Figures& figures, const std::string& name, const Side& center, const Side& nginx) {
  figures.values[name + "_over_nginx"] = median(ratios(center.per_second, nginx.per_second));
  auto& details = figures.details;
  // What each answer costs the server: says the same as the ratio when both keep their core busy,
  // and is the surer of the two when one does not, or when others use the machine.
  details[name + "_over_nginx_by_cpu"] = median(ratios(nginx.cpu_us, center.cpu_us));
  for (const auto& [side, who] : {std::pair{&center, "center"}, std::pair{&nginx, "nginx"}}) {
    const auto prefix = fmt::format("{}_{}", name, who);
    details[prefix + "_per_s"] = median(side->per_second);
    details[prefix + "_cpu_us"] = median(side->cpu_us);
    details[prefix + "_core_busy"] = median(side->busy);
    details[prefix + "_p50_ms"] = side->latencies.ms(0.5);
    details[prefix + "_p99_ms"] = side->latencies.ms(0.99);
    must(side->wrong == 0, name + ": right answers from " + who);
  }
}

}  // namespace

Measures::Measures(Bed& bed, Dataset data, std::string database, Settings settings,
                   Figures& figures)
    : bed_(bed),
      data_(std::move(data)),
      database_(std::move(database)),
      settings_(settings),
      figures_(figures) {}

std::size_t Measures::someone_of(std::size_t clinic) {
  const auto n = (++asked_ * 0x9E3779B97F4A7C15ULL >> 16) % data_.recipients;
  const auto own = n - n % clinics + clinic;
  return own < data_.recipients ? own : clinic;
}

std::string Measures::ask(std::size_t clinic) {
  const auto body = question(someone_of(clinic), data_.month.first_day());
  return fmt::format(
      "POST /oqs/OQSsiquc01 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/xml\r\n"
      "Idempotency-Key: {}\r\nContent-Length: {}\r\n\r\n{}",
      util::random_key(), body.size(), body);
}

std::string Measures::answer(std::size_t clinic) {
  net::Request request;
  request.method = "POST";
  request.path = "/oqs/OQSsiquc01";
  request.body = question(someone_of(clinic), data_.month.first_day());
  const auto response = bed_.clinic(clinic).send(request, 10000);
  must(response && response->body.find(right_answer) != std::string::npos, "a right answer");
  return response->body;
}

void Measures::need_nginx() {
  if (!nginx_runs_) bed_.start_nginx(answer(0));
  nginx_runs_ = true;
}

void Measures::cold_start() {
  for (const auto* suffix : {"", "-wal"}) drop_from_file_cache(database_ + suffix);
  const auto from = Clock::now();
  bed_.start_center(database_);
  net::Request request;
  request.method = "POST";
  request.path = "/oqs/OQSsiquc01";
  request.body = question(someone_of(0), data_.month.first_day());
  wait_until("a first answer", [&] {
    const auto response = bed_.clinic(0).send(request, 10000);
    return response && response->body.find(right_answer) != std::string::npos;
  });
  figures_.values["cold_start_s"] = std::chrono::duration<double>(Clock::now() - from).count();
}

void Measures::verify() {
  need_nginx();
  LoadClient center(bed_.clinics(), bed_.center_port(), settings_.connections,
                    std::string(right_answer));
  LoadClient nginx(bed_.clinics(), bed_.nginx_port(), settings_.connections,
                   std::string(right_answer));
  const LoadClient::Ask ask_center = [this](std::size_t connection, std::string& out) {
    out = ask(connection % clinics);
  };
  const LoadClient::Ask ask_nginx = [](std::size_t, std::string& out) { out = static_file; };
  center.closed(settings_.slice_s, ask_center);  // warm-up
  nginx.closed(settings_.slice_s / 4, ask_nginx);
  Side a;
  Side b;
  a.pid = bed_.center_pid();
  b.pid = bed_.nginx_pid();
  double memory = 0;
  for (std::size_t round = 0; round < settings_.rounds; ++round) {
    std::atomic<bool> running = true;
    std::thread watch([&] {
      while (running) {
        memory = std::max(memory, rss_anon_mb(a.pid));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    });
    a.run([&] { return center.closed(settings_.slice_s, ask_center); });
    running = false;
    watch.join();
    b.run([&] { return nginx.closed(settings_.slice_s, ask_nginx); });
  }
  note(figures_, "verify", a, b);
  figures_.values["memory_mb"] = memory;
  figures_.details["verify_connections"] = static_cast<double>(settings_.connections);
}

void Measures::handshakes() {
  need_nginx();
  const auto round = [this](Side& side, std::uint16_t port, Handshake kind,
                            const LoadClient::Ask& ask) {
    side.run([&] {
      return bench::handshakes(bed_.clinics(), port, kind, handshakes_at_once, settings_.slice_s,
                               ask);
    });
  };
  const LoadClient::Ask ask_center = [this](std::size_t place, std::string& out) {
    out = ask(place % clinics);
  };
  const LoadClient::Ask ask_nginx = [](std::size_t, std::string& out) { out = static_file; };
  for (const auto kind : {Handshake::full, Handshake::resumed}) {
    Side a;
    Side b;
    a.pid = bed_.center_pid();
    b.pid = bed_.nginx_pid();
    for (std::size_t i = 0; i < settings_.rounds; ++i) {
      round(a, bed_.center_port(), kind, ask_center);
      round(b, bed_.nginx_port(), kind, ask_nginx);
    }
    note(figures_, kind == Handshake::full ? "handshake_full" : "handshake_resumed", a, b);
  }
}

void Measures::import_rows() {
  const auto rows = std::min(import_rows_wanted, data_.recipients);
  TicketFile file;
  file.count = rows;
  file.month = data_.month.plus_months(1);
  file.issue = 4;
  file.bad_percent = bad_percent;
  const auto csv = ticket_csv(file);
  const auto bad = (rows / 100) * bad_percent + std::min<std::size_t>(rows % 100, bad_percent);
  figures_.values["import_rows_per_s"] =
      static_cast<double>(rows) / import(bed_.office(), "ticket", csv, bad);
  figures_.details["import_rows"] = static_cast<double>(rows);
}

void Measures::open_loop() {
  constexpr double questions_per_s = 2400;
  TicketFile file;
  file.count = std::min(import_rows_wanted, data_.recipients);
  file.month = data_.month.plus_months(2);
  file.issue = 5;
  file.bad_percent = 0;
  const auto csv = ticket_csv(file);
  LoadClient center(bed_.clinics(), bed_.center_port(), settings_.connections,
                    std::string(right_answer));
  auto importer = std::async(std::launch::async, [&] { import(bed_.office(), "ticket", csv, 0); });
  const auto importing = [&] {
    return importer.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
  };
  Latencies during;
  std::uint64_t wrong = 0;
  while (importing()) {
    const auto slice = center.open(
        1, questions_per_s,
        [this](std::size_t connection, std::string& out) { out = ask(connection % clinics); });
    during.merge(slice.latencies);
    wrong += slice.wrong;
  }
  importer.get();
  must(wrong == 0, "open loop: right answers");
  figures_.values["open_loop_p99_ms"] = during.ms(0.99);
  figures_.details["open_loop_p50_ms"] = during.ms(0.5);
  figures_.details["open_loop_answers"] = static_cast<double>(during.count());
}

}  // namespace madoguchi::bench
