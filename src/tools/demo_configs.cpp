#include "tools/demo_configs.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace madoguchi::tools {

namespace {

constexpr std::size_t config_bytes_max = 1024 * 1024;

constexpr std::string_view heading =
    "# madoguchi demo が作った設定です。書き換えたところは次に始めたときも残ります。\n"
    "# 全項目の説明: madoguchi check-config {0}\n"
    "# Made by madoguchi demo; your changes are kept. All keys: madoguchi check-config {0}\n\n";

// The [center] part of a party's file in a folder that is `up` ("", "../") below the demo's.
std::string line_part(std::uint16_t port, std::string_view up, std::string_view certificate) {
  return fmt::format(
      "[center]\n"
      "host = \"127.0.0.1\"\n"
      "port = {0}\n"
      "certificate_file = \"{1}pki/issued/{2}.crt\"\n"
      "key_file = \"{1}pki/issued/{2}.key\"\n"
      "ca_file = \"{1}pki/party-ca.crt\"\n",
      port, up, certificate);
}

// Of a demo that lives at another time.
std::string clock_part(const DemoWorld& world) {
  return world.start_at.empty() ? std::string()
                                : fmt::format("[clock]\nstart_at = \"{}\"\n\n", world.start_at);
}

std::string center_text(const DemoWorld& world) {
  return fmt::format(heading, "center") + clock_part(world) +
         fmt::format(
             "[server]\n"
             "address = \"127.0.0.1\"\n"
             "port = {}\n"
             "certificate_file = \"pki/issued/center-localhost.crt\"\n"
             "key_file = \"pki/issued/center-localhost.key\"\n"
             "client_ca_file = \"pki/party-ca.crt\"\n"
             "client_crl_files = [\"pki/party.crl\"]\n\n"
             "[health]\n"
             "address = \"127.0.0.1\"\n"
             "port = {}\n\n"
             "[store]\n"
             "path = \"center/registry.db\"\n\n"
             "[audit]\n"
             "checkpoint_key_file = \"center/checkpoint.key\"\n"
             "checkpoint_file = \"center/checkpoints.jsonl\"\n\n"
             "[updates]\n"
             "packages_dir = \"center/updates\"\n\n"
             "[card]\n"
             "ca_files = [\"pki/card-ca.crt\"]\n"
             "crl_files = [\"pki/card.crl\"]\n\n"
             "[bulk]\n"
             "# 試しやすいように間隔を空けない / no pause between bulk jobs\n"
             "interval_s = 0\n",
             world.center_port, world.health_port);
}

// Each terminal has another encoding set, so that a vendor sees all three.
std::string_view encoding_in(std::string_view folder) {
  if (folder == "dental") return "UTF-8";
  return folder == "visiting-nursing" ? "UTF-8+BOM" : "Shift_JIS";
}

// The counter's page; a folder of an earlier demo gets it, too.
std::string page_part(const DemoTerminal& terminal) {
  return fmt::format(
      "[page]\n"
      "address = \"127.0.0.1\"\n"
      "port = {}\n"
      "data_dir = \"data\"\n\n",
      terminal.page_port);
}

// The screen at the reader, on any free port: the counter's page tells its address. A folder of an
// earlier demo gets it, too.
std::string_view patient_in(std::string_view folder) {
  return has_demo_reader(folder) ? "[patient]\nscreen = \"on\"\n\n" : "";
}

// A folder as a reader: madoguchi card insert puts a card there. One terminal has none.
std::string_view reader_in(std::string_view folder) {
  if (!has_demo_reader(folder)) return "";
  return "[reader]\n"
         "kind = \"software\"\n"
         "slot_dir = \"reader\"\n\n";
}

// The key that signs the demo's own newer version is the demo's.
constexpr std::string_view updates_part =
    "[updates]\n"
    "public_key_file = \"../center/update.key.pub\"\n"
    "versions_dir = \"versions\"\n\n";

// A month's tickets come by themselves, and as a file for the receipt computer.
constexpr std::string_view bulk_part =
    "[bulk]\n"
    "schedule = \"on\"\n"
    "dir = \"bulk\"\n\n";

std::string terminal_text(const DemoWorld& world, const DemoTerminal& terminal) {
  const auto& institution = world.population.institution_in(terminal.folder)->row;
  return fmt::format(heading, "terminal") + clock_part(world) +
         fmt::format(
             "[institution]\n"
             "code = \"{}\"\n"
             "name = \"{}\"\n\n"
             "[folders]\n"
             "req_dir = \"req\"\n"
             "res_dir = \"res\"\n"
             "face_dir = \"face\"\n"
             "work_dir = \"work\"\n\n"
             "[clinic]\n"
             "encoding = \"{}\"  # Shift_JIS | UTF-8 | UTF-8+BOM\n\n",
             institution.code, institution.name, encoding_in(terminal.folder)) +
         std::string(reader_in(terminal.folder)) + page_part(terminal) +
         std::string(patient_in(terminal.folder)) + std::string(bulk_part) +
         std::string(updates_part) +
         line_part(world.line_port, "../", "institution-" + institution.code);
}

std::string office_text(const DemoWorld& world, const DemoOffice& office) {
  return fmt::format(heading, "office") + clock_part(world) +
         fmt::format(
             "[office]\n"
             "code = \"{}\"\n"
             "data_dir = \"data\"\n\n"
             "[folder]\n"
             "drop_dir = \"drop\"\n\n"
             "[page]\n"
             "address = \"127.0.0.1\"\n"
             "port = {}\n\n",
             office.code, office.port) +
         line_part(world.line_port, "../", "office-" + office.code);
}

// `text` with every line "port = OLD" made "port = NEW".
std::string with_port(std::string text, std::uint16_t old_port, std::uint16_t new_port) {
  const auto old_line = fmt::format("port = {}\n", old_port);
  const auto new_line = fmt::format("port = {}\n", new_port);
  for (std::size_t at = text.find(old_line); at != std::string::npos;
       at = text.find(old_line, at + new_line.size())) {
    if (at == 0 || text[at - 1] == '\n') text.replace(at, old_line.size(), new_line);
  }
  return text;
}

struct Writer {
  const DemoWorld& world;
  const DemoState& before;
  std::string problem;

  // Terminals reach the center by the line; before there was one, directly.
  enum class Ports { of_center, of_line };
  void put(const std::string& name, const std::string& made, Ports ports = Ports::of_center) {
    const std::filesystem::path path = std::filesystem::path(world.path) / name;
    std::string text = made;
    const auto there = util::read_file(path, config_bytes_max);
    if (there) {
      const auto center_port = ports == Ports::of_line ? world.line_port : world.center_port;
      text = with_port(*there, before.center_port, center_port);
      text = with_port(text, before.health_port, world.health_port);
      if (before.line_port != 0) text = with_port(text, before.line_port, world.line_port);
      for (const auto& office : world.offices) {
        const auto old = before.office_ports.find(office.code);
        if (!name.starts_with("office-" + office.code + "/")) continue;
        if (old != before.office_ports.end()) text = with_port(text, old->second, office.port);
      }
      for (const auto& terminal : world.terminals) {
        const auto old = before.page_ports.find(terminal.folder);
        if (!name.starts_with(terminal.folder + "/")) continue;
        if (old != before.page_ports.end()) text = with_port(text, old->second, terminal.page_port);
        if (text.find("[page]\n") == std::string::npos) text += "\n" + page_part(terminal);
        const bool reader = text.find("[reader]\n") != std::string::npos;
        if (reader && text.find("[patient]\n") == std::string::npos) {
          text += "\n" + std::string(patient_in(terminal.folder));
        }
      }
      if (text == *there) return;
    }
    const auto written = util::replace_file(path, text, 0600);
    if (!written && problem.empty()) {
      problem = "設定ファイルを書けません: " + path.string() + "（" + written.error().text() + "）";
    }
  }
};

}  // namespace

bool has_demo_reader(std::string_view folder) {
  return folder != "visiting-nursing";
}

util::Result<void, std::string> write_demo_configs(const DemoWorld& world,
                                                   const DemoState& before) {
  Writer writer{world, before, {}};
  writer.put("center.toml", center_text(world));
  writer.put("operator.toml",
             fmt::format(heading, "line") + line_part(world.center_port, "", "operator-demo"));
  for (const auto& office : world.population.offices) {
    writer.put(
        "office-" + office.code + ".toml",
        fmt::format(heading, "line") + line_part(world.center_port, "", "office-" + office.code));
  }
  for (const auto& terminal : world.terminals) {
    writer.put(terminal.folder + "/terminal.toml", terminal_text(world, terminal),
               Writer::Ports::of_line);
  }
  for (const auto& office : world.offices) {
    writer.put("office-" + office.code + "/office.toml", office_text(world, office),
               Writer::Ports::of_line);
  }
  if (!writer.problem.empty()) return util::failure(writer.problem);
  return {};
}

}  // namespace madoguchi::tools
