import { useState } from "react";
import { post, saveAs } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { useLoad } from "../shared/hooks";
import { JobProgress } from "../shared/jobs";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useSaid } from "../shared/said";
import { useMay } from "../shared/session";
import { Facts, Instant, ProblemBox, State } from "../shared/show";
import type { Import } from "../shared/types";
import { CountTiles, Differences, Problems, Publication, Removals } from "./importparts";
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
  const said = useSaid();
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
  const written = (counts.new ?? 0) + (counts.changed ?? 0);
  const removed = (counts.cancelled ?? 0) + (counts.gone ?? 0);
  const changes = written + removed;
  const waits = data.waits ?? [];
  const problems = (data.problems ?? [])
    .filter((one) => !waits.some((reason) => reason.text === one.text));
  const done = data.state === "published" || data.state === "undone";
  const rowWords = { names: words.importCounts,
    nameOf: (row: Record<string, string>) => row.Name || row.RecipientKey,
    moreOf: (row: Record<string, string>) => [row.RecipientKey,
      row.DesignatedMedicalInstitutionName, row.IssueNumber] };
  const open = data.state === "preview" || data.state === "failed" ||
    data.state === "refused" || data.state === "rejected";
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
          {open && (
            <>
              <button type="button" className="button button-second" disabled={running}
                onClick={() => setAsking("discard")}>
                {words.imports.discard}
              </button>
              {data.state !== "refused" && (
                <button type="button" className="button button-main"
                  disabled={running || changes === 0}
                  onClick={() => setAsking("publish")}>
                  {words.imports.publish(changes)}
                </button>
              )}
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
      {data.state === "waiting_approval" && (
        <p className="notice notice-info" role="status">{words.imports.toApproval}</p>
      )}
      {data.state === "rejected" && (
        <p className="notice notice-warning" role="status">
          {words.imports.sentBack(data.reason ?? "")}
        </p>
      )}
      {waits.length > 0 && (
        <div className="notice notice-warning" role="status">
          <p className="notice-title">{words.imports.waits}</p>
          {waits.map((one) => <p key={one.text}>{said(one)}</p>)}
        </div>
      )}
      {data.state !== "refused" && <CountTiles counts={counts} names={words.importCounts} />}
      {removed > 0 && data.state !== "discarded" && (
        <Removals path={path} cancelled={counts.cancelled ?? 0} gone={counts.gone ?? 0} done={done}
          {...rowWords}
          title={wordOf(done ? words.imports.removalsDone : words.imports.removals, data.kind)} />
      )}
      <Problems problems={problems} total={(data.problems_total ?? 0) - waits.length}
        refused={counts.refused ?? 0}
        onSave={() => void step.run(() => saveAs("GET", `${path}/errors.csv`, "errors.csv"))} />
      {data.state !== "refused" && (written > 0 || removed === 0) && (
        <Differences rows={data.rows ?? []} total={written} problems={data.problems}
          {...rowWords} />
      )}
      {asking && (
        <FormDialog title={words.imports.ask[asking]} danger={asking !== "publish" || removed > 0}
          submit={asking === "publish" ? words.imports.publish(changes) :
            asking === "undo" ? words.imports.undo : words.imports.discard}
          onClose={() => setAsking(undefined)} onSubmit={act}>
          {asking === "publish"
            ? <Publication counts={counts}
                removal={removed > 0 ? words.imports.removalsAsk[data.kind]?.(removed) : undefined} />
            : <p>{words.imports.askText[asking]}</p>}
        </FormDialog>
      )}
    </>
  );
}
