// The counter's frame: counts beside the menu, and what is wrong.
import { Frame } from "../shared/frame";
import { useSpeaking } from "../shared/language";
import { useMay } from "../shared/session";
import { DisasterBanner, HereProvider } from "./here";
import { pageEntries } from "./pages";
import { statusPath, StatusContext, useStatus, useStatusSource } from "./status";

export function Shell() {
  const may = useMay();
  const source = useStatusSource(statusPath(may("verify")));
  const { words } = useSpeaking();
  return (
    <StatusContext.Provider value={source}>
      <HereProvider>
        <Frame entries={pageEntries} waiting={{}} banners={<Banners />}
          keys={words.counter.keys} />
      </HereProvider>
    </StatusContext.Provider>
  );
}

function Banners() {
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
        </div>
      )}
      {status.assistance === "no" && (
        <div className="notice notice-warning" role="status">
          <p className="notice-title">{words.counter.off}</p>
          <p>{words.counter.offNext}</p>
        </div>
      )}
      {status.certificate_days <= 14 && (
        <div className={`notice ${status.certificate_days <= 0 ? "notice-error" :
          "notice-warning"}`} role="status">
          {words.counter.certificate(status.certificate_days)}
        </div>
      )}
    </>
  );
}
