// What an import shows whatever it brings: counts, refused lines, differences.
import { useEffect, useState } from "react";
import { get, problemOf, withQuery, type Problem } from "../shared/api";
import { SideBySide } from "../shared/changes";
import { useWords, wordOf } from "../shared/language";
import { useSaid } from "../shared/said";
import { Count, Empty, ProblemBox } from "../shared/show";
import type { ImportProblem, ImportRow, Removals as RemovalsPage } from "../shared/types";

export function CountTiles({ counts, names }: { counts: Record<string, number>;
  names: Record<string, string> }) {
  return (
    <ul className="count-tiles">
      {Object.entries(names).map(([name, text]) => (
        <li key={name} className={`tile ${counts[name] ? `tile-${name}` : ""}`}>
          <span>{text}</span>
          <strong><Count value={counts[name] ?? 0} /></strong>
        </li>
      ))}
    </ul>
  );
}

// The question before a file is published: what it writes, takes away and leaves out.
export function Publication({ counts, removal }: { counts: Record<string, number>;
  removal?: string }) {
  const words = useWords();
  const { new: added = 0, changed = 0, refused = 0 } = counts;
  return (
    <>
      {added + changed > 0 && <p>{words.imports.changesAsk(added, changed)}</p>}
      {removal && <p className="notice notice-warning">{removal}</p>}
      <p>{words.imports.askText.publish}</p>
      {refused > 0 && (
        <p className="notice notice-warning">{words.imports.refusedStay(refused)}</p>
      )}
    </>
  );
}

interface ProblemsProps {
  problems: ImportProblem[];
  refused: number;
  total?: number;
  onSave: () => void; // the error file
}

export function Problems({ problems, refused, total, onSave }: ProblemsProps) {
  const words = useWords();
  const said = useSaid();
  if (problems.length === 0) return null;
  const shown = problems.slice(0, 200);
  return (
    <section className="panel" aria-labelledby="problems-head">
      <div className="panel-head">
        <h2 id="problems-head">{words.imports.problems}</h2>
        <button type="button" className="button button-second button-small no-print"
          onClick={onSave}>
          {words.imports.errorsFile}
        </button>
      </div>
      {refused > 0 && <p>{words.imports.problemsLead(refused)}</p>}
      {shown.length < (total ?? problems.length) && (
        <p className="soft">{words.common.shown(shown.length, total ?? problems.length)}</p>
      )}
      <div className="table-frame table-tall" role="region" tabIndex={0}
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
            {shown.map((one, at) => (
              <tr key={at}>
                <td className="number">{one.line || "–"}</td>
                <td>{one.field ? wordOf(words.fields, one.field) : "–"}</td>
                <td>
                  {one.severity === "warning" && (
                    <span className="tag">{words.ticket.warnings}</span>
                  )} {said(one)} <span className="code">{one.code}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

// Each difference opens to the columns that differ. `nameOf` says whose row it is, `moreOf` which.
interface RowWords {
  names: Record<string, string>;
  nameOf: (row: Record<string, string>) => string | undefined;
  moreOf: (row: Record<string, string>) => (string | undefined)[];
}
interface DifferencesProps extends RowWords {
  rows: ImportRow[];
  total: number;
  problems?: ImportProblem[]; // a line with an error is not registered, whatever it would change
}

export function Differences({ rows, total, names, nameOf, moreOf, problems }: DifferencesProps) {
  const words = useWords();
  const refused = new Set((problems ?? []).filter((one) => one.severity === "error")
    .map((one) => one.line));
  if (rows.length === 0) return <Empty title={words.imports.noDifferences} />;
  return (
    <section className="panel" aria-labelledby="differences-head">
      <h2 id="differences-head">{words.imports.differences}</h2>
      {rows.length < total && (
        <p className="soft">{words.common.shown(rows.length, total)}</p>
      )}
      <ol className="changes">
        {rows.map((row, at) => (
          <Row key={at} row={row} names={names} nameOf={nameOf} moreOf={moreOf}
            change={refused.has(row.line ?? -1) ? "refused" : row.change} />
        ))}
      </ol>
    </section>
  );
}

interface RowProps extends RowWords {
  row: ImportRow;
  change: string;
}

function Row({ row, change, names, nameOf, moreOf }: RowProps) {
  const words = useWords();
  const shown = row.after ?? row.before ?? {};
  return (
    <li>
      <details>
        <summary>
          <span className={`tag tag-${change}`}>{wordOf(names, change)}</span>
          <span>{row.name || nameOf(shown)}</span>
          <span className="soft">
            {moreOf(shown).filter(Boolean).join("・")}
            {row.line ? ` ${words.imports.lineOf(row.line)}` : ""}
          </span>
        </summary>
        <SideBySide before={row.before ?? undefined} after={row.after ?? undefined}
          caption={words.imports.differences} />
      </details>
    </li>
  );
}

interface RemovalsProps extends RowWords {
  path: string; // of the import
  title: string;
  cancelled: number;
  gone: number;
  done: boolean; // registered: what was taken away
}

// What a file takes away, with whose it is, page by page.
export function Removals({ path, title, cancelled, gone, done, ...row }: RemovalsProps) {
  const words = useWords();
  const [after, setAfter] = useState(0);
  const [items, setItems] = useState<RemovalsPage["items"]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const abort = new AbortController();
    setLoading(true);
    get<RemovalsPage>(withQuery(`${path}/removals`, { after: String(after) }),
      { signal: abort.signal })
      .then((page) => {
        setItems((old) => [...old.filter((one) => one.place <= after), ...page.items]);
        setNext(page.next);
        setProblem(undefined);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) setProblem(problemOf(error));
      })
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      });
    return () => abort.abort();
  }, [path, after]);
  const total = cancelled + gone;
  return (
    <section className="panel" aria-labelledby="removals-head" aria-busy={loading}>
      <h2 id="removals-head">{title}（<Count value={total} />）</h2>
      {!done && (
        <p className="notice notice-warning">{words.imports.removalsText(cancelled, gone)}</p>
      )}
      <ProblemBox problem={problem} />
      <ol className="changes">
        {items.map((one) => <Row key={one.place} row={one} change={one.change} {...row} />)}
      </ol>
      {next !== null && (
        <p className="row">
          <button type="button" className="button button-text" disabled={loading}
            onClick={() => setAfter(next)}>
            {words.common.more}
          </button>
          <span className="soft">{words.common.shown(items.length, total)}</span>
        </p>
      )}
      {!loading && !problem && next === null && items.length < total && (
        <p className="soft">
          {words.common.shown(items.length, total)} {words.imports.removalsHidden}
        </p>
      )}
    </section>
  );
}
