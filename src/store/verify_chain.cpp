#include <algorithm>

#include "store/registry.hpp"

namespace madoguchi::store {

namespace {

constexpr std::size_t page_records = 1000;  // held in memory at once
constexpr std::size_t faults_max = 1000;    // reported; a broken chain needs no million lines
// Requests are dated when they come and chained when they are answered, so a little is no step.
constexpr std::int64_t out_of_order_ms_max = 60'000;

class Walk {
 public:
  Walk(Registry& registry, const CheckpointKey& key) : registry_(registry), key_(key) {}

  util::Result<ChainReport, StoreProblem> run(std::vector<Checkpoint> checkpoints) {
    keep_signed(std::move(checkpoints));
    report_.head_hash = std::string(64, '0');
    compare_checkpoints();  // of the empty chain
    for (;;) {
      const auto page = util::sync_wait(registry_.records(last_ + 1, page_records));
      if (!page) return util::failure(page.error());
      for (const AuditRecord& record : *page) take(record);
      if (page->size() < page_records) break;
    }
    for (; next_ < checkpoints_.size(); ++next_) {
      fault(checkpoints_[next_].head, "cut",
            "署名された記録の末尾が台帳にありません（末尾が切り取られています）。");
    }
    return std::move(report_);
  }

 private:
  void keep_signed(std::vector<Checkpoint> checkpoints) {
    report_.checkpoints = checkpoints.size();
    for (Checkpoint& checkpoint : checkpoints) {
      if (key_.verify(checkpoint)) {
        checkpoints_.push_back(std::move(checkpoint));
      } else {
        fault(checkpoint.head, "signature",
              "チェックポイントの署名が正しくないか、別の鍵による署名です。");
      }
    }
    std::sort(checkpoints_.begin(), checkpoints_.end(),
              [](const Checkpoint& a, const Checkpoint& b) { return a.head < b.head; });
  }

  void take(const AuditRecord& record) {
    if (record.id != last_ + 1) {
      fault(last_ + 1, "gap", "記録が欠けています（通し番号が連続していません）。");
      // Checkpoints of the missing ones cannot be compared any more: they are told as cut out.
      for (; next_ < checkpoints_.size() && checkpoints_[next_].head < record.id; ++next_) {
        fault(checkpoints_[next_].head, "cut", "署名された記録が台帳にありません。");
      }
    }
    if (record.previous_hash != report_.head_hash) {
      fault(record.id, "hash", "直前の記録とのつながりが一致しません。");
    }
    if (hash_of(record) != record.hash) {
      fault(record.id, "hash", "記録の内容がハッシュ値と一致しません（書き換えられています）。");
    }
    compare_time(record);
    last_ = record.id;
    ++report_.records;
    report_.head_hash = record.hash;
    compare_checkpoints();
  }

  void compare_time(const AuditRecord& record) {
    const auto back_ms = latest_ms_ - record.entry.at.ms;
    if (back_ms <= out_of_order_ms_max) {
      latest_ms_ = std::max(latest_ms_, record.entry.at.ms);
      return;
    }
    latest_ms_ = record.entry.at.ms;  // each step is told once, not with every record behind it
    if (report_.clock_steps.size() < faults_max)
      report_.clock_steps.push_back({record.id, back_ms});
  }

  void compare_checkpoints() {
    for (; next_ < checkpoints_.size() && checkpoints_[next_].head <= last_; ++next_) {
      if (checkpoints_[next_].head != last_ || checkpoints_[next_].head_hash != report_.head_hash) {
        fault(checkpoints_[next_].head, "checkpoint",
              "署名されたチェックポイントと記録のハッシュ値が一致しません。");
      }
    }
  }

  void fault(AuditId id, std::string what, std::string text) {
    if (report_.faults.size() < faults_max) {
      report_.faults.push_back({id, std::move(what), std::move(text)});
    }
  }

  Registry& registry_;
  const CheckpointKey& key_;
  ChainReport report_;
  std::vector<Checkpoint> checkpoints_;  // with a good signature, by head
  std::size_t next_ = 0;                 // first of them that was not compared yet
  AuditId last_ = 0;
  std::int64_t latest_ms_ = 0;  // since the last step back
};

}  // namespace

util::Result<ChainReport, StoreProblem> verify_chain(Registry& registry,
                                                     const std::vector<Checkpoint>& outside,
                                                     const CheckpointKey& key) {
  auto checkpoints = util::sync_wait(registry.checkpoints());
  if (!checkpoints) return util::failure(checkpoints.error());
  checkpoints->insert(checkpoints->end(), outside.begin(), outside.end());
  return Walk(registry, key).run(std::move(*checkpoints));
}

}  // namespace madoguchi::store
