// The monthly issue: what continues is proposed with its differences and what is held back with the
// reason; selected, published as one, with a receipt that says until when it can be undone.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";

const next = thisMonth(1);
const later = thisMonth(2);

await onBed(async (bed) => {
  const steady = await bed.recipient("月野　次郎", "ﾂｷﾉ ｼﾞﾛｳ");
  const owing = await bed.recipient("月野　未子", "ﾂｷﾉ ﾐｺ");
  const leaving = await bed.recipient("月野　去来", "ﾂｷﾉ ｻﾗｲ");
  for (const key of [steady, owing, leaving]) await bed.ticket(key, { InjuryName1: "糖尿病" });
  const supervisor = bed.seat("sasatsu");
  const ended = await supervisor.post(`/api/people/${leaving}/abolish`, {
    seen: (await supervisor.get(`/api/people/${leaving}`)).json.seen,
    DisqualificationDate: `${thisMonth()}28`, ReasonOfLoss: "99" });
  assert.equal(ended.status, 200, ended.text);

  const office = await bed.as("sasatsu");
  const { page } = office;
  const show = async (month) => {
    await office.open("monthly");
    await page.evaluate((wanted) => sessionStorage.setItem("month", wanted), month);
    await page.reload();
    await page.waitForSelector("main h1");
    await office.settled();
  };
  const line = (name) => page.locator("tbody tr", { hasText: name });
  await show(next);
  // Kana are one, however they are typed.
  for (const typed of ["つきの", "ツキノ", "ﾂｷﾉ", "月野"]) {
    await page.locator("input[type=search]").fill(typed);
    await page.waitForFunction(() => {
      const rows = [...document.querySelectorAll("tbody tr")];
      return rows.length > 0 && rows.every((row) => row.innerText.includes("月野"));
    });
    await page.locator("input[type=search]").fill("");
  }
  await page.locator("input[type=search]").fill("月野");
  assert.match(await line("次郎").innerText(), /継続/);
  assert.match(await line("去来").innerText(), /終了/);
  assert.match(await line("去来").innerText(), /資格が廃止されている/);

  // Held back until the self-pay is decided.
  await line("未子").getByRole("button").click();
  await office.dialog.waitFor();
  await office.dialog.getByLabel("未定（発行を保留）").check();
  await office.look("office-monthly-edit");
  await office.submit();
  await line("未子").getByText("本人支払額が決まっていません").waitFor();
  assert.ok(await line("未子").locator("input[type=checkbox]").isDisabled());

  // Decided: it differs from the month before, and says in what.
  await line("次郎").getByRole("button").click();
  await office.dialog.getByLabel("金額を決める").check();
  await office.fill("本人支払額（円）", "1200");
  await office.submit();
  await line("次郎").getByText("変更").first().waitFor();
  assert.match(await line("次郎").locator("ins").innerText(), /1,200円/);
  await office.look("office-monthly-review");

  // Whoever is not to be published stays out.
  await page.locator("input[type=search]").fill("");
  const boxes = page.locator("tbody input[type=checkbox]:not(:disabled)");
  await page.locator("thead input[type=checkbox]").uncheck();
  assert.equal(await page.locator("tbody input[type=checkbox]:checked").count(), 0);
  assert.ok((await boxes.count()) > 1);
  await line("次郎").locator("input[type=checkbox]").check();
  await office.see("1件を選んでいます");
  await page.keyboard.press("Escape");
  await page.locator("h1").click();
  await page.keyboard.press("p"); // the key of publishing
  await office.dialog.waitFor();
  await office.look("office-monthly-publish");
  await office.dialog.locator("button[type=submit]").click();
  const receipt = page.locator(".receipt", { hasText: "sasatsu" });
  await receipt.waitFor();
  assert.match(await receipt.innerText(), /1件/);
  assert.match(await receipt.innerText(), /sasatsu/);
  assert.match(await receipt.innerText(), /まとめて取り消せます/);
  assert.equal(await line("次郎").count(), 0, "what is issued is proposed no more");
  await office.look("office-monthly-receipt");

  // The month after that is proposed from it; once issued, this month is undone no more.
  await show(later);
  await page.locator("thead input[type=checkbox]").uncheck();
  await line("次郎").locator("input[type=checkbox]").check();
  await page.locator(".publish-bar button").click();
  await office.dialog.locator("button[type=submit]").click();
  await receipt.waitFor();
  await show(next);
  assert.match(await receipt.innerText(), /後の月の券を登録したため/);
  assert.equal(await receipt.getByRole("button", { name: "この登録を取り消す" }).count(), 0);
  const batch = /登録番号 (\d+)/.exec(await receipt.innerText())[1];
  const refused = await supervisor.post(`/api/changes/${batch}/undo`,
    { seen: (await supervisor.get(`/api/monthly?month=${next}`)).json.seen });
  assert.equal(refused.status, 409, refused.text);

  // The later month is undone whole, then this one.
  for (const month of [later, next]) {
    await show(month);
    await receipt.getByRole("button", { name: "この登録を取り消す" }).click();
    await office.submit();
    await receipt.getByText("取り消しました").first().waitFor();
  }
  await office.look("office-monthly-undone");
  const person = (await supervisor.get(`/api/people/${steady}`)).json;
  const live = person.tickets.filter((one) => one.state === "registered");
  assert.deepEqual(live.map((one) => one.MedicalTreatmentMonth), [thisMonth()]);
});
