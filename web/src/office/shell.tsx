// The office's frame: counts beside the menu, and what is wrong.
import { monthShort } from "../shared/dates";
import { Frame } from "../shared/frame";
import { useNow } from "../shared/hooks";
import { useSpeaking } from "../shared/language";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { pageEntries } from "./pages";
import { StatusContext, useStatus, useStatusSource } from "./status";

export function Shell() {
  const source = useStatusSource();
  const may = useMay();
  const { words } = useSpeaking();
  const waiting = {
    work: source.status?.open_work,
    approvals: source.status?.approvals,
    imports: source.status?.failed_imports,
  };
  return (
    <StatusContext.Provider value={source}>
      <Frame entries={pageEntries} waiting={waiting} banners={<Banners />}
        keys={words.shell.keysHelp} searchPage={may("view") ? "people" : undefined} />
    </StatusContext.Provider>
  );
}

function Banners() {
  const { language, words } = useSpeaking();
  const { status } = useStatus();
  const may = useMay();
  const now = useNow();
  const minutes = status ? Math.max(0, Math.floor((now - Date.parse(status.as_of)) / 60_000)) : 0;
  return (
    <>
      {status?.center === "offline" && (
        <div className="notice notice-warning" role="status">
          {words.shell.centerAway(words.shell.ago(minutes))}
        </div>
      )}
      {status !== undefined && status.certificate_days <= 14 && (
        <div className={`notice ${status.certificate_days <= 0 ? "notice-error" :
          "notice-warning"}`} role="status">
          {words.shell.certificate(status.certificate_days)}
        </div>
      )}
      {status?.calendar.filter((one) => one.off).map((one) => (
        <div key={one.month} className="notice notice-warning" role="status">
          {words.shell.calendarOff(monthShort(one.month, language), one.now, Number(one.day))}{" "}
          {may("calendar") && <a href={hrefOf("calendar")}>{words.calendar.openPage}</a>}
        </div>
      ))}
      {status !== undefined && status.failed_imports > 0 && may("import") && (
        <div className="notice notice-warning" role="status">
          {words.shell.failedImports(status.failed_imports)}{" "}
          <a href={hrefOf("imports")}>{words.shell.failedImportsLink}</a>
        </div>
      )}
    </>
  );
}

