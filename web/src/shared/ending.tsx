// Told while the session still holds: any touch of the page goes on with it.
import { useEffect, useState } from "react";
import { get } from "./api";
import { useWords } from "./language";
import { useSessionState, type Ending } from "./session";
import { onTouch } from "./touched";

export function EndingNotice() {
  const { ending } = useSessionState();
  return ending ? <Told ending={ending} /> : null;
}

function Told({ ending }: { ending: Ending }) {
  const w = useWords().shell.ending;
  const left = useSecondsTo(ending.at);
  const { forGood } = ending;
  useEffect(() => {
    if (forGood) return;
    onTouch(() => void get("/api/session").catch(() => undefined));
    return () => onTouch(() => {});
  }, [forGood]);
  return (
    <div className="notice notice-warning session-ending" role="alert">
      <p className="notice-title">
        {w.title}
        <span className="tabular" aria-hidden="true">{w.left(left)}</span>
      </p>
      <p>{forGood ? w.forGood : w.goOn}</p>
    </div>
  );
}

function useSecondsTo(at: number): number {
  const left = () => Math.max(0, Math.ceil((at - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 1000);
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}
