// What every page test stands on: the demo (one for all of them under CTest, named by
// MADOGUCHI_PAGE_WORLD), Debian's Chromium, people signed in, axe, pictures.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { beginWorld, binary, codeOf, endWorld, password, run, Seat } from "./world.mjs";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const pictures = process.env.MADOGUCHI_PICTURES; // a folder: pictures of the main screens go there
const wait_ms = Number(process.env.MADOGUCHI_PAGE_WAIT_MS ?? 60_000);
let made = 0;

// Japan's day and months as the page writes them: YYYYMMDD, YYYYMM.
export const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)
  .replaceAll("-", "");
export const thisMonth = (plus = 0) => {
  const index = Number(today().slice(0, 4)) * 12 + Number(today().slice(4, 6)) - 1 + plus;
  return `${Math.floor(index / 12)}${String((index % 12) + 1).padStart(2, "0")}`;
};

// CTest's word for "cannot run here".
export function skipUnlessReady() {
  try {
    if (!binary || !fs.existsSync("/usr/bin/chromium")) throw new Error("chromium");
    require.resolve("playwright-core");
    require.resolve("@axe-core/playwright");
  } catch (error) {
    console.log(`skipped: ${error.message.split("\n")[0]} is missing`);
    process.exit(77);
  }
}

// Runs a test on a bed; whatever axe, the policy or the page itself had to say fails it.
export async function onBed(test) {
  skipUnlessReady();
  const bed = await Bed.start();
  try {
    await test(bed);
    assert.deepEqual(bed.found, []);
  } catch (error) {
    await bed.pictureOfFailure();
    throw error;
  } finally {
    await bed.stop();
  }
}

export class Bed {
  static async start() {
    const bed = new Bed();
    const shared = process.env.MADOGUCHI_PAGE_WORLD;
    bed.own = !shared;
    bed.world = shared ? JSON.parse(fs.readFileSync(shared, "utf8")) : await beginWorld();
    bed.found = [];
    bed.people = [];
    const { chromium } = require("playwright-core");
    bed.chromium = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    return bed;
  }

  async stop() {
    await this.chromium?.close();
    if (this.own) await endWorld(this.world);
  }

  // Somebody of the demo (tantou, toriatsukai, sasatsu, kanri), by HTTP.
  seat(account) {
    return new Seat(this.world.office, this.world.cookies[account]);
  }

  // A new account that has signed in once: its page and its authenticator are its own.
  async newcomer(role) {
    const account = `neu${process.pid}.${made++}`;
    const answer = await this.seat("kanri").post("/api/accounts",
      { account, name: `試験　${account}`, role });
    assert.equal(answer.status, 200, answer.text);
    const seat = new Seat(this.world.office);
    const secret = await seat.enrol(account, answer.json.one_time_password);
    return { account, secret, seat };
  }

  // A recipient of this test's own, registered by HTTP; the key. `more`: further columns.
  async recipient(name, kana, more = {}) {
    const key = `T-${process.pid}-${made++}`;
    const columns = { RecipientKey: key, Name: name, NameKana: kana, Sex1: "2",
      Birthdate: "19800520", PublicExpenseNumber: "12131017",
      BeneficiaryNumber: String(3_000_000 + (process.pid % 9000) * 100 + made),
      QualificationDate: "20240401", Address: "〇〇市試験町1-2", ...more };
    const answer = await this.seat("sasatsu").post("/api/people", columns);
    assert.equal(answer.status, 200, answer.text);
    return key;
  }

  // A ticket of this month at ●●医療機関, issued by HTTP; its answer.
  async ticket(key, more = {}) {
    const answer = await this.seat("tantou").post("/api/tickets", { fields: { RecipientKey: key,
      MedicalTreatmentMonth: thisMonth(), DesignatedMedicalInstitutionCode: "1310000011",
      SelfPayAmount: "0", ...more } });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }

  // The page of the demo's second office, and the counter's page of its pharmacy.
  otherOffice() {
    return this.house(this.world.other);
  }
  pharmacy() {
    const config = fs.readFileSync(`${this.world.dir}/pharmacy/terminal.toml`, "utf8");
    return this.house(`http://127.0.0.1:${/\[page\][^[]*?port = (\d+)/.exec(config)[1]}/`);
  }
  // A code is good once: whoever signed in there in this world stays signed in for later tests.
  house(address) {
    const cookie = async (account) => {
      const name = `${address} ${account}`;
      const before = new Seat(address, this.world.cookies[name] ?? "");
      if (before.cookie && (await before.get("/api/session")).status === 200) return before.cookie;
      const seat = new Seat(address);
      await seat.signIn(account, "madoguchi-demo", this.world.secrets[account]);
      this.world.cookies[name] = seat.cookie;
      if (!this.own) {
        fs.writeFileSync(process.env.MADOGUCHI_PAGE_WORLD, JSON.stringify(this.world));
      }
      return seat.cookie;
    };
    return { address, seat: async (account) => new Seat(address, await cookie(account)),
      as: async (account) => this.browser(await cookie(account), address) };
  }

  // A browser of its own for somebody who is signed in (none: nobody).
  async browser(cookie, address = this.world.office) {
    const context = await this.chromium.newContext({ viewport: { width: 1280, height: 800 },
      timezoneId: "Asia/Tokyo", locale: "ja-JP", acceptDownloads: true });
    if (cookie) {
      const [name, value] = cookie.split("=");
      await context.addCookies([{ name, value, url: address, httpOnly: true }]);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(wait_ms);
    page.on("pageerror", (error) => this.found.push(`page: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && /Content Security Policy|Refused/.test(text)) {
        this.found.push(`policy: ${text}`);
      }
    });
    const person = new Person(this, page, address);
    this.people.push(person);
    return person;
  }

  as(account) {
    return this.browser(this.world.cookies[account]);
  }

  // Somebody at the counter of the clinic (uketsuke, ishi, shika, yakuzai, jimucho).
  atCounter(account) {
    return this.browser(this.world.cookies[account], this.world.clinic);
  }

  // A scenario person's card at the clinic's reader.
  tap(scenario) {
    return run("tap", "--terminal", `${this.world.dir}/clinic/terminal.toml`, "--card",
      `${this.world.dir}/cards/${scenario}.card`, "--pin", "1234");
  }

  fault(name) {
    return run("demo", "--dir", this.world.dir, "--fault", name);
  }

  async pictureOfFailure() {
    for (const [at, { page }] of this.people.entries()) {
      const file = `/tmp/madoguchi-page-failed-${path.basename(process.argv[1], ".mjs")}-${at}.png`;
      await page.screenshot({ path: file }).then(() => console.error(`picture: ${file}`),
        () => undefined);
    }
  }
}

// One browser at the office's page, with the words a test uses for what people do.
export class Person {
  constructor(bed, page, address) {
    this.bed = bed;
    this.address = address;
    this.page = page;
    this.dialog = page.locator("dialog[open]");
    this.main = page.locator("main");
  }

  async open(place = "") {
    await this.page.goto("about:blank");
    await this.page.goto(`${this.address}#/${place}`);
    await this.page.waitForSelector("main h1");
    await this.settled();
  }

  // Nothing is loading any more.
  settled() {
    return this.page.waitForFunction(() => !document.querySelector(".loading, [aria-busy=true]"));
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }
  link(name) {
    return this.page.getByRole("link", { name, exact: true });
  }
  // A field of the open dialog, or of the page, by its label (with or without 任意).
  async field(label) {
    const scope = (await this.dialog.count()) > 0 ? this.dialog : this.main;
    const text = label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return scope.getByLabel(new RegExp(`^${text}(任意)?$`)).first();
  }
  async fill(label, text) {
    await (await this.field(label)).fill(text);
  }
  async choose(label, option) {
    await (await this.field(label)).selectOption({ label: option });
  }
  // Chooses an institution by typing a part of its name.
  async pick(label, typed, name) {
    await this.fill(label, typed);
    await this.page.getByRole("option", { name: new RegExp(name) }).first().click();
  }
  // Sends the open dialog and waits until it is gone.
  async submit() {
    await this.dialog.locator("button[type=submit]").click();
    await this.page.waitForSelector("dialog[open]", { state: "detached" });
    await this.settled();
  }
  // Text of the page, to be there.
  async see(text) {
    await this.page.getByText(text).first().waitFor();
  }

  // What a click saves as a file.
  async saved(click) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), click()]);
    return fs.readFileSync(await download.path());
  }

  async typeSignIn(account, secret, ahead = 0, secretWord = password) {
    const scope = this.page.locator(".sign-in-form");
    const name = scope.locator("input[autocomplete=username]");
    if (await name.isEditable()) await name.fill(account);
    await scope.locator("input[type=password]").fill(secretWord);
    await scope.locator("button[type=submit]").click();
    await scope.locator("input[autocomplete=one-time-code]").fill(codeOf(secret, ahead));
    await scope.locator("button[type=submit]").click();
  }

  // axe finds nothing, nothing overflows; a picture when asked for.
  async look(name) {
    await this.settled();
    await this.accessible(name);
    await this.fits(name);
  }

  // axe on the page as it stands, loading or not.
  async accessible(name) {
    const module = require("@axe-core/playwright");
    const AxeBuilder = module.AxeBuilder ?? module.default;
    const { violations } = await new AxeBuilder({ page: this.page })
      .setLegacyMode(true).analyze(); // no frames here, so no second page is needed
    for (const one of violations) {
      this.bed.found.push(
        `axe ${name}: ${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
    }
  }

  // Nothing is wider than the window; a picture when asked for.
  async fits(name) {
    await this.settled();
    const wide = await this.page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) this.bed.found.push(`${name}: ${wide} px wider than the window`);
    if (pictures) await this.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }
}
