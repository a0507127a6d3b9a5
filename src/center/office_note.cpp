#include "center/office_note.hpp"

#include "center/office_operations.hpp"
#include "util/json_line.hpp"

namespace madoguchi::center {

store::AuditEntry note_entry(const Context& context, const Asked& asked, std::string_view kind,
                             std::string_view noted) {
  auto entry = entry_of(context, asked, kind);
  util::JsonLine detail;
  if (!asked.acting.empty()) detail.add_json("acting", asked.acting);
  detail.add_json(kind, noted);
  entry.detail = std::move(detail).finish();
  return entry;
}

net::Response note_again(const store::AuditRecord& record) {
  util::JsonLine out;
  out.add_number(record.entry.kind, record.id);
  return json_reply(200, std::move(out).finish(), record.id);
}

bool is_office_note(const store::AuditRecord& record) {
  const auto& interface = record.entry.interface;
  return interface.starts_with("office/") || interface == "calls";
}

util::Task<net::Response> keep_note(Context& context, store::Commit commit) {
  const bool events = !commit.events.empty();
  const bool notice = commit.notice.has_value();
  auto done = co_await context.registry->commit(std::move(commit));
  if (!done) co_return store_reply(context, done.error());
  if (events) context.office_waiters.wake_all();
  if (notice) context.feed_waiters.wake_all();
  co_return note_again(*done);
}

}  // namespace madoguchi::center
