#include "office/settings.hpp"

#include <algorithm>
#include <charconv>

#include "domain/registration.hpp"
#include "office/work_list.hpp"
#include "oqs/office_messages.hpp"
#include "util/digits.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

namespace {

constexpr std::int64_t frequent_days_standard = 15;

bool is_calendar_state(std::string_view state) {
  return state == "planned" || state == "registered" || state == "late" || state == "failed";
}

// As POST /office/calendar takes it.
Json said_of_month(const Json& month) {
  Json said;
  for (const auto* member : {"month", "planned_day", "state"}) said[member] = month[member];
  if (!text_of(month, "text").empty()) said["text"] = month["text"];
  return said;
}

// The month as the office stated it, and what institutions make of it today: `now`, its day, the
// remark they are told. `off`: not as planned, to be told on every page; of the month before only
// when something was stated of it.
Json calendar_month(sql::Connection& db, util::Month month, util::Day today) {
  Json one{{"month", month.text()},
           {"planned_day", ""},
           {"state", ""},
           {"text", ""},
           {"now", ""},
           {"day", ""},
           {"off", false},
           {"remark", ""}};
  domain::Office office;
  office.registration_day = static_cast<int>(
      util::digits(text_of(parsed(kept(db, "office")), "RegistrationDay")).value_or(0));
  sql::Query query(db, "SELECT planned_day, state, text FROM calendar WHERE month = ?1",
                   month.text());
  const bool stated = query.row();
  if (stated) {
    one["planned_day"] = query.text(0);
    one["state"] = query.text(1);
    one["text"] = query.text(2);
    const auto known = oqs::read_stated_month(said_of_month(one).dump());
    if (known) office.calendar.push_back(*known);
  }
  if (const auto known = domain::registration_of(office, month, today)) {
    one["now"] = domain::name_of(known->state);
    one["day"] = std::to_string(known->day);
    one["remark"] = domain::registration_text(month, *known) + known->text;
    one["off"] = known->off() && (stated || month == util::Month::of(today));
  }
  return one;
}

Json calendar_months(Parts& parts) {
  const auto today = util::day_in_japan(parts.clock.now());
  const auto now = util::Month::of(today);
  return parts.database.read([&](sql::Connection& db) {
    Json months = Json::array();
    for (int ahead = -1; ahead <= 1; ++ahead) {
      const auto month = now.plus_months(ahead).text();
      auto one = calendar_month(db, now.plus_months(ahead), today);
      one["registered_count"] =
          sql::single(db, 0, "SELECT count(*) FROM ticket WHERE month = ?1 AND live = 1", month);
      // Recipients with a ticket in the month before and none in this one.
      one["held_count"] = sql::single(
          db, 0,
          "SELECT count(DISTINCT t.recipient_key) FROM ticket t WHERE t.month = ?1 AND t.live = 1"
          " AND NOT EXISTS (SELECT 1 FROM ticket n WHERE n.recipient_key = t.recipient_key"
          "  AND n.month = ?2 AND n.live = 1)",
          now.plus_months(ahead - 1).text(), month);
      months.push_back(std::move(one));
    }
    return months;
  });
}

// The day stated for the month earlier, else the office's usual one; empty when neither is known.
std::string day_known(Parts& parts, const std::string& month) {
  return parts.database.read([&](sql::Connection& db) {
    {
      sql::Query query(db, "SELECT planned_day FROM calendar WHERE month = ?1", month);
      if (query.row()) return std::string(query.text(0));
    }
    return text_of(parsed(kept(db, "office")), "RegistrationDay");
  });
}

std::string setting(Parts& parts, const char* name) {
  return parts.database.read(
      [&](sql::Connection& db) { return kept(db, std::string("setting.") + name); });
}

// What holds where nobody has chosen yet.
std::string standard_of(std::string_view name) {
  if (name == approval_tickets || name == approval_protect) return "off";
  if (name == "frequent_days") return std::to_string(frequent_days_standard);
  return name == "language" ? "ja" : "";
}

// One setting, with who changed it; nothing when it stays as it is.
void change_setting(sql::Connection& db, const std::string& name, const std::string& value,
                    const std::string& by, const std::string& at) {
  auto before = kept(db, "setting." + name);
  if (before.empty()) before = standard_of(name);
  if (before == value) return;
  keep(db, "setting." + name, value);
  sql::Query(db,
             "INSERT INTO setting_change (name, before, after, by, at)"
             " VALUES (?1, ?2, ?3, ?4, ?5)",
             name, before, value, by, at)
      .run();
}

}  // namespace

bool is_on(Parts& parts, const char* name) {
  return setting(parts, name) == "on";
}

std::int64_t frequent_days(Parts& parts) {
  const auto number = util::digits(setting(parts, "frequent_days"));
  return number ? *number : frequent_days_standard;
}

Answer show_settings(Parts& parts, const Call& /*call*/) {
  const auto language = setting(parts, "language");
  return json_answer({{"approval_tickets", is_on(parts, approval_tickets)},
                      {"approval_protect", is_on(parts, approval_protect)},
                      {"frequent_days", frequent_days(parts)},
                      {"language", language.empty() ? "ja" : language},
                      {"address", setting(parts, "address")},
                      {"telephone", setting(parts, "telephone")}});
}

Answer change_settings(Parts& parts, const Call& call) {
  std::vector<std::pair<std::string, std::string>> changes;
  for (const auto& [name, value] : call.body.items()) {
    if (name == approval_tickets || name == approval_protect) {
      if (!value.is_boolean()) return util::failure(malformed(name));
      changes.emplace_back(name, value.get<bool>() ? "on" : "off");
    } else if (name == "frequent_days") {
      const auto days = value.is_number_integer() ? value.get<std::int64_t>() : 0;
      if (days < 1 || days > 31) return util::failure(malformed(name));
      changes.emplace_back(name, std::to_string(days));
    } else if (name == "language") {
      if (value != "ja" && value != "en") return util::failure(malformed(name));
      changes.emplace_back(name, value.get<std::string>());
    } else if (name == "address" || name == "telephone") {
      if (!value.is_string() || value.get_ref<const std::string&>().size() > 300) {
        return util::failure(malformed(name));
      }
      changes.emplace_back(name, value.get<std::string>());
    } else {
      return util::failure(malformed(name));
    }
  }
  const auto at = parts.now();
  parts.database.change([&](sql::Connection& db) {
    for (const auto& [name, value] : changes) {
      change_setting(db, name, value, call.who.account, at);
    }
  });
  return show_settings(parts, call);
}

Answer show_setting_changes(Parts& parts, const Call& /*call*/) {
  Json items = Json::array();
  parts.database.read([&](sql::Connection& db) {
    sql::Query query(db,
                     "SELECT name, before, after, by, at FROM setting_change"
                     " ORDER BY id DESC LIMIT 200");
    while (query.row()) {
      items.push_back({{"name", query.text(0)},
                       {"before", query.text(1)},
                       {"after", query.text(2)},
                       {"by", query.text(3)},
                       {"at", query.text(4)}});
    }
  });
  return json_answer({{"items", items}});
}

Answer show_calendar(Parts& parts, const Call& /*call*/) {
  return json_answer({{"items", calendar_months(parts)}});
}

Answer state_calendar(Parts& parts, const Call& call) {
  const auto month = text_of(call.body, "month");
  auto day = text_of(call.body, "planned_day");
  const auto state = text_of(call.body, "state");
  const auto text = text_of(call.body, "text");
  if (!util::Month::parse(month)) return util::failure(malformed("month"));
  if (!is_calendar_state(state)) return util::failure(malformed("state"));
  if (day.empty()) day = day_known(parts, month);
  const auto number = util::digits(day);
  if (!number || *number < 1 || *number > 31) return util::failure(malformed("planned_day"));
  if (util::characters(text) > 100) return util::failure(malformed("text"));
  const auto said =
      said_of_month({{"month", month}, {"planned_day", day}, {"state", state}, {"text", text}});
  const auto sent = parts.center.post("/office/calendar", said, {call.who, {}}, "");
  if (!sent) return util::failure(problem_of(sent.error()));
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "INSERT OR REPLACE INTO calendar VALUES (?1, ?2, ?3, ?4)", month, day, state,
               text)
        .run();
  });
  parts.mirror.tell_news();
  return show_calendar(parts, call);
}

void renew_calendar(Parts& parts) {
  const auto now = util::Month::of(util::day_in_japan(parts.clock.now()));
  for (int ahead = -1; ahead <= 1; ++ahead) {
    const auto month = now.plus_months(ahead).text();
    auto stated = parts.center.get("/office/calendar", {{"month", month}}, {}, 10000);
    if (!stated) return;
    Json one;
    for (const auto& version : stated->value("items", Json::array())) {
      if (version.is_object() && version.value("holds", true)) one = version;
    }
    const auto state = text_of(one, "state");
    if (!is_calendar_state(state)) continue;
    const auto day = text_of(one, "planned_day");
    parts.database.change([&](sql::Connection& db) {
      sql::Query(db, "INSERT OR REPLACE INTO calendar VALUES (?1, ?2, ?3, ?4)", month, day, state,
                 text_of(one, "text"))
          .run();
    });
  }
}

Answer show_status(Parts& parts, const Call& call) {
  std::int64_t open = 0;
  if (call.may(domain::Act::view)) {
    for (const auto& item : work_items(parts, false)) open += item.state() == "open" ? 1 : 0;
  }
  Json body{
      {"center", parts.center.online() ? "online" : "offline"},
      {"as_of", parts.mirror.as_of()},
      {"certificate_days", edge::certificate_days(parts.certificate_file, parts.clock.now().ms)},
      {"calendar", calendar_months(parts)},
      {"open_work", open}};
  if (const auto trouble = parts.center.trouble()) {
    body["center_problem"] = parsed(problem_answer(problem_of(*trouble)).body);
  }
  parts.database.read([&](sql::Connection& db) {
    body["failed_imports"] =
        sql::single(db, 0, "SELECT count(*) FROM import_file WHERE state IN ('failed', 'refused')");
    body["approvals"] =
        sql::single(db, 0, "SELECT count(*) FROM draft WHERE state = 'waiting_approval'");
  });
  return json_answer(body);
}

}  // namespace madoguchi::office
