#include "card/certificate_file.hpp"

#include "card/openssl.hpp"
#include "util/file.hpp"

namespace madoguchi::card {

util::Result<std::string, std::string> certificate_der_of(const std::string& file) {
  const auto bytes = util::read_file(file, certificate_bytes_max);
  if (!bytes) return util::failure(bytes.error().text());
  const auto certificates = certificates_from_pem(*bytes);
  if (!certificates) return util::failure(certificates.error());
  return der_of(certificates->front().get());
}

}  // namespace madoguchi::card
