#include "app/demo_update.hpp"

#include <filesystem>

#include "update/package.hpp"

namespace madoguchi::app {

util::Result<void, std::string> offer_demo_update(const std::string& path) {
  auto version = update::Version::parse(MADOGUCHI_VERSION).value_or(update::Version{});
  version.parts[1] += 1;
  version.parts[2] = 0;
  std::error_code failed;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto made =
      update::sign({path + "/center/update.key", program.string(), path + "/center/updates",
                    version, update::Version{}, "デモのための版です。動きは今の版と同じです。",
                    "A version for the demo; it does what this one does."});
  if (made || made.error().error == update::Error::not_newer) return {};
  return util::failure(update::text_of(made.error().error) + " " + made.error().detail);
}

}  // namespace madoguchi::app
