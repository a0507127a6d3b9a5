import { useState } from "react";
import { withQuery } from "../shared/api";
import { today } from "../shared/dates";
import { useDebounced, useLoad } from "../shared/hooks";
import { useWords } from "../shared/language";
import { itemsOf, totalOf } from "../shared/lists";
import { Loaded } from "../shared/loaded";
import { hrefOf } from "../shared/router";
import { useMay } from "../shared/session";
import { Day, Empty, Grouped, State } from "../shared/show";
import { RowTable } from "../shared/table";
import type { Institution } from "../shared/types";

export function InstitutionsPage() {
  const words = useWords();
  const may = useMay();
  const [typed, setTyped] = useState("");
  const query = useDebounced(typed.trim(), 150);
  const load = useLoad<unknown>(withQuery("/api/institutions", { q: query, limit: 100 }));
  return (
    <>
      <div className="page-head">
        <h1>{words.institutions.title}</h1>
        {may("import") && (
          <a className="button button-second" href={hrefOf("institutions", "import")}>
            {words.institutions.import}
          </a>
        )}
      </div>
      <div className="search" role="search">
        <label htmlFor="institution-search" className="label">
          {words.institutions.searchLabel}
        </label>
        <input id="institution-search" type="search" className="input" autoFocus
          autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <p className="hint">{words.institutions.lead}</p>
      </div>
      <Loaded load={load}>
        {(data) => {
          const rows = itemsOf<Institution>(data);
          if (rows.length === 0) {
            return (
              <Empty title={query ? words.institutions.noneFound : words.institutions.empty}>
                {query ? words.institutions.noneFoundText : words.institutions.emptyText}
              </Empty>
            );
          }
          return (
            <>
            <p className="soft" role="status">
              {words.common.shown(rows.length, totalOf(data))}
            </p>
            <RowTable caption={words.institutions.title} rows={rows}
              keyOf={(row) => row.MedicalInstitutionCode} columns={[
                { name: "code", head: words.institutions.code, cell: (row) => (
                  <Grouped value={row.MedicalInstitutionCode} />
                ) },
                { name: "name", head: words.institutions.name, cell: (row) => (
                  <span className="row-tight">
                    <span>{row.Name}</span>
                    {row.own && <span className="tag">{words.institutions.own}</span>}
                  </span>
                ) },
                { name: "kind", head: words.institutions.kind, cell: (row) => row.Kind || "–" },
                { name: "from", head: words.institutions.designated, cell: (row) => (
                  <Designated row={row} />
                ) },
                { name: "online", head: words.institutions.online, cell: (row) => (
                  <State sign={row.online === "yes" ? "valid" : "none"}>
                    {row.online === "yes"
                      ? <><Day value={row.online_since} />{words.institutions.onlineSince}</>
                      : words.institutions.onlineUnknown}
                  </State>
                ) },
              ]} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Designated({ row }: { row: Institution }) {
  const words = useWords();
  const over = row.DesignatedTo !== "" && row.DesignatedTo < today();
  return (
    <span className="row-tight">
      <span>
        <Day value={row.DesignatedFrom} />{words.ticket.to}<Day value={row.DesignatedTo} none="" />
      </span>
      {over && <span className="tag tag-urgent">{words.institutions.over}</span>}
    </span>
  );
}
