#include "terminal/page/update_routes.hpp"

#include <fmt/format.h>

#include "terminal/page/center_problem.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

using edge::Answer;
using edge::Json;
using edge::PageCall;

edge::Problem problem_in(const Updates::Trouble& trouble) {
  if (trouble.line) return problem_of(*trouble.line);
  const auto error = trouble.package->error;
  const bool storage = error == update::Error::storage || error == update::Error::disk_full;
  return {storage ? 500 : 409,     std::string(update::code_of(error)),
          update::text_of(error),  update::english_of(error),
          trouble.package->detail, Json::object()};
}

Json json_of(const update::Manifest& manifest) {
  return {{"version", manifest.version.text()},
          {"notes", manifest.notes},
          {"notes_en", manifest.notes_en},
          {"bytes", manifest.bytes}};
}

Json state_of(const Updates& updates) {
  Json state{{"configured", true},
             {"running", updates.running().text()},
             {"current", updates.current().text()}};
  if (const auto previous = updates.previous()) state["previous"] = previous->text();
  return state;
}

Answer tell_updates(Updates* updates, const PageCall& call) {
  if (updates == nullptr) return edge::json_answer({{"configured", false}});
  auto state = state_of(*updates);
  const auto found = updates->check({call.who, {}});
  if (!found) {
    const auto problem = problem_in(found.error());
    state["problem"] = {{"code", problem.code},
                        {"message", problem.message},
                        {"message_en", problem.message_en},
                        {"place", problem.place}};
  } else if (*found) {
    state["available"] = json_of(**found);
  }
  return edge::json_answer(state);
}

void note(const PageCall& call, std::string_view what, const update::Version& version) {
  util::log(util::LogLevel::info, "update",
            fmt::format("{} {} by {}", what, version.text(), call.who.account));
}

Answer install(Updates* updates, const PageCall& call) {
  if (updates == nullptr) return util::failure(edge::not_found());
  const auto version = update::Version::parse(edge::text_of(call.body, "version"));
  if (!version) return util::failure(edge::malformed("version"));
  const auto installed = updates->install(*version, {call.who, {}});
  if (!installed) return util::failure(problem_in(installed.error()));
  note(call, "installed", installed->version);
  return edge::json_answer(state_of(*updates));
}

Answer roll_back(Updates* updates, const PageCall& call) {
  if (updates == nullptr) return util::failure(edge::not_found());
  const auto back = updates->rollback();
  if (!back) return util::failure(problem_in(back.error()));
  note(call, "rolled back to", *back);
  return edge::json_answer(state_of(*updates));
}

// Where nothing waits for a start, a start only stops the counter's work.
Answer restart(Updates* updates, const PageCall& call) {
  if (updates == nullptr) return util::failure(edge::not_found());
  const auto next = updates->current();
  if (next == updates->running()) {
    return util::failure(
        problem_in({std::nullopt, update::Problem{update::Error::not_newer, next.text()}}));
  }
  note(call, "restart asked, to", next);
  updates->restart();
  return edge::json_answer(state_of(*updates));
}

}  // namespace

void add_update_routes(edge::PageRoutes& routes, Updates* updates) {
  using domain::Act;
  routes.add("GET", "/api/updates", Act::update,
             [updates](const PageCall& call) { return tell_updates(updates, call); });
  routes.add("POST", "/api/updates/install", Act::update,
             [updates](const PageCall& call) { return install(updates, call); });
  routes.add("POST", "/api/updates/rollback", Act::update,
             [updates](const PageCall& call) { return roll_back(updates, call); });
  routes.add("POST", "/api/updates/restart", Act::update,
             [updates](const PageCall& call) { return restart(updates, call); });
}

}  // namespace madoguchi::terminal
