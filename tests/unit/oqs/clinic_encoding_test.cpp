#include <gtest/gtest.h>

#include "oqs/clinic_encoding.hpp"
#include "unit/oqs/fixtures.hpp"

namespace madoguchi::oqs {
namespace {

using namespace fixtures;
using util::Encoding;
using util::Unencodable;

constexpr ClinicEncoding with_references{Encoding::shift_jis, Unencodable::xml_reference};
constexpr ClinicEncoding with_circles{Encoding::shift_jis, Unencodable::black_circle};

domain::Answer named(const std::string& name) {
  auto answer = valid_answer();
  answer.results[0].fields[3].value = name;
  return answer;
}

std::string written(const domain::Answer& answer) {
  return write_qualification_result(answer_header(), answer, nullptr, {});
}

// As a client reads it: by its own declaration, with an XML parser.
ResultDocument as_read(const std::string& bytes) {
  const auto text =
      utf8_request(bytes, {.request_bytes_max = 64 * 1024 * 1024, .elements_max = 1'000'000});
  EXPECT_TRUE(text.has_value()) << message_of(text.error());
  return read_result(*text).value();
}

TEST(ForClinic, S1_6_declaration_and_identifier_say_what_the_bytes_are) {
  const auto xml = written(valid_answer());
  const auto utf8 = for_clinic(xml, {Encoding::utf8, Unencodable::xml_reference}).value();
  EXPECT_EQ(utf8, xml);
  const auto marked = for_clinic(xml, {Encoding::utf8_bom, Unencodable::xml_reference}).value();
  EXPECT_EQ(marked, "\xEF\xBB\xBF" + xml);
  const auto shift_jis = for_clinic(xml, with_references).value();
  EXPECT_TRUE(shift_jis.starts_with(
      "<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>\n<XmlMsg>"));
  EXPECT_EQ(as_read(shift_jis).character_code, "1");
  EXPECT_EQ(as_read(utf8).character_code, "0");
  EXPECT_EQ(as_read(marked).character_code, "0");
  EXPECT_EQ(as_read(shift_jis).results, valid_answer().results);
  EXPECT_EQ(as_read(marked).results, valid_answer().results);
}

TEST(ForClinic, Only_the_identifier_of_the_header_changes) {
  auto answer = named("<CharacterCodeIdentifier>0</CharacterCodeIdentifier>");
  const auto read = as_read(for_clinic(written(answer), with_references).value());
  EXPECT_EQ(read.results, answer.results);
}

TEST(ForClinic, Difficult_characters_survive_shift_jis) {
  const std::string name = "髙﨑　～－ｾｲﾎ ｲﾁﾛｳｯｧｰﾞ①Ⅲ㈱";
  const auto bytes = for_clinic(written(named(name)), with_references).value();
  EXPECT_TRUE(has(bytes, sjis(name)));
  EXPECT_FALSE(has(bytes, "&#x"));
  EXPECT_EQ(as_read(bytes).results, named(name).results);
  // Wave dash and minus of the other table arrive as those of CP932.
  EXPECT_EQ(as_read(for_clinic(written(named("\u301C\u2212")), with_references).value()).results,
            named("～－").results);
}

TEST(ForClinic, What_cp932_lacks_is_a_reference_that_any_reader_restores) {
  const std::string name = "𠮟る 🙂 한";
  for (const auto encoding : {Encoding::shift_jis, Encoding::utf8, Encoding::utf8_bom}) {
    const auto bytes =
        for_clinic(written(named(name)), {encoding, Unencodable::xml_reference}).value();
    EXPECT_EQ(as_read(bytes).results, named(name).results);
    EXPECT_EQ(as_read(bytes).message, "");
  }
  EXPECT_TRUE(has(for_clinic(written(named(name)), with_references).value(), "&#x20B9F;"));
}

TEST(ForClinic, A_black_circle_is_never_silent) {
  const auto bytes = for_clinic(written(named("𠮟る𠮟🙂")), with_circles).value();
  const auto read = as_read(bytes);
  EXPECT_EQ(read.results, named("●る●●").results);
  EXPECT_EQ(read.code, "N0900");
  EXPECT_TRUE(has(read.message, "U+20B9F U+1F642")) << read.message;
  EXPECT_EQ(count_of(bytes, "<ProcessingResultMessage>"), 1U);
  EXPECT_EQ(as_read(for_clinic(written(named("髙")), with_circles).value()).message, "");
}

TEST(ForClinic, A_remark_about_circles_stands_behind_the_remark_that_is_there) {
  auto answer = unregistered_answer();
  answer.results[0].fields[1].value = "𠮟";
  const auto read = as_read(for_clinic(written(answer), with_circles).value());
  EXPECT_EQ(read.code, "N0006");
  EXPECT_TRUE(read.message.starts_with("医療券/調剤券情報が未登録です。　")) << read.message;
  EXPECT_TRUE(has(read.message, "U+20B9F"));
}

TEST(ForClinic, In_a_bulk_result_each_unit_names_its_own_losses) {
  BulkResultWriter writer(answer_header(), 3, {});
  writer.add(named("𠮟"));
  writer.add(named("髙"));
  writer.add(named("🙂"));
  const auto read = as_read(for_clinic(std::move(writer).finish(), with_circles).value());
  ASSERT_EQ(read.units.size(), 3U);
  EXPECT_TRUE(has(read.units[0].message, "U+20B9F")) << read.units[0].message;
  EXPECT_FALSE(has(read.units[0].message, "U+1F642"));
  EXPECT_EQ(read.units[1].message, "");
  EXPECT_EQ(read.units[1].code, "");
  EXPECT_TRUE(has(read.units[2].message, "U+1F642"));
  EXPECT_EQ(read.units[2].code, "N0900");
  EXPECT_EQ(read.units[2].results[0].fields[3].value, "●");
  EXPECT_EQ(read.units[2].results[0].tickets, valid_answer().results[0].tickets);
  EXPECT_EQ(read.message, "");
}

TEST(ForClinic, S5_5_an_identifier_keeps_references_where_circles_would_break_the_echo) {
  auto header = answer_header();
  header.arbitrary_file_identifier = {"髙𠮟A&B", "髙𠮟A&#38;B"};
  const auto bytes =
      for_clinic(write_qualification_result(header, named("𠮟"), nullptr, {}), with_circles)
          .value();
  EXPECT_TRUE(has(
      bytes, sjis("<ArbitraryFileIdentifier>髙") + "&#x20B9F;A&#38;B</ArbitraryFileIdentifier>"));
  EXPECT_TRUE(has(as_read(bytes).message, "U+20B9F"));
}

TEST(ForClinic, Losses_of_an_error_result_are_named_in_its_message) {
  const auto xml = write_error_result(answer_header(), {ErrorCode::element_format, "𠮟"});
  const auto read = as_read(for_clinic(xml, with_circles).value());
  EXPECT_EQ(read.segment, "9");
  EXPECT_TRUE(has(read.error_message, "（●）　")) << read.error_message;
  EXPECT_TRUE(has(read.error_message, "U+20B9F"));
}

TEST(ForClinic, Every_kind_of_result_passes) {
  auto header = answer_header();
  header.reception_number = {"1", "1"};
  for (const auto& xml : {write_acceptance(header, "1", {0}), write_processing(header),
                          write_error_result(header, {ErrorCode::quota, ""}),
                          BulkResultWriter(header, 0, {}).finish()}) {
    for (const auto& clinic : {with_references, with_circles}) {
      const auto read = as_read(for_clinic(xml, clinic).value());
      EXPECT_EQ(read.character_code, "1");
      EXPECT_EQ(read.reception_number, "1");
    }
  }
}

TEST(ForClinic, What_is_no_result_is_refused) {
  for (const auto* text : {"", "x", "<?xml", "<XmlMsg><MessageHeader></MessageHeader></XmlMsg>",
                           "<?xml version='1.0'?><MessageHeader><CharacterCodeIdentifier>"}) {
    for (const auto encoding : {Encoding::shift_jis, Encoding::utf8}) {
      const auto refused = for_clinic(text, {encoding, Unencodable::xml_reference});
      ASSERT_FALSE(refused.has_value()) << text;
      EXPECT_EQ(refused.error().error, ErrorCode::answer_unreadable);
    }
  }
  auto broken = written(valid_answer());
  broken = replaced(broken, "生保", "\xFF\xFF");
  EXPECT_FALSE(for_clinic(broken, with_references).has_value());
  EXPECT_FALSE(for_clinic(broken, {Encoding::utf8, Unencodable::xml_reference}).has_value());
}

TEST(ForClinic, A_large_month_with_losses_everywhere_is_converted_whole) {
  constexpr std::size_t units = 5000;
  BulkResultWriter writer(answer_header(), units, {});
  for (std::size_t i = 0; i < units; ++i) writer.add(named("𠮟"));
  const auto xml = std::move(writer).finish();
  const auto read = as_read(for_clinic(xml, with_circles).value());
  ASSERT_EQ(read.units.size(), units);
  for (const auto& unit : read.units) ASSERT_TRUE(has(unit.message, "U+20B9F"));
}

}  // namespace
}  // namespace madoguchi::oqs
