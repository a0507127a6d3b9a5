// Waiting for the terminal, which ends and starts anew: nothing answers meanwhile.
import { useEffect, useState } from "react";
import { get } from "../shared/api";

const look_again_ms = 1_500;

// `over`: whether this answer of `path` comes from the terminal that has started anew.
export function useRestarting<T>(path: string, over: (now: T) => boolean, onOver: () => void) {
  const [restarting, setRestarting] = useState(false);
  useEffect(() => {
    if (!restarting) return;
    const timer = setInterval(() => {
      get<T>(path).then((now) => {
        if (!over(now)) return;
        setRestarting(false);
        onOver();
      }).catch(() => undefined);
    }, look_again_ms);
    return () => clearInterval(timer);
  }, [restarting, path, over, onOver]);
  return { restarting, begin: () => setRestarting(true) };
}
