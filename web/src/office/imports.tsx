import { useState } from "react";
import { call, post, withQuery } from "../shared/api";
import { FileDrop } from "../shared/filedrop";
import { RadioField, type Option } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { JobProgress, useJob } from "../shared/jobs";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { go } from "../shared/router";
import { useSaid } from "../shared/said";
import { Empty, Instant, ProblemBox, State, type Sign } from "../shared/show";
import { RowTable } from "../shared/table";
import type { Import } from "../shared/types";

const signs: Record<string, Sign> = { published: "valid", preview: "unregistered",
  rejected: "unregistered", failed: "invalid", refused: "invalid", previewing: "waiting",
  publishing: "waiting", waiting_approval: "waiting" };
export const importSign = (state: string): Sign =>
  signs[state] ?? "none";

export function ImportsPage() {
  const words = useWords();
  const said = useSaid();
  const load = useLoad<unknown>("/api/imports");
  return (
    <>
      <h1>{words.imports.title}</h1>
      <p className="hint">{words.imports.lead}</p>
      <Upload onDone={load.reload} />
      <section aria-labelledby="files-head">
        <h2 id="files-head">{words.imports.files}</h2>
        <Loaded load={load}>
          {(data) => {
            const rows = itemsOf<Import>(data);
            if (rows.length === 0) {
              return <Empty title={words.imports.empty}>{words.imports.emptyText}</Empty>;
            }
            return (
              <RowTable caption={words.imports.files} rows={rows} keyOf={(row) => row.id}
                onOpen={(row) => go("imports", row.id)} columns={[
                  { name: "state", head: words.people.state, cell: (row) => (
                    <>
                      <State sign={importSign(row.state)}>
                        {wordOf(words.importStates, row.state)}
                      </State>
                      {(row.waits ?? []).map((one) => (
                        <div key={one.text} className="soft">{said(one)}</div>
                      ))}
                    </>
                  ) },
                  { name: "file", head: words.imports.file, cell: (row) => (
                    <a className="row-link" href={`#/imports/${encodeURIComponent(row.id)}`}
                      tabIndex={-1}>{row.file}</a>
                  ) },
                  { name: "kind", head: words.imports.kind, cell: (row) =>
                    wordOf(words.importKinds, row.kind) },
                  { name: "counts", head: words.imports.counts, cell: (row) => (
                    <CountsLine counts={row.counts} />
                  ) },
                  { name: "at", head: words.common.at, cell: (row) => <Instant value={row.at} /> },
                  { name: "by", head: words.common.by, cell: (row) =>
                    row.by || wordOf(words.importSources, row.source) },
                ]} />
            );
          }}
        </Loaded>
      </section>
    </>
  );
}

function CountsLine({ counts }: { counts?: Record<string, number> }) {
  const words = useWords();
  const some = Object.entries(words.importCounts).filter(([name]) => counts?.[name]);
  if (some.length === 0) return <>–</>;
  return (
    <span className="row-tight">
      {some.map(([name, text]) => (
        <span key={name} className="nowrap">
          {text} <span className="tabular">{(counts?.[name] ?? 0).toLocaleString("en-US")}</span>
        </span>
      ))}
    </span>
  );
}

function Upload({ onDone }: { onDone: () => void }) {
  const words = useWords();
  const [kind, setKind] = useState("ticket");
  const [scope, setScope] = useState("changes");
  const step = useStep();
  const [id, setId] = useState<string>();
  const following = useJob("upload", (job) => {
    onDone();
    const made = typeof job.result?.id === "string" ? job.result.id : id;
    if (job.state === "done" && made) go("imports", made);
  });
  const send = (file: File) => {
    void step.run(async () => {
      const answer = await call<{ id?: string; job: string }>("POST",
        withQuery("/api/imports", { kind, scope, file: file.name }), undefined, { raw: file });
      setId(answer.id);
      following.follow(answer.job);
    });
  };
  return (
    <section className="panel" aria-labelledby="upload-head">
      <h2 id="upload-head">{words.imports.upload}</h2>
      <div className="form-grid">
        <RadioField label={words.imports.kind} name="kind" value={kind} onValue={setKind}
          options={Object.entries(words.importKinds) as Option[]} />
        <RadioField label={words.imports.scope} name="scope" value={scope} onValue={setScope}
          options={Object.entries(words.importScopes) as Option[]} />
      </div>
      <FileDrop busy={step.busy} onFile={send} />
      <p className="hint">{words.imports.nothingYet}</p>
      <ProblemBox problem={step.problem} />
      <JobProgress following={following} label={words.imports.comparing} />
    </section>
  );
}

// Starts a job of one import ("publish", "undo") and follows it.
export function useImportJob(id: string, onDone: () => void) {
  const step = useStep();
  const following = useJob(`import:${id}`, onDone);
  const begin = (action: "publish" | "undo") =>
    void step.run(async () => {
      const answer = await post<{ job?: string }>(
        `/api/imports/${encodeURIComponent(id)}/${action}`);
      if (answer.job) following.follow(answer.job);
      else onDone(); // it waits for a second person
    });
  return { step, following, begin };
}
