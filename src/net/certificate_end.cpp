#include "net/certificate_end.hpp"

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <optional>

namespace madoguchi::net {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t warning_days = 30;

// Since 1970, UTC; nothing when the file holds no certificate.
std::optional<std::int64_t> certificate_end_ms(const std::string& file) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> in(BIO_new_file(file.c_str(), "r"), &BIO_free);
  if (!in) return std::nullopt;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(timegm(&end)) * 1000;
}

}  // namespace

std::int64_t certificate_days(const std::string& file, std::int64_t now_ms) {
  const auto end_ms = certificate_end_ms(file);
  if (!end_ms) return unknown_days;
  const auto left_ms = *end_ms - now_ms;
  return left_ms < 0 ? -1 - (-left_ms - 1) / day_ms : left_ms / day_ms;
}

std::string certificate_warning(const std::string& file, std::int64_t now_ms) {
  const auto end_ms = certificate_end_ms(file);
  if (!end_ms) return "own certificate cannot be read: " + file;
  const auto left_ms = *end_ms - now_ms;
  if (left_ms <= 0) return "own certificate has ended, replace it: " + file;
  if (left_ms > warning_days * day_ms) return {};
  return fmt::format("own certificate ends in {} days, replace it: {}", left_ms / day_ms, file);
}

}  // namespace madoguchi::net
