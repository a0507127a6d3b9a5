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
  const differences = page.getByRole("region", { name: "前回との違い", exact: true });
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
  // New ones are seen together; what is gone is seen by itself, and comes first.
  const unseen = async () => (await month()).changes.filter((one) => !one.seen_by);
  assert.match(await differences.locator("tbody tr").first().innerText(), /なくなった券[^]*一括/);
  await differences.getByRole("button", { name: /^新しい券\d+枚をまとめて確認した$/ }).click();
  await eventually("only what is gone is left", async () =>
    (await unseen()).every((one) => one.kind === "gone"));
  await differences.locator("tbody tr", { hasText: "新しい券" }).first()
    .waitFor({ state: "detached" });
  for (let left = (await unseen()).length; left > 0; --left) {
    await differences.getByRole("button", { name: "確認した", exact: true }).first().click();
    await differences.locator("tbody tr").nth(left - 1).waitFor({ state: "detached" });
  }
  await differences.getByText("すべて確認済みです。").waitFor();
  assert.deepEqual(await unseen(), []);
  await differences.getByRole("button", { name: "確認済みも表示する" }).click();
  await differences.getByText("uketsuke が確認").first().waitFor();

  // A ticket that comes again with another end says what changed.
  const short = await bed.recipient("短縮　変", "ﾀﾝｼｭｸ ｶﾜﾙ", { Birthdate: "19710507" });
  await bed.ticket(short);
  await fetched();
  const his = (await bed.seat("tantou").get(`/api/people/${short}`)).json;
  const shortened = await bed.seat("tantou").post(
    `/api/tickets/${encodeURIComponent(his.tickets[0].id)}/shorten`,
    { seen: his.seen, MedicalTicketExpirationDate: `${thisMonth()}20`, reason: "試験" });
  assert.ok(shortened.status < 300, shortened.text);
  await fetched();
  const line = differences.locator("tbody tr", { hasText: "変わった券" });
  await line.locator("summary").click();
  assert.match(await line.locator(".side-by-side").innerText(), /有効終了|20日/);
  await reception.look("counter-bulk-changed");
  await differences.getByRole("button", { name: /まとめて確認した|^確認した$/ }).first().waitFor();

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
