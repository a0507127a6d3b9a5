import { useState } from "react";
import { post } from "../shared/api";
import { SideBySide } from "../shared/changes";
import { FormDialog } from "../shared/dialog";
import { useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { useMay } from "../shared/session";
import { useSaid } from "../shared/said";
import { Empty, Instant, Month, ProblemBox } from "../shared/show";
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

// Several tickets have the same changes: month and institution tell them apart.
function WhichTicket({ change }: { change: Change }) {
  const row = change.after ?? change.before;
  if (change.kind !== "ticket" || !row) return null;
  return (
    <span className="soft">
      <Month value={row.MedicalTreatmentMonth} />{" "}
      {row.DesignatedMedicalInstitutionName || row.DesignatedMedicalInstitutionCode}
    </span>
  );
}

// Who changed what, when, before and after; and the counter-change that undoes it.
export function ChangesOf({ person, reload }: { person: Person; reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const [undo, setUndo] = useState<Change>();
  const said = useSaid();
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
                <strong>{said({ code: change.what_code ?? "", text: change.what })}</strong>
                <WhichTicket change={change} />
                <Who change={change} />
                {change.note && <span className="change-note">{change.note}</span>}
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
        <UndoDialog change={undo} person={person} onClose={(done) => {
          setUndo(undefined);
          if (done) reload();
        }} />
      )}
    </section>
  );
}

// Only what the change did to this recipient: a batch of a thousand others stays as it is.
function UndoDialog({ change, person, onClose }: { change: Change; person: Person;
  onClose: (done: boolean) => void }) {
  const words = useWords();
  const step = useStep();
  return (
    <FormDialog title={words.person.undoTitle} submit={words.person.undo} busy={step.busy} danger
      onClose={() => onClose(false)} onSubmit={() => void step.run(async () => {
        await post(`/api/changes/${encodeURIComponent(String(change.batch))}/undo`,
          { seen: person.seen, recipient_key: person.recipient_key });
        onClose(true);
      })}>
      <p>{words.person.undoLead}</p>
      <SideBySide before={change.after} after={change.before} caption={change.what}
        beforeLabel={words.person.undoNow} afterLabel={words.person.undoThen} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
