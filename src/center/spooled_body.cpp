#include "center/spooled_body.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace madoguchi::center {

namespace {

class SpooledBytes final : public history::ByteSource {
 public:
  explicit SpooledBytes(int fd) : fd_(fd), bytes_(fd) {}
  SpooledBytes(const SpooledBytes&) = delete;
  SpooledBytes& operator=(const SpooledBytes&) = delete;
  ~SpooledBytes() override { ::close(fd_); }
  std::size_t read(char* to, std::size_t size) override { return bytes_.read(to, size); }
  void rewind() override { bytes_.rewind(); }
  bool failed() const override { return bytes_.failed(); }

 private:
  int fd_;
  history::FileBytes bytes_;
};

bool write_all(int fd, const std::string& body) {
  std::size_t at = 0;
  while (at < body.size()) {
    const auto written = ::write(fd, body.data() + at, body.size() - at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

std::shared_ptr<history::ByteSource> spool(const std::string& beside, std::string body) {
  const auto folder = std::filesystem::path(beside).parent_path();
  std::string name = (folder / ".history-XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return nullptr;
  ::unlink(name.c_str());
  auto bytes = std::make_shared<SpooledBytes>(fd);
  return write_all(fd, body) ? bytes : nullptr;
}

}  // namespace madoguchi::center
