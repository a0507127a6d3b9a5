import { useState } from "react";
import { post, problemAt } from "./api";
import { Dialog, FormDialog } from "./dialog";
import { CheckField, SelectField, TextField, type Option } from "./forms";
import { useLoad, useStep } from "./hooks";
import { useWords, wordOf } from "./language";
import { itemsOf } from "./lists";
import { Loaded } from "./loaded";
import { Empty, Instant, ProblemBox, State } from "./show";
import { RowTable } from "./table";
import type { Account } from "./types";

interface OneTime {
  account: string;
  one_time_password: string;
}

// `roles`: those of the party, the usual one first.
export function AccountsPage({ roles }: { roles: string[] }) {
  const words = useWords();
  const load = useLoad<unknown>("/api/accounts");
  const [editing, setEditing] = useState<Account | "new">();
  const [once, setOnce] = useState<OneTime>();
  return (
    <>
      <div className="page-head">
        <h1>{words.accounts.title}</h1>
        <button type="button" className="button button-main" onClick={() => setEditing("new")}>
          {words.accounts.add}
        </button>
      </div>
      <p className="hint">{words.accounts.lead}</p>
      <Loaded load={load}>
        {(data) => {
          const rows = itemsOf<Account>(data);
          if (rows.length === 0) return <Empty title={words.accounts.empty} />;
          return (
            <RowTable caption={words.accounts.title} rows={rows} keyOf={(row) => row.account}
              onOpen={setEditing} columns={[
                { name: "state", head: words.people.state, cell: (row) => (
                  <State sign={row.state === "active" ? "valid" : "invalid"}>
                    {row.state === "active" ? words.accounts.active : words.accounts.locked}
                  </State>
                ) },
                { name: "account", head: words.signIn.account, cell: (row) => row.account },
                { name: "name", head: words.fields.Name, cell: (row) => row.name },
                { name: "role", head: words.accounts.role, cell: (row) =>
                  wordOf(words.shell.role, row.role) },
                { name: "factor", head: words.accounts.factor, cell: (row) => (
                  <State sign={row.second_factor ? "valid" : "none"}>
                    {row.second_factor ? words.accounts.factorYes : words.accounts.factorNo}
                  </State>
                ) },
                { name: "last", head: words.accounts.last, cell: (row) => (
                  <Instant value={row.last_sign_in} />
                ) },
              ]} />
          );
        }}
      </Loaded>
      {editing && (
        <AccountDialog account={editing === "new" ? undefined : editing} roles={roles} onClose={(answer) => {
          setEditing(undefined);
          if (answer) load.reload();
          if (answer?.one_time_password) setOnce(answer);
        }} />
      )}
      {once && (
        <Dialog title={words.accounts.onceTitle} onClose={() => setOnce(undefined)}>
          <div className="dialog-body">
            <p>{words.accounts.onceLead(once.account)}</p>
            <p className="secret copyable">{once.one_time_password}</p>
            <button type="button" className="button button-main"
              onClick={() => setOnce(undefined)}>
              {words.accounts.onceDone}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function AccountDialog({ account, roles, onClose }: { account?: Account; roles: string[];
  onClose: (answer: OneTime | undefined) => void }) {
  const words = useWords();
  const step = useStep();
  const [id, setId] = useState(account?.account ?? "");
  const [name, setName] = useState(account?.name ?? "");
  const [role, setRole] = useState(account?.role ?? roles[0] ?? "");
  const [locked, setLocked] = useState(account?.state === "locked");
  const [factor, setFactor] = useState(false);
  const [password, setPassword] = useState(false);
  const send = () =>
    void step.run(async () => {
      if (!account) {
        onClose(await post<OneTime>("/api/accounts", { account: id.trim(), name, role }));
        return;
      }
      const body: Record<string, unknown> = {};
      if (name !== account.name) body.name = name;
      if (role !== account.role) body.role = role;
      if (locked !== (account.state === "locked")) body.state = locked ? "locked" : "active";
      if (factor) body.reset_factor = true;
      if (password) body.reset_password = true;
      onClose(await post<OneTime>(`/api/accounts/${encodeURIComponent(account.account)}`, body));
    });
  return (
    <FormDialog title={account ? words.accounts.edit : words.accounts.add}
      submit={account ? words.common.save : words.accounts.add} busy={step.busy}
      onClose={() => onClose(undefined)} onSubmit={send}>
      <TextField label={words.signIn.account} hint={words.accounts.idHint} value={id} required
        readOnly={account !== undefined} autoCapitalize="none" spellCheck={false} maxLength={64}
        onValue={setId} error={problemAt(step.problem, "account")} />
      <TextField label={words.fields.Name ?? ""} value={name} required maxLength={100}
        onValue={setName} error={problemAt(step.problem, "name")} />
      <SelectField label={words.accounts.role} hint={words.accounts.roleHints[role]}
        value={role} onValue={setRole} options={roles.map((one): Option => [one, wordOf(words.shell.role, one)])} />
      {account && (
        <>
          <CheckField label={words.accounts.lock} checked={locked} onValue={setLocked} />
          <CheckField label={words.accounts.resetPassword} checked={password}
            onValue={setPassword} />
          <CheckField label={words.accounts.resetFactor} hint={words.accounts.resetHint}
            checked={factor} onValue={setFactor} />
        </>
      )}
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
