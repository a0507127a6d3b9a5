// Who may do what at an office's page: every route × every role × a recipient of one's own or not.
#include <map>
#include <set>

#include "unit/office/away.hpp"

namespace madoguchi::office {

namespace {

// c caseworker, k clerk, s supervisor, a administrator. A route that is not here fails the test, as
// does one that is here and not there.
struct Allowed {
  const char* route;
  const char* roles;
};
constexpr Allowed matrix[] = {
    {"GET /api/status", "cks"},
    {"GET /api/people", "cks"},
    {"POST /api/people", "cks"},
    {"GET /api/people/{id}/links", "cks"},
    {"GET /api/people/{id}", "cks"},
    {"POST /api/people/{id}/correct", "cks"},
    {"POST /api/people/{id}/suspend", "cks"},
    {"POST /api/people/{id}/resume", "cks"},
    {"POST /api/people/{id}/abolish", "cks"},
    {"POST /api/people/{id}/transfer", "cks"},
    {"POST /api/people/{id}/protect", "s"},
    {"POST /api/changes/{id}/undo", "s"},
    {"GET /api/tickets", "cks"},
    {"POST /api/tickets", "cks"},
    {"POST /api/tickets/{id}/cancel", "cks"},
    {"POST /api/tickets/{id}/shorten", "cks"},
    {"POST /api/tickets/{id}/reissue", "cks"},
    {"GET /api/approvals", "cks"},
    {"POST /api/approvals/{id}", "cks"},  // of one's own; of others' the supervisor: see its tests
    {"GET /api/monthly", "cks"},
    {"POST /api/monthly/row", "cks"},
    {"POST /api/monthly/publish", "cks"},
    {"GET /api/plans", "cks"},
    {"POST /api/plans", "cks"},
    {"POST /api/plans/undo", "cks"},
    {"GET /api/jobs", "cks"},
    {"GET /api/jobs/{id}", "cks"},
    {"POST /api/jobs/{id}/cancel", "cks"},
    {"POST /api/imports/institutions", "ks"},
    {"GET /api/imports/institutions", "ks"},
    {"POST /api/imports/institutions/{id}/undo", "s"},
    {"GET /api/imports", "ks"},
    {"POST /api/imports", "ks"},
    {"GET /api/imports/{id}/errors.csv", "ks"},
    {"GET /api/imports/{id}/removals", "ks"},
    {"GET /api/imports/{id}", "ks"},
    {"POST /api/imports/{id}/publish", "ks"},
    {"POST /api/imports/{id}/discard", "ks"},
    {"POST /api/imports/{id}/undo", "s"},
    {"GET /api/work", "cks"},
    {"GET /api/work/summary", "cks"},
    {"GET /api/work/summary.csv", "cks"},
    {"GET /api/work/{id}/draft", "cks"},
    {"POST /api/work/{id}/issue", "cks"},
    {"POST /api/work/{id}/decline", "cks"},
    {"POST /api/work/{id}/reply", "cks"},
    {"GET /api/work/summary.pdf", "cks"},
    {"GET /api/print", "cks"},
    {"POST /api/print", "cks"},
    {"GET /api/print/{id}.pdf", "cks"},
    {"GET /api/calendar", "ksa"},
    {"POST /api/calendar", "ksa"},
    {"POST /api/log", "cs"},
    {"POST /api/log/frequent", "cs"},
    {"GET /api/institutions", "cks"},
    {"GET /api/settings", "a"},
    {"POST /api/settings", "a"},
    {"GET /api/settings/changes", "a"},
};

std::string name_of_route(const Route& route, const std::string& id) {
  auto text = std::string(route.method) + " " + std::string(route.path);
  if (const auto at = text.find("{}"); at != std::string::npos) text.replace(at, 2, id);
  return text;
}

const std::map<char, const edge::SignedIn*> people{
    {'c', &caseworker}, {'k', &clerk}, {'s', &supervisor}, {'a', &administrator}};

}  // namespace

class Rights : public Away {
 protected:
  edge::PageAnswer ask_route(const Route& route, const std::string& id, const edge::SignedIn& who,
                             const Json& body = Json::object()) {
    const auto line = name_of_route(route, id);
    return ask(who, std::string(route.method), line.substr(line.find(' ') + 1), body);
  }
};

TEST_F(Rights, every_route_stands_in_the_matrix_and_every_role_gets_what_it_says) {
  std::map<std::string, std::string> allowed;
  for (const auto& [route, roles] : matrix) allowed[route] = roles;
  std::set<std::string> there;
  for (const auto& route : routes()) {
    const auto name = name_of_route(route, "{id}");
    EXPECT_TRUE(there.insert(name).second) << name << " stands twice";
    const auto found = allowed.find(name);
    ASSERT_NE(found, allowed.end()) << name << " has no right: write down who may";
    for (const auto& [letter, who] : people) {
      const bool may = found->second.find(letter) != std::string::npos;
      const auto status = ask_route(route, "x", *who).status;
      EXPECT_EQ(status != 403, may) << name << " as " << who->role << ": " << status;
    }
    // Neither an unknown role nor none, nor a role of another party.
    for (const auto* role : {"", "stranger", "operator", "reception", "CLERK", "clerk "}) {
      EXPECT_EQ(ask_route(route, "x", {"x", "x", role, "1-01,3-02"}).status, 403) << name << role;
    }
  }
  for (const auto& [name, roles] : allowed) EXPECT_EQ(there.count(name), 1U) << name;
}

TEST_F(Rights, another_offices_recipient_is_as_unknown_as_one_of_nobody) {
  person("R1");
  // What a center would never send; and what another office's people are called.
  for (const auto& route : routes()) {
    if (route.path.find("{}") == std::string_view::npos) continue;
    for (const auto* id : {"X9", "X9|202407|1", "77", "../R1", "R1' OR '1'='1", "R1%", "%", "_1"}) {
      const auto answer = ask_route(route, id, supervisor, {{"seen", cursor}});
      // (409: a list of institutions that is not the last one.)
      EXPECT_TRUE(answer.status == 404 || answer.status == 409 || answer.status == 422)
          << name_of_route(route, id) << " " << answer.status << " " << answer.body;
      EXPECT_EQ(answer.body.find("氏名R1"), std::string::npos) << name_of_route(route, id);
    }
  }
}

TEST_F(Rights, search_takes_no_pattern) {
  person("R1");
  for (const auto* typed : {"%", "_", "氏名%", "*", "?", "R%", "' OR 1=1 --"}) {
    edge::PageRequest request;
    request.method = "GET";
    for (const auto* path : {"/api/people", "/api/institutions"}) {
      request.path = path;
      request.query = {{"q", typed}};
      const auto body = parsed(page_routes(*parts).answer(request, supervisor).body);
      EXPECT_TRUE(body["items"].empty()) << path << typed << body.dump();
    }
  }
}

TEST_F(Rights, who_is_not_disclosed_appears_for_nobody_without_that_right) {
  person("R4", "1");
  ticket("R4", "202407", "1310000011");
  asked("R4", "20240710", "unregistered");
  parts->database.change([](sql::Connection& db) {
    sql::Query(db,
               "INSERT INTO draft (kind, state, author, change, at, decided_by, decided_at, reason,"
               " result) VALUES ('issue', 'waiting_approval', '{\"account\":\"sato\"}', ?1, '', '',"
               " '', '', '')",
               R"({"rows":[{"RecipientKey":"R4","InjuryName1":"秘密の傷病"}],"more":{}})")
        .run();
  });
  for (const auto* who : {&caseworker, &clerk}) {
    for (const auto& route : routes()) {
      if (route.method != "GET") continue;
      for (const auto* id : {"R4", "R4|202407|1", "1"}) {
        const auto answer = ask_route(route, id, *who);
        for (const auto* secret : {"氏名R4", "ｶﾅ R4", "秘密の傷病", "\"R4\""}) {
          EXPECT_EQ(answer.body.find(secret), std::string::npos)
              << name_of_route(route, id) << who->role << answer.body;
        }
      }
    }
  }
  // For issue it appears for nobody at all.
  EXPECT_EQ(ask(supervisor, "GET", "/api/work").body.find("R4"), std::string::npos);
  const auto shown = parsed(ask(supervisor, "GET", "/api/approvals").body);
  EXPECT_EQ(shown["items"].size(), 1U);
}

}  // namespace madoguchi::office
