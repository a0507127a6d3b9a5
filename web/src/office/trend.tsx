import { monthShort } from "../shared/dates";
import { useSpeaking } from "../shared/language";

const wide = 22;
const high = 34;

// Days a month over the last months: a column each, its number above it.
export function Trend({ points, name }: { points: { month: string; days: number }[];
  name: string }) {
  const { language, words } = useSpeaking();
  if (points.length === 0) return <>–</>;
  const text = points.map((one) => `${monthShort(one.month, language)} ${one.days}`).join(", ");
  return (
    <svg className="trend" role="img" aria-label={words.log.trendOf(name, text)}
      width={points.length * wide} height={high + 28} viewBox={`0 0 ${points.length * wide} ${
        high + 28}`}>
      <line x1="0" x2={points.length * wide} y1={high + 13} y2={high + 13}
        className="timeline-base" />
      {points.map((one, at) => {
        const height = (Math.min(31, one.days) / 31) * high;
        const x = at * wide + wide / 2;
        return (
          <g key={one.month}>
            <rect x={x - 6} width="12" y={high + 13 - height} height={height} rx="1.5"
              className={at === points.length - 1 ? "trend-now" : "trend-past"} />
            <text x={x} y={high + 9 - height} className="trend-text">{one.days}</text>
            <text x={x} y={high + 25} className="trend-text">
              {Number(one.month.slice(4))}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
