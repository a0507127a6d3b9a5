import { useEffect, useState } from "react";
import { post } from "../shared/api";
import { Yen } from "../shared/changes";
import { DayField, SelectField, TextField, type Option } from "../shared/forms";
import { useDebounced } from "../shared/hooks";
import { useWords } from "../shared/language";
import { MonthPicker } from "../shared/month";
import { useSaid } from "../shared/said";
import { Grouped, Month, Period } from "../shared/show";
import type { Ticket, Warning } from "../shared/types";
import { InstitutionField } from "./institution";
import { columnOf, treatmentAt, withMonth, withTreatment, type Checked, type TicketFields } from "./ticket";

interface TicketFormProps {
  fields: TicketFields;
  onChange: (part: TicketFields) => void;
  seen?: number;
  checkFirst?: boolean; // ask the server while typing whether something speaks against it
  fixed?: boolean; // month and institution are given by what is answered
}

export function TicketForm({ fields, onChange, seen, checkFirst = true, fixed }: TicketFormProps) {
  const words = useWords();
  const checked = useCheck(fields, seen, checkFirst);
  const said = useSaid();
  const errorOf = (place: string) => {
    const error = checked.errors?.find((one) => one.field === place);
    return error && said(error);
  };
  const text = (name: string, optional = true) => (
    <TextField key={name} label={words.fields[name] ?? name} optional={optional}
      value={fields[name] ?? ""} error={errorOf(name)} maxLength={200}
      onValue={(value) => onChange({ [name]: value })} />
  );
  const choice = (name: string) => (
    <SelectField key={name} label={words.fields[name] ?? name} value={fields[name] ?? ""}
      error={errorOf(name)} options={optionsOf(words.codes[name] ?? {}, fields[name])}
      onValue={(value) => onChange({ [name]: value })} />
  );
  const pharmacy = fields.MedicalTreatmentType === "04";
  return (
    <>
      <div className="form-grid">
        <SelectField label={words.fields.MedicalTreatmentType ?? ""}
          value={fields.MedicalTreatmentType ?? ""} error={errorOf("MedicalTreatmentType")}
          note={words.codes.TicketType?.[fields.TicketType ?? "01"]}
          options={treatmentOptions(words)}
          onValue={(value) => onChange(withTreatment(value))} />
        <div className="field">
          <span className="label">{words.fields.MedicalTreatmentMonth}</span>
          {fixed ? (
            <p className="fixed-value"><Month value={fields.MedicalTreatmentMonth} /></p>
          ) : (
            <MonthPicker value={fields.MedicalTreatmentMonth ?? ""}
              onValue={(month) => onChange(withMonth(fields, month))} />
          )}
          <p className="understood">{words.ticket.monthHint}</p>
        </div>
        <DayField label={words.fields.MedicalTicketValidDate ?? ""} required
          value={fields.MedicalTicketValidDate ?? ""} error={errorOf("MedicalTicketValidDate")}
          onValue={(value) => onChange({ MedicalTicketValidDate: value })} />
        <DayField label={words.fields.MedicalTicketExpirationDate ?? ""} required
          value={fields.MedicalTicketExpirationDate ?? ""}
          error={errorOf("MedicalTicketExpirationDate")}
          onValue={(value) => onChange({ MedicalTicketExpirationDate: value })} />
        {!fixed && <InstitutionField label={words.fields.DesignatedMedicalInstitutionName ?? ""}
          code={fields.DesignatedMedicalInstitutionCode ?? ""}
          name={fields.DesignatedMedicalInstitutionName ?? ""}
          error={errorOf("DesignatedMedicalInstitutionCode")}
          onValue={(code, name) => onChange({ DesignatedMedicalInstitutionCode: code,
            DesignatedMedicalInstitutionName: name, ...treatmentAt(code) })} />}
        {fixed && (
          <div className="field">
            <span className="label">{words.fields.DesignatedMedicalInstitutionName}</span>
            <p className="fixed-value">{fields.DesignatedMedicalInstitutionName}</p>
            <p className="understood">
              <Grouped value={fields.DesignatedMedicalInstitutionCode} />
            </p>
          </div>
        )}
        {pharmacy && (
          <InstitutionField label={words.fields.PrescriptionIssuerMedicalInstitutionName ?? ""}
            optional code={fields.PrescriptionIssuerMedicalInstitutionCode ?? ""}
            name={fields.PrescriptionIssuerMedicalInstitutionName ?? ""}
            error={errorOf("PrescriptionIssuerMedicalInstitutionCode")}
            onValue={(code, name) => onChange({ PrescriptionIssuerMedicalInstitutionCode: code,
              PrescriptionIssuerMedicalInstitutionName: name })} />
        )}
        <TextField label={`${words.fields.SelfPayAmount}（${words.ticket.yen}）`}
          value={fields.SelfPayAmount ?? ""} inputMode="numeric" maxLength={8}
          error={errorOf("SelfPayAmount")}
          onValue={(value) => onChange({
            SelfPayAmount: value.normalize("NFKC").replace(/[^\d]/g, "") })} />
        {choice("SingleOrCombinedUse")}
        {text("InjuryName1")}
        {text("InjuryName2")}
        {text("InjuryName3")}
      </div>
      <details className="more">
        <summary>{words.ticket.moreFields}</summary>
        <div className="form-grid">
          {["StatusOfSocialInsurance", "StatusOfInfecton", "StatusOfElderlyMedicalCare",
            "StatusOfPrefecturalExpenses"].map(choice)}
          {["DistrictContactName", "HandlingContactName", "Remarks1", "Remarks2", "Remarks3"]
            .map((name) => text(name))}
        </div>
      </details>
      <div aria-live="polite">
        <Warnings list={checked.errors} kind="error" />
        <Warnings list={checked.warnings} kind="warning" />
      </div>
    </>
  );
}

export const treatmentOptions = (words: ReturnType<typeof useWords>) =>
  optionsOf(words.codes.MedicalTreatmentType ?? {}, "02");

function optionsOf(table: Record<string, string>, value: string | undefined): Option[] {
  const options = Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)) as Option[];
  return value ? options : [["", "–"], ...options];
}

function useCheck(fields: TicketFields, seen: number | undefined, on: boolean): Checked {
  const [checked, setChecked] = useState<Checked>({});
  const text = useDebounced(JSON.stringify(fields), 350);
  useEffect(() => {
    if (!on) return;
    const asked = JSON.parse(text) as TicketFields;
    if (!asked.DesignatedMedicalInstitutionCode) {
      setChecked({});
      return;
    }
    const abort = new AbortController();
    post<Checked>("/api/tickets", { fields: asked, seen, check: true }, { signal: abort.signal })
      .then(setChecked)
      .catch(() => undefined); // sending the form will say what is wrong
    return () => abort.abort();
  }, [text, seen, on]);
  return checked;
}

export function Warnings({ list, kind }: { list?: Warning[]; kind: "warning" | "error" }) {
  const words = useWords();
  const said = useSaid();
  if (!list?.length) return null;
  return (
    <ul className={`notice notice-${kind} warnings`}
      aria-label={kind === "error" ? words.ticket.errors : words.ticket.warnings}>
      {list.map((one, at) => (
        <li key={at}>
          {said(one)} <span className="code">{one.code}</span>
        </li>
      ))}
    </ul>
  );
}

// A ticket in one line: kind, institution, period, self-pay.
export function TicketLine({ ticket }: { ticket?: Ticket }) {
  const words = useWords();
  if (!ticket) return <>–</>;
  const column = (name: string) => columnOf(ticket, name);
  const issuer = column("PrescriptionIssuerMedicalInstitutionName");
  return (
    <span className="ticket-line">
      <span>
        <span className="tag">
          {words.codes.MedicalTreatmentType?.[column("MedicalTreatmentType")] ?? "–"}
        </span>{" "}
        {column("DesignatedMedicalInstitutionName") ||
          <Grouped value={column("DesignatedMedicalInstitutionCode")} />}
      </span>
      <span className="soft">
        <Period from={column("MedicalTicketValidDate")}
          to={column("MedicalTicketExpirationDate")} />
        {issuer && <span> {words.ticket.issuer(issuer)}</span>}
      </span>
    </span>
  );
}

export function SelfPay({ ticket }: { ticket?: Ticket }) {
  return <Yen value={columnOf(ticket, "SelfPayAmount")} />;
}

export function TicketMonth({ ticket }: { ticket: Ticket }) {
  return <Month value={columnOf(ticket, "MedicalTreatmentMonth")} />;
}
