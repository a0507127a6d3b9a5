import { useCallback, useEffect, useRef, useState } from "react";
import { get, problemOf, type Problem } from "./api";

export interface Load<T> {
  data: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  reload: () => void;
}

// Loads `path` (null: nothing to load). While it loads again the old data stays, so that a page
// does not flicker; a problem is shown beside old data rather than instead of it.
export function useLoad<T>(path: string | null): Load<T> {
  const [round, setRound] = useState(0);
  const [state, setState] = useState<{ path: string | null; data?: T; problem?: Problem }>({
    path: null,
  });
  const [loading, setLoading] = useState(path !== null);
  useEffect(() => {
    if (path === null) {
      setState({ path: null });
      setLoading(false);
      return;
    }
    const abort = new AbortController();
    setLoading(true);
    get<T>(path, { signal: abort.signal })
      .then((data) => setState({ path, data }))
      .catch((error: unknown) => {
        if (abort.signal.aborted) return;
        setState((old) => ({ path, data: old.path === path ? old.data : undefined,
          problem: problemOf(error) }));
      })
      .finally(() => {
        if (!abort.signal.aborted) setLoading(false);
      });
    return () => abort.abort();
  }, [path, round]);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  return { data: state.data, problem: state.problem, loading, reload };
}

// Text typed by a person, kept over a reload, a crash of the tab and a lost session. It lives in
// sessionStorage only: it ends with the tab and with signing out.
export function useTyped<T extends object>(key: string, initial: T) {
  const name = `typed:${key}`;
  const [restored] = useState(() => {
    const text = sessionStorage.getItem(name);
    try {
      return text ? (JSON.parse(text) as T) : undefined;
    } catch {
      return undefined;
    }
  });
  const [value, setValue] = useState<T>(restored ? { ...initial, ...restored } : initial);
  const change = useCallback(
    (part: Partial<T>) =>
      setValue((old) => {
        const next = { ...old, ...part };
        try {
          sessionStorage.setItem(name, JSON.stringify(next));
        } catch {
          // Storage full or off: typing still works, it only does not survive a reload.
        }
        return next;
      }),
    [name],
  );
  const forget = useCallback(() => sessionStorage.removeItem(name), [name]);
  const reset = useCallback(
    (to: T) => {
      sessionStorage.removeItem(name);
      setValue(to);
    },
    [name],
  );
  return { value, change, forget, reset, restored: restored !== undefined };
}

// One step that talks to the server: no double sending, and its problem.
export function useStep() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const running = useRef(false);
  const run = useCallback(async <T>(step: () => Promise<T>): Promise<T | undefined> => {
    if (running.current) return undefined;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) {
        setProblem(problemOf(error));
      }
      return undefined;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, problem, setProblem, run };
}

export function useDebounced<T>(value: T, wait_ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), wait_ms);
    return () => clearTimeout(timer);
  }, [value, wait_ms]);
  return late;
}

// Single keys work unless somebody is typing or a dialog is open.
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>, on = true) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!on) return;
    const listener = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const target = event.target as HTMLElement | null;
      if (target?.closest("input, textarea, select, dialog, [contenteditable]")) return;
      const handler = latest.current[event.key];
      if (handler) handler(event);
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [on]);
}

// Seconds that passed since an ISO instant, renewed every half minute.
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
