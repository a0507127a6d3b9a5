#include "office/work_summary.hpp"

#include <array>
#include <map>

#include "forms/forms.hpp"
#include "office/printing.hpp"
#include "office/work_list.hpp"
#include "util/csv.hpp"
#include "util/encoding.hpp"

namespace madoguchi::office {

namespace {

using Words = std::map<std::string, std::string>;
const Words& states() {
  static const Words words{{"open", "未対応"},
                           {"waiting_approval", "承認待ち"},
                           {"replied", "回答済み"},
                           {"resolved", "発行済み"}};
  return words;
}
const Words& answers() {
  static const Words words{
      {"yes", "可"}, {"no", "否"}, {"date", "登録予定日"}, {"paper", "紙の券"}};
  return words;
}
const Words& calls() {
  static const Words words{{"yes", "可と聞いた"},
                           {"no", "否と聞いた"},
                           {"call_back", "折り返し待ち"},
                           {"none", "応答なし"},
                           {"dispensing_ticket", "調剤券"}};
  return words;
}
// What people read; a word that is not known as it is.
std::string in_words(const Words& words, const std::string& word) {
  const auto found = words.find(word);
  return found == words.end() ? word : found->second;
}

// Items that were asked about, called about or replied to on a day.
std::vector<WorkItem> items_of_day(Parts& parts, const std::string& iso_day) {
  std::vector<WorkItem> items;
  for (auto& item : work_items(parts, false)) {
    const bool of_day = item.last_at.starts_with(iso_day) || item.first_at.starts_with(iso_day) ||
                        item.replied_at.starts_with(iso_day);
    if (of_day) items.push_back(std::move(item));
  }
  return items;
}

util::Day day_asked(Parts& parts, const Call& call) {
  const auto asked = util::Day::parse(call.request.query_value("day"));
  return asked ? *asked : util::day_in_japan(parts.clock.now());
}

// "2026-11-26T09:12:33+09:00" as "2026-11-26 09:12".
std::string minute_of(const std::string& at) {
  auto text = at.substr(0, 16);
  if (text.size() > 10) text[10] = ' ';
  return text;
}

// "可", "登録予定日 2026-12-15".
std::string reply_in_words(const WorkItem& item) {
  const auto answer = in_words(answers(), text_of(item.reply, "answer"));
  const auto date = util::Day::parse(text_of(item.reply, "date"));
  return date ? answer + " " + date->iso_text() : answer;
}

// Whose names leave the page is on record first.
util::Result<void, Problem> record_summary(Parts& parts, const Call& call, std::size_t count) {
  if (count == 0) return {};
  const Json look{{"what", "print"},
                  {"purpose", "未登録の受診のまとめ"},
                  {"count", static_cast<std::int64_t>(count)}};
  const auto recorded = parts.center.post("/office/looks", look, {call.who, {}}, "");
  if (!recorded) return util::failure(problem_of(recorded.error()));
  return {};
}

}  // namespace

Answer summarize_work(Parts& parts, const Call& call) {
  const auto day = day_asked(parts, call).iso_text();
  Json items = Json::array();
  std::map<std::string, int> counts{
      {"open", 0}, {"waiting_approval", 0}, {"replied", 0}, {"resolved", 0}};
  for (const auto& item : items_of_day(parts, day)) {
    ++counts[item.state()];
    items.push_back(json_of(item));
  }
  return json_answer({{"day", day}, {"counts", counts}, {"items", items}});
}

Answer summarize_work_csv(Parts& parts, const Call& call) {
  const auto day = day_asked(parts, call).iso_text();
  std::string csv = std::string(util::utf8_bom) +
                    util::csv_line({"状態", "診療年月", "ケース番号", "氏名", "カナ",
                                    "医療機関コード", "医療機関名", "最初の照会", "最後の照会",
                                    "回数", "電話の回答", "調剤券の依頼", "回答", "回答日時"});
  const auto items = items_of_day(parts, day);
  if (auto recorded = record_summary(parts, call, items.size()); !recorded) {
    return util::failure(recorded.error());
  }
  for (const auto& item : items) {
    csv += util::csv_line(
        {in_words(states(), item.state()), item.month, item.recipient, item.name, item.kana,
         item.institution, item.institution_name, minute_of(item.first_at), minute_of(item.last_at),
         std::to_string(item.times), in_words(calls(), text_of(item.call, "answer")),
         in_words(calls(), item.request), reply_in_words(item), minute_of(item.replied_at)});
  }
  return csv_answer(std::move(csv), "work-" + day + ".csv");
}

Answer summarize_work_pdf(Parts& parts, const Call& call) {
  const auto day = day_asked(parts, call);
  const auto items = items_of_day(parts, day.iso_text());
  std::map<std::string, int> counts;
  for (const auto& item : items) ++counts[item.state()];
  forms::ListSheet list;
  list.title = "未登録の受診のまとめ　" + util::era_text(day);
  list.note = std::to_string(items.size()) + "件";
  for (const auto* state : {"open", "waiting_approval", "replied", "resolved"}) {
    list.note += "　" + in_words(states(), state) + " " + std::to_string(counts[state]);
  }
  using Align = forms::ListSheet::Column::Align;
  list.columns = {{"状態", 0.9},
                  {"診療年月", 0.9},
                  {"氏名", 1.8},
                  {"医療機関", 2.8},
                  {"最後の照会", 1.6},
                  {"回数", 0.6, Align::right},
                  {"医療機関への回答", 1.9}};
  for (const auto& item : items) {
    const auto month = util::Month::parse(item.month);
    list.rows.push_back({in_words(states(), item.state()),
                         month ? item.month.substr(0, 4) + "-" + item.month.substr(4) : item.month,
                         item.name, item.institution_name, minute_of(item.last_at),
                         std::to_string(item.times), reply_in_words(item)});
  }
  auto pdf = forms::list_pdf(list, face_of(parts), util::day_in_japan(parts.clock.now()));
  if (!pdf) return util::failure(print_problem(pdf.error()));
  if (auto recorded = record_summary(parts, call, items.size()); !recorded) {
    return util::failure(recorded.error());
  }
  edge::PageAnswer answer;
  answer.content_type = "application/pdf";
  answer.headers.emplace_back("Content-Disposition",
                              "inline; filename=\"work-" + day.iso_text() + ".pdf\"");
  answer.body = std::move(*pdf);
  return answer;
}

}  // namespace madoguchi::office
