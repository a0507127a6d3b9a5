import { useState } from "react";
import { withQuery } from "../shared/api";
import { addMonths, thisMonth } from "../shared/dates";
import { useLoad } from "../shared/hooks";
import { useWords } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { go, hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Empty, PersonName } from "../shared/show";
import { RowTable } from "../shared/table";
import type { Plan } from "../shared/types";
import { PlanLine, PlanPay, PlanState, PlanUntil } from "./planparts";
import { PrintOne } from "./printone";

type Due = "now" | "next" | "all";

// All decisions of need that hold, what ends first in front: whose opinion form must go out.
export function PlansPage() {
  const words = useWords();
  const [due, setDue] = useState<Due>("all");
  const month = due === "now" ? thisMonth() : due === "next" ? addMonths(thisMonth(), 1) : "";
  const load = useLoad<unknown>(withQuery("/api/plans", { due: month }));
  return (
    <>
      <h1>{words.plans.title}</h1>
      <p className="hint">{words.plans.pageLead}</p>
      <div className="segments" role="group" aria-label={words.plans.filter}>
        {(["all", "now", "next"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={due === one} onClick={() => setDue(one)}>
            {words.plans.due[one]}
          </button>
        ))}
      </div>
      <Loaded load={load}>
        {(data) => <Plans rows={itemsOf<Plan>(data)} filtered={due !== "all"} />}
      </Loaded>
    </>
  );
}

function Plans({ rows, filtered }: { rows: Plan[]; filtered: boolean }) {
  const words = useWords();
  const may = useMay();
  const [shown, setShown] = useState(200);
  if (rows.length === 0) {
    return filtered ? <Empty title={words.plans.noneDue}>{words.plans.noneDueText}</Empty> :
      <Empty title={words.plans.noneAtAll}>{words.plans.noneText}</Empty>;
  }
  return (
    <>
      <p className="soft" role="status">
        {words.common.shown(Math.min(shown, rows.length), rows.length)}
      </p>
      <RowTable caption={words.plans.title} rows={rows.slice(0, shown)} keyOf={(plan) => plan.id}
        onOpen={(plan) => go("people", plan.recipient_key)} columns={[
          { name: "state", head: words.people.state, cell: (plan) => <PlanState plan={plan} /> },
          { name: "person", head: words.work.person, cell: (plan) => (
            <a className="row-link" href={hrefOf("people", plan.recipient_key)} tabIndex={-1}>
              <PersonName name={plan.Name} kana={plan.NameKana} />
            </a>
          ) },
          { name: "lane", head: words.monthly.ticket, cell: (plan) => <PlanLine plan={plan} /> },
          { name: "until", head: words.fields.need_until, cell: (plan) => (
            <PlanUntil plan={plan} />
          ) },
          { name: "pay", head: words.fields.SelfPayAmount, className: "number", cell: (plan) => (
            <PlanPay plan={plan} />
          ) },
          ...(may("print") ? [{ name: "print", head: words.print.kinds.opinion, cell: (plan: Plan) => (
            <PrintOne kind="opinion" id={plan.id} short />
          ) }] : []),
        ]} />
      {shown < rows.length && (
        <button type="button" className="button button-second"
          onClick={() => setShown((old) => old + 1000)}>
          {words.common.more}
        </button>
      )}
    </>
  );
}
