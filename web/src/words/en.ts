import { codes } from "./en.codes";
import { counter } from "./en.counter";
import { disaster, emergency } from "./en.disaster";
import * as followups from "./en.followup";
import { pages } from "./en.pages";
import { reader } from "./en.reader";
import { updates } from "./en.updates";
import type { Words } from "./ja";

const grouped = (n: number) => n.toLocaleString("en-US");

export const en: Words = {
  ...codes,
  ...pages,
  counter,
  reader,
  disaster,
  emergency,
  updates,
  ...followups,
  common: {
    product: "Madoguchi",
    again: "Load again",
    cancel: "Cancel",
    close: "Close",
    code: "Code",
    loading: "Loading…",
    working: "Working…",
    optional: "optional",
    save: "Save",
    edit: "Edit",
    open: "Open",
    all: "All",
    none: "None",
    yes: "Yes",
    no: "No",
    search: "Search",
    more: "Show more",
    back: "Back",
    next: "Next",
    previous: "Previous",
    by: "By",
    at: "When",
    dayExample: "e.g. R6.7.1 or 2024-07-01",
    dayWrong: "This is not a date. Type it like R6.7.1 or 2024-07-01.",
    count: (n) => `${grouped(n)}`,
    shown: (shown, total) =>
      shown < total ? `${grouped(shown)} of ${grouped(total)} shown` : `${grouped(total)} found`,
    restored: "What you typed before is back.",
    discard: "Discard",
    before: "Before",
    after: "After",
    item: "Item",
    download: "Save as CSV",
    keys: "Keyboard",
    done: "Done.",
    tableOf: (text) => `Table: ${text}`,
  },
  shell: {
    skip: "Skip to content",
    menu: "Tasks",
    signOut: "Sign out",
    switchLanguage: "日本語",
    switchLabel: "Switch to Japanese",
    role: {
      caseworker: "Caseworker",
      clerk: "Clerk",
      supervisor: "Supervisor",
      administrator: "Administrator",
      reception: "Reception",
      doctor: "Doctor",
      dentist: "Dentist",
      pharmacist: "Pharmacist",
      clinic_admin: "Administrator",
    },
    pages: {
      work: "Work list",
      people: "Recipients",
      monthly: "Monthly issue",
      plans: "Decisions of need",
      tickets: "Tickets",
      imports: "Imports",
      approvals: "Approvals",
      calendar: "Calendar",
      log: "Verification log",
      print: "Printing",
      institutions: "Institutions",
      accounts: "Accounts",
      settings: "Settings",
      checks: "Eligibility",
      "clinic-settings": "Settings",
      followups: "Visits without a ticket",
      bulk: "Acquire tickets",
      "after-checks": "Check later",
      terminal: "Terminal",
      "terminal-settings": "Terminal",
      "clinic-accounts": "Accounts",
    },
    waiting: (n) => `${n} waiting`,
    unreachable: "The server of this page cannot be reached. What you typed is kept on this page.",
    ending: {
      title: "Your session is about to end.",
      left: (seconds) => `${seconds} s left`,
      goOn: "Touch the page or press a key to go on. What you typed is kept even if it ends.",
      forGood: "The longest time for one sign-in is over. Please sign in again when it ends; what " +
        "you typed is kept.",
    },
    calendarOff: (month, state, day) =>
      state === "failed"
        ? `Institutions are told that ${month}'s registration failed. Tell them when it is done.`
        : state === "late"
          ? `Institutions are told that ${month}'s registration is late. Tell them when it is done.`
          : `${month} was planned for the ${day}., and nothing was stated since. Institutions read ` +
            "that they have not heard of the registration.",
    centerAway: (age) =>
      `The center cannot be reached. You see what was known ${age}. Registering works again ` +
      "when the line is back.",
    certificate: (days) =>
      days <= 0
        ? "This office's certificate has expired; nothing can be registered. The administrator " +
          "renews it with `madoguchi pki`."
        : `This office's certificate expires in ${days} days. Please tell the administrator.`,
    failedImports: (n) => `${n} imported files failed.`,
    failedImportsLink: "See imports",
    notFound: "There is no such page.",
    notAllowed: "You may not use this page.",
    notAllowedNext: "If you need it, ask the administrator to change your role.",
    toFirst: "To the first page",
    ago: (minutes) =>
      minutes < 1
        ? "less than a minute ago"
        : minutes < 60
          ? `${minutes} min ago`
          : minutes < 2880
            ? `${Math.floor(minutes / 60)} h ago`
            : `${Math.floor(minutes / 1440)} days ago`,
    keysHelp: [
      ["/", "Go to the search field (or to the search for recipients)"],
      ["↑ ↓", "Choose a row"],
      ["Enter", "Open the chosen row"],
      ["i", "Issue a ticket"],
      ["d", "Decline with a reason"],
      ["r", "Reply to the institution"],
      ["p", "Monthly issue: publish what is chosen"],
      ["?", "Show this list"],
      ["Esc", "Close"],
    ],
  },
  signIn: {
    title: "Sign in",
    product: "Medical assistance, welfare office",
    lead: "Sign in with the account that was given to you by your office.",
    account: "Account",
    password: "Password",
    next: "Next",
    newPassword: "New password",
    newPasswordLead: "This is your first sign-in. Choose a password that only you know.",
    newPasswordHint: "At least 12 characters. A sentence is easy to remember and safe.",
    newPasswordAgain: "New password, again",
    passwordsDiffer: "The two passwords are not the same.",
    passwordShort: "The password needs at least 12 characters.",
    change: "Change and go on",
    enroll: "Set up your authenticator",
    enrollLead:
      "Scan this code with an authenticator app and type the six digits that it shows.",
    qr: "QR code for the authenticator app",
    secret: "If you cannot scan it, type these letters into the app.",
    factor: "Second step",
    factorLead: "Type the six digits that your authenticator app shows.",
    codeLabel: "Code (six digits)",
    finish: "Sign in",
    other: "Sign in with another account",
    unreachable: "The office's server cannot be reached. This page goes on when it can.",
    expired: "Please sign in again",
    expiredLead:
      "Nothing was done for a while, so the session ended. What you typed is still there.",
  },
};
