#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "card/openssl.hpp"
#include "util/calendar.hpp"
#include "util/result.hpp"

namespace madoguchi::card {

// The revocation lists of a file: one DER list or PEM lists, at least one. A list that we could
// misread is refused: no next update, delta, indirect, of some reasons only, unknown critical
// extensions. The error is for a log.
util::Result<std::vector<RevocationListPtr>, std::string> revocation_lists_from(
    std::string_view bytes);

// True when `authority` made this list: its name, its right to sign lists, its signature (SHA-2).
bool is_list_of(X509_CRL* list, X509* authority);

enum class Revocation { not_revoked, revoked, unknown };

// What the newest of `lists` that covers `certificate` says. `lists` are of its issuer, signatures
// checked. A list past its next update still proves a revocation but nothing else.
Revocation revocation_of(X509* certificate, const std::vector<X509_CRL*>& lists, util::Instant now);

}  // namespace madoguchi::card
