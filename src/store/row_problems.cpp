#include "store/row_problems.hpp"

namespace madoguchi::store {

namespace {

struct Wording {
  RowFault fault;
  Severity severity;
  const char* code;
  const char* field;
  const char* text;
};

constexpr Wording wordings[] = {
    {RowFault::person_link_changed, Severity::error, "person_link_changed", "PersonLinkKey",
     "登録済みの受給者キーに別の個人連携キーが指定されています。受給者キーを確認し、別人の場合は新"
     "しい受給者キーで"
     "登録してください。"},
    {RowFault::interval_overlap, Severity::error, "interval_overlap", "QualificationDate",
     "同じ受給者の別の資格期間と重なっています。先の期間の資格喪失年月日を登録するか、資格取得年月"
     "日を訂正してくだ"
     "さい。"},
    {RowFault::ticket_overlap, Severity::error, "ticket_overlap", "MedicalTicketValidDate",
     "同じ受給者・医療機関・券別・診療別・診療年月の別の券と有効期間が重なっています。先の券を取り"
     "消すか、期間を"
     "訂正してください。"},
    {RowFault::card_of_another_person, Severity::error, "card_of_another_person", "PersonLinkKey",
     "この電子証明書は別の個人連携キーで登録されています。シリアル番号と発行者を確認してください"
     "。"},
    {RowFault::card_stays_revoked, Severity::error, "card_stays_revoked", "Revoked",
     "失効として登録済みの電子証明書です。失効は取り消せません。新しい電子証明書は新しいシリアル番"
     "号で登録してください。"},
    {RowFault::person_differs, Severity::error, "person_differs", "PersonLinkKey",
     "この個人連携キーには、生年月日の異なる別の受給者が登録されています。個人連携キーと生年月日を"
     "確認してください。同一人の場合は運用者に連絡してください。"},
    {RowFault::changed_meanwhile, Severity::error, "changed_meanwhile", "UpdatedAt",
     "この行は、画面に表示した後に変更されています。最新の内容を確認してから、もう一度登録してくだ"
     "さい。"},
    {RowFault::protection_refused, Severity::error, "protection_refused", "NotDisclosed",
     "不開示の設定と解除の権限がありません。査察指導員へ依頼してください。"},
    {RowFault::institution_unknown, Severity::warning, "institution_unknown",
     "DesignatedMedicalInstitutionCode",
     "登録されていない医療機関コードです。券は登録しました。コードを確認し、正しければ運用者に医療"
     "機関の登録を依頼し"
     "てください。"},
    {RowFault::outside_qualification, Severity::warning, "outside_qualification",
     "MedicalTicketValidDate",
     "券の有効期間が受給者の資格期間に収まっていません。券は登録しました。資格情報または券の期間を"
     "確認してくださ"
     "い。"},
    {RowFault::recipient_unknown, Severity::warning, "recipient_unknown", "RecipientKey",
     "この受給者の資格情報がまだ登録されていません。券は登録しました。資格情報を登録すると照会に使"
     "われます。"},
    {RowFault::duplicate_in_file, Severity::warning, "duplicate_in_file", "",
     "同じキーの行がファイル内に複数あります。更新日時の最も新しい行を採用しました。元データを確認"
     "してください。"},
    {RowFault::delete_unknown, Severity::warning, "delete_unknown", "DeleteFlag",
     "取り消す対象の行が登録されていません。キーの項目を確認してください。"},
    {RowFault::full_not_applied, Severity::warning, "full_not_applied", "",
     "受け付けられない行があるため、全件ファイルにない行の取消しは行いませんでした。誤りを直した全"
     "件ファイルを再度"
     "登録してください。"},
    {RowFault::full_without_rows, Severity::warning, "full_without_rows", "",
     "全件ファイルに行がないため、取消しは行いませんでした。ファイルの内容を確認してください。"},
    {RowFault::stale_row, Severity::warning, "stale_row", "UpdatedAt",
     "登録済みの行のほうが新しいため、内容の異なるこの行は反映しませんでした。この行が正しい場合は"
     "、より新しい更新日時を指定して登録してください。"},
    {RowFault::warnings_cut, Severity::warning, "warnings_cut", "",
     "注意が多いため、この行より後の注意は省略しました。ファイル全体の内容を確認してください。"},
};

}  // namespace

RowProblem row_problem(std::size_t line, RowFault fault) {
  for (const Wording& wording : wordings) {
    if (wording.fault == fault) {
      return {line, wording.field, wording.code, wording.text, wording.severity};
    }
  }
  return {line, "", "unknown", "", Severity::error};
}

}  // namespace madoguchi::store
