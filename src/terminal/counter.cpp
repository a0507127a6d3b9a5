#include "terminal/counter.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "oqs/file_names.hpp"
#include "terminal/request_file.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

namespace fs = std::filesystem;
using util::LogLevel;

constexpr std::size_t taken_max = 20'000;  // requests in the inbox; more wait in req/
constexpr std::size_t taken_batch = 64;    // taken under one sync
constexpr auto touch_after = std::chrono::seconds(1);

Steady now() {
  return std::chrono::steady_clock::now();
}

std::string base_of(const oqs::RequestName& name) {
  return oqs::result_file_name(name, "");
}

bool is_error_file(const std::string& name) {
  return name.ends_with(".err");
}

// What a staged entry is: a refusal has a folder, for its request goes along (Spool::Form).
Outcome::Kind kind_of(const SpoolEntry& entry, const Outbox& outbox) {
  const auto& last = entry.files.back();
  if (!is_error_file(last.name)) return Outcome::Kind::result;
  const bool alone = last.path.parent_path() == outbox.spool().folder();
  return alone ? Outcome::Kind::bare_refusal : Outcome::Kind::refusal;
}

void log_storage(const std::string& what, const util::FileProblem& problem) {
  util::log(LogLevel::error, "terminal", what + ": " + problem.text());
}

}  // namespace

Counter::Counter(const TerminalConfig& config, const util::Clock& clock)
    : config_(config),
      clock_(clock),
      inbox_(fs::path(config.work_dir) / "inbox"),
      results_(fs::path(config.work_dir) / "outbox", config.res_dir),
      faces_(fs::path(config.work_dir) / "outbox-face", config.face_dir),
      line_(config.center, Patience{config.center_wait_ms, config.center_timeout_ms,
                                    config.retry_first_ms, config.retry_max_ms}),
      session_(config_, clock_, line_),
      desk_(config_),
      cards_(config_, clock_, line_, desk_) {}

// ---- steps -------------------------------------------------------------------------------------

bool Counter::witnessed(Job& job) {
  auto& seen = job.outcome->seen;
  if (!seen || !witness_) return true;
  if (!witness_(*seen)) return false;
  seen.reset();
  return true;
}

bool Counter::stage(Job& job) {
  const auto kind = job.outcome->kind;
  const auto form = kind == Outcome::Kind::refusal ? Spool::Form::folder : Spool::Form::shortest;
  auto written = job.outbox->spool().write(job.key, job.outcome->files, form);
  if (!written) {
    log_storage("an answer cannot be stored and is held", written.error());
    return false;
  }
  job.staged = std::move(*written);
  return true;
}

// Only when the request is gone from the inbox may its result be seen: a restart would ask again.
bool Counter::clear_inbox(Job& job) {
  if (job.inbox == Job::Inbox::cleared || !job.taken) return true;
  util::Result<void, util::FileProblem> done;
  const auto& file = job.taken->file;
  if (job.outcome->kind == Outcome::Kind::refusal) {
    // The copy that §1.7 asks for is the request itself.
    done = job.outbox->spool().add(file.path, job.key, file.name);
    if (!done && done.error().error == util::FileError::not_found) done = {};
    if (done) {
      job.staged->files.insert(
          job.staged->files.begin(),
          {file.name, job.staged->files.front().path.parent_path() / file.name});
    }
  } else if (job.outcome->kind == Outcome::Kind::bare_refusal) {
    std::error_code ignored;
    fs::remove(file.path, ignored);  // a link or pipe put in the request's place meanwhile
  } else {
    done = inbox_.remove(file);
  }
  if (done) done = inbox_.sync();
  if (!done) {
    log_storage("the inbox cannot be cleared", done.error());
    return false;
  }
  job.inbox = Job::Inbox::cleared;
  return true;
}

bool Counter::try_delivery(const Undelivered& entry, Outbox::Delivery& delivery) {
  delivery = entry.outbox->deliver(entry.entry);
  if (delivery != Outbox::Delivery::done) return false;
  if (!entry.reserved.empty()) jobs_.release(entry.reserved);
  if (config_.touch_after_move == TerminalConfig::Touch::yes) {
    const std::scoped_lock lock(touch_mutex_);
    for (const auto& file : entry.entry.files) {
      touches_.emplace_back(now() + touch_after, entry.outbox->share() / file.name);
    }
  }
  return true;
}

void Counter::deliver(const Undelivered& entry, Outcome::Kind kind) {
  // Counted first: who sees the file may ask for the status at once.
  jobs_.count(kind);
  Outbox::Delivery delivery{};
  if (!try_delivery(entry, delivery)) jobs_.keep(entry);
}

bool Counter::advance(Job& job) {
  if (!job.staged && !(witnessed(job) && stage(job))) return false;
  if (!clear_inbox(job)) return false;
  Undelivered entry{*job.staged, job.outbox, ""};
  if (job.taken) {
    entry.reserved = base_of(job.taken->name);
    if (job.outcome->kind != Outcome::Kind::result) {
      jobs_.release(entry.reserved);
      entry.reserved.clear();
    }
    deliver(entry, job.outcome->kind);
    return true;
  }
  Outbox::Delivery delivery{};
  if (!try_delivery(entry, delivery)) jobs_.keep(entry);
  return true;
}

void Counter::finish(Job job) {
  if (!advance(job)) jobs_.hold(std::move(job));
}

// ---- sessions ----------------------------------------------------------------------------------

void Counter::answer(Job job) {
  std::optional<Outcome> outcome;
  try {
    outcome = session_.answer(*job.taken);
  } catch (const std::exception& error) {
    util::log(LogLevel::error, "terminal", std::string("a request failed: ") + error.what());
    outcome = session_.refuse(*job.taken, {oqs::ErrorCode::terminal_internal, ""});
  }
  if (!outcome) return;  // stopping; the request stays in the inbox
  if (outcome->kind == Outcome::Kind::forgotten) {
    jobs_.release(base_of(job.taken->name));
    return;
  }
  const auto heard = std::move(outcome->heard);
  job.outcome = std::move(outcome);
  finish(std::move(job));
  if (heard && config_.heard) config_.heard(*heard);
}

void Counter::work() {
  while (auto job = jobs_.pop()) {
    answer(std::move(*job));
    jobs_.finished();
  }
}

void Counter::retry() {
  for (auto& job : jobs_.held()) {
    if (!advance(job)) {
      jobs_.hold(std::move(job));
      break;  // the disk is still full: the others will not fare better
    }
    jobs_.no_longer_held(job.key);
  }
  const Outbox* failing = nullptr;
  for (const auto& entry : jobs_.undelivered()) {
    if (entry.outbox == failing) continue;
    Outbox::Delivery delivery{};
    if (try_delivery(entry, delivery)) {
      jobs_.delivered(entry.entry.key);
    } else if (delivery == Outbox::Delivery::share_fails) {
      failing = entry.outbox;
    }
  }
  not_takable_.clear();
}

// ---- taking ------------------------------------------------------------------------------------

std::optional<Job> Counter::take_one(const std::string& name, std::vector<std::string>& gone) {
  const auto request = oqs::request_name(name);
  if (!request) return std::nullopt;
  const auto base = base_of(*request);
  // Its forerunner's answer is on the way. One that stands in res/ already is told to the client.
  if (jobs_.reserved(base) && !result_stands(config_.res_dir, *request)) return std::nullopt;
  Job job;
  job.key = util::random_key();
  auto file = inbox_.take(fs::path(config_.req_dir) / name, job.key, name);
  if (!file) {
    if (file.error().error == util::FileError::not_found) {
      gone.push_back(name);
    } else {
      if (not_takable_.empty()) {
        log_storage(util::log_name(name) + " cannot be taken", file.error());
      }
      not_takable_.insert(name);
    }
    return std::nullopt;
  }
  gone.push_back(name);
  job.taken = Taken{job.key, std::move(*file), *request, now()};
  job.outbox = &results_;
  jobs_.reserve(base);
  return job;
}

// The taking is durable before the center is asked.
void Counter::push_taken(std::vector<Job>& taken) {
  if (taken.empty()) return;
  for (const auto& synced : {inbox_.sync(), util::sync_folder(config_.req_dir)}) {
    if (!synced) log_storage("a folder cannot be synced", synced.error());
  }
  jobs_.push(std::move(taken));
  taken.clear();
}

std::vector<std::string> Counter::take(const std::vector<std::string>& names) {
  std::vector<std::string> gone;
  std::vector<Job> taken;
  for (const auto& name : names) {
    if (jobs_.holding() || jobs_.waiting() + taken.size() >= taken_max) break;
    if (not_takable_.contains(name)) continue;
    if (auto job = take_one(name, gone)) taken.push_back(std::move(*job));
    if (taken.size() >= taken_batch) push_taken(taken);
  }
  push_taken(taken);
  return gone;
}

// ---- restart -----------------------------------------------------------------------------------

// A request in the inbox: either its outcome was staged (then only the clearing was cut off), or it
// is asked again with its key, so that the center answers the same.
void Counter::reconcile(const SpoolEntry& request, std::vector<SpoolEntry>& staged,
                        std::vector<Job>& again) {
  const auto& file = request.files.front();
  const auto name = oqs::request_name(file.name);
  const auto outcome = std::find_if(staged.begin(), staged.end(),
                                    [&](const SpoolEntry& one) { return one.key == request.key; });
  if (outcome != staged.end()) {
    Job job;
    job.key = request.key;
    job.taken = Taken{request.key, file, name.value_or(oqs::RequestName{}), now()};
    job.outbox = &results_;
    job.outcome = Outcome{kind_of(*outcome, results_), {}};
    job.staged = *outcome;
    if (name) jobs_.reserve(base_of(*name));
    staged.erase(outcome);
    finish(std::move(job));
    return;
  }
  if (!name) return;  // not ours: nobody but this program writes here
  Job job;
  job.key = request.key;
  job.taken = Taken{request.key, file, *name, now()};
  job.outbox = &results_;
  jobs_.reserve(base_of(*name));
  again.push_back(std::move(job));
}

void Counter::deliver_left(const Outbox& outbox, const std::vector<SpoolEntry>& entries) {
  for (const auto& entry : entries) {
    Undelivered left{entry, &outbox, ""};
    if (&outbox == &results_ && kind_of(entry, outbox) == Outcome::Kind::result) {
      const auto& name = entry.files.front().name;
      left.reserved = name.substr(0, name.rfind('.'));
      jobs_.reserve(left.reserved);
    }
    if (&outbox == &results_) {
      deliver(left, kind_of(entry, outbox));
    } else {
      Outbox::Delivery delivery{};
      if (!try_delivery(left, delivery)) jobs_.keep(left);
    }
  }
}

std::optional<TerminalProblem> Counter::recover() {
  for (const Spool* spool : {&std::as_const(inbox_), &results_.spool(), &faces_.spool()}) {
    if (!spool->open()) {
      return TerminalProblem{TerminalError::folder_not_writable, spool->folder().native()};
    }
  }
  const auto requests = inbox_.list();
  auto staged = results_.spool().list();
  const auto faces = faces_.spool().list();
  if (!requests || !staged || !faces) {
    return TerminalProblem{TerminalError::folder_not_writable, config_.work_dir};
  }
  std::vector<Job> again;
  for (const auto& request : *requests) reconcile(request, *staged, again);
  deliver_left(results_, *staged);
  deliver_left(faces_, *faces);
  if (!again.empty()) {
    util::log(LogLevel::info, "terminal",
              std::to_string(again.size()) + " requests of the last run are asked again");
  }
  jobs_.push(std::move(again));
  return std::nullopt;
}

// ---- touch -------------------------------------------------------------------------------------

void Counter::touch_due() {
  const std::scoped_lock lock(touch_mutex_);
  const auto at = now();
  for (const auto& [due, path] : touches_) {
    // A client may have taken it: nothing to touch, then.
    if (due <= at) ::utimensat(AT_FDCWD, path.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
  }
  std::erase_if(touches_, [at](const auto& touch) { return touch.first <= at; });
}

std::optional<Steady> Counter::next_touch() const {
  const std::scoped_lock lock(touch_mutex_);
  if (touches_.empty()) return std::nullopt;
  return std::min_element(touches_.begin(), touches_.end())->first;
}

// ---- counter -----------------------------------------------------------------------------------

void Counter::stop() {
  line_.stop();
  desk_.stop();
  jobs_.stop();
}

util::Result<edge::TapAnswer, edge::ControlProblem> Counter::tap(
    const edge::TapQuestion& question) {
  auto answer = delivered(cards_.tap(question), News::yes);
  // A recheck from the day's list is noted by the page itself.
  if (answer && config_.heard) {
    config_.heard({Heard::Way::reader,
                   question.who,
                   question.staff,
                   {},
                   answer->result,
                   answer->record,
                   answer->confirmation_key,
                   {},
                   answer->validities});
  }
  return answer;
}

util::Result<edge::TapAnswer, edge::ControlProblem> Counter::recheck(
    const edge::RecheckQuestion& question) {
  return delivered(cards_.recheck(question), News::yes);
}

util::Result<edge::TapAnswer, edge::ControlProblem> Counter::hand_over(const Heard& heard) {
  edge::CenterAnswer answer;
  answer.body = heard.result;
  answer.validities = heard.validities;
  auto files = cards_.face_files(answer);
  if (!files) return util::failure(files.error());
  return delivered(Tapped{std::move(*files), heard.record, heard.result, heard.confirmation_key,
                          heard.validities},
                   News::no);
}

// Puts the files of an answer into face/.
util::Result<edge::TapAnswer, edge::ControlProblem> Counter::delivered(
    util::Result<Tapped, edge::ControlProblem> tapped, News news) {
  if (!tapped) return util::failure(tapped.error());
  edge::TapAnswer answer{
      {}, {}, tapped->record, tapped->result, tapped->confirmation_key, tapped->validities};
  if (tapped->files.empty()) return answer;
  Job job;
  job.key = util::random_key();
  job.outbox = &faces_;
  for (const auto& file : tapped->files) answer.files.push_back(file.name);
  job.outcome = Outcome{Outcome::Kind::result, std::move(tapped->files)};
  if (news == News::yes) {
    job.outcome->seen = followup::SeenAnswer{"OQSsiquc01",  followup::Way::card,      answer.result,
                                             answer.record, config_.institution_code, clock_.now()};
  }
  // What is not on the disk is not promised: the card is put on the reader again.
  if (!advance(job)) {
    return util::failure(edge::control_problem({oqs::ErrorCode::terminal_storage, ""}));
  }
  const auto left = jobs_.undelivered();
  const bool waits = std::any_of(left.begin(), left.end(),
                                 [&](const auto& one) { return one.entry.key == job.key; });
  if (waits) std::swap(answer.files, answer.waiting);
  return answer;
}

util::Result<std::string, edge::ControlProblem> Counter::ask(const std::string& interface,
                                                             const std::string& xml) {
  const auto refused = [](const oqs::Problem& problem) {
    return util::failure(edge::control_problem(problem));
  };
  if (!oqs::offered(oqs::request_name(interface + "req_ask.xml").value_or(oqs::RequestName{}))) {
    return refused({oqs::ErrorCode::unknown_interface, "Interface"});
  }
  const auto text = oqs::utf8_request(xml, oqs::limits_for(config_.request_bytes_max));
  if (!text) return refused(text.error());
  auto result = session_.result_for(interface, *text, util::random_key(), now());
  if (!result) return refused({oqs::ErrorCode::terminal_not_running, ""});
  if (!seen_well(interface, *result)) return refused({oqs::ErrorCode::terminal_storage, ""});
  return std::move(result->body);
}

edge::CenterAnswer Counter::ask_for(const std::string& interface, const std::string& xml,
                                    const edge::OnBehalf& on_behalf) {
  auto answer = session_.result_for(interface, xml, util::random_key(), now(), on_behalf);
  if (answer && seen_well(interface, *answer)) return std::move(*answer);
  const auto error =
      answer ? oqs::ErrorCode::terminal_storage : oqs::ErrorCode::terminal_not_running;
  edge::CenterAnswer none;
  none.body = session_.error_result(interface, xml, {error, ""});
  return none;
}

bool Counter::seen_well(const std::string& interface, const edge::CenterAnswer& answer) const {
  if (!witness_ || answer.record_id.empty()) return true;
  return witness_({interface, followup::Way::number, answer.body, answer.record_id,
                   config_.institution_code, clock_.now()});
}

TerminalStatus Counter::status() const {
  const auto counts = jobs_.counts();
  const auto line = line_.state();
  TerminalStatus status;
  status.waiting = counts.waiting;
  status.undelivered = counts.undelivered;
  status.answered = counts.answered;
  status.refused = counts.refused;
  status.center_reachable = line.reachable;
  status.last_problem = line.last_problem;
  return status;
}

}  // namespace madoguchi::terminal
