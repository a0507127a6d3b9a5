#pragma once

#include <string>
#include <string_view>

#include "tools/authority_folder.hpp"
#include "util/file.hpp"

// What the two halves of AuthorityFolder share: the folder's lock and its files. Nobody else's.
namespace madoguchi::tools {

inline constexpr std::size_t file_bytes_max = 64UL * 1024 * 1024;
inline constexpr std::string_view party_authority_name = "Madoguchi Party CA";

inline auto failed(AuthorityError error, std::string detail) {
  return util::failure(AuthorityProblem{error, std::move(detail)});
}

util::Result<void, AuthorityProblem> write_file(const std::string& path, std::string_view bytes,
                                                unsigned mode);
util::Result<util::FileLock, AuthorityProblem> lock_folder(const std::string& path);
// Key and certificate of a new authority, valid for `days`, as `stem`.key and `stem`.crt.
util::Result<void, AuthorityProblem> make_authority_files(const std::string& path,
                                                          std::string_view stem,
                                                          std::string_view name, KeyKind key,
                                                          util::Instant now, int days);

}  // namespace madoguchi::tools
