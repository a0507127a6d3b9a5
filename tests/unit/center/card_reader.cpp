#include "unit/center/card_reader.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "card/question.hpp"

namespace madoguchi::center {

namespace {
constexpr std::int64_t day_ms = 86400000;
}

std::string signature_of(const Bed::Card& card, const std::string& message) {
  BIO* memory = BIO_new_mem_buf(card.issued.key_pem.data(), -1);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(memory, nullptr, nullptr, nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  std::string signature(256, '\0');
  std::size_t size = signature.size();
  EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
  EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                 reinterpret_cast<const unsigned char*>(message.data()), message.size());
  EVP_MD_CTX_free(context);
  EVP_PKEY_free(key);
  BIO_free(memory);
  signature.resize(size);
  return signature;
}

void sign(oqs::CardQuestion& asked, const Bed::Card& card, const std::string& institution) {
  card::SignedQuestion text{asked.challenge,
                            institution,
                            *util::Day::parse(asked.day),
                            *card::mode_named(asked.mode),
                            {}};
  for (const auto& [kind, given] : asked.consents) text.consents.push_back({kind, given});
  asked.signature = signature_of(card, card::text_to_sign(text));
}

void register_card(Bed& bed, const Bed::Card& card, const std::string& person_link) {
  bed.import("operator:1", "card",
             "PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\n" + person_link +
                 "," + card.issued.serial_hex + ",\"" + bed.card_issuer() +
                 "\",20230101,20300101,0\n");
}

Bed::Card registered_card(Bed& bed, const std::string& person_link) {
  auto card = bed.card("card of " + person_link, bed.clock.now().plus_ms(1000 * day_ms));
  register_card(bed, card, person_link);
  return card;
}

oqs::CardQuestion signed_question(Bed& bed, edge::CenterClient& line, const Bed::Card& card,
                                  std::vector<std::pair<std::string, bool>> consents,
                                  const std::string& institution) {
  oqs::CardQuestion asked;
  const auto challenge = line.challenge(10000);
  EXPECT_TRUE(challenge);
  asked.challenge = challenge ? challenge->challenge : "";
  asked.day = util::day_in_japan(bed.clock.now()).text();
  asked.mode = "pin";
  asked.certificate_der = card.der;
  asked.arbitrary_file_identifier = "abcdefghijklmnop";
  asked.consents = std::move(consents);
  sign(asked, card, institution);
  return asked;
}

}  // namespace madoguchi::center
