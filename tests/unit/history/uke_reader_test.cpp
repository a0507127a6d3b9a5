#include "history/uke_reader.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "unit/history/uke_text.hpp"
#include "util/file.hpp"

namespace madoguchi::history {
namespace {

struct ReadFile {
  std::vector<Claim> claims;
  UkeFindings findings;
};

ReadFile read_bytes(const std::string& bytes) {
  MemoryBytes source(bytes);
  const auto encoding = uke_encoding(source);
  UkeReader reader(source, encoding);
  ReadFile read;
  while (auto claim = reader.next()) read.claims.push_back(std::move(*claim));
  read.findings = reader.findings();
  return read;
}

std::string refusal_of(const UkeText& text) {
  const auto read = read_bytes(text.cp932());
  return read.findings.refusal ? read.findings.refusal->code : "none";
}

std::string drug_text(const DrugLine& drug) {
  return drug.code + " " + drug.dispensed.text() + " " + drug.quantity + " x" +
         std::to_string(drug.times) + " days " + std::to_string(drug.supply_days) +
         (drug.day_known ? "" : " day unknown");
}

TEST(UkeReader, 9_2_reads_a_clinic_claim) {
  const auto read = read_bytes(clinic_file().cp932());
  ASSERT_FALSE(read.findings.refusal) << read.findings.refusal->text;
  EXPECT_EQ(read.findings.notes_total, 0U);
  EXPECT_EQ(read.findings.encoding, UkeEncoding::cp932);
  EXPECT_TRUE(read.findings.unknown_records.empty());
  ASSERT_EQ(read.claims.size(), 1U);
  const auto& claim = read.claims[0];
  EXPECT_EQ(claim.institution_code, "1310000011");
  EXPECT_EQ(claim.institution_name, "●●医療機関");
  EXPECT_EQ(claim.month.text(), "202407");
  EXPECT_EQ(claim.billed.text(), "202408");
  EXPECT_EQ(claim.visit, VisitKind::out);
  EXPECT_EQ(claim.days, 2);
  EXPECT_EQ(claim.identity.name, "生保　一郎");
  EXPECT_EQ(claim.identity.kana, "セイホ　イチロウ");
  EXPECT_EQ(claim.identity.birthdate.text(), "19900115");
  ASSERT_EQ(claim.identity.payers.size(), 1U);
  EXPECT_EQ(claim.identity.payers[0].number, "1010008");
  ASSERT_EQ(claim.drugs.size(), 3U);
  EXPECT_EQ(drug_text(claim.drugs[0]), "620000001 20240703 2 x28 days 28");
  EXPECT_EQ(drug_text(claim.drugs[1]),
            "620000002 20240703 1 x28 days 28");  // class of the line before
  EXPECT_EQ(drug_text(claim.drugs[2]), "620000003 20240710 1 x2 days 0");  // class of its comment
  ASSERT_EQ(claim.procedures.size(), 3U);  // the fee of a visit is none
  EXPECT_EQ(claim.procedures[1].code, "150000190");
  EXPECT_EQ(claim.procedures[1].treatment_class, "50");
  EXPECT_EQ(claim.procedures[1].days, DaysOfMonth{1} << 9);
  EXPECT_EQ(claim.procedures[2].treatment_class, "54");
  EXPECT_EQ(claim.procedures[2].quantity, "1.5");
}

TEST(UkeReader, 9_4_nothing_of_disease_names_and_comments_is_kept) {
  const auto read = read_bytes(clinic_file().cp932());
  ASSERT_EQ(read.claims.size(), 1U);
  const auto kept = claim_json(read.claims[0]) + identity_json(read.claims[0].identity);
  for (const auto* secret : {"8840066", "ヒミツ", "810000001"}) {
    EXPECT_EQ(kept.find(secret), std::string::npos) << secret;
  }
}

TEST(UkeReader, 9_2_reads_a_pharmacy_claim_with_era_dates) {
  const auto read = read_bytes(pharmacy_file().cp932());
  ASSERT_FALSE(read.findings.refusal) << read.findings.refusal->text;
  ASSERT_EQ(read.claims.size(), 1U);
  const auto& claim = read.claims[0];
  EXPECT_EQ(claim.kind, ClaimKind::dispensing);
  EXPECT_EQ(claim.institution_code, "1340000015");
  EXPECT_EQ(claim.month.text(), "202407");
  EXPECT_EQ(claim.issuer_code, "1310000011");
  EXPECT_EQ(claim.issuer_name, "●●医療機関");
  EXPECT_EQ(claim.identity.birthdate.text(), "19900115");
  ASSERT_EQ(claim.drugs.size(), 3U);
  EXPECT_EQ(drug_text(claim.drugs[0]), "620000001 20240704 2 x28 days 28");
  EXPECT_EQ(drug_text(claim.drugs[1]), "620000004 20240704 1 x28 days 28");
  EXPECT_EQ(drug_text(claim.drugs[2]), "620000005 20240704 3 x2 days 0");
}

TEST(UkeReader, what_is_kept_comes_back_from_its_json) {
  for (const auto& text : {clinic_file(), pharmacy_file()}) {
    const auto claim = read_bytes(text.cp932()).claims.at(0);
    const auto back = read_claim_json(claim_json(claim));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->drugs, claim.drugs);
    EXPECT_EQ(back->procedures, claim.procedures);
    EXPECT_EQ(back->visit, claim.visit);
    EXPECT_EQ(back->issuer_name, claim.issuer_name);
    const auto who = read_identity_json(identity_json(claim.identity));
    ASSERT_TRUE(who);
    EXPECT_EQ(identity_json(*who), identity_json(claim.identity));
  }
  EXPECT_FALSE(read_claim_json("{}"));
  EXPECT_FALSE(read_claim_json("[1"));
  EXPECT_FALSE(read_identity_json("{\"birthdate\":\"19900115\"}"));
}

// Each form in which the same file comes around gives the same claims.
TEST(UkeReader, 9_1_line_ends_marks_and_cut_fields_change_nothing) {
  const auto wanted = claim_json(read_bytes(clinic_file().cp932()).claims.at(0));
  const auto same = [&wanted](const std::string& bytes) {
    const auto read = read_bytes(bytes);
    EXPECT_FALSE(read.findings.refusal) << read.findings.refusal->text;
    return read.claims.size() == 1 && claim_json(read.claims[0]) == wanted;
  };
  auto text = clinic_file();
  EXPECT_TRUE(same(text.cp932() + "\x1A"));
  EXPECT_TRUE(same(text.cp932() + "\x1A\r\n"));
  text.line_end = "\n";
  EXPECT_TRUE(same(text.cp932()));
  auto bytes = text.cp932();
  bytes.pop_back();  // no end of the last line
  EXPECT_TRUE(same(bytes));
  EXPECT_TRUE(same(bytes + "\x1A"));
  for (auto& line : text.lines) {
    while (line.ends_with(',')) line.pop_back();
  }
  EXPECT_TRUE(same(text.cp932()));
  for (auto& line : text.lines) line += ",,,,";
  EXPECT_TRUE(same(text.cp932()));
}

TEST(UkeReader, utf8_is_taken_in_and_told) {
  for (const auto& start : {std::string(), std::string(util::utf8_bom)}) {
    const auto read = read_bytes(start + clinic_file().utf8());
    ASSERT_FALSE(read.findings.refusal) << read.findings.refusal->text;
    EXPECT_EQ(read.findings.encoding, UkeEncoding::utf8);
    ASSERT_EQ(read.claims.size(), 1U);
    EXPECT_EQ(read.claims[0].identity.name, "生保　一郎");
    ASSERT_EQ(read.findings.notes.size(), 1U);
    EXPECT_EQ(read.findings.notes[0].code, "utf8");
    EXPECT_EQ(read.findings.notes[0].weight, FileNote::Weight::warning);
  }
}

TEST(UkeReader, 9_3_wrong_totals_refuse_the_whole_file) {
  auto text = clinic_file();
  text.lines.back() = "GO,2,500,99";
  EXPECT_EQ(refusal_of(text), "total_count");
  text.lines.back() = "GO,1,501,99";
  EXPECT_EQ(refusal_of(text), "total_points");
  text.lines.back() = "GO,,,99";
  EXPECT_EQ(refusal_of(text), "total_count");
  text.lines.pop_back();
  EXPECT_EQ(refusal_of(text), "cut_off");
  text = clinic_file();
  text.lines.insert(text.lines.end() - 1, "KO,28140507,0000000,,1,77,0,,,,,");
  text.lines.back() = "GO,2,500,99";  // counted, but only the first payer's points are
  EXPECT_EQ(refusal_of(text), "none");
}

TEST(UkeReader, what_is_no_claims_file_is_refused_with_its_own_word) {
  const auto with = [](std::size_t place, const std::string& line) {
    auto text = clinic_file();
    text.lines.insert(text.lines.begin() + static_cast<std::ptrdiff_t>(place), line);
    return refusal_of(text);
  };
  EXPECT_EQ(refusal_of({{}}), "empty");
  EXPECT_EQ(refusal_of({{"OfficeCode,RecipientKey"}}), "not_uke");
  EXPECT_EQ(with(0, "RE,1,1212,202407"), "no_institution");
  EXPECT_EQ(with(1, "SI,11,1,111000110"), "no_claim");
  EXPECT_EQ(with(2, "BU,040080x099x0xx,20240701"), "dpc");
  EXPECT_EQ(with(2, "IR,1,13,1,0000011,,医院,202408,00"), "no_total");
  EXPECT_EQ(with(2, "ZZ,"), "none");
  EXPECT_EQ(with(2, "a line without an id"), "not_uke");
  auto text = clinic_file();
  text.lines.push_back("\x1A");
  text.lines.push_back("RE,2");
  EXPECT_EQ(refusal_of(text), "behind_end");
  text = clinic_file();
  text.lines[0] = "IR,1,13,4,0000015,,薬局,202408,00";
  EXPECT_EQ(refusal_of(text), "institution");
  text.lines[0] = "IR,1,13,1,0000011,,医院,202413,00";
  EXPECT_EQ(refusal_of(text), "date");
  text.lines[0] = "IR,1,13,1,0000011,,医院,202408,01";
  EXPECT_EQ(refusal_of(text), "multi_volume");
  text = clinic_file();
  text.lines[4] += std::string(line_bytes_max, ',');
  EXPECT_EQ(refusal_of(text), "line_too_long");
  text = clinic_file();
  text.lines[4] += std::string(300, ',');
  EXPECT_EQ(refusal_of(text), "too_many_fields");
}

TEST(UkeReader, unknown_records_are_counted_and_named_and_stop_nothing) {
  auto text = clinic_file();
  text.lines.insert(text.lines.begin() + 3, {"ZZ,1", "QQ,", "ZZ,2"});
  const auto read = read_bytes(text.cp932());
  ASSERT_FALSE(read.findings.refusal);
  EXPECT_EQ(read.claims.size(), 1U);
  EXPECT_EQ(read.findings.unknown_records.at("ZZ"), 2U);
  EXPECT_EQ(read.findings.unknown_records.at("QQ"), 1U);
  EXPECT_EQ(read.findings.notes.size(), 2U);  // once each
  EXPECT_EQ(read.findings.notes[0].line, 4U);
}

// One bad line refuses its claim, with its place; the other claims of the file stay.
TEST(UkeReader, a_bad_field_is_told_with_line_and_field) {
  struct Spoilt {
    std::size_t line;  // from 1
    std::string text;
    std::size_t field;
    std::string code;
  };
  const std::vector<Spoilt> table = {
      {2, "RE,1,121,202407,名,1,19900115", 3, "format"},
      {2, "RE,1,1212,202413,名,1,19900115", 4, "date"},
      {2, "RE,1,1212,50640,名,1,19900115", 4, "date"},
      {2, "RE,1,1212,202407,名,3,19900115", 6, "format"},
      {2, "RE,1,1212,202407,名,1,19900230", 7, "date"},
      {2, "RE,1,1212,202407,名,1,3650115", 7, "date"},
      {2, "RE,1,1212,202407,名,1,19900115,,,,,,,,,,,,12a", 19, "format"},
      {3, "KO,12X00006,1010008,,2,500", 2, "format"},
      {3, "KO,,1010008,,2,500", 2, "format"},
      {6, "IY,2,1,620000001,2", 2, "format"},
      {6, "IY,21,1,62000001,2", 4, "code"},
      {6, "IY,21,1,620000001,2..5", 5, "format"},
      {6, "IY,21,1,620000001,2,30,28,,,,,,," + on_day(3, 28) + ",", 0, ""},
      {8, "SI,60,1,16000801,,26,1", 4, "code"},
      {8, "SI,60,1,160008010,x,26,1", 5, "format"},
  };
  for (const auto& spoilt : table) {
    auto text = clinic_file();
    text.lines[spoilt.line - 1] = spoilt.text;
    text.lines.insert(text.lines.end() - 1,
                      {"RE,2,1212,202407,別　人,2,19850303", "KO,12000006,1010016,,1,100"});
    text.lines.back() = "GO,2,600,99";
    const auto read = read_bytes(text.cp932());
    ASSERT_FALSE(read.findings.refusal) << spoilt.text << read.findings.refusal->text;
    if (spoilt.code.empty()) {
      EXPECT_EQ(read.claims.size(), 2U);
      continue;
    }
    ASSERT_EQ(read.claims.size(), 1U) << spoilt.text;
    EXPECT_EQ(read.claims[0].number, "2");
    EXPECT_EQ(read.findings.refused, 1U);
    ASSERT_FALSE(read.findings.notes.empty()) << spoilt.text;
    EXPECT_EQ(read.findings.notes[0].line, spoilt.line) << spoilt.text;
    EXPECT_EQ(read.findings.notes[0].field, spoilt.field) << spoilt.text;
    EXPECT_EQ(read.findings.notes[0].code, spoilt.code) << spoilt.text;
  }
}

TEST(UkeReader, a_day_that_the_month_has_not_is_refused) {
  auto text = clinic_file();
  text.lines[1] = "RE,1,1212,202402,生保　一郎,1,19900115";
  text.lines[4] = "SI,60,1,160008010,,26,1,,,,,,," + on_day(30, 1);
  for (const auto place : {5, 6, 7, 8, 9, 11}) text.lines[place] = "SY,";
  auto read = read_bytes(text.cp932());
  EXPECT_EQ(read.findings.refused, 1U);
  EXPECT_EQ(read.findings.notes.at(0).field, 43U);
  text.lines[4] = "SI,60,1,160008010,,26,1,,,,,,," + on_day(29, 1);  // a leap year
  EXPECT_EQ(read_bytes(text.cp932()).claims.size(), 1U);
}

TEST(UkeReader, letters_that_are_none_are_told) {
  auto text = clinic_file();
  auto bytes = text.cp932();
  bytes.replace(bytes.find("\x90\xB6"), 2, "\xFF\xFF");  // 生
  const auto read = read_bytes(bytes);
  EXPECT_TRUE(read.claims.empty());
  ASSERT_FALSE(read.findings.notes.empty());
  EXPECT_EQ(read.findings.notes[0].code, "encoding");
  EXPECT_EQ(read.findings.notes[0].line, 2U);
  EXPECT_EQ(read.findings.notes[0].field, 5U);
}

TEST(UkeReader, several_institutions_in_one_file) {
  auto text = clinic_file();
  const auto more = pharmacy_file().lines;
  text.lines.insert(text.lines.end(), more.begin(), more.end());
  const auto read = read_bytes(text.cp932());
  ASSERT_FALSE(read.findings.refusal) << read.findings.refusal->text;
  ASSERT_EQ(read.claims.size(), 2U);
  EXPECT_EQ(read.claims[1].kind, ClaimKind::dispensing);
}

TEST(UkeReader, notes_are_listed_up_to_their_limit_and_all_counted) {
  auto text = clinic_file();
  text.lines.pop_back();
  for (int i = 0; i < 50; ++i) text.lines.push_back("RE,2,x,202407,名,1,19900115");
  text.lines.push_back("GO,1,500,99");
  const auto bytes = text.cp932();
  MemoryBytes source(bytes);
  UkeReader reader(source, UkeEncoding::cp932, {5, 20000});
  while (reader.next()) {
  }
  EXPECT_EQ(reader.findings().notes.size(), 5U);
  EXPECT_EQ(reader.findings().notes_total, 100U);  // type and no payer
  EXPECT_EQ(reader.findings().refused, 50U);
}

// A million lines in one piece and one line of memory: the claims come out of a file.
TEST(UkeReader, a_million_lines_come_claim_by_claim_from_a_file) {
  const auto path = std::filesystem::temp_directory_path() / "madoguchi-million.uke";
  constexpr std::size_t claims = 100000;
  {
    std::ofstream out(path, std::ios::binary);
    out << "IR,1,13,1,0000011,,C,202408,00\r\n";
    std::string one = "RE,1,1212,202407,N,1,19900115\r\nKO,12000006,1010008,,1,10\r\n";
    for (int i = 0; i < 8; ++i) one += "IY,21,1,620000001,2,30,28\r\n";
    for (std::size_t i = 0; i < claims; ++i) out << one;
    out << "GO," << claims << "," << claims * 10 << ",99\r\n\x1A";
  }
  std::FILE* file = std::fopen(path.c_str(), "rb");
  FileBytes bytes(fileno(file));
  EXPECT_EQ(uke_encoding(bytes), UkeEncoding::cp932);
  UkeReader reader(bytes, UkeEncoding::cp932);
  std::size_t count = 0;
  while (auto claim = reader.next()) count += claim->drugs.size() == 8 ? 1 : 0;
  std::fclose(file);
  std::filesystem::remove(path);
  EXPECT_FALSE(reader.findings().refusal);
  EXPECT_EQ(count, claims);
  EXPECT_EQ(reader.findings().lines, claims * 10 + 3);
}

// The file of another project beside this checkout, when it is there (domain.md 9.5).
TEST(UkeReader, 9_5_reads_the_public_sample) {
  const char* given = std::getenv("MADOGUCHI_UKE_SAMPLE");
  const auto path = given != nullptr ? std::string(given) : std::string(MADOGUCHI_UKE_SAMPLE);
  const auto bytes = util::read_file(path, 1024 * 1024);
  if (!bytes) GTEST_SKIP() << "no sample at " << path;
  const auto read = read_bytes(*bytes);
  ASSERT_FALSE(read.findings.refusal) << read.findings.refusal->text;
  EXPECT_EQ(read.findings.claims, 75U);
  EXPECT_EQ(read.findings.refused, 0U) << read.findings.notes.at(0).text;
  EXPECT_TRUE(read.findings.unknown_records.empty());
  std::size_t assistance = 0, drugs = 0;
  for (const auto& claim : read.claims) {
    drugs += claim.drugs.size();
    for (const auto& payer : claim.identity.payers) {
      assistance += payer.payer.starts_with("12") && payer.number == "0000000" ? 1 : 0;
    }
  }
  EXPECT_EQ(assistance, 5U);
  EXPECT_EQ(drugs, 32U);
}

}  // namespace
}  // namespace madoguchi::history
