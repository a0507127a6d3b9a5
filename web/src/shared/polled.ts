// What stands at an address, asked every 20 seconds.
import { useEffect, useState } from "react";
import { get } from "./api";

export interface Polled<T> {
  status: T | undefined;
  renew: () => void;
}

// What a context holds before anything was asked.
export const notAsked = { status: undefined, renew: () => undefined };

export function usePolled<T>(path: string): Polled<T> {
  const [status, setStatus] = useState<T>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      get<T>(path, { signal: abort.signal })
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
