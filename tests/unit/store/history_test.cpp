#include "store/history.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <latch>
#include <stdexcept>
#include <thread>

#include "store/sqlite/open.hpp"
#include "util/task.hpp"

namespace madoguchi::store {
namespace {

constexpr auto clinic = "1310000011";

HistoryRow row(const std::string& key, const std::string& content, const std::string& search = {}) {
  HistoryRow made;
  made.person = 7;
  made.institution_code = clinic;
  made.month = *util::Month::parse("202406");
  made.billed = *util::Month::parse("202407");
  made.key = key;
  made.search_key = search;
  made.content = content;
  return made;
}

class Given final : public HistoryRows {
 public:
  explicit Given(std::vector<HistoryChunk> chunks) : chunks_(std::move(chunks)) {}
  std::optional<HistoryChunk> next() override {
    if (at_ == chunks_.size()) return std::nullopt;
    return chunks_[at_++];
  }

 private:
  std::vector<HistoryChunk> chunks_;
  std::size_t at_ = 0;
};

// Hands on one row, then does what the test says.
class Interrupted final : public HistoryRows {
 public:
  Interrupted(HistoryRow first, std::function<void()> then)
      : first_(std::move(first)), then_(std::move(then)) {}
  std::optional<HistoryChunk> next() override {
    if (count_++ == 0) return HistoryChunk{{first_}, {}};
    if (count_ == 2) then_();
    return HistoryChunk{{first_}, {}};
  }

 private:
  HistoryRow first_;
  std::function<void()> then_;
  int count_ = 0;
};

class StoredHistories : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = std::filesystem::temp_directory_path() / "madoguchi-history-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    open();
  }
  void TearDown() override {
    registry.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    registry.reset();
    sqlite::Options options;
    options.path = folder_ / "center.db";
    registry = sqlite::open(options).value();
  }
  static HistoryHeader header(const std::string& hash) {
    HistoryHeader made;
    made.kind = "uke";
    made.file_hash = hash;
    made.record.kind = "history_import";
    made.record.party = "operator:1";
    made.detail = [](const HistoryOutcome&) { return std::string("{}"); };
    return made;
  }
  HistoryOutcome import(const std::string& hash, std::vector<HistoryRow> rows) {
    std::vector<HistoryChunk> chunks;
    for (auto& one : rows) chunks.push_back({{std::move(one)}, {}});
    auto source = std::make_unique<Given>(std::move(chunks));
    return util::sync_wait(histories_of(*registry).import_history(header(hash), std::move(source)))
        .value();
  }
  std::vector<std::string> seen(std::optional<HistoryImportId> as_of = std::nullopt) {
    HistoryQuery query{7, *util::Month::parse("202001"), *util::Month::parse("202612"), as_of};
    std::vector<std::string> contents;
    const auto found = util::sync_wait(histories_of(*registry).history(query)).value();
    for (const auto& one : found.rows) {
      contents.push_back(one.content);
    }
    return contents;
  }
  using Texts = std::vector<std::string>;
  std::unique_ptr<Registry> registry;
  std::filesystem::path folder_;
};

TEST_F(StoredHistories, versions_hold_from_import_to_import) {
  const auto first = import("a", {row("k1", "one"), row("k2", "two")});
  EXPECT_EQ(first.added, 2U);
  const auto second = import("b", {row("k1", "one, corrected"), row("k2", "two")});
  EXPECT_EQ(second.changed, 1U);
  EXPECT_EQ(second.unchanged, 1U);
  EXPECT_EQ(seen(), (Texts{"two", "one, corrected"}));
  EXPECT_EQ(seen(first.import), (Texts{"one", "two"}));
  EXPECT_EQ(import("a", {row("k3", "three")}).earlier, first.import);
  EXPECT_EQ(seen().size(), 2U);
}

TEST_F(StoredHistories, a_source_that_fails_leaves_nothing) {
  import("a", {row("k1", "one")});
  auto source = std::make_unique<Interrupted>(row("k1", "half"),
                                              [] { throw std::runtime_error("the disk is gone"); });
  const auto failed =
      util::sync_wait(histories_of(*registry).import_history(header("b"), std::move(source)));
  EXPECT_FALSE(failed);
  EXPECT_EQ(seen(), Texts{"one"});
  EXPECT_EQ(import("b", {row("k1", "one, corrected"), row("k2", "two")}).import, 2);
  EXPECT_EQ(seen(), (Texts{"one, corrected", "two"}));
}

// The center stops in the middle of an import: after the next start the old versions hold, the file
// can be imported again, and nothing is there twice.
TEST_F(StoredHistories, stopping_in_the_middle_leaves_nothing) {
  import("a", {row("k1", "one")});
  std::latch under_way(1);
  auto source = std::make_unique<Interrupted>(row("k1", "half"), [&] { under_way.count_down(); });
  util::Result<HistoryOutcome, StoreProblem> ended = util::failure(StoreProblem{});
  std::thread importing([&] {
    ended = util::sync_wait(histories_of(*registry).import_history(header("b"), std::move(source)));
  });
  under_way.wait();
  auto* stopping = registry.release();
  delete stopping;
  importing.join();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().error, StoreError::cancelled);
  open();
  EXPECT_EQ(seen(), Texts{"one"});
  EXPECT_EQ(import("b", {row("k1", "one, corrected")}).changed, 1U);
  EXPECT_EQ(seen(), Texts{"one, corrected"});
}

TEST_F(StoredHistories, months_that_are_not_kept_go) {
  import("a", {row("k1", "one")});
  EXPECT_TRUE(
      util::sync_wait(histories_of(*registry).expire_histories(*util::Month::parse("202406"))));
  EXPECT_EQ(seen().size(), 1U);
  EXPECT_TRUE(
      util::sync_wait(histories_of(*registry).expire_histories(*util::Month::parse("202407"))));
  EXPECT_TRUE(seen().empty());
}

TEST_F(StoredHistories, a_key_that_was_used_stores_nothing) {
  auto used = header("a");
  used.record.request_key = "k";
  const auto post = [&](HistoryHeader of) {
    std::vector<HistoryChunk> chunks;
    chunks.push_back({{row("k1", of.file_hash)}, {}});
    return util::sync_wait(histories_of(*registry).import_history(
        std::move(of), std::make_unique<Given>(std::move(chunks))));
  };
  EXPECT_TRUE(post(used));
  used.file_hash = "b";
  const auto again = post(used);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().error, StoreError::key_used);
  EXPECT_EQ(seen(), Texts{"a"});
}

TEST_F(StoredHistories, the_last_choice_counts_whatever_its_time) {
  const auto choose = [&](bool given, std::int64_t at) {
    Commit commit;
    commit.record.kind = "answer";
    commit.record.party = "institution:1310000011";
    commit.consents.push_back(
        {7, clinic, {domain::ConsentKind::medication, given, {at}, {at + 86400000}}});
    ASSERT_TRUE(util::sync_wait(registry->commit(std::move(commit))));
  };
  choose(true, 1000);
  choose(false, 500);  // the clock was set back
  const auto choices = util::sync_wait(histories_of(*registry).consent_choices(7, clinic)).value();
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_FALSE(choices[0].choice.given);
  EXPECT_TRUE(choices[0].choice.given_before);
  EXPECT_TRUE(util::sync_wait(histories_of(*registry).consent_choices(8, clinic)).value().empty());
}

TEST_F(StoredHistories, switches_are_the_delivered_ones_until_they_are_changed) {
  auto& histories = histories_of(*registry);
  EXPECT_EQ(util::sync_wait(histories.switches(clinic)).value(), domain::HistorySwitches());
  WholeSetting setting{clinic, true, {}};
  setting.histories.operation = true;
  setting.histories.medication = false;
  AuditEntry record;
  record.kind = "setting";
  record.party = "institution:1310000011";
  ASSERT_TRUE(util::sync_wait(histories.change_switches(setting, record)));
  EXPECT_EQ(util::sync_wait(histories.switches(clinic)).value(), setting.histories);
  // A change of the medical assistance alone leaves them.
  Commit commit;
  commit.record = record;
  commit.setting = SettingChange{clinic, false};
  ASSERT_TRUE(util::sync_wait(registry->commit(std::move(commit))));
  EXPECT_EQ(util::sync_wait(histories.switches(clinic)).value(), setting.histories);
}

}  // namespace
}  // namespace madoguchi::store
