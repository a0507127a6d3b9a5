#include "terminal/page/disaster_routes.hpp"

#include "terminal/page/center_problem.hpp"
#include "util/encoding.hpp"
#include "util/hash.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;

constexpr std::int64_t asking_timeout_ms = 5000;
constexpr std::size_t typed_characters_max = 300;
constexpr const char* items[] = {"name", "birthdate", "sex", "address"};

// Nothing is declared for all that is known here while the center is away: no search is possible
// then.
Answer show_here(PageParts& parts) {
  const auto told = parts.center.get("/disaster/here", {}, {}, asking_timeout_ms);
  Json here{{"declared", nullptr}, {"emergency_right", false}};
  if (!told) return edge::json_answer(here);
  if (told->contains("declared")) here["declared"] = told->at("declared");
  here["emergency_right"] = told->value("emergency_right", false);
  return edge::json_answer(here);
}

util::Result<Json, edge::Problem> typed_search(const PageCall& call) {
  Json question;
  for (const auto* item : items) {
    auto text = edge::text_of(call.body, item);
    if (text.empty()) {
      return util::failure(edge::malformed(item, "入力してください。", "Please fill this in."));
    }
    if (util::characters(text) > typed_characters_max) return util::failure(edge::malformed(item));
    question[item] = std::move(text);
  }
  const auto folded = util::fold_width(edge::text_of(call.body, "birthdate"));
  const auto birthdate = util::Day::parse(folded);
  if (!birthdate) {
    return util::failure(
        edge::malformed("birthdate", "生年月日として読めません。", "Not a date of birth."));
  }
  question["birthdate"] = birthdate->text();
  const bool said = call.body.contains("oral_consent") && call.body.at("oral_consent") == true;
  if (!said) {
    return util::failure(edge::malformed("oral_consent", "本人の同意を確かめてください。",
                                         "Ask the patient first."));
  }
  question["oral_consent"] = true;
  question["obtained_by"] = edge::text_of(call.body, "obtained_by");
  if (question["obtained_by"] == "") question["obtained_by"] = call.who.name;
  if (call.body.contains("kinds")) question["kinds"] = call.body.at("kinds");
  return question;
}

Answer search(PageParts& parts, Checks& checks, const PageCall& call) {
  const auto question = typed_search(call);
  if (!question) return util::failure(question.error());
  const auto told =
      parts.center.post("/disaster/search", *question, {call.who, {}}, util::random_key());
  if (!told) return util::failure(problem_of(told.error()));
  if (!told->value("determined", false)) {
    return edge::json_answer({{"determined", false},
                              {"declared", told->value("declared", false)},
                              {"message", told->value("message", "")},
                              {"message_en", told->value("message_en", "")}});
  }
  Heard heard;
  heard.way = Heard::Way::disaster;
  heard.who = call.who;
  heard.staff = question->at("obtained_by").get<std::string>();
  heard.result = told->value("result", "");
  heard.record = std::to_string(told->value("record", 0LL));
  return edge::json_answer({{"determined", true}, {"id", checks.note(heard)}});
}

}  // namespace

void add_disaster_routes(edge::PageRoutes& routes, PageParts& parts, Checks& checks) {
  using domain::Act;
  routes.add("GET", "/api/disaster", Act::verify,
             [&parts](const PageCall&) { return show_here(parts); });
  routes.add("POST", "/api/disaster/search", Act::disaster,
             [&parts, &checks](const PageCall& c) { return search(parts, checks, c); });
}

}  // namespace madoguchi::terminal
