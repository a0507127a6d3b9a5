import { useState } from "react";
import { useLoad, type Load } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Birthdate, Facts, Grouped, Instant, PersonName, State } from "../shared/show";
import type { Links, Person } from "../shared/types";
import { personSign } from "./people";
import { PersonDialog, type PersonAction } from "./persondialogs";
import { ChangesOf } from "./personchanges";
import { LinksOf } from "./personlinks";
import { PlansOf } from "./personplans";
import { IntervalTimeline } from "./timeline";
import { TicketsOf } from "./persontickets";

export function PersonPage({ recipient }: { recipient: string }) {
  const path = `/api/people/${encodeURIComponent(recipient)}`;
  const load = useLoad<Person>(path);
  const links = useLoad<Links>(load.data ? `${path}/links` : null);
  return (
    <Loaded load={load}>
      {(person) => <PersonView person={person} links={links} reload={load.reload} />}
    </Loaded>
  );
}

interface PersonViewProps {
  person: Person;
  links: Load<Links>;
  reload: () => void;
}

function PersonView({ person, links, reload }: PersonViewProps) {
  const words = useWords();
  const [action, setAction] = useState<PersonAction>();
  const columns = person.person;
  const hidden = columns.NotDisclosed === "1";
  const inconsistent = (links.data?.consistency ?? []).filter((one) => one.flag === "1");
  return (
    <>
      <nav className="crumbs no-print" aria-label={words.person.crumbs}>
        <a href={hrefOf("people")}>{words.people.title}</a>
      </nav>
      <div className="page-head person-head">
        <h1>
          <PersonName name={columns.Name} kana={columns.NameKana} />
        </h1>
        <div className="person-state">
          <State sign={personSign(person.state)}>{wordOf(words.states, person.state)}</State>
          {hidden && <span className="tag tag-urgent">{words.person.notDisclosed}</span>}
        </div>
        <Actions person={person} onAction={setAction} />
      </div>
      {(person.waiting ?? []).map((one) => (
        <p key={one.id} className="notice notice-info" role="status">
          {words.person.waiting(wordOf(words.approvals.kinds, one.kind),
            one.author_name || one.author)}{" "}
          <Instant value={one.at} />{" "}
          <a href={hrefOf("approvals")}>{words.person.waitingLink}</a>
        </p>
      ))}
      {inconsistent.length > 0 && (
        <div className="notice notice-warning" role="status">
          {words.person.inconsistent(inconsistent.length)} <a href="#links" onClick={(event) => {
            event.preventDefault();
            document.getElementById("links")?.scrollIntoView();
          }}>{words.person.inconsistentLink}</a>
        </div>
      )}
      <div className="person-grid">
        <section className="panel" aria-labelledby="facts-head">
          <h2 id="facts-head">{words.person.facts}</h2>
          <Facts items={[
            [words.fields.PublicExpenseNumber ?? "", <Grouped key="p"
              value={columns.PublicExpenseNumber} />],
            [words.fields.BeneficiaryNumber ?? "", <Grouped key="b"
              value={columns.BeneficiaryNumber} />],
            [words.fields.Birthdate ?? "", <Birthdate key="d" value={columns.Birthdate} />],
            [words.fields.Sex1 ?? "", wordOf(words.codes.Sex1 ?? {}, columns.Sex1)],
            [words.fields.Address ?? "", [columns.PostNumber, columns.Address]
              .filter(Boolean).join(" ") || "–"],
            [words.fields.RecipientKey ?? "", <span key="k" className="copyable tabular">
              {person.recipient_key}</span>],
          ]} />
        </section>
        <section className="panel" aria-labelledby="intervals-head">
          <h2 id="intervals-head">{words.person.intervals}</h2>
          <IntervalTimeline intervals={person.intervals} />
        </section>
      </div>
      <TicketsOf person={person} links={links.data} reload={reload} />
      <PlansOf person={person} reload={reload} />
      <LinksOf load={links} />
      <ChangesOf person={person} reload={reload} />
      {action && (
        <PersonDialog key={action} action={action} person={person} reload={reload}
          onClose={(done) => {
            setAction(undefined);
            if (done) reload();
          }} />
      )}
    </>
  );
}

function Actions({ person, onAction }: { person: Person;
  onAction: (action: PersonAction) => void }) {
  const words = useWords();
  const may = useMay();
  const hidden = person.person.NotDisclosed === "1";
  const offered: PersonAction[] = [];
  if (may("register_person")) {
    offered.push("correct");
    if (person.state === "active" || person.state === "future") {
      offered.push("suspend", "abolish", "transfer");
    } else {
      offered.push("resume");
      if (person.state === "suspended") offered.push("abolish");
    }
  }
  if (may("protect")) offered.push("protect");
  if (offered.length === 0) return null;
  return (
    <div className="head-actions no-print" role="group" aria-label={words.person.actions}>
      {offered.map((action) => (
        <button key={action} type="button" className="button button-second button-small"
          onClick={() => onAction(action)}>
          {action === "protect" && hidden ? words.person.unprotect : words.person.action[action]}
        </button>
      ))}
    </div>
  );
}
