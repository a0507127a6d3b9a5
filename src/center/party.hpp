#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"
#include "util/clock.hpp"
#include "util/result.hpp"

namespace madoguchi::center {

// Who speaks: an institution (医療機関・薬局), a welfare office (福祉事務所) or the operator.
enum class PartyKind { institution, office, operator_ };

struct Party {
  PartyKind kind = PartyKind::institution;
  std::string code;
  std::string text() const;  // "institution:1310000011", as records name it
};

enum class PartyError {
  no_certificate,
  not_a_party,  // no single SAN URI of the form madoguchi:{kind}:{code}
  expired,      // ran out while the connection lived
  revoked,
};

struct PartyRefusal {
  PartyError error = PartyError::no_certificate;
  std::optional<Party> party;  // whom the certificate names, when it names one
};

// Certificate to party. Asked for every request, so that a revocation works on live connections and
// resumed sessions too; the revocation lists are read again when their files change.
class Parties {
 public:
  Parties(std::vector<std::string> crl_files, std::string ca_file, const util::Clock& clock);
  ~Parties();
  util::Result<Party, PartyRefusal> party_of(const std::optional<net::PeerCertificate>& peer);
  // Revocation lists that could not be read at the last look or are past their next update.
  std::vector<std::string> unreadable_lists() const;

 private:
  struct List;
  void look_again();
  const util::Clock& clock_;
  std::string ca_file_;
  mutable std::mutex mutex_;
  std::vector<List> lists_;
  std::int64_t next_look_ms_ = 0;
};

}  // namespace madoguchi::center
