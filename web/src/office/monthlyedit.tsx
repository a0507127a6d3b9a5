import { useState } from "react";
import { post, problemAt } from "../shared/api";
import { CheckField, DayField, RadioField, TextField, type Option } from "../shared/forms";
import { FormDialog } from "../shared/dialog";
import { useStep } from "../shared/hooks";
import { useWords } from "../shared/language";
import { PersonName, ProblemBox } from "../shared/show";
import type { MonthlyRow } from "../shared/types";
import { columnOf } from "./ticket";
import { TicketLine } from "./ticketform";

interface MonthlyEditProps {
  row: MonthlyRow;
  month: string;
  onClose: (done: boolean) => void;
}

// What holds on for later months too (need, self-pay, the end), or this month's injuries and period.
export function MonthlyEdit({ row, month, onClose }: MonthlyEditProps) {
  const words = useWords();
  const step = useStep();
  const ticket = row.after ?? row.before;
  const [selfPay, setSelfPay] = useState("");
  const [amount, setAmount] = useState(columnOf(ticket, "SelfPayAmount"));
  const [until, setUntil] = useState("");
  const [ended, setEnded] = useState(false);
  const [injuries, setInjuries] = useState(["InjuryName1", "InjuryName2", "InjuryName3"]
    .map((name) => columnOf(ticket, name)));
  const send = () =>
    void step.run(async () => {
      const plan: Record<string, unknown> = {};
      if (until) plan.need_until = until;
      if (selfPay) plan.self_pay = selfPay;
      if (selfPay === "fixed") plan.SelfPayAmount = amount;
      if (ended) plan.ended = true;
      if (Object.keys(plan).length > 0) {
        await post("/api/monthly/row", { id: row.id, month, fields: plan });
      }
      const fields = Object.fromEntries(injuries
        .map((value, at) => [`InjuryName${at + 1}`, value] as const)
        .filter(([name, value]) => columnOf(ticket, name) !== value));
      if (Object.keys(fields).length > 0) {
        await post("/api/monthly/row", { id: row.id, month, fields });
      }
      onClose(true);
    });
  return (
    <FormDialog title={words.monthly.editTitle} submit={words.common.save} busy={step.busy}
      onClose={() => onClose(false)} onSubmit={send}>
      <p className="whose"><PersonName name={row.Name} kana={row.NameKana} /></p>
      <TicketLine ticket={ticket} />
      <RadioField label={words.fields.SelfPayAmount ?? ""} name="self_pay" value={selfPay}
        hint={words.monthly.selfPayHint} onValue={setSelfPay} className="radios-column"
        options={Object.entries(words.monthly.selfPay) as Option[]} />
      {selfPay === "fixed" && (
        <TextField label={`${words.fields.SelfPayAmount}（${words.ticket.yen}）`} value={amount}
          inputMode="numeric" maxLength={8} required error={problemAt(step.problem,
            "SelfPayAmount")}
          onValue={(value) => setAmount(value.normalize("NFKC").replace(/[^\d]/g, ""))} />
      )}
      <DayField label={words.fields.need_until ?? ""} hint={words.monthly.needHint} optional
        value={until} onValue={setUntil} error={problemAt(step.problem, "need_until")} />
      <div className="form-grid">
        {injuries.map((value, at) => (
          <TextField key={at} label={words.fields[`InjuryName${at + 1}`] ?? ""} value={value}
            optional maxLength={100} onValue={(next) => setInjuries((old) =>
              old.map((one, index) => (index === at ? next : one)))} />
        ))}
      </div>
      <CheckField label={words.monthly.end} hint={words.monthly.endHint} checked={ended}
        onValue={setEnded} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
