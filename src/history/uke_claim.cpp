#include "history/uke_claim.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "domain/identifiers.hpp"
#include "util/digits.hpp"
#include "util/encoding.hpp"

namespace madoguchi::history {

namespace {

constexpr std::size_t text_characters_max = 100;
constexpr std::string_view by_mouth = "21";      // 診療識別 内服
constexpr std::string_view form_by_mouth = "1";  // 剤形 内服
// Which procedures are kept: 医学管理, 在宅, 処置, 手術, 麻酔, 検査, 画像, その他. Basic fees, the
// fees of dispensing and injecting and the hospital's bed say nothing of a treatment.
constexpr std::array<std::string_view, 8> kept_classes = {"13", "14", "40", "50",
                                                          "54", "60", "70", "80"};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), util::is_digit);
}

// "12", "0.5", ".5": a quantity as claims write it.
bool is_quantity(std::string_view text) {
  if (text.size() > 12) return false;
  const auto dots = std::count(text.begin(), text.end(), '.');
  return dots <= 1 && std::all_of(text.begin(), text.end(),
                                  [](char c) { return util::is_digit(c) || c == '.'; });
}

}  // namespace

UkeClaim::UkeClaim(const UkeInstitution& institution, UkeEncoding encoding, UkeNotes& notes)
    : institution_(institution), encoding_(encoding), notes_(notes) {}

void UkeClaim::wrong(std::size_t line, std::size_t field, const char* code, const char* text) {
  sound_ = false;
  notes_.error(line, field, code, text);
}

std::string UkeClaim::text_of(const UkeFields& record, std::size_t line, std::size_t field) {
  const auto raw = record.at(field);
  std::string text;
  if (encoding_ == UkeEncoding::utf8) {
    if (!util::check_utf8(raw)) {
      wrong(line, field, "encoding", "UTF-8として読めない文字があります。");
      return {};
    }
    text = raw;
  } else {
    auto decoded = util::utf8_from_cp932(raw);
    if (!decoded) {
      wrong(line, field, "encoding", "Shift_JIS（CP932）にない文字があります。");
      return {};
    }
    text = std::move(*decoded);
  }
  if (util::characters(text) > text_characters_max) {
    wrong(line, field, "too_long", "文字数が多すぎます。");
    return {};
  }
  return text;
}

void UkeClaim::begin(const UkeFields& re, std::size_t line) {
  claim_.line = line;
  claim_.kind = institution_.kind;
  claim_.institution_code = institution_.code;
  claim_.institution_name = institution_.name;
  claim_.billed = institution_.billed;
  claim_.number = re.at(2);
  read_type(re, line);
  const auto month = util::parse_claims_month(re.at(4));
  if (month) {
    claim_.month = *month;
  } else {
    wrong(line, 4, "date", "診療年月がありえない年月です。");
  }
  auto& who = claim_.identity;
  who.name = text_of(re, line, 5);
  who.sex = re.at(6);
  if (who.sex != "1" && who.sex != "2") wrong(line, 6, "format", "男女区分は1か2です。");
  if (const auto birth = util::parse_claims_day(re.at(7))) {
    who.birthdate = *birth;
  } else {
    wrong(line, 7, "date", "生年月日がありえない日付です。");
  }
  if (claim_.kind == ClaimKind::dispensing) return read_issuer(re, line);
  claim_.chart_number = text_of(re, line, 14);
  claim_.search_number = re.at(19);
  if (!all_digits(claim_.search_number) || claim_.search_number.size() > 30) {
    wrong(line, 19, "format", "検索番号は30桁までの数字です。");
  }
  who.kana = text_of(re, line, 37);
}

// 1 医科, 3 歯科, 4 調剤, 6 訪問看護; the last digit odd: 入院.
void UkeClaim::read_type(const UkeFields& re, std::size_t line) {
  const auto type = re.at(3);
  claim_.type = type;
  if (type.size() != 4 || !all_digits(type)) {
    return wrong(line, 3, "format", "レセプト種別は4桁の数字です。");
  }
  const bool in_hospital = (type[3] - '0') % 2 == 1;
  switch (claim_.kind) {
    case ClaimKind::medical:
      claim_.visit = in_hospital ? VisitKind::in : VisitKind::out;
      break;
    case ClaimKind::dental:
      claim_.visit = VisitKind::dental;
      break;
    case ClaimKind::dispensing:
      claim_.visit = VisitKind::dispensing;
      break;
    case ClaimKind::visiting_nursing:
      claim_.visit = VisitKind::visiting_nursing;
      break;
  }
}

void UkeClaim::read_issuer(const UkeFields& re, std::size_t line) {
  claim_.issuer_name = text_of(re, line, 13);
  const auto code = std::string(re.at(10)) + std::string(re.at(11)) + std::string(re.at(12));
  if (code.empty()) return;
  if (domain::form_of_institution_code(code) == domain::NumberForm::bad_format) {
    return wrong(line, 12, "institution", "処方箋を発行した医療機関のコードが正しくありません。");
  }
  claim_.issuer_code = code;
}

std::int64_t UkeClaim::points_of(const UkeFields& record, std::size_t line) {
  const auto text = record.at(6);
  if (text.empty()) return 0;
  const auto points = util::digits(text);
  if (!points) wrong(line, 6, "format", "合計点数が数字ではありません。");
  return points.value_or(0);
}

void UkeClaim::add_payer(const UkeFields& record, std::size_t line, ClaimPayer::Of of) {
  ++payer_lines_;
  const auto points = points_of(record, line);
  ClaimPayer payer;
  payer.of = of;
  payer.payer = record.at(2);
  if (payer.payer.empty() || !all_digits(payer.payer)) {
    wrong(line, 2, "format", "保険者番号・公費負担者番号が数字ではありません。");
  }
  if (of == ClaimPayer::Of::insurance) {
    with_insurance_ = true;
    insurance_points_ += points;
    payer.symbol = text_of(record, line, 3);
    payer.number = text_of(record, line, 4);
  } else {
    if (!with_public_) public_points_ = points;  // of several only the first counts (9.3)
    with_public_ = true;
    payer.number = text_of(record, line, 3);
  }
  if (claim_.days == 0 && claim_.kind != ClaimKind::dispensing) {
    claim_.days = util::digits(record.at(5)).value_or(0);
  }
  claim_.identity.payers.push_back(std::move(payer));
}

// Empty on the lines behind the first of what belongs together.
std::string_view UkeClaim::class_of(const UkeFields& record, std::size_t line) {
  const auto text = record.at(2);
  if (!text.empty()) {
    if (text.size() != 2 || !all_digits(text)) {
      wrong(line, 2, "format", "診療識別は2桁の数字です。");
    }
    last_class_ = text;
  }
  return last_class_;
}

bool UkeClaim::code_is_sound(std::string_view code, std::size_t line, std::size_t field) {
  if (code.size() == 9 && all_digits(code)) return true;
  wrong(line, field, "code", "コードは9桁の数字です。");
  return false;
}

// Fields 14 to 44: day 1 to 31.
DaysOfMonth UkeClaim::days_of(const UkeFields& record, std::size_t line) {
  DaysOfMonth days = 0;
  const int last = claim_.month.last_day().day();
  for (int day = 1; day <= 31; ++day) {
    const auto field = static_cast<std::size_t>(13 + day);
    const auto text = record.at(field);
    if (text.empty()) continue;
    const auto count = util::digits(text);
    if (!count) {
      wrong(line, field, "format", "日ごとの回数が数字ではありません。");
      return 0;
    }
    if (*count == 0) continue;
    if (day > last) {
      wrong(line, field, "date", "その月にない日です。");
      return 0;
    }
    days |= DaysOfMonth{1} << (day - 1);
  }
  return days;
}

void UkeClaim::add_procedure(const UkeFields& record, std::size_t line) {
  ProcedureLine procedure;
  procedure.treatment_class = class_of(record, line);
  if (std::find(kept_classes.begin(), kept_classes.end(), procedure.treatment_class) ==
      kept_classes.end()) {
    return;
  }
  procedure.code = record.at(4);
  if (!code_is_sound(procedure.code, line, 4)) return;
  procedure.quantity = record.at(5);
  if (!is_quantity(procedure.quantity)) return wrong(line, 5, "format", "数量が数ではありません。");
  procedure.times = util::digits(record.at(7)).value_or(0);
  procedure.days = days_of(record, line);
  claim_.procedures.push_back(std::move(procedure));
}

// The layout of a dental procedure's quantities and days is not public: kind and code are.
void UkeClaim::add_dental_procedure(const UkeFields& record, std::size_t line) {
  ProcedureLine procedure;
  procedure.treatment_class = class_of(record, line);
  if (std::find(kept_classes.begin(), kept_classes.end(), procedure.treatment_class) ==
      kept_classes.end()) {
    return;
  }
  procedure.code = record.at(4);
  if (code_is_sound(procedure.code, line, 4)) claim_.procedures.push_back(std::move(procedure));
}

void UkeClaim::add_drug(const UkeFields& record, std::size_t line) {
  DrugLine drug;
  drug.treatment_class = class_of(record, line);
  drug.code = record.at(4);
  if (!code_is_sound(drug.code, line, 4)) return;
  drug.quantity = record.at(5);
  if (!is_quantity(drug.quantity)) return wrong(line, 5, "format", "使用量が数ではありません。");
  drug.times = util::digits(record.at(7)).value_or(0);
  const auto days = days_of(record, line);
  const bool supply = drug.treatment_class == by_mouth;
  if (days == 0) {  // the day is not told
    drug.dispensed = claim_.month.first_day();
    drug.day_known = false;
    drug.supply_days = supply ? drug.times : 0;
    claim_.drugs.push_back(std::move(drug));
    return;
  }
  for (int day = 1; day <= 31; ++day) {
    if ((days >> (day - 1) & 1U) == 0) continue;
    auto one = drug;
    one.times = util::digits(record.at(static_cast<std::size_t>(13 + day))).value_or(0);
    one.supply_days = supply ? one.times : 0;
    one.dispensed = claim_.month.first_day().plus_days(day - 1);
    claim_.drugs.push_back(std::move(one));
  }
}

void UkeClaim::begin_prescription(const UkeFields& record) {
  end_prescription();
  form_ = record.at(2);
}

void UkeClaim::add_dispensing(const UkeFields& record, std::size_t line) {
  const auto day = util::parse_claims_day(record.at(4));
  if (!day) return wrong(line, 4, "date", "調剤年月日がありえない日付です。");
  if (!record.at(3).empty() && !util::parse_claims_day(record.at(3))) {
    return wrong(line, 3, "date", "処方年月日がありえない日付です。");
  }
  const auto text = record.at(6);
  const auto quantity = text.empty() ? std::optional<int>(0) : util::digits(text);
  if (!quantity) return wrong(line, 6, "format", "調剤数量が数字ではありません。");
  dispensings_.push_back({*day, *quantity});
}

void UkeClaim::add_dispensed_drug(const UkeFields& record, std::size_t line) {
  DrugLine drug;
  drug.code = record.at(3);
  if (!code_is_sound(drug.code, line, 3)) return;
  drug.quantity = record.at(4);
  if (!is_quantity(drug.quantity)) return wrong(line, 4, "format", "使用量が数ではありません。");
  drug.treatment_class = form_;
  prescribed_.push_back(std::move(drug));
}

// Every dispensing of a prescription gave all of its drugs.
void UkeClaim::end_prescription() {
  const bool supply = form_ == form_by_mouth;
  for (const auto& drug : prescribed_) {
    for (const auto& dispensing : dispensings_) {
      auto one = drug;
      one.dispensed = dispensing.day;
      one.times = dispensing.quantity;
      one.supply_days = supply ? dispensing.quantity : 0;
      claim_.drugs.push_back(std::move(one));
    }
    if (dispensings_.empty()) {
      auto one = drug;
      one.dispensed = claim_.month.first_day();
      one.day_known = false;
      claim_.drugs.push_back(std::move(one));
    }
  }
  dispensings_.clear();
  prescribed_.clear();
  form_.clear();
}

bool UkeClaim::add(const UkeFields& record, std::size_t line) {
  const auto id = record.id();
  const bool pharmacy = claim_.kind == ClaimKind::dispensing;
  if (id == "HO") {
    add_payer(record, line, ClaimPayer::Of::insurance);
  } else if (id == "KO") {
    add_payer(record, line, ClaimPayer::Of::public_expense);
  } else if (id == "SI") {
    add_procedure(record, line);
  } else if (id == "SS") {
    add_dental_procedure(record, line);
  } else if (id == "IY") {
    pharmacy ? add_dispensed_drug(record, line) : add_drug(record, line);
  } else if (id == "SH" && pharmacy) {
    begin_prescription(record);
  } else if (id == "CZ" && pharmacy) {
    add_dispensing(record, line);
  } else if (id == "CO" || id == "TO") {
    class_of(record, line);  // may begin what belongs together; its text is not kept
  } else {
    // Read over: disease names (SY, HS), symptoms (SJ), days and shares and what has no place here.
    static constexpr std::array<std::string_view, 19> others = {
        "SN", "JD", "MF", "GR", "SY", "HS", "SJ", "SH", "CZ", "TK",
        "KI", "ST", "IH", "HJ", "JS", "RJ", "KA", "RC", "MD"};
    return std::find(others.begin(), others.end(), id) != others.end();
  }
  return true;
}

Claim UkeClaim::take() {
  end_prescription();
  return std::move(claim_);
}

}  // namespace madoguchi::history
