// The terminal's program and its updates.
import type { updates as ja } from "./ja.updates";

export const updates: typeof ja = {
  title: "Program updates",
  notConfigured: "This terminal is not updated from the page (updates.public_key_file is empty).",
  running: "Running version",
  afterRestart: "After the restart",
  available: "Newer version",
  none: "none",
  notes: "What changes",
  previous: "Version before",
  install: (version: string) => `Install ${version}`,
  rollBack: (version: string) => `Roll back to ${version}`,
  installed: (version: string) => `${version} is installed.`,
  rolledBack: (version: string) => `Rolled back to ${version}.`,
  restart: (version: string) =>
    `${version} runs after a restart. Choose a quiet moment: for some seconds nothing can be verified.`,
  restartNow: "Restart now",
  restarting: "Restarting…",
};
