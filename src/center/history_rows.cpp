#include "center/history_rows.hpp"

#include <algorithm>
#include <map>

#include "center/history_person.hpp"
#include "history/records.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {

namespace {

constexpr std::size_t rows_in_chunk = 500;
constexpr std::size_t notes_max = 1000;

// A row with the person it belongs to, or kept with what the operator needs to find them.
class Matching {
 public:
  Matching(store::Registry& registry, std::shared_ptr<HistoryFound> found)
      : registry_(registry), found_(std::move(found)) {}

  void settle(std::vector<store::HistoryRow>& rows,
              const std::vector<const history::ClaimIdentity*>& identities) {
    const auto matches = match_people(registry_, identities);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].person = matches[i].person;
      if (matches[i].person != 0) continue;
      rows[i].identity = history::identity_json(*identities[i]);
      rows[i].why = history::name_of(matches[i].why);
      if (found_->notes.size() == notes_max) continue;
      found_->notes.push_back({rows[i].line, 0, "unmatched_" + rows[i].why,
                               std::string(history::text_of(matches[i].why)) +
                                   "取り込みましたが、誰のものか分かるまで閲覧に出しません。",
                               history::FileNote::Weight::warning});
    }
  }

 private:
  store::Registry& registry_;
  std::shared_ptr<HistoryFound> found_;
};

store::HistoryRow row_of(const history::Claim& claim) {
  store::HistoryRow row;
  row.source = store::HistorySource::claim;
  row.line = claim.line;
  row.institution_code = claim.institution_code;
  row.month = claim.month;
  row.billed = claim.billed;
  row.key = history::claim_key(claim);
  row.search_key = claim.search_number;
  row.content = history::claim_json(claim);
  return row;
}

class ClaimRows final : public store::HistoryRows {
 public:
  ClaimRows(store::Registry& registry, std::shared_ptr<history::ByteSource> bytes,
            history::UkeEncoding encoding, std::shared_ptr<HistoryFound> found)
      : bytes_(std::move(bytes)), matching_(registry, std::move(found)) {
    bytes_->rewind();
    reader_ = std::make_unique<history::UkeReader>(*bytes_, encoding);
  }

  std::optional<store::HistoryChunk> next() override {
    std::vector<history::ClaimIdentity> identities;
    store::HistoryChunk chunk;
    while (chunk.rows.size() < rows_in_chunk) {
      auto claim = reader_->next();
      if (!claim) break;
      chunk.rows.push_back(row_of(*claim));
      number_same_keys(chunk.rows.back());
      identities.push_back(std::move(claim->identity));
    }
    if (chunk.rows.empty()) return std::nullopt;
    std::vector<const history::ClaimIdentity*> asked;
    for (const auto& identity : identities) asked.push_back(&identity);
    matching_.settle(chunk.rows, asked);
    return chunk;
  }

 private:
  // Two claims of one file that nothing tells apart are two: the second has a key of its own, the
  // same whenever the file comes.
  void number_same_keys(store::HistoryRow& row) {
    if (!row.search_key.empty()) return;
    const auto place = row.institution_code + row.month.text() + row.key;
    const auto count = ++counts_[util::sha256(place)];
    if (count > 1) row.key += "-" + std::to_string(count);
  }

  std::shared_ptr<history::ByteSource> bytes_;
  std::unique_ptr<history::UkeReader> reader_;
  Matching matching_;
  std::map<util::Sha256, int> counts_;
};

// What is small enough to be in memory: check-ups and dispensings.
class ReadyRows final : public store::HistoryRows {
 public:
  ReadyRows(store::Registry& registry, std::shared_ptr<HistoryFound> found)
      : matching_(registry, std::move(found)) {}
  void add(store::HistoryRow row, history::ClaimIdentity identity) {
    rows_.push_back(std::move(row));
    identities_.push_back(std::move(identity));
  }
  std::optional<store::HistoryChunk> next() override {
    if (at_ == rows_.size()) return std::nullopt;
    store::HistoryChunk chunk;
    std::vector<const history::ClaimIdentity*> asked;
    for (; at_ < rows_.size() && chunk.rows.size() < rows_in_chunk; ++at_) {
      chunk.rows.push_back(std::move(rows_[at_]));
      asked.push_back(&identities_[at_]);
    }
    matching_.settle(chunk.rows, asked);
    return chunk;
  }

 private:
  Matching matching_;
  std::vector<store::HistoryRow> rows_;
  std::vector<history::ClaimIdentity> identities_;
  std::size_t at_ = 0;
};

class MasterRows final : public store::HistoryRows {
 public:
  explicit MasterRows(std::vector<store::MasterRow> rows) : rows_(std::move(rows)) {}
  std::optional<store::HistoryChunk> next() override {
    if (at_ == rows_.size()) return std::nullopt;
    store::HistoryChunk chunk;
    const auto end = std::min(rows_.size(), at_ + rows_in_chunk);
    for (; at_ < end; ++at_) chunk.masters.push_back(std::move(rows_[at_]));
    return chunk;
  }

 private:
  std::vector<store::MasterRow> rows_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<store::HistoryRows> claim_rows(store::Registry& registry,
                                               std::shared_ptr<history::ByteSource> bytes,
                                               history::UkeEncoding encoding,
                                               std::shared_ptr<HistoryFound> found) {
  return std::make_unique<ClaimRows>(registry, std::move(bytes), encoding, std::move(found));
}

std::unique_ptr<store::HistoryRows> checkup_rows(store::Registry& registry,
                                                 std::vector<history::Checkup> checkups,
                                                 std::shared_ptr<HistoryFound> found) {
  auto rows = std::make_unique<ReadyRows>(registry, std::move(found));
  for (auto& checkup : checkups) {
    store::HistoryRow row;
    row.source = store::HistorySource::checkup;
    row.line = checkup.line;
    row.institution_code = checkup.organization_code;
    row.month = util::Month::of(checkup.date);
    row.billed = row.month;
    row.key = history::checkup_key(checkup);
    row.content = history::checkup_json(checkup);
    rows->add(std::move(row), std::move(checkup.identity));
  }
  return rows;
}

std::unique_ptr<store::HistoryRows> dispensing_rows(store::Registry& registry,
                                                    std::vector<history::Dispensing> dispensings,
                                                    std::shared_ptr<HistoryFound> found) {
  auto rows = std::make_unique<ReadyRows>(registry, std::move(found));
  for (auto& dispensing : dispensings) {
    store::HistoryRow row;
    row.source = store::HistorySource::dispensing;
    row.line = dispensing.line;
    row.institution_code = dispensing.dispenser_code;
    row.month = util::Month::of(dispensing.dispensed);
    row.billed = row.month;
    row.key = dispensing.id;
    row.content = history::dispensing_json(dispensing);
    rows->add(std::move(row), std::move(dispensing.identity));
  }
  return rows;
}

std::unique_ptr<store::HistoryRows> master_rows(std::vector<store::MasterRow> rows) {
  return std::make_unique<MasterRows>(std::move(rows));
}

}  // namespace madoguchi::center
