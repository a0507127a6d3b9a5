#include "tools/faults/provocations.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

#include "domain/identifiers.hpp"
#include "tools/demo_clients.hpp"
#include "util/encoding.hpp"

namespace madoguchi::tools {

namespace {

using oqs::ErrorCode;
using Kind = ProvocationStep::Kind;
using Steps = std::vector<ProvocationStep>;

constexpr std::string_view clinic = "1310000011";
constexpr std::string_view unknown_institution = "1310000045";
constexpr std::string_view prolog = R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?>)";
constexpr std::string_view ask =
    "ask --terminal {demo}/clinic/terminal.toml --payer 12000001 --number 1010001 --birth 19900115";
constexpr std::string_view tap = "tap --terminal {demo}/clinic/terminal.toml --card {demo}/cards/";
constexpr int deep = 200;
constexpr std::size_t large = 1100000;

std::string replaced(std::string text, std::string_view from, const std::string& to) {
  const auto at = text.find(from);
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

// Makes the steps of each error; every file has the error's code in its name.
class Maker {
 public:
  Maker(const Population& population, util::Day today) : population_(population), today_(today) {
    question_ =
        plain_request(std::string(clinic), today,
                      {"12000001", "1010001", util::Day::parse("19900115").value(), "", ""});
    messages();
    rights();
    references();
    bulk();
    cards();
    center();
  }
  std::map<ErrorCode, Steps> steps;

 private:
  static ProvocationStep step(Kind kind, std::string name, std::string content = "") {
    return {kind, std::move(name), std::move(content)};
  }
  static std::string file_name(ErrorCode error, std::string_view interface = "OQSsiquc01") {
    return fmt::format("{}req_{}.xml", interface, oqs::code_of(error));
  }
  void file(ErrorCode error, std::string content) {
    steps[error] = {step(Kind::file, file_name(error), std::move(content))};
  }
  void scenario(ErrorCode error, std::string id) {
    steps[error] = {step(Kind::scenario, std::move(id))};
  }
  void fault(ErrorCode error, std::string name, std::string_view command) {
    steps[error] = {step(Kind::fault, std::move(name)), step(Kind::command, std::string(command))};
  }
  static std::string tapped(std::string_view card, std::string_view more = " --pin 1234") {
    return fmt::format("{}{}.card{}", tap, card, more);
  }
  std::string question_with(std::string_view from, const std::string& to) const {
    return replaced(question_, from, to);
  }
  std::string tickets(util::Month month) const {
    return plain_bulk_request(std::string(clinic), month);
  }

  void messages() {
    file(ErrorCode::not_xml, std::string(prolog) + "<XmlMsg><MessageHeader></XmlMsg>");
    file(ErrorCode::wrong_encoding, std::string(prolog) + "<XmlMsg>\x90\xB6\x95\xDB</XmlMsg>");
    file(ErrorCode::element_missing, question_with("<Birthdate>19900115</Birthdate>", ""));
    file(ErrorCode::element_format, question_with("<Birthdate>19900115<", "<Birthdate>1990/1/15<"));
    file(ErrorCode::element_repeated,
         question_with("<Birthdate>19900115</Birthdate>",
                       "<Birthdate>19900115</Birthdate><Birthdate>19900115</Birthdate>"));
    file(ErrorCode::too_large, question_with("</XmlMsg>", std::string(large, ' ') + "</XmlMsg>"));
    std::string opening, closing;
    for (int i = 0; i < deep; ++i) {
      opening += "<A>";
      closing += "</A>";
    }
    file(ErrorCode::too_deep,
         question_with("</MessageBody>", opening + closing + "</MessageBody>"));
    file(ErrorCode::document_type, question_with("<XmlMsg>", "<!DOCTYPE XmlMsg><XmlMsg>"));
    steps[ErrorCode::unknown_interface] = {
        step(Kind::file, file_name(ErrorCode::unknown_interface, "OQSzzzzz01"), question_)};
    file(ErrorCode::wrong_root,
         std::string(prolog) + "<XmlMsg><MessageBody></MessageBody></XmlMsg>");
    file(ErrorCode::incomplete, question_.substr(0, question_.size() / 2));
    file(ErrorCode::file_empty, "");
    const auto twice = step(Kind::file, file_name(ErrorCode::result_exists), question_);
    steps[ErrorCode::result_exists] = {twice, twice};
    steps[ErrorCode::unknown_address] = {step(Kind::request, "GET /nothing")};
    steps[ErrorCode::not_json] = {step(Kind::request, "POST /card/verify", "on")};
    scenario(ErrorCode::future_day, "D24");
    file(ErrorCode::impossible_date, question_with("<Birthdate>19900115<", "<Birthdate>19900231<"));
  }

  void rights() {
    file(ErrorCode::institution_mismatch, question_with(clinic, "1310000029"));
    auto unknown = step(Kind::request, "POST /oqs/OQSsiquc01",
                        question_with(clinic, std::string(unknown_institution)));
    unknown.party = fmt::format("institution-{}", unknown_institution);
    steps[ErrorCode::institution_unknown] = {
        step(Kind::command,
             fmt::format("pki issue institution {} --dir {{demo}}/pki", unknown_institution)),
        unknown};
    steps[ErrorCode::setting_unknown] = {
        step(Kind::file, file_name(ErrorCode::setting_unknown, "OQSsiupd01"),
             std::string(prolog) + "<XmlMsg><MessageHeader><MedicalInstitutionCode>" +
                 std::string(clinic) +
                 "</MedicalInstitutionCode></MessageHeader><MessageBody><Colour>1</Colour>"
                 "</MessageBody></XmlMsg>")};
    fault(ErrorCode::party_revoked, "revoked-certificate", ask);
    fault(ErrorCode::party_certificate, "clock-jump=center:+1300", ask);
    scenario(ErrorCode::assistance_off, "D1-number");
    steps[ErrorCode::not_permitted] = {
        step(Kind::request, "POST /import/ticket", "OfficeCode\r\n")};
    steps[ErrorCode::quota] = {step(Kind::fault, "low-limits=requests"),
                               step(Kind::command, std::string(ask)),
                               step(Kind::command, std::string(ask))};
    const auto wrong = [](int day) {
      return replaced(std::string(ask), "19900115", fmt::format("199001{}", day));
    };
    steps[ErrorCode::wrong_tries] = {step(Kind::fault, "low-limits=wrong-tries"),
                                     step(Kind::command, wrong(21)),
                                     step(Kind::command, wrong(22))};
    steps[ErrorCode::operator_missing] = {step(Kind::command, tapped("D7", " --mode visual"))};
    auto first = step(Kind::request, "POST /oqs/OQSsiquc01", question_);
    first.key = "madoguchi-e3006";
    auto second = first;
    second.content = question_with("19900115", "19900116");
    steps[ErrorCode::request_key_reused] = {first, second};
    ambiguous_number();
  }

  // A reference number for a person: by that person's numbers.
  static std::string reference(const ByNumbers& numbers, std::string_view reference_number) {
    return fmt::format(
        "{}<XmlMsg><MessageHeader><MedicalInstitutionCode>{}</MedicalInstitutionCode>"
        "</MessageHeader><MessageBody><ReferenceNumberRegistrationInfo><ReferenceNumber>{}"
        "</ReferenceNumber><InsurerNumber>{}</InsurerNumber><InsuredIdentificationNumber>{}"
        "</InsuredIdentificationNumber></ReferenceNumberRegistrationInfo></MessageBody></XmlMsg>",
        prolog, clinic, reference_number, numbers.payer, numbers.number);
  }
  const ByNumbers& numbers_of(std::string_view id) const {
    for (const auto& one : population_.scenarios) {
      if (one.id == id) return std::get<ByNumbers>(one.ask);
    }
    throw std::logic_error("no scenario " + std::string(id));
  }

  // Numbers that the clinic gives its patients: for nobody unknown, and each to one person only.
  void references() {
    steps[ErrorCode::record_unknown] = {
        step(Kind::request, "POST /calls",
             "{\"record\":999999999,\"kind\":\"call\",\"at\":\"2026-06-10T10:05:00+09:00\","
             "\"staff\":\"uketsuke\",\"answer\":\"call_back\",\"paper\":false}")};
    steps[ErrorCode::not_received] = {step(Kind::file,
                                           file_name(ErrorCode::not_received, "OQSsiimm01"),
                                           reference(numbers_of("D22"), "E3020"))};
    auto first = step(Kind::file, "OQSsiimm01req_first.xml", reference(numbers_of("D17"), "E3021"));
    steps[ErrorCode::reference_number_taken] = {
        step(Kind::scenario, "D17"), step(Kind::scenario, "D17-moved"), first,
        step(Kind::file, file_name(ErrorCode::reference_number_taken, "OQSsiimm01"),
             reference(numbers_of("D17-moved"), "E3021"))};
  }

  // Two active people registered under one number: a mistake of two offices.
  void ambiguous_number() {
    std::string csv =
        "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
        "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,NotDisclosed,UpdatedAt\n";
    std::string number = "299999";
    number += domain::check_digit(number);
    const auto& payer = population_.offices.front().payer_numbers.back();
    for (const char* key : {"E3007-A", "E3007-B"}) {
      csv += fmt::format(
          "13101,{0},DEMO-{0},{1},{2},重複　番,ﾁｮｳﾌｸ ﾊﾞﾝ,1,19800101,20240401,,0,{3}000000\n", key,
          payer, number, today_.text());
    }
    steps[ErrorCode::number_ambiguous] = {
        step(Kind::saved, "registration/E3007.csv", csv),
        step(
            Kind::command,
            "import qualification {demo}/registration/E3007.csv --config {demo}/office-13101.toml"),
        step(Kind::command,
             fmt::format("ask --terminal {{demo}}/clinic/terminal.toml --payer {} --number {} "
                         "--birth 19800101",
                         payer, number))};
  }

  void bulk() {
    const auto accept = [](ErrorCode error) { return file_name(error, "OQSmutic01"); };
    const auto month = util::Month::of(today_);
    steps[ErrorCode::month_out_of_range] = {
        step(Kind::file, accept(ErrorCode::month_out_of_range), tickets(month.plus_months(-200)))};
    steps[ErrorCode::reception_unknown] = {
        step(Kind::file, file_name(ErrorCode::reception_unknown, "OQSmutic02"),
             plain_download_request(std::string(clinic), "999999999999"))};
    steps[ErrorCode::reception_expired] = {
        step(Kind::file, accept(ErrorCode::reception_expired), tickets(month)),
        step(Kind::fault, "clock-jump=center:+8"),
        step(Kind::file, file_name(ErrorCode::reception_expired, "OQSmutic02"),
             plain_download_request(std::string(clinic), "{reception}"))};
    auto again = step(Kind::file, accept(ErrorCode::bulk_too_often), tickets(month));
    auto before = again;
    before.name = "OQSmutic01req_before.xml";
    const auto download = step(Kind::file, file_name(ErrorCode::bulk_too_often, "OQSmutic02"),
                               plain_download_request(std::string(clinic), "{reception}"));
    steps[ErrorCode::bulk_too_often] = {step(Kind::fault, "low-limits=bulk-interval"), before,
                                        download, again};
    const ByNumbers guide{"12000001", "1010001", util::Day::parse("19900115").value(), "", ""};
    steps[ErrorCode::bulk_message_too_many] = {
        step(Kind::fault, "low-limits=bulk-units"),
        step(Kind::file, file_name(ErrorCode::bulk_message_too_many, "OQSmuquc01"),
             plain_inquiry_request(std::string(clinic), today_, {guide, guide}))};
    steps[ErrorCode::bulk_too_many] = {
        step(Kind::fault, "low-limits=bulk-units"),
        step(Kind::file, accept(ErrorCode::bulk_too_many), tickets(month)),
        step(Kind::file, file_name(ErrorCode::bulk_too_many, "OQSmutic02"),
             plain_download_request(std::string(clinic), "{reception}"))};
  }

  void cards() {
    fault(ErrorCode::card_unreadable, "unreadable-card", tapped("D7"));
    scenario(ErrorCode::card_untrusted, "D2-foreign");
    scenario(ErrorCode::card_expired, "D2-expired");
    scenario(ErrorCode::card_revoked, "D2");
    scenario(ErrorCode::pin_locked, "D2-locked");
    scenario(ErrorCode::card_not_yet_valid, "D2-not-yet");
    fault(ErrorCode::card_revocation_unknown, "clock-jump=center:-1", tapped("D7"));
    fault(ErrorCode::challenge_unknown, "low-limits=challenge-life", tapped("D7"));
    steps[ErrorCode::pin_wrong] = {step(Kind::command, tapped("D9", " --pin 9999"))};
    reader();
  }

  // The clinic's reader is a folder; the visiting nurses have none.
  void reader() {
    const auto at = [](std::string_view folder) {
      return fmt::format("tap --terminal {{demo}}/{}/terminal.toml --pin 1234", folder);
    };
    const auto remove = step(Kind::command, "card remove {demo}/clinic/reader");
    steps[ErrorCode::reader_empty] = {remove, step(Kind::command, at("clinic"))};
    steps[ErrorCode::reader_missing] = {step(Kind::command, at("visiting-nursing"))};
    steps[ErrorCode::card_foreign] = {
        step(Kind::command, "card insert {demo}/clinic/reader {demo}/clinic/terminal.toml"),
        step(Kind::command, at("clinic"))};
  }

  void center() {
    fault(ErrorCode::center_store, "full-disk", ask);
    steps[ErrorCode::center_busy] = {step(Kind::fault, "low-limits=challenges"),
                                     step(Kind::request, "POST /card/challenge"),
                                     step(Kind::command, tapped("D7"))};
    fault(ErrorCode::center_unreachable, "line-loss", ask);
    fault(ErrorCode::own_certificate, "foreign-certificate", ask);
    fault(ErrorCode::center_untrusted, "false-center", ask);
    fault(ErrorCode::center_certificate_expired, "expired-center", ask);
    fault(ErrorCode::terminal_storage, "full-disk=terminal",
          tapped("D7", " --mode visual --staff tanaka"));
    fault(ErrorCode::answer_unreadable, "garbled-answer", ask);
    fault(ErrorCode::terminal_not_running, "terminal-down", ask);
  }

  const Population& population_;
  util::Day today_;
  std::string question_;
};

// Why an error cannot be met in the test bed; nothing when it can.
struct WhyNot {
  ErrorCode error;
  std::string_view japanese, english;
};
constexpr WhyNot why_not[] = {
    {ErrorCode::file_unreadable,
     "端末の利用者が読めないファイル（chmod "
     "000）で出ます。rootで動くデモは何でも読めるので、試験では確かめていません。",
     "A file that the terminal's user may not read (chmod 000) shows it; a demo run by root reads "
     "everything, so no test tries it."},
    {ErrorCode::bulk_jobs_waiting,
     "処理を待つ一括の要求が1つの医療機関で16を超えたときに出ます。デモの人数では処理が先に終わるた"
     "め、たまりません。",
     "More than 16 jobs of one institution must wait; with the demo's few people they end sooner."},
    {ErrorCode::not_asked,
     "福祉事務所の回答は職員の名でだけ送れ、画面は照会のあった人にしか送りません。/office/replies "
     "を自分で呼ぶプログラムだけが受け取ります。",
     "Only a person at an office replies, and its page only to whom was asked about: a program "
     "that "
     "calls POST /office/replies itself can meet it."},
    {ErrorCode::recipient_unknown,
     "福祉事務所の画面は登録された人だけを開きます。/office/links "
     "を自分で呼ぶプログラムだけが受け取"
     "ります。",
     "An office's page opens registered people only: a program that calls GET /office/links itself "
     "can meet it."},
    {ErrorCode::import_withdrawn,
     "福祉事務所の画面で登録を取り消すと、その登録を待っていたプログラムが受け取ります。デモの人数"
     "で"
     "は先に登録が終わります。",
     "Whoever waits for a file that was withdrawn meanwhile meets it; the demo's few rows are "
     "registered sooner."},
    {ErrorCode::import_unknown,
     "福祉事務所の画面は自分の送った登録だけを尋ねます。/office/imports/KEY "
     "を自分で呼ぶプログラムだけが受け取ります。",
     "An office's page asks about its own files only: a program that calls /office/imports/KEY "
     "itself can meet it."},
    {ErrorCode::import_published,
     "登録が終わると同時に取り消したときに出ます。デモの人数では、間に合う時間がありません。",
     "A file must be withdrawn just when it is published; the demo's few rows leave no time."},
    {ErrorCode::setting_closed,
     "窓口の画面で、管理者が環境設定の「暗証番号のない本人確認（目視・顔）でも見せる」を選んで保存"
     "する"
     "と出ます。ファイルやコマンドではできません。",
     "On the counter's page an administrator chooses \"Also after identification without a PIN\" "
     "in "
     "the settings and saves: no file and no command can."},
    {ErrorCode::card_signature,
     "試験用カードの署名は必ず合います。POST /card/verify "
     "を自分で呼ぶプログラムだけが受け取ります。",
     "A software card always signs rightly; only a program that calls POST /card/verify itself can "
     "meet it."},
    {ErrorCode::confirmation_unknown,
     "端末は自分が当日カードで受け取った鍵だけを使います。日付の変わり目に残った画面か、POST "
     "/card/recheck を自分で呼ぶプログラムだけが受け取ります。",
     "A terminal uses only keys that a card of today gave it: a page left open over midnight, or a "
     "program that calls POST /card/recheck itself, can meet it."},
    {ErrorCode::card_pulled_out,
     "本物のカードリーダー（PC/SC）で、読み取りの途中にカードを抜くと出ます。デモのリーダーは一瞬で"
     "読み終わります。",
     "Pull a card out of a real reader (PC/SC) while it is read; the demo's reader is too fast."},
    {ErrorCode::reader_service,
     "reader.kind を pcsc にした端末で、pcscd を止めると出ます。デモのリーダーは pcscd "
     "を使いません。",
     "Stop pcscd at a terminal with reader.kind = pcsc; the demo's readers do not use it."},
    {ErrorCode::reader_several_cards,
     "reader.kind を pcsc、reader.name を空にした端末で、2台のリーダーにカードを置くと出ます。",
     "Put cards on two readers of a terminal with reader.kind = pcsc and an empty reader.name."},
    {ErrorCode::center_internal,
     "センターのプログラムの誤りのときだけ出ます。起こし方はありません。",
     "Only a defect of the center shows it: there is no way to bring it about."},
    {ErrorCode::request_slow,
     "端末は要求を一度に送るので起こりません。要求を途中で止めるプログラムだけが受け取ります。",
     "The terminal sends a request at once; only a program that stops in its middle can meet it."},
    {ErrorCode::terminal_internal, "端末のプログラムの誤りのときだけ出ます。起こし方はありません。",
     "Only a defect of the terminal shows it: there is no way to bring it about."},
};

}  // namespace

std::vector<Provocation> provocations(const Population& population, util::Day today) {
  Maker maker(population, today);
  std::vector<Provocation> all;
  for (const auto error : oqs::all_errors()) {
    Provocation one;
    one.error = error;
    one.steps = std::move(maker.steps[error]);
    for (const auto& reason : why_not) {
      if (reason.error != error) continue;
      one.why_not = reason.japanese;
      one.why_not_english = reason.english;
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace madoguchi::tools
