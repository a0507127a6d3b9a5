// What each known receipt computer needs, from its request to the result it can read.
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow/clients.hpp"

namespace madoguchi::flow {
namespace {

class Clients : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  Question question(std::string_view key) const { return about(recipient(key), system.today()); }
  System system;
};

ClinicChoice in_encoding(const std::string& encoding, const std::string& bulk_form = "zip") {
  ClinicChoice choice;
  choice.encoding = encoding;
  choice.bulk_form = bulk_form;
  return choice;
}

// The units of the month as any of the settings must give them.
void expect_units_of_the_month(const Xml& xml) {
  EXPECT_EQ(xml.first("SegmentOfResult"), "1");
  const auto units = xml.all("BulkConfirmUnit");
  ASSERT_EQ(units.size(), 3U);  // R1, R6, R7; R4 is not disclosed, the others have no ticket here
  std::string names;
  for (const auto& unit : units) {
    EXPECT_EQ(unit.first("ProcessingResultStatus"), "1");
    EXPECT_EQ(unit.first("QualificationValidity"), "1");
    EXPECT_EQ(unit.count("MedicalTicketInfo"), 1U);
    names += unit.first("Name") + "/";
  }
  for (const auto* name : {"生保　一郎", "併用　六子", "𠮟咤～　髙﨑－"}) {
    EXPECT_NE(names.find(name), std::string::npos) << names;
  }
}

TEST_F(Clients, OD2_fetches_the_month_in_every_form_that_it_can_read) {
  for (const auto* encoding : {"Shift_JIS", "UTF-8+BOM"}) {
    for (const auto* form : {"zip", "xml"}) {
      SCOPED_TRACE(std::string(encoding) + " " + form);
      auto& x = system.clinic(clinic_x, in_encoding(encoding, form));
      Od2 od2(x);
      const auto reception = od2.begin(system.month());
      ASSERT_FALSE(reception.empty());
      const auto first = od2.download(reception);
      ASSERT_TRUE(first);
      EXPECT_TRUE(first->name.ends_with(form)) << first->name;
      const auto xml = od2.read(*first);
      ASSERT_TRUE(xml);
      expect_units_of_the_month(*xml);
      EXPECT_EQ(xml->first("CharacterCodeIdentifier"),
                std::string(encoding) == "Shift_JIS" ? "1" : "0");
      EXPECT_EQ(xml->first("ReceptionNumber"), reception);
      // The same number again, under a new name: the same content.
      const auto second = od2.download(reception);
      ASSERT_TRUE(second);
      EXPECT_NE(second->name, first->name);
      const auto again = od2.read(*second);
      ASSERT_TRUE(again);
      EXPECT_EQ(without(again->text(), "ProcessExecutionTime"),
                without(xml->text(), "ProcessExecutionTime"));
      EXPECT_EQ(x.process.terminate(), 0);
    }
  }
}

TEST_F(Clients, A_reader_of_UTF8_fetches_the_month_without_BOM) {
  for (const auto* form : {"zip", "xml"}) {
    SCOPED_TRACE(form);
    auto& x = system.clinic(clinic_x, in_encoding("UTF-8", form));
    const auto accepted = x.send(tickets_message(x.code(), system.month(), "PC1"),
                                 "OQSmutic01req_" + x.free_part() + ".xml");
    EXPECT_TRUE(accepted.name.ends_with(".xml"));
    const auto reception = accepted.xml().first("ReceptionNumber");
    ASSERT_FALSE(reception.empty()) << accepted.bytes;
    std::optional<Xml> month;
    eventually([&] {
      const auto came =
          x.send(download_message(x.code(), reception), "OQSmutic02req_" + x.free_part() + ".xml");
      auto bytes = came.bytes;
      if (came.name.ends_with(".zip")) {
        const auto entries = unzipped(x.res(came.name));
        if (entries.size() != 1) return true;
        EXPECT_EQ(entries[0].name, came.name.substr(0, came.name.size() - 4) + ".xml");
        bytes = entries[0].bytes;
      }
      EXPECT_FALSE(bytes.starts_with("\xEF\xBB\xBF"));
      const auto text = as_declared(bytes);
      month = text ? Xml::parse(*text) : std::nullopt;
      return !month || month->first("SegmentOfResult") != "2";
    });
    ASSERT_TRUE(month);
    expect_units_of_the_month(*month);
    EXPECT_EQ(x.process.terminate(), 0);
  }
}

TEST_F(Clients, MYR_believes_the_answer_and_never_asks_twice) {
  auto& x = system.clinic(clinic_x, in_encoding("UTF-8"));
  Myr myr(x, Myr::Encoding::utf8);
  auto asked = question("R1");
  asked.identifier = "RA-20261123-0001";
  const auto xml = myr.ask(asked, system.today().text() + "0001");
  ASSERT_TRUE(xml);
  EXPECT_EQ(xml->first("QualificationValidity"), "1");
  EXPECT_EQ(xml->first("InsuredIdentificationNumber"), asked.number);
  EXPECT_FALSE(myr.ask(asked, system.today().text() + "0001")) << "it must refuse to send";
  // It asks the same insurance fields back.
  EXPECT_EQ(xml->all("QualificationConfirmSearchInfo").at(0).first("Birthdate"), asked.birthdate);
  asked.payer = insurer;
  asked.number = insured_number;
  asked.symbol = insured_symbol;
  asked.birthdate = recipient("R6").birthdate;
  const auto insured = myr.ask(asked, system.today().text() + "0002");
  ASSERT_TRUE(insured);
  EXPECT_EQ(insured->first("InsuredCardClassification"), "01");
  EXPECT_EQ(insured->first("InsuredCardSymbol"), insured_symbol);
}

TEST_F(Clients, MYR_reads_face_files_of_one_result_each) {
  auto choice = in_encoding("Shift_JIS");
  choice.face_files = "one_per_result";
  auto& x = system.clinic(clinic_x, choice);
  const Myr myr(x, Myr::Encoding::shift_jis);
  const auto tapped = x.tap(system.card("R6"));
  ASSERT_EQ(tapped.files.size(), 2U) << tapped.said.out << tapped.said.err;
  std::string classes;
  for (const auto& face : tapped.files) {
    const auto xml = myr.read_face(face, system.today().text());
    ASSERT_TRUE(xml) << face.name;
    EXPECT_EQ(xml->first("CharacterCodeIdentifier"), "1");
    EXPECT_EQ(xml->first("QualificationValidity"), "1");
    classes += xml->first("InsuredCardClassification");
  }
  EXPECT_TRUE(classes == "A101" || classes == "01A1") << classes;
}

TEST_F(Clients, MYR_cannot_read_a_face_file_with_two_results) {
  auto& x = system.clinic(clinic_x, in_encoding("UTF-8"));
  const Myr myr(x, Myr::Encoding::utf8);
  const auto both = x.tap(system.card("R6"));
  ASSERT_EQ(both.files.size(), 1U);
  EXPECT_FALSE(myr.read_face(both.files[0], system.today().text()));
  const auto one = x.tap(system.card("R1"));
  ASSERT_EQ(one.files.size(), 1U);
  EXPECT_TRUE(myr.read_face(one.files[0], system.today().text()));
}

TEST_F(Clients, EMR_finds_its_result_by_the_literal_identifier) {
  auto& x = system.clinic(clinic_x, in_encoding("UTF-8"));
  Emr emr(x);
  for (const auto* identifier : {"plain-1", "a&amp;b-2", "&#x41;&apos;&quot;-3", "&lt;tag&gt;-4",
                                 "窓口～髙-5", "&amp;#x41;-6"}) {
    auto asked = question("R1");
    asked.identifier = identifier;
    const auto found = emr.ask(asked);
    ASSERT_TRUE(found) << identifier;
    const auto xml = Xml::parse(found->text);
    ASSERT_TRUE(xml);
    EXPECT_EQ(xml->first("QualificationValidity"), "1");
  }
}

TEST_F(Clients, EMR_gets_an_err_beside_its_request_for_what_is_not_offered) {
  auto& x = system.clinic(clinic_x, in_encoding("UTF-8"));
  Emr emr(x);
  const std::string text =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><XmlMsg><MessageHeader>"
      "<MedicalInstitutionCode>1310000011</MedicalInstitutionCode></MessageHeader><MessageBody>"
      "<FileCategory>2</FileCategory></MessageBody></XmlMsg>";
  const auto found = emr.send("CIPsiquc01", text);
  ASSERT_TRUE(found);
  ASSERT_TRUE(found->name.ends_with(".err")) << found->name;
  EXPECT_TRUE(found->text.starts_with("E1009\r\n")) << found->text;
  auto copy = found->name;
  copy.replace(copy.size() - 4, 4, ".xml");
  EXPECT_EQ(bytes_of(x.res(copy)), text);
  EXPECT_TRUE(names_in(x.req()).empty());
}

TEST_F(Clients, EMR_may_take_its_request_away_again) {
  auto& x = system.clinic(clinic_x, in_encoding("UTF-8"));
  Emr emr(x);
  for (int i = 0; i < 20; ++i) emr.give_up(question("R1"));
  auto asked = question("R1");
  asked.identifier = "after";
  ASSERT_TRUE(emr.ask(asked));
  EXPECT_EQ(names_in(x.res()).size(), 1U);
  EXPECT_TRUE(x.process.running());
}

TEST_F(Clients, SANO_writes_XML_in_its_own_way) {
  auto& x = system.clinic(clinic_x);
  Sano sano(x);
  const auto xml = sano.ask(question("R1"), 12345);
  ASSERT_TRUE(xml);
  EXPECT_EQ(xml->first("QualificationValidity"), "1");
  EXPECT_EQ(xml->first("Name"), "生保　一郎");
}

TEST_F(Clients, ELW_sees_a_change_after_the_file_appeared) {
  auto choice = in_encoding("UTF-8");
  choice.touch = "yes";
  auto& x = system.clinic(clinic_x, choice);
  Elw elw(x);
  const auto name = "OQSsiquc01req_" + x.free_part() + ".xml";
  write_in_place(x.req(name), message(question("R1")));
  const auto came = elw.next();
  ASSERT_TRUE(came) << "no change was seen";
  const auto xml = Xml::parse(came->bytes);
  ASSERT_TRUE(xml) << came->bytes;
  EXPECT_EQ(xml->first("QualificationValidity"), "1");
}

// Quirk 6: watchers for new files know nothing of renames inside res/.
TEST_F(Clients, Watchers_of_res_see_final_names_only) {
  auto& x = system.clinic(clinic_x);
  const int inotify = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  ::inotify_add_watch(inotify, x.res().c_str(), IN_ALL_EVENTS);
  std::vector<std::string> sent;
  for (int i = 0; i < 5; ++i) sent.push_back(x.send(message(question("R1"))).name);
  sent.push_back(x.send("no xml at all").name);
  alignas(inotify_event) char buffer[65536];
  std::size_t appeared = 0;
  ssize_t got = 0;
  while ((got = ::read(inotify, buffer, sizeof buffer)) > 0) {
    for (ssize_t at = 0; at < got;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      if (event->len == 0) continue;
      const std::string name = event->name;
      EXPECT_TRUE(name.starts_with("OQSsiquc01re")) << name;
      EXPECT_EQ(event->mask & (IN_MOVED_FROM | IN_MODIFY), 0U) << name;
      appeared += (event->mask & (IN_CREATE | IN_MOVED_TO)) != 0 ? 1 : 0;
    }
  }
  ::close(inotify);
  EXPECT_EQ(appeared, sent.size() + 1) << "five results, an .err and its request";
}

TEST_F(Clients, Madoguchi_ask_prints_the_screen_and_the_message) {
  auto& x = system.clinic(clinic_x);
  const std::vector<std::string> words = {"ask",     "--terminal",       x.config(),
                                          "--payer", std::string(payer), "--number",
                                          "1010008", "--birth",          "19900115"};
  const auto screen = run(words);
  EXPECT_EQ(screen.code, 0) << screen.err;
  EXPECT_NE(screen.out.find("生保　一郎"), std::string::npos) << screen.out;
  for (const auto* form : {"--xml", "--json"}) {
    auto more = words;
    more.emplace_back(form);
    const auto said = run(more);
    EXPECT_EQ(said.code, 0) << said.err;
    EXPECT_NE(said.out.find("MedicalTreatmentMonth"), std::string::npos) << said.out;
  }
}

}  // namespace
}  // namespace madoguchi::flow
