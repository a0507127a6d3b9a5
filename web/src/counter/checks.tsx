// The counter's first page: asking by number, who was checked today, and the chosen answer.
import { useEffect, useRef, useState } from "react";
import { get, post, problemOf, type Problem } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { TextField } from "../shared/forms";
import { useKeys, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Day, Empty, Instant, Loading, PersonName, ProblemBox, State } from "../shared/show";
import { RowTable, type Column } from "../shared/table";
import { Answer, useBoth } from "./answer";
import { EmergencyLink } from "./emergency";
import { InquiryForm } from "./inquiry";
import { useChecks } from "./list";
import { ReaderPanel, Withdraw } from "./reader";
import { isFailed, type Asked, type Check, type CheckRow, type Screen } from "./types";

export function ChecksPage() {
  const words = useWords();
  const w = words.counter.checks;
  const { rows, problem } = useChecks();
  const [chosen, setChosen] = useState<number>();
  const [failed, setFailed] = useState<Screen>();
  // Asked here and not in the list yet: nobody else's answer stands in its place meanwhile.
  const [awaited, setAwaited] = useState<number>();
  const came = awaited !== undefined && rows?.some((one) => one.id === awaited);
  useEffect(() => {
    if (came) setAwaited(undefined);
  }, [came]);
  const waits = awaited !== undefined && !came;
  const chosenRow = rows?.find((one) => one.id === chosen) ??
    (failed || waits ? undefined : rows?.[0]);
  const took = (asked: Asked) => {
    if (isFailed(asked)) {
      setFailed(asked.failed);
      setChosen(undefined);
    } else {
      setFailed(undefined);
      setChosen(asked.id);
      setAwaited(asked.id);
    }
  };
  const choose = (row: CheckRow) => {
    setFailed(undefined);
    setAwaited(undefined);
    setChosen(row.id);
  };
  useKeys({
    n: (event) => {
      event.preventDefault();
      document.querySelector<HTMLInputElement>(".inquiry-first input")?.focus();
    },
    p: (event) => {
      event.preventDefault();
      window.print();
    },
  });
  return (
    <>
      <div className="page-head">
        <h1>{w.title}</h1>
      </div>
      <div className="counter">
        <div className="counter-left no-print">
          <ReaderPanel onRead={() => {
            setFailed(undefined);
            setChosen(undefined);
          }} />
          <InquiryForm onAsked={took} />
          <ProblemBox problem={problem} />
          {!rows && !problem && <Loading />}
          {rows && rows.length === 0 && <Empty title={w.empty}>{w.emptyText}</Empty>}
          {rows && rows.length > 0 && (
            <RowTable caption={w.list} rows={rows} keyOf={(row) => String(row.id)}
              columns={columnsOf(words)} chosen={chosenRow && String(chosenRow.id)}
              onChoose={choose} onOpen={choose} />
          )}
        </div>
        <div className="counter-right">
          {failed ? <Answer screen={failed} /> :
            chosenRow ? <CheckPanel key={chosenRow.id} row={chosenRow} /> :
              waits ? <Loading /> : <p className="soft counter-nothing">{w.choose}</p>}
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
      row.name ? <PersonName name={nameWithCodes(row)} kana={row.kana} />
        : <span className="soft">{words.counter.checks.nobody}</span> },
    { name: "at", head: words.counter.checks.at, cell: (row) => (
      <span className="stack">
        <Instant value={row.at} />
        <span className="soft">{wordOf(words.counter.ways, row.way)}</span>
      </span>
    ) },
  ];
}

// A character a font may lack is followed by its code.
function nameWithCodes(row: CheckRow): string {
  return row.rare.reduce((name, one) =>
    name.split(one.character).join(`${one.character}〔${one.code}〕`), row.name);
}

// The chosen line's answer; read anew when the line changes.
function CheckPanel({ row }: { row: CheckRow }) {
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
      <Answer screen={check.screen} line={check.id} lead={lead} actions={actions} />
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
