#include "terminal/folders.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <vector>

#include "terminal/notice_box.hpp"

namespace madoguchi::terminal {

namespace {

namespace fs = std::filesystem;

// Which mount a folder lies on: a rename fails between two mounts also of one device.
struct Mount {
  std::uint64_t device = 0;
  std::uint64_t mount = 0;
  bool operator==(const Mount&) const = default;
};

std::optional<Mount> mount_of(const fs::path& folder) {
  struct statx found {};
  if (::statx(AT_FDCWD, folder.c_str(), 0, STATX_BASIC_STATS | STATX_MNT_ID, &found) != 0) {
    return std::nullopt;
  }
  Mount mount;
  mount.device = (std::uint64_t{found.stx_dev_major} << 32) | found.stx_dev_minor;
  if ((found.stx_mask & STATX_MNT_ID) != 0) mount.mount = found.stx_mnt_id;
  return mount;
}

bool lies_in(const fs::path& inner, const fs::path& outer) {
  const auto end = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first;
  return end == outer.end();
}

// The folder's real path; nothing when it cannot be made or is none. Missing parents are made with
// the usual mode, the folder itself with `mode`.
std::optional<fs::path> make(const std::string& name, mode_t mode) {
  if (name.empty()) return std::nullopt;
  std::error_code error;
  const auto path = fs::absolute(name, error).lexically_normal();
  if (error) return std::nullopt;
  fs::create_directories(
      path.has_filename() ? path.parent_path() : path.parent_path().parent_path(), error);
  const bool made = ::mkdir(path.c_str(), mode) == 0;
  if (made) ::chmod(path.c_str(), mode);
  auto real = fs::canonical(path, error);
  if (error || !fs::is_directory(real, error)) return std::nullopt;
  return real;
}

std::string_view text_of(TerminalError error) {
  switch (error) {
    case TerminalError::folder_missing:
      return "フォルダを作成できません。設定のパスと親フォルダの権限をご確認ください。";
    case TerminalError::folder_not_writable:
      return "フォルダに書き込めません。権限をご確認ください。";
    case TerminalError::other_file_system:
      return "作業フォルダ（work）と同じファイルシステムにありません。req・res・face "
             "と同じディスクの、同じマウントに置いてください。";
    case TerminalError::work_inside_share:
      return "作業フォルダ（work）が共有フォルダ（req・res・face）の中にあります。共有フォルダの外"
             "に置いてください。";
    case TerminalError::already_running:
      return "このフォルダを使う端末プログラムが既に動いています。先に終了してください。";
    case TerminalError::control_socket:
      return "制御用ソケットを開けません。パスの長さ（107バイトまで）と権限をご確認ください。";
    case TerminalError::database:
      return "未登録の受診のデータベース（作業フォルダの "
             "followup.db）を開けません。権限と空きをご確認くださ"
             "い。";
    case TerminalError::same_folder:
      return "req は res・face と別のフォルダにしてください。";
  }
  return "端末を開始できません。";
}

}  // namespace

std::string TerminalProblem::text() const {
  return std::string(text_of(error)) + "（" + place + "）";
}

std::optional<TerminalProblem> prepare_folders(const TerminalConfig& config) {
  std::vector<std::string> shares = {config.req_dir, config.res_dir, config.face_dir};
  if (config.notices == TerminalConfig::Notices::fetch) shares.push_back(notice_folder(config));
  if (!config.follow_up.bulk_dir.empty()) shares.push_back(config.follow_up.bulk_dir);
  const auto work = make(config.work_dir, 0700);
  if (!work) return TerminalProblem{TerminalError::folder_missing, config.work_dir};
  const auto req = make(config.req_dir, 0770);
  const auto work_mount = mount_of(*work);
  for (const auto& share : shares) {
    const auto folder = make(share, 0770);
    if (!folder) return TerminalProblem{TerminalError::folder_missing, share};
    if (lies_in(*work, *folder)) return TerminalProblem{TerminalError::work_inside_share, share};
    if (&share != &shares[0] && req && *folder == *req) {
      return TerminalProblem{TerminalError::same_folder, share};
    }
    if (mount_of(*folder) != work_mount) {
      return TerminalProblem{TerminalError::other_file_system, share};
    }
    if (::access(folder->c_str(), R_OK | W_OK | X_OK) != 0) {
      return TerminalProblem{TerminalError::folder_not_writable, share};
    }
  }
  if (::access(work->c_str(), R_OK | W_OK | X_OK) != 0) {
    return TerminalProblem{TerminalError::folder_not_writable, config.work_dir};
  }
  return std::nullopt;
}

}  // namespace madoguchi::terminal
