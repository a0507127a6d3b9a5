#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

namespace madoguchi::history {

// Bytes that come one piece after the other and can be read from the beginning again: a file of a
// million lines is never in memory.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `size` bytes; 0 at the end.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  virtual void rewind() = 0;
  virtual bool failed() const { return false; }  // the disk could not be read
};

class MemoryBytes : public ByteSource {
 public:
  explicit MemoryBytes(std::string_view bytes) : bytes_(bytes) {}
  std::size_t read(char* to, std::size_t size) override;
  void rewind() override { at_ = 0; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// An open file, from its beginning; not closed here.
class FileBytes : public ByteSource {
 public:
  explicit FileBytes(int fd) : fd_(fd) {}
  std::size_t read(char* to, std::size_t size) override;
  void rewind() override { at_ = 0; }
  bool failed() const override { return failed_; }

 private:
  int fd_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

inline constexpr std::size_t line_bytes_max = 64UL * 1024;

// The lines of a source, without their ends (CRLF or LF). Memory: one piece and one line.
class LineReader {
 public:
  explicit LineReader(ByteSource& bytes) : bytes_(bytes) {}
  // The next line, good until the next call; false at the end or when one is longer than
  // `line_bytes_max` (`too_long`).
  bool next(std::string_view& line);
  std::size_t number() const { return number_; }  // of the line told last, from 1
  bool too_long() const { return too_long_; }

 private:
  bool fill();
  ByteSource& bytes_;
  std::string piece_ = std::string(256UL * 1024, '\0');
  std::size_t at_ = 0, end_ = 0;
  std::string joined_;
  std::size_t number_ = 0;
  bool too_long_ = false;
};

}  // namespace madoguchi::history
