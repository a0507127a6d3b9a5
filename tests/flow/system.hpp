#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flow/people.hpp"
#include "flow/process.hpp"
#include "flow/reading.hpp"
#include "tools/authority_folder.hpp"
#include "util/calendar.hpp"

namespace madoguchi::flow {

// What a clinic chooses in its terminal.toml.
struct ClinicChoice {
  std::string encoding = "Shift_JIS";
  std::string bulk_form = "zip";
  std::string face_files = "one_for_all";
  std::string touch = "no";
  std::int64_t center_wait_ms = 30000;
  std::int64_t settle_ms = 3000;
  std::string more = "";  // whole parts of the file, e.g. "[reader]\nkind = \"pcsc\"\n\n"
};

class System;

// One institution's terminal and its three folders.
class Clinic {
 public:
  Clinic(System& system, std::string name, std::string code, ClinicChoice choice);
  const std::string& code() const { return code_; }
  std::filesystem::path req(std::string_view file = "") const { return home_ / "req" / file; }
  std::filesystem::path res(std::string_view file = "") const { return home_ / "res" / file; }
  std::filesystem::path face(std::string_view file = "") const { return home_ / "face" / file; }
  std::string config() const { return (home_ / "terminal.toml").string(); }
  std::string log() const { return bytes_of(home_ / "terminal.log"); }
  void choose(ClinicChoice choice);  // for the next start

  void begin();  // starts the process only
  void start();  // begins, and waits for the control socket
  Process process;

  // A file name's free part that was not used yet.
  std::string free_part();
  // Puts a request in place and waits for its result or error file; its bytes. Fails the test and
  // returns "" when none comes.
  struct Came {
    std::string name, bytes;
    Xml xml() const;  // read as declared; fails the test when it is no XML
  };
  Came send(const std::string& bytes, std::string name = "");
  // The first of the names that stands in res/.
  Came wait_for(const std::vector<std::string>& names) const;
  // `madoguchi tap` with a card's file or, without one, the card on the reader; the face files that
  // it made, in their order.
  struct Tapped {
    Finished said;
    std::vector<Came> files;
  };
  Tapped tap(const std::string& card, std::vector<std::string> more = {}) const;

 private:
  System& system_;
  std::filesystem::path home_;
  std::string name_, code_;
  ClinicChoice choice_;
  int sent_ = 0;
};

// A center and terminals of our own in a temporary folder, all from the built binary. Everything
// ends with it.
class System {
 public:
  System();
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  util::Day today() const { return today_; }
  util::Month month() const { return util::Month::of(today_); }

  std::string card_more;    // lines of its [card], each with its end
  std::string center_more;  // lines added to center.toml, e.g. "[bulk]\ninterval_s = 60\n"
  std::string server_more;  // lines of its [server] part
  std::string center_address = "127.0.0.1";  // it listens there
  std::string center_host = "127.0.0.1";     // and the parties look for it there
  std::string store_path = "center.db";
  std::string checkpoint_file = "checkpoints.jsonl";
  std::string center_config() const { return path("center.toml").string(); }
  void begin_center();  // writes its file and starts the process
  void start_center();  // begins, and waits until it is ready
  void stop_center();
  bool center_ready();
  std::string health(const std::string& page);   // "200 …", "" without an answer
  std::int64_t metric(const std::string& name);  // -1 without an answer
  std::string center_log() const { return bytes_of(path("center.log")); }
  Process center;

  // `madoguchi import` as the party that may write this kind.
  Finished import(const std::string& kind, const std::string& csv,
                  const std::vector<std::string>& more = {});
  std::string imported_file;  // of the last one
  // The same, and it must be taken without a refused row.
  void registered(const std::string& kind, const std::string& csv);
  void register_everybody();
  std::string line_file(std::string_view party) const;  // "operator", "office"

  // A clinic with its terminal (newly) started and 医療扶助 switched on.
  Clinic& clinic(std::string_view code, const ClinicChoice& choice = {});
  // Folders and terminal.toml only.
  Clinic& prepared_clinic(std::string_view code, const ClinicChoice& choice = {});
  void use_medical_assistance(const Clinic& clinic, std::string_view on_or_off = "on");
  // A registered software card of somebody; its file.
  std::string card(std::string_view recipient_key);

  struct Audit {
    std::string kind, interface, party, request_key, request_hash;
  };
  std::vector<Audit> audit();  // `madoguchi audit export`
  // `madoguchi audit verify` says that the chain is whole.
  void expect_whole_chain();

  tools::AuthorityFolder& authorities() { return *authorities_; }
  std::uint16_t center_port() const { return center_port_; }
  std::string center_part(std::string_view certificate) const;  // [center] of a TOML file
  static util::Instant now();

 private:
  void write_center_config();
  std::filesystem::path folder_;
  util::Day today_;
  std::unique_ptr<tools::AuthorityFolder> authorities_;
  std::uint16_t center_port_ = 0, health_port_ = 0;
  int imports_ = 0;
  std::map<std::string, std::unique_ptr<Clinic>> clinics_;
};

// A port of loopback that nobody uses now.
std::uint16_t free_port();

// Long runs (`./dev test long`).
bool long_run();
// Of MADOGUCHI_SEED, else of the moment; printed, so that a failure can be replayed.
std::uint64_t seed();

}  // namespace madoguchi::flow
