// The center is away: what is known stays readable with its age, nothing typed is lost and nothing is
// promised; it comes back and the same form is sent. An office that is started without the center.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { onBed } from "./bed.mjs";
import { eventually, freePort, run, Seat } from "./world.mjs";

await onBed(async (bed) => {
  const key = await bed.recipient("離島　待男", "ﾘﾄｳ ﾏﾁｵ");
  const worker = await bed.as("tantou");
  const { page } = worker;
  await worker.open(`people/${key}`);
  await worker.button("訂正する").click();
  await worker.fill("住所", "〇〇市離島1-1");

  bed.fault("center-down");
  try {
    await eventually("the office knows", async () =>
      (await bed.seat("tantou").get("/api/status")).json.center === "offline");
    await worker.dialog.locator("button[type=submit]").click();
    await worker.dialog.getByText("センターにつながらないため、登録できません").waitFor();
    assert.equal(await (await worker.field("住所")).inputValue(), "〇〇市離島1-1");
    await worker.look("office-away-form");

    const reader = await bed.as("tantou");
    await reader.open("people");
    await reader.page.locator(".banners", { hasText: "の内容を表示しています" }).waitFor();
    await reader.fill("受給者を探す", "りとう");
    await reader.page.locator("tbody tr", { hasText: "離島" }).click();
    await reader.page.waitForSelector("#changes-head");
    // What only the center knows says so, with a way on, and the rest of the page stays.
    await reader.page.locator("#links").getByRole("button", { name: "もう一度読み込む" }).waitFor();
    await reader.look("office-away-person");
    for (const place of ["work", "monthly", "tickets"]) {
      await reader.open(place);
      await reader.look(`office-away-${place}`);
    }
    await reader.open("log");
    await reader.fill("見る目的", "試験");
    await reader.button("目的を記録して見る").click();
    await reader.see("センターにつながらないため");
    assert.equal(await reader.page.locator("main table").count(), 0, "no look without a record");

    await startedWithout(bed);
  } finally {
    bed.fault("none");
  }
  await eventually("the office knows that it is back", async () =>
    (await bed.seat("tantou").get("/api/status")).json.center === "online");
  await worker.submit();
  await worker.see("〇〇市離島1-1");
});

// An office whose first start finds no center: it serves its page, which says so.
async function startedWithout(bed) {
  const home = path.join(bed.world.home, "office-alone");
  fs.mkdirSync(path.join(home, "drop"), { recursive: true });
  const port = await freePort();
  const config = path.join(home, "office.toml");
  fs.writeFileSync(config, fs.readFileSync(path.join(bed.world.dir, "office-13101", "office.toml"),
    "utf8").replace(/^port = \d+/m, `port = ${port}`)
    .replaceAll("../pki", path.join(bed.world.dir, "pki")));
  const once = /one-time password: (\S+)/.exec(run("account", "add", "allein", "--name", "一人　子",
    "--role", "supervisor", "--config", config))[1];
  const office = spawn(process.env.MADOGUCHI_BINARY, ["office", "--config", config],
    { stdio: "ignore" });
  try {
    const address = `http://127.0.0.1:${port}/`;
    await eventually("its page answers", () => fetch(address).then((answer) => answer.ok,
      () => false));
    const seat = new Seat(address);
    await seat.enrol("allein", once);
    const alone = await bed.browser(seat.cookie, address);
    await alone.open("people");
    await alone.page.locator(".banners .notice").first().waitFor();
    await alone.see("登録された受給者はまだいません");
    await alone.look("office-alone");
  } finally {
    const ended = new Promise((resolve) => office.on("exit", resolve));
    office.kill("SIGTERM");
    await ended;
  }
}
