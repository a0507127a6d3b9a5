#pragma once

#include <array>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/server.hpp"
#include "net/tls.hpp"
#include "util/task.hpp"

// Inside the room: one event loop of a server and the connections that live on it.
namespace madoguchi::net {

class Session;

// What the loops of one server share.
struct Shared {
  ServerConfig config;
  Handler handler;
  std::atomic<std::size_t> connections_open = 0;
  std::atomic<bool> stopping = false;
  std::mutex mutex;                  // of everything below
  std::condition_variable released;  // a connection or a running handler is gone
  std::size_t loops_stopping = 0;    // take no connection any more
  SslContext context;                // nullptr: plain

  SslContext tls() {
    std::scoped_lock lock(mutex);
    return context;
  }
};

// What a connection waits for; each but `running` has its own timeout, so within one kind the
// connections are in the order of their deadlines.
enum class Waiting { handshake, request, idle, writing, lingering, running };
inline constexpr std::size_t waiting_count = 6;

class Loop : public util::Executor {
 public:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::shared_ptr<Session> session;
    Waiting waiting = Waiting::handshake;
    Clock::time_point since;
  };
  using Entries = std::list<Entry>;

  explicit Loop(std::shared_ptr<Shared> shared);
  ~Loop() override;

  void run();     // the thread's body; returns after `finish` when nothing is left to do
  void finish();  // from any thread, once no connection and no handler is left
  void post(std::function<void()> work) override;

  void adopt(int fd);    // from any thread; a connection was accepted
  void begin_stop();     // on the loop: closes what is not in the middle of a request
  void close_all();      // on the loop
  void look_at_peers();  // on the loop: after the TLS files were read again

  // For sessions, on the loop's thread.
  boost::asio::io_context& io() { return io_; }
  Shared& shared() { return *shared_; }
  std::vector<char>& scratch() { return scratch_; }
  const std::string& date();  // of this second, as HTTP writes it
  void enter(Entries::iterator entry, Waiting waiting);
  void leave(Entries::iterator entry);
  void handler_begins() { ++handlers_running; }
  void handler_ended();

  // Counters; written by this loop alone.
  std::atomic<std::size_t> handlers_running = 0;
  std::atomic<std::uint64_t> handshakes_failed = 0;
  std::atomic<std::uint64_t> requests_total = 0;
  std::atomic<std::uint64_t> requests_refused = 0;

 private:
  void wake();
  void run_posted();
  void adopt_here(int fd);
  bool try_adopt(int fd);
  void tick();
  void cut_late();
  void release_buffers();
  Clock::duration timeout_of(Waiting waiting) const;
  std::vector<std::shared_ptr<Session>> sessions_in(Waiting waiting) const;

  std::shared_ptr<Shared> shared_;
  boost::asio::io_context io_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
  boost::asio::steady_timer ticker_;
  Clock::duration tick_every_;
  Clock::time_point released_until_;  // who is idle since before then keeps no buffers
  bool finished_ = false;
  std::array<Entries, waiting_count> entries_;
  std::vector<char> scratch_;
  std::string date_;
  std::int64_t date_second_ = -1;
  std::atomic<int> posting_ = 0;  // threads inside `post`, and wake-ups that were put off
  std::mutex posted_mutex_;
  std::vector<std::function<void()>> posted_;  // work from any thread, run in one go
  std::vector<std::function<void()>> running_;
};

}  // namespace madoguchi::net
