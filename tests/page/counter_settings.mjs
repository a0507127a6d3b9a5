// The terminal's own settings on the settings page: choosing, a value that cannot be, restart, back to the
// file's word; and identification without a PIN, which only the center can open.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";

await onBed(async (bed) => {
  const admin = await bed.atCounter("jimucho");
  const own = admin.page.getByRole("region", { name: "この端末の設定" });
  const save = own.getByRole("button", { name: "保存" });
  const field = (label) => own.getByLabel(label, { exact: false });
  const restart = async () => {
    await own.getByRole("button", { name: "いま再起動する" }).click();
    await own.getByRole("button", { name: "いま再起動する" }).waitFor({ state: "hidden" });
    await own.getByText("再起動しています…").waitFor({ state: "hidden" });
  };

  await admin.open("clinic-settings");
  await own.getByText("医療機関コード").waitFor();
  assert.equal(await save.isDisabled(), true);
  await admin.look("counter-own-settings");

  // What cannot be is said beside the field, and is not sent.
  const sessions = field("センターへ同時に出す要求の数");
  const before = await sessions.inputValue();
  for (const wrong of ["0", "257", "", "8a"]) {
    await sessions.fill(wrong);
    await own.locator(".field-error", { hasText: "1〜256 の整数。" }).waitFor();
    assert.equal(await save.isDisabled(), true, wrong);
  }
  await admin.look("counter-own-settings-wrong");

  await sessions.fill("8");
  await field("結果ファイルの文字コード").selectOption("UTF-8");
  await save.click();
  await own.getByText("次の起動から。いまは「Shift_JIS」。").waitFor();
  await own.getByText("設定ファイルの値は「Shift_JIS」。").waitFor();
  await admin.look("counter-own-settings-waiting");
  try {
    await restart();
    await own.getByText("次の起動から。").waitFor({ state: "hidden" });
    assert.equal(await sessions.inputValue(), "8");
    assert.equal(await field("結果ファイルの文字コード").inputValue(), "UTF-8");
    await own.getByText("変更の記録（2件）").click();
    await own.getByText(/jimucho: 結果ファイルの文字コード 設定ファイルの値 → UTF-8/).waitFor();
    await admin.look("counter-own-settings-changed");
  } finally {
    await sessions.fill(before);
    await field("結果ファイルの文字コード").selectOption("Shift_JIS");
    await save.click();
    await restart();
  }
  await own.getByText("設定ファイルの値は", { exact: false }).first().waitFor({ state: "hidden" });

  // The demo's center opens nothing without the card's signature: the answer says so, nothing is changed.
  const histories = admin.page.getByRole("region", { name: "薬剤・診療・健診の情報" });
  const unsigned = histories.getByLabel("暗証番号のない本人確認（目視・顔）でも見せる");
  await unsigned.check();
  await histories.getByRole("button", { name: "保存" }).click();
  await histories.getByText(/センターの設定により、この項目は「利用する」にできません。/).waitFor();
  await admin.look("counter-settings-closed");
  await admin.open("clinic-settings");
  assert.equal(await unsigned.isChecked(), false);

  // In English, too.
  const reception = await bed.atCounter("uketsuke");
  await reception.open("clinic-settings");
  assert.equal(await reception.page.getByRole("region", { name: "この端末の設定" }).count(), 0);
});
