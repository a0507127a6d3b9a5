#include "store/sqlite/reference_numbers.hpp"

#include <algorithm>

#include "store/sqlite/batch.hpp"
#include "store/sqlite/bodies.hpp"
#include "store/sqlite/number_holders.hpp"
#include "store/sqlite/told.hpp"
#include "store/sqlite/versions.hpp"
#include "util/encoding.hpp"

namespace madoguchi::store::sqlite {

namespace {

// 0 when nobody has it.
domain::PersonId person_with(Connection& db, domain::BatchId as_of,
                             const std::string& institution_code, const std::string& number) {
  return single(db, 0,
                "SELECT person FROM reference_number INDEXED BY reference_of_number"
                " WHERE institution_code = ?2 AND number = ?3"
                " AND from_batch <= ?1 AND to_batch > ?1",
                as_of, institution_code, number);
}

// Whom the numbers mean. When nobody ever had them, `decoy` is set and the neighbours are looked at
// instead, so that an unknown number takes the steps of a known one (D22).
class Meaning {
 public:
  Meaning(Reader& reader, domain::BatchId as_of)
      : db_(reader.db), people_(reader, as_of), as_of_(as_of) {}

  bool decoy() const { return decoy_; }

  std::vector<NumberHolder> operator()(const ByAssistanceNumber& asked) {
    const auto number = packed_number(asked.payer, asked.beneficiary).value_or(0);
    const Candidates recipients = recipients_with(db_, number);
    decoy_ = recipients.decoy;
    std::vector<NumberHolder> holders;
    for (const std::int64_t recipient : recipients.ids) {
      for (const domain::PersonId person : people_of_recipient(db_, recipient)) {
        const auto loaded = people_.load(person);
        const bool meant = decoy_ || has_number(db_, loaded, asked, number, std::nullopt, as_of_);
        if (meant) add(holders, loaded.person);
      }
    }
    return holders;
  }

  std::vector<NumberHolder> operator()(const ByInsuranceNumber& asked) {
    std::vector<NumberHolder> holders;
    Query rows(db_,
               "SELECT insurer_number, number, person_id, body,"
               " from_batch <= ?1 AND to_batch > ?1 AND change <= 2"
               " FROM insurance INDEXED BY insurance_of_number"
               " WHERE (insurer_number, number) >= (?2, ?3)"
               " ORDER BY insurer_number, number, person_id",
               as_of_, asked.insurer_number, asked.number);
    decoy_ = true;
    bool first = true;
    while (rows.row()) {
      const bool same = rows.text(0) == asked.insurer_number && rows.text(1) == asked.number;
      if (!same && !first) break;
      first = false;
      decoy_ = !same;
      const auto insurance = unpacked_insurance(rows.blob(3));
      if (rows.integer(4) != 0 && (decoy_ || fits(insurance, asked))) {
        NumberHolder holder;
        holder.person = rows.integer(2);
        if (holders.empty() || holders.back().person != holder.person) {
          holders.push_back(std::move(holder));
        }
      }
      if (!same) break;
    }
    return holders;
  }

 private:
  static bool fits(const domain::Insurance& insurance, const ByInsuranceNumber& asked) {
    return util::fold_width(insurance.symbol) == util::fold_width(asked.symbol) &&
           (asked.branch.empty() || same_branch(insurance.branch, asked.branch));
  }

  static void add(std::vector<NumberHolder>& holders, const domain::PersonFacts& person) {
    const auto known = std::find_if(holders.begin(), holders.end(), [&](const NumberHolder& one) {
      return one.person == person.id;
    });
    if (known != holders.end()) return;
    NumberHolder holder;
    holder.person = person.id;
    holder.not_disclosed =
        std::any_of(person.qualifications.begin(), person.qualifications.end(),
                    [](const auto& qualification) { return qualification.not_disclosed; });
    holders.push_back(std::move(holder));
  }

  Connection& db_;
  People people_;
  domain::BatchId as_of_;
  bool decoy_ = false;
};

}  // namespace

std::optional<StoreProblem> change_reference_numbers(Session& session,
                                                     const std::vector<ReferenceChange>& changes,
                                                     const AuditEntry& record) {
  Connection& db = session.db;
  const auto batch = publish_small_batch(session, "reference", record);
  if (!batch) return batch.error();
  const StoreProblem changed{StoreError::changed_meanwhile, "a reference number was changed"};
  for (const ReferenceChange& change : changes) {
    const auto& code = change.institution_code;
    if (reference_number_of(db, *batch, code, change.person) != change.before) return changed;
    const auto taken_by = person_with(db, *batch, code, change.number);
    if (taken_by != 0 && taken_by != change.person) return changed;
    Query(db,
          "UPDATE reference_number SET to_batch = ?3"
          " WHERE person = ?1 AND institution_code = ?2 AND " MADOGUCHI_CURRENT,
          change.person, code, *batch)
        .run();
    Query(db,
          "INSERT INTO reference_number (from_batch, to_batch, institution_code, person, number)"
          " VALUES (?1, ?2, ?3, ?4, ?5)",
          *batch, still, code, change.person, change.number)
        .run();
  }
  return std::nullopt;
}

std::string reference_number_of(Connection& db, domain::BatchId as_of,
                                const std::string& institution_code, domain::PersonId person) {
  Query row(db,
            "SELECT number FROM reference_number INDEXED BY reference_of_person"
            " WHERE person = ?2 AND institution_code = ?3 AND from_batch <= ?1 AND to_batch > ?1",
            as_of, person, institution_code);
  return row.row() ? std::string(row.text(0)) : std::string();
}

HoldersRead read_holders(Reader& reader, const HoldersQuery& query, domain::BatchId published) {
  Meaning meaning(reader, published);
  auto meant = std::visit(meaning, query.who);
  HoldersRead read;
  for (NumberHolder& holder : meant) {
    holder.sides = sides_told(reader.db, query.institution_code, holder.person);
    holder.reference_number =
        reference_number_of(reader.db, published, query.institution_code, holder.person);
    const bool listed =
        std::find(query.also.begin(), query.also.end(), holder.person) != query.also.end();
    if (!meaning.decoy() && (holder.sides != told_nothing || listed)) {
      read.holders.push_back(std::move(holder));
    }
  }
  read.number_taken_by =
      person_with(reader.db, published, query.institution_code, query.reference_number);
  return read;
}

}  // namespace madoguchi::store::sqlite
