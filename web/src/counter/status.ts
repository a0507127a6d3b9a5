// The terminal's state, shared by every page.
import { createContext, useContext } from "react";
import { notAsked, usePolled, type Polled } from "../shared/polled";

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

export const StatusContext = createContext<Polled<Status>>(notAsked);

// Whoever keeps the settings sees no patient, and asks at another address.
export const statusPath = (verifies: boolean) =>
  verifies ? "/api/status" : "/api/settings/status";

export const useStatusSource = (path: string) => usePolled<Status>(path);

export const useStatus = () => useContext(StatusContext);
