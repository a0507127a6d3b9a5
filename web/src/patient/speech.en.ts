import type { Speech } from "./speech";

const hours = "Your consent holds for 24 hours and at this place only.";

export const en: Speech = {
  language: "Language",
  unpaired: "Reception is getting this screen ready.",
  down: "Please wait a moment, or speak to reception.",
  start: "Please put your My Number card on the reader.",
  way: "How would you like to confirm who you are?",
  wayPin: "PIN (4 digits)",
  wayStaff: "Show my face to the staff",
  tries: (left) => left === 1 ? "You can enter the PIN once more." : `You can enter the PIN ${left} times.`,
  questions: {
    medication_diagnosis: {
      ask: "May we see your medication and treatment records?",
      about: `Doctors, pharmacists and others here look at medicines and visits elsewhere. ${hours}`,
      short: "medication and treatment",
    },
    medication: {
      ask: "May we see your medication records?",
      about: `Doctors, pharmacists and others here look at medicines you were given elsewhere. ${hours}`,
      short: "medication",
    },
    diagnosis: {
      ask: "May we see your treatment records?",
      about: `Doctors, pharmacists and others here look at your visits elsewhere. ${hours}`,
      short: "treatment",
    },
    operation: {
      ask: "May we see your surgery records?",
      about: `Operations you had so far. ${hours}`,
      short: "surgery",
    },
    health_checkups: {
      ask: "May we see your health check-up results?",
      about: `Doctors and others here look at the results. ${hours}`,
      short: "health check-ups",
    },
    limit_certificate: {
      ask: "May we use the information on your payment limit?",
      about: "It tells the most you pay at the counter.",
      short: "payment limit",
    },
    specific_diseases: {
      ask: "May we use the information on your certificate for specific diseases?",
      about: "It stands for the paper certificate.",
      short: "specific diseases",
    },
  },
  yes: "Yes, you may",
  no: "No, do not show",
  refuseAll: "Show nothing",
  back: "Back",
  pin: "Please enter your 4-digit PIN.",
  clear: "Clear",
  typed: (count) => `${count} digits entered`,
  staff: "The staff will compare your face with the card. Please leave the card on the reader.",
  asking: "One moment. Please leave the card on the reader.",
  done: "Finished. Please take your card.",
  given: (kinds) => `You agreed to: ${kinds.join(", ")} (24 hours). To withdraw, put the card on again and answer “No”.`,
  givenNone: "You chose to show no records.",
  takeCard: "Please take your card.",
  problems: {
    removed: "The card was taken out. Please begin again.",
    wrong_pin: "The PIN is not right.",
    locked: "The PIN is locked. The staff will compare your face with the card.",
    other_card: "This card cannot be read. Please put one My Number card on the reader.",
    no_reader: "The reader cannot be used. Please speak to reception.",
    expired: "The certificate on this card cannot be used. Please speak to reception.",
    line: "It cannot be confirmed now. Please speak to reception.",
    other: "It could not be confirmed. Please speak to reception.",
  },
};
