// Asking by number: three inputs, always in reach; what is seldom needed is folded away.
import { useEffect, useRef, useState, type FormEvent } from "react";
import { post, problemAt } from "../shared/api";
import { isDay, today } from "../shared/dates";
import { CheckField, DayField, TextField } from "../shared/forms";
import { useStep } from "../shared/hooks";
import { useWords } from "../shared/language";
import { ProblemBox } from "../shared/show";
import { keepTyped } from "./typed";
import type { Asked } from "./types";

const empty = { insurer_number: "", number: "", birthdate: "", symbol: "", branch: "", day: "",
  limit: false };

export function InquiryForm({ onAsked }: { onAsked: (asked: Asked) => void }) {
  const words = useWords();
  const w = words.counter.inquiry;
  const [typed, setTyped] = useState(empty);
  useEffect(() => keepTyped(typed), [typed]);
  const step = useStep();
  const form = useRef<HTMLFormElement>(null);
  const set = (part: Partial<typeof empty>) => setTyped((old) => ({ ...old, ...part }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    void step.run(async () => {
      const asked = await post<Asked>("/api/checks", {
        insurer_number: typed.insurer_number,
        number: typed.number,
        birthdate: typed.birthdate,
        ...(typed.symbol && { symbol: typed.symbol }),
        ...(typed.branch && { branch: typed.branch }),
        ...(isDay(typed.day) && typed.day !== today() && { day: typed.day }),
        ...(typed.limit && { limit_consent: true }),
      });
      // A failed question stays as it was typed; an answered one makes room for the next.
      if (!("failed" in asked)) setTyped(empty);
      onAsked(asked);
    });
  };
  return (
    <form ref={form} className="inquiry panel no-print" onSubmit={send} noValidate
      aria-label={w.title} onKeyDown={(event) => {
        // Out of the fields: one-letter keys work again.
        if (event.key === "Escape") (document.activeElement as HTMLElement | null)?.blur();
      }}>
      <h2>{w.title}</h2>
      <TextField label={w.insurer} value={typed.insurer_number} inputMode="numeric" required
        className="inquiry-first" onValue={(insurer_number) => set({ insurer_number })}
        error={problemAt(step.problem, "insurer_number")} />
      <TextField label={w.number} value={typed.number} inputMode="numeric" required
        onValue={(number) => set({ number })} error={problemAt(step.problem, "number")} />
      <DayField label={words.fields.Birthdate ?? ""} value={typed.birthdate} required
        onValue={(birthdate) => set({ birthdate })} error={problemAt(step.problem, "birthdate")} />
      <details>
        <summary>{w.more}</summary>
        <div className="inquiry-more">
          <TextField label={w.symbol} optional value={typed.symbol}
            onValue={(symbol) => set({ symbol })} />
          <TextField label={w.branch} optional value={typed.branch} inputMode="numeric"
            onValue={(branch) => set({ branch })} />
          <DayField label={w.day} optional hint={w.dayHint} value={typed.day}
            onValue={(day) => set({ day })} error={problemAt(step.problem, "day")} />
          <CheckField label={w.limit} checked={typed.limit} onValue={(limit) => set({ limit })} />
        </div>
      </details>
      {step.problem && step.problem.place === undefined && <ProblemBox problem={step.problem} />}
      <button type="submit" className="button button-main" disabled={step.busy}>
        {step.busy ? words.common.working : w.ask}
      </button>
    </form>
  );
}
