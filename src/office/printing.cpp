#include "office/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "forms/forms.hpp"
#include "office/institutions.hpp"
#include "office/people.hpp"
#include "office/plans.hpp"
#include "office/tickets.hpp"
#include "util/file.hpp"
#include "util/hash.hpp"

namespace madoguchi::office {

namespace {

namespace fs = std::filesystem;
constexpr std::size_t file_bytes_max = 512UL * 1024 * 1024;
constexpr std::size_t serials_at_once = 500;
constexpr std::int64_t kept_ms = 7LL * 86400000;

struct Sheet {
  std::string serial, ticket;
  bool reprint = false;
};

fs::path print_path(Parts& parts, const std::string& file) {
  return fs::path(parts.data_dir) / (file + ".pdf");
}

// The person of a ticket, with the numbers that are its qualification's when it has none itself.
struct Ground {
  Json ticket, person;
};

// A ticket's id; else a recipient's, or a decision's (plans.hpp): an opinion form's ground.
bool is_ticket(const std::string& id) {
  return std::count(id.begin(), id.end(), '|') == 2;
}

// What a decision says of its institution, kind and injuries; from the month it is made for.
Json columns_of_plan(Parts& parts, const std::string& id) {
  const auto name = plan_named(id);
  if (!name) return {};
  for (auto& plan : plans_of(parts, name->recipient)) {
    if (text_of(plan, "id") != id) continue;
    plan["RecipientKey"] = name->recipient;
    plan["MedicalTreatmentMonth"] = parts.today().substr(0, 6);
    return std::move(plan);
  }
  return {};
}

std::optional<Ground> ground_of(Parts& parts, const std::string& id) {
  Ground ground;
  if (is_ticket(id)) {
    const auto ticket = ticket_of(parts, id);
    if (!ticket || text_of(*ticket, "state") != "registered") return std::nullopt;
    ground.ticket = *ticket;
  } else if (id.find('|') == std::string::npos) {
    ground.ticket = {{"RecipientKey", id}};
  } else {
    ground.ticket = columns_of_plan(parts, id);
    if (ground.ticket.empty()) return std::nullopt;
  }
  // Files of municipalities may name institutions by code alone.
  const auto named = [&](const char* code, const char* name) {
    const auto value = text_of(ground.ticket, code);
    if (value.empty() || !text_of(ground.ticket, name).empty()) return;
    ground.ticket[name] = institution_name(parts, value);
  };
  named("DesignatedMedicalInstitutionCode", "DesignatedMedicalInstitutionName");
  named("PrescriptionIssuerMedicalInstitutionCode", "PrescriptionIssuerMedicalInstitutionName");
  const auto from = text_of(ground.ticket, "MedicalTicketValidDate");
  for (const auto& row : intervals_of(parts, text_of(ground.ticket, "RecipientKey"))) {
    if (ground.person.is_null() || from.empty() || text_of(row, "QualificationDate") <= from) {
      ground.person = row;
    }
  }
  if (ground.person.is_null()) return std::nullopt;
  return ground;
}

std::string number_of_ticket(const Ground& ground, const char* column) {
  const auto own = text_of(ground.ticket, column);
  return own.empty() ? text_of(ground.person, column) : own;
}

void fill_head(forms::SheetHead& head, const Ground& ground, const Sheet& sheet) {
  const auto of_ticket = [&](const char* column) { return text_of(ground.ticket, column); };
  const auto of_person = [&](const char* column) { return text_of(ground.person, column); };
  head.payer = number_of_ticket(ground, "PublicExpenseNumber");
  head.beneficiary = number_of_ticket(ground, "BeneficiaryNumber");
  head.name = of_person("Name");
  head.name_kana = of_person("NameKana");
  head.sex = of_person("Sex1");
  head.birthdate = of_person("Birthdate");
  head.address = of_person("Address");
  head.institution_code = of_ticket("DesignatedMedicalInstitutionCode");
  head.institution_name = of_ticket("DesignatedMedicalInstitutionName");
  head.injury_name1 = of_ticket("InjuryName1");
  head.injury_name2 = of_ticket("InjuryName2");
  head.injury_name3 = of_ticket("InjuryName3");
  head.treatment_type = of_ticket("MedicalTreatmentType");
  head.district_contact = of_ticket("DistrictContactName");
  head.serial = sheet.serial;
}

forms::TicketSheet ticket_sheet(const Ground& ground, const Sheet& sheet) {
  const auto of_ticket = [&](const char* column) { return text_of(ground.ticket, column); };
  forms::TicketSheet out;
  fill_head(out, ground, sheet);
  out.ticket_type = of_ticket("TicketType");
  out.treatment_month = of_ticket("MedicalTreatmentMonth");
  out.valid_from = of_ticket("MedicalTicketValidDate");
  out.valid_to = of_ticket("MedicalTicketExpirationDate");
  out.issue_number = of_ticket("IssueNumber");
  out.post_number = text_of(ground.person, "PostNumber");
  out.issuer_code = of_ticket("PrescriptionIssuerMedicalInstitutionCode");
  out.issuer_name = of_ticket("PrescriptionIssuerMedicalInstitutionName");
  out.single_or_combined = of_ticket("SingleOrCombinedUse");
  out.self_pay_amount = of_ticket("SelfPayAmount");
  out.handling_contact = of_ticket("HandlingContactName");
  out.social_insurance = of_ticket("StatusOfSocialInsurance");
  out.infection = of_ticket("StatusOfInfecton");
  out.elderly_medical_care = of_ticket("StatusOfElderlyMedicalCare");
  out.prefectural_expenses = of_ticket("StatusOfPrefecturalExpenses");
  out.remarks1 = of_ticket("Remarks1");
  out.remarks2 = of_ticket("Remarks2");
  out.remarks3 = of_ticket("Remarks3");
  out.print = sheet.reprint ? forms::TicketSheet::Print::again : forms::TicketSheet::Print::first;
  return out;
}

forms::OpinionSheet opinion_sheet(const Ground& ground, const Sheet& sheet) {
  forms::OpinionSheet out;
  fill_head(out, ground, sheet);
  out.from_month = text_of(ground.ticket, "MedicalTreatmentMonth");
  return out;
}

std::vector<Sheet> sheets_of(Parts& parts, const std::string& file) {
  return parts.database.read([&](sql::Connection& db) {
    std::vector<Sheet> sheets;
    sql::Query query(
        db, "SELECT serial, ticket, reprint FROM print WHERE file = ?1 ORDER BY serial", file);
    while (query.row()) {
      sheets.push_back({fmt::format("{:08}", query.integer(0)), std::string(query.text(1)),
                        query.integer(2) != 0});
    }
    return sheets;
  });
}

// Live tickets of a month that the caller may see, in the order of institutions: all, those of one
// institution, or of those that never asked here.
struct Wanted {
  std::string month, institution;
  bool unconnected = false;
};
std::vector<std::string> tickets_of_month(Parts& parts, const Call& call, const Wanted& wanted) {
  return parts.database.read([&](sql::Connection& db) {
    std::vector<std::string> ids;
    sql::Query query(db,
                     "SELECT t.recipient_key || '|' || t.month || '|' || t.issue FROM ticket t"
                     " JOIN person p ON p.recipient_key = t.recipient_key"
                     " WHERE t.month = ?1 AND t.live = 1 AND (?2 OR p.not_disclosed = 0)"
                     " AND (?3 = '' OR t.institution = ?3) AND (?4 = 0 OR NOT EXISTS"
                     "  (SELECT 1 FROM event e WHERE e.institution = t.institution))"
                     " ORDER BY t.institution, p.sort, t.issue",
                     wanted.month, call.sees_protected(), wanted.institution, wanted.unconnected);
    while (query.row()) ids.emplace_back(query.text(0));
    return ids;
  });
}

util::Result<std::vector<std::string>, Problem> ids_asked(Parts& parts, const Call& call) {
  const auto month = text_of(call.body, "month");
  if (!month.empty()) {
    if (!util::Month::parse(month)) return util::failure(malformed("month"));
    const auto scope = text_of(call.body, "scope");
    if (!scope.empty() && scope != "all" && scope != "unconnected") {
      return util::failure(malformed("scope"));
    }
    return tickets_of_month(parts, call,
                            {month, text_of(call.body, "institution"), scope == "unconnected"});
  }
  std::vector<std::string> ids;
  for (const auto& one : call.body.value("ids", Json::array())) {
    if (!one.is_string()) return util::failure(malformed("ids"));
    const auto id = one.get<std::string>();
    if (!is_visible(parts, call, id.substr(0, id.find('|'))) || !ground_of(parts, id)) {
      return util::failure(not_found());
    }
    ids.push_back(id);
  }
  return ids;
}

forms::Pdf rendered(Parts& parts, JobView& view, const std::string& kind,
                    const std::vector<Sheet>& sheets, std::size_t& left_out) {
  const auto face = face_of(parts);
  const auto day = util::day_in_japan(parts.clock.now());
  const auto progress = [&view](std::size_t done, std::size_t all) {
    view.progress(static_cast<std::int64_t>(done), static_cast<std::int64_t>(all));
    return !view.cancelled();
  };
  std::vector<forms::TicketSheet> tickets;
  std::vector<forms::OpinionSheet> opinions;
  for (const auto& sheet : sheets) {
    const auto ground = ground_of(parts, sheet.ticket);
    if (!ground) {
      ++left_out;  // cancelled meanwhile
    } else if (kind == "ticket") {
      tickets.push_back(ticket_sheet(*ground, sheet));
    } else {
      opinions.push_back(opinion_sheet(*ground, sheet));
    }
  }
  if (kind == "opinion") return forms::opinion_pdf(opinions, face, day, progress);
  forms::TicketBatch batch{face, day, forms::TicketBatch::Cover::none};
  if (sheets.size() > 1) batch.cover = forms::TicketBatch::Cover::list;
  return forms::ticket_pdf(tickets, batch, progress);
}

// The institution that a sheet was for, by its ground's id; empty: none was named.
std::string institution_of(sql::Connection& db, const std::string& id) {
  std::string code;
  if (is_ticket(id)) {
    const auto month = id.find('|') + 1;
    const auto issue = id.rfind('|') + 1;
    sql::Query query(db,
                     "SELECT institution FROM ticket WHERE recipient_key = ?1 AND month = ?2 AND"
                     " issue = ?3",
                     id.substr(0, month - 1), id.substr(month, issue - month - 1),
                     id.substr(issue));
    if (query.row()) code = query.text(0);
  } else if (const auto plan = plan_named(id)) {
    code = text_of(lane_fields(plan->lane), "DesignatedMedicalInstitutionCode");
  }
  if (code.empty()) return {};
  auto name = institution_name(db, code);
  return name.empty() ? code : name;
}

// At the center, in parts of the list; a repetition after a crash is recorded once.
util::Result<void, Problem> record_prints(Parts& parts, const OnBehalf& author,
                                          const std::vector<Sheet>& sheets, const std::string& file,
                                          const std::string& purpose) {
  for (std::size_t at = 0; at < sheets.size(); at += serials_at_once) {
    Json serials = Json::array();
    const auto end = std::min(sheets.size(), at + serials_at_once);
    for (auto i = at; i < end; ++i) serials.push_back(sheets[i].serial);
    const Json look{{"what", "print"},
                    {"purpose", purpose},
                    {"count", static_cast<std::int64_t>(end - at)},
                    {"serials", serials}};
    const auto recorded = parts.center.post("/office/looks", look, author,
                                            "print-" + file + "-" + std::to_string(at));
    if (!recorded) return util::failure(problem_of(recorded.error()));
  }
  return {};
}

// Paper is out; its file is of no use after some days.
void remove_old_files(Parts& parts) {
  const auto before = util::iso_date_time_in_japan(parts.clock.now().plus_ms(-kept_ms));
  std::vector<std::string> files;
  parts.database.read([&](sql::Connection& db) {
    sql::Query query(db, "SELECT DISTINCT file FROM print WHERE at < ?1", before);
    while (query.row()) files.emplace_back(query.text(0));
  });
  std::error_code error;
  for (const auto& file : files) fs::remove(print_path(parts, file), error);
}

}  // namespace

forms::OfficeFace face_of(Parts& parts) {
  return parts.database.read([](sql::Connection& db) {
    const auto row = parsed(kept(db, "office"));
    forms::OfficeFace face{text_of(row, "Name"), kept(db, "setting.address"),
                           kept(db, "setting.telephone")};
    if (face.telephone.empty()) face.telephone = text_of(row, "Telephone");
    return face;
  });
}

Problem print_problem(const forms::FormProblem& problem) {
  const bool font = problem.error == forms::FormError::font_missing;
  return {500,
          "F5010",
          font ? "印刷用の書体（fonts-ipaexfont）がありません。管理者へご連絡ください。"
               : "印刷ファイルを作れませんでした。もう一度お試しください。",
          font ? "The fonts for printing (fonts-ipaexfont) are not installed."
               : "The file could not be made. Please try again.",
          {},
          Json::object()};
}

Answer begin_print(Parts& parts, const Call& call) {
  const auto kind = text_of(call.body, "kind");
  if (kind != "ticket" && kind != "opinion") return util::failure(malformed("kind"));
  const auto ids = ids_asked(parts, call);
  if (!ids) return util::failure(ids.error());
  if (ids->empty() && !text_of(call.body, "month").empty()) {
    return util::failure(wrong_state("この条件の券はありません。月と範囲をご確認ください。",
                                     "There is no such ticket. Please check month and scope."));
  }
  if (ids->empty() || ids->size() > forms::sheets_max) return util::failure(malformed("ids"));
  for (const auto& id : *ids) {
    if (kind == "ticket" && !is_ticket(id)) return util::failure(malformed("ids"));
  }
  const auto file = util::random_key();
  parts.database.change([&](sql::Connection& db) {
    for (const auto& id : *ids) {
      const bool again = sql::single(db, 0,
                                     "SELECT count(*) FROM print WHERE ticket = ?1 AND kind = ?2"
                                     " AND handed = 1",
                                     id, kind) != 0;
      sql::Query(db,
                 "INSERT INTO print (ticket, kind, at, author, reprint, file, handed)"
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)",
                 id, kind, parts.now(), call.who.account, again && kind == "ticket", file)
          .run();
    }
  });
  auto purpose = text_of(call.body, "purpose");
  if (purpose.empty()) purpose = kind == "ticket" ? "券の交付" : "要否意見書の送付";
  const Json input{{"file", file}, {"kind", kind}, {"purpose", purpose}};
  return json_answer({{"job", parts.jobs->begin("print", input, {call.who, {}})}}, 202);
}

Jobs::Outcome run_print(Parts& parts, JobView& view, const Json& input, const OnBehalf& author) {
  const auto file = text_of(input, "file");
  const auto sheets = sheets_of(parts, file);
  for (const auto& sheet : sheets) {  // somebody may have been protected meanwhile
    if (!may_see(parts, author, sheet.ticket.substr(0, sheet.ticket.find('|')))) {
      return util::failure(not_found());
    }
  }
  std::size_t left_out = 0;
  const auto pdf = rendered(parts, view, text_of(input, "kind"), sheets, left_out);
  if (!pdf) return util::failure(print_problem(pdf.error()));
  if (left_out != 0) {
    return util::failure(wrong_state("印刷の途中で取り消された券があります。選び直してください。",
                                     "A ticket was cancelled meanwhile. Please choose again."));
  }
  const auto recorded = record_prints(parts, author, sheets, file, text_of(input, "purpose"));
  if (!recorded) return util::failure(recorded.error());
  remove_old_files(parts);
  std::error_code error;
  fs::create_directories(parts.data_dir, error);
  if (!util::replace_file(print_path(parts, file), *pdf)) return util::failure(disk_failed());
  parts.database.change([&](sql::Connection& db) {
    sql::Query(db, "UPDATE print SET handed = 1 WHERE file = ?1", file).run();
  });
  return Json{{"file", file}, {"sheets", sheets.size()}};
}

Answer hand_out_print(Parts& parts, const Call& call) {
  const bool handed = parts.database.read([&](sql::Connection& db) {
    return sql::single(db, 0,
                       "SELECT count(*) FROM print WHERE file = ?1 AND handed = 1 AND author = ?2",
                       call.id, call.who.account) != 0;
  });
  if (!handed) return util::failure(not_found());
  auto bytes = util::read_file(print_path(parts, call.id), file_bytes_max);
  if (!bytes) return util::failure(not_found());
  edge::PageAnswer answer;
  answer.content_type = "application/pdf";
  answer.headers.emplace_back("Content-Disposition", "inline; filename=\"print.pdf\"");
  answer.body = std::move(*bytes);
  return answer;
}

Answer list_prints(Parts& parts, const Call& call) {
  return parts.database.read([&](sql::Connection& db) {
    Json items = Json::array();
    sql::Query query(db,
                     "SELECT r.serial, r.ticket, r.kind, r.at, r.author, r.reprint, r.file,"
                     " p.recipient_key FROM"
                     " print r JOIN person p ON p.recipient_key = CASE WHEN instr(r.ticket, '|') >"
                     " 0 THEN substr(r.ticket, 1, instr(r.ticket, '|') - 1) ELSE r.ticket END"
                     " WHERE r.handed = 1 AND (?1 OR p.not_disclosed = 0)"
                     " ORDER BY r.serial DESC LIMIT 500",
                     call.sees_protected());
    while (query.row()) {
      items.push_back({{"serial", fmt::format("{:08}", query.integer(0))},
                       {"ticket", query.text(1)},
                       {"kind", query.text(2)},
                       {"at", query.text(3)},
                       {"by", query.text(4)},
                       {"reprint", query.integer(5) != 0},
                       {"file", query.text(6)},
                       {"recipient_key", query.text(7)}});
    }
    for (auto& item : items) {
      const auto name = name_of(db, text_of(item, "recipient_key"));
      item["Name"] = name.name;
      item["NameKana"] = name.kana;
      item["institution"] = institution_of(db, text_of(item, "ticket"));
    }
    return json_answer({{"items", items}});
  });
}

}  // namespace madoguchi::office
