import { useState } from "react";
import { post, saveAs } from "../shared/api";
import { SideBySide } from "../shared/changes";
import { FormDialog } from "../shared/dialog";
import { useLoad } from "../shared/hooks";
import { JobProgress } from "../shared/jobs";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Count, Empty, Facts, Instant, ProblemBox, State } from "../shared/show";
import type { Import, ImportProblem, ImportRow } from "../shared/types";
import { importSign, useImportJob } from "./imports";
import { useStatus } from "./status";

export function ImportPage({ id }: { id: string }) {
  const words = useWords();
  const path = `/api/imports/${encodeURIComponent(id)}`;
  const load = useLoad<Import>(path);
  return (
    <>
      <nav className="crumbs no-print" aria-label={words.person.crumbs}>
        <a href={hrefOf("imports")}>{words.imports.title}</a>
      </nav>
      <Loaded load={load}>
        {(data) => <ImportView key={data.id} data={data} reload={load.reload} />}
      </Loaded>
    </>
  );
}

function ImportView({ data, reload }: { data: Import; reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const { renew } = useStatus();
  const [asking, setAsking] = useState<"publish" | "undo" | "discard">();
  const { step, following, begin } = useImportJob(data.id, () => {
    reload();
    renew();
  });
  const path = `/api/imports/${encodeURIComponent(data.id)}`;
  const running = following.job?.state === "running";
  const counts = data.counts ?? {};
  const changes = (counts.new ?? 0) + (counts.changed ?? 0);
  const act = () => {
    const action = asking;
    setAsking(undefined);
    if (action === "discard") {
      void step.run(async () => {
        await post(`${path}/discard`);
        reload();
        renew();
      });
    } else if (action) {
      begin(action);
    }
  };
  return (
    <>
      <div className="page-head">
        <h1>{data.file}</h1>
        <State sign={importSign(data.state)}>{wordOf(words.importStates, data.state)}</State>
        <div className="head-actions no-print">
          {(data.state === "preview" || data.state === "failed") && (
            <>
              <button type="button" className="button button-second" disabled={running}
                onClick={() => setAsking("discard")}>
                {words.imports.discard}
              </button>
              <button type="button" className="button button-main"
                disabled={running || changes + (counts.gone ?? 0) === 0}
                onClick={() => setAsking("publish")}>
                {words.imports.publish(changes)}
              </button>
            </>
          )}
          {data.state === "published" && may("undo") && (
            <button type="button" className="button button-second" disabled={running}
              onClick={() => setAsking("undo")}>
              {words.imports.undo}
            </button>
          )}
        </div>
      </div>
      <Facts items={[
        [words.imports.kind, wordOf(words.importKinds, data.kind)],
        [words.imports.scope, wordOf(words.importScopes, data.scope)],
        [words.common.at, <Instant key="a" value={data.at} />],
        [words.common.by, data.by || wordOf(words.importSources, data.source)],
      ]} />
      <JobProgress following={following} label={words.imports.publishing} />
      <ProblemBox problem={step.problem} />
      <ul className="count-tiles">
        {Object.entries(words.importCounts).map(([name, text]) => (
          <li key={name} className={`tile tile-${name}`}>
            <span>{text}</span>
            <strong><Count value={counts[name] ?? 0} /></strong>
          </li>
        ))}
      </ul>
      {data.scope === "full" && (counts.gone ?? 0) > 0 && (
        <p className="notice notice-warning">{words.imports.goneText(counts.gone ?? 0)}</p>
      )}
      <Problems problems={data.problems ?? []} path={path} refused={counts.refused ?? 0} />
      <Differences rows={data.rows ?? []} total={changes} />
      {asking && (
        <FormDialog title={words.imports.ask[asking]} danger={asking !== "publish"}
          submit={asking === "publish" ? words.imports.publish(changes) :
            asking === "undo" ? words.imports.undo : words.imports.discard}
          onClose={() => setAsking(undefined)} onSubmit={act}>
          <p>{words.imports.askText[asking]}</p>
          {asking === "publish" && (counts.refused ?? 0) > 0 && (
            <p className="notice notice-warning">
              {words.imports.refusedStay(counts.refused ?? 0)}
            </p>
          )}
        </FormDialog>
      )}
    </>
  );
}

function Problems({ problems, path, refused }: { problems: ImportProblem[]; path: string;
  refused: number }) {
  const words = useWords();
  if (problems.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="problems-head">
      <div className="panel-head">
        <h2 id="problems-head">{words.imports.problems}</h2>
        <button type="button" className="button button-second button-small no-print"
          onClick={() => void saveAs("GET", `${path}/errors.csv`, "errors.csv")}>
          {words.imports.errorsFile}
        </button>
      </div>
      {refused > 0 && <p>{words.imports.problemsLead(refused)}</p>}
      <div className="table-frame" role="region" tabIndex={0} 
        aria-label={words.common.tableOf(words.imports.problems)}>
        <table className="table table-small">
          <caption className="visually-hidden">{words.imports.problems}</caption>
          <thead>
            <tr>
              <th scope="col" className="number">{words.imports.line}</th>
              <th scope="col">{words.common.item}</th>
              <th scope="col">{words.imports.problem}</th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, 200).map((one, at) => (
              <tr key={at}>
                <td className="number">{one.line || "–"}</td>
                <td>{one.field ? wordOf(words.fields, one.field) : "–"}</td>
                <td>
                  {one.severity === "warning" && (
                    <span className="tag">{words.ticket.warnings}</span>
                  )} {one.text} <span className="code">{one.code}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Differences({ rows, total }: { rows: ImportRow[]; total: number }) {
  const words = useWords();
  if (rows.length === 0) return <Empty title={words.imports.noDifferences} />;
  return (
    <section className="panel" aria-labelledby="differences-head">
      <h2 id="differences-head">{words.imports.differences}</h2>
      {rows.length < total && (
        <p className="soft">{words.common.shown(rows.length, total)}</p>
      )}
      <ol className="changes">
        {rows.map((row, at) => {
          const shown = row.after ?? row.before ?? {};
          return (
            <li key={at}>
              <details>
                <summary>
                  <span className={`tag tag-${row.change}`}>
                    {wordOf(words.importCounts, row.change)}
                  </span>
                  <span>{shown.Name || shown.RecipientKey}</span>
                  <span className="soft">
                    {[shown.DesignatedMedicalInstitutionName, shown.IssueNumber]
                      .filter(Boolean).join("・")}
                    {row.line ? ` ${words.imports.lineOf(row.line)}` : ""}
                  </span>
                </summary>
                <SideBySide before={row.before ?? undefined} after={row.after ?? undefined}
                  caption={words.imports.differences} />
              </details>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
