// Files by upload and by folder: differences before anything is registered, the error file in the
// file's encoding, nothing changed until it is published, undone; half-written, foreign, twice.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { onBed, thisMonth, today } from "./bed.mjs";
import { eventually } from "./world.mjs";

const header = "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,BeneficiaryNumber,Name,"
  + "NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,LossKind,NotDisclosed,"
  + "UpdatedAt";
const person = (key, name, more = {}) => [more.office ?? "13101", key, `L${key}`, "12131017",
  more.number ?? "5000011", name, "ﾌｧｲﾙ ﾃｽﾄ", "1", more.birth ?? "19700101", "20240401", "", "", "0",
  `${today()}000000`].join(",");
const csv = (...rows) => `${[header, ...rows].join("\r\n")}\r\n`;
// Shift_JIS of the few characters that are used here.
const cp932 = (text) => Buffer.concat([...text].map((c) => {
  const known = { 郵: "9758", 送: "9197", 子: "8e71", ﾌ: "cc", ｧ: "a7", ｲ: "b2", ﾙ: "d9", ﾃ: "c3",
    ｽ: "bd", ﾄ: "c4" };
  return known[c] ? Buffer.from(known[c], "hex") : Buffer.from(c);
}));

await onBed(async (bed) => {
  const clerk = await bed.as("toriatsukai");
  const { page } = clerk;
  const mine = `F-${process.pid}`;
  await clerk.open("imports");

  const upload = async (name, bytes) => {
    await clerk.open("imports");
    await clerk.main.getByLabel("資格情報").check();
    await page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv",
      buffer: Buffer.from(bytes) });
    await page.waitForSelector(".main .facts");
    await clerk.settled();
  };
  const tile = (name) => page.locator(".count-tiles li", { has: page.getByText(name,
    { exact: true }) }).locator("strong").innerText();

  // Preview: new, refused; nothing is registered yet. The error file speaks the file's encoding.
  await upload("郵送.csv", cp932(csv(person(`${mine}-1`, "郵送子"),
    person(`${mine}-2`, "郵子", { birth: "19701301" }))));
  assert.equal(await tile("新規"), "1");
  assert.equal(await tile("受け取れない行"), "1");
  await clerk.look("office-import-preview");
  const errors = await clerk.saved(() => clerk.button("誤りの一覧（CSV）").click());
  assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(errors));
  assert.match(new TextDecoder("shift_jis").decode(errors), /3,Birthdate,error,date,/);
  const seat = bed.seat("sasatsu");
  assert.equal((await seat.get(`/api/people/${mine}-1`)).status, 404);
  await clerk.open("imports");
  await page.locator("tbody tr", { hasText: "郵送.csv" }).first().click();
  await page.locator(".count-tiles").waitFor();

  // Publish.
  await page.locator(".head-actions .button-main").click();
  await clerk.dialog.waitFor();
  await clerk.look("office-import-publish");
  await clerk.submit();
  await clerk.see(/^登録済み$/);
  await eventually("the recipient is here", async () =>
    (await seat.get(`/api/people/${mine}-1`)).json.person?.Name === "郵送子");
  assert.equal(await clerk.button("この取込を取り消す").count(), 0, "a clerk has no right to undo");

  // The same rows again change nothing; a changed one shows both sides.
  await upload("again.csv", csv(person(`${mine}-1`, "郵送子")));
  assert.equal(await tile("変更なし"), "1");
  assert.ok(await page.locator(".head-actions .button-main").isDisabled());
  await upload("changed.csv", csv(person(`${mine}-1`, "郵送　改子")
    .replace(`${today()}000000`, `${today()}000001`)));
  assert.equal(await tile("変更"), "1");
  await page.locator(".changes summary").first().click();
  assert.match(await page.locator(".changes .old").first().innerText(), /郵送子/);
  await clerk.button("取りやめる").click();
  await clerk.submit();
  await clerk.see("取りやめ");
  assert.equal((await seat.get(`/api/people/${mine}-1`)).json.person.Name, "郵送子");

  // What is no sound file is refused whole, with what to do.
  const unsound = [
    ["office.csv", csv(person("X1", "郵送子", { office: "13102" })), /この福祉事務所の行がありません/],
    ["half.csv", csv(person("X2", "郵送子")) + "13101,X3", /最後の行が途中で終わっています/],
    ["mixed.csv", Buffer.concat([Buffer.from(csv(person("X4", "郵送子"))),
      cp932(person("X5", "郵送子"))]), /2つの文字コードが混ざっていないか/],
    ["columns.csv", "Name,Colour\r\n郵送子,赤\r\n", /この種類のファイルにない列/],
    ["empty.csv", header, /見出しのほかに行がありません/],
  ];
  for (const [name, bytes, told] of unsound) {
    await upload(name, bytes);
    await page.getByText(told).first().waitFor();
    assert.ok(await page.locator(".page-head").innerText().then((text) => /受け取れません/.test(text)));
  }
  await clerk.look("office-import-refused");

  // Undone by a supervisor.
  const supervisor = await bed.as("sasatsu");
  await supervisor.open("imports");
  await supervisor.page.locator("tbody tr", { hasText: "郵送.csv" }).first().click();
  await supervisor.button("この取込を取り消す").click();
  await supervisor.submit();
  await supervisor.see("取り消し済み");
  await eventually("undone", async () => (await seat.get(`/api/people/${mine}-1`)).status === 404);

  // The drop folder: taken, reported beside the file, and seen here.
  const drop = path.join(bed.world.dir, "office-13101", "drop");
  const bytes = csv(person(`${mine}-9`, "郵送　九子"));
  const put = async (name) => {
    fs.writeFileSync(path.join(drop, `${name}.part`), bytes);
    fs.renameSync(path.join(drop, `${name}.part`), path.join(drop, name));
    const report = path.join(drop, `${name}.report.json`);
    await eventually(`report of ${name}`, () => fs.existsSync(report));
    return JSON.parse(fs.readFileSync(report, "utf8"));
  };
  const first = await put(`qualification-${mine}.csv`);
  assert.equal(first.counts.new, 1);
  const second = await put(`qualification-${mine}-b.csv`);
  assert.match(second.note ?? "", /同じ内容のファイルを以前に登録しています/);
  await clerk.open("imports");
  const row = page.locator("tbody tr", { hasText: `qualification-${mine}.csv` });
  await row.waitFor();
  assert.match(await row.innerText(), /フォルダから/);
  await clerk.look("office-imports-list");

  // A month that nobody registers now is shown with a warning before it is published.
  const ticket = "OfficeCode,RecipientKey,IssueNumber,TicketType,MedicalTreatmentMonth,"
    + "MedicalTicketValidDate,MedicalTicketExpirationDate,DesignatedMedicalInstitutionCode,"
    + `MedicalTreatmentType,UpdatedAt\r\n13101,${mine}-9,OLD1,01,202001,20200101,20200131,`
    + `1310000011,02,${thisMonth()}01000000\r\n`;
  await clerk.open("imports");
  await clerk.main.getByLabel("医療券・調剤券").check();
  await page.locator("input[type=file]").setInputFiles({ name: "old.csv", mimeType: "text/csv",
    buffer: Buffer.from(ticket) });
  await clerk.see("今の時期に登録する診療年月ではありません");
});
