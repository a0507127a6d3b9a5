#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "card/certificate.hpp"
#include "card/openssl.hpp"

namespace madoguchi::card {

// A CA that cards are believed of, with the revocation lists it signed.
struct Authority {
  X509* certificate = nullptr;
  std::vector<X509_CRL*> lists;
  std::string ocsp_url;  // empty: it has no responder
};

// How a file looked when it was read; another look means that it changed.
struct FileMark {
  int error = 0;  // errno when there was nothing to look at
  dev_t device = 0;
  ino_t inode = 0;
  std::int64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  bool operator==(const FileMark&) const = default;
};

// One trust file: what was read from it last without fault, and what is wrong with it now.
template <class Content>
struct KeptFile {
  std::string path;
  std::string title;  // "CA file 1": its place in the settings, for the log
  FileMark mark;
  // Set when it changed so shortly before it was read that a second change could look the same.
  std::chrono::steady_clock::time_point look_again = std::chrono::steady_clock::time_point::max();
  std::shared_ptr<const Content> good;
  std::string problem;  // empty: `good` is what is in the file
};

// The trust files as of one moment. Not changed after it is made.
struct Trust {
  std::vector<KeptFile<std::vector<CertificatePtr>>> ca_files;
  std::vector<KeptFile<std::vector<RevocationListPtr>>> crl_files;
  std::vector<std::string> ocsp_urls;  // of the CA files
  std::vector<Authority> authorities;  // point into the files above
};

// Keeps the trust files read. Safe to share among threads.
class TrustedFiles {
 public:
  explicit TrustedFiles(const TrustFiles& files);
  // The files as they are now. A file that changed is read again; one that became unreadable or
  // broken keeps its last good content and is logged once. While one thread reads, the others go
  // on with what was known.
  std::shared_ptr<const Trust> current();

 private:
  std::shared_ptr<const Trust> known();

  std::mutex known_mutex_;
  std::shared_ptr<const Trust> known_;
  std::mutex reading_mutex_;
};

}  // namespace madoguchi::card
