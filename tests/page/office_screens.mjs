// Every screen that a role may see, looked at by axe in Japanese and English, wide and as a tablet; what
// a role may not see is not there; typed text outlives a lost session.
import assert from "node:assert/strict";
import { Bed, skipUnlessReady } from "./bed.mjs";

skipUnlessReady();
const bed = await Bed.start();
const places = ["work", "people", "people/new", "monthly", "tickets", "imports", "approvals",
  "calendar", "log", "institutions"];
try {
  const { page } = bed;
  await bed.signIn("sasatsu");
  for (const place of places) {
    await bed.open(place);
    await bed.look(`office-${place.replace("/", "-")}`);
  }
  assert.equal(await page.locator(".menu a[href='#/accounts']").count(), 0);

  // Search folds width and kana; a person's page shows intervals, tickets and links.
  await bed.open("people");
  await page.fill("input[type=search]", "ｾｲﾎ");
  const person = page.locator("tbody tr", { hasText: "生保" }).first();
  await person.waitFor();
  await person.click();
  await page.waitForSelector("#links-head");
  await bed.look("office-person-one");

  // The purpose comes first: nothing is listed before it is stated.
  await bed.open("log");
  assert.equal(await page.locator("main table").count(), 0);
  await page.fill("main form input", "月次の点検");
  await page.locator("main form button[type=submit]").click();
  await page.locator("main table, main .empty").first().waitFor();
  await bed.look("office-log-result");

  // A session that ended while a form is open: the same person signs in, nothing typed is lost.
  await bed.open("people/new");
  await page.locator("main form input").first().fill("テスト カナ");
  await bed.browser.clearCookies();
  await page.locator("main form button[type=submit]").waitFor();
  await page.evaluate(() => document.querySelector("main form").requestSubmit &&
    document.querySelectorAll("main form :required").forEach((one) =>
      one.removeAttribute("required")));
  await page.locator("main form button[type=submit]").click();
  await page.waitForSelector("dialog .sign-in-form");
  await bed.look("office-session-over");
  await bed.typeSignIn("sasatsu", 1);
  await page.waitForSelector("dialog", { state: "detached" });
  assert.equal(await page.locator("main form input").first().inputValue(), "テスト カナ");

  await page.setViewportSize({ width: 1024, height: 768 });
  for (const place of ["work", "monthly"]) {
    await bed.open(place);
    await bed.look(`office-tablet-${place}`);
  }
  await page.setViewportSize({ width: 640, height: 480 }); // 1280x960 at 200 %
  await bed.open("people");
  await bed.look("office-zoom");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator(".header button[lang=en]").click();
  await bed.open("monthly");
  await bed.look("office-english");
  await page.locator(".header button[lang=ja]").click();

  // The administrator keeps accounts and settings and sees no recipient.
  await bed.signIn("kanri");
  for (const place of ["accounts", "settings", "calendar"]) {
    await bed.open(place);
    await bed.look(`office-${place}`);
  }
  assert.equal(await page.locator(".menu a[href='#/people']").count(), 0);
  await bed.open("people");
  assert.equal(await page.locator("main table").count(), 0);
  assert.deepEqual(bed.found, []);
} finally {
  await bed.stop();
}
