#include "tools/scenario_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tools/scenario_check.hpp"

namespace madoguchi::tools {

namespace {

struct Column {
  const char* title;
  const char* english;
  std::size_t width;
};
constexpr Column columns[] = {{"行", "row", 16},
                              {"氏名", "name", 26},
                              {"窓口", "where", 18},
                              {"聞き方", "how to ask", 44},
                              {"答え", "what comes", 0}};

// Two columns for everything that terminals draw wide; half-width kana take one.
std::size_t width_of(char32_t c) {
  if (c < 0x1100 || (c >= 0xFF61 && c <= 0xFF9F)) return c >= 0x2460 && c <= 0x25FF ? 2 : 1;
  return 2;
}

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t j = 1; j < length && i + j < text.size(); ++j) {
      c = c << 6U | (static_cast<unsigned char>(text[i + j]) & 0x3FU);
    }
    width += width_of(c);
    i += length;
  }
  return width;
}

std::string day_suffix(const Scenario& scenario, util::Day today) {
  return scenario.day == today ? std::string() : "（" + scenario.day.text() + "）";
}

struct How {
  std::string operator()(const ByCardFile& card) const {
    std::string text = "cards/" + card.file;
    if (card.mode != "pin") text += " " + card.mode;
    for (const auto& consent : card.consents) text += " " + consent;
    return text;
  }
  std::string operator()(const ByNumbers& numbers) const {
    auto text = fmt::format("{}/{}", numbers.payer, numbers.number);
    if (!numbers.branch.empty()) text += "/" + numbers.branch;
    return text + " " + numbers.birthdate.text();
  }
  std::string operator()(const ByMonth& bulk) const { return "一括取得 " + bulk.month.text(); }
  std::string operator()(const ByMany& many) const {
    return fmt::format("一括照会 {}件", many.people.size());
  }
  std::string operator()(const ByReference& given) const {
    return fmt::format("照会番号 {} {}", given.reference_number, operator()(given.person));
  }
};

std::string quoted(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
  if (text.find_first_not_of(plain) == std::string::npos) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string padded(const std::string& text, std::size_t columns_wanted) {
  const auto width = width_of(text);
  return width < columns_wanted ? text + std::string(columns_wanted - width, ' ') : text + " ";
}

std::string scenario_table(const Population& population, util::Day today) {
  std::string out, english;
  for (const auto& column : columns) {
    out += padded(column.title, column.width);
    english += padded(column.english, column.width);
  }
  out += "\n" + english + "\n" + std::string(130, '-') + "\n";
  for (const auto& scenario : population.scenarios) {
    auto name = population.name_of(scenario);
    if (name.empty()) name = "（該当なし）";
    if (std::holds_alternative<ByMonth>(scenario.ask)) name = "（全員）";
    if (std::holds_alternative<ByMany>(scenario.ask)) name = "（何人も一度に）";
    const std::string cells[] = {scenario.id, name, scenario.folder,
                                 std::visit(How(), scenario.ask) + day_suffix(scenario, today),
                                 outcome_text(scenario.expected)};
    for (std::size_t i = 0; i < std::size(cells); ++i) {
      out += i + 1 == std::size(cells) ? cells[i] : padded(cells[i], columns[i].width);
    }
    out += "\n    " + scenario.title + " / " + scenario.title_english + "\n";
  }
  return out;
}

std::string command_of(const DemoWorld& world, const Scenario& scenario, util::Day today,
                       const std::string& program) {
  const auto* terminal = world.terminal_in(scenario.folder);
  const auto config = quoted(terminal == nullptr ? std::string() : terminal->config);
  const auto day = scenario.day == today ? std::string() : " --day " + scenario.day.text();
  if (const auto* card = std::get_if<ByCardFile>(&scenario.ask)) {
    auto text = fmt::format("{} tap --terminal {} --card {}", quoted(program), config,
                            quoted(world.path + "/cards/" + card->file));
    text += card->mode == "pin"
                ? " --pin 1234"
                : fmt::format(" --mode {} --staff {}", card->mode, quoted(card->staff));
    for (const auto& consent : card->consents) text += " --consent " + consent;
    return text + day;
  }
  if (const auto* numbers = std::get_if<ByNumbers>(&scenario.ask)) {
    auto text =
        fmt::format("{} ask --terminal {} --payer {} --number {} --birth {}", quoted(program),
                    config, numbers->payer, numbers->number, numbers->birthdate.text());
    if (!numbers->symbol.empty()) text += " --symbol " + quoted(numbers->symbol);
    if (!numbers->branch.empty()) text += " --branch " + numbers->branch;
    return text + day;
  }
  std::string interface =
      std::holds_alternative<ByMany>(scenario.ask) ? "OQSmuquc01" : "OQSmutic01";
  if (const auto* given = std::get_if<ByReference>(&scenario.ask)) {
    interface = given->message == ByReference::Message::one ? "OQSsiimm01" : "OQSmuimm01";
  }
  return fmt::format("{} ask --terminal {} --file {}req_1.xml", quoted(program), config, interface);
}

}  // namespace madoguchi::tools
