#include "office/jobs.hpp"

#include <future>

#include "unit/office/away.hpp"

namespace madoguchi::office {

// Jobs of the test's own, held and let go by it.
class JobsTest : public Away {
 protected:
  // A job that begins, is told of by `begun`, and ends when `go_on` is set or it is not wanted.
  struct Held {
    std::promise<void> begun;
    std::promise<void> go_on;
    std::string was;  // what it saw: "resumed " when it may have run before, "cancelled", "done"
  };
  Jobs::Work held(Held& held) {
    return [&held](Parts&, JobView& view, const Json&, const OnBehalf&) -> Jobs::Outcome {
      if (view.begun_before()) held.was += "resumed ";
      view.progress(2, 10);
      view.phase(Phase::registering);
      held.begun.set_value();
      auto go_on = held.go_on.get_future();
      while (go_on.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
        if (!view.wait_ms(1)) {
          held.was += "cancelled";
          return util::failure(was_cancelled());
        }
      }
      held.was += "done";
      view.progress(10, 10);
      return Json{{"ended", true}};
    };
  }
  static Jobs::Outcome at_once(Parts& /*parts*/, JobView& view, const Json& /*input*/,
                               const OnBehalf& /*author*/) {
    if (view.cancelled()) return util::failure(was_cancelled());
    return Json::object();
  }
  Json shown(const std::string& id, const edge::SignedIn& who = clerk) {
    return parsed(ask(who, "GET", "/api/jobs/" + id).body);
  }
  Json cancelled(const std::string& id) {
    return parsed(ask(clerk, "POST", "/api/jobs/" + id + "/cancel").body);
  }
  bool ends(const std::string& id) {
    return eventually([&] { return shown(id)["state"] != "running"; });
  }
  // As a process that was killed and started again, with the same database.
  void restart() {
    jobs = std::make_unique<Jobs>(*parts);
    parts->jobs = jobs.get();
  }
  const OnBehalf mine{clerk, {}};
};

TEST_F(JobsTest, what_is_small_does_not_wait_behind_what_is_large) {
  Held large;
  jobs->add_kind("large", Jobs::Lane::large, held(large));
  jobs->add_kind("small", Jobs::Lane::small, at_once);
  jobs->start();
  const auto first = jobs->begin("large", Json::object(), mine);
  large.begun.get_future().wait();
  const auto second = jobs->begin("large", Json::object(), mine);
  const auto small = jobs->begin("small", Json::object(), mine);
  EXPECT_TRUE(ends(small));
  EXPECT_EQ(shown(first)["state"], "running");
  EXPECT_EQ(shown(first)["phase"], "registering");
  EXPECT_EQ(shown(second)["phase"], "waiting");
  EXPECT_EQ(shown(second)["ahead"], 1);
  EXPECT_TRUE(cancelled(second)["state"] == "cancelled");
  large.go_on.set_value();
  EXPECT_TRUE(ends(first));
  EXPECT_EQ(shown(first)["result"]["ended"], true);
  EXPECT_FALSE(shown(first).contains("phase"));
  jobs->stop();
}

TEST_F(JobsTest, tell_how_far_they_are_and_what_is_left) {
  Held one;
  jobs->add_kind("large", Jobs::Lane::large,
                 [&](Parts&, JobView& view, const Json&, const OnBehalf&) -> Jobs::Outcome {
                   view.progress(100, 1000);
                   view.phase(Phase::registering);
                   clock.set(clock.now().plus_ms(10000));
                   view.progress(300, 1000);
                   one.begun.set_value();
                   one.go_on.get_future().wait();
                   return Json::object();
                 });
  jobs->start();
  const auto id = jobs->begin("large", Json::object(), mine);
  one.begun.get_future().wait();
  const auto job = shown(id);
  EXPECT_EQ(job["done"], 300);
  EXPECT_EQ(job["total"], 1000);
  EXPECT_EQ(job["left_s"], 35) << "200 in 10 seconds, 700 to go";
  EXPECT_EQ(job["cancellable"], true);
  EXPECT_EQ(job["author"], "suzuki");
  one.go_on.set_value();
  EXPECT_TRUE(ends(id));
  EXPECT_FALSE(shown(id).contains("left_s"));
  jobs->stop();
}

TEST_F(JobsTest, a_cancelled_job_ends_or_had_ended) {
  Held one;
  Held late;
  std::string put_back;
  jobs->add_kind("large", Jobs::Lane::large, held(one),
                 [&](Parts&, const Json& input) { put_back = text_of(input, "name"); });
  jobs->add_kind("late", Jobs::Lane::small,
                 [&](Parts&, JobView& view, const Json&, const OnBehalf&) -> Jobs::Outcome {
                   late.begun.set_value();
                   while (view.wait_ms(1)) {
                   }
                   return Json::object();  // it was too late
                 });
  jobs->start();
  const auto running = jobs->begin("large", {{"name", "first"}}, mine);
  const auto waiting = jobs->begin("large", {{"name", "second"}}, mine);
  one.begun.get_future().wait();
  EXPECT_EQ(cancelled(waiting)["state"], "cancelled");
  EXPECT_EQ(put_back, "second") << "what waited for it is as before";
  cancelled(running);
  EXPECT_TRUE(ends(running));
  EXPECT_EQ(shown(running)["state"], "cancelled");
  EXPECT_EQ(one.was, "cancelled");
  EXPECT_EQ(put_back, "second") << "a job that began ends by itself";
  const auto done = jobs->begin("late", Json::object(), mine);
  late.begun.get_future().wait();
  cancelled(done);
  EXPECT_TRUE(ends(done));
  EXPECT_EQ(shown(done)["state"], "done");
  EXPECT_EQ(shown(done)["cancel_too_late"], true);
  EXPECT_EQ(cancelled(done)["state"], "done") << "cancelled once more";
  jobs->stop();
}

TEST_F(JobsTest, go_on_after_a_crash_and_know_it) {
  Held first;
  jobs->add_kind("large", Jobs::Lane::large, held(first));
  jobs->start();
  const auto id = jobs->begin("large", Json::object(), mine);
  first.begun.get_future().wait();
  jobs->stop();
  EXPECT_EQ(first.was, "cancelled") << "stopped, but not ended:";
  restart();
  EXPECT_EQ(shown(id)["state"], "running");
  Held again;
  jobs->add_kind("large", Jobs::Lane::large, held(again));
  jobs->start();
  again.begun.get_future().wait();
  again.go_on.set_value();
  EXPECT_TRUE(ends(id));
  EXPECT_EQ(again.was, "resumed done");
  EXPECT_EQ(shown(id)["state"], "done");
  jobs->stop();
}

TEST_F(JobsTest, a_job_that_was_cancelled_before_a_crash_is_not_carried_out_behind_it) {
  jobs->add_kind("large", Jobs::Lane::large, at_once);
  const auto id = jobs->begin("large", Json::object(), mine);  // never started
  restart();
  jobs->add_kind("large", Jobs::Lane::large, at_once);
  const auto before = jobs->begin("large", Json::object(), mine);
  parts->database.change([&](sql::Connection& db) {
    sql::Query(db, "UPDATE job SET cancel = 1 WHERE id = ?1", id).run();
  });
  EXPECT_EQ(shown(id)["phase"], "cancelling");
  jobs->start();
  EXPECT_TRUE(ends(id));
  EXPECT_EQ(shown(id)["state"], "cancelled");
  jobs->stop();
  EXPECT_EQ(shown(before)["id"], before);
}

TEST_F(JobsTest, are_begun_together_with_what_they_are_about_or_not_at_all) {
  const auto none =
      jobs->begin("large", Json::object(), mine, [](sql::Connection&, Json&) { return false; });
  EXPECT_EQ(none, "");
  const auto one = jobs->begin("large", Json::object(), mine, [](sql::Connection&, Json& input) {
    input["id"] = "7";
    return true;
  });
  EXPECT_FALSE(one.empty());
  EXPECT_EQ(parts->database.read([](sql::Connection& db) {
    return sql::single(db, 0, "SELECT count(*) FROM job WHERE json_extract(input, '$.id') = '7'");
  }),
            1);
}

TEST_F(JobsTest, are_seen_by_their_author_and_by_who_approves) {
  const auto mine_only = jobs->begin("large", Json::object(), mine);
  const OnBehalf another{caseworker, {}};
  const auto other = jobs->begin("large", Json::object(), another);
  const auto ids = [&](const edge::SignedIn& who) {
    std::set<std::string> seen;
    const auto body = parsed(ask(who, "GET", "/api/jobs").body);
    for (const auto& item : body["items"]) seen.insert(text_of(item, "id"));
    return seen;
  };
  EXPECT_EQ(ids(clerk), std::set<std::string>{mine_only});
  EXPECT_EQ(ids(caseworker), std::set<std::string>{other});
  EXPECT_EQ(ids(supervisor), (std::set<std::string>{mine_only, other}));
  EXPECT_EQ(ask(clerk, "GET", "/api/jobs/" + other).status, 404);
  EXPECT_EQ(ask(clerk, "POST", "/api/jobs/" + other + "/cancel").status, 404);
  EXPECT_EQ(ask(clerk, "GET", "/api/jobs/").status, 404);
  EXPECT_EQ(ask(clerk, "POST", "/api/jobs//cancel").status, 404);
  EXPECT_EQ(shown(other, supervisor)["id"], other);
}

}  // namespace madoguchi::office
