// Ended, suspended, resumed and transferred assistance.

#include "tools/scenario_cast.hpp"

namespace madoguchi::tools {

namespace {

using domain::LossKind;

void cast_losses(Cast& cast) {
  const auto ended = cast.person("D14", "廃止　正", "ﾊｲｼ ﾀﾀﾞｼ", "1", "19760202");
  cast.assist(ended, {cast.long_ago(), cast.day_before(15), LossKind::abolished, "99"});
  cast.ticket(ended, clinic_code, cast.before()).to = cast.day_before(14);
  cast.card(ended);
  cast.by_card({"D14", "先月に廃止、保険なし", "Abolished last month, not insured"}, "clinic",
               {ended.card_file(), "pin", "", {}}, answer("D14", 2, "A2", "N0002"));
  cast.by_number({"D21", "番号で照会、資格は終了", "By number, ended"}, "clinic", ended,
                 answer("D21", 2, "", "N0002"));

  const auto suspended = cast.person("D14-suspended", "停止　武", "ﾃｲｼ ﾀｹｼ", "1", "19890419");
  cast.assist(suspended, {cast.long_ago(), cast.day_before(10), LossKind::suspended, ""});
  cast.card(suspended);
  cast.by_card(
      {"D14-suspended", "先月に停止（廃止と同じ回答）", "Suspended: same answer as abolished"},
      "clinic", {suspended.card_file(), "pin", "", {}}, answer("D14", 2, "A2", "N0002"));

  const auto resumed = cast.person("D7-resumed", "再開　幸子", "ｻｲｶｲ ｻﾁｺ", "2", "19611103");
  cast.assist(resumed, {cast.long_ago(), cast.day_before(5), LossKind::suspended, ""});
  cast.assist(resumed, {cast.day_before(25), std::nullopt, LossKind::none, ""});
  cast.ticket(resumed, clinic_code, cast.before()).from = cast.day_before(25);
  cast.ticket(resumed, clinic_code, cast.month());
  cast.card(resumed);
  cast.by_card({"D7-resumed", "停止の後に再開", "Suspended and resumed"}, "clinic",
               {resumed.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
  cast.by_card_on(cast.day_before(15),
                  {"D14-gap", "停止していた日について照会", "A day within the suspension"},
                  "clinic", {resumed.card_file(), "pin", "", {}}, answer("D14", 2, "A2", "N0002"));
}

// The old office ends, the new one starts on the same day under new numbers.
void cast_transfers(Cast& cast) {
  const auto old_home = cast.person("D15", "転居　結衣", "ﾃﾝｷｮ ﾕｲ", "2", "19950523");
  cast.assist(old_home, {cast.long_ago(), cast.day_before(16), LossKind::abolished, "99"});
  auto new_home = old_home;
  new_home.office = office_b;
  new_home.payer = cast.payer_of(office_b);
  new_home.beneficiary = cast.new_beneficiary();
  cast.assist(new_home, {cast.day_before(16), std::nullopt, LossKind::none, ""});
  cast.ticket(new_home, clinic_code, cast.month());
  cast.card(old_home);
  cast.by_card({"D15", "転居で福祉事務所が変わった、新しい券あり",
                "Moved to another office, which issued a ticket"},
               "clinic", {old_home.card_file(), "pin", "", {}}, answer("D7", 1, "A1"));
  cast.by_number({"D20", "転居前の番号で照会", "By the numbers from before the move"}, "clinic",
                 old_home, answer("D20", 3, "", "N0003"));
  cast.by_number({"D17-moved", "転居後の番号で照会", "By the new numbers"}, "clinic", new_home,
                 answer("D17", 1, "A1"));

  const auto waiting = cast.person("D15-waiting", "転入　待子", "ﾃﾝﾆｭｳ ﾏﾁｺ", "2", "19820130");
  cast.assist(waiting, {cast.long_ago(), cast.day_before(16), LossKind::abolished, "99"});
  cast.ticket(waiting, clinic_code, cast.before()).to = cast.day_before(15);
  auto moved = waiting;
  moved.office = office_b;
  moved.payer = cast.payer_of(office_b);
  moved.beneficiary = cast.new_beneficiary();
  cast.assist(moved, {cast.day_before(16), std::nullopt, LossKind::none, ""});
  cast.card(waiting);
  cast.by_card({"D15-waiting", "転居後の券がまだ未登録", "Moved; no ticket of the new office yet"},
               "clinic", {waiting.card_file(), "pin", "", {}}, answer("D8", 6, "A6", "N0006"));
}

void cast_past(Cast& cast) {
  const auto past = cast.person("D16", "昔野　茂", "ﾑｶｼﾉ ｼｹﾞﾙ", "1", "19500606");
  cast.assist(
      past, {cast.long_ago(), cast.month().plus_months(-7).first_day(), LossKind::abolished, "99"});
  cast.card(past);
  cast.by_card({"D16", "半年以上前に廃止、保険なし（該当なし）",
                "Ended long ago, not insured: nothing is told"},
               "clinic", {past.card_file(), "pin", "", {}}, answer("D16", 4, "", "N0004"));

  const auto nobody = cast.person("D16-unknown", "", "", "3", "19700101");
  cast.card(nobody, CardKind::unregistered);
  cast.by_card({"D16-unknown", "登録のないカード", "A card that is registered for nobody"},
               "clinic", {nobody.card_file(), "pin", "", {}}, answer("D16", 4, "", "N0004"));

  const auto employed = cast.person("D27", "就職　健", "ｼｭｳｼｮｸ ｹﾝ", "1", "20000808");
  cast.assist(employed, {cast.long_ago(), cast.day_before(10), LossKind::abolished, "03"});
  cast.insure(employed, {"06132013", "見本電機健康保険組合", "見本12", "330027", "00",
                         cast.day_before(10), std::nullopt, ""});
  cast.card(employed);
  cast.by_card({"D27", "保護は終了、就職して保険に加入（保険だけ）",
                "Assistance ended, insured now: insurance only"},
               "clinic", {employed.card_file(), "pin", "", {}}, answer("D27", 1, "I1"));
}

}  // namespace

void cast_ended(Cast& cast) {
  cast_losses(cast);
  cast_transfers(cast);
  cast_past(cast);
}

}  // namespace madoguchi::tools
