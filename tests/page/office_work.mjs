// From 未委託 at the clinic's reader to the work list, a ticket issued by keyboard, and 有効 at the
// next question: three processes, a real browser.
import assert from "node:assert/strict";
import { Bed, skipUnlessReady } from "./bed.mjs";

skipUnlessReady();
const bed = await Bed.start();
try {
  const { page } = bed;
  await page.goto(bed.office);
  await page.waitForSelector(".sign-in-form");
  await bed.look("office-sign-in");
  await bed.signIn("sasatsu");
  await page.waitForSelector("main h1");

  // Whoever is asked about now appears by itself, without a reload.
  assert.match(bed.tap("D8"), /未登録/);
  const row = page.locator("tbody tr", { hasText: "未登" }).first();
  await row.waitFor();
  await bed.look("office-work");

  await row.click();
  await page.keyboard.press("d");
  await page.waitForSelector("dialog[open]");
  await bed.look("office-decline");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });

  await page.keyboard.press("i");
  await page.waitForSelector("dialog[open] .form-grid");
  const basis = page.locator("dialog input[type=radio]").first();
  await basis.check();
  await page.locator("dialog input:not([type=radio])").last().waitFor({ state: "attached" });
  await bed.look("office-issue");
  await page.locator("dialog button[type=submit]").click();
  await page.waitForSelector("dialog", { state: "detached" });
  await row.waitFor({ state: "detached" });

  assert.match(bed.tap("D8"), /この資格は有効です。/);
  assert.doesNotMatch(bed.tap("D8"), /未登録/);

  // What was issued stands on the person's page, with who did it.
  await bed.open("people");
  await page.fill("input[type=search]", "みとう");
  await page.fill("input[type=search]", "未登");
  const person = page.locator("tbody tr", { hasText: "未登" }).first();
  await person.waitFor();
  await person.click();
  await page.waitForSelector("#changes-head");
  await page.locator(".changes summary", { hasText: "sasatsu" }).first().waitFor();
  await bed.look("office-person");
  assert.deepEqual(bed.found, []);
} finally {
  await bed.stop();
}
