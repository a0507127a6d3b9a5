#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "edge/control.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {

namespace fs = std::filesystem;

Clinic::Clinic(System& system, std::string name, std::string code, ClinicChoice choice)
    : system_(system), home_(system.path(name)), name_(std::move(name)), code_(std::move(code)) {
  fs::create_directories(req());
  fs::create_directories(res());
  fs::create_directories(face());
  choose(std::move(choice));
}

void Clinic::choose(ClinicChoice choice) {
  choice_ = std::move(choice);
  write_in_place(
      config(),
      fmt::format("[institution]\ncode = \"{}\"\n\n[folders]\nreq_dir = \"req\"\nres_dir = "
                  "\"res\"\nface_dir = \"face\"\nwork_dir = \"work\"\n\n"
                  "[clinic]\nencoding = \"{}\"\nbulk_form = \"{}\"\nface_files = \"{}\"\n"
                  "touch_after_move = \"{}\"\n\n"
                  "[limits]\ncenter_wait_ms = {}\nrequest_settle_ms = {}\nretry_first_ms = 20\n"
                  "retry_max_ms = 300\nrescan_ms = 300\n\n[log]\nlevel = \"debug\"\n\n",
                  code_, choice_.encoding, choice_.bulk_form, choice_.face_files, choice_.touch,
                  choice_.center_wait_ms, choice_.settle_ms) +
          choice_.more + system_.center_part("institution-" + code_));
}

void Clinic::begin() {
  process = Process({"terminal", "--config", config()}, (home_ / "terminal.log").string());
}

void Clinic::start() {
  begin();
  edge::ControlClient control((home_ / "work" / "control.sock").string());
  const bool ready =
      eventually([&] { return control.status(5000).has_value() || !process.running(); });
  if (!ready || !process.running()) throw std::runtime_error("no terminal:\n" + log());
}

std::string Clinic::free_part() {
  return fmt::format("{}{:04}", system_.today().text(), ++sent_);
}

Xml Clinic::Came::xml() const {
  const auto text = as_declared(bytes);
  const auto read = text ? Xml::parse(*text) : std::nullopt;
  if (read) return *read;
  ADD_FAILURE() << name << " is no XML of its declared encoding: " << bytes;
  return Xml::parse("<XmlMsg/>").value();
}

Clinic::Came Clinic::wait_for(const std::vector<std::string>& names) const {
  Came came;
  const bool there = eventually([&] {
    for (const auto& name : names) {
      if (!fs::exists(res(name))) continue;
      came = {name, bytes_of(res(name))};
      return true;
    }
    return false;
  });
  EXPECT_TRUE(there) << "no " << names.front();
  return came;
}

Clinic::Came Clinic::send(const std::string& bytes, std::string name) {
  if (name.empty()) name = "OQSsiquc01req_" + free_part() + ".xml";
  write_in_place(req(name), bytes);
  const auto base = name.substr(0, name.size() - 4);
  auto result = base;
  result.replace(result.find("req_"), 4, "res_");
  return wait_for({result + ".xml", result + ".zip", base + ".err"});
}

Clinic::Tapped Clinic::tap(const std::string& card, std::vector<std::string> more) const {
  const auto before = names_in(face());
  std::vector<std::string> words = {"tap", "--terminal", config()};
  if (!card.empty()) words.insert(words.end(), {"--card", card});
  if (std::find(more.begin(), more.end(), "--pin") == more.end() &&
      std::find(more.begin(), more.end(), "--mode") == more.end()) {
    words.insert(words.end(), {"--pin", "1234"});
  }
  words.insert(words.end(), more.begin(), more.end());
  Tapped tapped{run(words), {}};
  for (const auto& name : names_in(face())) {
    if (std::find(before.begin(), before.end(), name) != before.end()) continue;
    tapped.files.push_back({name, bytes_of(face(name))});
  }
  return tapped;
}

}  // namespace madoguchi::flow
