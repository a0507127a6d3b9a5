#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edge/center_client.hpp"
#include "edge/page.hpp"
#include "edge/page_answer.hpp"

namespace madoguchi::edge {

// For whom the center is asked: the person at the page, or nobody (the party's own system).
struct OnBehalf {
  SignedIn who;          // empty account: nobody known
  std::string approver;  // account of the second person, empty when none
};
Json json_of(const OnBehalf& on_behalf);
OnBehalf on_behalf_of(const Json& kept);

// A party's line to the center with its people's names, in the words of docs/openapi.json. Safe to
// share among threads; every call blocks up to its timeout. Remembers whether the center answered
// last.
class ActingCenter {
 public:
  explicit ActingCenter(CenterLine line) : client_(std::move(line)) {}
  using Query = std::vector<std::pair<std::string, std::string>>;
  template <class T>
  using Asked = util::Result<T, CenterProblem>;

  // A JSON answer of GET `path`.
  Asked<Json> get(std::string path, Query query, const OnBehalf& on_behalf,
                  std::int64_t timeout_ms);
  Asked<Json> post(std::string path, const Json& body, const OnBehalf& on_behalf,
                   std::string_view key);
  Asked<Json> remove(std::string path, const OnBehalf& on_behalf);

  // POST /import/{kind}.
  struct File {
    std::string kind;  // "qualification", "ticket"
    std::string csv;
    std::string act;         // Madoguchi-Act
    std::string key;         // Idempotency-Key
    std::int64_t seen = -1;  // Madoguchi-Seen; -1: not told
    bool dry = false;
    bool whole = false;
    bool full = false;
  };
  Asked<oqs::ImportReport> import(const File& file, const OnBehalf& on_behalf);

  bool online() const { return online_; }
  // Why the center could not be asked last; nothing while it answers.
  std::optional<CenterProblem> trouble() const;
  void reconnect() { client_.reconnect(); }
  void interrupt() { client_.interrupt(); }

 private:
  Asked<std::string> send(const net::Request& request, std::int64_t timeout_ms);

  CenterClient client_;
  std::atomic<bool> online_{false};
  mutable std::mutex mutex_;
  std::optional<CenterProblem> trouble_;
};

}  // namespace madoguchi::edge
