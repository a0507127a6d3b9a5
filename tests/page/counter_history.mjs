// Histories at the counter: by card and live consent, for whom may see them, and for nobody else.
import assert from "node:assert/strict";
import fs from "node:fs";
import { onBed } from "./bed.mjs";
import { eventually, run } from "./world.mjs";

const months = 12; // of the demo's claims
const pictures = process.env.MADOGUCHI_PICTURES;

await onBed(async (bed) => {
  const tap = (who, ...consents) => run("tap", "--terminal",
    `${bed.world.dir}/clinic/terminal.toml`, "--card", `${bed.world.dir}/cards/${who}.card`, "--pin",
    "1234", ...consents.flatMap((one) => ["--consent", one]));
  const all = ["medication", "diagnosis", "operation", "health_checkups"];

  // The administrator switches the kinds on; nothing else of a patient is on that page.
  const administrator = await bed.atCounter("jimucho");
  const settings = administrator.main.locator("section.panel", { hasText: "薬剤・診療・健診の情報" });
  await administrator.open("clinic-settings");
  for (const label of ["診療情報を利用する", "手術情報を利用する"]) {
    await settings.getByLabel(label).check();
  }
  await administrator.look("counter-settings-histories");
  await settings.getByRole("button", { name: "保存する" }).click();
  await settings.locator("p[role=status]", { hasText: "変更しました" }).waitFor();
  await administrator.open("clinic-settings");
  assert.equal(await settings.getByLabel("手術情報を利用する").isChecked(), true);
  assert.equal(await settings.getByLabel("レセプトコンピュータからの閲覧を利用する").isChecked(), false);

  // A doctor, after a read with consent to everything.
  tap("D7", ...all);
  const doctor = await bed.atCounter("ishi");
  const { page } = doctor;
  const openFirst = async (person) => {
    await person.open();
    await person.page.locator("tbody tr").first().click();
    await person.settled();
    await person.link("薬剤・診療情報を見る").click();
    await person.page.waitForSelector(".segments");
    await person.settled();
  };
  const kind = (person, name) => person.page.locator(".segments button", { hasText: name }).click();
  await openFirst(doctor);
  await page.locator(".history-person", { hasText: "生保" }).waitFor();
  await page.locator(".history-age", { hasText: "診療分まで" }).waitFor();
  await page.locator(".consent-left", { hasText: /同意 あと 2[34]:/ }).waitFor();
  assert.equal(await page.locator(".drug-chart thead th").count() > months - 2, true);
  assert.equal(await page.locator(".drug-chart tbody tr").count() > 3, true);
  await doctor.look("counter-history-medication");
  await kind(doctor, "診療");
  await page.locator("tbody tr").first().waitFor();
  await doctor.look("counter-history-visits");
  await kind(doctor, "手術");
  await page.locator("tbody tr", { hasText: "水晶体" }).first().waitFor();
  await doctor.look("counter-history-operations");
  await kind(doctor, "健診");
  await page.locator(".trend-picture").first().waitFor();
  await doctor.look("counter-history-checkups");
  const text = async (person) => (await person.main.innerText()) + (await person.page.content());
  for (const name of ["薬剤", "診療", "手術", "健診"]) {
    await kind(doctor, name);
    assert.doesNotMatch(await text(doctor), /8840066|高血圧症/);
  }

  // English, small windows, large type.
  await page.locator(".header button", { hasText: "English" }).click();
  await page.locator("h1", { hasText: "Medication" }).waitFor();
  await kind(doctor, "Medication");
  await doctor.look("counter-history-english");
  await page.locator(".header button", { hasText: "日本語" }).click();
  await page.setViewportSize({ width: 1024, height: 600 });
  await kind(doctor, "薬剤");
  await doctor.look("counter-history-1024");
  await page.setViewportSize({ width: 640, height: 400 });
  await doctor.look("counter-history-zoom-200");
  await page.setViewportSize({ width: 1280, height: 800 });

  // A pharmacist sees no check-ups, and not a byte of them.
  const pharmacist = await bed.atCounter("yakuzai");
  await openFirst(pharmacist);
  await pharmacist.page.locator(".drug-chart").waitFor();
  await kind(pharmacist, "健診");
  await pharmacist.page.locator(".history-withheld[data-reason=role]").waitFor();
  await pharmacist.look("counter-history-pharmacist");
  assert.equal(await pharmacist.page.locator(".trend-picture").count(), 0);

  // Reception sees no way to them, by address neither.
  const reception = await bed.atCounter("uketsuke");
  await reception.open();
  await reception.page.locator("tbody tr").first().click();
  await reception.settled();
  assert.equal(await reception.link("薬剤・診療情報を見る").count(), 0);
  const check = new URL(page.url()).hash.split("/").pop();
  await reception.open(`history/${check}`);
  await reception.main.locator("h1", { hasText: "権限がありません" }).waitFor();
  const { csrf } = await reception.page.evaluate(async () =>
    (await fetch("/api/session")).json());
  const status = await reception.page.evaluate(async ([id, token]) =>
    (await fetch(`/api/history/${id}`, { method: "POST", body: "{}", headers: {
      "Content-Type": "application/json", "X-CSRF-Token": token } })).status, [check, csrf]);
  assert.equal(status, 403);

  // Withdrawn at the counter, or refused at a new read: what is open closes by itself, nothing stays.
  tap("D7", ...all);
  await openFirst(doctor);
  await kind(doctor, "薬剤");
  await page.locator(".drug-chart").waitFor();
  await reception.open();
  await reception.page.locator("tbody tr", { hasText: "生保" }).first().click();
  await reception.button("同意を取り消す").click();
  await reception.submit();
  await page.locator(".history-withheld[data-reason=withdrawn]").waitFor();
  assert.equal(await page.locator(".drug-chart").count(), 0);
  tap("D7", ...all);
  await openFirst(doctor);
  await kind(doctor, "薬剤");
  await page.locator(".drug-chart").waitFor();
  tap("D7", "no-medication", "health_checkups");
  await page.locator(".history-withheld[data-reason=withdrawn]").waitFor();
  assert.equal(await page.locator(".drug-chart").count(), 0);
  await doctor.look("counter-history-withdrawn");

  // A consent that ends while the page is open takes its content along.
  tap("D7", ...all);
  await page.clock.install();
  await openFirst(doctor);
  await kind(doctor, "薬剤");
  await page.locator(".drug-chart").waitFor();
  await page.clock.fastForward("24:00:01");
  await page.locator(".history-withheld[data-reason=expired]").waitFor();
  assert.equal(await page.locator(".drug-chart").count(), 0);
  assert.equal(await page.locator(".history-person .person-name").count(), 0);
  await page.context().close();

  // A role that is taken away during a session takes the page along.
  const seat = await newDoctor(bed);
  const fresh = await bed.browser(seat.cookie, bed.world.clinic);
  tap("D7", ...all);
  await openFirst(fresh);
  await fresh.page.locator(".drug-chart").waitFor();
  await change(bed, seat.account, "reception");
  await kind(fresh, "薬剤");
  await fresh.page.reload();
  await fresh.page.waitForFunction(() => !document.querySelector(".drug-chart"));
  await fresh.page.waitForSelector(".sign-in-form");
  assert.doesNotMatch(await fresh.page.content(), /アムロジピン/);

  // Who is not disclosed, and who was asked by number: no histories.
  tap("D3", ...all);
  const dentist = await bed.atCounter("shika");
  await dentist.open();
  await dentist.page.locator("tbody tr").first().click();
  await dentist.settled();
  const link = dentist.link("薬剤・診療情報を見る");
  if (await link.count() > 0) {
    await link.click();
    await dentist.page.locator(".history-withheld").first().waitFor();
    assert.equal(await dentist.page.locator(".drug-chart").count(), 0);
    assert.doesNotMatch(await dentist.main.innerText(), /秘野/);
    await dentist.look("counter-history-nobody");
  }

  await byFolder(bed, administrator, settings, () => tap("D7", ...all));
});

// The same for the receipt computer: YZKsiquc01 and TKKsiquc01 through the folder, by bytes.
async function byFolder(bed, administrator, settings, tapAll) {
  const home = `${bed.world.dir}/clinic`;
  let number = 0;
  const ask = async (interface_, category, payer = "12000001", beneficiary = "1010001") => {
    const part = `${category}2611261200P${number++}`;
    const message = `<?xml version="1.0" encoding="UTF-8" standalone="no"?><XmlMsg><MessageHeader>` +
      `<MedicalInstitutionCode>1310000011</MedicalInstitutionCode><InsurerNumber>${payer}` +
      `</InsurerNumber><InsuredPersonIdentificationNumber>${beneficiary}` +
      `</InsuredPersonIdentificationNumber><ArbitraryFileIdentifier>P</ArbitraryFileIdentifier>` +
      `</MessageHeader><MessageBody><FileCategory>${category}</FileCategory></MessageBody></XmlMsg>`;
    fs.writeFileSync(`${home}/req/${interface_}req_${part}.tmp`, message);
    fs.renameSync(`${home}/req/${interface_}req_${part}.tmp`,
      `${home}/req/${interface_}req_${part}.xml`);
    const base = `${home}/res/${interface_}res_${part}`;
    const name = await eventually("the result of a history", () =>
      [".xml", ".pdf"].map((end) => base + end).find((one) => fs.existsSync(one)));
    return { name, bytes: fs.readFileSync(name) };
  };
  const text = ({ bytes }) => new TextDecoder(
    /encoding="shift_jis"/i.test(bytes.subarray(0, 100).toString("latin1")) ? "shift_jis" : "utf-8")
    .decode(bytes);
  tapAll();
  const off = text(await ask("YZKsiquc01", "2"));
  assert.match(off, /<ResultCode>9</);
  assert.match(off, /レセプトコンピュータからの閲覧は「利用しない」設定/);
  assert.doesNotMatch(off, /アムロジピン|生保/);

  await administrator.open("clinic-settings");
  await settings.getByLabel("レセプトコンピュータからの閲覧を利用する").check();
  await settings.getByRole("button", { name: "保存する" }).click();
  await settings.locator("p[role=status]", { hasText: "変更しました" }).waitFor();
  const drugs = text(await ask("YZKsiquc01", "2"));
  assert.match(drugs, /<ResultCode>1</);
  assert.match(drugs, /<DrugN>見本/);
  assert.doesNotMatch(drugs, /SinInfCd|8840066/);
  const care = text(await ask("YZKsiquc01", "4"));
  assert.match(care, /<SinInfN>見本水晶体再建術/);
  const paper = await ask("YZKsiquc01", "3");
  assert.match(paper.name, /\.pdf$/);
  assert.equal(paper.bytes.subarray(0, 5).toString(), "%PDF-");
  if (pictures) fs.writeFileSync(`${pictures}/history-folder.pdf`, paper.bytes);
  assert.match(text(await ask("TKKsiquc01", "2")), /<SpecificHealthCheckupInfo>/);
  assert.equal((await ask("TKKsiquc01", "1")).bytes.subarray(0, 5).toString(), "%PDF-");
  // Whose card was not read here, and a wrong category: no history, in the words of these clients.
  const nobody = text(await ask("YZKsiquc01", "1", "12131017", "2010023"));
  assert.match(nobody, /<ResultCode>9</);
  const wrong = text(await ask("YZKsiquc01", "7"));
  assert.match(wrong, /<ResultCode>9<[\s\S]*<MessageContents>[^<]*E1004/);
}

// A doctor of the clinic whom only this test knows.
async function newDoctor(bed) {
  const { Seat } = await import("./world.mjs");
  const admin = new Seat(bed.world.clinic, bed.world.cookies.jimucho);
  const account = `neu${process.pid}`;
  const made = await admin.post("/api/accounts", { account, name: "試験　医師", role: "doctor" });
  assert.equal(made.status, 200, made.text);
  const seat = new Seat(bed.world.clinic);
  await seat.enrol(account, made.json.one_time_password);
  return { account, cookie: seat.cookie };
}

async function change(bed, account, role) {
  const { Seat } = await import("./world.mjs");
  const admin = new Seat(bed.world.clinic, bed.world.cookies.jimucho);
  const done = await admin.post(`/api/accounts/${account}`, { role });
  assert.equal(done.status, 200, done.text);
}
