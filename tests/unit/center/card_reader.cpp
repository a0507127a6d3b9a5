#include "unit/center/card_reader.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

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

Bed::Card registered_card(Bed& bed, const std::string& link) {
  auto card = bed.card("card of " + link, bed.clock.now().plus_ms(1000 * day_ms));
  bed.import("operator:1", "card",
             "PersonLinkKey,CertificateSerial,Issuer,ValidFrom,ValidTo,Revoked\n" + link + "," +
                 card.issued.serial_hex + ",\"" + bed.card_issuer() + "\",20230101,20300101,0\n");
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
  card::SignedQuestion text{
      asked.challenge, institution, *util::Day::parse(asked.day), card::Mode::pin, {}};
  for (const auto& [kind, given] : asked.consents) text.consents.push_back({kind, given});
  asked.signature = signature_of(card, card::text_to_sign(text));
  return asked;
}

}  // namespace madoguchi::center
