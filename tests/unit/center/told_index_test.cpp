#include <map>
#include <thread>
#include <tuple>

#include "center/question_record.hpp"
#include "store/sqlite/open.hpp"
#include "unit/center/bed.hpp"

namespace madoguchi::center {
namespace {

constexpr std::size_t records_count = 30000;
constexpr std::size_t at_once = 1000;
constexpr domain::PersonId people_count = 1009;
constexpr int looks_max = 6000;
constexpr auto between_looks = std::chrono::milliseconds(10);

// Record, institution, way, day, validity, sides, state.
using Told = std::tuple<store::AuditId, std::string, store::ToldWay, std::string, int, unsigned,
                        domain::BatchId>;
using ToldOfPeople = std::map<domain::PersonId, std::vector<Told>>;

// The record of the i-th message, by turns of each kind.
struct Message {
  explicit Message(std::size_t number) : i(number) {
    entry.at = util::Instant{1720000000000 + static_cast<std::int64_t>(i) * 1000};
    entry.request_hash = std::to_string(i);  // it is found again by this
    entry.party = "institution:" + institution();
    entry.kind = "answer";
    entry.interface = "OQSsiquc01";
    entry.person = person();
    switch (i % 6) {
      case 0:
        entry.detail = question(domain::Asking::number, domain::Validity::valid, "number_valid");
        break;
      case 1:
        entry.detail =
            question(domain::Asking::card, domain::Validity::invalid, "suspended_or_abolished");
        break;
      case 2:  // tells nothing of anybody
        entry.person = 0;
        entry.detail = question(domain::Asking::number, domain::Validity::none, "");
        break;
      case 3:
        entry.kind = "refusal";
        entry.detail = R"({"error":"E2008"})";
        break;
      case 4:
        entry.kind = "download";
        entry.person = 0;
        entry.detail = R"({"month":"202407","as_of":3,"people":[)" + std::to_string(person()) +
                       "," + std::to_string(neighbour()) + R"(],"insured":[)" +
                       std::to_string(neighbour()) + "]}";
        break;
      default:  // not an institution's
        entry.party = "office:13101";
        entry.detail = question(domain::Asking::number, domain::Validity::valid, "number_valid");
    }
  }
  std::string institution() const { return i % 7 == 0 ? clinic_y : clinic_x; }
  domain::PersonId person() const { return 1 + static_cast<domain::PersonId>(i) % people_count; }
  domain::PersonId neighbour() const { return 1 + person() % people_count; }

  void expect(store::AuditId record, ToldOfPeople& told) const {
    const auto row = [&](store::ToldWay way, const char* day, int validity, unsigned sides) {
      return Told(record, institution(), way, day, validity, sides, 3);
    };
    if (i % 6 == 0) {
      told[person()].push_back(row(store::ToldWay::number, "20240703", 1, store::told_assistance));
    } else if (i % 6 == 1) {
      told[person()].push_back(row(store::ToldWay::card, "20240703", 2, store::told_assistance));
    } else if (i % 6 == 4) {
      told[person()].push_back(row(store::ToldWay::bulk, "20240701", 1, store::told_assistance));
      told[neighbour()].push_back(
          row(store::ToldWay::bulk, "20240701", 1, store::told_assistance | store::told_insurance));
    }
  }

  std::size_t i;
  store::AuditEntry entry;

 private:
  std::string question(domain::Asking asking, domain::Validity validity,
                       const std::string& reason) const {
    QuestionRecord record;
    record.institution_code = institution();
    record.question.asking = asking;
    record.question.day = record.question.today = *util::Day::parse("20240703");
    record.as_of = 3;
    record.validity = static_cast<int>(validity);
    if (!reason.empty()) record.reasons = {reason};
    return write_question_record(record);
  }
};

// Writes all of them as a program without the index would have: nobody indexes here.
void write_all(store::Registry& registry) {
  util::LocalExecutor executor;
  for (std::size_t first = 0; first < records_count; first += at_once) {
    std::size_t done = 0;
    {
      util::Executor::Scope scope(executor);
      for (std::size_t i = first; i < first + at_once; ++i) {
        store::Commit one;
        one.record = Message(i).entry;
        util::start(
            registry.commit(std::move(one)),
            [&done](const auto& committed) {
              EXPECT_TRUE(committed);
              ++done;
            },
            [&done](std::exception_ptr) { ADD_FAILURE() << ++done; });
      }
    }
    executor.run_until([&done] { return done == at_once; });
  }
}

std::unique_ptr<store::Registry> reading(const Bed& bed) {
  auto options = bed.config.store;
  options.open = store::sqlite::Options::Open::read_only;
  return store::sqlite::open(options).value();
}

// How far the index has come; the running center's.
store::AuditId wait_for(store::Registry& registry, store::AuditId record) {
  store::AuditId reached = 0;
  for (int i = 0; i < looks_max && reached < record; ++i) {
    reached = util::sync_wait(registry.told_until()).value();
    if (reached < record) std::this_thread::sleep_for(between_looks);
  }
  return reached;
}

TEST(ToldIndexTest, of_a_large_record_written_before_it_is_complete_and_correct) {
  Bed bed;
  {
    const auto registry = store::sqlite::open(bed.config.store).value();
    write_all(*registry);
    EXPECT_EQ(util::sync_wait(registry->told_until()).value(), 0);
  }
  bed.start();
  EXPECT_GE(wait_for(*reading(bed), 1), 1);
  bed.stop();  // most likely in the middle
  bed.start();
  const auto registry = reading(bed);
  EXPECT_GE(wait_for(*registry, records_count), static_cast<store::AuditId>(records_count));

  ToldOfPeople expected;
  for (store::AuditId from = 1; from <= static_cast<store::AuditId>(records_count);
       from += at_once) {
    const auto records = util::sync_wait(registry->records(from, at_once)).value();
    for (const auto& record : records) {
      if (record.id > static_cast<store::AuditId>(records_count)) continue;
      Message(std::stoul(record.entry.request_hash)).expect(record.id, expected);
    }
  }
  ASSERT_EQ(expected.size(), static_cast<std::size_t>(people_count));
  ToldOfPeople indexed;
  std::vector<domain::PersonId> people;
  for (domain::PersonId person = 0; person <= people_count + 1; ++person) people.push_back(person);
  const auto told = util::sync_wait(registry->told_about(people, {})).value();
  for (const auto& about : told) {
    const auto& row = about.told;
    indexed[row.person].emplace_back(row.record, row.institution_code, row.way, row.day.text(),
                                     row.validity, row.sides, row.as_of);
    EXPECT_TRUE(about.last_states.empty());
  }
  EXPECT_TRUE(indexed == expected);
}

}  // namespace
}  // namespace madoguchi::center
