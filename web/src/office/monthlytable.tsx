import { useState } from "react";
import { differing, useColumnValue } from "../shared/changes";
import { lastDay } from "../shared/dates";
import { useWords, wordOf } from "../shared/language";
import { hrefOf } from "../shared/router";
import { useSaid } from "../shared/said";
import { Period, PersonName } from "../shared/show";
import type { MonthlyRow, Ticket } from "../shared/types";
import { SelfPay, TicketLine } from "./ticketform";

interface MonthlyTableProps {
  rows: MonthlyRow[];
  left: ReadonlySet<string>;
  toggle: (ids: string[], on: boolean) => void;
  publishable: (row: MonthlyRow) => boolean;
  onEdit?: (row: MonthlyRow) => void;
}

const shownAtOnce = 100;
const ofMonth = new Set(["id", "IssueNumber", "MedicalTreatmentMonth", "MedicalTicketValidDate",
  "MedicalTicketExpirationDate", "state", "cursor", "UpdatedAt"]);

export function MonthlyTable(props: MonthlyTableProps) {
  const { rows, left, toggle, publishable } = props;
  const words = useWords();
  const [shown, setShown] = useState(shownAtOnce);
  const able = rows.filter(publishable);
  const on = able.filter((row) => !left.has(row.id)).length;
  return (
    <>
      <div className="table-frame">
        <table className="table">
          <caption className="visually-hidden">{words.monthly.title}</caption>
          <thead>
            <tr>
              <td className="cell-check">
                <input type="checkbox" className="check" aria-label={words.monthly.chooseAll}
                  checked={able.length > 0 && on === able.length}
                  disabled={able.length === 0}
                  ref={(box) => {
                    if (box) box.indeterminate = on > 0 && on < able.length;
                  }}
                  onChange={(event) => toggle(able.map((row) => row.id), event.target.checked)} />
              </td>
              <th scope="col">{words.monthly.change}</th>
              <th scope="col">{words.work.person}</th>
              <th scope="col">{words.monthly.ticket}</th>
              <th scope="col" className="number">{words.fields.SelfPayAmount}</th>
              <th scope="col">{words.monthly.difference}</th>
              {props.onEdit && <td />}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => <Line key={row.id} row={row} {...props} />)}
          </tbody>
        </table>
      </div>
      <p className="soft">{words.common.shown(Math.min(shown, rows.length), rows.length)}</p>
      {shown < rows.length && (
        <button type="button" className="button button-second"
          onClick={() => setShown((old) => old + 400)}>
          {words.common.more}
        </button>
      )}
    </>
  );
}

function Line({ row, left, toggle, publishable, onEdit }: MonthlyTableProps &
  { row: MonthlyRow }) {
  const words = useWords();
  const able = publishable(row);
  return (
    <tr className={row.change === "held" ? "line-held" : undefined}>
      <td className="cell-check">
        <input type="checkbox" className="check" checked={able && !left.has(row.id)}
          disabled={!able} aria-label={words.monthly.choose(row.Name)}
          onChange={(event) => toggle([row.id], event.target.checked)} />
      </td>
      <td>
        <span className={`tag tag-${row.change}`}>{wordOf(words.monthlyChanges, row.change)}</span>
      </td>
      <td>
        <a className="row-link" href={hrefOf("people", row.recipient_key)}>
          <PersonName name={row.Name} kana={row.NameKana} />
        </a>
      </td>
      <td><TicketLine ticket={row.after ?? row.before} /></td>
      <td className="number"><SelfPay ticket={row.after ?? row.before} /></td>
      <td><Difference row={row} /></td>
      {onEdit && (
        <td className="no-print">
          <button type="button" className="button button-text" onClick={() => onEdit(row)}
            aria-label={words.monthly.editOf(row.Name)}>
            {words.common.edit}
          </button>
        </td>
      )}
    </tr>
  );
}

// A ticket that is not good for its whole month.
function partOfMonth(ticket: Ticket): { from: string; to: string } | undefined {
  const [from, to, month] = ["MedicalTicketValidDate", "MedicalTicketExpirationDate",
    "MedicalTreatmentMonth"].map((column) => String(ticket[column] ?? "")) as
    [string, string, string];
  return from === `${month}01` && to === lastDay(month) ? undefined : { from, to };
}

function Difference({ row }: { row: MonthlyRow }) {
  const words = useWords();
  const value = useColumnValue();
  const said = useSaid();
  if (row.held?.length) {
    return (
      <ul>
        {row.held.map((one) => (
          <li key={one.code}>{said(one)} <span className="code">{one.code}</span></li>
        ))}
      </ul>
    );
  }
  const names = row.change === "changed" && row.before && row.after
    ? differing(row.before, row.after).filter((name) => !ofMonth.has(name)) : [];
  const part = row.after && partOfMonth(row.after);
  if (names.length === 0 && !part && !row.notes?.length) return <span className="soft">–</span>;
  return (
    <ul>
      {part && (
        <li>
          <span className="soft">{words.monthly.period}</span>{" "}
          <Period from={part.from} to={part.to} />
        </li>
      )}
      {row.notes?.map((one) => (
        <li key={one.text} className="note-warning">{said(one)}</li>
      ))}
      {names.map((name) => (
        <li key={name}>
          <span className="soft">{wordOf(words.fields, name)}</span>{" "}
          <del>{value(name, row.before?.[name])}</del> <span aria-hidden="true">→</span>{" "}
          <ins>{value(name, row.after?.[name])}</ins>
        </li>
      ))}
    </ul>
  );
}
