// card_to_screen_p99_ms, face_file_ms: a card at the counter of a clinic.
#include <fmt/format.h>

#include "bench/arrivals.hpp"
#include "bench/load_client.hpp"
#include "bench/measures.hpp"
#include "browser_session.hpp"

namespace madoguchi::bench {

namespace {

constexpr std::size_t reads = 300;  // for each of the two figures
constexpr std::size_t clinic = 1;

}  // namespace

// One after the other, as patients come: the PIN is sent, the list tells of the new line, its
// answer is fetched, as the page does it. Every second one waits for its file instead.
void Measures::card_to_screen() {
  bed_.register_card("L0");
  const auto counter = bed_.start_counter(clinic);
  PageSession browser(counter.port);
  wait_until("the counter's page", [&] { return browser.get("/").status == 200; });
  const auto refused = browser.sign_in_first(counter.account, counter.account_made);
  must(refused.empty(), "the first sign-in: " + refused);
  wait_until("a card on the reader",
             [&] { return browser.get("/api/card/state").json.value("card", "") == "readable"; });
  const auto read_card = [&browser] {
    const auto read =
        browser.post("/api/card/read",
                     {{"mode", "pin"}, {"pin", "1234"}, {"consents", nlohmann::json::array()}});
    must(read.status == 200, "a card read: " + read.bytes);
  };
  const Arrivals files(counter.folder + "/face");
  Latencies screen;
  Latencies face;
  std::int64_t change = 0;
  for (std::size_t i = 0; i < reads; ++i) {
    auto from = Clock::now();
    read_card();
    const auto list = browser.get(fmt::format("/api/checks?after={}", change));
    must(list.status == 200 && !list.json["items"].empty(), "the list: " + list.bytes);
    const auto& line = list.json["items"][0];
    const auto shown = browser.get(fmt::format("/api/checks/{}", line["id"].get<std::int64_t>()));
    must(shown.status == 200 && shown.json.contains("screen"), "an answer: " + shown.bytes);
    screen.add(Clock::now() - from);
    files.come();

    from = Clock::now();
    read_card();
    files.come();
    face.add(Clock::now() - from);
    change = line["change"].get<std::int64_t>() + 1;
  }
  bed_.stop_terminal();
  figures_.values["card_to_screen_p99_ms"] = screen.ms(0.99);
  figures_.details["card_to_screen_p50_ms"] = screen.ms(0.5);
  figures_.values["face_file_ms"] = face.ms(0.99);
  figures_.details["face_file_p50_ms"] = face.ms(0.5);
}

}  // namespace madoguchi::bench
