import type { Problem } from "./api";
import { SideBySide } from "./changes";
import { useWords } from "./language";
import { Instant } from "./show";

interface ConflictProps {
  problem: Problem;
  mine: Record<string, unknown>;
  onKeepMine: () => void; // look at the newest state, keep what was typed
  onTakeTheirs: () => void; // drop what was typed
  busy?: boolean;
}

// Two people edited the same: both sides are shown, nothing is overwritten and nothing typed is lost.
export function Conflict({ problem, mine, onKeepMine, onTakeTheirs, busy }: ConflictProps) {
  const words = useWords();
  const theirs = problem.theirs?.at(-1);
  const now = Object.assign({}, ...(problem.theirs ?? []).map((one) => one.after ?? {})) as
    Record<string, string>;
  const typed = Object.fromEntries(Object.entries(mine).filter(([name]) => name in now));
  return (
    <section className="notice notice-warning" role="alert" aria-label={words.conflict.title}>
      <p className="notice-title">{words.conflict.title}</p>
      <p>
        {words.conflict.lead(theirs?.operator ?? "")} {theirs?.at && <Instant value={theirs.at} />}
      </p>
      {Object.keys(now).length > 0 && (
        <SideBySide before={now} after={{ ...now, ...typed }} caption={words.conflict.title}
          beforeLabel={words.conflict.theirs} afterLabel={words.conflict.mine} />
      )}
      <p className="code">
        {words.common.code}: <span className="copyable">{problem.code}</span>
      </p>
      <div className="row">
        <button type="button" className="button button-second" disabled={busy}
          onClick={onKeepMine}>
          {words.conflict.keepMine}
        </button>
        <button type="button" className="button button-text" disabled={busy}
          onClick={onTakeTheirs}>
          {words.conflict.takeTheirs}
        </button>
      </div>
    </section>
  );
}
