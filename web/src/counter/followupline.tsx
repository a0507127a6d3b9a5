// Beside an answer without a ticket: what the office has said this month, and the way to its line.
import { useLoad } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { withQuery } from "../shared/api";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Instant } from "../shared/show";
import type { FollowUp, FollowUpList, Word } from "./followuptypes";
import type { Check } from "./types";

export function FollowUpLine({ check }: { check: Check }) {
  const may = useMay();
  return check.screen.state.startsWith("unregistered") && /^[0-9]{1,9}$/.test(check.record) &&
    may("follow_up") ? <Asking record={check.record} /> : null;
}

function Asking({ record }: { record: string }) {
  const load = useLoad<FollowUpList>(withQuery("/api/followups", { group: "all", record }));
  return <>{load.data?.items.map((item) => <Line key={item.id} item={item} />)}</>;
}

function Line({ item }: { item: FollowUp }) {
  const w = useWords().followup;
  return (
    <div className={`notice ${item.word ? "" : "notice-warning"}`} role="status">
      {item.word ? <WordSaid word={item.word} /> : item.answered_alike ? (
        <>
          <p className="notice-title">{w.answeredAlike}</p>
          <WordSaid word={item.answered_alike} />
        </>
      ) : <p>{w.notCalled}</p>}
      <p className="no-print">
        <a href={hrefOf("followups", String(item.id))}>{w.openLine}</a>
      </p>
    </div>
  );
}

// What the office said, when, and to whom.
export function WordSaid({ word }: { word: Word }) {
  const w = useWords().followup;
  const staff = typeof word.said.staff === "string" ? word.said.staff : "";
  return (
    <p>
      {w.officeSaid}: <strong>{wordOf(w.events, word.kind)}</strong>{" "}
      <span className="soft"><Instant value={word.at} /> {staff}</span>
    </p>
  );
}
