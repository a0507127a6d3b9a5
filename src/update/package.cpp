#include "update/package.hpp"

#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "update/key.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::update {

namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

struct Words {
  Error error;
  std::string_view code, japanese, english;
};
constexpr Words words[] = {
    {Error::head_unreadable, "head_unreadable",
     "更新の署名情報を読み取れません。配布元へご連絡ください。",
     "The package's head cannot be read; tell who hands it out."},
    {Error::key_unreadable, "key_unreadable",
     "更新の鍵（Ed25519）を読み取れません。設定 updates.public_key_file をご確認ください。",
     "No Ed25519 key can be read; check updates.public_key_file."},
    {Error::wrong_signature, "wrong_signature",
     "署名が正しくないため、更新しません。何も変わっていません。運用者へご連絡ください。",
     "The signature is not of the configured key: nothing was installed. Tell the operator."},
    {Error::wrong_content, "wrong_content",
     "内容が署名と一致しないため、更新しません。何も変わっていません。もう一度お試しください。",
     "The content is not what was signed: nothing was installed. Try again."},
    {Error::not_newer, "not_newer", "この版より新しくないため、何もしていません。",
     "It is not newer than what is installed; nothing was done."},
    {Error::too_old, "too_old", "この版へは直接更新できません。間の版を先に入れてください。",
     "The installed version is too old for this one; install one in between first."},
    {Error::no_previous, "no_previous", "戻せる前の版がありません。何もしていません。",
     "There is no version to roll back to; nothing was done."},
    {Error::busy, "busy", "別の更新が進んでいます。終わってからお試しください。",
     "Another installation is under way; try again when it has ended."},
    {Error::disk_full, "disk_full",
     "ディスクの空きが足りないため、更新していません。空けてからお試しください。",
     "The disk is full: nothing was installed. Make room and try again."},
    {Error::storage, "storage",
     "更新のフォルダを読み書きできません。updates.versions_dir の権限をご確認ください。",
     "The folder of updates cannot be read or written; check updates.versions_dir."},
};

const Words& words_of(Error error) {
  for (const auto& one : words) {
    if (one.error == error) return one;
  }
  return words[std::size(words) - 1];
}

Problem unreadable(std::string detail) {
  return {Error::head_unreadable, std::move(detail)};
}

Problem problem_of(const util::FileProblem& file, const fs::path& path) {
  const auto error = file.error == util::FileError::disk_full ? Error::disk_full : Error::storage;
  return {error, path.string() + " (" + file.text() + ")"};
}

std::string text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

util::Result<std::string, Problem> bytes_of(const fs::path& file) {
  auto bytes = util::read_file(file, program_bytes_max);
  if (!bytes) return util::failure(problem_of(bytes.error(), file));
  return std::move(*bytes);
}

std::string manifest_text(const Order& order, const std::string& program) {
  const Json manifest = {{"version", order.version.text()},
                         {"from", order.from.text()},
                         {"bytes", program.size()},
                         {"sha256", util::hex(util::sha256(program))},
                         {"notes", order.notes},
                         {"notes_en", order.notes_en}};
  return manifest.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string_view code_of(Error error) {
  return words_of(error).code;
}
std::string text_of(Error error) {
  return std::string(words_of(error).japanese);
}
std::string english_of(Error error) {
  return std::string(words_of(error).english);
}

std::optional<Version> Version::parse(std::string_view text) {
  Version version;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t part = 0; part < version.parts.size(); ++part) {
    const auto read = std::from_chars(at, end, version.parts.at(part));
    if (read.ec != std::errc()) return std::nullopt;
    at = read.ptr;
    const bool last = part + 1 == version.parts.size();
    if (!last && (at == end || *at++ != '.')) return std::nullopt;
  }
  // One way to write a version only: "01.2.3" would be a second folder of the same.
  if (at != end || version.text() != text) return std::nullopt;
  return version;
}

std::string Version::text() const {
  return std::to_string(parts[0]) + "." + std::to_string(parts[1]) + "." + std::to_string(parts[2]);
}

util::Result<Head, Problem> Head::parse(std::string_view json) {
  const auto read = Json::parse(json, nullptr, false);
  if (!read.is_object()) return util::failure(unreadable({}));
  Head head{text_in(read, "manifest"), text_in(read, "signature")};
  if (head.manifest.empty() || head.signature.empty()) return util::failure(unreadable({}));
  return head;
}

std::string Head::json() const {
  const Json made = {{"manifest", manifest}, {"signature", signature}};
  return made.dump(-1, ' ', false, Json::error_handler_t::replace);
}

util::Result<Head, Problem> read_head(const fs::path& folder) {
  const auto file = folder / head_name;
  const auto text = util::read_file(file, head_bytes_max);
  if (!text) return util::failure(unreadable(file.string()));
  return Head::parse(*text);
}

util::Result<Manifest, Problem> unverified(const Head& head) {
  const auto json = Json::parse(head.manifest, nullptr, false);
  if (!json.is_object()) return util::failure(unreadable("manifest"));
  const auto version = Version::parse(text_in(json, "version"));
  const auto from = Version::parse(text_in(json, "from"));
  if (!version) return util::failure(unreadable("version"));
  if (!from) return util::failure(unreadable("from"));
  const auto bytes = json.find("bytes");
  if (bytes == json.end() || !bytes->is_number_unsigned() || *bytes > program_bytes_max) {
    return util::failure(unreadable("bytes"));
  }
  Manifest manifest{*version,
                    *from,
                    bytes->get<std::uint64_t>(),
                    text_in(json, "sha256"),
                    text_in(json, "notes"),
                    text_in(json, "notes_en")};
  if (manifest.sha256.size() != 64) return util::failure(unreadable("sha256"));
  return manifest;
}

util::Result<Manifest, Problem> verified(const Head& head, const std::string& public_key_file) {
  const auto good = check_signature(head.manifest, head.signature, public_key_file);
  if (!good) return util::failure(good.error());
  return unverified(head);
}

util::Result<void, Problem> verify_program(const fs::path& file, const Manifest& manifest) {
  const auto bytes = bytes_of(file);
  if (!bytes) return util::failure(bytes.error());
  if (bytes->size() != manifest.bytes || util::hex(util::sha256(*bytes)) != manifest.sha256) {
    return util::failure(Problem{Error::wrong_content, manifest.version.text()});
  }
  return {};
}

util::Result<fs::path, Problem> sign(const Order& order) {
  const auto folder = order.out / order.version.text();
  std::error_code failed;
  if (fs::exists(folder / head_name, failed)) {
    return util::failure(Problem{Error::not_newer, folder.string()});
  }
  const auto program = bytes_of(order.program);
  if (!program) return util::failure(program.error());
  Head head{manifest_text(order, *program), {}};
  auto signature = signature_of(head.manifest, order.key_file);
  if (!signature) return util::failure(signature.error());
  head.signature = std::move(*signature);
  fs::create_directories(folder, failed);
  if (failed) return util::failure(Problem{Error::storage, folder.string()});
  // The head last: a package without one is offered to nobody.
  for (const auto& [name, bytes, mode] :
       {std::tuple{program_name, *program, 0755U}, std::tuple{head_name, head.json(), 0644U}}) {
    if (const auto put = util::replace_file(folder / name, bytes, mode); !put) {
      return util::failure(problem_of(put.error(), folder / name));
    }
  }
  return folder;
}

}  // namespace madoguchi::update
