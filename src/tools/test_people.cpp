#include "tools/test_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "util/csv.hpp"
#include "util/encoding.hpp"
#include "util/file.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::size_t people_max = 100;

constexpr std::string_view columns[] = {"Id",
                                        "Validity",
                                        "InsurerNumber",
                                        "InsuredIdentificationNumber",
                                        "InsuredCardSymbol",
                                        "InsuredBranchNumber",
                                        "Birthdate",
                                        "Card",
                                        "Pin"};

// Where each column stands in the file; columns that it does not have stay away.
class Head {
 public:
  explicit Head(const util::CsvRow& row) {
    for (const auto field : row.fields) names_.push_back(util::fold_width(field));
  }
  std::string unknown() const {
    for (const auto& name : names_) {
      if (std::find(std::begin(columns), std::end(columns), name) == std::end(columns)) return name;
    }
    return {};
  }
  std::string field(const util::CsvRow& row, std::string_view name) const {
    const auto at = std::find(names_.begin(), names_.end(), name) - names_.begin();
    const auto place = static_cast<std::size_t>(at);
    return place < row.fields.size() ? util::fold_width(row.fields[place]) : std::string();
  }

 private:
  std::vector<std::string> names_;
};

util::Result<TestPerson, std::string> person_of(const Head& head, const util::CsvRow& row,
                                                const std::filesystem::path& folder) {
  TestPerson person;
  person.id = head.field(row, "Id");
  const auto validity = head.field(row, "Validity");
  person.validity = validity.size() == 1 ? validity[0] - '0' : 0;
  if (person.id.empty() || std::find(std::begin(main_results), std::end(main_results),
                                     person.validity) == std::end(main_results)) {
    return util::failure(std::string("Id と Validity（1, 2, 3, 4, 6）が必要です。"));
  }
  person.card = head.field(row, "Card");
  person.pin = head.field(row, "Pin");
  if (!person.card.empty()) {
    person.card = (folder / person.card).lexically_normal().string();
    return person;
  }
  person.numbers.payer = head.field(row, "InsurerNumber");
  person.numbers.number = head.field(row, "InsuredIdentificationNumber");
  person.numbers.symbol = head.field(row, "InsuredCardSymbol");
  person.numbers.branch = head.field(row, "InsuredBranchNumber");
  const auto birth = util::Day::parse(head.field(row, "Birthdate"));
  if (!birth || person.numbers.payer.empty() || person.numbers.number.empty()) {
    return util::failure(std::string(
        "番号と生年月日（InsurerNumber, InsuredIdentificationNumber, Birthdate）、または Card が"
        "必要です。"));
  }
  person.numbers.birthdate = *birth;
  return person;
}

// By number when there is a choice: a card makes a face file.
const Scenario* scenario_with(const Population& all, std::string_view folder, util::Day today,
                              int validity) {
  const Scenario* by_card = nullptr;
  for (const auto& one : all.scenarios) {
    const bool fits = one.folder == folder && one.day == today && one.expected.error.empty() &&
                      one.expected.validity == validity;
    // Who is not disclosed is nobody's test person.
    if (!fits || one.expected.row == "D3") continue;
    if (std::holds_alternative<ByNumbers>(one.ask)) return &one;
    const auto* card = std::get_if<ByCardFile>(&one.ask);
    if (by_card == nullptr && card != nullptr && card->mode == "pin" && card->consents.empty()) {
      by_card = &one;
    }
  }
  return by_card;
}

}  // namespace

util::Result<std::vector<TestPerson>, std::string> read_test_people(const std::string& path) {
  const auto bytes = util::read_file(path, file_bytes_max);
  if (!bytes) return util::failure(path + ": " + bytes.error().text());
  if (!util::check_utf8(*bytes)) return util::failure(path + ": UTF-8 で書いてください。");
  util::CsvReader reader(*bytes);
  util::CsvRow row;
  if (!reader.next(row) || row.error) {
    return util::failure(path + ": 見出しの行がありません。");
  }
  const Head head(row);
  if (const auto unknown = head.unknown(); !unknown.empty()) {
    return util::failure(fmt::format("{}:1: 知らない列です: {}", path, unknown));
  }
  std::vector<TestPerson> people;
  const auto folder = std::filesystem::absolute(path).parent_path();
  while (reader.next(row)) {
    auto person = row.error ? util::failure(std::string("CSVとして読み取れません。"))
                            : person_of(head, row, folder);
    if (!person) return util::failure(fmt::format("{}:{}: {}", path, row.line, person.error()));
    people.push_back(std::move(*person));
    if (people.size() > people_max) return util::failure(path + ": 100人までにしてください。");
  }
  return people;
}

std::string test_people_csv(const Population& population, std::string_view folder,
                            util::Day today) {
  std::string text = util::csv_line({std::begin(columns), std::end(columns)});
  for (const int validity : main_results) {
    const auto* scenario = scenario_with(population, folder, today, validity);
    if (scenario == nullptr) continue;
    std::vector<std::string> fields = {scenario->id, std::to_string(validity)};
    if (const auto* numbers = std::get_if<ByNumbers>(&scenario->ask)) {
      for (const auto& field : {numbers->payer, numbers->number, numbers->symbol, numbers->branch,
                                numbers->birthdate.text(), std::string(), std::string()}) {
        fields.push_back(field);
      }
    } else {
      fields.resize(7);
      fields.push_back("../cards/" + std::get<ByCardFile>(scenario->ask).file);
      fields.emplace_back("1234");
    }
    text += util::csv_line(fields);
  }
  return text;
}

}  // namespace madoguchi::tools
