// `madoguchi generate`: files that `madoguchi import` takes as they are.
#include <algorithm>

#include "domain/identifiers.hpp"
#include "flow/requests.hpp"
#include "flow/system.hpp"
#include "tools/generate/invented.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

class Generate : public testing::Test {
 protected:
  Finished generate(const std::string& name, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"generate",           "--dir", system.path(name).string(),
                                      "--recipients",       "1500",  "--day",
                                      system.today().text()};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  void certify(tools::PartySort sort, const std::string& code) {
    tools::IssueRequest request;
    request.sort = sort;
    request.code = code;
    request.valid_from = System::now().plus_ms(-60000);
    request.valid_to = System::now().plus_ms(86400000);
    ASSERT_TRUE(system.authorities().issue(request, System::now()).has_value());
  }
  // Each office writes its own with its own certificate.
  std::string line_of_office(const std::string& code) {
    const auto file = system.path("line-" + code + ".toml");
    if (!fs::exists(file)) {
      certify(tools::PartySort::office, code);
      write_in_place(file, system.center_part("office-" + code));
    }
    return file.string();
  }
  // The file goes in whole: nothing refused, nothing remarked.
  void taken(const std::string& kind, const fs::path& file) {
    const auto stem = file.stem().string();
    const auto dash = stem.find('-');
    const auto line = dash == std::string::npos ? system.line_file("operator")
                                                : line_of_office(stem.substr(dash + 1));
    const auto done = run({"import", kind, file.string(), "--config", line});
    EXPECT_EQ(done.code, 0) << file << "\n" << done.out << done.err;
    EXPECT_NE(done.out.find("0 refused"), std::string::npos) << done.out;
    EXPECT_FALSE(fs::exists(file.string() + ".errors.csv"))
        << bytes_of(file.string() + ".errors.csv");
  }
  // Every registration file of that kind in the folder.
  void all_taken(const std::string& kind, const fs::path& folder) {
    std::size_t files = 0;
    for (const auto& name : names_in(folder)) {
      if (!name.starts_with(kind) || !name.ends_with(".csv")) continue;
      taken(kind, folder / name);
      ++files;
    }
    EXPECT_GT(files, 0U) << kind;
  }
  System system;
};

TEST_F(Generate, Files_are_taken_as_they_are_and_answer_as_they_say) {
  system.start_center();
  const auto made = generate("people", {"--cards", "3", "--pki", system.path("pki").string()});
  ASSERT_EQ(made.code, 0) << made.out << made.err;
  const auto folder = system.path("people");
  for (const auto* kind :
       {"institution", "office", "qualification", "ticket", "insurance", "card"}) {
    all_taken(kind, folder);
  }
  const tools::InventedPopulation all({1500, 2, system.today(), 1});
  const tools::InventedOffice office(all, 0);
  const auto& code = office.institutions().front().code;
  certify(tools::PartySort::institution, code);
  auto& clinic = system.clinic(code);
  std::size_t valid = 0, none = 0;
  for (std::uint64_t n = 0; n < office.recipients() && valid + none < 60; ++n) {
    const auto one = office.recipient(n);
    const auto& last = one.qualifications.back().qualification;
    if (last.end || last.not_disclosed || one.qualifications.size() > 1) continue;
    const bool own = std::any_of(one.tickets.begin(), one.tickets.end(), [&](const auto& row) {
      return row.ticket.institution_code == code && row.ticket.from <= system.today() &&
             system.today() <= row.ticket.to;
    });
    (own ? valid : none) += 1;
    if ((own ? valid : none) > 8) continue;
    Question asked;
    asked.day = system.today().text();
    asked.institution = code;
    asked.payer = last.payer.text();
    asked.number = last.beneficiary.text();
    asked.birthdate = last.person.birthdate.text();
    const auto xml = clinic.send(message(asked)).xml();
    EXPECT_EQ(xml.first("QualificationValidity"), own ? "1" : "2") << n << xml.text();
    EXPECT_EQ(xml.first("Name"), own ? last.person.name : "") << n;
  }
  EXPECT_GT(valid, 0U);
  EXPECT_GT(none, 0U);
  for (const auto* card : {"G1-00000000.card", "G1-00000001.card", "G1-00000002.card"}) {
    EXPECT_TRUE(fs::exists(folder / "cards" / card)) << card;
  }
  const auto tapped = clinic.tap((folder / "cards/G1-00000000.card").string());
  ASSERT_EQ(tapped.files.size(), 1U) << tapped.said.out << tapped.said.err;
  system.expect_whole_chain();
}

TEST_F(Generate, The_same_seed_makes_the_same_bytes_and_nothing_is_overwritten) {
  ASSERT_EQ(generate("a").code, 0);
  ASSERT_EQ(generate("b").code, 0);
  ASSERT_EQ(generate("c", {"--seed", "2"}).code, 0);
  const auto names = names_in(system.path("a"));
  EXPECT_EQ(names, names_in(system.path("b")));
  std::size_t different = 0;
  for (const auto& name : names) {
    const auto bytes = bytes_of(system.path("a") / name);
    EXPECT_EQ(bytes, bytes_of(system.path("b") / name)) << name;
    different += bytes != bytes_of(system.path("c") / name) ? 1 : 0;
  }
  EXPECT_GT(different, 4U);
  const auto again = generate("a", {"--seed", "2"});
  EXPECT_EQ(again.code, 1);
  EXPECT_EQ(bytes_of(system.path("a") / "office.csv"), bytes_of(system.path("b") / "office.csv"));
  EXPECT_EQ(generate("d", {"--recipients", "0"}).code, 2);
  EXPECT_EQ(generate("d", {"--day", "20260230"}).code, 2);
  EXPECT_FALSE(fs::exists(system.path("d")));
}

}  // namespace
}  // namespace madoguchi::flow
