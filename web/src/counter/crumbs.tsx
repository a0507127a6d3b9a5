// Where a page that was opened from the day's checks leads back to.
import { useWords } from "../shared/language";
import { hrefOf } from "../shared/router";

export function BackToChecks() {
  return (
    <p className="crumbs no-print">
      <a href={hrefOf("checks")}>{useWords().counter.checks.title}</a>
    </p>
  );
}
