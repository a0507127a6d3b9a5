// The shapes of /api answers. Names of fields are the official element names.

export type Columns = Record<string, string>;

export interface CalendarMonth {
  month: string;
  planned_day: string;
  state: "planned" | "registered" | "late" | "failed" | ""; // as the office stated it
  now: "planned" | "overdue" | "registered" | "late" | "failed" | ""; // as it stands today
  day: string; // stated, or the usual one
  off: boolean; // not as planned
  remark: string; // what institutions are told
  text?: string;
  registered_count?: number;
  held_count?: number;
}

export interface Status {
  center: "online" | "offline";
  as_of: string;
  certificate_days: number;
  calendar: CalendarMonth[];
  failed_imports: number;
  open_work: number;
  approvals: number;
}

export interface PersonRow {
  recipient_key: string;
  Name: string;
  NameKana: string;
  Birthdate: string;
  Sex1: string;
  PublicExpenseNumber: string;
  BeneficiaryNumber: string;
  state: string;
  not_disclosed: boolean;
}

export interface Interval extends Columns {
  QualificationDate: string;
  DisqualificationDate: string;
  LossKind: string;
  ReasonOfLoss: string;
  PublicExpenseNumber: string;
  BeneficiaryNumber: string;
}

// What the server says in words: the page may know its code in English.
export interface Said {
  code: string;
  text: string;
  text_en?: string;
}

export interface Warning extends Said {
  field?: string;
}

export interface Change {
  batch: number | string;
  at: string;
  operator?: string;
  role?: string;
  approver?: string;
  kind: string;
  what: string;
  what_code?: string;
  note?: string;
  before?: Columns;
  after?: Columns;
  undoable?: boolean;
}

// A decision of need: what continues from month to month. Columns of a ticket beside it.
export interface Plan {
  id: string;
  recipient_key: string;
  Name?: string;
  NameKana?: string;
  need_until: string;
  self_pay: string;
  self_pay_amount: string;
  ended: boolean;
  by: string;
  at: string;
  [column: string]: unknown;
}

// A ticket's columns are strings; id, state and warnings are ours.
export interface Ticket {
  id: string;
  state: string;
  warnings?: Warning[];
  [column: string]: unknown;
}

export interface PlanChange {
  id: number;
  plan: string;
  at: string;
  by: string;
  before: Columns | null;
  after: Columns | null;
  undoable: boolean;
}

export interface Person {
  recipient_key: string;
  person: Columns;
  intervals: Interval[];
  tickets: Ticket[];
  plans?: Plan[];
  plan_changes?: PlanChange[];
  changes: Change[];
  waiting?: { id: number; kind: string; author: string; author_name: string; at: string }[];
  state: string;
  not_disclosed?: boolean;
  seen: number;
}

export interface Links {
  insurance: { from: string; to: string; insurer_kind: string; insurer_name?: string }[];
  card: { linked: boolean; valid_to?: string };
  other_office: boolean;
  consistency: {
    issue_number: string;
    month: string;
    flag: string;
    StatusOfSocialInsurance: string;
    registered: string;
  }[];
  explanation?: string;
  explanation_code?: string;
}

export interface ClinicCall {
  at?: string;
  staff?: string;
  office_person?: string;
  answer?: string;
  expected_date?: string;
  paper?: boolean;
  issuer_code?: string;
  issuer_name?: string;
  text?: string;
}

export interface WorkItem {
  id: string;
  recipient_key: string;
  Name: string;
  NameKana: string;
  institution_code: string;
  institution_name: string;
  first_at: string;
  last_at: string;
  times: number;
  day: string;
  month: string;
  way: string;
  call?: ClinicCall;
  request?: string;
  claim_blocking: boolean;
  state: string;
  reply_state?: "sent" | "sending" | "refused";
  reply?: { answer: string; date?: string; reason?: string; at?: string; operator?: string };
  asked_since?: boolean;
  promise_over?: boolean;
}

export interface Receipt {
  at: string;
  by: string;
  rows: number;
  batch: number;
  record?: number;
  warnings?: Warning[];
  undo?: ReceiptUndo;
}

// Until when a month's issue can be undone, or why it cannot any more.
export interface ReceiptUndo {
  open: boolean;
  until_month: string;
  why?: "undone" | "next_month_issued" | "changed";
  changed?: number;
  at?: string;
  by?: string;
}

export interface MonthlyRow {
  id: string;
  change: "new" | "continued" | "changed" | "ended" | "held";
  recipient_key: string;
  Name: string;
  NameKana: string;
  before?: Ticket;
  after?: Ticket;
  held?: Warning[];
  notes?: Warning[];
}

export interface Monthly {
  month: string;
  counts: Record<string, number>;
  rows: MonthlyRow[];
  seen: number;
  published?: Receipt;
  job?: string;
}

export interface Job {
  id: string;
  kind: string;
  state: "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number;
  left_s?: number | null;
  phase?: string; // while running: waiting, working, sending, registering, publishing, …
  ahead?: number; // waiting: so many before it
  cancellable?: boolean; // absent: yes
  cancel_too_late?: boolean; // somebody cancelled what was already registered
  result?: Record<string, unknown>;
  error?: { code: string; message: string; message_en?: string; next?: string; next_en?: string };
}

export interface Import {
  id: string;
  file: string;
  kind: string;
  scope?: string;
  state: string;
  counts?: Record<string, number>;
  rows?: ImportRow[];
  problems?: ImportProblem[];
  problems_total?: number;
  source?: string;
  at: string;
  by?: string;
  batch?: number;
  reason?: string; // why it was sent back
  waits?: ImportProblem[]; // of the drop folder: why a person has to look first
}

export interface ImportRow {
  line?: number;
  change: string;
  name?: string; // whose row it is
  before?: Columns;
  after?: Columns;
}

// A page of the rows that a file takes away.
export interface Removals {
  items: (ImportRow & { place: number })[];
  next: number | null;
}

export interface ImportProblem {
  line: number;
  field?: string;
  severity?: string;
  code: string;
  text: string;
  text_en?: string;
}

export interface Approval {
  id: number | string;
  kind: string;
  author: string;
  author_name?: string;
  at: string;
  rows: Columns[];
  more?: Record<string, unknown>;
  mine: boolean;
}

// One of the reader's own that somebody decided.
export interface Decided {
  id: number | string;
  kind: string;
  state: "published" | "rejected";
  at: string;
  decided_by: string;
  decided_at: string;
  reason?: string;
  rows: Columns[];
}

export interface Institution {
  MedicalInstitutionCode: string;
  Name: string;
  Kind: string;
  DesignatedFrom: string;
  DesignatedTo: string;
  own: boolean; // of the office's own list
  online: string;
  online_since: string;
}

// What an imported list of institutions would change, or has changed.
export interface InstitutionImport {
  id?: string;
  file: string;
  state: string;
  basis?: string; // of a preview: what its publishing must name
  at?: string;
  by?: string;
  undoable?: boolean;
  counts: Record<string, number>;
  rows?: ImportRow[];
  problems?: ImportProblem[];
}

export interface Account {
  account: string;
  name: string;
  role: string;
  state: string;
  second_factor: boolean;
  must_change_password: boolean;
  last_sign_in: string;
}

export interface LogRow {
  at: string;
  day: string;
  recipient_key: string;
  Name: string;
  NameKana: string;
  institution_code: string;
  institution_name: string;
  way: string;
  validity: string;
  ticket: string;
  visit: boolean;
}

export interface FrequentRow {
  recipient_key: string;
  Name: string;
  NameKana: string;
  institution_code: string;
  institution_name: string;
  days: number;
  trend: { month: string; days: number }[];
}

export interface Settings {
  approval_tickets: boolean;
  approval_protect: boolean;
  frequent_days: number;
  language: string;
  address: string;
  telephone: string;
}

export interface SettingChange {
  name: string;
  before: string;
  after: string;
  by: string;
  at: string;
}

export interface Print {
  serial: string;
  file?: string;
  kind: string;
  at: string;
  by: string; // only this account may open the file
  ticket?: string;
  reprint?: boolean;
  Name?: string;
  NameKana?: string;
  institution?: string;
  [more: string]: unknown;
}
