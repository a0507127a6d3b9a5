#include <fmt/core.h>

#include "domain/projecting.hpp"
#include "domain/registration.hpp"

namespace madoguchi::domain {
namespace {

Told told_of(Reason reason) {
  switch (reason) {
    case Reason::valid:
    case Reason::number_valid:
    case Reason::bulk_valid:
    case Reason::insurance_valid:
      return Told::nothing;
    case Reason::nothing_registered:
    case Reason::commissioned_elsewhere:
    case Reason::wrong_kind_elsewhere:
      return Told::unregistered;  // D8, D11, D12 are one
    case Reason::own_ticket_other_month:
    case Reason::number_own_ticket_other_month:
      return Told::own_ticket_other_month;
    case Reason::own_ticket_period_over:
    case Reason::number_own_ticket_period_over:
      return Told::own_ticket_period_over;
    case Reason::number_commissioned_elsewhere:
    case Reason::number_nothing_registered:
      return Told::unregistered_by_number;  // D19, D28
    case Reason::suspended_or_abolished:
    case Reason::number_ended:
    case Reason::insurance_ended:
      return Told::ended;
    case Reason::number_newer_qualification:
    case Reason::insurance_newer:
      return Told::newer;
    case Reason::insurance_several:
      return Told::several;
    case Reason::future_day:
    case Reason::assistance_not_used_number:
    case Reason::ambiguous_number:
    case Reason::assistance_not_used:
    case Reason::not_disclosed:
    case Reason::never_recipient:
    case Reason::ended_insured:
    case Reason::number_unknown:
    case Reason::number_birthdate_differs:
    case Reason::number_not_disclosed:
    case Reason::insurance_unknown:
      return Told::no_qualification;  // D3, D16, D22: one text
  }
  return Told::no_qualification;
}

// When this office's tickets of the asked month are registered. Empty when nothing is known of it.
// The office's own words may name it: by card only.
std::string calendar_text(const Office* office, const Question& question) {
  if (!office) return "";
  const util::Month month = util::Month::of(question.day);
  const auto known = registration_of(*office, month, question.today);
  if (!known) return "";
  return registration_text(month, *known) + (question.asking == Asking::card ? known->text : "");
}

// Where to call: by card the office may be named (column 6), by number it may not (column 2).
std::string call_text(const Office* office, Asking asking) {
  if (asking == Asking::number || !office || office->telephone.empty()) {
    return "福祉事務所へ確認してください。";
  }
  return fmt::format("福祉事務所（電話 {}）へ確認してください。", office->telephone);
}

std::string ended_text(Side side) {
  if (side == Side::insurance) {
    return "照会した医療保険の資格は終了しています。現在の資格を本人へご確認ください。";
  }
  return "照会した医療扶助の資格は終了しています。現在の医療保険などの資格を本人へ、"
         "医療扶助については福祉事務所へご確認ください。";
}

std::string newer_text(Side side) {
  if (side == Side::insurance) {
    return "照会した医療保険とは別の新しい資格があります。新しい資格を本人へご確認のうえ、"
           "もう一度照会してください。";
  }
  return "照会した番号とは別の新しい資格があります。新しい番号を本人または福祉事務所へ"
         "ご確認のうえ、もう一度照会してください。";
}

std::string message_of(Told told, Side side, const Office* office, const Question& question) {
  const std::string call = call_text(office, question.asking);
  switch (told) {
    case Told::nothing:
      return "";
    case Told::unregistered:
    case Told::unregistered_by_number:
      return "医療券/調剤券情報が未登録です。医療扶助の利用可否を" + call +
             calendar_text(office, question);
    case Told::own_ticket_other_month:
      return "自機関の医療券/調剤券情報は別の診療年月のものです。"
             "照会した月の医療扶助の利用可否を" +
             call;
    case Told::own_ticket_period_over:
      return "自機関の医療券/調剤券情報は、照会した日が有効期間に含まれていません。"
             "医療扶助の利用可否を" +
             call;
    case Told::ended:
      return ended_text(side);
    case Told::newer:
      return newer_text(side);
    case Told::no_qualification:
      return "登録された資格が見つかりません。番号で照会したときは入力内容をご確認ください。"
             "資格の登録まで約1か月かかることがあります。本人、保険者または福祉事務所へ"
             "ご確認ください。";
    case Told::several:
      return "複数の方が該当しました。枝番を入力して、もう一度照会してください。";
  }
  return "";
}

}  // namespace

// Of the assistance verdict if there is one (they come first), else of the insurance's, else of
// what was withheld.
Told told_of(const Decision& decision) {
  if (!decision.verdicts.empty()) return told_of(decision.verdicts.front().reason);
  if (!decision.withheld.empty()) return told_of(decision.withheld.front());
  return Told::no_qualification;
}

std::string_view code_of(Told told) {
  switch (told) {
    case Told::nothing:
      return "";
    case Told::unregistered:
      return "N0006";
    case Told::own_ticket_other_month:
      return "N0009";
    case Told::own_ticket_period_over:
      return "N0010";
    case Told::unregistered_by_number:
      return "N0028";
    case Told::ended:
      return "N0002";
    case Told::newer:
      return "N0003";
    case Told::no_qualification:
      return "N0004";
    case Told::several:
      return "N0005";
  }
  return "";
}

std::vector<Remark> remarks_of(const Facts& facts, const Question& question,
                               const Decision& decision, Told told) {
  if (told == Told::nothing) return {};
  Side side = Side::assistance;
  const Office* office = nullptr;
  if (!decision.verdicts.empty()) {
    const Verdict& verdict = decision.verdicts.front();
    side = verdict.side;
    if (verdict.qualification) {
      const PersonFacts& person = facts.people.at(verdict.person);
      office = office_of(facts, person.qualifications.at(*verdict.qualification));
    }
  }
  return {{std::string(code_of(told)), message_of(told, side, office, question)}};
}

}  // namespace madoguchi::domain
