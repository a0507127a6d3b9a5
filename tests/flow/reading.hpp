#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace madoguchi::flow {

std::string bytes_of(const std::filesystem::path& path);  // "" when there is none
void write_in_place(const std::filesystem::path& path, std::string_view bytes);
std::vector<std::string> names_in(const std::filesystem::path& folder);  // sorted

// A message as an XML reader sees it.
class Xml {
 public:
  static std::optional<Xml> parse(std::string_view utf8);
  std::string first(const char* name) const;     // text of the first such element; "" when none
  std::size_t count(const char* name) const;     // elements of that name anywhere
  std::vector<Xml> all(const char* name) const;  // each as a message of its own
  pugi::xml_node root() const { return node_; }
  std::string text() const;  // the element again, without the declaration

 private:
  std::shared_ptr<pugi::xml_document> document_;
  pugi::xml_node node_;
};

// Bytes of a result to UTF-8: by BOM or declaration, as XML readers do. Nothing when the bytes do
// not fit what they say.
std::optional<std::string> as_declared(std::string_view bytes);
// As Shift_JIS unless a BOM stands before it, whatever is declared (§5 quirk 1).
std::optional<std::string> as_shift_jis_unless_bom(std::string_view bytes);
std::string shift_jis(std::string_view utf8);

// Entries of a zip archive, by name.
struct ZipEntry {
  std::string name, bytes;
};
std::vector<ZipEntry> unzipped(const std::filesystem::path& path);

// Without the element's content, so that two messages can be compared byte for byte.
std::string without(std::string message, std::string_view element);

}  // namespace madoguchi::flow
