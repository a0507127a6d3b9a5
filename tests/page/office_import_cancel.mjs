// A file under way while the center is away: cancelled, nothing of it is registered, and it can be
// registered another time; left alone with the page closed, it goes on by itself and once.
import assert from "node:assert/strict";
import { onBed, today } from "./bed.mjs";
import { eventually } from "./world.mjs";

const csv = (key, name) => "OfficeCode,RecipientKey,PersonLinkKey,PublicExpenseNumber,"
  + "BeneficiaryNumber,Name,NameKana,Sex1,Birthdate,QualificationDate,DisqualificationDate,LossKind,"
  + `NotDisclosed,UpdatedAt\r\n13101,${key},L${key},12131017,${5_200_000 + (process.pid % 9000)},${name},`
  + `ﾁｭｳｼ ﾃｽﾄ,1,19700101,20240401,,,0,${today()}000000\r\n`;

await onBed(async (bed) => {
  const clerk = await bed.as("toriatsukai");
  const { page } = clerk;
  const seat = bed.seat("sasatsu");
  const key = `C-${process.pid}`;
  const status = async () => (await seat.get(`/api/people/${key}`)).status;
  const upload = async (name, text) => {
    await clerk.open("imports");
    await clerk.main.getByLabel("資格情報").check();
    await page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv",
      buffer: Buffer.from(text) });
    await page.waitForSelector(".main .facts");
    await clerk.settled();
  };
  const publish = async () => {
    await page.locator(".head-actions .button-main").click();
    await clerk.dialog.locator("button[type=submit]").click();
    await page.waitForSelector("dialog[open]", { state: "detached" });
    await page.locator(".job progress").waitFor();
  };
  const away = async (during) => {
    bed.fault("center-down");
    try {
      await eventually("the office knows", async () =>
        (await seat.get("/api/status")).json.center === "offline");
      await during();
    } finally {
      bed.fault("none");
    }
  };

  await upload("cancelled.csv", csv(key, "中止　一子"));
  await away(async () => {
    await publish();
    await clerk.accessible("office-import-running");
    await page.locator(".job").getByRole("button", { name: "中止する" }).click();
  });
  await clerk.see("中止しました");
  await page.locator(".page-head", { hasText: "確認待ち" }).waitFor();
  await clerk.look("office-import-cancelled");
  assert.equal(await status(), 404, "nothing is registered");
  await page.reload();
  await clerk.settled();
  await page.locator(".head-actions .button-main").click();
  await clerk.submit();
  await clerk.see(/^登録済み$/);
  assert.equal(await status(), 200);

  await upload("resumed.csv", csv(key, "中止　再子").replace(`${today()}000000`, `${today()}000001`));
  const place = page.url().split("#/")[1];
  await away(async () => {
    await publish();
    await page.goto("about:blank"); // closed while it waits
  });
  await eventually("registered by itself", async () =>
    (await seat.get(`/api/people/${key}`)).json.person.Name === "中止　再子");
  await clerk.open(place);
  await clerk.see(/^登録済み$/);
  const changes = (await seat.get(`/api/people/${key}`)).json.changes;
  assert.equal(changes.length, 2, JSON.stringify(changes));
});
