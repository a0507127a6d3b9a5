// The terminal's state, asked every 20 seconds and shared by every page.
import { createContext, useContext, useEffect, useState } from "react";
import { get } from "../shared/api";

export interface Status {
  center: "online" | "offline";
  last_problem: string;
  waiting: number;
  undelivered: number;
  answered: number;
  refused: number;
  assistance: "yes" | "no" | "unknown";
  at: string;
  today: string;
  certificate_days: number;
}

export interface CounterStatus {
  status: Status | undefined;
  renew: () => void;
}

export const StatusContext = createContext<CounterStatus>({
  status: undefined,
  renew: () => undefined,
});

// Whoever keeps the settings sees no patient, and asks at another address.
export const statusPath = (verifies: boolean) =>
  verifies ? "/api/status" : "/api/settings/status";

export function useStatusSource(path: string): CounterStatus {
  const [status, setStatus] = useState<Status>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      get<Status>(path, { signal: abort.signal })
        .then(setStatus)
        .catch(() => undefined) // shown by the banner through `reachable`
        .finally(() => {
          if (!abort.signal.aborted) timer = setTimeout(ask, 20_000);
        });
    };
    ask();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, round]);
  return { status, renew: () => setRound((n) => n + 1) };
}

export const useStatus = () => useContext(StatusContext);
