// The terminal's state, shared by every page.
import { createContext, useContext } from "react";
import { notAsked, usePolled, type Polled } from "../shared/polled";

// An office whose registration of a month is not as planned while visits wait for it here.
export interface RegistrationOff {
  month: string;
  office?: string; // by card
  payer?: string; // by number: the 公費負担者番号 that was asked with
  planned_day: string;
  state: "overdue" | "late" | "failed";
  text?: string;
}

export interface Status {
  registrations?: RegistrationOff[]; // to those who may see patients
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
