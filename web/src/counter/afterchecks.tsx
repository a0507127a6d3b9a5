// Names taken down while the center is away; those with numbers are verified by themselves later.
import { useEffect, useState } from "react";
import { post, problemAt } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { DayField, TextField } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { Day, Empty, Instant, PersonName, ProblemBox, State, type Sign } from "../shared/show";
import { RowTable, type Column } from "../shared/table";
import { typedNow } from "./typed";
import type { AfterCheck } from "./followuptypes";

const signs: Record<string, Sign> = { waiting: "waiting", by_hand: "unregistered",
  checked: "valid", differs: "invalid", failed: "invalid", dropped: "none" };
const renew_ms = 10_000;
const nobody = { name: "", kana: "", birthdate: "", payer: "", number: "", note: "" };

// What was typed for a question that got no answer.
function filled() {
  const typed = typedNow();
  return typed ? { ...nobody, payer: typed.insurer_number, number: typed.number,
    birthdate: typed.birthdate } : nobody;
}

export function AfterChecksPage({ fill }: { fill: boolean }) {
  const words = useWords();
  const w = words.afterChecks;
  const load = useLoad<{ items: AfterCheck[]; open: number }>("/api/after-checks");
  const [value, setValue] = useState(fill ? filled : nobody);
  const set = (part: Partial<typeof nobody>) => setValue((old) => ({ ...old, ...part }));
  const step = useStep();
  const line = useStep();
  // Verified by themselves once the line is back.
  const { reload } = load;
  useEffect(() => {
    const timer = setInterval(reload, renew_ms);
    return () => clearInterval(timer);
  }, [reload]);
  const [numbering, setNumbering] = useState<AfterCheck>();
  const drop = (id: number) => void line.run(async () => {
    await post(`/api/after-checks/${id}/drop`);
    load.reload();
  });
  const same = (id: number) => void line.run(async () => {
    await post(`/api/after-checks/${id}/same`);
    load.reload();
  });
  return (
    <>
      <div className="page-head">
        <h1>{w.title}</h1>
      </div>
      <p className="soft">{w.lead}</p>
      {fill && value.number && <p className="notice" role="status">{w.filled}</p>}
      <form className="panel form-grid no-print" aria-label={w.add} onSubmit={(event) => {
        event.preventDefault();
        void step.run(async () => {
          await post("/api/after-checks", value);
          setValue(nobody);
          load.reload();
        });
      }}>
        <TextField label={w.name} value={value.name} maxLength={100}
          error={problemAt(step.problem, "name")} onValue={(name) => set({ name })} />
        <TextField label={w.kana} optional value={value.kana} maxLength={100}
          onValue={(kana) => set({ kana })} />
        <DayField label={w.birthdate} value={value.birthdate}
          error={problemAt(step.problem, "birthdate")}
          onValue={(birthdate) => set({ birthdate })} />
        <TextField label={w.payer} optional inputMode="numeric" value={value.payer}
          onValue={(payer) => set({ payer })} />
        <TextField label={w.number} optional inputMode="numeric" value={value.number}
          onValue={(number) => set({ number })} />
        <TextField label={w.note} optional value={value.note} maxLength={200}
          onValue={(note) => set({ note })} />
        {step.problem && !step.problem.place && <ProblemBox problem={step.problem} />}
        <div className="row">
          <button type="submit" className="button button-main" disabled={step.busy}>{w.add}</button>
        </div>
      </form>
      <ProblemBox problem={line.problem} />
      <Loaded load={load}>
        {(list) => list.items.length === 0 ? (
          <Empty title={w.empty}>{w.emptyText}</Empty>
        ) : (
          <RowTable caption={w.title} columns={columnsOf(words, { drop, same, enter: setNumbering })} rows={list.items}
            keyOf={(row) => String(row.id)} />
        )}
      </Loaded>
      {numbering && (
        <NumbersDialog row={numbering} onClose={(done) => {
          setNumbering(undefined);
          if (done) load.reload();
        }} />
      )}
    </>
  );
}

// Numbers that came later, by a call or a paper ticket: the line is asked about as soon as possible.
function NumbersDialog({ row, onClose }: { row: AfterCheck; onClose: (done: boolean) => void }) {
  const w = useWords().afterChecks;
  const [value, setValue] = useState({ payer: "", number: "", birthdate: row.birthdate });
  const set = (part: Partial<typeof value>) => setValue((old) => ({ ...old, ...part }));
  const step = useStep();
  return (
    <FormDialog title={w.addNumbers} submit={w.numbersSave} busy={step.busy}
      onClose={() => onClose(false)} onSubmit={() => void step.run(async () => {
        await post(`/api/after-checks/${row.id}/numbers`, value);
        onClose(true);
      })}>
      <p><PersonName name={row.name} kana={row.kana} /></p>
      <p className="hint">{w.numbersHint}</p>
      <TextField label={w.payerLater} required inputMode="numeric" value={value.payer}
        onValue={(payer) => set({ payer })} />
      <TextField label={w.numberLater} required inputMode="numeric" value={value.number}
        onValue={(number) => set({ number })} />
      <DayField label={w.birthdate} required value={value.birthdate}
        onValue={(birthdate) => set({ birthdate })} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}

function columnsOf(words: ReturnType<typeof useWords>, { drop, same, enter }: {
  drop: (id: number) => void; same: (id: number) => void; enter: (row: AfterCheck) => void; }): Column<AfterCheck>[] {
  const w = words.afterChecks;
  return [
    { name: "state", head: words.followup.state, cell: (row) => (
      <State sign={signs[row.state] ?? "none"}>{wordOf(w.states, row.state)}</State>
    ) },
    { name: "person", head: w.name, cell: (row) => (
      <PersonName name={row.name || row.InsuredIdentificationNumber} kana={row.kana} />
    ) },
    { name: "birthdate", head: w.birthdate, cell: (row) => <Day value={row.birthdate} /> },
    { name: "at", head: w.by, cell: (row) => (
      <span className="stack">
        <Instant value={row.at} />
        <span className="soft">{row.staff}</span>
      </span>
    ) },
    { name: "result", head: w.result, cell: (row) => (
      <span className="stack">
        <span>{row.validity ? wordOf(w.validities, row.validity) : row.message || "–"}</span>
        {row.code && <span className="code">{row.code}</span>}
        {(row.answered_name || row.answered_kana) && (
          <span>
            <span className="soft">{w.answered}</span>{" "}
            <PersonName name={row.answered_name} kana={row.answered_kana} />
          </span>
        )}
        {row.state === "differs" && <span className="hint">{w.differsNext}</span>}
        {row.confirmed_by && <span className="soft">{w.sameBy(row.confirmed_by)}</span>}
      </span>
    ) },
    { name: "drop", head: w.actions, cell: (row) =>
      row.state === "checked" || row.state === "dropped" ? null : (
        <span className="row">
          {["by_hand", "failed", "differs"].includes(row.state) && (
            <button type="button" className="button button-second button-small"
              onClick={() => enter(row)}>
              {w.addNumbers}
            </button>
          )}
          {row.state === "differs" && (
            <button type="button" className="button button-second button-small"
              onClick={() => same(row.id)}>
              {w.same}
            </button>
          )}
          <button type="button" className="button button-second button-small"
            onClick={() => drop(row.id)}>
            {w.drop}
          </button>
        </span>
      ) },
  ];
}
