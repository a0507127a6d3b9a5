// Registration files of a size and content that nobody should send, and somebody does.
#include <fmt/format.h>

#include <atomic>
#include <thread>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

class LargeFiles : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
  }
  System system;
};

// Ten tickets a person; every fiftieth row is of no kind of ticket.
std::string many_tickets(int people, util::Month month) {
  constexpr int tickets_each = 10;
  std::vector<TicketOf> tickets;
  tickets.reserve(static_cast<std::size_t>(people) * tickets_each);
  for (int n = 1; n <= people; ++n) {
    for (int i = 0; i < tickets_each; ++i) {
      TicketOf ticket{one_of_crowd(n).key, fmt::format("{:08}", n * tickets_each + i),
                      fmt::format("131{:07}", i), month.plus_months(-i)};
      if (tickets.size() % 50 == 7) ticket.type = "09";
      tickets.push_back(std::move(ticket));
    }
  }
  return ticket_csv(tickets);
}

TEST_F(LargeFiles, A_million_rows_are_registered_while_answers_go_on) {
  const int people = long_run() ? 100000 : 5000;
  std::vector<Recipient> crowd;
  for (int n = 1; n <= people; ++n) crowd.push_back(one_of_crowd(n));
  auto& x = system.clinic(clinic_x);
  system.registered("qualification", qualification_csv(crowd));
  const auto csv = many_tickets(people, system.month());
  std::atomic<bool> done = false;
  Finished imported;
  std::thread import([&] {
    imported = system.import("ticket", csv);
    done = true;
  });
  int asked = 0;
  do {
    const auto came = x.send(message(about(recipient("R1"), system.today())));
    EXPECT_EQ(came.xml().first("QualificationValidity"), "1");
    ++asked;
  } while (!done);
  import.join();
  EXPECT_GE(asked, 1);
  const int rows = people * 10, bad = rows / 50;
  EXPECT_EQ(imported.code, 1);
  EXPECT_NE(imported.out.find(fmt::format("{} rows: {} new, 0 changed, 0 removed, 0 unchanged, "
                                          "{} refused",
                                          rows, rows - bad, bad)),
            std::string::npos)
      << imported.out << imported.err;
  // The same again is no change at all.
  const auto again = system.import("ticket", csv);
  EXPECT_NE(again.out.find(fmt::format("0 new, 0 changed, 0 removed, {} unchanged", rows - bad)),
            std::string::npos)
      << again.out << again.err;
}

// What a spreadsheet would take for a formula is a name like any other to us: it is stored and told
// as it is, and no CSV that we write begins a cell with it.
TEST_F(LargeFiles, Formulas_are_stored_as_text_and_never_written_as_the_start_of_a_cell) {
  const std::string formulas[] = {"=cmd|' /C calc'!A0", "+81-3-0000",   "-1+1", "@SUM(1)",
                                  "＝１＋１",           "=HYPERLINK(1)"};
  std::vector<Recipient> people;
  for (int n = 1; const auto& formula : formulas) {
    people.push_back(one_of_crowd(n++));
    people.back().name = formula;
    people.back().address = formula;
  }
  system.registered("qualification", qualification_csv(people));
  std::vector<TicketOf> tickets;
  for (int n = 1; const auto& one : people) {
    tickets.push_back({one.key, fmt::format("9{:07}", n++), std::string(clinic_x), system.month()});
    tickets.back().injury = one.name;
  }
  system.registered("ticket", ticket_csv(tickets));
  auto& x = system.clinic(clinic_x);
  for (const auto& one : people) {
    const auto xml = x.send(message(about(one, system.today()))).xml();
    EXPECT_EQ(xml.first("QualificationValidity"), "1");
    EXPECT_EQ(xml.first("Name"), one.name);
    EXPECT_EQ(xml.first("InjuryName1"), one.name);
  }

  // A formula where a code or a column's name belongs is refused, and told without becoming one.
  auto wrong = people;
  for (std::size_t i = 0; i < wrong.size(); ++i) wrong[i].sex = formulas[i];
  EXPECT_EQ(system.import("qualification", qualification_csv(wrong, 2)).code, 1);
  const auto errors = bytes_of(system.imported_file + ".errors.csv");
  EXPECT_EQ(system.import("qualification", "OfficeCode,=cmd|' /C calc'!A0\n13101,1\n").code, 1);
  for (const auto& file : {errors, bytes_of(system.imported_file + ".errors.csv")}) {
    EXPECT_NE(file, "");
    for (std::size_t at = 0; at < file.size(); ++at) {
      const bool begins = at == 0 || file[at - 1] == ',' || file[at - 1] == '\n' ||
                          (file[at - 1] == '"' && at > 1 && file[at - 2] == ',');
      if (!begins) continue;
      EXPECT_EQ(std::string("=+-@\t").find(file[at]), std::string::npos) << file;
    }
  }
}

// A tab or another control character never gets into a name.
TEST_F(LargeFiles, A_tab_before_a_formula_is_refused) {
  auto one = one_of_crowd(1);
  one.name = "\t=1+1";
  const auto done = system.import("qualification", qualification_csv({one}));
  EXPECT_EQ(done.code, 1);
  EXPECT_NE(done.out.find("control_character"), std::string::npos) << done.out;
}

}  // namespace
}  // namespace madoguchi::flow
