#include <nlohmann/json.hpp>

#include "unit/center/bed.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

const std::string ticket_header =
    "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,MedicalTicketValidDate,"
    "MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,MedicalTreatmentType,UpdatedAt\n";
const std::string good_row =
    "13101,R2,00000002,01,202407,20240701,20240731,1310000011,02,20240702090000\n";

class Import : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  oqs::ImportReport report(const std::string& uri, const std::string& kind, const std::string& csv,
                           edge::CenterClient::Run run = edge::CenterClient::Run::publish,
                           edge::CenterClient::Scope scope = edge::CenterClient::Scope::changes) {
    auto line = bed.client(uri);
    const auto got = line.import(kind, csv, scope, run, util::random_key(), 30000);
    if (!got) {
      ADD_FAILURE() << oqs::code_of(got.error().problem.error);
      return {};
    }
    return *got;
  }
  oqs::ErrorCode refusal(const std::string& uri, const std::string& kind, const std::string& csv) {
    auto line = bed.client(uri);
    const auto got = line.import(kind, csv, edge::CenterClient::Scope::changes,
                                 edge::CenterClient::Run::publish, util::random_key(), 30000);
    EXPECT_FALSE(got);
    return got ? oqs::ErrorCode::center_internal : got.error().problem.error;
  }
  std::string validity_of_p2() {
    auto line = bed.client("institution:1310000011");
    NumberQuestion question;
    question.number = "1010016";
    question.birthdate = "19850303";
    return ask(line, question).document.validity;
  }
  Bed bed;
};

TEST_F(Import, the_same_file_twice_changes_nothing) {
  const auto first = report("office:13101", "ticket", ticket_header + good_row);
  EXPECT_EQ(first.added, 1U);
  const auto again = report("office:13101", "ticket", ticket_header + good_row);
  EXPECT_EQ(again.added, 0U);
  EXPECT_EQ(again.unchanged, 1U);
}

TEST_F(Import, a_dry_run_counts_and_registers_nothing) {
  const auto dry =
      report("office:13101", "ticket", ticket_header + good_row, edge::CenterClient::Run::dry);
  EXPECT_TRUE(dry.dry_run);
  EXPECT_EQ(dry.added, 1U);
  EXPECT_EQ(validity_of_p2(), "2");
  EXPECT_EQ(report("office:13101", "ticket", ticket_header + good_row).added, 1U);
  EXPECT_EQ(validity_of_p2(), "1");
}

TEST_F(Import, bad_rows_are_told_with_line_field_and_code_and_good_ones_go_in) {
  const auto mixed =
      report("office:13101", "ticket",
             ticket_header + good_row +
                 "13102,R1,00000010,01,202407,20240701,20240731,1310000011,02,20240702090000\n"
                 "13101,R1,00000011,01,202413,20240701,20240731,1310000011,02,20240702090000\n"
                 "13101,R1,00000012,01,202407,20240631,20240731,1310000011,02,20240702090000\n"
                 "13101,R1,00000013,09,202407,20240701,20240731,1310000011,02,20240702090000\n"
                 "13101,R1,00000014,01,202407,20240731,20240701,1310000011,02,20240702090000\n"
                 "13101,R1,00000015,01,202407,20240701,20240801,1310000011,02,20240702090000\n"
                 "13101,R1,00000016,01,202407,20240701,20240731,12345,02,20240702090000\n"
                 "13101,R1,00000017,01,202407\n"
                 "13101,R1,00000018,02,202407,20240701,20240731,1310000011,02,20240702090000\n"
                 ",,,,,,,,,\n");
  EXPECT_EQ(mixed.added, 1U);
  EXPECT_EQ(mixed.refused, 10U);
  EXPECT_EQ(mixed.rows, 11U);
  EXPECT_EQ(validity_of_p2(), "1");
  auto has = [&mixed](std::size_t line, const std::string& field, const std::string& code) {
    return std::any_of(mixed.problems.begin(), mixed.problems.end(), [&](const auto& one) {
      return one.line == line && one.field == field && one.code == code && !one.text.empty();
    });
  };
  EXPECT_TRUE(has(3, "OfficeCode", "office_mismatch"));
  EXPECT_TRUE(has(4, "MedicalTreatmentMonth", "date"));
  EXPECT_TRUE(has(5, "MedicalTicketValidDate", "date"));
  EXPECT_TRUE(has(6, "TicketType", "code"));
  EXPECT_TRUE(has(7, "MedicalTicketExpirationDate", "period_order"));
  EXPECT_TRUE(has(8, "MedicalTicketValidDate", "outside_month"));
  EXPECT_TRUE(has(9, "DesignatedMedicalInstitutionCode", "format"));
  EXPECT_TRUE(has(10, "", "field_count"));
  EXPECT_TRUE(has(11, "MedicalTreatmentType", "type_mismatch"));
  EXPECT_TRUE(has(12, "OfficeCode", "required"));
}

TEST_F(Import, a_file_without_a_needed_column_or_with_an_unknown_one_is_refused_whole) {
  auto missing = report("office:13101", "ticket", "OfficeCode,RecipientKey\n13101,R1\n");
  ASSERT_FALSE(missing.problems.empty());
  EXPECT_EQ(missing.problems[0].code, "column_missing");
  EXPECT_EQ(missing.problems[0].field, "IssueNumber");
  auto header = ticket_header;
  header.insert(header.find("UpdatedAt"), "Surprise,");
  EXPECT_EQ(report("office:13101", "ticket", header + good_row).problems[0].code, "column_unknown");
  EXPECT_EQ(report("office:13101", "ticket", "").problems[0].code, "empty");
  EXPECT_EQ(report("office:13101", "ticket", "OfficeCode,OfficeCode\n").problems[0].code,
            "column_repeated");
  EXPECT_EQ(validity_of_p2(), "2");
}

TEST_F(Import, encodings_line_ends_quotes_and_column_order_do_not_matter) {
  const std::string rows =
      "UpdatedAt,OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
      "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
      "MedicalTreatmentType,InjuryName1,Remarks1\r\n"
      "20240702090000,13101,R2,00000002,01,202407,20240701,20240731,1310000011,02,\"高血圧, "
      "髙﨑\",=1+1\r"
      "20240702090000,13101,R3,00000021,01,202407,2024-07-01,2024/07/"
      "31,1310000011,02,～－ｱｧ,\"あ\"\"い\"\n";
  const auto cp932 = util::cp932_from_utf8(rows, util::Unencodable::black_circle).value().bytes;
  EXPECT_EQ(report("office:13101", "ticket", cp932).added, 2U);
  EXPECT_EQ(report("office:13101", "ticket", rows).unchanged, 2U);
  EXPECT_EQ(report("office:13101", "ticket", "\xEF\xBB\xBF" + rows).unchanged, 2U);
  auto line = bed.client("institution:1310000011");
  NumberQuestion question;
  question.number = "1010016";
  question.birthdate = "19850303";
  const auto answer = ask(line, question);
  EXPECT_NE(answer.xml.find("高血圧, 髙﨑"), std::string::npos);
  EXPECT_NE(answer.xml.find("=1+1"), std::string::npos);
}

TEST_F(Import, bytes_that_are_no_text_are_refused_with_their_place) {
  const auto broken = report("office:13101", "ticket", ticket_header + "13101,R2,\x81");
  ASSERT_EQ(broken.problems.size(), 1U);
  EXPECT_EQ(broken.problems[0].code, "encoding");
  EXPECT_NE(broken.problems[0].text.find("バイト目"), std::string::npos);
}

TEST_F(Import, everybody_writes_only_their_own_kinds_of_file) {
  EXPECT_EQ(refusal("office:13101", "institution", "x"), oqs::ErrorCode::not_permitted);
  EXPECT_EQ(refusal("office:13101", "insurance", "x"), oqs::ErrorCode::not_permitted);
  EXPECT_EQ(refusal("operator:1", "ticket", "x"), oqs::ErrorCode::not_permitted);
  EXPECT_EQ(refusal("institution:1310000011", "ticket", "x"), oqs::ErrorCode::not_permitted);
  EXPECT_EQ(refusal("operator:1", "nonsense", "x"), oqs::ErrorCode::unknown_address);
}

TEST_F(Import, a_full_file_takes_away_what_it_does_not_hold) {
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(ask(line, NumberQuestion{}).document.validity, "1");
  const auto full = report("office:13101", "ticket", ticket_header + good_row,
                           edge::CenterClient::Run::publish, edge::CenterClient::Scope::full);
  EXPECT_EQ(full.removed, 4U);
  EXPECT_EQ(ask(line, NumberQuestion{}).document.validity, "2");
  EXPECT_EQ(validity_of_p2(), "1");
}

TEST_F(Import, a_full_file_with_a_bad_row_takes_nothing_away) {
  const auto full = report("office:13101", "ticket", ticket_header + good_row + "13101,R1,oops\n",
                           edge::CenterClient::Run::publish, edge::CenterClient::Scope::full);
  EXPECT_EQ(full.removed, 0U);
  EXPECT_EQ(full.added, 1U);
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(ask(line, NumberQuestion{}).document.validity, "1");
}

TEST_F(Import, tickets_may_come_before_their_qualification) {
  const auto early = report("office:13101", "ticket",
                            ticket_header +
                                "13101,R9,00000009,01,202407,20240701,20240731,"
                                "1310000011,02,20240702090000\n");
  EXPECT_EQ(early.added, 1U);
  ASSERT_FALSE(early.problems.empty());
  EXPECT_TRUE(early.problems[0].warning);
  bed.import(
      "office:13101", "qualification",
      "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
      "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\n"
      "13101,R9,L9,12000006,1010065,早川　九,ﾊﾔｶﾜ ｷｭｳ,1,19991231,20240601,,0,20240702100000\n");
  auto line = bed.client("institution:1310000011");
  NumberQuestion question;
  question.number = "1010065";
  question.birthdate = "19991231";
  EXPECT_EQ(ask(line, question).document.validity, "1");
}

TEST_F(Import, an_insurance_number_of_law_12_and_odd_values_are_refused) {
  const std::string header =
      "PersonLinkKey,InsuredCardClassification,InsurerNumber,InsuredIdentificationNumber,Name,Sex1,"
      "Birthdate,QualificationDate,InsurerName\n";
  const auto bad = report("operator:1", "insurance",
                          header + "L1,01,12000006,1,名,1,19900101,20200101,保険\n" +
                              "L1,A1,33120015,1,名,1,19900101,20200101,保険\n" +
                              "L1,01,331200,1,名,4,19900101,20200101,保険\n");
  EXPECT_EQ(bad.refused, 3U);
  EXPECT_EQ(bad.added, 0U);
}

TEST_F(Import, the_feed_tells_each_party_only_what_is_its_own) {
  auto read = [this](const std::string& uri, const std::string& query) {
    auto line = bed.client(uri);
    net::Request request;
    request.method = "GET";
    request.path = "/feed";
    request.query = {{"after", query}};
    const auto response = line.send(request, 10000);
    EXPECT_TRUE(response);
    return response ? nlohmann::json::parse(response->body) : nlohmann::json();
  };
  auto x = read("institution:1310000011", "0");
  EXPECT_EQ(x["items"].size(), 2U) << x;  // P1, P6; not the one of the not-disclosed P4
  for (const auto& item : x["items"]) {
    EXPECT_EQ(item["kind"], "ticket");
    EXPECT_FALSE(item.contains("RecipientKey"));
  }
  EXPECT_EQ(read("institution:1310000029", "0")["items"].size(), 1U);
  EXPECT_EQ(read("office:13101", "0")["items"].size(), 10U);
  EXPECT_EQ(read("office:99999", "0")["items"].size(), 0U);
  const auto cursor = std::to_string(x["next"].get<std::int64_t>());
  EXPECT_EQ(read("institution:1310000011", cursor)["items"].size(), 0U);
  report("office:13101", "ticket", ticket_header + good_row);
  const auto news = read("institution:1310000011", cursor);
  ASSERT_EQ(news["items"].size(), 1U);
  EXPECT_EQ(news["items"][0]["change"], "added");
  EXPECT_EQ(news["items"][0]["IssueNumber"], "00000002");
}

TEST_F(Import, a_ticket_that_moves_away_is_told_to_the_former_institution) {
  auto feed = [this](const std::string& uri) {
    auto line = bed.client(uri);
    net::Request request;
    request.method = "GET";
    request.path = "/feed";
    const auto response = line.send(request, 10000);
    return response ? nlohmann::json::parse(response->body)["items"] : nlohmann::json();
  };
  const auto before = feed("institution:1310000029").size();
  report("office:13101", "ticket",
         ticket_header +
             "13101,R1,00000001,01,202407,20240701,20240731,1310000029,02,20240705090000\n");
  const auto x = feed("institution:1310000011");
  EXPECT_EQ(x.back()["change"], "removed");
  EXPECT_EQ(x.back()["IssueNumber"], "00000001");
  EXPECT_EQ(x.back().dump().find("1310000029"), std::string::npos);
  const auto y = feed("institution:1310000029");
  EXPECT_EQ(y.size(), before + 1);
  EXPECT_EQ(y.back()["change"], "added");
}

}  // namespace
}  // namespace madoguchi::center
