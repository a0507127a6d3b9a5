// The terminal's program and its updates.
export const updates = {
  title: "プログラムの更新",
  notConfigured: "この端末では、画面からの更新を使いません（設定 updates.public_key_file が空です）。",
  running: "動いている版",
  afterRestart: "再起動のあとの版",
  available: "新しい版",
  none: "ありません",
  notes: "変わること",
  previous: "前の版",
  install: (version: string) => `${version} を入れる`,
  rollBack: (version: string) => `${version} に戻す`,
  installed: (version: string) => `${version} を入れました。`,
  rolledBack: (version: string) => `${version} に戻しました。`,
  restart: (version: string) =>
    `端末のプログラムを再起動すると ${version} になります。受付の合間に行ってください。数秒のあいだ資格確認ができません。`,
  restartNow: "いま再起動する",
  restarting: "再起動しています…",
};
