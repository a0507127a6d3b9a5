// The registration calendar: what the office states, the bar on the work list, the banner when a file
// failed, and what the clinic reads of it.
import assert from "node:assert/strict";
import { onBed, today } from "./bed.mjs";
import { eventually, Seat } from "./world.mjs";

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

  // Both sides are told on every page: the office, and the clinic where somebody waits for it.
  const banner = (person) => person.page.locator(".banners");
  const clinic = new Seat(bed.world.clinic, bed.world.cookies.uketsuke);
  const here = (told) => eventually(`the clinic is told: ${told}`, async () => {
    bed.tap("D11");
    const { registrations } = (await clinic.get("/api/status")).json;
    const ours = registrations.filter((one) => one.office === "〇〇市福祉事務所" &&
      one.month === today().slice(0, 6)).map((one) => one.state);
    return ours.join() === told;
  });
  const m = Number(today().slice(4, 6));
  await clerk.open("people");
  await banner(clerk).getByText(`${m}月分の登録は遅れていると医療機関に伝えています`).waitFor();
  await clerk.look("office-banner-late");
  await here("late");
  const reception = await bed.atCounter("uketsuke");
  await reception.open("checks");
  await banner(reception).getByText(`〇〇市福祉事務所：${m}月分は登録が遅れています`).waitFor();
  await reception.look("counter-banner-late");
  // Whoever keeps the clinic's settings may see no patient, nor for whom somebody waits.
  const keeper = new Seat(bed.world.clinic, bed.world.cookies.jimucho);
  assert.equal((await keeper.get("/api/settings/status")).json.registrations, undefined);

  await clerk.open("calendar");
  await state("登録に失敗", "20");
  assert.match(bed.tap("D11"), /登録に失敗し、まだ登録されていません/);
  await here("failed");
  await reception.open("followups");
  await banner(reception).getByText("登録に失敗し、まだ登録されていません").first().waitFor();
  await clerk.open("work");
  await banner(clerk).getByText("登録は失敗と医療機関に伝えています").waitFor();

  // Planned, and the day is over: nothing was stated, so nothing is claimed.
  if (today().slice(6) !== "01") {
    await clerk.open("calendar");
    await state("登録予定", "1");
    assert.match(bed.tap("D11"), /1日に登録予定でしたが、まだ登録の連絡がありません/);
    await month.getByText("予定日を過ぎました").waitFor();
    await clerk.look("office-calendar-overdue");
    await here("overdue");
    await clerk.open("work");
    await page.locator(".calendar-bar", { hasText: "登録予定 1日を過ぎました" }).waitFor();
    await banner(clerk).getByText("1日に登録予定でしたが、登録済みと伝えていません").waitFor();
    await clerk.look("office-work-overdue");
  }

  // Registered: the banners go, here and there.
  await clerk.open("calendar");
  await state("登録済み", "20");
  assert.match(bed.tap("D11"), /登録済みです。委託については福祉事務所へご確認ください/);
  await here("");
  await clerk.open("work");
  assert.equal(await banner(clerk).getByText(`${m}月分`).count(), 0);
  await reception.open("checks");
  assert.equal(await banner(reception).getByText(`〇〇市福祉事務所：${m}月分`).count(), 0);

  await clerk.open("calendar");
  await state("登録予定", "31");
  assert.match(bed.tap("D11"), /日に登録予定です/);

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
