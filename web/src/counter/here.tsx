// What the center declared for this institution, and what that opens.
import { createContext, useContext, type ReactNode } from "react";
import { useWords } from "../shared/language";
import { notAsked, usePolled, type Polled } from "../shared/polled";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Instant } from "../shared/show";

export interface Here {
  declared: { disaster: number; reason: string; from: string; until: string } | null;
  emergency_right: boolean;
}

const HereContext = createContext<Polled<Here>>(notAsked);

export const useHere = () => useContext(HereContext);

// Who may see no patient is not told either.
export function HereProvider({ children }: { children: ReactNode }) {
  const may = useMay();
  return may("verify") ? <Asking>{children}</Asking> : <>{children}</>;
}

function Asking({ children }: { children: ReactNode }) {
  const here = usePolled<Here>("/api/disaster");
  return <HereContext.Provider value={here}>{children}</HereContext.Provider>;
}

export function DisasterBanner() {
  const w = useWords().disaster;
  const may = useMay();
  const { status } = useHere();
  if (!status?.declared) return null;
  return (
    <div className="notice notice-warning" role="status">
      <p className="notice-title">{w.banner(status.declared.reason)}</p>
      <p>
        {w.until} <Instant value={status.declared.until} />
      </p>
      {may("disaster") && (
        <a className="button button-second button-small no-print" href={hrefOf("disaster")}>
          {w.title}
        </a>
      )}
    </div>
  );
}
