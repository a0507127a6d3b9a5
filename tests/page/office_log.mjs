// The verification log: the purpose first, then who was verified where; frequent visits with their
// trend; CSV; each look on record at the center.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually, run } from "./world.mjs";

await onBed(async (bed) => {
  bed.tap("D7");
  const worker = await bed.as("tantou");
  const { page } = worker;
  const purpose = `訪問の準備 ${process.pid}`;
  await eventually("the office knows of the visit", async () => {
    const log = await bed.seat("tantou").post("/api/log",
      { purpose: "試験の準備", recipient_key: "R-D7" });
    return log.json.items?.some((one) => one.visit);
  });

  await worker.open("log");
  assert.equal(await page.locator("main table").count(), 0, "nobody is shown without a purpose");
  await worker.look("office-log-first");
  await worker.button("目的を記録して見る").click();
  assert.equal(await page.locator("main table").count(), 0);
  await worker.fill("見る目的", purpose);
  await worker.fill("受給者", "せいほ");
  await page.locator(".pick-list button").first().click();
  await worker.button("目的を記録して見る").click();
  await page.locator("main tbody tr").first().waitFor();
  assert.match(await page.locator("main tbody").innerText(), /●●医療機関/);
  assert.doesNotMatch(await page.locator("main tbody").innerText(), /未登/);
  await worker.look("office-log-person");
  const csv = (await worker.saved(() => worker.button("CSVで保存").click())).toString("utf8");
  assert.ok(csv.startsWith("\ufeff日時,"));
  assert.match(csv, /生保/);

  // Frequent visits: from as many days as is asked, with the months before.
  await worker.button("回数の多い受診").click();
  await worker.fill("1か月の日数", "1");
  await worker.button("目的を記録して見る").click();
  await page.locator("main tbody tr").first().waitFor();
  assert.ok((await page.locator("svg.trend").count()) > 0);
  assert.match(await page.locator("svg.trend").first().getAttribute("aria-label"), /月ごとの日数/);
  await worker.look("office-log-frequent");
  await worker.fill("1か月の日数", "");
  await worker.button("目的を記録して見る").click();
  await worker.see("この条件の記録はありません"); // fifteen days are more than anybody has

  // Whoever has no right to the log has no such page.
  const clerk = await bed.as("toriatsukai");
  await clerk.open("log");
  await clerk.see("このページを使う権限がありません");
  assert.equal((await bed.seat("toriatsukai").post("/api/log", { purpose, month: thisMonth() })).status,
    403);

  const record = run("audit", "export", "--config", `${bed.world.dir}/center.toml`);
  assert.ok(record.split("\n").filter((line) => line.includes(purpose)).length >= 4,
    "the look, its CSV, and both frequent ones");
  assert.match(record, /"what":"export"|\\"what\\":\\"export\\"/);
});
