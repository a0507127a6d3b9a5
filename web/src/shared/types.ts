// The shapes of /api answers. Names of fields are the official element names.

export type Columns = Record<string, string>;

export interface CalendarMonth {
  month: string;
  planned_day: string;
  state: "planned" | "registered" | "late" | "failed";
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

export interface Warning {
  code: string;
  text: string;
  place?: string;
}

export interface Change {
  batch: number | string;
  at: string;
  operator?: string;
  role?: string;
  approver?: string;
  kind: string;
  what: string;
  before?: Columns;
  after?: Columns;
  undoable?: boolean;
}

// A ticket's columns are strings; id, state and warnings are ours.
export interface Ticket {
  id: string;
  state: string;
  warnings?: Warning[];
  [column: string]: unknown;
}

export interface Person {
  recipient_key: string;
  person: Columns;
  intervals: Interval[];
  tickets: Ticket[];
  plans?: unknown[];
  changes: Change[];
  state: string;
  seen: number;
}

export interface Links {
  insurance: { from: string; to: string; insurer_kind: string }[];
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
  reply?: { answer: string; date?: string; at?: string; operator?: string };
}

export interface Receipt {
  at: string;
  operator: string;
  approver?: string;
  count: number;
  batch?: number | string;
  undo_until?: string;
  [more: string]: unknown;
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
}

export interface Monthly {
  month: string;
  counts: Record<string, number>;
  rows: MonthlyRow[];
  seen: number;
  published?: Receipt;
}

export interface Job {
  id: string;
  kind: string;
  state: "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number;
  left_s?: number;
  result?: Record<string, unknown>;
  error?: { code: string; message: string; message_en?: string; next?: string };
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
  source?: string;
  at: string;
  by?: string;
}

export interface ImportRow {
  line?: number;
  change: string;
  before?: Columns;
  after?: Columns;
  [more: string]: unknown;
}

export interface ImportProblem {
  line: number;
  field?: string;
  code: string;
  text: string;
}

export interface Approval {
  id: string;
  kind: string;
  what: string;
  author: string;
  at: string;
  recipient_key?: string;
  Name?: string;
  NameKana?: string;
  before?: Columns;
  after?: Columns;
  own?: boolean;
  [more: string]: unknown;
}

export interface Institution {
  MedicalInstitutionCode: string;
  Name: string;
  Kind: string;
  DesignatedFrom: string;
  DesignatedTo: string;
  online: string;
}

export interface Account {
  id: string;
  name: string;
  role: string;
  state: string;
  factor?: boolean;
  last_sign_in?: string;
  [more: string]: unknown;
}

export interface Print {
  serial: string;
  file?: string;
  kind: string;
  at: string;
  by: string;
  count?: number;
  reprint?: boolean;
  [more: string]: unknown;
}
