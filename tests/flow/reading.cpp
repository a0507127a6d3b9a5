#include "flow/reading.hpp"

#include <zip.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <sstream>

#include "util/encoding.hpp"

namespace madoguchi::flow {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_in_place(const fs::path& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    names.push_back(at->path().filename().native());
  }
  std::sort(names.begin(), names.end());
  return names;
}

namespace {

void walk(pugi::xml_node node, const char* name, const std::function<bool(pugi::xml_node)>& take) {
  struct Walker : pugi::xml_tree_walker {
    const char* name;
    const std::function<bool(pugi::xml_node)>* take;
    bool for_each(pugi::xml_node& one) override {
      return std::string_view(one.name()) != name || (*take)(one);
    }
  } walker;
  walker.name = name;
  walker.take = &take;
  node.traverse(walker);
}

}  // namespace

std::optional<Xml> Xml::parse(std::string_view utf8) {
  Xml xml;
  xml.document_ = std::make_shared<pugi::xml_document>();
  const auto read = xml.document_->load_buffer(utf8.data(), utf8.size(), pugi::parse_default,
                                               pugi::encoding_utf8);
  if (!read) return std::nullopt;
  xml.node_ = *xml.document_;
  return xml;
}

std::string Xml::first(const char* name) const {
  std::string text;
  walk(node_, name, [&text](pugi::xml_node found) {
    text = found.child_value();
    return false;
  });
  return text;
}

std::size_t Xml::count(const char* name) const {
  std::size_t found = 0;
  walk(node_, name, [&found](pugi::xml_node) {
    ++found;
    return true;
  });
  return found;
}

std::vector<Xml> Xml::all(const char* name) const {
  std::vector<Xml> found;
  walk(node_, name, [&](pugi::xml_node node) {
    Xml one;
    one.document_ = document_;
    one.node_ = node;
    found.push_back(std::move(one));
    return true;
  });
  return found;
}

std::string Xml::text() const {
  std::ostringstream out;
  node_.print(out, "", pugi::format_raw | pugi::format_no_declaration);
  return out.str();
}

std::optional<std::string> as_declared(std::string_view bytes) {
  if (bytes.starts_with(util::utf8_bom)) {
    bytes.remove_prefix(util::utf8_bom.size());
    if (!util::check_utf8(bytes)) return std::nullopt;
    return std::string(bytes);
  }
  const auto declaration = bytes.substr(0, bytes.find("?>"));
  if (declaration.find("Shift_JIS") != std::string_view::npos) {
    auto text = util::utf8_from_cp932(bytes);
    if (!text) return std::nullopt;
    return std::move(*text);
  }
  if (declaration.find("UTF-8") == std::string_view::npos || !util::check_utf8(bytes)) {
    return std::nullopt;
  }
  return std::string(bytes);
}

std::optional<std::string> as_shift_jis_unless_bom(std::string_view bytes) {
  if (bytes.starts_with(util::utf8_bom)) return std::string(bytes.substr(util::utf8_bom.size()));
  auto text = util::utf8_from_cp932(bytes);
  if (!text) return std::nullopt;
  return std::move(*text);
}

std::string shift_jis(std::string_view utf8) {
  return util::cp932_from_utf8(utf8, util::Unencodable::xml_reference).value().bytes;
}

std::vector<ZipEntry> unzipped(const fs::path& path) {
  std::vector<ZipEntry> entries;
  int error = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr) return entries;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    const auto index = static_cast<zip_uint64_t>(i);
    zip_stat_t about;
    zip_stat_index(archive, index, 0, &about);
    ZipEntry entry{about.name, std::string(about.size, '\0')};
    zip_file_t* file = zip_fopen_index(archive, index, 0);
    const auto got = file == nullptr ? -1 : zip_fread(file, entry.bytes.data(), about.size);
    if (file != nullptr) zip_fclose(file);
    if (got == static_cast<zip_int64_t>(about.size)) entries.push_back(std::move(entry));
  }
  zip_discard(archive);
  return entries;
}

std::string without(std::string message, std::string_view element) {
  const auto open = "<" + std::string(element) + ">";
  const auto close = "</" + std::string(element) + ">";
  for (auto at = message.find(open); at != std::string::npos; at = message.find(open, at + 1)) {
    const auto from = at + open.size();
    const auto end = message.find(close, from);
    if (end == std::string::npos) break;
    message.erase(from, end - from);
  }
  return message;
}

}  // namespace madoguchi::flow
