#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "card/certificate.hpp"
#include "net/client.hpp"
#include "util/clock.hpp"
#include "util/task.hpp"
#include "util/workers.hpp"

namespace madoguchi::center {

struct CardSettings;

// The OCSP responders of the cards' CAs (RFC 6960 by HTTP). Answers are kept until their next
// update; a responder that fails is not asked for a while, so that a dead one holds nobody up.
class Responders {
 public:
  explicit Responders(const CardSettings& settings);
  ~Responders();
  // What the responder of this certificate's CA says; nothing when there is none or it is silent
  // (the revocation lists decide then).
  util::Task<std::optional<card::OcspAnswer>> ask(const card::CertificateChecker& cards,
                                                  std::string certificate_der,
                                                  const util::Clock& clock);
  // Responders that fail now, for the health page.
  std::size_t failing(util::Instant now) const;

 private:
  struct Kept {
    card::OcspAnswer answer;
    std::int64_t until_ms = 0;
  };
  std::optional<card::OcspAnswer> kept(const std::string& key, util::Instant now);
  bool resting(const std::string& url, util::Instant now) const;
  std::optional<std::string> fetch(const card::OcspQuestion& question);
  net::Client* client_of(const std::string& url);
  void failed(const std::string& url, std::string_view why, util::Instant now);
  void keep(const std::string& key, const card::OcspAnswer& answer, util::Instant now);

  std::int64_t timeout_ms_;
  std::int64_t retry_ms_;
  std::size_t kept_max_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
  std::map<std::string, std::int64_t> rests_until_ms_;
  std::map<std::string, std::unique_ptr<net::Client>> clients_;
  util::Workers workers_;  // an answer waits here, not on the event loop
};

// Host, port and path of "http://host[:port]/path"; nothing of any other form.
struct ResponderPlace {
  std::string host;
  std::uint16_t port = 80;
  std::string path;
};
std::optional<ResponderPlace> responder_place(std::string_view url);

}  // namespace madoguchi::center
