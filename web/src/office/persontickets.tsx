import { useState } from "react";
import { useWords, wordOf } from "../shared/language";
import { useMay } from "../shared/session";
import { Empty, Month, State, type Sign } from "../shared/show";
import type { Links, Person, Ticket } from "../shared/types";
import { columnOf } from "./ticket";
import { TicketDialog, type TicketAction } from "./ticketdialogs";
import { PrintOne } from "./printone";
import { SelfPay, TicketLine, Warnings } from "./ticketform";

export const ticketSign = (state: string): Sign =>
  state === "registered" ? "valid" : state === "cancelled" ? "invalid" : "waiting";

export interface Acting {
  action: TicketAction;
  ticket?: Ticket;
}

interface TicketsOfProps {
  person: Person;
  links?: Links;
  reload: () => void;
}

export function TicketsOf({ person, links, reload }: TicketsOfProps) {
  const words = useWords();
  const may = useMay();
  const [acting, setActing] = useState<Acting>();
  const byMonth = new Map<string, Ticket[]>();
  for (const ticket of person.tickets ?? []) {
    const month = columnOf(ticket, "MedicalTreatmentMonth");
    byMonth.set(month, [...(byMonth.get(month) ?? []), ticket]);
  }
  const months = [...byMonth.keys()].sort().reverse();
  const mayIssue = may("issue") && person.person.NotDisclosed !== "1";
  const flagged = new Set((links?.consistency ?? []).filter((one) => one.flag === "1")
    .map((one) => one.issue_number));
  return (
    <section className="panel" aria-labelledby="tickets-head">
      <div className="panel-head">
        <h2 id="tickets-head">{words.person.tickets}</h2>
        <div className="row no-print">
          <PrintOne kind="opinion" id={person.recipient_key} />
          {mayIssue && (
            <button type="button" className="button button-main button-small"
              onClick={() => setActing({ action: "new" })}>
              {words.ticket.action.new}
            </button>
          )}
        </div>
      </div>
      {person.person.NotDisclosed === "1" && (
        <p className="notice notice-warning">{words.person.protectedNoIssue}</p>
      )}
      {months.length === 0 && (
        <Empty title={words.person.noTickets}>{words.person.noTicketsText}</Empty>
      )}
      {months.map((month) => (
        <div key={month} className="month-group">
          <h3><Month value={month} /></h3>
          <ul className="ticket-list">
            {(byMonth.get(month) ?? []).map((ticket) => (
              <li key={ticket.id}>
                <State sign={ticketSign(ticket.state)}>{wordOf(words.states, ticket.state)}</State>
                <TicketLine ticket={ticket} />
                <span className="ticket-pay"><SelfPay ticket={ticket} /></span>
                <TicketActions ticket={ticket} onAct={setActing} mayIssue={mayIssue} />
                {flagged.has(columnOf(ticket, "IssueNumber")) && (
                  <p className="field-error">{words.links.flagged}</p>
                )}
                <Warnings list={ticket.warnings} kind="warning" />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {acting && (
        <TicketDialog {...acting} recipient={person.recipient_key} seen={person.seen}
          reload={reload} onClose={(done) => {
            setActing(undefined);
            if (done) reload();
          }} />
      )}
    </section>
  );
}

export function TicketActions({ ticket, onAct, mayIssue }: { ticket: Ticket;
  onAct: (acting: Acting) => void; mayIssue: boolean }) {
  const words = useWords();
  if (ticket.state !== "registered") return <span />;
  return (
    <span className="row-tight no-print">
      <PrintOne kind="ticket" id={ticket.id} />
      {mayIssue && (["shorten", "reissue", "cancel"] as const).map((action) => (
        <button key={action} type="button" className="button button-text"
          onClick={(event) => {
            event.stopPropagation();
            onAct({ action, ticket });
          }}>
          {words.ticket.action[action]}
        </button>
      ))}
    </span>
  );
}
