// The system a page test stands on: `madoguchi demo` in a folder of its own, and people who are signed
// in at an office's page by its own HTTP.
import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

export const binary = process.env.MADOGUCHI_BINARY;
export const password = "a long password of this test";
const ready_wait_ms = 300_000;
const patience_ms = 60_000;
const of_office = ["tantou", "toriatsukai", "sasatsu", "kanri"]; // the others are of the clinic

export const run = (...args) => execFileSync(binary, args, { encoding: "utf8" });

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

// Asks until `look` gives something; the asking itself takes the time.
export async function eventually(what, look) {
  const give_up = Date.now() + patience_ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > give_up) throw new Error(`never came to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Below the ports that the system gives to outgoing connections, so that none of those takes it.
export async function freePort() {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 2_000);
    const free = await new Promise((resolve) => {
      const server = net.createServer().once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

// One person at an office's page, by HTTP.
export class Seat {
  constructor(base, cookie = "") {
    this.base = base.replace(/\/$/, "");
    this.cookie = cookie;
    this.csrf = "";
  }

  async send(method, where, body, type = "application/json") {
    if (!this.csrf && method === "POST" && this.cookie && !where.startsWith("/api/sign-in")) {
      this.csrf = (await this.send("GET", "/api/session")).json.csrf ?? "";
    }
    const headers = { Accept: "application/json", "X-CSRF-Token": this.csrf,
      "Madoguchi-By-Person": "1" };
    if (this.cookie) headers.Cookie = this.cookie;
    if (body !== undefined) headers["Content-Type"] = type;
    const payload = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(this.base + where, { method, headers, body: payload });
    const set = response.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0];
    const text = await response.text();
    let json = {};
    try {
      json = JSON.parse(text);
    } catch {
      // not JSON: a PDF, a CSV
    }
    return { status: response.status, text, json };
  }

  get = (where) => this.send("GET", where);
  post = (where, body = {}) => this.send("POST", where, body);

  async signIn(account, secretWord, secret) {
    await this.post("/api/sign-in", { account, password: secretWord });
    const done = await this.post("/api/sign-in/second-factor", { code: codeOf(secret) });
    if (done.json.state !== "signed_in") throw new Error(`${account}: ${done.text}`);
  }

  // The first sign-in with a password that is good once. The authenticator's secret.
  async enrol(account, once) {
    await this.post("/api/sign-in", { account, password: once });
    const asked = await this.post("/api/sign-in/new-password", { password });
    const { secret } = asked.json;
    const done = await this.post("/api/sign-in/enroll", { code: codeOf(secret) });
    if (done.json.state !== "signed_in") throw new Error(`${account}: ${done.text}`);
    return secret;
  }
}

// Starts the demo and signs its people in. What a test needs to know of it.
export async function beginWorld() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "madoguchi-page-"));
  const dir = path.join(home, "demo");
  const log = path.join(home, "demo.log");
  const out = fs.openSync(log, "w");
  const demo = spawn(binary, ["demo", "--dir", dir, "--fresh"],
    { stdio: ["ignore", out, out], detached: true });
  demo.unref();
  const told = () => fs.readFileSync(log, "utf8");
  const give_up = Date.now() + ready_wait_ms;
  while (!told().includes("Ctrl-C")) {
    if (demo.exitCode !== null || Date.now() > give_up) {
      await endWorld({ pid: demo.pid, home });
      throw new Error(`the demo is not ready:\n${told()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const address = (code) => new RegExp(`\\(${code}\\)\\s+(http:\\S+)`).exec(told())[1];
  const office = address("13101");
  const secrets = Object.fromEntries(
    [...told().matchAll(/^(\w+) .*\b\d{6}\s+([A-Z2-7]{32})$/gm)].map(([, id, secret]) =>
      [id, secret]));
  const clinic = address("clinic"); // the counter's page of ●●医療機関
  const cookies = {};
  for (const [account, secret] of Object.entries(secrets)) {
    const seat = new Seat(of_office.includes(account) ? office : clinic);
    await seat.signIn(account, "madoguchi-demo", secret);
    cookies[account] = seat.cookie;
  }
  return { pid: demo.pid, home, dir, office, other: address("13102"), clinic, secrets, cookies };
}

// The demo itself, not another process that has its number now.
const isAlive = (pid) => {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes("demo");
  } catch {
    return false;
  }
};

export async function endWorld({ pid, home }) {
  if (isAlive(pid)) process.kill(pid, "SIGINT");
  await eventually("the demo has ended", () => !isAlive(pid));
  fs.rmSync(home, { recursive: true, force: true });
}
