#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace madoguchi::flow {

// The pages of docs/manual: Japanese above their line "---", English below.
enum class Language { japanese, english };

std::filesystem::path source_folder();
std::filesystem::path manual_folder();

// What `madoguchi PATH --help` shows; options with their dashes, positionals by name.
struct Help {
  std::set<std::string> subcommands, options;
};
const Help& help_of(const std::string& path);

// One language of a page; empty when there is none.
std::string half_of(const std::string& page, Language language);

// The list items of the options' section: by subcommand path ("### madoguchi audit list" changes
// it), what is between the first back quote and the next blank or back quote.
std::map<std::string, std::set<std::string>> options_in(const std::string& half,
                                                        const std::string& path);

// Every "madoguchi SUBCOMMAND … --option …" of a text.
struct Command {
  std::string path;   // known subcommands
  std::string first;  // the first word where the line is to be typed, else empty
  std::vector<std::string> options;
};
std::vector<Command> commands_in(const std::string& text);

// The keys of a commented example as list items with meaning, kind, unit, bounds and default.
std::string keys_text(const std::string& example, Language language);
// A page with this text between its marks <!-- keys --> and <!-- /keys -->.
std::string with_keys(const std::string& page, const std::string& keys, Language language);

}  // namespace madoguchi::flow
