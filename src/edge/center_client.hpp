#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "edge/center_line.hpp"
#include "edge/page.hpp"
#include "oqs/errors.hpp"
#include "oqs/json_messages.hpp"
#include "util/result.hpp"

namespace madoguchi::edge {

// What a party may meet when it asks the center.
struct CenterProblem {
  oqs::Problem problem;  // what to tell the staff
  enum class Retry {
    yes,
    no
  } retry = Retry::no;              // line down, busy, 429, 5xx: the same may work later
  std::int64_t retry_after_ms = 0;  // the center's wish, 0 when none
  int status = 0;                   // HTTP status, 0 when there was none
};

struct CenterAnswer {
  std::string body;
  // QualificationValidity of each result in the order of the ResultList ("Madoguchi-Validity:
  // 6,1"): the message has room for one only, and nobody but the center may judge. Empty when not
  // told.
  std::vector<std::string> validities;
  std::string record_id;  // number of the audit record ("Madoguchi-Record"), empty when none
  // Of an answer by card: with it the same institution may ask again on that day, without the card
  // ("Madoguchi-Confirmation-Key"); empty when there is none.
  std::string confirmation_key;
};

// A party's line to the center: mutual TLS, kept alive, one place that turns faults of the line
// into codes. Safe to share among threads; every call blocks up to its timeout.
class CenterClient {
 public:
  explicit CenterClient(CenterLine line);

  // POST /oqs/{interface}; `key` is the Idempotency-Key. The answer is a UTF-8 result message (also
  // one that says SegmentOfResult 9).
  util::Result<CenterAnswer, CenterProblem> ask(std::string_view interface, std::string_view xml,
                                                std::string_view key, std::int64_t timeout_ms);
  util::Result<oqs::ChallengeAnswer, CenterProblem> challenge(std::int64_t timeout_ms);
  // POST /card/verify; the answer is an OQSsiquc01res message. `who`: the person at the counter;
  // an empty account: nobody known.
  util::Result<CenterAnswer, CenterProblem> verify_card(const oqs::CardQuestion& question,
                                                        const SignedIn& who, std::string_view key,
                                                        std::int64_t timeout_ms);
  // POST /card/recheck: the same, by the key of an earlier answer of the day.
  util::Result<CenterAnswer, CenterProblem> recheck_card(const oqs::RecheckQuestion& question,
                                                         const SignedIn& who, std::string_view key,
                                                         std::int64_t timeout_ms);
  // POST /import/{kind}; CSV bytes.
  enum class Scope { changes, full };
  enum class Run { publish, dry };
  util::Result<oqs::ImportReport, CenterProblem> import(std::string_view kind, std::string_view csv,
                                                        Scope scope, Run run, std::string_view key,
                                                        std::int64_t timeout_ms);
  // GET /feed: a page of changes behind `after`, waited for up to `wait_s`; JSON.
  util::Result<std::string, CenterProblem> feed(std::int64_t after, std::int64_t wait_s,
                                                std::int64_t limit, std::int64_t timeout_ms);
  // Any other request of the documented interface.
  util::Result<net::Response, CenterProblem> send(const net::Request& request,
                                                  std::int64_t timeout_ms);
  // Drops kept connections, so that replaced certificate files are read.
  void reconnect();
  // Ends every call that waits, and each later one: the party stops.
  void interrupt();

 private:
  std::shared_ptr<net::Client> client_;
};

}  // namespace madoguchi::edge
