#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>

#include "store/audit.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::store {

namespace {

constexpr std::size_t pem_bytes_max = 16384;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Bio bio_of(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

Key private_key(const std::string& pem) {
  const Bio bio = bio_of(pem);
  return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

Key public_key(const std::string& pem) {
  const Bio bio = bio_of(pem);
  return {PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string public_pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), key);
  return text_of(bio.get());
}

std::string private_pem_of(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return text_of(bio.get());
}

bool is_ed25519(const Key& key) {
  return key && EVP_PKEY_get_id(key.get()) == EVP_PKEY_ED25519;
}

std::string key_id_of(EVP_PKEY* key) {
  std::array<unsigned char, 32> raw{};
  std::size_t size = raw.size();
  EVP_PKEY_get_raw_public_key(key, raw.data(), &size);
  const std::string_view bytes(reinterpret_cast<const char*>(raw.data()), size);
  return util::hex(util::sha256(bytes)).substr(0, 16);
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

util::Result<CheckpointKey, std::string> CheckpointKey::open_or_create(const std::string& path) {
  auto pem = util::read_file(path, pem_bytes_max);
  if (!pem && pem.error().error == util::FileError::not_found) {
    const Key made(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free);
    if (!made) return util::failure(std::string("no Ed25519 key could be made"));
    std::string made_pem = private_pem_of(made.get());
    const auto written = util::replace_file(path, made_pem, 0600);
    if (!written) return util::failure("checkpoint key: " + written.error().text());
    pem = std::move(made_pem);
  }
  if (!pem) return util::failure("checkpoint key: " + pem.error().text());
  const Key key = private_key(*pem);
  if (!is_ed25519(key)) return util::failure(std::string("checkpoint key: no Ed25519 private key"));
  CheckpointKey opened;
  opened.private_pem_ = *pem;
  opened.public_pem_ = public_pem_of(key.get());
  return opened;
}

util::Result<CheckpointKey, std::string> CheckpointKey::open_public(const std::string& path) {
  const auto pem = util::read_file(path, pem_bytes_max);
  if (!pem) return util::failure("checkpoint key: " + pem.error().text());
  const Key key = public_key(*pem);
  if (!is_ed25519(key)) return util::failure(std::string("checkpoint key: no Ed25519 public key"));
  CheckpointKey opened;
  opened.public_pem_ = public_pem_of(key.get());
  return opened;
}

void CheckpointKey::sign(Checkpoint& checkpoint) const {
  const Key key = private_key(private_pem_);
  checkpoint.signature.clear();
  if (!key) return;  // a public key signs nothing, and nothing verifies an empty signature
  checkpoint.key_id = key_id_of(key.get());
  const std::string text = checkpoint_text(checkpoint);
  const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, 64> signature{};
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr, key.get()) != 1) return;
  if (EVP_DigestSign(digest.get(), signature.data(), &size, bytes_of(text), text.size()) != 1) {
    return;
  }
  checkpoint.signature =
      util::base64(std::string_view(reinterpret_cast<const char*>(signature.data()), size));
}

bool CheckpointKey::verify(const Checkpoint& checkpoint) const {
  const Key key = public_key(public_pem_);
  if (!key || checkpoint.key_id != key_id_of(key.get())) return false;
  const auto signature = util::from_base64(checkpoint.signature);
  if (!signature || signature->size() != 64) return false;
  const std::string text = checkpoint_text(checkpoint);
  const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(digest.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(digest.get(), bytes_of(*signature), signature->size(), bytes_of(text),
                          text.size()) == 1;
}

std::string CheckpointKey::public_pem() const {
  return public_pem_;
}

}  // namespace madoguchi::store
