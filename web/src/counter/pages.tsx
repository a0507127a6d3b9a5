// Which pages a counter has, who may see them, and what shows them.
import { AccountsPage } from "../shared/accounts";
import type { PageEntry } from "../shared/frame";
import { AfterChecksPage } from "./afterchecks";
import { BulkPage } from "./bulk";
import { ChecksPage } from "./checks";
import { DisasterPage } from "./disaster";
import { EmergencyPage } from "./emergency";
import { FollowUpsPage } from "./followups";
import { HistoryPage } from "./history";
import { SettingsPage } from "./settings";
import { TerminalPage } from "./terminal";

const roles = ["reception", "doctor", "dentist", "pharmacist", "clinic_admin"];

// In the order of the menu; the first that one may see is the first page.
export const pageEntries: PageEntry[] = [
  { name: "checks", act: "verify", show: () => <ChecksPage /> },
  { name: "history", act: "view_medication", hidden: true,
    show: ([check]) => <HistoryPage check={check ?? ""} /> },
  { name: "emergency", act: "emergency", hidden: true,
    show: ([check]) => <EmergencyPage key={check} check={check ?? ""} /> },
  // From the banner only: it is there while a declaration covers this institution.
  { name: "disaster", act: "disaster", hidden: true, show: () => <DisasterPage /> },
  { name: "followups", act: "follow_up", 
    show: ([item]) => <FollowUpsPage key={item} item={item} /> },
  { name: "bulk", act: "acquire", show: () => <BulkPage /> },
  { name: "after-checks", act: "verify", 
    show: ([how]) => <AfterChecksPage key={how} fill={how === "typed"} /> },
  { name: "terminal", act: "verify", show: () => <TerminalPage path="/api/status" /> },
  { name: "clinic-settings", act: "clinic_settings", show: () => <SettingsPage /> },
  { name: "terminal-settings", act: "clinic_settings",
    show: () => <TerminalPage path="/api/settings/status" /> },
  { name: "clinic-accounts", act: "clinic_accounts", show: () => <AccountsPage roles={roles} /> },
];
