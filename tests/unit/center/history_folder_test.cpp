// YZKsiquc01 and TKKsiquc01 by bytes: what a receipt computer is told of whose card was read here.
#include <array>

#include "center/history_record.hpp"
#include "oqs/folder_history.hpp"
#include "unit/center/history_bed.hpp"

namespace madoguchi::center {
namespace {

constexpr std::int64_t hour_ms = 3600000;

struct FolderAsk {
  std::string interface = "YZKsiquc01";
  std::string category = "4";
  std::string payer = "12000006", number = "1010008";
  std::string institution = clinic_x;
  std::string more = {};  // of the body
};

std::string message(const FolderAsk& ask) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
         "<MedicalInstitutionCode>" +
         ask.institution + "</MedicalInstitutionCode><InsurerNumber>" + ask.payer +
         "</InsurerNumber><InsuredPersonIdentificationNumber>" + ask.number +
         "</InsuredPersonIdentificationNumber><ArbitraryFileIdentifier>P-1&amp;2"
         "</ArbitraryFileIdentifier></MessageHeader><MessageBody>" +
         (ask.category.empty() ? "" : "<FileCategory>" + ask.category + "</FileCategory>") +
         ask.more + "</MessageBody></XmlMsg>";
}

const std::array<std::pair<const char*, const char*>, 4> markers = {
    {{"medication", drug_marker},
     {"diagnosis", treatment_marker},
     {"operation", operation_marker},
     {"health_checkups", checkup_marker}}};

class FolderHistory : public HistoryBed {
 protected:
  void SetUp() override {
    HistoryBed::SetUp();
    EXPECT_EQ(import("uke", claims_file({ClaimOf()}))["added"], 1);
    EXPECT_EQ(import("checkup_csv", checkup_csv(ClaimOf()))["added"], 1);
  }

  std::string asked(const FolderAsk& of, const net::Headers& who = {}) {
    auto headers = who;
    headers.emplace_back("Content-Type", "application/xml");
    headers.emplace_back("Idempotency-Key", util::random_key());
    const auto answer =
        post("institution:" + of.institution, "/oqs/" + of.interface, message(of), headers);
    return answer.body.empty() ? answer.error : answer.body;
  }
  void open_folder() { set("<HistoryByFolder>1</HistoryByFolder>"); }

  static bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
  // Exactly these markers are in the bytes, and no disease.
  static void expect_only(const std::string& xml, const std::vector<std::string>& kinds) {
    for (const auto& [kind, marker] : markers) {
      const bool wanted = std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
      EXPECT_EQ(has(xml, marker), wanted) << kind << " in " << xml;
    }
    EXPECT_FALSE(has(xml, "ヒミツ"));
    EXPECT_FALSE(has(xml, "8840066"));
    if (kinds.empty()) {
      EXPECT_FALSE(has(xml, "生保")) << xml;
      EXPECT_TRUE(has(xml, "<ResultCode>9<")) << xml;
    }
  }
};

// switch of the folder × kinds switched on × consent × category.
TEST_F(FolderHistory, 2_9_complete_matrix_by_bytes) {
  ASSERT_EQ(import("procedure_master", treatment_master)["added"], 1);
  struct Category {
    const char *interface, *code;
    std::vector<std::string> kinds;
  };
  const std::vector<std::string> care = {"medication", "diagnosis", "operation"};
  const std::vector<Category> categories = {{"YZKsiquc01", "1", {"medication"}},
                                            {"YZKsiquc01", "2", {"medication"}},
                                            {"YZKsiquc01", "3", care},
                                            {"YZKsiquc01", "4", care},
                                            {"TKKsiquc01", "1", {"health_checkups"}},
                                            {"TKKsiquc01", "2", {"health_checkups"}}};
  std::size_t open = 0;
  for (const auto* by_folder : {"0", "1"}) {
    for (const auto* used : {"0", "1"}) {
      all_kinds("1");
      const auto read = read_card(card, all_given);
      all_kinds(used);
      set(std::string("<HistoryByFolder>") + by_folder + "</HistoryByFolder>");
      for (const auto* consent : {"given", "refused", "withdrawn", "expired"}) {
        if (std::string(consent) == "refused") {
          all_kinds("1");
          read_card(card, {{"medication", false},
                           {"diagnosis", false},
                           {"operation", false},
                           {"health_checkups", false}});
          all_kinds(used);
        }
        if (std::string(consent) == "withdrawn") {
          all_kinds("1");
          const auto again = read_card(card, all_given);
          EXPECT_EQ(post("institution:1310000011", "/consents/withdraw",
                         "{\"card_record\":" + again.record +
                             ",\"kinds\":[\"medication\",\"diagnosis\",\"operation\","
                             "\"health_checkups\"]}")
                        .status,
                    200);
          all_kinds(used);
        }
        const auto then = bed.clock.now();
        if (std::string(consent) == "expired") {
          all_kinds("1");
          read_card(card, all_given);
          all_kinds(used);
          bed.clock.set(then.plus_ms(24 * hour_ms));
        }
        for (const auto& category : categories) {
          const auto xml = asked({category.interface, category.code});
          const bool shown = std::string(by_folder) == "1" && std::string(used) == "1" &&
                             std::string(consent) == "given";
          expect_only(xml, shown ? category.kinds : std::vector<std::string>());
          open += shown ? 1 : 0;
          if (!shown) {
            EXPECT_TRUE(has(xml, "E2006")) << xml;
            const auto reason = std::string(by_folder) == "0" ? "レセプトコンピュータからの閲覧"
                                : std::string(used) == "0"          ? "「利用しない」設定"
                                : std::string(consent) == "expired" ? "24時間"
                                                                    : "患者が";
            EXPECT_TRUE(has(xml, reason)) << consent << xml;
          }
        }
        bed.clock.set(then);
      }
      (void)read;
    }
  }
  EXPECT_EQ(open, categories.size());
}

TEST_F(FolderHistory, 2_9_the_answer_is_read_back_as_it_was_written) {
  open_folder();
  all_kinds("1");
  read_card(card, all_given);
  const auto xml = asked({});
  EXPECT_TRUE(has(xml, "<ArbitraryFileIdentifier>P-1&amp;2</ArbitraryFileIdentifier>"));
  EXPECT_TRUE(has(xml, "<QuaInf><Name>") || has(xml, "<QuaInf>")) << xml;
  const auto told = oqs::read_folder_history(xml);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->name, "生保　一郎");
  EXPECT_EQ(told->birthdate, "19900115");
  ASSERT_EQ(told->months.size(), 1U);
  EXPECT_EQ(told->months[0].month, "202406");
  EXPECT_EQ(told->months[0].institution_name, "別の医院");
  EXPECT_EQ(told->months[0].in_out, "02");
  EXPECT_TRUE(has(told->contents, "令和6年6月"));
  EXPECT_EQ(oqs::write_folder_history("YZKsiquc01", {}, *told),
            oqs::write_folder_history("YZKsiquc01", {}, *oqs::read_folder_history(xml)));
  const auto checkups = oqs::read_folder_history(asked({"TKKsiquc01", "2"}));
  ASSERT_TRUE(checkups);
  ASSERT_EQ(checkups->checkups.size(), 1U);
  EXPECT_EQ(checkups->checkups[0].items.at(0).value, "165.5");
  EXPECT_TRUE(checkups->months.empty());
}

// One kind may be open and another not: what is withheld is named, not told.
TEST_F(FolderHistory, 6_2_each_kind_by_itself) {
  open_folder();
  all_kinds("1");
  read_card(card, {{"medication", true}, {"diagnosis", false}});
  const auto xml = asked({});
  expect_only(xml, {"medication"});
  EXPECT_TRUE(has(xml, "<ResultCode>1<"));
  EXPECT_TRUE(has(xml, "診療情報: 患者が同意していません。")) << xml;
  EXPECT_TRUE(has(xml, "手術情報: 患者の同意を得ていません。")) << xml;
}

TEST_F(FolderHistory, 6_2_numbers_alone_open_nothing) {
  open_folder();
  auto line = bed.client("institution:1310000011");
  ask(line, NumberQuestion());  // told as valid by number, but no card was read
  const auto xml = asked({});
  expect_only(xml, {});
  EXPECT_TRUE(has(xml, "患者の同意を得ていません")) << xml;
}

// Unknown, never received and not disclosed share one text; wrong tries count as by number.
TEST_F(FolderHistory, D3_whom_nobody_received_here_is_one_text) {
  bed.stop();
  bed.config.quotas.wrong_tries_max = 3;
  bed.start();
  open_folder();
  read_card(card, all_given);
  std::string told;
  for (const auto* number : {"1010016", "9999994"}) {
    const auto xml = without_time(asked({"YZKsiquc01", "2", "12000006", number}));
    expect_only(xml, {});
    if (told.empty()) told = xml;
    EXPECT_EQ(xml, told);
  }
  bed.import("office:13101", "qualification",
             "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
             "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,"
             "UpdatedAt\n13101,R1,L1,12000006,1010008,生保　一郎,ｾｲﾎ "
             "ｲﾁﾛｳ,1,19900115,20240110,,1,20240710100000\n");
  EXPECT_EQ(without_time(asked({"YZKsiquc01", "2"})), told);
  EXPECT_TRUE(has(asked({"YZKsiquc01", "2", "12000006", "9999978"}), "E2008"));
  bed.stop();  // the budget is remembered over a restart
  bed.start();
  EXPECT_TRUE(has(asked({"YZKsiquc01", "2", "12000006", "9999978"}), "E2008"));
}

TEST_F(FolderHistory, 6_2_consents_and_switches_are_of_one_institution) {
  open_folder();
  read_card(card, all_given);
  set("<HistoryByFolder>1</HistoryByFolder>", clinic_y);
  FolderAsk at_y;
  at_y.institution = clinic_y;
  expect_only(asked(at_y), {});
  FolderAsk foreign;
  foreign.institution = clinic_y;
  auto line = bed.client("institution:1310000011");
  net::Request request;
  request.method = "POST";
  request.path = "/oqs/YZKsiquc01";
  request.headers = {{"Content-Type", "application/xml"}};
  request.body = message(foreign);
  const auto answer = line.send(request, 10000);
  ASSERT_TRUE(answer);
  EXPECT_TRUE(has(answer->body, "E2001")) << answer->body;
  expect_only(answer->body + "<ResultCode>9<", {});
}

// The folder is a machine's: nobody's role makes it wider, and offices have no such thing.
TEST_F(FolderHistory, a_person_asks_by_the_page_not_by_the_folder) {
  open_folder();
  read_card(card, all_given);
  for (const auto* role : {"doctor", "reception", "pharmacist", "clinic_admin"}) {
    const auto xml = asked({"YZKsiquc01", "2"}, {{"Madoguchi-Operator", "a"},
                                                 {"Madoguchi-Role", role},
                                                 {"Madoguchi-Factors", "1-01,3-02"}});
    expect_only(xml, {});
  }
  for (const auto* uri : {"office:13101", "operator:1"}) {
    EXPECT_EQ(post(uri, "/oqs/YZKsiquc01", message({})).status, 403) << uri;
  }
}

TEST_F(FolderHistory, an_unsigned_read_needs_its_own_switch) {
  bed.stop();
  bed.config.card.consents_without_signature = true;
  bed.start();
  open_folder();
  read_card(card, all_given, "visual");
  const auto xml = asked({"YZKsiquc01", "2"});
  expect_only(xml, {});
  EXPECT_TRUE(has(xml, "暗証番号で確認していない")) << xml;
  set("<HistoryWithoutSignature>1</HistoryWithoutSignature>");
  expect_only(asked({"YZKsiquc01", "2"}), {"medication"});
}

// What the center opens to nobody cannot be switched on by an institution, whoever asks; off may be
// said at any time.
TEST_F(FolderHistory, an_unsigned_read_cannot_be_opened_where_the_center_forbids_it) {
  const std::string element = "HistoryWithoutSignature";
  const auto refused = set("<" + element + ">1</" + element + ">");
  EXPECT_TRUE(has(refused, "E2011")) << refused;
  EXPECT_TRUE(has(refused, element)) << refused;
  const auto off = set("<" + element + ">0</" + element + ">");
  EXPECT_TRUE(has(off, "<" + element + ">0</" + element + ">")) << off;
}

TEST_F(FolderHistory, months_are_those_that_were_asked_for) {
  open_folder();
  read_card(card, all_given);
  const auto of = [&](const std::string& from, const std::string& to) {
    return asked({"YZKsiquc01", "2", "12000006", "1010008", clinic_x,
                  "<StartDate>" + from + "</StartDate><EndDate>" + to + "</EndDate>"});
  };
  expect_only(of("202406", "202406"), {"medication"});
  for (const auto& xml : {of("202407", "202407"), of("202401", "202405")}) {
    EXPECT_FALSE(has(xml, drug_marker));
    EXPECT_TRUE(has(xml, "<ResultCode>1<")) << xml;
  }
}

TEST_F(FolderHistory, malformed_requests_are_refused_with_their_place) {
  open_folder();
  read_card(card, all_given);
  struct Bad {
    FolderAsk ask;
    const char *code, *place;
  };
  const std::string x = clinic_x;
  for (const auto& bad :
       {Bad{{"YZKsiquc01", ""}, "E1003", "FileCategory"},
        Bad{{"YZKsiquc01", "5"}, "E1004", "FileCategory"},
        Bad{{"TKKsiquc01", "3"}, "E1004", "FileCategory"},
        Bad{{"YZKsiquc01", "2", "", "1010008"}, "E1003", "InsurerNumber"},
        Bad{{"YZKsiquc01", "2", "12000006", "10100"}, "E1004", "InsuredPersonIdentificationNumber"},
        Bad{{"YZKsiquc01", "2", "12000006", "1010008", x,
             "<MedicalTreatmentFlag>2</MedicalTreatmentFlag>"},
            "E1004",
            "MedicalTreatmentFlag"},
        Bad{{"YZKsiquc01", "2", "12000006", "1010008", x, "<StartDate>202413</StartDate>"},
            "E1004",
            "StartDate"},
        Bad{{"YZKsiquc01", "2", "12000006", "1010008", x,
             "<StartDate>202406</StartDate><EndDate>202405</EndDate>"},
            "E1004",
            "EndDate"}}) {
    const auto xml = asked(bad.ask);
    EXPECT_TRUE(has(xml, bad.code)) << xml;
    EXPECT_TRUE(has(xml, bad.place)) << xml;
    EXPECT_FALSE(has(xml, drug_marker));
    const auto for_client = oqs::with_result_code(xml);
    EXPECT_TRUE(has(for_client, "<ResultCode>9</ResultCode>")) << for_client;
    EXPECT_TRUE(has(for_client, "<MessageContents>")) << for_client;
  }
}

// Every look is on record, also those that showed nothing; its content is not.
TEST_F(FolderHistory, looks_are_on_record) {
  open_folder();
  read_card(card, all_given);
  asked({"YZKsiquc01", "2"});
  asked({"YZKsiquc01", "4"});
  bed.stop();
  std::size_t looks = 0;
  for (const auto& record : bed.records()) {
    if (record.entry.kind != "history_view") continue;
    ++looks;
    const auto look = read_history_look(record.entry.detail);
    ASSERT_TRUE(look);
    EXPECT_EQ(look->mode, domain::HistoryMode::folder);
    EXPECT_EQ(look->rows.size(), 1U);
    EXPECT_NE(look->card_record, 0);
    EXPECT_FALSE(has(record.entry.detail, drug_marker));
  }
  EXPECT_EQ(looks, 2U);
}

TEST_F(FolderHistory, as_json_it_says_the_same) {
  open_folder();
  read_card(card, all_given);
  const auto answer = post("institution:1310000011", "/oqs/TKKsiquc01",
                           R"({"XmlMsg":{"MessageHeader":{"MedicalInstitutionCode":"1310000011",
          "InsurerNumber":"12000006",
          "InsuredPersonIdentificationNumber":"1010008"},
          "MessageBody":{"FileCategory":"2"}}})",
                           {{"Content-Type", "application/json"}});
  ASSERT_TRUE(answer.json.is_object()) << answer.body;
  const auto& body = answer.json["XmlMsg"]["MessageBody"];
  EXPECT_EQ(body["ResultCode"], "1");
  EXPECT_EQ(body["SpecificHealthCheckupInfo"][0]["EffectiveTime"], "20240601");
}

}  // namespace
}  // namespace madoguchi::center
