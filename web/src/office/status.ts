// The office's state, asked every 20 seconds and shared by every page.
import { createContext, useContext, useEffect, useState } from "react";
import { get } from "../shared/api";
import type { Status } from "../shared/types";

export interface OfficeStatus {
  status: Status | undefined;
  renew: () => void;
}

export const StatusContext = createContext<OfficeStatus>({
  status: undefined,
  renew: () => undefined,
});

export function useStatusSource(): OfficeStatus {
  const [status, setStatus] = useState<Status>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      get<Status>("/api/status", { signal: abort.signal })
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
  }, [round]);
  return { status, renew: () => setRound((n) => n + 1) };
}

export const useStatus = () => useContext(StatusContext);
