#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace madoguchi::store::sqlite {

// Fields one after the other: numbers as zigzag varints, texts with their length before them. One
// column to write and to read instead of thirty, and two rows are equal when their bytes are.
class Packer {
 public:
  explicit Packer(std::int64_t format) { number(format); }
  void number(std::int64_t value);
  void text(std::string_view value);
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

// Reads what Packer wrote, in the same order. After any field that is not there `whole` is false.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : rest_(bytes) {}
  std::int64_t number();
  std::string_view view();
  std::string text() { return std::string(view()); }
  bool whole() const { return ok_ && rest_.empty(); }  // everything was read and nothing is left
  bool ok() const { return ok_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace madoguchi::store::sqlite
