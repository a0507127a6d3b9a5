// GET /updates/…: packages of the program, as they lie in a folder.
#include "center/updates.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "update/package.hpp"
#include "util/digits.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t piece_bytes_max = 1024UL * 1024;

struct Offered {
  update::Version version;
  update::Head head;
};

// The newest one whose head can be read and means the folder it lies in.
std::optional<Offered> newest_in(const std::string& dir) {
  std::optional<Offered> newest;
  std::error_code failed;
  if (dir.empty()) return newest;
  for (const auto& entry : fs::directory_iterator(dir, failed)) {
    const auto version = update::Version::parse(entry.path().filename().string());
    if (!version || (newest && *version <= newest->version)) continue;
    auto head = update::read_head(entry.path());
    if (!head) continue;
    const auto manifest = update::unverified(*head);
    if (manifest && manifest->version == *version) newest = Offered{*version, std::move(*head)};
  }
  return newest;
}

std::optional<std::string> piece_of(const fs::path& file, std::uint64_t at) {
  std::ifstream in(file, std::ios::binary);
  if (!in.seekg(static_cast<std::streamoff>(at))) return std::nullopt;
  std::string bytes(piece_bytes_max, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (in.bad()) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

}  // namespace

util::Task<net::Response> tell_latest_update(Context& context, Asked) {
  ++context.counters.polls;
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};  // a disk may be slow
  const auto newest = newest_in(context.config.packages_dir);
  if (home != nullptr) co_await util::ResumeOn{*home};
  co_return json_reply(200, newest ? newest->head.json() : "{}");
}

util::Task<net::Response> tell_update_piece(Context& context, Asked asked) {
  const auto version =
      update::Version::parse(std::string_view(asked.request.path).substr(updates_path.size()));
  const auto at_text = asked.request.query_value("at");
  const auto at = at_text.empty() ? std::optional(0) : util::digits(at_text);
  if (!at)
    co_return co_await refuse_json(context, asked, 422, oqs::ErrorCode::element_format, "at");
  if (!version || context.config.packages_dir.empty()) {
    co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::unknown_address);
  }
  auto* home = util::Executor::current();
  co_await util::ResumeOn{context.workers};
  const auto folder = fs::path(context.config.packages_dir) / version->text();
  const auto piece = update::read_head(folder)
                         ? piece_of(folder / update::program_name, static_cast<std::uint64_t>(*at))
                         : std::nullopt;
  if (home != nullptr) co_await util::ResumeOn{*home};
  if (!piece) co_return co_await refuse_json(context, asked, 404, oqs::ErrorCode::unknown_address);
  ++context.counters.polls;
  const nlohmann::ordered_json told = {
      {"version", version->text()}, {"at", *at}, {"bytes", util::base64(*piece)}};
  co_return json_reply(200, told.dump());
}

}  // namespace madoguchi::center
