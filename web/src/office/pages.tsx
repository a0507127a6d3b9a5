// Which pages there are, who may see them, and what shows them.
import type { PageEntry } from "../shared/frame";
import { AccountsPage } from "../shared/accounts";
import { ApprovalsPage } from "./approvals";
import { CalendarPage } from "./calendar";
import { ImportPage } from "./importpage";
import { ImportsPage } from "./imports";
import { InstitutionImportPage } from "./institutionimport";
import { InstitutionsPage } from "./institutions";
import { LogPage } from "./log";
import { MonthlyPage } from "./monthly";
import { PeoplePage } from "./people";
import { PersonPage } from "./person";
import { NewPersonPage } from "./personnew";
import { PlansPage } from "./plans";
import { PrintPage } from "./print";
import { SettingsPage } from "./settings";
import { TicketsPage } from "./tickets";
import { WorkPage } from "./work";

const roles = ["caseworker", "clerk", "supervisor", "administrator"];

function people([recipient]: string[]) {
  if (!recipient) return <PeoplePage />;
  return recipient === "new" ? <NewPersonPage /> : <PersonPage recipient={recipient} />;
}

// In the order of the menu; the first that one may see is the first page.
export const pageEntries: PageEntry[] = [
  { name: "work", act: "view", show: () => <WorkPage /> },
  { name: "people", act: "view", show: people },
  { name: "monthly", act: "view", show: () => <MonthlyPage /> },
  { name: "plans", act: "view", show: () => <PlansPage /> },
  { name: "tickets", act: "view", show: () => <TicketsPage /> },
  { name: "imports", act: "import",
    show: ([id]) => (id ? <ImportPage id={id} /> : <ImportsPage />) },
  { name: "approvals", act: "view", show: () => <ApprovalsPage /> },
  { name: "calendar", act: "calendar", show: () => <CalendarPage /> },
  { name: "log", act: "log", show: () => <LogPage /> },
  { name: "print", act: "print", show: () => <PrintPage /> },
  { name: "institutions", act: "view", show: ([part]) => (
    part === "import" ? <InstitutionImportPage /> : <InstitutionsPage />) },
  { name: "accounts", act: "accounts", show: () => <AccountsPage roles={roles} /> },
  { name: "settings", act: "settings", show: () => <SettingsPage /> },
];
