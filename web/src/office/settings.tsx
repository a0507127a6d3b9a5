import { useState, type FormEvent } from "react";
import { post, problemAt } from "../shared/api";
import { CheckField, RadioField, TextField } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { ProblemBox } from "../shared/show";
import type { Settings } from "../shared/types";

export function SettingsPage() {
  const words = useWords();
  const load = useLoad<Settings>("/api/settings");
  return (
    <>
      <h1>{words.settings.title}</h1>
      <Loaded load={load}>{(data) => <SettingsForm given={data} />}</Loaded>
    </>
  );
}

function SettingsForm({ given }: { given: Settings }) {
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
