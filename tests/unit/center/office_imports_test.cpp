// GET and DELETE /office/imports/KEY: how far a file is, and that it is not wanted any more.
#include <fmt/format.h>

#include <future>
#include <nlohmann/json.hpp>

#include "unit/center/party_asker.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

using nlohmann::json;

std::string file_of(int rows, int first = 100000) {
  std::string csv =
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
      "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\n";
  for (int i = first; i < first + rows; ++i) {
    csv += fmt::format(
        "13101,W{0},LW{0},12000006,{0}7,新井　新,ｱﾗｲ ｱﾗﾀ,1,19720202,20240701,,0,20240710110000\n",
        i);
  }
  return csv;
}

class OfficeImports : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.config.import_bytes_max = 256UL * 1024 * 1024;
    bed.start();
    bed.register_all();
  }
  static net::Headers by(const std::string& role, const std::string& account = "tanaka") {
    return {{"Madoguchi-Operator", account},
            {"Madoguchi-Role", role},
            {"Madoguchi-Factors", "1-01,3-02"}};
  }
  Said send(const std::string& method, const std::string& key, net::Headers headers = {},
            const std::string& uri = "office:13101") {
    return ask_as(bed, uri, method, "/office/imports/" + key, std::move(headers));
  }
  Said post(const std::string& key, const std::string& csv, net::Headers headers = {},
            const std::vector<std::pair<std::string, std::string>>& query = {}) {
    headers.emplace_back("Idempotency-Key", key);
    return ask_as(bed, "office:13101", "POST", "/import/qualification", std::move(headers), csv,
                  query);
  }
  // Recipients of the office that begin with W, as the center tells them.
  std::size_t registered() {
    std::size_t count = 0;
    std::int64_t after = 0;
    for (bool more = true; more;) {
      const auto page = ask_as(bed, "office:13101", "GET", "/office/rows", {}, "",
                               {{"after", std::to_string(after)}, {"limit", "1000"}});
      if (page.status != 200) return 0;
      for (const auto& item : page.json["items"]) {
        const auto row = item["row"].value("RecipientKey", std::string());
        count += row.starts_with("W") ? 1 : 0;
      }
      after = page.json["next"];
      more = page.json["more"];
    }
    return count;
  }
  // The progress of a file that has begun to be registered, or its end.
  json begun(const std::string& key) {
    json seen;
    do {
      seen = send("GET", key).json;
    } while (seen.value("code", std::string()) == "E3026" ||
             seen.value("state", std::string()) == "waiting");
    return seen;
  }
  // Withdraws a file in its middle; a machine that registers it sooner gets a larger one.
  struct Withdrawn {
    std::string key, csv;
    Said posted, answered;
    json seen;  // the progress before
  };
  Withdrawn withdraw(const net::Headers& poster, const net::Headers& withdrawer) {
    Withdrawn all;
    for (int rows = 40000; rows < 800000; rows *= 2) {
      all.key = util::random_key();
      all.csv = file_of(rows);
      auto posting = std::async(std::launch::async, [&] { return post(all.key, all.csv, poster); });
      all.seen = begun(all.key);
      all.answered = send("DELETE", all.key, withdrawer);
      all.posted = posting.get();
      if (all.answered.status != 409) return all;
      EXPECT_EQ(all.answered.json["code"], "E3027");
      EXPECT_EQ(all.posted.status, 200) << "too late: it was published";
    }
    ADD_FAILURE() << "no file was large enough";
    return all;
  }
  Bed bed;
};

TEST_F(OfficeImports, a_file_withdrawn_in_the_middle_registers_nothing_then_and_ever) {
  auto clerk = by("clerk");
  const auto before = registered();
  const auto all = withdraw(clerk, clerk);
  ASSERT_EQ(all.answered.status, 200) << all.answered.bytes;
  EXPECT_EQ(all.answered.json["state"], "withdrawn");
  EXPECT_EQ(all.posted.status, 409);
  EXPECT_EQ(all.posted.json["code"], "E3025");
  EXPECT_LE(all.seen["line"].get<std::int64_t>(), all.seen["lines"].get<std::int64_t>());
  EXPECT_EQ(all.seen["bytes"].get<std::size_t>(), all.csv.size());
  EXPECT_EQ(all.seen["started"], "2024-07-10T12:00:00.000+09:00");
  EXPECT_EQ(registered(), before);
  EXPECT_EQ(post(all.key, all.csv, clerk).json["code"], "E3025") << "the same once more";
  EXPECT_EQ(post(all.key, all.csv + "x", clerk).json["code"], "E3006") << "another file";
  EXPECT_EQ(send("DELETE", all.key, clerk).json["state"], "withdrawn") << "asked twice";
  bed.stop();
  bed.start();
  EXPECT_EQ(send("GET", all.key).json["state"], "withdrawn");
  EXPECT_EQ(post(all.key, all.csv, clerk).json["code"], "E3025") << "nor after a restart";
  EXPECT_EQ(registered(), before);
}

TEST_F(OfficeImports, a_file_that_waits_behind_another_can_be_withdrawn) {
  std::size_t there = 0;
  for (int rows = 40000; rows < 800000; rows *= 2) {
    const auto first = file_of(rows);
    const auto ahead = util::random_key();
    auto running = std::async(std::launch::async, [&] { return post(ahead, first); });
    (void)begun(ahead);
    const auto key = util::random_key();
    auto second = file_of(10, 990000);
    std::replace(second.begin(), second.end(), 'W', 'V');  // not counted by `registered`
    auto waiting = std::async(std::launch::async, [&] { return post(key, second); });
    json seen;
    while ((seen = send("GET", key).json).contains("code")) {
    }
    const auto answered = send("DELETE", key);
    const auto posted = waiting.get();
    EXPECT_EQ(running.get().status, 200);
    if (seen["state"] != "waiting" || answered.status == 409) continue;
    there = static_cast<std::size_t>(rows);
    EXPECT_EQ(answered.json["state"], "withdrawn");
    EXPECT_EQ(posted.json["code"], "E3025");
    break;
  }
  ASSERT_GT(there, 0U) << "the first one was always registered too soon";
  EXPECT_EQ(registered(), there);
}

TEST_F(OfficeImports, what_is_published_cannot_be_withdrawn) {
  const auto posted = post("done", file_of(3));
  ASSERT_EQ(posted.status, 200);
  const auto told = send("GET", "done").json;
  EXPECT_EQ(told["state"], "published");
  EXPECT_EQ(told["batch"], posted.json["batch"]);
  EXPECT_EQ(told["record"], posted.json["record"]);
  const auto late = send("DELETE", "done");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(late.json["code"], "E3027");
  EXPECT_EQ(registered(), 3U);
  ASSERT_EQ(post("dry", file_of(3, 200000), {}, {{"dry", "1"}}).status, 200);
  EXPECT_EQ(send("DELETE", "dry").json["state"], "dry");
  auto broken = file_of(1);
  broken.replace(broken.find("OfficeCode"), 10, "Unknown123");
  ASSERT_EQ(post("broken", broken).status, 200);
  EXPECT_EQ(send("GET", "broken").json["state"], "refused");
}

TEST_F(OfficeImports, a_key_of_another_party_is_as_unknown_as_one_of_nobody) {
  ASSERT_EQ(post("mine", file_of(1)).status, 200);
  for (const auto* method : {"GET", "DELETE"}) {
    const auto foreign = send(method, "mine", {}, "office:13102");
    const auto nobody = send(method, "nobody", {}, "office:13102");
    EXPECT_EQ(foreign.status, 404) << method;
    EXPECT_EQ(foreign.bytes, nobody.bytes) << method;
    EXPECT_EQ(foreign.json, nobody.json) << method;
    EXPECT_EQ(send(method, "mine", {}, "institution:1310000011").status, 403) << method;
    EXPECT_EQ(send(method, "mine", {}, "operator:1").status, 403) << method;
    EXPECT_EQ(send(method, "mine", by("administrator")).status, 403) << method;
    EXPECT_EQ(send(method, "", {}).json["code"], "E3026") << method;
  }
  EXPECT_EQ(send("POST", "mine").status, 404) << "no such operation";
  // A key that belongs to something else of this party is no file's.
  auto headers = by("clerk");
  headers.emplace_back("Idempotency-Key", "calendar-1");
  const auto stated = ask_as(bed, "office:13101", "POST", "/office/calendar", headers,
                             R"({"month":"202407","planned_day":"15","state":"planned"})");
  ASSERT_EQ(stated.status, 200) << stated.bytes;
  EXPECT_EQ(send("GET", "calendar-1").json["code"], "E3026");
  EXPECT_EQ(send("DELETE", "calendar-1").json["code"], "E3026");
}

TEST_F(OfficeImports, only_who_may_do_it_may_withdraw_it) {
  for (int rows = 40000; rows < 800000; rows *= 2) {
    const auto key = util::random_key();
    const auto csv = file_of(rows);
    auto posting = std::async(std::launch::async, [&] { return post(key, csv, by("clerk")); });
    (void)begun(key);
    const auto refused = send("DELETE", key, by("caseworker", "yamada"));  // no right to import
    const auto posted = posting.get();
    EXPECT_EQ(posted.status, 200) << posted.bytes;
    if (refused.status == 409) continue;
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.json["code"], "E2006");
    return;
  }
  ADD_FAILURE() << "no file was large enough";
}

}  // namespace
}  // namespace madoguchi::center
