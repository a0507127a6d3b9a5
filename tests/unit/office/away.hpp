#pragma once

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "office/jobs.hpp"
#include "office/outgoing.hpp"
#include "office/routes.hpp"
#include "unit/office/bed.hpp"

namespace madoguchi::office {

// An office whose copy is filled by hand, with a center that is away.
class Away : public ::testing::Test {
 protected:
  Away() {
    auto pattern = (std::filesystem::temp_directory_path() / "madoguchi-away-XXXXXX").native();
    folder = ::mkdtemp(pattern.data());
    database = *open_database((folder / "office.db").native());
    mirror = std::make_unique<Mirror>(*database);
    parts = std::unique_ptr<Parts>(new Parts{"13101", (folder / "prints").native(), "", *database,
                                             *mirror, center, nullptr, nullptr, clock});
    jobs = std::make_unique<Jobs>(*parts);
    outgoing = std::make_unique<Outgoing>(*parts);
    parts->jobs = jobs.get();
    parts->outgoing = outgoing.get();
  }
  ~Away() override { std::filesystem::remove_all(folder); }

  void row(const std::string& kind, const Json& columns, const std::string& change = "added") {
    ++cursor;
    ASSERT_TRUE(mirror->take_rows({{"items",
                                    {{{"cursor", cursor},
                                      {"batch", cursor},
                                      {"at", "2024-07-01T09:00:00.000+09:00"},
                                      {"kind", kind},
                                      {"change", change},
                                      {"row", columns}}}},
                                   {"next", cursor},
                                   {"more", false}},
                                  clock.now()));
  }
  void person(const std::string& key, const std::string& not_disclosed = "0") {
    row("qualification", {{"OfficeCode", "13101"},
                          {"RecipientKey", key},
                          {"Name", "氏名" + key},
                          {"NameKana", "ｶﾅ " + key},
                          {"QualificationDate", "20240110"},
                          {"DisqualificationDate", ""},
                          {"NotDisclosed", not_disclosed}});
  }
  void ticket(const std::string& key, const std::string& month, const std::string& institution) {
    row("ticket", {{"OfficeCode", "13101"},
                   {"RecipientKey", key},
                   {"IssueNumber", "1"},
                   {"MedicalTreatmentMonth", month},
                   {"MedicalTicketValidDate", month + "01"},
                   {"MedicalTicketExpirationDate", month + "31"},
                   {"DesignatedMedicalInstitutionCode", institution}});
  }
  void event(Json item) {
    item["cursor"] = ++events;
    if (!item.contains("at")) item["at"] = "2024-07-10T10:00:00.000+09:00";
    item["institution_name"] = "●●医療機関";
    ASSERT_TRUE(mirror->take_events({{"items", {item}}, {"next", events}, {"more", false}}));
  }
  void asked(const std::string& key, const std::string& day, const std::string& ticket,
             bool visit = true) {
    event({{"kind", "verification"},
           {"day", day},
           {"recipient_key", key},
           {"institution_code", "1310000011"},
           {"way", visit ? "card" : "bulk"},
           {"validity", ticket == "registered" ? "1" : "6"},
           {"row", "D8"},
           {"ticket", ticket},
           {"visit", visit}});
  }
  edge::PageAnswer ask(const edge::SignedIn& who, const std::string& method,
                       const std::string& path, const Json& body = Json::object()) {
    edge::PageRequest request;
    request.method = method;
    request.path = path;
    request.body = body.dump();
    return page_routes(*parts).answer(request, who);
  }
  std::vector<std::string> listed() {
    std::vector<std::string> keys;
    const auto body = parsed(ask(clerk, "GET", "/api/work").body);
    for (const auto& item : body["items"]) {
      keys.push_back(text_of(item, "recipient_key") + " " + text_of(item, "state"));
    }
    return keys;
  }

  std::filesystem::path folder;
  util::SetClock clock{*util::parse_iso_date_time("2024-07-10T12:00:00+09:00")};
  std::unique_ptr<Database> database;
  std::unique_ptr<Mirror> mirror;
  Center center{[] {
    edge::CenterLine line;
    line.port = 1;  // nobody listens
    return line;
  }()};
  std::unique_ptr<Parts> parts;
  std::unique_ptr<Jobs> jobs;  // not started
  std::unique_ptr<Outgoing> outgoing;
  std::int64_t cursor = 0, events = 0;
};

}  // namespace madoguchi::office
