#pragma once

#include <string>

#include "app/page_settings.hpp"
#include "office/office.hpp"

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

PageAccounts accounts_of(const OfficeFile& file);

}  // namespace madoguchi::app
