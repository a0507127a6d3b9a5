// 一括取得: order a month, see what is new, changed or gone, and say whose ticket it is.
import { useEffect, useState } from "react";
import { post, withQuery } from "../shared/api";
import { SideBySide } from "../shared/changes";
import { monthText } from "../shared/dates";
import { useLoad, useStep } from "../shared/hooks";
import { useSpeaking, useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { MonthPicker } from "../shared/month";
import { Count, Empty, Grouped, Instant, Month, Period, PersonName, ProblemBox, State }
  from "../shared/show";
import { RowTable, type Column } from "../shared/table";
import { thisMonth } from "../shared/dates";
import type { BulkChange, BulkMonth, BulkRun, BulkTicket, KeptTicket } from "./followuptypes";

const renew_ms = 1_000;

const runs = (run: BulkRun) => run.state === "waiting" || run.state === "processing";

export function BulkPage() {
  const { language, words } = useSpeaking();
  const w = words.bulk;
  const [month, setMonth] = useState(thisMonth);
  const load = useLoad<BulkMonth>(withQuery("/api/bulk", { month }));
  const step = useStep();
  const running = load.data?.runs.find((run) => run.month === month && runs(run));
  const { reload } = load;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(reload, renew_ms);
    return () => clearInterval(timer);
  }, [running !== undefined, reload]);
  return (
    <>
      <div className="page-head">
        <h1>{w.title}</h1>
        <MonthPicker value={month} onValue={setMonth} />
      </div>
      <p className="soft">{w.lead}</p>
      <div className="toolbar">
        <button type="button" className="button button-main" disabled={step.busy || !!running}
          onClick={() => void step.run(async () => {
            await post("/api/bulk", { month });
            reload();
          })}>
          {w.run(monthText(month, language))}
        </button>
        {running && (
          <div className="job" role="status">
            <span className="job-label">{running.ordered ? w.running : w.ordering}</span>
            <progress aria-label={w.running} />
            <button type="button" className="button button-second button-small"
              onClick={() => void step.run(async () => {
                await post(`/api/bulk/${running.id}/cancel`);
                reload();
              })}>
              {w.cancel}
            </button>
          </div>
        )}
      </div>
      <ProblemBox problem={step.problem} />
      <Loaded load={load}>
        {(shown) => (
          <>
            <p className="soft">
              {shown.next_run
                ? <>{w.nextRun} <Instant value={shown.next_run} /></>
                : w.noNextRun}
            </p>
            <LastRun runs={shown.runs.filter((run) => run.month === month)} />
            <Unmatched month={month} people={shown.unmatched} onMatched={reload} />
            <Changes changes={shown.changes} onSeen={reload} />
            {shown.tickets.length === 0 ? (
              <Empty title={w.empty}>{w.emptyText}</Empty>
            ) : (
              <section aria-label={w.tickets}>
                <h2>{w.tickets} <Count value={shown.tickets.filter((one) => one.live).length} /></h2>
                <RowTable caption={w.tickets} columns={ticketColumns(words)} rows={shown.tickets}
                  keyOf={(row) => row.key} />
              </section>
            )}
            <details>
              <summary>{w.history}</summary>
              <RowTable caption={w.history} columns={runColumns(words)} rows={shown.runs}
                keyOf={(row) => String(row.id)} />
            </details>
          </>
        )}
      </Loaded>
    </>
  );
}

function LastRun({ runs: all }: { runs: BulkRun[] }) {
  const w = useWords().bulk;
  const last = all.find((run) => !runs(run));
  if (!last) return null;
  if (last.state === "failed") {
    return (
      <div className="notice notice-error" role="alert">
        <p className="notice-title">{wordOf(w.runStates, last.state)}</p>
        <p>{last.problem.message}</p>
        <p className="code">{last.problem.code}</p>
      </div>
    );
  }
  const same = last.added + last.changed + last.gone === 0;
  return (
    <p role="status">
      {wordOf(w.runStates, last.state)} <Instant value={last.done_at} />{" "}
      {w.result(last.people, last.tickets)}{" "}
      {same ? w.noDifferences : `${w.kinds.new} ${last.added}・${w.kinds.changed} ${last.changed}・${
        w.kinds.gone} ${last.gone}`}
    </p>
  );
}

const kinds = ["gone", "changed", "new"]; // what costs a claim comes first
const shown_max = 200;

// A kept ticket as one row of columns: the person's and the ticket's.
const flat = ({ PublicExpenseResultList: [ticket] = [], ...person }: KeptTicket) =>
  ({ ...person, ...ticket });

function Changes({ changes, onSeen }: { changes: BulkChange[]; onSeen: () => void }) {
  const words = useWords();
  const w = words.bulk;
  const step = useStep();
  const [all, setAll] = useState(false);
  if (changes.length === 0) return null;
  const unseen = changes.filter((one) => !one.seen_by);
  const rows = [...(all ? changes : unseen)]
    .sort((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind));
  const shown = rows.slice(0, shown_max);
  const fresh = shown.filter((one) => one.kind === "new" && !one.seen_by);
  const see = (seen: BulkChange[]) => void step.run(async () => {
    await post("/api/bulk/changes/seen", { changes: seen.map((one) => one.id) });
    onSeen();
  });
  return (
    <section className="panel" aria-label={w.differences}>
      <div className="panel-head">
        <h2>{w.differences} <Count value={unseen.length} /></h2>
        <div className="head-actions">
          {changes.length > unseen.length && (
            <button type="button" className="button button-text button-small" aria-pressed={all}
              onClick={() => setAll(!all)}>
              {all ? w.hideSeen : w.showSeen}
            </button>
          )}
          {fresh.length > 1 && (
            <button type="button" className="button button-second button-small"
              disabled={step.busy} onClick={() => see(fresh)}>
              {w.seenNew(fresh.length)}
            </button>
          )}
        </div>
      </div>
      {unseen.some((one) => one.kind === "gone") && (
        <div className="notice notice-warning" role="alert">{w.goneWarning}</div>
      )}
      <ProblemBox problem={step.problem} />
      {rows.length === 0 && <p className="soft">{w.allSeen}</p>}
      {shown.length < rows.length && (
        <p className="soft">{words.common.shown(shown.length, rows.length)}</p>
      )}
      {shown.length > 0 && (
        <RowTable caption={w.differences} rows={shown} keyOf={(row) => String(row.id)}
          columns={changeColumns(words, step.busy, see)} />
      )}
    </section>
  );
}

function changeColumns(words: ReturnType<typeof useWords>, busy: boolean,
  see: (seen: BulkChange[]) => void): Column<BulkChange>[] {
  const w = words.bulk;
  const of = (row: BulkChange) => (row.kind === "gone" ? row.before : row.now);
  return [
    { name: "kind", head: w.difference, cell: (row) => (
      <State sign={row.kind === "gone" ? "invalid" : row.kind === "new" ? "valid" :
        "unregistered"}>
        {wordOf(w.kinds, row.kind)}
      </State>
    ) },
    { name: "person", head: words.followup.person, cell: (row) => (
      <PersonName name={of(row).Name} kana={of(row).NameKana} />
    ) },
    { name: "number", head: words.followup.number, cell: (row) => (
      <Grouped value={of(row).InsuredIdentificationNumber} />
    ) },
    { name: "period", head: words.followup.period, cell: (row) => {
      const ticket = of(row).PublicExpenseResultList?.[0];
      return (
        <span className="stack">
          <Period from={ticket?.MedicalTicketValidDate} to={ticket?.MedicalTicketExpirationDate} />
          {row.kind === "changed" && (
            <details>
              <summary>{w.whatChanged}</summary>
              <SideBySide caption={w.whatChanged} before={flat(row.before)} after={flat(row.now)} />
            </details>
          )}
        </span>
      );
    } },
    { name: "seen", head: w.seenHead, cell: (row) => row.seen_by
      ? <span className="soft">{w.seenBy(row.seen_by)}</span>
      : (
        <button type="button" className="button button-second button-small" disabled={busy}
          onClick={() => see([row])}>
          {w.seen}
        </button>
      ) },
  ];
}

function Unmatched({ month, people, onMatched }: { month: string;
  people: BulkMonth["unmatched"]; onMatched: () => void }) {
  const words = useWords();
  const w = words.bulk;
  const step = useStep();
  const some = people.filter((one) => one.candidates.length > 0);
  if (some.length === 0) return null;
  const match = (key: string, reference: string) => void step.run(async () => {
    await post("/api/bulk/match", { month, key, reference });
    onMatched();
  });
  return (
    <section className="panel" aria-label={w.unmatched}>
      <h2>{w.unmatched} <Count value={some.length} /></h2>
      <p className="hint">{w.unmatchedHint}</p>
      <ProblemBox problem={step.problem} />
      <RowTable caption={w.unmatched} rows={some} keyOf={(row) => row.key} columns={[
        { name: "person", head: words.followup.person, cell: (row) => (
          <PersonName name={row.person.Name} kana={row.person.NameKana} />
        ) },
        { name: "candidates", head: w.candidates, cell: (row) => row.candidates.map((one) => (
          <span key={one.id} className="row">
            <span className="tabular">{one.ReferenceNumber}</span>
            <span>{one.Name}</span>
            <button type="button" className="button button-second button-small"
              disabled={step.busy} onClick={() => match(row.key, one.ReferenceNumber)}>
              {w.match}
            </button>
          </span>
        )) },
      ]} />
    </section>
  );
}

function ticketColumns(words: ReturnType<typeof useWords>): Column<BulkTicket>[] {
  return [
    { name: "person", head: words.followup.person, cell: (row) => (
      <span className="stack">
        <PersonName name={row.person.Name} kana={row.person.NameKana} />
        {!row.live && <span className="tag tag-urgent">{words.bulk.gone}</span>}
      </span>
    ) },
    { name: "payer", head: words.followup.payer, cell: (row) => (
      <Grouped value={row.InsurerNumber} />
    ) },
    { name: "number", head: words.followup.number, cell: (row) => (
      <Grouped value={row.InsuredIdentificationNumber} />
    ) },
    { name: "period", head: words.followup.period, cell: (row) => (
      <Period from={row.from} to={row.to} />
    ) },
    { name: "reference", head: words.followup.reference, cell: (row) =>
      row.person.ReferenceNumber || <span className="soft">–</span> },
  ];
}

function runColumns(words: ReturnType<typeof useWords>): Column<BulkRun>[] {
  const w = words.bulk;
  return [
    { name: "at", head: w.askedAt, cell: (row) => <Instant value={row.asked_at} /> },
    { name: "month", head: words.month.label, cell: (row) => <Month value={row.month} /> },
    { name: "state", head: words.followup.state, cell: (row) => wordOf(w.runStates, row.state) },
    { name: "result", head: w.tickets, cell: (row) => w.result(row.people, row.tickets) },
    { name: "by", head: w.askedBy, cell: (row) => row.asked_by || w.scheduled },
    { name: "file", head: w.file, cell: (row) => row.file || "–" },
  ];
}
