// ./dev bench: figures of the center on one core, the load client on the other, nginx as the peer.

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "bench/measures.hpp"
#include "bench/office_measures.hpp"
#include "util/clock.hpp"

namespace madoguchi::bench {

namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::vector<std::string> names;  // empty: all
  std::string json;
  std::string folder = "build/bench";
  Settings settings;
  std::string command = "./dev bench";

  bool wants(const std::vector<std::string>& some) const {
    return names.empty() || std::any_of(some.begin(), some.end(), [this](const std::string& name) {
             return std::find(names.begin(), names.end(), name) != names.end();
           });
  }
};

// Something that is measured in one go, and the figures that come of it.
struct Part {
  std::vector<std::string> figures;
  const char* name;
  std::function<void()> measure;
};

constexpr std::string_view help =
    "./dev bench [NAME…] [--json FILE] [--recipients N] [--connections N] [--rounds N] [--slice "
    "S]\n"
    "\n"
    "センターを1つのコア、負荷を別のコアで動かして測り、目標と比べます。NAME "
    "を省くとすべて測ります。\n"
    "Measures the center on one core with the load client on the other, against the bars.\n"
    "\n"
    "  --json FILE       数値をファイルにも書く / writes the figures to a file too\n"
    "  --recipients N    受給者の数（既定 2000000。券はその2.25倍）/ size of the data set\n"
    "  --connections N   照会の接続数（既定 256）/ connections of the verify load\n"
    "  --rounds N        センターとnginxを交互に測る回数（既定 9）/ slices of each side\n"
    "  --slice S         1回の秒数（既定 2）/ seconds a slice\n"
    "  --folder DIR      データを置く場所（既定 build/bench）。どのディスクかで結果が変わります\n"
    "                    / where the data lies; its disk is part of what is measured\n"
    "\n"
    "例 / Example: ./dev bench verify_over_nginx --recipients 50000\n"
    "\n";

[[noreturn]] void tell_help(int code) {
  fmt::print(code == 0 ? stdout : stderr, "{}", help);
  for (const auto& bar : bars()) fmt::print("  {:<30} {}\n", bar.name, bar.meaning);
  std::exit(code);
}

Arguments arguments_of(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    arguments.command += " " + word;
    const auto value = [&]() -> std::string {
      if (i + 1 >= argc) tell_help(2);
      arguments.command += std::string(" ") + argv[i + 1];
      return argv[++i];
    };
    const auto whole = [&] { return std::strtoull(value().c_str(), nullptr, 10); };
    if (word == "--json") {
      arguments.json = value();
    } else if (word == "--folder") {
      arguments.folder = value();
    } else if (word == "--recipients") {
      arguments.settings.recipients = whole();
    } else if (word == "--connections") {
      arguments.settings.connections = whole();
    } else if (word == "--rounds") {
      arguments.settings.rounds = whole();
    } else if (word == "--slice") {
      arguments.settings.slice_s = std::strtod(value().c_str(), nullptr);
    } else if (word == "--help" || word == "-h") {
      tell_help(0);
    } else if (std::any_of(bars().begin(), bars().end(),
                           [&](const Bar& bar) { return bar.name == word; })) {
      arguments.names.push_back(word);
    } else {
      fmt::print(stderr, "bench: {}: そのような名前はありません / no such name\n\n", word);
      tell_help(2);
    }
  }
  const auto& settings = arguments.settings;
  if (settings.recipients < 1000 || settings.recipients >= 10000000 || settings.rounds < 1 ||
      settings.connections < 1 || settings.connections > 5000 || settings.slice_s < 0.1) {
    fmt::print(stderr, "bench: 値が範囲の外です / a value is out of range\n\n");
    tell_help(2);
  }
  return arguments;
}

std::string machine() {
  std::ifstream cpus("/proc/cpuinfo");
  std::string model = "unknown processor";
  for (std::string line; std::getline(cpus, line);) {
    if (!line.starts_with("model name")) continue;
    model = line.substr(line.find(':') + 2);
    break;
  }
  utsname system{};
  uname(&system);
  return fmt::format("{}, {} cores, {:.0f} GiB, Linux {}", model,
                     std::thread::hardware_concurrency(),
                     static_cast<double>(sysconf(_SC_PHYS_PAGES)) *
                         static_cast<double>(sysconf(_SC_PAGE_SIZE)) / (1U << 30U),
                     system.release);
}

std::string load_average() {
  std::string minute;
  std::ifstream("/proc/loadavg") >> minute;
  return minute;
}

std::vector<std::pair<std::string, std::string>> about(const Arguments& arguments,
                                                       const Dataset& data,
                                                       const std::string& load_before) {
  return {{"date", util::day_in_japan(util::SystemClock().now()).text()},
          {"command", arguments.command},
          {"machine", machine()},
          {"load_before", load_before},
          {"folder", arguments.folder},
          {"recipients", std::to_string(data.recipients)},
          {"tickets", std::to_string(data.tickets())}};
}

// Copies of the data that runs which were killed left behind.
void remove_leftovers(const std::string& folder) {
  constexpr std::string_view prefix = "run-";
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const auto process = "/proc/" + name.substr(prefix.size());
    if (!fs::exists(process)) fs::remove_all(entry.path());
  }
}

int run(const Arguments& arguments) {
  const auto load_before = load_average();
  // After each part: what was measured stays, whatever ends the run.
  const auto keep = [&](const Dataset& measured, const Figures& figures) {
    if (!arguments.json.empty()) {
      write_json(arguments.json, figures, about(arguments, measured, load_before));
    }
  };
  fs::create_directories(arguments.folder);
  const auto folder = fs::absolute(arguments.folder).string();
  remove_leftovers(folder);
  const auto data = dataset(folder, arguments.settings.recipients);
  Figures figures;
  bool failed = false;
  {
    Bed bed(fmt::format("{}/run-{}", folder, getpid()));
    stay_on_core(client_core);
    const auto database = bed.folder() + "/center.db";
    fs::copy_file(data.database, database);
    Measures measures(bed, data, database, arguments.settings, figures);
    const auto say = [](const char* what) { fmt::print(stderr, "bench: {} …\n", what); };
    say("cold start");
    measures.cold_start();
    OfficeMeasures office(bed, figures);
    const Part parts[] = {
        {{"verify_over_nginx", "memory_mb"}, "verify", [&] { measures.verify(); }},
        {{"handshake_full_over_nginx", "handshake_resumed_over_nginx"},
         "handshakes",
         [&] { measures.handshakes(); }},
        {{"req_to_res_p99_ms"}, "req/ to res/", [&] { measures.req_to_res(); }},
        {{"card_to_screen_p99_ms", "face_file_ms"}, "cards", [&] { measures.card_to_screen(); }},
        {{"bulk_5000_s"}, "bulk", [&] { measures.bulk_5000(); }},
        {{"office_search_ms"}, "an office's search", [&] { office.search(); }},
        {{"monthly_issue_3000_s"}, "a monthly issue", [&] { office.monthly_issue(); }},
        {{"pdf_1000_s"}, "paper", [&] { office.print(); }},
        {{"page_kb"}, "the page", [&] { office.page_weight(); }},
        {{"import_rows_per_s"}, "import", [&] { measures.import_rows(); }},
        {{"open_loop_p99_ms"}, "open loop", [&] { measures.open_loop(); }},
        {{"uke_100k_s", "uke_memory_mb"}, "claims", [&] { measures.uke_100k(); }},
        {{"history_view_ms"}, "histories", [&] { measures.history_view(); }},
    };
    for (const auto& part : parts) {
      if (!arguments.wants(part.figures)) continue;
      say(part.name);
      try {
        part.measure();
      } catch (const std::exception& failure) {
        fmt::print(stderr, "bench: {}: failed: {}\n", part.name, failure.what());
        failed = true;
      }
      keep(data, figures);
    }
  }
  print_figures(figures);
  const auto facts = about(arguments, data, load_before);
  for (const auto& [name, text] : facts) fmt::print("  {:<16} {}\n", name, text);
  if (data.recipients < bar_recipients) {
    fmt::print(
        "\n注意: 目標より小さいデータで測りました / measured on a smaller data set than the "
        "bars': {} recipients of {}\n",
        data.recipients, bar_recipients);
  }
  keep(data, figures);
  const bool missed = std::any_of(bars().begin(), bars().end(), [&](const Bar& bar) {
    const auto found = figures.values.find(bar.name);
    return found != figures.values.end() && outcome_of(bar, found->second) == Outcome::missed;
  });
  return missed || failed ? 1 : 0;
}

}  // namespace

}  // namespace madoguchi::bench

int main(int argc, char** argv) {
  try {
    return madoguchi::bench::run(madoguchi::bench::arguments_of(argc, argv));
  } catch (const std::exception& failure) {
    fmt::print(stderr, "bench: failed: {}\n", failure.what());
    return 1;
  }
}
