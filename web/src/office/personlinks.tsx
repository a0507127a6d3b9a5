import type { Load } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { Loaded } from "../shared/loaded";
import { useSaid } from "../shared/said";
import { Day, Month, State } from "../shared/show";
import type { Links } from "../shared/types";

// What others registered for this person: insurance, card, another office; and whether it agrees.
export function LinksOf({ load }: { load: Load<Links> }) {
  const words = useWords();
  return (
    <section className="panel" id="links" aria-labelledby="links-head">
      <h2 id="links-head">{words.links.title}</h2>
      <p className="hint">{words.links.lead}</p>
      <Loaded load={load}>
        {(links) => (
          <>
            <div className="link-row">
              <div>
                <h3>{words.links.card}</h3>
                <State sign={links.card?.linked ? "valid" : "none"}>
                  {links.card?.linked ? words.links.cardLinked : words.links.cardNone}
                </State>
                {links.card?.valid_to && (
                  <p className="soft">{words.links.until} <Day value={links.card.valid_to} /></p>
                )}
              </div>
              <div>
                <h3>{words.links.insurance}</h3>
                {links.insurance?.length ? (
                  <ul>
                    {links.insurance.map((one, at) => (
                      <li key={at}>
                        <State sign="valid">
                          <span className="wrap">
                            <Day value={one.from} />{words.ticket.to}<Day value={one.to} none="" />{" "}
                            {wordOf(words.insurerKinds, one.insurer_kind)}
                          </span>
                        </State>
                      </li>
                    ))}
                  </ul>
                ) : (
                  <State sign="none">{words.links.insuranceNone}</State>
                )}
              </div>
              <div>
                <h3>{words.links.otherOffice}</h3>
                <State sign={links.other_office ? "unregistered" : "none"}>
                  {links.other_office ? words.links.otherYes : words.links.otherNo}
                </State>
              </div>
            </div>
            <Consistency links={links} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function Consistency({ links }: { links: Links }) {
  const words = useWords();
  const said = useSaid();
  const list = (links.consistency ?? []).filter((one) => one.flag === "1");
  if (list.length === 0) return <p>{words.links.consistent}</p>;
  const status = words.codes.StatusOfSocialInsurance ?? {};
  return (
    <div className="notice notice-warning">
      <p className="notice-title">{words.links.inconsistent}</p>
      <ul>
        {list.map((one) => (
          <li key={one.issue_number}>
            <Month value={one.month} /> {words.fields.IssueNumber} {one.issue_number}:{" "}
            {words.links.says(wordOf(status, one.StatusOfSocialInsurance),
              wordOf(status, one.registered))}
          </li>
        ))}
      </ul>
      <p>
        {links.explanation && links.explanation_code
          ? said({ code: links.explanation_code, text: links.explanation })
          : words.links.explain}
      </p>
    </div>
  );
}
