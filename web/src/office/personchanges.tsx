import { useState } from "react";
import { post } from "../shared/api";
import { SideBySide } from "../shared/changes";
import { FormDialog } from "../shared/dialog";
import { useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { useMay } from "../shared/session";
import { Empty, Instant, ProblemBox } from "../shared/show";
import type { Change, Person } from "../shared/types";

export function Who({ change }: { change: Change }) {
  const words = useWords();
  return (
    <span>
      {change.operator || words.person.machine}
      {change.role && <span className="soft">（{wordOf(words.shell.role, change.role)}）</span>}
      {change.approver && <span className="soft"> {words.person.approvedBy(change.approver)}</span>}
    </span>
  );
}

// Who changed what, when, before and after; and the counter-change that undoes it.
export function ChangesOf({ person, reload }: { person: Person; reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const [undo, setUndo] = useState<Change>();
  const changes = person.changes ?? [];
  return (
    <section className="panel" aria-labelledby="changes-head">
      <h2 id="changes-head">{words.person.changes}</h2>
      {changes.length === 0 && <Empty title={words.person.noChanges} />}
      <ol className="changes">
        {changes.map((change, at) => (
          <li key={`${change.batch}-${at}`}>
            <details>
              <summary>
                <Instant value={change.at} />
                <strong>{change.what || change.kind}</strong>
                <Who change={change} />
              </summary>
              <SideBySide before={change.before} after={change.after} caption={change.what} />
              {change.undoable && may("undo") && (
                <button type="button" className="button button-second button-small"
                  onClick={() => setUndo(change)}>
                  {words.person.undo}
                </button>
              )}
            </details>
          </li>
        ))}
      </ol>
      {undo && (
        <UndoDialog change={undo} seen={person.seen} onClose={(done) => {
          setUndo(undefined);
          if (done) reload();
        }} />
      )}
    </section>
  );
}

function UndoDialog({ change, seen, onClose }: { change: Change; seen: number;
  onClose: (done: boolean) => void }) {
  const words = useWords();
  const step = useStep();
  return (
    <FormDialog title={words.person.undoTitle} submit={words.person.undo} busy={step.busy} danger
      onClose={() => onClose(false)} onSubmit={() => void step.run(async () => {
        await post(`/api/changes/${encodeURIComponent(String(change.batch))}/undo`, { seen });
        onClose(true);
      })}>
      <p>{words.person.undoLead}</p>
      <SideBySide before={change.after} after={change.before} caption={change.what}
        beforeLabel={words.person.undoNow} afterLabel={words.person.undoThen} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
