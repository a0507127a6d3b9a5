// Consent at the reader: the patient's screen by touch, in six languages, and what staff see of it.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { PatientScreen, Reader } from "./patient_screen.mjs";
import { eventually } from "./world.mjs";

await onBed(async (bed) => {
  const reader = new Reader(bed);
  reader.take();
  const staff = await bed.atCounter("uketsuke");
  await staff.open("checks");
  const { page } = staff;
  await page.locator(".reader").waitFor();
  const screen = await PatientScreen.open(bed, staff);

  // The address was good once, for one browser.
  const other = await (await bed.chromium.newContext()).newPage();
  await other.goto(screen.address);
  await other.getByText("準備").first().waitFor();
  await other.context().close();

  // Every language says every screen; none of them tells a neighbour what this is about.
  for (const language of ["ja", "en", "zh", "ko", "pt", "vi"]) {
    await screen.speak(language);
    await screen.look(`patient-start-${language}`);
    reader.put("D7");
    await screen.shows("way");
    assert.doesNotMatch(await screen.words(), /生活保護|医療扶助|welfare/i);
    await screen.look(`patient-way-${language}`);
    await screen.byPin();
    await screen.shows("consent");
    await screen.look(`patient-consent-${language}`);
    await screen.refuseAll();
    await screen.look(`patient-pin-${language}`);
    reader.take();
    await screen.shows("problem"); // out in the middle
    await screen.look(`patient-removed-${language}`);
    await screen.shows("start");
  }
  await screen.speak("ja");

  const rows = () => page.locator("tbody tr").count();
  // One read from the card to the list, with these answers; how the consents stand there.
  const read = async (answers, name) => {
    const before = await rows();
    reader.put("D7");
    await screen.shows("way");
    await screen.byPin();
    await screen.shows("consent");
    if (answers === "refuse") {
      await screen.refuseAll();
    } else {
      for (let at = 0; await screen.page.locator("main.screen-consent").count() > 0; ++at) {
        await screen.answer(answers[Math.min(at, answers.length - 1)]);
      }
    }
    await screen.enter("1234");
    await screen.shows("done");
    await screen.look(name);
    await eventually("a new line", async () => (await rows()) > before);
    reader.take();
    await screen.shows("start");
    await page.locator("tbody tr").first().click();
    await page.locator(".answer").waitFor();
    await staff.settled();
  };

  await read([true, true], "patient-done-all");
  await staff.button("同意を取り消す").waitFor();
  await staff.look("counter-consent-given");
  await read([true, false], "patient-done-some");
  await staff.button("同意を取り消す").waitFor();
  await read("refuse", "patient-done-none");
  assert.equal(await staff.button("同意を取り消す").count(), 0);

  // Withdrawal at the counter.
  await read([true, true], "patient-done-again");
  await staff.button("同意を取り消す").click();
  await page.waitForSelector("dialog[open]");
  await staff.look("counter-withdraw");
  await staff.submit();
  await staff.button("同意を取り消す").waitFor({ state: "detached" });

  // Ended by staff, the screen shows nothing any more.
  await staff.button("この画面を終わらせる").click();
  await staff.submit();
  await screen.page.getByText("準備").first().waitFor();
});
