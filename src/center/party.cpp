#include "center/party.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <filesystem>

#include "util/file.hpp"
#include "util/file_stamp.hpp"
#include "util/hash.hpp"
#include "util/log.hpp"

namespace madoguchi::center {

namespace {

constexpr std::int64_t look_every_ms = 1000;
constexpr std::size_t crl_bytes_max = 64 * 1024 * 1024;

std::string serial_text(const ASN1_INTEGER* serial) {
  BIGNUM* number = ASN1_INTEGER_to_BN(serial, nullptr);
  if (number == nullptr) return {};
  char* digits = BN_bn2hex(number);
  std::string text = digits == nullptr ? "" : digits;
  OPENSSL_free(digits);
  BN_free(number);
  const auto first = text.find_first_not_of('0');
  text.erase(0, std::min(first, text.size()));
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

using Crl = std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)>;

// Every list of a file: several in PEM form, or one in DER form. Empty when there is none.
std::vector<Crl> parse_crls(const std::string& bytes) {
  std::vector<Crl> lists;
  BIO* memory = BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()));
  while (X509_CRL* crl = PEM_read_bio_X509_CRL(memory, nullptr, nullptr, nullptr)) {
    lists.emplace_back(crl, &X509_CRL_free);
  }
  if (lists.empty()) {
    BIO_reset(memory);
    if (X509_CRL* crl = d2i_X509_CRL_bio(memory, nullptr)) lists.emplace_back(crl, &X509_CRL_free);
  }
  BIO_free(memory);
  return lists;
}

std::string issuer_text(const X509_CRL* crl) {
  BIO* out = BIO_new(BIO_s_mem());
  X509_NAME_print_ex(out, X509_CRL_get_issuer(crl), 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(out, &text);
  std::string issuer(text, static_cast<std::size_t>(size));
  BIO_free(out);
  return issuer;
}

// When a list ends by its own words; nothing when it does not say.
std::optional<util::Instant> next_update(const X509_CRL* crl) {
  std::tm at{};
  const ASN1_TIME* next = X509_CRL_get0_nextUpdate(crl);
  if (next == nullptr || ASN1_TIME_to_tm(next, &at) != 1) return std::nullopt;
  return util::Instant{static_cast<std::int64_t>(timegm(&at)) * 1000};
}

// A list counts only when one of the configured authorities signed it.
bool signed_by_authority(X509_CRL* crl, const std::string& ca_file) {
  BIO* file = BIO_new_file(ca_file.c_str(), "r");
  if (file == nullptr) return false;
  bool ok = false;
  while (X509* ca = PEM_read_bio_X509(file, nullptr, nullptr, nullptr)) {
    ok = ok || X509_CRL_verify(crl, X509_get0_pubkey(ca)) == 1;
    X509_free(ca);
  }
  BIO_free(file);
  return ok;
}

}  // namespace

struct Parties::List {
  std::string path;
  std::filesystem::file_time_type changed{};
  util::FileStamp authorities;                            // of the CA file at the last look
  std::set<std::pair<std::string, std::string>> revoked;  // issuer, serial
  bool readable = false;
  bool looked_at = false;
  std::optional<util::Instant> ends;  // the first next update of its parts
};

std::string Party::text() const {
  switch (kind) {
    case PartyKind::institution:
      return "institution:" + code;
    case PartyKind::office:
      return "office:" + code;
    case PartyKind::operator_:
      return "operator:" + code;
  }
  return code;
}

Parties::Parties(std::vector<std::string> crl_files, std::string ca_file, const util::Clock& clock)
    : clock_(clock), ca_file_(std::move(ca_file)) {
  for (auto& path : crl_files) {
    lists_.push_back(List{std::move(path), {}, {}, {}, false, false, {}});
  }
  std::scoped_lock lock(mutex_);
  look_again();
}

Parties::~Parties() = default;

void Parties::look_again() {
  const auto authorities = util::FileStamp::of(ca_file_);
  for (auto& list : lists_) {
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(list.path, error);
    // Authorities that changed may have signed a list that was refused before.
    const bool same = list.looked_at && changed == list.changed && authorities == list.authorities;
    if (!error && same) continue;  // also a broken one: once
    const auto bytes = util::read_file(list.path, crl_bytes_max);
    const auto crls = parse_crls(bytes ? *bytes : std::string());
    const bool good =
        !crls.empty() && std::all_of(crls.begin(), crls.end(), [this](const Crl& crl) {
          return signed_by_authority(crl.get(), ca_file_);
        });
    const bool first_fault = list.readable || !list.looked_at;
    list.looked_at = true;
    list.changed = changed;
    list.authorities = authorities;
    list.readable = good;
    if (!good) {
      // The last good list stays in force: forgetting a revocation would let somebody in.
      if (first_fault) {
        util::log(util::LogLevel::error, "center",
                  "party revocation list unreadable: " + list.path);
      }
      continue;
    }
    list.revoked.clear();
    list.ends.reset();
    for (const auto& crl : crls) {
      const auto issuer = issuer_text(crl.get());
      const auto ends = next_update(crl.get());
      if (ends && (!list.ends || *ends < *list.ends)) list.ends = ends;
      auto* revoked = X509_CRL_get_REVOKED(crl.get());
      for (int i = 0; i < sk_X509_REVOKED_num(revoked); ++i) {
        list.revoked.emplace(
            issuer, serial_text(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(revoked, i))));
      }
    }
  }
}

namespace {

// "madoguchi:institution:1310000011" to its party.
std::optional<Party> party_named(std::string_view uri) {
  constexpr std::string_view scheme = "madoguchi:";
  if (!uri.starts_with(scheme)) return std::nullopt;
  const auto rest = uri.substr(scheme.size());
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || colon + 1 == rest.size()) return std::nullopt;
  const auto kind = rest.substr(0, colon);
  Party party;
  party.code = std::string(rest.substr(colon + 1));
  if (kind == "institution") {
    party.kind = PartyKind::institution;
  } else if (kind == "office") {
    party.kind = PartyKind::office;
  } else if (kind == "operator") {
    party.kind = PartyKind::operator_;
  } else {
    return std::nullopt;
  }
  return party;
}

}  // namespace

util::Result<Party, PartyRefusal> Parties::party_of(
    const std::optional<net::PeerCertificate>& peer) {
  if (!peer) return util::failure(PartyRefusal{PartyError::no_certificate, {}});
  const auto party =
      peer->uri_count == 1 ? party_named(peer->subject_alternative_uri) : std::nullopt;
  if (!party) return util::failure(PartyRefusal{PartyError::not_a_party, {}});
  const auto now = clock_.now();
  if (peer->not_after_ms != 0 && peer->not_after_ms < now.ms) {
    return util::failure(PartyRefusal{PartyError::expired, party});
  }
  std::scoped_lock lock(mutex_);
  // Also after the clock was set back: a revocation must not wait until it has caught up.
  if (now.ms >= next_look_ms_ || now.ms < next_look_ms_ - look_every_ms) {
    next_look_ms_ = now.ms + look_every_ms;
    look_again();
  }
  for (const auto& list : lists_) {
    if (list.revoked.contains({peer->issuer, peer->serial_hex})) {
      return util::failure(PartyRefusal{PartyError::revoked, party});
    }
  }
  return *party;
}

std::vector<std::string> Parties::unreadable_lists() const {
  std::scoped_lock lock(mutex_);
  std::vector<std::string> paths;
  for (const auto& list : lists_) {
    const bool stale = list.ends && *list.ends < clock_.now();
    if (!list.readable || stale) paths.push_back(list.path);
  }
  return paths;
}

}  // namespace madoguchi::center
