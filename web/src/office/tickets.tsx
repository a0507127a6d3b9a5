import { useState } from "react";
import { withQuery } from "../shared/api";
import { thisMonth } from "../shared/dates";
import { SelectField, type Option } from "../shared/forms";
import { useLoad } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { MonthPicker } from "../shared/month";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Empty, PersonName, State } from "../shared/show";
import type { Ticket } from "../shared/types";
import { InstitutionField } from "./institution";
import { ticketSign, TicketActions, type Acting } from "./persontickets";
import { columnOf } from "./ticket";
import { TicketDialog } from "./ticketdialogs";
import { SelfPay, TicketLine } from "./ticketform";

export function TicketsPage() {
  const words = useWords();
  const [month, setMonth] = useState(thisMonth);
  const [institution, setInstitution] = useState({ code: "", name: "" });
  const [state, setState] = useState("registered");
  const load = useLoad<unknown>(withQuery("/api/tickets", { month, state,
    institution: institution.code }));
  const states: Option[] = [["registered", words.states.registered ?? ""],
    ["cancelled", words.states.cancelled ?? ""], ["", words.common.all]];
  return (
    <>
      <div className="page-head">
        <h1>{words.ticket.list}</h1>
        <MonthPicker value={month} onValue={setMonth} />
      </div>
      <div className="toolbar filters">
        <InstitutionField label={words.fields.DesignatedMedicalInstitutionName ?? ""} optional
          code={institution.code} name={institution.name}
          onValue={(code, name) => setInstitution({ code, name })} />
        <SelectField label={words.people.state} value={state} onValue={setState}
          options={states} />
      </div>
      <Loaded load={load}>
        {(data) => <TicketTable tickets={itemsOf<Ticket>(data)} reload={load.reload} />}
      </Loaded>
    </>
  );
}

function TicketTable({ tickets, reload }: { tickets: Ticket[]; reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const [shown, setShown] = useState(100);
  const [acting, setActing] = useState<Acting>();
  if (tickets.length === 0) {
    return <Empty title={words.ticket.empty}>{words.ticket.emptyText}</Empty>;
  }
  return (
    <>
      <p className="soft" role="status">
        {words.common.shown(Math.min(shown, tickets.length), tickets.length)}
      </p>
      <div className="table-frame">
        <table className="table">
          <caption className="visually-hidden">{words.ticket.list}</caption>
          <thead>
            <tr>
              <th scope="col">{words.people.state}</th>
              <th scope="col">{words.fields.Name}</th>
              <th scope="col">{words.monthly.ticket}</th>
              <th scope="col" className="number">{words.fields.SelfPayAmount}</th>
              <th scope="col">{words.fields.IssueNumber}</th>
              {may("issue") && <td />}
            </tr>
          </thead>
          <tbody>
            {tickets.slice(0, shown).map((ticket) => (
              <tr key={ticket.id}>
                <td>
                  <State sign={ticketSign(ticket.state)}>
                    {wordOf(words.states, ticket.state)}
                  </State>
                </td>
                <td>
                  <a className="row-link"
                    href={hrefOf("people", columnOf(ticket, "RecipientKey"))}>
                    <PersonName name={columnOf(ticket, "Name")}
                      kana={columnOf(ticket, "NameKana")} />
                  </a>
                </td>
                <td><TicketLine ticket={ticket} /></td>
                <td className="number"><SelfPay ticket={ticket} /></td>
                <td className="tabular">{columnOf(ticket, "IssueNumber")}</td>
                {may("issue") && (
                  <td>
                    <TicketActions ticket={ticket} mayIssue onAct={setActing} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown < tickets.length && (
        <button type="button" className="button button-second"
          onClick={() => setShown((old) => old + 400)}>
          {words.common.more}
        </button>
      )}
      {acting?.ticket && (
        <TicketDialog {...acting} recipient={columnOf(acting.ticket, "RecipientKey")}
          seen={Number(acting.ticket.cursor ?? 0)} reload={reload} onClose={(done) => {
            setActing(undefined);
            if (done) reload();
          }} />
      )}
    </>
  );
}
