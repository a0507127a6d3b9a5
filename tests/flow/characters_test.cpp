// Characters that are hard to carry, from the registration file to what an XML reader sees.
#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

class Characters : public testing::TestWithParam<const char*> {};

void expect_hard_characters(const Xml& xml) {
  EXPECT_EQ(xml.first("Name"), "𠮟咤～　髙﨑－");
  EXPECT_EQ(xml.first("NameKana"), "ｼｯﾀ ﾀｶｻｷｬｭｮｯ");
  EXPECT_EQ(xml.first("NameOfOther"), "ＴＡＫＡＳＡＫＩ－～");
  EXPECT_EQ(xml.first("Address"), "〇〇市～丁目－２　髙﨑荘");
  EXPECT_EQ(xml.first("InjuryName1"), "髙﨑病～－");
  EXPECT_EQ(xml.first("Remarks1"), "𠮟られた備考");
}

TEST_P(Characters, Survive_every_way_through) {
  System system;
  system.start_center();
  system.register_everybody();
  ClinicChoice choice;
  choice.encoding = GetParam();
  auto& x = system.clinic(clinic_x, choice);
  auto asked = about(recipient("R7"), system.today());
  asked.identifier = "髙﨑～－ｬｭｮ";
  const auto came = x.send(message(asked));
  expect_hard_characters(came.xml());
  EXPECT_EQ(came.xml().first("ArbitraryFileIdentifier"), asked.identifier);
  const auto tapped = x.tap(system.card("R7"));
  ASSERT_EQ(tapped.files.size(), 1U);
  expect_hard_characters(tapped.files[0].xml());

  const bool sjis = choice.encoding == "Shift_JIS";
  for (const auto& bytes : {came.bytes, tapped.files[0].bytes}) {
    EXPECT_EQ(bytes.starts_with("\xEF\xBB\xBF"), choice.encoding == "UTF-8+BOM");
    EXPECT_EQ(bytes.find(sjis ? "encoding=\"Shift_JIS\"" : "encoding=\"UTF-8\"") < 80, true);
    EXPECT_NE(bytes.find(sjis ? "<CharacterCodeIdentifier>1<" : "<CharacterCodeIdentifier>0<"),
              std::string::npos);
    // CP932 has its own 髙 and 﨑; what it lacks is a reference, never a question mark.
    EXPECT_EQ(bytes.find("\xFB\xFC") != std::string::npos, sjis) << "髙";
    EXPECT_EQ(bytes.find("&#x20B9F;") != std::string::npos, sjis) << "𠮟";
    EXPECT_EQ(bytes.find("&#x9AD9;"), std::string::npos) << "髙 needs no reference";
  }
}

// Shift_JIS registrations too, as offices write them: wave dash and minus are folded to their
// CP932 twins.
TEST_P(Characters, Survive_a_registration_in_Shift_JIS) {
  System system;
  system.start_center();
  system.register_everybody();
  auto person = recipient("R7");
  person.name = "髙﨑～　－太郎";
  system.registered("qualification", shift_jis(qualification_csv({person}, 2)));
  ClinicChoice choice;
  choice.encoding = GetParam();
  auto& x = system.clinic(clinic_x, choice);
  EXPECT_EQ(x.send(message(about(person, system.today()))).xml().first("Name"), "髙﨑～　－太郎");
}

INSTANTIATE_TEST_SUITE_P(Every, Characters, testing::Values("Shift_JIS", "UTF-8", "UTF-8+BOM"),
                         [](const auto& about) {
                           std::string name = about.param;
                           std::erase_if(name, [](char c) { return c == '-' || c == '+'; });
                           return name;
                         });

}  // namespace
}  // namespace madoguchi::flow
