#include "unit/center/registrations.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "store/sqlite/open.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {
namespace {

NumberQuestion second_person() {  // P2: asked, but without a ticket
  NumberQuestion question;
  question.number = "1010016";
  question.birthdate = "19850303";
  return question;
}
NumberQuestion insured_person() {
  NumberQuestion question;
  question.payer = "33120015";
  question.symbol = "記号";
  question.number = "123456";
  question.branch = "01";
  question.birthdate = "19880808";
  return question;
}
Registration of_first(const std::string& number) {
  return {clinic_x, number, "12000006", "1010008"};
}
Registration of_insured(const std::string& number) {
  return {clinic_x, number, "33120015", "123456", "記号", "01"};
}

// OQSmuimm: 照会番号一括登録.
class Registrations : public ::testing::Test {
 protected:
  void SetUp() override {
    bed.start();
    bed.register_all();
  }
  void restart() {
    bed.stop();
    bed.start();
  }
  void receive_both() {
    auto line = bed.client("institution:1310000011");
    ASSERT_EQ(ask(line, NumberQuestion{}).document.validity, "1");
    ASSERT_EQ(ask(line, insured_person()).document.validity, "1");
  }
  std::string begin(edge::CenterClient& line, const std::vector<Registration>& units) {
    const auto accepted = ask(line, "OQSmuimm01", registration_request(units), util::random_key());
    EXPECT_EQ(accepted.document.segment, "1") << accepted.xml;
    EXPECT_EQ(accepted.document.arbitrary_file_identifier, "file-1");
    return accepted.document.reception_number;
  }
  Answered download(edge::CenterClient& line, const std::string& reception,
                    const std::string& institution = clinic_x) {
    return download_of(line, "OQSmuimm02", reception, institution);
  }
  Answered all(const std::vector<Registration>& units) {
    auto line = bed.client("institution:1310000011");
    return download(line, begin(line, units));
  }
  // The records of ended registration jobs, read from the stopped center's database.
  std::vector<store::AuditRecord> ended() {
    auto options = bed.config.store;
    options.open = store::sqlite::Options::Open::read_only;
    auto registry = store::sqlite::open(options);
    EXPECT_TRUE(registry);
    std::vector<store::AuditRecord> found;
    if (!registry) return found;
    const auto head = util::sync_wait((*registry)->head()).value().id;
    const auto records =
        util::sync_wait((*registry)->records(1, static_cast<std::size_t>(head))).value();
    for (const auto& record : records) {
      const bool of_these = record.entry.interface == "OQSmuimm01";
      if (of_these && record.entry.kind == "processing") found.push_back(record);
    }
    return found;
  }
  Bed bed;
};

std::vector<std::string> codes_of(const Answered& answer) {
  std::vector<std::string> codes;
  for (const auto& unit : answer.document.units) {
    codes.push_back(unit.code);
    EXPECT_EQ(unit.status, unit.code.empty() ? "1" : "2");
    EXPECT_EQ(unit.message.empty(), unit.code.empty());
    EXPECT_EQ(unit.validity, "");
    EXPECT_TRUE(unit.results.empty());
  }
  return codes;
}
using Codes = std::vector<std::string>;

// One unit's bytes behind its echo.
std::string answer_of(const std::string& xml, const std::string& number) {
  const auto at = xml.find("<ReferenceNumber>" + number + "</ReferenceNumber>");
  EXPECT_NE(at, std::string::npos) << number;
  const auto from = xml.find("</ReferenceNumberRegistrationInfo>", at);
  return xml.substr(from, xml.find("</BulkRegistrationUnit>", from) - from);
}

TEST_F(Registrations, of_those_received_come_back_in_later_answers_the_others_are_refused_alike) {
  receive_both();
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(ask(line, second_person()).document.validity, "2");
  const auto answer = all({of_first("A-1"),
                           {clinic_x, "unknown", "12000006", "9999993"},
                           {clinic_x, "asked", "12000006", "1010016"},
                           {clinic_x, "elsewhere", "12000006", "1010024"},
                           {clinic_x, "withheld", "12000006", "1010032"},
                           {clinic_x, "by insurance", "12000006", "1010057"},
                           of_insured("A-6")});
  const Codes expected = {"", "E3020", "E3020", "E3020", "E3020", "E3020", ""};
  EXPECT_EQ(codes_of(answer), expected);
  EXPECT_EQ(answer.document.segment, "1");
  EXPECT_EQ(answer.document.number_of_results, "7");
  EXPECT_EQ(answer.document.number_of_errors, "5");
  EXPECT_NE(answer.document.reception_number, "");
  EXPECT_NE(answer.xml.find("file&#45;1"), std::string::npos);
  for (const auto* cause : {"asked", "elsewhere", "withheld", "by insurance"}) {
    EXPECT_EQ(answer_of(answer.xml, cause), answer_of(answer.xml, "unknown")) << cause;
  }
  for (const auto* secret : {"生保", "ｾｲﾎ", "秘密", "ﾋﾐﾂ", "山田", "髙橋", "不開示", "福祉事務所",
                             "見本健康保険組合", "not_received", "Validity"}) {
    EXPECT_EQ(answer.xml.find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(number_in(line, NumberQuestion{}), "A-1");
  EXPECT_EQ(number_in(line, insured_person()), "A-6");
  auto y = bed.client("institution:1310000029");
  NumberQuestion from_y;
  from_y.institution = clinic_y;
  EXPECT_EQ(ask(y, from_y).xml.find("A-1"), std::string::npos);
}

TEST_F(Registrations, are_echoed_in_the_observed_order_byte_for_byte) {
  receive_both();
  const auto xml = all({of_first("&#65;-1")}).xml;
  EXPECT_NE(xml.find("<BulkRegistrationUnit>\n<ReferenceNumberRegistrationInfo>\n"
                     "<InsurerNumber>12000006</InsurerNumber>\n"
                     "<InsuredIdentificationNumber>1010008</InsuredIdentificationNumber>\n"
                     "<ReferenceNumber>&#65;-1</ReferenceNumber>\n"
                     "</ReferenceNumberRegistrationInfo>\n"
                     "<ProcessingResultStatus>1</ProcessingResultStatus>\n"
                     "</BulkRegistrationUnit>"),
            std::string::npos)
      << xml;
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(number_in(line, NumberQuestion{}), "A-1");
}

TEST_F(Registrations, see_those_before_them_in_the_same_message) {
  receive_both();
  auto line = bed.client("institution:1310000011");
  // Twice the same; a number of two people; a number that its holder gave up; back again.
  EXPECT_EQ(codes_of(all({of_first("1"), of_first("1"), of_insured("1"), of_first("2"),
                          of_insured("1"), of_first("1"), of_insured("2")})),
            Codes({"", "", "E3021", "", "", "E3021", "E3021"}));
  EXPECT_EQ(number_in(line, NumberQuestion{}), "2");
  EXPECT_EQ(number_in(line, insured_person()), "1");
  // From what an earlier message registered: an exchange by way of a third number.
  EXPECT_EQ(codes_of(all({of_first("1"), of_first("3"), of_insured("2"), of_first("1")})),
            Codes({"E3021", "", "", ""}));
  EXPECT_EQ(number_in(line, NumberQuestion{}), "1");
  EXPECT_EQ(number_in(line, insured_person()), "2");
  // The single registration sees the same.
  EXPECT_EQ(ask(line, "OQSsiimm01", message(of_first("2")), util::random_key()).document.error_code,
            "E3021");
}

TEST_F(Registrations, of_bad_form_are_errors_in_their_places_and_the_good_ones_are_made) {
  receive_both();
  std::string longer;
  for (int i = 0; i < 51; ++i) longer += "号";
  const auto answer = all({{clinic_x, "1", "120", "1010008"},
                           of_first(longer),
                           of_first(""),
                           of_first("good"),
                           {clinic_x, "1", "12000006", ""}});
  EXPECT_EQ(codes_of(answer), Codes({"E1004", "E1004", "E1003", "", "E1003"}));
  const auto& units = answer.document.units;
  EXPECT_NE(units[0].message.find("ReferenceNumberRegistrationInfo/InsurerNumber"),
            std::string::npos);
  EXPECT_NE(units[1].message.find("/ReferenceNumber）"), std::string::npos);
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(number_in(line, NumberQuestion{}), "good");
}

TEST_F(Registrations, in_a_message_that_is_wrong_as_a_whole_are_not_taken_in) {
  auto line = bed.client("institution:1310000011");
  const auto refused = [&](const std::string& xml) {
    const auto answer = ask(line, "OQSmuimm01", xml, util::random_key());
    EXPECT_EQ(answer.document.segment, "9");
    EXPECT_EQ(answer.document.reception_number, "");
    return answer.document.error_code;
  };
  EXPECT_EQ(refused(registration_request({})), "E1003");
  EXPECT_EQ(refused(registration_request({{}}, clinic_y)), "E2001");
  EXPECT_EQ(refused("not xml"), "E1001");
  bed.stop();
  bed.config.bulk.units_max = 2;
  bed.start();
  auto again = bed.client("institution:1310000011");
  EXPECT_EQ(ask(again, "OQSmuimm01", registration_request({{}, {}, {}}), util::random_key())
                .document.error_code,
            "E3010");
}

TEST_F(Registrations, draw_on_the_one_budget_of_wrong_tries_also_after_a_restart) {
  bed.stop();
  bed.config.quotas.wrong_tries_max = 2;
  bed.start();
  receive_both();
  const Registration first{clinic_x, "1", "12000006", "1010024"};
  const Registration second{clinic_x, "2", "12000006", "1010032"};
  const Registration third{clinic_x, "3", "12000006", "9999993"};
  // The same person asked again costs nothing, whatever the number; the good ones wait too.
  EXPECT_EQ(codes_of(all({first, first, second, third, of_first("9"), first})),
            Codes({"E3020", "E3020", "E3020", "E2008", "E2008", "E3020"}));
  const auto single = [this](const Registration& one) {
    auto line = bed.client("institution:1310000011");
    return ask(line, "OQSsiimm01", message(one), util::random_key()).document.error_code;
  };
  EXPECT_EQ(single(third), "E2008");
  restart();
  EXPECT_EQ(single(third), "E2008");
  EXPECT_EQ(single(first), "E3020");
  EXPECT_EQ(codes_of(all({third, second})), Codes({"E2008", "E3020"}));
  bed.clock.set(bed.clock.now().plus_ms(86400001));
  EXPECT_EQ(codes_of(all({third, of_first("9")})), Codes({"E3020", ""}));
}

TEST_F(Registrations, D1_only_those_by_assistance_numbers_are_refused_while_it_is_off) {
  receive_both();
  bed.use_medical_assistance(clinic_x, oqs::Use::no);
  EXPECT_EQ(codes_of(all({of_first("1"), of_insured("6")})), Codes({"E2005", ""}));
}

TEST_F(Registrations, are_fetched_by_their_institution_and_interface_only) {
  receive_both();
  auto x = bed.client("institution:1310000011");
  auto y = bed.client("institution:1310000029");
  const auto reception = begin(x, {of_first("SECRET-1")});
  const auto stolen = download(y, reception, clinic_y);
  EXPECT_EQ(stolen.document.error_code, "E3004");
  EXPECT_EQ(stolen.xml.find("SECRET-1"), std::string::npos);
  for (const auto* other : {"OQSmuquc02", "OQSmutic02"}) {
    EXPECT_EQ(ask(x, other, download_request(clinic_x, reception), util::random_key())
                  .document.error_code,
              "E3004");
  }
  EXPECT_EQ(download(x, reception).document.units.size(), 1U);
  bed.clock.set(bed.clock.now().plus_ms(8LL * 86400000));
  EXPECT_EQ(download(x, reception).document.error_code, "E3005");
}

TEST_F(Registrations, have_one_outcome_however_often_they_are_sent_or_fetched) {
  receive_both();
  auto line = bed.client("institution:1310000011");
  const auto request = registration_request({of_first("1"), of_insured("1")});
  const auto accepted = ask(line, "OQSmuimm01", request, "key-1");
  EXPECT_EQ(ask(line, "OQSmuimm01", request, "key-1").xml, accepted.xml);
  const auto reception = accepted.document.reception_number;
  const auto first = download(line, reception);
  EXPECT_EQ(codes_of(first), Codes({"", "E3021"}));
  // What holds now is another thing than what came of it then.
  EXPECT_EQ(codes_of(all({of_first("2"), of_insured("1")})), Codes({"", ""}));
  bed.clock.set(bed.clock.now().plus_ms(5000));
  EXPECT_EQ(without_time(download(line, reception).xml), without_time(first.xml));
  EXPECT_EQ(number_in(line, NumberQuestion{}), "2");
  const auto fetched = ask(line, "OQSmuimm02", download_request(clinic_x, reception), "key-2");
  bed.clock.set(bed.clock.now().plus_ms(5000));
  EXPECT_EQ(ask(line, "OQSmuimm02", download_request(clinic_x, reception), "key-2").xml,
            fetched.xml);
}

TEST_F(Registrations, are_made_once_also_over_a_restart_and_the_record_names_whom) {
  receive_both();
  std::set<std::string> receptions;
  for (int round = 0; round < 5; ++round) {
    std::string reception;
    {
      auto line = bed.client("institution:1310000011");
      reception = begin(line, {of_first("R" + std::to_string(round)), of_insured("6")});
    }
    restart();  // whether it ran meanwhile or not
    auto line = bed.client("institution:1310000011");
    EXPECT_EQ(codes_of(download(line, reception)), Codes({"", ""}));
    EXPECT_EQ(number_in(line, NumberQuestion{}), "R" + std::to_string(round));
    receptions.insert(reception);
  }
  bed.stop();
  const auto records = ended();
  EXPECT_EQ(records.size(), receptions.size());
  for (const auto& record : records) {
    const auto detail = nlohmann::json::parse(record.entry.detail);
    EXPECT_EQ(receptions.erase(detail.at("reception").get<std::string>()), 1U);
    EXPECT_EQ(record.entry.party, "institution:1310000011");
    EXPECT_EQ(detail.at("people").size(), 2U);
  }
  EXPECT_TRUE(receptions.empty());
}

TEST_F(Registrations, and_single_ones_at_the_same_time_leave_one_number_to_one_patient) {
  receive_both();
  std::vector<std::thread> threads;
  for (int n = 0; n < 6; ++n) {
    threads.emplace_back([this, n] {
      auto line = bed.client("institution:1310000011");
      for (int i = 0; i < 8; ++i) {
        const auto number = std::to_string((n + i) % 2);
        if (n % 2 == 0) {
          const auto codes =
              codes_of(download(line, begin(line, {of_first(number), of_insured(number)})));
          ASSERT_EQ(codes.size(), 2U);
          // Both never: whoever was refused was told that the number is the other's.
          EXPECT_TRUE(codes[0] == "E3021" || codes[1] == "E3021") << codes[0] << codes[1];
        } else {
          const auto one = n == 1 ? of_first(number) : of_insured(number);
          const auto told = ask(line, "OQSsiimm01", message(one), util::random_key()).document;
          EXPECT_TRUE(told.error_code.empty() || told.error_code == "E3021") << told.error_code;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  auto line = bed.client("institution:1310000011");
  const auto first = number_in(line, NumberQuestion{});
  const auto insured = number_in(line, insured_person());
  EXPECT_TRUE(first != insured || first.empty()) << first;
  EXPECT_FALSE(first.empty() && insured.empty());
}

TEST_F(Registrations, that_were_refused_tell_nobody_that_somebody_was_received) {
  // A download of registrations is no reception: the refused stay refused.
  EXPECT_EQ(codes_of(all({of_first("1")})), Codes({"E3020"}));
  EXPECT_EQ(codes_of(all({of_first("1")})), Codes({"E3020"}));
}

TEST_F(Registrations, five_hundred_of_one_message_are_made) {
  receive_both();
  std::vector<Registration> units;
  for (int i = 0; i < 500; ++i) units.push_back(of_first(std::to_string(i)));
  EXPECT_EQ(all(units).document.number_of_errors, "0");
  auto line = bed.client("institution:1310000011");
  EXPECT_EQ(number_in(line, NumberQuestion{}), "499");
}

}  // namespace
}  // namespace madoguchi::center
