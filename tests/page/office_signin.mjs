// Sign-in: the first time with a new password and the authenticator, wrong tries until one must wait,
// a session that ends while a form is open: nothing typed is lost, and somebody else finds nothing.
import assert from "node:assert/strict";
import { onBed } from "./bed.mjs";
import { codeOf, password } from "./world.mjs";

await onBed(async (bed) => {
  const account = `erst${process.pid}`;
  const made = await bed.seat("kanri").post("/api/accounts",
    { account, name: "初　めて", role: "caseworker" });
  const once = made.json.one_time_password;
  assert.ok(once, made.text);

  const person = await bed.browser();
  const { page } = person;
  await page.goto(bed.world.office);
  await page.waitForSelector(".sign-in-form");
  await person.look("office-sign-in");
  const type = (selector, text) => page.locator(`.sign-in-form ${selector}`).fill(text);
  const next = () => page.locator(".sign-in-form button[type=submit]").click();

  // Wrong: not told which.
  await type("input[autocomplete=username]", account);
  await type("input[type=password]", "something else");
  await next();
  await person.see("アカウント、パスワードまたは確認コードが違います");
  await person.look("office-sign-in-wrong");

  // The first time: a password of one's own, then the authenticator.
  await type("input[type=password]", once);
  await next();
  await person.see("初めてのサインインです");
  const fresh = page.locator("input[autocomplete=new-password]");
  await fresh.first().fill("short");
  await fresh.last().fill("short");
  await next();
  await person.see("12文字以上にしてください");
  await fresh.first().fill(password);
  await fresh.last().fill(`${password}!`);
  await next();
  await person.see("2つのパスワードが同じではありません");
  await fresh.last().fill(password);
  await person.look("office-sign-in-password");
  await next();
  await page.waitForSelector(".enroll .qr");
  await person.look("office-sign-in-enrol");
  const secret = (await page.locator(".secret").innerText()).replace(/\s/g, "");
  await type("input[autocomplete=one-time-code]", "000000");
  await next();
  await person.see("違います");
  await type("input[autocomplete=one-time-code]", codeOf(secret));
  await next();
  await page.waitForSelector(".header");
  assert.match(await page.locator(".header").innerText(), /初　めて/);

  // Only what a person does keeps a session open: of what the page asks by itself nothing says so.
  const said = [];
  page.on("request", (request) => said.push([new URL(request.url()).pathname,
    request.headers()["madoguchi-by-person"]]));
  await person.open("work");
  const polled = () => page.waitForRequest(/\/api\/work\?.*wait_s/);
  await polled();
  assert.ok(said.length >= 3 && said.every(([, by]) => by === undefined), JSON.stringify(said));
  said.length = 0;
  await page.locator("nav a[href='#/people']").click();
  await page.waitForSelector("main input[type=search]");
  await page.keyboard.type("ｼ");
  await page.waitForRequest(/\/api\/people\?/);
  assert.ok(said.some(([where, by]) => where === "/api/people" && by === "1"),
    JSON.stringify(said));

  // "/" leads to the search from a page that has none.
  await person.open("work");
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement?.id === "people-search");

  // The end is told while there is time, and a touch goes on.
  const soon = (route) => route.fetch().then((response) => route.fulfill({ response,
    headers: { ...response.headers(), "madoguchi-session-ends-in": "40" } }));
  await page.route("**/api/status", soon);
  await person.open("plans");
  const ending = page.locator(".session-ending");
  await ending.getByText("まもなくサインインが切れます").waitFor();
  await person.look("office-session-ending");
  await page.unroute("**/api/status");
  const [goesOn] = await Promise.all([page.waitForRequest(/\/api\/session$/),
    page.keyboard.press("Shift")]);
  assert.equal(goesOn.headers()["madoguchi-by-person"], "1");
  await ending.waitFor({ state: "detached" });

  // The session ends while a form is open.
  await person.open("people/new");
  await person.fill("氏名カナ", "ｼﾝｷ ｶﾅ");
  await person.fill("氏名", "新規　かな");
  await person.fill("生年月日", "S60.1.1");
  await person.choose("性別", "女");
  await person.fill("公費負担者番号", "12131017");
  await person.fill("受給者番号", "2020022");
  await person.fill("開始・再開日", "R6.4.1");
  await page.context().clearCookies();
  await person.button("登録する").click();
  await person.dialog.locator(".sign-in-form").waitFor();
  await person.look("office-session-over");
  await page.keyboard.press("Escape");
  assert.ok(await person.dialog.isVisible(), "it must be answered");
  await person.typeSignIn(account, secret, 1);
  await page.waitForSelector("#changes-head"); // what was under way went on by itself
  await person.see("新規　かな");

  // A reload keeps what is typed; signing out forgets it.
  await person.open("people/new");
  await person.fill("氏名", "途中　止");
  await page.reload();
  await person.see("前回入力した内容を戻しました");
  assert.equal(await (await person.field("氏名")).inputValue(), "途中　止");
  await person.button("サインアウト").click();
  await page.waitForSelector(".sign-in-form");
  assert.equal(await page.evaluate(() =>
    Object.keys(sessionStorage).filter((key) => key.startsWith("typed:")).length), 0);

  // Too many wrong tries: everybody waits, whether the account exists or not.
  const nobody = `niemand${process.pid}`;
  let status = 0;
  for (let tries = 0; status !== 429; ++tries) {
    assert.ok(tries < 8, "somebody who guesses must wait");
    await type("input[autocomplete=username]", nobody);
    await type("input[type=password]", `wrong ${tries}`);
    const [answer] = await Promise.all([page.waitForResponse(/\/api\/sign-in$/), next()]);
    status = answer.status();
    await page.waitForFunction(() =>
      !document.querySelector(".sign-in-form button[type=submit]").disabled);
  }
  await person.see("待ってからお試しください");
  await person.look("office-sign-in-wait");
});
