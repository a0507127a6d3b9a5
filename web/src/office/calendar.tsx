import { useState } from "react";
import { post, problemAt } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { RadioField, TextField, type Option } from "../shared/forms";
import { useLoad, useStep } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { itemsOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { useMay } from "../shared/session";
import { Count, Empty, Month, ProblemBox, State } from "../shared/show";
import type { CalendarMonth } from "../shared/types";
import { calendarSign } from "./calendarbar";
import { useStatus } from "./status";

export function CalendarPage() {
  const words = useWords();
  const may = useMay();
  const { renew } = useStatus();
  const load = useLoad<unknown>("/api/calendar");
  const [editing, setEditing] = useState<CalendarMonth>();
  return (
    <>
      <h1>{words.calendar.title}</h1>
      <p className="hint">{words.calendar.lead}</p>
      <Loaded load={load}>
        {(data) => {
          const months = itemsOf<CalendarMonth>(data);
          if (months.length === 0) return <Empty title={words.calendar.empty} />;
          return (
            <ul className="cards cards-3">
              {months.map((one) => (
                <li key={one.month} className="panel">
                  <h2><Month value={one.month} /></h2>
                  {one.now ? (
                    <State sign={calendarSign(one.now)}>
                      {one.now === "overdue" ? words.calendar.overdueShort
                        : wordOf(words.calendarStates, one.now)}
                    </State>
                  ) : (
                    <State sign="none">{words.calendar.notSet}</State>
                  )}
                  <p>
                    {one.day
                      ? words.calendar.plannedOn(Number(one.day))
                      : words.calendar.noDay}
                  </p>
                  <p className="soft">
                    {words.calendar.registered} <Count value={one.registered_count ?? 0} />{" ・ "}
                    {words.calendar.held} <Count value={one.held_count ?? 0} />
                  </p>
                  <p className="remark">
                    {one.remark ? words.calendar.remark(one.remark) : words.calendar.noRemark}
                  </p>
                  {may("calendar") && (
                    <button type="button" className="button button-second button-small no-print"
                      onClick={() => setEditing(one)}>
                      {words.calendar.edit}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      {editing && (
        <CalendarDialog month={editing} onClose={(done) => {
          setEditing(undefined);
          if (done) {
            load.reload();
            renew();
          }
        }} />
      )}
    </>
  );
}

function CalendarDialog({ month, onClose }: { month: CalendarMonth;
  onClose: (done: boolean) => void }) {
  const words = useWords();
  const step = useStep();
  const [state, setState] = useState<string>(month.state || "planned");
  const [day, setDay] = useState(month.planned_day ?? "");
  const [text, setText] = useState(month.text ?? "");
  return (
    <FormDialog title={words.calendar.edit} submit={words.calendar.send} busy={step.busy}
      onClose={() => onClose(false)} onSubmit={() => void step.run(async () => {
        await post("/api/calendar", { month: month.month, planned_day: day, state, text });
        onClose(true);
      })}>
      <p><Month value={month.month} /></p>
      <RadioField label={words.people.state} name="state" value={state} onValue={setState}
        options={Object.entries(words.calendarStates) as Option[]} />
      <TextField label={words.calendar.day} hint={words.calendar.dayHint} value={day}
        inputMode="numeric" maxLength={2} required={state === "planned"}
        error={problemAt(step.problem, "planned_day")}
        onValue={(value) => setDay(value.normalize("NFKC").replace(/[^\d]/g, ""))} />
      <TextField label={words.calendar.text} optional value={text} onValue={setText}
        maxLength={100} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
