#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "followup/answers.hpp"
#include "oqs/file_names.hpp"
#include "oqs/messages.hpp"
#include "terminal/line.hpp"
#include "terminal/spool.hpp"
#include "terminal/terminal.hpp"

namespace madoguchi::terminal {

// A request that was taken.
struct Taken {
  std::string key;  // Idempotency-Key of all its tries
  SpoolFile file;   // in the inbox, under the client's name
  oqs::RequestName name;
  Steady at;
};

// What a request led to: files for res/, written together or not at all.
struct Outcome {
  enum class Kind {
    result,        // one result file
    refusal,       // an .err file, beside which the request itself goes
    bare_refusal,  // an .err file; the request is nothing that may be put into a share
    forgotten,     // the request is gone: nothing to answer
  } kind = Kind::result;
  std::vector<NamedBytes> files;
  std::optional<Heard> heard = std::nullopt;                // an answer about one person
  std::optional<followup::SeenAnswer> seen = std::nullopt;  // kept before anybody gets the answer
};

// Answers one request after the other; any number at a time.
class Session {
 public:
  Session(const TerminalConfig& config, const util::Clock& clock, Line& line)
      : config_(config), clock_(clock), line_(line) {}

  // Nothing when the terminal stops before there is an answer: the request stays in the inbox.
  std::optional<Outcome> answer(const Taken& taken);
  // The result message (UTF-8) for a request message (UTF-8): the center's, or an error result that
  // says why there is none. Nothing when the terminal stops first.
  std::optional<edge::CenterAnswer> result_for(const std::string& interface, const std::string& xml,
                                               const std::string& key, Steady since,
                                               const edge::OnBehalf& on_behalf = {});
  // The error result of a request that cannot be asked.
  std::string error_result(const std::string& interface, const std::string& xml,
                           const oqs::Problem& problem) const;
  // An .err file of its own.
  Outcome refuse(const Taken& taken, const oqs::Problem& problem,
                 Outcome::Kind kind = Outcome::Kind::refusal) const;

 private:
  Outcome in_clinic_form(const Taken& taken, const std::string& request,
                         const std::string& result) const;

  // YZKsiquc, TKKsiquc: as XML or as paper, as the request asks.
  Outcome history_form(const Taken& taken, const std::string& request,
                       const std::string& result) const;

  const TerminalConfig& config_;
  const util::Clock& clock_;
  Line& line_;
};

// Whether a result for this request already stands in res/, under any extension that is offered.
bool result_stands(const std::string& res_dir, const oqs::RequestName& name);

}  // namespace madoguchi::terminal
