// `madoguchi import`: what a registration file may look like, what is refused, and what it shows.
#include <sstream>

#include "flow/requests.hpp"
#include "flow/system.hpp"
#include "util/csv.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

class Registering : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  std::string validity(Clinic& clinic, const Recipient& person) {
    return clinic.send(message(about(person, system.today()))).xml().first("QualificationValidity");
  }
  struct Problem {
    std::string line, field, severity, code;
  };
  std::vector<Problem> problems() const {
    std::vector<Problem> found;
    const auto text = bytes_of(system.imported_file + ".errors.csv");
    util::CsvReader reader(text);
    util::CsvRow row;
    while (reader.next(row)) {
      EXPECT_EQ(row.fields.size(), 5U) << text;
      if (row.fields.size() != 5) continue;
      found.push_back({std::string(row.fields[0]), std::string(row.fields[1]),
                       std::string(row.fields[2]), std::string(row.fields[3])});
    }
    if (!found.empty()) found.erase(found.begin());  // the header
    return found;
  }
  // With one text changed, once.
  static std::string changed(std::string csv, const std::string& what, const std::string& other) {
    const auto at = csv.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return csv.replace(at, what.size(), other);
  }
  System system;
};

TEST_F(Registering, A_missing_or_unknown_column_refuses_the_file) {
  const auto before = system.metric("published_batch");
  const auto people = qualification_csv({one_of_crowd(1)});
  const auto missing = system.import("qualification", changed(people, "BeneficiaryNumber", "Sex2"));
  EXPECT_EQ(missing.code, 1) << missing.out << missing.err;
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].line, "1");
  EXPECT_EQ(problems()[0].field, "BeneficiaryNumber");
  EXPECT_EQ(problems()[0].code, "column_missing");
  const auto unknown = system.import("qualification", changed(people, "Address", "Adress"));
  EXPECT_EQ(unknown.code, 1);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].code, "column_unknown");
  EXPECT_EQ(problems()[0].field, "Adress");
  EXPECT_EQ(system.metric("published_batch"), before);
}

TEST_F(Registering, Mixed_line_ends_quotes_and_encodings_are_fine) {
  auto& x = system.clinic(clinic_x);
  std::vector<Recipient> people;
  std::vector<TicketOf> tickets;
  for (int i = 1; i <= 6; ++i) {
    people.push_back(one_of_crowd(i));
    tickets.push_back(
        {people.back().key, "9000000" + std::to_string(i), std::string(clinic_x), system.month()});
  }
  people[1].address = "\"〇〇市, \"\"荘\"\"２号\"";
  people[2].name = "\"群衆　クォート\"";
  auto csv = qualification_csv(people);
  // CRLF behind the first row, CR behind the second, LF behind the others, none behind the last.
  csv = changed(csv, ",0,20260101000001\n", ",0,20260101000001\r\n");
  csv = changed(csv, ",0,20260101000001\n", ",0,20260101000001\r");
  csv.pop_back();
  const auto done = system.import("qualification", "\xEF\xBB\xBF" + csv);
  EXPECT_EQ(done.code, 0) << done.out << done.err;
  EXPECT_NE(done.out.find("6 new"), std::string::npos) << done.out;
  const auto sjis = system.import("ticket", shift_jis(ticket_csv(tickets)));
  EXPECT_EQ(sjis.code, 0) << sjis.out << sjis.err;
  for (const auto& person : people) EXPECT_EQ(validity(x, person), "1") << person.key;
  const auto xml = x.send(message(about(people[1], system.today()))).xml();
  EXPECT_EQ(xml.first("Address"), "〇〇市, \"荘\"２号");
}

TEST_F(Registering, Bad_rows_are_told_with_line_field_and_code_and_good_rows_count) {
  auto& x = system.clinic(clinic_x);
  std::vector<Recipient> people;
  for (int i = 1; i <= 5; ++i) people.push_back(one_of_crowd(i));
  people[1].birthdate = "19900230";
  people[2].sex = "9";
  people[3].number = "12";
  const auto done = system.import("qualification", qualification_csv(people));
  EXPECT_EQ(done.code, 1);
  EXPECT_NE(done.out.find("3 refused"), std::string::npos) << done.out;
  const auto found = problems();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].line + " " + found[0].field, "3 Birthdate");
  EXPECT_EQ(found[1].line + " " + found[1].field, "4 Sex1");
  EXPECT_EQ(found[2].line + " " + found[2].field, "5 BeneficiaryNumber");
  for (const auto& one : found) {
    EXPECT_EQ(one.severity, "error");
    EXPECT_FALSE(one.code.empty());
  }
  system.registered(
      "ticket", ticket_csv({{people[0].key, "90000001", std::string(clinic_x), system.month()},
                            {people[4].key, "90000005", std::string(clinic_x), system.month()}}));
  EXPECT_EQ(validity(x, people[0]), "1");
  EXPECT_EQ(validity(x, people[4]), "1");
  auto corrected = people[1];
  corrected.birthdate = "19900228";
  EXPECT_EQ(validity(x, corrected), "4");
}

TEST_F(Registering, A_line_end_inside_a_field_costs_that_row_only) {
  std::vector<Recipient> people;
  for (int i = 1; i <= 3; ++i) people.push_back(one_of_crowd(i));
  people[1].address = "\"〇〇市\n２号\"";
  people[2].sex = "9";  // its line is counted behind the two lines of the row before
  const auto done = system.import("qualification", qualification_csv(people));
  EXPECT_EQ(done.code, 1);
  EXPECT_NE(done.out.find("1 new"), std::string::npos) << done.out;
  const auto found = problems();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].line + " " + found[0].field, "3 Address");
  EXPECT_EQ(found[1].line + " " + found[1].field, "5 Sex1");
}

TEST_F(Registering, A_quote_that_is_never_closed_costs_its_own_row_only) {
  std::vector<Recipient> people;
  for (int i = 1; i <= 3; ++i) people.push_back(one_of_crowd(i));
  people[1].address = "\"〇〇市";
  const auto done = system.import("qualification", qualification_csv(people));
  EXPECT_EQ(done.code, 1);
  EXPECT_NE(done.out.find("2 new"), std::string::npos) << done.out;
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].line, "3");
  EXPECT_EQ(problems()[0].code, "csv");
}

TEST_F(Registering, The_error_file_has_the_encoding_of_its_source) {
  auto person = one_of_crowd(1);
  person.sex = "9";
  system.import("qualification", shift_jis(qualification_csv({person})));
  const auto sjis = bytes_of(system.imported_file + ".errors.csv");
  EXPECT_TRUE(as_shift_jis_unless_bom(sjis));
  EXPECT_FALSE(Xml::parse("<a>" + sjis + "</a>") &&
               as_declared("<?xml encoding=\"UTF-8\"?>" + sjis))
      << "it is not UTF-8";
  system.import("qualification", "\xEF\xBB\xBF" + qualification_csv({person}));
  EXPECT_TRUE(bytes_of(system.imported_file + ".errors.csv").starts_with("\xEF\xBB\xBF"));
}

TEST_F(Registering, A_dry_run_tells_everything_and_changes_nothing) {
  auto& x = system.clinic(clinic_x);
  const auto before = system.metric("published_batch");
  const auto csv = ticket_csv({{"R2", "00000055", std::string(clinic_x), system.month()}});
  const auto dry = system.import("ticket", csv, {"--dry-run"});
  EXPECT_EQ(dry.code, 0) << dry.out << dry.err;
  EXPECT_NE(dry.out.find("1 new"), std::string::npos) << dry.out;
  EXPECT_NE(dry.out.find("Dry run"), std::string::npos);
  EXPECT_EQ(system.metric("published_batch"), before);
  EXPECT_EQ(validity(x, recipient("R2")), "2");
  system.registered("ticket", csv);
  EXPECT_EQ(validity(x, recipient("R2")), "1");
}

TEST_F(Registering, Again_changes_nothing_and_a_correction_or_cancellation_shows_at_once) {
  auto& x = system.clinic(clinic_x);
  std::vector<TicketOf> tickets = {{"R2", "00000055", std::string(clinic_x), system.month()}};
  system.registered("ticket", ticket_csv(tickets));
  const auto again = system.import("ticket", ticket_csv(tickets));
  EXPECT_EQ(again.code, 0);
  EXPECT_NE(again.out.find("0 new, 0 changed, 0 removed, 1 unchanged"), std::string::npos)
      << again.out;
  tickets[0].injury = "訂正した傷病";
  system.registered("ticket", ticket_csv(tickets, 2));
  EXPECT_EQ(x.send(message(about(recipient("R2"), system.today()))).xml().first("InjuryName1"),
            "訂正した傷病");
  tickets[0].deleted = "1";
  system.registered("ticket", ticket_csv(tickets, 3));
  EXPECT_EQ(validity(x, recipient("R2")), "2");
}

TEST_F(Registering, A_party_writes_only_what_is_its_own) {
  write_in_place(system.path("institutions.csv"),
                 "MedicalInstitutionCode,Name,DesignatedFrom\n1310000045,医院,20200101\n");
  const auto by_office = run({"import", "institution", system.path("institutions.csv").string(),
                              "--config", system.line_file("office")});
  EXPECT_EQ(by_office.code, 1);
  EXPECT_NE(by_office.err.find("E2006"), std::string::npos) << by_office.err;
  const auto other = system.import(
      "qualification", changed(qualification_csv({one_of_crowd(1)}), "\n13101,", "\n13102,"));
  EXPECT_EQ(other.code, 1);
  ASSERT_EQ(problems().size(), 1U);
  EXPECT_EQ(problems()[0].code, "office_mismatch");
}

}  // namespace
}  // namespace madoguchi::flow
