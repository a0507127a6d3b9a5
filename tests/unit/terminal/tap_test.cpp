#include <gtest/gtest.h>

#include "card/certificate.hpp"
#include "card/jpki.hpp"
#include "card/question.hpp"
#include "card/software_card.hpp"
#include "card/software_reader.hpp"
#include "edge/control.hpp"
#include "oqs/json_messages.hpp"
#include "oqs/messages.hpp"
#include "tools/pki.hpp"
#include "unit/terminal/bed.hpp"

namespace madoguchi::terminal::test {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view challenge = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr std::int64_t patience_ms = 30'000;

// One CA and one card for all tests: RSA keys are slow to make.
struct Cards {
  tools::Issued ca, card;
  Cards() {
    tools::CertificateRequest request;
    request.common_name = "Test card CA";
    request.valid_from = util::SystemClock().now().plus_ms(-86'400'000);
    request.valid_to = util::SystemClock().now().plus_ms(86'400'000);
    request.key = tools::KeyKind::rsa_2048;
    request.use = tools::CertificateRequest::Use::certificate_authority;
    ca = tools::make_authority(request).value();
    request.common_name = "card";
    request.use = tools::CertificateRequest::Use::card;
    card = tools::issue(ca, request).value();
  }
};
const Cards& cards() {
  static const Cards made;
  return made;
}

domain::ResultAnswer result_of(domain::Side side, std::string card_class) {
  domain::ResultAnswer result;
  result.side = side;
  result.fields = {{domain::Field::InsuredCardClassification, std::move(card_class)},
                   {domain::Field::Name, "生保　一郎"}};
  return result;
}

struct CardBed : Bed {
  CardBed() {
    card_file = dir / "card.pem";
    EXPECT_TRUE(card::SoftwareCard::create(card_file, cards().card.certificate_pem,
                                           cards().card.key_pem, "1234"));
    center.answer_with([this](const net::Request& request) { return answer(request); });
  }

  // Believes every card; gives one result, or two with their validities.
  net::Response answer(const net::Request& request) {
    if (request.path == "/card/challenge") {
      return xml_response(oqs::write_challenge({std::string(challenge), 1}));
    }
    const auto asked = oqs::read_card_question(request.body);
    if (!asked) return problem_response(400, asked.error().error);
    question = *asked;
    if (refusal) return problem_response(422, *refusal);
    oqs::AnswerHeader header;
    header.processed_at = clock.now();
    header.day = util::Day::parse(asked->day);
    header.institution_code = institution;
    header.arbitrary_file_identifier = {asked->arbitrary_file_identifier,
                                        asked->arbitrary_file_identifier};
    header.reference_classification = "1";
    domain::Answer told;
    told.validity = domain::Validity::valid_unregistered;
    told.results = {result_of(domain::Side::assistance, "A1")};
    if (two_results) told.results.push_back(result_of(domain::Side::insurance, "01"));
    auto response =
        xml_response(oqs::write_qualification_result(header, told, nullptr, oqs::WriteSettings{}));
    if (two_results) response.headers.emplace_back("Madoguchi-Validity", "6,1");
    return response;
  }
  auto tap(const edge::TapQuestion& question_of_staff) {
    return edge::ControlClient(work("control.sock")).tap(question_of_staff, patience_ms);
  }
  edge::TapQuestion pin_question() const {
    edge::TapQuestion asked;
    asked.card = card_file;
    asked.mode = "pin";
    asked.pin = "1234";
    asked.consents = {{"medication", true}, {"operation", false}};
    return asked;
  }

  std::string card_file;
  oqs::CardQuestion question;
  std::optional<oqs::ErrorCode> refusal;
  bool two_results = false;
};

}  // namespace

TEST(Tap, a_card_is_asked_with_proof_and_its_answer_lands_in_face) {
  CardBed bed;
  bed.start();
  const auto answer = bed.tap(bed.pin_question());
  ASSERT_TRUE(answer) << answer.error().code;
  ASSERT_EQ(answer->files.size(), 1U);
  EXPECT_EQ(answer->record, "42");
  EXPECT_EQ(names_in(bed.face()), answer->files);
  EXPECT_TRUE(names_in(bed.res()).empty());
  EXPECT_TRUE(answer->files[0].starts_with("OQSsiquc01res_face_1310000011"));
  const auto file = oqs::read_result(read(bed.face(answer->files[0])));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->arbitrary_file_identifier.size(), 16U);
  EXPECT_EQ(file->validity, "6");
  EXPECT_TRUE(oqs::read_result(answer->result));

  // What the card signed is what the center was told, and nothing else.
  card::SignedQuestion to_sign;
  to_sign.challenge = challenge;
  to_sign.institution_code = institution;
  to_sign.day = *util::Day::parse(bed.question.day);
  to_sign.mode = card::Mode::pin;
  to_sign.consents = {{"medication", true}, {"operation", false}};
  auto card = card::SoftwareCard::open(bed.card_file);
  ASSERT_TRUE(card);
  EXPECT_EQ(bed.question.signature,
            card->sign_digest_info(card::digest_info_of(card::text_to_sign(to_sign))).value());
  EXPECT_EQ(bed.question.certificate_der, card->certificate_der());
  EXPECT_EQ(bed.question.consents, bed.pin_question().consents);
}

TEST(Tap, visual_and_face_carry_no_signature_and_name_the_staff) {
  for (const std::string mode : {"visual", "face"}) {
    CardBed bed;
    bed.start();
    auto asked = bed.pin_question();
    asked.mode = mode;
    asked.pin.clear();
    const auto refused = bed.tap(asked);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "E2009");
    EXPECT_EQ(bed.center.times_asked(), 0U);
    asked.staff = "受付 1";
    EXPECT_TRUE(bed.tap(asked));
    EXPECT_TRUE(bed.question.signature.empty());
    EXPECT_EQ(bed.question.staff, "受付 1");
    EXPECT_EQ(bed.question.mode, mode);
  }
}

TEST(Tap, each_problem_has_its_code_and_makes_no_face_file) {
  CardBed bed;
  bed.start();
  const auto code = [&](auto change) {
    auto asked = bed.pin_question();
    change(asked);
    const auto answer = bed.tap(asked);
    return answer ? std::string("answered") : answer.error().code;
  };
  EXPECT_EQ(code([](auto& asked) { asked.card += ".missing"; }), "E4001");
  EXPECT_EQ(code([](auto& asked) { asked.mode = "guess"; }), "E1004");
  EXPECT_EQ(code([](auto& asked) { asked.pin.clear(); }), "E1003");
  EXPECT_EQ(code([](auto& asked) { asked.day = "20260231"; }), "E3002");
  EXPECT_EQ(code([](auto& asked) { asked.consents = {{"everything", true}}; }), "E1004");
  EXPECT_EQ(code([](auto& asked) { asked.pin = "0000"; }), "E4009");
  EXPECT_EQ(code([](auto& asked) { asked.pin = "0000"; }), "E4009");
  EXPECT_EQ(code([](auto& asked) { asked.pin = "0000"; }), "E4010");
  EXPECT_EQ(code([](auto&) {}), "E4010");
  EXPECT_TRUE(names_in(bed.face()).empty());
  EXPECT_TRUE(names_in(bed.work("outbox-face")).empty());
}

TEST(Tap, a_refusal_of_the_center_is_told_with_its_code) {
  CardBed bed;
  bed.start();
  bed.refusal = oqs::ErrorCode::card_revoked;
  const auto refused = bed.tap(bed.pin_question());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "E4004");
  EXPECT_FALSE(refused.error().message.empty());
  EXPECT_TRUE(names_in(bed.face()).empty());
  bed.refusal.reset();
  EXPECT_TRUE(bed.tap(bed.pin_question()));
}

TEST(Tap, an_error_message_of_the_center_makes_no_face_file) {
  CardBed bed;
  bed.start();
  bed.center.answer_with([&](const net::Request& request) {
    auto response = bed.answer(request);
    if (request.path == "/card/challenge") return response;
    oqs::AnswerHeader header;
    header.institution_code = institution;
    header.arbitrary_file_identifier = {bed.question.arbitrary_file_identifier,
                                        bed.question.arbitrary_file_identifier};
    return xml_response(oqs::write_error_result(header, {oqs::ErrorCode::future_day, ""}));
  });
  const auto refused = bed.tap(bed.pin_question());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "E3001");
  EXPECT_TRUE(names_in(bed.face()).empty());
}

TEST(Tap, two_results_come_in_one_file_or_in_one_each) {
  using Files = TerminalConfig::FaceFiles;
  for (const auto setting : {Files::one_for_all, Files::one_per_result}) {
    CardBed bed;
    bed.two_results = true;
    bed.config.face_files = setting;
    bed.start();
    const auto answer = bed.tap(bed.pin_question());
    ASSERT_TRUE(answer);
    if (setting == Files::one_for_all) {
      ASSERT_EQ(answer->files.size(), 1U);
      EXPECT_EQ(oqs::read_result(read(bed.face(answer->files[0])))->results.size(), 2U);
      continue;
    }
    ASSERT_EQ(answer->files.size(), 2U);
    auto sorted = answer->files;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(names_in(bed.face()), sorted);
    const auto first = oqs::read_result(read(bed.face(answer->files[0])));
    const auto second = oqs::read_result(read(bed.face(answer->files[1])));
    ASSERT_EQ(first->results.size(), 1U);
    ASSERT_EQ(second->results.size(), 1U);
    EXPECT_EQ(first->results[0].side, domain::Side::assistance);
    EXPECT_EQ(first->validity, "6");
    EXPECT_EQ(second->results[0].side, domain::Side::insurance);
    EXPECT_EQ(second->validity, "1");
  }
}

TEST(Tap, a_face_folder_that_is_away_keeps_the_files_waiting) {
  CardBed bed;
  bed.start();
  fs::rename(bed.dir / "face", bed.dir / "away");
  const auto answer = bed.tap(bed.pin_question());
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->files.empty());
  ASSERT_EQ(answer->waiting.size(), 1U);
  fs::rename(bed.dir / "away", bed.dir / "face");
  EXPECT_TRUE(eventually([&] { return fs::exists(bed.face(answer->waiting[0])); }));
}

TEST(Tap, an_answer_that_cannot_be_stored_is_not_promised) {
  CardBed bed;
  bed.start();
  fs::rename(bed.work("outbox-face"), bed.work("moved"));
  write(bed.work("outbox-face"), "no folder");
  const auto refused = bed.tap(bed.pin_question());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "E6011");
  fs::remove(bed.work("outbox-face"));
  fs::rename(bed.work("moved"), bed.work("outbox-face"));
  ASSERT_TRUE(bed.tap(bed.pin_question()));
  EXPECT_EQ(names_in(bed.face()).size(), 1U) << "the one that was told, and no other";
}

TEST(Tap, a_center_that_is_away_is_told_and_locks_no_card) {
  CardBed bed;
  bed.config.center_wait_ms = 100;
  bed.center.stop();
  bed.start();
  const auto refused = bed.tap(bed.pin_question());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "E6001");
  EXPECT_EQ(card::SoftwareCard::open(bed.card_file)->tries_left(), 3);
}

TEST(Control, ask_returns_the_result_message_without_files) {
  Bed bed;
  bed.config.encoding.encoding = util::Encoding::shift_jis;
  bed.start();
  edge::ControlClient client(bed.work("control.sock"));
  const auto answer = client.ask(question, request_text("ASK"), patience_ms);
  ASSERT_TRUE(answer) << answer.error().code;
  const auto result = oqs::read_result(*answer);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->arbitrary_file_identifier, "ASK");
  EXPECT_EQ(result->character_code, "0");
  EXPECT_TRUE(names_in(bed.res()).empty());
  EXPECT_EQ(client.ask("OQSsiurl01", request_text(), patience_ms).error().code, "E1009");
  EXPECT_EQ(client.ask(question, "broken", patience_ms).error().code, "E1001");
  const auto foreign = client.ask(question, request_text("A", "1310000029"), patience_ms);
  ASSERT_TRUE(foreign);
  EXPECT_EQ(oqs::read_result(*foreign)->error_code, "E2001");
  EXPECT_EQ(bed.center.times_asked(), 1U);
}

TEST(Control, status_tells_what_was_done_and_the_socket_is_private) {
  Bed bed;
  bed.start();
  bed.send("OQSsiquc01req_1.xml", request_text());
  bed.send("OQSsiquc01req_2.xml", "");
  ASSERT_TRUE(bed.result_comes("OQSsiquc01res_1.xml"));
  ASSERT_TRUE(bed.result_comes("OQSsiquc01req_2.err"));
  edge::ControlClient client(bed.work("control.sock"));
  const auto status = client.status(patience_ms);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->answered, 1U);
  EXPECT_EQ(status->refused, 1U);
  EXPECT_TRUE(status->center_reachable);
  EXPECT_EQ(fs::status(bed.work("control.sock")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  bed.stop();
  EXPECT_EQ(client.status(patience_ms).error().code, "E6006");
}

// The same card on the terminal's reader: the same road.
struct ReaderBed : CardBed {
  ReaderBed() {
    config.reader.kind = ReaderSettings::Kind::software;
    config.reader.slot_dir = dir / "reader";
  }
  card::CardSlot slot() const { return card::CardSlot(dir / "reader"); }
  edge::TapQuestion on_reader() const {
    auto asked = pin_question();
    asked.card.clear();
    return asked;
  }
  std::string code(const edge::TapQuestion& asked) {
    const auto answer = tap(asked);
    return answer ? "" : answer.error().code;
  }
};

TEST(TapReader, reads_the_card_that_lies_there_as_one_of_a_file) {
  ReaderBed bed;
  ASSERT_TRUE(bed.slot().insert(bed.card_file));
  bed.start();
  const auto answer = bed.tap(bed.on_reader());
  ASSERT_TRUE(answer) << answer.error().code;
  EXPECT_EQ(names_in(bed.face()), answer->files);
  const auto by_reader = bed.question;
  ASSERT_TRUE(bed.tap(bed.pin_question()));
  EXPECT_EQ(by_reader.certificate_der, bed.question.certificate_der);
  EXPECT_EQ(by_reader.signature, bed.question.signature);
}

TEST(TapReader, tells_what_is_wrong_without_asking_the_center) {
  ReaderBed bed;
  bed.start();
  EXPECT_EQ(bed.code(bed.on_reader()), "E4013");
  std::filesystem::create_directory(bed.dir / "reader");
  EXPECT_EQ(bed.code(bed.on_reader()), "E4015");
  write(bed.dir / "other", "no such card");
  ASSERT_TRUE(bed.slot().insert(bed.dir / "other"));
  EXPECT_EQ(bed.code(bed.on_reader()), "E4011");
  EXPECT_EQ(bed.center.times_asked(), 0U);
  EXPECT_TRUE(names_in(bed.face()).empty());
}

TEST(TapReader, wrong_pin_tells_how_many_tries_are_left_and_asks_nobody) {
  ReaderBed bed;
  ASSERT_TRUE(bed.slot().insert(bed.card_file));
  bed.start();
  auto asked = bed.on_reader();
  asked.pin = "9999";
  const auto first = bed.tap(asked);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, "E4009");
  EXPECT_EQ(first.error().tries_left, 2);
  EXPECT_NE(first.error().message.find("あと2回"), std::string::npos);
  EXPECT_EQ(bed.tap(asked).error().tries_left, 1);
  EXPECT_EQ(bed.tap(asked).error().code, "E4010");
  asked.pin = "1234";
  const auto locked = bed.tap(asked);
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, "E4010");
  for (const auto& one : bed.center.asked()) EXPECT_EQ(one.path, "/card/challenge");
  EXPECT_TRUE(names_in(bed.face()).empty());
}

TEST(TapReader, card_pulled_out_while_the_center_is_asked_for_a_challenge_makes_no_file) {
  ReaderBed bed;
  ASSERT_TRUE(bed.slot().insert(bed.card_file));
  bed.start();
  bed.center.answer_with([&](const net::Request& request) {
    if (request.path == "/card/challenge") {
      EXPECT_TRUE(bed.slot().remove());
    }
    return bed.answer(request);
  });
  const auto answer = bed.tap(bed.on_reader());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "E4012");
  EXPECT_TRUE(names_in(bed.face()).empty());
  EXPECT_EQ(card::SoftwareCard::open(bed.card_file)->tries_left(), 3);
}

TEST(TapReader, card_is_free_again_before_the_center_answers) {
  ReaderBed bed;
  ASSERT_TRUE(bed.slot().insert(bed.card_file));
  bed.start();
  bed.center.answer_with([&](const net::Request& request) {
    if (request.path == "/card/verify") {
      EXPECT_TRUE(bed.slot().remove());
    }
    return bed.answer(request);
  });
  EXPECT_TRUE(bed.tap(bed.on_reader()));
}

TEST(TapReader, without_a_reader_only_cards_in_files_are_read) {
  CardBed bed;
  bed.start();
  auto asked = bed.pin_question();
  asked.card.clear();
  EXPECT_EQ(bed.tap(asked).error().code, "E4013");
  EXPECT_TRUE(bed.tap(bed.pin_question()));
}

}  // namespace madoguchi::terminal::test
