#include "edge/page_routes.hpp"

#include <gtest/gtest.h>

#include "sql/connection.hpp"

namespace madoguchi::edge {
namespace {

using domain::Act;

PageRequest request(const std::string& method, const std::string& path, std::string body = "") {
  PageRequest made;
  made.method = method;
  made.path = path;
  made.body = std::move(body);
  return made;
}

const SignedIn reception{"sato", "佐藤", "reception", "1-01,3-02"};
const SignedIn admin{"kanri", "管理", "clinic_admin", "1-01,3-02"};

PageRoutes sample() {
  PageRoutes routes;
  routes.add("GET", "/api/checks", Act::verify, [](const PageCall& call) {
    return json_answer({{"id", call.id}});
  });
  routes.add("GET", "/api/checks/{}/print", Act::verify, [](const PageCall& call) {
    return json_answer({{"print", call.id}});
  });
  routes.add("GET", "/api/checks/{}", Act::verify, [](const PageCall& call) {
    return json_answer({{"id", call.id}});
  });
  routes.add("POST", "/api/checks", Act::verify, [](const PageCall& call) {
    return json_answer({{"n", call.body.at("n").get<int>()}});
  });
  routes.add(
      "POST", "/api/files", Act::verify,
      [](const PageCall& call) {
        EXPECT_TRUE(call.body.empty());
        return json_answer({{"bytes", call.request.body.size()}});
      },
      PageRoutes::Body::raw);
  routes.add("GET", "/api/broken", Act::verify, [](const PageCall&) -> Answer {
    throw sql::Failure{10, "disk I/O error"};
  });
  return routes;
}

TEST(PageRoutes, finds_what_a_path_names) {
  const auto routes = sample();
  EXPECT_EQ(routes.answer(request("GET", "/api/checks"), reception).body, R"({"id":""})");
  EXPECT_EQ(routes.answer(request("GET", "/api/checks/7"), reception).body, R"({"id":"7"})");
  EXPECT_EQ(routes.answer(request("GET", "/api/checks/7/print"), reception).body,
            R"({"print":"7"})");
  for (const auto* path : {"/api/check", "/api/checks/", "/api", "", "/api/checks2"}) {
    EXPECT_EQ(routes.answer(request("GET", path), reception).status, 404) << path;
  }
  EXPECT_EQ(routes.answer(request("DELETE", "/api/checks/7"), reception).status, 404);
}

TEST(PageRoutes, deny_whom_the_matrix_gives_no_right) {
  const auto routes = sample();
  for (const auto& route : routes.all()) {
    auto path = route.path;
    if (const auto at = path.find("{}"); at != std::string::npos) path.replace(at, 2, "7");
    for (const auto& who : {admin, SignedIn{"x", "x", "caseworker", ""}, SignedIn{"x", "x", "", ""},
                            SignedIn{"x", "x", "root", ""}}) {
      EXPECT_EQ(routes.answer(request(route.method, path), who).status, 403) << path << who.role;
    }
  }
}

TEST(PageRoutes, refuse_what_cannot_be_read_and_tell_a_failing_disk) {
  const auto routes = sample();
  EXPECT_EQ(routes.answer(request("POST", "/api/checks", R"({"n":3})"), reception).body,
            R"({"n":3})");
  for (const auto* body : {"", "[]", "{", "7", R"({"n":"x"})", "{}"}) {
    EXPECT_EQ(routes.answer(request("POST", "/api/checks", body), reception).status, 422) << body;
  }
  EXPECT_EQ(routes.answer(request("POST", "/api/files", "a,b"), reception).body, R"({"bytes":3})");
  EXPECT_EQ(routes.answer(request("GET", "/api/checks/\xff"), reception).status, 422);
  auto query = request("GET", "/api/checks");
  query.query = {{"q", "\xff"}};
  EXPECT_EQ(routes.answer(query, reception).status, 422);
  const auto broken = routes.answer(request("GET", "/api/broken"), reception);
  EXPECT_EQ(broken.status, 500);
  EXPECT_NE(broken.body.find("F5000"), std::string::npos);
}

}  // namespace
}  // namespace madoguchi::edge
