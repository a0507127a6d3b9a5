// The counter's first page: asking by number, who was checked today, and the chosen answer.
import { useEffect, useRef, useState } from "react";
import { get, post, problemOf, type Problem } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { TextField } from "../shared/forms";
import { useKeys, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Day, Empty, Grouped, Instant, Loading, PersonName, ProblemBox, State } from "../shared/show";
import { RowTable, type Column } from "../shared/table";
import { Answer, useBoth } from "./answer";
import { EmergencyLink } from "./emergency";
import { FollowUpLine } from "./followupline";
import { InquiryForm } from "./inquiry";
import { useChecks } from "./list";
import { ReaderPanel, Withdraw } from "./reader";
import { isFailed, type Asked, type Check, type CheckRow, type Screen } from "./types";

// A line that was asked for, by its id or the number of its record.
interface Awaited {
  id?: number;
  record?: string;
  after?: number; // the next one of the reader behind this change
}
const isAwaited = (row: CheckRow, { id, record, after }: Awaited) =>
  id !== undefined ? row.id === id : record !== undefined ? row.record === record
    : row.way === "reader" && row.change > (after ?? 0);

export function ChecksPage() {
  const words = useWords();
  const w = words.counter.checks;
  const { rows, problem, more, loadMore } = useChecks();
  const [chosen, setChosen] = useState<number>();
  const [failed, setFailed] = useState<Screen>();
  // Asked or read here and not in the list yet: nobody else's answer stands in its place meanwhile.
  const [awaited, setAwaited] = useState<Awaited>();
  const [asked, setAsked] = useState<number>();
  const arrived = awaited && rows?.find((one) => isAwaited(one, awaited));
  // What is shown stays until somebody chooses another: the next patient's answer must not slip
  // under a hand that prints, sends or registers.
  const newest = rows?.[0];
  const gone = chosen !== undefined && rows !== undefined && !awaited &&
    !rows.some((one) => one.id === chosen);
  useEffect(() => {
    if (arrived) {
      setAwaited(undefined);
      setChosen(arrived.id);
      setAsked(arrived.id);
    } else if (!awaited && !failed && (chosen === undefined || gone)) {
      setChosen(newest?.id);
    }
  }, [arrived, awaited, failed, chosen, gone, newest?.id]);
  const chosenRow = awaited ? undefined : rows?.find((one) => one.id === chosen);
  const unseen = newest !== undefined && chosenRow !== undefined &&
    newest.change > chosenRow.change && newest.id !== chosenRow.id ? newest : undefined;
  const take = (id: number | undefined, wanted?: Awaited) => {
    setFailed(undefined);
    setAwaited(wanted);
    setAsked(undefined);
    setChosen(id);
  };
  const took = (came: Asked) => {
    if (isFailed(came)) {
      take(undefined);
      setFailed(came.failed);
    } else {
      take(undefined, { id: came.id });
    }
  };
  const choose = (row: CheckRow) => take(row.id);
  useKeys({
    n: (event) => {
      event.preventDefault();
      document.querySelector<HTMLInputElement>(".inquiry-first input")?.focus();
    },
    p: (event) => {
      event.preventDefault();
      window.print();
    },
    l: (event) => {
      event.preventDefault();
      if (newest) choose(newest);
    },
  });
  return (
    <>
      <div className="page-head">
        <h1>{w.title}</h1>
      </div>
      <div className="counter">
        <div className="counter-left no-print">
          <ReaderPanel onRead={(record) => take(undefined,
            record === undefined ? { after: newest?.change } : { record })} />
          <InquiryForm onAsked={took} />
          <ProblemBox problem={problem} />
          {!rows && !problem && <Loading />}
          {rows && rows.length === 0 && <Empty title={w.empty}>{w.emptyText}</Empty>}
          {rows && rows.length > 0 && (
            <RowTable caption={w.list} rows={rows} keyOf={(row) => String(row.id)}
              columns={columnsOf(words)} chosen={chosenRow && String(chosenRow.id)}
              onChoose={choose} onOpen={choose} />
          )}
          {more && (
            <button type="button" className="button button-second" onClick={() => void loadMore()}>
              {words.common.more}
            </button>
          )}
        </div>
        <div className="counter-right">
          {unseen && (
            <p className="notice notice-newer no-print" role="status">
              {w.newer(unseen.name || w.nobody)}{" "}
              <button type="button" className="button button-second button-small"
                onClick={() => choose(unseen)}>
                {w.showNewer} <kbd>l</kbd>
              </button>
            </p>
          )}
          {failed ? <Answer screen={failed} focus actions={
            <div className="answer-actions no-print">
              <a className="button button-second" href={hrefOf("after-checks", "typed")}>
                {words.afterChecks.takeDown}
              </a>
            </div>} /> :
            chosenRow ? <CheckPanel key={chosenRow.id} row={chosenRow}
              focus={chosenRow.id === asked} /> :
              awaited ? <Loading /> : <p className="soft counter-nothing">{w.choose}</p>}
        </div>
      </div>
    </>
  );
}

function columnsOf(words: ReturnType<typeof useWords>): Column<CheckRow>[] {
  return [
    { name: "state", head: words.counter.checks.state, cell: (row) => (
      <State sign={row.sign}>
        <span className="counter-state">{wordOf(words.counter.states, row.state)}</span>
      </State>
    ) },
    { name: "name", head: words.fields.Name, cell: (row) =>
      <span className="stack">
        {row.name ? <PersonName name={nameWithCodes(row)} kana={row.kana} />
          : <span className="soft">{words.counter.checks.nobody}</span>}
        {!row.name && <AskedNumbers asked={row.asked} />}
        {row.reference && (
          <span className="soft">{words.followup.reference} {row.reference}</span>
        )}
      </span> },
    { name: "at", head: words.counter.checks.at, cell: (row) => (
      <span className="stack">
        <Instant value={row.at} />
        <span className="soft">{wordOf(words.counter.ways, row.way)}</span>
      </span>
    ) },
  ];
}

// Who was asked about, where the answer names nobody.
function AskedNumbers({ asked }: { asked: CheckRow["asked"] }) {
  if (!asked?.number) return null;
  return (
    <span className="stack">
      <span className="nowrap"><Grouped value={asked.insurer_number} /> / <Grouped value={asked.number} /></span>
      {asked.birthdate && <Day value={asked.birthdate} />}
    </span>
  );
}

// A character a font may lack is followed by its code.
function nameWithCodes(row: CheckRow): string {
  return row.rare.reduce((name, one) =>
    name.split(one.character).join(`${one.character}〔${one.code}〕`), row.name);
}

// The chosen line's answer; read anew when the line changes.
function CheckPanel({ row, focus }: { row: CheckRow; focus: boolean }) {
  const words = useWords();
  const w = words.counter.checks;
  const may = useMay();
  const say = useBoth();
  const [check, setCheck] = useState<Check>();
  const [problem, setProblem] = useState<Problem>();
  const [failed, setFailed] = useState<Screen>();
  const [registering, setRegistering] = useState(false);
  const [handed, setHanded] = useState<string>();
  const step = useStep();
  const shown = useRef(0);
  useEffect(() => {
    if (shown.current === row.change) return;
    const abort = new AbortController();
    get<Check>(`/api/checks/${row.id}`, { signal: abort.signal })
      .then((got) => {
        shown.current = got.change;
        setProblem(undefined);
        setCheck(got);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemOf(error));
      });
    return () => abort.abort();
  }, [row.id, row.change]);
  const took = (asked: Asked) => {
    if (isFailed(asked)) {
      setFailed(asked.failed);
      return;
    }
    setFailed(undefined);
    shown.current = asked.change;
    setCheck(asked);
  };
  const again = () => void step.run(async () =>
    took(await post<Asked>(`/api/checks/${row.id}/again`)));
  const mayRegister = check?.registrable === true && may("reference_number");
  useKeys({
    r: (event) => {
      event.preventDefault();
      if (check?.again) again();
    },
    k: (event) => {
      event.preventDefault();
      if (mayRegister) setRegistering(true);
    },
  });
  if (problem) return <ProblemBox problem={problem} />;
  if (!check) return <Loading />;
  const lead = (
    <p className="answer-checked">
      {wordOf(words.counter.ways, check.way)}: {check.who || check.staff || w.nobodyKnown}
      {" ・ "}
      <Instant value={check.at} />
      {check.day !== check.at.slice(0, 10).replaceAll("-", "") && (
        <> {w.of} <Day value={check.day} /></>
      )}
      {check.again && (
        <button type="button" className="button button-second button-small no-print"
          disabled={step.busy} onClick={again}>
          {step.busy ? words.common.working : w.again} <span aria-hidden="true">⟳</span>
        </button>
      )}
    </p>
  );
  const actions = (
    <div className="answer-actions no-print">
      {(check.way === "reader" || check.way === "disaster") && may("view_medication") && (
        <a className="button button-second" href={hrefOf("history", String(check.id))}>
          {words.counter.history.open}
        </a>
      )}
      {check.way === "reader" && check.screen.consents.some((one) => one.given) && (
        <Withdraw check={check} onDone={again} />
      )}
      <EmergencyLink check={check} />
      <button type="button" className="button button-second" onClick={() => window.print()}>
        {w.print} <kbd>p</kbd>
      </button>
      <button type="button" className="button button-second" disabled={step.busy}
        onClick={() => void step.run(async () => {
          const sent = await post<{ files: string[]; waiting: string[] }>(
            `/api/checks/${row.id}/hand-over`);
          setHanded(sent.waiting.length > 0 ? w.handedLater : w.handed);
        })}>
        {w.handOver}
      </button>
      {mayRegister && (
        <button type="button" className="button button-second"
          onClick={() => setRegistering(true)}>
          {w.register} <kbd>k</kbd>
        </button>
      )}
    </div>
  );
  return (
    <>
      <ProblemBox problem={step.problem} />
      {failed && (
        <div className="notice notice-error" role="alert">
          <p className="notice-title">{w.againFailed}</p>
          <p>{say(failed.next)}</p>
          <p className="code">{words.common.code}: {failed.code}</p>
        </div>
      )}
      {handed && <div className="notice no-print" role="status">{handed}</div>}
      {check.registered && (
        <div className="notice" role="status">{w.registeredAs(check.registered)}</div>
      )}
      {!check.name && check.asked?.number && (
        <p className="asked-numbers">
          {w.asked}: <AskedNumbers asked={check.asked} />
        </p>
      )}
      <FollowUpLine key={check.record} check={check} />
      <Answer screen={check.screen} line={check.id} lead={lead} actions={actions} focus={focus} />
      {registering && (
        <RegisterDialog check={check} onClose={(asked) => {
          setRegistering(false);
          if (asked) took(asked);
        }} />
      )}
    </>
  );
}

// 照会番号: the card becomes a 診察券 (the guide's merit 7).
function RegisterDialog({ check, onClose }: { check: Check;
  onClose: (asked: Asked | undefined) => void }) {
  const words = useWords();
  const w = words.counter.checks;
  const say = useBoth();
  const step = useStep();
  const [number, setNumber] = useState("");
  const [failed, setFailed] = useState<Screen>();
  const send = () => void step.run(async () => {
    const asked = await post<Asked>(`/api/checks/${check.id}/reference-number`,
      { reference_number: number });
    if (isFailed(asked)) setFailed(asked.failed);
    else onClose(asked);
  });
  return (
    <FormDialog title={w.register} submit={w.registerNow} busy={step.busy}
      onClose={() => onClose(undefined)} onSubmit={send}>
      <p>{w.registerLead(check.name)}</p>
      <TextField label={words.counter.referenceNumber} hint={w.registerHint} value={number} required
        maxLength={50} onValue={setNumber} error={failed && say(failed.next)} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
