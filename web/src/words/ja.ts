// Every word the pages say, in Japanese. `en.ts` has the same shape; the compiler sees to it.
import { codes } from "./ja.codes";
import { counter } from "./ja.counter";
import { disaster, emergency } from "./ja.disaster";
import * as followups from "./ja.followup";
import { pages } from "./ja.pages";
import { reader } from "./ja.reader";
import { updates } from "./ja.updates";

export const ja = {
  ...codes,
  ...pages,
  counter,
  reader,
  disaster,
  emergency,
  updates,
  ...followups,
  common: {
    product: "Madoguchi",
    again: "もう一度読み込む",
    cancel: "やめる",
    close: "閉じる",
    code: "コード",
    loading: "読み込んでいます…",
    working: "処理しています…",
    optional: "任意",
    save: "保存する",
    edit: "直す",
    open: "開く",
    all: "すべて",
    none: "なし",
    yes: "あり",
    no: "なし",
    search: "検索",
    more: "続きを表示",
    back: "戻る",
    next: "次へ",
    previous: "前へ",
    by: "担当",
    at: "日時",
    dayExample: "例 R6.7.1 または 2024-07-01",
    dayWrong: "日付として読めません。R6.7.1 や 2024-07-01 のように入力してください。",
    count: (n: number) => `${n.toLocaleString("en-US")}件`,
    shown: (shown: number, total: number) =>
      shown < total
        ? `${total.toLocaleString("en-US")}件のうち${shown.toLocaleString("en-US")}件を表示`
        : `${total.toLocaleString("en-US")}件`,
    restored: "前回入力した内容を戻しました。",
    discard: "入力を消す",
    before: "変更前",
    after: "変更後",
    item: "項目",
    download: "CSVで保存",
    keys: "キーボード操作",
    done: "完了しました。",
    tableOf: (text: string) => `${text}の表`,
  },
  shell: {
    skip: "本文へ進む",
    menu: "業務",
    signOut: "サインアウト",
    switchLanguage: "English",
    switchLabel: "英語の画面に切り替える",
    role: {
      caseworker: "地区担当員",
      clerk: "取扱担当者",
      supervisor: "査察指導員",
      administrator: "管理者",
      reception: "受付",
      doctor: "医師",
      dentist: "歯科医師",
      pharmacist: "薬剤師",
      clinic_admin: "管理者",
    } as Record<string, string>,
    pages: {
      work: "未登録の受診",
      people: "受給者",
      monthly: "月次発行",
      plans: "要否の決定",
      tickets: "医療券・調剤券",
      imports: "取込",
      approvals: "承認",
      calendar: "登録予定",
      log: "資格確認の記録",
      print: "印刷",
      institutions: "指定医療機関",
      accounts: "アカウント",
      settings: "設定",
      checks: "資格確認",
      "clinic-settings": "設定",
      followups: "未登録の確認",
      bulk: "一括取得",
      "after-checks": "あとで確認",
      terminal: "端末の状態",
      "terminal-settings": "端末の状態",
      "clinic-accounts": "アカウント",
    } as Record<string, string>,
    waiting: (n: number) => `${n}件`,
    unreachable: "この画面のサーバーにつながりません。入力中の内容はこの画面に残っています。",
    ending: {
      title: "まもなくサインインが切れます。",
      left: (seconds: number) => `あと${seconds}秒`,
      goOn: "続けるときは、画面を押すか、どれかキーを押してください。入力中の内容は、切れても残ります。",
      forGood:
        "サインインできる時間の上限です。切れたら、もう一度サインインしてください。入力中の内容は残ります。",
    },
    calendarOff: (month: string, state: string, day: number) =>
      state === "failed"
        ? `${month}分の登録は失敗と医療機関に伝えています。登録が済んだら、登録済みと伝えてください。`
        : state === "late"
          ? `${month}分の登録は遅れていると医療機関に伝えています。登録が済んだら、登録済みと伝えてください。`
          : `${month}分は${day}日に登録予定でしたが、登録済みと伝えていません。医療機関には連絡がまだないと表示されます。`,
    centerAway: (age: string) =>
      `資格確認の中央側につながりません。${age}の内容を表示しています。登録は、つながってから行えます。`,
    certificate: (days: number) =>
      days <= 0
        ? "この福祉事務所の証明書の期限が切れています。登録できません。管理者は「madoguchi pki」で更新してください。"
        : `この福祉事務所の証明書はあと${days}日で期限が切れます。管理者にお知らせください。`,
    failedImports: (n: number) => `取込に失敗したファイルが${n}件あります。`,
    failedImportsLink: "取込を確認する",
    notFound: "このページはありません。",
    notAllowed: "このページを使う権限がありません。",
    notAllowedNext: "必要な場合は、管理者に役割の変更を依頼してください。",
    toFirst: "最初のページへ",
    ago: (minutes: number) =>
      minutes < 1
        ? "1分以内"
        : minutes < 60
          ? `${minutes}分前`
          : minutes < 2880
            ? `${Math.floor(minutes / 60)}時間前`
            : `${Math.floor(minutes / 1440)}日前`,
    keysHelp: [
      ["/", "検索欄へ移る（ないページでは受給者の検索へ）"],
      ["↑ ↓", "行を選ぶ"],
      ["Enter", "選んだ行を開く"],
      ["i", "券を発行する"],
      ["d", "発行しない（理由を選ぶ）"],
      ["r", "医療機関へ回答する"],
      ["p", "月次発行で、選んだ分を公開する"],
      ["?", "この一覧を出す"],
      ["Esc", "閉じる"],
    ] as [string, string][],
  },
  signIn: {
    title: "サインイン",
    product: "医療扶助 福祉事務所",
    lead: "福祉事務所の担当者として、割り当てられたアカウントでサインインしてください。",
    account: "アカウント",
    password: "パスワード",
    next: "次へ",
    newPassword: "新しいパスワード",
    newPasswordLead: "初めてのサインインです。自分だけが知るパスワードに変えてください。",
    newPasswordHint: "12文字以上。文のように長いものが覚えやすく安全です。",
    newPasswordAgain: "新しいパスワード（確認）",
    passwordsDiffer: "2つのパスワードが同じではありません。",
    passwordShort: "パスワードは12文字以上にしてください。",
    change: "変更して次へ",
    enroll: "認証アプリの登録",
    enrollLead:
      "スマートフォンなどの認証アプリでこの画面のコードを読み取り、表示された6桁の数字を入力してください。",
    qr: "認証アプリ用の二次元コード",
    secret: "読み取れないときは、この文字を認証アプリに入力してください。",
    factor: "二つ目の確認",
    factorLead: "認証アプリに表示されている6桁の数字を入力してください。",
    codeLabel: "確認コード（6桁）",
    finish: "サインイン",
    other: "別のアカウントでサインイン",
    unreachable: "福祉事務所のサーバーにつながりません。つながると、この画面のまま続けられます。",
    expired: "もう一度サインインしてください",
    expiredLead:
      "しばらく操作がなかったため、サインインの期限が切れました。入力中の内容はそのまま残っています。",
  },
};

export type Words = typeof ja;
