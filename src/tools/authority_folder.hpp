#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/pki.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

enum class AuthorityError {
  exists,          // init: there are authorities in this folder already
  missing,         // no authorities in this folder
  unreadable,      // a file of the folder cannot be read or is of another form
  not_written,     // disk full, no permission
  wrong_code,      // not the code of such a party
  unknown_serial,  // revoke: nobody has it
  busy,            // another process changes the folder
  rotating,        // rotate: one goes on already
  not_rotating,    // finish, abort: none goes on
  still_used,      // finish: certificates of the old authority are in use
  issued_since,    // abort: the new authority has issued already
  failed,          // OpenSSL
};
struct AuthorityProblem {
  AuthorityError error = AuthorityError::failed;
  std::string detail;
  std::string text() const;  // Japanese: what, and what to do
};

enum class PartySort { institution, office, operator_, center, card };
std::string_view name_of(PartySort sort);
std::optional<PartySort> party_sort_named(std::string_view name);

// One certificate that was issued, as the index keeps it.
struct IssuedCertificate {
  std::string serial_hex;
  PartySort sort = PartySort::institution;
  std::string code;
  util::Instant valid_from, valid_to;
  std::optional<util::Instant> revoked_at;
  std::string file;   // name of the newest of this party, under issued/, without ending
  int authority = 1;  // of parties: number of the authority that issued it
};

// Which authorities of the parties are live. `party-ca.crt` holds all of them, `party.crl` the list
// of each; new certificates come from `current`.
struct PartyAuthorities {
  int current = 1;
  std::optional<int> old;  // while a rotation goes on
  int last = 1;            // greatest number ever given
  std::optional<util::Instant> rotated_at;
};

struct IssueRequest {
  PartySort sort = PartySort::institution;
  std::string code;                // center and card: any name
  std::vector<std::string> names;  // center: DNS names and addresses
  util::Instant valid_from, valid_to;
  std::string pin = "1234";  // card
  std::string card_path;     // card: where it goes; empty: issued/card-CODE.card
  enum class Revoked { no, yes } revoked = Revoked::no;  // from its first moment (test beds)
};

// A small certificate authority in a folder: one for parties and the center, one for test cards.
//   party-ca.crt party-ca.key party.crl   card-ca.crt card-ca.key card.crl
//   issued/institution-1310000011.crt .key   issued/card-D7.card   index.json
// After a first rotation also party-ca-N.crt party-ca-N.key, one pair an authority; party-ca.crt is
// then what everybody trusts (two certificates while a rotation goes on), party-ca.key the key of
// the current one.
// Keys and cards are for the owner only (0600). Every change is durable before it returns and
// leaves the revocation lists fresh. One process at a time changes a folder.
class AuthorityFolder {
 public:
  static util::Result<AuthorityFolder, AuthorityProblem> init(const std::string& path,
                                                              util::Instant now, int days);
  static util::Result<AuthorityFolder, AuthorityProblem> open(const std::string& path);

  // Issues one, in place of an earlier one of the same party (which stays in the index).
  util::Result<IssuedCertificate, AuthorityProblem> issue(const IssueRequest& request,
                                                          util::Instant now);
  // Issues all of them or none, the keys made side by side (a card's takes a good part of a
  // second).
  util::Result<std::vector<IssuedCertificate>, AuthorityProblem> issue_all(
      const std::vector<IssueRequest>& requests, util::Instant now);
  util::Result<void, AuthorityProblem> revoke(std::string serial_hex, util::Instant now);
  // Makes a new authority for parties beside the one that is. Both are trusted, new certificates
  // come from the new one.
  util::Result<void, AuthorityProblem> rotate(util::Instant now, int days);
  // Ends the trust in the old one. still_used, with their names, while `in_use_of_old` has some;
  // StillUsed::ignore ends it all the same.
  enum class StillUsed { refuse, ignore };
  util::Result<void, AuthorityProblem> finish_rotation(util::Instant now, StillUsed still_used);
  // Takes the new one back as long as it has issued nothing.
  util::Result<void, AuthorityProblem> abort_rotation(util::Instant now);
  const PartyAuthorities& party_authorities() const { return authorities_; }
  // Certificates of the old authority that are their party's newest, not revoked, not expired.
  std::vector<IssuedCertificate> in_use_of_old(util::Instant now) const;
  // The certificate of an authority of parties (PEM).
  util::Result<std::string, AuthorityProblem> party_authority_pem(int number) const;

  // Reads the folder anew and renews its lists.
  util::Result<void, AuthorityProblem> renew(util::Instant now);
  // Writes the trusted certificates and both revocation lists anew, valid from now on.
  util::Result<void, AuthorityProblem> renew_lists(util::Instant now);

  const std::vector<IssuedCertificate>& issued() const { return issued_; }
  // The newest one of a party; nothing when there is none.
  const IssuedCertificate* newest(PartySort sort, std::string_view code) const;
  std::string certificate_file(PartySort sort, std::string_view code) const;
  std::string key_file(PartySort sort, std::string_view code) const;
  std::string card_file(std::string_view code) const;
  std::string card_issuer() const;  // as card registrations name it

 private:
  explicit AuthorityFolder(std::string path) : path_(std::move(path)) {}
  std::string in(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string stem(PartySort sort, std::string_view code) const;
  util::Result<void, AuthorityProblem> write_index() const;
  util::Result<void, AuthorityProblem> read_index();
  util::Result<Issued, AuthorityProblem> authority(PartySort sort) const;
  util::Result<Issued, AuthorityProblem> read_authority(const std::string& stem) const;
  std::string party_authority_stem(int number) const;
  std::vector<int> live_authorities() const;  // current first
  util::Result<void, AuthorityProblem> write_trust() const;
  util::Result<void, AuthorityProblem> write_party_list(util::Instant now) const;
  util::Result<void, AuthorityProblem> write_card_list(util::Instant now) const;
  util::Result<void, AuthorityProblem> keep_first_authority() const;
  util::Result<void, AuthorityProblem> write_files(const IssueRequest& request,
                                                   const Issued& made) const;

  std::string path_;
  std::vector<IssuedCertificate> issued_;
  PartyAuthorities authorities_;
};

inline constexpr std::string_view card_authority_name = "Madoguchi Test Card CA";
inline constexpr int revocation_list_days = 90;

}  // namespace madoguchi::tools
