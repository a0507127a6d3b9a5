#include "center/disaster_record.hpp"

#include <nlohmann/json.hpp>

#include "center/context.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

std::string write_disaster_search(const DisasterSearch& search) {
  std::string kinds = "[";
  for (const auto kind : search.kinds) {
    if (kinds.size() > 1) kinds += ',';
    kinds += util::json_text(domain::name_of(kind));
  }
  util::JsonLine asked;
  asked.add("name", search.wanted.name)
      .add("birthdate", search.wanted.birthdate.text())
      .add("sex", search.wanted.sex)
      .add("address", search.wanted.address);
  util::JsonLine out;
  out.add_number("disaster", search.disaster)
      .add_json("wanted", std::move(asked).finish())
      .add("obtained_by", search.obtained_by)
      .add_json("kinds", kinds + "]")
      .add_truth("determined", search.determined == DisasterSearch::Determined::yes)
      .add_number("validity", search.validity.value_or(0))
      .add_number("as_of", search.as_of)
      .add("answer", search.answer_hash);
  return std::move(out).finish();
}

std::optional<DisasterSearch> read_disaster_search(const store::AuditRecord& record,
                                                   const Party& party) {
  const auto& entry = record.entry;
  if (entry.kind != disaster_search_kind || entry.party != party.text()) return std::nullopt;
  const auto parsed = nlohmann::json::parse(entry.detail, nullptr, false);
  try {
    const auto& from = parsed.at(disaster_search_kind);
    DisasterSearch search;
    search.disaster = from.at("disaster").get<store::DisasterId>();
    search.obtained_by = from.at("obtained_by").get<std::string>();
    for (const auto& one : from.at("kinds")) {
      const auto kind = domain::history_kind_named(one.get<std::string>());
      if (!kind) return std::nullopt;
      search.kinds.push_back(*kind);
    }
    search.determined = from.at("determined").get<bool>() ? DisasterSearch::Determined::yes
                                                          : DisasterSearch::Determined::no;
    search.answer_hash = from.at("answer").get<std::string>();
    search.at = entry.at;
    search.person = entry.person;
    return search;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

util::Task<util::Result<std::optional<store::DeclaredDisaster>, store::StoreProblem>>
disaster_in_force(Context& context, const std::string& institution_code) {
  auto declared = co_await store::disasters_of(*context.registry).disasters();
  if (!declared) co_return util::failure(declared.error());
  const auto now = context.clock.now();
  for (auto& one : *declared) {
    if (domain::in_force(one.standing(), institution_code, now)) {
      co_return std::optional<store::DeclaredDisaster>(std::move(one));
    }
  }
  co_return std::optional<store::DeclaredDisaster>();
}

}  // namespace madoguchi::center
