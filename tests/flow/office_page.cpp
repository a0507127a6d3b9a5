#include "flow/office_page.hpp"

#include <fmt/format.h>

namespace madoguchi::flow {

namespace fs = std::filesystem;

OfficePage::OfficePage(System& system, std::string code)
    : PageSession(free_port()), home_(system.path("office-" + code)), code_(std::move(code)) {
  fs::create_directories(home_ / "drop");
  write_in_place(home_ / "office.toml",
                 fmt::format("[office]\ncode = \"{}\"\ndata_dir = \"data\"\n{}[folder]\n"
                             "drop_dir = \"drop\"\nsettle_ms = 200\nrescan_ms = 50\n"
                             "[page]\nport = {}\n",
                             code_, system.center_part("office-" + code_), port()));
}

void OfficePage::start() {
  process = Process({"office", "--config", config()}, (home_ / "office.log").string());
  if (!eventually([&] { return get("/").status == 200; })) {
    throw std::runtime_error("the office's page does not answer: " + log());
  }
}

nlohmann::json OfficePage::job(const std::string& id,
                               const std::function<bool(const nlohmann::json&)>& enough) {
  nlohmann::json job;
  for (int tries = 0; tries < 20; ++tries) {  // each half a minute at most
    const bool so_far = eventually([&] {
      job = get("/api/jobs/" + id).json;
      if (!job.is_object() || !job.contains("state")) return false;
      return job["state"] != "running" || (enough && enough(job));
    });
    if (so_far) return job;
  }
  return {};
}

void OfficePage::sign_in(const std::string& account, const std::string& role) {
  PageSession::sign_in(config(), account, role);
}

}  // namespace madoguchi::flow
