// madoguchi explain: one answer made anew from the registry of then, for whom it may concern

#include "tools/explain.hpp"

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/party_settings.hpp"
#include "app/serve.hpp"
#include "store/sqlite/open.hpp"

namespace madoguchi::app {

namespace {

// "operator", "office", "institution", or one of them with its code: "office:13101".
std::optional<tools::ExplainQuestion> question_of(const ExplainArguments& arguments) {
  tools::ExplainQuestion question;
  question.id = arguments.id;
  question.unit = arguments.unit;
  const auto colon = arguments.audience.find(':');
  const auto audience = arguments.audience.substr(0, colon);
  if (colon != std::string::npos) question.code = arguments.audience.substr(colon + 1);
  if (audience == "operator") {
    question.audience = tools::ExplainFor::operator_;
  } else if (audience == "office") {
    question.audience = tools::ExplainFor::office;
  } else if (audience == "institution") {
    question.audience = tools::ExplainFor::institution;
  } else {
    return std::nullopt;
  }
  return question;
}

}  // namespace

int run_explain(const ExplainArguments& arguments) {
  const auto question = question_of(arguments);
  if (!question) {
    tell("--audience は operator, office, institution のどれかです。");
    return 2;
  }
  CenterFile file;
  if (tell(read_settings(arguments.config, settings_of(file)))) return 2;
  auto options = file.config.store;
  options.open = store::sqlite::Options::Open::read_only;
  auto registry = store::sqlite::open(options);
  if (!registry) {
    tell("データベースを開けません: " + options.path + "（" + registry.error().detail + "）");
    return 2;
  }
  const auto explanation = tools::explain(**registry, *question);
  if (!explanation) {
    tell(explanation.error().text());
    return explanation.error().error == tools::ExplainError::store ? 2 : 1;
  }
  fmt::print("{}", arguments.json ? tools::explanation_json(*explanation)
                                  : tools::explanation_text(*explanation));
  return 0;
}

}  // namespace madoguchi::app
