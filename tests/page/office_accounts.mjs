// Accounts: made with a password that is shown once, another role, stopped, made anew; whoever changes
// is signed out at once, and the last administrator stays.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { eventually, Seat } from "./world.mjs";

await onBed(async (bed) => {
  const admin = await bed.as("kanri");
  const { page } = admin;
  const account = `konto${process.pid}`;
  await admin.open("accounts");
  await admin.button("アカウントを作る").click();
  await admin.fill("アカウント", "Großes Konto");
  await admin.fill("氏名", "新任　者");
  await admin.look("office-account-new");
  await admin.dialog.locator("button[type=submit]").click();
  await admin.dialog.getByText("アカウント名は半角の英小文字").first().waitFor();
  await admin.fill("アカウント", account);
  await admin.choose("役割", "取扱担当者");
  await admin.dialog.locator("button[type=submit]").click();
  const secret = admin.dialog.locator(".secret");
  await secret.waitFor();
  const once = await secret.innerText();
  await admin.look("office-account-once");
  await admin.button("伝えました").click();
  await page.waitForSelector("dialog[open]", { state: "detached" });
  assert.equal(await page.getByText(once).count(), 0, "it is not shown again");

  const seat = new Seat(bed.world.office);
  await seat.enrol(account, once);
  const works = async () => (await seat.get("/api/session")).json.role;
  assert.equal(await works(), "clerk");

  const row = page.locator("tbody tr", { hasText: account });
  const change = async (act) => {
    await row.click();
    await admin.dialog.waitFor();
    await act();
    await admin.dialog.locator("button[type=submit]").click();
  };
  const gone = () => page.waitForSelector("dialog[open]", { state: "detached" });

  // Another role ends the session.
  await change(() => admin.choose("役割", "地区担当員"));
  await gone();
  await row.getByText("地区担当員").waitFor();
  await eventually("signed out", async () => (await works()) === undefined);

  await change(() => admin.dialog.getByLabel("このアカウントを停止する").check());
  await gone();
  await row.getByText("停止中").waitFor();
  await admin.look("office-accounts-stopped");
  await change(async () => {
    await admin.dialog.getByLabel("このアカウントを停止する").uncheck();
    await admin.dialog.getByLabel("パスワードを作り直す").check();
    await admin.dialog.getByLabel("認証アプリの登録をやり直す").check();
  });
  await secret.waitFor();
  const again = await secret.innerText();
  assert.notEqual(again, once);
  await admin.button("伝えました").click();
  await new Seat(bed.world.office).enrol(account, again); // a new authenticator, too

  // The last administrator cannot be stopped.
  const own = page.locator("tbody tr", { hasText: "kanri" });
  await own.click();
  await admin.dialog.getByLabel("このアカウントを停止する").check();
  await admin.dialog.locator("button[type=submit]").click();
  await admin.dialog.getByText("管理者が一人もいなくなります").first().waitFor();
  await admin.look("office-account-last");
});
