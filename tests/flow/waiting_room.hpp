#pragma once

#include <map>
#include <string>
#include <vector>

#include "flow/requests.hpp"
#include "flow/system.hpp"

namespace madoguchi::flow {

// A client with many questions at a time whose right answers are known. It takes each result out of
// res/ as soon as it sees it, so that a second one of the same name could not hide behind the
// first.
class WaitingRoom {
 public:
  WaitingRoom(Clinic& clinic, util::Day today);
  void feed(std::size_t questions);  // in place and by rename, in turns
  void feed_about(const Recipient& person, const std::string& validity);
  void collect();          // fails the test on a wrong, foreign or second answer
  std::size_t answered();  // after collecting
  bool all_answered();     // waits for the rest
  std::size_t errors() const { return errors_; }  // error results among the answers
  std::size_t fed() const { return expected_.size(); }
  // Exactly one record of an answer for each question, no key twice.
  void expect_one_record_each(const std::vector<System::Audit>& records) const;

 private:
  void check(const std::string& part, const std::string& bytes);
  Clinic& clinic_;
  util::Day today_;
  std::map<std::string, std::string> expected_;  // free part: validity
  std::map<std::string, int> came_;
  std::size_t errors_ = 0;
};

}  // namespace madoguchi::flow
