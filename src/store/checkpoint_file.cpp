#include "store/checkpoint_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace madoguchi::store {

namespace {

// A mark is a checkpoint of a chain of this name with the reason behind it: the reason is signed,
// and a program that knows no marks passes over another chain.
constexpr std::string_view mark_infix = "\nrestored\n";

class Reader {
 public:
  Reader(const std::string& chain, const CheckpointKey& key) : chain_(chain), key_(key) {}

  void take(Checkpoint checkpoint, std::size_t line) {
    const auto prefix = chain_ + std::string(mark_infix);
    if (checkpoint.chain.starts_with(prefix)) {
      take_mark(std::move(checkpoint), line, prefix.size());
    } else if (checkpoint.chain == chain_) {
      newest_ms_ = std::max(newest_ms_, checkpoint.at.ms);
      read.checkpoints.push_back(std::move(checkpoint));
    }
  }

  CheckpointFile read;

 private:
  void take_mark(Checkpoint mark, std::size_t line, std::size_t reason_from) {
    // One that is older than what stands before it was copied from further up.
    if (!key_.verify(mark) || mark.at.ms <= newest_ms_) {
      read.false_marks.push_back(line);
      return;
    }
    newest_ms_ = mark.at.ms;
    RestoreMark restore;
    restore.reason = mark.chain.substr(reason_from);
    auto& all = read.checkpoints;
    const auto beyond = std::stable_partition(
        all.begin(), all.end(), [&](const Checkpoint& one) { return one.head <= mark.head; });
    for (auto one = beyond; one != all.end(); ++one) {
      restore.superseded_head = std::max(restore.superseded_head, one->head);
      ++restore.superseded;
    }
    all.erase(beyond, all.end());
    all.push_back(mark);  // the chain must still have this head
    restore.mark = std::move(mark);
    read.restores.push_back(std::move(restore));
  }

  const std::string& chain_;
  const CheckpointKey& key_;
  std::int64_t newest_ms_ = 0;
};

}  // namespace

util::Result<CheckpointKey, std::string> verifying_key(const std::string& path) {
  auto key = CheckpointKey::open_public(path);
  std::error_code error;
  if (!key && std::filesystem::exists(path, error)) key = CheckpointKey::open_or_create(path);
  return key;
}

CheckpointFile read_checkpoint_file(const std::string& path, const std::string& chain,
                                    const CheckpointKey& key) {
  Reader reader(chain, key);
  std::ifstream in(path);
  reader.read.there = in.is_open();
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    auto checkpoint = parse_checkpoint_line(line);
    if (checkpoint) {
      reader.take(std::move(*checkpoint), number);
    } else if (!in.eof()) {
      reader.read.unreadable_lines.push_back(number);
    }
  }
  return std::move(reader.read);
}

Checkpoint restore_mark(const std::string& chain, const std::string& reason, AuditId head,
                        const std::string& head_hash, util::Instant at) {
  Checkpoint mark;
  mark.chain = chain + std::string(mark_infix) + reason;
  mark.head = head;
  mark.head_hash = head_hash;
  mark.at = at;
  return mark;
}

}  // namespace madoguchi::store
