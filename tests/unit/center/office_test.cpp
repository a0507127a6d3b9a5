// What a welfare office's process asks of the center: its own rows, and changes in somebody's name.
#include <nlohmann/json.hpp>

#include "unit/center/party_asker.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

using Headers = net::Headers;

Headers by(const std::string& account, const std::string& role,
           const std::string& factors = "1-01,3-02") {
  return {
      {"Madoguchi-Operator", account}, {"Madoguchi-Role", role}, {"Madoguchi-Factors", factors}};
}

const std::string qualification_header =
    "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,NameKana,"
    "Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt,DeleteFlag\n";
std::string qualification_row(const std::string& key, const std::string& number,
                              const std::string& not_disclosed,
                              const std::string& updated = "20240710110000",
                              const std::string& deleted = "0") {
  return "13101," + key + ",L" + key + ",12000006," + number + ",新井　新,ｱﾗｲ ｱﾗﾀ,1,19720202," +
         "20240701,," + not_disclosed + "," + updated + "," + deleted + "\n";
}
const std::string ticket_header =
    "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
    "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,MedicalTreatmentType,UpdatedAt\n";
std::string ticket_row(const std::string& key, const std::string& issue,
                       const std::string& from = "20240701",
                       const std::string& updated = "20240710110000") {
  return "13101," + key + "," + issue + ",01,202407," + from + ",20240731,1310000011,02," +
         updated + "\n";
}

class Office : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  Said send(const std::string& uri, const std::string& method, const std::string& path,
            Headers headers = {}, const std::string& body = "",
            const std::vector<std::pair<std::string, std::string>>& query = {}) {
    return ask_as(bed, uri, method, path, std::move(headers), body, query);
  }
  Said rows(const std::string& uri, std::int64_t after = 0, int limit = 1000,
            Headers headers = {}) {
    return send(uri, "GET", "/office/rows", std::move(headers), "",
                {{"after", std::to_string(after)}, {"limit", std::to_string(limit)}});
  }
  Said import(const std::string& kind, const std::string& csv, Headers headers = {},
              const std::vector<std::pair<std::string, std::string>>& query = {{"whole", "1"}}) {
    headers.emplace_back("Idempotency-Key", util::random_key());
    return send("office:13101", "POST", "/import/" + kind, std::move(headers), csv, query);
  }
  std::int64_t cursor() { return rows("office:13101").json["next"].get<std::int64_t>(); }
  std::vector<nlohmann::json> after(std::int64_t cursor) {
    const auto page = rows("office:13101", cursor);
    return page.json["items"].get<std::vector<nlohmann::json>>();
  }
  Bed bed;
};

TEST_F(Office, reads_its_own_rows_with_their_content_and_no_others) {
  const auto page = rows("office:13101");
  ASSERT_EQ(page.status, 200) << page.bytes;
  std::map<std::string, int> kinds;
  std::int64_t last = 0;
  for (const auto& item : page.json["items"]) {
    ++kinds[item["kind"].get<std::string>()];
    EXPECT_GT(item["cursor"].get<std::int64_t>(), last);
    last = item["cursor"];
  }
  EXPECT_EQ(kinds["qualification"], 6);
  EXPECT_EQ(kinds["ticket"], 4);
  EXPECT_EQ(kinds["institution"], 3);
  EXPECT_EQ(kinds["office"], 1);
  EXPECT_EQ(kinds["insurance"] + kinds["card"], 0);
  EXPECT_NE(page.bytes.find("秘密　四子"), std::string::npos) << "not disclosed, but its own";
  EXPECT_EQ(page.bytes.find("見本健康保険組合"), std::string::npos);

  const auto other = rows("office:13102");
  ASSERT_EQ(other.status, 200);
  for (const auto& item : other.json["items"]) EXPECT_EQ(item["kind"], "institution");
  for (const auto* secret : {"生保", "1010008", "R1", "00000001", "13101", "03-0000-0001"}) {
    EXPECT_EQ(other.bytes.find(secret), std::string::npos) << secret;
  }
}

TEST_F(Office, pages_of_any_length_tell_the_same_versions) {
  import("ticket", ticket_header + ticket_row("R2", "00000002"));
  import("ticket", ticket_header + ticket_row("R2", "00000002", "20240705", "20240710113000"));
  const auto all = rows("office:13101").json["items"];
  for (const int limit : {1, 2, 3, 7}) {
    auto pieces = nlohmann::json::array();
    std::int64_t cursor = 0;
    for (bool more = true; more;) {
      const auto page = rows("office:13101", cursor, limit);
      ASSERT_EQ(page.status, 200);
      ASSERT_LE(page.json["items"].size(), static_cast<std::size_t>(limit));
      for (const auto& item : page.json["items"]) pieces.push_back(item);
      more = page.json["more"];
      cursor = page.json["next"];
    }
    EXPECT_EQ(pieces, all) << limit;
  }
}

TEST_F(Office, versions_tell_what_changed_and_who_did_it) {
  const auto before = cursor();
  auto clerk = by("tanaka", "clerk");
  clerk.emplace_back("Madoguchi-Act", "issue");
  clerk.emplace_back("Madoguchi-Approver", "satou");
  const auto done = import("ticket", ticket_header + ticket_row("R2", "00000002"), clerk);
  EXPECT_EQ(done.json["added"], 1) << done.bytes;
  const auto items = after(before);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0]["kind"], "ticket");
  EXPECT_EQ(items[0]["change"], "added");
  EXPECT_EQ(items[0]["batch"], done.json["batch"]);
  EXPECT_EQ(items[0]["row"]["RecipientKey"], "R2");
  EXPECT_EQ(items[0]["row"]["MedicalTicketValidDate"], "20240701");
  EXPECT_EQ(items[0]["acting"], nlohmann::json({{"operator", "tanaka"},
                                                {"role", "clerk"},
                                                {"factors", "1-01,3-02"},
                                                {"approver", "satou"}}));
  // What the municipality's own system registers names nobody.
  import("ticket", ticket_header + ticket_row("R3", "00000013"));
  EXPECT_FALSE(after(before).back().contains("acting"));
}

TEST_F(Office, a_removed_row_is_told_with_its_last_content) {
  const auto before = cursor();
  import("ticket", "DeleteFlag," + ticket_header + "1," + ticket_row("R1", "00000001"));
  const auto items = after(before);
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0]["change"], "removed");
  EXPECT_EQ(items[0]["row"]["IssueNumber"], "00000001");
  EXPECT_EQ(items[0]["row"]["DesignatedMedicalInstitutionName"], "●●医療機関");
}

TEST_F(Office, only_offices_read_rows) {
  for (const auto* uri : {"institution:1310000011", "operator:1"}) {
    const auto said = rows(uri);
    EXPECT_EQ(said.status, 403) << uri;
    EXPECT_EQ(said.bytes.find("生保"), std::string::npos);
  }
  EXPECT_EQ(rows("office:13101", 0, 10, by("kanri", "administrator")).json["code"], "E2006");
  EXPECT_EQ(rows("office:13101", 0, 10, by("tanaka", "caseworker")).status, 200);
  EXPECT_EQ(send("office:13101", "GET", "/office/rows", {}, "", {{"after", "x"}}).status, 422);
}

TEST_F(Office, who_asks_is_told_whole_and_in_its_form_or_not_at_all) {
  const auto refused = [this](Headers headers, const std::string& place) {
    const auto said = rows("office:13101", 0, 10, std::move(headers));
    EXPECT_EQ(said.status, 422) << place;
    EXPECT_EQ(said.json["place"], place);
  };
  refused({{"Madoguchi-Operator", "tanaka"}}, "Madoguchi-Role");
  refused({{"Madoguchi-Role", "clerk"}}, "Madoguchi-Operator");
  refused({{"Madoguchi-Approver", "satou"}}, "Madoguchi-Operator");
  refused({{"Madoguchi-Factors", "1-01"}}, "Madoguchi-Operator");
  refused(by("ta naka", "clerk"), "Madoguchi-Operator");
  refused(by(std::string(65, 'x'), "clerk"), "Madoguchi-Operator");
  refused(by("tanaka", "Clerk"), "Madoguchi-Role");
  refused(by("tanaka", "root"), "Madoguchi-Role");
  for (const auto* factors : {"", "1", "1-1", "4-01", "0-01", "1-01,", "1-01,3", "1-01;3-02",
                              "1-01,1-02,2-01,3-01,3-02"}) {
    refused(by("tanaka", "clerk", factors), "Madoguchi-Factors");
  }
  auto own_word = by("tanaka", "clerk");
  own_word.emplace_back("Madoguchi-Approver", "tanaka");
  refused(own_word, "Madoguchi-Approver");
}

TEST_F(Office, a_role_does_what_its_rights_say) {
  struct Case {
    std::string role, act, kind;
    int status;
  };
  const Case cases[] = {{"caseworker", "issue", "ticket", 200},
                        {"caseworker", "", "ticket", 403},  // a file: import
                        {"caseworker", "undo", "ticket", 403},
                        {"clerk", "", "ticket", 200},
                        {"clerk", "undo", "ticket", 403},
                        {"supervisor", "undo", "ticket", 200},
                        {"administrator", "issue", "ticket", 403},
                        {"administrator", "", "ticket", 403},
                        {"clerk", "log", "ticket", 422},  // not what is done with a file
                        {"clerk", "accounts", "ticket", 422},
                        {"clerk", "register_person", "ticket", 422},
                        {"clerk", "issue", "qualification", 422},
                        {"clerk", "register_person", "qualification", 200},
                        {"clerk", "protect", "qualification", 403},
                        {"supervisor", "protect", "qualification", 200}};
  for (const auto& one : cases) {
    auto headers = by("somebody", one.role);
    if (!one.act.empty()) headers.emplace_back("Madoguchi-Act", one.act);
    const auto csv = one.kind == "ticket"
                         ? ticket_header + ticket_row("R2", "00000002")
                         : qualification_header + qualification_row("R8", "1010081", "0");
    EXPECT_EQ(import(one.kind, csv, headers).status, one.status)
        << one.role << " " << one.act << " " << one.kind;
  }
  // Without anybody's name: the municipality's system, which imports and does nothing else.
  EXPECT_EQ(import("ticket", ticket_header, {{"Madoguchi-Act", "undo"}}).status, 403);
}

TEST_F(Office, a_whole_file_is_registered_with_every_row_or_with_none) {
  const auto before = cursor();
  const auto csv = ticket_header + ticket_row("R2", "00000002") +
                   ticket_row("R1", "00000011");  // overlaps R1's ticket
  const auto none = import("ticket", csv);
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(none.json["batch"], 0);
  EXPECT_EQ(none.json["refused"], 1);
  EXPECT_EQ(none.json["problems"][0]["code"], "ticket_overlap");
  EXPECT_TRUE(after(before).empty());
  const auto badly_formed = import("ticket", ticket_header + ticket_row("R2", "00000002") +
                                                 ticket_row("R2", "00000012", "20240732"));
  EXPECT_EQ(badly_formed.json["batch"], 0);
  EXPECT_TRUE(after(before).empty());
  const auto each = import("ticket", csv, {}, {});
  EXPECT_NE(each.json["batch"], 0);
  EXPECT_EQ(after(before).size(), 1U);
  const auto whole =
      import("ticket", ticket_header + ticket_row("R3", "00000013") + ticket_row("R5", "00000015"));
  EXPECT_NE(whole.json["batch"], 0);
  EXPECT_EQ(after(before).size(), 3U);
}

TEST_F(Office, a_refused_whole_file_is_told_again_as_it_was) {
  Headers headers = {{"Idempotency-Key", "01-whole"}};
  const auto csv = ticket_header + ticket_row("R1", "00000011");
  const auto first = send("office:13101", "POST", "/import/ticket", headers, csv, {{"whole", "1"}});
  const auto again = send("office:13101", "POST", "/import/ticket", headers, csv, {{"whole", "1"}});
  EXPECT_EQ(first.json["batch"], 0);
  EXPECT_EQ(again.json["batch"], 0);
  EXPECT_EQ(again.json["refused"], 1);
  EXPECT_EQ(again.json["record"], first.json["record"]);
}

TEST_F(Office, what_changed_behind_somebodys_back_is_not_overwritten) {
  const auto seen = cursor();
  import("ticket", ticket_header + ticket_row("R1", "00000001", "20240702", "20240710110000"));
  auto headers = by("tanaka", "clerk");
  headers.emplace_back("Madoguchi-Act", "issue");
  auto late = headers;
  late.emplace_back("Madoguchi-Seen", std::to_string(seen));
  const auto csv = ticket_header + ticket_row("R1", "00000001", "20240705", "20240710115000");
  const auto refused = import("ticket", csv, late);
  EXPECT_EQ(refused.json["batch"], 0);
  EXPECT_EQ(refused.json["problems"][0]["code"], "changed_meanwhile");
  auto fresh = headers;
  fresh.emplace_back("Madoguchi-Seen", std::to_string(cursor()));
  EXPECT_EQ(import("ticket", csv, fresh).json["changed"], 1);
  // The same of people, and of what was removed meanwhile.
  const auto before = cursor();
  import("qualification", qualification_header + qualification_row("R8", "1010081", "0"));
  import("qualification",
         qualification_header + qualification_row("R8", "1010081", "0", "20240710113000", "1"));
  auto unaware = by("tanaka", "clerk");
  unaware.emplace_back("Madoguchi-Act", "register_person");
  unaware.emplace_back("Madoguchi-Seen", std::to_string(before));
  const auto again = import(
      "qualification",
      qualification_header + qualification_row("R8", "1010081", "0", "20240710115000"), unaware);
  EXPECT_EQ(again.json["problems"][0]["code"], "changed_meanwhile");
  for (const auto* word : {"x", "-1", "1x"}) {
    auto wrong = headers;
    wrong.emplace_back("Madoguchi-Seen", word);
    EXPECT_EQ(import("ticket", csv, wrong).status, 422) << word;
  }
}

TEST_F(Office, protection_is_set_and_lifted_only_by_who_may) {
  auto clerk = by("tanaka", "clerk");
  clerk.emplace_back("Madoguchi-Act", "register_person");
  auto supervisor = by("satou", "supervisor");
  supervisor.emplace_back("Madoguchi-Act", "protect");
  const auto row = [](const std::string& hidden, const std::string& time,
                      const std::string& deleted = "0") {
    return qualification_header + qualification_row("R8", "1010081", hidden, time, deleted);
  };
  const auto refused = [](const Said& said) {
    return said.json["batch"] == 0 && said.json["problems"][0]["code"] == "protection_refused";
  };
  EXPECT_TRUE(refused(import("qualification", row("1", "20240710100000"), clerk)));
  EXPECT_EQ(import("qualification", row("0", "20240710100000"), clerk).json["added"], 1);
  EXPECT_TRUE(refused(import("qualification", row("1", "20240710101000"), clerk)));
  EXPECT_EQ(import("qualification", row("1", "20240710101000"), supervisor).json["changed"], 1);
  EXPECT_TRUE(refused(import("qualification", row("0", "20240710102000"), clerk)));
  EXPECT_TRUE(refused(import("qualification", row("1", "20240710102000", "1"), clerk)));
  EXPECT_EQ(import("qualification", row("0", "20240710103000"), supervisor).json["changed"], 1);
  // The municipality's system decides for itself.
  EXPECT_EQ(import("qualification", row("1", "20240710104000")).json["changed"], 1);
}

TEST_F(Office, a_new_interval_of_a_protected_person_stays_protected) {
  auto clerk = by("tanaka", "clerk");
  clerk.emplace_back("Madoguchi-Act", "register_person");
  const std::string r4 = "13101,R4,L4,12000006,1010032,秘密　四子,ﾋﾐﾂ ﾖﾝｺ,2,19600606,";
  const auto closed = r4 + "20240110,20240601,1,20240710100000,0\n";
  EXPECT_EQ(import("qualification", qualification_header + closed, clerk).json["changed"], 1);
  const auto open =
      import("qualification", qualification_header + r4 + "20240701,,0,20240710100000,0\n", clerk);
  EXPECT_EQ(open.json["problems"][0]["code"], "protection_refused");
  EXPECT_EQ(
      import("qualification", qualification_header + r4 + "20240701,,1,20240710100000,0\n", clerk)
          .json["added"],
      1);
}

}  // namespace
}  // namespace madoguchi::center
