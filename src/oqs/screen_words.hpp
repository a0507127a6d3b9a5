#pragma once

#include <string_view>

namespace madoguchi::oqs {

// A label or sentence of the screen. The Japanese ones are the guide's where it has them.
struct Word {
  std::string_view japanese;
  std::string_view english;
};

struct CodeWord {
  std::string_view code;
  Word word;
};

namespace words {

inline constexpr Word valid{"○：この資格は有効です。", "OK: this qualification is valid."};
inline constexpr Word valid_unregistered{
    "○：この資格は有効です。(医療券/調剤券情報が未登録です。)",
    "OK: this qualification is valid. (No ticket is registered for this institution.)"};
inline constexpr Word invalid{"×：この資格は無効です。", "NO: this qualification is not valid."};
inline constexpr Word invalid_unregistered{
    "×：この資格は無効です。(医療券/調剤券情報が未登録です。)",
    "NO: this qualification is not valid. (No ticket is registered for this institution.)"};
inline constexpr Word invalid_newer{"×：この資格は無効です。(新しい資格があります。)",
                                    "NO: this qualification is not valid. (There is a newer one.)"};
inline constexpr Word none{"×：該当する資格がありません。", "NO: no such qualification."};
inline constexpr Word several{"×：複数の方が該当しました。", "NO: several persons match."};
inline constexpr Word no_validity{"×：資格の有効性が示されていません。",
                                  "NO: the answer states no validity."};
inline constexpr Word failed{"×：照会できませんでした。", "NO: the inquiry failed."};
inline constexpr Word registered{"○：照会番号を登録しました。",
                                 "OK: the reference number is registered."};
inline constexpr Word not_registered{"×：照会番号を登録できませんでした。",
                                     "NO: the reference number is not registered."};
inline constexpr Word processing{
    "処理中です。しばらく待ってから、同じ受付番号でもう一度取得してください。",
    "Still processing. Ask again later with the same reception number."};
inline constexpr Word accepted{"一括の要求を受け付けました。", "The bulk request was accepted."};
inline constexpr Word empty_result{"該当する医療券/調剤券情報はありません。", "No tickets."};

inline constexpr Word colon{"：", ": "};
inline constexpr Word next_step{"次の一手", "Next step"};
inline constexpr Word message{"メッセージ", "Message"};
inline constexpr Word error_code{"エラーコード", "Error code"};
inline constexpr Word reception_number{"受付番号", "Reception number"};
inline constexpr Word unit_count{"件数", "Persons"};
inline constexpr Word error_count{"エラー件数", "Errors"};
inline constexpr Word assistance{"【医療扶助】", "[Medical assistance]"};
inline constexpr Word insurance{"【医療保険】", "[Medical insurance]"};

inline constexpr Word reference_number{"照会番号", "Reference number"};
inline constexpr Word payer_number{"公費負担者番号", "Payer number"};
inline constexpr Word welfare_office{"福祉事務所名", "Welfare office"};
inline constexpr Word beneficiary_number{"受給者番号", "Beneficiary number"};
inline constexpr Word name{"氏名", "Name"};
inline constexpr Word sex{"性別", "Sex"};
inline constexpr Word birthdate{"生年月日", "Date of birth"};
inline constexpr Word ticket_type{"医療券/調剤券別", "Ticket"};
inline constexpr Word treatment_month{"診療年月", "Month of care"};
inline constexpr Word institution{"指定医療機関名", "Designated institution"};
inline constexpr Word single_or_combined{"単独/併用別", "Alone/combined"};
inline constexpr Word valid_from{"有効開始年月日", "Valid from"};
inline constexpr Word valid_to{"有効終了年月日", "Valid to"};
inline constexpr Word injury1{"傷病名1", "Condition 1"};
inline constexpr Word injury2{"傷病名2", "Condition 2"};
inline constexpr Word injury3{"傷病名3", "Condition 3"};
inline constexpr Word inconsistent{
    "注意：医療券の社会保険状況が登録された医療保険と一致しません。福祉事務所へご確認ください。",
    "Note: the ticket's statement on insurance differs from the registered insurance."};

inline constexpr Word compare_issuer{
    "調剤券は処方箋発行元ごとです。処方箋の発行元が、券の「処方箋発行元」と同じかご確認ください。",
    "A dispensing ticket holds for one issuer: compare the prescription with the ticket's."};
inline constexpr Word both_qualifications{
    "医療保険と医療扶助の両方の資格があります（併用）。医療保険を先に使います。",
    "Both insurance and medical assistance are shown (combined use): insurance comes first."};
inline constexpr Word certificate_ends{"カードの電子証明書の有効期限をご確認ください。",
                                       "The card's certificate ends soon or has ended: advise the "
                                       "person to renew it at the city office."};
inline constexpr Word insurance_only{
    "医療保険の資格だけが表示されています。医療保険の資格で受付してください。",
    "Only an insurance qualification is shown: receive the person under it."};

inline constexpr Word insurer_number{"保険者番号", "Insurer number"};
inline constexpr Word insurer_name{"保険者名称", "Insurer"};
inline constexpr Word symbol{"記号", "Symbol"};
inline constexpr Word number{"番号", "Number"};
inline constexpr Word branch{"枝番", "Branch"};
inline constexpr Word qualified_from{"資格取得年月日", "Qualified from"};
inline constexpr Word qualified_to{"資格喪失年月日", "Qualification lost on"};
inline constexpr Word ratio{"一部負担金割合", "Patient's share"};

// Beside the guide's fields.
inline constexpr Word treatment_type{"診療別", "Kind of care"};
inline constexpr Word self_pay{"本人支払額", "Patient pays"};
inline constexpr Word issue_number{"交付番号", "Issue number"};
inline constexpr Word issuer{"処方箋発行元", "Prescription issuer"};
inline constexpr Word social_insurance{"社会保険", "Social insurance"};
inline constexpr Word infection{"感染症法第37条の2", "Infectious Diseases Act 37-2"};
inline constexpr Word elderly{"後期高齢者医療", "Late-stage elderly care"};
inline constexpr Word prefectural{"都道府県費", "Borne by the prefecture"};
inline constexpr Word district_contact{"地区担当員", "Caseworker"};
inline constexpr Word handling_contact{"取扱担当者", "Handled by"};
inline constexpr Word remarks{"備考", "Remarks"};
inline constexpr Word yen{"円", " yen"};

inline constexpr CodeWord yes_or_no[] = {{"01", {"あり", "yes"}}, {"02", {"なし", "no"}}};
inline constexpr CodeWord treatments[] = {{"01", {"入院", "in-patient"}},
                                          {"02", {"入院外", "out-patient"}},
                                          {"03", {"歯科", "dental"}},
                                          {"04", {"調剤", "dispensing"}},
                                          {"05", {"訪問看護", "visiting nursing"}}};
inline constexpr CodeWord sexes[] = {
    {"1", {"男", "male"}}, {"2", {"女", "female"}}, {"3", {"未設定", "not stated"}}};
inline constexpr CodeWord ticket_types[] = {{"01", {"医療券", "medical ticket"}},
                                            {"02", {"調剤券", "dispensing ticket"}}};
inline constexpr CodeWord uses[] = {{"01", {"単独", "alone"}}, {"02", {"併用", "combined"}}};

// What to do when the answer itself does not say it (ProcessingResultMessage).
constexpr Word usual_next_step(std::string_view validity) {
  if (validity == "1") return {"そのまま受付できます。", "Go on with the reception."};
  if (validity == "2") {
    return {"現在の資格を本人または福祉事務所へご確認ください。",
            "Ask the person or the welfare office which qualification holds now."};
  }
  if (validity == "3") {
    return {"新しい番号を本人へご確認のうえ、もう一度照会してください。",
            "Ask the person for the new numbers and inquire again."};
  }
  if (validity == "4") {
    return {"入力内容をご確認のうえ、福祉事務所または保険者へご確認ください。",
            "Check what was typed, then ask the welfare office or the insurer."};
  }
  if (validity == "5") {
    return {"枝番を入力して、もう一度照会してください。", "Inquire again with the branch number."};
  }
  if (validity == "6") {
    return {"福祉事務所へ電話し、医療扶助の利用可否をご確認ください。",
            "Telephone the welfare office and ask whether assistance may be used."};
  }
  return {"紙の医療券または福祉事務所への確認で対応してください。",
          "Use the paper ticket or ask the welfare office."};
}

}  // namespace words

}  // namespace madoguchi::oqs
