#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "unit/center/card_reader.hpp"
#include "util/hash.hpp"

namespace madoguchi::center {

// Codes that stand in nobody's answer but where their kind may be seen.
inline constexpr auto drug_marker = "620077701";
inline constexpr auto treatment_marker = "140077702";
inline constexpr auto operation_marker = "150077703";
// A master that lists the treatment: only what is listed is shown.
inline const auto treatment_master =
    std::string("Code,Name,Listed\n") + treatment_marker + ",見本処置,1\n";
inline constexpr auto checkup_marker = "9N777777777777704";

struct ClaimOf {
  std::string name = "生保　一郎";
  std::string sex = "1";
  std::string birthdate = "19900115";
  std::string payer = "12000006";
  std::string number = "1010008";
  std::string month = "202406";
  std::string search_number = {};
  std::string drug = drug_marker;
  std::string billed = "202407";
};
// A claims file of clinic Y with these claims; UTF-8.
std::string claims_file(const std::vector<ClaimOf>& claims);
std::string checkup_csv(const ClaimOf& of);

// A center with the people of Bed::register_all, P1's card, and histories of P1.
class HistoryBed : public ::testing::Test {
 protected:
  void SetUp() override;
  nlohmann::json import(const std::string& kind, const std::string& bytes,
                        const std::string& key = util::random_key());

  struct Read {
    std::string record;
    std::string validity;
  };
  using Consents = std::vector<std::pair<std::string, bool>>;
  Read read_card(const Bed::Card& card, const Consents& consents, const std::string& mode = "pin",
                 const std::string& institution = clinic_x);

  struct Viewed {
    int status = 200;
    std::string body;
    std::string error;  // code of a refusal
    nlohmann::json json;
    std::string reason(const std::string& kind) const;
    bool contains(const std::string& text) const { return body.find(text) != std::string::npos; }
  };
  Viewed view(const std::string& card_record, const std::string& role,
              const std::string& factors = "1-01,3-02", const std::string& institution = clinic_x);
  Viewed post(const std::string& uri, const std::string& path, const std::string& body,
              const net::Headers& headers = {});
  // As the institution's administrator; the answer.
  std::string set(const std::string& elements, const std::string& institution = clinic_x,
                  const std::string& role = "clinic_admin");
  void all_kinds(const std::string& use);

  Bed bed;
  Bed::Card card;
};

inline const std::vector<std::pair<std::string, bool>> all_given = {
    {"medication", true}, {"diagnosis", true}, {"operation", true}, {"health_checkups", true}};

}  // namespace madoguchi::center
