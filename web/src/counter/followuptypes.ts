// The shapes of /api/followups, /api/bulk and /api/after-checks (src/followup).
import type { Both } from "./types";

export interface Patient {
  id: number;
  ReferenceNumber: string;
  Name: string;
  NameKana: string;
  Sex1: string;
  Birthdate: string;
}

export interface KeptTicket {
  InsurerNumber?: string;
  InsuredIdentificationNumber?: string;
  Name?: string;
  NameKana?: string;
  PublicExpenseResultList?: Record<string, string>[];
}

export interface FollowUp {
  id: number;
  person: Patient;
  way: string;
  day: string;
  month: string;
  asked_at: string;
  last_at: string;
  times: number;
  record: number;
  office: string;
  telephone: string;
  planned: string;
  expected: string;
  code: string;
  message: string;
  state: string;
  reason: string;
  billing: string;
  asked?: { InsurerNumber: string; InsuredIdentificationNumber: string };
  ticket?: KeptTicket;
  ticket_by?: { by: string; who?: string };
  changed?: { kind: string; title?: Both; next?: Both; differences: unknown[] };
  blocks_claim: boolean;
  call: boolean;
  word?: Word; // the office's last one this month
  answered_alike?: Word & { id: number; day: string };
  urgency: string;
}

export interface Word {
  at: string;
  kind: string;
  of_item: number;
  said: Record<string, unknown>;
}

export interface FollowUpList {
  items: FollowUp[];
  counts: { open: number; billing: number; settled: number; claiming: number };
  today: string;
}

export interface FollowUpDetail extends FollowUp {
  events: { at: string; kind: string; who: string; content: Record<string, unknown> }[];
  calls: { at: string; staff: string; office_person: string; answer: string; expected: string;
    paper: boolean; text: string; sent: string; problem: string }[];
  candidates: { key: string; Name: string; NameKana: string; from: string; to: string }[];
  look_alikes: { id: number; day: string; state: string; person: Patient }[];
}

export interface BulkRun {
  id: number;
  month: string;
  state: string;
  ordered: boolean;
  asked_by: string;
  asked_at: string;
  done_at: string;
  people: number;
  tickets: number;
  added: number;
  changed: number;
  gone: number;
  problem: { code?: string; message?: string };
  file: string;
}

export interface BulkTicket {
  key: string;
  person: Patient;
  InsurerNumber: string;
  InsuredIdentificationNumber: string;
  IssueNumber: string;
  from: string;
  to: string;
  live: boolean;
}

export interface BulkChange {
  id: number;
  kind: string;
  key: string;
  run: number;
  before: KeptTicket;
  now: KeptTicket;
  seen_by: string;
}

export interface BulkMonth {
  month: string;
  today: string;
  runs: BulkRun[];
  next_run: string; // by itself; empty: not any more
  tickets: BulkTicket[];
  changes: BulkChange[];
  unmatched: { key: string; person: Patient; candidates: Patient[] }[];
}

export interface AfterCheck {
  id: number;
  at: string;
  day: string;
  staff: string;
  name: string;
  kana: string;
  birthdate: string;
  InsurerNumber: string;
  InsuredIdentificationNumber: string;
  note: string;
  state: string;
  checked_at: string;
  validity: string;
  code: string;
  message: string;
  answered_name: string;
  answered_kana: string;
  confirmed_by: string;
}
