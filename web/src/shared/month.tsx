import { addMonths, monthText } from "./dates";
import { useSpeaking } from "./language";

// One month at a time, with a step to either side.
export function MonthPicker({ value, onValue }: { value: string;
  onValue: (month: string) => void }) {
  const { language, words } = useSpeaking();
  return (
    <div className="month-picker" role="group" aria-label={words.month.label}>
      <button type="button" className="button-plain" onClick={() => onValue(addMonths(value, -1))}
        aria-label={words.month.earlier}>
        <span aria-hidden="true">‹</span>
      </button>
      <span className="month-now" aria-live="polite">{monthText(value, language)}</span>
      <button type="button" className="button-plain" onClick={() => onValue(addMonths(value, 1))}
        aria-label={words.month.later}>
        <span aria-hidden="true">›</span>
      </button>
    </div>
  );
}
