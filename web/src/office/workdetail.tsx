import { useEffect, useRef } from "react";
import { useWords, wordOf } from "../shared/language";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Day, Facts, Grouped, Instant, Month, PersonName, State } from "../shared/show";
import type { WorkItem } from "../shared/types";
import { isAnswerable, workSign } from "./work";

interface WorkDetailProps {
  item: WorkItem;
  focused: boolean;
  onFocused: () => void;
  onAction: (kind: "issue" | "decline" | "reply") => void;
}

export function WorkDetail({ item, focused, onFocused, onAction }: WorkDetailProps) {
  const words = useWords();
  const may = useMay();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!focused) return;
    head.current?.focus();
    onFocused();
  }, [focused, onFocused]);
  const open = isAnswerable(item);
  return (
    <aside className="panel detail" aria-label={words.work.detail}>
      <h2 ref={head} tabIndex={-1}>
        <PersonName name={item.Name} kana={item.NameKana} />
      </h2>
      <State sign={workSign(item)}>{wordOf(words.states, item.state)}</State>
      {open && (
        <div className="detail-actions">
          {may("issue") && (
            <button type="button" className="button button-main" onClick={() => onAction("issue")}>
              {words.work.issue} <kbd aria-hidden="true">i</kbd>
            </button>
          )}
          {may("reply") && (
            <button type="button" className="button button-second"
              onClick={() => onAction("reply")}>
              {words.work.reply} <kbd aria-hidden="true">r</kbd>
            </button>
          )}
          {(may("reply") || may("issue")) && (
            <button type="button" className="button button-second"
              onClick={() => onAction("decline")}>
              {words.work.decline} <kbd aria-hidden="true">d</kbd>
            </button>
          )}
        </div>
      )}
      <Facts items={[
        [words.work.institution, <span className="stack" key="i">
          <span>{item.institution_name}</span>
          <Grouped value={item.institution_code} />
        </span>],
        [words.work.month, <Month key="m" value={item.month} />],
        [words.work.visitDay, <Day key="d" value={item.day} />],
        [words.work.first, <Instant key="f" value={item.first_at} />],
        [words.work.last, <Instant key="l" value={item.last_at} />],
        [words.work.asked, `${words.work.times(item.times)}・${wordOf(words.ways, item.way)}`],
      ]} />
      {item.call && (
        <section className="call">
          <h3>{words.work.callTitle}</h3>
          <Facts items={[
            [words.work.callAnswer, wordOf(words.callAnswers, item.call.answer)],
            [words.common.at, <Instant key="a" value={item.call.at} />],
            [words.work.callStaff, item.call.staff || "–"],
            [words.work.callOffice, item.call.office_person || "–"],
            ...(item.call.issuer_name
              ? [[words.work.callIssuer, item.call.issuer_name] as [string, string]]
              : []),
            ...(item.call.text ? [[words.work.callText, item.call.text] as [string, string]] : []),
          ]} />
        </section>
      )}
      {item.reply && (
        <div className={item.reply.answer === "no" || item.promise_over ?
          "notice notice-warning" : "notice notice-good"}>
          {words.work.replied}: {item.reply.answer === "no" && item.reply.reason
            ? words.work.declined(wordOf(words.declineReasons, item.reply.reason))
            : wordOf(words.replyAnswers, item.reply.answer)}{" "}
          {item.reply.date && <Day value={item.reply.date} />}
          {item.asked_since && <p>{words.work.askedSince}</p>}
          {item.promise_over && <p>{words.work.promiseOver}</p>}
          {item.reply_state === "sending" && <p>{words.work.replySending}</p>}
          {item.reply_state === "refused" && <p>{words.work.replyRefused}</p>}
        </div>
      )}
      <p>
        <a href={hrefOf("people", item.recipient_key)}>{words.work.openPerson}</a>
      </p>
    </aside>
  );
}
