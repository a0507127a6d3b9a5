import { useState } from "react";
import { post, problemAt } from "../shared/api";
import { Conflict } from "../shared/conflict";
import { today } from "../shared/dates";
import { FormDialog } from "../shared/dialog";
import { CheckField, DayField, SelectField, TextArea, TextField, type Option }
  from "../shared/forms";
import { useStep, useTyped } from "../shared/hooks";
import { useWords } from "../shared/language";
import { useSession } from "../shared/session";
import { PersonName, ProblemBox } from "../shared/show";
import type { Columns, Person } from "../shared/types";
import { isConflict } from "./ticketdialogs";
import { PersonFields } from "./personfields";

export type PersonAction = "correct" | "suspend" | "resume" | "abolish" | "transfer" | "protect";

interface PersonDialogProps {
  action: PersonAction;
  person: Person;
  reload: () => void;
  onClose: (done: boolean) => void;
}

function initialOf(action: PersonAction, columns: Columns): Columns {
  switch (action) {
    case "correct": {
      const { NotDisclosed: _own, ...rest } = columns;
      return rest;
    }
    case "resume":
      return { QualificationDate: today() };
    case "protect":
      return { NotDisclosed: columns.NotDisclosed === "1" ? "0" : "1", reason: "" };
    default:
      return { DisqualificationDate: today(), ReasonOfLoss: "" };
  }
}

// Only what differs; QualificationDate names the interval, a new start has a name of its own.
function correction(now: Columns, typed: Columns): Columns {
  const changed = Object.fromEntries(
    Object.entries(typed).filter(([name, value]) => (now[name] ?? "") !== value),
  );
  const start = changed.QualificationDate;
  if (start === undefined) return changed;
  return { ...changed, QualificationDate: now.QualificationDate ?? "",
    NewQualificationDate: start };
}

// One dialog for each thing that may happen to a qualification; what is typed stays until it is sent or
// given up on purpose.
export function PersonDialog({ action, person, reload, onClose }: PersonDialogProps) {
  const words = useWords();
  const session = useSession();
  const step = useStep();
  const initial = initialOf(action, person.person);
  const typed = useTyped<Columns>(`person:${person.recipient_key}:${action}`, initial);
  const fields = typed.value;
  const errorOf = (place: string) => problemAt(step.problem, place);
  const leave = (done: boolean) => {
    typed.forget();
    onClose(done);
  };
  const send = () =>
    void step.run(async () => {
      const changed = action === "correct" ? correction(person.person, fields) : fields;
      await post(`/api/people/${encodeURIComponent(person.recipient_key)}/${action}`,
        { seen: person.seen, ...changed });
      leave(true);
    });
  const forApproval = action === "protect" && session.approval?.protect === true;
  return (
    <FormDialog wide={action === "correct"} title={words.person.action[action]} busy={step.busy}
      submit={forApproval ? words.ticket.sendForApproval : words.person.send[action]}
      danger={action === "abolish"} onClose={() => leave(false)} onSubmit={send}>
      {typed.restored && <p className="notice notice-info">{words.common.restored}</p>}
      <p className="whose">
        <PersonName name={person.person.Name} kana={person.person.NameKana} />
      </p>
      <p>
        {action === "abolish" && person.state === "suspended"
          ? words.person.abolishSuspended : words.person.lead[action]}
      </p>
      <ActionFields action={action} fields={fields} change={typed.change} errorOf={errorOf}
        suspended={person.state === "suspended"} />
      {isConflict(step.problem) ? (
        <Conflict problem={step.problem} mine={fields} busy={step.busy}
          onKeepMine={() => {
            step.setProblem(undefined);
            reload();
          }} onTakeTheirs={() => leave(true)} />
      ) : (
        <ProblemBox problem={step.problem} />
      )}
    </FormDialog>
  );
}

interface ActionFieldsProps {
  action: PersonAction;
  fields: Columns;
  change: (part: Columns) => void;
  errorOf: (place: string) => string | undefined;
  suspended: boolean;
}

function ActionFields({ action, fields, change, errorOf, suspended }: ActionFieldsProps) {
  const words = useWords();
  const [none] = useState<Option>(["", "–"]);
  if (action === "correct") return <PersonFields {...{ fields, change, errorOf }} />;
  if (action === "protect") {
    return (
      <>
        <CheckField label={words.person.protectLabel} hint={words.person.protectHint}
          checked={fields.NotDisclosed === "1"}
          onValue={(on) => change({ NotDisclosed: on ? "1" : "0" })} />
        <TextArea label={words.person.protectReason} optional value={fields.reason ?? ""}
          maxLength={200} onValue={(reason) => change({ reason })} />
      </>
    );
  }
  if (action === "resume") {
    return (
      <div className="form-grid">
        <DayField label={words.person.resumeDay} required value={fields.QualificationDate ?? ""}
          error={errorOf("QualificationDate")}
          onValue={(value) => change({ QualificationDate: value })} />
      </div>
    );
  }
  const reasons = Object.entries(words.codes.ReasonOfLoss ?? {}) as Option[];
  return (
    <div className="form-grid">
      {!suspended && (
        <DayField label={words.person.endDay[action] ?? ""} hint={words.person.endHint} required
          value={fields.DisqualificationDate ?? ""} error={errorOf("DisqualificationDate")}
          onValue={(value) => change({ DisqualificationDate: value })} />
      )}
      {action !== "transfer" && (
        <SelectField label={words.fields.ReasonOfLoss ?? ""} optional
          options={[none, ...reasons]} value={fields.ReasonOfLoss ?? ""}
          error={errorOf("ReasonOfLoss")}
          onValue={(value) => change({ ReasonOfLoss: value })} />
      )}
      {action === "transfer" && (
        <TextField label={words.person.transferTo} optional value={fields.to ?? ""}
          maxLength={100} onValue={(value) => change({ to: value })} />
      )}
    </div>
  );
}
