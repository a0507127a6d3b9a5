#pragma once

#include <string>

#include "tools/pki.hpp"
#include "util/result.hpp"

namespace madoguchi::tools {

// Certificates of an authority that is made for this one certificate and known to nobody.
util::Result<Issued, std::string> foreign_certificate(CertificateRequest request,
                                                      util::Instant now);
util::Result<Issued, std::string> foreign_institution_certificate(const std::string& code,
                                                                  util::Instant now);
util::Result<Issued, std::string> foreign_center_certificate(util::Instant now);

}  // namespace madoguchi::tools
