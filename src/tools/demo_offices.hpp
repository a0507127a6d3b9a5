#pragma once

#include <string>
#include <vector>

#include "tools/child_processes.hpp"
#include "tools/demo_world.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// The pages of the demo, the welfare offices' and the counters'. Their accounts are known to
// everybody: never for real use.

// One of each role, the same at every office.
struct DemoAccount {
  std::string id, name, role;
};
const std::vector<DemoAccount>& demo_accounts();
// And of each role at every institution.
const std::vector<DemoAccount>& demo_counter_accounts();
std::string demo_password();
// The secret of an account's second factor, the same in every demo: base32, for an authenticator
// app; and the code that it shows at an instant.
std::string demo_secret(const DemoAccount& account);
std::string demo_code(const DemoAccount& account, util::Instant at);

// Makes the accounts that an office or institution lacks; one that is there keeps what a user
// changed.
util::Result<void, std::string> place_demo_accounts(const DemoWorld& world);

util::Result<void, std::string> start_office(const DemoWorld& world, ChildProcesses& children,
                                             const DemoOffice& office);
bool office_is_ready(const DemoOffice& office);

// The counters' pages, one a line.
std::string counters_text(const DemoWorld& world);
// For the terminal: all pages, accounts with their codes of now, and whom to look at there.
std::string offices_text(const DemoWorld& world, util::Instant now);
// Only the codes of now, and how long they last.
std::string codes_text(util::Instant now);

}  // namespace madoguchi::tools
