#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "tools/doctor_parts.hpp"
#include "util/hash.hpp"

namespace madoguchi::tools::doctor {

namespace {

struct Folder {
  const char* name;
  const std::string& path;
};

std::string system_text(int error) {
  return std::generic_category().message(error);
}

// A name that neither the terminal nor a receipt computer takes for one of theirs.
std::string probe_name(const std::string& folder) {
  return folder + "/.madoguchi-doctor-" + util::random_key();
}

// 0 when a file was made there.
int make_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
  if (file < 0) return errno;
  ::close(file);
  return 0;
}

std::string user_name() {
  const passwd* user = ::getpwuid(::geteuid());
  return user != nullptr ? user->pw_name : std::to_string(::geteuid());
}

// Written in work, moved into the folder, removed there: what every result goes through.
void examine_move(Notes& notes, const Folder& folder, const std::string& work) {
  const auto from = probe_name(work);
  const auto to = probe_name(folder.path);
  if (make_file(from) != 0) return;  // the line of work says so
  if (::rename(from.c_str(), to.c_str()) != 0) {
    const int error = errno;
    ::unlink(from.c_str());
    if (error == EXDEV) {
      return notes.bad(
          "move", {"work と同じファイルシステムにありません", "not on the file system of work"},
          {"work を同じディスク・同じマウントに置いてください。",
           "Put work on the same disk and mount."});
    }
    return notes.bad("move",
                     {"work から移動できません（" + system_text(error) + "）",
                      "files cannot be moved into it (" + system_text(error) + ")"},
                     {"フォルダの権限をご確認ください。", "Check the folder's permissions."});
  }
  if (::unlink(to.c_str()) != 0) {
    return notes.bad("delete",
                     {"置いたファイルを消せません（" + system_text(errno) + "）",
                      "a file in it cannot be removed (" + system_text(errno) + ")"},
                     {"フォルダの権限をご確認ください。", "Check the folder's permissions."});
  }
  notes.good("move", {"work からの移動と削除ができます", "moving and removing work"});
}

// Whether a receipt computer under another user may fetch and remove what stands there.
void examine_client(Notes& notes, const struct stat& status) {
  const auto mode = fmt::format("{:04o}", status.st_mode & 07777);
  if ((status.st_mode & S_ISVTX) != 0) {
    return notes.warning(
        "client",
        {"ほかの利用者は置かれたファイルを消せません（スティッキービット、" + mode + "）",
         "others cannot remove files (sticky bit, " + mode + ")"},
        {"chmod -t で外すか、レセプトコンピュータを同じ利用者にしてください。",
         "chmod -t, or run the receipt computer as the same user."});
  }
  if ((status.st_mode & 0022) == 0) {
    return notes.good("client",
                      {fmt::format("取り込みと削除ができるのは所有者だけです（{}）", mode),
                       fmt::format("only its owner may fetch and remove ({})", mode)});
  }
  notes.good("client", {fmt::format("レセプトコンピュータが取り込みと削除をできます（{}）", mode),
                        fmt::format("a receipt computer may fetch and remove ({})", mode)});
}

void examine_folder(Findings& findings, const Folder& folder, const std::string& work) {
  Notes notes(findings, std::string("folder.") + folder.name,
              {std::string("フォルダ ") + folder.name, std::string("folder ") + folder.name});
  struct stat status {};
  if (::stat(folder.path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return notes.bad(
        "", {"ありません: " + folder.path, "missing: " + folder.path},
        {"設定のパスをご確認ください。端末を起動すると、親フォルダがあれば作られます。",
         "Check the path; the terminal makes it at its start."});
  }
  const auto probe = probe_name(folder.path);
  if (const int error = make_file(probe); error != 0) {
    return notes.bad("write",
                     {fmt::format("書き込めません: {}（{}、利用者 {}）", folder.path,
                                  system_text(error), user_name()),
                      fmt::format("cannot be written: {} ({}, user {})", folder.path,
                                  system_text(error), user_name())},
                     {"フォルダの権限と空き容量をご確認ください。doctor は端末と同じ利用者で"
                      "実行してください。",
                      "Check permissions and free space; run doctor as the terminal's user."});
  }
  ::unlink(probe.c_str());
  notes.good("write", {folder.path, folder.path});
  if (folder.path == work) return;
  examine_move(notes, folder, work);
  examine_client(notes, status);
}

}  // namespace

void examine_folders(Findings& findings, const terminal::TerminalConfig& config) {
  const std::array<Folder, 4> folders = {
      Folder{"work", config.work_dir}, Folder{"req", config.req_dir}, Folder{"res", config.res_dir},
      Folder{"face", config.face_dir}};
  for (const auto& folder : folders) examine_folder(findings, folder, config.work_dir);
}

}  // namespace madoguchi::tools::doctor
