import { useState } from "react";
import { post } from "../shared/api";
import { useColumnValue } from "../shared/changes";
import { FormDialog } from "../shared/dialog";
import { TextArea } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { JobProgress, useJob } from "../shared/jobs";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Count, Empty, Facts, Instant, PersonName, ProblemBox, State }
  from "../shared/show";
import type { Approval, Columns, Decided } from "../shared/types";
import { useStatus } from "./status";

const shownOf: Record<string, string[]> = {
  issue: ["MedicalTreatmentMonth", "DesignatedMedicalInstitutionName", "MedicalTreatmentType",
    "MedicalTicketValidDate", "MedicalTicketExpirationDate", "SelfPayAmount", "InjuryName1",
    "DeleteFlag"],
  protect: ["NotDisclosed"],
  undo: ["NotDisclosed", "MedicalTreatmentMonth", "DesignatedMedicalInstitutionName",
    "MedicalTicketValidDate", "MedicalTicketExpirationDate", "DeleteFlag"],
  import: [],
};
const cardRows = 5;

export function ApprovalsPage() {
  const words = useWords();
  const { renew } = useStatus();
  const load = useLoad<unknown>("/api/approvals");
  return (
    <>
      <h1>{words.approvals.title}</h1>
      <p className="hint">{words.approvals.lead}</p>
      <Loaded load={load}>
        {(data) => {
          const items = itemsOf<Approval>(data);
          const decided = (data as { decided?: Decided[] }).decided ?? [];
          return (
            <>
              {items.length === 0 ? (
                <Empty title={words.approvals.empty}>{words.approvals.emptyText}</Empty>
              ) : (
                <ul className="cards">
                  {items.map((item) => (
                    <li key={item.id}>
                      <ApprovalCard item={item} onDone={() => {
                        load.reload();
                        renew();
                      }} />
                    </li>
                  ))}
                </ul>
              )}
              {decided.length > 0 && <DecidedList rows={decided} />}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function ApprovalCard({ item, onDone }: { item: Approval; onDone: () => void }) {
  const words = useWords();
  const may = useMay();
  const [rejecting, setRejecting] = useState(false);
  const [reason, setReason] = useState("");
  const step = useStep();
  const following = useJob(`approval:${item.id}`, onDone);
  const busy = step.busy || following.job?.state === "running";
  const decide = (decision: "approve" | "reject") =>
    void step.run(async () => {
      const answer = await post<{ job?: string }>(
        `/api/approvals/${encodeURIComponent(String(item.id))}`,
        decision === "reject" ? { decision, reason } : { decision });
      if (answer.job) following.follow(answer.job);
      else onDone();
    });
  const basis = typeof item.more?.basis === "string" ? item.more.basis : "";
  const file = item.more?.import === undefined ? "" : String(item.more.import);
  return (
    <section className="panel" aria-label={wordOf(words.approvals.kinds, item.kind)}>
      <div className="panel-head">
        <h2>
          {wordOf(words.approvals.kinds, item.kind)}{" "}
          {item.rows.length > 1 && <>（<Count value={item.rows.length} />）</>}
        </h2>
        <p className="soft">
          {item.author_name || item.author}{" ・ "}<Instant value={item.at} />
        </p>
      </div>
      {basis && <p>{words.work.basis}: {wordOf(words.basis, basis)}</p>}
      {file && (
        <p><a href={hrefOf("imports", file)}>{words.approvals.file}</a></p>
      )}
      {item.kind !== "import" && (
        <div className="approval-rows">
          {item.rows.slice(0, cardRows).map((row, at) => (
            <RowFacts key={at} row={row} kind={item.kind} />
          ))}
        </div>
      )}
      {item.kind !== "import" && item.rows.length > cardRows && <AllRows rows={item.rows} />}
      {item.mine && <p className="notice notice-info">{words.approvals.own}</p>}
      <ProblemBox problem={step.problem} />
      <JobProgress following={following} label={words.monthly.publishing} />
      {(may("approve") || item.mine) && (
        <div className="row no-print">
          {may("approve") && !item.mine && (
            <button type="button" className="button button-main" disabled={busy}
              onClick={() => decide("approve")}>
              {words.approvals.approve}
            </button>
          )}
          <button type="button" className="button button-second" disabled={busy}
            onClick={() => (item.mine ? decide("reject") : setRejecting(true))}>
            {item.mine ? words.approvals.withdraw : words.approvals.reject}
          </button>
        </div>
      )}
      {rejecting && (
        <FormDialog title={words.approvals.rejectTitle} submit={words.approvals.reject} danger
          busy={step.busy} onClose={() => setRejecting(false)} onSubmit={() => {
            setRejecting(false);
            decide("reject");
          }}>
          <TextArea label={words.approvals.reason} value={reason} maxLength={200} required
            onValue={setReason} />
        </FormDialog>
      )}
    </section>
  );
}

// A month at once: every ticket that would be registered, one a line.
function AllRows({ rows }: { rows: Columns[] }) {
  const words = useWords();
  const value = useColumnValue();
  const [shown, setShown] = useState(100);
  const names = ["MedicalTreatmentType", "DesignatedMedicalInstitutionName",
    "MedicalTicketValidDate", "MedicalTicketExpirationDate", "SelfPayAmount"];
  return (
    <details className="more">
      <summary>{words.approvals.allRows(rows.length)}</summary>
      <div className="table-frame" role="region" tabIndex={0}
        aria-label={words.common.tableOf(words.approvals.allRows(rows.length))}>
        <table className="table table-small">
          <caption className="visually-hidden">{words.approvals.allRows(rows.length)}</caption>
          <thead>
            <tr>
              <th scope="col">{words.fields.Name}</th>
              {names.map((name) => <th key={name} scope="col">{wordOf(words.fields, name)}</th>)}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row, at) => (
              <tr key={at}>
                <td>
                  <a href={hrefOf("people", row.RecipientKey ?? "")}>
                    {row.Name || row.RecipientKey}
                  </a>
                </td>
                {names.map((name) => <td key={name}>{value(name, row[name])}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown < rows.length && (
        <button type="button" className="button button-text"
          onClick={() => setShown((old) => old + 400)}>
          {words.common.more}
        </button>
      )}
    </details>
  );
}

// What became of the reader's own: above all why something was sent back.
function DecidedList({ rows }: { rows: Decided[] }) {
  const words = useWords();
  return (
    <section aria-labelledby="decided-head">
      <h2 id="decided-head">{words.approvals.decided}</h2>
      <ul className="decided-list">
        {rows.map((one) => (
          <li key={one.id}>
            <State sign={one.state === "published" ? "valid" : "invalid"}>
              {one.state === "published" ? words.approvals.wasApproved :
                words.approvals.wasRejected}
            </State>
            <span>
              {wordOf(words.approvals.kinds, one.kind)}{" "}
              {one.rows[0]?.RecipientKey && one.rows.length === 1 && (
                <a href={hrefOf("people", one.rows[0].RecipientKey)}>{words.approvals.person}</a>
              )}
              {one.rows.length > 1 && words.common.count(one.rows.length)}
              {one.reason && <span className="change-note">{one.reason}</span>}
            </span>
            <span className="soft">{one.decided_by}{" ・ "}<Instant value={one.decided_at} /></span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RowFacts({ row, kind }: { row: Columns; kind: string }) {
  const words = useWords();
  const value = useColumnValue();
  const names = (shownOf[kind] ?? shownOf.issue ?? [])
    .filter((name) => row[name] && !(name === "DeleteFlag" && row[name] !== "1"));
  return (
    <div>
      <p>
        <a href={hrefOf("people", row.RecipientKey ?? "")}>
          {row.Name ? <PersonName name={row.Name} kana={row.NameKana} /> : words.approvals.person}
        </a>{" "}
        <span className="code">{row.RecipientKey}</span>
      </p>
      <Facts items={names.map((name) => [wordOf(words.fields, name), value(name, row[name])])} />
    </div>
  );
}
