// Paper: one ticket as a PDF that says what is registered, 再発行 the second time, the opinion form, the
// day's summary of the work list; each with a serial number and on record.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { onBed } from "./bed.mjs";
import { run } from "./world.mjs";

const textOf = (pdf) => execFileSync("pdftotext", ["-layout", "-", "-"],
  { input: pdf, encoding: "utf8" });

await onBed(async (bed) => {
  const key = await bed.recipient("紙田　刷男", "ｶﾐﾀﾞ ｽﾘｵ");
  await bed.ticket(key, { InjuryName1: "本態性高血圧症", SelfPayAmount: "2500" });
  const worker = await bed.as("tantou");
  const { page } = worker;

  const print = async (button) => {
    await worker.open(`people/${key}`);
    await worker.main.getByRole("button", { name: button, exact: true }).first().click();
    const link = page.locator(".notice-good a");
    await link.waitFor();
    assert.equal(await link.getAttribute("target"), "_blank", "beside the page");
    const file = await link.getAttribute("href");
    const answer = await page.context().request.get(new URL(file, bed.world.office).href);
    assert.equal(answer.headers()["content-type"], "application/pdf");
    return textOf(await answer.body());
  };
  const first = await print("印刷");
  for (const text of ["医療券", "紙田", "●●医療機関", "本態性高血圧症", "2,500"]) {
    assert.ok(first.includes(text), `${text} is on the paper:\n${first}`);
  }
  assert.doesNotMatch(first, /再発行/);
  assert.match(await print("印刷"), /再発行/);
  assert.match(await print("要否意見書を印刷"), /要否意見書/);
  await worker.look("office-print-done");
  const row = page.locator("tbody tr").first();
  assert.match(await row.innerText(), /\d{8}/);
  await page.locator("tbody tr", { hasText: "再発行" }).first().waitFor();

  assert.match(await row.innerText(), /紙田/, "whose it is");
  const opened = await page.locator(".notice-good a").getAttribute("href");

  // A month at once: of one institution, and of those that never asked (none asks here: nobody's).
  await worker.open("print");
  await page.getByLabel("1つの医療機関・薬局の券").check();
  assert.equal(await worker.button("PDFを作る").isDisabled(), true, "which one?");
  await worker.pick("指定医療機関", "●●医療", "●●医療機関");
  await worker.look("office-print-scope");
  await worker.button("PDFを作る").click();
  const batch = page.locator(".notice-good a");
  await batch.waitFor();
  const sheets = textOf(await (await page.context().request.get(
    new URL(await batch.getAttribute("href"), bed.world.office).href)).body());
  assert.match(sheets, /紙田/);
  assert.doesNotMatch(sheets, /こもれび/);

  // Nobody else opens the file.
  assert.equal((await bed.seat("sasatsu").get(opened)).status, 404);

  // The day's summary beside its CSV.
  bed.tap("D11");
  await worker.open("work");
  await page.locator("tbody tr", { hasText: "他院" }).first().waitFor();
  const pdf = textOf(await worker.saved(() => worker.button("今日のまとめ（PDF）").click()));
  assert.match(pdf, /未登録の受診のまとめ/);
  assert.match(pdf, /他院/);
  const csv = (await worker.saved(() => worker.button("今日のまとめ（CSV）").click())).toString("utf8");
  assert.match(csv, /未対応/);
  assert.match(csv, /他院/);

  const record = run("audit", "export", "--config", `${bed.world.dir}/center.toml`);
  assert.match(record, /券の交付/);
  assert.match(record, /要否意見書の送付/);
  assert.match(record, /未登録の受診のまとめ/);
});
