// 環境設定, as the guide says: 医療扶助 利用する/しない, and what this terminal itself does.
import { useState } from "react";
import { post } from "../shared/api";
import { CheckField, RadioField } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { ProblemBox } from "../shared/show";
import { Answer } from "./answer";
import { OwnSettings } from "./ownsettings";
import { useStatus } from "./status";
import type { Screen } from "./types";
import { Updates } from "./updates";

type Use = "yes" | "no";
const kinds = ["medication", "diagnosis", "operation", "health_checkups"] as const;
const doors = ["by_folder", "without_signature"] as const;
type Switch = (typeof kinds)[number] | (typeof doors)[number];
type Histories = Record<Switch, Use>;

interface Settings {
  assistance?: Use;
  histories?: Histories;
  failed?: Screen;
}

export function SettingsPage() {
  const words = useWords();
  const w = words.counter.settings;
  const load = useLoad<Settings>("/api/settings");
  return (
    <>
      <div className="page-head">
        <h1>{w.title}</h1>
      </div>
      <Loaded load={load}>
        {(settings) => (
          <div className="settings">
            {settings.failed && <Answer screen={settings.failed} />}
            {settings.assistance && <Assistance now={settings.assistance} />}
            {settings.histories && <HistorySwitches now={settings.histories} />}
            <Updates />
            <OwnSettings />
            <section className="panel" aria-label={w.atCenter}>
              <h2>{w.atCenter}</h2>
              <p className="hint">{w.atCenterHint}</p>
            </section>
          </div>
        )}
      </Loaded>
    </>
  );
}

// Which kinds of history may be shown here, and the two ways that open them further.
function HistorySwitches({ now }: { now: Histories }) {
  const words = useWords();
  const w = words.counter.settings;
  const [held, setHeld] = useState(now);
  const [wanted, setWanted] = useState(now);
  const [done, setDone] = useState(false);
  const step = useStep();
  const changed = [...kinds, ...doors].filter((one) => wanted[one] !== held[one]);
  const save = () => void step.run(async () => {
    setDone(false);
    setWanted(held);  // what is refused did not change
    const told = await post<Settings>("/api/settings",
      Object.fromEntries(changed.map((one) => [one, wanted[one]])));
    if (!told.histories) return;
    setHeld(told.histories);
    setWanted(told.histories);
    setDone(true);
  });
  const field = (one: Switch) => (
    <CheckField key={one} label={w.histories[one].label} hint={w.histories[one].hint}
      checked={wanted[one] === "yes"}
      onValue={(use) => {
        setDone(false);
        setWanted({ ...wanted, [one]: use ? "yes" : "no" });
      }} />
  );
  return (
    <section className="panel" aria-label={w.historiesTitle}>
      <h2>{w.historiesTitle}</h2>
      <p className="hint">{w.historiesHint}</p>
      <fieldset className="switches">
        <legend>{w.kindsTitle}</legend>
        {kinds.map(field)}
      </fieldset>
      <fieldset className="switches">
        <legend>{w.doorsTitle}</legend>
        {doors.map(field)}
      </fieldset>
      <ProblemBox problem={step.problem} />
      {done && <p role="status">{w.historiesSaved}</p>}
      <div className="row">
        <button type="button" className="button button-main" onClick={save}
          disabled={step.busy || changed.length === 0}>
          {step.busy ? words.common.working : words.common.save}
        </button>
      </div>
    </section>
  );
}

function Assistance({ now }: { now: "yes" | "no" }) {
  const words = useWords();
  const w = words.counter.settings;
  const { renew } = useStatus();
  const [held, setHeld] = useState(now);
  const [wanted, setWanted] = useState<string>(now);
  const [done, setDone] = useState(false);
  const step = useStep();
  const save = () => void step.run(async () => {
    setDone(false);
    const told = await post<Settings>("/api/settings", { assistance: wanted });
    if (!told.assistance) return;
    setHeld(told.assistance);
    setDone(true);
    renew();
  });
  return (
    <section className="panel" aria-label={w.assistance}>
      <h2>{w.assistance}</h2>
      <RadioField label={w.use} name="assistance" value={wanted} onValue={setWanted}
        hint={w.assistanceHint} options={[["yes", w.yes], ["no", w.no]]} />
      <ProblemBox problem={step.problem} />
      {done && <p role="status">{w.saved(held === "yes" ? w.yes : w.no)}</p>}
      <div className="row">
        <button type="button" className="button button-main" onClick={save}
          disabled={step.busy || wanted === held}>
          {step.busy ? words.common.working : words.common.save}
        </button>
      </div>
    </section>
  );
}
