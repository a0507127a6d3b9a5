#include "tools/demo_cards.hpp"

#include <openssl/x509.h>

#include <filesystem>
#include <memory>

#include "card/lifetime.hpp"
#include "card/software_card.hpp"
#include "tools/pki.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::int64_t day_ms = 86400000;
constexpr std::int64_t year_ms = 365 * day_ms;
constexpr std::int64_t look_ahead_ms = 14 * day_ms;  // a card stays what it is at least that long
constexpr const char* pin = "1234";
constexpr const char* wrong_pin = "9999";

struct Validity {
  util::Instant from, to;
};

Validity validity_of(CardKind kind, util::Instant now) {
  switch (kind) {
    case CardKind::expires_soon:
      return {now.plus_ms(-4 * year_ms), now.plus_ms(45 * day_ms)};
    case CardKind::grace:
      return {now.plus_ms(-5 * year_ms), now.plus_ms(-20 * day_ms)};
    case CardKind::expired:
      return {now.plus_ms(-6 * year_ms), now.plus_ms(-year_ms)};
    case CardKind::not_yet_valid:
      return {now.plus_ms(180 * day_ms), now.plus_ms(5 * year_ms)};
    default:
      return {now.plus_ms(-year_ms), now.plus_ms(4 * year_ms)};
  }
}

bool is_still(CardKind kind, Validity validity, util::Instant at) {
  const auto life = card::judge_life({validity.from, validity.to}, card::TrustFiles{}, at);
  if (kind == CardKind::expired || kind == CardKind::not_yet_valid) return !life.has_value();
  if (!life) return false;
  if (kind == CardKind::expires_soon) return *life == card::LifeState::expires_soon;
  if (kind == CardKind::grace) return *life == card::LifeState::grace;
  return *life == card::LifeState::good;
}

// Lower case without leading zeros, as indexes and registrations name it.
std::string serial_of_certificate(const std::string& der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      d2i_X509(nullptr, &bytes, static_cast<long>(der.size())), &X509_free);
  if (!certificate) return {};
  const auto* serial = X509_get0_serialNumber(certificate.get());
  auto text =
      util::hex(std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                                 static_cast<std::size_t>(ASN1_STRING_length(serial))));
  return text.erase(0, text.find_first_not_of('0'));
}

// A card of an authority that exists for this one card only.
util::Result<void, std::string> make_foreign(const std::string& path, util::Instant now) {
  CertificateRequest root;
  root.common_name = "Somebody Else's Card CA";
  root.key = KeyKind::rsa_2048;
  root.valid_from = now.plus_ms(-day_ms);
  root.valid_to = now.plus_ms(20 * year_ms);
  const auto authority = make_authority(root);
  if (!authority) return util::failure(authority.error());
  CertificateRequest request = root;
  request.common_name = "card foreign";
  request.use = CertificateRequest::Use::card;
  const auto issued = issue(*authority, request);
  if (!issued) return util::failure(issued.error());
  return card::SoftwareCard::create(path, issued->certificate_pem, issued->key_pem, pin);
}

util::Result<void, std::string> lock_pin(const std::string& path) {
  auto opened = card::SoftwareCard::open(path);
  if (!opened) return util::failure("カードを読み取れません: " + path);
  while (opened->tries_left() > 0) (void)opened->verify(wrong_pin);
  return {};
}

std::string code_of(const ScenarioCard& card) {
  return std::filesystem::path(card.file).stem().string();
}

bool is_right(const AuthorityFolder& authorities, const ScenarioCard& card, const std::string& path,
              util::Instant now) {
  const auto* newest = authorities.newest(PartySort::card, code_of(card));
  if (newest == nullptr) return false;
  const Validity validity{newest->valid_from, newest->valid_to};
  if (!is_still(card.kind, validity, now)) return false;
  if (!is_still(card.kind, validity, now.plus_ms(look_ahead_ms))) return false;
  // The file may be an older one when the last start was cut off.
  const auto opened = card::SoftwareCard::open(path);
  return opened && serial_of_certificate(opened->certificate_der()) == newest->serial_hex;
}

IssueRequest request_for(const ScenarioCard& card, const std::string& path, util::Instant now) {
  const auto validity = validity_of(card.kind, now);
  IssueRequest request;
  request.sort = PartySort::card;
  request.code = code_of(card);
  request.valid_from = validity.from;
  request.valid_to = validity.to;
  request.pin = pin;
  request.card_path = path;
  if (card.kind == CardKind::revoked) request.revoked = IssueRequest::Revoked::yes;
  return request;
}

util::Result<void, std::string> make_missing(AuthorityFolder& authorities,
                                             const std::vector<ScenarioCard>& cards,
                                             const std::string& folder, util::Instant now) {
  std::vector<IssueRequest> requests;
  for (const auto& card : cards) {
    const auto path = folder + "/" + card.file;
    if (card.kind == CardKind::foreign) {
      if (card::SoftwareCard::open(path)) continue;
      if (auto made = make_foreign(path, now); !made) {
        return util::failure("カードを作れません: " + made.error());
      }
    } else if (!is_right(authorities, card, path, now)) {
      requests.push_back(request_for(card, path, now));
    }
  }
  const auto issued = authorities.issue_all(requests, now);
  if (!issued) return util::failure(issued.error().text());
  for (const auto& card : cards) {
    if (card.kind != CardKind::pin_locked) continue;
    if (auto locked = lock_pin(folder + "/" + card.file); !locked) return locked;
  }
  return {};
}

}  // namespace

util::Result<std::vector<store::CardRow>, std::string> prepare_demo_cards(
    AuthorityFolder& authorities, const std::vector<ScenarioCard>& cards, const std::string& folder,
    util::Instant now) {
  const auto made = make_missing(authorities, cards, folder, now);
  if (!made) return util::failure(made.error());
  std::vector<store::CardRow> rows;
  for (const auto& card : cards) {
    if (card.kind == CardKind::unregistered || card.kind == CardKind::foreign) continue;
    const auto* newest = authorities.newest(PartySort::card, code_of(card));
    rows.push_back({card.person_link_key, newest->serial_hex, authorities.card_issuer(),
                    util::day_in_japan(newest->valid_from), util::day_in_japan(newest->valid_to),
                    card.kind == CardKind::reported});
  }
  return rows;
}

}  // namespace madoguchi::tools
