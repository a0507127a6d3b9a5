// Visits without a ticket: asked by number, the call on record, the office's reply, the ticket that comes
// by the feed and settles the visit by itself, billing, the list as CSV. Three processes, one browser.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually, Seat } from "./world.mjs";

await onBed(async (bed) => {
  const clinic = new Seat(bed.world.clinic, bed.world.cookies.uketsuke);
  const key = await bed.recipient("追跡　待子", "ﾂｲｾｷ ﾏﾁｺ", { Birthdate: "19620304" });
  const person = (await bed.seat("tantou").get(`/api/people/${key}`)).json;
  const numbers = JSON.stringify(person);
  const number = /"BeneficiaryNumber":"(\d+)"/.exec(numbers)[1];
  const asked = await clinic.post("/api/checks",
    { insurer_number: "12131017", number, birthdate: "19620304" });
  assert.equal(asked.status, 200, asked.text);
  assert.match(asked.text, /unregistered_by_number/);

  const record = asked.json.record;
  const reception = await bed.atCounter("uketsuke");
  const { page } = reception;
  await reception.open();
  // The answer leads to its line; the menu counts what needs somebody.
  await page.locator(".counter-right").getByText("福祉事務所の回答はまだありません").waitFor();
  await page.locator(".menu a", { hasText: "未登録の確認" }).locator(".menu-count").waitFor();
  await page.locator(".counter-right a", { hasText: "未登録の確認を開く" }).click();
  await page.locator("aside.detail").getByText(record).first().waitFor();
  await reception.open("followups");
  const row = page.locator("tbody tr", { hasText: number.slice(0, 3) })
    .filter({ hasText: "番号での照会" }).first();
  await row.click();
  const detail = page.locator("aside.detail");
  await detail.getByText("券がまだ登録されていません").waitFor();
  await reception.look("counter-followups");

  // The call, by its dialog; the office reads it in its list.
  await reception.button("電話の記録").click();
  await reception.dialog.waitFor();
  await reception.look("counter-followups-call");
  await reception.dialog.getByLabel("折り返し待ち").check();
  await reception.fill("福祉事務所の担当者", "田中");
  await reception.fill("メモ", "午後に折返し");
  await reception.submit();
  await detail.getByText("午後に折返し").waitFor();
  await detail.getByText("センターへ送信済み").waitFor();

  // The office replies: the list says so by itself.
  const work = await eventually("the office is told of the visit", async () => {
    const list = (await bed.seat("tantou").get("/api/work")).json;
    return list.items?.find((one) => one.recipient_key === key);
  });
  const replied = await bed.seat("tantou").post(`/api/work/${work.id}/reply`, { answer: "yes" });
  assert.ok(replied.status < 300, replied.text);
  const item = () => clinic.get("/api/followups?group=all").then(({ json }) =>
    json.items.find((one) => one.asked?.InsuredIdentificationNumber === number));
  await eventually("the reply is here", async () => (await item()).state === "promised");
  await page.locator("tr.chosen", { hasText: "可・券を待っている" }).waitFor();
  await reception.look("counter-followups-promised");
  await reception.open("checks");
  await page.locator(".counter-right .notice", { hasText: "可と回答" }).waitFor();
  await reception.look("counter-checks-office-said");
  await reception.open("followups");

  // The ticket comes: nobody does anything, the visit is settled and billing must hear.
  await bed.ticket(key);
  await eventually("the visit is settled", async () => (await item()).state === "registered");
  await reception.page.getByRole("button", { name: /^請求へ連絡 ?\d/ }).click();
  const settled = page.locator("tbody tr", { hasText: "券が登録された" })
    .filter({ hasText: number.slice(3) }).first();
  await settled.waitFor();
  await settled.click();
  await detail.getByText("登録された券").first().waitFor();
  await reception.look("counter-followups-billing");
  await reception.button("請求へ連絡した").click();
  await eventually("billing was told", async () => (await item()).billing === "told");

  await page.getByRole("button", { name: /^すべて/ }).click();
  await page.locator("tbody tr").first().waitFor();
  const csv = (await reception.saved(() => reception.button("一覧をCSVで保存").click()))
    .toString("utf8");
  assert.ok(csv.startsWith("\ufeff"));
  assert.match(csv, new RegExp(thisMonth()));
  assert.match(csv, new RegExp(number));

  // Somebody else's visit is put away with a reason, and taken up again.
  assert.match(bed.tap("D11"), /未登録/);
  await page.getByRole("button", { name: /^確認が要る/ }).click();
  const card = page.locator("tbody tr", { hasText: "カード" }).first();
  await card.waitFor();
  await card.click();
  await reception.button("終了にする").click();
  await reception.fill("理由", "自費で精算した");
  await reception.submit();
  await page.getByRole("button", { name: /^片づいた/ }).click();
  const closed = page.locator("tbody tr", { hasText: "終了した" }).first();
  await closed.click();
  await reception.button("未確認に戻す").click();
  await closed.waitFor({ state: "detached" });

  // Twice the same looks by card: the second says that the first was answered for, and is linked
  // by staff alone.
  const cards = (await clinic.get("/api/followups?group=all")).json.items.filter((one) =>
    one.way === "card" && /他院/.test(one.person.Name ?? "") && one.state === "open");
  const noted = await clinic.post(`/api/followups/${cards[0].id}/call`, { answer: "yes" });
  assert.ok(noted.status < 300, noted.text);
  assert.match(bed.tap("D11"), /未登録/);
  const second = await eventually("the second visit is here", async () =>
    (await clinic.get("/api/followups")).json.items.find((one) =>
      one.answered_alike?.id === cards[0].id));
  assert.equal(second.call, false);
  assert.equal(second.state, "open");
  await reception.open(`followups/${second.id}`);
  await detail.getByText("同じ人らしい方に回答あり").waitFor();
  await reception.look("counter-followups-alike");
  await detail.getByRole("button", { name: "同じ人", exact: true }).first().click();
  await eventually("the word is heard", async () =>
    (await clinic.get(`/api/followups/${second.id}`)).json.state === "promised");
  await page.setViewportSize({ width: 1024, height: 600 });
  await reception.open("followups");
  await reception.button("English").click();
  await reception.look("counter-followups-english");
  await reception.button("日本語").click();
  const administrator = await bed.atCounter("jimucho");
  await administrator.open("followups");
  await administrator.main.locator("h1", { hasText: "権限がありません" }).waitFor();
});
