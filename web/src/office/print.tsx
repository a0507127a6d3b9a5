import { useState } from "react";
import { post } from "../shared/api";
import { thisMonth } from "../shared/dates";
import { RadioField, type Option } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { JobProgress, useJob } from "../shared/jobs";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { MonthPicker } from "../shared/month";
import { useSession } from "../shared/session";
import { Empty, Instant, PersonName, ProblemBox } from "../shared/show";
import { RowTable } from "../shared/table";
import type { Print } from "../shared/types";
import { InstitutionField } from "./institution";

export const pdfPath = (file: string) => `/api/print/${encodeURIComponent(file)}.pdf`;

export function PrintPage() {
  const words = useWords();
  const load = useLoad<unknown>("/api/print");
  const step = useStep();
  const [kind, setKind] = useState("ticket");
  const [month, setMonth] = useState(thisMonth);
  const [scope, setScope] = useState("unconnected");
  const [institution, setInstitution] = useState({ code: "", name: "" });
  const [file, setFile] = useState<string>();
  const following = useJob("print", (job) => {
    load.reload();
    if (typeof job.result?.file === "string") setFile(job.result.file);
  });
  const begin = () =>
    void step.run(async () => {
      setFile(undefined);
      const answer = await post<{ job: string }>("/api/print", { kind, month,
        scope: scope === "unconnected" ? scope : "all",
        institution: scope === "institution" ? institution.code : "" });
      following.follow(answer.job);
    });
  return (
    <>
      <h1>{words.print.title}</h1>
      <p className="hint">{words.print.lead}</p>
      <section className="panel" aria-labelledby="print-head">
        <h2 id="print-head">{words.print.batch}</h2>
        <div className="form-grid">
          <RadioField label={words.print.kind} name="kind" value={kind} onValue={setKind}
            options={Object.entries(words.print.kinds) as Option[]} />
          <div className="field">
            <span className="label">{words.month.label}</span>
            <MonthPicker value={month} onValue={setMonth} />
          </div>
          <RadioField label={words.print.scope} name="scope" value={scope} onValue={setScope}
            hint={words.print.scopeHint} options={Object.entries(words.print.scopes) as Option[]} />
          {scope === "institution" && (
            <InstitutionField label={words.fields.DesignatedMedicalInstitutionName ?? ""}
              code={institution.code} name={institution.name}
              onValue={(code, name) => setInstitution({ code, name })} />
          )}
        </div>
        <div className="row">
          <button type="button" className="button button-main" onClick={begin}
            disabled={step.busy || (scope === "institution" && institution.code === "") || following.job?.state === "running"}>
            {words.print.make}
          </button>
          <p className="soft">{words.print.audited}</p>
        </div>
        <ProblemBox problem={step.problem} />
        <JobProgress following={following} label={words.print.making} />
        {file && (
          <p className="notice notice-good" role="status">
            {words.print.ready} <a href={pdfPath(file)} target="_blank" rel="noreferrer">
              {words.print.openFile}</a>
          </p>
        )}
      </section>
      <section aria-labelledby="prints-head">
        <h2 id="prints-head">{words.print.list}</h2>
        <Loaded load={load}>
          {(data) => <Prints rows={itemsOf<Print>(data)} />}
        </Loaded>
      </section>
    </>
  );
}

function Prints({ rows }: { rows: Print[] }) {
  const words = useWords();
  const session = useSession();
  if (rows.length === 0) return <Empty title={words.print.empty}>{words.print.emptyText}</Empty>;
  return (
    <RowTable caption={words.print.list} rows={rows.slice(0, 200)}
      keyOf={(row) => `${row.serial}${row.at}`} columns={[
        { name: "serial", head: words.print.serial, cell: (row) => (
          <span className="tabular copyable">{row.serial}</span>
        ) },
        { name: "kind", head: words.print.kind, cell: (row) => (
          <>
            {wordOf(words.print.kinds, row.kind)}{" "}
            {row.reprint && <span className="tag">{words.print.reprint}</span>}
          </>
        ) },
        { name: "person", head: words.print.person, cell: (row) => (
          <span className="stack">
            <PersonName name={row.Name ?? ""} kana={row.NameKana ?? ""} />
            {row.institution && <span className="soft">{row.institution}</span>}
          </span>
        ) },
        { name: "at", head: words.common.at, cell: (row) => <Instant value={row.at} /> },
        { name: "by", head: words.common.by, cell: (row) => row.by },
        { name: "file", head: words.print.file, cell: (row) => row.file && row.by === session.account ? (
          <a href={pdfPath(row.file)} target="_blank" rel="noreferrer">{words.print.openFile}</a>
        ) : "–" },
      ]} />
  );
}
