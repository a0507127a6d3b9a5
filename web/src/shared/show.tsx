// Small things that are read: days, instants, numbers, names, states, problems.
import { Fragment, type ReactNode } from "react";
import type { Problem } from "./api";
import { ageOn, dayShort, dayText, instantFull, instantText, isDay, monthText, today, westernDay }
  from "./dates";
import { useSpeaking, useWords } from "./language";
import { useSaid } from "./said";

// 令和6年7月1日, the western date on hover and in print.
export function Day({ value, none = "–", short = false }: { value?: string; none?: string;
  short?: boolean }) {
  const { language } = useSpeaking();
  if (!value) return <>{none}</>;
  if (!isDay(value)) return <>{value}</>;
  const western = westernDay(value);
  return (
    <time className="day" dateTime={western} title={western} data-western={western}>
      {short ? dayShort(value, language) : dayText(value, language)}
    </time>
  );
}

// 令和6年7月1日〜7月31日: the year once when both ends share it.
export function Period({ from, to }: { from?: string; to?: string }) {
  const { language, words } = useSpeaking();
  const same = from !== undefined && to !== undefined && isDay(to) &&
    from.slice(0, 4) === to.slice(0, 4) && language === "ja";
  return (
    <span className="nowrap">
      <Day value={from} />
      {words.ticket.to}
      {same ? (
        <time className="day" dateTime={westernDay(to)} title={westernDay(to)}
          data-western={westernDay(to)}>
          {Number(to.slice(4, 6))}月{Number(to.slice(6, 8))}日
        </time>
      ) : (
        <Day value={to} none="" />
      )}
    </span>
  );
}

export function Month({ value }: { value?: string }) {
  const { language } = useSpeaking();
  if (!value) return <>–</>;
  const western = `${value.slice(0, 4)}-${value.slice(4, 6)}`;
  return (
    <time className="day" dateTime={western} title={western}>
      {monthText(value, language)}
    </time>
  );
}

export function Birthdate({ value }: { value?: string }) {
  const words = useWords();
  if (!value) return <>–</>;
  return (
    <span className="nowrap">
      <Day value={value} />
      {isDay(value) && words.person.age(ageOn(value, today()))}
    </span>
  );
}

export function Instant({ value }: { value?: string }) {
  const { language } = useSpeaking();
  if (!value) return <>–</>;
  const full = instantFull(value);
  return (
    <time className="nowrap tabular" dateTime={value} title={full}>
      {instantText(value, language)}
    </time>
  );
}

const groupings: Record<number, number[]> = { 8: [4, 4], 7: [3, 4], 10: [2, 1, 4, 3] };

// `1200 0001`: grouped by space that is drawn, not typed, so that a copy holds no blanks.
export function Grouped({ value }: { value?: string }) {
  if (!value) return <>–</>;
  const sizes = groupings[value.length];
  if (!sizes || !/^\d+$/.test(value)) return <span className="tabular">{value}</span>;
  let at = 0;
  return (
    <span className="grouped tabular">
      {sizes.map((size) => {
        const part = value.slice(at, at + size);
        at += size;
        return <span key={at}>{part}</span>;
      })}
    </span>
  );
}

export function Count({ value }: { value: number }) {
  return <span className="tabular">{value.toLocaleString("en-US")}</span>;
}

// Kana above the name.
export function PersonName({ name, kana }: { name?: string; kana?: string }) {
  return (
    <span className="person-name">
      {kana && <span className="kana">{kana.normalize("NFKC")}</span>}
      <span className="kanji">{name || "–"}</span>
    </span>
  );
}

export type Sign = "valid" | "unregistered" | "invalid" | "none" | "waiting";
const signText: Record<Sign, string> = {
  valid: "○",
  unregistered: "○!",
  invalid: "×",
  none: "–",
  waiting: "…",
};

// The one vocabulary of states: sign, colour and words always together.
export function State({ sign, children }: { sign: Sign; children: ReactNode }) {
  return (
    <span className={`state state-${sign}`}>
      <span className="state-sign" aria-hidden="true">
        {signText[sign]}
      </span>
      <span>{children}</span>
    </span>
  );
}

// What happened, what to do next, and the code in small type that can be copied.
export function ProblemBox({ problem, again }: { problem?: Problem; again?: () => void }) {
  const { language, words } = useSpeaking();
  const said = useSaid();
  if (!problem) return null;
  const english = language === "en";
  const next = (english && problem.next_en) || problem.next;
  return (
    <div className="notice notice-error" role="alert">
      <p className="notice-title">{(english && problem.message_en) || problem.message}</p>
      {next && <p>{next}</p>}
      {problem.problems && problem.problems.length > 0 && (
        <ul className="bullets">
          {problem.problems.slice(0, 20).map((one, at) => (
            <li key={at}>
              {one.field && words.fields[one.field] ? `${words.fields[one.field]}: ` : ""}
              {said(one)} <span className="code">{one.code}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="code">
        {words.common.code}: <span className="copyable">{problem.code}</span>
      </p>
      {again && (
        <button type="button" className="button button-second" onClick={again}>
          {words.common.again}
        </button>
      )}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 48 48" width="40" height="40" aria-hidden="true" className="empty-picture">
        <rect x="9" y="6" width="30" height="36" rx="3" />
        <path d="M16 16h16M16 23h16M16 30h9" />
      </svg>
      <p className="empty-title">{title}</p>
      {children && <div className="empty-text">{children}</div>}
    </div>
  );
}

export function Loading() {
  const words = useWords();
  return (
    <p className="loading" role="status">
      <span className="loading-dot" aria-hidden="true" />
      {words.common.loading}
    </p>
  );
}

// A list of terms and values, two columns on paper and screen.
export function Facts({ items }: { items: [string, ReactNode][] }) {
  return (
    <dl className="facts">
      {items.map(([term, value]) => (
        <Fragment key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
