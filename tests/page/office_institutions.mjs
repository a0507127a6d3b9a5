// Designated institutions: search as one types, by name, kana width and code; the office's own list
// imported with a preview, used for a ticket, undone.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";

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

  const supervisor = await bed.as("sasatsu");
  await supervisor.open("institutions/import");
  await supervisor.look("office-institutions-imports");
  await supervisor.button("この取込を取り消す").click();
  await supervisor.see("取り消し済み");
  assert.equal((await bed.seat("tantou").get("/api/institutions?q=新町")).json.items.length, 0);
});
