#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace madoguchi::app {

// One function a subcommand; each returns the process's exit code: 0 done, 1 refused or not found,
// 2 wrong use or configuration. `main.cpp` reads the command line into these.

struct CenterArguments {
  std::string config;
};
int run_center(const CenterArguments& arguments);

struct TerminalArguments {
  std::string config;
};
int run_terminal(const TerminalArguments& arguments);

struct OfficeArguments {
  std::string config;
};
int run_office(const OfficeArguments& arguments);

struct CheckConfigArguments {
  std::string kind;  // center, terminal, office, line
  std::string file;  // empty: print an example
};
int run_check_config(const CheckConfigArguments& arguments);

struct ImportArguments {
  std::string config;  // line file of the office or operator
  std::string kind;
  std::string file;
  std::string errors_file;  // empty: FILE.errors.csv
  bool full = false;
  bool dry_run = false;
};
int run_import(const ImportArguments& arguments);

struct SettingArguments {
  std::string config;              // terminal.toml
  std::string medical_assistance;  // "on", "off", empty: show
};
int run_setting(const SettingArguments& arguments);

enum class OutputForm { screen, screen_english, json, xml };

struct AskArguments {
  std::string terminal;  // terminal.toml of the running terminal
  std::string payer, number, symbol, branch, birthdate, day;
  std::string request_file;  // a whole request message instead of numbers
  OutputForm form = OutputForm::screen;
};
int run_ask(const AskArguments& arguments);

struct TapArguments {
  std::string terminal;
  std::string card;  // empty: the one on the reader
  std::string pin;   // empty: read from standard input in mode pin
  std::string mode = "pin";
  std::string staff;
  std::string day;
  std::vector<std::string> consents;  // "medication", "no-medication"
  OutputForm form = OutputForm::screen;
};
int run_tap(const TapArguments& arguments);

struct CardArguments {
  enum class Act { insert, remove, serve, readers } act = Act::readers;
  std::string slot, card;
  std::string ca_file;                // serve: on the card as its CA's
  std::string address = "127.0.0.1";  // serve: of vpcd
  std::uint16_t port = 35963;
  std::string name;  // readers: part of the name
};
int run_card(const CardArguments& arguments);

struct NoticesArguments {
  std::string terminal;  // terminal.toml
  enum class Only { all, open, done } only = Only::all;
  std::string since;  // YYYYMMDD, made on or after that day
  std::vector<std::int64_t> mark, unmark;
  OutputForm form = OutputForm::screen;
};
int run_notices(const NoticesArguments& arguments);

struct AuditArguments {
  std::string config;  // center.toml
  enum class Act { verify, list, unsigned_, export_ } act = Act::verify;
  std::int64_t from = 1;
  std::int64_t count = 0;  // 0: the list's usual hundred, or everything to export or to count
  std::string party;       // only of this party
  std::string output;      // export: file, empty: standard output
};
int run_audit(const AuditArguments& arguments);

struct ExplainArguments {
  std::string config;  // center.toml
  std::int64_t id = 0;
  std::string audience = "operator";  // operator, office, institution
  std::size_t unit = 0;               // of a bulk inquiry, from 1
  bool json = false;
};
int run_explain(const ExplainArguments& arguments);

struct DemoArguments {
  std::string dir = "demo";
  bool fresh = false;
  bool codes = false;     // prints the accounts' codes of now and ends
  bool once = false;      // prints the table and ends (tests, documentation)
  std::string fault;      // "list", "none", "slow-center=30"; empty: no change
  std::string scenarios;  // writes docs/scenarios.md there and ends
  std::string day;        // reference day of that document
};
int run_demo(const DemoArguments& arguments);

struct GenerateArguments {
  std::string dir;
  std::uint64_t recipients = 1000;
  int months = 2;
  std::string day;  // empty: today
  std::uint64_t seed = 1;
  std::uint64_t cards = 0;
  std::string pki;
};
int run_generate(const GenerateArguments& arguments);

struct PkiArguments {
  enum class Act { init, issue, revoke, list, card, renew, rotate } act = Act::init;
  enum class Rotation { begin, status, finish, abort } rotation = Rotation::begin;
  std::string dir;
  std::string kind, code;          // issue: institution|office|operator|center CODE
  std::vector<std::string> names;  // issue center: DNS names and addresses
  std::string serial;              // revoke
  std::string pin = "1234";        // card
  int days = 1185;                 // 3 years 3 months, as the official ones
  bool json = false;               // list, rotate --status
  bool force = false;              // rotate --finish although the old one is still used
};
int run_pki(const PkiArguments& arguments);

struct DatabaseArguments {
  enum class Act { backup, restore, check, migrate } act = Act::backup;
  std::string config;  // center.toml
  std::string file;    // backup: written; restore: read; check: instead of the center's; migrate:
                       // the backup before, empty: a name beside the database
  std::string reason;  // restore: for the auditor
  bool dry_run = false, no_backup = false;  // migrate
  bool json = false, english = false;       // check
};
int run_database(const DatabaseArguments& arguments);

struct AccountArguments {
  enum class Act { add, list, lock, unlock, reset } act = Act::list;
  std::string config;                     // office.toml
  std::string id, name, role;             // list: none; name and role only to add
  bool factor = false, password = false;  // reset: only this
  bool json = false;                      // list
};
int run_account(const AccountArguments& arguments);

struct DoctorArguments {
  std::string terminal;  // terminal.toml, or
  std::string center;    // center.toml
  std::string people;    // list of test people; empty: doctor-people.csv beside terminal.toml
  bool json = false, english = false;
};
int run_doctor(const DoctorArguments& arguments);

}  // namespace madoguchi::app
