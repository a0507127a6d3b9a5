// Which pages there are, who may see them, and what shows them.
import type { ReactNode } from "react";
import type { Act } from "../shared/session";

export interface PageEntry {
  name: string;
  act: Act;
  show: (parts: string[]) => ReactNode;
}

export const pageEntries: PageEntry[] = [];
