#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace madoguchi::oqs {

// Every error of the house: one cause, one code (law 7). X(name, code, staff text, vendor text).
// The staff text says what happened and what to do next; it goes into ErrorMessage or the .err
// file.
// One row an error, texts of any length.
// clang-format off
#define MADOGUCHI_ERRORS(X) \
  /* the file or message cannot be read */ \
  X(not_xml, "E1001", "ファイルの形式が正しくありません。レセプトコンピュータの連携設定を業者へご確認ください。", \
    "The request is not well-formed XML.") \
  X(wrong_encoding, "E1002", "文字コードが宣言と一致しません。レセプトコンピュータの連携設定を業者へご確認ください。", \
    "Bytes do not fit the declared encoding (UTF-8 or Shift_JIS).") \
  X(element_missing, "E1003", "必要な項目がありません。入力内容をご確認ください。", \
    "A required element is missing or empty.") \
  X(element_format, "E1004", "項目の形式が正しくありません。入力内容をご確認ください。", \
    "An element's value has a wrong form.") \
  X(element_repeated, "E1005", "同じ項目が重複しています。業者へご確認ください。", \
    "An element that may stand once stands twice.") \
  X(too_large, "E1006", "ファイルが大きすぎます。業者へご確認ください。", \
    "The message is larger than request_bytes_max.") \
  X(too_deep, "E1007", "ファイルの構造が正しくありません。業者へご確認ください。", \
    "Elements are nested deeper than depth_max.") \
  X(document_type, "E1008", "ファイルに使用できない宣言があります。業者へご確認ください。", \
    "DOCTYPE, entities and processing instructions are refused.") \
  X(unknown_interface, "E1009", "この要求には対応していません。業者へご確認ください。", \
    "The file name's prefix is not an interface that this system offers.") \
  X(wrong_root, "E1010", "ファイルの構造が正しくありません。業者へご確認ください。", \
    "Root must be XmlMsg with one MessageHeader and one MessageBody, without namespace.") \
  X(incomplete, "E1011", "ファイルが最後まで書き込まれませんでした。もう一度お試しください。", \
    "The request did not become complete within request_settle_ms after its last growth.") \
  X(file_empty, "E1012", "ファイルが空です。もう一度お試しください。", \
    "The request file has no content.") \
  X(file_unreadable, "E1013", "ファイルを読み取れません。フォルダの権限を業者へご確認ください。", \
    "The request file cannot be read (not a regular file, or no permission).") \
  X(result_exists, "E1014", "同じ名前の結果が残っているため処理できません。古い結果を取り込むか削除してから、もう一度お試しください。", \
    "A result of this name already stands in res/; it is never replaced.") \
  X(unknown_address, "E1015", "この操作には対応していません。業者へご確認ください。", \
    "No such path or method on this server.") \
  X(not_json, "E1016", "要求の形式が正しくありません。業者へご確認ください。", \
    "The body is not JSON of the documented form.") \
  /* party */ \
  X(institution_mismatch, "E2001", "医療機関コードがこの端末の証明書と一致しません。環境設定をご確認ください。", \
    "MedicalInstitutionCode differs from the code in the certificate.") \
  X(institution_unknown, "E2002", "この医療機関は登録されていません。導入の設定を業者へご確認ください。", \
    "The certificate names an institution that the center does not know (D0).") \
  X(party_revoked, "E2003", "この端末の証明書は失効しています。新しい証明書の設定を業者へご依頼ください。", \
    "The client certificate is on the revocation list.") \
  X(party_certificate, "E2004", "端末の証明書を確認できません。証明書の設定を業者へご依頼ください。", \
    "The client certificate is expired, foreign, or carries no single party URI.") \
  X(assistance_off, "E2005", "医療扶助を「利用しない」に設定しているため照会できません。環境設定で「利用する」に変更してください。", \
    "Environment setting: medical assistance is off for this institution (D1).") \
  X(not_permitted, "E2006", "この操作の権限がありません。", \
    "This kind of party may not do this.") \
  X(quota, "E2007", "照会の回数が一時的に上限に達しました。しばらく待ってからお試しください。", \
    "The party's request quota is used up; see Retry-After.") \
  X(wrong_tries, "E2008", "該当しない照会が続いたため、番号による照会を一時的に停止しています。券面の番号と生年月日をご確認のうえ、時間をおいてお試しいただくか、マイナンバーカードをご利用ください。", \
    "The party's budget of wrong tries is used up; card questions still work.") \
  X(operator_missing, "E2009", "操作した職員の指定がありません。職員を指定してください。", \
    "A confirmation without a card signature needs the staff member.") \
  X(setting_unknown, "E2010", "この項目は環境設定で変更できません。何も変更していません。業者へご確認ください。", \
    "An element of the update is not a setting of this system; nothing was changed.") \
  X(setting_closed, "E2011", "センターの設定により、この項目は「利用する」にできません。何も変更していません。センターの運用者へご確認ください。", \
    "The center does not allow this way to anybody (card.consents_without_signature).") \
  /* question */ \
  X(future_day, "E3001", "資格確認日が未来の日付です。日付をご確認ください。", \
    "QualificationConfirmationDate is after today in Japan (D24).") \
  X(impossible_date, "E3002", "日付が正しくありません。入力内容をご確認ください。", \
    "A date does not exist.") \
  X(month_out_of_range, "E3003", "診療年月が取得できる範囲の外です。年月をご確認ください。", \
    "MedicalTreatmentMonth is older than bulk_months_back_max or later than next month.") \
  X(reception_unknown, "E3004", "受付番号が見つかりません。一括取得をもう一度始めてください。", \
    "No bulk job of this institution has this ReceptionNumber.") \
  X(reception_expired, "E3005", "受付番号の保存期間が過ぎました。一括取得をもう一度始めてください。", \
    "The bulk job's result is older than bulk_retention_days.") \
  X(request_key_reused, "E3006", "同じ要求番号で内容の異なる要求が送られました。もう一度お試しください。", \
    "The Idempotency-Key was used before with another body.") \
  X(number_ambiguous, "E3007", "この番号では資格を特定できません。福祉事務所へご確認ください。", \
    "Two active persons are registered under one number; the operator was told.") \
  X(bulk_too_often, "E3008", "一括取得の間隔が短すぎます。しばらく待ってからお試しください。", \
    "A new bulk job for the same month came within bulk_interval_s.") \
  X(bulk_too_many, "E3009", "一括取得の件数が上限を超えました。運用者へご連絡ください。", \
    "The month holds more units than bulk_units_max.") \
  X(bulk_message_too_many, "E3010", "一度に送れる件数を超えています。分けて送ってください。", \
    "The message holds more units than bulk_units_max; send it in parts.") \
  X(bulk_jobs_waiting, "E3011", "処理中の一括の要求が多すぎます。先の結果を受け取ってからお試しください。", \
    "More jobs of this institution wait than bulk_jobs_waiting_max.") \
  X(not_received, "E3020", "この番号の照会番号は登録できません。券面の番号を確かめ、先に資格確認を行ってください。", \
    "ReferenceNumber: only for a person whom this institution received, valid or by card.") \
  X(reference_number_taken, "E3021", "この照会番号は別の患者に登録されています。照会番号をご確認ください。", \
    "This institution gave the ReferenceNumber to another person; change that one first.") \
  X(not_asked, "E3022", "この医療機関からこの月の照会がないため、回答を送れません。受給者と医療機関、診療年月をご確認ください。", \
    "No question of this institution about this recipient and month is on record.") \
  X(record_unknown, "E3023", "この回答の記録がないため、電話の記録を送れません。回答の記録番号をご確認ください。", \
    "The record is no answer of this institution that showed one person's assistance.") \
  X(recipient_unknown, "E3024", "この受給者は登録されていません。受給者の管理番号をご確認ください。", \
    "The office has no recipient of this RecipientKey.") \
  X(import_withdrawn, "E3025", "この登録は取り消されました。何も登録していません。必要であれば、もう一度送ってください。", \
    "DELETE /office/imports/KEY withdrew this file before publication: nothing was registered.") \
  X(import_unknown, "E3026", "この登録の受付が見つかりません。登録の一覧をご確認ください。", \
    "No file of this office was posted under this key.") \
  X(import_published, "E3027", "すでに登録されているため、取り消しに間に合いませんでした。登録した内容の取り消しを使ってください。", \
    "The file was published before it could be withdrawn; undo it by a counter-change.") \
  X(confirmation_unknown, "E3028", "このカード確認からは続けられません（当日ここで確認したカードではありません）。カードを置いてください。", \
    "The key is of no card question of this institution of today.") \
  /* card */ \
  X(card_unreadable, "E4001", "カードを読み取れません。もう一度置き直してください。", \
    "The card's certificate cannot be read.") \
  X(card_untrusted, "E4002", "このカードの証明書は確認できません。紙の医療券または福祉事務所への確認をお願いします。", \
    "The certificate has no chain to a configured card CA.") \
  X(card_expired, "E4003", "カードの電子証明書の有効期限が切れています。市区町村の窓口での更新をご案内し、紙の医療券または福祉事務所への確認をお願いします。", \
    "The certificate is expired beyond the grace period.") \
  X(card_revoked, "E4004", "カードの電子証明書が失効しています。紙の医療券または福祉事務所への確認をお願いします。", \
    "The certificate is revoked.") \
  X(card_not_yet_valid, "E4005", "カードの電子証明書の有効期間前です。紙の医療券または福祉事務所への確認をお願いします。", \
    "The certificate is not valid yet.") \
  X(card_revocation_unknown, "E4006", "カードの失効情報を確認できません。しばらく待ってからお試しください。", \
    "No current revocation list of the card's CA is at hand.") \
  X(card_signature, "E4007", "カードによる本人確認ができませんでした。もう一度お試しください。", \
    "The signature over the challenge is wrong or missing.") \
  X(challenge_unknown, "E4008", "カード確認の受付が無効です。カードを置き直してください。", \
    "The challenge is unknown, expired, used before, or of another institution.") \
  X(pin_wrong, "E4009", "暗証番号が違います。番号をお確かめください。", \
    "The card refused the PIN.") \
  X(pin_locked, "E4010", "暗証番号がロックされています。市区町村の窓口での解除が必要です。目視確認または紙の医療券をご利用ください。", \
    "The card's PIN is locked.") \
  X(card_foreign, "E4011", "マイナンバーカードではないか、電子証明書のないカードです。マイナンバーカードをご確認ください。", \
    "The card on the reader has no JPKI application.") \
  X(card_pulled_out, "E4012", "読み取りの途中でカードが外れました。カードを置き直し、はじめからやり直してください。", \
    "The card was taken out before it had answered; nothing was asked of the center.") \
  X(reader_missing, "E4013", "カードリーダーが見つかりません。つながっているか、設定（reader）をご確認ください。", \
    "No reader of the configured kind and name is plugged in, or reader.kind is none.") \
  X(reader_service, "E4014", "カードリーダーのサービス（pcscd）が動いていません。業者へご連絡ください。", \
    "The PC/SC service does not answer; start pcscd.") \
  X(reader_empty, "E4015", "カードが置かれていません。カードを置いてください。", \
    "No card lies on the reader.") \
  X(reader_several_cards, "E4016", "2台のカードリーダーにカードが置かれています。1枚だけを置いてください。", \
    "Cards lie on several readers; choose one reader with reader.name.") \
  /* center */ \
  X(center_internal, "E5001", "センターで処理できませんでした。しばらく待ってからお試しください。", \
    "Unexpected error in the center; see its log.") \
  X(center_store, "E5002", "センターが記録を保存できないため回答できません。しばらく待ってからお試しください。", \
    "The store cannot be read or written; nothing is answered without its audit record.") \
  X(center_busy, "E5003", "センターが混み合っています。しばらく待ってからお試しください。", \
    "A limit of connections or work is reached.") \
  X(request_slow, "E5004", "要求が時間内に届きませんでした。回線をご確認ください。", \
    "The request was not complete within request_timeout_ms.") \
  /* terminal */ \
  X(center_unreachable, "E6001", "センターに接続できません。回線を確認し、紙の医療券または福祉事務所への確認で対応してください。", \
    "No connection to the center within center_wait_ms.") \
  X(own_certificate, "E6002", "この端末の証明書がセンターに受け入れられません。証明書の有効期限と設定を業者へご確認ください。", \
    "The center refused the terminal's certificate (expired, revoked or foreign).") \
  X(center_untrusted, "E6003", "接続先がセンターであることを確認できません。設定を業者へご確認ください。", \
    "The server's certificate is not of the configured CA or name.") \
  X(answer_unreadable, "E6004", "センターの回答を読み取れません。しばらく待ってからお試しください。", \
    "The center's answer is not of the expected form.") \
  X(terminal_internal, "E6005", "端末で処理できませんでした。もう一度お試しください。", \
    "Unexpected error in the terminal; see its log.") \
  X(terminal_not_running, "E6006", "端末のプログラムが動いていません。madoguchi terminal を起動してください。", \
    "No terminal listens on the control socket.") \
  X(center_certificate_expired, "E6010", "センターの証明書の有効期限が切れているため接続できません。紙の医療券または福祉事務所への確認で対応してください。", \
    "The server's certificate has ended (or this machine's clock is wrong).") \
  X(terminal_storage, "E6011", "端末のディスクに書き込めないため、回答を保存できません。空き容量とフォルダの権限を確認し、もう一度お試しください。", \
    "The work folder cannot be written (full or read-only); see the terminal's log.")
// clang-format on

enum class ErrorCode {
#define X(name, code, staff, vendor) name,
  MADOGUCHI_ERRORS(X)
#undef X
};

std::string_view code_of(ErrorCode error);      // "E1001"
std::string_view staff_text(ErrorCode error);   // Japanese, for the counter
std::string_view vendor_text(ErrorCode error);  // English, for the vendor
const std::vector<ErrorCode>& all_errors();     // in the order of the table

// An error with its place: an element's path, a line, a file; empty when it is about the whole.
struct Problem {
  ErrorCode error = ErrorCode::center_internal;
  std::string place;
};
// Staff text, with 「（place）」 behind it when there is a place.
std::string message_of(const Problem& problem);

}  // namespace madoguchi::oqs
