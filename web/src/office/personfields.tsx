import { DayField, SelectField, TextField, type Option } from "../shared/forms";
import { useWords } from "../shared/language";
import type { Columns } from "../shared/types";

interface PersonFieldsProps {
  fields: Columns;
  change: (part: Columns) => void;
  errorOf: (place: string) => string | undefined;
  starting?: boolean; // a new person: also the keys and the first day
}

const digits = (value: string) => value.normalize("NFKC").replace(/[^\d]/g, "");

export function PersonFields({ fields, change, errorOf, starting }: PersonFieldsProps) {
  const words = useWords();
  const text = (name: string, optional = false, numeric = false, length = 100) => (
    <TextField key={name} label={words.fields[name] ?? name} optional={optional}
      required={!optional} value={fields[name] ?? ""} error={errorOf(name)} maxLength={length}
      inputMode={numeric ? "numeric" : undefined}
      onValue={(value) => change({ [name]: numeric ? digits(value) : value })} />
  );
  const sexes: Option[] = [["", "–"],
    ...(Object.entries(words.codes.Sex1 ?? {}) as Option[])];
  return (
    <div className="form-grid">
      {text("NameKana")}
      {text("Name")}
      <DayField label={words.fields.Birthdate ?? ""} required value={fields.Birthdate ?? ""}
        error={errorOf("Birthdate")} onValue={(value) => change({ Birthdate: value })} />
      <SelectField label={words.fields.Sex1 ?? ""} required options={sexes}
        value={fields.Sex1 ?? ""} error={errorOf("Sex1")}
        onValue={(value) => change({ Sex1: value })} />
      {text("PublicExpenseNumber", false, true, 12)}
      {text("BeneficiaryNumber", false, true, 12)}
      {text("PostNumber", true, false, 8)}
      {text("Address", true, false, 200)}
      {text("NameOfOther", true)}
      {text("NameOfOtherKana", true)}
      <DayField label={words.fields.QualificationDate ?? ""} required
        value={fields.QualificationDate ?? ""} error={errorOf("QualificationDate")}
        onValue={(value) => change({ QualificationDate: value })} />
      {starting && text("RecipientKey", true, false, 64)}
      {starting && text("PersonLinkKey", true, false, 64)}
    </div>
  );
}
