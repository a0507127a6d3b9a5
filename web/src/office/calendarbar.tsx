import { monthShort, thisMonth } from "../shared/dates";
import { useSpeaking, wordOf } from "../shared/language";
import { hrefOf } from "../shared/router";
import { Count, State, type Sign } from "../shared/show";
import type { CalendarMonth } from "../shared/types";
import type { Words } from "../words/ja";
import { useMay } from "../shared/session";
import { useStatus } from "./status";

export const calendarSign = (state: string): Sign =>
  state === "registered" ? "valid" : state === "planned" ? "waiting" :
    state === "late" || state === "overdue" ? "unregistered" : "invalid";

// Where a month stands, in words.
function calendarWord(words: Words, one: CalendarMonth): string {
  if (one.now === "planned") return words.calendar.plannedOn(Number(one.day));
  if (one.now === "overdue") return words.calendar.overdue(Number(one.day));
  return wordOf(words.calendarStates, one.now);
}

// This month's registration at a glance: registered, planned, held back.
export function CalendarBar() {
  const { language, words } = useSpeaking();
  const { status } = useStatus();
  const may = useMay();
  const month = thisMonth();
  const list = Array.isArray(status?.calendar) ? status.calendar : [];
  const now: CalendarMonth | undefined = list.find((one) => one.month === month);
  if (!status) return null;
  return (
    <section className="calendar-bar" aria-label={words.calendar.bar}>
      <strong>{words.calendar.of(monthShort(month, language))}</strong>
      {now?.now ? (
        <>
          <State sign={calendarSign(now.now)}>{calendarWord(words, now)}</State>
          {now.registered_count !== undefined && (
            <span>{words.calendar.registered} <Count value={now.registered_count} /></span>
          )}
          {now.held_count !== undefined && (
            <span>{words.calendar.held} <Count value={now.held_count} /></span>
          )}
          {now.text && <span className="soft">{now.text}</span>}
        </>
      ) : (
        <State sign="none">{words.calendar.notSet}</State>
      )}
      {now && !now.now && (
        <span>{words.calendar.registered} <Count value={now.registered_count ?? 0} /></span>
      )}
      {may("calendar") && (
        <a href={hrefOf("calendar")}>
          {now?.state ? words.calendar.openPage : words.calendar.edit}
        </a>
      )}
    </section>
  );
}
