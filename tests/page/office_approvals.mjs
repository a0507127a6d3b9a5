// Two people: a ticket and a month wait for the second one; the author may withdraw, the second may
// send back with a reason that the author reads, or approve, whereupon it is registered.
import assert from "node:assert/strict";
import { onBed, thisMonth } from "./bed.mjs";
import { eventually } from "./world.mjs";

await onBed(async (bed) => {
  const key = await bed.recipient("二人　確子", "ﾌﾀﾘ ﾀｼｺ");
  const admin = await bed.as("kanri");
  await admin.open("settings");
  await admin.main.getByLabel("券の発行には、ほかの職員の承認が必要").check();
  await admin.main.getByLabel("不開示の変更には、ほかの職員の承認が必要").check();
  await admin.button("保存する").click();
  await admin.see("保存しました。");
  await admin.main.locator("tbody tr").nth(1).waitFor();
  for (const at of [0, 1]) {
    assert.match(await admin.main.locator("tbody tr").nth(at).innerText(),
      /kanri[\s\S]*承認が必要\s*不要\s*必要/, "who, what, before and after");
  }
  await admin.look("office-settings-approval");
  try {
    await approvals(bed, key);
  } finally {
    const off = await bed.seat("kanri").post("/api/settings",
      { approval_tickets: false, approval_protect: false });
    assert.equal(off.status, 200, off.text);
  }
});

async function approvals(bed, key) {
  const author = await bed.as("tantou");
  const second = await bed.as("sasatsu");
  const send = async () => {
    await author.open(`people/${key}`);
    await author.button("券を発行する").click();
    await author.pick("指定医療機関", "あおば", "あおば内科");
    await author.dialog.getByRole("button", { name: "承認に回す" }).click();
    await author.page.waitForSelector("dialog[open]", { state: "detached" });
  };
  const card = (person) => person.page.locator(".cards .panel", { hasText: key });

  // Withdrawn by its author, who may not approve.
  await send();
  await author.see("承認待ちの申請があります");
  await author.look("office-person-waiting");
  await author.open("approvals");
  await card(author).waitFor();
  assert.equal(await author.button("承認して登録する").count(), 0);
  await author.look("office-approvals-own");
  await card(author).getByRole("button", { name: "取り下げる" }).click();
  await card(author).waitFor({ state: "detached" });

  // Sent back with a reason, which the author reads.
  await send();
  await second.open("approvals");
  await second.look("office-approvals-waiting");
  await card(second).getByRole("button", { name: "差し戻す" }).click();
  await second.fill("理由", "医療機関をご確認ください");
  await second.look("office-approvals-reject");
  await second.submit();
  await author.open("approvals");
  await author.see("医療機関をご確認ください");
  await author.look("office-approvals-decided");

  // Approved: registered, with both names.
  await send();
  await second.open("approvals");
  await card(second).getByRole("button", { name: "承認して登録する" }).click();
  await card(second).waitFor({ state: "detached" });
  await author.open(`people/${key}`);
  await author.page.locator(".changes summary", { hasText: "承認 sasatsu" }).waitFor();

  // 不開示 needs a second supervisor.
  const other = await bed.newcomer("supervisor");
  await second.open(`people/${key}`);
  await second.button("不開示にする").click();
  await second.submit();
  const third = await bed.browser(other.seat.cookie);
  await third.open("approvals");
  await card(third).getByRole("button", { name: "承認して登録する" }).click();
  await card(third).waitFor({ state: "detached" });
  await eventually("protected", async () =>
    (await bed.seat("sasatsu").get(`/api/people/${key}`)).json.not_disclosed === true);

  // A month: sent for approval as one, approved as one.
  const monthly = await bed.recipient("月二　承子", "ﾂｷﾆ ｼｮｳｺ");
  const issued = await bed.seat("sasatsu").post("/api/plans", { recipient_key: monthly,
    fields: { DesignatedMedicalInstitutionCode: "1310000029", need_until: `${thisMonth(3)}28` } });
  assert.equal(issued.status, 201, issued.text);
  await author.open("monthly");
  await author.button("次の月").click();
  await author.settled();
  await author.page.locator("thead input[type=checkbox]").uncheck();
  const line = author.page.locator("tbody tr", { hasText: "月二" });
  await line.locator("input[type=checkbox]").check();
  await author.page.locator(".publish-bar button").click();
  await author.dialog.getByRole("button", { name: "承認に回す" }).click();
  await author.see("承認に回しました");
  await second.open("approvals");
  const month = second.page.locator(".cards .panel", { hasText: monthly });
  await month.getByRole("button", { name: "承認して登録する" }).click();
  await month.waitFor({ state: "detached" });
  await eventually("issued", async () => {
    const person = (await bed.seat("tantou").get(`/api/people/${monthly}`)).json;
    return person.tickets.some((one) => one.MedicalTreatmentMonth === thisMonth(1));
  });
}
