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
  std::string file;  // name of the newest of this party, under issued/, without ending
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
  util::Result<void, AuthorityProblem> revoke(const std::string& serial_hex, util::Instant now);
  // Writes both revocation lists anew, valid from now on.
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
  util::Result<void, AuthorityProblem> write_files(const IssueRequest& request,
                                                   const Issued& made) const;

  std::string path_;
  std::vector<IssuedCertificate> issued_;
};

inline constexpr std::string_view card_authority_name = "Madoguchi Test Card CA";
inline constexpr int revocation_list_days = 90;

}  // namespace madoguchi::tools
