// The office's own list of designated institutions: a file, what it would change, then one step.
import { useState } from "react";
import { call, post, problemOf, saveAs, withQuery } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { FileDrop } from "../shared/filedrop";
import { RadioField, type Option } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Count, Empty, Instant, ProblemBox, State } from "../shared/show";
import type { InstitutionImport } from "../shared/types";
import { CountTiles, Differences, Problems, Publication } from "./importparts";

const path = "/api/imports/institutions";

export function InstitutionImportPage() {
  const words = useWords();
  const load = useLoad<unknown>("/api/imports/institutions");
  const step = useStep();
  const [scope, setScope] = useState("changes");
  const [file, setFile] = useState<File>();
  const [preview, setPreview] = useState<InstitutionImport>();
  const [done, setDone] = useState<InstitutionImport>();
  const send = (bytes: File, query: Record<string, string>) =>
    call<InstitutionImport>("POST", withQuery(path, { file: bytes.name, scope, ...query }),
      undefined, { raw: bytes });
  const look = (bytes: File, query: Record<string, string> = {}) =>
    void step.run(async () => {
      setDone(undefined);
      setPreview(undefined);
      setFile(bytes);
      setPreview(await send(bytes, { dry: "1", ...query }));
    });
  // What was looked at is what is published; where it changed since, the new differences are shown.
  const publish = () =>
    void step.run(async () => {
      if (!file || !preview) return;
      try {
        setDone(await send(file, { basis: preview.basis ?? "" }));
      } catch (error) {
        if (problemOf(error).status !== 409) throw error;
        setPreview(await send(file, { dry: "1" }));
        throw error;
      }
      setPreview(undefined);
      setFile(undefined);
      load.reload();
    });
  return (
    <>
      <nav className="crumbs no-print" aria-label={words.person.crumbs}>
        <a href={hrefOf("institutions")}>{words.institutions.title}</a>
      </nav>
      <h1>{words.institutions.import}</h1>
      <p className="hint">{words.institutions.importLead}</p>
      <section className="panel" aria-labelledby="upload-head">
        <h2 id="upload-head">{words.imports.upload}</h2>
        <RadioField label={words.imports.scope} name="scope" value={scope}
          onValue={(value) => {
            setScope(value);
            if (preview && file) look(file, { scope: value });
          }}
          options={Object.entries(words.institutions.scopes) as Option[]} />
        <FileDrop busy={step.busy} onFile={look} />
        <p className="hint">{words.imports.nothingYet}</p>
        <ProblemBox problem={step.problem} />
        {done && (
          <p className="notice notice-good" role="status">
            {words.institutions.imported((done.counts.new ?? 0) + (done.counts.changed ?? 0),
              done.counts.gone ?? 0)}
          </p>
        )}
      </section>
      {preview && file && (
        <Preview data={preview} busy={step.busy} onPublish={publish}
          onDrop={() => setPreview(undefined)}
          onSave={() => void step.run(() => saveAs("POST",
            withQuery(path, { form: "errors", dry: "1" }), "errors.csv", undefined, file))} />
      )}
      <section aria-labelledby="lists-head">
        <h2 id="lists-head">{words.institutions.imports}</h2>
        <Loaded load={load}>
          {(data) => <Imports rows={itemsOf<InstitutionImport>(data)} reload={load.reload} />}
        </Loaded>
      </section>
    </>
  );
}

function Preview({ data, busy, onPublish, onDrop, onSave }: { data: InstitutionImport;
  busy: boolean; onPublish: () => void; onDrop: () => void; onSave: () => void }) {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const { counts } = data;
  const gone = counts.gone ?? 0;
  const changes = (counts.new ?? 0) + (counts.changed ?? 0) + gone;
  return (
    <section aria-labelledby="preview-head" className="stacked">
      <div className="page-head">
        <h2 id="preview-head">{data.file}</h2>
        <div className="head-actions">
          <button type="button" className="button button-second" disabled={busy} onClick={onDrop}>
            {words.imports.discard}
          </button>
          <button type="button" className="button button-main" disabled={busy || changes === 0}
            onClick={() => setAsking(true)}>
            {words.imports.publish(changes)}
          </button>
        </div>
      </div>
      {asking && (
        <FormDialog title={words.imports.ask.publish} danger={gone > 0}
          submit={words.imports.publish(changes)} onClose={() => setAsking(false)}
          onSubmit={() => {
            setAsking(false);
            onPublish();
          }}>
          <Publication counts={counts}
            removal={gone > 0 ? words.institutions.goneText(gone) : undefined} />
        </FormDialog>
      )}
      <CountTiles counts={counts} names={words.institutions.counts} />
      {(counts.differs ?? 0) > 0 && (
        <p className="notice notice-info">{words.institutions.differsText(counts.differs ?? 0)}</p>
      )}
      {gone > 0 && (
        <p className="notice notice-warning">{words.institutions.goneText(gone)}</p>
      )}
      <Problems problems={data.problems ?? []} refused={counts.refused ?? 0} onSave={onSave} />
      {data.state !== "refused" && (
        <Differences rows={data.rows ?? []} total={changes + (counts.differs ?? 0)}
          names={words.institutions.counts} nameOf={(row) => row.Name}
          moreOf={(row) => [row.MedicalInstitutionCode, row.Kind]} />
      )}
    </section>
  );
}

function Imports({ rows, reload }: { rows: InstitutionImport[]; reload: () => void }) {
  const words = useWords();
  const may = useMay();
  const step = useStep();
  if (rows.length === 0) {
    return <Empty title={words.imports.empty}>{words.institutions.importsEmpty}</Empty>;
  }
  return (
    <>
      <ProblemBox problem={step.problem} />
      <ul className="decided-list">
        {rows.map((one) => (
          <li key={one.id}>
            <State sign={one.state === "published" ? "valid" : "none"}>
              {wordOf(words.importStates, one.state)}
            </State>
            <span>
              {one.file || "–"}{" "}
              <span className="soft">
                {Object.entries(words.institutions.counts).filter(([name]) => one.counts[name])
                  .map(([name, text]) => (
                    <span key={name} className="nowrap">
                      {text} <Count value={one.counts[name] ?? 0} />{" "}
                    </span>
                  ))}
              </span>
            </span>
            <span className="row-tight">
              <span className="soft">{one.by}{" ・ "}<Instant value={one.at} /></span>
              {one.undoable && may("undo") && (
                <button type="button" className="button button-second button-small"
                  disabled={step.busy} onClick={() => void step.run(async () => {
                    await post(`/api/imports/institutions/${one.id ?? ""}/undo`);
                    reload();
                  })}>
                  {words.imports.undo}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
