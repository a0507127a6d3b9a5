#include "tools/faults/foreign_certificate.hpp"

namespace madoguchi::tools {

util::Result<Issued, std::string> foreign_certificate(CertificateRequest request,
                                                      util::Instant now) {
  constexpr std::int64_t day_ms = 86400000;
  CertificateRequest root;
  root.common_name = "Somebody Else's Party CA";
  root.use = CertificateRequest::Use::certificate_authority;
  root.valid_from = now.plus_ms(-day_ms);
  root.valid_to = now.plus_ms(365 * day_ms);
  const auto authority = make_authority(root);
  if (!authority) return util::failure(authority.error());
  request.valid_from = root.valid_from;
  request.valid_to = root.valid_to;
  return issue(*authority, request);
}

util::Result<Issued, std::string> foreign_institution_certificate(const std::string& code,
                                                                  util::Instant now) {
  CertificateRequest request;
  request.common_name = "institution " + code;
  request.san_uri = "madoguchi:institution:" + code;
  return foreign_certificate(request, now);
}

util::Result<Issued, std::string> foreign_center_certificate(util::Instant now) {
  CertificateRequest request;
  request.common_name = "center localhost";
  request.use = CertificateRequest::Use::server;
  request.ip = {"127.0.0.1"};
  request.dns = {"localhost"};
  return foreign_certificate(request, now);
}

}  // namespace madoguchi::tools
