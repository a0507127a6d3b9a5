import { useState } from "react";
import { post, saveAs } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { useLoad } from "../shared/hooks";
import { JobProgress } from "../shared/jobs";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Facts, Instant, ProblemBox, State } from "../shared/show";
import type { Import } from "../shared/types";
import { CountTiles, Differences, Problems } from "./importparts";
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
                  disabled={running || changes + (counts.gone ?? 0) === 0}
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
      {data.state !== "refused" && <CountTiles counts={counts} names={words.importCounts} />}
      {data.scope === "full" && (counts.gone ?? 0) > 0 && (
        <p className="notice notice-warning">{words.imports.goneText(counts.gone ?? 0)}</p>
      )}
      <Problems problems={data.problems ?? []} total={data.problems_total}
        refused={counts.refused ?? 0}
        onSave={() => void step.run(() => saveAs("GET", `${path}/errors.csv`, "errors.csv"))} />
      {data.state !== "refused" && (
        <Differences rows={data.rows ?? []} total={changes} names={words.importCounts}
          problems={data.problems} nameOf={(row) => row.Name || row.RecipientKey}
          moreOf={(row) => [row.DesignatedMedicalInstitutionName, row.IssueNumber]} />
      )}
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
