#pragma once

#include <string>

#include "center/context.hpp"
#include "net/http.hpp"
#include "oqs/errors.hpp"

namespace madoguchi::center {

// Keys of the registry's records must be short and visible.
inline constexpr std::size_t request_key_characters_max = 128;

// What an operation is asked: the party that the certificate proved, and its request.
struct Asked {
  Party party;
  net::Request request;
  std::string interface;                           // "OQSsiquc01", "card/verify", ...
  std::string request_hash;                        // SHA-256 (hex) of query and body
  enum class Form { xml, json } form = Form::xml;  // of a message of the family, and of its answer
  std::string acting =
      {};  // who at an office asks, a JSON object for the record; empty: nobody known
  std::string request_key() const {
    return std::string(net::header(request.headers, "Idempotency-Key"));
  }
};

net::Response xml_reply(std::string xml, store::AuditId record);
net::Response json_reply(int status, std::string json, store::AuditId record = 0);
// An error outside the message family, as JSON (see oqs::write_problem).
net::Response problem_reply(int status, const oqs::Problem& problem, store::AuditId record = 0);
// Try again after so many seconds: a limit of work is reached (429, 503). Counted, not recorded.
net::Response retry_reply(Context& context, int status, oqs::ErrorCode error, int after_s);
// The store could not be read or written: nothing is answered (503).
net::Response store_reply(Context& context, const store::StoreProblem& problem);

// The part of a record that every operation fills the same way.
store::AuditEntry entry_of(const Context& context, const Asked& asked, std::string_view kind);

// What the record of a refusal keeps beside what is told.
struct Unsaid {
  std::string cause;      // where several causes share one error
  std::string wrong_try;  // what it costs of the budget of wrong tries; empty: nothing
};

// A refusal of a known party inside the message family: recorded, then told as an error result.
util::Task<net::Response> refuse(Context& context, const Asked& asked, oqs::Refused refused);
util::Task<net::Response> refuse_because(Context& context, const Asked& asked, oqs::Refused refused,
                                         Unsaid unsaid);
// The same outside the message family: a JSON problem with `status`.
util::Task<net::Response> refuse_json(Context& context, const Asked& asked, int status,
                                      oqs::ErrorCode error, const char* place = "");
util::Task<net::Response> refuse_problem(Context& context, const Asked& asked, int status,
                                         const oqs::Problem& problem);

// The problem that a refusal's record tells of.
oqs::Problem refusal_of(const std::string& detail);
// The refusal of an earlier request, told again from its record.
net::Response refusal_again(const store::AuditRecord& record);

// What stands against any question of this institution about assistance: unknown (D0), setting off
// (D1); or nothing.
using Against = std::optional<oqs::ErrorCode>;
util::Task<util::Result<Against, store::StoreProblem>> standing(Context& context,
                                                                const Party& party);

// The header of an answer to `header`'s request.
oqs::AnswerHeader answer_header(const oqs::RequestHeader& header, util::Instant at);

}  // namespace madoguchi::center
