import { useState } from "react";
import { post } from "../shared/api";
import { useColumnValue } from "../shared/changes";
import { FormDialog } from "../shared/dialog";
import { TextArea } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Count, Empty, Facts, Instant, ProblemBox } from "../shared/show";
import type { Approval, Columns } from "../shared/types";
import { useStatus } from "./status";

const shownOf: Record<string, string[]> = {
  issue: ["MedicalTreatmentMonth", "DesignatedMedicalInstitutionName", "MedicalTreatmentType",
    "MedicalTicketValidDate", "MedicalTicketExpirationDate", "SelfPayAmount", "InjuryName1",
    "DeleteFlag"],
  protect: ["Name", "NotDisclosed"],
};

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
          if (items.length === 0) {
            return <Empty title={words.approvals.empty}>{words.approvals.emptyText}</Empty>;
          }
          return (
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
  const decide = (decision: "approve" | "reject") =>
    void step.run(async () => {
      await post(`/api/approvals/${encodeURIComponent(String(item.id))}`,
        decision === "reject" ? { decision, reason } : { decision });
      onDone();
    });
  const basis = typeof item.more?.basis === "string" ? item.more.basis : "";
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
      <div className="approval-rows">
        {item.rows.slice(0, 5).map((row, at) => <RowFacts key={at} row={row} kind={item.kind} />)}
      </div>
      {item.rows.length > 5 && (
        <p className="soft">{words.common.shown(5, item.rows.length)}</p>
      )}
      {item.mine && <p className="notice notice-info">{words.approvals.own}</p>}
      <ProblemBox problem={step.problem} />
      {may("approve") && (
        <div className="row no-print">
          <button type="button" className="button button-main" disabled={item.mine || step.busy}
            onClick={() => decide("approve")}>
            {words.approvals.approve}
          </button>
          <button type="button" className="button button-second" disabled={step.busy}
            onClick={() => setRejecting(true)}>
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

function RowFacts({ row, kind }: { row: Columns; kind: string }) {
  const words = useWords();
  const value = useColumnValue();
  const names = (shownOf[kind] ?? shownOf.issue ?? [])
    .filter((name) => row[name] && !(name === "DeleteFlag" && row[name] !== "1"));
  return (
    <div>
      <p>
        <a href={hrefOf("people", row.RecipientKey ?? "")}>{words.approvals.person}</a>{" "}
        <span className="code">{row.RecipientKey}</span>
      </p>
      <Facts items={names.map((name) => [wordOf(words.fields, name), value(name, row[name])])} />
    </div>
  );
}
