// Sign-in: password, then the six digits; the first time a new password and the authenticator.
import { lazy, Suspense, useEffect, useRef, useState, type FormEvent } from "react";
import { post, problemOf } from "./api";
import { Dialog } from "./dialog";
import { TextField } from "./forms";
import { useStep } from "./hooks";
import { useSpeaking } from "./language";
import { loadSession, signedOut, useSessionState } from "./session";
import { ProblemBox } from "./show";

const retry_ms = 5000;
const QrCode = lazy(() => import("./qr"));

interface SignInAnswer {
  state: "second_factor" | "enroll" | "new_password" | "signed_in";
  secret?: string;
  otpauth?: string;
}

type Phase = { name: "password" } | { name: "new_password" } | { name: "second_factor" } |
  { name: "enroll"; secret: string; otpauth: string };

function phaseOf(answer: SignInAnswer): Phase {
  if (answer.state === "enroll") {
    return { name: "enroll", secret: answer.secret ?? "", otpauth: answer.otpauth ?? "" };
  }
  return { name: answer.state === "new_password" ? "new_password" : "second_factor" };
}

export function SignInForm({ account: known }: { account?: string }) {
  const { words } = useSpeaking();
  const [phase, setPhase] = useState<Phase>({ name: "password" });
  const [account, setAccount] = useState(known ?? "");
  const [secret, setSecret] = useState("");
  const [again, setAgain] = useState("");
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState("");
  const step = useStep();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>("input:not([readonly])")?.focus();
  }, [phase.name]);

  const ask = (path: string, body: unknown) =>
    void step.run(async () => {
      const answer = await post<SignInAnswer>(path, body, { signingIn: true }).catch(
        (error: unknown) => {
          if (problemOf(error).code === "F2003") setPhase({ name: "password" });
          throw error;
        },
      );
      setSecret("");
      setAgain("");
      setCode("");
      if (answer.state === "signed_in") await loadSession();
      else setPhase(phaseOf(answer));
    });

  const send = (event: FormEvent) => {
    event.preventDefault();
    setWrong("");
    if (phase.name === "password") {
      ask("/api/sign-in", { account: account.trim(), password: secret });
    } else if (phase.name === "new_password") {
      if ([...secret].length < 12) setWrong(words.signIn.passwordShort);
      else if (secret !== again) setWrong(words.signIn.passwordsDiffer);
      else ask("/api/sign-in/new-password", { password: secret });
    } else {
      const path = phase.name === "enroll" ? "enroll" : "second-factor";
      ask(`/api/sign-in/${path}`, { code: code.normalize("NFKC").replace(/\s/g, "") });
    }
  };

  return (
    <form ref={form} onSubmit={send} className="sign-in-form" noValidate>
      <ProblemBox problem={step.problem} />
      {phase.name === "password" && (
        <>
          <TextField label={words.signIn.account} value={account} onValue={setAccount}
            autoComplete="username" autoCapitalize="none" spellCheck={false} required
            readOnly={known !== undefined} />
          <TextField label={words.signIn.password} type="password" value={secret}
            onValue={setSecret} autoComplete="current-password" required />
        </>
      )}
      {phase.name === "new_password" && (
        <>
          <p>{words.signIn.newPasswordLead}</p>
          <TextField label={words.signIn.newPassword} hint={words.signIn.newPasswordHint}
            type="password" value={secret} onValue={setSecret} autoComplete="new-password"
            required />
          <TextField label={words.signIn.newPasswordAgain} type="password" value={again}
            onValue={setAgain} autoComplete="new-password" error={wrong} required />
        </>
      )}
      {phase.name === "enroll" && (
        <>
          <p>{words.signIn.enrollLead}</p>
          <div className="enroll">
            <Suspense fallback={<div className="qr" />}>
              <QrCode text={phase.otpauth} label={words.signIn.qr} />
            </Suspense>
            <p className="hint">{words.signIn.secret}</p>
            <p className="secret copyable">
              {(phase.secret.match(/.{1,4}/g) ?? []).map((part, at) => (
                <span key={at}>{part}</span>
              ))}
            </p>
          </div>
        </>
      )}
      {phase.name === "second_factor" && <p>{words.signIn.factorLead}</p>}
      {(phase.name === "enroll" || phase.name === "second_factor") && (
        <TextField label={words.signIn.codeLabel} value={code} onValue={setCode}
          inputMode="numeric" autoComplete="one-time-code" maxLength={8} required
          className="field-code" />
      )}
      <div className="sign-in-foot">
        <button type="submit" className="button button-main" disabled={step.busy}>
          {step.busy
            ? words.common.working
            : phase.name === "password"
              ? words.signIn.next
              : phase.name === "new_password"
                ? words.signIn.change
                : words.signIn.finish}
        </button>
        {known !== undefined && (
          <button type="button" className="button button-text" onClick={signedOut}>
            {words.signIn.other}
          </button>
        )}
      </div>
    </form>
  );
}

// `product` and `lead`: whose page this is, and who signs in.
export function SignInPage({ product, lead }: { product: string; lead: string }) {
  const { language, words, speak } = useSpeaking();
  const { reachable } = useSessionState();
  // Whoever was signed in before the server went away is so again when it is back.
  useEffect(() => {
    if (reachable) return;
    const timer = setInterval(() => void loadSession(), retry_ms);
    return () => clearInterval(timer);
  }, [reachable]);
  return (
    <div className="sign-in">
      <main className="sign-in-card">
        <p className="sign-in-product">
          <img src="./icon.svg" alt="" width="28" height="28" /> {words.common.product}
          <span>{product}</span>
        </p>
        <h1>{words.signIn.title}</h1>
        <p className="hint">{lead}</p>
        {!reachable && (
          <div className="notice notice-error" role="alert">
            {words.signIn.unreachable}
          </div>
        )}
        <SignInForm />
      </main>
      <button type="button" className="button button-text" lang={language === "ja" ? "en" : "ja"}
        onClick={() => speak(language === "ja" ? "en" : "ja")}>
        {words.shell.switchLanguage}
      </button>
    </div>
  );
}

// Over the page whose session ended: the page and what is typed in it stay as they are.
export function SignInAgain() {
  const { words } = useSpeaking();
  const { session, expired } = useSessionState();
  if (!session || !expired) return null;
  return (
    <Dialog title={words.signIn.expired}>
      <div className="dialog-body">
        <p>{words.signIn.expiredLead}</p>
        <SignInForm account={session.account} />
      </div>
    </Dialog>
  );
}
