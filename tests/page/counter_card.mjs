// The card at the counter: what lies on the reader, wrong and locked PINs, other cards, a reader that is
// unplugged, expired and revoked cards, confirmation by staff.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { onBed } from "./bed.mjs";
import { PatientScreen, Reader } from "./patient_screen.mjs";
import { eventually } from "./world.mjs";

await onBed(async (bed) => {
  const reader = new Reader(bed);
  reader.take();
  const staff = await bed.atCounter("uketsuke");
  await staff.open("checks");
  const { page } = staff;
  const says = (text) => page.locator(".reader", { hasText: text }).waitFor();
  await says("カードが置かれていません");
  await staff.look("counter-reader-empty");

  // Without a patient's screen the PIN is typed here.
  reader.put("D7");
  await says("マイナンバーカードが置かれています");
  await says("暗証番号の残り 3回");
  await staff.button("カードを読む").click();
  await staff.look("counter-read-card");
  await staff.fill("暗証番号（4桁）", "12");
  await staff.dialog.locator("button[type=submit]").click();
  await page.locator(".field-error", { hasText: "4桁" }).waitFor();
  const before = await page.locator("tbody tr").count();
  await staff.fill("暗証番号（4桁）", "9999");
  await staff.dialog.locator("button[type=submit]").click();
  await page.locator("dialog", { hasText: "E4009" }).waitFor();
  await says("暗証番号の残り 2回");
  await staff.fill("暗証番号（4桁）", "1234");
  await staff.submit();
  await eventually("the answer", async () =>
    (await page.locator("tbody tr").count()) > before);
  await page.locator(".answer", { hasText: "この資格は有効です" }).waitFor();
  await says("暗証番号の残り 3回");
  await staff.look("counter-card-answer");
  // The card is out; the day's key asks again.
  reader.take();
  await says("カードが置かれていません");
  await page.locator(".answer-checked button").click();
  await page.locator(".answer-checked button:not([disabled])").waitFor();
  assert.equal(await page.locator(".answer .notice-error").count(), 0);

  // By the eyes of staff: eligibility only, their name on the line.
  reader.put("D8");
  await says("マイナンバーカードが置かれています");
  await staff.button("カードを読む").click();
  await page.locator("dialog label", { hasText: "目視" }).click();
  assert.equal(await page.locator("dialog input[type=password]").count(), 0);
  await staff.look("counter-read-visual");
  await staff.submit();
  await page.locator(".answer-checked", { hasText: "受付 さくら" }).waitFor();

  reader.take();
  await says("カードが置かれていません");
  const screen = await PatientScreen.open(bed, staff);

  // The patient asks for staff; the staff's page says so and confirms.
  reader.put("D7");
  await screen.shows("way");
  await screen.byStaff();
  await screen.shows("staff");
  await screen.look("patient-staff");
  await says("職員の確認を待っています");
  await staff.look("counter-staff-wanted");
  await staff.button("目視で確認した").click();
  await screen.shows("done");
  reader.take();
  await screen.shows("start");

  // A wrong PIN, then the right one: nobody is told more than the tries.
  reader.put("D7");
  await screen.shows("way");
  await screen.byPin();
  await screen.refuseAll();
  await screen.enter("0000");
  await screen.page.locator(".alarm").waitFor();
  await screen.look("patient-wrong-pin");
  await screen.enter("1234");
  await screen.shows("done");
  reader.take();
  await screen.shows("start");

  // Locked: only staff can go on.
  reader.put("D2-locked");
  await screen.shows("way");
  await screen.byPin();
  await screen.shows("staff");
  await screen.look("patient-locked");
  reader.take();
  await screen.page.locator("main.screen-start, main.screen-problem").waitFor();
  await screen.shows("start");

  // A card of another kind; a broken one.
  const other = path.join(bed.world.home, "transit.card");
  fs.writeFileSync(other, "a card of the railways");
  reader.putFile(other);
  await screen.shows("problem");
  await screen.look("patient-other-card");
  await says("マイナンバーカードではない");
  reader.take();
  await screen.shows("start");

  // Expired and revoked certificates.
  for (const card of ["D2-expired", "D2"]) {
    reader.put(card);
    await screen.shows("way");
    await screen.byPin();
    await screen.refuseAll();
    await screen.enter("1234");
    await screen.shows("problem");
    await screen.look(`patient-${card === "D2" ? "revoked" : "expired"}`);
    reader.take();
    await screen.shows("start");
  }

  // Unplugged and back.
  fs.renameSync(reader.slot, `${reader.slot}.away`);
  await says("カードリーダーが見つかりません");
  await screen.shows("problem");
  await screen.look("patient-no-reader");
  await staff.look("counter-reader-missing");
  fs.renameSync(`${reader.slot}.away`, reader.slot);
  await says("カードが置かれていません");
  await screen.shows("start");

  // Small windows.
  await page.setViewportSize({ width: 1024, height: 600 });
  await staff.look("counter-reader-1024");
});
