// Decisions of need: decided on a person's page, proposed month by month, listed by their end, held
// back behind it; and what others registered of the person (insurance, card, ConsistencyFlag).
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";

await onBed(async (bed) => {
  const key = await bed.recipient("要田　否子", "ﾖｳﾀﾞ ｲﾅｺ");
  const worker = await bed.as("tantou");
  const { page } = worker;
  await worker.open(`people/${key}`);
  await worker.see("要否の決定はまだありません");
  await worker.button("決定を登録する").click();
  await worker.pick("指定医療機関", "こもれび", "こもれび診療所");
  await worker.fill("要否の決定期限", `${thisMonth(1)}28`);
  await worker.dialog.getByLabel("金額を決める").check();
  await worker.fill("本人支払額（円）", "1500");
  await worker.fill("傷病名1", "気管支喘息");
  await worker.look("office-plan-new");
  await worker.submit();
  const line = page.locator(".plan-list li").first();
  assert.match(await line.innerText(), /継続中[^]*こもれび診療所[^]*気管支喘息[^]*1,500円/);
  await worker.look("office-person-plan");

  // Proposed for next month with its amount; held back in the month behind its end.
  const proposed = async (month) => (await bed.seat("tantou").get(`/api/monthly?month=${month}`))
    .json.rows.find((row) => row.recipient_key === key);
  assert.equal((await proposed(thisMonth(1))).after.SelfPayAmount, "1500");
  assert.equal((await proposed(thisMonth(2))).held[0].code, "need_expired");

  // The list of all, what ends first in front; only what ends by this month.
  await worker.open("plans");
  await page.locator("tbody tr", { hasText: "要田" }).waitFor();
  await worker.look("office-plans");
  await worker.button("今月までに切れる").click();
  await worker.settled();
  assert.equal(await page.locator("tbody tr", { hasText: "要田" }).count(), 0);
  await worker.button("来月までに切れる").click();
  await page.locator("tbody tr", { hasText: "要田" }).click();
  await page.waitForSelector("#changes-head");

  // Decided anew: longer; then ended, and proposed no more.
  await line.getByRole("button", { name: "直す" }).click();
  await worker.fill("要否の決定期限", `${thisMonth(3)}28`);
  await worker.submit();
  assert.equal((await proposed(thisMonth(2))).change, "new");
  await line.getByRole("button", { name: "直す" }).click();
  await worker.dialog.getByLabel("この券は今後続けない").check();
  await worker.submit();
  await worker.see("終了");
  assert.equal(await proposed(thisMonth(2)), undefined);

  // Every decision stands on record; the newest is taken back, and that is on record too.
  await page.locator("summary", { hasText: "決定の記録" }).click();
  const decisions = page.locator("#plans .changes > li");
  assert.equal(await decisions.count(), 3);
  assert.match(await decisions.first().innerText(), /tantou[^]*続ける[^]*今後続けない/);
  await worker.look("office-plan-changes");
  await worker.button("この変更を取り消す").click();
  await page.locator("#plans .changes > li").nth(3).waitFor();
  assert.equal((await proposed(thisMonth(2))).change, "new");

  // Stopped and resumed within next month: one period is proposed, the other named.
  const seat = bed.seat("tantou");
  const seen = async () => (await seat.get(`/api/people/${key}`)).json.seen;
  const stopped = await seat.post(`/api/people/${key}/suspend`,
    { seen: await seen(), DisqualificationDate: `${thisMonth(1)}10` });
  assert.equal(stopped.status, 200, stopped.text);
  const resumed = await seat.post(`/api/people/${key}/resume`,
    { seen: await seen(), QualificationDate: `${thisMonth(1)}20` });
  assert.equal(resumed.status, 200, resumed.text);
  assert.equal((await proposed(thisMonth(1))).notes[0].code, "other_period");
  await worker.open("monthly");
  await worker.button("次の月").click();
  await page.locator("tr", { hasText: "要田" }).getByText("資格の期間がほかにもあります").waitFor();
  await worker.look("office-monthly-two-periods");

  // Insurance and card are others': shown, and a contradiction explained.
  await worker.open("people/R-D4-mismatch");
  await worker.see("社会保険の記載が登録と合いません");
  await worker.see("医療保険が登録されています");
  await page.locator("#links").scrollIntoViewIfNeeded();
  await worker.look("office-links-mismatch");
  await worker.open("people/R-D4");
  await worker.see("券の社会保険の記載は、登録された保険と合っています。");
  const links = page.locator("#links");
  assert.match(await links.innerText(), /マイナンバーカード[^]*登録あり/);
  await worker.open(`people/${key}`);
  assert.match(await links.innerText(), /登録なし/);
});
