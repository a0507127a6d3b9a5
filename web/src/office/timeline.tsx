// The intervals of assistance as a picture (start or resumption to suspension or abolition), with the
// same in words beside it.
import { addMonths, today } from "../shared/dates";
import { useWords, wordOf } from "../shared/language";
import { Day, Empty, State } from "../shared/show";
import type { Interval } from "../shared/types";

const width = 640;
const place = (day: string, from: string, to: string): number => {
  const days = (text: string) => Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1,
    Number(text.slice(6, 8))) / 86_400_000;
  const span = Math.max(1, days(to) - days(from));
  return Math.max(0, Math.min(width, ((days(day) - days(from)) / span) * width));
};

function yearsBetween(from: string, to: string): string[] {
  const first = Number(from.slice(0, 4)) + 1;
  const last = Number(to.slice(0, 4));
  const step = Math.max(1, Math.ceil((last - first + 1) / 8));
  const years: string[] = [];
  for (let year = first; year <= last; year += step) years.push(String(year));
  return years;
}

export function IntervalTimeline({ intervals }: { intervals: Interval[] }) {
  const words = useWords();
  if (intervals.length === 0) return <Empty title={words.person.noIntervals} />;
  const sorted = [...intervals].sort((a, b) => (a.QualificationDate < b.QualificationDate ? -1 : 1));
  const now = today();
  const first = sorted[0]?.QualificationDate ?? now;
  const ends = sorted.map((one) => one.DisqualificationDate).filter(Boolean);
  const last = [now, ...ends, ...sorted.map((one) => one.QualificationDate)].sort().at(-1) ?? now;
  const from = `${addMonths(first.slice(0, 6), -1)}01`;
  const to = `${addMonths(last.slice(0, 6), 2)}01`;
  return (
    <div className="timeline">
      <svg viewBox={`-4 0 ${width + 8} 62`} role="img" aria-label={words.person.timelineLabel}>
        <line x1="0" x2={width} y1="24" y2="24" className="timeline-base" />
        {yearsBetween(from, to).map((year) => {
          const x = place(`${year}0101`, from, to);
          return (
            <g key={year}>
              <line x1={x} x2={x} y1="8" y2="44" className="timeline-year" />
              <text x={x + 4} y="58" className="timeline-text">{year}</text>
            </g>
          );
        })}
        {sorted.map((one, at) => {
          const x = place(one.QualificationDate, from, to);
          const end = place(one.DisqualificationDate || to, from, to);
          return (
            <g key={at}>
              <rect x={x} y="14" width={Math.max(3, end - x)} height="20" rx="3"
                className={one.DisqualificationDate ? "timeline-past" : "timeline-now"} />
              <circle cx={x} cy="24" r="4" className="timeline-start" />
              {one.DisqualificationDate && (
                <path d={`M${end - 4} 20l8 8m0-8l-8 8`} className="timeline-end" />
              )}
            </g>
          );
        })}
        <line x1={place(now, from, to)} x2={place(now, from, to)} y1="4" y2="46"
          className="timeline-today" />
      </svg>
      <ol className="interval-list">
        {[...sorted].reverse().map((one, at) => (
          <li key={at}>
            <State sign={one.DisqualificationDate && one.DisqualificationDate <= now ? "invalid" :
              one.QualificationDate > now ? "waiting" : "valid"}>
              <span className="wrap">
                <Day value={one.QualificationDate} />{words.ticket.to}
                {one.DisqualificationDate ? (
                  <>
                    <Day value={one.DisqualificationDate} />{" "}
                    {wordOf(words.codes.LossKind ?? {}, one.LossKind)}
                    {one.ReasonOfLoss &&
                      words.person.reason(wordOf(words.codes.ReasonOfLoss ?? {}, one.ReasonOfLoss))}
                  </>
                ) : (
                  words.person.going
                )}
              </span>
            </State>
          </li>
        ))}
      </ol>
    </div>
  );
}
