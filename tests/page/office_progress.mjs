// A thousand tickets at once: progress while they are published, the page closed and opened again in
// between, nothing half, a batch of paper of them all.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually } from "./world.mjs";

const count = 1000;
const month = thisMonth();

const people = () => {
  const rows = [["OfficeCode", "RecipientKey", "PersonLinkKey", "PublicExpenseNumber",
    "BeneficiaryNumber", "Name", "NameKana", "Sex1", "Birthdate", "QualificationDate",
    "DisqualificationDate", "LossKind", "NotDisclosed", "UpdatedAt"].join(",")];
  for (let n = 0; n < count; ++n) {
    rows.push(`13102,M${n},LM${n},12131025,${4_000_000 + n},大勢　${n}号,ｵｵｾﾞｲ ${n},1,19700101,`
      + `20240401,,,0,20240401000000`);
  }
  return `${rows.join("\r\n")}\r\n`;
};
const tickets = () => {
  const rows = [["OfficeCode", "RecipientKey", "IssueNumber", "TicketType",
    "MedicalTreatmentMonth", "MedicalTicketValidDate", "MedicalTicketExpirationDate",
    "DesignatedMedicalInstitutionCode", "DesignatedMedicalInstitutionName",
    "MedicalTreatmentType", "SelfPayAmount", "UpdatedAt"].join(",")];
  for (let n = 0; n < count; ++n) {
    rows.push(`13102,M${n},B${n},01,${month},${month}01,${month}28,1310000011,●●医療機関,02,0,`
      + `${month}01000000`);
  }
  return `${rows.join("\r\n")}\r\n`;
};

await onBed(async (bed) => {
  // The other office, so that these thousand are in nobody's way.
  const account = "sasatsu";
  const office = bed.otherOffice();
  const seat = await office.seat(account);
  const upload = async (kind, text) => {
    const begun = await seat.send("POST", `/api/imports?kind=${kind}&file=${kind}.csv`, text,
      "text/csv");
    assert.equal(begun.status, 202, begun.text);
    const ended = async (job) => eventually(`job ${job}`, async () => {
      const now = (await seat.get(`/api/jobs/${job}`)).json;
      return now.state !== "running" && now;
    });
    await ended(begun.json.job);
    const published = await seat.post(`/api/imports/${begun.json.id}/publish`);
    return ended(published.json.job);
  };
  assert.equal((await upload("qualification", people())).state, "done");
  assert.equal((await upload("ticket", tickets())).state, "done");

  const person = await office.as(account);
  const { page } = person;
  await person.open("monthly");
  await person.button("次の月").click();
  await person.see(/1,00\d件を登録する/); // the thousand, and whom the demo has there
  await page.locator(".publish-bar button").click();
  await person.dialog.locator("button[type=submit]").click();
  await page.locator(".job, .receipt").first().waitFor();
  await person.open("monthly"); // closed and opened again: the work went on
  await page.locator(".receipt").waitFor();
  assert.match(await page.locator(".receipt").innerText(), /1,00\d件/);

  // Paper of the whole month, in the order of institutions, with a cover.
  await person.open("print");
  await person.see("印刷の記録はまだありません");
  await person.look("office-empty-print");
  await page.getByLabel("すべての券").check();
  await person.button("PDFを作る").click();
  await page.getByText("PDFができました。").waitFor({ timeout: 120_000 });
  const file = await page.getByRole("link", { name: "開く" }).first().getAttribute("href");
  const pdf = await page.context().request.get(new URL(file, office.address).href);
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  assert.ok((await pdf.body()).length > 100_000);
  await person.look("office-print-batch");
});
