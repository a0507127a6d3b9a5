#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "center/center.hpp"
#include "edge/center_client.hpp"
#include "oqs/setting_messages.hpp"
#include "tools/pki.hpp"
#include "util/clock.hpp"

namespace madoguchi::center {

inline constexpr auto clinic_x = "1310000011";
inline constexpr auto clinic_y = "1310000029";
inline constexpr auto pharmacy = "1340000015";
inline constexpr auto office = "13101";

// A real center on loopback with its authorities and parties, at noon of 2024-07-10 in Japan.
class Bed {
 public:
  Bed();
  ~Bed();

  util::SetClock clock;
  CenterConfig config;
  void start();
  void stop();  // the database stays
  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  edge::CenterLine line(const std::string& uri);  // with a certificate of its own
  edge::CenterLine line(const std::string& uri, util::Instant valid_to);
  edge::CenterClient client(const std::string& uri);  // "institution:1310000011"
  edge::CenterClient revoked_client(const std::string& uri);
  // Imports one file and expects no refused row.
  void import(const std::string& uri, const std::string& kind, const std::string& csv);
  // The people of the tests: see register_people in bed.cpp.
  void register_all();
  void use_medical_assistance(const std::string& institution, oqs::Use use = oqs::Use::yes);

  struct Card {
    std::string der;
    tools::Issued issued;
  };
  Card card(const std::string& name, util::Instant valid_to);  // of the trusted card authority
  Card foreign_card(const std::string& name);
  void revoke_card(const Card& card);
  std::string card_issuer() const;
  const tools::Issued& card_authority() const { return card_ca_; }

  std::string health(const std::string& path);
  std::vector<store::AuditRecord> records() const;  // of the whole chain, as it is on the disk

 private:
  void write(const std::string& name, const std::string& text) const;
  tools::CertificateRequest request(const std::string& name) const;
  std::filesystem::path folder_;
  tools::Issued party_ca_, card_ca_;
  std::vector<tools::RevokedSerial> revoked_parties_, revoked_cards_;
  std::unique_ptr<Center> center_;
};

// Bytes of an OQSsiquc01req.
struct NumberQuestion {
  std::string institution = clinic_x;
  std::string payer = "12000006";
  std::string number = "1010008";
  std::string birthdate = "19900115";
  std::string day = "20240710";
  std::string file_id = "file-1";
  std::string symbol, branch;
};
std::string message(const NumberQuestion& question);
// Bytes of an OQSmuquc01req: the numbers of several questions; `unit` is its ArbitraryIdentifier.
struct UnitQuestion {
  std::string payer = "12000006";
  std::string number = "1010008";
  std::string birthdate = "19900115";
  std::string unit = "1";
  std::string symbol = {}, branch = {};
  std::string limit = "0";
};
std::string inquiry_request(const std::vector<UnitQuestion>& units,
                            const std::string& day = "20240710",
                            const std::string& institution = clinic_x);
std::string tickets_request(const std::string& institution, const std::string& month);
std::string download_request(const std::string& institution, const std::string& reception);
std::string setting_update(const std::string& institution, std::string_view use);

// Answers and their parsed form; fails the test when the line or the message does not hold.
struct Answered {
  std::string xml;
  std::string record;
  oqs::ResultDocument document;
};
Answered ask(edge::CenterClient& client, const std::string& interface, const std::string& xml,
             const std::string& key);
Answered ask(edge::CenterClient& client, const NumberQuestion& question);
// Asks for a bulk job's result ("OQSmutic02") until the job no longer runs.
Answered download_of(edge::CenterClient& client, const std::string& interface,
                     const std::string& reception, const std::string& institution);

// Without the time of processing, so that two answers can be compared byte for byte.
std::string without_time(std::string xml);

}  // namespace madoguchi::center
