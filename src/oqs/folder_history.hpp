#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/history_rights.hpp"
#include "oqs/messages.hpp"

// 薬剤情報等 (YZKsiquc01) and 特定健診情報 (TKKsiquc01), which a receipt computer asks for (§2.9).
namespace madoguchi::oqs {

bool is_folder_history(std::string_view interface);

struct FolderHistoryRequest {
  RequestHeader header;
  domain::NumberSearch search;  // no birth date on this wire
  std::vector<domain::HistoryKind> kinds;
  enum class Form { pdf, xml } form = Form::xml;  // of the result file
  std::optional<util::Month> first, last;
};
util::Result<FolderHistoryRequest, Refused> read_folder_history_request(std::string_view interface,
                                                                        std::string_view xml,
                                                                        const ReadLimits& limits);

// What is told. Texts as they stand in the message; empty ones are absent.
struct FolderDrug {
  std::string code, name, ingredient, quantity, unit, usage, times;
  std::string treatment_class;  // 診療識別, a pharmacy's 剤形
};
struct FolderProcedure {
  std::string name, code, treatment_class, quantity, times;
};
struct FolderDay {
  std::string date;        // dispensed or treated; empty: the claim does not tell
  std::string prescribed;  // PrDate
  std::vector<FolderDrug> drugs;
  std::vector<FolderProcedure> procedures;
};
// What one institution told of one month.
struct FolderMonth {
  enum class Source { claim, dispensing } source = Source::claim;
  std::string month;
  std::string institution_code, institution_name;  // who treated or dispensed
  std::string issuer_code, issuer_name;            // whose prescription
  std::string in_out;                              // OQSCD019
  std::vector<FolderDay> days;
};
struct FolderCheckupItem {
  std::string code, name, type, value, unit, value_name;
};
struct FolderCheckup {
  std::string date;
  std::vector<FolderCheckupItem> items;
};
struct FolderHistory {
  std::string name, kana, birthdate, sex;
  std::string contents;  // MessageContents: data age, and what is withheld
  std::vector<FolderMonth> months;
  std::vector<FolderCheckup> checkups;
};
// ResultCode 1, with what may be shown.
std::string write_folder_history(std::string_view interface, const AnswerHeader& header,
                                 const FolderHistory& history);
// ResultCode 9: nothing may be shown; `contents` says why.
std::string write_withheld_history(const AnswerHeader& header, std::string_view contents);
// An error result of the family as clients of these interfaces read it: with ResultCode and
// MessageContents. Any other message stays as it is.
std::string with_result_code(std::string result);
// Nothing when the message is no such result with ResultCode 1.
std::optional<FolderHistory> read_folder_history(std::string_view xml);

}  // namespace madoguchi::oqs
