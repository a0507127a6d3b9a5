// What a file takes away: by its own rows of cancellation, by the silence of a full file, in the drop
// folder. It is counted, listed with names, named before it is confirmed, and told afterwards.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually } from "./world.mjs";

const month = thisMonth(2); // nobody else's here
const head = "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
  + "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
  + "DesignatedMedicalInstitutionName,MedicalTreatmentType,SelfPayAmount,UpdatedAt,DeleteFlag";
const row = (key, issue, time, deleted = "") => ["13101", key, issue, "01", month, `${month}01`,
  `${month}28`, "1310000011", "●●医療機関", "02", "0", `${thisMonth()}010000${time}`, deleted].join(",");
const csv = (...rows) => `${[head, ...rows].join("\r\n")}\r\n`;

await onBed(async (bed) => {
  const names = ["消去　一子", "消去　二子", "消去　三子", "消去　四子"];
  const keys = [];
  for (const name of names) keys.push(await bed.recipient(name, "ｼｮｳｷｮ ｺ"));
  const issue = (at) => `K${process.pid % 10000}${at}`;
  const seat = bed.seat("sasatsu");
  const registered = async (at) => (await seat.get(`/api/tickets?month=${month}&recipient=${keys[at]}`))
    .json.items.filter((one) => one.state !== "cancelled").length;
  const clerk = await bed.as("toriatsukai");
  const { page } = clerk;
  const upload = async (name, text, scope = "変更分だけ") => {
    await clerk.open("imports");
    await clerk.main.getByLabel("医療券・調剤券").check();
    await clerk.main.getByLabel(scope).check();
    await page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv",
      buffer: Buffer.from(text) });
    await page.waitForSelector(".main .facts");
    await clerk.settled();
  };
  const tile = (name) => page.locator(".count-tiles li", { has: page.getByText(name,
    { exact: true }) }).locator("strong").innerText();
  const publish = page.locator(".head-actions .button-main");
  const removals = page.locator("section", { has: page.locator("#removals-head") });

  // Registered first; the preview names people, not keys alone.
  await upload("four.csv", csv(...keys.map((key, at) => row(key, issue(at), "01"))));
  assert.match(await page.locator(".changes").innerText(), /消去　四子/);
  assert.equal(await removals.count(), 0, "nothing is taken away");
  await publish.click();
  await clerk.submit();
  await clerk.see(/^登録済み$/);
  for (const at of [0, 1, 2, 3]) assert.equal(await registered(at), 1);

  // A file of cancellations alone.
  await upload("deleted.csv", csv(row(keys[0], issue(0), "02", "1")));
  assert.equal(await tile("取消の行"), "1");
  assert.equal(await publish.innerText(), "1件を登録する");
  assert.match(await removals.innerText(), /取り消される券（1）/);
  assert.match(await removals.innerText(), /消去　一子/);
  await clerk.look("office-import-deletions");
  await publish.click();
  await clerk.dialog.getByText("登録すると、券1件が取り消されます。").waitFor();
  await clerk.look("office-import-deletions-ask");
  assert.equal(await registered(0), 1, "not before it is confirmed");
  await clerk.submit();
  await clerk.see(/^登録済み$/);
  assert.equal(await registered(0), 0);
  await removals.getByText("取り消された券").first().waitFor(); // the receipt

  // A full file: who is not in it.
  await upload("full.csv", csv(row(keys[2], issue(2), "01"), row(keys[3], issue(3), "01")),
    "全件（ない行は取消の候補）");
  assert.equal(await tile("ファイルにない"), "1");
  assert.equal(await tile("変更なし"), "2");
  assert.match(await removals.innerText(), /消去　二子/);
  assert.doesNotMatch(await removals.innerText(), /消去　三子/);
  assert.equal(await page.getByText("違いはありません").count(), 0);
  await clerk.look("office-import-full");
  await publish.click();
  await clerk.submit();
  await clerk.see(/^登録済み$/);
  assert.deepEqual([await registered(1), await registered(2)], [0, 1]);

  // Qualifications are qualifications: only looked at, for this office is everybody's.
  await clerk.open("imports");
  await clerk.main.getByLabel("資格情報").check();
  await clerk.main.getByLabel("全件（ない行は取消の候補）").check();
  const person = "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
    + "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,LossKind,NotDisclosed,UpdatedAt"
    + `\r\n13101,Q-${process.pid},LQ-${process.pid},12131017,5100011,消去　五子,ｼｮｳｷｮ ｺﾞｺ,2,19700101,`
    + `20240401,,,0,${thisMonth()}01000000\r\n`;
  await page.locator("input[type=file]").setInputFiles({ name: "people.csv", mimeType: "text/csv",
    buffer: Buffer.from(person) });
  await removals.waitFor();
  await clerk.settled();
  assert.match(await removals.innerText(), /消える資格（\d+）/);
  await publish.click();
  await clerk.dialog.getByText(/登録すると、受給者の資格\d+件が消えます。/).waitFor();
  await clerk.look("office-import-full-people-ask");
  await page.keyboard.press("Escape");
  await clerk.button("取りやめる").click();
  await clerk.submit();
  await clerk.see("取りやめ");

  // The drop folder: a full file that was cut at the end of a line waits for somebody.
  const drop = path.join(bed.world.dir, "office-13101", "drop");
  const name = `ticket-${process.pid}.full.csv`;
  fs.writeFileSync(path.join(drop, `${name}.part`), csv(row(keys[3], issue(3), "01")));
  fs.renameSync(path.join(drop, `${name}.part`), path.join(drop, name));
  const report = () => JSON.parse(fs.readFileSync(path.join(drop, `${name}.report.json`), "utf8"));
  await eventually("its report", () => fs.existsSync(path.join(drop, `${name}.report.json`)));
  assert.equal(report().state, "preview");
  assert.match(report().note, /登録済みの1件が消えます。自動では登録していません/);
  assert.equal(await registered(2), 1);
  await clerk.open("imports");
  const waiting = page.locator("tbody tr", { hasText: name });
  await waiting.waitFor();
  assert.match(await waiting.innerText(), /確認待ち[\s\S]*1件が消えます/);
  await clerk.look("office-imports-waiting");
  await waiting.click();
  await clerk.see("自動では登録していません。確かめて");
  await clerk.settled();
  assert.match(await removals.innerText(), /消去　三子/);
  await clerk.look("office-import-waiting");
  await publish.click();
  await clerk.submit();
  await clerk.see(/^登録済み$/);
  assert.equal(await registered(2), 0);
  await eventually("the report beside it", () => report().state === "published");
});
