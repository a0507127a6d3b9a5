#include "card/software_card.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <thread>

#include "card/openssl.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::card {
namespace {

constexpr std::size_t card_bytes_max = 64 * 1024;
constexpr int tries_max = 3;  // domain.md 7.1
constexpr int hash_rounds = 100'000;
constexpr std::size_t salt_bytes = 16;
constexpr std::size_t hash_bytes = 32;
// Another process holds the card for about a tenth of a second.
constexpr std::chrono::seconds lock_wait_max{10};
constexpr std::chrono::milliseconds lock_retry{5};

// The content of a card file.
struct CardFile {
  std::string certificate_der;
  std::string key_pem;
  std::string pin_hash;
  std::string pin_salt;
  int tries_left = 0;
};

bool is_pin(std::string_view text) {
  return text.size() == 4 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string hash_of_pin(std::string_view pin, std::string_view salt) {
  std::string hash(hash_bytes, '\0');
  const int done = PKCS5_PBKDF2_HMAC(
      pin.data(), static_cast<int>(pin.size()), reinterpret_cast<const unsigned char*>(salt.data()),
      static_cast<int>(salt.size()), hash_rounds, EVP_sha256(), static_cast<int>(hash.size()),
      reinterpret_cast<unsigned char*>(hash.data()));
  return done == 1 ? hash : std::string();
}

// An encrypted key has no place in a card file; without this OpenSSL would ask at the terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

KeyPtr key_from_pem(std::string_view pem) {
  const BioPtr reader = reader_of(pem);
  if (!reader) return nullptr;
  return KeyPtr(PEM_read_bio_PrivateKey(reader.get(), nullptr, no_password, nullptr));
}

std::string text_in(BIO* writer) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(writer, &text);
  return std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0);
}

std::string pem_of_key(const EVP_PKEY* key) {
  const BioPtr writer(BIO_new(BIO_s_secmem()));
  if (!writer || PEM_write_bio_PKCS8PrivateKey(writer.get(), key, nullptr, nullptr, 0, nullptr,
                                               nullptr) != 1) {
    return {};
  }
  return text_in(writer.get());
}

std::string pem_of_certificate(std::string_view der) {
  const CertificatePtr certificate = certificate_from_der(der);
  const BioPtr writer(BIO_new(BIO_s_mem()));
  if (!certificate || !writer || PEM_write_bio_X509(writer.get(), certificate.get()) != 1) {
    return {};
  }
  return text_in(writer.get());
}

std::string text_of(const CardFile& card) {
  return fmt::format(
      "madoguchi-software-card: 1\n"
      "pin-salt: {}\n"
      "pin-hash: {}\n"
      "tries-left: {}\n"
      "{}{}",
      util::hex(card.pin_salt), util::hex(card.pin_hash), card.tries_left,
      pem_of_certificate(card.certificate_der), card.key_pem);
}

// Certificate and key of one card from their PEM texts; nothing unless they belong together.
std::optional<CardFile> card_from(std::string_view certificate_pem, std::string_view key_pem) {
  const ErrorMark mark;
  const auto certificates = certificates_from_pem(certificate_pem);
  const KeyPtr key = key_from_pem(key_pem);
  if (!certificates || certificates->size() != 1 || !is_card_key(key.get())) return std::nullopt;
  X509* certificate = certificates->front().get();
  if (X509_check_private_key(certificate, key.get()) != 1) return std::nullopt;
  CardFile card;
  card.certificate_der = der_of(certificate);
  card.key_pem = pem_of_key(key.get());
  if (card.certificate_der.empty() || card.key_pem.empty()) return std::nullopt;
  return card;
}

// Takes the line "<name>: <value>\n" from the front of `text`.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view name) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  if (!line.starts_with(name) || !line.substr(name.size()).starts_with(": ")) return std::nullopt;
  text.remove_prefix(end + 1);
  return line.substr(name.size() + 2);
}

std::optional<CardFile> parse(std::string_view whole) {
  std::string_view rest = whole;
  const auto version = take_line(rest, "madoguchi-software-card");
  const auto salt_text = version ? take_line(rest, "pin-salt") : std::nullopt;
  const auto hash_text = salt_text ? take_line(rest, "pin-hash") : std::nullopt;
  const auto tries = hash_text ? take_line(rest, "tries-left") : std::nullopt;
  if (!tries || *version != "1") return std::nullopt;
  const auto salt = util::from_hex(*salt_text);
  const auto hash = util::from_hex(*hash_text);
  if (!salt || salt->size() != salt_bytes || !hash || hash->size() != hash_bytes) {
    return std::nullopt;
  }
  if (tries->size() != 1 || tries->front() < '0' || tries->front() > '0' + tries_max) {
    return std::nullopt;
  }
  const std::size_t key_at = rest.find("-----BEGIN PRIVATE KEY-----");
  if (key_at == std::string_view::npos) return std::nullopt;
  auto card = card_from(rest.substr(0, key_at), rest.substr(key_at));
  if (!card) return std::nullopt;
  card->pin_salt = *salt;
  card->pin_hash = *hash;
  card->tries_left = tries->front() - '0';
  // What we would not write ourselves is not a card file: nothing foreign rides along, and writing
  // the tries back changes nothing else.
  if (text_of(*card) != whole) return std::nullopt;
  return card;
}

util::Result<CardFile, SoftwareCardProblem> read_card(const std::string& path) {
  const auto bytes = util::read_file(path, card_bytes_max);
  if (!bytes) return util::failure(SoftwareCardProblem{SoftwareCardError::unreadable});
  auto card = parse(*bytes);
  if (!card) return util::failure(SoftwareCardProblem{SoftwareCardError::wrong_form});
  return std::move(*card);
}

// Waits for the other processes that use the card at this moment.
std::optional<util::FileLock> lock_card(const std::string& path) {
  const auto give_up = std::chrono::steady_clock::now() + lock_wait_max;
  while (true) {
    auto lock = util::FileLock::take(path + ".lock");
    if (lock) return std::move(*lock);
    const bool held = lock.error().system_errno == EWOULDBLOCK;
    if (!held || std::chrono::steady_clock::now() > give_up) {
      return std::nullopt;
    }
    std::this_thread::sleep_for(lock_retry);
  }
}

// PKCS#1 v1.5 over bytes that are a DigestInfo already.
std::optional<std::string> signature_of(EVP_PKEY* key, std::string_view digest_info) {
  if (key == nullptr) return std::nullopt;
  const KeyContextPtr context(EVP_PKEY_CTX_new(key, nullptr));
  if (!context || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) != 1) {
    return std::nullopt;
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(digest_info.data());
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t size = signature.size();
  if (EVP_PKEY_sign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                    digest_info.size()) != 1) {
    return std::nullopt;
  }
  signature.resize(size);
  return signature;
}

bool matches(const CardFile& card, std::string_view pin) {
  if (!is_pin(pin)) return false;
  const std::string hash = hash_of_pin(pin, card.pin_salt);
  return hash.size() == card.pin_hash.size() &&
         CRYPTO_memcmp(hash.data(), card.pin_hash.data(), hash.size()) == 0;
}

}  // namespace

util::Result<SoftwareCard, SoftwareCardProblem> SoftwareCard::open(const std::string& path) {
  auto file = read_card(path);
  if (!file) return util::failure(file.error());
  SoftwareCard card;
  card.path_ = path;
  card.certificate_der_ = std::move(file->certificate_der);
  card.key_pem_ = std::move(file->key_pem);
  card.pin_hash_ = std::move(file->pin_hash);
  card.pin_salt_ = std::move(file->pin_salt);
  card.tries_left_ = file->tries_left;
  return card;
}

util::Result<void, std::string> SoftwareCard::create(const std::string& path,
                                                     std::string_view certificate_pem,
                                                     std::string_view key_pem,
                                                     std::string_view pin) {
  if (!is_pin(pin)) return util::failure(std::string("wrong form: the PIN is four digits"));
  auto card = card_from(certificate_pem, key_pem);
  if (!card) {
    return util::failure(std::string(
        "wrong form: one PEM certificate with its RSA-2048 key, not encrypted, is needed"));
  }
  card->pin_salt = util::random_bytes(salt_bytes);
  card->pin_hash = hash_of_pin(pin, card->pin_salt);
  card->tries_left = tries_max;
  if (card->pin_hash.empty()) return util::failure(std::string("the PIN could not be hashed"));
  const auto lock = lock_card(path);
  if (!lock) return util::failure(std::string("the lock file beside the card is not to be had"));
  const auto written = util::replace_file(path, text_of(*card), 0600);
  if (!written) return util::failure(written.error().text());
  return {};
}

util::Result<int, SoftwareCardProblem> SoftwareCard::look_at_tries() {
  const ErrorMark mark;
  auto file = read_card(path_);
  if (!file) return util::failure(file.error());
  if (file->certificate_der != certificate_der_) {
    return util::failure(SoftwareCardProblem{SoftwareCardError::unreadable});
  }
  tries_left_ = file->tries_left;
  return tries_left_;
}

util::Result<void, SoftwareCardProblem> SoftwareCard::verify(std::string_view pin) {
  const ErrorMark mark;
  const auto unreadable = SoftwareCardProblem{SoftwareCardError::unreadable};
  const auto lock = lock_card(path_);
  if (!lock) return util::failure(unreadable);
  // Another process may have spent tries since; another card in its place is not this one.
  auto file = read_card(path_);
  if (!file) return util::failure(file.error());
  if (file->certificate_der != certificate_der_) return util::failure(unreadable);
  tries_left_ = file->tries_left;
  if (tries_left_ == 0) return util::failure(SoftwareCardProblem{SoftwareCardError::pin_locked});

  // The try is spent before the PIN is compared, as cards do: neither a kill nor a full disk gives
  // a guess for nothing.
  file->tries_left -= 1;
  if (!util::replace_file(path_, text_of(*file), 0600)) return util::failure(unreadable);
  tries_left_ = file->tries_left;
  if (!matches(*file, pin)) {
    const auto error =
        tries_left_ == 0 ? SoftwareCardError::pin_locked : SoftwareCardError::pin_wrong;
    return util::failure(SoftwareCardProblem{error, tries_left_});
  }
  file->tries_left = tries_max;
  if (!util::replace_file(path_, text_of(*file), 0600)) return util::failure(unreadable);
  tries_left_ = tries_max;
  return {};
}

util::Result<std::string, SoftwareCardProblem> SoftwareCard::sign_digest_info(
    std::string_view der) const {
  const ErrorMark mark;
  auto signature = signature_of(key_from_pem(key_pem_).get(), der);
  if (!signature) return util::failure(SoftwareCardProblem{SoftwareCardError::wrong_form});
  return std::move(*signature);
}

}  // namespace madoguchi::card
