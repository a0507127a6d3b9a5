// GET /registrations: where offices stand with a month's tickets, for institutions whose patients
// wait for one. The state is the office's alone; no recipient is looked at (D3).
#include <algorithm>

#include "center/asked_numbers.hpp"
#include "center/office_operations.hpp"
#include "domain/identifiers.hpp"
#include "domain/registration.hpp"
#include "store/offices.hpp"
#include "util/encoding.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

namespace {

constexpr std::size_t asked_max = 50;  // names and numbers together
constexpr std::size_t name_characters_max = 100;

struct Wanted {
  std::optional<util::Month> month;
  std::vector<std::string> names, payers;
  const char* wrong = nullptr;  // the parameter that cannot be read
};

Wanted wanted_in(const net::Request& request) {
  Wanted wanted;
  wanted.month = util::Month::parse(request.query_value("month"));
  if (!wanted.month) wanted.wrong = "month";
  for (const auto& [name, value] : request.query) {
    if (name == "office") {
      const bool sound = util::check_utf8(value) && util::characters(value) <= name_characters_max;
      if (!sound) wanted.wrong = "office";
      wanted.names.push_back(value);
    } else if (name == "payer") {
      if (!domain::PublicExpenseNumber::parse(value)) wanted.wrong = "payer";
      wanted.payers.push_back(value);
    }
  }
  if (wanted.names.size() + wanted.payers.size() > asked_max) wanted.wrong = "office";
  return wanted;
}

std::string registration_json(util::Month month, const domain::RegistrationOfMonth& known,
                              const domain::Office* named, const std::string& payer) {
  util::JsonLine out;
  out.add("month", month.text());
  if (named != nullptr) {
    out.add("office", named->name).add("telephone", named->telephone).add("text", known.text);
  } else {
    out.add("payer", payer);
  }
  out.add("planned_day", std::to_string(known.day))
      .add("state", domain::name_of(known.state))
      .add_truth("off", known.off());
  return std::move(out).finish();
}

}  // namespace

util::Task<net::Response> tell_registrations(Context& context, Asked asked) {
  ++context.counters.polls;
  auto wanted = wanted_in(asked.request);
  if (wanted.wrong != nullptr) {
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format,
                                   wanted.wrong);
  }
  auto offices =
      co_await store::offices_of(*context.registry).offices_called(wanted.names, wanted.payers);
  if (!offices) co_return store_reply(context, offices.error());
  const auto today = util::day_in_japan(context.clock.now());
  std::vector<std::string> items;
  for (const auto& [office, numbers] : *offices) {
    const auto known = domain::registration_of(office, *wanted.month, today);
    if (!known) continue;
    const auto is_asked = [](const auto& all, const auto& one) {
      return std::find(all.begin(), all.end(), one) != all.end();
    };
    if (is_asked(wanted.names, office.name)) {
      items.push_back(registration_json(*wanted.month, *known, &office, ""));
    }
    for (const auto& number : numbers) {
      if (!is_asked(wanted.payers, number)) continue;
      items.push_back(registration_json(*wanted.month, *known, nullptr, number));
    }
  }
  util::JsonLine out;
  out.add_json("items", json_list(items, [](const std::string& one) { return one; }));
  co_return json_reply(200, std::move(out).finish());
}

}  // namespace madoguchi::center
