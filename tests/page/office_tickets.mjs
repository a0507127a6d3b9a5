// Tickets one by one: issue with errors and warnings told while typing, shorten, issue again, cancel,
// the list of a month, what a suspension leaves behind.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";

await onBed(async (bed) => {
  const key = await bed.recipient("券野　花", "ｹﾝﾉ ﾊﾅ");
  const worker = await bed.as("tantou");
  const { page } = worker;
  await worker.open(`people/${key}`);
  await worker.see("券はまだありません");

  // A period outside the month is an error at its field before anything is sent.
  await worker.button("券を発行する").click();
  await worker.dialog.waitFor();
  await worker.pick("指定医療機関", "医療機", "●●医療機関");
  await worker.fill("有効終了日", `${thisMonth(1)}05`);
  await worker.dialog.getByText("outside_month").first().waitFor();
  await worker.look("office-ticket-errors");
  await worker.fill("有効終了日", `${thisMonth()}28`);
  await worker.dialog.getByText("outside_month").first().waitFor({ state: "detached" });
  await worker.fill("本人支払額（円）", "3,000");
  await worker.fill("傷病名1", "高血圧症");
  await worker.look("office-ticket-new");
  await worker.submit();
  await worker.see("●●医療機関");
  const row = page.locator(".ticket-list li").first();
  assert.match(await row.innerText(), /3,000円/);

  // The same institution and kind again overlaps.
  await worker.button("券を発行する").click();
  await worker.pick("指定医療機関", "1310000011", "●●医療機関");
  await worker.dialog.getByText("ticket_overlap").first().waitFor();
  await worker.dialog.locator("button[type=submit]").click();
  await worker.dialog.getByText("登録できない内容があります").waitFor();
  await worker.look("office-ticket-overlap");
  await page.keyboard.press("Escape");

  // Shorten: beyond the old end is refused with the reason, within it is taken.
  await row.getByRole("button", { name: "短縮" }).click();
  await worker.fill("新しい有効終了日", `${thisMonth()}29`);
  await worker.dialog.locator("button[type=submit]").click();
  await worker.dialog.getByRole("alert").waitFor();
  await worker.fill("新しい有効終了日", `${thisMonth()}20`);
  await worker.submit();
  await worker.see("券を変更");
  assert.match(await row.innerText(), /20日/);

  // Issued again with another amount: the old number is cancelled, the new one stands.
  await row.getByRole("button", { name: "再発行" }).click();
  await worker.fill("本人支払額（円）", "0");
  await worker.submit();
  await page.locator(".ticket-list li", { hasText: "取消済み" }).waitFor();
  const live = page.locator(".ticket-list li", { hasText: "登録済み" });
  assert.equal(await live.count(), 1);
  assert.match(await live.innerText(), /0円/);

  // Cancel with a note; the list of the month shows it among the cancelled.
  await live.getByRole("button", { name: "取り消す" }).click();
  await worker.fill("理由のメモ", "受診せず");
  await worker.look("office-ticket-cancel");
  await worker.submit();
  await live.waitFor({ state: "detached" });
  await worker.see("受診せず");
  await worker.open("tickets");
  const listed = page.locator("tbody tr", { hasText: "券野" });
  assert.equal(await listed.count(), 0);
  await worker.choose("状態", "取消済み");
  await listed.first().waitFor();
  assert.equal(await listed.count(), 2);
  await worker.look("office-tickets-cancelled");

  // A suspension leaves a ticket that reaches too far: the person's page says so.
  const late = await bed.recipient("停太　光", "ﾃｲﾀ ﾋｶﾙ");
  const ticket = await bed.ticket(late);
  assert.equal(ticket.state, "registered");
  await worker.open(`people/${late}`);
  await worker.button("停止する").click();
  await worker.fill("停止日", `${thisMonth()}10`);
  await worker.submit();
  await worker.see("beyond_qualification");
  await worker.look("office-ticket-beyond");
});
