#include <algorithm>

#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

namespace {

NoticeRow notice(domain::PersonId person, AuditId record, std::string state,
                 std::string_view institution = clinic) {
  NoticeRow row;
  row.institution_code = institution;
  row.record = record;
  row.person = person;
  row.as_of = 1;
  row.at = entry().at;
  row.kind = "lost";
  row.state = std::move(state);
  return row;
}

ToldRow told(AuditId record, domain::PersonId person) {
  ToldRow row;
  row.record = record;
  row.person = person;
  row.institution_code = clinic;
  row.at = entry().at;
  row.day = day("20240710");
  row.validity = 1;
  row.as_of = 3;
  return row;
}

}  // namespace

TEST_P(RegistrySuite, Notices_stand_in_the_feed_of_their_institution_only_and_in_its_order) {
  apply({qualification("r1", "p1", "1010008")});
  apply({ticket("r1", "202407", "001")});
  const auto person = by_number("1010008").facts.people.at(0).id;
  ASSERT_TRUE(util::sync_wait(
      registry().add_notices({notice(person, 7, "a"), notice(person, 8, "b", other_clinic)}, {})));
  apply({ticket("r1", "202408", "002")});
  const auto items = feed(FeedScopeKind::institution, std::string(clinic));
  ASSERT_EQ(items.size(), 3U);
  EXPECT_FALSE(items[0].notice);
  ASSERT_TRUE(items[1].notice);
  EXPECT_EQ(items[1].notice->record, 7);
  EXPECT_EQ(items[1].notice->person, person);
  EXPECT_EQ(items[1].notice->state, "a");
  EXPECT_EQ(items[1].institution_code, clinic);
  EXPECT_EQ(items[2].issue_number, "002");
  EXPECT_LT(items[0].cursor, items[1].cursor);
  EXPECT_LT(items[1].cursor, items[2].cursor);
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(clinic), items[1].cursor).size(), 1U);
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(other_clinic)).size(), 1U);
  for (const auto& item : feed(FeedScopeKind::office, "13101")) EXPECT_FALSE(item.notice);
  for (const auto& item : feed(FeedScopeKind::everything, "")) EXPECT_FALSE(item.notice);
}

TEST_P(RegistrySuite, Notices_of_somebody_who_is_not_disclosed_are_not_in_the_feed) {
  auto row = qualification("r1", "p1", "1010008");
  apply({row});
  const auto person = by_number("1010008").facts.people.at(0).id;
  ASSERT_TRUE(util::sync_wait(registry().add_notices({notice(person, 7, "a")}, {})));
  EXPECT_EQ(feed(FeedScopeKind::institution, std::string(clinic)).size(), 1U);
  row.qualification.not_disclosed = true;
  row.updated_at = 2;
  apply({row});
  EXPECT_TRUE(feed(FeedScopeKind::institution, std::string(clinic)).empty());
}

TEST_P(RegistrySuite, Notices_made_during_an_import_are_told_and_nothing_of_it_is_passed_over) {
  apply({qualification("r1", "p1", "1010008")});
  const auto person = by_number("1010008").facts.people.at(0).id;
  struct Source : RowSource {
    std::function<void()> between;
    int given = 0;
    std::optional<NumberedRow> next() override {
      if (given == 2) return std::nullopt;
      if (++given == 2) between();
      return NumberedRow{static_cast<std::size_t>(given + 1),
                         ticket("r1", given == 1 ? "202407" : "202408", "001")};
    }
  };
  auto source = std::make_unique<Source>();
  domain::VersionId reached = 0;
  source->between = [&] {
    ASSERT_TRUE(util::sync_wait(registry().add_notices({notice(person, 7, "a")}, {})));
    const auto page =
        util::sync_wait(registry().feed({FeedScopeKind::institution, std::string(clinic)}, 0, 10))
            .value();
    for (const auto& item : page.items) EXPECT_TRUE(item.notice);  // nothing staged shows
    reached = page.next;
  };
  ASSERT_TRUE(util::sync_wait(registry().apply(header_for(RowKind::ticket), std::move(source))));
  const auto before = feed(FeedScopeKind::institution, std::string(clinic));
  ASSERT_EQ(before.size(), 3U);
  EXPECT_EQ(std::count_if(before.begin(), before.end(),
                          [](const auto& item) { return item.notice.has_value(); }),
            1);
  // Who read in between reads the rest, each once.
  const auto rest = feed(FeedScopeKind::institution, std::string(clinic), reached);
  const bool saw_it = reached >= before[0].cursor && before[0].notice;
  EXPECT_EQ(rest.size(), saw_it ? 2U : 3U);
}

TEST_P(RegistrySuite, Notices_keep_their_numbers_and_their_place_over_a_restart) {
  apply({qualification("r1", "p1", "1010008")});
  const auto person = by_number("1010008").facts.people.at(0).id;
  const NoticeCursor cursor{12, 34, 56};
  ASSERT_TRUE(util::sync_wait(registry().add_notices({notice(person, 7, "a")}, cursor)));
  const auto first = feed(FeedScopeKind::institution, std::string(clinic)).at(0).cursor;
  reopen();
  const auto kept = util::sync_wait(registry().notice_cursor()).value();
  EXPECT_EQ(kept.version, 12);
  EXPECT_EQ(kept.batch, 34);
  EXPECT_EQ(kept.record, 56);
  // Old ones go; the newest stays, so that its number is never given again.
  const auto later = entry().at.plus_ms(1);
  EXPECT_EQ(util::sync_wait(registry().expire_notices(later)).value(), 0);
  reopen();
  ASSERT_TRUE(util::sync_wait(registry().add_notices({notice(person, 8, "b")}, cursor)));
  EXPECT_GT(feed(FeedScopeKind::institution, std::string(clinic), first).at(0).cursor, first);
  EXPECT_EQ(util::sync_wait(registry().expire_notices(later)).value(), 1);
}

TEST_P(RegistrySuite, Changed_people_are_those_of_published_rows_page_by_page) {
  EXPECT_TRUE(util::sync_wait(registry().changed_people(0, 10)).value().people.empty());
  apply({qualification("r1", "p1", "1010008"), qualification("r2", "p2", "2010007")});
  apply({ticket("r2", "202407", "001")});
  apply({insurance("p3", "5")});
  apply({institution(clinic)});
  const auto all = util::sync_wait(registry().changed_people(0, 100)).value();
  EXPECT_EQ(all.people.size(), 3U);
  EXPECT_FALSE(all.more);
  EXPECT_EQ(all.as_of, registry().published());
  std::vector<domain::PersonId> seen;
  domain::VersionId after = 0;
  for (int pages = 0; pages < 20; ++pages) {
    const auto page = util::sync_wait(registry().changed_people(after, 1)).value();
    seen.insert(seen.end(), page.people.begin(), page.people.end());
    EXPECT_GE(page.until, after);
    after = page.until;
    if (!page.more) break;
  }
  EXPECT_EQ(after, all.until);
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  EXPECT_EQ(seen, all.people);
  EXPECT_TRUE(util::sync_wait(registry().changed_people(after, 10)).value().people.empty());
}

TEST_P(RegistrySuite, Told_answers_come_with_what_was_last_said_of_them) {
  apply({qualification("r1", "p1", "1010008")});
  ASSERT_TRUE(util::sync_wait(registry().index_told({told(1, 1), told(2, 1), told(3, 2)}, {}, 3)));
  auto of_unit = notice(1, 2, "c");
  of_unit.unit = 7;
  ASSERT_TRUE(
      util::sync_wait(registry().add_notices({notice(1, 2, "a"), notice(1, 2, "b"), of_unit}, {})));
  const auto about = util::sync_wait(registry().told_about({1}, entry().at)).value();
  ASSERT_EQ(about.size(), 2U);
  EXPECT_EQ(about[0].told.record, 1);
  EXPECT_EQ(about[0].told.day, day("20240710"));
  EXPECT_EQ(about[0].told.as_of, 3);
  EXPECT_TRUE(about[0].last_states.empty());
  const std::map<std::int64_t, std::string> said{{0, "b"}, {7, "c"}};
  EXPECT_EQ(about[1].last_states, said);
  EXPECT_EQ(util::sync_wait(registry().told_about({1, 2}, entry().at)).value().size(), 3U);
  EXPECT_TRUE(util::sync_wait(registry().told_about({1}, entry().at.plus_ms(1))).value().empty());
}

}  // namespace madoguchi::store
