#include "history/uke_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "domain/identifiers.hpp"
#include "history/uke_claim.hpp"
#include "util/digits.hpp"
#include "util/encoding.hpp"

namespace madoguchi::history {

namespace {

constexpr char end_of_text = '\x1A';

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// Records that only claims by diagnosis group (DPC) have.
bool of_dpc(std::string_view id) {
  static constexpr std::array<std::string_view, 7> ids = {"BU", "SB", "KK", "SK", "GA", "GT", "CD"};
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool looks_like_id(std::string_view id) {
  return id.size() == 2 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || util::is_digit(c);
         });
}

}  // namespace

struct UkeReader::Body {
  Body(ByteSource& from, UkeEncoding in, Limits with)
      : bytes(from), lines(from), encoding(in), limits(with), notes(findings, with.notes_max) {
    findings.encoding = in;
    if (in == UkeEncoding::utf8) {
      notes.warn(1, 0, "utf8", "文字コードがUTF-8です（様式はShift_JIS）。UTF-8として読みました。");
    }
  }

  std::optional<Claim> next();
  void take_line(std::string_view line);
  void take_record(std::string_view line);
  void begin_group(const UkeFields& record);
  void begin_claim();
  void end_claim();
  void end_group();
  void at_end();
  void refuse(std::size_t field, const char* code, std::string text) {
    if (!findings.refusal) {
      findings.refusal = FileNote{lines.number(), field, code, std::move(text)};
    }
  }

  ByteSource& bytes;
  LineReader lines;
  UkeEncoding encoding;
  Limits limits;
  UkeFindings findings;
  UkeNotes notes;
  UkeFields fields;
  std::optional<UkeInstitution> institution;
  std::optional<UkeClaim> claim;
  std::optional<Claim> ready;
  std::size_t claim_lines = 0;
  std::int64_t payer_lines = 0, points = 0;  // of the group
  bool ended_by_mark = false, any_group = false;
};

UkeReader::UkeReader(ByteSource& bytes, UkeEncoding encoding, Limits limits)
    : body_(std::make_unique<Body>(bytes, encoding, limits)) {}
UkeReader::~UkeReader() = default;

const UkeFindings& UkeReader::findings() const {
  return body_->findings;
}

std::optional<Claim> UkeReader::next() {
  return body_->next();
}

std::optional<Claim> UkeReader::Body::next() {
  while (!findings.refusal) {
    std::string_view line;
    if (!lines.next(line)) {
      at_end();
      return std::nullopt;
    }
    findings.lines = lines.number();
    take_line(line);
    if (ready && !findings.refusal) {
      auto told = std::move(*ready);
      ready.reset();
      return told;
    }
  }
  return std::nullopt;
}

void UkeReader::Body::at_end() {
  if (lines.too_long()) return refuse(0, "line_too_long", "1行が長すぎます（64KiBまで）。");
  if (bytes.failed()) return refuse(0, "unreadable", "ファイルを最後まで読み取れません。");
  if (findings.refusal) return;
  if (!any_group) return refuse(0, "empty", "レセプトがありません。");
  if (institution) {
    refuse(0, "cut_off",
           "請求書（GOレコード）がありません。ファイルが途中で切れています。もう一度"
           "出力してください。");
  }
}

void UkeReader::Body::take_line(std::string_view line) {
  if (lines.number() == 1 && line.starts_with(util::utf8_bom)) {
    line.remove_prefix(util::utf8_bom.size());
  }
  const auto mark = line.find(end_of_text);
  if (mark != std::string_view::npos) {
    const auto behind = line.substr(mark);
    if (behind.find_first_not_of(end_of_text) != std::string_view::npos) {
      return refuse(0, "behind_end", "ファイルの終わりの印（0x1A）の後ろに文字があります。");
    }
    line = line.substr(0, mark);
  }
  if (ended_by_mark && !line.empty()) {
    return refuse(0, "behind_end", "ファイルの終わりの印（0x1A）の後ろに行があります。");
  }
  if (!line.empty()) take_record(line);
  ended_by_mark = ended_by_mark || mark != std::string_view::npos;
}

void UkeReader::Body::take_record(std::string_view line) {
  if (!fields.split(line)) return refuse(0, "too_many_fields", "項目が多すぎます。");
  const auto id = fields.id();
  if (!looks_like_id(id)) {
    return refuse(1, "not_uke",
                  "レコード識別で始まらない行があります。レセプト電算（UKE）のファイルでは"
                  "ありません。");
  }
  if (of_dpc(id)) {
    return refuse(1, "dpc",
                  "DPC のレセプト（RECEIPTD.UKE）は取り込めません。医科・歯科・調剤・訪問看護の"
                  "ファイルを指定してください。");
  }
  if (id == "IR" || id == "YK" || id == "HM") return begin_group(fields);
  if (id == "UK" && !institution) return;  // stands before IR in older files
  if (!institution) {
    return refuse(1, "no_institution", "医療機関・薬局の情報（IR・YK・HM）の前に行があります。");
  }
  if (id == "RE") return begin_claim();
  if (id == "GO") return end_group();
  if (!claim) return refuse(1, "no_claim", "レセプト共通（RE）の前に明細の行があります。");
  if (++claim_lines > limits.lines_of_claim_max) {
    return refuse(0, "claim_too_long", "1件のレセプトの行が多すぎます。");
  }
  if (claim->add(fields, lines.number())) return;
  if (++findings.unknown_records[std::string(id)] == 1) {
    notes.warn(lines.number(), 1, "unknown_record",
               "知らないレコード " + std::string(id) + " は読み飛ばします。");
  }
}

// IR: 7 name, 8 month. YK: 6 name, 7 month. HM is read by where a month stands.
void UkeReader::Body::begin_group(const UkeFields& record) {
  if (institution) return refuse(1, "no_total", "前の請求書（GO）がありません。");
  any_group = true;
  UkeInstitution made;
  const auto id = record.id();
  const auto table = record.at(4);
  made.code = std::string(record.at(3)) + std::string(table) + std::string(record.at(5));
  const auto form = domain::form_of_institution_code(made.code);
  const char fits = id == "YK" ? '4' : id == "HM" ? '6' : '1';
  const bool table_fits =
      table.size() == 1 && (table[0] == fits || (fits == '1' && table[0] == '3'));
  if (form == domain::NumberForm::bad_format || !table_fits) {
    return refuse(5, "institution", "都道府県・点数表・医療機関コードが正しくありません。");
  }
  if (form == domain::NumberForm::bad_check_digit) {
    notes.warn(lines.number(), 5, "check_digit", "医療機関コードの検証番号が合いません。");
  }
  made.kind = table == "3"   ? ClaimKind::dental
              : table == "4" ? ClaimKind::dispensing
              : table == "6" ? ClaimKind::visiting_nursing
                             : ClaimKind::medical;
  std::size_t month_field = id == "IR" ? 8 : 7;
  if (id == "HM" && !util::parse_claims_month(record.at(7))) month_field = 8;
  const auto billed = util::parse_claims_month(record.at(month_field));
  if (!billed) return refuse(month_field, "date", "請求年月がありえない年月です。");
  made.billed = *billed;
  const auto volume = record.at(month_field + 1);
  if (!volume.empty() && volume != "00") {
    return refuse(month_field + 1, "multi_volume",
                  "複数のファイルに分かれています。1つにまとめて出力し直してください。");
  }
  const auto name = record.at(month_field - 1);
  if (encoding == UkeEncoding::cp932) {
    auto decoded = util::utf8_from_cp932(name);
    if (!decoded) {
      return refuse(month_field - 1, "encoding", "Shift_JIS（CP932）にない文字があります。");
    }
    made.name = std::move(*decoded);
  } else if (util::check_utf8(name)) {
    made.name = name;
  } else {
    return refuse(month_field - 1, "encoding", "UTF-8として読めない文字があります。");
  }
  institution = std::move(made);
  payer_lines = points = 0;
}

void UkeReader::Body::begin_claim() {
  end_claim();
  claim.emplace(*institution, encoding, notes);
  claim_lines = 1;
  claim->begin(fields, lines.number());
}

void UkeReader::Body::end_claim() {
  if (!claim) return;
  ++findings.claims;
  payer_lines += claim->payer_lines();
  points += claim->points();
  if (claim->payer_lines() == 0) {
    notes.error(lines.number(), 0, "no_payer", "保険者（HO）も公費（KO）もないレセプトです。");
  }
  if (claim->sound() && claim->payer_lines() > 0) {
    ready = claim->take();
  } else {
    ++findings.refused;
  }
  claim.reset();
}

// domain.md 9.3: the number of HO and KO lines, and their points.
void UkeReader::Body::end_group() {
  end_claim();
  const auto count = whole_number(fields.at(2));
  const auto sum = whole_number(fields.at(3));
  if (!count || *count != payer_lines) {
    return refuse(2, "total_count",
                  "総件数が合いません（請求書 " + std::string(fields.at(2).substr(0, 12)) +
                      "、明細 " + std::to_string(payer_lines) + "）。何も取り込みません。");
  }
  if (!sum || *sum != points) {
    return refuse(3, "total_points",
                  "総合計点数が合いません（請求書 " + std::string(fields.at(3).substr(0, 12)) +
                      "、明細 " + std::to_string(points) + "）。何も取り込みません。");
  }
  institution.reset();
}

UkeEncoding uke_encoding(ByteSource& bytes) {
  bytes.rewind();
  LineReader lines(bytes);
  bool more_than_ascii = false, valid = true;
  std::string_view line;
  while (valid && lines.next(line)) {
    if (std::all_of(line.begin(), line.end(), [](char c) { return (c & 0x80) == 0; })) continue;
    more_than_ascii = true;
    valid = util::check_utf8(line).has_value();
  }
  bytes.rewind();
  return valid && more_than_ascii ? UkeEncoding::utf8 : UkeEncoding::cp932;
}

}  // namespace madoguchi::history
