// Today's checks, followed by a long poll: each change comes at once, at midnight the list is new.
import { useCallback, useEffect, useState } from "react";
import { get, problemOf, withQuery, type Problem } from "../shared/api";
import type { CheckRow } from "./types";

interface Page {
  items: CheckRow[];
  more: boolean;
  last: number;
  today: string;
}

const wait_s = 25;
const retry_ms = 3_000;

export function useChecks() {
  const [rows, setRows] = useState<CheckRow[]>();
  const [problem, setProblem] = useState<Problem>();
  const [more, setMore] = useState(false);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    let last = 0;
    let day = "";
    const follow = async () => {
      while (!signal.aborted) {
        try {
          const page = await get<Page>(
            withQuery("/api/checks", { after: last, wait_s: day ? wait_s : undefined }),
            { signal },
          );
          if (day && page.today !== day) {
            day = "";
            last = 0;
            continue;
          }
          const first = day === "";
          day = page.today;
          last = Math.max(last, page.last);
          setProblem(undefined);
          setRows((old) => merged(first ? [] : (old ?? []), page.items));
          if (first) setMore(page.more);
        } catch (error) {
          if (signal.aborted) return;
          setProblem(problemOf(error));
          await new Promise((resolve) => setTimeout(resolve, retry_ms));
        }
      }
    };
    void follow();
    return () => abort.abort();
  }, []);
  const oldest = rows?.[rows.length - 1]?.change;
  // The lines before those that are listed.
  const loadMore = useCallback(async () => {
    if (oldest === undefined) return;
    try {
      const page = await get<Page>(withQuery("/api/checks", { before: oldest }));
      setRows((old) => merged(page.items, old ?? []));
      setMore(page.more);
    } catch (error) {
      setProblem(problemOf(error));
    }
  }, [oldest]);
  return { rows, problem, more, loadMore };
}

function merged(old: CheckRow[], news: CheckRow[]): CheckRow[] {
  const changed = new Set(news.map((one) => one.id));
  return [...news, ...old.filter((one) => !changed.has(one.id))].sort((a, b) =>
    b.change - a.change);
}
