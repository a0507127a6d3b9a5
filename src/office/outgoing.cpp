#include "office/outgoing.hpp"

#include <chrono>
#include <vector>

namespace madoguchi::office {

namespace {

// A ticket that was to come with the word, and is not there so long after the center was last
// heard: its registration had failed.
constexpr std::int64_t vain_after_ms = 600000;
constexpr std::int64_t turn_wait_ms = 3000;

}  // namespace

struct Outgoing::Kept {
  std::int64_t id = 0, work = 0;
  std::string key;
  Json body;
  OnBehalf author;
};

void Outgoing::keep(const Reply& reply) {
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "INSERT OR IGNORE INTO outgoing (key, state, work, ticket, reply, author, at,"
               " refusal) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '')",
               reply.key, reply.ticket.empty() ? "ready" : "waits", reply.work, reply.ticket,
               dumped(reply.body), dumped(json_of(reply.author)), parts_.now())
        .run();
  });
}

void Outgoing::withdraw(const std::string& key) {
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db, "DELETE FROM outgoing WHERE key = ?1 AND state = 'waits'", key).run();
  });
}

std::optional<Problem> Outgoing::take_refusal(const std::string& key) {
  const auto code = parts_.database.change([&](sql::Connection& db) {
    std::string refusal;
    {
      sql::Query query(db, "SELECT refusal FROM outgoing WHERE key = ?1 AND state = 'refused'",
                       key);
      if (query.row()) refusal = query.text(0);
    }
    sql::Query(db, "DELETE FROM outgoing WHERE key = ?1 AND state = 'refused'", key).run();
    return refusal;
  });
  edge::CenterProblem problem;
  for (const auto error : oqs::all_errors()) {
    if (oqs::code_of(error) != code) continue;
    problem.problem.error = error;
    problem.status = error == oqs::ErrorCode::not_permitted ? 403 : 409;
    return problem_of(problem);
  }
  return std::nullopt;
}

std::string Outgoing::state_of(sql::Connection& db, std::int64_t work) {
  sql::Query query(db, "SELECT state FROM outgoing WHERE work = ?1 ORDER BY id DESC LIMIT 1", work);
  if (!query.row()) return {};
  return query.text(0) == "refused" ? "refused" : "sending";
}

void Outgoing::drop_vain() {
  const auto heard = util::parse_iso_date_time(parts_.mirror.as_of());
  if (!heard) return;
  const auto before = util::iso_date_time_in_japan(heard->plus_ms(-vain_after_ms));
  parts_.database.change([&](sql::Connection& db) {
    sql::Query(db,
               "DELETE FROM outgoing AS o WHERE state = 'waits' AND at < ?1 AND NOT EXISTS"
               " (SELECT 1 FROM ticket t WHERE t.recipient_key || '|' || t.month || '|' || t.issue"
               "  = o.ticket AND t.recipient_key = substr(o.ticket, 1, instr(o.ticket, '|') - 1)"
               "  AND t.live = 1)",
               before)
        .run();
  });
}

std::vector<Outgoing::Kept> Outgoing::ready() {
  return parts_.database.read([](sql::Connection& db) {
    std::vector<Kept> all;
    sql::Query query(
        db,
        "SELECT o.id, o.work, o.key, o.reply, o.author FROM outgoing o"
        " WHERE o.state = 'ready' OR (o.state = 'waits' AND EXISTS (SELECT 1 FROM"
        "  ticket t WHERE t.recipient_key || '|' || t.month || '|' || t.issue ="
        "  o.ticket AND t.recipient_key = substr(o.ticket, 1, instr(o.ticket, '|') - 1)"
        "  AND t.live = 1)) ORDER BY o.id");
    while (query.row()) {
      all.push_back({query.integer(0), query.integer(1), std::string(query.text(2)),
                     parsed(query.text(3)), on_behalf_of(parsed(query.text(4)))});
    }
    return all;
  });
}

bool Outgoing::send(const Kept& kept) {
  const auto sent = parts_.center.post("/office/replies", kept.body, kept.author, kept.key);
  const bool away =
      !sent && (sent.error().retry == edge::CenterProblem::Retry::yes || sent.error().status == 0);
  if (away) return false;
  parts_.database.change([&](sql::Connection& db) {
    if (!sent) {
      sql::Query(db, "UPDATE outgoing SET state = 'refused', refusal = ?2 WHERE id = ?1", kept.id,
                 std::string(oqs::code_of(sent.error().problem.error)))
          .run();
      return;
    }
    sql::Query(db, "DELETE FROM outgoing WHERE id = ?1", kept.id).run();
    // A refusal of an earlier word is history now.
    sql::Query(db, "DELETE FROM outgoing WHERE work = ?1 AND state = 'refused' AND id < ?2",
               kept.work, kept.id)
        .run();
    sql::Query(db, "UPDATE work SET reply = ?2, replied_at = ?3 WHERE id = ?1", kept.work,
               dumped(kept.body), parts_.now())
        .run();
  });
  parts_.mirror.tell_news();
  return true;
}

void Outgoing::deliver() {
  // Somebody else may be at it; while that takes long, the next look finds what was kept.
  {
    std::unique_lock lock(mutex_);
    const std::chrono::milliseconds most(turn_wait_ms);
    if (!turn_over_.wait_for(lock, most, [this] { return !delivering_; })) return;
    delivering_ = true;
  }
  struct Turn {
    Outgoing* of;
    ~Turn() {
      {
        const std::scoped_lock lock(of->mutex_);
        of->delivering_ = false;
      }
      of->turn_over_.notify_one();
    }
  } const turn{this};
  drop_vain();
  for (const auto& kept : ready()) {
    if (!send(kept)) return;
  }
}

}  // namespace madoguchi::office
