// The card reader at the counter: what lies there, who waits for staff at the patient's screen, and
// reading a card here when there is no such screen.
import { useEffect, useState } from "react";
import { get, post, withQuery } from "../shared/api";
import { FormDialog, Dialog } from "../shared/dialog";
import { CheckField, RadioField, TextField } from "../shared/forms";
import { useStep } from "../shared/hooks";
import { useSpeaking, useWords, wordOf } from "../shared/language";
import { useMay } from "../shared/session";
import { ProblemBox, State } from "../shared/show";
import type { Check } from "./types";

interface CardState {
  version: number;
  reader: "off" | "no_service" | "missing" | "ready";
  card: "none" | "readable" | "foreign" | "unreadable" | "several";
  code: string;
  card_number: number;  // another one: another card lies there
  line: string;
  line_en: string;
  tries_left?: number;
}

interface ScreenState {
  version: number;
  offered: boolean;
  kinds: string[];
  without_signature: boolean;  // also asked of whom staff confirm by sight or face
  paired?: boolean;
  staff_wanted?: boolean;
  screen?: string;
  card_number?: number;
}

const wait_s = 25;
const retry_ms = 3_000;

// What stands at an address, each change at once. Nothing while it cannot be asked.
function useFollowed<T extends { version: number }>(path: string | null): T | undefined {
  const [state, setState] = useState<T>();
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    const { signal } = abort;
    const follow = async () => {
      let known: number | undefined;
      while (!signal.aborted) {
        try {
          const next: T = await get<T>(known === undefined ? path
            : withQuery(path, { after: known, wait_s }), { signal });
          // What never changes must not be asked in a hurry.
          if (next.version === 0 && known === 0) await pause(retry_ms);
          known = next.version;
          setState(next);
        } catch {
          if (signal.aborted) return;
          known = undefined;
          setState(undefined);
          await pause(retry_ms);
        }
      }
    };
    void follow();
    return () => abort.abort();
  }, [path]);
  return state;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// `onRead`: the record of what was read; undefined: it comes by itself.
export function ReaderPanel({ onRead }: { onRead: (record?: string) => void }) {
  const { language, words } = useSpeaking();
  const w = words.reader;
  const may = useMay();
  const card = useFollowed<CardState>(may("verify") ? "/api/card/state" : null);
  const [reading, setReading] = useState(false);
  const there = card !== undefined && card.reader !== "off";
  const screen = useFollowed<ScreenState>(there && may("consent") ? "/api/patient-screen" : null);
  if (!card || !there) return null;
  const readable = card.reader === "ready" && card.card === "readable";
  const sign = card.code === "" ? "valid" : card.card === "none" && card.reader === "ready"
    ? "none" : "unregistered";
  return (
    <section className="panel reader no-print" aria-label={w.title}>
      <h2>{w.title}</h2>
      <p role="status" className="reader-line">
        <State sign={sign}>
          <span className="counter-state">{language === "ja" ? card.line : card.line_en}</span>
        </State>
        {card.tries_left !== undefined && <span className="soft">{w.tries(card.tries_left)}</span>}
        {card.code !== "" && card.code !== "E4015" && <span className="code">{card.code}</span>}
      </p>
      {screen?.staff_wanted && <Confirm screen={screen} onRead={onRead} />}
      {screen && (
        <div className="reader-actions">
          <button type="button" className="button button-second" disabled={!readable}
            onClick={() => setReading(true)}>
            {w.read}
          </button>
        </div>
      )}
      {screen?.offered && <PatientScreen screen={screen} />}
      {reading && screen && (
        <ReadDialog key={card.card_number} screen={screen} cardNumber={card.card_number}
          locked={card.tries_left === 0} onClose={(read) => {
          setReading(false);
          if (read !== undefined) onRead(read);
        }} />
      )}
    </section>
  );
}

// Somebody stands at the patient's screen and chose staff, or has a locked PIN.
function Confirm({ screen, onRead }: { screen: ScreenState; onRead: () => void }) {
  const w = useWords().reader;
  const step = useStep();
  const confirm = (mode: string) => void step.run(async () => {
    await post("/api/patient-screen/confirm", { mode, card_number: screen.card_number });
    onRead();
  });
  return (
    <div className="notice notice-warning" role="alert">
      <p className="notice-title">{w.waiting}</p>
      <p>{w.waitingNext}</p>
      <div className="reader-actions">
        <button type="button" className="button button-main" disabled={step.busy}
          onClick={() => confirm("visual")}>
          {w.confirmVisual}
        </button>
        <button type="button" className="button button-second" disabled={step.busy}
          onClick={() => confirm("face")}>
          {w.confirmFace}
        </button>
      </div>
      <ProblemBox problem={step.problem} />
    </div>
  );
}

function PatientScreen({ screen }: { screen: ScreenState }) {
  const w = useWords().reader;
  const [asking, setAsking] = useState<"pair" | "unpair">();
  return (
    <div className="reader-screen">
      <p>
        <span className="soft">{w.screen}: </span>
        {screen.paired ? wordOf(w.screens, screen.screen ?? "") : w.unpaired}
      </p>
      <div className="reader-actions">
        <button type="button" className="button button-second button-small"
          onClick={() => setAsking("pair")}>
          {w.pair}
        </button>
        {screen.paired && (
          <button type="button" className="button button-second button-small"
            onClick={() => setAsking("unpair")}>
            {w.unpair}
          </button>
        )}
      </div>
      {asking === "pair" && <PairDialog onClose={() => setAsking(undefined)} />}
      {asking === "unpair" && <UnpairDialog onClose={() => setAsking(undefined)} />}
    </div>
  );
}

// The address holds a code that is good once; it is asked for when the dialog opens.
function PairDialog({ onClose }: { onClose: () => void }) {
  const w = useWords().reader;
  const step = useStep();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    void step.run(async () => {
      const told = await post<{ address: string }>("/api/patient-screen/pair");
      setAddress(told.address);
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <Dialog title={w.pair} onClose={onClose}>
      <div className="dialog-body">
        <p>{w.pairLead}</p>
        <ProblemBox problem={step.problem} />
        {address && (
          <>
            <p className="reader-address"><code>{address}</code></p>
            <p>
              <a className="button button-main" href={address} target="_blank"
                rel="noopener noreferrer" onClick={onClose}>
                {w.pairOpen}
              </a>
            </p>
          </>
        )}
      </div>
    </Dialog>
  );
}

function UnpairDialog({ onClose }: { onClose: () => void }) {
  const w = useWords().reader;
  const step = useStep();
  const send = () => void step.run(async () => {
    await post("/api/patient-screen/unpair");
    onClose();
  });
  return (
    <FormDialog title={w.unpair} submit={w.unpair} busy={step.busy} danger onClose={onClose}
      onSubmit={send}>
      <p>{w.unpairLead}</p>
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}

// At the counter itself. What the patient does not say yes to is sent as a no; another card begins
// anew, with nothing of the one before.
function ReadDialog({ screen, cardNumber, locked, onClose }: { screen: ScreenState;
  cardNumber: number; locked: boolean; onClose: (record?: string) => void }) {
  const w = useWords().reader;
  const step = useStep();
  const [mode, setMode] = useState(locked ? "visual" : "pin");
  const [pin, setPin] = useState("");
  const [given, setGiven] = useState<string[]>([]);
  const [malformed, setMalformed] = useState(false);
  const byPin = mode === "pin";
  const kinds = byPin || screen.without_signature ? screen.kinds : [];
  const send = () => {
    if (byPin && !/^[0-9]{4}$/.test(pin)) {
      setMalformed(true);
      return;
    }
    setMalformed(false);
    const typed = pin;
    setPin("");
    void step.run(async () => {
      const consents = kinds.map((kind) => ({ kind, given: given.includes(kind) }));
      const read = await post<{ record: string }>("/api/card/read",
        { mode, consents, card_number: cardNumber, ...(byPin && { pin: typed }) });
      onClose(read.record);
    });
  };
  const chosen = (kind: string, yes: boolean) =>
    setGiven((old) => yes ? [...old, kind] : old.filter((one) => one !== kind));
  return (
    <FormDialog title={w.readTitle} submit={w.readNow} busy={step.busy}
      onClose={() => onClose()} onSubmit={send}>
      <RadioField label={w.mode} name="mode" value={mode} onValue={setMode}
        hint={byPin ? undefined : screen.without_signature ? w.modeHintAsked : w.modeHint}
        options={["pin", "visual", "face"].map((one) => [one, w.modes[one] ?? one])} />
      {kinds.length > 0 && (
        <fieldset className="field">
          <legend className="label">{w.consents}</legend>
          {kinds.map((kind) => (
            <CheckField key={kind} label={w.kinds[kind] ?? kind} checked={given.includes(kind)}
              onValue={(yes) => chosen(kind, yes)} />
          ))}
        </fieldset>
      )}
      {byPin && (
        <TextField label={w.pin} hint={w.pinHint} type="password" inputMode="numeric"
          autoComplete="off" maxLength={4} value={pin} required onValue={setPin}
          error={malformed ? w.pinForm : undefined} />
      )}
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}

// Of the person on the chosen line; the line is asked again, so that it shows what holds.
export function Withdraw({ check, onDone }: { check: Check; onDone: () => void }) {
  const w = useWords().reader;
  const may = useMay();
  const step = useStep();
  const [asking, setAsking] = useState(false);
  if (!may("consent")) return null;
  const kinds = check.screen.consents.filter((one) => one.given).map((one) => one.kind)
    .filter((kind) => kind in w.kinds);
  if (kinds.length === 0) return null;
  const send = () => void step.run(async () => {
    await post(`/api/checks/${check.id}/withdraw`, { kinds });
    setAsking(false);
    onDone();
  });
  return (
    <>
      <button type="button" className="button button-second" onClick={() => setAsking(true)}>
        {w.withdraw}
      </button>
      {asking && (
        <FormDialog title={w.withdraw} submit={w.withdraw} busy={step.busy} danger
          onClose={() => setAsking(false)} onSubmit={send}>
          <p>{w.withdrawLead}</p>
          <p>{kinds.map((kind) => w.kinds[kind]).join("、")}</p>
          <ProblemBox problem={step.problem} />
        </FormDialog>
      )}
    </>
  );
}
