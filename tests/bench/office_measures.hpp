#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "bench/bed.hpp"
#include "bench/figures.hpp"
#include "browser_session.hpp"

namespace madoguchi::bench {

// A welfare office of 50,000 recipients beside the center of the data set: its page over HTTP, as a
// browser asks it.
class OfficeMeasures {
 public:
  OfficeMeasures(Bed& bed, Figures& figures) : bed_(bed), figures_(figures) {}

  void search();         // office_search_ms
  void monthly_issue();  // monthly_issue_3000_s
  void print();          // pdf_1000_s
  void page_weight();    // page_kb

 private:
  void need_office();  // registers its people, starts it, signs in; waits until it knows them all
  void need_tickets();
  double job_ended(const PageSession::Said& begun, const std::string& what, nlohmann::json& job);
  util::Month month() const;

  Bed& bed_;
  Figures& figures_;
  std::unique_ptr<PageSession> browser_;
  bool has_tickets_ = false;
};

}  // namespace madoguchi::bench
