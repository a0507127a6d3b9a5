// How a decision of need is read, on a person's page and in the list of all.
import { Yen } from "../shared/changes";
import { thisMonth } from "../shared/dates";
import { useWords } from "../shared/language";
import { Day, Grouped, Month, State } from "../shared/show";
import type { Plan } from "../shared/types";

const textOf = (plan: Plan, column: string) =>
  typeof plan[column] === "string" ? plan[column] : "";

export function PlanState({ plan }: { plan: Plan }) {
  const words = useWords();
  if (plan.ended) return <State sign="none">{words.plans.ended}</State>;
  const until = plan.need_until.slice(0, 6);
  if (until && until < thisMonth()) return <State sign="invalid">{words.plans.over}</State>;
  if (until === thisMonth()) return <State sign="unregistered">{words.plans.ending}</State>;
  return <State sign="valid">{words.plans.holds}</State>;
}

export function PlanLine({ plan }: { plan: Plan }) {
  const words = useWords();
  const issuer = textOf(plan, "PrescriptionIssuerMedicalInstitutionName") ||
    textOf(plan, "PrescriptionIssuerMedicalInstitutionCode");
  const injuries = ["InjuryName1", "InjuryName2", "InjuryName3"]
    .map((column) => textOf(plan, column)).filter(Boolean).join("・");
  return (
    <span className="ticket-line">
      <span>
        <span className="tag">
          {words.codes.MedicalTreatmentType?.[textOf(plan, "MedicalTreatmentType")] ?? "–"}
        </span>{" "}
        {textOf(plan, "DesignatedMedicalInstitutionName") ||
          <Grouped value={textOf(plan, "DesignatedMedicalInstitutionCode")} />}
      </span>
      {(issuer || injuries) && (
        <span className="soft">{[issuer && words.ticket.issuer(issuer), injuries]
          .filter(Boolean).join("・")}</span>
      )}
    </span>
  );
}

export function PlanUntil({ plan }: { plan: Plan }) {
  const words = useWords();
  if (!plan.need_until) return <span className="soft">{words.plans.openEnd}</span>;
  return (
    <span className="nowrap">
      {plan.need_until.length === 6 ? <Month value={plan.need_until} /> :
        <Day value={plan.need_until} />}{" "}
      {words.plans.until}
    </span>
  );
}

export function PlanPay({ plan }: { plan: Plan }) {
  const words = useWords();
  if (plan.self_pay === "fixed") return <Yen value={plan.self_pay_amount} />;
  if (plan.self_pay === "open") return <span className="tag tag-held">{words.plans.payOpen}</span>;
  return <Yen value="0" />;
}
