// From 未委託 at the clinic's reader to the work list, a ticket issued by keyboard alone, and 有効 at the
// next question; a refusal and a reply with a day reach the clinic: three processes, a real browser.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually } from "./world.mjs";

await onBed(async (bed) => {
  const worker = await bed.as("tantou");
  const { page } = worker;
  await worker.open("work");

  // Whoever is asked about now appears by itself, without a reload.
  assert.match(bed.tap("D8"), /未登録/);
  const row = page.locator("tbody tr", { hasText: "未登" }).first();
  await row.waitFor();
  await worker.look("office-work");

  // By keyboard: down to the line, i, the basis by an arrow, Enter.
  const chosen = () => page.locator("tr.chosen, tr:focus").first().innerText();
  await eventually("the line is chosen", async () => {
    await page.keyboard.press("ArrowDown");
    return (await chosen()).includes("未登");
  });
  await page.keyboard.press("d");
  await worker.dialog.waitFor();
  await worker.look("office-decline");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.keyboard.press("i");
  await page.waitForSelector("dialog[open] .form-grid");
  await worker.look("office-issue");
  await worker.dialog.locator("button[type=submit]").click();
  assert.ok(await worker.dialog.isVisible(), "the basis must be named");
  await worker.dialog.getByLabel("電話で確認した").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog[open]", { state: "detached" });
  await row.waitFor({ state: "detached" });

  assert.match(bed.tap("D8"), /この資格は有効です。/);
  assert.doesNotMatch(bed.tap("D8"), /未登録/);

  // What was issued stands on the person's page, with who did it.
  await worker.open("people");
  await page.fill("input[type=search]", "みとう");
  const person = page.locator("tbody tr", { hasText: "未登" }).first();
  await person.waitFor();
  await person.click();
  await page.locator(".changes summary", { hasText: "tantou" }).first().waitFor();
  await worker.look("office-person");

  // Declined, and a day promised: the clinic is told, each in its own words.
  const folder = path.join(bed.world.dir, "clinic", "notice");
  const told = (text) => eventually(`the clinic is told ${text}`, () => fs.existsSync(folder) &&
    fs.readdirSync(folder).some((name) => fs.readFileSync(path.join(folder, name), "utf8")
      .includes(text)));
  for (const [scenario, name, key, act] of [["D9", "先月", "d", async () => {
    await worker.dialog.getByLabel("福祉事務所へ連絡してほしい").check();
  }], ["D10", "半月", "r", async () => {
    await worker.dialog.getByLabel("登録予定日を伝える").check();
    await worker.fill("登録予定日", `${thisMonth(1).slice(0, 4)}-${thisMonth(1).slice(4)}-15`);
    await worker.look("office-reply");
  }]]) {
    bed.tap(scenario);
    await worker.open("work");
    const line = page.locator("tbody tr", { hasText: name }).first();
    await line.waitFor();
    await line.click();
    await page.keyboard.press(key);
    await worker.dialog.waitFor();
    await act();
    await worker.submit();
    await line.waitFor({ state: "detached" });
    await worker.main.getByRole("button", { name: /^すべて/ }).click();
    await line.getByText("回答済み").waitFor();
  }
  await told("contact_office");
  await told(`${thisMonth(1)}15`);

  // Of somebody insured the draft says so: else the clinic would be warned of a contradiction.
  bed.tap("D5");
  const seat = bed.seat("tantou");
  const insured = await eventually("the insured person's work", async () =>
    (await seat.get("/api/work")).json.items.find((one) => one.Name.startsWith("保険")));
  const { ticket } = (await seat.get(`/api/work/${insured.id}/draft`)).json;
  assert.equal(ticket.StatusOfSocialInsurance, "01");
  assert.equal(ticket.SingleOrCombinedUse, "02");

  // Asked again behind the "no", it is back, and the wrong word is put right by another.
  bed.tap("D9");
  await worker.open("work");
  const again = page.locator("tbody tr", { hasText: "先月" }).first();
  await again.waitFor();
  await again.click();
  await worker.see("この回答のあとに、医療機関からまた照会または連絡がありました。");
  await worker.see("発行しない（福祉事務所へ連絡してほしい）");
  await worker.look("office-work-again");
  await page.keyboard.press("r");
  await worker.dialog.getByLabel("紙の券を交付する").check();
  await worker.submit();
  await again.waitFor({ state: "detached" });
});
