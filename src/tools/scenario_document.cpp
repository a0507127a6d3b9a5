#include "tools/scenario_document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "oqs/screen.hpp"
#include "tools/demo_clients.hpp"
#include "tools/faults/provocations.hpp"
#include "tools/reason_text.hpp"
#include "tools/scenario_check.hpp"
#include "tools/scenario_table.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::size_t lines_shown_max = 160;

struct Group {
  const char* anchor;
  const char* title;
  int validity;  // -1: errors, 0: bulk
};
constexpr Group groups[] = {
    {"valid", "1 有効 / valid", 1},
    {"unregistered", "6 有効、券は未登録 / valid, no ticket registered", 6},
    {"invalid", "2 無効 / not valid", 2},
    {"newer", "3 無効、新しい資格あり / not valid, there is a newer one", 3},
    {"none", "4 該当資格なし / no such qualification", 4},
    {"several", "5 複数該当 / several persons", 5},
    {"bulk", "一括取得・一括照会・照会番号 / bulk acquisition, bulk inquiry, reference numbers", 0},
    {"errors", "エラー / errors", -1}};

constexpr std::string_view head =
    R"(# 場面の一覧 / The scenarios of the test bed

<!-- madoguchi demo --scenarios docs/scenarios.md が作りました。手で直さないでください。 / Generated: do not edit. -->

`madoguchi demo`（または `./dev demo`）は、架空の人たちのいるセンター、端末、福祉事務所を1台の中で動かします。
レセプトコンピュータを本物と同じフォルダに向けるだけで、手引きのどの場面も試せます。ネットワークも実在の資料もいりません。

`madoguchi demo` runs a center, terminals and welfare offices with invented people on one machine.
Point a receipt computer at its folders and meet every case of the guide, offline.

```
madoguchi demo                    # demo/ に全部を作って動かす / makes everything in demo/ and runs it
cp 要求.xml demo/clinic/req/      # 要求を置く / drop a request
ls demo/clinic/res/               # 結果 / the result
ls demo/clinic/face/              # カードの回答 / answers to cards
```

* 番号の照会: 下のXMLを `demo/clinic/req/OQSsiquc01req_任意.xml` に置くと、`res/OQSsiquc01res_任意.xml` が届きます。
  `QualificationConfirmationDate` は**今日の日付**にしてください。
* カード: `madoguchi tap` が資格確認端末の代わりです。カードのファイルは `demo/cards/`、暗証番号はどれも `1234`。
* 一括: `OQSmutic01req_任意.xml`（券の一括取得）か `OQSmuquc01req_任意.xml`（一括照会）を置き、届いた `ReceptionNumber` で `02req` を置きます。
* 照会番号: 先にその人を受付（番号の照会かカード）してから、`OQSsiimm01req_任意.xml` か `OQSmuimm01req_任意.xml` を置きます。
* By number: drop the XML below as `req/OQSsiquc01req_ANY.xml`, with **today** as
  QualificationConfirmationDate; by card: `madoguchi tap`, PIN 1234; bulk: `OQSmutic01req_ANY.xml`,
  then `OQSmutic02req_ANY.xml` with the ReceptionNumber.
* A reference number: receive the person (by number or card) first.

)";

constexpr std::string_view fixed_forms =
    R"(この文書の回答は、動いている本物のシステムに聞いたものです。回ごとに変わるものだけ、決まった形で示します
/ The answers are real; only what differs from run to run is shown in a fixed form:
時刻（`ProcessExecutionTime`、同意の `…Time`）は `YYYYMMDDHHMMSS`、`ReceptionNumber` は `(受付番号)`、カードの回答の `ArbitraryFileIdentifier` は `(任意)`、
face/ のファイル名は `OQSsiquc01res_face_(任意)_(日時).xml`。
)";

std::string replaced_content(std::string xml, std::string_view element, std::string_view content) {
  const auto open = fmt::format("<{}>", element), close = fmt::format("</{}>", element);
  for (std::size_t at = xml.find(open); at != std::string::npos; at = xml.find(open, at + 1)) {
    const auto from = at + open.size();
    const auto to = xml.find(close, from);
    if (to == std::string::npos) break;
    if (to > from) xml.replace(from, to - from, content);
  }
  return xml;
}

// Moments (14 digits in an element whose name ends in "Time") in a fixed form.
std::string without_moments(std::string xml) {
  constexpr std::string_view end = "Time>", form = "YYYYMMDDHHMMSS";
  for (auto at = xml.find(end); at != std::string::npos; at = xml.find(end, at + 1)) {
    const auto from = at + end.size();
    const auto to = xml.find('<', from);
    if (to == from + form.size()) xml.replace(from, form.size(), form);
  }
  return xml;
}

// One element a line, inner ones further in. For messages: elements hold text or elements.
std::string indented(std::string_view xml) {
  std::string out;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < xml.size();) {
    const auto lt = xml.find('<', at);
    if (lt == std::string_view::npos) break;
    const auto gt = xml.find('>', lt);
    const auto tag = xml.substr(lt, gt + 1 - lt);
    const auto next = std::min(xml.find('<', gt), xml.size());
    const auto text = xml.substr(gt + 1, next - gt - 1);
    const bool closes = tag.starts_with("</");
    const bool leaf = !closes && !tag.starts_with("<?") && !tag.ends_with("/>") &&
                      xml.substr(next).starts_with("</");
    if (closes && depth > 0) --depth;
    out += std::string(depth * 2, ' ') + std::string(tag);
    at = next;
    if (leaf) {
      const auto end = xml.find('>', next) + 1;
      out += std::string(text) + std::string(xml.substr(next, end - next));
      at = end;
    } else if (!closes && !tag.starts_with("<?") && !tag.ends_with("/>")) {
      ++depth;
    }
    out += '\n';
  }
  return out;
}

// A long message without its middle.
std::string shortened(const std::string& text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines <= lines_shown_max) return text;
  std::size_t at = 0;
  for (std::size_t i = 0; i < lines_shown_max; ++i) at = text.find('\n', at) + 1;
  return text.substr(0, at) +
         fmt::format("<!-- 同じ形の行が続く / {} more lines of the same kind -->\n",
                     lines - lines_shown_max);
}

std::string fixed(const Scenario& scenario, std::string xml) {
  xml = without_moments(std::move(xml));
  xml = replaced_content(std::move(xml), "ReceptionNumber", "(受付番号)");
  if (std::holds_alternative<ByCardFile>(scenario.ask)) {
    xml = replaced_content(std::move(xml), "ArbitraryFileIdentifier", "(任意)");
  }
  return shortened(indented(xml));
}

std::string block(std::string_view language, std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return fmt::format("```{}\n{}\n```\n", language, text);
}

std::string folded(std::string_view title, const std::string& text) {
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n", title, text);
}

// The demo as its user has it: in the folder "demo".
DemoWorld usual_world(const Population& population) {
  DemoWorld world;
  world.path = "demo";
  for (const auto& one : population.institutions) {
    if (one.folder.empty()) continue;
    world.terminals.push_back(
        {one.folder, "demo/" + one.folder + "/terminal.toml", "", 0, one.assistance});
  }
  return world;
}

std::string why(const std::string& row) {
  std::string text;
  for (int i = 0; i <= static_cast<int>(domain::Reason::insurance_several); ++i) {
    const auto reason = static_cast<domain::Reason>(i);
    if (domain::row_of(reason) != row) continue;
    const auto words = reason_text(reason);
    text += fmt::format("\n  * {} / {}", words.japanese, words.english);
  }
  return text;
}

bool belongs(const Group& group, const Expected& expected) {
  if (!expected.error.empty()) return group.validity == -1;
  return expected.validity == group.validity;
}

class Document {
 public:
  Document(const Population& population, const std::vector<AnsweredScenario>& answered,
           util::Day today)
      : population_(population),
        answered_(answered),
        today_(today),
        world_(usual_world(population)) {}

  std::string text() {
    out_ = head;
    out_ += fixed_forms;
    out_ += fmt::format(
        "日付は基準の日 "
        "{0}（{1}）のものです。デモは今日を基準に動くので、月と日付はその分ずれます。\n"
        "/ Days are those of the reference day {0}; a demo moves with today.\n\n",
        today_.text(), util::era_text(today_));
    contents();
    for (const auto& group : groups) part(group);
    errors();
    return std::move(out_);
  }

 private:
  void contents() {
    out_ += "## 目次 / Contents\n\n";
    for (const auto& group : groups) {
      std::string ids;
      for (const auto& one : answered_) {
        if (!belongs(group, one.scenario->expected)) continue;
        ids += fmt::format(" [{0}](#{0})", one.scenario->id);
      }
      if (!ids.empty()) out_ += fmt::format("* [{}](#{}):{}\n", group.title, group.anchor, ids);
    }
    out_ +=
        "* [エラーコードの出し方 / How to meet each error code](#provocations)\n\n"
        "フォルダ / folders:\n\n| フォルダ | 医療機関コード | 名前 |\n|---|---|---|\n";
    for (const auto& one : population_.institutions) {
      if (one.folder.empty()) continue;
      out_ += fmt::format("| `demo/{}/` | {} | {}{} |\n", one.folder, one.row.code, one.row.name,
                          one.assistance == ScenarioInstitution::Assistance::used
                              ? ""
                              : "（医療扶助を利用しない / does not use assistance）");
    }
    out_ += '\n';
  }

  void part(const Group& group) {
    bool any = false;
    for (const auto& one : answered_) {
      if (!belongs(group, one.scenario->expected)) continue;
      if (!any) out_ += fmt::format("<a id=\"{}\"></a>\n\n## {}\n\n", group.anchor, group.title);
      any = true;
      entry(one);
    }
  }

  void entry(const AnsweredScenario& one) {
    const auto& scenario = *one.scenario;
    const auto name = population_.name_of(scenario);
    out_ += fmt::format("<a id=\"{0}\"></a>\n\n### {0} {1}\n\n{2}\n\n", scenario.id, scenario.title,
                        scenario.title_english);
    if (!name.empty()) out_ += fmt::format("* だれ / who: {}\n", name);
    out_ += fmt::format("* どこで / where: `demo/{}/`\n", scenario.folder);
    out_ += fmt::format("* 答え / what comes: {}\n", outcome_text(scenario.expected));
    out_ += fmt::format("* なぜ / why: {}{}\n", scenario.expected.row, why(scenario.expected.row));
    out_ += '\n' + block("", command_of(world_, scenario, today_, "madoguchi"));
    const auto& code = population_.institution_in(scenario.folder)->row.code;
    if (const auto* numbers = std::get_if<ByNumbers>(&scenario.ask)) {
      out_ += '\n' +
              folded(fmt::format("demo/{}/req/OQSsiquc01req_{}.xml", scenario.folder, scenario.id),
                     block("xml", indented(plain_request(code, scenario.day, *numbers))));
    }
    if (const auto* month = std::get_if<ByMonth>(&scenario.ask)) {
      out_ += '\n' + folded(fmt::format("demo/{}/req/OQSmutic01req_1.xml", scenario.folder),
                            block("xml", indented(plain_bulk_request(code, month->month))));
    }
    if (const auto* many = std::get_if<ByMany>(&scenario.ask)) {
      out_ +=
          '\n' +
          folded(fmt::format("demo/{}/req/OQSmuquc01req_1.xml", scenario.folder),
                 block("xml", indented(plain_inquiry_request(code, scenario.day, many->people))));
    }
    if (const auto* given = std::get_if<ByReference>(&scenario.ask)) {
      const bool one_only = given->message == ByReference::Message::one;
      out_ += '\n' + folded(fmt::format("demo/{}/req/{}req_1.xml", scenario.folder,
                                        one_only ? "OQSsiimm01" : "OQSmuimm01"),
                            block("xml", indented(plain_reference_request(code, *given))));
    }
    out_ += '\n' + answer(one) + '\n';
  }

  std::string answer(const AnsweredScenario& one) const {
    if (one.answer.xml.empty()) {
      return fmt::format("`{}` — {}\n", one.answer.error_code,
                         staff_text_of(one.answer.error_code));
    }
    std::string text;
    if (const auto document = oqs::read_result(one.answer.xml);
        document && one.scenario->expected.validity > 0) {
      text = block("", oqs::screen_text(*document, oqs::Language::japanese)) + '\n';
    }
    const bool by_card = std::holds_alternative<ByCardFile>(one.scenario->ask);
    const auto place = by_card ? "face/OQSsiquc01res_face_(任意)_(日時).xml" : "res/";
    return text + folded(fmt::format("回答 / the answer: demo/{}/{}", one.scenario->folder, place),
                         block("xml", fixed(*one.scenario, one.answer.xml)));
  }

  static std::string_view staff_text_of(const std::string& code) {
    for (const auto error : oqs::all_errors()) {
      if (oqs::code_of(error) == code) return oqs::staff_text(error);
    }
    return {};
  }

  void errors() {
    out_ +=
        "<a id=\"provocations\"></a>\n\n## エラーコードの出し方 / How to meet each error code\n\n"
        "コードの意味は [errors.md](errors.md)、障害の説明は `madoguchi demo --fault list`。"
        "障害は `madoguchi demo --fault none` で終わります。\n"
        "Meanings: [errors.md](errors.md); faults: `madoguchi demo --fault list`, ended by "
        "`madoguchi demo --fault none`.\n\n";
    for (const auto& one : provocations(population_, today_)) {
      out_ += fmt::format("### {} {}\n\n", oqs::code_of(one.error), oqs::staff_text(one.error));
      if (one.steps.empty()) {
        out_ += fmt::format("試せません: {}\nNot in the test bed: {}\n\n", one.why_not,
                            one.why_not_english);
      }
      int number = 0;
      for (const auto& step : one.steps) out_ += fmt::format("{}. {}", ++number, told(step));
      out_ += '\n';
    }
  }

  std::string told(const ProvocationStep& step) const {
    using Kind = ProvocationStep::Kind;
    switch (step.kind) {
      case Kind::file:
        return fmt::format("`demo/clinic/req/{}` に置く / drop it:\n\n{}\n", step.name,
                           content(step));
      case Kind::folder:
        return fmt::format("`mkdir demo/clinic/req/{}`\n", step.name);
      case Kind::command:
        return fmt::format("`madoguchi {}`\n", in_demo(step.name));
      case Kind::fault:
        return fmt::format("`madoguchi demo --fault {}`\n", step.name);
      case Kind::request:
        return fmt::format("`{}` をセンターへ送る / send it to the center{}{}:\n\n{}\n", step.name,
                           step.party.empty() ? "" : "（" + step.party + ".crt で / with it）",
                           step.key.empty() ? "" : "（`Idempotency-Key: " + step.key + "`）",
                           content(step));
      case Kind::saved:
        return fmt::format("`demo/{}` に書く / save it:\n\n{}\n", step.name, content(step));
      case Kind::scenario:
        return fmt::format("場面 / scenario [{0}](#{0})\n", step.name);
    }
    return {};
  }

  static std::string in_demo(std::string text) {
    for (auto at = text.find("{demo}"); at != std::string::npos; at = text.find("{demo}")) {
      text.replace(at, 6, "demo");
    }
    return text;
  }

  static std::string content(const ProvocationStep& step) {
    if (step.content.empty()) return "（空 / empty）\n";
    if (step.content.size() > shown_bytes_max) {
      return fmt::format("（{}バイトの要求 / a request of {} bytes）\n", step.content.size(),
                         step.content.size());
    }
    std::string text;
    for (const char c : step.content) {
      text += (static_cast<unsigned char>(c) < 0x80 || step.name.ends_with(".csv"))
                  ? std::string(1, c)
                  : fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
    }
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    return block("", text);
  }

  const Population& population_;
  const std::vector<AnsweredScenario>& answered_;
  util::Day today_;
  DemoWorld world_;
  std::string out_;
};

}  // namespace

std::string scenario_document(const Population& population,
                              const std::vector<AnsweredScenario>& answered, util::Day today) {
  return Document(population, answered, today).text();
}

util::Day scenario_document_day() {
  return util::Day::parse("20260610").value();
}

}  // namespace madoguchi::tools
