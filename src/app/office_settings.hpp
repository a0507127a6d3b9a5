#pragma once

#include <memory>
#include <string>

#include "app/settings.hpp"
#include "edge/page_server.hpp"
#include "local/accounts.hpp"
#include "office/office.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::app {

// office.toml: a welfare office's process, and the commands that keep its accounts.
struct OfficeFile {
  office::OfficeConfig config;  // without its path: data_dir/office.db
  std::string name;             // office.name, as shown; empty: the one registered at the center
  std::string data_dir;         // office.data_dir: its databases and keys
  edge::PageConfig page;
  local::AccountPolicy accounts;
  std::string start_at;  // clock.start_at: test beds only
  std::string log_level = "info";
};
Settings settings_of(OfficeFile& file);

// What a reading of the keys one by one cannot see.
std::vector<ConfigProblem> check_office(const std::string& file, const OfficeFile& read);

// The office's accounts, in data_dir; the folder and its files are made when absent. The error is
// for the operator.
util::Result<std::unique_ptr<local::Accounts>, std::string> open_accounts(const OfficeFile& file,
                                                                          const util::Clock& clock);

}  // namespace madoguchi::app
