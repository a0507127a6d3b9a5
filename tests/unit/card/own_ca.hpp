#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "card/software_card.hpp"
#include "util/calendar.hpp"

// A CA of the tests that also makes the certificates no honest CA would.
namespace madoguchi::card::testing {

using Key = std::shared_ptr<EVP_PKEY>;

// Made at first use and shared by all tests: making RSA keys is the slow part.
Key rsa_key(int number);  // RSA-2048; 0 and 1 for cards, 2 and 3 for CAs
Key rsa_3072_key();
Key ec_key();

util::Instant at(std::string_view iso);  // "2024-07-15T09:30:00+09:00"

using Extensions = std::vector<std::pair<std::string, std::string>>;  // name, OpenSSL value

inline const Extensions card_extensions = {
    {"basicConstraints", "critical,CA:FALSE"},
    {"keyUsage", "critical,digitalSignature"},
    {"extendedKeyUsage", "clientAuth"},
};
inline const Extensions ca_extensions = {
    {"basicConstraints", "critical,CA:TRUE"},
    {"keyUsage", "critical,keyCertSign,cRLSign"},
};

struct Wish {
  std::string name = "card";
  std::string serial_hex = "0a1b2c";
  util::Instant from = at("2021-06-11T00:00:00+09:00");
  util::Instant to = at("2026-06-10T23:59:59+09:00");
  Key key = rsa_key(0);
  Extensions extensions = card_extensions;
  const EVP_MD* digest = EVP_sha256();
};

class OwnCa {
 public:
  // Self-signed; by default valid 2015 to 2040.
  explicit OwnCa(std::string name, Key key = rsa_key(2), Extensions extensions = ca_extensions,
                 util::Instant from = at("2015-01-01T00:00:00+09:00"),
                 util::Instant to = at("2040-01-01T00:00:00+09:00"));
  OwnCa(const std::string& certificate_pem, const std::string& key_pem);  // one that there is
  std::string der() const;
  std::string pem() const;
  std::string issue(const Wish& wish) const;  // DER
  X509* authority() const { return certificate_.get(); }
  const Key& key() const { return key_; }

  struct ListWish {
    std::vector<std::string> serials_hex = {};
    util::Instant from = at("2024-01-01T00:00:00+09:00");
    util::Instant to = at("2035-01-01T00:00:00+09:00");
    Extensions extensions = {};
    const EVP_MD* digest = EVP_sha256();
    enum class NextUpdate { given, absent } next_update = NextUpdate::given;
  };
  std::string list_pem(const ListWish& wish) const;
  std::string list_der(const ListWish& wish) const;

 private:
  std::shared_ptr<X509> certificate_;
  Key key_;
};

std::string pem_from_der(const std::string& der);
std::string key_pem(const Key& key);
std::string signature_by(const Key& key, std::string_view message,
                         const EVP_MD* digest = EVP_sha256());

// A folder that is gone with its owner.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "card-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// What a counter does with a card: PIN, then the signature over `message`.
util::Result<std::string, SoftwareCardProblem> sign_with(SoftwareCard& card,
                                                         std::string_view message,
                                                         std::string_view pin);

void put(const std::string& path, std::string_view bytes);
std::string got(const std::string& path);

}  // namespace madoguchi::card::testing
