// People and qualifications: register, correct, suspend, resume, abolish, transfer, 不開示 by right,
// and each change with before and after, undone by a counter-change.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { eventually } from "./world.mjs";

// The newest change of the open person's history, opened.
async function newestChange(person, what) {
  const change = person.page.locator(".changes li").first();
  await change.locator("summary", { hasText: what }).waitFor();
  await change.locator("summary").click();
  return change;
}

async function act(person, name, fill) {
  await person.button(name).click();
  await person.dialog.waitFor();
  await fill();
  await person.submit();
}

await onBed(async (bed) => {
  const clerk = await bed.as("toriatsukai");
  const { page } = clerk;

  // Register: what is missing or wrong is told at its field, nothing typed is lost.
  await clerk.open("people/new");
  await clerk.fill("氏名カナ", "ﾓﾓﾀ ﾔﾜﾗ");
  await clerk.fill("氏名", "百田　和");
  await clerk.fill("生年月日", "S55.5.20");
  await clerk.see("昭和55年5月20日");
  await clerk.choose("性別", "女");
  await clerk.fill("公費負担者番号", "１２１３１０１７");
  await clerk.fill("受給者番号", "2020014");
  await clerk.fill("開始・再開日", "R6.13.1");
  await clerk.see("日付として読めません");
  await clerk.look("office-people-new-wrong");
  await clerk.fill("開始・再開日", "R6.4.1");
  await clerk.fill("郵便番号", "100-0001");
  await clerk.fill("住所", "〇〇市中央9-8-7");
  await clerk.button("登録する").click();
  await page.waitForSelector("#changes-head");
  await clerk.settled();
  await clerk.see("令和6年4月1日");

  // Correct: only what changed, before and after side by side.
  await act(clerk, "訂正する", () => clerk.fill("住所", "〇〇市西町1-1"));
  let change = await newestChange(clerk, "内容を訂正");
  assert.match(await change.locator(".old").innerText(), /中央9-8-7/);
  assert.match(await change.locator(".new").innerText(), /西町1-1/);
  assert.match(await change.innerText(), /toriatsukai/);
  assert.equal(await change.locator("tbody tr").count(), 1);
  assert.equal(await change.getByRole("button", { name: "取り消す" }).count(), 0, "no right to undo");

  // Suspend with a note, resume: intervals that stay.
  await act(clerk, "停止する", () => clerk.fill("停止日", "2026-06-10"));
  await clerk.see("停止中");
  await act(clerk, "再開する", () => clerk.fill("再開日", "2026-07-01"));
  await clerk.see("受給中");
  assert.equal(await page.locator(".interval-list li").count(), 2);
  await clerk.look("office-person-intervals");

  // Transfer names where to; it stands in the history.
  await act(clerk, "移管する", async () => {
    await clerk.fill("移管日", "2026-11-01");
    await clerk.fill("移管先の福祉事務所", "□□市福祉事務所");
  });
  await clerk.see("移管先: □□市福祉事務所");
  const key = await page.locator(".copyable").first().innerText();

  // A supervisor undoes that by a recorded counter-change; both stay in the history.
  const supervisor = await bed.as("sasatsu");
  await supervisor.open(`people/${key}`);
  change = await newestChange(supervisor, "廃止を登録");
  await change.getByRole("button", { name: "取り消す" }).click();
  await supervisor.dialog.waitFor();
  await supervisor.look("office-undo");
  await supervisor.submit();
  await supervisor.see("停止・廃止を取り消し");
  await supervisor.see("受給中");
  const told = (await bed.seat("sasatsu").get(`/api/people/${key}`)).json;
  assert.equal(told.changes[0].operator, "sasatsu");
  assert.equal(told.changes[1].note, "移管先: □□市福祉事務所");

  // Abolish.
  await act(supervisor, "廃止する", async () => {
    await supervisor.fill("廃止日", "2026-11-20");
    await supervisor.choose("喪失事由", "死亡");
  });
  await supervisor.see("廃止");

  // 不開示: only who has the right sees the act, then the person.
  await clerk.open(`people/${key}`);
  assert.equal(await clerk.button("不開示にする").count(), 0);
  await act(supervisor, "不開示にする", () => supervisor.fill("理由のメモ", "本人の申出"));
  await supervisor.see("不開示に設定");
  await supervisor.see("本人の申出");
  await supervisor.look("office-person-protected");
  await clerk.open("people");
  await clerk.fill("受給者を探す", "ももた");
  await clerk.see("該当する受給者はいません");
  await clerk.look("office-people-none");
  await page.goto(`${bed.world.office}#/people/${key}`);
  await clerk.see("見つかりません");
  await eventually("hidden from the clerk",
    async () => (await bed.seat("toriatsukai").get(`/api/people/${key}`)).status === 404);
});
