#include "bench/figures.hpp"

#include <fmt/format.h>

#include <fstream>

#include "util/json_line.hpp"

namespace madoguchi::bench {

namespace {

std::string number(double value) {
  return fmt::format("{:.6g}", value);
}

const Bar* bar_of(const std::string& name) {
  for (const auto& bar : bars()) {
    if (bar.name == name) return &bar;
  }
  return nullptr;
}

}  // namespace

const std::vector<Bar>& bars() {
  using Better = Bar::Better;
  static const std::vector<Bar> all = {
      {"verify_over_nginx", "x", Better::higher, 0.25, 0.4,
       "number inquiries a second, audit durable / nginx serving a static file of that size"},
      {"handshake_full_over_nginx", "x", Better::higher, 0.9, 1.0,
       "connect, full mutual TLS handshake, one request, close / the same at nginx"},
      {"handshake_resumed_over_nginx", "x", Better::higher, 0.9, 1.0,
       "the same with a resumed session / at nginx"},
      {"req_to_res_p99_ms", "ms", Better::lower, 50, 15,
       "file in req/ to file in res/ through a terminal, 20 at a time"},
      {"import_rows_per_s", "rows/s", Better::higher, 100000, 300000,
       "posted CSV to acknowledged commit, ticket rows, 2 % bad, into the filled store"},
      {"bulk_5000_s", "s", Better::lower, 1, 0.3,
       "01req file to 02res file, 5,000 tickets, Shift_JIS, zip"},
      {"cold_start_s", "s", Better::lower, 2, 0.5,
       "start of the process to its first answer, the database out of the file cache"},
      {"memory_mb", "MB", Better::lower, 1000, 300, "peak RssAnon of the center under verify load"},
      {"open_loop_p99_ms", "ms", Better::lower, 20, 10,
       "2,400 number inquiries a second at their own times, during an import"},
      {"office_search_ms", "ms", Better::lower, 200, 50,
       "p99 of searches in an office of 50,000 beside the whole data set, through its page"},
      {"monthly_issue_3000_s", "s", Better::lower, 3, 1,
       "3,000 tickets of a month, from the click to the receipt, through office and center"},
      {"pdf_1000_s", "s", Better::lower, 20, 10,
       "1,000 tickets on paper with a cover list, from the click to the last byte of the PDF"},
      {"page_kb", "kB", Better::lower, 300, 200,
       "every file of sign-in and first page, compressed, as it comes over HTTP"},
      {"card_to_screen_p99_ms", "ms", Better::lower, 1000, 100,
       "from the PIN sent by the counter's page to the answer read by it, a software card"},
      {"face_file_ms", "ms", Better::lower, 300, 50,
       "p99 from the PIN sent to the face/ file in its folder: no less than from the answer"},
      {"uke_100k_s", "s", Better::lower, 30, 15,
       "a claims file of 100,000 claims, posted to acknowledged"},
      {"uke_memory_mb", "MB", Better::lower, 300, 200, "peak RssAnon of the center meanwhile"},
      {"history_view_ms", "ms", Better::lower, 200, 50,
       "p99 of a person's sixty months: judged, on record, with duplicates"},
  };
  return all;
}

Outcome outcome_of(const Bar& bar, double value) {
  const bool higher = bar.better == Bar::Better::higher;
  if (higher ? value >= bar.goal : value <= bar.goal) return Outcome::goal;
  return (higher ? value >= bar.bar : value <= bar.bar) ? Outcome::bar : Outcome::missed;
}

std::string_view name_of(Outcome outcome) {
  if (outcome == Outcome::missed) return "FAIL";
  return outcome == Outcome::goal ? "pass (goal)" : "pass";
}

void print_figures(const Figures& figures) {
  fmt::print("\n{:<32} {:>12} {:>10} {:>10}   {}\n", "name", "measured", "bar", "goal", "");
  for (const auto& bar : bars()) {
    const auto found = figures.values.find(bar.name);
    if (found == figures.values.end()) continue;
    fmt::print("{:<32} {:>12} {:>10} {:>10}   {}\n", bar.name, number(found->second),
               number(bar.bar), number(bar.goal), name_of(outcome_of(bar, found->second)));
  }
  fmt::print("\n");
  for (const auto& [name, value] : figures.details) {
    fmt::print("  {:<38} {:>12}\n", name, number(value));
  }
}

void write_json(const std::string& file, const Figures& figures,
                const std::vector<std::pair<std::string, std::string>>& about) {
  std::string lines;
  for (const auto& [name, value] : figures.values) {
    const auto* bar = bar_of(name);
    util::JsonLine line;
    line.add("name", name)
        .add_json("value", number(value))
        .add("unit", bar->unit)
        .add_json("bar", number(bar->bar))
        .add_json("goal", number(bar->goal))
        .add("outcome", name_of(outcome_of(*bar, value)))
        .add("meaning", bar->meaning);
    lines += (lines.empty() ? "    " : ",\n    ") + std::move(line).finish();
  }
  util::JsonLine details;
  for (const auto& [name, value] : figures.details) details.add_json(name, number(value));
  util::JsonLine told;
  for (const auto& [name, text] : about) told.add(name, text);
  std::ofstream(file) << "{\n  \"about\": " << std::move(told).finish() << ",\n  \"figures\": [\n"
                      << lines << "\n  ],\n  \"details\": " << std::move(details).finish()
                      << "\n}\n";
}

}  // namespace madoguchi::bench
