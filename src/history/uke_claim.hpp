#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "history/uke_fields.hpp"
#include "history/uke_reader.hpp"

// Inside the room: the records of one claim.
namespace madoguchi::history {

// Where a claim's parts tell what is wrong.
class UkeNotes {
 public:
  UkeNotes(UkeFindings& findings, std::size_t notes_max)
      : findings_(findings), notes_max_(notes_max) {}
  void error(std::size_t line, std::size_t field, std::string code, std::string text) {
    add({line, field, std::move(code), std::move(text), FileNote::Weight::error});
  }
  void warn(std::size_t line, std::size_t field, std::string code, std::string text) {
    add({line, field, std::move(code), std::move(text), FileNote::Weight::warning});
  }

 private:
  void add(FileNote note) {
    ++findings_.notes_total;
    if (findings_.notes.size() < notes_max_) findings_.notes.push_back(std::move(note));
  }
  UkeFindings& findings_;
  std::size_t notes_max_;
};

// Who made the claims behind it: IR, YK or HM.
struct UkeInstitution {
  ClaimKind kind = ClaimKind::medical;
  std::string code, name;
  util::Month billed;
};

// One claim while its lines come. What is wrong in one of them is noted and refuses the claim.
class UkeClaim {
 public:
  UkeClaim(const UkeInstitution& institution, UkeEncoding encoding, UkeNotes& notes);
  void begin(const UkeFields& re, std::size_t line);
  // False: a record that this claim does not know.
  bool add(const UkeFields& record, std::size_t line);
  // HO and KO count even when something else is wrong: the totals are of all of them.
  std::int64_t payer_lines() const { return payer_lines_; }
  std::int64_t points() const { return with_insurance_ ? insurance_points_ : public_points_; }
  bool sound() const { return sound_; }
  Claim take();

 private:
  void wrong(std::size_t line, std::size_t field, const char* code, const char* text);
  std::string text_of(const UkeFields& record, std::size_t line, std::size_t field);
  std::int64_t points_of(const UkeFields& record, std::size_t line);
  void read_type(const UkeFields& re, std::size_t line);
  void read_issuer(const UkeFields& re, std::size_t line);
  void add_payer(const UkeFields& record, std::size_t line, ClaimPayer::Of of);
  std::string_view class_of(const UkeFields& record, std::size_t line);
  bool code_is_sound(std::string_view code, std::size_t line, std::size_t field);
  DaysOfMonth days_of(const UkeFields& record, std::size_t line);
  void add_procedure(const UkeFields& record, std::size_t line);
  void add_drug(const UkeFields& record, std::size_t line);
  void add_dental_procedure(const UkeFields& record, std::size_t line);
  void begin_prescription(const UkeFields& record);
  void add_dispensing(const UkeFields& record, std::size_t line);
  void add_dispensed_drug(const UkeFields& record, std::size_t line);
  void end_prescription();

  const UkeInstitution& institution_;
  UkeEncoding encoding_;
  UkeNotes& notes_;
  Claim claim_;
  bool sound_ = true;
  std::int64_t payer_lines_ = 0, insurance_points_ = 0, public_points_ = 0;
  bool with_insurance_ = false, with_public_ = false;
  std::string last_class_;  // 診療識別 stands on the first line of what belongs together
  struct Dispensing {
    util::Day day;
    int quantity = 0;
  };
  std::string form_;  // 剤形 of the prescription that is being read
  std::vector<Dispensing> dispensings_;
  std::vector<DrugLine> prescribed_;
};

}  // namespace madoguchi::history
