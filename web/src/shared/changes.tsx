// Columns as people read them, and two versions side by side.
import type { ReactNode } from "react";
import { isDay } from "./dates";
import { useWords, wordOf } from "./language";
import { Count, Day, Grouped, Month } from "./show";

const numbers = new Set(["PublicExpenseNumber", "BeneficiaryNumber",
  "DesignatedMedicalInstitutionCode", "PrescriptionIssuerMedicalInstitutionCode",
  "MedicalInstitutionCode"]);
const hidden = new Set(["UpdatedAt", "OfficeCode", "PersonLinkKey", "id", "recipient_key", "state",
  "cursor", "version", "warnings"]);

export function useColumnValue(): (column: string, value: unknown) => ReactNode {
  const words = useWords();
  return (column, raw) => {
    const value = raw === undefined || raw === null ? "" : String(raw);
    if (value === "") return "–";
    const table = words.codes[column];
    if (table) return wordOf(table, value);
    if (numbers.has(column)) return <Grouped value={value} />;
    if (column === "MedicalTreatmentMonth") return <Month value={value} />;
    if (column === "SelfPayAmount" && /^\d+$/.test(value)) return <Yen value={value} />;
    if (isDay(value) && /Date|date|until/.test(column)) return <Day value={value} />;
    return value;
  };
}

export function Yen({ value }: { value?: string }) {
  const words = useWords();
  if (!value || !/^\d+$/.test(value)) return <>{value || "–"}</>;
  return (
    <span className="nowrap">
      <Count value={Number(value)} />
      {words.ticket.yen}
    </span>
  );
}

type Version = Record<string, unknown> | undefined;

// Which columns differ; a version that is absent differs in everything it has not.
export function differing(before: Version, after: Version): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].filter((name) => {
    if (hidden.has(name)) return false;
    const old = before?.[name] ?? "";
    const now = after?.[name] ?? "";
    return typeof old !== "object" && typeof now !== "object" && String(old) !== String(now);
  });
}

interface SideBySideProps {
  before: Version;
  after: Version;
  beforeLabel?: string;
  afterLabel?: string;
  caption: string;
}

export function SideBySide(props: SideBySideProps) {
  const words = useWords();
  const value = useColumnValue();
  const names = differing(props.before, props.after);
  if (names.length === 0) return <p className="hint">{words.person.noDifference}</p>;
  return (
    <table className="table table-small side-by-side">
      <caption className="visually-hidden">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.common.item}</th>
          <th scope="col">{props.beforeLabel ?? words.common.before}</th>
          <th scope="col">{props.afterLabel ?? words.common.after}</th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">{wordOf(words.fields, name)}</th>
            <td className="old">{value(name, props.before?.[name])}</td>
            <td className="new">{value(name, props.after?.[name])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
