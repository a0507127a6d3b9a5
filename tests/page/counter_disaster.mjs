// A disaster: only while it is declared, exactly one person by four items, the word of mouth on record,
// and its end; an emergency: doctors of a hospital with the right, and why. Real processes.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { run } from "./world.mjs";

await onBed(async (bed) => {
  const line = ["--config", `${bed.world.dir}/operator.toml`];
  const key = await bed.recipient("避難　花子", "ﾋﾅﾝ ﾊﾅｺ",
    { Birthdate: "19510903", Address: "〇〇市避難町3-4-5" });
  assert.ok(key);
  const doctor = await bed.atCounter("ishi");
  const { page, main } = doctor;
  const banner = page.locator(".banners", { hasText: "災害時の確認が使えます" });

  // Nothing is declared: no banner, no way in, and the page says so.
  await doctor.open();
  assert.equal(await page.locator("a", { hasText: "災害時の確認" }).count(), 0);
  await doctor.open("disaster");
  await doctor.see("いまは、災害時の確認は使えません。");
  await doctor.look("counter-disaster-none");

  const declared = run("disaster", "declare", "--area", "13", "--days", "7", "--reason",
    "試験の地震", ...line);
  const number = /(\d+)\s*$/.exec(declared.trim())[1];
  try {
    await doctor.open();
    await banner.waitFor();
    await page.getByRole("link", { name: "災害時の確認" }).click();
    await main.locator("form").waitFor();
    await doctor.look("counter-disaster-form");
    const ask = async (address) => {
      await doctor.fill("氏名", "ひなんはなこ");
      await doctor.fill("生年月日", "S26.9.3");
      await page.getByLabel("女", { exact: true }).check();
      await doctor.fill("住所", address);
    };
    await ask("〇〇市避難町9-9-9");
    const search = page.getByRole("button", { name: "確認する", exact: true });
    assert.ok(await search.isDisabled(), "without the patient's word nothing is searched");
    await page.getByLabel("資格を確認することに、本人が口頭で同意した").check();
    await page.getByLabel("薬剤情報を見ることに同意した").check();
    await search.click();
    await page.locator("form .notice", { hasText: "本人を1人に特定できません" }).waitFor();
    await doctor.look("counter-disaster-not-determined");

    await ask("東京都〇〇市避難町3-4-5");
    await search.click();
    await page.waitForSelector(".answer");
    await page.locator("tbody tr", { hasText: "災害時の検索" }).first().waitFor();
    assert.match(await page.locator(".answer").innerText(), /避難/);
    await doctor.look("counter-disaster-found");
    await page.getByRole("link", { name: "薬剤・診療情報を見る" }).click();
    await page.waitForSelector(".consent-left");
    const withheld = page.locator(".history-withheld");
    assert.equal(await withheld.count(), 0);
    await doctor.look("counter-disaster-history");
    await page.getByRole("button", { name: /^健診/ }).click();
    await withheld.filter({ hasText: "同意" }).waitFor(); // was not agreed to
    const seen = page.url().split("#/")[1];

    // Reception finds people, too, and sees no history; the administrator is offered nothing.
    const reception = await bed.atCounter("uketsuke");
    await reception.open("disaster");
    await reception.main.locator("form").waitFor();
    const administrator = await bed.atCounter("jimucho");
    await administrator.open("disaster");
    await administrator.main.locator("h1", { hasText: "権限がありません" }).waitFor();

    // Small window, English.
    await page.setViewportSize({ width: 1024, height: 600 });
    await doctor.open("disaster");
    await doctor.button("English").click();
    await doctor.see("Checks without a card are open for a disaster");
    await doctor.look("counter-disaster-english");
    await doctor.button("日本語").click();
    await page.setViewportSize({ width: 1280, height: 800 });

    // It ends early: nothing of it is left.
    run("disaster", "end", number, "--reason", "試験の終わり", ...line);
    await doctor.open(seen);
    await page.locator(".history-withheld", { hasText: "期間が終わったため" }).waitFor();
    await doctor.open("disaster");
    await doctor.see("いまは、災害時の確認は使えません。");
    await banner.waitFor({ state: "detached" });
  } finally {
    if (run("disaster", "list", ...line).includes("in force")) {
      run("disaster", "end", number, "--reason", "試験の終わり", ...line);
    }
  }

  // Emergency: no right, no button; with it, a reason, then the summary.
  bed.tap("D11"); // somebody who was asked for no consent: a "no" would stand
  await doctor.open();
  await page.locator("tbody tr", { hasText: "カード" }).first().click();
  const open = page.getByRole("link", { name: "救急時の閲覧" });
  assert.equal(await open.count(), 0);
  run("emergency", "grant", "1310000011", "--reason", "試験の救急告示病院", ...line);
  try {
    await doctor.open();
    await page.locator("tbody tr", { hasText: "カード" }).first().click();
    await open.click();
    await main.locator("form").waitFor();
    await doctor.look("counter-emergency-reason");
    await doctor.fill("同意を得られない理由", "意識がなく、会話ができない");
    await doctor.button("記録して表示する").click();
    await page.waitForSelector(".history-person .kanji, .history-person");
    await page.waitForSelector(".consent-left");
    await doctor.look("counter-emergency");
    const pharmacist = await bed.atCounter("yakuzai");
    await pharmacist.open();
    await pharmacist.page.locator("tbody tr", { hasText: "カード" }).first().click();
    await pharmacist.page.waitForSelector(".answer");
    assert.equal(await pharmacist.page.getByRole("link", { name: "救急時の閲覧" }).count(), 0);
  } finally {
    run("emergency", "withdraw", "1310000011", "--reason", "試験の終わり", ...line);
  }
  const report = run("disaster", "report", ...line);
  assert.match(report, /disaster_search,1310000011,ishi,doctor,1,medication,/);
  assert.match(report, /,disaster,1310000011,ishi,doctor,1,medication,/);
  assert.match(report, /,emergency,1310000011,ishi,doctor,1,.*意識がなく/);
  assert.doesNotMatch(report, /避難/);
});
