#include "oqs/office_messages.hpp"

#include <algorithm>
#include <array>

#include "oqs/json_members.hpp"
#include "oqs/json_text.hpp"
#include "util/json_line.hpp"

namespace madoguchi::oqs {

namespace {

constexpr JsonLimits message_limits{.bytes_max = 64 * 1024};
constexpr std::size_t key_characters_max = 64;
constexpr std::size_t name_characters_max = 100;
constexpr std::size_t text_characters_max = 200;
constexpr std::size_t calendar_text_characters_max = 100;
constexpr std::size_t serials_max = 2000;

using Words = std::initializer_list<std::string_view>;
constexpr std::array<std::string_view, 4> states = {"planned", "registered", "late", "failed"};

bool among(std::string_view text, Words words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// Lines end nowhere in them: they are shown, printed and written into messages.
bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

class Reading {
 public:
  explicit Reading(std::string_view body) {
    auto object = json_object(body, message_limits);
    if (object) {
      object_ = std::move(*object);
    } else {
      problem_ = object.error();
    }
  }

  std::string text(const char* name, Presence presence, std::size_t characters_max) {
    auto value = members_.text(name, presence, characters_max);
    if (has_control(value)) fail(name);
    return value;
  }
  std::string word(const char* name, Presence presence, Words words) {
    auto value = text(name, presence, name_characters_max);
    if (!value.empty() && !among(value, words)) fail(name);
    return value;
  }
  std::optional<util::Day> day(const char* name, Presence presence) {
    const auto value = text(name, presence, name_characters_max);
    const auto day = util::Day::parse(value);
    if (!value.empty() && !day) fail(name);
    return day;
  }
  std::optional<util::Month> month(const char* name, Presence presence) {
    const auto value = text(name, presence, name_characters_max);
    const auto month = util::Month::parse(value);
    if (!value.empty() && !month) fail(name);
    return month;
  }
  util::Instant instant(const char* name) {
    const auto value = text(name, Presence::required, name_characters_max);
    const auto at = util::parse_iso_date_time(value);
    if (!value.empty() && !at) fail(name);
    return at.value_or(util::Instant{});
  }
  bool has(const char* name) const { return object_.contains(name); }
  void fail(const char* name, ErrorCode error = ErrorCode::element_format) {
    members_.fail(error, name);
  }
  Members& members() { return members_; }
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  json object_ = json::object();
  std::optional<Problem> problem_;
  Members members_{object_, "", problem_};
};

template <class Message>
util::Result<Message, Problem> done(Message message, const Reading& reading) {
  if (reading.problem()) return util::failure(*reading.problem());
  return message;
}

void add_some(util::JsonLine& out, std::string_view name, std::string_view text) {
  if (!text.empty()) out.add(name, text);
}

}  // namespace

util::Result<OfficeReply, Problem> read_office_reply(std::string_view body) {
  Reading reading(body);
  OfficeReply reply;
  reply.recipient_key = reading.text("recipient_key", Presence::required, key_characters_max);
  reply.institution_code = reading.text("institution_code", Presence::required, key_characters_max);
  reply.month = reading.month("month", Presence::required).value_or(util::Month());
  reply.answer = reading.word("answer", Presence::required, {"yes", "no", "date", "paper"});
  reply.date = reading.day("date", Presence::optional);
  reply.reason = reading.word("reason", Presence::optional,
                              {"not_eligible", "other_institution", "need_not_decided",
                               "self_pay_open", "contact_office", "other"});
  reply.basis = reading.word("basis", Presence::optional, {"telephone", "application", "urgent"});
  const auto belongs = [&](const char* name, bool given, const char* answer) {
    if (given && reply.answer != answer) reading.fail(name);
    if (!given && reply.answer == answer) reading.fail(name, ErrorCode::element_missing);
  };
  belongs("date", reply.date.has_value(), "date");
  belongs("reason", !reply.reason.empty(), "no");
  if (!reply.basis.empty() && reply.answer != "yes") reading.fail("basis");
  return done(std::move(reply), reading);
}

std::string reply_json(const OfficeReply& reply) {
  util::JsonLine out;
  out.add("month", reply.month.text()).add("answer", reply.answer);
  if (reply.date) out.add("date", reply.date->text());
  add_some(out, "reason", reply.reason);
  add_some(out, "basis", reply.basis);
  return std::move(out).finish();
}

util::Result<NotedCall, Problem> read_noted_call(std::string_view body) {
  Reading reading(body);
  NotedCall call;
  call.record = reading.members().number("record");
  call.kind = reading.word("kind", Presence::required, {"call", "dispensing_ticket"});
  call.at = reading.instant("at");
  call.staff = reading.text("staff", Presence::required, name_characters_max);
  call.office_person = reading.text("office_person", Presence::optional, name_characters_max);
  call.answer = reading.word("answer", Presence::required, {"yes", "no", "call_back", "none"});
  call.expected_date = reading.day("expected_date", Presence::optional);
  call.paper = reading.members().flag("paper");
  call.issuer_code = reading.text("issuer_code", Presence::optional, key_characters_max);
  call.issuer_name = reading.text("issuer_name", Presence::optional, name_characters_max);
  call.text = reading.text("text", Presence::optional, text_characters_max);
  return done(std::move(call), reading);
}

std::string call_json(const NotedCall& call) {
  util::JsonLine out;
  out.add_number("record", call.record)
      .add("kind", call.kind)
      .add("at", util::iso_date_time_in_japan(call.at))
      .add("staff", call.staff);
  add_some(out, "office_person", call.office_person);
  out.add("answer", call.answer);
  if (call.expected_date) out.add("expected_date", call.expected_date->text());
  out.add_truth("paper", call.paper);
  add_some(out, "issuer_code", call.issuer_code);
  add_some(out, "issuer_name", call.issuer_name);
  add_some(out, "text", call.text);
  return std::move(out).finish();
}

std::string_view name_of(domain::StatedMonth::State state) {
  return states.at(static_cast<std::size_t>(state));
}

util::Result<domain::StatedMonth, Problem> read_stated_month(std::string_view body) {
  Reading reading(body);
  domain::StatedMonth stated;
  stated.month = reading.month("month", Presence::required).value_or(util::Month());
  const auto day = reading.text("planned_day", Presence::required, 2);
  const bool digits =
      std::all_of(day.begin(), day.end(), [](char c) { return c >= '0' && c <= '9'; });
  stated.planned_day = digits && !day.empty() ? std::stoi(day) : 0;
  if (stated.planned_day < 1 || stated.planned_day > 31) reading.fail("planned_day");
  const auto state = reading.text("state", Presence::required, name_characters_max);
  const auto known = std::find(states.begin(), states.end(), state);
  if (known == states.end()) {
    reading.fail("state");
  } else {
    stated.state = static_cast<domain::StatedMonth::State>(known - states.begin());
  }
  stated.text = reading.text("text", Presence::optional, calendar_text_characters_max);
  return done(std::move(stated), reading);
}

std::string stated_month_json(const domain::StatedMonth& stated) {
  util::JsonLine out;
  out.add("month", stated.month.text())
      .add("planned_day", std::to_string(stated.planned_day))
      .add("state", name_of(stated.state))
      .add("text", stated.text);
  return std::move(out).finish();
}

util::Result<OfficeLook, Problem> read_office_look(std::string_view body) {
  Reading reading(body);
  OfficeLook look;
  look.what = reading.word("what", Presence::required,
                           {"verification_log", "frequent", "not_disclosed", "print", "export"});
  look.purpose = reading.text("purpose", Presence::required, text_characters_max);
  look.recipient_key = reading.text("recipient_key", Presence::optional, key_characters_max);
  look.month = reading.month("month", Presence::optional);
  if (reading.has("count")) look.count = reading.members().number("count");
  const auto& serials = reading.members().list("serials", Presence::optional);
  if (serials.size() > serials_max) reading.fail("serials");
  for (const auto& one : serials) {
    const bool sound = one.is_string() &&
                       one.get_ref<const std::string&>().size() <= key_characters_max &&
                       !has_control(one.get_ref<const std::string&>());
    if (!sound) {
      reading.fail("serials");
      break;
    }
    look.serials.push_back(one.get<std::string>());
  }
  return done(std::move(look), reading);
}

std::string look_json(const OfficeLook& look) {
  util::JsonLine out;
  out.add("what", look.what).add("purpose", look.purpose);
  add_some(out, "recipient_key", look.recipient_key);
  if (look.month) out.add("month", look.month->text());
  if (look.count != 0) out.add_number("count", look.count);
  if (!look.serials.empty()) out.add_json("serials", json(look.serials).dump());
  return std::move(out).finish();
}

}  // namespace madoguchi::oqs
