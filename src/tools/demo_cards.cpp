#include "tools/demo_cards.hpp"

#include <filesystem>

#include "card/lifetime.hpp"
#include "card/software_card.hpp"
#include "tools/pki.hpp"

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
    default:
      return {now.plus_ms(-year_ms), now.plus_ms(4 * year_ms)};
  }
}

bool is_still(CardKind kind, Validity validity, util::Instant at) {
  const auto life = card::judge_life({validity.from, validity.to}, card::TrustFiles{}, at);
  if (kind == CardKind::expired) return !life.has_value();
  if (!life) return false;
  if (kind == CardKind::expires_soon) return *life == card::LifeState::expires_soon;
  if (kind == CardKind::grace) return *life == card::LifeState::grace;
  return *life == card::LifeState::good;
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
  while (opened->tries_left() > 0) (void)opened->sign("locks the card", wrong_pin);
  return {};
}

}  // namespace

util::Result<std::vector<store::CardRow>, std::string> prepare_demo_cards(
    AuthorityFolder& authorities, const std::vector<ScenarioCard>& cards, const std::string& folder,
    util::Instant now) {
  std::vector<store::CardRow> rows;
  for (const auto& card : cards) {
    const auto path = folder + "/" + card.file;
    const bool there = card::SoftwareCard::open(path).has_value();
    if (card.kind == CardKind::foreign) {
      const auto made = there ? util::Result<void, std::string>() : make_foreign(path, now);
      if (!made) return util::failure("カードを作れません: " + made.error());
      continue;
    }
    const auto code = std::filesystem::path(card.file).stem().string();
    const auto* newest = authorities.newest(PartySort::card, code);
    const bool right =
        there && newest != nullptr &&
        is_still(card.kind, {newest->valid_from, newest->valid_to}, now) &&
        is_still(card.kind, {newest->valid_from, newest->valid_to}, now.plus_ms(look_ahead_ms));
    IssuedCertificate certificate;
    if (right) {
      certificate = *newest;
    } else {
      const auto validity = validity_of(card.kind, now);
      IssueRequest request{PartySort::card, code, {}, validity.from, validity.to, pin, path};
      if (card.kind == CardKind::revoked) request.revoked = IssueRequest::Revoked::yes;
      const auto made = authorities.issue(request, now);
      if (!made) return util::failure(made.error().text());
      certificate = *made;
    }
    if (card.kind == CardKind::pin_locked) {
      if (const auto locked = lock_pin(path); !locked) return util::failure(locked.error());
    }
    if (card.kind == CardKind::unregistered) continue;
    rows.push_back({card.person_link_key, certificate.serial_hex, authorities.card_issuer(),
                    util::day_in_japan(certificate.valid_from),
                    util::day_in_japan(certificate.valid_to), card.kind == CardKind::reported});
  }
  return rows;
}

}  // namespace madoguchi::tools
