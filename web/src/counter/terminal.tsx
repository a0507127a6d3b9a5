// How the terminal itself is: the line, the folders of the receipt computer, the certificate.
import { useLoad } from "../shared/hooks";
import { useWords } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { Count, Facts, Instant, State } from "../shared/show";
import type { Status } from "./status";

export function TerminalPage({ path }: { path: string }) {
  const words = useWords();
  const load = useLoad<Status>(path);
  const w = words.counter.terminal;
  return (
    <>
      <div className="page-head">
        <h1>{w.title}</h1>
        <button type="button" className="button button-second" onClick={load.reload}>
          {words.common.again}
        </button>
      </div>
      <Loaded load={load}>
        {(status) => (
          <section className="panel">
            <Facts items={[
              [w.line, status.center === "online"
                ? <State sign="valid">{w.online}</State>
                : <State sign="invalid">{w.offline}</State>],
              [w.certificate, w.days(status.certificate_days)],
              [w.answered, <Count value={status.answered} />],
              [w.refused, <Count value={status.refused} />],
              [w.waiting, <Count value={status.waiting} />],
              [w.undelivered, <Count value={status.undelivered} />],
              [w.at, <Instant value={status.at} />],
            ]} />
          </section>
        )}
      </Loaded>
    </>
  );
}
