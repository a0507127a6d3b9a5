// Medication: what was taken when, as a chart by month and ingredient; doubles; every line.
import { useState } from "react";
import { useSpeaking, useWords, wordOf } from "../shared/language";
import { monthShort } from "../shared/dates";
import { Day, Empty, Period } from "../shared/show";
import { RowTable } from "../shared/table";
import type { Duplicate, Ingredient, Medication } from "./historytypes";

const days_in_month_max = 31;
const months_shown_max = 24;

export function MedicationView({ medication }: { medication: Medication }) {
  const words = useWords();
  const w = words.counter.history;
  if (medication.lines.length === 0) return <Empty title={w.noMedication} />;
  return (
    <>
      <Duplicates medication={medication} />
      <Chart medication={medication} />
      <section aria-label={w.lines}>
        <h2>{w.lines}</h2>
        <RowTable caption={w.lines} rows={[...medication.lines].sort((a, b) =>
          (b.day || b.month).localeCompare(a.day || a.month))} keyOf={(row) => String(row.row)}
          columns={[
            { name: "day", head: w.day, cell: (row) => <Day value={row.day} none={row.month} /> },
            { name: "drug", head: w.drug, cell: (row) => (
              <span className="stack">
                <span>{row.drug_name}</span>
                <span className="soft">
                  {row.known ? row.ingredient_name : w.unknownCode(row.drug_code)}
                </span>
              </span>
            ) },
            { name: "amount", head: w.amount, cell: (row) => (
              <span className="stack">
                <span className="tabular">{row.quantity}{row.unit}</span>
                {row.usage && <span className="soft">{row.usage}</span>}
              </span>
            ) },
            { name: "days", head: w.days, className: "number", cell: (row) =>
              <span className="tabular">{row.days}</span> },
            { name: "who", head: w.issuer, cell: (row) => (
              <span className="stack">
                <span>{row.issuer_name || "–"}</span>
                {row.dispenser_name && <span className="soft">{row.dispenser_name}</span>}
              </span>
            ) },
            { name: "source", head: w.source, cell: (row) => wordOf(w.sources, row.source) },
          ]} />
      </section>
    </>
  );
}

// Rows by ingredient, columns by month; the bar and the number say for how many days.
function Chart({ medication }: { medication: Medication }) {
  const { language, words } = useSpeaking();
  const w = words.counter.history;
  const [all, setAll] = useState(false);
  const months = all ? medication.months : medication.months.slice(-months_shown_max);
  return (
    <section>
      <div className="panel-head">
        <h2>{w.chart}</h2>
        {medication.months.length > months_shown_max && (
          <button type="button" className="button button-second button-small no-print"
            aria-pressed={all} onClick={() => setAll((old) => !old)}>
            {w.allMonths(medication.months.length)}
          </button>
        )}
      </div>
      <div className="table-frame" role="region" tabIndex={0} aria-label={w.chart}>
        <table className="table drug-chart">
          <caption className="visually-hidden">{w.chart}</caption>
          <thead>
            <tr>
              <th scope="col">{w.ingredient}</th>
              {months.map((month) => (
                <th key={month} scope="col" className="drug-month">
                  {month.endsWith("01") || month === months[0] ? (
                    <span className="drug-year">{month.slice(0, 4)}</span>
                  ) : null}
                  {monthShort(month, language)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {medication.ingredients.map((one) => (
              <tr key={one.code || one.name}>
                <th scope="row" className="drug-name">
                  {one.name}
                  {!one.known && <span className="code"> {one.code}</span>}
                  {one.class_name && <span className="soft">{one.class_name}</span>}
                </th>
                {months.map((month) => (
                  <td key={month} className="drug-cell">
                    <Bar days={daysIn(one, month)} unit={w.dayUnit} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const daysIn = (one: Ingredient, month: string) =>
  one.months.find((found) => found.month === month)?.days ?? 0;

function Bar({ days, unit }: { days: number; unit: string }) {
  if (days === 0) return <span className="visually-hidden">0{unit}</span>;
  return (
    <span className="drug-bar">
      <svg viewBox={`0 0 ${days_in_month_max} 6`} width="36" height="8" aria-hidden="true"
        preserveAspectRatio="none">
        <rect className="drug-bar-back" x="0" y="0" width={days_in_month_max} height="6" />
        <rect className="drug-bar-days" x="0" y="0" height="6"
          width={Math.min(days, days_in_month_max)} />
      </svg>
      <span className="tabular">{days}<span className="visually-hidden">{unit}</span></span>
    </span>
  );
}

function Duplicates({ medication }: { medication: Medication }) {
  const words = useWords();
  const w = words.counter.history;
  if (medication.duplicates.length === 0) {
    return <p className="soft">{w.noDuplicates}</p>;
  }
  const now = medication.duplicates.filter((one) => one.now);
  return (
    <section className={now.length > 0 ? "notice notice-warning" : "panel"}
      aria-label={w.duplicates}>
      <h2>{w.duplicates}</h2>
      <ul className="bullets">
        {[...now, ...medication.duplicates.filter((one) => !one.now)].map((one, at) => (
          <li key={at} data-strength={one.strength}>
            <strong>{one.name}</strong> <span className="tag">{wordOf(w.strengths, one.strength)}
            </span>{" "}
            <Period from={one.from} to={one.to} /> {one.now ? w.now : w.past}
            <br />
            <span className="soft">{whoGave(one, medication)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function whoGave(one: Duplicate, medication: Medication): string {
  const given = one.lines.map((place) => medication.lines[place])
    .filter((line) => line !== undefined)
    .map((line) => `${line.drug_name}（${line.issuer_name || line.issuer_code || "–"}）`);
  return [...new Set(given)].join(" / ");
}
