#include <atomic>
#include <thread>

#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

namespace {

BulkJob job(std::string reception_number) {
  BulkJob job;
  job.reception_number = std::move(reception_number);
  job.interface = "OQSmutic01";
  job.institution_code = clinic;
  job.month = month("202407");
  job.arbitrary_file_identifier = "<任意>";
  job.arbitrary_file_identifier_raw = "&lt;任意&gt;";
  job.received_at = util::Instant{1000};
  return job;
}

ConsentRow consent(domain::ConsentKind kind, bool given, std::int64_t at, std::int64_t until) {
  return {7, std::string(clinic), {kind, given, util::Instant{at}, util::Instant{until}}};
}

}  // namespace

TEST_P(RegistrySuite, Commit_appends_one_link_to_the_chain) {
  const AuditRecord first = record();
  const AuditRecord second = record("key");
  EXPECT_EQ(first.id, 1);
  EXPECT_EQ(first.previous_hash, std::string(64, '0'));
  EXPECT_EQ(second.id, 2);
  EXPECT_EQ(second.previous_hash, first.hash);
  EXPECT_EQ(second.hash, hash_of(second));
  const auto head = util::sync_wait(registry().head());
  ASSERT_TRUE(head);
  EXPECT_EQ(head->hash, second.hash);
  EXPECT_EQ(head->entry.at, entry().at);
  EXPECT_EQ(head->entry.detail, entry().detail);
  EXPECT_EQ(head->entry.person, 7);
  reopen();
  EXPECT_EQ(record().previous_hash, second.hash);
}

TEST_P(RegistrySuite, Commit_of_an_empty_store_has_a_head_of_zeros) {
  const auto head = util::sync_wait(registry().head());
  ASSERT_TRUE(head);
  EXPECT_EQ(head->id, 0);
  EXPECT_EQ(head->hash, std::string(64, '0'));
  EXPECT_FALSE(util::sync_wait(registry().record(1)).value());
}

TEST_P(RegistrySuite, Commit_refuses_a_key_used_by_the_same_party_and_stores_nothing_of_it) {
  record("k");
  Commit again;
  again.record = entry("k");
  again.consents = {consent(domain::ConsentKind::medication, true, 1, 9)};
  again.new_job = NewJob{job("1"), {}};
  again.setting = SettingChange{std::string(clinic), true};
  const auto refused = util::sync_wait(registry().commit(again));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error, StoreError::key_used);
  EXPECT_TRUE(util::sync_wait(registry().consents(7, std::string(clinic), util::Instant{5}))
                  .value()
                  .empty());
  EXPECT_FALSE(util::sync_wait(registry().job("1")).value());
  EXPECT_FALSE(by_number("1010008").facts.institution.uses_medical_assistance);
  again.record.party = "institution:1310000029";
  EXPECT_EQ(commit(again).id, 2);  // another party's keys are its own
  EXPECT_EQ(record("").id, 3);
  EXPECT_EQ(record("").id, 4);  // no key: never used
  const auto found = util::sync_wait(registry().record_of_key("institution:1310000011", "k"));
  EXPECT_EQ(found.value().value().id, 1);
  EXPECT_FALSE(util::sync_wait(registry().record_of_key("institution:1310000011", "")).value());
}

TEST_P(RegistrySuite, Commit_of_a_reception_number_twice_fails_whole_and_alone) {
  Commit one;
  one.record = entry();
  one.new_job = NewJob{job("1"), {}};
  commit(one);
  one.consents = {consent(domain::ConsentKind::medication, true, 1, 9)};
  one.setting = SettingChange{std::string(clinic), true};
  EXPECT_FALSE(util::sync_wait(registry().commit(one)));
  EXPECT_TRUE(util::sync_wait(registry().consents(7, std::string(clinic), util::Instant{5}))
                  .value()
                  .empty());
  EXPECT_EQ(registry().published(), 0);
  EXPECT_EQ(record().id, 2);
}

TEST_P(RegistrySuite, Commit_under_many_threads_makes_one_chain_without_gaps) {
  constexpr int threads_count = 16;
  constexpr int commits_each = 40;
  std::vector<std::thread> threads;
  std::atomic<int> refused{0};
  for (int t = 0; t < threads_count; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < commits_each; ++i) {
        Commit one;
        // Every key is tried by two threads: exactly one of them has it.
        one.record = entry(std::to_string(t / 2) + "-" + std::to_string(i));
        if (i % 5 == 0) one.consents = {consent(domain::ConsentKind::operation, true, i, i + 9)};
        const auto result = util::sync_wait(registry().commit(std::move(one)));
        if (!result) {
          EXPECT_EQ(result.error().error, StoreError::key_used);
          ++refused;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  constexpr int kept = threads_count * commits_each / 2;
  EXPECT_EQ(refused, kept);
  const auto records = util::sync_wait(registry().records(1, 10000)).value();
  ASSERT_EQ(records.size(), static_cast<std::size_t>(kept));
  std::string previous(64, '0');
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(records[i].id, static_cast<AuditId>(i + 1));
    EXPECT_EQ(records[i].previous_hash, previous);
    previous = hash_of(records[i]);
    EXPECT_EQ(records[i].hash, previous);
  }
}

TEST_P(RegistrySuite, Settings_are_off_until_changed_and_publish_at_once) {
  std::vector<domain::BatchId> told;
  registry().on_published([&](domain::BatchId batch) { told.push_back(batch); });
  EXPECT_FALSE(by_number("1010008").facts.institution.uses_medical_assistance);
  Commit on;
  on.record = entry();
  on.setting = SettingChange{std::string(clinic), true};
  commit(on);
  const auto batch = registry().published();
  EXPECT_EQ(told, std::vector<domain::BatchId>{batch});
  EXPECT_TRUE(by_number("1010008").facts.institution.uses_medical_assistance);
  on.setting->uses_medical_assistance = false;
  commit(on);
  EXPECT_FALSE(by_number("1010008").facts.institution.uses_medical_assistance);
  EXPECT_TRUE(by_number("1010008", batch).facts.institution.uses_medical_assistance);
  EXPECT_FALSE(by_number("1010008", batch - 1).facts.institution.uses_medical_assistance);
}

namespace {
// Gives rows and, in the middle, lets the test do something while the batch is being staged.
class InterruptedSource : public RowSource {
 public:
  InterruptedSource(std::vector<Row> rows, std::function<void()> in_the_middle)
      : rows_(std::move(rows)), in_the_middle_(std::move(in_the_middle)) {}
  std::optional<NumberedRow> next() override {
    if (at_ == rows_.size() / 2) in_the_middle_();
    if (at_ == rows_.size()) return std::nullopt;
    return NumberedRow{at_ + 2, rows_[at_++]};
  }

 private:
  std::vector<Row> rows_;
  std::function<void()> in_the_middle_;
  std::size_t at_ = 0;
};
}  // namespace

TEST_P(RegistrySuite, Settings_change_during_an_import_and_publish_nothing_of_it) {
  apply({qualification("r0", "p0", "1010008")});
  std::vector<Row> rows;
  for (int i = 0; i < 400; ++i) {
    const std::string key = std::to_string(i);
    auto row = qualification("r" + key, "p" + key, i % 10 == 0 ? "1010008" : "2010007");
    row.updated_at = 2;
    row.qualification.person.name = "新";
    rows.emplace_back(row);
  }
  domain::BatchId setting_batch = 0;
  const auto outcome = util::sync_wait(registry().apply(
      header_for(RowKind::qualification), std::make_unique<InterruptedSource>(rows, [&] {
        Commit on;
        on.record = entry();
        on.setting = SettingChange{std::string(clinic), true};
        commit(on);
        setting_batch = registry().published();
        const FactsRead read = by_number("1010008");
        EXPECT_TRUE(read.facts.institution.uses_medical_assistance);
        ASSERT_EQ(read.facts.people.size(), 1U);  // no half batch
        EXPECT_EQ(read.facts.people[0].qualifications.at(0).person.name, "生保　一郎");
      })));
  ASSERT_TRUE(outcome);
  EXPECT_GT(outcome->batch, setting_batch);
  EXPECT_EQ(by_number("1010008").facts.people.size(), 40U);
  EXPECT_TRUE(by_number("1010008").facts.institution.uses_medical_assistance);
  EXPECT_EQ(by_number("1010008", setting_batch).facts.people.size(), 1U);
}

TEST_P(RegistrySuite, A_file_that_is_withdrawn_in_the_middle_leaves_nothing_and_tells_how_far) {
  apply({qualification("r0", "p0", "1010008")});
  std::vector<Row> rows;
  for (int i = 0; i < 400; ++i) {
    const std::string key = std::to_string(i);
    auto row = qualification("r" + key, "p" + key, "1010008");
    row.updated_at = 2;
    row.qualification.person.name = "新";
    rows.emplace_back(row);
  }
  const auto published = registry().published();
  auto header = header_for(RowKind::qualification);
  header.progress = std::make_shared<ImportProgress>();
  EXPECT_EQ(header.progress->state, ImportProgress::State::waiting);
  auto withdrawn = header;
  const auto outcome = util::sync_wait(
      registry().apply(withdrawn, std::make_unique<InterruptedSource>(rows, [&] {
                         EXPECT_EQ(header.progress->state, ImportProgress::State::staging);
                         header.progress->withdrawn = true;
                       })));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error, StoreError::withdrawn);
  EXPECT_LT(header.progress->rows, rows.size());
  EXPECT_EQ(registry().published(), published);
  EXPECT_EQ(by_number("1010008").facts.people.size(), 1U);
  const auto waiting =
      util::sync_wait(registry().apply(withdrawn, std::make_unique<ListSource>(rows)));
  ASSERT_FALSE(waiting) << "withdrawn before it began";
  EXPECT_EQ(waiting.error().error, StoreError::withdrawn);

  header.progress = std::make_shared<ImportProgress>();
  const auto whole = util::sync_wait(registry().apply(header, std::make_unique<ListSource>(rows)));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->added + whole->changed, rows.size());
  EXPECT_EQ(header.progress->rows, rows.size());
  EXPECT_EQ(header.progress->line, rows.size() + 1);
  EXPECT_EQ(header.progress->state, ImportProgress::State::publishing);
}

TEST_P(RegistrySuite, A_record_with_a_files_key_keeps_it_from_being_published) {
  apply({qualification("r0", "p0", "1010008")});
  std::vector<Row> rows;
  for (int i = 1; i < 50; ++i) {
    const std::string key = std::to_string(i);
    rows.emplace_back(qualification("r" + key, "p" + key, "1010008"));
  }
  auto header = header_for(RowKind::qualification);
  header.record.request_key = "withdrawn";
  const auto published = registry().published();
  const auto outcome =
      util::sync_wait(registry().apply(header, std::make_unique<InterruptedSource>(rows, [&] {
                                         if (registry().published() != published) return;
                                         Commit first;
                                         first.record = header.record;
                                         (void)util::sync_wait(registry().commit(first));
                                       })));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().error, StoreError::key_used);
  EXPECT_EQ(registry().published(), published);
  EXPECT_EQ(by_number("1010008").facts.people.size(), 1U);
}

TEST_P(RegistrySuite, Apply_beside_reads_never_shows_half_a_batch) {
  std::vector<Row> rows;
  for (int i = 0; i < 12; ++i) {
    rows.emplace_back(qualification("r" + std::to_string(i), "p" + std::to_string(i), "1010008"));
  }
  apply(rows);
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  std::atomic<int> reads{0};
  for (int t = 0; t < 2; ++t) {
    readers.emplace_back([&] {
      while (!done || reads < 10) {
        const FactsRead read = by_number("1010008");
        ASSERT_EQ(read.facts.people.size(), 12U);
        const std::string& name = read.facts.people[0].qualifications.at(0).person.name;
        for (const auto& person : read.facts.people) {
          ASSERT_EQ(person.qualifications.at(0).person.name, name);
        }
        ++reads;
      }
    });
  }
  for (int round = 2; round < 20; ++round) {
    for (Row& row : rows) {
      auto& one = std::get<QualificationRow>(row);
      one.updated_at = round;
      one.qualification.person.name = "第" + std::to_string(round) + "版";
    }
    EXPECT_EQ(apply(rows).changed, 12U);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_P(RegistrySuite, Apply_of_several_files_at_once_takes_them_in_turn) {
  std::vector<std::thread> threads;
  std::atomic<std::size_t> added{0};
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      std::vector<Row> rows;
      for (int i = 0; i < 30; ++i) {
        const std::string key = std::to_string(i + t * 10);  // they overlap
        rows.emplace_back(qualification("r" + key, "p" + key, "1010008"));
      }
      added += apply(rows).added;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(added, 80U);
}

TEST_P(RegistrySuite, Apply_whose_source_throws_leaves_nothing_and_the_next_one_works) {
  class Throwing : public RowSource {
   public:
    std::optional<NumberedRow> next() override {
      if (at_ == 20) throw std::runtime_error("gone");
      const std::string key = std::to_string(at_);
      return NumberedRow{++at_, qualification("r" + key, "p" + key, "1010008")};
    }

   private:
    std::size_t at_ = 0;
  };
  const auto failed = util::sync_wait(
      registry().apply(header_for(RowKind::qualification), std::make_unique<Throwing>()));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().error, StoreError::unavailable);
  EXPECT_EQ(registry().published(), 0);
  EXPECT_TRUE(by_number("1010008").facts.people.empty());
  EXPECT_EQ(apply({qualification("r1", "p1", "1010008")}).added, 1U);
}

TEST_P(RegistrySuite, Consents_hold_their_24_hours_and_the_latest_choice_counts) {
  using domain::ConsentKind;
  Commit one;
  one.record = entry();
  one.consents = {consent(ConsentKind::medication, true, 100, 200),
                  consent(ConsentKind::operation, false, 100, 200)};
  commit(one);
  const auto live = [&](std::int64_t at, std::string_view institution_code = clinic) {
    return util::sync_wait(registry().consents(7, std::string(institution_code), util::Instant{at}))
        .value();
  };
  EXPECT_TRUE(live(99).empty());
  ASSERT_EQ(live(100).size(), 2U);
  EXPECT_TRUE(live(100)[0].consent.given);
  EXPECT_FALSE(live(100)[1].consent.given);
  EXPECT_EQ(live(199).size(), 2U);
  EXPECT_TRUE(live(200).empty());
  EXPECT_TRUE(live(150, other_clinic).empty());
  one.consents = {consent(ConsentKind::medication, false, 150, 160)};
  commit(one);
  ASSERT_EQ(live(155).size(), 2U);
  EXPECT_FALSE(live(155)[0].consent.given);
  EXPECT_EQ(live(170).size(), 1U);  // a withdrawal that ended does not bring the old one back
}

TEST_P(RegistrySuite, Jobs_go_through_their_states_and_survive_a_restart) {
  Commit one;
  one.record = entry();
  one.new_job = NewJob{job("100"), {}};
  commit(one);
  one.new_job = NewJob{job("101"), {}};
  commit(one);
  reopen();
  auto found = util::sync_wait(registry().job("100")).value();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->state, JobState::accepted);
  EXPECT_EQ(found->arbitrary_file_identifier, "<任意>");
  EXPECT_EQ(found->arbitrary_file_identifier_raw, "&lt;任意&gt;");
  EXPECT_EQ(found->month, month("202407"));
  EXPECT_EQ(found->received_at, util::Instant{1000});
  EXPECT_EQ(util::sync_wait(registry().unfinished_jobs()).value().size(), 2U);
  found->state = JobState::done;
  found->snapshot = 5;
  found->units = 12;
  EXPECT_TRUE(util::sync_wait(registry().update_job(*found)).value());
  const auto unfinished = util::sync_wait(registry().unfinished_jobs()).value();
  ASSERT_EQ(unfinished.size(), 1U);
  EXPECT_EQ(unfinished[0].reception_number, "101");
  EXPECT_EQ(
      util::sync_wait(registry().latest_job("OQSmutic01", std::string(clinic), month("202407")))
          .value()
          ->reception_number,
      "101");
  EXPECT_FALSE(
      util::sync_wait(registry().latest_job("OQSmutic01", std::string(clinic), month("202408")))
          .value());
  EXPECT_FALSE(util::sync_wait(registry().update_job(job("999"))).value());
  EXPECT_EQ(util::sync_wait(registry().expire_jobs(util::Instant{1000})).value(), 0);
  EXPECT_EQ(util::sync_wait(registry().expire_jobs(util::Instant{1001})).value(), 1);
  const auto expired = util::sync_wait(registry().job("100")).value();
  EXPECT_EQ(expired->state, JobState::expired);
  EXPECT_EQ(expired->units, 12);
  EXPECT_EQ(expired->snapshot, 5);
  EXPECT_EQ(util::sync_wait(registry().job("101")).value()->state, JobState::accepted);
}

TEST_P(RegistrySuite, A_question_sees_every_change_that_was_told_before_it) {
  for (int round = 0; round < 20; ++round) {
    const bool uses = round % 2 == 0;
    record();  // answers add to the record all the time; they change nothing
    EXPECT_EQ(by_number("1010008").facts.institution.uses_medical_assistance, !uses && round > 0);
    Commit change;
    change.record = entry();
    change.setting = SettingChange{std::string(clinic), uses};
    commit(change);
    EXPECT_EQ(by_number("1010008").facts.institution.uses_medical_assistance, uses);
    apply({qualification("r" + std::to_string(round), "p" + std::to_string(round), "1010008")});
    record();
    EXPECT_EQ(by_number("1010008").facts.people.size(), round + 1U);
  }
}

TEST_P(RegistrySuite, Jobs_keep_what_was_asked_and_what_was_settled_when_they_ran) {
  auto inquiry = job("200");
  inquiry.interface = "OQSmuquc01";
  inquiry.day = util::Day::parse("20240710");
  Commit one;
  one.record = entry();
  one.new_job = NewJob{inquiry, "[質問]"};
  commit(one);
  one.new_job = NewJob{job("201"), {}};
  commit(one);
  reopen();
  EXPECT_EQ(util::sync_wait(registry().job("200")).value()->day, util::Day::parse("20240710"));
  EXPECT_EQ(util::sync_wait(registry().job("201")).value()->day, std::nullopt);
  EXPECT_EQ(util::sync_wait(registry().job_content("200")).value()->questions, "[質問]");
  EXPECT_EQ(util::sync_wait(registry().job_content("200")).value()->outcome, "");
  EXPECT_FALSE(util::sync_wait(registry().job_content("201")).value());
  // One interface's job is not another's latest.
  EXPECT_EQ(
      util::sync_wait(registry().latest_job("OQSmuquc01", std::string(clinic), month("202407")))
          .value()
          ->reception_number,
      "200");
  inquiry.state = JobState::done;
  inquiry.snapshot = 7;
  Commit ended;
  ended.record = entry();
  ended.ended_job = EndedJob{inquiry, "{結果}"};
  commit(ended);
  reopen();
  EXPECT_EQ(util::sync_wait(registry().job("200")).value()->snapshot, 7);
  EXPECT_EQ(util::sync_wait(registry().job_content("200")).value()->outcome, "{結果}");
  // A job that is not there leaves no record of its end either.
  const auto head = util::sync_wait(registry().head())->id;
  ended.ended_job->job.reception_number = "999";
  EXPECT_FALSE(util::sync_wait(registry().commit(ended)));
  EXPECT_EQ(util::sync_wait(registry().head())->id, head);
}

TEST_P(RegistrySuite, Health_is_good_while_it_can_be_read_and_written) {
  EXPECT_TRUE(registry().healthy());
  EXPECT_EQ(util::sync_wait(registry().head())->id, 0);  // the probe leaves no record
}

}  // namespace madoguchi::store
