#include <algorithm>

#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

TEST_P(RegistrySuite, Feed_tells_an_institution_of_its_own_tickets_and_never_of_persons) {
  apply({qualification("r1", "p1", "1010008")});
  auto elsewhere = ticket("r1", "202407", "002");
  elsewhere.ticket.institution_code = other_clinic;
  const auto batch = apply({ticket("r1", "202407", "001"), elsewhere}).batch;
  const auto items = feed(FeedScopeKind::institution, std::string(clinic));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].batch, batch);
  EXPECT_EQ(items[0].at, entry().at);
  EXPECT_EQ(items[0].kind, RowKind::ticket);
  EXPECT_EQ(items[0].change, FeedChange::added);
  EXPECT_EQ(items[0].issue_number, "001");
  EXPECT_EQ(items[0].payer, "12131017");  // of the recipient's qualification
  EXPECT_EQ(items[0].institution_code, clinic);
  EXPECT_EQ(items[0].recipient_key, "");
  EXPECT_EQ(items[0].month, month("202407"));
  EXPECT_TRUE(feed(FeedScopeKind::institution, "1340000015").empty());
}

TEST_P(RegistrySuite, Feed_tells_the_former_institution_that_a_moved_ticket_is_gone) {
  apply({qualification("r1", "p1", "1010008")});
  apply({ticket("r1", "202407", "001")});
  auto moved = ticket("r1", "202407", "001");
  moved.ticket.institution_code = other_clinic;
  moved.updated_at = 2;
  EXPECT_EQ(apply({moved}).changed, 1U);
  const auto former = feed(FeedScopeKind::institution, std::string(clinic));
  ASSERT_EQ(former.size(), 2U);
  EXPECT_EQ(former[1].change, FeedChange::removed);
  EXPECT_EQ(former[1].institution_code, clinic);
  EXPECT_EQ(former[1].issue_number, "001");
  const auto present = feed(FeedScopeKind::institution, std::string(other_clinic));
  ASSERT_EQ(present.size(), 1U);
  EXPECT_EQ(present[0].change, FeedChange::added);
  const auto office_items = feed(FeedScopeKind::office, "13101");
  ASSERT_EQ(office_items.size(), 3U);
  EXPECT_EQ(office_items[2].change, FeedChange::changed);
  EXPECT_EQ(office_items[2].recipient_key, "r1");
  EXPECT_EQ(by_number("1010008").facts.people.at(0).tickets.size(), 1U);
  EXPECT_TRUE(bulk(clinic, "202407").facts.people.empty());
}

TEST_P(RegistrySuite, Feed_leaves_out_recipients_who_are_not_disclosed) {
  auto hidden = qualification("r1", "p1", "1010008");
  hidden.qualification.not_disclosed = true;
  apply({hidden, qualification("r2", "p2", "2010007")});
  apply({ticket("r1", "202407", "001"), ticket("r2", "202407", "002")});
  const auto items = feed(FeedScopeKind::institution, std::string(clinic));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].issue_number, "002");
  EXPECT_EQ(feed(FeedScopeKind::office, "13101").size(), 4U);
}

TEST_P(RegistrySuite, Feed_hides_a_person_whom_any_office_does_not_disclose) {
  apply({qualification("r1", "p1", "1010008")});
  apply({ticket("r1", "202407", "001")});
  ASSERT_EQ(feed(FeedScopeKind::institution, std::string(clinic)).size(), 1U);
  auto elsewhere = qualification("k9", "p1", "2010007");
  elsewhere.qualification.office_code = "14100";
  elsewhere.qualification.not_disclosed = true;
  apply({elsewhere});
  EXPECT_TRUE(feed(FeedScopeKind::institution, std::string(clinic)).empty());
  auto removed = ticket("r1", "202407", "001");
  removed.deleted = true;
  removed.updated_at = 2;
  apply({removed});
  EXPECT_TRUE(feed(FeedScopeKind::institution, std::string(clinic)).empty());
  elsewhere.qualification.not_disclosed = false;
  elsewhere.updated_at = 2;
  apply({elsewhere});
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(clinic)).size(), 2U);
}

TEST_P(RegistrySuite, Feed_tells_an_institution_only_of_tickets_within_the_assistance) {
  auto ended = qualification("r1", "p1", "1010008");
  ended.qualification.end = day("20240801");
  apply({ended});
  auto foreign = ticket("r1", "202407", "003");
  foreign.ticket.treatment_type = "01";
  foreign.ticket.payer = domain::PublicExpenseNumber::parse("12131025").value();
  apply({ticket("r1", "202407", "001"), ticket("r1", "202408", "002"), foreign,
         ticket("nobody", "202407", "004")});
  auto items = feed(FeedScopeKind::institution, std::string(clinic));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].issue_number, "001");
  EXPECT_EQ(feed(FeedScopeKind::office, "13101").size(), 5U);
  // The end of a ticket that was told is told, also when its qualification went first.
  ended.deleted = true;
  ended.updated_at = 2;
  apply({ended});
  EXPECT_TRUE(feed(FeedScopeKind::institution, std::string(clinic)).empty());
  auto removed = ticket("r1", "202407", "001");
  auto never_told = ticket("r1", "202408", "002");
  removed.deleted = never_told.deleted = true;
  removed.updated_at = never_told.updated_at = 2;
  apply({removed, never_told});
  items = feed(FeedScopeKind::institution, std::string(clinic));
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].issue_number, "001");
  EXPECT_EQ(items[0].change, FeedChange::removed);
}

TEST_P(RegistrySuite, Feed_and_record_tell_when_a_batch_was_published_and_not_when_it_came) {
  apply({qualification("r1", "p1", "1010008")});
  BatchHeader header = header_for(RowKind::ticket);
  const util::Instant published = header.record.at.plus_ms(90000);
  header.now = [published] { return published; };
  const auto outcome = apply(header, {ticket("r1", "202407", "001")});
  const auto record = util::sync_wait(registry().record(outcome.record));
  ASSERT_TRUE(record && *record);
  EXPECT_EQ((*record)->entry.at, published);
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(clinic)).at(0).at, published);
  EXPECT_EQ(feed(FeedScopeKind::everything, "").at(0).at, entry().at);  // without a clock
}

TEST_P(RegistrySuite, Feed_gives_an_office_its_own_rows_whoever_registered_them) {
  apply({qualification("r1", "p1", "1010008")});
  BatchHeader other = header_for(RowKind::qualification);
  other.office_code = "14100";
  auto theirs = qualification("r1", "p2", "2010007");
  theirs.qualification.office_code = "14100";
  apply(other, {theirs});
  BatchHeader by_operator = header_for(RowKind::ticket);
  by_operator.office_code = "";
  auto for_them = ticket("r1", "202407", "002");
  for_them.ticket.office_code = "14100";
  apply(by_operator, {ticket("r1", "202407", "001"), for_them});
  apply({institution(clinic)});
  apply({insurance("p1", "5")});
  const auto items = feed(FeedScopeKind::office, "13101");
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].kind, RowKind::qualification);
  EXPECT_EQ(items[0].recipient_key, "r1");
  EXPECT_EQ(items[1].issue_number, "001");
  EXPECT_EQ(feed(FeedScopeKind::everything, "").size(), 6U);
}

TEST_P(RegistrySuite, Feed_pages_by_cursor_without_loss_or_repetition) {
  std::vector<Row> people;
  std::vector<Row> rows;
  for (int i = 0; i < 50; ++i) {
    const std::string key = std::to_string(i);
    people.emplace_back(qualification("r" + key, "p" + key, "1010008"));
    rows.emplace_back(ticket("r" + key, i % 2 ? "202407" : "202408", "1"));
  }
  apply(people);
  const auto first = feed(FeedScopeKind::everything, "").back().cursor;
  apply(rows);
  for (Row& row : rows) {
    std::get<TicketRow>(row).updated_at = 2;
    std::get<TicketRow>(row).deleted = true;
  }
  apply(rows);
  const std::vector<std::pair<FeedScopeKind, std::string>> scopes{
      {FeedScopeKind::institution, std::string(clinic)},
      {FeedScopeKind::office, "13101"},
      {FeedScopeKind::everything, ""}};
  for (const auto& [kind, code] : scopes) {
    for (const std::size_t items_max : {1U, 7U, 50U, 100U, 101U}) {
      domain::VersionId after = first;
      std::vector<domain::VersionId> cursors;
      std::size_t removed = 0;
      for (bool more = true; more;) {
        const auto page = util::sync_wait(registry().feed({kind, code}, after, items_max));
        ASSERT_TRUE(page);
        ASSERT_LE(page->items.size(), items_max);
        for (const FeedItem& item : page->items) {
          cursors.push_back(item.cursor);
          removed += item.change == FeedChange::removed ? 1 : 0;
        }
        ASSERT_TRUE(!page->more || page->next > after);
        after = page->next;
        more = page->more;
      }
      EXPECT_EQ(cursors.size(), 100U);
      EXPECT_EQ(removed, 50U);
      EXPECT_TRUE(std::is_sorted(cursors.begin(), cursors.end()));
      const auto rest = util::sync_wait(registry().feed({kind, code}, after, items_max));
      EXPECT_TRUE(rest->items.empty());
      EXPECT_EQ(rest->next, after);
      EXPECT_FALSE(rest->more);
    }
  }
}

TEST_P(RegistrySuite, Feed_tells_nothing_of_a_dry_run_nor_of_a_removal_of_unknown_keys) {
  BatchHeader dry = header_for(RowKind::ticket);
  dry.run = BatchHeader::Run::dry;
  apply(dry, {ticket("r1", "202407", "001")});
  auto gone = ticket("r1", "202407", "002");
  gone.deleted = true;
  apply({gone});
  EXPECT_TRUE(feed(FeedScopeKind::institution, std::string(clinic)).empty());
  EXPECT_TRUE(feed(FeedScopeKind::everything, "").empty());
}

}  // namespace madoguchi::store
