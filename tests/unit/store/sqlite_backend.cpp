#include "unit/store/sqlite_backend.hpp"

namespace madoguchi::store {

sqlite::Options SqliteBackend::options() const {
  sqlite::Options options;
  options.path = path();
  options.import_chunk_rows = 7;  // so that small files make several transactions
  options.cache_kib = 4096;
  return options;
}

std::unique_ptr<Registry> SqliteBackend::open() {
  auto opened = sqlite::open(options());
  if (!opened) {
    ADD_FAILURE() << opened.error().detail;
    return nullptr;
  }
  return std::move(*opened);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, RegistrySuite,
                         testing::Values(BackendMaker{
                             "embedded", [] { return std::make_unique<SqliteBackend>(); }}),
                         [](const auto& one) { return one.param.name; });

}  // namespace madoguchi::store
