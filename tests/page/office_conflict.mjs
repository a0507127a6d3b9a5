// Two browsers, one person: the second one to send sees the difference, nothing is overwritten, and
// nothing typed is lost.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";

await onBed(async (bed) => {
  const key = await bed.recipient("同時　編子", "ﾄﾞｳｼﾞ ｱﾐｺ");
  const one = await bed.as("tantou");
  const two = await bed.as("toriatsukai");
  for (const person of [one, two]) {
    await person.open(`people/${key}`);
    await person.button("訂正する").click();
    await person.dialog.waitFor();
  }
  await one.fill("住所", "〇〇市東町2-2");
  await one.submit();
  await two.fill("住所", "〇〇市南町3-3");
  await two.fill("郵便番号", "100-0003");
  await two.dialog.locator("button[type=submit]").click();
  const conflict = two.dialog.getByRole("alert");
  await conflict.waitFor();
  assert.match(await conflict.innerText(), /tantouさんが/);
  assert.match(await conflict.locator(".old").first().innerText(), /東町2-2/);
  assert.match(await conflict.locator(".new").first().innerText(), /南町3-3/);
  await two.look("office-conflict");
  const address = async () =>
    (await bed.seat("sasatsu").get(`/api/people/${key}`)).json.person.Address;
  assert.equal(await address(), "〇〇市東町2-2", "nothing was overwritten");

  // Going on: what was typed is still there, and is now sent against what holds.
  await two.button("いまの内容を見たうえで入力を続ける").click();
  await conflict.waitFor({ state: "detached" });
  assert.equal(await (await two.field("住所")).inputValue(), "〇〇市南町3-3");
  assert.equal(await (await two.field("郵便番号")).inputValue(), "100-0003");
  await two.submit();
  assert.equal(await address(), "〇〇市南町3-3");
  const history = (await bed.seat("sasatsu").get(`/api/people/${key}`)).json.changes;
  assert.deepEqual(history.slice(0, 2).map((change) => change.operator), ["toriatsukai", "tantou"]);

  // The same with a ticket: cancelled by one while the other shortens it.
  await bed.ticket(key);
  for (const person of [one, two]) await person.open(`people/${key}`);
  const act = (person, name) =>
    person.page.locator(".ticket-list li").first().getByRole("button", { name }).click();
  await act(two, "短縮");
  await act(one, "取り消す");
  await one.submit();
  await two.fill("新しい有効終了日", `${thisMonth()}20`);
  await two.dialog.locator("button[type=submit]").click();
  await two.dialog.getByRole("alert").waitFor();
  await two.look("office-conflict-ticket");
});
