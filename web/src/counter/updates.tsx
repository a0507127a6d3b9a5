// The terminal's program: which version runs, which one the center offers, installing it and the way
// back. Shown to whoever may update.
import { useState } from "react";
import { post, type Problem } from "../shared/api";
import { useLoad, useStep } from "../shared/hooks";
import { useSpeaking } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { ProblemBox } from "../shared/show";
import { useRestarting } from "./restarting";

interface State {
  configured: boolean;
  running?: string;
  current?: string;
  previous?: string;
  available?: { version: string; notes: string; notes_en: string; bytes: number };
  problem?: Omit<Problem, "status">;
}

const hasStarted = (now: State) => now.running === now.current;

export function Updates() {
  const { words } = useSpeaking();
  const w = words.updates;
  const load = useLoad<State>("/api/updates");
  return (
    <section className="panel" aria-label={w.title}>
      <h2>{w.title}</h2>
      <Loaded load={load}>
        {(state) => (state.configured
          ? <Versions state={state} reload={load.reload} />
          : <p className="hint">{w.notConfigured}</p>)}
      </Loaded>
    </section>
  );
}

function Versions({ state, reload }: { state: State; reload: () => void }) {
  const { words, language } = useSpeaking();
  const w = words.updates;
  const step = useStep();
  const [done, setDone] = useState<string>();
  const act = (path: string, body: object, said: string) => void step.run(async () => {
    setDone(undefined);
    await post<State>(path, body);
    setDone(said);
    reload();
  });
  const { available, current, running, previous } = state;
  const { restarting, begin } = useRestarting("/api/updates", hasStarted, reload);
  const restart = () => void step.run(async () => {
    setDone(undefined);
    await post<State>("/api/updates/restart");
    begin();
  });
  const notes = available && ((language === "en" && available.notes_en) || available.notes);
  return (
    <>
      <dl className="facts">
        <div className="facts-row"><dt>{w.running}</dt><dd>{running}</dd></div>
        {current !== running && (
          <div className="facts-row"><dt>{w.afterRestart}</dt><dd>{current}</dd></div>
        )}
        <div className="facts-row">
          <dt>{w.available}</dt>
          <dd>{available?.version ?? (state.problem ? "–" : w.none)}</dd>
        </div>
        {notes && <div className="facts-row"><dt>{w.notes}</dt><dd>{notes}</dd></div>}
        {previous && <div className="facts-row"><dt>{w.previous}</dt><dd>{previous}</dd></div>}
      </dl>
      {state.problem && <ProblemBox problem={{ ...state.problem, status: 0 }} again={reload} />}
      <ProblemBox problem={step.problem} />
      {done && <p role="status">{done}</p>}
      {restarting && <p role="status">{w.restarting}</p>}
      {current !== running && current && !restarting && (
        <div className="notice">
          <p>{w.restart(current)}</p>
          <button type="button" className="button button-main" disabled={step.busy}
            onClick={restart}>
            {w.restartNow}
          </button>
        </div>
      )}
      <div className="row">
        {available && (
          <button type="button" className="button button-main" disabled={step.busy || restarting}
            onClick={() => act("/api/updates/install", { version: available.version },
              w.installed(available.version))}>
            {step.busy ? words.common.working : w.install(available.version)}
          </button>
        )}
        {previous && (
          <button type="button" className="button button-second" disabled={step.busy || restarting}
            onClick={() => act("/api/updates/rollback", {}, w.rolledBack(previous))}>
            {w.rollBack(previous)}
          </button>
        )}
      </div>
    </>
  );
}
