// Search as you type for a designated institution: a combobox after the ARIA pattern.
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { withQuery } from "../shared/api";
import { useDebounced, useLoad } from "../shared/hooks";
import { useWords } from "../shared/language";
import { Day, Grouped } from "../shared/show";
import { itemsOf } from "../shared/lists";
import type { Institution } from "../shared/types";

interface InstitutionFieldProps {
  label: string;
  code: string;
  name: string;
  optional?: boolean;
  error?: string;
  onValue: (code: string, name: string) => void;
}

export function InstitutionField(props: InstitutionFieldProps) {
  const words = useWords();
  const id = useId();
  const [typed, setTyped] = useState(props.name || props.code);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const shown = open ? typed : props.name || props.code;
  const query = useDebounced(typed.trim(), 150);
  const load = useLoad<unknown>(
    open && query ? withQuery("/api/institutions", { q: query, limit: 8 }) : null,
  );
  const items = itemsOf<Institution>(load.data);
  const list = open && query !== "" && items.length > 0;

  const take = (one: Institution) => {
    props.onValue(one.MedicalInstitutionCode, one.Name);
    setTyped(one.Name);
    setOpen(false);
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((old) => (items.length ? (old + step + items.length) % items.length : 0));
    } else if (event.key === "Enter" && list) {
      event.preventDefault();
      const one = items[at];
      if (one) take(one);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
    }
  };
  const chosen = items[at];
  return (
    <div className="field combo">
      <label htmlFor={id} className="label">
        {props.label}
        {props.optional && <span className="label-note">{words.common.optional}</span>}
      </label>
      <input
        ref={input}
        id={id}
        className="input"
        role="combobox"
        aria-expanded={list}
        aria-controls={`${id}l`}
        aria-autocomplete="list"
        aria-activedescendant={list && chosen ? `${id}o${at}` : undefined}
        aria-describedby={`${id}d`}
        aria-invalid={props.error ? true : undefined}
        autoComplete="off"
        required={!props.optional}
        value={shown}
        onFocus={() => setTyped(props.name || props.code)}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setOpen(true);
          if (event.target.value === "") props.onValue("", "");
        }}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={keyed}
      />
      <ul id={`${id}l`} role="listbox" aria-label={props.label} className="combo-list"
        hidden={!list}>
        {items.map((one, index) => (
          <li key={one.MedicalInstitutionCode} id={`${id}o${index}`} role="option"
            aria-selected={index === at} className={index === at ? "chosen" : undefined}
            onMouseDown={(event) => event.preventDefault()} onClick={() => take(one)}>
            <span>{one.Name}</span>
            <span className="combo-more">
              <Grouped value={one.MedicalInstitutionCode} />
              {one.DesignatedTo && (
                <span> {words.institutions.until} <Day value={one.DesignatedTo} /></span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p id={`${id}d`} className="understood">
        {props.error ? (
          <span className="field-error">{props.error}</span>
        ) : open && query && !load.loading && load.data && items.length === 0 ? (
          words.institutions.noneFound
        ) : props.code ? (
          <Grouped value={props.code} />
        ) : (
          words.institutions.fieldHint
        )}
      </p>
    </div>
  );
}
