// A month of tickets: ordered on the page, what is new, changed and gone since the last time, whose they
// are by somebody's word and never by themselves. Real processes.
import assert from "node:assert/strict";
import fs from "node:fs";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually, Seat } from "./world.mjs";

await onBed(async (bed) => {
  const clinic = new Seat(bed.world.clinic, bed.world.cookies.uketsuke);
  const month = () => clinic.get(`/api/bulk?month=${thisMonth()}`).then(({ json }) => json);
  const reception = await bed.atCounter("uketsuke");
  const { page } = reception;
  await reception.open("bulk");
  await reception.look("counter-bulk-before");
  const order = page.locator(".toolbar .button-main");
  const fetched = async () => {
    const before = (await month()).runs.length;
    await order.click();
    await eventually("the run is over", async () => {
      const { runs } = await month();
      return runs.length > before && runs.every((one) => one.state !== "waiting" &&
        one.state !== "processing");
    });
    await reception.open("bulk");
    const [last] = (await month()).runs;
    assert.equal(last.state, "done", JSON.stringify(last));
  };
  await fetched();
  await page.locator("tbody tr", { hasText: "生保" }).first().waitFor();
  await reception.see(/次の自動取得/);
  await reception.look("counter-bulk");
  // The same for the receipt computer, as a file under a name of its own.
  const files = fs.readdirSync(`${bed.world.dir}/clinic/bulk`);
  assert.ok(files.some((name) => name.startsWith(`OQSmutic02res_madoguchi${thisMonth()}`)), files.join());

  // A new ticket is a difference, and a cancelled one a warning that somebody has to see.
  const key = await bed.recipient("一括　新子", "ｲｯｶﾂ ｼﾝｺ", { Birthdate: "19710506" });
  const ticket = await bed.ticket(key);
  await fetched();
  const differences = page.getByRole("region", { name: "前回との違い" });
  await differences.getByText("新しい券").first().waitFor();
  await differences.getByText("一括").first().waitFor();
  assert.equal(ticket.state, "registered");
  const person = (await bed.seat("tantou").get(`/api/people/${key}`)).json;
  const cancelled = await bed.seat("tantou").post(
    `/api/tickets/${encodeURIComponent(person.tickets[0].id)}/cancel`,
    { seen: person.seen, reason: "試験" });
  assert.ok(cancelled.status < 300, cancelled.text);
  await fetched();
  await differences.getByText("なくなった券").first().waitFor();
  await page.locator("[role=alert]", { hasText: "請求できません" }).waitFor();
  await reception.look("counter-bulk-gone");
  const seen = differences.getByRole("button", { name: "確認した" });
  while (await seen.count() > 0) {
    const left = await seen.count();
    await seen.first().click();
    await page.waitForFunction((count) =>
      [...document.querySelectorAll("button")].filter((one) =>
        one.textContent.trim() === "確認した").length < count, left);
  }

  // Again: nothing is different.
  await fetched();
  await reception.see("前回と同じです。");
  await page.locator("details summary", { hasText: "取得の記録" }).click();
  await reception.look("counter-bulk-records");

  await page.setViewportSize({ width: 1024, height: 600 });
  await reception.button("English").click();
  await reception.look("counter-bulk-english");
  await reception.button("日本語").click();
  const administrator = await bed.atCounter("jimucho");
  await administrator.open("bulk");
  await administrator.main.locator("h1", { hasText: "権限がありません" }).waitFor();
});
