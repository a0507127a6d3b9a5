#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "util/calendar.hpp"
#include "util/result.hpp"

// Paper: what a welfare office prints and what is written by hand on it. PDF, A4.
namespace madoguchi::forms {

enum class FormError {
  font_missing,  // IPAexMincho or IPAexGothic (fonts-ipaexfont) is not installed
  cancelled,     // `Progress` said so
  too_many,      // more than sheets_max
  failed,        // cairo, or memory
};
struct FormProblem {
  FormError error = FormError::failed;
  std::string detail;  // for a log, nobody's name in it
};
using Pdf = util::Result<std::string, FormProblem>;

inline constexpr std::size_t sheets_max = 5000;  // of one file

// Called after each sheet; false ends the work.
using Progress = std::function<bool(std::size_t done, std::size_t all)>;

struct OfficeFace {
  std::string name, address, telephone;  // address may be empty
};

// Of whom a sheet is, for which institution: the values of the columns as they are registered.
struct SheetHead {
  std::string payer, beneficiary;
  std::string name, name_kana, sex, birthdate, address;
  std::string institution_code, institution_name;
  std::string injury_name1, injury_name2, injury_name3;
  std::string treatment_type;  // OQSCD019
  std::string district_contact;
  std::string serial;  // of this paper, unique at the office
};

// A 医療券 or 調剤券 as it is registered.
struct TicketSheet : SheetHead {
  std::string ticket_type;           // OQSCD018: 01 医療券, 02 調剤券
  std::string treatment_month;       // YYYYMM
  std::string valid_from, valid_to;  // YYYYMMDD
  std::string issue_number, post_number;
  std::string issuer_code, issuer_name;  // 処方箋発行元, of a 調剤券
  std::string single_or_combined;        // OQSCD020
  std::string self_pay_amount;           // yen
  std::string handling_contact;
  std::string social_insurance, infection, elderly_medical_care, prefectural_expenses;
  std::string remarks1, remarks2, remarks3;

  enum class Print { first, again } print = Print::first;  // again: marked 再発行
};

struct TicketBatch {
  OfficeFace office;
  util::Day printed_on;
  // list: a cover list first, and the sheets in the order of institutions (code) as it names them.
  enum class Cover { none, list } cover = Cover::none;
};

// One page a ticket. The same input makes the same bytes.
Pdf ticket_pdf(std::span<const TicketSheet> sheets, const TicketBatch& batch,
               const Progress& progress = {});

// A 医療要否意見書: who and where is filled in (injuries so far, may be empty), what the doctor
// says is left to write.
struct OpinionSheet : SheetHead {
  std::string from_month;  // YYYYMM for which the need is asked, may be empty
};
Pdf opinion_pdf(std::span<const OpinionSheet> sheets, const OfficeFace& office,
                util::Day printed_on, const Progress& progress = {});

// A list on paper: headings, columns with their part of the width, rows that break over pages with
// the heading on each. For the daily summary of the work list.
struct ListSheet {
  std::string title, note;
  std::string foot = {};  // on each page, below the rows; may be empty
  struct Column {
    std::string heading;
    double part = 1;  // of the width, beside the others
    enum class Align { left, right } align = Align::left;
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;
};
Pdf list_pdf(const ListSheet& list, const OfficeFace& office, util::Day printed_on);
// Several lists in one file, each from a new page on. `title` is the document's: nobody's name.
Pdf lists_pdf(std::string title, std::span<const ListSheet> lists, const OfficeFace& office,
              util::Day printed_on);

}  // namespace madoguchi::forms
