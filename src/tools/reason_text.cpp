#include "tools/reason_text.hpp"

#include <array>

namespace madoguchi::tools {

namespace {

using domain::Reason;
using domain::Told;

struct ReasonWords {
  Reason reason;
  BothLanguages text;
};

constexpr std::array reasons{
    ReasonWords{Reason::future_day,
                {"資格確認日が未来の日付です。", "The asked day is in the future."}},
    ReasonWords{Reason::assistance_not_used_number,
                {"医療機関の設定が「医療扶助を利用しない」でした。番号の照会はエラーです。",
                 "The institution had switched assistance off; a number inquiry is an error."}},
    ReasonWords{Reason::ambiguous_number,
                {"1つの番号に、その日有効な人が2人登録されていました。",
                 "Two persons active on that day were registered under one number."}},
    ReasonWords{Reason::assistance_not_used,
                {"医療機関の設定が「医療扶助を利用しない」でした。医療扶助は示しません。",
                 "The institution had switched assistance off: assistance is not shown."}},
    ReasonWords{Reason::not_disclosed,
                {"不開示の届出があり、医療扶助は示しません。",
                 "Marked as not disclosed: assistance is not shown."}},
    ReasonWords{Reason::never_recipient,
                {"その日に医療扶助の資格がなく、最近の廃止・停止もありません。",
                 "No assistance on that day and no recent loss."}},
    ReasonWords{Reason::ended_insured,
                {"医療扶助は終わっており、医療保険が有効です。過去の医療扶助は示しません。",
                 "Assistance ended and an insurance is active: past assistance is not shown."}},
    ReasonWords{Reason::suspended_or_abolished,
                {"医療扶助は停止または廃止されており、新しい資格はありません。",
                 "Assistance is suspended or abolished and nothing newer exists."}},
    ReasonWords{Reason::valid,
                {"資格があり、この医療機関への券がその日に使えます。",
                 "Active, with a ticket of this institution that covers the day."}},
    ReasonWords{Reason::nothing_registered,
                {"資格はありますが、その月の券はどこにも登録されていません。",
                 "Active, but no ticket of that month is registered anywhere."}},
    ReasonWords{Reason::own_ticket_other_month,
                {"資格はありますが、この医療機関への券は別の月のものだけです。",
                 "Active, but this institution's tickets are of other months."}},
    ReasonWords{Reason::own_ticket_period_over,
                {"資格はありますが、この医療機関への券の有効期間にその日が入りません。",
                 "Active, but the day lies outside the period of this institution's ticket."}},
    ReasonWords{Reason::commissioned_elsewhere,
                {"資格はありますが、券は他の医療機関だけに登録されています。",
                 "Active, but tickets are registered for other institutions only."}},
    ReasonWords{Reason::wrong_kind_elsewhere,
                {"資格はありますが、登録された券はこの医療機関では使えない種別です。",
                 "Active, but the registered tickets are of a kind not usable here."}},
    ReasonWords{Reason::number_valid,
                {"番号と生年月日が一致し、この医療機関への券がその日に使えます。",
                 "Numbers and birth date match; this institution's ticket covers the day."}},
    ReasonWords{Reason::number_own_ticket_other_month,
                {"番号は一致しますが、この医療機関への券は別の月のものだけです。",
                 "Numbers match, but this institution's tickets are of other months."}},
    ReasonWords{Reason::number_own_ticket_period_over,
                {"番号は一致しますが、この医療機関への券の有効期間にその日が入りません。",
                 "Numbers match, but the day lies outside this institution's ticket."}},
    ReasonWords{Reason::number_commissioned_elsewhere,
                {"番号は一致しますが、券は他の医療機関だけに登録されています。",
                 "Numbers match, but tickets are registered for other institutions only."}},
    ReasonWords{Reason::number_newer_qualification,
                {"番号の資格は終わっており、同じ人に新しい資格があります。",
                 "The asked qualification ended; the person has a newer one."}},
    ReasonWords{Reason::number_ended,
                {"番号の資格は終わっており、新しい資格はありません。",
                 "The asked qualification ended and none is newer."}},
    ReasonWords{
        Reason::number_unknown,
        {"この番号の資格は登録されていません。", "Nobody is registered under these numbers."}},
    ReasonWords{Reason::number_birthdate_differs,
                {"番号は登録されていますが、生年月日が一致しません。",
                 "The numbers are registered, but the birth date differs."}},
    ReasonWords{Reason::number_not_disclosed,
                {"番号と生年月日は一致しますが、不開示の届出があります。",
                 "Numbers and birth date match, but the person is not disclosed."}},
    ReasonWords{Reason::number_nothing_registered,
                {"番号は一致しますが、その月の券は登録されていません。",
                 "Numbers match, but no ticket of that month is registered."}},
    ReasonWords{Reason::bulk_valid,
                {"その月のこの医療機関への券があります。", "Has a ticket of this institution."}},
    ReasonWords{Reason::insurance_valid,
                {"医療保険がその日に有効です。", "An insurance is active on the day."}},
    ReasonWords{Reason::insurance_ended,
                {"医療保険は終わっており、新しい資格はありません。",
                 "The insurance ended and none is newer."}},
    ReasonWords{Reason::insurance_newer,
                {"医療保険は終わっており、新しい資格があります。",
                 "The insurance ended and a newer one is registered."}},
    ReasonWords{Reason::insurance_unknown,
                {"この番号と生年月日の医療保険は登録されていません。",
                 "No insurance is registered under these numbers and birth date."}},
    ReasonWords{
        Reason::insurance_several,
        {"枝番なしでは複数の人が該当します。", "Several persons match without a branch number."}},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    if (static_cast<std::size_t>(reasons[i].reason) != i) return false;
  }
  return reasons.back().reason == Reason::insurance_several;
}
static_assert(in_order(), "every reason has its words, in the order of the enum");

}  // namespace

BothLanguages reason_text(Reason reason) {
  return reasons.at(static_cast<std::size_t>(reason)).text;
}

RuleFamily rule_family(Told told) {
  switch (told) {
    case Told::nothing:
      return {"valid", {"資格は有効です。", "The qualification is valid."}};
    case Told::unregistered:
      return {"D8",
              {"資格は有効ですが、自機関で使える券がありません。理由は区別しません。",
               "Valid, but no ticket usable here; the causes are not told apart."}};
    case Told::own_ticket_other_month:
      return {"D9", {"自機関の券は別の診療年月のものです。", "Your tickets are of other months."}};
    case Told::own_ticket_period_over:
      return {
          "D10",
          {"その日は自機関の券の有効期間の外です。", "The day lies outside your ticket's period."}};
    case Told::unregistered_by_number:
      return {"D28",
              {"番号の券は自機関では未登録です。理由は区別しません。",
               "No ticket under these numbers here; the causes are not told apart."}};
    case Told::ended:
      return {"ended", {"照会した資格は終わっています。", "The qualification ended."}};
    case Told::newer:
      return {"newer", {"新しい資格があります。", "There is a newer qualification."}};
    case Told::no_qualification:
      return {"none",
              {"示せる資格がありません。理由は区別しません。",
               "Nothing that may be shown; the causes are not told apart."}};
    case Told::several:
      return {"several", {"複数の人が該当します。", "Several persons match."}};
  }
  return {};
}

BothLanguages validity_text(int validity) {
  switch (validity) {
    case 1:
      return {"有効", "valid"};
    case 2:
      return {"無効", "not valid"};
    case 3:
      return {"無効（新しい資格あり）", "not valid, there is a newer one"};
    case 4:
      return {"該当資格なし", "none"};
    case 5:
      return {"複数該当", "several"};
    case 6:
      return {"有効（未登録）", "valid, no ticket registered"};
    default:
      return {"なし", "none told"};
  }
}

}  // namespace madoguchi::tools
