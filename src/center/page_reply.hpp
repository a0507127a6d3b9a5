#pragma once

#include <string>

#include "center/asked_numbers.hpp"
#include "center/reply.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

// A page of something ordered, as an office gets it: items, where to go on, whether there is more.
template <class Page, class JsonOf>
std::string page_json(const Page& page, const JsonOf& json_of) {
  util::JsonLine out;
  out.add_json("items", json_list(page.items, json_of))
      .add_number("next", page.next)
      .add_truth("more", page.more);
  return std::move(out).finish();
}

// What is recorded before such a page leaves: a look, from which cursor to which.
template <class Page>
store::Commit look_at(const Context& context, const Asked& asked, const Page& page) {
  store::Commit commit;
  commit.record = entry_of(context, asked, "look");
  commit.record.request_key.clear();
  util::JsonLine detail;
  if (!asked.acting.empty()) detail.add_json("acting", asked.acting);
  detail.add_number("first", page.items.front().cursor)
      .add_number("last", page.items.back().cursor)
      .add_number("items", static_cast<std::int64_t>(page.items.size()));
  commit.record.detail = std::move(detail).finish();
  return commit;
}

}  // namespace madoguchi::center
