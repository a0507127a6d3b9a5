// The terminal's own settings on the settings page: choosing, a value that cannot be, restart, back
// to the file's word; and identification without a PIN, which only the center can open.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { Seat } from "./world.mjs";

await onBed(async (bed) => {
  const admin = await bed.atCounter("jimucho");
  const own = admin.page.getByRole("region", { name: "この端末の設定" });
  const save = own.getByRole("button", { name: "保存" });
  const field = (label) => own.getByLabel(label, { exact: false });
  // The panel is far down and higher than the window: a picture shows the part that it is about.
  const look = async (part, name) => {
    await part.evaluate((node) => node.scrollIntoView({ block: "center" }));
    await admin.look(name);
  };
  const restart = async () => {
    await own.getByRole("button", { name: "いま再起動する" }).click();
    await own.getByRole("button", { name: "いま再起動する" }).waitFor({ state: "hidden" });
    await own.getByText("再起動しています…").waitFor({ state: "hidden" });
  };

  await admin.open("clinic-settings");
  await own.getByText("医療機関コード").waitFor();
  assert.equal(await save.isDisabled(), true);
  await look(field("結果ファイルの文字コード"), "counter-own-settings");

  // What cannot be is said beside the field, and is not sent.
  const sessions = field("センターへ同時に出す要求の数");
  const before = await sessions.inputValue();
  for (const wrong of ["0", "257", "", "8a"]) {
    await sessions.fill(wrong);
    await own.locator(".field-error", { hasText: "1〜256 の整数を、桁区切りなしで入れてください。" }).waitFor();
    assert.equal(await save.isDisabled(), true, wrong);
  }
  await look(sessions, "counter-own-settings-wrong");

  const recorded = Number(/変更の記録（(\d+)件）/.exec(await own.innerText())?.[1] ?? 0);
  await sessions.fill("8");
  await field("結果ファイルの文字コード").selectOption("UTF-8");
  await save.click();
  await own.getByText("次の起動から。いまは「Shift_JIS」。").waitFor();
  await own.getByText("設定ファイルの値は「Shift_JIS」。").waitFor();
  await look(own.locator(".notice"), "counter-own-settings-waiting");
  try {
    await restart();
    await own.getByText("次の起動から。").waitFor({ state: "hidden" });
    assert.equal(await sessions.inputValue(), "8");
    assert.equal(await field("結果ファイルの文字コード").inputValue(), "UTF-8");
    await own.getByText(`変更の記録（${recorded + 2}件）`).click();
    await own.getByText(/結果ファイルの文字コード: 設定ファイルの値 → UTF-8/).first()
      .waitFor();
    await look(own.locator(".own-changes"), "counter-own-settings-changed");
  } finally {
    await sessions.fill(before);
    await field("結果ファイルの文字コード").selectOption("Shift_JIS");
    await save.click();
    await restart();
  }
  await own.getByText("設定ファイルの値は", { exact: false }).first().waitFor({ state: "hidden" });

  // The demo's center opens nothing without the card's signature: told so, and nothing changes.
  const histories = admin.page.getByRole("region", { name: "薬剤・診療・健診の情報" });
  const unsigned = histories.getByLabel("暗証番号のない本人確認（目視・顔）でも見せる");
  await unsigned.check();
  await histories.getByRole("button", { name: "保存" }).click();
  await histories.getByText(/センターの設定により、この項目は「利用する」にできません。/).waitFor();
  await admin.look("counter-settings-closed");
  await admin.open("clinic-settings");
  assert.equal(await unsigned.isChecked(), false);

  // In a small window, in English.
  await admin.page.setViewportSize({ width: 1024, height: 600 });
  await admin.button("English").click();
  const english = admin.page.getByRole("region", { name: "Settings of this terminal" });
  await english.getByLabel("Encoding of results").waitFor();
  await english.evaluate((node) => node.scrollIntoView());
  await admin.look("counter-own-settings-english");
  await admin.button("日本語").click();

  // Who may not change it sees nothing of it, and cannot do it in another way.
  const reception = await bed.atCounter("uketsuke");
  await reception.open("clinic-settings");
  assert.equal(await reception.page.getByRole("region", { name: "この端末の設定" }).count(), 0);
  const without = new Seat(bed.world.clinic, bed.world.cookies.uketsuke);
  assert.equal((await without.get("/api/settings/own")).status, 403);
  for (const place of ["/api/settings/own", "/api/settings/own/restart"]) {
    assert.equal((await without.post(place, { "limits.sessions_max": "8" })).status, 403, place);
  }
});
