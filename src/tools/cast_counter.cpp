// The guide's own person, and everybody whose ticket is not there for this institution.

#include "tools/scenario_cast.hpp"

namespace madoguchi::tools {

namespace {

constexpr int half_of_month = 15;

// 生保 一郎 of the guide's screens. 照会番号 is not registered yet.
Draft ichiro(Cast& cast) {
  auto draft = cast.person("D7", "生保　一郎", "ｾｲﾎ ｲﾁﾛｳ", "1", "19900115");
  draft.payer = "12000001";  // the guide's numbers; their check digits warn (3.1)
  draft.beneficiary = "1010001";
  cast.assist(draft);
  for (const auto month : {cast.before(), cast.month()}) {
    auto& ticket = cast.ticket(draft, clinic_code, month);
    ticket.injury_name1 = "XXX";
    ticket.injury_name2 = "XXX";
    ticket.injury_name3 = "XXX";
  }
  cast.card(draft);
  return draft;
}

void ichiro_by_number(Cast& cast, const Draft& draft) {
  cast.by_number(
      {"D17", "提示された医療券の番号が有効", "The presented ticket's numbers are valid"}, "clinic",
      draft, answer("D17", 1, "A1"));
  auto wrong = numbers_of(draft);
  wrong.birthdate = wrong.birthdate.plus_days(1);
  cast.ask({"D22-birthdate", "生年月日が違う（番号なしと同じ回答）",
            "Birth date differs: same answer as unknown numbers"},
           "clinic", wrong, answer("D22", 4, "", "N0004"));
  cast.ask({"D22", "登録のない番号", "Unknown numbers"}, "clinic",
           {cast.payer_of(office_a), cast.new_beneficiary(), draft.person.birthdate, "", ""},
           answer("D22", 4, "", "N0004"));
  cast.ask_on(cast.today().plus_days(1),
              {"D24", "未来の日付の照会はエラー", "A future day is an error"}, "clinic",
              numbers_of(draft), error("D24", "E3001"));
}

}  // namespace

void cast_guide(Cast& cast) {
  const auto draft = ichiro(cast);
  const ByCardFile card{draft.card_file(), "pin", "", {}};
  cast.by_card({"D7", "手引きの「委託済み」の画面", "The guide's screen of a commissioned person"},
               "clinic", card, answer("D7", 1, "A1"));
  cast.by_card({"D7-consent", "薬剤情報の閲覧に同意", "Consents to the medication history"},
               "clinic", {card.file, "pin", "", {"medication", "no-diagnosis"}},
               answer("D7", 1, "A1"));
  cast.by_card({"D7-visual", "暗証番号なし、職員の目視確認", "No PIN: confirmed by the staff"},
               "clinic", {card.file, "visual", "受付　田中", {}}, answer("D7", 1, "A1"));
  cast.by_card(
      {"D12-guide", "医院の券だけの人が薬局に来た", "A clinic's ticket, asked at a pharmacy"},
      "pharmacy", card, answer("D12", 6, "A6", "N0006"));
  ichiro_by_number(cast, draft);
  const auto late = cast.person("D23", "遅野　登", "ｵｿﾉ ﾉﾎﾞﾙ", "1", "19710603");
  cast.assist(late);
  cast.ticket(late, clinic_code, cast.before());
  cast.card(late);
  cast.by_card_on(cast.day_before(20),
                  {"D23", "過ぎた日について照会（券は後から登録）",
                   "A past day whose ticket was registered late"},
                  "clinic", {late.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
}

namespace {

// D8 and D28: nothing registered. An office with a stated day, and one without.
void cast_nothing_registered(Cast& cast) {
  const auto hanako = cast.person("D8", "未登　花子", "ﾐﾄｳ ﾊﾅｺ", "2", "19850220");
  cast.assist(hanako);
  cast.card(hanako);
  cast.by_card({"D8", "手引きの「未委託」の画面（券が未登録）",
                "The guide's screen of an uncommissioned person"},
               "clinic", {hanako.card_file(), "pin", "", {}}, answer("D8", 6, "A6", "N0006"));
  cast.by_number({"D28", "番号で照会、券が未登録", "By number, no ticket registered"}, "clinic",
                 hanako, answer("D28", 2, "", "N0028"));
  auto jiro = cast.person("D8-office-b", "隣町　次郎", "ﾄﾅﾘﾏﾁ ｼﾞﾛｳ", "1", "19580912");
  jiro.office = office_b;
  jiro.payer = cast.payer_of(office_b);
  cast.assist(jiro);
  cast.card(jiro);
  cast.by_card({"D8-office-b", "券が未登録（登録予定日を示さない福祉事務所）",
                "No ticket; the office states no registration day"},
               "clinic", {jiro.card_file(), "pin", "", {}}, answer("D8", 6, "A6", "N0006"));
}

// D9, D10, D18: own tickets that do not cover today.
void cast_own_tickets_elsewhen(Cast& cast) {
  const auto other_month = cast.person("D9", "先月　実", "ｾﾝｹﾞﾂ ﾐﾉﾙ", "1", "19470808");
  cast.assist(other_month);
  cast.ticket(other_month, clinic_code, cast.before());
  cast.card(other_month);
  cast.by_card({"D9", "自院の券は先月分だけ", "Own ticket of last month only"}, "clinic",
               {other_month.card_file(), "pin", "", {}}, answer("D9", 6, "A6", "N0009"));
  cast.by_number({"D18", "番号で照会、自院の券は先月分だけ", "By number, own ticket of last month"},
                 "clinic", other_month, answer("D18", 2, "", "N0009"));

  const auto over = cast.person("D10", "半月　京子", "ﾊﾝﾂｷ ｷｮｳｺ", "2", "19630430");
  cast.assist(over);
  auto& ticket = cast.ticket(over, clinic_code, cast.month());
  const auto first = cast.month().first_day();
  if (cast.today().day() <= half_of_month) {
    ticket.from = first.plus_days(half_of_month);
  } else {
    ticket.to = first.plus_days(half_of_month - 1);
  }
  cast.card(over);
  cast.by_card(
      {"D10", "自院の今月の券、今日は有効期間の外", "Own ticket; today is outside its period"},
      "clinic", {over.card_file(), "pin", "", {}}, answer("D10", 6, "A6", "N0010"));
  cast.by_number({"D18-period", "番号で照会、今日は有効期間の外", "By number, outside the period"},
                 "clinic", over, answer("D18", 2, "", "N0010"));
}

// D11, D12, D19: what others hold is told to nobody.
void cast_tickets_elsewhere(Cast& cast) {
  const auto elsewhere = cast.person("D11", "他院　三郎", "ﾀｲﾝ ｻﾌﾞﾛｳ", "1", "19550105");
  cast.assist(elsewhere);
  cast.tickets(elsewhere, clinic_y_code);
  cast.card(elsewhere);
  cast.by_card({"D11", "他の医療機関だけに委託（D8と同じ回答）",
                "Commissioned elsewhere: same answer as D8"},
               "clinic", {elsewhere.card_file(), "pin", "", {}}, answer("D11", 6, "A6", "N0006"));
  cast.by_number({"D19", "番号で照会、他の医療機関の券（D28と同じ回答）",
                  "By number, others' ticket: same answer as D28"},
                 "clinic", elsewhere, answer("D19", 2, "", "N0028"));

  const auto pharmacy_only = cast.person("D12", "薬師　みどり", "ﾔｸｼ ﾐﾄﾞﾘ", "2", "19800317");
  cast.assist(pharmacy_only);
  cast.tickets(pharmacy_only, pharmacy_code);
  cast.card(pharmacy_only);
  cast.by_card({"D12", "調剤券だけの人が医院に来た（D8と同じ回答）",
                "Only a pharmacy's ticket: same answer as D8"},
               "clinic", {pharmacy_only.card_file(), "pin", "", {}},
               answer("D12", 6, "A6", "N0006"));
  cast.by_card({"D13", "調剤券あり、処方箋発行元は●●医療機関",
                "Dispensing ticket; compare its issuer with the prescription"},
               "pharmacy", {pharmacy_only.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
  cast.by_number({"D17-pharmacy", "薬局で調剤券の番号を照会", "A dispensing ticket by number"},
                 "pharmacy", pharmacy_only, answer("D17", 1, "A1"));
}

}  // namespace

void cast_unregistered(Cast& cast) {
  cast_nothing_registered(cast);
  cast_own_tickets_elsewhen(cast);
  cast_tickets_elsewhere(cast);
}

void cast_bulk(Cast& cast) {
  const auto units = [&](std::string_view code, util::Month month) {
    auto expected = answer("D25", 0, "");
    expected.units = cast.units(code, month);
    return expected;
  };
  cast.bulk({"D25", "一括取得、今月分", "Bulk acquisition of this month"}, "clinic", cast.month(),
            units(clinic_code, cast.month()));
  cast.bulk({"D25-before", "一括取得、先月分", "Bulk acquisition of last month"}, "clinic",
            cast.before(), units(clinic_code, cast.before()));
  cast.bulk({"D25-empty", "一括取得、該当なし（来月分）", "Bulk acquisition, empty month"},
            "dental", cast.month().plus_months(1), units(dental_code, cast.month().plus_months(1)));
  cast.ask_many({"D17-many", "資格確認一括照会、予約の方々を一度に",
                 "Bulk inquiry: several people in one message"},
                "clinic", {"D17", "D28", "D19", "D20", "D21", "D22", "D26"});
}

}  // namespace madoguchi::tools
