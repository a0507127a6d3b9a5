#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/settings.hpp"
#include "edge/page_server.hpp"
#include "local/accounts.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::app {

// The keys of every party that has a page: [page] and [accounts].
void add_page(Settings& settings, edge::PageConfig& page, Setting::Need port);
void add_accounts(Settings& settings, local::AccountPolicy& policy);
// What a reading of the keys one by one cannot see.
void check_page(const std::string& file, const edge::PageConfig& page,
                std::vector<ConfigProblem>& problems);

// The accounts of one party's page.
struct PageAccounts {
  std::string data_dir;
  std::string name;  // of the party, for authenticator apps
  local::AccountPolicy policy;
};
// The folder and its files are made when absent. The error is for the operator.
util::Result<std::unique_ptr<local::Accounts>, std::string> open_accounts(const PageAccounts& of,
                                                                          const util::Clock& clock);

// Warns in the log when nobody could make the first account in the page.
void warn_without_keeper(local::Accounts& accounts, const local::AccountPolicy& policy,
                         const char* party, const std::string& config);

// What GET /api/session says of what this role may do: a JSON array of acts.
std::string acts_json(const std::string& role);

}  // namespace madoguchi::app
