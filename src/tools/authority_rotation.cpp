// The half of AuthorityFolder that knows which authorities are trusted, and their revocation lists.
#include <algorithm>
#include <filesystem>

#include "tools/authority_files.hpp"
#include "tools/authority_folder.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::int64_t day_ms = 86400000;
constexpr std::size_t names_told_max = 20;

std::string names_of(const std::vector<IssuedCertificate>& certificates) {
  std::string text;
  for (std::size_t i = 0; i < std::min(certificates.size(), names_told_max); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(name_of(certificates[i].sort)) + " " +
            certificates[i].code;
  }
  if (certificates.size() > names_told_max) {
    text += " …（" + std::to_string(certificates.size()) + "）";
  }
  return text;
}

// One list of `authority`: what of `issued` is wanted and revoked.
template <class Wanted>
util::Result<std::string, AuthorityProblem> list_of(const Issued& authority,
                                                    const std::vector<IssuedCertificate>& issued,
                                                    util::Instant now, Wanted wanted) {
  std::vector<RevokedSerial> revoked;
  for (const auto& one : issued) {
    if (one.revoked_at && wanted(one)) revoked.push_back({one.serial_hex, *one.revoked_at});
  }
  auto list = make_revocation_list(authority, revoked, now, revocation_list_days);
  if (!list) return failed(AuthorityError::failed, list.error());
  return std::move(*list);
}

}  // namespace

util::Result<void, AuthorityProblem> write_file(const std::string& path, std::string_view bytes,
                                                unsigned mode) {
  const auto written = util::replace_file(path, bytes, mode);
  if (!written) return failed(AuthorityError::not_written, path + ": " + written.error().text());
  return {};
}

util::Result<util::FileLock, AuthorityProblem> lock_folder(const std::string& path) {
  auto taken = util::FileLock::take(path + "/.lock");
  if (!taken) {
    const bool held = taken.error().error == util::FileError::locked;
    return failed(held ? AuthorityError::busy : AuthorityError::not_written,
                  path + ": " + taken.error().text());
  }
  return std::move(*taken);
}

util::Result<void, AuthorityProblem> make_authority_files(const std::string& path,
                                                          std::string_view stem,
                                                          std::string_view name, KeyKind key,
                                                          util::Instant now, int days) {
  CertificateRequest request;
  request.common_name = name;
  request.use = CertificateRequest::Use::certificate_authority;
  request.key = key;
  request.valid_from = now.plus_ms(-day_ms);
  request.valid_to = now.plus_ms(day_ms * days);
  const auto made = make_authority(request);
  if (!made) return failed(AuthorityError::failed, made.error());
  const auto base = path + "/" + std::string(stem);
  auto written = write_file(base + ".key", made->key_pem, 0600);
  if (!written) return written;
  return write_file(base + ".crt", made->certificate_pem, 0600);
}

std::string AuthorityFolder::party_authority_stem(int number) const {
  // Before its first rotation a folder has one authority, under the plain name.
  return authorities_.last == 1 ? "party-ca" : "party-ca-" + std::to_string(number);
}

std::vector<int> AuthorityFolder::live_authorities() const {
  std::vector<int> live = {authorities_.current};
  if (authorities_.old) live.push_back(*authorities_.old);
  return live;
}

util::Result<std::string, AuthorityProblem> AuthorityFolder::party_authority_pem(int number) const {
  auto read = read_authority(party_authority_stem(number));
  if (!read) return util::failure(read.error());
  return std::move(read->certificate_pem);
}

util::Result<void, AuthorityProblem> AuthorityFolder::write_trust() const {
  if (authorities_.last == 1) return {};
  std::string trusted;
  std::string key;
  for (const int number : live_authorities()) {
    auto one = read_authority(party_authority_stem(number));
    if (!one) return util::failure(one.error());
    trusted += one->certificate_pem;
    if (number == authorities_.current) key = std::move(one->key_pem);
  }
  // Unchanged files stay as they are: whoever watches them has nothing to read again.
  const auto put = [this](const std::string& name,
                          const std::string& bytes) -> util::Result<void, AuthorityProblem> {
    const auto there = util::read_file(in(name), file_bytes_max);
    if (there && *there == bytes) return {};
    return write_file(in(name), bytes, 0600);
  };
  auto done = put("party-ca.key", key);
  if (done) done = put("party-ca.crt", trusted);
  return done;
}

util::Result<void, AuthorityProblem> AuthorityFolder::write_party_list(util::Instant now) const {
  std::string lists;
  for (const int number : live_authorities()) {
    const auto by = read_authority(party_authority_stem(number));
    if (!by) return util::failure(by.error());
    auto list = list_of(*by, issued_, now, [number](const IssuedCertificate& one) {
      return one.sort != PartySort::card && one.authority == number;
    });
    if (!list) return util::failure(list.error());
    lists += *list;
  }
  return write_file(in("party.crl"), lists, 0600);
}

util::Result<void, AuthorityProblem> AuthorityFolder::write_card_list(util::Instant now) const {
  const auto by = authority(PartySort::card);
  if (!by) return util::failure(by.error());
  const auto list = list_of(
      *by, issued_, now, [](const IssuedCertificate& one) { return one.sort == PartySort::card; });
  if (!list) return util::failure(list.error());
  return write_file(in("card.crl"), *list, 0600);
}

util::Result<void, AuthorityProblem> AuthorityFolder::renew_lists(util::Instant now) {
  auto done = write_trust();
  if (done) done = write_party_list(now);
  if (done) done = write_card_list(now);
  return done;
}

util::Result<void, AuthorityProblem> AuthorityFolder::renew(util::Instant now) {
  const auto held = lock_folder(path_);
  if (!held) return util::failure(held.error());
  auto done = read_index();
  if (done) done = renew_lists(now);
  return done;
}

// The first rotation gives the first authority files of its own.
util::Result<void, AuthorityProblem> AuthorityFolder::keep_first_authority() const {
  const auto first = read_authority("party-ca");
  if (!first) return util::failure(first.error());
  auto done = write_file(in("party-ca-1.key"), first->key_pem, 0600);
  if (done) done = write_file(in("party-ca-1.crt"), first->certificate_pem, 0600);
  return done;
}

util::Result<void, AuthorityProblem> AuthorityFolder::rotate(util::Instant now, int days) {
  const auto held = lock_folder(path_);
  if (!held) return util::failure(held.error());
  auto done = read_index();
  if (!done) return done;
  if (authorities_.old) {
    // One that was cut off is brought to its end here.
    if (done = renew_lists(now); !done) return done;
    return failed(AuthorityError::rotating, path_);
  }
  if (authorities_.last == 1) done = keep_first_authority();
  const int number = authorities_.last + 1;
  if (done) {
    done = make_authority_files(path_, "party-ca-" + std::to_string(number),
                                std::string(party_authority_name) + " " + std::to_string(number),
                                KeyKind::ec_p256, now, days);
  }
  if (!done) return done;
  authorities_ = {number, authorities_.current, number, now};
  done = write_index();  // from here on the rotation goes on
  if (done) done = renew_lists(now);
  return done;
}

std::vector<IssuedCertificate> AuthorityFolder::in_use_of_old(util::Instant now) const {
  std::vector<IssuedCertificate> used;
  for (const auto& one : issued_) {
    if (one.sort == PartySort::card || !authorities_.old || one.authority != *authorities_.old) {
      continue;
    }
    const bool is_newest = newest(one.sort, one.code)->serial_hex == one.serial_hex;
    if (is_newest && !one.revoked_at && one.valid_to > now) used.push_back(one);
  }
  return used;
}

util::Result<void, AuthorityProblem> AuthorityFolder::finish_rotation(util::Instant now,
                                                                      StillUsed still_used) {
  const auto held = lock_folder(path_);
  if (!held) return util::failure(held.error());
  auto done = read_index();
  if (!done) return done;
  if (!authorities_.old) {
    if (done = renew_lists(now); !done) return done;
    return failed(AuthorityError::not_rotating, path_);
  }
  const auto used = in_use_of_old(now);
  if (!used.empty() && still_used == StillUsed::refuse) {
    return failed(AuthorityError::still_used, names_of(used));
  }
  authorities_.old.reset();
  done = write_index();
  // The lists first: one of an authority that is trusted no longer could not be checked.
  if (done) done = write_party_list(now);
  if (done) done = write_trust();
  return done;
}

util::Result<void, AuthorityProblem> AuthorityFolder::abort_rotation(util::Instant now) {
  const auto held = lock_folder(path_);
  if (!held) return util::failure(held.error());
  auto done = read_index();
  if (!done) return done;
  if (!authorities_.old) return failed(AuthorityError::not_rotating, path_);
  const int number = authorities_.current;
  std::vector<IssuedCertificate> issued;
  std::copy_if(issued_.begin(), issued_.end(), std::back_inserter(issued),
               [number](const IssuedCertificate& one) {
                 return one.sort != PartySort::card && one.authority == number;
               });
  if (!issued.empty()) return failed(AuthorityError::issued_since, names_of(issued));
  authorities_.current = *authorities_.old;
  authorities_.old.reset();
  done = write_index();
  if (done) done = write_party_list(now);
  if (done) done = write_trust();
  if (!done) return done;
  std::error_code ignored;  // its number is never given again
  for (const char* ending : {".key", ".crt"}) {
    std::filesystem::remove(in("party-ca-" + std::to_string(number) + ending), ignored);
  }
  return {};
}

}  // namespace madoguchi::tools
