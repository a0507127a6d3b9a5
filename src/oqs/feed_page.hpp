#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "oqs/errors.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::oqs {

// What a terminal needs of one page of GET /feed: its notices, the months whose tickets changed,
// and where to go on.
struct FeedNotices {
  struct One {
    std::int64_t number = 0;
    std::string json;  // the notice, for people to read
  };
  std::vector<One> notices;
  std::vector<util::Month> ticket_months;  // each once
  std::int64_t next = 0;
  bool more = false;
};
util::Result<FeedNotices, Problem> read_feed_notices(std::string_view json);

}  // namespace madoguchi::oqs
