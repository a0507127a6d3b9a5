// What every page test stands on: `madoguchi demo` in a folder of its own (center, terminals, two
// offices with known accounts), Debian's Chromium, sign-in with both factors, axe, pictures.
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(new URL("../../web/package.json", import.meta.url));
const binary = process.env.MADOGUCHI_BINARY;
const pictures = process.env.MADOGUCHI_PICTURES; // a folder: pictures of the main screens go there
const wait_ms = 60_000;

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

function base32(text) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

// The code of an authenticator app (RFC 6238); `ahead` steps of 30 s from now.
export function codeOf(secret, ahead = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const digest = createHmac("sha1", base32(secret)).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

export class Bed {
  // Starts the whole system and a browser.
  static async start() {
    const bed = new Bed();
    bed.home = fs.mkdtempSync(path.join(os.tmpdir(), "madoguchi-page-"));
    bed.dir = path.join(bed.home, "demo");
    bed.demo = spawn(binary, ["demo", "--dir", bed.dir, "--fresh"],
      { stdio: ["ignore", "pipe", "inherit"] });
    let told = "";
    await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the demo is not ready:\n${told}`)), 180_000);
      bed.demo.stdout.on("data", (bytes) => {
        told += bytes;
        if (told.includes("Ctrl-C")) {
          clearTimeout(late);
          resolve();
        }
      });
      bed.demo.on("exit", () => reject(new Error(`the demo ended:\n${told}`)));
    });
    bed.office = /\(13101\)\s+(http:\S+)/.exec(told)[1];
    bed.secrets = Object.fromEntries(
      [...told.matchAll(/^(\w+) .*\b\d{6}\s+([A-Z2-7]{32})$/gm)].map(([, id, secret]) =>
        [id, secret]));
    const { chromium } = require("playwright-core");
    bed.browser = await chromium.launchPersistentContext(path.join(bed.home, "profile"), {
      executablePath: "/usr/bin/chromium",
      viewport: { width: 1280, height: 800 },
      timezoneId: "Asia/Tokyo",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    bed.page = await bed.browser.newPage();
    bed.page.setDefaultTimeout(wait_ms);
    bed.found = []; // whatever axe or the browser itself had to say
    bed.page.on("pageerror", (error) => bed.found.push(`page: ${error.message}`));
    bed.page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && /Content Security Policy|Refused/.test(text)) {
        bed.found.push(`policy: ${text}`);
      }
    });
    return bed;
  }

  async stop() {
    await this.browser?.close();
    if (this.demo && this.demo.exitCode === null) {
      await new Promise((resolve) => {
        this.demo.removeAllListeners("exit");
        this.demo.on("exit", resolve);
        this.demo.kill("SIGINT");
      });
    }
    fs.rmSync(this.home, { recursive: true, force: true });
  }

  run(...args) {
    return execFileSync(binary, args, { encoding: "utf8" });
  }

  // A scenario person's card at the clinic's reader.
  tap(scenario) {
    return this.run("tap", "--terminal", `${this.dir}/clinic/terminal.toml`, "--card",
      `${this.dir}/cards/${scenario}.card`, "--pin", "1234");
  }

  async typeSignIn(account, ahead = 0) {
    const { page } = this;
    const scope = page.locator(".sign-in-form");
    const name = scope.locator("input[autocomplete=username]");
    if (await name.isEditable()) await name.fill(account);
    await scope.locator("input[type=password]").fill("madoguchi-demo");
    await scope.locator("button[type=submit]").click();
    await scope.locator("input[autocomplete=one-time-code]").fill(
      codeOf(this.secrets[account], ahead));
    await scope.locator("button[type=submit]").click();
  }

  async signIn(account, ahead = 0) {
    await this.browser.clearCookies();
    await this.page.goto("about:blank");
    await this.page.goto(this.office);
    await this.page.waitForSelector(".sign-in-form");
    await this.typeSignIn(account, ahead);
    await this.page.waitForSelector(".header");
  }

  async open(place) {
    await this.page.goto("about:blank");
    await this.page.goto(`${this.office}#/${place}`);
    await this.page.waitForSelector("main h1");
    await this.settled();
  }

  // Nothing is loading any more.
  async settled() {
    await this.page.waitForFunction(() => !document.querySelector(".loading, [aria-busy=true]"));
  }

  // axe finds nothing; a picture when asked for.
  async look(name) {
    await this.settled();
    const module = require("@axe-core/playwright");
    const AxeBuilder = module.AxeBuilder ?? module.default;
    const { violations } = await new AxeBuilder({ page: this.page })
      .setLegacyMode(true).analyze() // no frames here, so no second page is needed;
    for (const one of violations) {
      this.found.push(`axe ${name}: ${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
    }
    if (pictures) await this.page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }
}
