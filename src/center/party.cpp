#include "center/party.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <filesystem>

#include "util/file.hpp"
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

std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> parse_crl(const std::string& bytes) {
  BIO* memory = BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size()));
  X509_CRL* crl = PEM_read_bio_X509_CRL(memory, nullptr, nullptr, nullptr);
  if (crl == nullptr) {
    BIO_reset(memory);
    crl = d2i_X509_CRL_bio(memory, nullptr);
  }
  BIO_free(memory);
  return {crl, &X509_CRL_free};
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
  std::set<std::string> serials;
  bool readable = false;
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
  for (auto& path : crl_files) lists_.push_back(List{std::move(path), {}, {}, false});
  std::scoped_lock lock(mutex_);
  look_again();
}

Parties::~Parties() = default;

void Parties::look_again() {
  for (auto& list : lists_) {
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(list.path, error);
    if (!error && list.readable && changed == list.changed) continue;
    const auto bytes = util::read_file(list.path, crl_bytes_max);
    auto crl = parse_crl(bytes ? *bytes : std::string());
    if (!crl || !signed_by_authority(crl.get(), ca_file_)) {
      // The last good list stays in force: forgetting a revocation would let somebody in.
      if (list.readable || list.changed == std::filesystem::file_time_type{}) {
        util::log(util::LogLevel::error, "center",
                  "party revocation list unreadable: " + list.path);
      }
      list.readable = false;
      list.changed = changed;
      continue;
    }
    std::set<std::string> serials;
    auto* revoked = X509_CRL_get_REVOKED(crl.get());
    for (int i = 0; i < sk_X509_REVOKED_num(revoked); ++i) {
      serials.insert(
          serial_text(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(revoked, i))));
    }
    list.serials = std::move(serials);
    list.readable = true;
    list.changed = changed;
  }
}

util::Result<Party, PartyError> Parties::party_of(const std::optional<net::PeerCertificate>& peer) {
  if (!peer) return util::failure(PartyError::no_certificate);
  const auto now = clock_.now();
  if (peer->not_after_ms != 0 && peer->not_after_ms < now.ms) {
    return util::failure(PartyError::expired);
  }
  {
    std::scoped_lock lock(mutex_);
    if (now.ms >= next_look_ms_) {
      next_look_ms_ = now.ms + look_every_ms;
      look_again();
    }
    for (const auto& list : lists_) {
      if (list.serials.contains(peer->serial_hex)) return util::failure(PartyError::revoked);
    }
  }
  constexpr std::string_view scheme = "madoguchi:";
  const std::string_view uri = peer->subject_alternative_uri;
  if (peer->uri_count != 1 || !uri.starts_with(scheme)) {
    return util::failure(PartyError::not_a_party);
  }
  const auto rest = uri.substr(scheme.size());
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || colon + 1 == rest.size()) {
    return util::failure(PartyError::not_a_party);
  }
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
    return util::failure(PartyError::not_a_party);
  }
  return party;
}

std::vector<std::string> Parties::unreadable_lists() const {
  std::scoped_lock lock(mutex_);
  std::vector<std::string> paths;
  for (const auto& list : lists_) {
    if (!list.readable) paths.push_back(list.path);
  }
  return paths;
}

}  // namespace madoguchi::center
