// Visits without a ticket: what to call about, what came, what billing must hear.
import { useEffect, useState } from "react";
import { post, saveAs, withQuery } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { CheckField, DayField, RadioField, TextArea, TextField, type Option }
  from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { Count, Day, Empty, Facts, Grouped, Instant, Month, Period, PersonName, ProblemBox, State,
  type Sign } from "../shared/show";
import { RowTable, type Column } from "../shared/table";
import { WordSaid } from "./followupline";
import type { FollowUp, FollowUpDetail, FollowUpList } from "./followuptypes";

const groups = ["open", "billing", "settled", "all"] as const;
type Group = (typeof groups)[number];
const renew_ms = 10_000;
const sending_ms = 2_000;

const signs: Record<string, Sign> = { open: "unregistered", promised: "waiting", paper: "valid",
  declined: "invalid", registered: "valid", closed: "none" };

// `item`: the line that another page leads to.
export function FollowUpsPage({ item }: { item?: string }) {
  const words = useWords();
  const w = words.followup;
  const [group, setGroup] = useState<Group>(item ? "all" : "open");
  const [chosenId, setChosen] = useState<number | undefined>(item ? Number(item) : undefined);
  const load = useLoad<FollowUpList>(withQuery("/api/followups", { group }));
  const save = useStep();
  // What an office replies, and what a ticket settles, comes by itself.
  const { reload } = load;
  useEffect(() => {
    const timer = setInterval(reload, renew_ms);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <>
      <div className="page-head">
        <h1>{w.title}</h1>
        <div className="head-actions no-print">
          <button type="button" className="button button-second button-small" disabled={save.busy}
            onClick={() => void save.run(() => saveAs("GET",
              withQuery("/api/followups.csv", { group }), "madoguchi-followups.csv"))}>
            {w.csv}
          </button>
        </div>
      </div>
      <p className="soft">{w.lead}</p>
      <ProblemBox problem={save.problem} />
      <Loaded load={load}>
        {(list) => (
          <>
            <div className="toolbar">
              <div className="segments" role="group" aria-label={w.state}>
                {groups.map((one) => (
                  <button key={one} type="button" aria-pressed={group === one}
                    onClick={() => setGroup(one)}>
                    {wordOf(w.groups, one)}{" "}
                    {one !== "all" && <Count value={list.counts[one]} />}
                  </button>
                ))}
              </div>
            </div>
            {list.items.length === 0 ? (
              <Empty title={w.empty}>{w.emptyText}</Empty>
            ) : (
              <Listed items={list.items} chosenId={chosenId} onChoose={setChosen}
                onChanged={load.reload} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Listed({ items, chosenId, onChoose, onChanged }: { items: FollowUp[];
  chosenId: number | undefined; onChoose: (id: number) => void; onChanged: () => void }) {
  const words = useWords();
  const chosen = items.find((one) => one.id === chosenId) ?? items[0];
  return (
    <div className="split">
      <RowTable caption={words.followup.title} columns={columnsOf(words)} rows={items}
        keyOf={(row) => String(row.id)} chosen={chosen && String(chosen.id)}
        onChoose={(row) => onChoose(row.id)} />
      {chosen && <Detail key={chosen.id} row={chosen} onChanged={onChanged} />}
    </div>
  );
}

function columnsOf(words: ReturnType<typeof useWords>): Column<FollowUp>[] {
  const w = words.followup;
  return [
    { name: "state", head: w.state, cell: (row) => (
      <span className="stack">
        <State sign={signs[row.state] ?? "none"}>{wordOf(w.states, row.state)}</State>
        {row.urgency !== "none" && (
          <span className="tag tag-urgent">{wordOf(w.urgencies, row.urgency)}</span>
        )}
        {row.answered_alike && <span className="tag">{w.answeredAlike}</span>}
        {row.billing === "tell" && <span className="tag tag-urgent">{w.billingTell}</span>}
      </span>
    ) },
    { name: "person", head: w.person, cell: (row) => <Whose item={row} short /> },
    { name: "visit", head: w.visit, cell: (row) => (
      <span className="stack">
        {row.day ? <Day value={row.day} short /> : <Month value={row.month} />}
        <span className="soft">{wordOf(w.way, row.way)}</span>
      </span>
    ) },
    { name: "office", head: w.office, cell: (row) => (
      <span className="stack">
        <span>{row.office || "–"}</span>
        {row.call && <span className="telephone">{row.telephone}</span>}
      </span>
    ) },
    { name: "planned", head: w.planned, cell: (row) => (
      <Day value={row.expected || row.planned} short />
    ) },
  ];
}

function Whose({ item, short = false }: { item: FollowUp; short?: boolean }) {
  const w = useWords().followup;
  return item.person.Name ? (
    <PersonName name={item.person.Name} kana={item.person.NameKana} />
  ) : (
    <span className="stack">
      <span className="soft">{short ? w.unnamedShort : w.unnamed}</span>
      <Grouped value={item.asked?.InsuredIdentificationNumber} />
    </span>
  );
}

type Asking = "call" | "put-away";

function Detail({ row, onChanged }: { row: FollowUp; onChanged: () => void }) {
  const words = useWords();
  const w = words.followup;
  const path = `/api/followups/${row.id}`;
  const load = useLoad<FollowUpDetail>(path);
  // What changed in the list by itself has changed here, too.
  const { reload } = load;
  useEffect(() => reload(), [reload, row.state, row.billing, row.last_at, row.call]);
  // A call that is on its way to the center changes nothing of the list when it arrives.
  const underWay = load.data?.calls.some((call) => call.sent === "waiting") ?? false;
  useEffect(() => {
    if (!underWay) return;
    const timer = setInterval(reload, sending_ms);
    return () => clearInterval(timer);
  }, [underWay, reload]);
  const [asking, setAsking] = useState<Asking>();
  const step = useStep();
  const act = (what: string, body: object = {}) => void step.run(async () => {
    await post(`${path}/${what}`, body);
    load.reload();
    onChanged();
  });
  const close = (done: boolean) => {
    setAsking(undefined);
    if (!done) return;
    load.reload();
    onChanged();
  };
  return (
    <aside className="panel detail" aria-label={w.detail}>
      <Loaded load={load}>
        {(item) => (
          <>
            <h2><Whose item={item} /></h2>
            <State sign={signs[item.state] ?? "none"}>{wordOf(w.states, item.state)}</State>
            {item.blocks_claim && (
              <div className="notice notice-warning">
                <p>{w.warning}</p>
                {item.answered_alike ? (
                  <>
                    <p className="notice-title">{w.answeredAlike}</p>
                    <WordSaid word={item.answered_alike} />
                    <p>{w.answeredAlikeNext}</p>
                  </>
                ) : item.word ? <WordSaid word={item.word} /> :
                  !item.call && <p className="soft">{w.callDone}</p>}
              </div>
            )}
            <div className="detail-actions">
              {item.state !== "registered" && (
                <button type="button"
                  className={`button ${item.call ? "button-main" : "button-second"}`}
                  onClick={() => setAsking("call")}>
                  {w.call}
                </button>
              )}
              {item.billing === "tell" && (
                <button type="button" className="button button-main" disabled={step.busy}
                  onClick={() => act("billing")}>
                  {w.billingDone}
                </button>
              )}
              {item.blocks_claim && (
                <button type="button" className="button button-second"
                  onClick={() => setAsking("put-away")}>
                  {w.putAway}
                </button>
              )}
              {(item.state === "closed" || item.state === "declined") && (
                <button type="button" className="button button-second" disabled={step.busy}
                  onClick={() => act("take-up")}>
                  {w.takeUp}
                </button>
              )}
            </div>
            <ProblemBox problem={step.problem} />
            <VisitFacts item={item} />
            <Candidates item={item} onConfirm={(body) => act("confirm", body)} busy={step.busy} />
            <CallsMade item={item} />
            <History item={item} onSeparate={() => act("separate")} />
            {asking === "call" && <CallDialog item={item} onClose={close} />}
            {asking === "put-away" && <PutAwayDialog item={item} onClose={close} />}
          </>
        )}
      </Loaded>
    </aside>
  );
}

function VisitFacts({ item }: { item: FollowUpDetail }) {
  const words = useWords();
  const w = words.followup;
  const ticket = item.ticket?.PublicExpenseResultList?.[0];
  return (
    <>
      <Facts items={[
        [w.visit, item.day ? <Day key="d" value={item.day} /> :
          <Month key="d" value={item.month} />],
        [w.office, <span key="o" className="stack">
          <span>{item.office || "–"}</span>
          <span className="telephone">{item.telephone}</span>
        </span>],
        [w.planned, <Day key="p" value={item.expected || item.planned} none={w.plannedNone} />],
        [w.reference, item.person.ReferenceNumber || "–"],
        ...(item.asked ? [[w.asked, <span key="n" className="stack">
          <Grouped value={item.asked.InsurerNumber} />
          <Grouped value={item.asked.InsuredIdentificationNumber} />
        </span>] as [string, React.ReactNode]] : []),
        [w.record, `${item.record}（${w.times(item.times)}）`],
      ]} />
      {item.message && <p className="soft">{item.message}</p>}
      {item.ticket && ticket && (
        <section aria-label={w.ticket}>
          <h3>{w.ticket}</h3>
          <Facts items={[
            [w.payer, <Grouped key="i"
              value={item.ticket.InsurerNumber} />],
            [w.number, <Grouped key="n"
              value={item.ticket.InsuredIdentificationNumber} />],
            [w.period, <Period key="p" from={ticket.MedicalTicketValidDate}
              to={ticket.MedicalTicketExpirationDate} />],
            ["", wordOf(w.ticketBy, item.ticket_by?.by)],
          ]} />
        </section>
      )}
      {item.changed && (
        <div className="notice notice-info">
          <p className="notice-title">{w.changed}: {item.changed.title?.ja}</p>
          <p>{item.changed.next?.ja}</p>
          {item.changed.differences.length > 0 && (
            <p>{w.changedDifference(item.changed.differences.length)}</p>
          )}
        </div>
      )}
    </>
  );
}

function Candidates({ item, onConfirm, busy }: { item: FollowUpDetail; busy: boolean;
  onConfirm: (body: object) => void }) {
  const w = useWords().followup;
  return (
    <>
      {item.candidates.length > 0 && (
        <section aria-label={w.candidates}>
          <h3>{w.candidates}</h3>
          <p className="hint">{w.candidatesHint}</p>
          <ul className="plain">
            {item.candidates.map((one) => (
              <li key={one.key} className="row">
                <PersonName name={one.Name} kana={one.NameKana} />
                <Period from={one.from} to={one.to} />
                <button type="button" className="button button-second button-small"
                  disabled={busy} onClick={() => onConfirm({ key: one.key })}>
                  {w.candidateConfirm}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {item.look_alikes.length > 0 && (
        <section aria-label={w.alike}>
          <h3>{w.alike}</h3>
          <ul className="plain">
            {item.look_alikes.map((one) => (
              <li key={one.id} className="row">
                <Day value={one.day} />
                <span>{wordOf(w.states, one.state)}</span>
                <button type="button" className="button button-second button-small"
                  disabled={busy} onClick={() => onConfirm({ same: one.id })}>
                  {w.alikeConfirm}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function CallsMade({ item }: { item: FollowUpDetail }) {
  const w = useWords().followup;
  if (item.calls.length === 0) return null;
  return (
    <section className="call" aria-label={w.callTitle}>
      <h3>{w.callTitle}</h3>
      {item.calls.map((call, at) => (
        <Facts key={at} items={[
          [w.callAnswer, wordOf(w.callAnswers, call.answer)],
          ["", <Instant key="t" value={call.at} />],
          [w.callOffice, call.office_person || "–"],
          [w.callStaff, call.staff],
          ...(call.text ? [[w.callText, call.text] as [string, string]] : []),
          ["", <span key="s" className="soft">
            {wordOf(w.callSent, call.sent)}{call.problem && ` ${call.problem}`}
          </span>],
        ]} />
      ))}
    </section>
  );
}

function History({ item, onSeparate }: { item: FollowUpDetail; onSeparate: () => void }) {
  const w = useWords().followup;
  const linked = item.events.some((one) => one.kind === "confirmed" ||
    one.kind === "confirmed_same");
  return (
    <details>
      <summary>{w.history}</summary>
      <ol className="plain">
        {item.events.map((one, at) => (
          <li key={at}>
            <Instant value={one.at} /> {wordOf(w.events, one.kind)}
            {one.who && <span className="soft"> {one.who}</span>}
            {one.content.earlier !== undefined && <span className="soft"> {w.earlier}</span>}
          </li>
        ))}
      </ol>
      {linked && (
        <button type="button" className="button button-second button-small" onClick={onSeparate}>
          {w.separate}
        </button>
      )}
    </details>
  );
}

interface DialogProps {
  item: FollowUpDetail;
  onClose: (done: boolean) => void;
}

const options = (table: Record<string, string>) => Object.entries(table) as Option[];
const noCall = { kind: "call", answer: "", office_person: "", expected_date: "", paper: false,
  issuer_code: "", issuer_name: "", text: "" };

function CallDialog({ item, onClose }: DialogProps) {
  const w = useWords().followup;
  const [value, setValue] = useState(noCall);
  const set = (part: Partial<typeof noCall>) => setValue((old) => ({ ...old, ...part }));
  const step = useStep();
  const dispensing = value.kind === "dispensing_ticket";
  const send = () => void step.run(async () => {
    const filled = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== ""));
    await post(`/api/followups/${item.id}/call`,
      dispensing ? { ...filled, answer: value.answer || "none" } : filled);
    onClose(true);
  });
  return (
    <FormDialog title={w.callTitle} onClose={() => onClose(false)} onSubmit={send}
      busy={step.busy} submit={w.callSave}>
      <p className="whose">
        <Whose item={item} />
        <span>{item.office} <span className="telephone">{item.telephone}</span></span>
      </p>
      <RadioField label={w.callKind} name="kind" value={value.kind} options={options(w.callKinds)}
        onValue={(kind) => set({ kind })} />
      <RadioField label={w.callAnswer} name="answer" value={value.answer} required={!dispensing}
        options={options(w.callAnswers).filter(([code]) => code !== "none" || dispensing)}
        onValue={(answer) => set({ answer })} />
      <TextField label={w.callOffice} optional value={value.office_person} maxLength={60}
        onValue={(office_person) => set({ office_person })} />
      <DayField label={w.callExpected} optional value={value.expected_date}
        onValue={(expected_date) => set({ expected_date })} />
      <CheckField label={w.callPaper} checked={value.paper} onValue={(paper) => set({ paper })} />
      {dispensing && (
        <>
          <TextField label={w.callIssuerCode} optional inputMode="numeric"
            value={value.issuer_code} onValue={(issuer_code) => set({ issuer_code })} />
          <TextField label={w.callIssuerName} optional value={value.issuer_name} maxLength={60}
            onValue={(issuer_name) => set({ issuer_name })} />
        </>
      )}
      <TextArea label={w.callText} optional value={value.text} maxLength={400}
        onValue={(text) => set({ text })} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}

function PutAwayDialog({ item, onClose }: DialogProps) {
  const w = useWords().followup;
  const [reason, setReason] = useState("");
  const step = useStep();
  return (
    <FormDialog title={w.putAwayTitle} onClose={() => onClose(false)} busy={step.busy}
      submit={w.putAway} onSubmit={() => void step.run(async () => {
        await post(`/api/followups/${item.id}/put-away`, { reason });
        onClose(true);
      })}>
      <p className="whose"><Whose item={item} /></p>
      <TextArea label={w.putAwayReason} hint={w.putAwayHint} value={reason} required
        maxLength={200} onValue={setReason} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}

