// The page's own states: empty places that say how to make the first one, loading, a server that fails
// or is gone, a page that is stale; by keyboard to everything.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";

const problem = (status, code, message) => ({ status, contentType: "application/json",
  body: JSON.stringify({ code, message, message_en: message }) });

await onBed(async (bed) => {
  // The demo's second office is a small one.
  const office = bed.otherOffice();
  const other = await office.as("sasatsu");
  for (const [place, text] of [["work", "未登録の受診はありません"],
    ["approvals", "承認待ちはありません"],
    ["plans", "要否の決定はまだありません"]]) {
    await other.open(place);
    await other.see(text);
    await other.look(`office-empty-${place}`);
  }

  const worker = await bed.as("tantou");
  const { page } = worker;
  const routes = { people: "people", work: "work", monthly: "monthly", tickets: "tickets",
    institutions: "institutions" };
  for (const [place, api] of Object.entries(routes)) {
    // Loading.
    let go = () => undefined;
    const held = new Promise((resolve) => { go = resolve; });
    await page.route(new RegExp(`/api/${api}(\\?|$)`), async (route) => {
      await held;
      await route.fulfill(problem(500, "F5000", "この端末の記録に失敗しました。"));
    });
    await page.goto("about:blank");
    await page.goto(`${worker.address}#/${place}`);
    await page.locator("main .loading").waitFor();
    await worker.accessible(`office-loading-${place}`);
    go();
    // The server fails: what happened, the code, and a way on that works.
    await page.locator("main .notice-error").waitFor();
    await worker.see("F5000");
    await worker.look(`office-error-${place}`);
    await page.unroute(new RegExp(`/api/${api}(\\?|$)`));
    const again = worker.main.getByRole("button", { name: "もう一度読み込む" });
    if (await again.count()) await again.click();
    await page.locator("main .notice-error").waitFor({ state: "detached" });
  }

  // The office's own server is gone: what is shown stays, and the page says so.
  await worker.open("people/R-D7");
  await page.route("**/api/**", (route) => route.abort());
  await worker.button("訂正する").click();
  await worker.fill("住所", "消えない住所");
  await worker.dialog.locator("button[type=submit]").click();
  await worker.dialog.getByText("つながりません").first().waitFor();
  assert.equal(await (await worker.field("住所")).inputValue(), "消えない住所");
  await worker.look("office-unreachable");
  await page.unroute("**/api/**");
  await page.keyboard.press("Escape");

  // Keyboard: the skip link first, ↑↓ and Enter from anywhere, / to the search.
  await worker.open("people");
  await page.locator("h1").click();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "people-search");
  await page.keyboard.type("せいほ");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#changes-head");
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => document.activeElement.closest("main") !== null);
  assert.ok(focused, "focus is in the new page");
  assert.ok(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle !==
    "none"), "and it is seen");
});
