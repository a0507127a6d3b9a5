// Somebody without a card in a disaster: what they say of themselves must mean exactly one person.
import { useState } from "react";
import { post, problemAt } from "../shared/api";
import { CheckField, DayField, RadioField, TextField, type Option } from "../shared/forms";
import { useStep } from "../shared/hooks";
import { useSpeaking, useWords } from "../shared/language";
import { go } from "../shared/router";
import { useSession } from "../shared/session";
import { Empty, Loading, ProblemBox } from "../shared/show";
import { BackToChecks } from "./crumbs";
import { useHere } from "./here";
import { historyKinds, type HistoryKind } from "./historytypes";

type Told = { determined: true; id: number } |
  { determined: false; declared: boolean; message: string; message_en: string };

const nobody = { name: "", birthdate: "", sex: "", address: "", oral_consent: false };

export function DisasterPage() {
  const words = useWords();
  const w = words.disaster;
  const { status, renew } = useHere();
  return (
    <>
      <BackToChecks />
      <div className="page-head">
        <h1>{w.title}</h1>
      </div>
      {!status && <Loading />}
      {status && !status.declared && <Empty title={w.none}>{w.noneText}</Empty>}
      {status?.declared && <SearchForm onOver={renew} />}
    </>
  );
}

function SearchForm({ onOver }: { onOver: () => void }) {
  const { language, words } = useSpeaking();
  const w = words.disaster;
  const session = useSession();
  const [value, setValue] = useState(nobody);
  const [by, setBy] = useState(session.name);
  const [kinds, setKinds] = useState<HistoryKind[]>([]);
  const [told, setTold] = useState<Told>();
  const step = useStep();
  const set = (part: Partial<typeof nobody>) => setValue((old) => ({ ...old, ...part }));
  const agreed = (kind: HistoryKind, given: boolean) => setKinds((old) =>
    given ? [...old, kind] : old.filter((one) => one !== kind));
  const send = () => void step.run(async () => {
    setTold(undefined);
    const found = await post<Told>("/api/disaster/search", { ...value, obtained_by: by, kinds });
    setTold(found);
    if (found.determined) go("checks");
    else if (!found.declared) onOver(); // it ended meanwhile: the page and the banner say so
  });
  const at = (place: string) => problemAt(step.problem, place);
  const sexes: Option[] = [["1", w.sexes["1"] ?? ""], ["2", w.sexes["2"] ?? ""]];
  return (
    <form className="panel form-narrow" aria-label={w.title} onSubmit={(event) => {
      event.preventDefault();
      if (!step.busy) send();
    }}>
      <p>{w.lead}</p>
      <TextField label={w.name} hint={w.nameHint} value={value.name} maxLength={100} required
        error={at("name")} onValue={(name) => set({ name })} />
      <DayField label={w.birthdate} value={value.birthdate} required error={at("birthdate")}
        onValue={(birthdate) => set({ birthdate })} />
      <RadioField label={w.sex} name="sex" value={value.sex} required options={sexes}
        error={at("sex")} onValue={(sex) => set({ sex })} />
      <TextField label={w.address} hint={w.addressHint} value={value.address} maxLength={300}
        required error={at("address")} onValue={(address) => set({ address })} />
      <fieldset className="field">
        <legend className="label">{w.consent}</legend>
        <CheckField label={w.consentSaid} hint={w.consentHint} checked={value.oral_consent}
          onValue={(oral_consent) => set({ oral_consent })} />
        {historyKinds.map((kind) => (
          <CheckField key={kind} label={w.kinds[kind] ?? kind} checked={kinds.includes(kind)}
            disabled={!value.oral_consent} onValue={(given) => agreed(kind, given)} />
        ))}
      </fieldset>
      <TextField label={w.obtainedBy} value={by} maxLength={100} required
        error={at("obtained_by")} onValue={setBy} />
      {told && !told.determined && (
        <div className="notice notice-warning" role="alert">
          {told.declared && <p className="notice-title">{w.notDetermined}</p>}
          <p>{language === "en" ? told.message_en : told.message}</p>
        </div>
      )}
      <ProblemBox problem={step.problem} />
      <div className="row">
        <button type="submit" className="button button-main"
          disabled={step.busy || !value.oral_consent}>
          {step.busy ? words.common.working : w.search}
        </button>
      </div>
      <p className="hint">{w.onRecord}</p>
    </form>
  );
}
