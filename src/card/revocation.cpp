#include "card/revocation.hpp"

#include <openssl/pem.h>

namespace madoguchi::card {
namespace {

using ScopePtr = std::unique_ptr<ISSUING_DIST_POINT, Freed<ISSUING_DIST_POINT_free>>;
using PointsPtr = std::unique_ptr<CRL_DIST_POINTS, Freed<CRL_DIST_POINTS_free>>;

constexpr int fullname_type = 0;  // of DIST_POINT_NAME; 1 is a name relative to the issuer

struct Scope {
  enum class State { whole, limited, malformed } state = State::whole;
  ScopePtr point;  // set when limited
};

Scope scope_of(const X509_CRL* list) {
  int critical = 0;
  ScopePtr point(static_cast<ISSUING_DIST_POINT*>(
      X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, &critical, nullptr)));
  if (point) return Scope{Scope::State::limited, std::move(point)};
  // -1: there is none; anything else: there is one that cannot be read, or two.
  return Scope{critical == -1 ? Scope::State::whole : Scope::State::malformed, nullptr};
}

bool has_strange_critical_extension(const X509_CRL* list) {
  for (int i = 0; i < X509_CRL_get_ext_count(list); ++i) {
    X509_EXTENSION* extension = X509_CRL_get_ext(list, i);
    if (X509_EXTENSION_get_critical(extension) == 0) continue;
    const int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (kind != NID_issuing_distribution_point && kind != NID_authority_key_identifier &&
        kind != NID_crl_number) {
      return true;
    }
  }
  return false;
}

// The issuer of an entry (indirect lists) is such an extension: then serials are not ours alone.
bool has_strange_critical_entry(X509_CRL* list) {
  const STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(list);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    const X509_REVOKED* entry = sk_X509_REVOKED_value(entries, i);
    for (int j = 0; j < X509_REVOKED_get_ext_count(entry); ++j) {
      X509_EXTENSION* extension = X509_REVOKED_get_ext(entry, j);
      const int kind = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
      if (X509_EXTENSION_get_critical(extension) != 0 && kind != NID_crl_reason &&
          kind != NID_invalidity_date) {
        return true;
      }
    }
  }
  return false;
}

std::string form_problem(X509_CRL* list) {
  if (!instant_of(X509_CRL_get0_lastUpdate(list))) return "a revocation list without its time";
  if (!instant_of(X509_CRL_get0_nextUpdate(list))) return "a revocation list without next update";
  if (X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) >= 0) return "a delta revocation list";
  if (has_strange_critical_extension(list) || has_strange_critical_entry(list)) {
    return "a revocation list with an unknown critical extension";
  }
  const Scope scope = scope_of(list);
  if (scope.state == Scope::State::malformed) return "a revocation list of unreadable scope";
  if (scope.state == Scope::State::limited &&
      (scope.point->indirectCRL > 0 || scope.point->onlysomereasons != nullptr)) {
    return "an indirect revocation list or one of some reasons only";
  }
  return {};
}

bool share_a_name(const GENERAL_NAMES* left, const GENERAL_NAMES* right) {
  for (int i = 0; i < sk_GENERAL_NAME_num(left); ++i) {
    for (int j = 0; j < sk_GENERAL_NAME_num(right); ++j) {
      if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(left, i), sk_GENERAL_NAME_value(right, j)) == 0) {
        return true;
      }
    }
  }
  return false;
}

// The CA of the cards splits its list by distribution point: a part speaks only for certificates
// that name it.
bool names_point(const X509* certificate, const DIST_POINT_NAME* part) {
  if (part->type != fullname_type) return false;
  const PointsPtr points(static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
  if (!points) return false;
  for (int i = 0; i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
    if (point->distpoint == nullptr || point->distpoint->type != fullname_type) continue;
    // Points with reasons or another issuer belong to the lists that were refused.
    if (point->reasons != nullptr || point->CRLissuer != nullptr) continue;
    if (share_a_name(point->distpoint->name.fullname, part->name.fullname)) return true;
  }
  return false;
}

bool covers(const X509_CRL* list, const X509* certificate) {
  const Scope scope = scope_of(list);
  if (scope.state == Scope::State::whole) return true;
  if (scope.state == Scope::State::malformed) return false;
  if (scope.point->onlyCA > 0 || scope.point->onlyattr > 0) return false;
  return scope.point->distpoint == nullptr || names_point(certificate, scope.point->distpoint);
}

util::Result<std::vector<RevocationListPtr>, std::string> parsed(std::string_view bytes) {
  std::vector<RevocationListPtr> lists;
  if (!bytes.empty() && bytes.front() == '\x30') {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* end = at + bytes.size();
    RevocationListPtr list(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
    if (!list || at != end) return util::failure(std::string("a damaged DER revocation list"));
    lists.push_back(std::move(list));
    return lists;
  }
  const BioPtr reader = reader_of(bytes);
  if (!reader) return util::failure(std::string("too large"));
  while (X509_CRL* next = PEM_read_bio_X509_CRL(reader.get(), nullptr, nullptr, nullptr)) {
    lists.emplace_back(next);
  }
  if (!ended_without_damage()) return util::failure(std::string("a damaged PEM revocation list"));
  if (lists.empty()) return util::failure(std::string("no revocation list in it"));
  return lists;
}

}  // namespace

util::Result<std::vector<RevocationListPtr>, std::string> revocation_lists_from(
    std::string_view bytes) {
  const ErrorMark mark;
  auto lists = parsed(bytes);
  if (!lists) return lists;
  for (const RevocationListPtr& list : *lists) {
    std::string problem = form_problem(list.get());
    if (!problem.empty()) return util::failure(std::move(problem));
  }
  return lists;
}

bool is_list_of(X509_CRL* list, X509* authority) {
  const ErrorMark mark;
  if (X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(authority)) != 0) return false;
  // All bits are set when the certificate does not limit its usage.
  if ((X509_get_key_usage(authority) & KU_CRL_SIGN) == 0) return false;
  int digest = NID_undef;
  if (OBJ_find_sigid_algs(X509_CRL_get_signature_nid(list), &digest, nullptr) != 1) return false;
  if (digest != NID_sha256 && digest != NID_sha384 && digest != NID_sha512) return false;
  EVP_PKEY* key = X509_get0_pubkey(authority);
  return key != nullptr && X509_CRL_verify(list, key) == 1;
}

Revocation revocation_of(X509* certificate, const std::vector<X509_CRL*>& lists,
                         util::Instant now) {
  X509_CRL* newest = nullptr;
  util::Instant newest_from;
  for (X509_CRL* list : lists) {
    const auto from = instant_of(X509_CRL_get0_lastUpdate(list));
    if (!from || *from > now || !covers(list, certificate)) continue;
    if (newest != nullptr && *from <= newest_from) continue;
    newest = list;
    newest_from = *from;
  }
  if (newest == nullptr) return Revocation::unknown;
  X509_REVOKED* entry = nullptr;
  // A removal (2) belongs into delta lists only; in a whole list any entry counts.
  if (X509_CRL_get0_by_cert(newest, &entry, certificate) != 0) return Revocation::revoked;
  const auto until = instant_of(X509_CRL_get0_nextUpdate(newest));
  return until && now <= *until ? Revocation::not_revoked : Revocation::unknown;
}

}  // namespace madoguchi::card
