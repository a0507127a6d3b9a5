#include "app/party_settings.hpp"

#include <limits>

#include "app/serve.hpp"
#include "domain/rights.hpp"
#include "util/log.hpp"

namespace madoguchi::app {

namespace {

using Need = Setting::Need;
constexpr std::int64_t many = 1000000000;

void add_server(Settings& settings, center::CenterConfig& config) {
  auto& server = config.server;
  settings.push_back({"server.address", "待ち受けるIPアドレス", "IP address to listen on",
                      Need::optional, TextTarget{&server.address}});
  settings.push_back({"server.port", "待ち受けるポート。0なら空いているもの",
                      "Port; 0: any free one", Need::required, integer(server.port, 0, 65535)});
  settings.push_back({"server.threads", "イベントループの数（コアごとに1つ）",
                      "Event loops, one a core", Need::optional, integer(server.threads, 1, 256)});
  settings.push_back({"server.certificate_file", "センターの証明書（PEM）",
                      "The center's certificate", Need::required,
                      TextTarget{&server.tls.certificate_file}});
  settings.push_back({"server.key_file", "センターの秘密鍵（PEM）", "The center's private key",
                      Need::required, TextTarget{&server.tls.key_file}});
  settings.push_back({"server.client_ca_file", "参加者の証明書の認証局（PEM）",
                      "CA of the parties' certificates", Need::required,
                      TextTarget{&server.tls.ca_file}});
  settings.push_back({"server.client_crl_files", "参加者の証明書の失効リスト。変更は自動で読み直す",
                      "Revocation lists of the parties' certificates, reread when changed",
                      Need::optional, ListTarget{&config.party_crl_files}});
  settings.push_back({"server.connections_max", "同時接続の上限", "Connections at one time",
                      Need::optional, integer(server.limits.connections_max, 1, 1000000)});
  settings.push_back({"server.handshake_timeout_ms", "TLS開始の制限時間（ミリ秒）", "TLS handshake",
                      Need::optional, integer(server.limits.handshake_timeout_ms, 100, 600000)});
  settings.push_back({"server.request_timeout_ms", "要求を受け取る制限時間（ミリ秒）",
                      "From a request's first byte to its last", Need::optional,
                      integer(server.limits.request_timeout_ms, 100, 3600000)});
  settings.push_back({"server.idle_timeout_ms", "使われない接続を切るまで（ミリ秒）",
                      "Idle connections", Need::optional,
                      integer(server.limits.idle_timeout_ms, 1000, 86400000)});
  settings.push_back({"server.request_bytes_max", "1つの要求の上限（バイト）", "One message",
                      Need::optional, integer(config.request_bytes_max, 1024, many)});
  settings.push_back({"server.import_bytes_max", "1つの登録ファイルの上限（バイト）",
                      "One CSV file", Need::optional,
                      integer(config.import_bytes_max, 1024, 16 * many)});
  settings.push_back({"server.import_problems_max", "報告に並べる行の誤りの上限",
                      "Row problems listed in one report", Need::optional,
                      integer(config.import_problems_max, 1, many)});
  settings.push_back({"server.imports_at_once_max", "同時に受け付ける登録ファイルの数",
                      "Registration files in memory at one time", Need::optional,
                      integer(config.imports_at_once_max, 1, 1000)});
  settings.push_back({"server.feed_wait_s_max", "変更通知を待てる最長の秒数", "Longest long poll",
                      Need::optional, integer(config.feed_wait_s_max, 0, 3600)});
  settings.push_back({"health.address", "稼働確認ページの待ち受け", "Health page listens on",
                      Need::optional, TextTarget{&config.health_address}});
  settings.push_back({"health.port", "稼働確認ページのポート", "Port of the health page",
                      Need::optional, integer(config.health_port, 0, 65535)});
}

void add_store(Settings& settings, CenterFile& file) {
  auto& config = file.config;
  settings.push_back({"store.path", "データベースのファイル", "Database file", Need::required,
                      TextTarget{&config.store.path}});
  settings.push_back(
      {"store.migrate",
       "古い形式のデータベース: 始めるときに移行するか、madoguchi db migrate を待つか（断る）",
       "An older database: brought forward at the start, or refused until madoguchi db migrate",
       Need::optional,
       ChoiceTarget{{"at_start", "by_command"}, "at_start", [&file](std::string_view name) {
                      using Older = CenterFile::Older;
                      file.older = name == "by_command" ? Older::refuse : Older::migrate;
                    }}});
  settings.push_back({"store.group_commits_max", "1回の同期にまとめる記録の上限",
                      "Records in one sync", Need::optional,
                      integer(config.store.group_commits_max, 1, 100000)});
  settings.push_back({"store.import_chunk_rows", "登録の途中で回答に譲る行数",
                      "Import rows between two chances for answers", Need::optional,
                      integer(config.store.import_chunk_rows, 1, 1000000)});
  settings.push_back({"store.cache_kib", "接続ごとのキャッシュ（KiB）", "Cache of each connection",
                      Need::optional, integer(config.store.cache_kib, 64, 16 * 1024 * 1024)});
  settings.push_back({"audit.chain", "監査の鎖の名前", "Name of the audit chain", Need::optional,
                      TextTarget{&config.audit.chain}});
  settings.push_back({"audit.checkpoint_key_file", "監査の署名鍵（Ed25519）。なければ作る",
                      "Ed25519 key of the checkpoints, created when absent", Need::required,
                      TextTarget{&config.audit.checkpoint_key_file}});
  settings.push_back({"audit.checkpoint_file", "署名した記録を書き足すファイル。別のディスクがよい",
                      "Signed checkpoints are appended here; best on another disk", Need::required,
                      TextTarget{&config.audit.checkpoint_file}});
  settings.push_back({"audit.checkpoint_every_s", "署名の間隔（秒）", "Seconds between checkpoints",
                      Need::optional, integer(config.audit.checkpoint_every_s, 1, 86400)});
  settings.push_back({"audit.office_events_retention_days",
                      "福祉事務所に見せる資格確認の一覧を残す日数（監査の記録そのものは消さない）",
                      "Days for which offices can read verifications of their recipients (the "
                      "record itself is never removed)",
                      Need::optional,
                      integer(config.audit.office_events_retention_days, 30, 36500)});
}

void add_card(Settings& settings, center::CardSettings& card) {
  settings.push_back({"card.ca_files", "カードの認証局（PEM）", "CAs of the cards", Need::optional,
                      ListTarget{&card.trust.ca_files}});
  settings.push_back({"card.crl_files", "カードの失効リスト", "Revocation lists of the cards",
                      Need::optional, ListTarget{&card.trust.crl_files}});
  settings.push_back(
      {"card.ocsp_urls",
       "認証局ごとのOCSPレスポンダ（http://…、ca_files と同じ順。空の文字列ならなし）",
       "OCSP responder of each CA (http://…), in the order of ca_files; \"\": none", Need::optional,
       ListTarget{&card.trust.ocsp_urls}});
  settings.push_back(
      {"card.ocsp_nonce", "OCSPの応答にノンスを求める",
       "Whether a response must carry the request's nonce", Need::optional,
       ChoiceTarget{{"required", "optional"}, "required", [&card](std::string_view name) {
                      using Nonce = madoguchi::card::OcspRules::Nonce;
                      card.trust.ocsp.nonce =
                          name == "optional" ? Nonce::optional : Nonce::required;
                    }}});
  settings.push_back({"card.ocsp_timeout_ms",
                      "OCSPの応答を待つ時間（ミリ秒）。過ぎたら失効リストで判断する",
                      "Wait for a responder; then the revocation lists decide", Need::optional,
                      integer(card.ocsp_timeout_ms, 50, 60000)});
  settings.push_back({"card.ocsp_retry_s", "応じないレスポンダに次に聞くまで（秒）",
                      "Until a silent responder is asked again", Need::optional,
                      integer(card.ocsp_retry_s, 0, 86400)});
  settings.push_back({"card.require_revocation_list", "失効リストがないカードを断る",
                      "Refuse cards whose revocation cannot be known", Need::optional,
                      SwitchTarget{&card.trust.require_revocation_list}});
  settings.push_back({"card.grace_months", "期限切れ後に資格確認だけ使える月数",
                      "Months after expiry with eligibility only", Need::optional,
                      integer(card.trust.grace_months, 0, 24)});
  settings.push_back({"card.grace_from_month_end", "猶予を期限の月末から数える",
                      "Count the grace from the end of the month of expiry", Need::optional,
                      SwitchTarget{&card.trust.grace_from_month_end}});
  settings.push_back({"card.notice_months_before", "期限の何か月前から知らせるか",
                      "Months before expiry from which it is told", Need::optional,
                      integer(card.trust.notice_months_before, 0, 24)});
  settings.push_back({"card.challenge_life_s", "カード確認の受付が有効な秒数",
                      "Life of a challenge", Need::optional,
                      integer(card.challenge_life_s, 5, 3600)});
  settings.push_back({"card.challenges_max", "待っている受付の上限", "Waiting challenges",
                      Need::optional, integer(card.challenges_max, 1, 10000000)});
  settings.push_back({"card.consents_without_signature",
                      "署名のない確認（目視・顔）でも閲覧同意を受け付ける",
                      "Take consents without a signature (visual, face)", Need::optional,
                      SwitchTarget{&card.consents_without_signature}});
}

void add_limits(Settings& settings, center::CenterConfig& config) {
  auto& quotas = config.quotas;
  settings.push_back({"quota.requests_per_minute_max", "参加者ごとの1分間の要求の上限",
                      "Requests a minute of one party", Need::optional,
                      integer(quotas.requests_per_minute_max, 1, many)});
  settings.push_back({"quota.requests_in_flight_max", "参加者ごとの同時要求の上限",
                      "Requests in flight of one party", Need::optional,
                      integer(quotas.requests_in_flight_max, 1, 1000000)});
  settings.push_back({"quota.wrong_tries_max", "該当しない番号照会の上限（参加者ごと、期間内）",
                      "Different wrong questions by number of one party in the window",
                      Need::optional, integer(quotas.wrong_tries_max, 1, many)});
  settings.push_back({"quota.wrong_tries_window_s", "その期間（秒）", "That window", Need::optional,
                      integer(quotas.wrong_tries_window_s, 1, 31536000)});
  auto& bulk = config.bulk;
  settings.push_back({"bulk.months_back_max", "一括取得でさかのぼれる月数",
                      "Oldest month of a bulk job", Need::optional,
                      integer(bulk.months_back_max, 0, 1200)});
  settings.push_back({"bulk.units_max", "一括取得・一括照会の人数の上限",
                      "Persons in one bulk result or message", Need::optional,
                      integer(bulk.units_max, 1, 10000000)});
  settings.push_back({"bulk.retention_days", "一括取得の結果を残す日数",
                      "Days a bulk result is kept", Need::optional,
                      integer(bulk.retention_days, 1, 3650)});
  settings.push_back({"bulk.interval_s", "同じ月の一括取得の間隔（秒）",
                      "Seconds between two bulk jobs for the same month", Need::optional,
                      integer(bulk.interval_s, 0, 86400)});
  settings.push_back({"bulk.jobs_waiting_max", "1つの医療機関の処理待ちの一括の要求の上限",
                      "Bulk jobs of one institution that wait to be run", Need::optional,
                      integer(bulk.jobs_waiting_max, 1, 10000)});
  settings.push_back({"bulk.request_bytes_max", "一括の要求1つの上限（バイト）",
                      "One message with many units", Need::optional,
                      integer(bulk.request_bytes_max, 1024, many)});
  settings.push_back({"notices.lookback_months", "回答の変更を知らせる対象（何か月前の回答まで）",
                      "Answers of so many months back are watched for changes", Need::optional,
                      integer(config.notices.lookback_months, 1, 120)});
  settings.push_back({"notices.retention_days", "お知らせをセンターに残す日数",
                      "Days for which the feed tells a notice", Need::optional,
                      integer(config.notices.retention_days, 1, 3650)});
  settings.push_back({"notices.registered_since", "後から登録された券（6・2から1）も知らせる",
                      "Also tell when a ticket was registered since (6 or 2 became 1)",
                      Need::optional,
                      ChoiceTarget{{"told", "untold"}, "told", [&config](std::string_view name) {
                                     using Since = center::NoticeSettings::RegisteredSince;
                                     config.notices.registered_since =
                                         name == "untold" ? Since::untold : Since::told;
                                   }}});
}

void add_histories(Settings& settings, center::HistorySettings& histories) {
  settings.push_back({"history.months", "Q7: 履歴を残し、見せる月数",
                      "Q7: months of histories kept and shown", Need::optional,
                      integer(histories.months, center::HistorySettings::months_min, 120)});
  settings.push_back({"history.when_unregistered",
                      "Q13: 券の登録がない人（状態6）の履歴も、カードと同意で見せる",
                      "Q13: histories in state 6, with card and consent", Need::optional,
                      SwitchTarget{&histories.when_unregistered}});
  settings.push_back({"history.overlap_grace_days",
                      "重複投薬: 服用の最後の日から何日までを重なりとみなすか",
                      "Duplicates: days behind the last day of supply that count as taken",
                      Need::optional, integer(histories.overlap_grace_days, 0, 90)});
  settings.push_back({"history.two_factors_required",
                      "履歴の閲覧に、異なる二要素でのサインインを求める",
                      "Histories need a sign-in with two different factors", Need::optional,
                      SwitchTarget{&histories.two_factors_required}});
}

void add_rules(Settings& settings, center::CenterConfig& config) {
  auto& rules = config.decision;
  settings.push_back({"rules.loss_date_is_covered", "Q1: 停止・廃止の日も資格があるとみなす",
                      "Q1: the day of loss itself is covered", Need::optional,
                      SwitchTarget{&rules.loss_date_is_covered}});
  settings.push_back({"rules.number_inquiry_other_institution_flag",
                      "Q2: 他の医療機関の券だけがあるとき確認フラグ「不一致」を返す",
                      "Q2: tell flag 1 when only others hold a ticket", Need::optional,
                      SwitchTarget{&rules.number_inquiry_other_institution_flag}});
  settings.push_back({"rules.number_inquiry_requires_birthdate",
                      "Q14: 番号の照会に生年月日を求める",
                      "Q14: a number inquiry needs the birth date", Need::optional,
                      SwitchTarget{&rules.number_inquiry_requires_birthdate}});
  settings.push_back({"rules.tell_reason_of_loss", "番号の照会でも資格喪失事由02をそのまま伝える",
                      "Tell ReasonOfLoss 02 also by number", Need::optional,
                      SwitchTarget{&rules.tell_reason_of_loss}});
  settings.push_back({"rules.emit_public_expense_names", "Q16: PublicExpenseNumber等の名前でも書く",
                      "Q16: write the alternate element names too", Need::optional,
                      SwitchTarget{&rules.emit_public_expense_names}});
  settings.push_back({"rules.strict_check_digit", "Q10: 検証番号の誤りを警告でなく拒否にする",
                      "Q10: refuse wrong check digits instead of warning", Need::optional,
                      SwitchTarget{&config.strict_check_digit}});
}

void add_clinic(Settings& settings, terminal::TerminalConfig& config) {
  settings.push_back({"institution.code", "医療機関コード（10桁）", "Own institution code",
                      Need::required, TextTarget{&config.institution_code}});
  settings.push_back(
      {"folders.req_dir", "要求フォルダ", "Requests", Need::required, TextTarget{&config.req_dir}});
  settings.push_back(
      {"folders.res_dir", "結果フォルダ", "Results", Need::required, TextTarget{&config.res_dir}});
  settings.push_back({"folders.face_dir", "カード読取結果フォルダ", "Pushed card answers",
                      Need::required, TextTarget{&config.face_dir}});
  settings.push_back({"folders.notice_dir",
                      "回答の変更のお知らせのフォルダ。空なら face の隣の notice",
                      "Notices of changed answers; empty: notice/ beside face", Need::optional,
                      TextTarget{&config.notice_dir}});
  settings.push_back({"folders.work_dir", "作業フォルダ。上の3つの外、同じファイルシステムに置く",
                      "Staging, outside the three but on their file system", Need::required,
                      TextTarget{&config.work_dir}});
  settings.push_back({"folders.retention_days", "結果の残りを消すまでの日数。0なら消さない",
                      "Days until leftovers expire; 0: never", Need::optional,
                      integer(config.retention_days, 0, 3650)});
  settings.push_back({"folders.notice_retention_days",
                      "お知らせを消すまでの日数（済みも未処理も）。0なら消さない",
                      "Days until notices expire, done or not; 0: never", Need::optional,
                      integer(config.notice_retention_days, 0, 3650)});
  settings.push_back({"clinic.notices", "回答の変更のお知らせを受け取る",
                      "Fetch notices of changed answers", Need::optional,
                      ChoiceTarget{{"yes", "no"}, "yes", [&config](std::string_view name) {
                                     using Notices = terminal::TerminalConfig::Notices;
                                     config.notices =
                                         name == "no" ? Notices::leave : Notices::fetch;
                                   }}});
  auto& encoding = config.encoding;
  settings.push_back(
      {"clinic.encoding", "結果ファイルの文字コード", "Encoding of results", Need::optional,
       ChoiceTarget{
           {"Shift_JIS", "UTF-8", "UTF-8+BOM"}, "Shift_JIS", [&encoding](std::string_view name) {
             encoding.encoding = name == "UTF-8"       ? util::Encoding::utf8
                                 : name == "UTF-8+BOM" ? util::Encoding::utf8_bom
                                                       : util::Encoding::shift_jis;
           }}});
  settings.push_back(
      {"clinic.unencodable", "Shift_JISにない文字: 文字参照か、●と備考か",
       "Characters Shift_JIS lacks: reference, or black circle with a remark", Need::optional,
       ChoiceTarget{{"reference", "circle"}, "reference", [&encoding](std::string_view name) {
                      encoding.unencodable = name == "circle" ? util::Unencodable::black_circle
                                                              : util::Unencodable::xml_reference;
                    }}});
  settings.push_back({"clinic.bulk_form", "一括取得の結果の形", "Form of 02res", Need::optional,
                      ChoiceTarget{{"zip", "xml"}, "zip", [&config](std::string_view name) {
                                     config.bulk_form =
                                         name == "xml" ? terminal::TerminalConfig::BulkForm::xml
                                                       : terminal::TerminalConfig::BulkForm::zip;
                                   }}});
  settings.push_back({"clinic.touch_after_move", "置いた1秒後に更新日時を変える",
                      "Touch a result about a second after it appeared", Need::optional,
                      ChoiceTarget{{"no", "yes"}, "no", [&config](std::string_view name) {
                                     config.touch_after_move =
                                         name == "yes" ? terminal::TerminalConfig::Touch::yes
                                                       : terminal::TerminalConfig::Touch::no;
                                   }}});
  settings.push_back(
      {"clinic.face_files", "資格が2つのとき face/ のファイルを1つにするか分けるか",
       "One face file for all results, or one each", Need::optional,
       ChoiceTarget{
           {"one_for_all", "one_per_result"}, "one_for_all", [&config](std::string_view name) {
             using Faces = terminal::TerminalConfig::FaceFiles;
             config.face_files =
                 name == "one_per_result" ? Faces::one_per_result : Faces::one_for_all;
           }}});
}

void add_reader(Settings& settings, terminal::ReaderSettings& reader) {
  settings.push_back(
      {"reader.kind",
       "カードリーダー: なし、PC/SC（pcscd）、フォルダ（試験用。madoguchi card insert で置く）",
       "Card reader: none, PC/SC (pcscd), a folder (test beds; madoguchi card insert)",
       Need::optional,
       ChoiceTarget{{"none", "pcsc", "software"}, "none", [&reader](std::string_view name) {
                      using Kind = terminal::ReaderSettings::Kind;
                      reader.kind = name == "pcsc"       ? Kind::pcsc
                                    : name == "software" ? Kind::software
                                                         : Kind::none;
                    }}});
  settings.push_back({"reader.name",
                      "pcsc: 使うカードリーダーの名前の一部。空ならどれでも（名前は madoguchi card "
                      "readers）",
                      "pcsc: part of the reader's name; empty: any (see madoguchi card readers)",
                      Need::optional, TextTarget{&reader.name}});
  settings.push_back({"reader.slot_dir", "software: カードを置くフォルダ",
                      "software: the folder that is the reader", Need::optional,
                      TextTarget{&reader.slot_dir}});
}

void add_terminal_limits(Settings& settings, terminal::TerminalConfig& config) {
  settings.push_back({"limits.sessions_max", "センターへ同時に出す要求の数", "Requests at one time",
                      Need::optional, integer(config.sessions_max, 1, 256)});
  settings.push_back({"limits.request_settle_ms",
                      "書きかけの要求を待つ時間（最後に増えてから、ミリ秒）",
                      "Wait for an unfinished request after its last growth", Need::optional,
                      integer(config.request_settle_ms, 100, 3600000)});
  settings.push_back({"limits.rescan_ms", "フォルダを見直す間隔（ミリ秒）", "Slow rescan",
                      Need::optional, integer(config.rescan_ms, 50, 3600000)});
  settings.push_back({"limits.center_wait_ms",
                      "センターにつながらないとき、エラーの結果を返すまで（ミリ秒）",
                      "Then an error result says that the line is down", Need::optional,
                      integer(config.center_wait_ms, 0, 3600000)});
  settings.push_back({"limits.center_timeout_ms", "1回の問い合わせの制限時間（ミリ秒）", "One try",
                      Need::optional, integer(config.center_timeout_ms, 100, 3600000)});
  settings.push_back({"limits.retry_first_ms", "やり直しの最初の間隔（ミリ秒）", "First backoff",
                      Need::optional, integer(config.retry_first_ms, 1, 3600000)});
  settings.push_back({"limits.retry_max_ms", "やり直しの最長の間隔（ミリ秒）", "Longest backoff",
                      Need::optional, integer(config.retry_max_ms, 1, 3600000)});
  settings.push_back({"limits.request_bytes_max", "1つの要求ファイルの上限（バイト）",
                      "One request file", Need::optional,
                      integer(config.request_bytes_max, 1024, many)});
  settings.push_back({"control.socket_path",
                      "madoguchi tap / ask が使うソケット。空なら作業フォルダの中",
                      "Socket of madoguchi tap and ask; empty: in the work folder", Need::optional,
                      TextTarget{&config.control_socket}});
}

}  // namespace

namespace {

void add_follow_up(Settings& settings, terminal::FollowUpSettings& follow_up) {
  auto& schedule = follow_up.schedule;
  settings.push_back(
      {"bulk.schedule",
       "一括取得を自動で行う（登録予定日から翌月10日まで毎日。確認が要る受診の福祉事務所の予定"
       "を使う）",
       "Acquire tickets without being asked: from the day on which the offices "
       "concerned register, daily to the 10th of the next month",
       Need::optional, ChoiceTarget{{"off", "on"}, "off", [&schedule](std::string_view name) {
                                      using Runs = followup::Schedule::Runs;
                                      schedule.runs = name == "on" ? Runs::on : Runs::off;
                                    }}});
  settings.push_back({"bulk.hour", "自動の一括取得の時刻（日本時間の時）",
                      "Hour of the day (Japan) of the runs", Need::optional,
                      integer(schedule.hour, 0, 23)});
  settings.push_back({"bulk.claim_hour", "請求の時期（5〜10日）の2回目の時刻",
                      "Hour of a second run while claims are sent (5th to 10th)", Need::optional,
                      integer(schedule.claim_hour, 0, 23)});
  settings.push_back({"bulk.first_day", "登録予定のわからないとき、月の何日から始めるか",
                      "Day of the month to begin with when no office stated one", Need::optional,
                      integer(schedule.first_day, 1, 31)});
  settings.push_back(
      {"bulk.dir",
       "一括取得の結果をレセプトコンピュータのために置くフォルダ（空なら置かない。自分のフォル"
       "ダを勧めるが、res でもよい）",
       "Folder for acquired tickets as files; empty: none (one of its own, or res)", Need::optional,
       TextTarget{&follow_up.bulk_dir}});
  settings.push_back({"follow_up.months", "片づいた受診を残す月数。0なら消さない",
                      "Months for which settled visits are kept; 0: for good", Need::optional,
                      integer(follow_up.months, 0, 1200)});
}

void add_patient(Settings& settings, PatientScreen& patient) {
  settings.push_back(
      {"patient.screen",
       "カードリーダーのそばの患者用の画面（窓口の画面から職員が開く。この機械の上だけ）",
       "Patient's screen at the reader, paired at the counter's page; on this machine only",
       Need::optional, ChoiceTarget{{"off", "on"}, "off", [&patient](std::string_view name) {
                                      using Offered = PatientScreen::Offered;
                                      patient.offered = name == "on" ? Offered::yes : Offered::no;
                                    }}});
  settings.push_back({"patient.port", "患者用の画面のポート（127.0.0.1）。0なら空いているもの",
                      "Port of the patient's screen on 127.0.0.1; 0: any free one", Need::optional,
                      integer(patient.port, 0, 65535)});
  settings.push_back(
      {"patient.questions", "薬剤と診療の同意を1つの質問で（together）、別々に（separate）",
       "Consent to medication and visits as one question, or each alone", Need::optional,
       ChoiceTarget{{"together", "separate"}, "together", [&patient](std::string_view name) {
                      using Questions = PatientScreen::Questions;
                      patient.questions =
                          name == "separate" ? Questions::separate : Questions::together;
                    }}});
  settings.push_back({"patient.idle_s", "触られないと、はじめの画面に戻るまで",
                      "Without a touch the screen begins anew", Need::optional,
                      integer(patient.idle_s, 10, 600)});
}

void add_terminal_page(Settings& settings, TerminalFile& file) {
  settings.push_back({"page.data_dir",
                      "画面のデータのフォルダ（データベースと鍵。他人が読めない権限で）。"
                      "空なら画面を出さない",
                      "Folder of the page's databases and keys, readable by nobody else; empty: no "
                      "page",
                      Need::optional, TextTarget{&file.page_dir}});
  settings.push_back({"page.retention_days",
                      "今日の一覧を、その日の終わりのあと何日残すか。0なら日が変わると消える",
                      "Days for which the day's list is kept after its day; 0: it goes at midnight",
                      Need::optional, integer(file.retention_days, 0, 31)});
  add_page(settings, file.page, Need::optional);
  add_accounts(settings, file.accounts);
  add_patient(settings, file.patient);
}

void add_updates(Settings& settings, UpdateSettings& updates) {
  settings.push_back({"updates.public_key_file",
                      "更新の署名を確かめる公開鍵（Ed25519、PEM）。空なら更新しない",
                      "Public key (Ed25519, PEM) that packages are signed by; empty: no updates",
                      Need::optional, TextTarget{&updates.public_key_file}});
  settings.push_back({"updates.versions_dir",
                      "入れた版を置くフォルダ（端末のプログラムだけが書ける権限で）",
                      "Folder of the installed versions; writable by the terminal only",
                      Need::optional, TextTarget{&updates.versions_dir}});
  settings.push_back({"updates.check_every_s", "新しい版を確かめる間隔（秒）",
                      "Seconds between two looks for a newer version", Need::optional,
                      integer(updates.check_every_s, 60, 604800)});
}

}  // namespace

PageAccounts accounts_of(const TerminalFile& file) {
  return {file.page_dir, file.name.empty() ? file.config.institution_code : file.name,
          file.accounts};
}

void add_clock_and_log(Settings& settings, std::string& start_at, std::string& log_level) {
  settings.push_back(
      {"clock.start_at",
       "試験用: 時計をこの日時から始める（例 2024-07-10T09:00:00+09:00）。空なら本当の時刻",
       "Test beds only: the clock starts here; empty: real time", Need::optional,
       TextTarget{&start_at}});
  settings.push_back({"log.level", "記録の細かさ", "How much is logged", Need::optional,
                      ChoiceTarget{{"debug", "info", "warning", "error"},
                                   "info",
                                   [&log_level](std::string_view level) { log_level = level; }}});
}

void add_line(Settings& settings, net::ClientConfig& line) {
  settings.push_back({"center.host", "センターの名前またはアドレス",
                      "Name or address of the center", Need::required, TextTarget{&line.host}});
  settings.push_back({"center.port", "センターのポート", "Port of the center", Need::required,
                      integer(line.port, 1, 65535)});
  settings.push_back({"center.server_name", "センターの証明書にある名前。空なら host",
                      "Name in the center's certificate; empty: host", Need::optional,
                      TextTarget{&line.server_name}});
  settings.push_back({"center.certificate_file", "自分の証明書（PEM）", "Own certificate (PEM)",
                      Need::required, TextTarget{&line.tls.certificate_file}});
  settings.push_back({"center.key_file", "自分の秘密鍵（PEM、他人が読めない権限で）",
                      "Own private key (PEM, readable by nobody else)", Need::required,
                      TextTarget{&line.tls.key_file}});
  settings.push_back({"center.ca_file", "センターの認証局（PEM）", "CA of the center (PEM)",
                      Need::required, TextTarget{&line.tls.ca_file}});
  settings.push_back({"center.crl_file",
                      "センターの証明書の失効リスト（PEM）。指定すると、期限が過ぎたら接続しない",
                      "Revocation list (PEM) of the center's CA; a list past its next update lets "
                      "nothing through",
                      Need::optional, TextTarget{&line.tls.crl_file}});
  settings.push_back({"center.connect_timeout_ms", "接続を待つ時間（ミリ秒）",
                      "Wait for a connection", Need::optional,
                      integer(line.connect_timeout_ms, 100, 600000)});
}

void apply_log_level(const std::string& level) {
  if (level == "debug") util::set_log_level(util::LogLevel::debug);
  if (level == "warning") util::set_log_level(util::LogLevel::warning);
  if (level == "error") util::set_log_level(util::LogLevel::error);
}

Settings settings_of(CenterFile& file) {
  Settings settings;
  add_server(settings, file.config);
  add_store(settings, file);
  add_card(settings, file.config.card);
  add_limits(settings, file.config);
  add_histories(settings, file.config.histories);
  add_rules(settings, file.config);
  settings.push_back({"updates.packages_dir",
                      "端末へ配る更新のフォルダ（madoguchi update sign が作る）。空なら配らない",
                      "Packages offered to terminals (made by madoguchi update sign); empty: none",
                      Need::optional, TextTarget{&file.config.packages_dir}});
  add_clock_and_log(settings, file.start_at, file.log_level);
  return settings;
}

Settings settings_of(TerminalFile& file) {
  file.accounts.roles.clear();
  for (const auto role : domain::clinic_roles()) file.accounts.roles.emplace_back(name_of(role));
  file.accounts.keeper_role = name_of(domain::Role::clinic_admin);
  file.page.keeper_role = file.accounts.keeper_role;
  Settings settings;
  add_clinic(settings, file.config);
  const Setting name{"institution.name", "画面に出す名前。空なら医療機関コード",
                     "Name as the page shows it; empty: the code", Need::optional,
                     TextTarget{&file.name}};
  settings.insert(settings.begin() + 1, name);  // behind institution.code
  add_reader(settings, file.config.reader);
  add_line(settings, file.config.center);
  add_terminal_limits(settings, file.config);
  add_follow_up(settings, file.config.follow_up);
  add_terminal_page(settings, file);
  add_updates(settings, file.updates);
  add_clock_and_log(settings, file.start_at, file.log_level);
  return settings;
}

Settings settings_of(LineFile& file) {
  Settings settings;
  add_line(settings, file.center);
  return settings;
}

std::unique_ptr<util::Clock> clock_from(const std::string& start_at) {
  if (start_at.empty()) return std::make_unique<util::SystemClock>();
  const auto at = util::parse_iso_date_time(start_at);
  if (!at) return nullptr;
  return std::make_unique<util::StartingClock>(*at);
}

std::unique_ptr<util::Clock> clock_of(const std::string& file, const std::string& start_at) {
  auto clock = clock_from(start_at);
  if (!clock) {
    tell(std::vector<ConfigProblem>{
        {file, 0, 0, "clock.start_at", "日時を 2024-07-10T09:00:00+09:00 の形で書いてください。"}});
  }
  return clock;
}

}  // namespace madoguchi::app
