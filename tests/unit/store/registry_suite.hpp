#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/registry.hpp"

namespace madoguchi::store {

// One body of the registry under test. `open` opens the same data again each time (what it gave
// before must be gone).
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::unique_ptr<Registry> open() = 0;
};

struct BackendMaker {
  std::string name;
  std::function<std::unique_ptr<Backend>()> make;
};

// A folder that goes with its test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Rows of a file in memory.
class ListSource : public RowSource {
 public:
  explicit ListSource(std::vector<Row> rows, std::size_t refused = 0)
      : rows_(std::move(rows)), refused_(refused) {}
  std::optional<NumberedRow> next() override;
  std::size_t refused() const override { return refused_; }

 private:
  std::vector<Row> rows_;
  std::size_t refused_;
  std::size_t at_ = 0;
};

// What the tests register. Everything has a usual value; tests change what they are about.
util::Day day(std::string_view yyyymmdd);
util::Month month(std::string_view yyyymm);
inline constexpr std::string_view clinic = "1310000011";
inline constexpr std::string_view other_clinic = "1310000029";
QualificationRow qualification(std::string recipient_key, std::string link_key,
                               std::string beneficiary);
TicketRow ticket(std::string recipient_key, std::string yyyymm, std::string issue_number);
InsuranceRow insurance(std::string link_key, std::string number);
CardRow card(std::string link_key, std::string serial_hex);
InstitutionRow institution(std::string_view code);
OfficeRow office(std::string code);

class RegistrySuite : public testing::TestWithParam<BackendMaker> {
 protected:
  void SetUp() override;

  Registry& registry() { return *registry_; }
  void reopen();

  // These fail the test when the store has a problem.
  AuditRecord commit(Commit commit);
  AuditRecord record(std::string key = "");
  ApplyOutcome apply(BatchHeader header, std::vector<Row> rows, std::size_t refused = 0);
  ApplyOutcome apply(std::vector<Row> rows);  // changes of the first row's kind, published
  std::vector<FactsRead> facts(std::vector<FactsQuery> queries);
  FactsRead by_number(std::string beneficiary, std::optional<domain::BatchId> as_of = {});
  FactsRead by_insurance(std::string number, std::optional<domain::BatchId> as_of = {});
  FactsRead by_card(std::string serial_hex, std::optional<domain::BatchId> as_of = {});
  BulkRead bulk(std::string_view institution_code, std::string yyyymm,
                std::optional<domain::BatchId> as_of = {});
  std::vector<FeedItem> feed(FeedScopeKind kind, std::string code, domain::VersionId after = 0);

  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Registry> registry_;
};

BatchHeader header_for(RowKind kind);
AuditEntry entry(std::string key = "");
std::vector<std::string> codes(const ApplyOutcome& outcome);  // of its problems

}  // namespace madoguchi::store
