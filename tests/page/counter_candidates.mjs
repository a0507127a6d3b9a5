// Whose an acquired ticket is: a person with a 照会番号 is matched without asking; of somebody
// without one the page only offers who looks the same, and somebody says so, or nobody does. Real
// processes.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually, Seat } from "./world.mjs";

await onBed(async (bed) => {
  const office = bed.seat("tantou");
  const clinic = new Seat(bed.world.clinic, bed.world.cookies.uketsuke);
  const ok = (answer) => {
    assert.ok(answer.status < 300, answer.text);
    return answer.json;
  };
  // Somebody with a ticket here this month, of a birth date that is this run's own.
  const day_ms = 86_400_000;
  const born = new Date(Date.UTC(1950, 0, 1) + (process.pid % 9000) * day_ms).toISOString()
    .slice(0, 10).replaceAll("-", "");
  const registered = async (name, kana, more = {}) => {
    const key = await bed.recipient(name, kana, { Birthdate: born, ...more });
    await bed.ticket(key);
    const person = ok(await office.get(`/api/people/${key}`));
    return { key, name, number: /"BeneficiaryNumber":"(\d+)"/.exec(JSON.stringify(person))[1] };
  };
  const asked = async ({ number }) => ok(await clinic.post("/api/checks",
    { insurer_number: "12131017", number, birthdate: born }));
  const month = async () => ok(await clinic.get(`/api/bulk?month=${thisMonth()}`));
  const kept = ({ number }, shown) =>
    shown.tickets.find((one) => one.InsuredIdentificationNumber === number);
  const visit = async (choose) =>
    ok(await clinic.get("/api/followups?group=all")).items.find(choose);

  const reception = await bed.atCounter("uketsuke");
  const { page } = reception;
  const tickets = page.getByRole("region", { name: "この月の券", exact: true });
  const unmatched = page.getByRole("region", { name: "照会番号のない人", exact: true });
  const rowOf = ({ number }) => tickets.locator("tbody tr")
    .filter({ hasText: new RegExp(`${number.slice(0, 3)}\\s*${number.slice(3)}`) });
  const reference = `KT-${process.pid}`;
  const offered = ({ name }) => unmatched.locator("tbody tr")
    .filter({ has: page.locator(".person-name", { hasText: name }) })
    .filter({ has: page.getByText(reference, { exact: true }) });
  // One acquisition after another by the page's button, until one shows this: the schedule's own
  // may have begun before what is awaited was there.
  const over = () => eventually("no acquisition is under way", async () => {
    const now = await month();
    return now.runs.every((one) => ["done", "failed", "cancelled"].includes(one.state)) && now;
  });
  const acquire = async (what, shows) => {
    await reception.open("bulk");
    await eventually(what, async () => {
      const before = (await over()).runs[0]?.id ?? 0;
      await page.locator(".toolbar .button-main:not([disabled])").click();
      await eventually("a new one", async () => (await month()).runs[0]?.id > before);
      const shown = await over();
      assert.equal(shown.runs[0].state, "done", JSON.stringify(shown.runs[0]));
      return shows(shown);
    });
    await reception.open("bulk");
  };
  // Names are written differently, all else is the same; the third one differs in one thing.
  const known = await registered("候補　一子", "ｺｳﾎ ｲﾁｺ");
  const alike = await registered("候補　壱子", "ｺｳﾎ ｲﾁｺ");
  const other = await registered("候補　市彦", "ｺｳﾎ ｲﾁｺ", { Sex1: "1" });
  const check = await asked(known);
  const number = (given) => clinic.post(`/api/checks/${check.id}/reference-number`,
    { reference_number: given });
  ok(await number(reference));
  await asked(known); // the answer tells the number, and the clinic knows its patient by it

  // Who has a number is matched by it; who looks the same is offered; nobody is taken.
  await acquire("all three tickets are here", (shown) =>
    [known, alike, other].every((one) => kept(one, shown)));
  await rowOf(known).getByText(reference, { exact: true }).waitFor();
  for (const one of [alike, other]) {
    await rowOf(one).waitFor();
    assert.doesNotMatch(await rowOf(one).innerText(), new RegExp(reference), one.name);
  }
  await offered(alike).getByText(known.name, { exact: true }).waitFor();
  for (const one of [known, other]) assert.equal(await offered(one).count(), 0, one.name);
  await unmatched.getByText("自動では登録しません", { exact: false }).waitFor();
  await reception.look("counter-candidates");

  // Left alone it stays as it is, over the next acquisition, too.
  await reception.open("checks");
  await acquire("the same again", (shown) => kept(alike, shown));
  await offered(alike).waitFor();
  assert.equal(kept(alike, await month()).person.ReferenceNumber, "");

  // Only what was offered can be confirmed.
  const { key } = kept(alike, await month());
  const match = (seat, wanted) => seat.post("/api/bulk/match", { month: thisMonth(), ...wanted });
  const strange = await match(clinic, { key, reference: `${reference}-X` });
  assert.equal(strange.status, 409, strange.text);
  const different = await match(clinic, { key: kept(other, await month()).key, reference });
  assert.equal(different.status, 409, different.text);

  // A confirmed one is somebody else's at the center: it says no, and nothing is matched.
  const confirm = offered(alike).getByRole("button", { name: "この照会番号を登録" });
  await confirm.click();
  await unmatched.locator("[role=alert]", { hasText: "E3021" })
    .getByText("別の患者に登録されています", { exact: false }).waitFor();
  await reception.look("counter-candidates-taken");
  await reception.open("bulk");
  await offered(alike).waitFor();
  assert.equal(kept(alike, await month()).person.ReferenceNumber, "");

  // The administrator sees neither a candidate nor a way to confirm one.
  const administrator = await bed.atCounter("jimucho");
  for (const place of ["bulk", "followups"]) {
    await administrator.open(place);
    await administrator.main.locator("h1", { hasText: "権限がありません" }).waitFor();
    for (const name of ["この照会番号を登録", "この人の券", "同じ人"]) {
      assert.equal(await administrator.button(name).count(), 0, name);
    }
    assert.doesNotMatch(await administrator.main.innerText(), /候補　|コウホ/);
  }
  await administrator.look("counter-candidates-withheld");
  const withoutRight = new Seat(bed.world.clinic, bed.world.cookies.jimucho);
  assert.equal((await withoutRight.get(`/api/bulk?month=${thisMonth()}`)).status, 403);
  assert.equal((await match(withoutRight, { key, reference })).status, 403);

  // It is one woman whose recipient number is new: the old ticket goes, her visit waits again, and
  // the old record gives the number free, as the center said.
  const person = ok(await office.get(`/api/people/${known.key}`));
  ok(await office.post(`/api/tickets/${encodeURIComponent(person.tickets[0].id)}/cancel`,
    { seen: person.seen, reason: "試験" }));
  ok(await number(`${reference}-OLD`));
  await asked(known);
  const hers = (one) => one.asked?.InsuredIdentificationNumber === known.number;
  await eventually("her visit waits", async () => (await visit(hers))?.state === "open");
  await acquire("the old ticket is gone", (shown) => !kept(known, shown).live);
  assert.equal((await visit(hers)).state, "open");
  await offered(alike).waitFor();

  // Confirmed: registered at the center, shown as matched, and the visit is settled by that word.
  await confirm.click();
  await offered(alike).waitFor({ state: "detached" });
  await rowOf(alike).getByText(reference, { exact: true }).waitFor();
  await reception.look("counter-candidates-matched");
  const settled = await visit(hers);
  assert.equal(settled.state, "registered");
  assert.deepEqual([settled.ticket_by.by, settled.ticket_by.who], ["confirmed", "uketsuke"]);
  await reception.open(`followups/${settled.id}`);
  await page.locator("aside.detail").getByText("職員の確認").first().waitFor();
  // The center has it from now on, and the next acquisition asks nobody.
  assert.match(JSON.stringify(await asked(alike)), new RegExp(`"${reference}"`));
  await acquire("the same, matched", (shown) => kept(alike, shown));
  assert.equal(kept(alike, await month()).person.ReferenceNumber, reference);
  assert.equal(await offered(alike).count(), 0);

  // By card nobody's numbers are told: a ticket of the same looks is offered beside the visit.
  const own = [...String(process.pid)].map((digit) => "〇一二三四五六七八九"[digit]).join("");
  const same = await registered(`薬師　翠${own}`, "ﾔｸｼ ﾐﾄﾞﾘ", { Birthdate: "19800317" });
  assert.match(bed.tap("D12"), /未登録/);
  await acquire("her look-alike's ticket is here", (shown) => kept(same, shown));
  const { record } = ok(await clinic.get("/api/checks")).items[0];
  const { id } = await visit((one) => String(one.record) === record);
  const state = async () => ok(await clinic.get(`/api/followups/${id}`)).state;
  assert.equal(await state(), "open");
  await reception.open(`followups/${id}`);
  const detail = page.locator("aside.detail");
  const candidates = detail.getByRole("region", { name: "同じ人かもしれない券" });
  const link = candidates.locator("li", { hasText: same.name })
    .getByRole("button", { name: "この人の券" });
  await link.waitFor();
  await candidates.getByText("自動では結び付きません", { exact: false }).waitFor();
  await reception.look("counter-candidates-visit");
  await reception.open("checks");
  assert.equal(await state(), "open", "leaving links nothing");
  await reception.open(`followups/${id}`);
  await link.click();
  await detail.getByText("券が登録された").first().waitFor();
  await detail.getByText("職員の確認").first().waitFor();
  assert.equal(await candidates.count(), 0);
  assert.equal(await state(), "registered");
  await reception.look("counter-candidates-visit-linked");

  // It was a mistake: taken back, and no acquisition links it by itself again.
  await detail.locator("summary", { hasText: "経過" }).click();
  await detail.getByRole("button", { name: "結び付けを取り消す" }).click();
  await link.waitFor();
  // It is again of whom its own answer named, not of the look-alike.
  assert.equal(ok(await clinic.get(`/api/followups/${id}`)).person.Name, "薬師　みどり");
  await acquire("once more", (shown) => kept(same, shown));
  assert.equal(await state(), "open");

  await page.setViewportSize({ width: 1024, height: 600 });
  await reception.open(`followups/${id}`);
  await reception.button("English").click();
  await reception.look("counter-candidates-english");
  await reception.button("日本語").click();
});
