#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/process.hpp"
#include "edge/center_client.hpp"
#include "net/tls.hpp"
#include "util/calendar.hpp"

namespace madoguchi::bench {

// The servers and parties of one run in a folder of its own, which goes with it.
class Bed {
 public:
  explicit Bed(std::string folder);
  ~Bed();
  Bed(const Bed&) = delete;
  Bed& operator=(const Bed&) = delete;

  // `madoguchi center` on this database, one event loop, on the server's core.
  void start_center(const std::string& database);
  void stop_center() { center_.reset(); }
  // nginx with one worker on the server's core, serving `body` at /oqs/OQSsiquc01.
  void start_nginx(const std::string& body);
  // `madoguchi terminal` of one clinic, on the client's core; returns its folder.
  std::string start_terminal(std::size_t clinic);
  // The same with a reader on which the card of `card_file` lies, and a page.
  struct Page {
    std::uint16_t port = 0;
    std::string folder;                 // of the party
    std::string account, account_made;  // never used yet; what the command said of it
  };
  Page start_counter(std::size_t clinic);
  void stop_terminal() { terminal_.reset(); }
  // `madoguchi office` of the second office, on the server's core, with a supervisor's account.
  Page start_office();

  pid_t center_pid() const { return center_->pid(); }
  pid_t nginx_pid() const { return nginx_->pid(); }
  std::uint16_t center_port() const { return center_port_; }
  std::uint16_t nginx_port() const { return nginx_port_; }
  const std::vector<net::SslContext>& clinics() const { return clinic_contexts_; }
  const std::string& folder() const { return folder_; }
  std::string card_file() const { return folder_ + "/person.card"; }
  void register_card(const std::string& person_link);  // as this person's; once is enough

  edge::CenterClient office() const { return line("office"); }
  edge::CenterClient second_office() const { return line("office-2"); }
  edge::CenterClient operator_() const { return line("operator"); }
  edge::CenterClient clinic(std::size_t number) const;

 private:
  edge::CenterClient line(const std::string& name) const;
  net::TlsFiles files(const std::string& name) const;
  void make_certificates();
  void make_card();
  std::string start_terminal(std::size_t clinic, const std::string& more);
  static std::string made_account(const Page& page, const std::string& role,
                                  const std::string& config);
  void write(const std::string& name, const std::string& text) const;

  std::string folder_;
  std::string card_serial_, card_issuer_;
  bool card_registered_ = false;
  std::vector<net::SslContext> clinic_contexts_;
  std::uint16_t center_port_ = 0, nginx_port_ = 0;
  std::unique_ptr<Process> center_, nginx_, terminal_, office_;
};

// Asks until `works`, for at most a minute; how long it took in seconds.
double wait_until(const std::string& what, const std::function<bool()>& works);

// Registers one file through the center's own door; seconds from posting to acknowledged commit.
double import(const edge::CenterClient& line, const std::string& kind, const std::string& csv,
              std::size_t refused);

}  // namespace madoguchi::bench
