#include "followup/book.hpp"

#include <sys/stat.h>

#include <utility>

#include "followup/schema.hpp"
#include "oqs/result_json.hpp"

namespace madoguchi::followup {

namespace {

domain::ResultAnswer result_in(const Json& one) {
  domain::ResultAnswer result;
  result.side = text_in(one, "InsuredCardClassification") == "A1" ? domain::Side::assistance
                                                                  : domain::Side::insurance;
  for (const auto& [name, value] : one.items()) {
    const auto field = domain::field_of(name);
    if (field && value.is_string()) result.fields.push_back({*field, value.get<std::string>()});
  }
  const auto tickets = one.find("PublicExpenseResultList");
  if (tickets == one.end() || !tickets->is_array()) return result;
  for (const auto& listed : *tickets) {
    if (!listed.is_object()) continue;
    std::vector<domain::TicketFieldValue> ticket;
    for (const auto& [name, value] : listed.items()) {
      const auto field = domain::ticket_field_of(name);
      if (field && value.is_string()) ticket.push_back({*field, value.get<std::string>()});
    }
    result.tickets.push_back(std::move(ticket));
  }
  return result;
}

}  // namespace

util::Result<std::unique_ptr<Book>, std::string> Book::open(const std::string& path,
                                                            std::string institution,
                                                            const util::Clock& clock) {
  try {
    auto database = sql::Database::open(path, {schema_version, {schema}, {upgrade_to_2}});
    if (!database) return util::failure(database.error());
    ::chmod(path.c_str(), 0600);
    // A file holds one institution: another's patients must never be shown.
    const auto of_other = (*database)->change([&](sql::Connection& db) {
      const auto held = sql::kept(db, "institution");
      if (held.empty()) sql::keep(db, "institution", institution);
      return !held.empty() && held != institution;
    });
    if (of_other) return util::failure("このデータベースは別の医療機関のものです: " + path);
    return std::unique_ptr<Book>(new Book(std::move(*database), std::move(institution), clock));
  } catch (const sql::Failure& failure) {
    return util::failure("データベースを開けません（" + failure.text + "）: " + path);
  }
}

std::string dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json parsed(std::string_view text) {
  auto value = Json::parse(text, nullptr, false);
  return value.is_object() ? value : Json::object();
}

std::string text_in(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string kept_ticket(const domain::ResultAnswer& result,
                        const std::vector<domain::TicketFieldValue>& ticket) {
  auto alone = result;
  alone.tickets = {ticket};
  const auto listed = oqs::results_json({alone});
  return listed.empty() ? "{}"
                        : listed.front().dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<domain::ResultAnswer> results_in(const Json& result_list) {
  std::vector<domain::ResultAnswer> results;
  if (!result_list.is_array()) return results;
  for (const auto& one : result_list) {
    if (one.is_object()) results.push_back(result_in(one));
  }
  return results;
}

}  // namespace madoguchi::followup
