#include "app/findings.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

namespace madoguchi::app {

namespace {

using State = tools::Finding::State;

struct Mark {
  const char* japanese;
  const char* english;
  const char* json;
};
Mark mark_of(State state) {
  switch (state) {
    case State::good:
      return {"○", "OK  ", "ok"};
    case State::warning:
      return {"△", "WARN", "warning"};
    case State::bad:
      return {"×", "FAIL", "fail"};
    case State::skipped:
      break;
  }
  return {"－", "SKIP", "skipped"};
}

void print_json(const tools::Findings& findings) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& one : findings) {
    nlohmann::ordered_json line{{"id", one.id},
                                {"state", mark_of(one.state).json},
                                {"title", one.title.japanese},
                                {"title_english", one.title.english}};
    if (!one.detail.japanese.empty()) line["detail"] = one.detail.japanese;
    if (!one.detail.english.empty()) line["detail_english"] = one.detail.english;
    if (!one.next.japanese.empty()) line["next"] = one.next.japanese;
    if (!one.next.english.empty()) line["next_english"] = one.next.english;
    list.push_back(std::move(line));
  }
  const nlohmann::ordered_json out{{"ok", tools::nothing_bad(findings)}, {"findings", list}};
  fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

int print_findings(const tools::Text& title, const tools::Findings& findings, FindingsForm form) {
  const int code = tools::nothing_bad(findings) ? 0 : 1;
  if (form == FindingsForm::json) {
    print_json(findings);
    return code;
  }
  const bool japanese = form == FindingsForm::japanese;
  const auto in = [japanese](const tools::Text& text) -> const std::string& {
    return japanese ? text.japanese : text.english;
  };
  fmt::print("{}\n", in(title));
  int bad = 0;
  int warnings = 0;
  for (const auto& one : findings) {
    const auto mark = mark_of(one.state);
    fmt::print("{} {}{}{}\n", japanese ? mark.japanese : mark.english, in(one.title),
               in(one.detail).empty() ? "" : (japanese ? "：" : ": "), in(one.detail));
    if (one.state != State::good && !in(one.next).empty()) {
      fmt::print("   {} {}\n", japanese ? "→" : "->", in(one.next));
    }
    bad += one.state == State::bad ? 1 : 0;
    warnings += one.state == State::warning ? 1 : 0;
  }
  if (japanese) {
    fmt::print("{}\n", bad == 0
                           ? fmt::format("合格です（注意 {}件）。", warnings)
                           : fmt::format("不合格: ×が{}件、注意が{}件あります。", bad, warnings));
  } else {
    fmt::print("{}\n", bad == 0 ? fmt::format("Passed ({} warnings).", warnings)
                                : fmt::format("FAILED: {} failures, {} warnings.", bad, warnings));
  }
  return code;
}

}  // namespace madoguchi::app
