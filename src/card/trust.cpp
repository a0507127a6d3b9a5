#include "card/trust.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "card/revocation.hpp"
#include "util/file.hpp"
#include "util/log.hpp"

namespace madoguchi::card {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Certificates = std::vector<CertificatePtr>;
using RevocationLists = std::vector<RevocationListPtr>;

constexpr std::size_t ca_bytes_max = 1024 * 1024;
// The list of a nation's cards: some millions of entries of about 35 bytes.
constexpr std::size_t crl_bytes_max = 256 * 1024 * 1024;
// Longer than one tick of any file system's time stamps.
constexpr std::chrono::milliseconds settle{2'100};

std::int64_t ns_of(const timespec& time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

FileMark mark_of(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return FileMark{.error = errno};
  return FileMark{.device = found.st_dev,
                  .inode = found.st_ino,
                  .size = found.st_size,
                  .modified_ns = ns_of(found.st_mtim),
                  .changed_ns = ns_of(found.st_ctim)};
}

template <class Content>
bool is_stale(const KeptFile<Content>& file) {
  return SteadyClock::now() >= file.look_again || mark_of(file.path) != file.mark;
}

bool is_stale(const Trust& trust) {
  const auto stale = [](const auto& file) { return is_stale(file); };
  return std::any_of(trust.ca_files.begin(), trust.ca_files.end(), stale) ||
         std::any_of(trust.crl_files.begin(), trust.crl_files.end(), stale);
}

util::Result<std::string, std::string> content_of(const std::string& path, std::size_t bytes_max) {
  // Configured files may be links (mounted secrets are); the reader refuses those.
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  if (error) return util::failure(error.message());
  auto bytes = util::read_file(real, bytes_max);
  if (!bytes) return util::failure(bytes.error().text());
  return std::move(*bytes);
}

// Reads `file` again with `parse`, which makes the content or says what is wrong.
template <class Content, class Parse>
void read_again(KeptFile<Content>& file, std::size_t bytes_max, const Parse& parse) {
  // The look is taken first: a change during the reading makes the file stale again.
  file.mark = mark_of(file.path);
  const auto since_change = std::chrono::system_clock::now().time_since_epoch() -
                            std::chrono::nanoseconds(file.mark.changed_ns);
  file.look_again = file.mark.error == 0 && since_change < settle ? SteadyClock::now() + settle
                                                                  : SteadyClock::time_point::max();
  std::string problem;
  const auto bytes = content_of(file.path, bytes_max);
  if (bytes) {
    auto content = parse(*bytes);
    if (content) {
      file.good = std::make_shared<const Content>(std::move(*content));
    } else {
      problem = std::move(content.error());
    }
  } else {
    problem = bytes.error();
    // Its cause may pass without a trace on the file (no descriptors left, a mount away).
    file.look_again = SteadyClock::now() + settle;
  }
  if (problem != file.problem) {
    if (problem.empty()) {
      util::log(util::LogLevel::info, "card", fmt::format("{} reads again", file.title));
    } else {
      util::log(util::LogLevel::error, "card",
                fmt::format("{}: {}; {}", file.title, problem,
                            file.good ? "its last good content stays in use" : "not in use"));
    }
  }
  file.problem = std::move(problem);
}

util::Result<Certificates, std::string> parse_authorities(std::string_view bytes) {
  auto certificates = certificates_from_pem(bytes);
  if (!certificates) return certificates;
  for (const CertificatePtr& certificate : *certificates) {
    if (X509_check_ca(certificate.get()) != 1 || X509_get0_pubkey(certificate.get()) == nullptr) {
      return util::failure(std::string("a certificate in it is not of a CA"));
    }
  }
  return certificates;
}

std::vector<Authority> authorities_of(const Trust& trust) {
  std::vector<Authority> authorities;
  for (std::size_t i = 0; i < trust.ca_files.size(); ++i) {
    const auto& file = trust.ca_files[i];
    if (!file.good) continue;
    const auto url = i < trust.ocsp_urls.size() ? trust.ocsp_urls[i] : std::string();
    for (const CertificatePtr& certificate : *file.good) {
      authorities.push_back(Authority{certificate.get(), {}, url});
    }
  }
  return authorities;
}

util::Result<RevocationLists, std::string> parse_lists(std::string_view bytes,
                                                       const std::vector<Authority>& authorities) {
  auto lists = revocation_lists_from(bytes);
  if (!lists) return lists;
  for (const RevocationListPtr& list : *lists) {
    const auto signed_it = [&list](const Authority& authority) {
      return is_list_of(list.get(), authority.certificate);
    };
    if (std::none_of(authorities.begin(), authorities.end(), signed_it)) {
      return util::failure(std::string("a revocation list that no configured CA signed"));
    }
  }
  return lists;
}

// Reads what changed. What has a problem is read as well: a list may wait for its CA.
std::shared_ptr<const Trust> read_again(const Trust& before) {
  auto trust = std::make_shared<Trust>(before);
  for (auto& file : trust->ca_files) {
    if (is_stale(file) || !file.problem.empty()) read_again(file, ca_bytes_max, parse_authorities);
  }
  trust->authorities = authorities_of(*trust);
  for (auto& file : trust->crl_files) {
    if (is_stale(file) || !file.problem.empty()) {
      read_again(file, crl_bytes_max, [&trust](std::string_view bytes) {
        return parse_lists(bytes, trust->authorities);
      });
    }
    if (!file.good) continue;
    for (Authority& authority : trust->authorities) {
      for (const RevocationListPtr& list : *file.good) {
        if (is_list_of(list.get(), authority.certificate)) authority.lists.push_back(list.get());
      }
    }
  }
  return trust;
}

template <class Content>
void add_unread(std::vector<KeptFile<Content>>& to, const std::vector<std::string>& paths,
                std::string_view kind) {
  for (const std::string& path : paths) {
    KeptFile<Content>& file = to.emplace_back();
    file.path = path;
    file.title = fmt::format("card {} {}", kind, to.size());
    file.look_again = SteadyClock::time_point::min();
  }
}

}  // namespace

TrustedFiles::TrustedFiles(const TrustFiles& files) {
  const ErrorMark mark;
  Trust unread;
  unread.ocsp_urls = files.ocsp_urls;
  add_unread(unread.ca_files, files.ca_files, "CA file");
  add_unread(unread.crl_files, files.crl_files, "revocation list file");
  known_ = read_again(unread);
}

std::shared_ptr<const Trust> TrustedFiles::known() {
  const std::lock_guard lock(known_mutex_);
  return known_;
}

std::shared_ptr<const Trust> TrustedFiles::current() {
  auto trust = known();
  if (!is_stale(*trust)) return trust;
  const std::unique_lock reading(reading_mutex_, std::try_to_lock);
  if (!reading.owns_lock()) return trust;
  trust = known();
  if (!is_stale(*trust)) return trust;
  trust = read_again(*trust);
  const std::lock_guard lock(known_mutex_);
  known_ = trust;
  return trust;
}

}  // namespace madoguchi::card
