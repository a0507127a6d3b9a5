// Files in req/ that are no good requests: each gets its code and place, nothing is stored, the
// program lives and the next good request is answered.
#include <sys/stat.h>

#include <fstream>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {
namespace {

namespace fs = std::filesystem;

const std::string declaration = R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)";

class BadRequests : public testing::Test {
 protected:
  void SetUp() override {
    system.start_center();
    system.register_everybody();
    ClinicChoice choice;
    choice.encoding = "UTF-8";
    choice.settle_ms = 300;
    x = &system.clinic(clinic_x, choice);
    batches = system.metric("published_batch");
  }
  void TearDown() override {
    // Nothing registered has changed, and the next question is answered.
    EXPECT_EQ(system.metric("published_batch"), batches);
    expect_answered();
    EXPECT_TRUE(x->process.running());
    EXPECT_TRUE(system.center.running());
  }
  void expect_answered() { EXPECT_EQ(x->send(good()).xml().first("QualificationValidity"), "1"); }
  Question question() const { return about(recipient("R1"), system.today()); }
  std::string good() const { return message(question()); }
  // With one text of the good message changed.
  std::string with(const std::string& what, const std::string& other) const {
    auto text = good();
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), other);
  }

  // The file comes back with an .err of this code.
  void expect_refused(const std::string& bytes, const std::string& code,
                      const std::string& name = "") {
    const auto came = x->send(bytes, name);
    ASSERT_TRUE(came.name.ends_with(".err")) << code << ": " << came.name << "\n" << came.bytes;
    EXPECT_TRUE(came.bytes.starts_with(code + "\r\n")) << came.bytes;
    const auto request = came.name.substr(0, came.name.size() - 4) + ".xml";
    EXPECT_EQ(bytes_of(x->res(request)), bytes) << "the request itself goes beside its .err";
    EXPECT_FALSE(fs::exists(x->req(request)));
  }
  // An error result of this code comes, whose message names the place.
  void expect_error(const std::string& bytes, const std::string& code, const std::string& place) {
    const auto came = x->send(bytes);
    ASSERT_TRUE(came.name.ends_with(".xml")) << code << ": " << came.name << "\n" << came.bytes;
    const auto xml = came.xml();
    EXPECT_EQ(xml.first("SegmentOfResult"), "9") << came.bytes;
    EXPECT_EQ(xml.first("ErrorCode"), code) << came.bytes;
    EXPECT_NE(xml.first("ErrorMessage").find(place), std::string::npos) << came.bytes;
    EXPECT_EQ(xml.first("ArbitraryFileIdentifier"), "ID-1");
    EXPECT_EQ(came.bytes.find("生保"), std::string::npos);
  }

  System system;
  Clinic* x = nullptr;
  std::int64_t batches = 0;
};

TEST_F(BadRequests, What_is_no_message_comes_back_with_an_err) {
  expect_refused("no xml at all", "E1001");
  const auto page = x->send("<html><body/></html>");
  EXPECT_EQ(page.xml().first("SegmentOfResult"), "9");
  EXPECT_EQ(page.xml().first("ErrorCode"), "E1010");
  expect_refused(good().substr(0, good().size() / 2), "E1011");
  expect_refused(declaration, "E1011");
  expect_refused("", "E1012");
  expect_refused(good() + good(), "E1001");
  expect_refused(std::string(100, '\0'), "E1001");
}

TEST_F(BadRequests, Five_mebibytes_are_too_large) {
  expect_refused(with("ID-1", std::string(5UL * 1024 * 1024, 'x')), "E1006");
}

TEST_F(BadRequests, Deep_nesting_and_entity_tricks_are_refused) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  for (int i = 0; i < 5000; ++i) deep += "</a>";
  expect_refused(with("<MessageBody>", "<MessageBody>" + deep), "E1007");
  expect_refused(declaration +
                     "<!DOCTYPE XmlMsg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" +
                     good().substr(declaration.size()),
                 "E1008");
  expect_refused(declaration + "<!DOCTYPE XmlMsg [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" +
                     with("ID-1", "&f;").substr(declaration.size()),
                 "E1008");
  expect_refused(declaration + "<?evil do?>" + good().substr(declaration.size()), "E1008");
  const auto undefined = x->send(with("ID-1", "&unknown;"));
  EXPECT_TRUE(undefined.name.ends_with(".err")) << undefined.bytes;
}

TEST_F(BadRequests, Bytes_must_fit_the_declared_encoding) {
  const auto japanese = with("ID-1", "窓口髙");
  expect_refused(shift_jis(japanese), "E1002");  // declared UTF-8
  auto declared = japanese;
  declared.replace(declared.find("UTF-8"), 5, "Shift_JIS");
  expect_refused(with("ID-1", "\xFF\xFE"), "E1002");
  auto invalid = declared;
  invalid.replace(invalid.find("窓口髙"), std::string("窓口髙").size(), "\x81\x20\xFD");
  expect_refused(invalid, "E1002");
  auto unknown = good();
  unknown.replace(unknown.find("UTF-8"), 5, "EUC-JP");
  expect_refused(unknown, "E1002");
  const std::string utf16 =
      "\xFF\xFE<\0X\0m\0l\0"
      "M\0s\0g\0/\0>\0";
  const auto came = x->send(std::string("\xFF\xFE", 2) + std::string(20, '\0') + utf16);
  EXPECT_TRUE(came.name.ends_with(".err")) << came.bytes;
}

TEST_F(BadRequests, A_BOM_before_UTF8_is_fine) {
  EXPECT_EQ(x->send("\xEF\xBB\xBF" + good()).xml().first("QualificationValidity"), "1");
  auto sjis = good();
  sjis.replace(sjis.find("UTF-8"), 5, "Shift_JIS");
  EXPECT_EQ(x->send(shift_jis(sjis)).xml().first("QualificationValidity"), "1");
}

TEST_F(BadRequests, Bad_elements_get_an_error_result_with_code_and_place) {
  const auto day = system.today().text();
  expect_error(with("<Birthdate>", "<Birthdate>19900115</Birthdate><Birthdate>"), "E1005",
               "Birthdate");
  expect_error(with("<InsurerNumber>12000006</InsurerNumber>", ""), "E1003", "InsurerNumber");
  expect_error(with(std::string(clinic_x), std::string(clinic_y)), "E2001", "");
  expect_error(with("19900115", "19900230"), "E3002", "Birthdate");
  expect_error(with(day, "20260231"), "E3002", "QualificationConfirmationDate");
  expect_error(with(day, system.today().plus_days(2).text()), "E3001", "");
  expect_error(with("1010008", std::string(200, '1')), "E1004", "InsuredIdentificationNumber");
  expect_error(with("19900115", "abc"), "E1004", "Birthdate");
}

TEST_F(BadRequests, Numbers_may_be_padded_or_full_width) {
  EXPECT_EQ(x->send(with("12000006", "  12000006 ")).xml().first("QualificationValidity"), "1");
  EXPECT_EQ(x->send(with("12000006", "１２０００００６")).xml().first("QualificationValidity"),
            "1");
  EXPECT_EQ(x->send(with("1010008", "１０１０００８")).xml().first("QualificationValidity"), "1");
}

TEST_F(BadRequests, An_unknown_person_is_an_answer_and_no_error) {
  const auto xml = x->send(with("1010008", "1010081")).xml();
  EXPECT_EQ(xml.first("SegmentOfResult"), "1");
  EXPECT_EQ(xml.first("QualificationValidity"), "4");
}

TEST_F(BadRequests, Odd_file_names_are_answered_byte_for_byte) {
  const std::string names[] = {"with blanks  and (more)",
                               "\x8E\xB3\x96\xBC\xFB\xFC" /* CP932 */,
                               std::string(200, 'n'),
                               "氏名",
                               "a'b\"c;$(d)&e",
                               ".hidden",
                               "x.xml",
                               "req_req_"};
  for (const auto& part : names) {
    const auto came = x->send(good(), "OQSsiquc01req_" + part + ".xml");
    EXPECT_EQ(came.name, "OQSsiquc01res_" + part + ".xml");
    EXPECT_EQ(came.xml().first("QualificationValidity"), "1");
  }
  EXPECT_EQ(x->send(good(), "OQSsiquc01req_UPPER.XML").name, "OQSsiquc01res_UPPER.xml");
}

TEST_F(BadRequests, Names_of_nobody_stay_where_they_are) {
  const std::string names[] = {
      "notes.txt",           "OQSsiquc01req_1.xml.tmp",
      "OQSsiquc01req_.xml",  "oqssiquc01req_2.xml",
      "OQSsiquc01res_3.xml", "OQSsiquc01req_" + std::string(201, 'n') + ".xml"};
  for (const auto& name : names) write_in_place(x->req(name), good());
  expect_answered();
  EXPECT_EQ(names_in(x->req()).size(), std::size(names));
}

TEST_F(BadRequests, Links_folders_and_pipes_in_req_are_left_alone) {
  const auto outside = system.path("outside.xml");
  write_in_place(outside, good());
  fs::create_symlink(outside, x->req("OQSsiquc01req_link.xml"));
  fs::create_symlink("/dev/zero", x->req("OQSsiquc01req_zero.xml"));
  fs::create_directory(x->req("OQSsiquc01req_folder.xml"));
  ASSERT_EQ(::mkfifo(x->req("OQSsiquc01req_pipe.xml").c_str(), 0600), 0);
  expect_answered();
  EXPECT_EQ(bytes_of(outside), good());
  for (const auto* part : {"link", "zero", "folder", "pipe"}) {
    EXPECT_FALSE(fs::exists(x->res(std::string("OQSsiquc01res_") + part + ".xml"))) << part;
  }
}

TEST_F(BadRequests, A_request_that_vanishes_is_forgotten) {
  for (int i = 0; i < 50; ++i) {
    const auto path = x->req("OQSsiquc01req_gone" + std::to_string(i) + ".xml");
    write_in_place(path, std::string_view(good()).substr(0, 200));
    fs::remove(path);
  }
  expect_answered();
  EXPECT_EQ(names_in(x->res()).size(), 1U);
}

TEST_F(BadRequests, A_result_that_stands_is_never_replaced) {
  const auto first = x->send(good(), "OQSsiquc01req_same.xml");
  const auto bytes = first.bytes;
  write_in_place(x->req("OQSsiquc01req_same.xml"), good());
  const auto refused = x->wait_for({"OQSsiquc01req_same.err"});
  EXPECT_TRUE(refused.bytes.starts_with("E1014\r\n")) << refused.bytes;
  EXPECT_EQ(bytes_of(x->res("OQSsiquc01res_same.xml")), bytes);
}

TEST_F(BadRequests, An_unfinished_request_is_answered_when_it_is_finished) {
  // Each piece comes before the one before has settled; the whole is one good request.
  const auto text = good();
  const auto path = x->req("OQSsiquc01req_slow.xml");
  for (std::size_t size = 0; size < text.size(); size += 60) {
    std::ofstream(path, std::ios::binary | std::ios::app) << text.substr(size, 60);
  }
  const auto came = x->wait_for({"OQSsiquc01res_slow.xml", "OQSsiquc01req_slow.err"});
  EXPECT_EQ(came.name, "OQSsiquc01res_slow.xml") << came.bytes;
}

}  // namespace
}  // namespace madoguchi::flow
