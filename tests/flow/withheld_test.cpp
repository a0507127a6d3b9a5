// What a clinic must not learn, looked for in the bytes of everything that reaches it, and in the
// logs of both programs.
#include <algorithm>
#include <fstream>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

class Withheld : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  Question question(std::string_view key) const { return about(recipient(key), system.today()); }
  std::string answer(Clinic& clinic, const Question& asked) {
    return clinic.send(message(asked)).bytes;
  }
  System system;
};

// Apart from the moment and the identifier that the terminal makes.
std::string comparable(std::string message) {
  message = without(std::move(message), "ProcessExecutionTime");
  return without(std::move(message), "ArbitraryFileIdentifier");
}

void expect_absent(const std::string& bytes, const std::string& text) {
  ASSERT_FALSE(text.empty());
  EXPECT_EQ(bytes.find(text), std::string::npos) << text;
  EXPECT_EQ(bytes.find(shift_jis(text)), std::string::npos) << text << " in Shift_JIS";
}

const std::vector<std::string> numbers_and_tickets = {"InsurerNumber",
                                                      "InsuredIdentificationNumber",
                                                      "PublicExpenseResultList",
                                                      "MedicalTicketInfo",
                                                      "TicketType",
                                                      "IssueNumber",
                                                      "MedicalTreatmentMonth",
                                                      "DesignatedMedicalInstitution",
                                                      "InjuryName",
                                                      "Address",
                                                      "PostNumber",
                                                      "ReasonOfLoss",
                                                      "BeneficiaryNumber",
                                                      "PublicExpenseNumber",
                                                      "12000006",
                                                      "見本の傷病"};

TEST_F(Withheld, D8_state_6_carries_no_number_and_no_ticket) {
  auto& x = system.clinic(clinic_x);
  const auto tapped = x.tap(system.card("R2"));
  ASSERT_EQ(tapped.files.size(), 1U) << tapped.said.out << tapped.said.err;
  const auto& face = tapped.files[0].bytes;
  const auto xml = tapped.files[0].xml();
  EXPECT_EQ(xml.first("QualificationValidity"), "6");
  EXPECT_EQ(xml.first("InsurerName"), "〇〇市福祉事務所");
  EXPECT_EQ(xml.first("Name"), "髙橋　﨑子");
  for (const auto& text : numbers_and_tickets) expect_absent(face, text);
  expect_absent(face, recipient("R2").number);
  expect_absent(face, recipient("R2").address);
  for (const auto& text : {std::string(payer), recipient("R2").number, recipient("R2").address}) {
    EXPECT_EQ(tapped.said.out.find(text), std::string::npos) << tapped.said.out;
  }
}

TEST_F(Withheld, D8_and_D11_are_the_same_bytes) {
  auto& x = system.clinic(clinic_x);
  const auto card = system.card("R2");
  const auto none = x.tap(card);
  ASSERT_EQ(none.files.size(), 1U);
  system.registered("ticket",
                    ticket_csv({{"R2", "00000099", std::string(clinic_y), system.month()}}));
  const auto elsewhere = x.tap(card);
  ASSERT_EQ(elsewhere.files.size(), 1U);
  EXPECT_EQ(comparable(none.files[0].bytes), comparable(elsewhere.files[0].bytes));
  for (const auto& text : numbers_and_tickets) expect_absent(elsewhere.files[0].bytes, text);
  expect_absent(elsewhere.files[0].bytes, std::string(clinic_y));
  // The other direction: there it is valid.
  auto& y = system.clinic(clinic_y);
  EXPECT_EQ(y.tap(card).files.at(0).xml().first("QualificationValidity"), "1");
}

TEST_F(Withheld, D19_and_D28_are_the_same_bytes) {
  auto& x = system.clinic(clinic_x);
  const auto none = answer(x, question("R2"));
  EXPECT_NE(none.find("<QualificationValidity>2<"), std::string::npos) << none;
  system.registered("ticket",
                    ticket_csv({{"R2", "00000099", std::string(clinic_y), system.month()}}));
  const auto elsewhere = answer(x, question("R2"));
  EXPECT_EQ(comparable(none), comparable(elsewhere));
  for (const auto* text : {"MedicalTicketInfo", "DesignatedMedicalInstitution", "1310000029"}) {
    expect_absent(elsewhere, text);
  }
  expect_absent(elsewhere, recipient("R2").name);
  auto at_y = question("R2");
  at_y.institution = clinic_y;
  auto& y = system.clinic(clinic_y);
  EXPECT_EQ(y.send(message(at_y)).xml().first("QualificationValidity"), "1");
}

TEST_F(Withheld, D22_three_causes_give_the_same_bytes) {
  auto& x = system.clinic(clinic_x);
  auto unknown = question("R1");
  unknown.number = "1010081";
  auto wrong_birth = question("R1");
  wrong_birth.birthdate = "19900116";
  const auto hidden = question("R4");
  std::vector<std::string> answers;
  for (const auto& asked : {unknown, wrong_birth, hidden}) {
    auto bytes = answer(x, asked);
    EXPECT_NE(bytes.find("<QualificationValidity>4<"), std::string::npos) << bytes;
    answers.push_back(without(comparable(bytes), "QualificationConfirmSearchInfo"));
    for (const auto* name : {"生保", "秘密", "福祉事務所名", "MedicalTicketInfo"}) {
      expect_absent(bytes, name);
    }
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
}

TEST_F(Withheld, D3_a_not_disclosed_person_is_nowhere) {
  auto& x = system.clinic(clinic_x);
  const auto tapped = x.tap(system.card("R4"));
  ASSERT_EQ(tapped.files.size(), 1U) << tapped.said.out << tapped.said.err;
  EXPECT_EQ(tapped.files[0].xml().first("QualificationValidity"), "4");
  const auto accepted = x.send(tickets_message(x.code(), system.month(), "PC1"),
                               "OQSmutic01req_" + x.free_part() + ".xml");
  Clinic::Came month;
  eventually([&] {
    month = x.send(download_message(x.code(), accepted.xml().first("ReceptionNumber")),
                   "OQSmutic02req_" + x.free_part() + ".xml");
    return month.name.ends_with(".zip");
  });
  const auto entries = unzipped(x.res(month.name));
  ASSERT_EQ(entries.size(), 1U);
  for (const auto& bytes : {tapped.files[0].bytes, entries[0].bytes}) {
    expect_absent(bytes, "秘密");
    expect_absent(bytes, recipient("R4").number);
    expect_absent(bytes, "A1\n");
  }
  EXPECT_NE(entries[0].bytes.find(shift_jis("生保　一郎")), std::string::npos);
}

// Law 9, after good and bad questions in every channel, at the most talkative log level.
TEST_F(Withheld, Logs_name_no_person_no_number_and_no_file) {
  auto& x = system.clinic(clinic_x);
  const std::string patient = "20261123PATIENT0077";
  auto asked = question("R1");
  asked.identifier = "IDENT-SECRET-0077";
  x.send(message(asked), "OQSsiquc01req_" + patient + ".xml");
  x.send("<XmlMsg", "OQSsiquc01req_" + patient + "b.xml");
  x.send(message(asked), "YZKsiquc01req_" + patient + "c.xml");
  x.send(message(asked), "OQSsiquc01req_" + patient + ".xml");  // the result stands there already
  std::filesystem::create_directory(x.req("OQSsiquc01req_" + patient + "d.xml"));
  asked.birthdate = "19900230";
  x.send(message(asked));
  asked.institution = clinic_y;
  x.send(message(asked));
  x.tap(system.card("R2"));
  x.tap(system.card("R1"), {"--pin", "0000"});
  x.tap(system.card("R6"), {"--mode", "visual", "--staff", "佐藤見子"});
  run({"ask", "--terminal", x.config(), "--payer", std::string(payer), "--number", "1010008",
       "--birth", "19900115"});
  system.import("ticket", "OfficeCode,RecipientKey\n13101,R1\n");
  system.import("qualification", qualification_csv({{"R9", "12", "名　前", "ﾅﾏｴ", "9", "1990"}}));
  EXPECT_EQ(x.process.terminate(), 0);
  system.stop_center();

  const std::pair<const char*, std::string> logs[] = {{"terminal", x.log()},
                                                      {"center", system.center_log()}};
  for (const auto& [whose, log] : logs) {
    SCOPED_TRACE(whose);
    EXPECT_FALSE(log.empty());
    for (const auto& person : everybody()) {
      EXPECT_EQ(log.find(person.name), std::string::npos) << person.name;
      EXPECT_EQ(log.find(person.kana), std::string::npos) << person.kana;
      EXPECT_EQ(log.find(person.number), std::string::npos) << person.number;
      EXPECT_EQ(log.find(person.birthdate), std::string::npos) << person.birthdate;
    }
    for (const auto& text : {patient, std::string("IDENT-SECRET"), std::string(insured_number),
                             std::string("佐藤見子"), std::string("12000006"), std::string("ﾅﾏｴ"),
                             std::string("見本の傷病"), std::string("1234\n")}) {
      EXPECT_EQ(log.find(text), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace madoguchi::flow
