#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edge/center_client.hpp"
#include "edge/page.hpp"
#include "office/answer.hpp"

namespace madoguchi::office {

// For whom the center is asked: the person at the page, or nobody (the office's own system).
struct OnBehalf {
  edge::SignedIn who;    // empty account: the municipality's system
  std::string approver;  // account of the second person, empty when none
};
Json json_of(const OnBehalf& on_behalf);
OnBehalf on_behalf_of(const Json& kept);

// The office's line to the center, in the words of docs/openapi.json. Safe to share among threads;
// every call blocks up to its timeout. Remembers whether the center answered last.
class Center {
 public:
  explicit Center(edge::CenterLine line) : client_(std::move(line)) {}
  using Query = std::vector<std::pair<std::string, std::string>>;
  template <class T>
  using Asked = util::Result<T, edge::CenterProblem>;

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
  void reconnect() { client_.reconnect(); }
  void interrupt() { client_.interrupt(); }

 private:
  Asked<std::string> send(const net::Request& request, std::int64_t timeout_ms);

  edge::CenterClient client_;
  std::atomic<bool> online_{false};
};

// What to tell at the page when the center could not be asked or refused.
Problem problem_of(const edge::CenterProblem& problem);

}  // namespace madoguchi::office
