import { useState } from "react";
import { useWords } from "../shared/language";
import { useMay } from "../shared/session";
import { Empty } from "../shared/show";
import type { Person, Plan } from "../shared/types";
import { PlanDialog } from "./plandialog";
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
