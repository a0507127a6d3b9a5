#include "office/import_approval.hpp"

#include "office/drop_folder.hpp"
#include "office/imports.hpp"
#include "office/jobs.hpp"

namespace madoguchi::office {

namespace {

bool move_state(sql::Connection& db, const std::string& id, const char* from, const char* to) {
  sql::Query(db, "UPDATE import_file SET state = ?3 WHERE id = ?1 AND state = ?2", id, from, to)
      .run();
  return sql::single(db, 0, "SELECT changes()") != 0;
}

void settle(sql::Connection& db, Parts& parts, const Call& call, const char* state,
            const Json& result) {
  sql::Query(db,
             "UPDATE draft SET state = ?2, decided_by = ?3, decided_at = ?4, reason = ?5,"
             " result = ?6 WHERE id = ?1",
             call.id, state, call.who.account, parts.now(), text_of(call.body, "reason"),
             dumped(result))
      .run();
}

Problem decided_already() {
  return wrong_state("この申請はすでに処理されています。一覧を読み直してください。",
                     "This was decided already. Please reload the list.");
}

}  // namespace

bool needs_second_person(Parts& parts, const std::string& kind, const Json& counts) {
  if (kind == "ticket") return is_on(parts, approval_tickets);
  return number_of(counts, "protect") > 0 && is_on(parts, approval_protect);
}

bool begin_publishing(Parts& parts, const std::string& id) {
  return parts.database.change(
      [&](sql::Connection& db) { return move_state(db, id, "preview", "publishing"); });
}

std::optional<std::int64_t> let_import_wait(Parts& parts, const std::string& id,
                                            const OnBehalf& first, const std::string& taken) {
  const auto report = import_report(parts, id);
  const Json change{{"import", id},
                    {"taken", taken},
                    {"more",
                     {{"import", id},
                      {"file", report["file"]},
                      {"file_kind", report["kind"]},
                      {"source", report["source"]},
                      {"counts", report["counts"]}}}};
  const auto draft = parts.database.change([&](sql::Connection& db) -> std::optional<std::int64_t> {
    const bool waits = move_state(db, id, "preview", "waiting_approval") ||
                       move_state(db, id, "failed", "waiting_approval") ||
                       move_state(db, id, "rejected", "waiting_approval");
    if (!waits) return std::nullopt;
    sql::Query(db,
               "INSERT INTO draft (kind, state, author, change, at, decided_by, decided_at,"
               " reason, result) VALUES ('import', 'waiting_approval', ?1, ?2, ?3, '', '', '', '')",
               dumped(json_of(first)), dumped(change), parts.now())
        .run();
    return sql::single(db, 0, "SELECT last_insert_rowid()");
  });
  parts.mirror.tell_news();
  return draft;
}

Answer decide_import(Parts& parts, const Call& call, const Json& change, const OnBehalf& first) {
  const auto id = text_of(change, "import");
  const auto taken = text_of(change, "taken");
  if (text_of(call.body, "decision") == "reject") {
    const bool rejected = parts.database.change([&](sql::Connection& db) {
      if (!move_state(db, id, "waiting_approval", "rejected")) return false;
      settle(db, parts, call, "rejected", Json::object());
      return true;
    });
    if (!rejected) return util::failure(decided_already());
    if (!taken.empty()) report_beside(parts, taken, id, "");
    parts.mirror.tell_news();
    return json_answer({{"state", "rejected"}});
  }
  // The system of the municipality has no name that the center could know beside an approver's.
  const bool by_machine = first.who.account.empty();
  OnBehalf both = by_machine ? OnBehalf{call.who, {}} : first;
  if (!by_machine) both.approver = call.who.account;
  const Json input{{"id", id}, {"taken", taken}};
  const auto job = parts.jobs->begin("import", input, both, [&](sql::Connection& db, Json&) {
    if (!move_state(db, id, "waiting_approval", "publishing")) return false;
    settle(db, parts, call, "published", Json::object());
    return true;
  });
  if (job.empty()) return util::failure(decided_already());
  parts.mirror.tell_news();
  return json_answer({{"state", "publishing"}, {"job", job}}, 202);
}

}  // namespace madoguchi::office
