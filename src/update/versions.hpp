#pragma once

#include <functional>
#include <optional>

#include "update/package.hpp"

namespace madoguchi::update {

struct VersionsSettings {
  std::filesystem::path dir;    // versions/X/…, current and previous (links), incoming/
  std::string public_key_file;  // of the update key
  Version packaged;             // of the program that the machine's package brought
};

// The versions that one machine keeps: the one in use and the one before. Everything is put in
// place beside the old and switched by one rename, so that a crash leaves the old or the new one.
class Versions {
 public:
  explicit Versions(VersionsSettings settings) : settings_(std::move(settings)) {}

  Version current() const;  // what runs after the next start
  std::optional<Version> previous() const;

  // A piece of the program from this place on; empty at its end. Fails with what its source says.
  using Piece = util::Result<std::string, Problem>;
  using Source = std::function<Piece(const Manifest& manifest, std::uint64_t at)>;
  // Takes the package over: signature and order of versions first, then the bytes, then their hash;
  // only then it is current. What had come of the same package before is gone on with.
  util::Result<Manifest, Problem> install(const Head& head, const Source& source);
  util::Result<Version, Problem> rollback();

  // What may be installed: signed by the key and newer than the current one.
  util::Result<Manifest, Problem> judged(const Head& head) const;

  // The program to run instead of the packaged one: current, newer, signed and whole. Nothing: the
  // packaged one. A problem: there is one, but it must not run.
  util::Result<std::optional<std::filesystem::path>, Problem> program() const;

 private:
  std::filesystem::path folder_of(const Version& version) const {
    return settings_.dir / "versions" / version.text();
  }
  std::optional<Version> linked(const char* name) const;
  util::Result<void, Problem> link(const char* name, const Version& to) const;
  util::Result<void, Problem> fetch(const Manifest& manifest, const Source& source,
                                    const std::filesystem::path& part) const;
  void forget_others() const;

  VersionsSettings settings_;
};

}  // namespace madoguchi::update
