#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "util/result.hpp"

// A package of the program: a folder named by its version with the program and its head, which an
// update key signed. The center hands it out unread; the terminal takes nothing on its word.
namespace madoguchi::update {

enum class Error {
  head_unreadable,  // no head, or not of the documented form
  key_unreadable,   // no Ed25519 key in the file
  wrong_signature,  // not signed by the configured key
  wrong_content,    // size or SHA-256 is not what was signed
  not_newer,        // the same or an older version; only a roll-back goes back
  too_old,          // the installed version is older than the package takes
  no_previous,      // nothing to roll back to
  busy,             // another installation is under way
  disk_full,
  storage,  // the folder cannot be read or written
};
struct Problem {
  Error error = Error::storage;
  std::string detail;  // a file, a version, the system's words
};
std::string_view code_of(Error error);  // "wrong_signature"
std::string text_of(Error error);       // Japanese: what happened and what to do
std::string english_of(Error error);

// Up to three numbers, "1.2.3"; nothing else is a version (it also names a folder).
struct Version {
  std::array<std::uint32_t, 3> parts{};
  static std::optional<Version> parse(std::string_view text);
  std::string text() const;
  auto operator<=>(const Version&) const = default;
};

struct Manifest {
  Version version;
  Version from;  // the oldest version that may go to this one
  std::uint64_t bytes = 0;
  std::string sha256;  // hex
  std::string notes, notes_en;
};

inline constexpr std::string_view head_name = "update.json";
inline constexpr std::string_view program_name = "madoguchi";
inline constexpr std::size_t head_bytes_max = 256UL * 1024;
inline constexpr std::uint64_t program_bytes_max = 512UL * 1024 * 1024;

// {"manifest": TEXT, "signature": BASE64}: the signature is over the text as it stands.
struct Head {
  std::string manifest, signature;
  static util::Result<Head, Problem> parse(std::string_view json);
  std::string json() const;
};
// The head of the package in `folder`; not verified.
util::Result<Head, Problem> read_head(const std::filesystem::path& folder);
// What the head says, whoever signed it: to show or sort, never to install.
util::Result<Manifest, Problem> unverified(const Head& head);
// What the head says, if the key (a PEM file) signed it.
util::Result<Manifest, Problem> verified(const Head& head, const std::string& public_key_file);
// Whether the file is the program that the manifest means, to its last byte.
util::Result<void, Problem> verify_program(const std::filesystem::path& file,
                                           const Manifest& manifest);

struct Order {
  std::string key_file;  // private, PEM; made when absent, with its public half in FILE.pub
  std::filesystem::path program;
  std::filesystem::path out;  // the package becomes out/VERSION
  Version version, from;
  std::string notes, notes_en;
};
// Makes a package. One of this version that is there already is left as it is (Error::not_newer).
util::Result<std::filesystem::path, Problem> sign(const Order& order);

}  // namespace madoguchi::update
