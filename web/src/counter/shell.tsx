// The counter's frame: counts beside the menu, and what is wrong.
import { monthShort } from "../shared/dates";
import { Frame } from "../shared/frame";
import { useSpeaking } from "../shared/language";
import { usePolled } from "../shared/polled";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { DisasterBanner, HereProvider } from "./here";
import { pageEntries } from "./pages";
import { statusPath, StatusContext, useStatus, useStatusSource, type RegistrationOff }
  from "./status";

// What needs somebody (GET /api/waiting); who may see no patient is not told.
interface Waiting {
  followups: number;
  after_checks: number;
}

export function Shell() {
  const may = useMay();
  const source = useStatusSource(statusPath(may("verify")));
  const { words } = useSpeaking();
  return (
    <StatusContext.Provider value={source}>
      <HereProvider>
        {may("verify") ? <Counted /> : (
          <Frame entries={pageEntries} waiting={{}} banners={<Banners />}
            keys={words.counter.keys} />
        )}
      </HereProvider>
    </StatusContext.Provider>
  );
}

function Counted() {
  const { words } = useSpeaking();
  const { status } = usePolled<Waiting>("/api/waiting");
  const waiting = { followups: status?.followups, "after-checks": status?.after_checks };
  return (
    <Frame entries={pageEntries} waiting={waiting} banners={<Banners />}
      keys={words.counter.keys} />
  );
}

function Banners() {
  const may = useMay();
  const { words } = useSpeaking();
  const { status } = useStatus();
  if (!status) return null;
  return (
    <>
      <DisasterBanner />
      {status.center === "offline" && (
        <div className="notice notice-error" role="alert">
          <p className="notice-title">{words.counter.lineDown}</p>
          <p>{words.counter.lineDownNext}</p>
          {may("verify") && (
            <a className="button button-second button-small no-print"
              href={hrefOf("after-checks", "typed")}>
              {words.afterChecks.takeDown}
            </a>
          )}
        </div>
      )}
      {status.assistance === "no" && (
        <div className="notice notice-warning" role="status">
          <p className="notice-title">{words.counter.off}</p>
          <p>{words.counter.offNext}</p>
        </div>
      )}
      <RegistrationBanner off={status.registrations ?? []} />
      {status.certificate_days <= 14 && (
        <div className={`notice ${status.certificate_days <= 0 ? "notice-error" :
          "notice-warning"}`} role="status">
          {words.counter.certificate(status.certificate_days)}
        </div>
      )}
    </>
  );
}

// Whose tickets come later than planned, and for which visits that matters.
function RegistrationBanner({ off }: { off: RegistrationOff[] }) {
  const { language, words } = useSpeaking();
  const may = useMay();
  const w = words.counter.registrations;
  if (off.length === 0) return null;
  return (
    <div className="notice notice-warning" role="status">
      <p className="notice-title">{w.title}</p>
      <ul className="notice-lines">
        {off.map((one) => (
          <li key={`${one.month} ${one.office ?? one.payer}`}>
            {one.office ?? w.payer((one.payer ?? "").replace(/(?=\d{4}$)/, " "))}
            {w.line(monthShort(one.month, language), one.state, Number(one.planned_day))}
            {one.text && ` ${one.text}`}
          </li>
        ))}
      </ul>
      {may("follow_up") && <a href={hrefOf("followups")}>{w.open}</a>}
    </div>
  );
}
