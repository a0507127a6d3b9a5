// madoguchi update: newer versions of the program for a terminal, and the packages for the center.
#include "app/update.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/serve.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

// Told from the packaged program to the installed one that it becomes: both versions.
constexpr const char* packaged_variable = "MADOGUCHI_PACKAGED_VERSION";
constexpr const char* running_variable = "MADOGUCHI_RUNNING_VERSION";
// The file of the packaged program, which each start begins with.
constexpr const char* packaged_program_variable = "MADOGUCHI_PACKAGED_PROGRAM";

std::atomic<bool> restart_wanted = false;

void become(const std::string& program, const std::string& config) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
  ::execl(program.c_str(), "madoguchi", "terminal", "--config", config.c_str(), nullptr);
}

update::Version own_version() {
  return update::Version::parse(MADOGUCHI_VERSION).value_or(update::Version{});
}

std::optional<update::Version> told_version(const char* variable) {
  const auto* text = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): before any thread
  return text == nullptr ? std::nullopt : update::Version::parse(text);
}

int tell_package(const update::Problem& problem) {
  fmt::print(stderr, "{} {}\n{}\n", update::code_of(problem.error), update::text_of(problem.error),
             update::english_of(problem.error));
  if (!problem.detail.empty()) fmt::print(stderr, "  {}\n", problem.detail);
  return 1;
}

int tell_trouble(const terminal::Updates::Trouble& trouble) {
  if (trouble.package) return tell_package(*trouble.package);
  const auto& problem = trouble.line->problem;
  fmt::print(stderr, "{} {}\n", oqs::code_of(problem.error), oqs::message_of(problem));
  return 1;
}

void tell_restart() {
  fmt::print(
      "端末を再起動すると、この版になります（systemctl restart madoguchi-terminal@名前）。\n"
      "It runs after the terminal's next start.\n");
}

int check(terminal::Updates& updates, const UpdateArguments& arguments) {
  const auto found = updates.check({});
  if (!found) return tell_trouble(found.error());
  if (arguments.json) {
    nlohmann::ordered_json told{{"current", updates.current().text()}};
    if (const auto previous = updates.previous()) told["previous"] = previous->text();
    if (*found) {
      told["available"] = {{"version", (*found)->version.text()},
                           {"notes", (*found)->notes},
                           {"notes_en", (*found)->notes_en}};
    }
    fmt::print("{}\n", told.dump(2));
    return 0;
  }
  fmt::print("今の版 / current: {}\n", updates.current().text());
  if (const auto previous = updates.previous()) {
    fmt::print("前の版 / previous: {}\n", previous->text());
  }
  if (!*found) {
    fmt::print("新しい版はありません。 / Nothing newer.\n");
    return 0;
  }
  fmt::print("新しい版 / newer: {}\n{}\n{}\n", (*found)->version.text(), (*found)->notes,
             (*found)->notes_en);
  return 0;
}

int install(terminal::Updates& updates, const UpdateArguments& arguments) {
  const auto found = updates.check({});
  if (!found) return tell_trouble(found.error());
  if (!*found) return tell_package({update::Error::not_newer, updates.current().text()});
  const auto wanted =
      arguments.version.empty() ? (*found)->version : update::Version::parse(arguments.version);
  if (!wanted) {
    tell("版は 1.2.3 の形で書いてください。 / A version is written 1.2.3: " + arguments.version);
    return 2;
  }
  const auto installed = updates.install(*wanted, {});
  if (!installed) return tell_trouble(installed.error());
  fmt::print("{} を入れました。 / {} is installed.\n", installed->version.text(),
             installed->version.text());
  tell_restart();
  return 0;
}

int roll_back(terminal::Updates& updates) {
  const auto back = updates.rollback();
  if (!back) return tell_trouble(back.error());
  fmt::print("{} に戻しました。 / Rolled back to {}.\n", back->text(), back->text());
  tell_restart();
  return 0;
}

int sign(const UpdateArguments& arguments) {
  const auto version = update::Version::parse(arguments.version);
  const auto from = update::Version::parse(arguments.from);
  if (!version || !from) {
    tell("版は 1.2.3 の形で書いてください。 / A version is written 1.2.3.");
    return 2;
  }
  const auto made = update::sign({arguments.key, arguments.program, arguments.out, *version, *from,
                                  arguments.notes, arguments.notes_en});
  if (!made) return tell_package(made.error());
  fmt::print("作りました / made: {}\n", made->string());
  return 0;
}

}  // namespace

void ask_for_restart() {
  restart_wanted = true;
  ::kill(::getpid(), SIGTERM);  // as an operator ends it
}

std::optional<terminal::Updates::Settings> updates_of(const TerminalFile& file) {
  const auto& updates = file.updates;
  if (updates.public_key_file.empty() || updates.versions_dir.empty()) return std::nullopt;
  const auto packaged = told_version(packaged_variable).value_or(own_version());
  const auto running = told_version(running_variable).value_or(own_version());
  return terminal::Updates::Settings{
      {updates.versions_dir, updates.public_key_file, packaged}, running, ask_for_restart};
}

void go_on_as_installed(const TerminalFile& file, const std::string& config) {
  if (told_version(packaged_variable)) return;
  std::error_code unreadable;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", unreadable);
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread
  ::setenv(packaged_program_variable, own.c_str(), 1);
  const auto settings = updates_of(file);
  if (!settings) return;
  const update::Versions versions(settings->versions);
  const auto program = versions.program();
  if (!program) {
    util::log(util::LogLevel::error, "update",
              fmt::format("the installed version does not run: {} {}",
                          update::code_of(program.error().error), program.error().detail));
    return;
  }
  if (!*program) return;
  // NOLINTBEGIN(concurrency-mt-unsafe): before any thread
  ::setenv(packaged_variable, settings->versions.packaged.text().c_str(), 1);
  ::setenv(running_variable, versions.current().text().c_str(), 1);
  const auto path = (*program)->string();
  become(path, config);
  ::unsetenv(packaged_variable);
  ::unsetenv(running_variable);
  // NOLINTEND(concurrency-mt-unsafe)
  util::log(util::LogLevel::error, "update", "the installed version cannot be started: " + path);
}

bool restart_asked() {
  return restart_wanted;
}

int start_again(const std::string& config) {
  // NOLINTBEGIN(concurrency-mt-unsafe): every thread has ended
  ::unsetenv(packaged_variable);
  ::unsetenv(running_variable);
  const auto* program = std::getenv(packaged_program_variable);
  // NOLINTEND(concurrency-mt-unsafe)
  if (program != nullptr) become(program, config);
  tell("端末を始め直せません。もう一度始めてください。 / The terminal cannot start anew.");
  return 1;
}

int run_update(const UpdateArguments& arguments) {
  if (arguments.act == UpdateArguments::Act::sign) return sign(arguments);
  TerminalFile file;
  if (tell(read_settings(arguments.config, settings_of(file)))) return 2;
  const auto settings = updates_of(file);
  if (!settings) {
    tell(
        "[updates] の public_key_file と versions_dir を設定してください。 / Set public_key_file "
        "and versions_dir in "
        "[updates]: " +
        arguments.config);
    return 2;
  }
  edge::ActingCenter center(file.config.center);
  terminal::Updates updates(*settings, center);
  switch (arguments.act) {
    case UpdateArguments::Act::check:
      return check(updates, arguments);
    case UpdateArguments::Act::install:
      return install(updates, arguments);
    case UpdateArguments::Act::rollback:
      return roll_back(updates);
    case UpdateArguments::Act::sign:
      break;
  }
  return 2;
}

}  // namespace madoguchi::app
