// The answer of POST /history/view at the center, as the terminal hands it on.
export type HistoryKind = "medication" | "diagnosis" | "operation" | "health_checkups";
export const historyKinds: HistoryKind[] = ["medication", "diagnosis", "operation",
  "health_checkups"];

export interface KindState {
  kind: HistoryKind;
  allowed: boolean;
  reason: string;
  until?: string;
  message?: string;
  message_en?: string;
}

export interface Ingredient {
  code: string;
  name: string;
  class_name?: string;
  known: boolean;
  months: { month: string; days: number }[];
}

export interface MedicationLine {
  row: number;
  day: string;
  month: string;
  drug_code: string;
  drug_name: string;
  known: boolean;
  ingredient_name: string;
  quantity: string;
  unit: string;
  days: number;
  times: number;
  usage?: string;
  in_out?: string;
  source: string;
  issuer_code?: string;
  issuer_name?: string;
  dispenser_name?: string;
  active_to?: string;
}

export interface Duplicate {
  strength: "same_ingredient" | "same_class";
  code: string;
  name: string;
  lines: number[];
  from: string;
  to: string;
  now: boolean;
}

export interface Medication {
  months: string[];
  ingredients: Ingredient[];
  lines: MedicationLine[];
  duplicates: Duplicate[];
}

export interface Diagnosis {
  visits: { row: number; month: string; institution_code: string; institution_name: string;
    kind: string; days: number }[];
  treatments: { row: number; month: string; days: string[]; code: string; name: string;
    known: boolean; quantity?: string; times?: number; institution_name: string }[];
}

export interface Operations {
  operations: { row: number; month: string; days: string[]; code: string; name: string;
    known: boolean; anaesthesia?: boolean; institution_name: string }[];
}

export interface CheckupItem {
  code: string;
  name: string;
  value: string;
  unit?: string;
  value_name?: string;
  judgement?: string;
}

export interface Checkups {
  checkups: { row: number; date: string; organization: string; items: CheckupItem[] }[];
  trends: { code: string; name: string; unit?: string;
    points: { date: string; value: string | number }[] }[];
}

export interface History {
  record: number;
  at: string;
  person?: { name: string; name_kana: string; birthdate: string; sex: string };
  kinds: KindState[];
  data_age?: { last_month?: string; imported_at?: string; text?: string; text_en?: string };
  medication?: Medication;
  diagnosis?: Diagnosis;
  operation?: Operations;
  health_checkups?: Checkups;
}
