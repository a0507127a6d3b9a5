// POST /office/looks: what somebody at an office is about to see or print of what the office keeps,
// and why. On record before it is shown.
#include "center/acting.hpp"
#include "center/office_note.hpp"
#include "center/office_operations.hpp"
#include "oqs/office_messages.hpp"

namespace madoguchi::center {

namespace {

domain::Act act_of(const std::string& what) {
  if (what == "print") return domain::Act::print;
  if (what == "not_disclosed") return domain::Act::protect;
  return domain::Act::log;  // verification_log, frequent, export
}

}  // namespace

util::Task<net::Response> note_look(Context& context, Asked asked) {
  auto look = oqs::read_office_look(asked.request.body);
  // Who asks is looked at first: a malformed look of somebody unnamed is nobody's.
  auto allowed =
      co_await permission(context, asked, look ? act_of(look->what) : domain::Act::print);
  if (allowed.refused) co_return std::move(*allowed.refused);
  if (!allowed.acting) {  // a purpose is somebody's
    co_return co_await refuse_json(context, asked, 403, oqs::ErrorCode::not_permitted, "looks");
  }
  if (!look) co_return co_await refuse_problem(context, asked, 422, look.error());
  store::Commit commit;
  commit.record = note_entry(context, asked, "look", oqs::look_json(*look));
  co_return co_await keep_note(context, std::move(commit));
}

}  // namespace madoguchi::center
