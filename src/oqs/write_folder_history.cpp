
#include "oqs/folder_history.hpp"
#include "oqs/xml_message.hpp"
#include "oqs/xml_writer.hpp"

namespace madoguchi::oqs {

namespace {

constexpr std::string_view shown_code = "1", failed_code = "9";
constexpr std::string_view body_start = "<MessageBody>";
constexpr ReadLimits result_limits{
    .request_bytes_max = 16 * 1024 * 1024, .depth_max = 16, .elements_max = 500'000};

// The names of one source of drugs (§2.9): claims, or the e-prescription service.
struct Names {
  const char *source, *institution_code, *institution_name, *issuer_code, *issuer_name, *month,
      *in_out, *days, *day, *date, *prescribed, *drugs, *drug;
  const char *code, *name, *ingredient, *quantity, *unit, *usage, *times, *treatment_class;
};
constexpr Names claim_names = {
    "DiOrg",      "MeTrDiHCd", "MeTrDiHNm", "PrlsHCd", "PrlsHNm",  "MeTrMonth", "InOut",
    "DiDateInfs", "DiDateInf", "DiDate",    "PrDate",  "DrugInfs", "DrugInf",   "DrugC",
    "DrugN",      "IngreN",    "Qua1",      "Unit",    "UsageN",   "Times",     "MeTrIdCl"};
constexpr Names dispensing_names = {
    "CzDiOrg",   "CzMeTrDiHCd",  "CzMeTrDiHNm", "CzPrlsHCd", "CzPrlsHNm", "CzDiMonth",
    "CzPrCl",    "CzDiDateInfs", "CzDiDateInf", "CzDiDate",  "CzPrDate",  "CzDrugInfs",
    "CzDrugInf", "CzDrugC",      "CzDrugN",     "CzIngreN",  "CzQua1",    "CzUnit",
    "CzUsageN",  "CzTimes",      "CzUsageCl"};

const Names& names_of(FolderMonth::Source source) {
  return source == FolderMonth::Source::claim ? claim_names : dispensing_names;
}

// What stands of a drug, and of a procedure, under which name.
using DrugText = std::string FolderDrug::*;
constexpr std::pair<const char * Names::*, DrugText> drug_texts[] = {
    {&Names::code, &FolderDrug::code},
    {&Names::name, &FolderDrug::name},
    {&Names::ingredient, &FolderDrug::ingredient},
    {&Names::quantity, &FolderDrug::quantity},
    {&Names::unit, &FolderDrug::unit},
    {&Names::usage, &FolderDrug::usage},
    {&Names::times, &FolderDrug::times},
    {&Names::treatment_class, &FolderDrug::treatment_class}};
constexpr std::pair<const char*, std::string FolderProcedure::*> procedure_texts[] = {
    {"SinInfN", &FolderProcedure::name},
    {"SinInfCd", &FolderProcedure::code},
    {"MeTrIdCl", &FolderProcedure::treatment_class},
    {"Qua1", &FolderProcedure::quantity},
    {"Times", &FolderProcedure::times}};
constexpr std::pair<const char * Names::*, std::string FolderMonth::*> month_texts[] = {
    {&Names::institution_code, &FolderMonth::institution_code},
    {&Names::institution_name, &FolderMonth::institution_name},
    {&Names::issuer_code, &FolderMonth::issuer_code},
    {&Names::issuer_name, &FolderMonth::issuer_name},
    {&Names::month, &FolderMonth::month},
    {&Names::in_out, &FolderMonth::in_out}};
constexpr std::pair<const char*, std::string FolderCheckupItem::*> item_texts[] = {
    {"ItemCode", &FolderCheckupItem::code}, {"ItemName", &FolderCheckupItem::name},
    {"DataType", &FolderCheckupItem::type}, {"DataValue", &FolderCheckupItem::value},
    {"Unit", &FolderCheckupItem::unit},     {"DataValueName", &FolderCheckupItem::value_name}};

// One header's name of the person, in the words of each interface.
struct PersonNames {
  const char *block, *name, *kana, *birthdate, *sex;
};
constexpr PersonNames medication_person = {"QuaInf", "Name", "KanaName", "Birth", "AdmGendCode"};
constexpr PersonNames checkup_person = {"QualificationsInfo", "Name", "KanasName", "Birthday",
                                        "AdministrativeGenderCode"};

void write_day(XmlWriter& xml, const Names& names, const FolderDay& day) {
  xml.begin(names.day);
  xml.leaf(names.date, day.date);
  xml.leaf(names.prescribed, day.prescribed);
  if (!day.drugs.empty()) xml.begin(names.drugs);
  for (const auto& drug : day.drugs) {
    xml.begin(names.drug);
    for (const auto& [name, text] : drug_texts) xml.leaf(names.*name, drug.*text);
    xml.end(names.drug);
  }
  if (!day.drugs.empty()) xml.end(names.drugs);
  if (!day.procedures.empty()) xml.begin("MeTrInfs");
  for (const auto& procedure : day.procedures) {
    xml.begin("MeTrInf");
    for (const auto& [name, text] : procedure_texts) xml.leaf(name, procedure.*text);
    xml.end("MeTrInf");
  }
  if (!day.procedures.empty()) xml.end("MeTrInfs");
  xml.end(names.day);
}

void write_month(XmlWriter& xml, std::string_view block, const FolderMonth& month) {
  const auto& names = names_of(month.source);
  xml.begin(block);
  xml.leaf(names.source, month.source == FolderMonth::Source::claim ? "1" : "2");
  for (const auto& [name, text] : month_texts) xml.leaf(names.*name, month.*text);
  xml.begin(names.days);
  for (const auto& day : month.days) write_day(xml, names, day);
  xml.end(names.days);
  xml.end(block);
}

void write_months(XmlWriter& xml, const FolderHistory& history) {
  bool dispensings = false;
  for (const auto& month : history.months) {
    if (month.source == FolderMonth::Source::claim) {
      write_month(xml, "MeTrMonthInf", month);
    } else {
      dispensings = true;
    }
  }
  if (!dispensings) return;
  xml.begin("CzDiInf");
  for (const auto& month : history.months) {
    if (month.source == FolderMonth::Source::dispensing) write_month(xml, "CzDiMonthInf", month);
  }
  xml.end("CzDiInf");
}

void write_checkup(XmlWriter& xml, const FolderCheckup& checkup) {
  xml.begin("SpecificHealthCheckupInfo");
  xml.leaf("EffectiveTime", checkup.date);
  xml.begin("HealthCheckupResultAndQuestionInfos");
  for (const auto& item : checkup.items) {
    xml.begin("HealthCheckupResultAndQuestionInfo");
    for (const auto& [name, text] : item_texts) xml.leaf(name, item.*text);
    xml.end("HealthCheckupResultAndQuestionInfo");
  }
  xml.end("HealthCheckupResultAndQuestionInfos");
  xml.end("SpecificHealthCheckupInfo");
}

void write_head(XmlWriter& xml, const AnswerHeader& header, std::string_view segment) {
  xml.leaf("ProcessExecutionTime", util::date_time_in_japan(header.processed_at));
  xml.leaf("MedicalInstitutionCode", header.institution_code);
  xml.leaf_as_sent("ArbitraryFileIdentifier", header.arbitrary_file_identifier.raw);
  xml.leaf("SegmentOfResult", segment);
  xml.leaf("CharacterCodeIdentifier", "0");
}

std::string child(pugi::xml_node parent, const char* name) {
  return text_of(parent.child(name));
}

FolderMonth read_month(pugi::xml_node node, FolderMonth::Source source) {
  const auto& names = names_of(source);
  FolderMonth month;
  month.source = source;
  for (const auto& [name, text] : month_texts) month.*text = child(node, names.*name);
  for (const auto one : node.child(names.days).children(names.day)) {
    FolderDay day;
    day.date = child(one, names.date);
    day.prescribed = child(one, names.prescribed);
    for (const auto from : one.child(names.drugs).children(names.drug)) {
      auto& drug = day.drugs.emplace_back();
      for (const auto& [name, text] : drug_texts) drug.*text = child(from, names.*name);
    }
    for (const auto from : one.child("MeTrInfs").children("MeTrInf")) {
      auto& procedure = day.procedures.emplace_back();
      for (const auto& [name, text] : procedure_texts) procedure.*text = child(from, name);
    }
    month.days.push_back(std::move(day));
  }
  return month;
}

FolderCheckup read_checkup(pugi::xml_node node) {
  FolderCheckup checkup;
  checkup.date = child(node, "EffectiveTime");
  const auto items = node.child("HealthCheckupResultAndQuestionInfos");
  for (const auto from : items.children("HealthCheckupResultAndQuestionInfo")) {
    auto& item = checkup.items.emplace_back();
    for (const auto& [name, text] : item_texts) item.*text = child(from, name);
  }
  return checkup;
}

}  // namespace

std::string write_folder_history(std::string_view interface, const AnswerHeader& header,
                                 const FolderHistory& history) {
  const auto& person = interface.starts_with("TKK") ? checkup_person : medication_person;
  return written_message(
      [&](XmlWriter& xml) {
        write_head(xml, header, shown_code);
        xml.begin(person.block);
        xml.leaf(person.name, history.name);
        xml.leaf(person.kana, history.kana);
        xml.leaf(person.birthdate, history.birthdate);
        xml.leaf(person.sex, history.sex);
        xml.end(person.block);
      },
      [&](XmlWriter& xml) {
        xml.leaf("ResultCode", shown_code);
        xml.leaf("MessageContents", history.contents);
        write_months(xml, history);
        for (const auto& checkup : history.checkups) write_checkup(xml, checkup);
      });
}

std::string write_withheld_history(const AnswerHeader& header, std::string_view contents) {
  return written_message(
      [&](XmlWriter& xml) {
        write_head(xml, header, failed_code);
        xml.leaf("ErrorCode", code_of(ErrorCode::not_permitted));
        xml.leaf("ErrorMessage", staff_text(ErrorCode::not_permitted));
      },
      [&](XmlWriter& xml) {
        xml.leaf("ResultCode", failed_code);
        xml.leaf("MessageContents", contents);
      });
}

std::string with_result_code(std::string result) {
  const auto read = read_result(result);
  const auto at = result.find(body_start);
  if (!read || read->error_code.empty() || at == std::string::npos ||
      result.find("<ResultCode>", at) != std::string::npos) {
    return result;
  }
  std::string added;
  XmlWriter xml(added);
  xml.leaf("ResultCode", failed_code);
  xml.leaf("MessageContents", read->error_message + "（" + read->error_code + "）");
  return result.insert(at + body_start.size(), added);
}

std::optional<FolderHistory> read_folder_history(std::string_view xml) {
  const auto message = XmlMessage::open(xml, result_limits, RootForm::tolerant);
  if (!message || child(message->body(), "ResultCode") != shown_code) return std::nullopt;
  FolderHistory history;
  for (const auto& person : {medication_person, checkup_person}) {
    const auto block = message->header().child(person.block);
    if (block.empty()) continue;
    history.name = child(block, person.name);
    history.kana = child(block, person.kana);
    history.birthdate = child(block, person.birthdate);
    history.sex = child(block, person.sex);
  }
  const auto body = message->body();
  history.contents = child(body, "MessageContents");
  for (const auto node : body.children("MeTrMonthInf")) {
    history.months.push_back(read_month(node, FolderMonth::Source::claim));
  }
  for (const auto node : body.child("CzDiInf").children("CzDiMonthInf")) {
    history.months.push_back(read_month(node, FolderMonth::Source::dispensing));
  }
  for (const auto node : body.children("SpecificHealthCheckupInfo")) {
    history.checkups.push_back(read_checkup(node));
  }
  return history;
}

}  // namespace madoguchi::oqs
