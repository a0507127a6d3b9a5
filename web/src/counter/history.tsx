// What a patient agreed to show to a doctor, dentist or pharmacist. Nothing of it is kept: it lives
// in this page's memory, and leaves it when the consent ends, the sign-in ends or the role changes.
import { useCallback, useEffect, useRef, useState } from "react";
import { get, post, problemOf, withQuery, type Problem } from "../shared/api";
import { useSpeaking, useWords, wordOf } from "../shared/language";
import { useSession, useSessionState } from "../shared/session";
import { Birthdate, Empty, Instant, Loading, Month, PersonName, ProblemBox, State }
  from "../shared/show";
import { BackToChecks } from "./crumbs";
import { CheckupsView } from "./historycheckups";
import { MedicationView } from "./historymedication";
import { historyKinds, type History, type HistoryKind } from "./historytypes";
import type { CheckRow } from "./types";
import { OperationsView, VisitsView } from "./historyvisits";

const tick_ms = 1_000;
const look_ms = 3_000;

// What may still be seen at `now`: a kind whose consent ended takes its content along.
function withoutEnded(history: History, now: number): History {
  const kinds = history.kinds.map((one) =>
    one.allowed && one.until && Date.parse(one.until) <= now
      ? { ...one, allowed: false, reason: "expired", message: undefined, message_en: undefined }
      : one);
  const may = (kind: HistoryKind) => kinds.some((one) => one.kind === kind && one.allowed);
  return {
    ...history,
    kinds,
    person: kinds.some((one) => one.allowed) ? history.person : undefined,
    medication: may("medication") ? history.medication : undefined,
    diagnosis: may("diagnosis") ? history.diagnosis : undefined,
    operation: may("operation") ? history.operation : undefined,
    health_checkups: may("health_checkups") ? history.health_checkups : undefined,
  };
}

// The answer, and by how much the clock of the server is ahead of this computer's.
interface Held {
  history: History;
  ahead_ms: number;
}
const now = (held: Held) => Date.now() + held.ahead_ms;

interface News {
  items: CheckRow[];
  last: number;
}
const newsBehind = (after: number, signal?: AbortSignal) =>
  get<News>(withQuery("/api/checks", { after }), { signal });

function useHistory(check: string, emergencyReason: string | undefined) {
  const [held, setHeld] = useState<Held>();
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  const seen = useRef(0);
  const { account, role } = useSession();
  const { expired } = useSessionState();
  const gone = expired;
  useEffect(() => {
    setHeld(undefined);
    setProblem(undefined);
    if (gone) return;
    const abort = new AbortController();
    const { signal } = abort;
    const ask = async () => {
      // First where the list stands, so that nothing behind it is missed.
      seen.current = (await newsBehind(Number.MAX_SAFE_INTEGER, signal)).last;
      return post<History>(`/api/history/${encodeURIComponent(check)}`,
        emergencyReason === undefined ? {} : { emergency_reason: emergencyReason }, { signal });
    };
    ask()
      .then((got) => {
        if (abort.signal.aborted) return;
        const ahead_ms = Date.parse(got.at) - Date.now();
        setHeld({ history: withoutEnded(got, Date.parse(got.at)), ahead_ms });
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemOf(error));
      });
    return () => abort.abort();
  }, [check, emergencyReason, round, gone, account, role]);
  // Consents end by instant, also while nobody touches the page.
  useEffect(() => {
    const timer = setInterval(() => setHeld((old) => {
      if (!old) return old;
      const left = withoutEnded(old.history, now(old));
      const same = left.kinds.every((one, at) => one === old.history.kinds[at]);
      return same ? old : { ...old, history: left };
    }), tick_ms);
    return () => clearInterval(timer);
  }, []);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  // A withdrawal at the counter changes this line, another read of the card is one of its own: what
  // may be seen is judged anew at once.
  const person = held?.history.person;
  const shown = held !== undefined && !gone;
  useEffect(() => {
    if (!shown) return;
    const timer = setInterval(() => {
      newsBehind(seen.current).then(({ items, last }) => {
        seen.current = Math.max(seen.current, last);
        if (items.some((one) => String(one.id) === check || (one.way === "reader" &&
          one.name === person?.name && one.birthdate === person.birthdate))) reload();
      }).catch((error: unknown) => {
        if (problemOf(error).status >= 400) reload(); // the right or the session is gone
      });
    }, look_ms);
    return () => clearInterval(timer);
  }, [shown, check, person?.name, person?.birthdate, reload]);
  return { held, problem, gone, reload };
}

export function HistoryPage({ check, emergencyReason }: { check: string;
  emergencyReason?: string }) {
  const words = useWords();
  const w = words.counter.history;
  const { held, problem, gone, reload } = useHistory(check, emergencyReason);
  const history = held?.history;
  const [chosen, setChosen] = useState<HistoryKind>("medication");
  const kind = history?.kinds.find((one) => one.kind === chosen);
  return (
    <>
      <BackToChecks />
      <div className="page-head">
        <h1>{emergencyReason === undefined ? w.title : words.emergency.title}</h1>
        {held && <Countdown held={held} says={emergencyReason === undefined ? w.left
          : words.emergency.left} />}
      </div>
      {gone && <Empty title={w.gone} />}
      <ProblemBox problem={problem} again={reload} />
      {!gone && !problem && !history && <Loading />}
      {history && (
        <>
          <Person history={history} />
          <div className="segments" role="group" aria-label={w.kinds}>
            {historyKinds.map((one) => {
              const state = history.kinds.find((found) => found.kind === one);
              return (
                <button key={one} type="button" aria-pressed={chosen === one}
                  onClick={() => setChosen(one)}>
                  {wordOf(w.kindNames, one)}
                  {state && !state.allowed && <span className="soft"> {w.notShown}</span>}
                </button>
              );
            })}
          </div>
          {kind && !kind.allowed && <Withheld reason={kind.reason} message={kind.message}
            message_en={kind.message_en} />}
          {chosen === "medication" && history.medication &&
            <MedicationView medication={history.medication} />}
          {chosen === "diagnosis" && history.diagnosis &&
            <VisitsView diagnosis={history.diagnosis} />}
          {chosen === "operation" && history.operation &&
            <OperationsView operations={history.operation} />}
          {chosen === "health_checkups" && history.health_checkups &&
            <CheckupsView checkups={history.health_checkups} />}
        </>
      )}
    </>
  );
}

function Person({ history }: { history: History }) {
  const { language, words } = useSpeaking();
  const w = words.counter.history;
  const age = history.data_age;
  return (
    <section className="panel history-person">
      {history.person && (
        <p className="row-tight">
          <PersonName name={history.person.name} kana={history.person.name_kana} />
          <span>{wordOf(words.codes.Sex1 ?? {}, history.person.sex)}</span>
          <Birthdate value={history.person.birthdate} />
        </p>
      )}
      <p className="soft">
        {w.seenAt} <Instant value={history.at} /> ・ {w.record} {history.record}
      </p>
      {age && (
        <p className="history-age">
          {(language === "en" ? age.text_en : age.text) ?? (
            <>{w.until} <Month value={age.last_month} /></>
          )}
        </p>
      )}
    </section>
  );
}

// Hours and minutes that the consent still lasts; the shortest of those that are shown.
function Countdown({ held, says }: { held: Held; says: (time: string) => string }) {
  const [at, setAt] = useState(() => now(held));
  useEffect(() => {
    const timer = setInterval(() => setAt(now(held)), tick_ms);
    return () => clearInterval(timer);
  }, [held]);
  const ends = held.history.kinds.filter((one) => one.allowed && one.until)
    .map((one) => Date.parse(one.until as string));
  if (ends.length === 0) return null;
  const left = Math.max(0, Math.min(...ends) - at);
  const minutes = Math.floor(left / 60_000);
  const text = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  return (
    <p className="consent-left tabular" role="timer">{says(text)}</p>
  );
}

function Withheld({ reason, message, message_en }: { reason: string; message?: string;
  message_en?: string }) {
  const { language, words } = useSpeaking();
  const w = words.counter.history;
  const told = (language === "en" ? message_en : message) || w.reasons[reason] ||
    w.reasons.other;
  return (
    <div className="history-withheld" data-reason={reason}>
      <State sign="none">{told}</State>
    </div>
  );
}
