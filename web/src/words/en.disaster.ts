import type { disaster as JaDisaster, emergency as JaEmergency } from "./ja.disaster";

export const disaster: typeof JaDisaster = {
  title: "Check in a disaster",
  banner: (reason) => `Checks without a card are open for a disaster (${reason}).`,
  until: "Ends:",
  none: "No disaster is declared for this institution now.",
  noneText: "When an area and a period are declared, people without their card can be checked here.",
  lead: "For people without their My Number card: all four items must fit exactly one person.",
  name: "Name",
  nameHint: "In characters or in kana",
  birthdate: "Date of birth",
  sex: "Sex",
  sexes: { "1": "male", "2": "female" },
  address: "Address",
  addressHint: "From the municipality to the house number (6 characters at least); the prefecture may be left out",
  consent: "The patient's consent",
  consentSaid: "The patient agreed by word of mouth to this check",
  consentHint: "Tick what the patient agreed to show. What is not ticked is not shown.",
  kinds: {
    medication: "agreed to show medication",
    diagnosis: "agreed to show visits and treatments",
    operation: "agreed to show operations",
    health_checkups: "agreed to show health check-ups",
  },
  obtainedBy: "Who asked for the consent",
  search: "Check",
  notDetermined: "Not determined",
  onRecord: "Who checked, when and what for is on record and reported separately.",
};

export const emergency: typeof JaEmergency = {
  open: "View in an emergency",
  title: "Emergency summary",
  none: "This institution has no right of emergency viewing.",
  noneText: "The operator grants it to hospitals, one by one.",
  only: "Only to protect life or body, when the patient cannot be asked.",
  onRecord: "Who looked, when and why is on record and reported separately. Shown are drugs and visits of the last 3 months, operations and check-ups.",
  reason: "Why the patient cannot be asked",
  reasonHint: "For example: unconscious, cannot speak on the way here",
  show: "Record and show",
  left: (time) => `shown for ${time}`,
};
