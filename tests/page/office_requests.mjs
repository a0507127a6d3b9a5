// What institutions ask an office for: a pharmacy its 調剤券 for two prescriptions, each with its
// issuer; a clinic's call as it recorded it; and the end of the office's own certificate.
import assert from "node:assert/strict";
import fs from "node:fs";
import { onBed } from "./bed.mjs";
import { eventually, run, Seat } from "./world.mjs";

await onBed(async (bed) => {
  const born = "19610203";
  const mine = process.pid; // rows of this run, whatever else stands in the world
  const numberOf = async (key) => /"BeneficiaryNumber":"(\d+)"/
    .exec((await bed.seat("tantou").get(`/api/people/${key}`)).text)[1];
  const askAt = async (seat, number) => {
    const asked = await seat.post("/api/checks",
      { insurer_number: "12131017", number, birthdate: born });
    assert.match(asked.text, /unregistered_by_number/);
    return asked.json.record;
  };

  // At the pharmacy: two prescriptions of two clinics, asked for at its own page.
  const key = await bed.recipient(`調剤　待子${mine}`, "ﾁｮｳｻﾞｲ ﾏﾁｺ", { Birthdate: born });
  const number = await numberOf(key);
  const shop = bed.pharmacy();
  const record = await askAt(await shop.seat("yakuzai"), number);
  const pharmacist = await shop.as("yakuzai");
  await pharmacist.open("followups");
  await pharmacist.page.locator("tbody tr", { hasText: number.slice(3) }).first().click();
  await pharmacist.page.locator("aside.detail").getByText(record).first().waitFor();
  for (const [code, name] of [["1310000011", "●●医療機関"], ["1330000017", "さくら歯科医院"]]) {
    await pharmacist.button("電話の記録").click();
    await pharmacist.dialog.getByLabel("調剤券の発行依頼").check();
    await pharmacist.fill("処方箋発行元の医療機関コード", code);
    await pharmacist.fill("処方箋発行元の名称", name);
    await pharmacist.look("counter-dispensing-request");
    await pharmacist.submit();
  }
  await eventually("both requests were sent", async () => (await pharmacist.page
    .locator("aside.detail").getByText("センターへ送信済み").count()) === 2);

  // At the office: one line until each has its ticket. The draft names the issuer; one key opens it.
  const worker = await bed.as("tantou");
  const { page, dialog } = worker;
  await worker.open("work");
  const row = page.locator("tbody tr", { hasText: `待子${mine}` });
  await row.waitFor();
  await row.click();
  await worker.see("医療機関の電話の記録");
  await worker.look("office-work-dispensing");
  const issued = [];
  for (const left of [1, 0]) {
    await row.click();
    await page.keyboard.press("i");
    await dialog.locator(".form-grid").first().waitFor();
    issued.push(await (await worker.field("処方箋発行元")).inputValue());
    await worker.look("office-issue-dispensing");
    await dialog.locator("button[type=submit]").click();
    assert.ok(await dialog.isVisible(), "the basis must be named");
    await dialog.getByLabel("申請があった").check();
    await worker.submit();
    if (left > 0) {
      // The other prescription still waits: the next draft is about it.
      const seat = bed.seat("tantou");
      await eventually("the other one is next", async () => {
        const items = (await seat.get("/api/work")).json.items
          .filter((one) => one.recipient_key === key);
        if (items.length !== 1 || items[0].state !== "open") return false;
        const { ticket } = (await seat.get(`/api/work/${items[0].id}/draft`)).json;
        return !issued[0].includes(ticket.PrescriptionIssuerMedicalInstitutionName);
      });
      await worker.open("work");
      await row.waitFor();
    }
  }
  await row.waitFor({ state: "detached" });
  assert.equal(new Set(issued).size, 2, issued.join());
  const tickets = (await bed.seat("tantou").get(`/api/people/${key}`)).json.tickets
    .filter((one) => one.DesignatedMedicalInstitutionCode === "1340000015");
  assert.deepEqual(tickets.map((one) => one.PrescriptionIssuerMedicalInstitutionCode).sort(),
    ["1310000011", "1330000017"]);

  // A clinic's call, as the clinic recorded it; a refusal takes its reason from the list, and no other.
  const called = await bed.recipient(`電話　済子${mine}`, "ﾃﾞﾝﾜ ｽﾐｺ", { Birthdate: born });
  const clinic = new Seat(bed.world.clinic, bed.world.cookies.uketsuke);
  const asked = await numberOf(called);
  await askAt(clinic, asked);
  const item = await eventually("the visit is listed", async () =>
    (await clinic.get("/api/followups?group=all")).json.items
      .find((one) => one.asked?.InsuredIdentificationNumber === asked));
  assert.equal((await clinic.post(`/api/followups/${item.id}/call`, { kind: "call",
    answer: "call_back", office_person: "田中", text: "午後に折り返すとのこと" })).status, 200);
  await worker.open("work");
  const line = page.locator("tbody tr", { hasText: `済子${mine}` });
  await line.waitFor();
  await line.click();
  const detail = page.locator("aside.detail");
  await detail.getByText("午後に折り返すとのこと").waitFor();
  for (const text of ["折り返し待ち", "受付 さくら", "田中"]) {
    assert.match(await detail.locator(".call").innerText(), new RegExp(text));
  }
  await worker.look("office-work-called");
  await page.keyboard.press("d");
  await dialog.waitFor();
  assert.equal(await dialog.locator("input[type=text], textarea").count(), 0, "reasons are a list");
  await dialog.locator("button[type=submit]").click();
  assert.ok(await dialog.isVisible(), "a reason must be chosen");
  await dialog.getByLabel("福祉事務所へ連絡してほしい").check();
  await worker.submit();
  await line.waitFor({ state: "detached" });
  const done = (await clinic.get(`/api/followups/${item.id}`));
  assert.ok(done.status < 300, done.text);
  await eventually("the clinic is told", async () =>
    (await clinic.get("/api/followups?group=all")).json.items
      .find((one) => one.id === item.id).state === "declined");

  // Another call is answered with yes instead of by telephone: that institution's list says so.
  const promised = await bed.recipient(`電話　待子${mine}`, "ﾃﾞﾝﾜ ﾏﾁｺ", { Birthdate: born });
  const waiting = await numberOf(promised);
  await askAt(clinic, waiting);
  const visit = () => clinic.get("/api/followups?group=all").then(({ json }) =>
    json.items.find((one) => one.asked?.InsuredIdentificationNumber === waiting));
  const { id } = await eventually("that visit is listed", visit);
  assert.equal((await clinic.post(`/api/followups/${id}/call`, { kind: "call", answer: "none",
    text: "話し中" })).status, 200);
  await worker.open("work");
  const busy = page.locator("tbody tr", { hasText: `待子${mine}` }).filter({ hasText: "応答なし" });
  await busy.click();
  const recorded = await detail.locator(".call").innerText();
  assert.match(recorded, /話し中/);
  assert.match(recorded, /\d{1,2}:\d{2}/, "when the call was");
  await page.keyboard.press("r");
  await dialog.getByLabel("可", { exact: false }).first().check();
  await worker.look("office-reply-yes");
  await worker.submit();
  await eventually("the clinic waits for its ticket",
    async () => (await visit()).state === "promised");
  // A yes is owed its ticket: the line stays until that is there.
  await detail.getByText("可（受診してよい）").waitFor();
  await busy.waitFor();
  await page.keyboard.press("i");
  await dialog.locator(".form-grid").first().waitFor();
  await dialog.getByLabel("電話で確認した").check();
  await worker.submit();
  await busy.waitFor({ state: "detached" });
  await eventually("the clinic has it", async () => (await visit()).state === "registered");

  // The second office's certificate ends in five days: everybody there is told, at the first office
  // nobody. It is the same party with a shorter certificate, so that the line stays what it was.
  const issuedAt = `${bed.world.dir}/pki/issued/office-13102`;
  const kept = [".crt", ".key"].map((end) => [`${issuedAt}${end}`,
    fs.readFileSync(`${issuedAt}${end}`)]);
  const other = await bed.otherOffice().as("tantou");
  try {
    run("pki", "issue", "office", "13102", "--days", "5", "--dir", `${bed.world.dir}/pki`);
    await other.open("work");
    await other.see(/この福祉事務所の証明書はあと[45]日で期限が切れます。/);
    await other.look("office-certificate");
    await worker.open("work");
    assert.equal(await page.getByText(/この福祉事務所の証明書/).count(), 0);
  } finally {
    for (const [file, bytes] of kept) fs.writeFileSync(file, bytes);
  }
  await other.open("people");
  await other.page.getByText(/この福祉事務所の証明書/).first().waitFor({ state: "detached" });

  // One that has ended: what cannot be done any more, and who must act.
  await page.route("**/api/status", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...await response.json(), certificate_days: 0 } });
  });
  await worker.open("people");
  await page.locator(".notice-error", { hasText: "証明書の期限が切れています。登録できません。" })
    .waitFor();
  await worker.look("office-certificate-ended");
  await page.unroute("**/api/status");
});
