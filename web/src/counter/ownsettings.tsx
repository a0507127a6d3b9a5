// This terminal's own settings: encodings, limits, times. What is chosen here stands in place of
// the terminal's file from its next start on.
import { useState } from "react";
import { post } from "../shared/api";
import { SelectField, TextField } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { Instant, ProblemBox } from "../shared/show";
import { useRestarting } from "./restarting";

interface Own {
  key: string;
  value: string;  // in force
  filed: string;
  next: string;  // after the next start
  changeable: boolean;
  choices?: string[];
  least?: number;
  most?: number;
}
interface OwnSettingsState {
  settings: Own[];
  changes: { at: string; who: string; name: string; key: string; before: string; after: string }[];
  restart_needed: boolean;
}

const path = "/api/settings/own";
const shown_changes = 20;
// By the table of the terminal's file; whatever is of no other is of the page.
const tables = ["clinic", "folders", "limits", "patient"];
const table_of = (key: string) => key.slice(0, key.indexOf("."));
const groups = [
  { name: "results", holds: (key: string) => ["clinic", "folders"].includes(table_of(key)) },
  { name: "line", holds: (key: string) => table_of(key) === "limits" },
  { name: "patient", holds: (key: string) => table_of(key) === "patient" },
  { name: "page", holds: (key: string) => !tables.includes(table_of(key)) },
] as const;
const hasStarted = (now: OwnSettingsState) => !now.restart_needed;

export function OwnSettings() {
  const w = useWords().counter.own;
  const load = useLoad<OwnSettingsState>(path);
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      <Loaded load={load}>
        {(state) => <Form state={state} reload={load.reload} />}
      </Loaded>
    </section>
  );
}

function Form({ state, reload }: { state: OwnSettingsState; reload: () => void }) {
  const words = useWords();
  const w = words.counter.own;
  const [wanted, setWanted] = useState<Record<string, string>>({});
  const step = useStep();
  const { restarting, begin } = useRestarting(path, hasStarted, reload);
  const changed = state.settings.filter((one) => (wanted[one.key] ?? one.next) !== one.next);
  const wrong = changed.filter((one) => !takes(one, wanted[one.key]!));
  const save = () => void step.run(async () => {
    // The file's own word is chosen by choosing nothing.
    await post(path, Object.fromEntries(changed.map((one) =>
      [one.key, wanted[one.key] === one.filed ? "" : wanted[one.key]])));
    setWanted({});
    reload();
  });
  const restart = () => void step.run(async () => {
    await post(`${path}/restart`);
    begin();
  });
  return (
    <>
      <p className="hint">{w.lead}</p>
      <dl className="facts">
        {state.settings.filter((one) => !one.changeable).map((one) => (
          <div key={one.key} className="facts-row">
            <dt>{w.keys[one.key] ?? one.key}</dt>
            <dd>{wordOf(w.values, one.value)}</dd>
          </div>
        ))}
      </dl>
      <form className="own-settings" onSubmit={(event) => {
        event.preventDefault();
        save();
      }}>
        {groups.map((group) => (
          <fieldset key={group.name} className="own-group">
            <legend>{w.groups[group.name]}</legend>
            {state.settings.filter((one) => one.changeable && group.holds(one.key)).map((one) => (
              <OwnField key={one.key} own={one} value={wanted[one.key] ?? one.next}
                onValue={(value) => setWanted({ ...wanted, [one.key]: value })} />
            ))}
          </fieldset>
        ))}
        <ProblemBox problem={step.problem} />
        <div className="row">
          <button type="submit" className="button button-main"
            disabled={step.busy || restarting || changed.length === 0 || wrong.length > 0}>
            {step.busy ? words.common.working : words.common.save}
          </button>
        </div>
      </form>
      {restarting && <p role="status">{words.updates.restarting}</p>}
      {state.restart_needed && !restarting && (
        <div className="notice" role="status">
          <p>{w.restart}</p>
          <button type="button" className="button button-main" disabled={step.busy}
            onClick={restart}>
            {words.updates.restartNow}
          </button>
        </div>
      )}
      <Changes changes={state.changes} />
    </>
  );
}

function takes(own: Own, text: string): boolean {
  if (own.choices) return own.choices.includes(text);
  const number = Number(text);
  return /^(0|[1-9][0-9]*)$/.test(text) && number >= (own.least ?? 0) && number <= (own.most ?? 0);
}

function OwnField({ own, value, onValue }: { own: Own; value: string;
  onValue: (value: string) => void }) {
  const w = useWords().counter.own;
  const label = w.keys[own.key] ?? own.key;
  const notes = [
    own.next !== own.value && w.now(wordOf(w.values, own.value)),
    own.next !== own.filed && w.filed(wordOf(w.values, own.filed)),
    w.notes[own.key],
  ].filter(Boolean).join(" ");
  if (own.choices) {
    return (
      <SelectField label={label} value={value} onValue={onValue} hint={notes || undefined}
        options={own.choices.map((one) => [one, wordOf(w.values, one)])} />
    );
  }
  const bounds = w.bounds(own.least ?? 0, own.most ?? 0);
  return (
    <TextField label={label} hint={[bounds, notes].filter(Boolean).join(" ")} inputMode="numeric"
      value={value} onValue={onValue} error={takes(own, value) ? undefined : w.wrong(own.least ?? 0, own.most ?? 0)} />
  );
}

function Changes({ changes }: { changes: OwnSettingsState["changes"] }) {
  const w = useWords().counter.own;
  const [all, setAll] = useState(false);
  if (changes.length === 0) return null;
  const word = (text: string) => text === "" ? w.asFiled : wordOf(w.values, text);
  return (
    <details className="own-changes">
      <summary>{w.changes(changes.length)}</summary>
      <ul>
        {changes.slice(0, all ? changes.length : shown_changes).map((one, at) => (
          <li key={at}>
            <Instant value={one.at} /> {one.name}
            <br />
            {w.change(w.keys[one.key] ?? one.key, word(one.before), word(one.after))}
          </li>
        ))}
      </ul>
      {!all && changes.length > shown_changes && (
        <button type="button" className="button button-second button-small"
          onClick={() => setAll(true)}>
          {w.allChanges}
        </button>
      )}
    </details>
  );
}
