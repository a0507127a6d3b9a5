#include "center/responders.hpp"

#include <charconv>
#include <utility>

#include "center/center.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr unsigned asked_at_once = 4;
constexpr std::size_t response_bytes_max = 64UL * 1024;
constexpr std::string_view scheme = "http://";
constexpr std::int64_t ms_per_s = 1000;

}  // namespace

std::optional<ResponderPlace> responder_place(std::string_view url) {
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  const auto slash = url.find('/');
  auto authority = url.substr(0, slash);
  ResponderPlace place;
  place.path = slash == std::string_view::npos ? "/" : std::string(url.substr(slash));
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos) {
    const auto digits = authority.substr(colon + 1);
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, place.port);
    if (read.ec != std::errc() || read.ptr != end || place.port == 0) return std::nullopt;
    authority = authority.substr(0, colon);
  }
  if (authority.empty() || url.find_first_of(" ?#@") != std::string_view::npos) return std::nullopt;
  place.host = std::string(authority);
  return place;
}

Responders::Responders(const CardSettings& settings)
    : timeout_ms_(settings.ocsp_timeout_ms),
      retry_ms_(settings.ocsp_retry_s * ms_per_s),
      kept_max_(settings.ocsp_answers_max),
      workers_(asked_at_once) {}

Responders::~Responders() {
  const std::scoped_lock lock(mutex_);
  for (auto& [url, client] : clients_) client->interrupt();
}

std::optional<card::OcspAnswer> Responders::kept(const std::string& key, util::Instant now) {
  const std::scoped_lock lock(mutex_);
  const auto found = kept_.find(key);
  if (found == kept_.end()) return std::nullopt;
  if (now.ms < found->second.until_ms && now >= found->second.answer.this_update) {
    return found->second.answer;
  }
  kept_.erase(found);
  return std::nullopt;
}

bool Responders::resting(const std::string& url, util::Instant now) const {
  const std::scoped_lock lock(mutex_);
  const auto found = rests_until_ms_.find(url);
  // A clock that was set back keeps nobody silent.
  return found != rests_until_ms_.end() && now.ms < found->second &&
         now.ms >= found->second - retry_ms_;
}

std::size_t Responders::failing(util::Instant now) const {
  const std::scoped_lock lock(mutex_);
  std::size_t count = 0;
  for (const auto& [url, until_ms] : rests_until_ms_) count += now.ms < until_ms ? 1U : 0U;
  return count;
}

net::Client* Responders::client_of(const std::string& url) {
  const std::scoped_lock lock(mutex_);
  auto& client = clients_[url];
  if (!client) {
    const auto place = responder_place(url);
    if (!place) return nullptr;
    net::ClientConfig config;
    config.host = place->host;
    config.port = place->port;
    config.connections_max = asked_at_once;
    config.response_bytes_max = response_bytes_max;
    config.connect_timeout_ms = timeout_ms_;
    client = std::make_unique<net::Client>(config);
  }
  return client.get();
}

// Blocks: on the workers only.
std::optional<std::string> Responders::fetch(const card::OcspQuestion& question) {
  auto* client = client_of(question.url);
  if (client == nullptr) return std::nullopt;
  net::Request request;
  request.method = "POST";
  request.path = responder_place(question.url)->path;
  request.headers.emplace_back("Content-Type", "application/ocsp-request");
  request.headers.emplace_back("Accept", "application/ocsp-response");
  request.body = question.request;
  auto response = client->send(request, timeout_ms_);
  if (!response || response->status != 200) return std::nullopt;
  return std::move(response->body);
}

void Responders::failed(const std::string& url, std::string_view why, util::Instant now) {
  {
    const std::scoped_lock lock(mutex_);
    rests_until_ms_[url] = now.ms + retry_ms_;
  }
  util::log(util::LogLevel::warning, "center",
            "card responder " + url + ": " + std::string(why) + "; the revocation lists decide");
}

void Responders::keep(const std::string& key, const card::OcspAnswer& answer, util::Instant now) {
  // "unknown" may be a matter of a moment: a card that was issued today.
  if (!answer.next_update || answer.status == card::OcspStatus::unknown) return;
  const std::scoped_lock lock(mutex_);
  if (kept_.size() >= kept_max_) {
    std::erase_if(kept_, [now](const auto& one) { return one.second.until_ms <= now.ms; });
  }
  if (kept_.size() >= kept_max_) return;
  kept_[key] = Kept{answer, answer.next_update->ms};
}

util::Task<std::optional<card::OcspAnswer>> Responders::ask(const card::CertificateChecker& cards,
                                                            std::string certificate_der,
                                                            const util::Clock& clock) {
  const auto now = clock.now();
  const auto question = cards.ocsp_question(certificate_der, now);
  if (!question) co_return std::nullopt;
  if (auto answer = kept(question->key, now)) co_return answer;
  if (resting(question->url, now)) co_return std::nullopt;
  auto* home = util::Executor::current();
  co_await util::ResumeOn{workers_};
  const auto response = fetch(*question);
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (!response) {
    failed(question->url, "no answer", clock.now());
    co_return std::nullopt;
  }
  const auto answer = cards.judge(certificate_der, *question, *response, clock.now());
  if (!answer) {
    failed(question->url, card::text_of(answer.error()), clock.now());
    co_return std::nullopt;
  }
  keep(question->key, *answer, clock.now());
  co_return *answer;
}

}  // namespace madoguchi::center
