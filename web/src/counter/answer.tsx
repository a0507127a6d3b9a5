// One answer, as the ministry's guide draws it: its fields in its order, 「－」 where withheld, then
// one line that says what to do next. Nothing is judged here.
import { Fragment, useEffect, useRef, type ReactNode } from "react";
import { useSpeaking, useWords } from "../shared/language";
import { Birthdate, Grouped, State } from "../shared/show";
import type { Both, Rare, Screen, ScreenField, ScreenTicket } from "./types";

const withheld = "－";
const grouped = new Set(["InsurerNumber", "InsuredIdentificationNumber"]);

export function useBoth(): (both: Both) => string {
  const { language } = useSpeaking();
  return (both) => both[language];
}

// Characters that a font may lack: by code and in words, never only a box.
export function RareNotes({ rare }: { rare?: Rare[] }) {
  const say = useBoth();
  const words = useWords();
  if (!rare || rare.length === 0) return null;
  return (
    <ul className="rare" aria-label={words.counter.rare}>
      {rare.map((one) => (
        <li key={one.code}>
          <span className="rare-character">{one.character}</span>
          <span className="code">{one.code}</span> {say(one)}
        </li>
      ))}
    </ul>
  );
}

function Value({ field }: { field: ScreenField }): ReactNode {
  const say = useBoth();
  const value = say(field.value);
  if (!value) return withheld;
  if (grouped.has(field.name)) return <Grouped value={field.raw.trim()} />;
  if (field.name === "Birthdate") return <Birthdate value={field.raw} />;
  if (field.name !== "Name") return value;
  return (
    <span className="answer-name">
      {field.kana && <span className="kana">{field.kana.normalize("NFKC")}</span>}
      <span className="kanji">{value}</span>
      {field.other && (
        <span className="soft">
          （{field.other}{field.other_kana ? ` ${field.other_kana.normalize("NFKC")}` : ""}）
        </span>
      )}
    </span>
  );
}

function Lines({ lines }: { lines: ScreenField[][] }) {
  const say = useBoth();
  return (
    <>
      {lines.map((line, at) => (
        <dl className="answer-line" key={at}>
          {line.map((field, place) => (
            <div key={`${field.name}${place}`} className="answer-field" data-field={field.name}>
              <dt>{say(field.label)}</dt>
              <dd>
                <Value field={field} />
                <RareNotes rare={field.rare} />
              </dd>
            </div>
          ))}
        </dl>
      ))}
    </>
  );
}

function Ticket({ ticket }: { ticket: ScreenTicket }) {
  const say = useBoth();
  return (
    <div className="answer-ticket">
      <Lines lines={ticket.lines} />
      {ticket.more.length > 0 && (
        <dl className="answer-line answer-more">
          {ticket.more.map((field, at) => (
            <Fragment key={at}>
              <div className="answer-field" data-field={field.name}>
                <dt>{say(field.label)}</dt>
                <dd>{say(field.value)}</dd>
              </div>
            </Fragment>
          ))}
        </dl>
      )}
    </div>
  );
}

// `lead`: what stands on top beside the state (who, when); `actions`: buttons below.
// `line`: of the day's list; `focus`: somebody just asked for it and reads on here, by keys too.
export function Answer({ screen, line, lead, actions, focus = false }: { screen: Screen;
  line?: number; lead?: ReactNode; actions?: ReactNode; focus?: boolean }) {
  const own = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focus) own.current?.focus();
  }, [focus]);
  const say = useBoth();
  const words = useWords();
  return (
    <article ref={own} tabIndex={-1} className={`answer answer-${screen.sign}`}
      data-state={screen.state} data-line={line}
      aria-label={words.counter.answer}>
      <div className="answer-head">
        <p className="answer-state">
          <State sign={screen.sign}>{say(screen.headline)}</State>
        </p>
        {lead}
      </div>
      {screen.results.map((result) => (
        <section key={result.side} className="answer-result">
          {screen.results.length > 1 && (
            <h3>{result.side === "assistance" ? words.counter.assistance :
              words.counter.insurance}</h3>
          )}
          <Lines lines={result.lines} />
          {result.tickets.map((ticket, at) => <Ticket key={at} ticket={ticket} />)}
        </section>
      ))}
      {screen.notes.map((note, at) => <p className="answer-note" key={at}>{say(note)}</p>)}
      <div className="answer-next">
        <p>
          <span className="answer-next-label">{words.counter.next}</span> {say(screen.next)}
        </p>
        {screen.telephone && (
          <p>
            <a className="telephone tabular" href={`tel:${screen.telephone.replace(/[^\d+]/g, "")}`}>
              ☎ {screen.telephone}
            </a>
          </p>
        )}
        {screen.code && (
          <p className="code">
            {words.common.code}: <span className="copyable">{screen.code}</span>
          </p>
        )}
      </div>
      {actions}
    </article>
  );
}
