#include "util/secret.hpp"

#include <openssl/crypto.h>

namespace madoguchi::util {

void wipe(std::string& secret) {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace madoguchi::util
