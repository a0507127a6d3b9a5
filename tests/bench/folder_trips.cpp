// What a clinic sees: files in req/ and res/ of a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "bench/arrivals.hpp"
#include "bench/load_client.hpp"
#include "bench/measures.hpp"
#include "bench/population.hpp"
#include "oqs/messages.hpp"

namespace madoguchi::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t trips = 2000;
constexpr std::size_t trips_at_once = 20;
constexpr std::size_t trips_to_warm_up = 100;
constexpr std::size_t bulk_tickets = 5000;

// The folders of one terminal: puts requests, waits for results.
class Folders {
 public:
  explicit Folders(const std::string& folder)
      : req_(folder + "/req"),
        res_(folder + "/res"),
        aside_(folder + "/aside"),
        arrivals_(folder + "/res") {
    fs::create_directories(aside_);
  }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(aside_ / name, std::ios::binary) << text;
    fs::rename(aside_ / name, req_ / name);
  }

  // Names that came into res/, at least one.
  std::vector<std::string> come() const { return arrivals_.come(); }

  // The result whose name begins so, taken away.
  std::string result(const std::string& base) const {
    for (;;) {
      for (const auto* end : {".xml", ".zip"}) {
        const auto path = res_ / (base + end);
        std::ifstream file(path, std::ios::binary);
        if (!file) continue;
        std::string bytes((std::istreambuf_iterator<char>(file)), {});
        fs::remove(path);
        return bytes;
      }
      come();
    }
  }
  void take_away(const std::string& name) const { fs::remove(res_ / name); }

 private:
  fs::path req_, res_, aside_;
  Arrivals arrivals_;
};

std::string message(const std::string& body) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><XmlMsg><MessageHeader><MedicalInstitutionCode>{}"
      "</MedicalInstitutionCode></MessageHeader><MessageBody>{}</MessageBody></XmlMsg>",
      institution_code(bulk_clinic), body);
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return {};
  const auto at = from + begin.size();
  return text.substr(at, text.find(end, at) - at);
}

}  // namespace

void Measures::req_to_res() {
  const Folders folders(bed_.start_terminal(0));
  Latencies latencies;
  std::map<std::string, Clock::time_point> waiting;
  std::size_t put = 0;
  std::size_t came = 0;
  const auto next = [&] {
    const auto name = fmt::format("202611230{:06}", ++put);
    waiting["OQSsiquc01res_" + name + ".xml"] = Clock::now();
    folders.put("OQSsiquc01req_" + name + ".xml", question(someone_of(0), data_.month.first_day()));
  };
  while (put < trips_at_once) next();
  while (!waiting.empty()) {
    for (const auto& name : folders.come()) {
      const auto found = waiting.find(name);
      if (found == waiting.end()) continue;
      // The first ones open the terminal's lines: it does so once a day, not once a patient.
      if (++came > trips_to_warm_up) latencies.add(Clock::now() - found->second);
      waiting.erase(found);
      folders.take_away(name);
      if (put < trips) next();
    }
  }
  bed_.stop_terminal();
  figures_.values["req_to_res_p99_ms"] = latencies.ms(0.99);
  figures_.details["req_to_res_p50_ms"] = latencies.ms(0.5);
}

void Measures::bulk_5000() {
  TicketFile file;
  file.count = std::min(bulk_tickets, data_.recipients);
  file.month = data_.month.plus_months(-2);
  file.at_clinic = bulk_clinic;
  file.issue = 6;
  import(bed_.office(), "ticket", ticket_csv(file), 0);
  const Folders folders(bed_.start_terminal(bulk_clinic));
  std::vector<double> seconds;
  for (int run = 0; run < 5; ++run) {
    const auto from = Clock::now();
    folders.put(fmt::format("OQSmutic01req_{}.xml", run),
                message(fmt::format("<QualificationConfirmSearchInfo><MedicalTreatmentMonth>{}"
                                    "</MedicalTreatmentMonth></QualificationConfirmSearchInfo>",
                                    file.month.text())));
    const auto accepted = folders.result(fmt::format("OQSmutic01res_{}", run));
    const auto reception = between(accepted, "<ReceptionNumber>", "</ReceptionNumber>");
    must(!reception.empty(), "the bulk acquisition's reception number");
    std::string came;
    for (int tries = 0; !came.starts_with("PK"); ++tries) {
      must(tries < 1000, "the bulk acquisition");
      const auto name = fmt::format("{}{:04}", run, tries);
      folders.put("OQSmutic02req_" + name + ".xml",
                  message("<ReceptionNumber>" + reception + "</ReceptionNumber>"));
      came = folders.result("OQSmutic02res_" + name);
    }
    seconds.push_back(std::chrono::duration<double>(Clock::now() - from).count());
    must(came.size() > file.count * 10, "a zip of every ticket");
  }
  bed_.stop_terminal();
  std::sort(seconds.begin(), seconds.end());
  figures_.values["bulk_5000_s"] = seconds[seconds.size() / 2];
  figures_.details["bulk_slowest_s"] = seconds.back();
  figures_.details["bulk_tickets"] = static_cast<double>(file.count);
}

}  // namespace madoguchi::bench
