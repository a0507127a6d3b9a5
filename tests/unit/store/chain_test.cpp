#include <thread>

#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

namespace {

CheckpointKey key_in(const TemporaryFolder& folder, const std::string& name = "key.pem") {
  auto key = CheckpointKey::open_or_create((folder.path() / name).string());
  if (!key) throw std::runtime_error(key.error());
  return std::move(*key);
}

Checkpoint checkpoint_of(const AuditRecord& head, const CheckpointKey& key) {
  Checkpoint checkpoint{"center-1", head.id, head.hash, util::Instant{5}, "", ""};
  key.sign(checkpoint);
  return checkpoint;
}

}  // namespace

TEST(Audit, Canonical_form_keeps_neighbouring_fields_apart) {
  AuditRecord record;
  record.entry.kind = "ab";
  record.entry.party = "c";
  AuditRecord shifted;
  shifted.entry.kind = "a";
  shifted.entry.party = "bc";
  EXPECT_NE(canonical_form(record), canonical_form(shifted));
  EXPECT_NE(hash_of(record), hash_of(shifted));
  EXPECT_EQ(hash_of(record).size(), 64U);
}

TEST(CheckpointKey, Is_made_once_with_narrow_rights_and_verifies_what_it_signed) {
  const TemporaryFolder folder;
  const CheckpointKey key = key_in(folder);
  const auto status = std::filesystem::status(folder.path() / "key.pem");
  EXPECT_EQ(status.permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  AuditRecord head;
  head.id = 3;
  head.hash = std::string(64, 'b');
  const Checkpoint signed_one = checkpoint_of(head, key);
  EXPECT_EQ(signed_one.key_id.size(), 16U);
  EXPECT_TRUE(key.verify(signed_one));
  EXPECT_TRUE(key_in(folder).verify(signed_one));  // read again, the same key
  for (const auto& change : std::vector<std::function<void(Checkpoint&)>>{
           [](Checkpoint& c) { c.chain = "center-2"; }, [](Checkpoint& c) { ++c.head; },
           [](Checkpoint& c) { c.head_hash[0] = 'c'; }, [](Checkpoint& c) { ++c.at.ms; },
           [](Checkpoint& c) { c.signature.clear(); },
           [](Checkpoint& c) { c.signature[0] = c.signature[0] == 'A' ? 'B' : 'A'; },
           [](Checkpoint& c) { c.key_id = std::string(16, '0'); }}) {
    Checkpoint changed = signed_one;
    change(changed);
    EXPECT_FALSE(key.verify(changed)) << checkpoint_line(changed);
  }
  EXPECT_FALSE(key_in(folder, "other.pem").verify(signed_one));
}

TEST(CheckpointKey, Public_half_verifies_and_signs_nothing) {
  const TemporaryFolder folder;
  const CheckpointKey key = key_in(folder);
  const auto path = (folder.path() / "public.pem").string();
  std::FILE* file = std::fopen(path.c_str(), "w");
  std::fputs(key.public_pem().c_str(), file);
  std::fclose(file);
  const auto half = CheckpointKey::open_public(path);
  ASSERT_TRUE(half);
  AuditRecord head;
  EXPECT_TRUE(half->verify(checkpoint_of(head, key)));
  EXPECT_EQ(checkpoint_of(head, *half).signature, "");
  EXPECT_FALSE(key.verify(checkpoint_of(head, *half)));
  EXPECT_FALSE(CheckpointKey::open_public((folder.path() / "key.pem").string()));
  EXPECT_FALSE(CheckpointKey::open_public((folder.path() / "absent.pem").string()));
  EXPECT_FALSE(CheckpointKey::open_or_create(path));  // never writes over another file
}

TEST(Checkpoint, Line_reads_back_and_broken_lines_are_nothing) {
  const Checkpoint one{"center-1", 12, std::string(64, 'a'), util::Instant{99}, "c2ln", "0011"};
  const auto back = parse_checkpoint_line(checkpoint_line(one));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->chain, one.chain);
  EXPECT_EQ(back->head, one.head);
  EXPECT_EQ(back->head_hash, one.head_hash);
  EXPECT_EQ(back->at, one.at);
  EXPECT_EQ(back->signature, one.signature);
  EXPECT_EQ(back->key_id, one.key_id);
  for (const std::string line : {"", "{", "[]", "{}", R"({"chain":1})", "null"}) {
    EXPECT_FALSE(parse_checkpoint_line(line)) << line;
  }
}

TEST_P(RegistrySuite, Chain_verifies_with_its_checkpoints) {
  const TemporaryFolder folder;
  const CheckpointKey key = key_in(folder);
  std::vector<Checkpoint> outside;
  const auto empty = verify_chain(registry(), {}, key);
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->records, 0);
  EXPECT_TRUE(empty->faults.empty());
  for (int round = 0; round < 5; ++round) {  // more than one page of records
    std::vector<std::thread> threads;
    for (int t = 0; t < 25; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) record();
      });
    }
    for (std::thread& thread : threads) thread.join();
    outside.push_back(checkpoint_of(util::sync_wait(registry().head()).value(), key));
    EXPECT_TRUE(util::sync_wait(registry().add_checkpoint(outside.back())).value());
  }
  EXPECT_EQ(util::sync_wait(registry().checkpoints()).value().size(), 5U);
  const auto report = verify_chain(registry(), outside, key);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->records, 2500);
  EXPECT_EQ(report->checkpoints, 10U);
  EXPECT_TRUE(report->faults.empty());
  EXPECT_EQ(report->head_hash, util::sync_wait(registry().head())->hash);
}

TEST_P(RegistrySuite, Chain_tells_where_the_clock_was_set_back_and_calls_it_no_fault) {
  const TemporaryFolder folder;
  const auto at = [&](std::int64_t ms) {
    Commit commit;
    commit.record.at = util::Instant{ms};
    commit.record.kind = "look";
    commit.record.party = "center";
    commit.record.detail = "{}";
    return util::sync_wait(registry().commit(std::move(commit)))->id;
  };
  constexpr std::int64_t hour_ms = 3'600'000;
  at(10 * hour_ms);
  at(10 * hour_ms - 60'000);  // asked at the same time, answered in another order
  at(11 * hour_ms);
  const auto first = at(10 * hour_ms);
  at(10 * hour_ms + 1);  // the step is told once
  at(12 * hour_ms);
  const auto second = at(0);
  const auto report = verify_chain(registry(), {}, key_in(folder));
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->faults.empty());
  ASSERT_EQ(report->clock_steps.size(), 2U);
  EXPECT_EQ(report->clock_steps[0].id, first);
  EXPECT_EQ(report->clock_steps[0].back_ms, hour_ms);
  EXPECT_EQ(report->clock_steps[1].id, second);
  EXPECT_EQ(report->clock_steps[1].back_ms, 12 * hour_ms);
}

TEST_P(RegistrySuite, Chain_tells_a_checkpoint_that_is_ahead_wrong_foreign_or_unsigned) {
  const TemporaryFolder folder;
  const CheckpointKey key = key_in(folder);
  AuditRecord head = record();
  record();
  const auto fault_of = [&](const Checkpoint& checkpoint) {
    const auto report = verify_chain(registry(), {checkpoint}, key);
    return report && report->faults.size() == 1 ? report->faults[0].what : std::string("none");
  };
  EXPECT_EQ(fault_of(checkpoint_of(head, key)), "none");
  EXPECT_EQ(fault_of(checkpoint_of(head, key_in(folder, "foreign.pem"))), "signature");
  Checkpoint unsigned_one = checkpoint_of(head, key);
  unsigned_one.head = 2;
  EXPECT_EQ(fault_of(unsigned_one), "signature");
  AuditRecord ahead = head;
  ahead.id = 3;
  EXPECT_EQ(fault_of(checkpoint_of(ahead, key)), "cut");
  AuditRecord wrong = head;
  wrong.hash[0] = wrong.hash[0] == 'a' ? 'b' : 'a';
  EXPECT_EQ(fault_of(checkpoint_of(wrong, key)), "checkpoint");
}

}  // namespace madoguchi::store
