// What the pages of disasters and emergencies say.
type Table = Record<string, string>;

export const disaster = {
  title: "災害時の確認",
  banner: (reason: string) => `災害時の確認が使えます（${reason}）。`,
  until: "終わり:",
  none: "いまは、災害時の確認は使えません。",
  noneText: "災害のときに地域と期間が指定されると、ここでマイナンバーカードのない方を確認できます。",
  lead: "マイナンバーカードをお持ちでない方を、4つの項目がすべて合うときだけ確認します。",
  name: "氏名",
  nameHint: "漢字またはカナ",
  birthdate: "生年月日",
  sex: "性別",
  sexes: { "1": "男", "2": "女" } as Table,
  address: "住所",
  addressHint: "市区町村から番地まで（6文字以上）。都道府県名はなくてもかまいません",
  consent: "本人の同意",
  consentSaid: "資格を確認することに、本人が口頭で同意した",
  consentHint: "見ることに同意した情報に印を付けてください。付けない情報は表示されません。",
  kinds: {
    medication: "薬剤情報を見ることに同意した",
    diagnosis: "診療情報を見ることに同意した",
    operation: "手術情報を見ることに同意した",
    health_checkups: "特定健診情報を見ることに同意した",
  } as Table,
  obtainedBy: "同意を確かめた人",
  search: "確認する",
  notDetermined: "特定できません",
  onRecord: "いつ、だれが、何のために確認したかは、すべて記録に残り、別に報告されます。",
};

export const emergency = {
  open: "救急時の閲覧",
  title: "救急時の薬剤・診療情報",
  none: "この医療機関には、救急時の閲覧権限がありません。",
  noneText: "権限は、病院ごとに運営側が付けます。",
  only: "生命・身体の保護のために必要で、本人の同意を得られないときだけ使えます。",
  onRecord: "見た人・時刻・理由は記録に残り、別に報告されます。最近3か月の薬剤・診療と、手術・健診を表示します。",
  reason: "同意を得られない理由",
  reasonHint: "例：意識がない、搬送中で会話ができない",
  show: "記録して表示する",
  left: (time: string) => `表示 あと ${time}`,
};
