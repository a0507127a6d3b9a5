// What a ticket is made of on the page, and the little that can be judged before asking the server.
import { lastDay, thisMonth } from "../shared/dates";
import type { Ticket, Warning } from "../shared/types";

export type TicketFields = Record<string, string>;

export const ticketColumns = [
  "RecipientKey", "IssueNumber", "TicketType", "MedicalTreatmentMonth", "MedicalTicketValidDate",
  "MedicalTicketExpirationDate", "DesignatedMedicalInstitutionCode",
  "DesignatedMedicalInstitutionName", "PrescriptionIssuerMedicalInstitutionCode",
  "PrescriptionIssuerMedicalInstitutionName", "InjuryName1", "InjuryName2", "InjuryName3",
  "MedicalTreatmentType", "SelfPayAmount", "DistrictContactName", "HandlingContactName",
  "SingleOrCombinedUse", "StatusOfSocialInsurance", "StatusOfInfecton",
  "StatusOfElderlyMedicalCare", "StatusOfPrefecturalExpenses", "Remarks1", "Remarks2", "Remarks3",
];

export function newTicket(recipient: string, month = thisMonth()): TicketFields {
  return {
    RecipientKey: recipient,
    TicketType: "01",
    MedicalTreatmentMonth: month,
    MedicalTicketValidDate: `${month}01`,
    MedicalTicketExpirationDate: lastDay(month),
    MedicalTreatmentType: "02",
    SelfPayAmount: "0",
    SingleOrCombinedUse: "01",
    StatusOfSocialInsurance: "02",
    StatusOfInfecton: "02",
    StatusOfElderlyMedicalCare: "02",
    StatusOfPrefecturalExpenses: "02",
  };
}

// What nobody said before is as on any new ticket; whoever issues it sees it.
export function filledIn(fields: TicketFields): TicketFields {
  const filled = { ...newTicket(fields.RecipientKey ?? "", fields.MedicalTreatmentMonth) };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== "") filled[name] = value;
  }
  return filled;
}

// Only the columns of a ticket, out of an answer that says more.
export function fieldsOf(ticket: Partial<Ticket> | Record<string, unknown>): TicketFields {
  const fields: TicketFields = {};
  for (const name of ticketColumns) {
    const value = (ticket as Record<string, unknown>)[name];
    if (typeof value === "string") fields[name] = value;
  }
  return fields;
}

export const columnOf = (ticket: Ticket | undefined, name: string): string => {
  const value = ticket?.[name];
  return typeof value === "string" ? value : "";
};

export interface Checked {
  warnings?: Warning[];
  errors?: Warning[];
}

// A month typed as 2026-11, 202611 or R8.11 is the server's business; the page offers a picker.
export function withMonth(fields: TicketFields, month: string): TicketFields {
  const sameDays = fields.MedicalTicketValidDate === `${fields.MedicalTreatmentMonth}01` &&
    fields.MedicalTicketExpirationDate === lastDay(fields.MedicalTreatmentMonth ?? month);
  return {
    MedicalTreatmentMonth: month,
    ...(sameDays
      ? { MedicalTicketValidDate: `${month}01`, MedicalTicketExpirationDate: lastDay(month) }
      : {}),
  };
}

// 調剤 needs a dispensing ticket and nothing else does.
export function withTreatment(type: string): TicketFields {
  return { MedicalTreatmentType: type, TicketType: type === "04" ? "02" : "01" };
}

// 診療別 that fits the fee table in an institution's code (its third digit); of a hospital or clinic
// somebody chooses between in and out.
export function treatmentAt(code: string): TicketFields {
  const type = { "3": "03", "4": "04", "6": "05" }[code[2] ?? ""];
  return type ? withTreatment(type) : code[2] === "1" ? withTreatment("02") : {};
}
