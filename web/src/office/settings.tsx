import { useState, type FormEvent } from "react";
import { post, problemAt } from "../shared/api";
import { CheckField, RadioField, TextField } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { Empty, Instant, ProblemBox } from "../shared/show";
import type { SettingChange, Settings } from "../shared/types";

export function SettingsPage() {
  const words = useWords();
  const load = useLoad<Settings>("/api/settings");
  const changes = useLoad<unknown>("/api/settings/changes");
  return (
    <>
      <h1>{words.settings.title}</h1>
      <Loaded load={load}>
        {(data) => <SettingsForm given={data} onSaved={changes.reload} />}
      </Loaded>
      <section aria-labelledby="setting-changes-head">
        <h2 id="setting-changes-head">{words.settings.changes}</h2>
        <Loaded load={changes}>
          {(data) => <Changes rows={itemsOf<SettingChange>(data)} />}
        </Loaded>
      </section>
    </>
  );
}

// Who changed what: nothing of it is ever taken away.
function Changes({ rows }: { rows: SettingChange[] }) {
  const words = useWords();
  const names: Record<string, string> = {
    approval_tickets: words.settings.approvalTickets,
    approval_protect: words.settings.approvalProtect,
    frequent_days: words.settings.frequentDays,
    language: words.settings.language,
    address: words.settings.address,
    telephone: words.settings.telephone,
  };
  const shown = (value: string) => (value ? wordOf(words.settings.values, value) : "–");
  if (rows.length === 0) {
    return <Empty title={words.settings.changesEmpty}>{words.settings.changesEmptyText}</Empty>;
  }
  return (
    <div className="table-frame" role="region" tabIndex={0}
      aria-label={words.common.tableOf(words.settings.changes)}>
      <table className="table table-small">
        <caption className="visually-hidden">{words.settings.changes}</caption>
        <thead>
          <tr>
            <th scope="col">{words.common.at}</th>
            <th scope="col">{words.common.by}</th>
            <th scope="col">{words.settings.setting}</th>
            <th scope="col">{words.common.before}</th>
            <th scope="col">{words.common.after}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              <td><Instant value={row.at} /></td>
              <td>{row.by}</td>
              <td>{wordOf(names, row.name)}</td>
              <td>{shown(row.before)}</td>
              <td>{shown(row.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SettingsForm({ given, onSaved }: { given: Settings; onSaved: () => void }) {
  const words = useWords();
  const step = useStep();
  const [value, setValue] = useState(given);
  const [saved, setSaved] = useState(false);
  const change = (part: Partial<Settings>) => {
    setSaved(false);
    setValue((old) => ({ ...old, ...part }));
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    void step.run(async () => {
      setValue(await post<Settings>("/api/settings", value));
      setSaved(true);
      onSaved();
    });
  };
  return (
    <form className="panel settings" onSubmit={send}>
      <h2>{words.settings.approval}</h2>
      <CheckField label={words.settings.approvalTickets} hint={words.settings.approvalTicketsHint}
        checked={value.approval_tickets} onValue={(on) => change({ approval_tickets: on })} />
      <CheckField label={words.settings.approvalProtect} checked={value.approval_protect}
        onValue={(on) => change({ approval_protect: on })} />
      <h2>{words.settings.log}</h2>
      <TextField label={words.settings.frequentDays} value={String(value.frequent_days || "")}
        inputMode="numeric" maxLength={2} required className="field-short"
        error={problemAt(step.problem, "frequent_days")}
        onValue={(text) => change({
          frequent_days: Number(text.normalize("NFKC").replace(/[^\d]/g, "")) })} />
      <h2>{words.settings.paper}</h2>
      <TextField label={words.settings.address} value={value.address ?? ""} optional
        maxLength={100} onValue={(address) => change({ address })} />
      <TextField label={words.settings.telephone} value={value.telephone ?? ""} optional
        inputMode="tel" maxLength={20} onValue={(telephone) => change({ telephone })} />
      <RadioField label={words.settings.language} name="language" value={value.language || "ja"}
        options={[["ja", "日本語"], ["en", "English"]]}
        onValue={(language) => change({ language })} />
      <ProblemBox problem={step.problem} />
      <div className="row">
        <button type="submit" className="button button-main" disabled={step.busy}>
          {step.busy ? words.common.working : words.common.save}
        </button>
        <p role="status">{saved && words.settings.saved}</p>
      </div>
    </form>
  );
}
