#include "terminal/patient/patient_desk.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "edge/page_server.hpp"
#include "util/digits.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using edge::OpenAnswer;
using nlohmann::json;

constexpr std::int64_t code_life_ms = 5LL * 60 * 1000;
constexpr std::int64_t watch_ms = 500;
constexpr std::int64_t wait_s_max = 30;
constexpr std::size_t token_bytes = 32;
constexpr std::size_t code_bytes = 16;
constexpr std::size_t token_file_bytes_max = 256;

std::string hash_of(const std::string& text) {
  return util::hex(util::sha256(text));
}

OpenAnswer refused(int status, const char* code, const char* message, const char* english) {
  return {edge::problem_answer({status, code, message, english, "", ""}), std::nullopt};
}

OpenAnswer not_paired() {
  return refused(401, "F4010", "職員がこの画面を開いてください。", "Staff must open this page.");
}

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

PatientDesk::PatientDesk(Settings settings, PatientReader reader, const util::Clock& clock)
    : settings_(std::move(settings)),
      reader_(std::move(reader)),
      clock_(clock),
      session_(settings_.times) {
  if (const auto kept = util::read_file(settings_.token_file, token_file_bytes_max)) {
    token_hash_ = kept->substr(0, kept->find('\n'));
  }
  if (settings_.threads == Settings::Threads::none) return;
  watcher_ = std::thread([this] {
    for (;;) {
      {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return;
      }
      look(watch_ms);
    }
  });
}

PatientDesk::~PatientDesk() {
  stop();
}

void PatientDesk::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (watcher_.joinable()) watcher_.join();
}

std::string PatientDesk::new_code() {
  const auto code = util::hex(util::random_bytes(code_bytes));
  const std::scoped_lock lock(mutex_);
  code_hash_ = hash_of(code);
  code_until_ = clock_.now().plus_ms(code_life_ms);
  return code;
}

bool PatientDesk::paired() const {
  const std::scoped_lock lock(mutex_);
  return !token_hash_.empty();
}

void PatientDesk::unpair() {
  {
    const std::scoped_lock lock(mutex_);
    token_hash_.clear();
    code_hash_.clear();
    ++pairings_;
  }
  if (const auto kept = util::replace_file(settings_.token_file, "\n"); !kept) {
    util::log(util::LogLevel::error, "terminal",
              "the pairing cannot be taken back on disk: " + kept.error().text());
  }
  changed_.notify_all();
}

PatientDesk::StaffView PatientDesk::staff_view_now() const {
  return {!token_hash_.empty(), session_.staff_wanted(), session_.view().screen,
          session_.card_number(), session_.version() + pairings_};
}

PatientDesk::StaffView PatientDesk::staff_view() const {
  const std::scoped_lock lock(mutex_);
  return staff_view_now();
}

PatientDesk::StaffView PatientDesk::wait_staff_view(std::uint64_t seen,
                                                    std::int64_t wait_ms) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                    [&] { return stopping_ || session_.version() + pairings_ != seen; });
  return staff_view_now();
}

bool PatientDesk::confirm(std::uint64_t card_number, const std::string& staff,
                          const std::string& mode) {
  std::optional<CardOrder> order;
  {
    const std::scoped_lock lock(mutex_);
    if (session_.card_number() != card_number) return false;
    order = session_.confirmed_by(staff, mode, clock_.now());
    if (order) order->card_number = seen_card_;
  }
  changed_.notify_all();
  if (!order) return false;
  run_order(*order, card_number);
  return true;
}

void PatientDesk::look(std::int64_t wait_ms) {
  const auto seen = reader_.watch(seen_version_, wait_ms);
  std::optional<AskedKinds> asked;
  // Asked before a card's first screen, so that what was switched off meanwhile is not asked.
  if (seen.card == CardOnReader::readable && seen.version != seen_version_) {
    asked = reader_.asked();
    asked->together = settings_.together;
  }
  seen_version_ = seen.version;
  const std::scoped_lock lock(mutex_);
  const auto before = session_.version();
  if (asked) {
    auto renewed = settings_.times;
    renewed.asked = *asked;
    session_.renew(renewed);
  }
  if (seen.card_number != seen_card_) session_.card(CardOnReader::none, {}, clock_.now());
  seen_card_ = seen.card_number;
  session_.card(seen.card, seen.tries_left, clock_.now());
  session_.tick(clock_.now());
  if (session_.version() != before) changed_.notify_all();
}

// Of another card than that which the order was for, nothing is shown.
void PatientDesk::run_order(const CardOrder& order, std::uint64_t card_number) {
  const auto told = reader_.read(order);
  {
    const std::scoped_lock lock(mutex_);
    if (session_.card_number() == card_number) {
      if (told.done) {
        session_.answered(told.withheld, clock_.now());
      } else {
        session_.failed(told.problem, told.tries_left, clock_.now());
      }
    }
  }
  changed_.notify_all();
}

bool PatientDesk::is_paired(const std::string& token) const {
  const std::scoped_lock lock(mutex_);
  return !token.empty() && !token_hash_.empty() && hash_of(token) == token_hash_;
}

OpenAnswer PatientDesk::handle(const edge::PageRequest& request, const std::string& token) {
  if (request.path == "/api/patient/pair" && request.method == "POST") return pair(request);
  if (!is_paired(token)) {
    return not_paired();
  }
  if (request.path == "/api/patient/state" && request.method == "GET") return show(request, token);
  if (request.path == "/api/patient/touch" && request.method == "POST") return touch(request);
  return refused(404, "F4040", "ありません。", "Not found.");
}

OpenAnswer PatientDesk::pair(const edge::PageRequest& request) {
  const auto body = json::parse(request.body, nullptr, false);
  const auto code = body.is_object() ? text_in(body, "code") : std::string();
  const auto token = util::hex(util::random_bytes(token_bytes));
  {
    const std::scoped_lock lock(mutex_);
    const bool good = !code.empty() && !code_hash_.empty() && hash_of(code) == code_hash_ &&
                      clock_.now() < code_until_;
    code_hash_.clear();  // one try, so that none can be guessed
    if (!good) {
      return refused(403, "F4031", "このコードは使えません。職員がもう一度開いてください。",
                     "This code cannot be used (any more).");
    }
  }
  // Durable before it counts: a restart must not shut the screen out.
  if (!util::replace_file(settings_.token_file, hash_of(token) + "\n")) {
    return refused(500, "F5000", "保存できません。", "It cannot be stored.");
  }
  {
    const std::scoped_lock lock(mutex_);
    token_hash_ = hash_of(token);
    ++pairings_;
  }
  changed_.notify_all();
  return {{200, "application/json; charset=utf-8", {}, "{}"}, token};
}

OpenAnswer PatientDesk::view_answer() const {
  const std::scoped_lock lock(mutex_);
  const auto view = session_.view();
  json shown{{"version", session_.version()}, {"screen", view.screen}, {"language", view.language},
             {"problem", view.problem},       {"given", view.given},   {"until", view.until}};
  if (view.steps > 0) {
    shown["question"] = view.question;
    shown["step"] = view.step;
    shown["steps"] = view.steps;
  }
  if (view.tries) shown["tries"] = *view.tries;
  return {{200, "application/json; charset=utf-8", {}, shown.dump()}, std::nullopt};
}

OpenAnswer PatientDesk::show(const edge::PageRequest& request, const std::string& token) {
  const auto after = util::digits(request.query_value("after")).value_or(0);
  const auto wait_s =
      std::min<std::int64_t>(util::digits(request.query_value("wait_s")).value_or(0), wait_s_max);
  {
    std::unique_lock lock(mutex_);
    const auto pairings = pairings_;
    changed_.wait_for(lock, std::chrono::seconds(wait_s), [&] {
      return stopping_ || pairings_ != pairings ||
             session_.version() != static_cast<std::uint64_t>(after);
    });
  }
  if (!is_paired(token)) return not_paired();  // taken back while it waited
  return view_answer();
}

OpenAnswer PatientDesk::touch(const edge::PageRequest& request) {
  const auto body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) return refused(422, "F4000", "読み取れません。", "Not readable.");
  const auto what = text_in(body, "what");
  std::optional<CardOrder> order;
  std::uint64_t card_number = 0;
  bool taken = false;
  {
    const std::scoped_lock lock(mutex_);
    const auto now = clock_.now();
    card_number = session_.card_number();
    if (what == "language") taken = session_.speak(text_in(body, "language"), now);
    if (what == "pin") taken = session_.begin_pin(now);
    if (what == "staff") taken = session_.begin_staff(now);
    if (what == "back") taken = session_.back(now);
    if (what == "refuse_all") taken = session_.refuse_all(now);
    if (what == "answer") {
      const auto given = body.find("given");
      taken = given != body.end() && given->is_boolean() &&
              session_.answer(text_in(body, "question"), given->get<bool>(), now);
    }
    if (what == "enter") {
      order = session_.enter_pin(text_in(body, "pin"), now);
      if (order) order->card_number = seen_card_;
      taken = order.has_value();
    }
  }
  if (!taken) {
    return refused(409, "F4091", "この画面ではできません。", "Not on this screen.");
  }
  changed_.notify_all();
  if (order) run_order(*order, card_number);
  return view_answer();
}

}  // namespace madoguchi::terminal
