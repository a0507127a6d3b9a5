#include "bench/office_measures.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <regex>
#include <set>
#include <thread>

#include "bench/load_client.hpp"
#include "bench/office_population.hpp"
#include "util/clock.hpp"
#include "util/encoding.hpp"

namespace madoguchi::bench {

namespace {

using nlohmann::json;

constexpr std::size_t people = 50000;
constexpr std::size_t monthly_tickets = 3000;
constexpr std::size_t printed_tickets = 1000;
constexpr std::size_t searches = 500;
constexpr double bytes_in_kb = 1000;
constexpr auto poll_every = std::chrono::milliseconds(10);

double seconds_since(Clock::time_point from) {
  return std::chrono::duration<double>(Clock::now() - from).count();
}

// What a caseworker types about somebody, in turns: kana, name, part of a name in hiragana or
// kanji, number, birth date, one letter.
std::string typed(std::size_t turn) {
  const auto one = named_person((turn * 7919) % people);
  switch (turn % 7) {
    case 0:
      return one.kana;
    case 1:
      return one.name;
    case 2:
      return one.kana.substr(0, one.kana.find(' '));
    case 3:
      return one.name.substr(0, one.name.find("　"));
    case 4:
      return one.number;
    case 5:
      return one.birthdate.substr(0, 4) + "-" + one.birthdate.substr(4, 2) + "-" +
             one.birthdate.substr(6);
    default:
      return one.kana.substr(0, 3);  // one letter of half-width kana
  }
}

// A compressed file of the page, as text.
std::string unpacked(const std::string& folder, const std::string& gzip) {
  const auto file = folder + "/asset.gz";
  std::ofstream(file, std::ios::binary | std::ios::trunc) << gzip;
  std::string text;
  // NOLINTNEXTLINE(cert-env33-c): a file of our own
  FILE* pipe = ::popen(("gzip -dc '" + file + "'").c_str(), "r");
  must(pipe != nullptr, "gzip");
  char piece[65536];
  for (std::size_t got = 0; (got = std::fread(piece, 1, sizeof(piece), pipe)) > 0;) {
    text.append(piece, got);
  }
  ::pclose(pipe);
  return text;
}

// Paths of the page's own files that a file of it names.
std::set<std::string> named_in(const std::string& text) {
  std::set<std::string> paths;
  static const std::regex file(R"(["'(`](?:\./|/)?(?:assets/)?([A-Za-z0-9_.-]+\.)"
                               R"((?:js|css|svg|woff2?|png|ico|webmanifest))["')`])");
  for (std::sregex_iterator at(text.begin(), text.end(), file), end; at != end; ++at) {
    paths.insert((*at)[1]);
  }
  return paths;
}

}  // namespace

util::Month OfficeMeasures::month() const {
  return util::Month::of(util::day_in_japan(util::SystemClock().now()));
}

void OfficeMeasures::need_office() {
  if (browser_) return;
  const auto office = bed_.second_office();
  import(bed_.operator_(), "office", second_office_csv(), 0);
  import(office, "qualification", named_qualification_csv(people), 0);
  const auto from = Clock::now();
  const auto page = bed_.start_office();
  browser_ = std::make_unique<PageSession>(page.port);
  wait_until("starting the office", [&] { return browser_->get("/").status == 200; });
  const auto refused = browser_->sign_in_first(page.account, page.account_made);
  must(refused.empty(), "the first sign-in: " + refused);
  for (int minutes = 0; minutes < 10; ++minutes) {  // one of them is enough where nobody else works
    try {
      wait_until("reading 50,000 people", [&] {
        std::this_thread::sleep_for(poll_every);
        return browser_->get("/api/people?limit=1").json.value("total", std::size_t{0}) == people;
      });
      break;
    } catch (const std::exception&) {
      if (minutes == 9) throw;
    }
  }
  figures_.details["office_first_read_s"] = seconds_since(from);
}

void OfficeMeasures::need_tickets() {
  need_office();
  if (has_tickets_) return;
  has_tickets_ = true;
  import(bed_.second_office(), "ticket", named_ticket_csv(monthly_tickets, month()), 0);
  wait_until("reading the tickets", [&] {
    std::this_thread::sleep_for(poll_every);
    const auto said = browser_->get("/api/tickets?month=" + month().text());
    return said.json.value("items", json::array()).size() == monthly_tickets;
  });
}

void OfficeMeasures::search() {
  need_office();
  Latencies latencies;
  std::size_t found = 0;
  for (std::size_t turn = 0; turn < searches; ++turn) {
    const auto path = "/api/people?limit=50&q=" + typed(turn);
    const auto from = Clock::now();
    const auto said = browser_->get(path);
    latencies.add(Clock::now() - from);
    must(said.status == 200 && said.json["total"] > 0, "a search: " + path);
    found += said.json["items"].size();
  }
  must(found > searches, "searches find somebody");
  figures_.values["office_search_ms"] = latencies.ms(0.99);
  figures_.details["office_search_p50_ms"] = latencies.ms(0.5);
}

double OfficeMeasures::job_ended(const PageSession::Said& begun, const std::string& what,
                                 json& job) {
  must(begun.status == 202 && begun.json.contains("job"), what + ": " + begun.bytes.substr(0, 200));
  const auto id = begun.json["job"].get<std::string>();
  const auto took = wait_until(what, [&] {
    std::this_thread::sleep_for(poll_every);
    job = browser_->get("/api/jobs/" + id).json;
    return job.value("state", "") != "running";
  });
  must(job["state"] == "done", what + ": " + job.dump().substr(0, 300));
  return took;
}

void OfficeMeasures::monthly_issue() {
  need_tickets();
  const auto next = month().plus_months(1).text();
  const auto from = Clock::now();
  const auto proposal = browser_->get("/api/monthly?month=" + next);
  figures_.details["monthly_list_s"] = seconds_since(from);
  json rows = json::array();
  for (const auto& row : proposal.json.at("rows")) {
    if (row["held"].empty()) rows.push_back(row["id"]);
  }
  must(rows.size() == monthly_tickets, "3,000 proposed, not " + std::to_string(rows.size()));
  const auto began = Clock::now();
  const auto begun = browser_->post(
      "/api/monthly/publish", {{"month", next}, {"rows", rows}, {"seen", proposal.json["seen"]}});
  json job;
  job_ended(begun, "the monthly issue", job);
  figures_.values["monthly_issue_3000_s"] = seconds_since(began);
  must(job["result"]["rows"] == monthly_tickets, "all of them are published");
}

void OfficeMeasures::print() {
  need_tickets();
  json ids = json::array();
  const auto listed = browser_->get("/api/tickets?month=" + month().text()).json;
  for (const auto& ticket : listed.at("items")) {
    if (ids.size() < printed_tickets) ids.push_back(ticket["id"]);
  }
  must(ids.size() == printed_tickets, "1,000 tickets to print, not " + std::to_string(ids.size()));
  const auto began = Clock::now();
  json job;
  job_ended(browser_->post("/api/print", {{"kind", "ticket"}, {"ids", ids}}), "printing", job);
  const auto pdf = browser_->get("/api/print/" + job["result"]["file"].get<std::string>() + ".pdf");
  figures_.values["pdf_1000_s"] = seconds_since(began);
  must(pdf.status == 200 && pdf.bytes.starts_with("%PDF"), "a PDF");
  figures_.details["pdf_1000_mb"] = static_cast<double>(pdf.bytes.size()) / 1e6;
}

// Every file that the sign-in and the first page can name, whether a browser fetches it at once or
// later, as it comes over the line.
void OfficeMeasures::page_weight() {
  need_office();
  const auto index = browser_->get("/", {{"Accept-Encoding", "gzip"}});
  must(index.status == 200, "the page");
  double bytes = static_cast<double>(index.bytes.size());
  std::set<std::string> seen;
  std::set<std::string> wanted = named_in(unpacked(bed_.folder(), index.bytes));
  std::size_t files = 1;
  while (!wanted.empty()) {
    const auto name = *wanted.begin();
    wanted.erase(wanted.begin());
    if (!seen.insert(name).second) continue;
    auto said = browser_->get("/assets/" + name, {{"Accept-Encoding", "gzip"}});
    if (said.status != 200) said = browser_->get("/" + name, {{"Accept-Encoding", "gzip"}});
    if (said.status != 200) continue;  // a word that only looks like a file's name
    bytes += static_cast<double>(said.bytes.size());
    ++files;
    const bool text = name.ends_with(".js") || name.ends_with(".css");
    if (!text) continue;
    for (const auto& more : named_in(unpacked(bed_.folder(), said.bytes))) wanted.insert(more);
  }
  must(files > 2, "a script and a style");
  figures_.values["page_kb"] = bytes / bytes_in_kb;
  figures_.details["page_files"] = static_cast<double>(files);
  double answers = 0;
  for (const auto* path : {"/api/session", "/api/status", "/api/work"}) {
    const auto said = browser_->get(path);
    must(said.status == 200, path);
    answers += static_cast<double>(said.bytes.size());
  }
  figures_.details["page_first_answers_kb"] = answers / bytes_in_kb;
}

}  // namespace madoguchi::bench
