// Every screen that a role may see, looked at by axe; as a tablet, at 200 % and in English nothing is
// wider than the window; what a role may not see is not there.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";

const places = ["work", "people", "people/new", "monthly", "plans", "tickets", "imports",
  "approvals", "calendar", "log", "print", "institutions", "institutions/import"];
const namely = (place) => place.replace("/", "-");

await onBed(async (bed) => {
  const supervisor = await bed.as("sasatsu");
  const { page } = supervisor;
  for (const place of places) {
    await supervisor.open(place);
    await supervisor.look(`office-${namely(place)}`);
  }
  assert.equal(await page.locator(".menu a[href='#/accounts']").count(), 0);

  // Search folds width and kana; a person's page shows intervals, tickets and links.
  await supervisor.open("people");
  await page.fill("input[type=search]", "ｾｲﾎ");
  const person = page.locator("tbody tr", { hasText: "生保" }).first();
  await person.waitFor();
  await person.click();
  await page.waitForSelector("#links-head");
  await supervisor.look("office-person-one");
  await page.keyboard.press("Shift+?");
  await supervisor.dialog.waitFor();
  await supervisor.look("office-keys");
  await page.keyboard.press("Escape");

  await page.setViewportSize({ width: 1024, height: 768 });
  for (const place of ["work", "people", "people/R-D7", "monthly", "imports", "log"]) {
    await supervisor.open(place);
    await supervisor.fits(`office-tablet-${namely(place)}`);
  }
  await page.setViewportSize({ width: 640, height: 400 }); // 1280x800 at 200 %
  for (const place of ["work", "people", "people/R-D7", "monthly", "plans", "tickets"]) {
    await supervisor.open(place);
    await supervisor.fits(`office-zoom-${namely(place)}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator(".header button[lang=en]").click();
  for (const place of ["work", "people/R-D7", "monthly", "institutions"]) {
    await supervisor.open(place);
    await supervisor.fits(`office-english-${namely(place)}`);
  }
  await page.locator(".header button[lang=ja]").click();

  // The administrator keeps accounts and settings and sees no recipient.
  const admin = await bed.as("kanri");
  for (const place of ["accounts", "settings", "calendar"]) {
    await admin.open(place);
    await admin.look(place === "calendar" ? "office-calendar-admin" : `office-${place}`);
  }
  assert.equal(await admin.page.locator(".menu a[href='#/people']").count(), 0);
  await admin.open("people");
  await admin.see("このページを使う権限がありません");
  assert.equal(await admin.page.locator("main table").count(), 0);
  await admin.look("office-not-allowed");
});
