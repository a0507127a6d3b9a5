#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "edge/center_line.hpp"
#include "edge/page.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::office {

struct OfficeConfig {
  std::string code;  // OfficeCode of the certificate
  edge::CenterLine center;
  std::string path;          // the office's database
  std::string drop_dir;      // files of the municipality's own system; empty: none
  std::int64_t poll_s = 25;  // long poll at the center
  std::int64_t retry_ms = 2000;
  std::int64_t rescan_ms = 1000;  // of the drop folder
  std::int64_t settle_ms = 3000;  // a file that did not grow for so long is whole
  // A file of the drop folder declared full that takes away more rows waits for a person.
  std::int64_t full_removals_max = 0;
};

// One welfare office: its copy of what the center keeps, its own plans and drafts, and the answers
// of its page. Works on what it has while the center is away.
class Office {
 public:
  // Opens the database and begins to follow the center. Fails with a text for the operator.
  static util::Result<std::unique_ptr<Office>, std::string> start(OfficeConfig config,
                                                                  const util::Clock& clock);
  ~Office();

  // Everything under /api/ that is not sign-in or accounts. Checks role and act itself; unknown
  // paths are 404. Safe from several threads; may block.
  edge::PageAnswer handle(const edge::PageRequest& request, const edge::SignedIn& who);

  struct Facts {
    std::string code, name;
    bool approval_tickets = false, approval_protect = false;
  };
  Facts facts();

  // Ends long polls, jobs and the line; later requests are answered from the copy.
  void stop();

 private:
  struct Body;
  explicit Office(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace madoguchi::office
