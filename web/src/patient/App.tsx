// The screen at the reader: one question a screen, two big buttons, a picture of the card. It keeps
// nothing: what stands here is what the server says now.
import { useEffect, useState, type ReactNode } from "react";
import { follow, pairFromAddress, touch, type Link, type View } from "./desk";
import { ruby } from "./ruby";
import { languages, speech, type Speech } from "./speech";

export function App() {
  const [view, setView] = useState<View>();
  const [link, setLink] = useState<Link>("joining");
  useEffect(() => {
    const abort = new AbortController();
    void pairFromAddress()
      .catch(() => undefined)
      .then(() => follow(abort.signal, setView, (now) => {
        setLink(now);
        if (now !== "on") setView(undefined);
      }));
    return () => abort.abort();
  }, []);
  const language = view?.language ?? "ja";
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const say = speech[language] ?? speech.ja!;
  if (link === "unpaired") return <Whole title={say.unpaired} />;
  if (!view) return <Whole title={link === "joining" ? "" : say.down} />;
  const send = (body: object) => void touch(body).then((next) => next && setView(next));
  return (
    <div className="desk">
      <main className={`screen screen-${view.screen}`} key={`${view.screen}${view.question ?? ""}`}
        aria-live="polite">
        <Screen view={view} say={say} send={send} />
      </main>
      {view.screen !== "asking" && (
        <nav className="languages" aria-label={say.language}>
          {languages.map(([code, name]) => (
            <button key={code} type="button" lang={code} className="language"
              aria-pressed={code === language}
              onClick={() => send({ what: "language", language: code })}>
              {name}
            </button>
          ))}
        </nav>
      )}
    </div>
  );
}

type Send = (body: object) => void;
interface ScreenProps {
  view: View;
  say: Speech;
  send: Send;
}

function Screen({ view, say, send }: ScreenProps) {
  switch (view.screen) {
    case "start":
      return <Whole title={say.start} picture={<CardPicture moving />} />;
    case "way":
      return (
        <Question title={say.way} note={view.tries === undefined ? undefined :
          say.tries(view.tries)}>
          <Big onClick={() => send({ what: "pin" })} main>{ruby(say.wayPin)}</Big>
          <Big onClick={() => send({ what: "staff" })}>{ruby(say.wayStaff)}</Big>
        </Question>
      );
    case "consent":
      return <Consent view={view} say={say} send={send} />;
    case "pin":
      return <Pin key={view.version} view={view} say={say} send={send} />;
    case "staff":
      return (
        <Whole title={view.problem === "locked" ? say.problems.locked! : say.staff}
          picture={<CardPicture />}>
          <Back say={say} send={send} />
        </Whole>
      );
    case "asking":
      return <Whole title={say.asking} picture={<span className="waiting" aria-hidden="true" />} />;
    case "done":
      return (
        <Whole title={say.done} picture={<CardPicture out />}>
          {view.given.length > 0 ? (
            <p className="given">{ruby(say.given(view.given.map((one) =>
              say.questions[one]?.short ?? "")))}</p>
          ) : (
            <p className="given">{ruby(say.givenNone)}</p>
          )}
        </Whole>
      );
    case "take_card":
      return <Whole title={say.takeCard} picture={<CardPicture out />} />;
    case "problem":
      return (
        <Whole title={say.problems[view.problem] ?? say.problems.other!}
          picture={<CardPicture out />} />
      );
  }
}

function Consent({ view, say, send }: ScreenProps) {
  const question = say.questions[view.question ?? ""];
  if (!question) return null;
  const answer = (given: boolean) => send({ what: "answer", question: view.question, given });
  return (
    <Question title={question.ask} note={question.about}
      step={`${view.step ?? 1} / ${view.steps ?? 1}`}>
      <Big onClick={() => answer(true)}>{ruby(say.yes)}</Big>
      <Big onClick={() => answer(false)}>{ruby(say.no)}</Big>
      <div className="less">
        <Back say={say} send={send} />
        <button type="button" className="less-button"
          onClick={() => send({ what: "refuse_all" })}>
          {ruby(say.refuseAll)}
        </button>
      </div>
    </Question>
  );
}

// Four digits are sent at once; nothing of them is shown or kept.
function Pin({ view, say, send }: ScreenProps) {
  const [typed, setTyped] = useState("");
  const press = (digit: string) => {
    const next = typed + digit;
    if (next.length < 4) {
      setTyped(next);
      return;
    }
    setTyped("");
    send({ what: "enter", pin: next });
  };
  return (
    <Question title={say.pin} note={view.tries === undefined ? undefined : say.tries(view.tries)}
      alarm={view.problem === "wrong_pin" ? say.problems.wrong_pin : undefined}>
      <div className="pin">
        <p className="dots" role="img" aria-label={say.typed(typed.length)}>
          {[0, 1, 2, 3].map((at) => (
            <span key={at} className={at < typed.length ? "dot dot-full" : "dot"} />
          ))}
        </p>
        <div className="pad">
          {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => (
            <button key={digit} type="button" className="key" onClick={() => press(digit)}>
              {digit}
            </button>
          ))}
          <button type="button" className="key key-word" onClick={() => setTyped("")}>
            {ruby(say.clear)}
          </button>
          <button type="button" className="key" onClick={() => press("0")}>0</button>
          <Back say={say} send={send} />
        </div>
      </div>
      <button type="button" className="less-button" onClick={() => send({ what: "staff" })}>
        {ruby(say.wayStaff)}
      </button>
    </Question>
  );
}

function Back({ say, send }: { say: Speech; send: Send }) {
  return (
    <button type="button" className="less-button" onClick={() => send({ what: "back" })}>
      {ruby(say.back)}
    </button>
  );
}

function Big({ children, onClick, main }: { children: ReactNode; onClick: () => void;
  main?: boolean }) {
  return (
    <button type="button" className={main ? "big big-main" : "big"} onClick={onClick}>
      {children}
    </button>
  );
}

function Question({ title, note, step, alarm, children }: { title: string; note?: string;
  step?: string; alarm?: string; children: ReactNode }) {
  return (
    <>
      {step && <p className="step">{step}</p>}
      <h1>{ruby(title)}</h1>
      {alarm && <p className="alarm" role="alert">{ruby(alarm)}</p>}
      {note && <p className="note">{ruby(note)}</p>}
      <div className="answers">{children}</div>
    </>
  );
}

function Whole({ title, picture, children }: { title: string; picture?: ReactNode;
  children?: ReactNode }) {
  return (
    <div className="whole">
      {picture}
      <h1>{ruby(title)}</h1>
      {children}
    </div>
  );
}

// A card and a reader; no word on it.
function CardPicture({ moving, out }: { moving?: boolean; out?: boolean }) {
  return (
    <svg viewBox="0 0 200 130" className={`card-picture ${moving ? "card-moving" : ""}`}
      aria-hidden="true">
      <rect x="50" y="96" width="100" height="26" rx="6" className="reader" />
      <g className={out ? "card card-out" : "card"}>
        <rect x="58" y="22" width="84" height="54" rx="6" className="card-body" />
        <rect x="66" y="34" width="20" height="26" rx="2" className="card-face" />
        <rect x="94" y="36" width="38" height="5" className="card-line" />
        <rect x="94" y="48" width="30" height="5" className="card-line" />
        <rect x="118" y="60" width="14" height="10" rx="2" className="card-chip" />
      </g>
    </svg>
  );
}
