// uke_100k_s, history_view_ms: claims into the center, and a person's sixty months out of it.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "bench/load_client.hpp"
#include "bench/measures.hpp"
#include "bench/population.hpp"
#include "card/jpki.hpp"
#include "card/question.hpp"
#include "card/software_card.hpp"
#include "tools/generate/invented_claims.hpp"
#include "util/clock.hpp"
#include "util/hash.hpp"

namespace madoguchi::bench {

namespace {

constexpr std::size_t claims_measured = 100000;
constexpr int months_shown = 60;
constexpr std::size_t views = 200;
constexpr std::int64_t wait_ms = 600000;

tools::ClaimedPerson person(std::size_t n) {
  return {"試験　太郎", "シケン　タロウ", "1", *util::Day::parse("19900115"),
          payer_of(n),  beneficiary_of(n)};
}

// 1310000011 and so on, each its own group of one file.
std::string claims_file(util::Month month, std::size_t count) {
  std::string bytes;
  const auto each = (count + clinics - 1) / clinics;
  for (std::size_t clinic = 0; clinic < clinics && clinic * each < count; ++clinic) {
    std::vector<tools::ClaimedPerson> people;
    for (auto n = clinic * each; n < std::min(count, (clinic + 1) * each); ++n) {
      people.push_back(person(n));
    }
    tools::InventedClaims of;
    of.institution_code = institution_code(clinic);
    of.institution_name = "見本医療機関";
    of.month = month;
    bytes += tools::invented_claims(of, people);
  }
  return bytes;
}

nlohmann::json post(edge::CenterClient line, const std::string& path, const std::string& kind,
                    std::string body, net::Headers headers = {}) {
  net::Request request;
  request.method = "POST";
  request.path = path;
  if (!kind.empty()) request.query = {{"kind", kind}};
  request.headers = std::move(headers);
  request.body = std::move(body);
  const auto response = line.send(request, wait_ms);
  must(response.has_value(), path);
  return nlohmann::json::parse(response->body);
}

// A doctor's card read of recipient 0 at clinic 0; the number of its record.
std::string read_card(Bed& bed) {
  auto card = card::SoftwareCard::open(bed.card_file()).value();
  auto line = bed.clinic(0);
  const auto challenge = line.challenge(wait_ms);
  must(challenge.has_value(), "challenge");
  oqs::CardQuestion asked;
  asked.challenge = challenge->challenge;
  const auto day = util::day_in_japan(util::SystemClock().now());
  asked.day = day.text();
  asked.mode = "pin";
  asked.certificate_der = card.certificate_der();
  asked.arbitrary_file_identifier = "bench";
  asked.consents = {{"medication", true}, {"health_checkups", true}};
  card::SignedQuestion text{asked.challenge, institution_code(0), day, card::Mode::pin, {}};
  for (const auto& [kind, given] : asked.consents) text.consents.push_back({kind, given});
  must(card.verify("1234").has_value(), "PIN");
  asked.signature = card.sign_digest_info(card::digest_info_of(card::text_to_sign(text))).value();
  const auto answer = line.verify_card(asked, {}, util::random_key(), wait_ms);
  must(answer.has_value(), "card read");
  return answer->record_id;
}

}  // namespace

// 100,000 claims of as many people (or of all there are, in turns), posted to acknowledged.
void Measures::uke_100k() {
  const auto people = std::min(claims_measured, data_.recipients);
  std::string file;
  auto month = data_.month.plus_months(-1);
  for (std::size_t made = 0; made < claims_measured; made += people) {
    file += claims_file(month, std::min(people, claims_measured - made));
    month = month.plus_months(-1);
  }
  double memory = rss_anon_mb(bed_.center_pid());
  figures_.details["uke_memory_before_mb"] = memory;
  figures_.details["uke_file_mb"] = static_cast<double>(file.size()) / 1e6;
  std::atomic<bool> running = true;
  std::thread watch([&] {
    while (running) {
      memory = std::max(memory, rss_anon_mb(bed_.center_pid()));
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  const auto from = Clock::now();
  const auto report = post(bed_.operator_(), "/history/import", "uke", std::move(file));
  const auto seconds = std::chrono::duration<double>(Clock::now() - from).count();
  running = false;
  watch.join();
  must(report.value("added", 0) == static_cast<int>(claims_measured), report.dump());
  must(report.value("unmatched", 1) == 0, "every claim has its person");
  figures_.values["uke_100k_s"] = seconds;
  figures_.values["uke_memory_mb"] = memory;
}

// Sixty months of one person, at the page's road: HTTP, judged, on record.
void Measures::history_view() {
  const auto now = util::Month::of(util::day_in_japan(util::SystemClock().now()));
  for (int back = 1; back <= months_shown; ++back) {
    post(bed_.operator_(), "/history/import", "uke", claims_file(now.plus_months(-back), 1));
  }
  post(bed_.operator_(), "/history/import", "drug_master", tools::invented_drug_master());
  bed_.register_card("L0");
  const auto body = "{\"card_record\":" + read_card(bed_) + "}";
  const net::Headers doctor = {{"Madoguchi-Operator", "doctor"},
                               {"Madoguchi-Role", "doctor"},
                               {"Madoguchi-Factors", "1-01,3-02"}};
  std::vector<double> took;
  for (std::size_t i = 0; i < views; ++i) {
    const auto from = Clock::now();
    const auto seen = post(bed_.clinic(0), "/history/view", "", body, doctor);
    took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - from).count());
    must(seen.contains("medication") && seen["medication"]["lines"].size() >= months_shown - 1,
         "a view without its content: " + seen.dump().substr(0, 400));
  }
  std::sort(took.begin(), took.end());
  figures_.values["history_view_ms"] = took[took.size() * 99 / 100];
  figures_.details["history_view_median_ms"] = took[took.size() / 2];
}

}  // namespace madoguchi::bench
