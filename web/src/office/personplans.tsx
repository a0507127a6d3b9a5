import { useState } from "react";
import { post } from "../shared/api";
import { useStep } from "../shared/hooks";
import { useWords } from "../shared/language";
import { useMay } from "../shared/session";
import { SideBySide } from "../shared/changes";
import { Count, Empty, Instant, ProblemBox } from "../shared/show";
import type { Person, Plan } from "../shared/types";
import { PlanDialog } from "./plandialog";
import { PrintOne } from "./printone";
import { PlanLine, PlanPay, PlanState, PlanUntil } from "./planparts";

// Decisions of need: what is proposed for each month to come.
export function PlansOf({ person, reload }: { person: Person; reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const [editing, setEditing] = useState<Plan | "new">();
  const plans = person.plans ?? [];
  const mayDecide = may("issue") && person.person.NotDisclosed !== "1";
  return (
    <section className="panel" id="plans" aria-labelledby="plans-head">
      <div className="panel-head">
        <h2 id="plans-head">{words.plans.title}</h2>
        {mayDecide && (
          <button type="button" className="button button-second button-small no-print"
            onClick={() => setEditing("new")}>
            {words.plans.add}
          </button>
        )}
      </div>
      {plans.length === 0 ? (
        <Empty title={words.plans.none}>{words.plans.noneText}</Empty>
      ) : (
        <ul className="plan-list">
          {plans.map((plan) => (
            <li key={plan.id}>
              <PlanState plan={plan} />
              <PlanLine plan={plan} />
              <PlanUntil plan={plan} />
              <span><PlanPay plan={plan} /></span>
              <span className="no-print"><PrintOne kind="opinion" id={plan.id} short /></span>
              {mayDecide ? (
                <button type="button" className="button button-text no-print"
                  onClick={() => setEditing(plan)}>
                  {words.common.edit}
                </button>
              ) : <span />}
            </li>
          ))}
        </ul>
      )}
      <PlanChanges person={person} mayUndo={mayDecide} reload={reload} />
      {editing && (
        <PlanDialog recipient={person.recipient_key} name={person.person.Name ?? ""}
          kana={person.person.NameKana ?? ""} plan={editing === "new" ? undefined : editing}
          onClose={(done) => {
            setEditing(undefined);
            if (done) reload();
          }} />
      )}
    </section>
  );
}

// Who decided what, when, before and after; the newest of each decision can be taken back.
function PlanChanges({ person, mayUndo, reload }: { person: Person; mayUndo: boolean;
  reload: () => void }) {
  const words = useWords();
  const step = useStep();
  const changes = person.plan_changes ?? [];
  if (changes.length === 0) return null;
  return (
    <details className="more plan-changes">
      <summary>{words.plans.changes}（<Count value={changes.length} />）</summary>
      <ProblemBox problem={step.problem} />
      <ol className="changes">
        {changes.map((one) => {
          const told = one.after ?? one.before ?? {};
          const title = told.DesignatedMedicalInstitutionName ||
            told.DesignatedMedicalInstitutionCode || "";
          return (
            <li key={one.id}>
              <p>
                <Instant value={one.at} /> <strong>{title}</strong>{" "}
                <span className="soft">{one.by}</span>
              </p>
              <SideBySide before={one.before ?? undefined} after={one.after ?? undefined}
                caption={title} />
              {one.undoable && mayUndo && (
                <button type="button" className="button button-second button-small no-print"
                  disabled={step.busy} onClick={() => void step.run(async () => {
                    await post("/api/plans/undo",
                      { recipient_key: person.recipient_key, change: one.id });
                    reload();
                  })}>
                  {words.plans.takeBack}
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
