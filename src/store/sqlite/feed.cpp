#include "store/sqlite/feed.hpp"

#include <algorithm>
#include <map>

#include "store/sqlite/bodies.hpp"
#include "store/sqlite/notices.hpp"
#include "store/sqlite/versions.hpp"

namespace madoguchi::store::sqlite {

namespace {

// A change as its table tells it, before it is seen from a scope.
struct Raw {
  domain::VersionId version = 0;
  RowKind kind = RowKind::ticket;
  bool notice = false;  // then it has no kind
};

const char* versions_between(RowKind kind) {
#define MADOGUCHI_VERSIONS(table) \
  "SELECT version_id FROM " table \
  " WHERE version_id > ?1 AND version_id <= ?2 ORDER BY version_id LIMIT ?3"
  switch (kind) {
    case RowKind::qualification:
      return MADOGUCHI_VERSIONS("qualification");
    case RowKind::ticket:
      return MADOGUCHI_VERSIONS("ticket");
    case RowKind::insurance:
      return MADOGUCHI_VERSIONS("insurance");
    case RowKind::card:
      return MADOGUCHI_VERSIONS("card");
    case RowKind::institution:
      return MADOGUCHI_VERSIONS("institution");
    case RowKind::office:
      return MADOGUCHI_VERSIONS("office");
  }
  return nullptr;
}

class Feed {
 public:
  Feed(Connection& db, const FeedScope& scope, domain::BatchId published)
      : db_(db), scope_(scope), published_(published) {}

  FeedPage page(domain::VersionId after, std::size_t items_max) {
    FeedPage page;
    const domain::VersionId last = last_told_version(db_, published_);
    domain::VersionId reached = after;
    bool full = items_max == 0;
    while (reached < last && !full) {
      // Rows that the scope must not see use up no place on the page.
      const std::size_t wanted = items_max - page.items.size() + 1;
      const std::vector<Raw> raws = scope_.kind == FeedScopeKind::institution
                                        ? of_institution(reached, last, wanted)
                                        : of_batches(reached, last, wanted);
      for (const Raw& raw : raws) {
        full = page.items.size() == items_max;
        if (full) break;
        reached = raw.version;
        auto item = seen(raw);
        if (item) page.items.push_back(std::move(*item));
      }
      if (!full && raws.size() < wanted) reached = last;
    }
    page.next = std::max(after, reached);
    page.more = reached < last;
    return page;
  }

 private:
  // Tickets of one institution lie by month in their index: a few rows from each month, merged,
  // with the notices that concern it.
  std::vector<Raw> of_institution(domain::VersionId after, domain::VersionId last,
                                  std::size_t wanted) {
    std::vector<Raw> raws;
    const std::int64_t institution =
        single(db_, 0, "SELECT id FROM known_code WHERE code = ?1", scope_.code);
    std::int64_t month = -1;
    for (;;) {
      month = single(db_, -1,
                     "SELECT month FROM ticket INDEXED BY ticket_of_institution"
                     " WHERE institution_id = ?1 AND month > ?2 ORDER BY month LIMIT 1",
                     institution, month);
      if (month < 0) break;
      Query rows(db_,
                 "SELECT version_id FROM ticket INDEXED BY ticket_of_institution"
                 " WHERE institution_id = ?1 AND month = ?2 AND version_id > ?3"
                 " AND version_id <= ?4 ORDER BY version_id LIMIT ?5",
                 institution, month, after, last, static_cast<std::int64_t>(wanted));
      while (rows.row()) raws.push_back({rows.integer(0), RowKind::ticket});
    }
    for (const auto id : read_notice_ids(db_, scope_.code, after, last, wanted)) {
      raws.push_back({id, RowKind::ticket, true});
    }
    std::sort(raws.begin(), raws.end(),
              [](const Raw& a, const Raw& b) { return a.version < b.version; });
    if (raws.size() > wanted) raws.resize(wanted);
    return raws;
  }

  // Batches have their versions in one piece: an office's are those of its own batches and of the
  // operator's.
  std::vector<Raw> of_batches(domain::VersionId after, domain::VersionId last, std::size_t wanted) {
    std::vector<Raw> raws;
    const bool everything = scope_.kind == FeedScopeKind::everything;
    Query batches(db_,
                  "SELECT kind, first_version, last_version FROM batch WHERE state = 1"
                  " AND kind NOT IN ('setting', 'reference', 'calendar')"
                  " AND last_version > ?1 AND id <= ?4"
                  " AND (?2 OR office_code IN (?3, '')) ORDER BY last_version",
                  after, everything, scope_.code, published_);
    while (raws.size() < wanted && batches.row()) {
      const auto kind = row_kind_named(batches.text(0));
      if (!kind) throw Failure{SQLITE_CORRUPT, "unknown kind of batch"};
      const bool offices_kind = *kind == RowKind::qualification || *kind == RowKind::ticket;
      if (!everything && !offices_kind) continue;
      Query rows(db_, versions_between(*kind), std::max(after, batches.integer(1)),
                 std::min(last, batches.integer(2)),
                 static_cast<std::int64_t>(wanted - raws.size()));
      while (rows.row()) raws.push_back({rows.integer(0), *kind});
    }
    return raws;
  }

  // The change as the scope sees it; nothing when it must not.
  std::optional<FeedItem> seen(const Raw& raw) {
    if (raw.notice) return seen_notice(raw);
    switch (raw.kind) {
      case RowKind::ticket:
        return seen_ticket(raw);
      case RowKind::qualification:
        return seen_qualification(raw);
      default:
        return seen_other(raw);
    }
  }

  // Whoever became not disclosed since it was made is not spoken of (D3).
  std::optional<FeedItem> seen_notice(const Raw& raw) {
    auto notice = read_notice(db_, raw.version);
    if (!notice || hidden(notice->person)) return std::nullopt;
    FeedItem item;
    item.cursor = raw.version;
    item.batch = notice->as_of;
    item.at = notice->at;
    item.institution_code = notice->institution_code;
    item.notice = std::move(notice);
    return item;
  }

  std::optional<FeedItem> seen_ticket(const Raw& raw) {
    Query row(db_,
              "SELECT t.from_batch, t.change, t.recipient_id, t.body, r.recipient_key, o.code"
              " FROM ticket t JOIN recipient r ON r.id = t.recipient_id"
              " JOIN known_code o ON o.id = r.office_id WHERE t.version_id = ?1",
              raw.version);
    if (!row.row()) return std::nullopt;
    const auto change = static_cast<Change>(row.integer(1));
    if (!tells(change)) return std::nullopt;
    FeedItem item = item_of(raw, row.integer(0), change);
    const std::int64_t recipient = row.integer(2);
    domain::Ticket ticket = unpacked_ticket(row.blob(3));
    ticket.office_code = item.office_code = row.text(5);
    ticket.recipient_key = row.text(4);
    const bool institution = scope_.kind == FeedScopeKind::institution;
    if (scope_.kind == FeedScopeKind::office && item.office_code != scope_.code) {
      return std::nullopt;
    }
    if (!institution) item.recipient_key = ticket.recipient_key;
    if (institution && ticket.institution_code != scope_.code) return std::nullopt;
    item.institution_code = ticket.institution_code;
    item.issue_number = ticket.issue_number;
    item.month = ticket.treatment_month;
    if (institution && !institution_may_see(ticket, recipient, change)) return std::nullopt;
    const domain::PersonFacts recipient_facts = qualifications_of(recipient);
    const auto numbers = domain::billing_numbers(ticket, recipient_facts);
    if (numbers) item.payer = numbers->payer;
    return item;
  }

  std::optional<FeedItem> seen_qualification(const Raw& raw) {
    Query row(db_,
              "SELECT q.from_batch, q.change, r.recipient_key, o.code FROM qualification q"
              " JOIN recipient r ON r.id = q.recipient_id"
              " JOIN known_code o ON o.id = r.office_id WHERE q.version_id = ?1",
              raw.version);
    if (!row.row()) return std::nullopt;
    const auto change = static_cast<Change>(row.integer(1));
    if (!tells(change)) return std::nullopt;
    FeedItem item = item_of(raw, row.integer(0), change);
    item.recipient_key = row.text(2);
    item.office_code = row.text(3);
    if (scope_.kind == FeedScopeKind::office && item.office_code != scope_.code) {
      return std::nullopt;
    }
    return item;
  }

  // The operator's own kinds: the feed tells that something changed and of which code.
  std::optional<FeedItem> seen_other(const Raw& raw) {
    const char* sql = nullptr;
    if (raw.kind == RowKind::insurance) {
      sql = "SELECT from_batch, change, '' FROM insurance WHERE version_id = ?1";
    } else if (raw.kind == RowKind::card) {
      sql = "SELECT from_batch, change, '' FROM card WHERE version_id = ?1";
    } else if (raw.kind == RowKind::institution) {
      sql = "SELECT from_batch, change, code FROM institution WHERE version_id = ?1";
    } else {
      sql = "SELECT from_batch, change, code FROM office WHERE version_id = ?1";
    }
    Query row(db_, sql, raw.version);
    if (!row.row()) return std::nullopt;
    const auto change = static_cast<Change>(row.integer(1));
    if (!tells(change)) return std::nullopt;
    FeedItem item = item_of(raw, row.integer(0), change);
    if (raw.kind == RowKind::institution) item.institution_code = row.text(2);
    if (raw.kind == RowKind::office) item.office_code = row.text(2);
    return item;
  }

  // Nothing of people who are hidden, by whichever office (D3), and nothing of tickets that lie
  // outside their recipient's assistance. That a ticket is gone is told when it ever lay inside:
  // its qualification may have gone first, and the institution holds the ticket still.
  bool institution_may_see(const domain::Ticket& ticket, std::int64_t recipient, Change change) {
    bool meets = false;
    Query rows(db_,
               "SELECT body, person_id, from_batch <= ?1 AND to_batch > ?1 FROM qualification"
               " INDEXED BY qualification_of_recipient"
               " WHERE recipient_id = ?2 AND from_batch <= ?1 AND change <= 2",
               published_, recipient);
    domain::PersonId looked_at = 0;
    while (rows.row()) {
      const domain::PersonId person = rows.integer(1);
      if (person != looked_at && hidden(person)) return false;
      looked_at = person;
      if (!holds(change) || rows.integer(2) != 0) {
        meets = meets || lies_in(ticket, unpacked_qualification(rows.blob(0)));
      }
    }
    return meets;
  }

  bool hidden(domain::PersonId person) {
    return single(db_, 0,
                  "SELECT 1 FROM qualification INDEXED BY qualification_of_person"
                  " WHERE person_id = ?2 AND not_disclosed <> 0 AND " MADOGUCHI_HOLDS_AS_OF,
                  published_, person) != 0;
  }

  static bool lies_in(const domain::Ticket& ticket,
                      const domain::AssistanceQualification& qualification) {
    if (ticket.payer && ticket.payer->text() != qualification.payer.text()) return false;
    return qualification.start <= ticket.to &&
           (!qualification.end || ticket.from < *qualification.end);
  }

  bool tells(Change change) const {
    if (change == Change::unknown) return false;
    // Only the former institution hears that a ticket moved away; the office hears of one change.
    return change != Change::moved_away || scope_.kind == FeedScopeKind::institution;
  }

  FeedItem item_of(const Raw& raw, domain::BatchId batch, Change change) {
    FeedItem item;
    item.cursor = raw.version;
    item.batch = batch;
    item.kind = raw.kind;
    item.change = FeedChange::removed;
    if (change == Change::added) item.change = FeedChange::added;
    if (change == Change::changed) item.change = FeedChange::changed;
    if (change == Change::moved_in) {
      item.change =
          scope_.kind == FeedScopeKind::institution ? FeedChange::added : FeedChange::changed;
    }
    auto at = at_.find(batch);
    if (at == at_.end()) {
      at = at_.emplace(batch, single(db_, 0, "SELECT at FROM batch WHERE id = ?1", batch)).first;
    }
    item.at = util::Instant{at->second};
    return item;
  }

  domain::PersonFacts qualifications_of(std::int64_t recipient) {
    domain::PersonFacts facts;
    Query rows(db_,
               "SELECT body FROM qualification INDEXED BY qualification_of_recipient"
               " WHERE recipient_id = ?2 AND " MADOGUCHI_HOLDS_AS_OF,
               published_, recipient);
    while (rows.row()) facts.qualifications.push_back(unpacked_qualification(rows.blob(0)));
    return facts;
  }

  Connection& db_;
  const FeedScope& scope_;
  domain::BatchId published_;
  std::map<domain::BatchId, std::int64_t> at_;
};

}  // namespace

FeedPage read_feed(Connection& db, const FeedScope& scope, domain::VersionId after,
                   std::size_t items_max, domain::BatchId published) {
  return Feed(db, scope, published).page(after, items_max);
}

}  // namespace madoguchi::store::sqlite
