#include "terminal/follow_up.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "edge/acting_message.hpp"
#include "oqs/clinic_encoding.hpp"
#include "oqs/counter_screen.hpp"
#include "oqs/write_bulk.hpp"
#include "oqs/write_questions.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using std::chrono::milliseconds;

constexpr auto idle_pause = milliseconds(5000);
constexpr auto away_pause = milliseconds(10000);
constexpr std::int64_t failed_schedule_pause_ms = 10LL * 60 * 1000;
constexpr auto processing_pause = milliseconds(1000);
constexpr auto asked_pause_max = milliseconds(120000);
constexpr std::int64_t message_timeout_ms = 120000;
constexpr std::int64_t registrations_timeout_ms = 10000;
constexpr auto registrations_hold = std::chrono::minutes(10);
constexpr std::size_t offices_a_question = 50;   // the center takes no more
constexpr std::int64_t between_runs_ms = 90000;  // the center's interval is 60 s
constexpr std::string_view running = "2";        // OQSCD003

bool comes_again(const edge::CenterProblem& problem) {
  return problem.retry == edge::CenterProblem::Retry::yes || problem.status == 0;
}

std::string code_of(const edge::CenterProblem& problem) {
  return std::string(oqs::code_of(problem.problem.error));
}

// No client's request has this name, so that none takes it for its answer; always the same for a
// run, so that a kill leads to no second file.
std::string file_name_of(const followup::RunToDo& run) {
  return "OQSmutic02res_madoguchi" + run.month.text() + "_" + run.key.substr(0, 12) + ".xml";
}

// What the center says of `awaited`: an office of the same name elsewhere has another telephone.
bool is_of(const edge::Json& said, const followup::AwaitedOffice& awaited) {
  if (awaited.office.empty()) return edge::text_of(said, "payer") == awaited.payer;
  const auto telephone = edge::text_of(said, "telephone");
  const bool same = awaited.telephone.empty() || awaited.telephone == telephone;
  return same && edge::text_of(said, "office") == awaited.office;
}

std::vector<util::Day> planned_days(const std::vector<followup::AwaitedMonth>& awaited,
                                    util::Month month) {
  for (const auto& one : awaited) {
    if (one.month == month) return one.planned;
  }
  return {};
}

}  // namespace

std::string acquisition_folder(const TerminalConfig& config) {
  return config.follow_up.bulk_dir;
}

FollowUp::FollowUp(const TerminalConfig& config, const util::Clock& clock,
                   std::unique_ptr<followup::Book> book)
    : config_(config),
      clock_(clock),
      book_(std::move(book)),
      messages_(config.center),
      center_(config.center) {
  if (!acquisition_folder(config).empty()) {
    files_ = std::make_unique<Outbox>(std::filesystem::path(config.work_dir) / "outbox-bulk",
                                      acquisition_folder(config));
  }
}

util::Result<std::unique_ptr<FollowUp>, std::string> FollowUp::open(const TerminalConfig& config,
                                                                    const util::Clock& clock) {
  const auto path = (std::filesystem::path(config.work_dir) / "followup.db").string();
  auto book = followup::Book::open(path, config.institution_code, clock);
  if (!book) return util::failure(book.error());
  std::unique_ptr<FollowUp> self(new FollowUp(config, clock, std::move(*book)));
  if (self->files_) {
    std::error_code made;  // a folder that cannot be made is told when files wait for it
    std::filesystem::create_directories(acquisition_folder(config), made);
  }
  if (self->files_ && !self->files_->spool().open()) {
    return util::failure("フォルダに書き込めません: " + self->files_->spool().folder().native());
  }
  return self;
}

bool FollowUp::witness(const followup::SeenAnswer& answer) {
  return followup::see(*book_, answer);
}

bool FollowUp::notice(std::int64_t number, std::string_view json) {
  return followup::see_notice(*book_, number, json);
}

std::optional<FollowUp::Refused> FollowUp::register_reference(
    const followup::ReferenceToRegister& wanted, const edge::OnBehalf& on_behalf) {
  const oqs::TypedNumbers numbers{wanted.payer, "", wanted.number, "", ""};
  const auto xml =
      oqs::write_reference_question(config_.institution_code, "MATCH", wanted.reference, numbers);
  const auto answer = edge::ask_on_behalf(messages_, on_behalf, "OQSsiimm01", xml,
                                          util::random_key(), message_timeout_ms);
  if (!answer) {
    return Refused{code_of(answer.error()),
                   std::string(oqs::staff_text(answer.error().problem.error))};
  }
  const auto document = oqs::read_result(answer->body);
  if (!document) return Refused{"E6004", ""};
  if (document->segment != "1") return Refused{document->error_code, document->error_message};
  if (document->status != "1") return Refused{document->code, document->message};
  return std::nullopt;
}

void FollowUp::tickets_changed(const std::vector<util::Month>& months) {
  {
    const std::scoped_lock lock(mutex_);
    changed_months_.insert(months.begin(), months.end());
  }
  ring();
}

void FollowUp::ring() {
  {
    const std::scoped_lock lock(mutex_);
    rung_ = true;
  }
  changed_.notify_all();
}

void FollowUp::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  messages_.interrupt();
  center_.interrupt();
}

void FollowUp::run() {
  for (;;) {
    auto pause = away_pause;
    try {
      pause = round();
    } catch (const sql::Failure& failure) {
      util::log(util::LogLevel::error, "terminal", "followup database: " + failure.text);
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, pause, [this] { return stopping_ || rung_; });
    if (stopping_) return;
    rung_ = false;
  }
}

milliseconds FollowUp::round() {
  if (!forgot_) followup::forget_old(*book_, config_.follow_up.months);
  forgot_ = true;
  order_scheduled();
  order_changed();
  auto pause = idle_pause;
  constexpr std::array steps{&FollowUp::send_call, &FollowUp::check_name, &FollowUp::acquire,
                             &FollowUp::ask_registrations};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto left = not_before_[i] - std::chrono::steady_clock::now();
    if (left > milliseconds(0)) {
      pause = std::min(pause, std::chrono::ceil<milliseconds>(left));
      continue;
    }
    auto made = Step::done;
    asked_pause_ = milliseconds(0);
    while (made == Step::done) {
      {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return pause;
      }
      made = (this->*steps[i])();
    }
    if (made != Step::later) continue;
    const auto wait = std::clamp(asked_pause_, processing_pause, asked_pause_max);
    not_before_[i] = std::chrono::steady_clock::now() + wait;
    pause = std::min(pause, wait);
  }
  deliver_files();
  return pause;
}

FollowUp::Step FollowUp::later(const edge::CenterProblem& problem) {
  asked_pause_ = milliseconds(problem.retry_after_ms);
  return Step::later;
}

FollowUp::Step FollowUp::send_call() {
  const auto call = followup::next_call(*book_);
  if (!call) return Step::idle;
  const auto sent = center_.post("/calls", edge::parsed(call->body), {}, call->key);
  if (sent) {
    followup::call_sent(*book_, call->id, std::to_string(edge::number_of(*sent, "call")));
    return Step::done;
  }
  if (comes_again(sent.error())) return later(sent.error());
  followup::call_refused(*book_, call->id, code_of(sent.error()));
  return Step::done;
}

FollowUp::Step FollowUp::check_name() {
  const auto name = followup::next_to_check(*book_);
  if (!name) return Step::idle;
  const oqs::TypedNumbers numbers{name->payer, "", name->number, "", name->birthdate};
  const auto xml = oqs::write_number_question(
      config_.institution_code, "AFTER-" + std::to_string(name->id), name->day, numbers);
  const auto answer = messages_.ask("OQSsiquc01", xml, name->key, message_timeout_ms);
  if (!answer) {
    if (comes_again(answer.error())) return later(answer.error());
    followup::check_failed(*book_, name->id, code_of(answer.error()), "");
    return Step::done;
  }
  const auto document = oqs::read_result(answer->body);
  if (!document || document->institution_code != config_.institution_code) return Step::later;
  if (document->segment != "1" || document->status != "1") {
    const bool whole = document->segment != "1";
    followup::check_failed(*book_, name->id, whole ? document->error_code : document->code,
                           whole ? document->error_message : document->message);
    return Step::done;
  }
  // The visit first: repeating it after a kill changes nothing.
  if (!witness({"OQSsiquc01", followup::Way::number, answer->body, answer->record_id,
                config_.institution_code, clock_.now()})) {
    return Step::later;
  }
  // It stands in the day's list before its line is settled: a kill between shows it twice rather
  // than never.
  if (config_.heard) {
    config_.heard({Heard::Way::later,
                   {},
                   name->staff,
                   xml,
                   answer->body,
                   answer->record_id,
                   {},
                   {},
                   answer->validities});
  }
  const auto person = oqs::shown_person(*document);
  followup::checked(*book_, name->id,
                    {answer->record_id, document->validity, document->code, document->message,
                     person.name, person.kana, person.other, person.other_kana});
  return Step::done;
}

FollowUp::Step FollowUp::acquire() {
  const auto run = followup::next_run(*book_);
  if (!run) return Step::idle;
  return run->reception.empty() ? order(*run) : download(*run);
}

// Anew when somebody who waits was asked about, else now and then.
FollowUp::Step FollowUp::ask_registrations() {
  const auto month = util::Month::of(util::day_in_japan(clock_.now()));
  auto awaited = followup::awaited_offices(*book_, month.plus_months(-1));
  const auto now = std::chrono::steady_clock::now();
  if (awaited == asked_offices_ && now < asked_offices_until_) return Step::idle;
  auto off = edge::Json::array();
  for (std::size_t at = 0; at < awaited.size();) {
    // One month in a question.
    edge::ActingCenter::Query query{{"month", awaited[at].month.text()}};
    const auto first = at;
    while (at < awaited.size() && at - first < offices_a_question &&
           awaited[at].month == awaited[first].month) {
      const auto& one = awaited[at++];
      query.emplace_back(one.office.empty() ? "payer" : "office",
                         one.office.empty() ? one.payer : one.office);
    }
    const auto said = center_.get("/registrations", query, {}, registrations_timeout_ms);
    if (!said) {
      if (comes_again(said.error())) return later(said.error());
      break;  // a center that does not know the question
    }
    const auto items = said->value("items", edge::Json::array());
    for (const auto& item : items) {
      const bool ours = std::any_of(awaited.begin() + static_cast<std::ptrdiff_t>(first),
                                    awaited.begin() + static_cast<std::ptrdiff_t>(at),
                                    [&](const auto& one) { return is_of(item, one); });
      if (ours && item.value("off", false)) off.push_back(item);
    }
  }
  asked_offices_ = std::move(awaited);
  asked_offices_until_ = now + registrations_hold;
  const std::scoped_lock lock(mutex_);
  registrations_off_ = std::move(off);
  return Step::idle;
}

edge::Json FollowUp::registrations_off() {
  const std::scoped_lock lock(mutex_);
  return registrations_off_;
}

FollowUp::Step FollowUp::order(const followup::RunToDo& run) {
  const auto xml = oqs::write_tickets_request(config_.institution_code,
                                              "BULK-" + std::to_string(run.id), run.month);
  const auto answer = messages_.ask("OQSmutic01", xml, run.key, message_timeout_ms);
  if (!answer) {
    if (comes_again(answer.error())) return later(answer.error());
    return give_up(run, code_of(answer.error()), "");
  }
  const auto document = oqs::read_result(answer->body);
  if (!document || document->segment == "9" || document->reception_number.empty()) {
    return give_up(run, document ? document->error_code : "E6004",
                   document ? document->error_message : "");
  }
  followup::run_accepted(*book_, run.id, document->reception_number);
  return Step::done;
}

FollowUp::Step FollowUp::download(const followup::RunToDo& run) {
  const auto xml = oqs::write_download_request(config_.institution_code, run.reception);
  // Each look is a question of its own.
  const auto answer = messages_.ask("OQSmutic02", xml, util::random_key(), message_timeout_ms);
  if (!answer) {
    if (comes_again(answer.error())) return later(answer.error());
    return give_up(run, code_of(answer.error()), "");
  }
  const auto document = oqs::read_result(answer->body);
  if (document && document->segment == running) return Step::later;
  const bool ours = document && document->segment == "1" &&
                    document->institution_code == config_.institution_code &&
                    document->reception_number == run.reception;
  if (!ours) {
    return give_up(run, document && document->segment == "9" ? document->error_code : "E6004",
                   document ? document->error_message : "");
  }
  return take_in(run, answer->body);
}

// What the schedule ordered is ordered again, but not in a hurry. Where 医療扶助 is switched off
// there is nothing to acquire, and nobody is to hear of it.
FollowUp::Step FollowUp::give_up(const followup::RunToDo& run, const std::string& code,
                                 const std::string& message) {
  if (run.asked_by.empty()) {
    schedule_failed_at_ = clock_.now();
    if (code == oqs::code_of(oqs::ErrorCode::assistance_off)) {
      followup::run_unneeded(*book_, run.id);
      return Step::done;
    }
  }
  followup::run_failed(*book_, run.id, code, message);
  return Step::done;
}

FollowUp::Step FollowUp::take_in(const followup::RunToDo& run, const std::string& result) {
  const auto people = followup::acquired_in(
      {"OQSmutic02", followup::Way::bulk, result, "", config_.institution_code, clock_.now()});
  if (!people) return Step::later;
  std::string name;
  if (files_ && followup::run_goes_on(*book_, run.id)) {
    name = file_name_of(run);
    if (!stage_file(run.key, name, result)) return Step::later;
  }
  followup::take_acquisition(*book_, run.id, *people, name);
  return Step::done;
}

bool FollowUp::stage_file(const std::string& key, const std::string& name,
                          const std::string& result) {
  const auto bytes = oqs::for_clinic(result, config_.encoding);
  if (!bytes) return true;  // the page has it all the same
  const auto written = files_->spool().write(key, {{name, *bytes}}, Spool::Form::shortest);
  if (!written) {
    util::log(util::LogLevel::error, "terminal",
              "acquired tickets cannot be stored: " + written.error().text());
  }
  return written.has_value();
}

void FollowUp::deliver_files() {
  if (!files_) return;
  const auto staged = files_->spool().list();
  if (!staged) return;
  for (const auto& entry : *staged) {
    if (files_->deliver(entry) == Outbox::Delivery::share_fails) return;
  }
}

void FollowUp::order_scheduled() {
  const auto& schedule = config_.follow_up.schedule;
  if (schedule.runs == followup::Schedule::Runs::off) return;
  const auto now = clock_.now();
  if (schedule_failed_at_) {
    const auto since = now.ms - schedule_failed_at_->ms;
    if (since >= 0 && since < failed_schedule_pause_ms) return;
  }
  const auto this_month = util::Month::of(util::day_in_japan(now));
  const auto awaited = followup::awaited_months(*book_);
  for (const auto month : {this_month.plus_months(-1), this_month}) {
    const auto planned = planned_days(awaited, month);
    if (followup::is_due(schedule, month, planned, followup::last_run_at(*book_, month), now)) {
      followup::order_run(*book_, month, "");
    }
  }
}

std::optional<util::Instant> FollowUp::next_scheduled(util::Month month) {
  const auto& schedule = config_.follow_up.schedule;
  if (schedule.runs == followup::Schedule::Runs::off) return std::nullopt;
  const auto now = clock_.now();
  const auto planned = planned_days(followup::awaited_months(*book_), month);
  for (const auto at : followup::run_times(schedule, month, planned)) {
    if (at > now) return at;
  }
  return std::nullopt;
}

// Only for visits that wait, and not sooner behind the month's last run than the center allows:
// what came in between is fetched then, in one run.
void FollowUp::order_changed() {
  std::set<util::Month> months;
  {
    const std::scoped_lock lock(mutex_);
    months.swap(changed_months_);
  }
  if (months.empty()) return;
  const auto awaited = followup::awaited_months(*book_);
  const auto now = clock_.now();
  for (const auto month : months) {
    const bool waits = std::any_of(awaited.begin(), awaited.end(),
                                   [month](const auto& one) { return one.month == month; });
    if (!waits) continue;
    const auto last = followup::last_run_at(*book_, month);
    if (last && *last <= now && now < last->plus_ms(between_runs_ms)) {
      const std::scoped_lock lock(mutex_);
      changed_months_.insert(month);
    } else {
      followup::order_run(*book_, month, "");
    }
  }
}

}  // namespace madoguchi::terminal
