// Updates on the settings page: what is offered with its notes, install, roll back, a wrong signature.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { onBed } from "./bed.mjs";
import { binary, run } from "./world.mjs";

const version = "90.0.0"; // above what the demo offers by itself

await onBed(async (bed) => {
  const center = path.join(bed.world.dir, "center");
  const sign = (number, key) => run("update", "sign", "--key", key, "--program", binary, "--version", number,
    "--out", path.join(center, "updates"), "--notes", "印刷の不具合を直しました。", "--notes-en", "Printing was mended.");
  sign(version, path.join(center, "update.key"));
  const admin = await bed.atCounter("jimucho");
  const panel = admin.page.getByRole("region", { name: "プログラムの更新" });
  const foreign = path.join(center, "updates", "91.0.0");
  try {
    await admin.open("clinic-settings");
    await panel.getByText("印刷の不具合を直しました。").waitFor();
    await admin.look("counter-updates");

    await admin.button(`${version} を入れる`).click();
    await panel.getByText(`${version} を入れました。`).waitFor();
    await panel.getByText(/再起動すると 90\.0\.0 になります/).waitFor();
    await admin.look("counter-updates-installed");

    // The terminal ends and starts as what was installed; the page waits for it, still signed in.
    const runs = panel.locator(".facts-row", { hasText: "動いている版" }).locator("dd");
    const packaged = await runs.innerText();
    await admin.button("いま再起動する").click();
    await admin.page.waitForFunction((now) => [...document.querySelectorAll(".facts-row")]
      .some((row) => row.innerText.includes("動いている版") && row.innerText.includes(now)), version);
    await admin.look("counter-updates-restarted");

    await panel.getByRole("button", { name: /に戻す$/ }).click();
    await panel.getByText(/に戻しました。$/).waitFor();
    await admin.button("いま再起動する").click();
    await runs.filter({ hasText: packaged }).waitFor();
    await admin.button(`${version} を入れる`).waitFor();

    sign("91.0.0", path.join(bed.world.dir, "center", "foreign.key"));
    await admin.open("clinic-settings");
    await panel.getByText(/署名が正しくないため、更新しません。/).waitFor();
    assert.equal(await panel.getByRole("button", { name: /を入れる$/ }).count(), 0);
    await admin.look("counter-updates-foreign");
  } finally {
    for (const folder of [foreign, path.join(center, "updates", version)]) {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
});
