import { useState } from "react";
import { withQuery } from "../shared/api";
import { useDebounced, useLoad } from "../shared/hooks";
import { useWords, wordOf } from "../shared/language";
import { itemsOf, totalOf } from "../shared/lists";
import { go, hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Birthdate, Empty, Grouped, PersonName, State, type Sign } from "../shared/show";
import { Loaded } from "../shared/loaded";
import { RowTable, type Column } from "../shared/table";
import type { PersonRow } from "../shared/types";

export const personSign = (state: string): Sign =>
  state === "active" ? "valid" : state === "future" ? "waiting" : "invalid";

export function PeoplePage() {
  const words = useWords();
  const may = useMay();
  const [typed, setTyped] = useState(() => sessionStorage.getItem("typed:people") ?? "");
  const [limit, setLimit] = useState(50);
  const query = useDebounced(typed.trim(), 200);
  const load = useLoad<unknown>(withQuery("/api/people", { q: query, limit }));
  const [chosen, setChosen] = useState<string>();
  return (
    <>
      <div className="page-head">
        <h1>{words.people.title}</h1>
        {may("register_person") && (
          <a className="button button-main" href={hrefOf("people", "new")}>
            {words.people.register}
          </a>
        )}
      </div>
      <div className="search" role="search">
        <label htmlFor="people-search" className="label">
          {words.people.searchLabel}
        </label>
        <input id="people-search" type="search" className="input" autoFocus autoComplete="off"
          placeholder={words.people.searchExample} value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setLimit(50);
            sessionStorage.setItem("typed:people", event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== "ArrowDown") return;
            if (event.nativeEvent.isComposing) return;
            event.preventDefault();
            const rows = itemsOf<PersonRow>(load.data);
            if (event.key === "Enter" && rows.length === 1 && rows[0]) {
              go("people", rows[0].recipient_key);
            } else {
              document.querySelector<HTMLElement>("tbody tr")?.focus();
            }
          }} />
        <p className="hint">{words.people.searchHint}</p>
      </div>
      <Loaded load={load}>
        {(data) => {
          const rows = itemsOf<PersonRow>(data);
          const total = totalOf(data);
          const hidden = (data as { hidden?: number }).hidden ?? 0;
          if (rows.length === 0) {
            return query ? (
              <Empty title={words.people.noneFound}>{words.people.noneFoundText}</Empty>
            ) : (
              <Empty title={words.people.empty}>{words.people.emptyText}</Empty>
            );
          }
          return (
            <>
              <p className="soft" role="status">
                {words.common.shown(rows.length, total)}
                {hidden > 0 && <span>{" ・ "}{words.people.hidden(hidden)}</span>}
              </p>
              <RowTable caption={words.people.title} columns={columnsOf(words)} rows={rows}
                keyOf={(row) => row.recipient_key} chosen={chosen}
                onChoose={undefined}
                onOpen={(row) => {
                  setChosen(row.recipient_key);
                  go("people", row.recipient_key);
                }} />
              {rows.length < total && limit < 200 && (
                <button type="button" className="button button-second"
                  onClick={() => setLimit((old) => Math.min(200, old + 150))}>
                  {words.common.more}
                </button>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function columnsOf(words: ReturnType<typeof useWords>): Column<PersonRow>[] {
  return [
    { name: "name", head: words.fields.Name, cell: (row) => (
      <a className="row-link" href={hrefOf("people", row.recipient_key)} tabIndex={-1}>
        <PersonName name={row.Name} kana={row.NameKana} />
      </a>
    ) },
    { name: "birth", head: words.fields.Birthdate, cell: (row) => (
      <Birthdate value={row.Birthdate} />
    ) },
    { name: "sex", head: words.fields.Sex1, cell: (row) => wordOf(words.codes.Sex1 ?? {}, row.Sex1) },
    { name: "payer", head: words.fields.PublicExpenseNumber, cell: (row) => (
      <Grouped value={row.PublicExpenseNumber} />
    ) },
    { name: "beneficiary", head: words.fields.BeneficiaryNumber, cell: (row) => (
      <Grouped value={row.BeneficiaryNumber} />
    ) },
    { name: "state", head: words.people.state, cell: (row) => (
      <span className="row-tight">
        <State sign={personSign(row.state)}>{wordOf(words.states, row.state)}</State>
        {row.not_disclosed && <span className="tag tag-urgent">{words.person.notDisclosed}</span>}
      </span>
    ) },
  ];
}
