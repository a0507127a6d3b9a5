#pragma once

#include "store/sqlite/open.hpp"
#include "unit/store/registry_suite.hpp"

namespace madoguchi::store {

// The embedded store in a temporary folder.
class SqliteBackend : public Backend {
 public:
  std::unique_ptr<Registry> open() override;
  sqlite::Options options() const;
  std::string path() const { return (folder_.path() / "registry.db").string(); }

 private:
  TemporaryFolder folder_;
};

}  // namespace madoguchi::store
