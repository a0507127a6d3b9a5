import { useId, useState } from "react";
import { withQuery } from "../shared/api";
import { useDebounced, useLoad } from "../shared/hooks";
import { useWords } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Birthdate, PersonName } from "../shared/show";
import type { PersonRow } from "../shared/types";

interface PersonPickProps {
  label: string;
  value: { key: string; name: string };
  onValue: (value: { key: string; name: string }) => void;
}

// Chooses one recipient by name, number or birth date; empty means all.
export function PersonPick({ label, value, onValue }: PersonPickProps) {
  const words = useWords();
  const id = useId();
  const [typed, setTyped] = useState("");
  const query = useDebounced(typed.trim(), 200);
  const load = useLoad<unknown>(query && !value.key ?
    withQuery("/api/people", { q: query, limit: 6 }) : null);
  const rows = query && !value.key ? itemsOf<PersonRow>(load.data) : [];
  return (
    <div className="field">
      <label htmlFor={id} className="label">
        {label}<span className="label-note">{words.common.optional}</span>
      </label>
      <input id={id} className="input" autoComplete="off" value={value.key ? value.name : typed}
        onChange={(event) => {
          if (value.key) onValue({ key: "", name: "" });
          setTyped(event.target.value);
        }} />
      {rows.length > 0 && (
        <ul className="pick-list">
          {rows.map((row) => (
            <li key={row.recipient_key}>
              <button type="button" onClick={() => {
                onValue({ key: row.recipient_key, name: row.Name });
                setTyped("");
              }}>
                <PersonName name={row.Name} kana={row.NameKana} />
                <span className="soft"><Birthdate value={row.Birthdate} /></span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {query && !value.key && load.data !== undefined && !load.loading && rows.length === 0 && (
        <p className="understood">{words.people.noneFound}</p>
      )}
    </div>
  );
}
