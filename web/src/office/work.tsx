// The first page: visits without a ticket, what blocks somebody else first.
import { useEffect, useMemo, useState } from "react";
import { get, problemOf, saveAs, withQuery, type Problem } from "../shared/api";
import { today } from "../shared/dates";
import { useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { useKeys } from "../shared/hooks";
import { useMay } from "../shared/session";
import { Count, Empty, Instant, Loading, PersonName, ProblemBox, State, type Sign }
  from "../shared/show";
import { RowTable, type Column } from "../shared/table";
import type { WorkItem } from "../shared/types";
import { CalendarBar } from "./calendarbar";
import { useStatus } from "./status";
import { WorkDetail } from "./workdetail";
import { DeclineDialog, IssueDialog, ReplyDialog } from "./workdialogs";

export const workSign = (item: WorkItem): Sign =>
  item.state === "resolved" ? "valid" : item.state === "waiting_approval" ? "waiting" :
    item.state === "open" ? "unregistered" : "none";

// What was replied to can be replied to anew: a wrong answer is put right by a newer one.
export const isAnswerable = (item: WorkItem) =>
  item.state === "open" || item.state === "replied";

interface WorkAnswer {
  items: WorkItem[];
  n?: number;
}

// The list, renewed within seconds of a question at a clinic by a waiting request.
function useWork() {
  const [items, setItems] = useState<WorkItem[]>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async (after?: number) => {
      try {
        const path = withQuery("/api/work", after === undefined ? {} : { after, wait_s: 25 });
        const answer = await get<WorkAnswer>(path, { signal: abort.signal });
        setProblem(undefined);
        setItems(answer.items);
        timer = setTimeout(() => void ask(answer.n ?? 0), answer.n === undefined ? 5000 : 300);
      } catch (error) {
        if (abort.signal.aborted) return;
        setProblem(problemOf(error));
        timer = setTimeout(() => void ask(), 3000);
      }
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [round]);
  return { items, problem, reload: () => setRound((n) => n + 1) };
}

type Action = "issue" | "decline" | "reply";
const keysOf: Record<string, Action> = { i: "issue", d: "decline", r: "reply" };

export function WorkPage() {
  const words = useWords();
  const may = useMay();
  const { renew } = useStatus();
  const { items, problem, reload } = useWork();
  const [filter, setFilter] = useState<"open" | "all">("open");
  const [chosenId, setChosen] = useState<string>();
  const [action, setAction] = useState<{ kind: Action; item: WorkItem }>();
  const [shown, setShown] = useState(false);
  const rows = useMemo(
    () => (items ?? []).filter((one) => filter === "all" || one.state === "open" ||
      one.state === "waiting_approval"),
    [items, filter],
  );
  const chosen = rows.find((one) => one.id === chosenId) ?? rows[0];

  const begin = (kind: Action, item: WorkItem | undefined) => {
    if (!item || !isAnswerable(item)) return;
    if (kind === "reply" ? may("reply") : may("issue") || (kind === "decline" && may("reply"))) {
      setAction({ kind, item });
    }
  };
  useKeys({
    i: (event) => { event.preventDefault(); begin("issue", chosen); },
    d: (event) => { event.preventDefault(); begin("decline", chosen); },
    r: (event) => { event.preventDefault(); begin("reply", chosen); },
  });
  const close = (done: boolean) => {
    setAction(undefined);
    if (done) {
      reload();
      renew();
    }
  };
  return (
    <>
      <div className="page-head">
        <h1>{words.work.title}</h1>
        <Summary />
      </div>
      <CalendarBar />
      <ProblemBox problem={problem} />
      {!items && !problem && <Loading />}
      {items && (
        <>
          <div className="toolbar">
            <div className="segments" role="group" aria-label={words.work.filter}>
              {(["open", "all"] as const).map((one) => (
                <button key={one} type="button" aria-pressed={filter === one}
                  onClick={() => setFilter(one)}>
                  {one === "open" ? words.work.filterOpen : words.common.all}{" "}
                  <Count value={one === "all" ? items.length :
                    items.filter((item) => item.state === "open" ||
                      item.state === "waiting_approval").length} />
                </button>
              ))}
            </div>
            <p className="soft keys-line">
              <kbd>↑</kbd><kbd>↓</kbd> {words.work.keyChoose} <kbd>Enter</kbd> {words.common.open}{" "}
              {may("issue") && <><kbd>i</kbd> {words.work.issue} <kbd>d</kbd> {words.work.decline}</>}
              {may("reply") && <> <kbd>r</kbd> {words.work.reply}</>}
            </p>
          </div>
          {rows.length === 0 ? (
            <Empty title={words.work.empty}>{words.work.emptyText}</Empty>
          ) : (
            <div className="split">
              <RowTable caption={words.work.title} columns={columnsOf(words)} rows={rows}
                keyOf={(row) => row.id} chosen={chosen?.id}
                onChoose={(row) => setChosen(row.id)} onOpen={(row) => {
                  setChosen(row.id);
                  setShown(true);
                }}
                onKey={(key, row) => {
                  const kind = keysOf[key];
                  if (kind) setChosen(row.id);
                }} />
              {chosen && <WorkDetail item={chosen} focused={shown}
                onFocused={() => setShown(false)} onAction={(kind) => begin(kind, chosen)} />}
            </div>
          )}
        </>
      )}
      {action?.kind === "issue" && <IssueDialog item={action.item} onClose={close} />}
      {action?.kind === "decline" && <DeclineDialog item={action.item} onClose={close} />}
      {action?.kind === "reply" && <ReplyDialog item={action.item} onClose={close} />}
    </>
  );
}

function columnsOf(words: ReturnType<typeof useWords>): Column<WorkItem>[] {
  return [
    { name: "state", head: words.work.state, cell: (row) => (
      <span className="stack">
        <State sign={workSign(row)}>{wordOf(words.states, row.state)}</State>
        {row.claim_blocking && row.state === "open" && (
          <span className="tag tag-urgent">{words.work.blocking}</span>
        )}
      </span>
    ) },
    { name: "person", head: words.work.person, cell: (row) => (
      <PersonName name={row.Name} kana={row.NameKana} />
    ) },
    { name: "institution", head: words.work.institution, cell: (row) => (
      <span className="stack">
        <span>{row.institution_name || row.institution_code}</span>
        {row.request === "dispensing_ticket" && (
          <span className="tag">{words.work.dispensingWanted}</span>
        )}
      </span>
    ) },
    { name: "last", head: words.work.last, cell: (row) => (
      <span className="stack">
        <Instant value={row.last_at} />
        <span className="soft">{words.work.times(row.times)}・{wordOf(words.ways, row.way)}</span>
      </span>
    ) },
    { name: "call", head: words.work.call, cell: (row) =>
      row.call ? wordOf(words.callAnswers, row.call.answer) : <span className="soft">–</span> },
  ];
}

function Summary() {
  const words = useWords();
  const step = useStep();
  const day = today();
  return (
    <div className="head-actions no-print">
      <button type="button" className="button button-second button-small" disabled={step.busy}
        onClick={() => void step.run(() => saveAs("GET",
          withQuery("/api/work/summary.csv", { day }), `madoguchi-work-${day}.csv`))}>
        {words.work.summaryCsv}
      </button>
      <button type="button" className="button button-second button-small" disabled={step.busy}
        onClick={() => void step.run(() => saveAs("GET",
          withQuery("/api/work/summary.pdf", { day }), `madoguchi-work-${day}.pdf`))}>
        {words.work.summaryPrint}
      </button>
      <ProblemBox problem={step.problem} />
    </div>
  );
}
