// The shapes of /api answers of a counter's page (src/oqs/counter_screen.hpp, src/terminal/page).
import type { Sign } from "../shared/show";

export interface Both {
  ja: string;
  en: string;
}

export interface Rare {
  character: string;
  code: string;
  ja: string;
  en: string;
}

export interface ScreenField {
  name: string; // official element name
  label: Both;
  value: Both; // empty: withheld, or not registered
  raw: string;
  kana?: string;
  other?: string;
  other_kana?: string;
  rare?: Rare[];
}

export interface ScreenTicket {
  lines: ScreenField[][];
  more: ScreenField[];
  inconsistent: boolean;
}

export interface ScreenResult {
  side: "assistance" | "insurance";
  lines: ScreenField[][];
  tickets: ScreenTicket[];
}

export interface Consent {
  kind: string;
  given: boolean;
  until?: string;
}

export interface Screen {
  state: string;
  sign: Sign;
  code: string;
  headline: Both;
  next: Both;
  notes: Both[];
  telephone: string;
  results: ScreenResult[];
  consents: Consent[];
}

export interface CheckRow {
  id: number;
  change: number;
  at: string;
  way: "folder" | "reader" | "page" | "disaster" | "later";
  who: string;
  staff: string;
  record: string;
  day: string;
  name: string;
  kana: string;
  birthdate: string;
  reference: string;
  asked: { insurer_number?: string; number?: string; birthdate?: string };
  rare: { character: string; code: string }[];
  state: string;
  sign: Sign;
}

export interface Check extends CheckRow {
  screen: Screen;
  card: boolean;
  again: boolean;
  registrable: boolean;
  registered: string;
}

// An operation that asked the center: the line as it is now, or why there is no other answer.
export type Asked = Check | { failed: Screen };
export const isFailed = (asked: Asked): asked is { failed: Screen } => "failed" in asked;
