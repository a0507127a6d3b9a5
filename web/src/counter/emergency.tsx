// The summary for somebody who cannot be asked: card for identity, a doctor of a hospital with the
// right, and why. On record before anything is shown.
import { useState } from "react";
import { TextArea } from "../shared/forms";
import { useWords } from "../shared/language";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Empty, Loading } from "../shared/show";
import { BackToChecks } from "./crumbs";
import { HistoryPage } from "./history";
import { useHere } from "./here";
import type { Check } from "./types";

export function EmergencyLink({ check }: { check: Check }) {
  const w = useWords().emergency;
  const may = useMay();
  const { status } = useHere();
  if (check.way !== "reader" || !may("emergency") || !status?.emergency_right) return null;
  return (
    <a className="button button-second" href={hrefOf("emergency", String(check.id))}>{w.open}</a>
  );
}

export function EmergencyPage({ check }: { check: string }) {
  const words = useWords();
  const w = words.emergency;
  const { status } = useHere();
  const [reason, setReason] = useState("");
  const [stated, setStated] = useState<string>();
  if (stated !== undefined) return <HistoryPage check={check} emergencyReason={stated} />;
  return (
    <>
      <BackToChecks />
      <div className="page-head">
        <h1>{w.title}</h1>
      </div>
      {!status && <Loading />}
      {status && !status.emergency_right && <Empty title={w.none}>{w.noneText}</Empty>}
      {status?.emergency_right && (
        <form className="panel form-narrow" aria-label={w.title} onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim()) setStated(reason.trim());
        }}>
          <div className="notice notice-warning">
            <p className="notice-title">{w.only}</p>
            <p>{w.onRecord}</p>
          </div>
          <TextArea label={w.reason} hint={w.reasonHint} value={reason} maxLength={200} required
            onValue={setReason} />
          <div className="row">
            <button type="submit" className="button button-main" disabled={!reason.trim()}>
              {w.show}
            </button>
          </div>
        </form>
      )}
    </>
  );
}
