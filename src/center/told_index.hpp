#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "center/notice_maker.hpp"

namespace madoguchi::center {

// Keeps the index of told answers behind the record, on a thread of its own: in pieces, when the
// center is quiet or too much waits. Goes on where it stood, also after a kill; a database of an
// earlier program is indexed from its first record. When registrations are published, it has the
// notices made of the answers that they changed.
class ToldIndex {
 public:
  explicit ToldIndex(Context& context);
  ~ToldIndex();

 private:
  void loop();
  void work();
  // Brings the index up to the record's end of now. Nothing when the store did not answer, the
  // center stops, or (`making_way`) answers came meanwhile that need the processor more.
  enum class Manners { making_way, in_any_case };
  std::optional<store::AuditId> catch_up(Manners manners);
  bool answers_came(std::uint64_t& seen) const;
  bool quiet();
  bool index_piece(store::AuditId after, store::AuditId& reached);

  Context& context_;
  std::atomic<bool> stopping_{false};
  NoticeMaker notices_;
  std::uint64_t answers_before_ = 0;
  std::chrono::steady_clock::time_point caught_up_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace madoguchi::center
