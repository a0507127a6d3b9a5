#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "card/certificate.hpp"
#include "center/history_settings.hpp"
#include "center/quotas.hpp"
#include "domain/decide.hpp"
#include "net/server.hpp"
#include "store/sqlite/open.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::center {

// Limits of the interfaces of two steps (domain.md 5.3, Q6).
struct BulkLimits {
  int months_back_max = 60;
  std::int64_t units_max = 10000;
  int retention_days = 7;
  std::int64_t interval_s = 60;        // between two new jobs of one institution for one month
  std::int64_t jobs_waiting_max = 16;  // of one institution, not yet run
  std::size_t request_bytes_max = 4UL * 1024 * 1024;  // of one message with many units
};

struct CardSettings {
  card::TrustFiles trust;  // no CA files: card questions are refused as untrusted
  std::int64_t challenge_life_s = 120;
  std::size_t challenges_max = 100000;      // waiting ones, of all institutions
  bool consents_without_signature = false;  // visual and face mode open no histories by default
  // Responders of the cards' CAs (trust.ocsp_urls). One that does not answer in time is left alone
  // for a while: the revocation lists decide meanwhile.
  std::int64_t ocsp_timeout_ms = 2000;
  std::int64_t ocsp_retry_s = 30;
  std::size_t ocsp_answers_max = 100000;  // kept until their next update
};

struct AuditSettings {
  std::string chain = "center-1";
  std::string checkpoint_key_file;  // Ed25519, created when absent
  std::string checkpoint_file;      // one JSON line a checkpoint, outside the database
  std::int64_t checkpoint_every_s = 60;
  // Of what offices read of verifications: an index of the record, which itself is kept for ever.
  int office_events_retention_days = 1830;
};

// Notices of changed answers (domain.md 4.5: an answer is a statement at a time).
struct NoticeSettings {
  int lookback_months = 13;  // answers given earlier are not spoken of any more
  int retention_days = 400;  // then the feed tells a notice no more
  enum class RegisteredSince { untold, told } registered_since = RegisteredSince::told;
};

// Everything an operator can choose. Every key of center.toml is one of these.
struct CenterConfig {
  net::ServerConfig server;
  std::string health_address = "127.0.0.1";
  std::uint16_t health_port = 0;
  std::vector<std::string> party_crl_files;
  store::sqlite::Options store;
  AuditSettings audit;
  CardSettings card;
  QuotaLimits quotas;
  BulkLimits bulk;
  NoticeSettings notices;
  HistorySettings histories;
  domain::DecisionSettings decision;
  bool strict_check_digit = false;                      // Q10
  std::size_t request_bytes_max = 1024 * 1024;          // of one message
  std::size_t import_bytes_max = 1024UL * 1024 * 1024;  // of one CSV file
  std::size_t import_problems_max = 100000;             // listed in one report
  int imports_at_once_max = 4;                          // files in memory at one time
  std::int64_t feed_wait_s_max = 55;
  std::string
      packages_dir;  // of the program, offered to terminals (update/package.hpp); empty: none
};

struct CenterProblem {
  std::string text;  // Japanese: what, where, what to do
};

// The national center on one machine: registry, decision, audit behind mutual TLS.
class Center {
 public:
  static util::Result<std::unique_ptr<Center>, CenterProblem> start(CenterConfig config,
                                                                    const util::Clock& clock);
  ~Center();
  std::uint16_t port() const;
  std::uint16_t health_port() const;
  void reload_tls();

  // What is answered, for the test of docs/openapi.json: "POST /import/{kind}", the health page's
  // too.
  static std::vector<std::string> routes();

 private:
  struct Body;
  explicit Center(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::center
