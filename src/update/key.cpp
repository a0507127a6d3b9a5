#include "update/key.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <memory>

#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::update {

namespace {

constexpr std::size_t pem_bytes_max = 16384;
constexpr std::size_t signature_bytes = 64;
// So that no signature over something else of the same key can ever be taken for a package's.
constexpr std::string_view meaning = "madoguchi update 1\n";

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_in(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

util::Result<Key, Problem> key_in(const std::string& file, const std::string& pem,
                                  EVP_PKEY* (*read)(BIO*, EVP_PKEY**, pem_password_cb*, void*)) {
  ERR_set_mark();
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  Key key(read(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  ERR_pop_to_mark();
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) {
    return util::failure(Problem{Error::key_unreadable, file});
  }
  return key;
}

util::Result<std::string, Problem> made_key(const std::string& file) {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free);
  const Bio own(BIO_new(BIO_s_mem()), BIO_free);
  const Bio open(BIO_new(BIO_s_mem()), BIO_free);
  if (!key ||
      PEM_write_bio_PrivateKey(own.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_PUBKEY(open.get(), key.get()) != 1) {
    return util::failure(Problem{Error::key_unreadable, file});
  }
  auto pem = text_in(own.get());
  if (!util::replace_file(file + ".pub", text_in(open.get()), 0644) ||
      !util::replace_file(file, pem, 0600)) {
    return util::failure(Problem{Error::storage, file});
  }
  return pem;
}

}  // namespace

util::Result<std::string, Problem> signature_of(std::string_view text,
                                                const std::string& key_file) {
  const auto there = util::read_file(key_file, pem_bytes_max);
  if (!there && there.error().error != util::FileError::not_found) {
    return util::failure(Problem{Error::key_unreadable, key_file});
  }
  auto pem = there ? util::Result<std::string, Problem>(*there) : made_key(key_file);
  if (!pem) return util::failure(pem.error());
  const auto key = key_in(key_file, *pem, PEM_read_bio_PrivateKey);
  if (!key) return util::failure(key.error());
  const auto meant = std::string(meaning).append(text);
  const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::array<unsigned char, signature_bytes> made{};
  std::size_t size = made.size();
  if (EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr, key->get()) != 1 ||
      EVP_DigestSign(digest.get(), made.data(), &size, bytes_of(meant), meant.size()) != 1) {
    return util::failure(Problem{Error::key_unreadable, key_file});
  }
  return util::base64({reinterpret_cast<const char*>(made.data()), size});
}

util::Result<void, Problem> check_signature(std::string_view text, std::string_view base64,
                                            const std::string& public_key_file) {
  const auto pem = util::read_file(public_key_file, pem_bytes_max);
  if (!pem) return util::failure(Problem{Error::key_unreadable, public_key_file});
  const auto key = key_in(public_key_file, *pem, PEM_read_bio_PUBKEY);
  if (!key) return util::failure(key.error());
  const auto signature = util::from_base64(base64);
  const auto meant = std::string(meaning).append(text);
  const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  ERR_set_mark();
  const bool good =
      signature && signature->size() == signature_bytes &&
      EVP_DigestVerifyInit(digest.get(), nullptr, nullptr, nullptr, key->get()) == 1 &&
      EVP_DigestVerify(digest.get(), bytes_of(*signature), signature->size(), bytes_of(meant),
                       meant.size()) == 1;
  ERR_pop_to_mark();
  if (!good) return util::failure(Problem{Error::wrong_signature, {}});
  return {};
}

}  // namespace madoguchi::update
