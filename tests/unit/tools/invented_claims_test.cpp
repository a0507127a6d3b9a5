#include "tools/generate/invented_claims.hpp"

#include <gtest/gtest.h>

#include <set>

#include "history/checkup_files.hpp"
#include "history/masters.hpp"
#include "history/uke_reader.hpp"

namespace madoguchi::tools {
namespace {

std::vector<ClaimedPerson> people() {
  return {
      {"生保　一郎", "セイホ　イチロウ", "1", *util::Day::parse("19900115"), "12000006", "1010008"},
      {"髙橋　﨑子", "タカハシ　サキコ", "2", *util::Day::parse("19850303"), "12000006",
       "1010016"}};
}

history::UkeFindings read(const std::string& bytes, std::vector<history::Claim>& claims) {
  history::MemoryBytes source(bytes);
  history::UkeReader reader(source, history::uke_encoding(source));
  while (auto claim = reader.next()) claims.push_back(std::move(*claim));
  return reader.findings();
}

TEST(InventedClaims, are_claims_files_with_right_totals) {
  for (const auto* code : {"1310000011", "1340000015"}) {
    InventedClaims of;
    of.institution_code = code;
    of.institution_name = "見本医療機関";
    of.issuer_code = "1310000011";
    of.issuer_name = "見本医院";
    of.month = *util::Month::parse("202402");
    of.contents = InventedClaims::Contents::with_operation;
    std::vector<history::Claim> claims;
    const auto found = read(invented_claims(of, people()), claims);
    ASSERT_FALSE(found.refusal) << found.refusal->text;
    EXPECT_EQ(found.encoding, history::UkeEncoding::cp932);
    EXPECT_EQ(found.notes_total, 0U) << found.notes.at(0).text;
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[1].identity.name, "髙橋　﨑子");
    EXPECT_FALSE(claims[0].drugs.empty());
    EXPECT_EQ(invented_claims(of, people()), invented_claims(of, people()));
    const auto master = history::read_drug_master(invented_drug_master());
    ASSERT_FALSE(master.refusal);
    std::set<std::string> known;
    for (const auto& drug : master.drugs) known.insert(drug.code);
    for (const auto& drug : claims[0].drugs) EXPECT_TRUE(known.contains(drug.code));
  }
}

TEST(InventedClaims, check_ups_and_masters_are_read_without_a_note) {
  const auto checkups =
      history::read_checkup_csv(invented_checkups(people(), *util::Day::parse("20240501"), 1));
  ASSERT_FALSE(checkups.refusal) << checkups.refusal->text;
  EXPECT_EQ(checkups.checkups.size(), 2U);
  EXPECT_TRUE(checkups.notes.empty());
  EXPECT_TRUE(history::read_procedure_master(invented_procedure_master()).notes.empty());
}

}  // namespace
}  // namespace madoguchi::tools
