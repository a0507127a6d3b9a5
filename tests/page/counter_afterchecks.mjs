// The center is away: names are taken down, with numbers or without; those with numbers are verified by
// themselves when it is back, the others when somebody has found out the numbers. Real processes.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { eventually, Seat } from "./world.mjs";

await onBed(async (bed) => {
  const clinic = new Seat(bed.world.clinic, bed.world.cookies.uketsuke);
  const line = (name) => clinic.get("/api/after-checks").then(({ json }) =>
    json.items.find((one) => one.name === name));
  const reception = await bed.atCounter("uketsuke");
  const { page } = reception;
  await reception.open("after-checks");
  await reception.look("counter-afterchecks-empty");
  const take = async (values) => {
    for (const [label, text] of Object.entries(values)) await reception.fill(label, text);
    await reception.button("控える").click();
    await page.locator("tbody tr", { hasText: values["氏名"] }).first().waitFor();
  };
  const payer = "公費負担者番号（紙の券にあれば）";
  const number = "受給者番号（紙の券にあれば）";

  bed.fault("center-down");
  try {
    // A question meets the line that is down: the page says what to do, and the list takes over.
    const asked = await clinic.post("/api/checks",
      { insurer_number: "12000001", number: "1010001", birthdate: "19900115" });
    assert.match(asked.text, /failed/);
    // The failed answer leads there, with what was typed filled in.
    await reception.open("checks");
    await reception.fill("公費負担者番号（保険者番号）", "１２００ 0001");
    await reception.fill("受給者番号（被保険者番号）", "101-0001");
    await reception.fill("生年月日", "H2.1.15");
    await reception.button("資格を確認する").click();
    await page.locator(".answer-actions a", { hasText: "あとで確認に控える" }).click();
    await page.getByText("照会に入力された番号を写しました").waitFor();
    await reception.look("counter-afterchecks-filled");
    await reception.fill("氏名", "別人　太郎");
    await reception.button("控える").click();
    await page.locator("tbody tr", { hasText: "別人" }).waitFor();
    assert.equal((await line("別人　太郎")).InsurerNumber, "12000001");
    assert.equal((await line("別人　太郎")).InsuredIdentificationNumber, "1010001");
    await page.locator(".banners a", { hasText: "あとで確認に控える" }).waitFor();
    await reception.open("after-checks");
    await page.locator(".banners", { hasText: "センターにつながりません" }).waitFor();
    await take({ 氏名: "生保　一郎", 生年月日: "H2.1.15", [payer]: "1200 0001",
      [number]: "1010001" });
    await take({ 氏名: "名前　だけ子" });
    await page.locator("tbody tr", { hasText: "だけ子" }).getByText("番号かカードが要る").waitFor();
    await reception.button("控える").click(); // nothing typed
    await page.locator(".field-error").first().waitFor();
    await reception.look("counter-afterchecks-away");
    assert.equal((await line("生保　一郎")).state, "waiting");
  } finally {
    bed.fault("none");
  }
  await eventually("who has numbers is verified", async () =>
    (await line("生保　一郎")).state === "checked");
  await page.locator("tbody tr", { hasText: "一郎" }).getByText("有効").first().waitFor();
  assert.equal((await line("名前　だけ子")).state, "by_hand");

  // Somebody else's numbers: never shown as this person's answer; it stands in the day's list, too.
  await eventually("the wrong person is told", async () =>
    (await line("別人　太郎")).state === "differs");
  const other = page.locator("tbody tr", { hasText: "別人" });
  await other.getByText("別の人の回答").waitFor();
  await other.getByText("生保").first().waitFor();
  await reception.look("counter-afterchecks-differs");
  const { record } = await line("別人　太郎");
  const listed = (await clinic.get("/api/checks")).json.items.find((one) =>
    one.record === String(record));
  assert.equal(listed.way, "later");
  assert.equal(listed.staff, "uketsuke");
  await page.locator(".menu a", { hasText: "あとで確認" }).locator(".menu-count").waitFor();
  await other.getByRole("button", { name: "同じ人" }).click();
  await other.getByText("同じ人と確認").waitFor();

  // The numbers come later.
  const without = page.locator("tbody tr", { hasText: "だけ子" });
  await without.getByRole("button", { name: "番号を入力" }).click();
  await reception.dialog.waitFor();
  await reception.look("counter-afterchecks-numbers");
  await reception.fill("公費負担者番号", "12000001");
  await reception.fill("受給者番号", "9999999");
  await reception.fill("生年月日", "H2.1.15");
  await reception.submit();
  await eventually("it is asked about", async () => (await line("名前　だけ子")).state === "checked");
  await without.getByText("該当なし").waitFor();

  // A line is dropped; English.
  await take({ 氏名: "取止　太郎" });
  await page.locator("tbody tr", { hasText: "取止" }).getByRole("button", { name: "取りやめる" })
    .click();
  await page.locator("tbody tr", { hasText: "取止" }).getByText("取りやめ").first().waitFor();
  await page.setViewportSize({ width: 1024, height: 600 });
  await reception.button("English").click();
  await reception.look("counter-afterchecks-english");
  await reception.button("日本語").click();
});
