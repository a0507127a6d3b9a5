import type { ReactNode } from "react";
import type { Load } from "./hooks";
import { Loading, ProblemBox } from "./show";

// Loading, a problem, or the data; a problem beside older data leaves the data readable.
export function Loaded<T>({ load, children }: { load: Load<T>; children: (data: T) => ReactNode }) {
  return (
    <>
      <ProblemBox problem={load.problem} again={load.reload} />
      {load.data !== undefined
        ? children(load.data)
        : !load.problem && <Loading />}
    </>
  );
}
