// Fields with their label, hint and error tied together for readers of any kind.
import { useEffect, useId, useRef, useState, type InputHTMLAttributes, type ReactNode }
  from "react";
import { dayText, parseDay, westernDay } from "./dates";
import { useSpeaking, useWords } from "./language";

interface FieldProps {
  label: string;
  hint?: string;
  error?: string;
  optional?: boolean;
  className?: string;
}

interface Tied {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

function Field(props: FieldProps & { children: (tied: Tied) => ReactNode; extra?: ReactNode }) {
  const words = useWords();
  const id = useId();
  const { label, hint, error, optional, extra } = props;
  const described = [hint && `${id}h`, error && `${id}e`].filter(Boolean).join(" ");
  return (
    <div className={`field ${props.className ?? ""}`}>
      <label htmlFor={id} className="label">
        {label}
        {optional && <span className="label-note">{words.common.optional}</span>}
      </label>
      {hint && (
        <p id={`${id}h`} className="hint">
          {hint}
        </p>
      )}
      {props.children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {extra}
      {error && (
        <p id={`${id}e`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

type TextProps = FieldProps & {
  value: string;
  onValue: (value: string) => void;
} & Omit<InputHTMLAttributes<HTMLInputElement>, "value" | "onChange" | "id">;

export function TextField(props: TextProps) {
  const { label, hint, error, optional, className, onValue, ...input } = props;
  return (
    <Field {...{ label, hint, error, optional, className }}>
      {(tied) => (
        <input
          type="text"
          autoComplete="off"
          {...input}
          {...tied}
          className="input"
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}

export function TextArea(
  props: FieldProps & { value: string; onValue: (value: string) => void; maxLength?: number;
    required?: boolean },
) {
  return (
    <Field {...props}>
      {(tied) => (
        <textarea
          {...tied}
          className="input"
          rows={3}
          value={props.value}
          maxLength={props.maxLength}
          required={props.required}
          onChange={(event) => props.onValue(event.target.value)}
        />
      )}
    </Field>
  );
}

export type Option = [value: string, label: string];

export function SelectField(
  props: FieldProps & { value: string; onValue: (value: string) => void; options: Option[];
    disabled?: boolean; required?: boolean; note?: string },
) {
  return (
    <Field {...props} extra={props.note && <p className="understood">{props.note}</p>}>
      {(tied) => (
        <select
          {...tied}
          className="input"
          value={props.value}
          disabled={props.disabled}
          required={props.required}
          onChange={(event) => props.onValue(event.target.value)}
        >
          {props.options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function RadioField(
  props: FieldProps & { name: string; value: string; onValue: (value: string) => void;
    options: Option[]; required?: boolean },
) {
  const id = useId();
  const { error, hint } = props;
  return (
    <fieldset
      className={`field radios ${props.className ?? ""}`}
      aria-describedby={[hint && `${id}h`, error && `${id}e`].filter(Boolean).join(" ") || undefined}
    >
      <legend className="label">{props.label}</legend>
      {hint && (
        <p id={`${id}h`} className="hint">
          {hint}
        </p>
      )}
      <div className="radio-row">
        {props.options.map(([value, label]) => (
          <label key={value} className="choice">
            <input
              type="radio"
              name={`${id}${props.name}`}
              value={value}
              checked={props.value === value}
              required={props.required}
              onChange={() => props.onValue(value)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}e`} className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function CheckField(
  props: { label: string; hint?: string; checked: boolean; disabled?: boolean;
    onValue: (checked: boolean) => void },
) {
  const id = useId();
  return (
    <div className="field">
      <label className="choice">
        <input
          type="checkbox"
          checked={props.checked}
          disabled={props.disabled}
          aria-describedby={props.hint ? id : undefined}
          onChange={(event) => props.onValue(event.target.checked)}
        />
        <span>{props.label}</span>
      </label>
      {props.hint && (
        <p id={id} className="hint hint-inset">
          {props.hint}
        </p>
      )}
    </div>
  );
}

// A day typed in any form (R6.7.1, 令和6年7月1日, 20240701). `onValue` gets YYYYMMDD, or what was
// typed while it is no day yet; what was understood stands below the field.
export function DayField(
  props: FieldProps & { value: string; onValue: (value: string) => void; required?: boolean },
) {
  const { language, words } = useSpeaking();
  const [typed, setTyped] = useState(() => written(props.value));
  const sent = useRef(props.value);
  useEffect(() => {
    if (props.value !== sent.current) {
      sent.current = props.value;
      setTyped(written(props.value));
    }
  }, [props.value]);
  const day = parseDay(typed);
  const wrong = typed !== "" && !day && !props.error ? words.common.dayWrong : props.error;
  return (
    <Field
      {...props}
      error={wrong}
      extra={
        <p className="understood" aria-live="polite">
          {day ? dayText(day, language === "en" ? "en" : "ja") : " "}
        </p>
      }
    >
      {(tied) => (
        <input
          {...tied}
          type="text"
          className="input input-day tabular"
          autoComplete="off"
          required={props.required}
          placeholder={words.common.dayExample}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            sent.current = parseDay(event.target.value) ?? event.target.value;
            props.onValue(sent.current);
          }}
        />
      )}
    </Field>
  );
}

const written = (value: string) => westernDay(value);
