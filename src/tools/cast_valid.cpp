// People whose ticket is valid: all that a ticket, a name and a card can say.

#include "tools/scenario_cast.hpp"

namespace madoguchi::tools {

namespace {

void cast_ticket_contents(Cast& cast) {
  const auto two = cast.person("D7-two", "両方　信子", "ﾘｮｳﾎｳ ﾉﾌﾞｺ", "2", "19520714");
  cast.assist(two);
  cast.tickets(two, clinic_code);
  auto& inpatient = cast.ticket(two, clinic_code, cast.month());
  inpatient.treatment_type = "01";
  inpatient.injury_name1 = "肺炎";
  cast.card(two);
  cast.by_card({"D7-two", "入院と入院外の券が1枚ずつ", "An inpatient and an outpatient ticket"},
               "clinic", {two.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));

  const auto full = cast.person("D7-full", "全項目　タケ", "ｾﾞﾝｺｳﾓｸ ﾀｹ", "2", "19400229");
  cast.assist(full);
  cast.tickets(full, clinic_code);
  auto& ticket = cast.ticket(full, clinic_code, cast.month());
  ticket.treatment_type = "01";
  ticket.injury_name1 = "肺結核";
  ticket.injury_name2 = "慢性閉塞性肺疾患";
  ticket.injury_name3 = "２型糖尿病";
  ticket.self_pay_amount = "5000";
  ticket.infection = "01";
  ticket.elderly_medical_care = "01";
  ticket.prefectural_expenses = "01";
  ticket.remarks1 = "本人支払額は窓口で徴収してください。";
  ticket.remarks2 = "感染症法の公費を優先";
  ticket.remarks3 = "住所不定（法第73条）";
  cast.card(full);
  cast.by_card({"D7-full", "券の全項目（本人支払額・結核・後期高齢者・都道府県費・備考）",
                "Every field of a ticket is filled"},
               "clinic", {full.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
}

void cast_names(Cast& cast) {
  auto foreign =
      cast.person("D7-foreign", "ＮＧＵＹＥＮ　ＶＡＮ　ＡＮ", "ｸﾞｪﾝ ｳﾞｧﾝ ｱﾝ", "3", "19930601");
  foreign.person.name_of_other = "安田　安";
  foreign.person.name_of_other_kana = "ﾔｽﾀﾞ ﾔｽｼ";
  foreign.person.sex2 = "1";
  cast.assist(foreign);
  cast.tickets(foreign, clinic_code);
  cast.card(foreign);
  cast.by_card({"D7-foreign", "外国名と通称、性別は裏面記載", "Foreign name with an alias; Sex2"},
               "clinic", {foreign.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));

  auto letters = cast.person("D7-letters", "髙﨑　𠮟之助", "ﾀｶｻｷ ｼｯﾉｽｹ", "1", "19661231");
  letters.person.name_of_other = "ヴァッシュ～ミノル−ロー";
  letters.person.name_of_other_kana = "ｳﾞｧｯｼｭ ﾐﾉﾙ";
  letters.person.address = "東京都〇〇市𠮷野町1−2〜3";
  cast.assist(letters);
  for (const auto month : {cast.before(), cast.month()}) {
    auto& ticket = cast.ticket(letters, clinic_code, month);
    ticket.injury_name1 = "𠮟・髙・﨑・～・−・ｯｬｭｮ・ッャュョ・ヵヶ・①・㈱";
  }
  cast.card(letters);
  cast.by_card({"D7-letters", "髙・﨑・𠮟、波ダッシュ、小さい仮名、半角カナ",
                "Letters that Shift_JIS lacks or readers confuse"},
               "clinic", {letters.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
}

void cast_kinds(Cast& cast) {
  const auto tooth = cast.person("D7-dental", "歯科　歩", "ｼｶ ｱﾕﾑ", "1", "20010410");
  cast.assist(tooth);
  cast.tickets(tooth, dental_code);
  cast.card(tooth);
  cast.by_card({"D7-dental", "歯科の医療券", "A dental ticket"}, "dental",
               {tooth.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));

  const auto visited = cast.person("D7-nursing", "訪問　さゆり", "ﾎｳﾓﾝ ｻﾕﾘ", "2", "19380525");
  cast.assist(visited);
  cast.tickets(visited, nursing_code);
  cast.card(visited);
  cast.by_card({"D7-nursing", "訪問看護の医療券", "A visiting nurse's ticket"}, "visiting-nursing",
               {visited.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));

  const auto issuers = cast.person("D13-two", "処方　薫", "ｼｮﾎｳ ｶｵﾙ", "1", "19741011");
  cast.assist(issuers);
  cast.tickets(issuers, pharmacy_code);
  auto& second = cast.ticket(issuers, pharmacy_code, cast.month());
  second.issuer_code = clinic_y_code;
  second.issuer_name = "あおば内科クリニック";
  cast.card(issuers);
  cast.by_card({"D13-two", "処方箋発行元が2か所の調剤券", "Dispensing tickets of two issuers"},
               "pharmacy", {issuers.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
}

void cast_card_life(Cast& cast) {
  const auto soon = cast.person("D7-expires-soon", "期限　近子", "ｷｹﾞﾝ ﾁｶｺ", "2", "19870707");
  cast.assist(soon);
  cast.tickets(soon, clinic_code);
  cast.card(soon, CardKind::expires_soon);
  cast.by_card({"D7-expires-soon", "カードの電子証明書がまもなく期限", "The card expires soon"},
               "clinic", {soon.card_file(), "pin", "", {}}, answer("D7", 1, "A1", "N0701"));

  const auto grace = cast.person("D7-grace", "猶予　守", "ﾕｳﾖ ﾏﾓﾙ", "1", "19690918");
  cast.assist(grace);
  cast.tickets(grace, clinic_code);
  cast.card(grace, CardKind::grace);
  cast.by_card({"D7-grace", "期限切れから3か月以内（資格確認だけ）",
                "Expired card within its grace: eligibility only"},
               "clinic", {grace.card_file(), "pin", "", {"medication"}},
               answer("D7", 1, "A1", "N0702"));
}

// 照会番号: given after the person was received, returned with every later answer.
void cast_references(Cast& cast) {
  const auto known = cast.person("D17-reference", "照会　花", "ｼｮｳｶｲ ﾊﾅ", "2", "19920314");
  cast.assist(known);
  cast.tickets(known, clinic_code);
  cast.give_reference({"D17-reference", "受付した人に照会番号を登録（OQSsiimm01）",
                       "A reference number for a person who was received (OQSsiimm01)"},
                      "clinic", {numbers_of(known), "0000777", ByReference::Message::one});
  const auto many = cast.person("D17-references", "照会　実", "ｼｮｳｶｲ ﾐﾉﾙ", "1", "19630808");
  cast.assist(many);
  cast.tickets(many, clinic_code);
  cast.give_reference({"D17-references", "照会番号をまとめて登録（OQSmuimm01）",
                       "Reference numbers, many in one message (OQSmuimm01)"},
                      "clinic", {numbers_of(many), "0000778", ByReference::Message::many});
  cast.by_number({"D17-known", "登録した照会番号が回答に入る（D17-referenceの後）",
                  "The answer carries the reference number (after D17-reference)"},
                 "clinic", known, answer("D17", 1, "A1"));
}

}  // namespace

void cast_valid(Cast& cast) {
  cast_ticket_contents(cast);
  cast_names(cast);
  cast_kinds(cast);
  cast_card_life(cast);
  cast_references(cast);
}

}  // namespace madoguchi::tools
