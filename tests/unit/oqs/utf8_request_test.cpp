#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/oqs/fixtures.hpp"

namespace madoguchi::oqs {
namespace {

using namespace fixtures;
using namespace std::string_literals;

constexpr std::string_view ours = R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)";

ErrorCode refusal_of(std::string_view bytes, const ReadLimits& limits = {}) {
  const auto text = utf8_request(bytes, limits);
  EXPECT_FALSE(text.has_value()) << *text;
  return text ? ErrorCode::center_internal : text.error().error;
}

std::string small(std::string_view content = "x") {
  return "<XmlMsg><MessageHeader/><MessageBody><A>" + std::string(content) +
         "</A></MessageBody></XmlMsg>";
}

struct Prolog {
  std::string declaration;
  bool shift_jis;
};

// §1.6: what real clients put in front, in both encodings.
TEST(Utf8Request, S1_6_every_prolog_of_real_clients_is_read) {
  const Prolog prologs[] = {
      {R"(<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>)"
       "\r\n",
       true},
      {R"(<?xml version="1.0" encoding="Shift_JIS" standalone="no"?>)"
       "\n",
       true},
      {R"(<?xml version="1.0" encoding="shift_jis" standalone="no"?>)", true},
      {R"(<?xml version="1.0" encoding="SHIFT-JIS"?>)", true},
      {R"(<?xml version="1.0" encoding="SJIS"?>)", true},
      {R"(<?xml version="1.0" encoding="x-sjis"?>)", true},
      {R"(<?xml version="1.0" encoding="Windows-31J"?>)", true},
      {R"(<?xml version="1.0" encoding="MS932"?>)", true},
      {R"(<?xml version = "1.0" encoding = 'cp932' ?>)", true},
      {R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)", false},
      {R"(<?xml version='1.0' encoding='UTF-8' standalone='no'?>)", false},
      {R"(<?xml version="1.0" encoding="utf8"?>)", false},
      {R"(<?xml version="1.0"?>)", false},
      {"", false},
      {"\xEF\xBB\xBF"
       R"(<?xml version="1.0" encoding="UTF-8"?>)",
       false},
      {"\xEF\xBB\xBF", false},
  };
  for (const auto& [declaration, shift_jis] : prologs) {
    const auto bytes = declaration + (shift_jis ? sjis(request_body) : request_body);
    const auto text = utf8_request(bytes, {});
    ASSERT_TRUE(text.has_value()) << declaration << ": " << message_of(text.error());
    EXPECT_TRUE(text->starts_with(ours)) << declaration;
    EXPECT_TRUE(text->ends_with(request_body)) << declaration;
    EXPECT_EQ(count_of(*text, "<?xml"), 1U) << declaration;
  }
}

TEST(Utf8Request, Everything_behind_the_declaration_keeps_its_bytes) {
  const auto body =
      "\r\n<XmlMsg >\t<MessageHeader/><!-- c --><MessageBody a='>'>"
      "&#x9AD9;\r\n&amp;<![CDATA[<]]></MessageBody ></XmlMsg>\n"s;
  EXPECT_EQ(utf8_request("<?xml version='1.0'?>" + body, {}).value(), std::string(ours) + body);
}

TEST(Utf8Request, Difficult_characters_survive_both_encodings) {
  const std::string text = "髙﨑～－ｶﾅｯｧ①Ⅲ㈱纊";
  const auto from_sjis =
      utf8_request("<?xml version='1.0' encoding='SJIS'?>" + sjis(small(text)), {});
  EXPECT_TRUE(has(from_sjis.value(), text));
  EXPECT_TRUE(has(utf8_request(small(text + "𠮟"), {}).value(), text + "𠮟"));
}

TEST(Utf8Request, Empty_files_are_told_from_broken_ones) {
  EXPECT_EQ(refusal_of(""), ErrorCode::file_empty);
  EXPECT_EQ(refusal_of("\xEF\xBB\xBF"), ErrorCode::file_empty);
  EXPECT_EQ(refusal_of(" \r\n\t"), ErrorCode::file_empty);
  EXPECT_EQ(refusal_of(std::string(64, '\0')), ErrorCode::not_xml);
  EXPECT_EQ(refusal_of("照会"), ErrorCode::not_xml);
  EXPECT_EQ(refusal_of("{\"a\":1}"), ErrorCode::not_xml);
}

TEST(Utf8Request, A_message_cut_at_any_byte_is_not_xml) {
  const auto utf8 = utf8_request_text();
  const auto shift_jis = replaced(sjis(utf8), "UTF-8", "Shift_JIS");
  for (const auto& whole : {utf8, shift_jis}) {
    ASSERT_TRUE(utf8_request(whole, {}).has_value());
    for (std::size_t length = 1; length < whole.size(); ++length) {
      ASSERT_EQ(refusal_of(std::string_view(whole).substr(0, length)), ErrorCode::not_xml)
          << length;
    }
  }
}

TEST(Utf8Request, Wide_encodings_and_other_names_are_wrong_encoding) {
  EXPECT_EQ(refusal_of("\xFF\xFE<\0X\0"s), ErrorCode::wrong_encoding);
  EXPECT_EQ(refusal_of("\xFE\xFF\0<\0X"s), ErrorCode::wrong_encoding);
  EXPECT_EQ(refusal_of("<\0X\0m\0"s), ErrorCode::wrong_encoding);
  EXPECT_EQ(refusal_of("\0<\0X\0m"s), ErrorCode::wrong_encoding);
  EXPECT_EQ(refusal_of("\0\0\0<"s), ErrorCode::wrong_encoding);
  for (const auto* name : {"EUC-JP", "ISO-2022-JP", "UTF-16", "US-ASCII", "UTF-7"}) {
    EXPECT_EQ(refusal_of("<?xml version=\"1.0\" encoding=\""s + name + "\"?>" + small()),
              ErrorCode::wrong_encoding)
        << name;
  }
}

TEST(Utf8Request, Bytes_that_do_not_fit_the_declaration_are_refused_with_their_place) {
  const auto claimed_utf8 = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + sjis(small("髙"));
  const auto refused = utf8_request(claimed_utf8, {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().error, ErrorCode::wrong_encoding);
  EXPECT_EQ(refused.error().place, "byte " + std::to_string(claimed_utf8.find('\xFB') + 1));
  // 0x80, 0xFF, and a lead byte before '<' are no Shift_JIS.
  for (const auto* invalid : {"\x80", "\xFF", "\x81", "\xA0"}) {
    EXPECT_EQ(refusal_of("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>" + small(invalid)),
              ErrorCode::wrong_encoding);
  }
  EXPECT_EQ(refusal_of(small("\xED\xA0\x80")), ErrorCode::wrong_encoding);  // a surrogate
  EXPECT_EQ(refusal_of("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>" + small()),
            ErrorCode::wrong_encoding);  // the mark says UTF-8
}

TEST(Utf8Request, Document_types_entities_and_instructions_are_refused) {
  const auto laughs =
      "<?xml version=\"1.0\"?><!DOCTYPE XmlMsg [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>" +
      small("&b;");
  EXPECT_EQ(refusal_of(laughs), ErrorCode::document_type);
  EXPECT_EQ(refusal_of("<!DOCTYPE XmlMsg SYSTEM \"file:///etc/passwd\">" + small()),
            ErrorCode::document_type);
  EXPECT_EQ(refusal_of("<!ENTITY a 'b'>" + small()), ErrorCode::document_type);
  EXPECT_EQ(refusal_of("<?xml-stylesheet href='a'?>" + small()), ErrorCode::document_type);
  EXPECT_EQ(refusal_of(small("<?php echo?>")), ErrorCode::document_type);
  EXPECT_EQ(refusal_of(small("<!DOCTYPE a>")), ErrorCode::document_type);
  EXPECT_EQ(refusal_of(small("&b;")), ErrorCode::not_xml);  // never declared
}

TEST(Utf8Request, Text_that_a_lenient_parser_takes_is_not_xml) {
  const std::string bad[] = {small("&"),
                             small("&amp"),
                             small("& x;"),
                             small("&#0;"),
                             small("&#x1F;"),
                             small("&#xD800;"),
                             small("&#xFFFF;"),
                             small("&#x110000;"),
                             small("&#;"),
                             small("&#x;"),
                             small("&#xZ;"),
                             small("&#X41;"),
                             small("&#99999999999999999999;"),
                             small("\x01"),
                             small("\x1B"),
                             small("\xEF\xBF\xBE"),
                             small(std::string(1, '\0')),
                             small("<B></C>"),
                             small("<B a></B>"),
                             small("<B a=1></B>"),
                             small("<B a='1' b></B>"),
                             small("<B a='<'></B>"),
                             small("<B a='&x;'/>"),
                             small("<B a='1'b='2'/>"),
                             small("< B/>"),
                             small("<1/>"),
                             small("<!-- a -- b -->"),
                             small("<!1>"),
                             small() + small(),
                             small() + "x",
                             "x" + small(),
                             " <?xml version='1.0'?>" + small(),
                             small("<?xml version='1.0'?>"),
                             "<?xml encoding='UTF-8'?>" + small(),
                             "<?xml version='2.0'?>" + small(),
                             "<?xml version='1.0' encoding='UTF-8>" + small(),
                             "<![CDATA[x]]>" + small(),
                             small("</A>"),
                             "</A>",
                             "<!-- only a comment -->",
                             small() + "\0"s};
  for (const auto& text : bad) EXPECT_EQ(refusal_of(text), ErrorCode::not_xml) << text;
}

TEST(Utf8Request, The_place_of_broken_xml_is_its_line) {
  EXPECT_EQ(utf8_request("<XmlMsg>\n\n<a>&x;</a></XmlMsg>", {}).error().place, "line 3");
}

TEST(Utf8Request, Limits_hold_one_beyond_and_not_at_them) {
  const ReadLimits limits;
  const auto padded = [](std::size_t size) {
    auto text = small("");
    return replaced(text, "<A>", "<A>" + std::string(size - text.size(), 'x'));
  };
  EXPECT_TRUE(utf8_request(padded(limits.request_bytes_max),
                           {.request_bytes_max = limits.request_bytes_max})
                  .has_value());
  EXPECT_EQ(refusal_of(padded(limits.request_bytes_max + 1)), ErrorCode::too_large);
  EXPECT_EQ(refusal_of(padded(5 * 1024 * 1024)), ErrorCode::too_large);
  // Half-width kana: one byte in Shift_JIS, three in the UTF-8 it becomes.
  const auto kana =
      "<?xml version='1.0' encoding='SJIS'?>" + small(std::string(400 * 1024, '\xB1'));
  EXPECT_EQ(refusal_of(kana), ErrorCode::too_large);

  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "<a>";
    for (std::size_t i = 0; i < depth; ++i) text += "</a>";
    return text;
  };
  EXPECT_TRUE(utf8_request(nested(limits.depth_max), {}).has_value());
  EXPECT_EQ(refusal_of(nested(limits.depth_max + 1)), ErrorCode::too_deep);
  EXPECT_EQ(refusal_of(nested(100'000)), ErrorCode::too_deep);
  EXPECT_EQ(refusal_of(std::string(1024 * 1024, '<')), ErrorCode::not_xml);

  const auto many = [](std::size_t count) {
    std::string text = "<a>";
    for (std::size_t i = 1; i < count; ++i) text += "<b/>";
    return text + "</a>";
  };
  EXPECT_TRUE(utf8_request(many(limits.elements_max), {}).has_value());
  EXPECT_EQ(refusal_of(many(limits.elements_max + 1)), ErrorCode::too_large);
}

}  // namespace
}  // namespace madoguchi::oqs
