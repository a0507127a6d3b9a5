#include "local/secrets.hpp"

#include <argon2.h>
#include <openssl/evp.h>

#include <memory>

#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::local {

namespace {

constexpr std::size_t salt_bytes = 16, hash_bytes = 32, key_bytes = 32, nonce_bytes = 12,
                      tag_bytes = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string password_hash(std::string_view password, unsigned memory_kib, unsigned passes) {
  const auto salt = util::random_bytes(salt_bytes);
  std::string encoded(argon2_encodedlen(passes, memory_kib, 1, salt_bytes, hash_bytes, Argon2_id),
                      '\0');
  const int code =
      argon2id_hash_encoded(passes, memory_kib, 1, password.data(), password.size(), salt.data(),
                            salt.size(), hash_bytes, encoded.data(), encoded.size());
  if (code != ARGON2_OK) return {};
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool password_fits(const std::string& hash, std::string_view password) {
  return !hash.empty() &&
         argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

std::string one_time_password() {
  constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  constexpr std::size_t characters = 20, group = 4;
  std::string out;
  while (out.size() < characters + characters / group - 1) {
    const auto byte = static_cast<unsigned char>(util::random_bytes(1).front());
    if (byte >= 256 / alphabet.size() * alphabet.size()) continue;  // all equally likely
    out += alphabet[byte % alphabet.size()];
    const bool ends_group = out.size() % (group + 1) == group;
    if (ends_group && out.size() < characters + characters / group - 1) out += '-';
  }
  return out;
}

util::Result<SealingKey, LocalProblem> SealingKey::open(const std::string& path) {
  auto key = util::read_file(path, key_bytes + 1);
  if (!key && key.error().error == util::FileError::not_found) {
    const auto made = util::random_bytes(key_bytes);
    if (const auto kept = util::replace_file(path, made, 0600); !kept) {
      return util::failure(LocalProblem{LocalError::key, kept.error().text()});
    }
    return SealingKey(made);
  }
  if (!key) return util::failure(LocalProblem{LocalError::key, key.error().text()});
  if (key->size() != key_bytes) {
    return util::failure(LocalProblem{LocalError::key, "not a key of this program"});
  }
  return SealingKey(std::move(*key));
}

std::string SealingKey::seal(std::string_view text) const {
  const auto nonce = util::random_bytes(nonce_bytes);
  std::string sealed = nonce + std::string(text.size() + tag_bytes, '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int length = 0;
  auto* out = bytes_of(sealed) + nonce_bytes;
  EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(std::string_view(key_)),
                     bytes_of(std::string_view(nonce)));
  EVP_EncryptUpdate(cipher.get(), out, &length, bytes_of(text), static_cast<int>(text.size()));
  EVP_EncryptFinal_ex(cipher.get(), out + length, &length);
  EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, out + text.size());
  return sealed;
}

std::string SealingKey::open_sealed(std::string_view sealed) const {
  if (sealed.size() < nonce_bytes + tag_bytes) return {};
  const auto size = sealed.size() - nonce_bytes - tag_bytes;
  const auto body = sealed.substr(nonce_bytes, size);
  std::string tag(sealed.substr(nonce_bytes + size));
  std::string text(size, '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int length = 0;
  EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(std::string_view(key_)),
                     bytes_of(sealed));
  EVP_DecryptUpdate(cipher.get(), bytes_of(text), &length, bytes_of(body), static_cast<int>(size));
  EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data());
  if (EVP_DecryptFinal_ex(cipher.get(), bytes_of(text) + length, &length) != 1) return {};
  return text;
}

}  // namespace madoguchi::local
