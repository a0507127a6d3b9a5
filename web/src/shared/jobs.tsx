// Long work on the server: its progress, the time left, cancelling, and finding it again after the
// page was closed. Only the ids of jobs are kept in this browser.
import { useCallback, useEffect, useId, useRef, useState } from "react";
import { get, post, problemOf, type Problem } from "./api";
import { useSpeaking } from "./language";
import { Count, ProblemBox } from "./show";
import type { Job } from "./types";

const name = (place: string) => `job:${place}`;

export interface Following {
  job: Job | undefined;
  problem: Problem | undefined;
  follow: (id: string) => void;
  cancel: () => void;
  forget: () => void;
}

// Follows the job that was started at `place` ("monthly:202611"), also one started before this page
// was opened. `onDone` is called once, with the finished job.
export function useJob(place: string, onDone?: (job: Job) => void): Following {
  const [id, setId] = useState<string | null>(() => localStorage.getItem(name(place)));
  const [job, setJob] = useState<Job>();
  const [problem, setProblem] = useState<Problem>();
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => {
    setId(localStorage.getItem(name(place)));
    setJob(undefined);
  }, [place]);
  useEffect(() => {
    if (!id) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      try {
        const now = await get<Job>(`/api/jobs/${encodeURIComponent(id)}`, {
          signal: abort.signal,
        });
        setProblem(undefined);
        setJob(now);
        if (now.state === "running") {
          timer = setTimeout(ask, 400);
        } else {
          localStorage.removeItem(name(place));
          done.current?.(now);
        }
      } catch (error) {
        if (abort.signal.aborted) return;
        const found = problemOf(error);
        if (found.status === 404) {
          localStorage.removeItem(name(place));
          setId(null);
          return;
        }
        setProblem(found);
        timer = setTimeout(ask, 3000);
      }
    };
    void ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, place]);
  const follow = useCallback(
    (next: string) => {
      localStorage.setItem(name(place), next);
      setJob(undefined);
      setProblem(undefined);
      setId(next);
    },
    [place],
  );
  const cancel = useCallback(() => {
    if (id) post(`/api/jobs/${encodeURIComponent(id)}/cancel`).catch((error: unknown) =>
      setProblem(problemOf(error)));
  }, [id]);
  const forget = useCallback(() => {
    localStorage.removeItem(name(place));
    setId(null);
    setJob(undefined);
  }, [place]);
  return { job, problem, follow, cancel, forget };
}

export function JobProgress({ following, label }: { following: Following; label: string }) {
  const { language, words } = useSpeaking();
  const id = useId();
  const { job, problem, cancel, forget } = following;
  if (!job) return <ProblemBox problem={problem} />;
  const phases: Record<string, ((ahead: number) => string) | undefined> = words.job.phases;
  const error = job.error;
  const message = (language === "en" && error?.message_en) || error?.message;
  const next = (language === "en" && error?.next_en) || error?.next;
  return (
    <div className="job" aria-busy={job.state === "running"}>
      <ProblemBox problem={problem} />
      {job.state === "running" && (
        <>
          <p id={id} className="job-label">
            {label}
          </p>
          <progress className="job-bar" aria-labelledby={id} max={Math.max(1, job.total)}
            value={job.total > 0 ? job.done : undefined} />
          <p className="job-line">
            <span>
              {job.total > 0 && <><Count value={job.done} /> / <Count value={job.total} /></>}
            </span>
            <span>
              {job.left_s !== undefined && job.left_s !== null && job.done > 0 &&
                words.job.left(job.left_s)}
            </span>
            {job.phase && phases[job.phase] && (
              <span className="soft">{phases[job.phase]?.(job.ahead ?? 0)}</span>
            )}
            {job.cancellable !== false && (
              <button type="button" className="button button-second button-small"
                onClick={cancel}>
                {words.job.cancel}
              </button>
            )}
          </p>
          <p className="hint">{words.job.closing}</p>
        </>
      )}
      {job.state === "done" && job.cancel_too_late && (
        <div className="notice notice-warning" role="status">{words.job.tooLate}</div>
      )}
      {job.state === "cancelled" && (
        <div className="notice notice-warning" role="status">
          {words.job.cancelled}{" "}
          <button type="button" className="button button-text" onClick={forget}>
            {words.common.close}
          </button>
        </div>
      )}
      {job.state === "failed" && (
        <div className="notice notice-error" role="alert">
          <p className="notice-title">{message || words.job.failed}</p>
          {next && <p>{next}</p>}
          {error && (
            <p className="code">
              {words.common.code}: <span className="copyable">{error.code}</span>
            </p>
          )}
        </div>
      )}
    </div>
  );
}
