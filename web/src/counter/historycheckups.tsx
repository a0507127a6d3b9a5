// Specific health check-ups: results by date, and how each value went over the years.
import { useWords } from "../shared/language";
import { westernDay } from "../shared/dates";
import { Day, Empty } from "../shared/show";
import type { CheckupItem, Checkups } from "./historytypes";

const width = 180;
const height = 44;
const margin = 5;

export function CheckupsView({ checkups }: { checkups: Checkups }) {
  const words = useWords();
  const w = words.counter.history;
  if (checkups.checkups.length === 0) return <Empty title={w.noCheckups} />;
  const codes = [...new Map(checkups.checkups.flatMap((one) => one.items)
    .map((item) => [item.code, item])).values()];
  return (
    <>
      <section aria-label={w.trends}>
        <h2>{w.trends}</h2>
        <div className="trends">
          {checkups.trends.map((one) => (
            <figure key={one.code} className="panel trend">
              <figcaption>{one.name} {one.unit && <span className="soft">{one.unit}</span>}
              </figcaption>
              <Trend points={one.points.map((point) => ({ date: point.date,
                value: Number(point.value) }))} label={one.name} />
            </figure>
          ))}
        </div>
      </section>
      <section>
        <h2>{w.checkups}</h2>
        <div className="table-frame" role="region" tabIndex={0} aria-label={w.checkups}>
          <table className="table">
            <caption className="visually-hidden">{w.checkups}</caption>
            <thead>
              <tr>
                <th scope="col">{w.item}</th>
                {checkups.checkups.map((one) => (
                  <th key={one.row} scope="col">
                    <Day value={one.date} />
                    <span className="soft">{one.organization}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {codes.map((item) => (
                <tr key={item.code}>
                  <th scope="row">{item.name}</th>
                  {checkups.checkups.map((one) => (
                    <td key={one.row} className="tabular">
                      <ItemValue item={one.items.find((found) => found.code === item.code)} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

function ItemValue({ item }: { item?: CheckupItem }) {
  if (!item) return <>–</>;
  return (
    <>
      {item.value_name || item.value} {item.unit && <span className="soft">{item.unit}</span>}
      {item.judgement && <span className="tag">{item.judgement}</span>}
    </>
  );
}

// A line over time; every point is also written, so that the picture alone carries nothing.
function Trend({ points, label }: { points: { date: string; value: number }[]; label: string }) {
  const known = points.filter((point) => Number.isFinite(point.value));
  if (known.length === 0) return null;
  const values = known.map((point) => point.value);
  const times = known.map((point) => Date.parse(westernDay(point.date)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const x = (at: number) => last === first ? width / 2 :
    margin + ((at - first) / (last - first)) * (width - 2 * margin);
  const y = (value: number) => high === low ? height / 2 :
    height - margin - ((value - low) / (high - low)) * (height - 2 * margin);
  const places = known.map((point, at) => [x(times[at] ?? first), y(point.value)] as const);
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} className="trend-picture" role="img"
        aria-label={`${label}: ${values.join(", ")}`}>
        <polyline points={places.map((place) => place.join(",")).join(" ")} />
        {places.map(([cx, cy], at) => <circle key={at} cx={cx} cy={cy} r="3" />)}
      </svg>
      <p className="soft tabular">
        {known.map((point, at) => (
          <span key={at}>
            {at > 0 && " → "}
            <span className="one-line">{westernDay(point.date).slice(0, 7)} {point.value}</span>
          </span>
        ))}
      </p>
    </>
  );
}
