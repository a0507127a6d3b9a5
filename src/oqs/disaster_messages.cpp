#include "oqs/disaster_messages.hpp"

#include "oqs/history_kinds.hpp"
#include "oqs/json_text.hpp"

namespace madoguchi::oqs {

namespace {

constexpr JsonLimits message_limits{.bytes_max = 64 * 1024};
constexpr std::size_t reason_characters_max = 200;
constexpr std::size_t name_characters_max = 100;
constexpr std::size_t address_characters_max = 300;
constexpr std::size_t areas_max = 2000;
constexpr std::size_t time_characters_max = 40;

util::Instant instant(Members& members, const char* name, Presence presence,
                      util::Instant otherwise) {
  const auto text = members.text(name, presence, time_characters_max);
  if (text.empty()) return otherwise;
  const auto at = util::parse_iso_date_time(text);
  if (!at) members.fail(ErrorCode::impossible_date, name);
  return at.value_or(otherwise);
}

std::vector<std::string> read_areas(Members& members) {
  std::vector<std::string> areas;
  for (const auto& one : members.list("areas", Presence::required)) {
    if (!one.is_string() || areas.size() == areas_max) {
      members.fail(ErrorCode::element_format, "areas");
      break;
    }
    areas.push_back(one.get<std::string>());
  }
  return areas;
}

}  // namespace

util::Result<domain::Disaster, Problem> read_disaster(std::string_view body, util::Instant now) {
  const auto object = json_object(body, message_limits);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  domain::Disaster disaster;
  disaster.areas = read_areas(members);
  disaster.from = instant(members, "from", Presence::optional, now);
  disaster.until = instant(members, "until", Presence::required, now);
  disaster.reason = members.text("reason", Presence::required, reason_characters_max);
  if (disaster.until <= now) members.fail(ErrorCode::element_format, "until");
  if (!problem && !domain::sound(disaster)) {
    const auto long_enough = disaster.from < disaster.until;
    const auto period_only = domain::Disaster{{"13"}, disaster.from, disaster.until, "-"};
    members.fail(ErrorCode::element_format,
                 long_enough && domain::sound(period_only) ? "areas" : "until");
  }
  if (problem) return util::failure(*problem);
  return disaster;
}

util::Result<DisasterEnd, Problem> read_disaster_end(std::string_view body) {
  const auto object = json_object(body, message_limits);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  DisasterEnd end;
  end.disaster = members.number("disaster");
  end.reason = members.text("reason", Presence::required, reason_characters_max);
  if (problem) return util::failure(*problem);
  return end;
}

util::Result<PersonSearch, Problem> read_person_search(std::string_view body) {
  const auto object = json_object(body, message_limits);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  PersonSearch search;
  auto& wanted = search.wanted;
  wanted.name = members.text("name", Presence::required, name_characters_max);
  const auto birthdate =
      util::Day::parse(members.text("birthdate", Presence::required, time_characters_max));
  if (!birthdate) members.fail(ErrorCode::impossible_date, "birthdate");
  wanted.birthdate = birthdate.value_or(util::Day());
  wanted.sex = members.text("sex", Presence::required, 1);
  if (wanted.sex != "1" && wanted.sex != "2") members.fail(ErrorCode::element_format, "sex");
  wanted.address = members.text("address", Presence::required, address_characters_max);
  if (!members.flag("oral_consent")) members.fail(ErrorCode::element_format, "oral_consent");
  search.obtained_by = members.text("obtained_by", Presence::required, name_characters_max);
  search.kinds = read_history_kinds(members.list("kinds", Presence::optional), members);
  // What else can be unsound: a name or an address that says too little.
  if (!problem && !domain::sound(wanted)) {
    auto addressed = wanted;
    addressed.name = "山田";
    members.fail(ErrorCode::element_format, domain::sound(addressed) ? "name" : "address");
  }
  if (problem) return util::failure(*problem);
  return search;
}

util::Result<EmergencyRight, Problem> read_emergency_right(std::string_view body) {
  const auto object = json_object(body, message_limits);
  if (!object) return util::failure(object.error());
  std::optional<Problem> problem;
  Members members(*object, "", problem);
  EmergencyRight right;
  right.institution_code = members.text("institution_code", Presence::required, 10);
  right.granted =
      members.flag("granted") ? EmergencyRight::Granted::yes : EmergencyRight::Granted::no;
  right.reason = members.text("reason", Presence::required, reason_characters_max);
  if (problem) return util::failure(*problem);
  return right;
}

}  // namespace madoguchi::oqs
