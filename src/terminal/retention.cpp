#include "terminal/retention.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string_view>
#include <system_error>
#include <vector>

#include "oqs/file_names.hpp"
#include "terminal/notice_box.hpp"
#include "util/log.hpp"

namespace madoguchi::terminal {

namespace {

namespace fs = std::filesystem;

constexpr std::time_t ahead_max_s = 60 * 60;
constexpr std::time_t seconds_of_day = 24 * 60 * 60;
constexpr std::string_view response_mark = "res_";
constexpr std::string_view request_mark = "req_";
constexpr std::string_view error_extension = ".err";
constexpr std::size_t interface_chars = 10;  // "OQSsiquc01"
constexpr std::size_t face_hex_chars = 20;
constexpr std::size_t face_time_chars = 14;

// The request a result or error file belongs to; empty when the name is neither.
std::string request_of(const std::string& name) {
  const auto dot = name.rfind('.');
  if (dot == std::string::npos || name.size() < interface_chars + response_mark.size()) return {};
  const auto extension = name.substr(dot);
  const auto mark = name.substr(interface_chars, response_mark.size());
  // Of this terminal's results only histories are printed.
  const bool printed = extension == ".pdf" && (name.starts_with("YZK") || name.starts_with("TKK"));
  const bool result =
      mark == response_mark && (extension == ".xml" || extension == ".zip" || printed);
  if (!result && !(mark == request_mark && extension == error_extension)) return {};
  auto request = name.substr(0, interface_chars) + std::string(request_mark) +
                 name.substr(interface_chars + request_mark.size());
  request.replace(request.size() - extension.size(), extension.size(), ".xml");
  return request;
}

// This terminal refuses every interface of the family, and gives results of those it offers:
// another program's results (電子処方箋) are not its own.
bool is_result(const std::string& name) {
  const auto request = oqs::request_name(request_of(name));
  return request && (oqs::offered(*request) || name.ends_with(error_extension));
}

bool all_of(std::string_view text, int (*kind)(int)) {
  return std::all_of(text.begin(), text.end(), [kind](unsigned char c) { return kind(c) != 0; });
}

// "OQSsiquc01res_face_{code}{20 hex}_{14 digits}.xml" as this terminal makes them.
bool is_face_file(const std::string& name, const std::string& institution_code) {
  const std::string head = "OQSsiquc01res_face_" + institution_code;
  if (!name.starts_with(head) || !name.ends_with(".xml")) return false;
  const auto rest = std::string_view(name).substr(head.size());
  if (rest.size() != face_hex_chars + 1 + face_time_chars + 4) return false;
  return all_of(rest.substr(0, face_hex_chars), std::isxdigit) && rest[face_hex_chars] == '_' &&
         all_of(rest.substr(face_hex_chars + 1, face_time_chars), std::isdigit);
}

// Ages are by the machine's clock, whatever clock the configuration sets: it made the files' times.
void expire(const std::string& folder, int days,
            const std::function<bool(const std::string&)>& ours) {
  const auto limit = std::time(nullptr) - days * seconds_of_day;
  std::vector<std::string> old;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().native();
    struct stat status {};
    if (!ours(name) || ::lstat(at->path().c_str(), &status) != 0) continue;
    if (S_ISREG(status.st_mode) && status.st_mtim.tv_sec < limit) old.push_back(name);
  }
  for (const auto& name : old) {
    // A refused request lies beside its .err file and goes first: without the .err it would stay.
    if (name.ends_with(error_extension)) {
      const auto base = folder + "/" + name.substr(0, name.size() - error_extension.size());
      for (const auto* const extension : {".xml", ".XML"}) ::unlink((base + extension).c_str());
    }
    ::unlink((folder + "/" + name).c_str());
  }
  if (!old.empty()) {
    util::log(util::LogLevel::info, "terminal",
              std::to_string(old.size()) + " leftovers older than the retention were removed");
  }
}

}  // namespace

bool ClockWatch::jumped_ahead(std::time_t wall, Steady steady) const {
  const auto gone = std::chrono::duration_cast<std::chrono::seconds>(steady - steady_).count();
  return wall - wall_ - gone > ahead_max_s;
}

void expire_leftovers(const std::string& res_dir, const std::string& face_dir,
                      const std::string& institution_code, int days) {
  if (days <= 0) return;
  expire(res_dir, days, is_result);
  expire(face_dir, days,
         [&](const std::string& name) { return is_face_file(name, institution_code); });
}

void expire_notices(const std::string& notice_dir, const std::string& institution_code, int days) {
  if (days <= 0) return;
  const auto ours = [&](const std::string& name) { return is_notice_file(name, institution_code); };
  expire(notice_dir, days, ours);
  expire(notice_dir + "/done", days, ours);
}

}  // namespace madoguchi::terminal
