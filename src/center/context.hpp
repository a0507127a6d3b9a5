#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "card/certificate.hpp"
#include "center/center.hpp"
#include "center/challenges.hpp"
#include "center/imports_under_way.hpp"
#include "center/keys_in_flight.hpp"
#include "center/party.hpp"
#include "center/quotas.hpp"
#include "center/responders.hpp"
#include "center/waiters.hpp"
#include "oqs/messages.hpp"
#include "store/registry.hpp"
#include "util/workers.hpp"

namespace madoguchi::center {

struct Counters {
  std::atomic<std::uint64_t> answers{0}, refusals{0}, polls{0}, busy{0}, store_failures{0};
};

// What every operation needs; lives as long as the center.
struct Context {
  Context(CenterConfig settings, const util::Clock& from)
      : config(std::move(settings)),
        clock(from),
        parties(config.party_crl_files, config.server.tls.ca_file, from),
        quotas(config.quotas),
        wrong_tries(config.quotas),
        challenges(config.card.challenge_life_s, config.card.challenges_max),
        responders(config.card) {}

  CenterConfig config;
  const util::Clock& clock;
  std::unique_ptr<store::Registry> registry;
  std::unique_ptr<card::CertificateChecker> cards;  // nothing: no card CA configured
  Parties parties;
  Quotas quotas;
  WrongTries wrong_tries;
  Challenges challenges;
  Responders responders;                // of the cards' CAs
  Waiters feed_waiters;                 // told of published batches
  Waiters office_waiters;               // told of what offices are told of their recipients
  std::atomic<int> offices_waiting{0};  // for that
  Waiters job_waiters;                  // told of bulk jobs that ended
  util::Workers workers{2};             // long renderings, so that answers do not wait behind them
  Counters counters;
  std::atomic<bool> jobs_wanted{false}, jobs_running{false}, jobs_retry{false};
  std::atomic<int> imports_running{0};
  ImportsUnderWay imports_under_way;
  std::atomic<int> job_runs{0};       // runs that were started and have not ended
  std::atomic<bool> stopping{false};  // no new job runs
  // The checkpoint file cannot be written: no answer until it can, for a cut tail would not show.
  std::atomic<bool> checkpoints_fail{false};
  KeysInFlight keys_in_flight;

  oqs::ReadLimits read_limits() const {
    oqs::ReadLimits limits;
    limits.request_bytes_max = config.request_bytes_max;
    if (!config.decision.number_inquiry_requires_birthdate) {
      limits.birthdate = oqs::ReadLimits::Birthdate::optional;
    }
    return limits;
  }
  // Of a message with many units.
  oqs::ReadLimits bulk_read_limits() const {
    auto limits = oqs::limits_for(config.bulk.request_bytes_max);
    limits.birthdate = read_limits().birthdate;
    return limits;
  }
};

}  // namespace madoguchi::center
