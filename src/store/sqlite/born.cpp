#include "store/sqlite/born.hpp"

#include <algorithm>

#include "store/sqlite/bodies.hpp"

namespace madoguchi::store::sqlite {

namespace {

std::string_view blob_of(sqlite3_value* value) {
  const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
  return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

template <class BirthdateIn>
void tell(sqlite3_context* context, BirthdateIn birthdate_in) {
  try {
    sqlite3_result_int64(context, birthdate_in().number());
  } catch (const Failure&) {
    sqlite3_result_null(context);
  }
}

void in_qualification(sqlite3_context* context, int, sqlite3_value** values) {
  tell(context, [&] { return unpacked_qualification(blob_of(values[0])).person.birthdate; });
}

void in_insurance(sqlite3_context* context, int, sqlite3_value** values) {
  tell(context, [&] { return unpacked_insurance(blob_of(values[0])).birthdate; });
}

void add(Connection& db, const char* name,
         void (*function)(sqlite3_context*, int, sqlite3_value**)) {
  const int code =
      sqlite3_create_function_v2(db.handle(), name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                                 function, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw Failure{code, sqlite3_errmsg(db.handle())};
}

bool born_then(const domain::PersonFacts& person, util::Day birthdate) {
  return std::any_of(person.qualifications.begin(), person.qualifications.end(),
                     [&](const auto& one) { return one.person.birthdate == birthdate; }) ||
         std::any_of(person.insurances.begin(), person.insurances.end(),
                     [&](const auto& one) { return one.birthdate == birthdate; });
}

}  // namespace

void add_birthdate_functions(Connection& db) {
  add(db, "birthdate_in_qualification", &in_qualification);
  add(db, "birthdate_in_insurance", &in_insurance);
}

std::optional<std::vector<domain::PersonFacts>> read_people_born(Reader& reader,
                                                                 util::Day birthdate,
                                                                 std::size_t people_max,
                                                                 domain::BatchId published) {
  std::vector<std::int64_t> ids;
  {
    Query rows(reader.db, "SELECT person_id FROM born WHERE birthdate = ?1 ORDER BY person_id",
               birthdate.number());
    while (rows.row()) {
      if (ids.size() == people_max) return std::nullopt;
      ids.push_back(rows.integer(0));
    }
  }
  People people(reader, published);
  std::vector<domain::PersonFacts> found;
  for (const auto id : ids) {
    auto loaded = people.load(id);
    if (born_then(loaded.person, birthdate)) found.push_back(std::move(loaded.person));
  }
  return found;
}

}  // namespace madoguchi::store::sqlite
