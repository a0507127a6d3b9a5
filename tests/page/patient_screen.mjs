// The patient's screen at the clinic's reader, for the tests of cards and consent: opened by staff, used
// by touch at 1024×600.
import { createRequire } from "node:module";
import path from "node:path";
import { run } from "./world.mjs";

const require = createRequire(new URL("../../web/package.json", import.meta.url));

export class PatientScreen {
  static async open(bed, staff) {
    const screen = new PatientScreen();
    screen.bed = bed;
    await staff.button("患者用の画面を開く").click();
    const address = await staff.page.locator(".reader-address code").innerText();
    await staff.page.keyboard.press("Escape");
    const context = await bed.chromium.newContext({ viewport: { width: 1024, height: 600 },
      hasTouch: true, locale: "ja-JP", timezoneId: "Asia/Tokyo" });
    screen.page = await context.newPage();
    screen.page.setDefaultTimeout(60_000);
    screen.page.on("pageerror", (error) => bed.found.push(`patient: ${error.message}`));
    await screen.page.goto(address);
    await screen.shows("start");
    screen.address = address;
    return screen;
  }

  shows(name) {
    return this.page.locator(`main.screen-${name}`).waitFor();
  }
  // Furigana stands between the words: what is said is looked for without it.
  words() {
    return this.page.evaluate(() => {
      const copy = document.querySelector("#page").cloneNode(true);
      for (const one of copy.querySelectorAll("rt, rp")) one.remove();
      return copy.textContent ?? "";
    });
  }
  async tap(locator) {
    await locator.tap();
  }
  async speak(language) {
    await this.page.locator(`.language[lang=${language}]`).tap();
    await this.page.locator(`.language[lang=${language}][aria-pressed=true]`).waitFor();
  }
  byPin() {
    return this.page.locator(".big-main").tap();
  }
  byStaff() {
    return this.page.locator(".big:not(.big-main), .answers > .less-button").first().tap();
  }
  // One answer; waits until the screen is another one.
  async answer(given) {
    const before = await this.page.locator("main h1").innerText();
    await this.page.locator(".big").nth(given ? 0 : 1).tap(); // side by side, neither stands out
    await this.page.waitForFunction((old) =>
      document.querySelector("main h1")?.innerText !== old, before);
  }
  async refuseAll() {
    await this.page.locator(".less .less-button").last().tap();
    await this.shows("pin");
  }
  async enter(pin) {
    await this.shows("pin");
    for (const digit of pin) {
      await this.page.locator(".key", { hasText: new RegExp(`^${digit}$`) }).tap();
    }
  }
  async accessible(name) {
    const module = require("@axe-core/playwright");
    const AxeBuilder = module.AxeBuilder ?? module.default;
    const { violations } = await new AxeBuilder({ page: this.page }).setLegacyMode(true).analyze();
    for (const one of violations) {
      const where = one.nodes.map((node) => node.html).join(" ");
      this.bed.found.push(`axe ${name}: ${one.id}: ${where}`);
    }
  }
  // axe, nothing to scroll at 1024×600, touch targets of 48 px and more; a picture when asked for.
  async look(name) {
    await this.accessible(name);
    const wrong = await this.page.evaluate(() => {
      const root = document.documentElement;
      const main = document.querySelector("main");
      const small = [...document.querySelectorAll("button")].map((one) =>
        one.getBoundingClientRect()).filter((box) => box.width < 48 || box.height < 40).length;
      return { wide: root.scrollWidth - root.clientWidth,
        high: main ? main.scrollHeight - main.clientHeight : 0, small };
    });
    if (wrong.wide > 0 || wrong.high > 1 || wrong.small > 0) {
      this.bed.found.push(`${name}: ${JSON.stringify(wrong)}`);
    }
    const pictures = process.env.MADOGUCHI_PICTURES;
    if (pictures) await this.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }
}

// The clinic's reader, a folder.
export class Reader {
  constructor(bed) {
    this.dir = bed.world.dir;
    this.slot = `${bed.world.dir}/clinic/reader`;
  }
  put(scenario) {
    run("card", "insert", this.slot, `${this.dir}/cards/${scenario}.card`);
  }
  putFile(file) {
    run("card", "insert", this.slot, file);
  }
  take() {
    run("card", "remove", this.slot);
  }
}
