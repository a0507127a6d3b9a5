#include "center/center.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "center/acting.hpp"
#include "center/bulk_road.hpp"
#include "center/health.hpp"
#include "center/message_form.hpp"
#include "center/operations.hpp"
#include "center/repeated.hpp"
#include "center/told_index.hpp"
#include "center/verify.hpp"
#include "center/wrong_tries_of_record.hpp"
#include "oqs/json_messages.hpp"
#include "util/file.hpp"
#include "util/file_stamp.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

using Operation = util::Task<net::Response> (*)(Context&, Asked);
using domain::Act;

struct Route {
  std::string_view method;
  std::string_view path;
  std::string_view interface;
  enum class For { anybody, institutions, offices, operators } who;
  Operation operation;
  // What a person at an institution needs to be allowed. (Offices' operations check it themselves.)
  std::optional<Act> act = std::nullopt;
};

constexpr std::string_view history_import_path = "/history/import";

constexpr Route routes[] = {
    {"POST", "/oqs/OQSsiquc01", "OQSsiquc01", Route::For::institutions, verify_number, Act::verify},
    {"POST", "/oqs/OQSsiimm01", "OQSsiimm01", Route::For::institutions, register_reference_number,
     Act::reference_number},
    {"POST", "/oqs/OQSmuquc01", "OQSmuquc01", Route::For::institutions, accept_bulk_job,
     Act::verify},
    {"POST", "/oqs/OQSmuquc02", "OQSmuquc02", Route::For::institutions, download_bulk_job,
     Act::verify},
    {"POST", "/oqs/OQSmuimm01", "OQSmuimm01", Route::For::institutions, accept_bulk_job,
     Act::reference_number},
    {"POST", "/oqs/OQSmuimm02", "OQSmuimm02", Route::For::institutions, download_bulk_job,
     Act::reference_number},
    {"POST", "/oqs/OQSmutic01", "OQSmutic01", Route::For::institutions, accept_bulk_job,
     Act::acquire},
    {"POST", "/oqs/OQSmutic02", "OQSmutic02", Route::For::institutions, download_bulk_job,
     Act::acquire},
    {"POST", "/oqs/OQSsiinq01", "OQSsiinq01", Route::For::institutions, tell_setting,
     Act::clinic_settings},
    {"POST", "/oqs/OQSsiupd01", "OQSsiupd01", Route::For::institutions, change_setting,
     Act::clinic_settings},
    {"POST", "/card/challenge", "card/challenge", Route::For::institutions, make_challenge,
     Act::consent},
    {"POST", "/card/verify", "card/verify", Route::For::institutions, verify_card, Act::consent},
    {"POST", "/card/recheck", "card/recheck", Route::For::institutions, recheck_card, Act::verify},
    {"POST", "/card/reference-number", "card/reference-number", Route::For::institutions,
     number_by_card, Act::reference_number},
    {"GET", "/feed", "feed", Route::For::anybody, read_feed},
    {"GET", "/openapi.json", "openapi.json", Route::For::anybody, tell_openapi},
    {"GET", "/office/rows", "office/rows", Route::For::offices, read_office_rows},
    {"GET", "/office/verifications", "office/verifications", Route::For::offices,
     read_verifications},
    {"POST", "/office/replies", "office/replies", Route::For::offices, reply_to_institution},
    {"POST", "/calls", "calls", Route::For::institutions, note_call, Act::follow_up},
    {"GET", "/office/calendar", "office/calendar", Route::For::offices, tell_calendar},
    {"POST", "/office/calendar", "office/calendar", Route::For::offices, state_month},
    {"GET", "/registrations", "registrations", Route::For::institutions, tell_registrations},
    {"GET", "/office/links", "office/links", Route::For::offices, tell_links},
    {"POST", "/office/looks", "office/looks", Route::For::offices, note_look},
    {"POST", "/history/view", "history/view", Route::For::institutions, view_history},
    {"POST", "/oqs/YZKsiquc01", "YZKsiquc01", Route::For::institutions, history_by_folder},
    {"POST", "/oqs/TKKsiquc01", "TKKsiquc01", Route::For::institutions, history_by_folder},
    {"POST", "/consents/withdraw", "consents/withdraw", Route::For::institutions,
     withdraw_consents},
    {"POST", history_import_path, "history/import", Route::For::operators, import_history},
    {"GET", "/history/unmatched", "history/unmatched", Route::For::operators, tell_unmatched},
    {"GET", "/disaster/here", "disaster/here", Route::For::institutions, tell_disaster_here},
    {"POST", "/disaster/search", "disaster/search", Route::For::institutions, search_person,
     Act::disaster},
    {"POST", "/disasters", "disasters", Route::For::operators, declare_disaster},
    {"GET", "/disasters", "disasters", Route::For::operators, list_disasters},
    {"POST", "/disasters/end", "disasters/end", Route::For::operators, end_disaster},
    {"GET", "/disasters/uses", "disasters/uses", Route::For::operators, list_uses},
    {"POST", "/emergency/rights", "emergency/rights", Route::For::operators, grant_emergency},
    {"GET", "/emergency/rights", "emergency/rights", Route::For::operators, list_emergency_rights},
    {"GET", "/updates/latest", "updates/latest", Route::For::institutions, tell_latest_update},
    {"POST", "/history/rematch", "history/rematch", Route::For::operators, rematch_history},
};

util::Task<net::Response> not_permitted(Context& context, Asked asked) {
  co_return co_await refuse_json(context, asked, 403, oqs::ErrorCode::not_permitted);
}
util::Task<net::Response> unknown_interface(Context& context, Asked asked) {
  co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::unknown_interface);
}
util::Task<net::Response> unknown_address(Context& context, Asked asked) {
  co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::unknown_address);
}

oqs::ErrorCode error_of(PartyError error) {
  return error == PartyError::revoked ? oqs::ErrorCode::party_revoked
                                      : oqs::ErrorCode::party_certificate;
}

bool is_for(PartyKind party, Route::For who) {
  switch (who) {
    case Route::For::institutions:
      return party == PartyKind::institution;
    case Route::For::offices:
      return party == PartyKind::office;
    case Route::For::operators:
      return party == PartyKind::operator_;
    case Route::For::anybody:
      break;
  }
  return true;
}

const Route* route_of(const net::Request& request) {
  for (const auto& route : routes) {
    if (route.method == request.method && route.path == request.path) return &route;
  }
  return nullptr;
}

// The operation of a request; nothing when there is none at this address.
Operation operation_of(Asked& asked) {
  if (const auto* route = route_of(asked.request)) {
    asked.interface = route->interface;
    const bool may = is_for(asked.party.kind, route->who);
    if (may) asked.form = form_of(asked.request);
    return may ? route->operation : not_permitted;
  }
  if (asked.request.method == "POST" && asked.request.path.starts_with("/import/")) {
    asked.interface = asked.request.path.substr(1);
    return import_registrations;
  }
  if (asked.request.path.starts_with(office_imports_path)) {
    asked.interface = "office/imports";
    const auto& method = asked.request.method;
    const bool offered = method == "GET" || method == "DELETE";
    if (offered && asked.party.kind != PartyKind::office) return not_permitted;
    if (offered) return method == "GET" ? tell_import : withdraw_import;
  }
  if (asked.request.method == "GET" && asked.request.path.starts_with(updates_path)) {
    asked.interface = "updates";
    const bool may = asked.party.kind == PartyKind::institution;
    return may ? tell_update_piece : not_permitted;
  }
  asked.interface = "unknown";
  return asked.request.path.starts_with("/oqs/") ? unknown_interface : unknown_address;
}

// Refuses a person at an institution who has no right for this; who asks is noted for the record.
util::Task<std::optional<net::Response>> refused_person(Context& context, Asked& asked) {
  const auto* route = route_of(asked.request);
  if (asked.party.kind != PartyKind::institution || route == nullptr || !route->act) {
    co_return std::nullopt;
  }
  const auto acting = acting_of(asked.request);
  if (acting && !*acting && domain::machine_may(*route->act)) co_return std::nullopt;
  auto allowed = co_await permission(context, asked, *route->act);
  co_return std::move(allowed.refused);
}

bool key_is_sound(const std::string& key) {
  return key.size() <= request_key_characters_max &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

// The outcome of an earlier request with this key, told again; nothing when there was none.
util::Task<std::optional<net::Response>> earlier_outcome(Context& context, const Asked& asked) {
  auto earlier = co_await earlier_request(context, asked);
  if (earlier.refused) co_return std::move(*earlier.refused);
  if (!earlier.record) co_return std::nullopt;
  auto again = co_await repeat(context, std::move(*earlier.record));
  co_return co_await in_form(context, asked.form, std::move(again));
}

// One request of a known party: told again when its key has an outcome already, else carried out.
util::Task<net::Response> run(Context& context, Asked asked) {
  const auto operation = operation_of(asked);
  asked.request_hash = co_await request_hash(context, asked.request);
  const auto key = asked.request_key();
  if (!key_is_sound(key)) {
    co_return problem_reply(422, {oqs::ErrorCode::element_format, "Idempotency-Key"});
  }
  if (auto refused = co_await refused_person(context, asked)) co_return std::move(*refused);
  const KeysInFlight::Hold hold(context.keys_in_flight,
                                key.empty() ? key : asked.party.text() + " " + key);
  if (!hold.free()) {
    co_return retry_reply(context, 503, oqs::ErrorCode::center_busy, 1);
  }
  // A number inquiry does nothing before its record is written, and a key that has a record already
  // lets no second one be written: it need not be looked for first. (A card uses up its challenge,
  // a file is long, a job is begun: they are.)
  if (operation == verify_number && asked.form == Asked::Form::xml) {
    Asked again{asked.party, {}, asked.interface, asked.request_hash};
    again.request.headers = {{"Idempotency-Key", key}};
    auto response = co_await operation(context, std::move(asked));
    if (key.empty() || response.status != 503) co_return response;
    auto earlier = co_await earlier_outcome(context, again);
    co_return earlier ? std::move(*earlier) : std::move(response);
  }
  const auto form = asked.form;
  if (!key.empty()) {
    if (auto earlier = co_await earlier_outcome(context, asked)) co_return std::move(*earlier);
  }
  if (auto problem = co_await take_form(context, asked)) {
    auto refused = co_await refuse(context, asked, std::move(*problem));
    co_return co_await in_form(context, form, std::move(refused));
  }
  auto response = co_await operation(context, std::move(asked));
  co_return co_await in_form(context, form, std::move(response));
}

util::Task<net::Response> handle(Context& context, net::Request request) {
  auto party = context.parties.party_of(request.peer);
  const bool known = party || party.error().party;
  if (!known) co_return problem_reply(403, {error_of(party.error().error), {}});
  Asked asked;
  asked.party = party ? *party : *party.error().party;
  asked.request = std::move(request);
  const auto name = asked.party.text();
  const int wait_s = context.quotas.enter(name, context.clock.now());
  if (wait_s != 0) {
    co_return retry_reply(context, 429, oqs::ErrorCode::quota, wait_s);
  }
  struct Leave {
    Quotas& quotas;
    const std::string& name;
    ~Leave() { quotas.leave(name); }
  } leave{context.quotas, name};
  if (!party) {  // revoked or run out, but known: on record
    asked.interface = "certificate";
    co_return co_await refuse_json(context, asked, 403, error_of(party.error().error));
  }
  if (context.checkpoints_fail) {
    ++context.counters.store_failures;
    co_return retry_reply(context, 503, oqs::ErrorCode::center_store, 1);
  }
  co_return co_await run(context, std::move(asked));
}

using TlsStamps = std::array<util::FileStamp, 3>;

TlsStamps stamps_of(const net::TlsFiles& files) {
  return {util::FileStamp::of(files.certificate_file), util::FileStamp::of(files.key_file),
          util::FileStamp::of(files.ca_file)};
}

std::string refusal_text(int status) {
  switch (status) {
    case 413:
      return oqs::write_problem({oqs::ErrorCode::too_large, {}});
    case 408:
      return oqs::write_problem({oqs::ErrorCode::request_slow, {}});
    case 503:
      return oqs::write_problem({oqs::ErrorCode::center_busy, {}});
    case 500:
      return oqs::write_problem({oqs::ErrorCode::center_internal, {}});
    default:
      return oqs::write_problem({oqs::ErrorCode::unknown_address, {}});
  }
}

std::string listen_text(const net::ListenProblem& problem) {
  switch (problem.error) {
    case net::ListenError::address_in_use:
      return "待ち受けアドレスは使用中です。ほかのプログラムを止めるか、設定を変えてください: " +
             problem.detail;
    case net::ListenError::denied:
      return "待ち受けの権限がありません: " + problem.detail;
    case net::ListenError::tls:
      return "TLSの証明書または鍵を読み取れません。設定のファイルをご確認ください: " +
             problem.detail;
    default:
      return "待ち受けアドレスが正しくありません: " + problem.detail;
  }
}

}  // namespace

struct Center::Body {
  Body(CenterConfig config, const util::Clock& clock) : context(std::move(config), clock) {}
  ~Body() {
    context.stopping = true;
    context.feed_waiters.stop();
    context.office_waiters.stop();
    context.job_waiters.stop();
    health.reset();  // it reads the server's counters
    server.reset();
    {
      std::scoped_lock lock(mutex);
      stopping = true;
    }
    changed.notify_all();
    if (ticker.joinable()) ticker.join();
    told_index.reset();
    // A job run uses the workers and the registry: it must end before either goes.
    for (int runs = context.job_runs; runs != 0; runs = context.job_runs)
      context.job_runs.wait(runs);
    if (checkpoint_key) write_checkpoint();
  }

  util::Result<void, CenterProblem> open();
  util::Result<void, CenterProblem> open_checkpoints();
  util::Result<void, CenterProblem> listen();
  bool remember_wrong_tries();
  void reload_tls();
  void watch_tls();         // takes over replaced TLS files
  bool write_checkpoint();  // false when there is nothing new or it could not be written
  bool append_checkpoint(const store::Checkpoint& checkpoint);
  void expire_office_events();
  void tick();

  Context context;
  std::optional<store::CheckpointKey> checkpoint_key;
  store::AuditId checkpointed = 0;
  std::unique_ptr<ToldIndex> told_index;
  std::unique_ptr<net::Server> server, health;
  TlsStamps tls_stamps;  // of the files as they were last read; ticker only
  std::mutex mutex;
  std::condition_variable changed;
  bool stopping = false;
  std::thread ticker;
};

util::Result<void, CenterProblem> Center::Body::open() {
  auto registry = store::sqlite::open(context.config.store);
  if (!registry) {
    const bool locked = registry.error().error == store::StoreError::locked;
    return util::failure(CenterProblem{
        (locked ? "データベースは別の madoguchi が使用中です: " : "データベースを開けません: ") +
        context.config.store.path + "（" + registry.error().detail + "）"});
  }
  context.registry = std::move(*registry);
  if (!context.config.card.trust.ca_files.empty()) {
    auto cards = card::CertificateChecker::open(context.config.card.trust);
    if (!cards) {
      return util::failure(
          CenterProblem{"カードの認証局または失効リストを読み取れません: " + cards.error()});
    }
    context.cards = std::move(*cards);
  }
  if (const auto lists = context.parties.unreadable_lists(); !lists.empty()) {
    return util::failure(CenterProblem{"参加者の失効リストを読み取れません: " + lists.front()});
  }
  context.registry->on_published([this](domain::BatchId) { context.feed_waiters.wake_all(); });
  return open_checkpoints();
}

util::Result<void, CenterProblem> Center::Body::open_checkpoints() {
  const auto& path = context.config.audit.checkpoint_key_file;
  if (path.empty()) return {};
  auto key = store::CheckpointKey::open_or_create(path);
  if (!key) return util::failure(CenterProblem{"監査の署名鍵を読み取れません: " + key.error()});
  checkpoint_key = std::move(*key);
  return {};
}

util::Result<void, CenterProblem> Center::Body::listen() {
  net::set_refusal_text(refusal_text);
  auto& config = context.config.server;
  config.limits.body_bytes_max = context.config.request_bytes_max;
  const auto import_max = context.config.import_bytes_max;
  const auto message_max = context.config.request_bytes_max;
  const auto bulk_max = std::max(message_max, context.config.bulk.request_bytes_max);
  config.limits.body_bytes_max_of = [=](const net::Request& head) {
    const auto& path = head.path;
    if (path.starts_with("/import/") || path == history_import_path) return import_max;
    return path.starts_with("/oqs/OQSmu") ? bulk_max : message_max;
  };
  auto listening = net::Server::start(
      config, [this](net::Request request) { return handle(context, std::move(request)); });
  if (!listening) return util::failure(CenterProblem{listen_text(listening.error())});
  server = std::move(*listening);

  net::ServerConfig page;
  page.address = context.config.health_address;
  page.port = context.config.health_port;
  auto health_page = net::Server::start(page, [this](net::Request request) {
    return answer_health(context, *server, std::move(request));
  });
  if (!health_page) return util::failure(CenterProblem{listen_text(health_page.error())});
  health = std::move(*health_page);
  return {};
}

bool Center::Body::remember_wrong_tries() {
  const auto oldest = context.clock.now().ms - context.config.quotas.wrong_tries_window_s * 1000;
  const auto head = util::sync_wait(context.registry->head());
  if (!head) return false;
  constexpr std::size_t page = 10000;
  auto until = head->id;
  while (until > 0) {
    const auto from = std::max<store::AuditId>(1, until - static_cast<store::AuditId>(page) + 1);
    const auto records = util::sync_wait(
        context.registry->records(from, static_cast<std::size_t>(until - from + 1)));
    if (!records || records->empty()) return false;
    for (const auto& record : *records) count_wrong_try(context.wrong_tries, record);
    if (records->front().entry.at.ms < oldest) return true;
    until = from - 1;
  }
  return true;
}

void Center::Body::reload_tls() {
  warn_of_certificate(context);
  const auto reloaded = server->reload_tls();
  if (reloaded) {
    util::log(util::LogLevel::info, "center", "TLS files reloaded");
  } else {
    util::log(util::LogLevel::error, "center",
              "TLS files not reloaded: " + reloaded.error().detail);
  }
}

// In the middle of a renewal certificate and key do not fit: the old pair serves, and what is
// written next is another change.
void Center::Body::watch_tls() {
  const auto stamps = stamps_of(context.config.server.tls);
  if (stamps == tls_stamps) return;
  tls_stamps = stamps;
  reload_tls();
}

bool Center::Body::write_checkpoint() {
  const auto head = util::sync_wait(context.registry->head());
  if (!head || head->id == checkpointed) return false;
  store::Checkpoint checkpoint;
  checkpoint.chain = context.config.audit.chain;
  checkpoint.head = head->id;
  checkpoint.head_hash = head->hash;
  checkpoint.at = context.clock.now();
  checkpoint_key->sign(checkpoint);
  // The file outside the database is what shows a cut tail, so it is written first.
  if (!append_checkpoint(checkpoint)) return false;
  const auto kept = util::sync_wait(context.registry->add_checkpoint(checkpoint));
  if (kept) checkpointed = head->id;
  return kept.has_value();
}

bool Center::Body::append_checkpoint(const store::Checkpoint& checkpoint) {
  const auto& path = context.config.audit.checkpoint_file;
  if (path.empty()) return true;
  const auto appended = util::append_line(path, store::checkpoint_line(checkpoint));
  const bool failed_before = context.checkpoints_fail.exchange(!appended);
  if (!appended && !failed_before) {
    util::log(util::LogLevel::error, "center",
              "answers stop, the checkpoint file cannot be written: " + appended.error().text());
  }
  if (appended && failed_before) {
    util::log(util::LogLevel::info, "center", "the checkpoint file can be written again");
  }
  return appended.has_value();
}

void Center::Body::expire_office_events() {
  const auto before =
      context.clock.now().plus_ms(-context.config.audit.office_events_retention_days * 86400000LL);
  for (bool more = true; more && !context.stopping;) {
    const auto expired = util::sync_wait(context.registry->expire_office_events(before));
    more = expired && *expired > 0;
  }
}

// By the steady clock, so that nothing waits for a clock that was set back.
void Center::Body::tick() {
  using std::chrono::steady_clock;
  steady_clock::time_point next_checkpoint, next_sweep;
  std::unique_lock lock(mutex);
  while (!stopping) {
    lock.unlock();
    const auto now = steady_clock::now();
    context.feed_waiters.wake_due(now);
    context.office_waiters.wake_due(now);
    context.job_waiters.wake_due(now);
    watch_tls();
    const bool first = next_sweep == steady_clock::time_point();
    if (context.jobs_retry.exchange(false) || first) start_waiting_jobs(context);
    if (checkpoint_key && now >= next_checkpoint) {
      // Until the first one stands, each tick tries: an auditor may come in the first minute. So
      // it does while the file cannot be written: answers wait for it.
      const bool written = write_checkpoint();
      if (written || (checkpointed != 0 && !context.checkpoints_fail)) {
        next_checkpoint = now + std::chrono::seconds(context.config.audit.checkpoint_every_s);
      }
    }
    if (now >= next_sweep) {
      next_sweep = now + std::chrono::hours(1);
      warn_of_certificate(context);
      util::sync_wait(context.registry->expire_jobs(
          context.clock.now().plus_ms(-context.config.bulk.retention_days * 86400000LL)));
      util::sync_wait(context.registry->expire_notices(
          context.clock.now().plus_ms(-context.config.notices.retention_days * 86400000LL)));
      expire_office_events();
      expire_histories(context);
    }
    lock.lock();
    changed.wait_for(lock, std::chrono::milliseconds(500), [this] { return stopping; });
  }
  lock.unlock();
  context.feed_waiters.wake_all();
  context.office_waiters.wake_all();
  context.job_waiters.wake_all();
}

util::Result<std::unique_ptr<Center>, CenterProblem> Center::start(CenterConfig config,
                                                                   const util::Clock& clock) {
  auto body = std::make_unique<Body>(std::move(config), clock);
  if (auto opened = body->open(); !opened) return util::failure(opened.error());
  if (!body->remember_wrong_tries()) {
    return util::failure(
        CenterProblem{"監査の記録を読み取れません。audit verify で確かめてください。"});
  }
  body->tls_stamps = stamps_of(body->context.config.server.tls);
  if (auto listening = body->listen(); !listening) return util::failure(listening.error());
  body->told_index = std::make_unique<ToldIndex>(body->context);
  body->ticker = std::thread([raw = body.get()] { raw->tick(); });
  return std::unique_ptr<Center>(new Center(std::move(body)));
}

std::vector<std::string> Center::routes() {
  std::vector<std::string> all = {"POST /import/{kind}", "GET /office/imports/{key}",
                                  "DELETE /office/imports/{key}", "GET /updates/{version}"};
  for (const auto& route : center::routes) {
    all.push_back(std::string(route.method).append(" ").append(route.path));
  }
  for (const auto path : health_pages) all.push_back("GET " + std::string(path));
  return all;
}

Center::Center(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Center::~Center() = default;
std::uint16_t Center::port() const {
  return body_->server->port();
}
std::uint16_t Center::health_port() const {
  return body_->health->port();
}

void Center::reload_tls() {
  body_->reload_tls();
}

}  // namespace madoguchi::center
