// Designated institutions: search as one types, by name, kana width and code; the office's own list
// imported with a preview, used for a ticket, undone.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { eventually } from "./world.mjs";

const list = (...rows) => ["医療機関コード,名称,種類,住所,指定年月日,指定終了日", ...rows, ""]
  .join("\r\n");

await onBed(async (bed) => {
  const clerk = await bed.as("toriatsukai");
  const { page } = clerk;
  await clerk.open("institutions");
  for (const [typed, name] of [["さくら", "さくら歯科医院"], ["ｻｸﾗ", "さくら歯科医院"],
    ["13300", "さくら歯科医院"], ["みどり", "みどり薬局"]]) {
    await clerk.fill("医療機関を探す", typed);
    await page.waitForFunction((text) => {
      const found = document.querySelectorAll("tbody tr");
      return found.length === 1 && found[0].textContent.includes(text);
    }, name);
  }
  await clerk.fill("医療機関を探す", "どこにもない");
  await clerk.see("該当する医療機関はありません");
  await clerk.look("office-institutions-none");

  // The office's own list: looked at first, then taken.
  const choose = (text) => page.locator("input[type=file]").setInputFiles({ name: "県の一覧.csv",
    mimeType: "text/csv", buffer: Buffer.from(text) });
  await clerk.open("institutions/import");
  await clerk.see("取り込んだファイルはまだありません");
  await choose(list("1310000045,新町クリニック,医科,〇〇市新町1,20250401,",
    "1310000011,●●医療機関（改）,医科,〇〇市中央1-2-3,20200401,",
    "13100,短い番号,医科,,20250401,", "1310000052,終わった医院,医科,,20200401,20240331"));
  await page.locator(".count-tiles").waitFor();
  const tile = (name) => page.locator(".count-tiles li", { has: page.getByText(name,
    { exact: true }) }).locator("strong").innerText();
  assert.deepEqual([await tile("新規"), await tile("運営側と違う"), await tile("受け取れない行")],
    ["2", "1", "1"]);
  await clerk.look("office-institutions-preview");
  const errors = await clerk.saved(() => clerk.button("誤りの一覧（CSV）").click());
  assert.match(errors.toString("utf8"), /4,MedicalInstitutionCode,error,format/);
  assert.equal((await bed.seat("tantou").get("/api/institutions?q=新町")).json.items.length, 0);
  await clerk.button("2件を登録する").click();
  await clerk.see("受け取れない1行は登録されません。");
  await clerk.look("office-institutions-asked");
  await clerk.submit();
  await clerk.see("2件を取り込みました");

  // Found while issuing; the operator's name of the other one holds.
  const found = (await bed.seat("tantou").get("/api/institutions?q=医療機関")).json.items;
  assert.deepEqual(found.map((one) => one.Name), ["●●医療機関"]);
  const key = await bed.recipient("新町　通", "ｼﾝﾏﾁ ﾄｵﾙ");
  await clerk.open(`people/${key}`);
  await clerk.button("券を発行する").click();
  await clerk.pick("指定医療機関", "新町", "新町クリニック");
  await clerk.submit();
  await clerk.see("新町クリニック");

  // Nonsense is refused whole.
  await clerk.open("institutions/import");
  await choose("Colour\r\n赤\r\n");
  await page.getByText("必要な列がありません").first().waitFor();
  await clerk.look("office-institutions-refused");

  // The whole list: what it lacks is taken off, after a look and a question.
  const named = async (name) =>
    (await bed.seat("tantou").get(`/api/institutions?q=${name}`)).json.items.map((one) => one.Name);
  const whole = list("1310000045,新町クリニック,医科,〇〇市新町1,20250401,");
  await choose(whole);
  await clerk.see("登録されている内容との違いはありません");
  await page.getByLabel("一覧の全部（ないものは外す）").check();
  await clerk.see("このファイルにない医療機関が1件あります");
  assert.equal(await tile("一覧にない"), "1");
  assert.match(await page.locator("#differences-head ~ *").first().innerText(), /終わった医院/);
  await clerk.look("office-institutions-gone");
  await clerk.button("1件を登録する").click();
  await page.getByRole("dialog").getByText("検索に出なくなります").waitFor();
  await clerk.look("office-institutions-gone-asked");
  await page.keyboard.press("Escape");
  await clerk.button("取りやめる").click();
  assert.deepEqual(await named("終わった医院"), ["終わった医院"]);

  // Somebody else adds one while this one looks: it is not taken off unseen.
  await choose(whole);
  await clerk.see("このファイルにない医療機関が1件あります");
  const seat = bed.seat("toriatsukai");
  const added = encodeURI("/api/imports/institutions?file=追加.csv&scope=changes");
  const one = list("1310000060,東町医院,医科,,20250401,");
  const { basis } = (await seat.send("POST", `${added}&dry=1`, one, "text/csv")).json;
  assert.equal((await seat.send("POST", `${added}&basis=${basis}`, one, "text/csv")).status, 200);
  await clerk.button("1件を登録する").click();
  await clerk.submit();
  await clerk.see("何も取り込んでいません");
  await clerk.see("このファイルにない医療機関が2件あります");
  assert.deepEqual(await named("東町"), ["東町医院"]);
  await clerk.look("office-institutions-meanwhile");
  await clerk.button("2件を登録する").click();
  await clerk.submit();
  await clerk.see("一覧にない医療機関2件を外しました");
  assert.deepEqual([await named("終わった医院"), await named("東町")], [[], []]);

  const supervisor = await bed.as("sasatsu");
  await supervisor.open("institutions/import");
  await supervisor.look("office-institutions-imports");
  await supervisor.button("この取込を取り消す").click();
  await eventually("those that were taken off are back", async () =>
    (await named("東町")).length === 1 && (await named("終わった医院")).length === 1);
  assert.deepEqual(await named("新町"), ["新町クリニック"]);
});
