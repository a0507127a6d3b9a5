import { monthShort, thisMonth } from "../shared/dates";
import { useSpeaking, wordOf } from "../shared/language";
import { hrefOf } from "../shared/router";
import { Count, State, type Sign } from "../shared/show";
import type { CalendarMonth } from "../shared/types";
import { useMay } from "../shared/session";
import { useStatus } from "./status";

export const calendarSign = (state: string): Sign =>
  state === "registered" ? "valid" : state === "planned" ? "waiting" :
    state === "late" ? "unregistered" : "invalid";

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
      {now?.state ? (
        <>
          <State sign={calendarSign(now.state)}>
            {now.state === "planned" && now.planned_day
              ? words.calendar.plannedOn(Number(now.planned_day))
              : wordOf(words.calendarStates, now.state)}
          </State>
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
      {now && !now.state && (
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
