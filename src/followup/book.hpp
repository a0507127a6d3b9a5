#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "followup/answers.hpp"
#include "followup/rules.hpp"
#include "sql/database.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::followup {

using Json = nlohmann::json;

// The institution's own file of open visits, calls, acquisitions and names taken down.
class Book {
 public:
  // Fails with a text for the operator. The file is readable by its owner only.
  static util::Result<std::unique_ptr<Book>, std::string> open(const std::string& path,
                                                               std::string institution,
                                                               const util::Clock& clock);
  const std::string& institution() const { return institution_; }
  std::string now() const { return util::iso_date_time_in_japan(clock_.now()); }
  util::Day today() const { return util::day_in_japan(clock_.now()); }

  // As of sql::Database.
  template <class Work>
  auto read(Work&& work) {
    return database_->read(std::forward<Work>(work));
  }
  template <class Work>
  auto change(Work&& work) {
    return database_->change(std::forward<Work>(work));
  }

 private:
  Book(std::unique_ptr<sql::Database> database, std::string institution, const util::Clock& clock)
      : database_(std::move(database)), institution_(std::move(institution)), clock_(clock) {}
  std::unique_ptr<sql::Database> database_;
  std::string institution_;
  const util::Clock& clock_;
};

// Why something that staff asked for was not done.
enum class Refusal {
  not_found,
  wrong_state,  // e.g. to put away what is registered
  malformed,
  not_same,  // a candidate that is none (any more)
};
using Done = util::Result<void, Refusal>;

// As text for the database.
std::string dumped(const Json& value);
// An object; an empty one when `text` is none.
Json parsed(std::string_view text);
std::string text_in(const Json& object, std::string_view name);

// One result with one of its tickets, as it is kept, and read back; a ResultList of a notice, too.
std::string kept_ticket(const domain::ResultAnswer& result,
                        const std::vector<domain::TicketFieldValue>& ticket);
std::vector<domain::ResultAnswer> results_in(const Json& result_list);

}  // namespace madoguchi::followup
