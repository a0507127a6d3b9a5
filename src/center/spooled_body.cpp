#include "center/spooled_body.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "util/file.hpp"

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

}  // namespace

std::shared_ptr<history::ByteSource> spool(const std::string& beside, std::string body) {
  const auto folder = std::filesystem::path(beside).parent_path();
  std::string name = (folder / ".history-XXXXXX").string();
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return nullptr;
  ::unlink(name.c_str());
  auto bytes = std::make_shared<SpooledBytes>(fd);
  return util::write_all(fd, body) ? bytes : nullptr;
}

}  // namespace madoguchi::center
