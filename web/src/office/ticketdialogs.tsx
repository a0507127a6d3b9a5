import { useState } from "react";
import { post, type Problem } from "../shared/api";
import { Conflict } from "../shared/conflict";
import { FormDialog } from "../shared/dialog";
import { DayField, TextField } from "../shared/forms";
import { useStep, useTyped } from "../shared/hooks";
import { useWords } from "../shared/language";
import { useSession } from "../shared/session";
import { ProblemBox } from "../shared/show";
import type { Ticket } from "../shared/types";
import { columnOf, fieldsOf, newTicket, type TicketFields } from "./ticket";
import { TicketForm, TicketLine } from "./ticketform";

export type TicketAction = "new" | "cancel" | "shorten" | "reissue";

interface TicketDialogProps {
  action: TicketAction;
  ticket?: Ticket;
  recipient: string;
  seen?: number;
  reload?: () => void;
  onClose: (done: boolean) => void;
}

export const isConflict = (problem: Problem | undefined): problem is Problem =>
  problem?.status === 409 && Array.isArray(problem.theirs);

export function TicketDialog(props: TicketDialogProps) {
  return props.action === "new" || props.action === "reissue" ? (
    <FullDialog {...props} />
  ) : (
    <ShortDialog {...props} />
  );
}

// A new ticket, or the same one issued again with other content.
function FullDialog({ action, ticket, recipient, seen, reload, onClose }: TicketDialogProps) {
  const words = useWords();
  const session = useSession();
  const step = useStep();
  const typed = useTyped<{ fields: TicketFields }>(`ticket:${action}:${ticket?.id ?? recipient}`, {
    fields: ticket ? fieldsOf(ticket) : newTicket(recipient),
  });
  const { fields } = typed.value;
  const path = ticket
    ? `/api/tickets/${encodeURIComponent(ticket.id)}/reissue`
    : "/api/tickets";
  const leave = (done: boolean) => {
    typed.forget();
    onClose(done);
  };
  return (
    <FormDialog wide title={words.ticket.title[action]} busy={step.busy}
      submit={session.approval?.tickets ? words.ticket.sendForApproval : words.ticket.send}
      onClose={() => leave(false)} onSubmit={() => void step.run(async () => {
        await post(path, { fields, seen });
        leave(true);
      })}>
      {typed.restored && <p className="notice notice-info">{words.common.restored}</p>}
      <TicketForm fields={fields} seen={seen} checkFirst={action === "new"}
        onChange={(part) => typed.change({ fields: { ...fields, ...part } })} />
      {isConflict(step.problem) ? (
        <Conflict problem={step.problem} mine={fields} busy={step.busy}
          onKeepMine={() => {
            step.setProblem(undefined);
            reload?.();
          }} onTakeTheirs={() => leave(true)} />
      ) : (
        <ProblemBox problem={step.problem} />
      )}
    </FormDialog>
  );
}

function ShortDialog({ action, ticket, seen, reload, onClose }: TicketDialogProps) {
  const words = useWords();
  const step = useStep();
  const [last, setLast] = useState(columnOf(ticket, "MedicalTicketExpirationDate"));
  const [reason, setReason] = useState("");
  const shorten = action === "shorten";
  const body = shorten
    ? { seen, MedicalTicketExpirationDate: last }
    : { seen, reason };
  return (
    <FormDialog title={words.ticket.title[action]} submit={words.ticket.action[action]}
      busy={step.busy} danger={!shorten} onClose={() => onClose(false)}
      onSubmit={() => void step.run(async () => {
        await post(`/api/tickets/${encodeURIComponent(ticket?.id ?? "")}/${action}`, body);
        onClose(true);
      })}>
      <TicketLine ticket={ticket} />
      <p>{shorten ? words.ticket.shortenLead : words.ticket.cancelLead}</p>
      {shorten ? (
        <DayField label={words.ticket.newLastDay} value={last} onValue={setLast} required />
      ) : (
        <TextField label={words.ticket.cancelReason} value={reason} onValue={setReason} optional
          maxLength={100} />
      )}
      {isConflict(step.problem) ? (
        <Conflict problem={step.problem} mine={{}} busy={step.busy} onKeepMine={() => {
          step.setProblem(undefined);
          reload?.();
        }} onTakeTheirs={() => onClose(true)} />
      ) : (
        <ProblemBox problem={step.problem} />
      )}
    </FormDialog>
  );
}
