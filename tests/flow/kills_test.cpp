// kill -9 at random instants, under load: nothing acknowledged is lost, nothing is doubled.
#include <atomic>
#include <random>
#include <regex>
#include <set>
#include <thread>

#include "flow/waiting_room.hpp"

namespace madoguchi::flow {
namespace {

constexpr int crowd = 2000;

// An office that registers one ticket after the other, without a pause; what was acknowledged.
class Registrar {
 public:
  explicit Registrar(System& system) : thread_([this, &system] { work(system); }) {}
  ~Registrar() { stop(); }
  std::size_t acknowledgements() const { return acknowledgements_; }
  const std::vector<int>& stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return acknowledged_;
  }

 private:
  void work(System& system) {
    for (int n = 1; n < crowd && !stopping_; ++n) {
      const auto done =
          system.import("ticket", ticket_csv({{one_of_crowd(n).key, std::to_string(50000000 + n),
                                               std::string(clinic_x), system.month()}}));
      if (done.code != 0) continue;
      acknowledged_.push_back(n);
      ++acknowledgements_;
    }
  }
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> acknowledgements_ = 0;
  std::vector<int> acknowledged_;  // the thread's, until it has ended
  std::thread thread_;
};

// A counter at which one card is read after the other; the face files that were acknowledged.
class Counter {
 public:
  Counter(const Clinic& clinic, std::string card)
      : thread_([this, &clinic, card = std::move(card)] { work(clinic, card); }) {}
  ~Counter() { stop(); }
  std::size_t acknowledgements() const { return acknowledgements_; }
  const std::set<std::string>& stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    return acknowledged_;
  }

 private:
  void work(const Clinic& clinic, const std::string& card) {
    static const std::regex told(R"(face/(OQSsiquc01res_face_\w+\.xml))");
    while (!stopping_) {
      const auto said =
          run({"tap", "--terminal", clinic.config(), "--card", card, "--pin", "1234"});
      if (said.code != 0) continue;
      for (std::sregex_iterator at(said.out.begin(), said.out.end(), told), end; at != end; ++at) {
        acknowledged_.insert((*at)[1]);
        ++acknowledgements_;
      }
    }
  }
  std::atomic<bool> stopping_ = false;
  std::atomic<std::size_t> acknowledgements_ = 0;
  std::set<std::string> acknowledged_;  // the thread's, until it has ended
  std::thread thread_;
};

class Killer {
 public:
  Killer(System& system, Clinic& clinic, std::uint64_t seed)
      : system_(system), clinic_(clinic), random_(seed) {}
  void strike_at_a_random_instant() {
    pause(250);
    strike();
  }
  void strike() {
    const int who = number(0, 9);
    const bool both = who == 9;
    if (who < 5 || both) {
      EXPECT_TRUE(system_.center.running()) << "it ended by itself: " << system_.center_log();
      system_.center.kill();
    }
    if (who >= 5) {
      EXPECT_TRUE(clinic_.process.running()) << "it ended by itself: " << clinic_.log();
      clinic_.process.kill();
    }
    pause(60);
    if (system_.center.pid() == 0) system_.begin_center();
    if (clinic_.process.pid() == 0) clinic_.begin();
  }
  int number(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(random_);
  }

 private:
  // A random instant, not a wait for anything.
  void pause(int most_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(number(0, most_ms)));
  }
  System& system_;
  Clinic& clinic_;
  std::mt19937_64 random_;
};

// Kills that strike as soon as somebody was told that it is done: that must stand.
template <typename Writer>
bool next_acknowledged(const Writer& writer) {
  const auto before = writer.acknowledgements();
  return eventually([&] { return writer.acknowledgements() > before; });
}

TEST(Kills, At_random_instants_lose_and_double_nothing) {
  const int kills = long_run() ? 200 : 20;
  const auto from = seed();
  System system;
  system.start_center();
  system.register_everybody();
  std::vector<Recipient> people;
  for (int n = 1; n < crowd; ++n) people.push_back(one_of_crowd(n));
  system.registered("qualification", qualification_csv(people));
  ClinicChoice choice;
  choice.center_wait_ms = 600000;
  auto& x = system.clinic(clinic_x, choice);
  WaitingRoom room(x, system.today());
  Killer killer(system, x, from);
  const auto card = system.card("R1");
  Registrar registrar(system);
  Counter counter(x, card);
  for (int i = 0; i < kills && !testing::Test::HasFailure(); ++i) {
    room.feed(static_cast<std::size_t>(killer.number(5, 30)));
    if (i % 5 == 1) {
      ASSERT_TRUE(next_acknowledged(registrar)) << system.center_log();
      killer.strike();
    } else if (i % 5 == 3) {
      ASSERT_TRUE(next_acknowledged(counter)) << x.log();
      killer.strike();
    } else {
      killer.strike_at_a_random_instant();
    }
    room.collect();
  }
  ASSERT_TRUE(eventually([&] { return system.center_ready(); }));
  const auto acknowledged = registrar.stop();
  EXPECT_FALSE(acknowledged.empty());
  const auto faces = counter.stop();
  EXPECT_FALSE(faces.empty());
  EXPECT_TRUE(room.all_answered()) << "MADOGUCHI_SEED=" << from;
  EXPECT_EQ(room.errors(), 0U);
  for (const int n : acknowledged) room.feed_about(one_of_crowd(n), "1");
  EXPECT_TRUE(room.all_answered()) << "MADOGUCHI_SEED=" << from;
  for (const auto& name : faces) {
    const Clinic::Came face{name, bytes_of(x.face(name))};
    EXPECT_EQ(face.xml().first("QualificationValidity"), "1") << name;
  }
  EXPECT_EQ(x.process.terminate(), 0);
  system.stop_center();
  room.expect_one_record_each(system.audit());
  system.expect_whole_chain();
}

}  // namespace
}  // namespace madoguchi::flow
