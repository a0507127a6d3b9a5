import { useState } from "react";
import { post, problemAt } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { CheckField, DayField, RadioField, SelectField, TextField, type Option }
  from "../shared/forms";
import { useStep, useTyped } from "../shared/hooks";
import { useWords } from "../shared/language";
import { Grouped, PersonName, ProblemBox } from "../shared/show";
import type { Plan } from "../shared/types";
import { InstitutionField } from "./institution";
import { treatmentAt, withTreatment, type TicketFields } from "./ticket";
import { treatmentOptions } from "./ticketform";

interface PlanDialogProps {
  recipient: string;
  name: string;
  kana: string;
  plan?: Plan; // to be decided anew; absent: something begins
  onClose: (done: boolean) => void;
}

const columns = ["DesignatedMedicalInstitutionCode", "DesignatedMedicalInstitutionName",
  "PrescriptionIssuerMedicalInstitutionCode", "PrescriptionIssuerMedicalInstitutionName",
  "MedicalTreatmentType", "TicketType", "InjuryName1", "InjuryName2", "InjuryName3"];

function fieldsOfPlan(plan: Plan | undefined): TicketFields {
  const fields: TicketFields = { MedicalTreatmentType: "02", TicketType: "01", need_until: "",
    self_pay: "none", SelfPayAmount: "" };
  if (!plan) return fields;
  for (const name of columns) {
    if (typeof plan[name] === "string") fields[name] = plan[name];
  }
  return { ...fields, need_until: plan.need_until, self_pay: plan.self_pay || "none",
    SelfPayAmount: plan.self_pay_amount };
}

// The decision of need: for which institution, until when, and what the recipient pays.
export function PlanDialog({ recipient, name, kana, plan, onClose }: PlanDialogProps) {
  const words = useWords();
  const step = useStep();
  const typed = useTyped<TicketFields>(`plan:${plan?.id ?? recipient}`, fieldsOfPlan(plan));
  const [ended, setEnded] = useState(plan?.ended ?? false);
  const { value: fields, change } = typed;
  const errorOf = (place: string) => problemAt(step.problem, place);
  const leave = (done: boolean) => {
    typed.forget();
    onClose(done);
  };
  const send = () =>
    void step.run(async () => {
      const { SelfPayAmount: amount, ...rest } = fields;
      const stated = rest.self_pay === "fixed" ? { ...rest, SelfPayAmount: amount } : rest;
      await post("/api/plans", { recipient_key: recipient, fields: { ...stated, ended } });
      leave(true);
    });
  return (
    <FormDialog wide title={plan ? words.plans.change : words.plans.add} busy={step.busy}
      submit={words.plans.send} onClose={() => leave(false)} onSubmit={send}>
      {typed.restored && <p className="notice notice-info">{words.common.restored}</p>}
      <p className="whose"><PersonName name={name} kana={kana} /></p>
      <p>{words.plans.lead}</p>
      <div className="form-grid">
        {plan ? (
          <div className="field">
            <span className="label">{words.fields.DesignatedMedicalInstitutionName}</span>
            <p className="fixed-value">{fields.DesignatedMedicalInstitutionName}</p>
            <p className="understood">
              <Grouped value={fields.DesignatedMedicalInstitutionCode} />
            </p>
          </div>
        ) : (
          <InstitutionField label={words.fields.DesignatedMedicalInstitutionName ?? ""}
            code={fields.DesignatedMedicalInstitutionCode ?? ""}
            name={fields.DesignatedMedicalInstitutionName ?? ""}
            error={errorOf("DesignatedMedicalInstitutionCode")}
            onValue={(code, named) => change({ DesignatedMedicalInstitutionCode: code,
              DesignatedMedicalInstitutionName: named, ...treatmentAt(code) })} />
        )}
        <SelectField label={words.fields.MedicalTreatmentType ?? ""}
          value={fields.MedicalTreatmentType ?? ""} disabled={plan !== undefined}
          note={words.codes.TicketType?.[fields.TicketType ?? "01"]}
          options={treatmentOptions(words)} onValue={(type) => change(withTreatment(type))} />
        {fields.MedicalTreatmentType === "04" && !plan && (
          <InstitutionField label={words.fields.PrescriptionIssuerMedicalInstitutionName ?? ""}
            optional code={fields.PrescriptionIssuerMedicalInstitutionCode ?? ""}
            name={fields.PrescriptionIssuerMedicalInstitutionName ?? ""}
            onValue={(code, named) => change({ PrescriptionIssuerMedicalInstitutionCode: code,
              PrescriptionIssuerMedicalInstitutionName: named })} />
        )}
        <DayField label={words.fields.need_until ?? ""} optional
          value={fields.need_until ?? ""} error={errorOf("need_until")}
          onValue={(day) => change({ need_until: day })} />
      </div>
      <RadioField label={words.fields.SelfPayAmount ?? ""} name="self_pay"
        hint={words.monthly.selfPayHint} value={fields.self_pay ?? "none"}
        onValue={(value) => change({ self_pay: value })}
        options={(Object.entries(words.monthly.selfPay) as Option[]).filter(([code]) => code)} />
      {fields.self_pay === "fixed" && (
        <TextField label={`${words.fields.SelfPayAmount}（${words.ticket.yen}）`} required
          inputMode="numeric" maxLength={8} value={fields.SelfPayAmount ?? ""}
          className="field-amount" error={errorOf("SelfPayAmount")}
          onValue={(value) => change({
            SelfPayAmount: value.normalize("NFKC").replace(/[^\d]/g, "") })} />
      )}
      <div className="form-grid">
        {["InjuryName1", "InjuryName2", "InjuryName3"].map((column) => (
          <TextField key={column} label={words.fields[column] ?? column} optional maxLength={100}
            value={fields[column] ?? ""} onValue={(value) => change({ [column]: value })} />
        ))}
      </div>
      {plan && (
        <CheckField label={words.plans.end} hint={words.monthly.endHint} checked={ended}
          onValue={setEnded} />
      )}
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
