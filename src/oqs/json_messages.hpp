#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oqs/errors.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

// JSON of POST /card/challenge and POST /card/verify.
struct ChallengeAnswer {
  std::string challenge;    // base64, 32 random bytes
  std::int64_t expires_ms;  // since 1970, UTC
};
std::string write_challenge(const ChallengeAnswer& answer);
util::Result<ChallengeAnswer, Problem> read_challenge(std::string_view json);

struct CardQuestion {
  std::string challenge;
  std::string day;              // YYYYMMDD
  std::string mode;             // pin, face, visual
  std::string certificate_der;  // bytes (base64 on the wire)
  std::string signature;        // bytes, empty without
  std::string staff;            // who confirmed, needed without signature
  std::string arbitrary_file_identifier;
  std::vector<std::pair<std::string, bool>> consents;  // kind, given
};
std::string write_card_question(const CardQuestion& question);
util::Result<CardQuestion, Problem> read_card_question(std::string_view json);

// JSON of POST /card/recheck and POST /card/reference-number.
struct RecheckQuestion {
  std::string key;    // QualificationConfirmationKey
  std::string staff;  // who asks, may be empty
  std::string arbitrary_file_identifier;
};
std::string write_recheck_question(const RecheckQuestion& question);
util::Result<RecheckQuestion, Problem> read_recheck_question(std::string_view json);
struct NumberByCard {
  std::string key;
  std::string reference_number;
};
std::string write_number_by_card(const NumberByCard& question);
util::Result<NumberByCard, Problem> read_number_by_card(std::string_view json);

// {"code": "E2001", "message": "…", "vendor": "…", "place": "…"}: errors outside the message
// family.
std::string write_problem(const Problem& problem);
struct ReadProblem {
  std::string code, message, place;
  int tries_left = -1;  // of a card's PIN, after a wrong one; -1: not told
};
std::optional<ReadProblem> read_problem(std::string_view json);

// Report of one import (POST /import/{kind}).
struct ImportProblem {
  std::size_t line = 0;
  std::string field, code, text;
  bool warning = false;
};
struct ImportReport {
  bool dry_run = false;
  std::int64_t batch = 0, record = 0;
  std::size_t rows = 0, added = 0, changed = 0, removed = 0, unchanged = 0, refused = 0;
  std::size_t problems_total = 0;  // may be more than are listed
  std::vector<ImportProblem> problems;
};
std::string write_import_report(const ImportReport& report);
util::Result<ImportReport, Problem> read_import_report(std::string_view json);

}  // namespace madoguchi::oqs
