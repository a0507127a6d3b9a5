// Where and when somebody was treated, and operations. Names of diseases are never shown.
import { useWords, wordOf } from "../shared/language";
import { Day, Empty, Month } from "../shared/show";
import { RowTable } from "../shared/table";
import type { Diagnosis, Operations } from "./historytypes";

export function VisitsView({ diagnosis }: { diagnosis: Diagnosis }) {
  const words = useWords();
  const w = words.counter.history;
  if (diagnosis.visits.length === 0 && diagnosis.treatments.length === 0) {
    return <Empty title={w.noVisits} />;
  }
  return (
    <>
      <section aria-label={w.visits}>
        <h2>{w.visits}</h2>
        <RowTable caption={w.visits} rows={newestFirst(diagnosis.visits)} keyOf={(row) => String(row.row)}
          columns={[
            { name: "month", head: w.month, cell: (row) => <Month value={row.month} /> },
            { name: "institution", head: w.institution, cell: (row) =>
              row.institution_name || row.institution_code },
            { name: "kind", head: w.visitKind, cell: (row) => wordOf(w.visitKinds, row.kind) },
            { name: "days", head: w.visitDays, className: "number", cell: (row) =>
              <span className="tabular">{row.days || "–"}</span> },
          ]} />
      </section>
      <section aria-label={w.treatments}>
        <h2>{w.treatments}</h2>
        <RowTable caption={w.treatments} rows={newestFirst(diagnosis.treatments)}
          keyOf={(row) => String(row.row)} columns={[
            { name: "month", head: w.month, cell: (row) => <Month value={row.month} /> },
            { name: "name", head: w.treatment, cell: (row) =>
              row.known ? row.name : w.unknownCode(row.code) },
            { name: "days", head: w.day, cell: (row) => <Days days={row.days} /> },
            { name: "times", head: w.times, className: "number", cell: (row) =>
              <span className="tabular">{row.times ?? "–"}</span> },
            { name: "institution", head: w.institution, cell: (row) => row.institution_name },
          ]} />
      </section>
    </>
  );
}

export function OperationsView({ operations }: { operations: Operations }) {
  const words = useWords();
  const w = words.counter.history;
  if (operations.operations.length === 0) return <Empty title={w.noOperations} />;
  return (
    <RowTable caption={w.operations} rows={newestFirst(operations.operations)}
      keyOf={(row) => String(row.row)} columns={[
        { name: "month", head: w.month, cell: (row) => <Month value={row.month} /> },
        { name: "days", head: w.day, cell: (row) => <Days days={row.days} /> },
        { name: "name", head: w.operation, cell: (row) => (
          <span className="stack">
            <span>{row.known ? row.name : w.unknownCode(row.code)}</span>
            {row.anaesthesia && <span className="soft">{w.anaesthesia}</span>}
          </span>
        ) },
        { name: "institution", head: w.institution, cell: (row) => row.institution_name },
      ]} />
  );
}

// As doctors read it: this month above, the lines of one month as they came.
function newestFirst<Row extends { month: string }>(rows: Row[]): Row[] {
  return [...rows].sort((a, b) => b.month.localeCompare(a.month));
}

function Days({ days }: { days: string[] }) {
  if (days.length === 0) return <>–</>;
  return (
    <span className="stack">
      {days.map((day) => <Day key={day} value={day} />)}
    </span>
  );
}
