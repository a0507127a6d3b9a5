// The counter: the guide's two screens, asking by number with three inputs and no mouse, today's list
// of every way, re-check, 照会番号, print, settings. Real processes.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { onBed } from "./bed.mjs";

const pictures = process.env.MADOGUCHI_PICTURES;

await onBed(async (bed) => {
  const nobody = await bed.browser(undefined, bed.world.clinic);
  await nobody.page.goto(bed.world.clinic);
  await nobody.page.waitForSelector(".sign-in-form");
  await nobody.look("counter-sign-in");
  await nobody.page.close();

  const reception = await bed.atCounter("uketsuke");
  const { page } = reception;
  // What the open answer says: label -> text.
  const fields = () => page.$$eval(".answer .answer-field", (rows) => Object.fromEntries(
    rows.map((row) => [row.querySelector("dt").textContent, row.querySelector("dd").innerText])));
  const state = (name) => page.waitForSelector(`.answer[data-state="${name}"]`);
  const line = () => page.$eval(".answer", (one) => one.dataset.line ?? "").catch(() => "");
  // Three inputs and Enter, by keyboard alone; the answer of before is gone when it returns.
  const ask = async (payer, number, birthdate) => {
    await page.waitForSelector(".answer");
    const before = await line();
    await type(payer, number, birthdate);
    await page.waitForFunction((old) => {
      const answer = document.querySelector(".answer");
      return answer && (answer.dataset.line ?? "") !== old;
    }, before);
  };
  const type = async (payer, number, birthdate) => {
    await page.keyboard.press("Escape"); // out of whatever field it is
    await page.keyboard.press("n");
    await page.keyboard.type(payer);
    await page.keyboard.press("Tab");
    await page.keyboard.type(number);
    await page.keyboard.press("Tab");
    await page.keyboard.type(birthdate);
    await page.keyboard.press("Enter");
  };
  await reception.open();

  // What the demo asked through the folder and the reader stands there already.
  await page.locator("tbody tr", { hasText: "レセコン" }).first().waitFor();
  await page.locator("tbody tr", { hasText: "カード" }).first().waitFor();

  // The guide's first screen, by number.
  await ask("1200 0001", "１０１０００１", "H2.1.15");
  await state("valid");
  const first = await fields();
  assert.equal(first["公費負担者番号"], "12000001");
  assert.equal(first["受給者番号"], "1010001");
  assert.match(first["氏名"], /ｾｲﾎ|セイホ/);
  assert.match(first["氏名"], /生保/);
  assert.match(first["生年月日"], /^平成2年1月15日/);
  assert.equal(first["医療券/調剤券別"], "医療券");
  assert.equal(first["単独/併用別"], "単独");
  assert.match(await page.locator(".answer-state").innerText(), /○\s*この資格は有効です。$/);
  assert.match(await page.locator(".answer-next").innerText(), /そのまま受付できます。/);
  assert.match(await page.locator(".answer-checked").innerText(), /受付 さくら/);
  await reception.look("counter-valid");

  // Asked here, the receipt computer has no file of it until it is sent there.
  const face = path.join(bed.world.dir, "clinic", "face");
  const before = new Set(fs.readdirSync(face));
  await reception.button("レセコンへ送る").click();
  await page.locator(".notice", { hasText: "（face）へ送りました" }).waitFor();
  const [sent, ...more] = fs.readdirSync(face).filter((name) => !before.has(name));
  assert.deepEqual(more, []);
  const message = new TextDecoder("shift_jis").decode(fs.readFileSync(path.join(face, sent)));
  assert.match(message, /<InsuredIdentificationNumber>1010001</);

  // The guide's second screen, by card at the reader: it comes by itself, on top of the list.
  const shownLine = await line();
  assert.match(bed.tap("D11"), /未登録/);
  await page.locator("tbody tr").first().filter({ hasText: "券が未登録" }).waitFor();
  // The answer that is being worked on stays; the newer one is announced.
  await page.locator("[role=status]", { hasText: "新しい確認があります" }).waitFor();
  assert.equal(await line(), shownLine);
  await reception.look("counter-newer");
  await page.keyboard.press("l");
  await state("unregistered");
  const second = await fields();
  // The fields of the guide; what a ticket alone has stands behind them.
  assert.deepEqual(Object.keys(second), Object.keys(first).slice(0, 16));
  for (const label of ["公費負担者番号", "受給者番号", "医療券/調剤券別", "診療年月",
    "指定医療機関名", "単独/併用別", "有効開始年月日", "有効終了年月日", "傷病名1", "傷病名2",
    "傷病名3"]) {
    assert.equal(second[label], "－", label);
  }
  assert.match(await page.locator(".answer-state").innerText(),
    /この資格は有効です。\(医療券\/調剤券情報が未登録です。\)/);
  assert.equal(await page.locator("a.telephone").getAttribute("href"), "tel:0300001310");
  assert.match(await page.locator(".answer-next").innerText(), /福祉事務所（電話 03-0000-1310）/);
  await reception.look("counter-unregistered");

  // Somebody whom no other test gives a ticket.
  const own = await bed.recipient("照会　番子", "ｼｮｳｶｲ ﾊﾞﾝｺ", { Birthdate: "19850220" });
  const ownNumber = /"BeneficiaryNumber":"(\d+)"/.exec(
    JSON.stringify((await bed.seat("tantou").get(`/api/people/${own}`)).json))[1];

  // Every other state has its own words; those that may not be told apart have the same.
  const told = {};
  for (const [name, numbers] of Object.entries({
    number_own_ticket_other_month: ["12131017", "2010064", "19470808"],
    number_own_ticket_period_over: ["12131017", "2010072", "19630430"],
    unregistered_by_number: ["12131017", ownNumber, "19850220"],
    ended: ["12131017", "2010213", "19760202"],
    newer: ["12131017", "2010247", "19950523"],
    none: ["12131017", "2010023", "19900115"],
  })) {
    await ask(...numbers);
    await state(name);
    told[name] = await page.locator(".answer").evaluate((one) =>
      one.querySelector(".answer-state").innerText + one.querySelector(".answer-next").innerText);
  }
  assert.equal(new Set(Object.values(told)).size, Object.keys(told).length);
  const words = () => page.locator(".answer").evaluate((one) => [...one.children]
    .map((part) => part.innerText).filter((text) => !text.includes("受付 さくら")).join("\n"));
  const same = [];
  for (const numbers of [["12131017", "2010023", "19900115"], ["12000001", "1010001", "19900116"],
    ["12131017", "2010403", "19860616"]]) {
    await ask(...numbers);
    await state("none");
    same.push(await words());
    // Who was asked about is told by what was typed: the answer names nobody.
    assert.match(await page.locator(".asked-numbers").innerText(),
      new RegExp(`${numbers[0].slice(0, 4)} ?${numbers[0].slice(4)}`));
  }
  assert.equal(same[1], same[0]);
  assert.equal(same[2], same[0]);
  await reception.look("counter-none");

  // Typing errors are told at their field, nothing typed is lost.
  await type("12000001", "1010001", "H2.2.30");
  await page.locator(".field-error", { hasText: "生年月日" }).waitFor();
  assert.equal(await page.locator(".inquiry input").nth(1).inputValue(), "1010001");
  await page.reload();

  // Re-check: the same line, newer, by the one who did it.
  await ask("12000001", "1010001", "19900115");
  await state("valid");
  const lines = await page.locator("tbody tr").count();
  await page.keyboard.press("r"); // the answer has the focus
  await page.locator(".answer-checked button:not([disabled])").waitFor();
  await reception.settled();
  assert.equal(await page.locator("tbody tr").count(), lines);

  // 照会番号: the card becomes a 診察券.
  await page.keyboard.press("k");
  await page.waitForSelector("dialog[open]");
  await reception.look("counter-register");
  await page.locator("dialog input").fill("KARTE-4711");
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.locator(".notice", { hasText: "KARTE-4711" }).waitFor();
  await page.keyboard.press("r"); // the answer has the focus
  await page.locator(".answer-field[data-field=ReferenceNumber]", { hasText: "KARTE-4711" })
    .waitFor();

  // A reload loses nothing; English says the same.
  await page.reload();
  await page.locator("tbody tr", { hasText: "生保" }).first().click();
  await state("valid");
  await page.locator(".header button", { hasText: "English" }).click();
  await page.locator(".answer-state", { hasText: "this qualification is valid" }).waitFor();
  await reception.look("counter-english");
  await page.locator(".header button", { hasText: "日本語" }).click();

  // Print holds the answer alone, with western dates.
  const pdf = await page.pdf({ format: "A4" });
  assert.ok(pdf.length > 10_000);
  if (pictures) fs.writeFileSync(path.join(pictures, "counter-print.pdf"), pdf);
  await page.emulateMedia({ media: "print" });
  for (const kept of [".inquiry", ".reader", "tbody"]) {
    assert.equal(await page.locator(kept).first().isVisible(), false, `${kept} is printed`);
  }
  assert.equal(await page.locator(".answer").isVisible(), true);
  await reception.look("counter-print");
  await page.emulateMedia({ media: "screen" });

  // Small windows and large type.
  await page.setViewportSize({ width: 1024, height: 600 });
  await reception.look("counter-1024");
  await page.setViewportSize({ width: 640, height: 400 });
  await reception.look("counter-zoom-200");
  await page.setViewportSize({ width: 1280, height: 800 });

  // The administrator: no patient, settings as the guide says.
  const administrator = await bed.atCounter("jimucho");
  await administrator.open();
  const { main } = administrator;
  assert.equal(await administrator.page.locator("nav.menu a", { hasText: "資格確認" }).count(), 0);
  await administrator.open("checks");
  await main.locator("h1", { hasText: "権限がありません" }).waitFor();
  const choose = async (use) => {
    await administrator.open("clinic-settings");
    const panel = main.locator("section[aria-label=医療扶助]");
    await panel.locator("label", { hasText: new RegExp(`^${use}$`) }).click();
    await panel.getByRole("button", { name: "保存する" }).click();
    await panel.locator("p[role=status]", { hasText: use }).waitFor();
  };
  await administrator.open("clinic-settings");
  await main.locator("input[type=radio]").first().waitFor();
  await administrator.look("counter-settings");
  await administrator.open("clinic-accounts");
  await main.locator("tbody tr", { hasText: "uketsuke" }).waitFor();
  await administrator.look("counter-accounts");
  await administrator.open("terminal-settings");
  await administrator.look("counter-terminal");

  // Switched off, reception is told why, and the question has its own text.
  await choose("利用しない");
  try {
    await page.reload();
    await page.locator(".notice", { hasText: "利用しない" }).waitFor();
    await ask("12000001", "1010001", "19900115");
    await state("error");
    assert.match(await page.locator(".answer-next").innerText(), /E2005/);
    await reception.look("counter-off");
  } finally {
    await choose("利用する");
  }
});
