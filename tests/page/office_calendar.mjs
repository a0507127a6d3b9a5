// The registration calendar: what the office states, the bar on the work list, the banner when a file
// failed, and what the clinic reads of it.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";

await onBed(async (bed) => {
  const clerk = await bed.as("toriatsukai");
  const { page } = clerk;
  await clerk.open("calendar");
  const month = page.locator(".cards-3 .panel").nth(1); // the one before, this one, the next
  const state = async (name, day) => {
    await month.getByRole("button", { name: "予定を伝える" }).click();
    await clerk.dialog.getByLabel(name, { exact: true }).check();
    await clerk.fill("登録予定日", day);
    await clerk.submit();
  };
  await month.getByRole("button", { name: "予定を伝える" }).click();
  await clerk.fill("登録予定日", "３２");
  await clerk.dialog.locator("button[type=submit]").click();
  await clerk.dialog.getByRole("alert").waitFor();
  await clerk.look("office-calendar-wrong");
  await page.keyboard.press("Escape");

  await state("遅れています", "20");
  await month.getByText("登録が遅れています").waitFor();
  assert.match(bed.tap("D11"), /登録が遅れています/);
  await clerk.open("work");
  await page.locator(".calendar-bar", { hasText: "遅れています" }).waitFor();
  await clerk.look("office-work-late");

  await clerk.open("calendar");
  await state("登録予定", "28");
  assert.match(bed.tap("D11"), /28日に登録予定です/);

  // A file that cannot be taken is told on every page of who may import, until it is put away.
  await clerk.open("imports");
  await page.locator("input[type=file]").setInputFiles({ name: "kaputt.csv", mimeType: "text/csv",
    buffer: Buffer.from("Name,Colour\r\nA,B\r\n") });
  await page.waitForSelector(".main .facts");
  await clerk.open("people");
  await page.locator(".banners", { hasText: "取込に失敗したファイル" }).waitFor();
  await clerk.look("office-banner-import");
  await clerk.link("取込を確認する").click();
  await page.waitForSelector("tbody tr");
});
