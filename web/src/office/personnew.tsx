import type { FormEvent } from "react";
import { post, problemAt } from "../shared/api";
import { useStep, useTyped } from "../shared/hooks";
import { useWords } from "../shared/language";
import { go, hrefOf } from "../shared/router";
import { ProblemBox } from "../shared/show";
import type { Columns } from "../shared/types";
import { PersonFields } from "./personfields";

// Registers a person and starts assistance.
export function NewPersonPage() {
  const words = useWords();
  const step = useStep();
  const typed = useTyped<Columns>("person:new", {});
  const send = (event: FormEvent) => {
    event.preventDefault();
    void step.run(async () => {
      const answer = await post<{ recipient_key?: string }>("/api/people", typed.value);
      typed.forget();
      if (answer.recipient_key) go("people", answer.recipient_key);
      else go("people");
    });
  };
  return (
    <>
      <nav className="crumbs" aria-label={words.person.crumbs}>
        <a href={hrefOf("people")}>{words.people.title}</a>
      </nav>
      <h1>{words.people.register}</h1>
      <p className="hint">{words.people.registerLead}</p>
      {typed.restored && (
        <p className="notice notice-info">
          {words.common.restored}{" "}
          <button type="button" className="button button-text" onClick={() => typed.reset({})}>
            {words.common.discard}
          </button>
        </p>
      )}
      <form className="panel" onSubmit={send}>
        <PersonFields fields={typed.value} change={typed.change} starting
          errorOf={(place) => problemAt(step.problem, place)} />
        <ProblemBox problem={step.problem} />
        <div className="row">
          <button type="submit" className="button button-main" disabled={step.busy}>
            {step.busy ? words.common.working : words.people.registerSend}
          </button>
          <a className="button button-second" href={hrefOf("people")}>{words.common.cancel}</a>
        </div>
      </form>
    </>
  );
}
