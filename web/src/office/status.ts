// The office's state, shared by every page.
import { createContext, useContext } from "react";
import { notAsked, usePolled, type Polled } from "../shared/polled";
import type { Status } from "../shared/types";

export const StatusContext = createContext<Polled<Status>>(notAsked);

export const useStatusSource = () => usePolled<Status>("/api/status");

export const useStatus = () => useContext(StatusContext);
