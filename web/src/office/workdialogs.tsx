import { useEffect, useState } from "react";
import { post } from "../shared/api";
import { FormDialog } from "../shared/dialog";
import { DayField, RadioField, type Option } from "../shared/forms";
import { useLoad, useStep, useTyped } from "../shared/hooks";
import { useWords } from "../shared/language";
import { useSession } from "../shared/session";
import { Loading, PersonName, ProblemBox } from "../shared/show";
import type { WorkItem } from "../shared/types";
import { fieldsOf, filledIn, type TicketFields } from "./ticket";
import { TicketForm } from "./ticketform";

interface WorkDialogProps {
  item: WorkItem;
  onClose: (done: boolean) => void;
}

const options = (table: Record<string, string>) => Object.entries(table) as Option[];

function Whose({ item }: { item: WorkItem }) {
  return (
    <p className="whose">
      <PersonName name={item.Name} kana={item.NameKana} />
      <span>{item.institution_name}</span>
    </p>
  );
}

interface Draft {
  basis: string;
  fields: TicketFields;
  seen?: number;
}

// The pre-filled draft; whoever issues it names the basis.
export function IssueDialog({ item, onClose }: WorkDialogProps) {
  const words = useWords();
  const session = useSession();
  const path = `/api/work/${encodeURIComponent(item.id)}`;
  const typed = useTyped<Draft>(`issue:${item.id}`, { basis: "", fields: {} });
  const { value, change } = typed;
  const load = useLoad<Record<string, unknown>>(typed.restored ? null : `${path}/draft`);
  const [ready, setReady] = useState(typed.restored);
  const step = useStep();
  useEffect(() => {
    if (!load.data || ready) return;
    const answer = load.data;
    const source = (answer.fields ?? answer.ticket ?? answer) as Record<string, unknown>;
    change({ fields: filledIn(fieldsOf(source)), seen: answer.seen as number | undefined });
    setReady(true);
  }, [load.data, ready, change]);
  const send = () =>
    void step.run(async () => {
      await post(`${path}/issue`, value);
      typed.forget();
      onClose(true);
    });
  const leave = () => {
    typed.forget();
    onClose(false);
  };
  return (
    <FormDialog wide title={words.work.issueTitle} onClose={leave} onSubmit={send}
      busy={step.busy} disabled={!ready}
      submit={session.approval?.tickets ? words.work.issueForApproval : words.work.issueNow}>
      <Whose item={item} />
      {typed.restored && <p className="notice notice-info">{words.common.restored}</p>}
      <RadioField label={words.work.basis} hint={words.work.basisHint} name="basis" required
        value={value.basis} options={options(words.basis)}
        onValue={(basis) => change({ basis })} />
      <ProblemBox problem={load.problem} again={load.reload} />
      {ready ? (
        <TicketForm fields={value.fields} seen={value.seen} fixed
          onChange={(part) => change({ fields: { ...value.fields, ...part } })} />
      ) : (
        !load.problem && <Loading />
      )}
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}

export function DeclineDialog({ item, onClose }: WorkDialogProps) {
  const words = useWords();
  const step = useStep();
  const [reason, setReason] = useState("");
  return (
    <FormDialog title={words.work.declineTitle} onClose={() => onClose(false)} busy={step.busy}
      submit={words.work.declineSend}
      onSubmit={() => void step.run(async () => {
        await post(`/api/work/${encodeURIComponent(item.id)}/decline`, { reason });
        onClose(true);
      })}>
      <Whose item={item} />
      <RadioField label={words.work.declineReason} hint={words.work.declineHint} name="reason"
        required className="radios-column" value={reason}
        options={options(words.declineReasons)} onValue={setReason} />
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}

export function ReplyDialog({ item, onClose }: WorkDialogProps) {
  const words = useWords();
  const step = useStep();
  const [answer, setAnswer] = useState("");
  const [date, setDate] = useState("");
  return (
    <FormDialog title={words.work.replyTitle} onClose={() => onClose(false)} busy={step.busy}
      submit={words.work.replySend}
      onSubmit={() => void step.run(async () => {
        const body = answer === "date" ? { answer, date } : { answer };
        await post(`/api/work/${encodeURIComponent(item.id)}/reply`, body);
        onClose(true);
      })}>
      <Whose item={item} />
      <RadioField label={words.work.replyAnswer} hint={words.work.replyHint} name="answer"
        required className="radios-column" value={answer}
        options={options(words.replyAnswers).filter(([code]) => code !== "no")}
        onValue={setAnswer} />
      {answer === "date" && (
        <DayField label={words.work.replyDate} value={date} onValue={setDate} required />
      )}
      <p className="hint">{words.work.replyNo}</p>
      <ProblemBox problem={step.problem} />
    </FormDialog>
  );
}
