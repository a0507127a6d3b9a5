#pragma once

#include <atomic>
#include <map>
#include <vector>

#include "center/changed_answer.hpp"

namespace madoguchi::center {

// Finds the answers that published changes made wrong, and keeps a notice of each for the feed of
// the institution that received it, and of it only. Works in pages with a durable cursor: after a
// kill it goes on, and nothing is told twice.
class NoticeMaker {
 public:
  NoticeMaker(Context& context, const std::atomic<bool>& stopping)
      : context_(context), stopping_(stopping) {}

  // Is there a published change that was not looked at? Nothing when the store did not answer.
  std::optional<bool> has_work();
  // Looks at all of them. Every answer recorded up to `indexed` must be in the index. False: not
  // finished (store, stopping).
  bool look(store::AuditId indexed);
  // Of newly indexed answers, those that were under way while the changes behind their state were
  // looked at.
  std::vector<store::ToldRow> late_of(const std::vector<store::ToldRow>& rows);
  bool look_at_late(const std::vector<store::ToldRow>& rows);

 private:
  // By person, institution and question, with the record that told it.
  using Latest = std::map<std::string, std::pair<ChangedAnswer, const store::ToldAbout*>>;

  bool read_cursor();
  std::optional<Latest> latest_answers(const std::vector<store::ToldAbout>& told,
                                       domain::BatchId as_of);
  bool examine(std::vector<domain::PersonId> people, domain::BatchId as_of,
               std::vector<store::NoticeRow>& notices);
  bool keep(std::vector<store::NoticeRow> notices, const store::NoticeCursor& cursor);

  Context& context_;
  const std::atomic<bool>& stopping_;
  std::optional<store::NoticeCursor> cursor_;  // as stored
};

}  // namespace madoguchi::center
