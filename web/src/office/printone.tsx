import { post } from "../shared/api";
import { useStep } from "../shared/hooks";
import { useWords } from "../shared/language";
import { go } from "../shared/router";
import { useMay } from "../shared/session";
import { ProblemBox } from "../shared/show";

// Prints one ticket, or one person's opinion form; the print page shows the progress and the file.
export function PrintOne({ kind, id, short }: { kind: "ticket" | "opinion"; id: string;
  short?: boolean }) {
  const words = useWords();
  const may = useMay();
  const step = useStep();
  if (!may("print")) return null;
  return (
    <>
      <button type="button" disabled={step.busy}
        className={kind === "ticket" || short ? "button button-text" :
          "button button-second button-small"}
        onClick={(event) => {
          event.stopPropagation(); // the row behind it opens something else
          void step.run(async () => {
            const answer = await post<{ job: string }>("/api/print", { kind, ids: [id] });
            localStorage.setItem("job:print", answer.job);
            go("print");
          });
        }}>
        {kind === "ticket" ? words.print.one : words.print.opinion}
      </button>
      <ProblemBox problem={step.problem} />
    </>
  );
}
