// The verification log: the purpose first, every look on record before anything is shown.
import { useState, type FormEvent } from "react";
import { post, problemAt, saveAs } from "../shared/api";
import { thisMonth } from "../shared/dates";
import { TextField } from "../shared/forms";
import { useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { MonthPicker } from "../shared/month";
import { hrefOf } from "../shared/router";
import { Day, Empty, Instant, PersonName, ProblemBox, State, type Sign } from "../shared/show";
import { RowTable } from "../shared/table";
import type { FrequentRow, LogRow } from "../shared/types";
import { PersonPick } from "./personpick";
import { Trend } from "./trend";

type View = "log" | "frequent";

interface Asked {
  view: View;
  body: Record<string, unknown>;
  answer: unknown;
}

const validitySign = (row: LogRow): Sign =>
  row.validity === "1" ? "valid" : row.validity === "6" ? "unregistered" : "invalid";

export function LogPage() {
  const words = useWords();
  const step = useStep();
  const [view, setView] = useState<View>("log");
  const [purpose, setPurpose] = useState("");
  const [month, setMonth] = useState(thisMonth);
  const [person, setPerson] = useState({ key: "", name: "" });
  const [days, setDays] = useState("");
  const [asked, setAsked] = useState<Asked>();
  const path = view === "log" ? "/api/log" : "/api/log/frequent";
  const bodyNow = () => {
    const body: Record<string, unknown> = { purpose: purpose.trim(), month };
    if (view === "log" && person.key) body.recipient_key = person.key;
    if (view === "frequent" && days) body.days = Number(days);
    return body;
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAsked(undefined);
    const body = bodyNow();
    void step.run(async () => setAsked({ view, body, answer: await post(path, body) }));
  };
  return (
    <>
      <h1>{words.log.title}</h1>
      <p className="hint">{words.log.lead}</p>
      <div className="segments" role="group" aria-label={words.log.title}>
        {(["log", "frequent"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={view === one} onClick={() => {
            setView(one);
            setAsked(undefined);
          }}>
            {one === "log" ? words.log.visits : words.log.frequent}
          </button>
        ))}
      </div>
      <form className="panel ask-form" onSubmit={send}>
        <TextField label={words.log.purpose} hint={words.log.purposeHint} value={purpose} required
          maxLength={200} onValue={setPurpose} error={problemAt(step.problem, "purpose")}
          className="wide" />
        <div className="form-grid">
          <div className="field">
            <span className="label">{words.month.label}</span>
            <MonthPicker value={month} onValue={setMonth} />
          </div>
          {view === "log" ? (
            <PersonPick label={words.log.person} value={person} onValue={setPerson} />
          ) : (
            <TextField label={words.log.days} hint={words.log.daysHint} value={days} optional
              inputMode="numeric" maxLength={2}
              onValue={(value) => setDays(value.normalize("NFKC").replace(/[^\d]/g, ""))} />
          )}
        </div>
        <div className="row">
          <button type="submit" className="button button-main" disabled={step.busy}>
            {step.busy ? words.common.working : words.log.look}
          </button>
          <p className="soft">{words.log.recorded}</p>
        </div>
        <ProblemBox problem={step.problem} />
      </form>
      {!asked && !step.problem && <Empty title={words.log.first}>{words.log.firstText}</Empty>}
      {asked && <Result asked={asked} path={path} />}
    </>
  );
}

function Result({ asked, path }: { asked: Asked; path: string }) {
  const words = useWords();
  const step = useStep();
  const rows = itemsOf<unknown>(asked.answer);
  if (rows.length === 0) return <Empty title={words.log.empty}>{words.log.emptyText}</Empty>;
  return (
    <>
      <div className="toolbar">
        <p role="status">{words.common.count(rows.length)}</p>
        <button type="button" className="button button-second button-small no-print"
          disabled={step.busy} onClick={() => void step.run(() =>
            saveAs("POST", `${path}?form=csv`, `madoguchi-${asked.view}.csv`, asked.body))}>
          {words.common.download}
        </button>
      </div>
      <ProblemBox problem={step.problem} />
      {asked.view === "log" ? (
        <LogTable rows={itemsOf<LogRow>(asked.answer)} />
      ) : (
        <FrequentTable rows={itemsOf<FrequentRow>(asked.answer)} />
      )}
    </>
  );
}

function LogTable({ rows }: { rows: LogRow[] }) {
  const words = useWords();
  const [shown, setShown] = useState(200);
  return (
    <>
      <RowTable caption={words.log.visits} rows={rows.slice(0, shown)}
        keyOf={(row) => `${row.at}${row.recipient_key}${row.institution_code}`} columns={[
          { name: "at", head: words.common.at, cell: (row) => <Instant value={row.at} /> },
          { name: "day", head: words.log.day, cell: (row) => <Day value={row.day} /> },
          { name: "person", head: words.work.person, cell: (row) => (
            <a className="row-link" href={hrefOf("people", row.recipient_key)}>
              <PersonName name={row.Name} kana={row.NameKana} />
            </a>
          ) },
          { name: "institution", head: words.work.institution, cell: (row) =>
            row.institution_name || row.institution_code },
          { name: "way", head: words.log.way, cell: (row) => wordOf(words.ways, row.way) },
          { name: "result", head: words.log.result, cell: (row) => (
            <State sign={validitySign(row)}>{wordOf(words.log.validity, row.validity)}</State>
          ) },
        ]} />
      {shown < rows.length && (
        <button type="button" className="button button-second"
          onClick={() => setShown((old) => old + 1000)}>
          {words.common.more}
        </button>
      )}
    </>
  );
}

function FrequentTable({ rows }: { rows: FrequentRow[] }) {
  const words = useWords();
  return (
    <RowTable caption={words.log.frequent} rows={rows}
      keyOf={(row) => `${row.recipient_key}${row.institution_code}`} columns={[
        { name: "person", head: words.work.person, cell: (row) => (
          <a className="row-link" href={hrefOf("people", row.recipient_key)}>
            <PersonName name={row.Name} kana={row.NameKana} />
          </a>
        ) },
        { name: "institution", head: words.work.institution, cell: (row) =>
          row.institution_name || row.institution_code },
        { name: "days", head: words.log.daysHead, className: "number", cell: (row) => (
          <strong>{words.log.dayCount(row.days)}</strong>
        ) },
        { name: "trend", head: words.log.trend, cell: (row) => (
          <Trend points={row.trend ?? []} name={row.Name} />
        ) },
      ]} />
  );
}

