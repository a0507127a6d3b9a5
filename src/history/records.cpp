#include "history/records.hpp"

#include <nlohmann/json.hpp>

#include "history/json_members.hpp"
#include "util/hash.hpp"
#include "util/search_form.hpp"

namespace madoguchi::history {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::string dump(const ordered_json& made) {
  return made.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string checkup_json(const Checkup& checkup) {
  ordered_json made;
  made["date"] = checkup.date.text();
  made["organization_code"] = checkup.organization_code;
  made["organization"] = checkup.organization_name;
  made["items"] = ordered_json::array();
  for (const auto& item : checkup.items) {
    made["items"].push_back(
        {item.code, item.name, item.type, item.value, item.unit, item.value_name, item.judgement});
  }
  return dump(made);
}

std::optional<Checkup> read_checkup_json(const std::string& text) {
  const auto from = json::parse(text, nullptr, false);
  if (!from.is_object()) return std::nullopt;
  const auto date = util::Day::parse(text_in(from, "date"));
  if (!date) return std::nullopt;
  Checkup checkup;
  checkup.date = *date;
  checkup.organization_code = text_in(from, "organization_code");
  checkup.organization_name = text_in(from, "organization");
  try {
    for (const auto& one : from.at("items")) {
      const auto at = [&one](std::size_t place) { return one.at(place).get<std::string>(); };
      checkup.items.push_back({at(0), at(1), at(2), at(3), at(4), at(5), at(6)});
    }
  } catch (const json::exception&) {
    return std::nullopt;
  }
  return checkup;
}

std::string checkup_key(const Checkup& checkup) {
  std::string text = checkup.date.text() + "\n" + util::search_form(checkup.identity.name) + "\n" +
                     checkup.identity.birthdate.text();
  for (const auto& payer : checkup.identity.payers) {
    text += "\n" + payer.payer + " " + util::search_form(payer.number);
  }
  return util::hex(util::sha256(text)).substr(0, 32);
}

std::string dispensing_json(const Dispensing& dispensing) {
  ordered_json made;
  made["id"] = dispensing.id;
  made["dispensed"] = dispensing.dispensed.text();
  if (dispensing.prescribed) made["prescribed"] = dispensing.prescribed->text();
  made["dispenser"] = dispensing.dispenser_code;
  made["dispenser_name"] = dispensing.dispenser_name;
  made["issuer"] = dispensing.issuer_code;
  made["issuer_name"] = dispensing.issuer_name;
  made["drugs"] = ordered_json::array();
  for (const auto& drug : dispensing.drugs) {
    made["drugs"].push_back({{"code", drug.code},
                             {"name", drug.name},
                             {"quantity", drug.quantity},
                             {"unit", drug.unit},
                             {"usage", drug.usage},
                             {"days", drug.days},
                             {"times", drug.times}});
  }
  return dump(made);
}

std::optional<Dispensing> read_dispensing_json(const std::string& text) {
  const auto from = json::parse(text, nullptr, false);
  if (!from.is_object() || !from.contains("drugs") || !from["drugs"].is_array()) {
    return std::nullopt;
  }
  const auto day = util::Day::parse(text_in(from, "dispensed"));
  if (!day) return std::nullopt;
  Dispensing dispensing;
  dispensing.id = text_in(from, "id");
  dispensing.dispensed = *day;
  dispensing.prescribed = util::Day::parse(text_in(from, "prescribed"));
  dispensing.dispenser_code = text_in(from, "dispenser");
  dispensing.dispenser_name = text_in(from, "dispenser_name");
  dispensing.issuer_code = text_in(from, "issuer");
  dispensing.issuer_name = text_in(from, "issuer_name");
  for (const auto& one : from["drugs"]) {
    if (!one.is_object()) return std::nullopt;
    dispensing.drugs.push_back(
        {text_in(one, "code"), text_in(one, "name"), text_in(one, "quantity"), text_in(one, "unit"),
         text_in(one, "usage"), number_in(one, "days"), number_in(one, "times")});
  }
  return dispensing;
}

}  // namespace madoguchi::history
