#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "edge/control.hpp"
#include "oqs/messages.hpp"
#include "tools/demo_clients.hpp"
#include "tools/doctor_parts.hpp"
#include "tools/test_people.hpp"
#include "util/encoding.hpp"

namespace madoguchi::tools::doctor {

namespace {

constexpr std::int64_t status_wait_ms = 5000;
constexpr std::int64_t answer_wait_ms = 60000;

// Wave dash, full-width minus, parallel sign, full-width pound; two names that only Windows'
// table has; one character that no Shift_JIS has.
constexpr std::string_view hard = "〜－∥￡髙﨑";
constexpr std::string_view hard_as_read = "～－∥￡髙﨑";  // Shift_JIS has one wave dash: FF5E
constexpr std::string_view unencodable = "𠮷";

// A message that says nothing of anybody: only the form in which answers reach the clinic.
std::string message_with(std::string_view name) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<XmlMsg>\n"
      "<MessageHeader>\n<SegmentOfResult>1</SegmentOfResult>\n"
      "<CharacterCodeIdentifier>0</CharacterCodeIdentifier>\n</MessageHeader>\n<MessageBody>\n"
      "<ProcessingResultStatus>1</ProcessingResultStatus>\n<ResultList>\n"
      "<ResultOfQualificationConfirmation>\n<Name>{}</Name>\n"
      "</ResultOfQualificationConfirmation>\n</ResultList>\n</MessageBody>\n</XmlMsg>\n",
      name);
}

// The name as a receipt computer reads it from the bytes; empty when it cannot.
std::string name_read_from(const std::string& bytes) {
  const auto utf8 = oqs::utf8_request(bytes, {});
  if (!utf8) return {};
  const auto document = oqs::read_result(*utf8);
  if (!document || document->results.empty() || document->results[0].fields.empty()) return {};
  return document->results[0].fields[0].value;
}

Text meaning_of(int validity) {
  switch (validity) {
    case 1:
      return {"1（有効）", "1 (valid)"};
    case 2:
      return {"2（無効）", "2 (not valid)"};
    case 3:
      return {"3（無効、新しい資格あり）", "3 (not valid, a newer one exists)"};
    case 4:
      return {"4（該当なし）", "4 (no such qualification)"};
    default:
      return {"6（有効、券は未登録）", "6 (valid, no ticket registered)"};
  }
}

// "1", or the code of a refusal.
std::string outcome_of(edge::ControlClient& control, const TestPerson& person,
                       const std::string& institution, util::Day today) {
  std::string xml;
  if (person.card.empty()) {
    auto answer = control.ask("OQSsiquc01", plain_request(institution, today, person.numbers),
                              answer_wait_ms);
    if (!answer) return answer.error().code;
    xml = std::move(*answer);
  } else {
    edge::TapQuestion question;
    question.card = person.card;
    question.pin = person.pin;
    question.mode = "pin";
    auto answer = control.tap(question, answer_wait_ms);
    if (!answer) return answer.error().code;
    xml = std::move(answer->result);
  }
  const auto document = oqs::read_result(xml);
  if (!document) return "E6004";
  return document->segment == "9" ? document->error_code : document->validity;
}

void ask_person(Findings& findings, edge::ControlClient& control, const TestPerson& person,
                const std::string& institution, util::Day today) {
  const auto meaning = meaning_of(person.validity);
  Notes notes(findings, fmt::format("inquiry.{}", person.validity),
              {"照会 " + meaning.japanese, "inquiry " + meaning.english});
  const auto came = outcome_of(control, person, institution, today);
  const auto* how = person.card.empty() ? "番号" : "カード";
  const auto* how_english = person.card.empty() ? "by number" : "by card";
  if (came == std::to_string(person.validity)) {
    return notes.good("", {fmt::format("試験 {}（{}）", person.id, how),
                           fmt::format("test {} ({})", person.id, how_english)});
  }
  notes.bad(
      "",
      {fmt::format("試験 {}（{}）: {} が返りました", person.id, how,
                   came.empty() ? "読み取れない回答" : came),
       fmt::format("test {} ({}): {} came", person.id, how_english,
                   came.empty() ? "an unreadable answer" : came)},
      {"上の項目と、試験用の人の登録（doctor-people.csv）をご確認ください。コードの意味は"
       "「エラーの一覧」にあります。",
       "See the lines above and the registration of the test people; codes: docs/errors.md."});
}

// The people to ask; nothing after telling why there are none.
std::vector<TestPerson> people_for(Findings& findings, const std::string& file) {
  Notes notes(findings, "inquiry.people", {"試験用の人の一覧", "list of test people"});
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    notes.skipped("", {"ありません: " + file, "none: " + file},
                  {"照会も試すには --people で一覧を指定してください（列は --help）。",
                   "Give a list with --people to try inquiries too; see --help."});
    return {};
  }
  auto people = read_test_people(file);
  if (people) return std::move(*people);
  notes.bad("", {people.error(), "the list cannot be read: " + people.error()},
            {"一覧を直してから、もう一度お試しください（列は --help）。",
             "Correct the list; see --help for its columns."});
  return {};
}

}  // namespace

void examine_encoding(Findings& findings, const terminal::TerminalConfig& config) {
  const auto encoding = config.encoding.encoding;
  const bool shift_jis = encoding == util::Encoding::shift_jis;
  const std::string name = shift_jis                              ? "Shift_JIS"
                           : encoding == util::Encoding::utf8_bom ? "UTF-8+BOM"
                                                                  : "UTF-8";
  Notes notes(findings, "encoding", {"文字コード " + name, "encoding " + name});
  const Text next{"madoguchi を入れ直してください。それでも続くときは開発元へお知らせください。",
                  "Install madoguchi anew; tell its makers when that does not help."};
  const auto plain = oqs::for_clinic(message_with(hard), config.encoding);
  const auto expected = std::string(shift_jis ? hard_as_read : hard);
  if (!plain || name_read_from(*plain) != expected) {
    return notes.bad("hard", {"〜－∥￡ 髙﨑 が元に戻りません", "hard characters do not survive"},
                     next);
  }
  notes.good("hard",
             {"〜－∥￡ 髙﨑 を書いて読めます", "hard characters survive writing and reading"});
  const bool circle = shift_jis && config.encoding.unencodable == util::Unencodable::black_circle;
  const auto rare = oqs::for_clinic(message_with(unencodable), config.encoding);
  const auto wanted = std::string(circle ? "●" : unencodable);
  if (!rare || name_read_from(*rare) != wanted) {
    return notes.bad("rare", {"Shift_JISにない文字を書けません", "a rare character is lost"}, next);
  }
  notes.good("rare",
             circle ? Text{"Shift_JISにない文字は●と備考になります",
                           "characters Shift_JIS lacks: black circle and a remark"}
                    : Text{"Shift_JISにない文字も戻ります（文字参照）", "rare characters survive"});
}

void examine_terminal(Findings& findings, const terminal::TerminalConfig& config,
                      const std::string& people_file, util::Day today) {
  Notes notes(findings, "terminal", {"端末プログラム", "terminal"});
  const auto socket =
      config.control_socket.empty() ? config.work_dir + "/control.sock" : config.control_socket;
  edge::ControlClient control(socket);
  const auto status = control.status(status_wait_ms);
  if (!status) {
    notes.bad("", {"動いていません: " + socket, "not running: " + socket},
              {"madoguchi terminal --config terminal.toml（サービスなら systemctl start）で起動して"
               "ください。",
               "Start it: madoguchi terminal --config terminal.toml."});
    Notes(findings, "inquiry", {"照会", "inquiries"})
        .skipped("", {"端末が動いていないため試せません", "not tried: no terminal runs"});
    return;
  }
  notes.good(
      "", {fmt::format("動いています（回答 {}件、待ち {}件）", status->answered, status->waiting),
           fmt::format("running: {} answered, {} waiting", status->answered, status->waiting)});
  if (status->undelivered != 0) {
    notes.warning("undelivered",
                  {fmt::format("置けない結果が{}件あります", status->undelivered),
                   fmt::format("{} results cannot be delivered", status->undelivered)},
                  {"res・face の権限と、同じ名前の古い結果をご確認ください。",
                   "Check res and face, and old results of the same name."});
  }
  const auto people = people_for(findings, people_file);
  for (const auto& person : people) {
    ask_person(findings, control, person, config.institution_code, today);
  }
  for (const int validity : main_results) {
    const bool asked = std::any_of(people.begin(), people.end(),
                                   [&](const TestPerson& one) { return one.validity == validity; });
    if (people.empty() || asked) continue;
    const auto meaning = meaning_of(validity);
    Notes(findings, fmt::format("inquiry.{}", validity),
          {"照会 " + meaning.japanese, "inquiry " + meaning.english})
        .skipped("", {"一覧にいません", "nobody on the list"});
  }
}

}  // namespace madoguchi::tools::doctor
