// The monthly issue: not a form but a review of differences, published in one step.
import { useEffect, useMemo, useState } from "react";
import { get, post, withQuery } from "../shared/api";
import { monthText, thisMonth } from "../shared/dates";
import { FormDialog } from "../shared/dialog";
import { folded } from "../shared/folded";
import { useKeys, useLoad, useStep } from "../shared/hooks";
import { JobProgress, useJob } from "../shared/jobs";
import { useSpeaking, useWords } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { MonthPicker } from "../shared/month";
import { useMay, useSession } from "../shared/session";
import { Count, Empty, Instant, Month, ProblemBox } from "../shared/show";
import type { Monthly, MonthlyRow, Receipt, ReceiptUndo } from "../shared/types";
import { MonthlyEdit } from "./monthlyedit";
import { MonthlyTable } from "./monthlytable";
import { Warnings } from "./ticketform";
import { useStatus } from "./status";

const kinds = ["new", "continued", "changed", "ended", "held"] as const;
const isPublishable = (row: MonthlyRow) => row.change !== "held" && row.change !== "ended" &&
  !row.held?.length && row.after !== undefined && row.after !== null;

export function MonthlyPage() {
  const words = useWords();
  const [month, setMonth] = useState(
    () => sessionStorage.getItem("month") ?? thisMonth(),
  );
  const load = useLoad<Monthly>(withQuery("/api/monthly", { month }));
  return (
    <>
      <div className="page-head">
        <h1>{words.monthly.title}</h1>
        <MonthPicker value={month} onValue={(next) => {
          sessionStorage.setItem("month", next);
          setMonth(next);
        }} />
      </div>
      <p className="hint">{words.monthly.lead}</p>
      <Loaded load={load}>
        {(data) => <Review key={data.month} data={data} reload={load.reload} />}
      </Loaded>
    </>
  );
}

function Review({ data, reload }: { data: Monthly; reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const { renew } = useStatus();
  const [kind, setKind] = useState<string>("all");
  const [text, setText] = useState("");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set()); // not to be published
  const [editing, setEditing] = useState<MonthlyRow>();
  const [asking, setAsking] = useState(false);
  const [waits, setWaits] = useState(false);
  const following = useJob(`monthly:${data.month}`, (job) => {
    if (job.state !== "failed") reload();
    renew();
  });
  const { job, follow } = following;
  useEffect(() => {
    if (data.job && !job) follow(data.job);
  }, [data.job, job, follow]);
  const rows = useMemo(
    () => data.rows.filter((row) => (kind === "all" || row.change === kind) &&
      [row.Name, row.NameKana].some((one) => folded(one).includes(folded(text)))),
    [data.rows, kind, text],
  );
  const chosen = data.rows.filter((row) => isPublishable(row) && !left.has(row.id));
  const running = job?.state === "running";
  const begin = () => {
    setWaits(false);
    if (chosen.length > 0 && may("issue") && !running) setAsking(true);
  };
  useKeys({ p: begin });
  const toggle = (ids: string[], on: boolean) =>
    setLeft((old) => {
      const next = new Set(old);
      for (const id of ids) {
        if (on) next.delete(id);
        else next.add(id);
      }
      return next;
    });
  return (
    <>
      {data.published && <ReceiptBox receipt={data.published} month={data.month}
        reload={reload} />}
      <JobProgress following={following} label={words.monthly.publishing} />
      {waits && <p className="notice notice-good" role="status">{words.monthly.waits}</p>}
      {data.rows.length === 0 ? (
        <Empty title={words.monthly.empty}>{words.monthly.emptyText}</Empty>
      ) : (
        <>
          <div className="toolbar">
            <div className="segments" role="group" aria-label={words.monthly.filter}>
              {(["all", ...kinds] as const).map((one) => (
                <button key={one} type="button" aria-pressed={kind === one}
                  onClick={() => setKind(one)}>
                  {one === "all" ? words.common.all : words.monthlyChanges[one]}{" "}
                  <Count value={one === "all" ? data.rows.length : (data.counts[one] ?? 0)} />
                </button>
              ))}
            </div>
            <label className="inline-search">
              <span className="visually-hidden">{words.monthly.search}</span>
              <input type="search" className="input" placeholder={words.monthly.search}
                value={text} onChange={(event) => setText(event.target.value)} />
            </label>
          </div>
          {rows.length === 0 ? (
            <Empty title={words.monthly.noneHere} />
          ) : (
            <MonthlyTable rows={rows} left={left} toggle={toggle} publishable={isPublishable}
              onEdit={may("issue") ? setEditing : undefined} />
          )}
          {may("issue") && (
            <div className="publish-bar no-print">
              <span role="status">{words.monthly.chosen(chosen.length)}</span>
              <button type="button" className="button button-main" onClick={begin}
                disabled={chosen.length === 0 || running}>
                {words.monthly.publish(chosen.length)}
              </button>
            </div>
          )}
        </>
      )}
      {asking && (
        <PublishDialog data={data} rows={chosen} reload={reload} onClose={() => setAsking(false)}
          onBegun={(id) => {
            setAsking(false);
            if (id) follow(id);
            else setWaits(true);
          }} />
      )}
      {editing && (
        <MonthlyEdit row={editing} month={data.month} onClose={(done) => {
          setEditing(undefined);
          if (done) reload();
        }} />
      )}
    </>
  );
}

interface PublishDialogProps {
  data: Monthly;
  rows: MonthlyRow[];
  reload: () => void;
  onClose: () => void;
  onBegun: (job: string | undefined) => void;
}

function PublishDialog({ data, rows, reload, onClose, onBegun }: PublishDialogProps) {
  const words = useWords();
  const session = useSession();
  const step = useStep();
  const conflict = step.problem?.status === 409;
  return (
    <FormDialog title={words.monthly.publishTitle} busy={step.busy} onClose={onClose}
      disabled={conflict}
      submit={session.approval?.tickets ? words.ticket.sendForApproval :
        words.monthly.publish(rows.length)}
      onSubmit={() => void step.run(async () => {
        const answer = await post<{ job?: string }>("/api/monthly/publish", {
          month: data.month,
          rows: rows.map((row) => row.id),
          seen: data.seen,
        });
        onBegun(answer.job);
      })}>
      <p>
        <Month value={data.month} /> {words.monthly.publishLead(rows.length)}
      </p>
      <p className="hint">{words.monthly.whole}</p>
      <ProblemBox problem={step.problem} again={conflict ? () => {
        onClose();
        reload();
      } : undefined} />
    </FormDialog>
  );
}

function ReceiptBox({ receipt, month, reload }: { receipt: Receipt; month: string;
  reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const { language } = useSpeaking();
  const [asking, setAsking] = useState(false);
  const step = useStep();
  const undo = receipt.undo;
  const undoText = (one: ReceiptUndo) => {
    if (one.why === "undone") return words.monthly.undoneBy(one.by ?? "");
    if (one.why === "next_month_issued") return words.monthly.undoNext;
    if (one.why === "changed") return words.monthly.undoChanged(one.changed ?? 0);
    return words.monthly.undoUntil(monthText(one.until_month, language));
  };
  return (
    <section aria-label={words.monthly.receipt}
      className={`notice receipt ${undo?.why === "undone" ? "notice-info" : "notice-good"}`}>
      <p className="notice-title">
        {undo?.why === "undone" ? words.monthly.undone : words.monthly.receipt}: <Month value={month} /> {words.common.count(receipt.rows)}
      </p>
      <p>
        <Instant value={receipt.at} />{" ・ "}{receipt.by}{" "}
        <span className="code">（{words.monthly.batch} {receipt.batch}）</span>
      </p>
      <Warnings list={receipt.warnings} kind="warning" />
      {undo && <p>{undoText(undo)}{undo.at && <> <Instant value={undo.at} /></>}</p>}
      {may("undo") && undo?.open !== false && (
        <button type="button" className="button button-second button-small no-print"
          onClick={() => setAsking(true)}>
          {words.monthly.undo}
        </button>
      )}
      {asking && (
        <FormDialog title={words.monthly.undo} submit={words.monthly.undo} danger busy={step.busy}
          onClose={() => setAsking(false)} onSubmit={() => void step.run(async () => {
            // Against what is known now: tickets changed since then speak up.
            const now = await post<unknown>(`/api/changes/${receipt.batch}/undo`,
              { seen: await seenNow(month) });
            setAsking(false);
            reload();
            return now;
          })}>
          <p>{words.monthly.undoLead(receipt.rows)}</p>
          <ProblemBox problem={step.problem} />
        </FormDialog>
      )}
    </section>
  );
}

async function seenNow(month: string): Promise<number> {
  return (await get<Monthly>(withQuery("/api/monthly", { month }))).seen;
}
