// Insurance beside assistance, insurance alone, and what is hidden or cannot be believed.

#include "tools/scenario_cast.hpp"

namespace madoguchi::tools {

namespace {

constexpr std::string_view insurer_a = "06132013";
constexpr std::string_view insurer_b = "33120015";
constexpr std::string_view name_a = "見本電機健康保険組合";
constexpr std::string_view name_b = "見本県職員共済組合";

InsuranceDraft insured(const Cast& cast, std::string number, std::string branch = "00") {
  return {std::string(insurer_a), std::string(name_a), "見本12",     std::move(number),
          std::move(branch),      cast.long_ago(),     std::nullopt, ""};
}

ByNumbers numbers_of(const Draft& draft, const InsuranceDraft& insurance) {
  return {insurance.insurer_number, insurance.number, draft.person.birthdate, insurance.symbol,
          insurance.branch};
}

void combine(domain::Ticket& ticket) {
  ticket.single_or_combined = "02";
  ticket.social_insurance = "01";
}

void cast_combined(Cast& cast) {
  const auto combined = cast.person("D4", "併用　恵", "ﾍｲﾖｳ ﾒｸﾞﾐ", "2", "19780321");
  const auto insurance = insured(cast, "440041");
  cast.assist(combined);
  for (const auto month : {cast.before(), cast.month()}) {
    combine(cast.ticket(combined, clinic_code, month));
  }
  cast.insure(combined, insurance);
  cast.card(combined);
  const ByCardFile card{combined.card_file(), "pin", "", {}};
  cast.by_card({"D4", "医療保険と併用、券あり", "Insured, with a ticket: two results"}, "clinic",
               card, answer("D4", 1, "A1 I1"));
  cast.ask({"D26", "保険の番号で照会（医療扶助には触れない）",
            "By insurance numbers: never a hint of assistance"},
           "clinic", numbers_of(combined, insurance), answer("I1", 1, "I1"));
  cast.by_card({"D1", "医療扶助を利用しない医療機関（保険だけ）",
                "An institution that does not use assistance: insurance only"},
               "clinic-off", card, answer("D1", 1, "I1"));
  cast.ask({"D1-number", "利用しない医療機関で受給者番号を照会", "There, by assistance numbers"},
           "clinic-off", tools::numbers_of(combined), error("D1", "E2005"));
  cast.bulk({"D1-bulk", "利用しない医療機関で一括取得", "There, bulk acquisition"}, "clinic-off",
            cast.month(), error("D1", "E2005"));

  const auto mismatch = cast.person("D4-mismatch", "不整　合子", "ﾌｾｲ ｱｲｺ", "2", "19910911");
  cast.assist(mismatch);
  cast.tickets(mismatch, clinic_code);  // they say: no insurance
  cast.insure(mismatch, insured(cast, "440058"));
  cast.card(mismatch);
  cast.by_card({"D4-mismatch", "保険があるのに券では「社会保険なし」（不整合）",
                "Insured, but the ticket says not: ConsistencyFlag"},
               "clinic", {mismatch.card_file(), "pin", "", {}}, answer("D4", 1, "A1 I1"));

  const auto waiting = cast.person("D5", "保険　待男", "ﾎｹﾝ ﾏﾁｵ", "1", "19681120");
  cast.assist(waiting);
  cast.insure(waiting, insured(cast, "440065"));
  cast.card(waiting);
  cast.by_card({"D5", "医療保険あり、券は未登録", "Insured, no ticket"}, "clinic",
               {waiting.card_file(), "pin", "", {}}, answer("D5", 6, "A6 I1", "N0006"));
}

void cast_missing_registration(Cast& cast) {
  const auto office = cast.person("D6", "片側　登", "ｶﾀｶﾞﾜ ﾉﾎﾞﾙ", "1", "19970606");
  cast.insure(office, insured(cast, "440072"));
  cast.card(office);
  cast.by_card({"D6", "福祉事務所の登録がまだ（保険だけ。D16と同じ回答）",
                "The office has not registered: insurance only, as D16"},
               "clinic", {office.card_file(), "pin", "", {}}, answer("D16", 1, "I1"));

  const auto insurer = cast.person("D6-insurer", "片側　澄", "ｶﾀｶﾞﾜ ｽﾐ", "2", "19960303");
  cast.assist(insurer);
  for (const auto month : {cast.before(), cast.month()}) {
    combine(cast.ticket(insurer, clinic_code, month));
  }
  cast.card(insurer);
  cast.by_card({"D6-insurer", "保険者の登録がまだ（券は「社会保険あり」）",
                "The insurer has not registered; the ticket says insured"},
               "clinic", {insurer.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
}

void cast_insurance_rows(Cast& cast) {
  const auto ended = cast.person("I2", "喪失　薫", "ｿｳｼﾂ ｶｵﾙ", "2", "19830814");
  auto insurance = insured(cast, "550020");
  insurance.end = cast.day_before(1);
  insurance.reason_of_loss = "02";
  cast.insure(ended, insurance);
  cast.card(ended);
  cast.by_card({"I2", "保険は喪失、新しい資格なし", "Insurance ended, none newer"}, "clinic",
               {ended.card_file(), "pin", "", {}}, answer("I2", 2, "I2", "N0002"));
  cast.ask(
      {"I2-number", "番号で照会、喪失事由02は伝えない", "By number; the reason 02 is not told"},
      "clinic", numbers_of(ended, insurance), answer("I2", 2, "I2", "N0002"));

  const auto changed = cast.person("I3", "転職　勝", "ﾃﾝｼｮｸ ﾏｻﾙ", "1", "19790127");
  auto old = insured(cast, "550037");
  old.end = cast.day_before(1);
  old.reason_of_loss = "03";
  cast.insure(changed, old);
  cast.insure(changed, {std::string(insurer_b), std::string(name_b), "共34", "660031", "00",
                        cast.day_before(1), std::nullopt, ""});
  cast.card(changed);
  cast.ask({"I3", "前の保険の番号で照会", "By the numbers of the former insurance"}, "clinic",
           numbers_of(changed, old), answer("I3", 3, "I3", "N0003"));
  cast.by_card({"I1", "カードなら今の保険が出る", "By card the present one is shown"}, "clinic",
               {changed.card_file(), "pin", "", {}}, answer("I1", 1, "I1"));
  cast.ask({"I4", "登録のない保険の番号", "Unknown insurance numbers"}, "clinic",
           {std::string(insurer_a), "999990", changed.person.birthdate, "見本12", ""},
           answer("I4", 4, "", "N0004"));

  const auto elder = cast.person("I5", "双葉　葵", "ﾌﾀﾊﾞ ｱｵｲ", "2", "20150505");
  const auto younger = cast.person("I5-b", "双葉　楓", "ﾌﾀﾊﾞ ｶｴﾃﾞ", "2", "20150505");
  const auto first = insured(cast, "550051", "02");
  cast.insure(elder, first);
  cast.insure(younger, insured(cast, "550051", "03"));
  cast.card(elder);
  auto without_branch = numbers_of(elder, first);
  without_branch.branch.clear();
  cast.ask({"I5", "枝番なしで双子が該当", "Twins match without a branch number"}, "clinic",
           without_branch, answer("I5", 5, "", "N0005"));
  cast.ask({"I5-branch", "枝番を入れると1人に決まる", "With the branch number it is one"}, "clinic",
           numbers_of(elder, first), answer("I1", 1, "I1"));
}

}  // namespace

void cast_insured(Cast& cast) {
  cast_combined(cast);
  cast_missing_registration(cast);
  cast_insurance_rows(cast);
}

namespace {

void cast_not_disclosed(Cast& cast) {
  const auto hidden = cast.person("D3", "秘野　文", "ﾋﾒﾉ ﾌﾐ", "2", "19860616");
  cast.assist(hidden).not_disclosed = true;
  cast.tickets(hidden, clinic_code);
  cast.card(hidden);
  cast.by_card({"D3", "不開示、保険なし（該当なし）", "Not disclosed, not insured: nothing"},
               "clinic", {hidden.card_file(), "pin", "", {}}, answer("D3", 4, "", "N0004"));
  cast.by_number({"D3-number", "不開示の人の番号（D22と同じ回答）",
                  "Not disclosed, by number: same answer as D22"},
                 "clinic", hidden, answer("D3", 4, "", "N0004"));

  const auto beside = cast.person("D3-insured", "秘野　梓", "ﾋﾒﾉ ｱｽﾞｻ", "2", "19920220");
  cast.assist(beside).not_disclosed = true;
  cast.tickets(beside, clinic_code);
  cast.insure(beside, insured(cast, "440089"));
  cast.card(beside);
  cast.by_card(
      {"D3-insured", "不開示、保険あり（保険だけ）", "Not disclosed, insured: insurance only"},
      "clinic", {beside.card_file(), "pin", "", {}}, answer("D3", 1, "I1"));
}

struct BadCard {
  CardKind kind;
  Told told;
  const char* error;
  const char* name;
  const char* kana;
};

}  // namespace

void cast_hidden(Cast& cast) {
  cast_not_disclosed(cast);
  const BadCard cards[] = {
      {CardKind::revoked,
       {"D2", "失効リストにあるカード", "A card on the revocation list"},
       "E4004",
       "失効　一",
       "ｼｯｺｳ ﾊｼﾞﾒ"},
      {CardKind::reported,
       {"D2-reported", "紛失届により失効登録されたカード", "A card registered as revoked"},
       "E4004",
       "紛失　二葉",
       "ﾌﾝｼﾂ ﾌﾀﾊﾞ"},
      {CardKind::expired,
       {"D2-expired", "猶予も過ぎた期限切れのカード", "A card expired beyond its grace"},
       "E4003",
       "満了　三千代",
       "ﾏﾝﾘｮｳ ﾐﾁﾖ"},
      {CardKind::not_yet_valid,
       {"D2-not-yet", "有効期間前のカード", "A card that is not valid yet"},
       "E4005",
       "未来　六実",
       "ﾐﾗｲ ﾑﾂﾐ"},
      {CardKind::foreign,
       {"D2-foreign", "別の認証局のカード", "A card of an unknown CA"},
       "E4002",
       "別局　四朗",
       "ﾍﾞｯｷｮｸ ｼﾛｳ"},
      {CardKind::pin_locked,
       {"D2-locked", "暗証番号がロックされたカード", "A card with a locked PIN"},
       "E4010",
       "施錠　五月",
       "ｾｼﾞｮｳ ｻﾂｷ"}};
  for (const auto& bad : cards) {
    const auto draft = cast.person(bad.told.id, bad.name, bad.kana, "3", "19720902");
    cast.assist(draft);
    cast.tickets(draft, clinic_code);
    cast.card(draft, bad.kind);
    cast.by_card(bad.told, "clinic", {draft.card_file(), "pin", "", {}}, error("D2", bad.error));
  }
}

}  // namespace madoguchi::tools
