// madoguchi disaster, madoguchi emergency: over the center's interface, as its operator

#include "app/disaster.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/operator_line.hpp"
#include "app/party_settings.hpp"
#include "app/serve.hpp"
#include "util/clock.hpp"
#include "util/csv.hpp"
#include "util/file.hpp"

namespace madoguchi::app {

namespace {

using nlohmann::json;
using Act = DisasterArguments::Act;

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

// Why an act was not done: told already.
int refused(const edge::CenterProblem& problem) {
  fmt::print(stderr, "{} {}{}\n", oqs::code_of(problem.problem.error),
             oqs::message_of(problem.problem),
             problem.problem.place.empty() ? "" : " (" + problem.problem.place + ")");
  return 1;
}

net::Request posted(const char* path, const json& body) {
  net::Request request;
  request.method = "POST";
  request.path = path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = body.dump();
  return request;
}

net::Request got(const char* path) {
  net::Request request;
  request.method = "GET";
  request.path = path;
  return request;
}

int declare(edge::CenterClient& center, const DisasterArguments& arguments) {
  json body{{"areas", arguments.areas}, {"reason", arguments.reason}};
  if (!arguments.from.empty()) body["from"] = arguments.from;
  body["until"] = arguments.until;
  if (arguments.days > 0) {
    const auto now = util::SystemClock().now();
    body["until"] = util::iso_date_time_in_japan(now.plus_ms(arguments.days * day_ms));
  }
  const auto done = ask_as_operator(center, posted("/disasters", body));
  if (!done) return refused(done.error());
  fmt::print("災害時の確認を始めました。番号 / declared, number: {}\n", done->value("record", 0LL));
  return 0;
}

int end(edge::CenterClient& center, const DisasterArguments& arguments) {
  const auto done = ask_as_operator(
      center, posted("/disasters/end", {{"disaster", arguments.id}, {"reason", arguments.reason}}));
  if (!done) return refused(done.error());
  fmt::print("終えました。 / Ended.\n");
  return 0;
}

std::string state_text(const std::string& state) {
  if (state == "in_force") return "有効 / in force";
  if (state == "coming") return "これから / coming";
  return "終了 / over";
}

int list(edge::CenterClient& center, const DisasterArguments& arguments) {
  const auto told = ask_as_operator(center, got("/disasters"));
  if (!told) return refused(told.error());
  const auto items = told->value("items", json::array());
  if (arguments.json) {
    fmt::print("{}\n", items.dump(2));
    return 0;
  }
  for (const auto& one : items) {
    std::string areas;
    for (const auto& area : one.value("areas", json::array())) {
      areas += (areas.empty() ? "" : " ") + area.get<std::string>();
    }
    fmt::print("{}  {}  {} 〜 {}  {}  {}\n", one.value("disaster", 0LL),
               state_text(one.value("state", "")), one.value("from", ""),
               one.value("ended_at", one.value("until", "")), areas, one.value("reason", ""));
  }
  if (items.empty()) fmt::print("ありません。 / None.\n");
  return 0;
}

std::string use_line(const json& one) {
  std::string kinds;
  for (const auto& kind : one.value("kinds", json::array())) {
    kinds += (kinds.empty() ? "" : " ") + kind.get<std::string>();
  }
  const auto number = [&](const char* name) { return std::to_string(one.value(name, 0LL)); };
  return util::csv_line({number("record"), one.value("at", ""), one.value("use", ""),
                         one.value("institution_code", ""), one.value("operator", ""),
                         one.value("role", ""), one.value("opened", false) ? "1" : "0", kinds,
                         number("disaster"), number("search_or_card_record"),
                         one.value("obtained_by", ""), one.value("reason", "")});
}

// "20261126" as the day's text within an ISO time.
util::Result<std::string, std::string> day_text(const std::string& text, const char* otherwise) {
  if (text.empty()) return std::string(otherwise);
  const auto day = util::Day::parse(text);
  if (!day) return util::failure(text + ": 日付は YYYYMMDD で指定してください。");
  return day->iso_text();
}

int report(edge::CenterClient& center, const DisasterArguments& arguments) {
  const auto first = day_text(arguments.from, "0000-00-00");
  const auto last = day_text(arguments.until, "9999-99-99");
  if (!first || !last) {
    tell(first ? last.error() : first.error());
    return 2;
  }
  std::string text =
      util::csv_line({"record", "at", "use", "institution_code", "operator", "role", "opened",
                      "kinds", "disaster", "search_or_card_record", "obtained_by", "reason"});
  std::int64_t after = 0;
  for (bool more = true; more;) {
    auto request = got("/disasters/uses");
    request.query = {{"after", std::to_string(after)}};
    const auto page = ask_as_operator(center, std::move(request));
    if (!page) return refused(page.error());
    const auto items = page->value("items", json::array());
    for (const auto& one : items) {
      const auto day = one.value("at", std::string()).substr(0, first->size());
      if (day >= *first && day <= *last) text += use_line(one);
    }
    after = page->value("next", after);
    more = page->value("more", false);
  }
  if (arguments.output.empty()) {
    fmt::print("{}", text);
    return 0;
  }
  if (util::replace_file(arguments.output, text, 0600)) return 0;
  tell(arguments.output + ": ファイルを書けません。");
  return 2;
}

int grant(edge::CenterClient& center, const DisasterArguments& arguments) {
  const bool granted = arguments.act == Act::grant;
  const auto done = ask_as_operator(
      center, posted("/emergency/rights", {{"institution_code", arguments.institution},
                                           {"granted", granted},
                                           {"reason", arguments.reason}}));
  if (!done) return refused(done.error());
  fmt::print("{}\n", granted ? "救急時の閲覧権限を付けました。 / Granted."
                             : "救急時の閲覧権限を取り消しました。 / Withdrawn.");
  return 0;
}

int list_rights(edge::CenterClient& center) {
  const auto told = ask_as_operator(center, got("/emergency/rights"));
  if (!told) return refused(told.error());
  const auto codes = told->value("institution_codes", json::array());
  for (const auto& code : codes) fmt::print("{}\n", code.get<std::string>());
  if (codes.empty()) fmt::print("ありません。 / None.\n");
  return 0;
}

}  // namespace

int run_disaster(const DisasterArguments& arguments) {
  if (arguments.act == Act::declare && arguments.until.empty() && arguments.days == 0) {
    tell("--until または --days を指定してください。 / Give --until or --days.");
    return 2;
  }
  LineFile file;
  if (tell(read_settings(arguments.config, settings_of(file)))) return 2;
  edge::CenterClient center(file.center);
  switch (arguments.act) {
    case Act::declare:
      return declare(center, arguments);
    case Act::end:
      return end(center, arguments);
    case Act::list:
      return list(center, arguments);
    case Act::report:
      return report(center, arguments);
    case Act::grant:
    case Act::withdraw:
      return grant(center, arguments);
    case Act::rights:
      return list_rights(center);
  }
  return 2;
}

}  // namespace madoguchi::app
