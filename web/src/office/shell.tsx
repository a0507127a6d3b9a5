// The frame of every page: what there is to do on the left, what is wrong on top, the page itself.
import { Fragment, useEffect, useRef, useState } from "react";
import { post } from "../shared/api";
import { Dialog } from "../shared/dialog";
import { useKeys, useNow, useStep } from "../shared/hooks";
import { useSpeaking, wordOf } from "../shared/language";
import { hrefOf, usePlace } from "../shared/router";
import { signedOut, useMay, useSession, useSessionState } from "../shared/session";
import { Empty } from "../shared/show";
import { pageEntries, type PageEntry } from "./pages";
import { StatusContext, useStatus, useStatusSource } from "./status";

export function Shell() {
  const source = useStatusSource();
  const { words } = useSpeaking();
  const main = useRef<HTMLElement>(null);
  const place = usePlace();
  const name = place.parts[0];
  const path = place.parts.join("/");
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus();
  }, [path]);
  return (
    <StatusContext.Provider value={source}>
      <a className="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        main.current?.focus();
      }}>
        {words.shell.skip}
      </a>
      <Header />
      <div className="frame">
        <Menu current={name} />
        <main ref={main} tabIndex={-1} className="main" id="main">
          <Banners />
          <PageAt parts={place.parts} />
        </main>
      </div>
      <KeysHelp />
    </StatusContext.Provider>
  );
}

function Header() {
  const { language, words, speak } = useSpeaking();
  const session = useSession();
  const step = useStep();
  return (
    <header className="header">
      <a className="header-product" href="#/">
        <img src="./icon.svg" alt="" width="24" height="24" />
        <span>{words.common.product}</span>
      </a>
      <span className="header-office">{session.office.name}</span>
      <span className="header-space" />
      <span className="header-who">
        {session.name}
        <span className="header-role">{wordOf(words.shell.role, session.role)}</span>
      </span>
      <button type="button" className="button-plain" lang={language === "ja" ? "en" : "ja"}
        onClick={() => speak(language === "ja" ? "en" : "ja")}>
        {words.shell.switchLanguage}
      </button>
      <button type="button" className="button-plain" disabled={step.busy}
        onClick={() => void step.run(async () => {
          await post("/api/sign-out", {}, { signingIn: true });
          signedOut();
        })}>
        {words.shell.signOut}
      </button>
    </header>
  );
}

function useEntries(): PageEntry[] {
  const may = useMay();
  return pageEntries.filter((entry) => may(entry.act));
}

function Menu({ current }: { current?: string }) {
  const { words } = useSpeaking();
  const { status } = useStatus();
  const entries = useEntries();
  const waiting: Record<string, number | undefined> = {
    work: status?.open_work,
    approvals: status?.approvals,
    imports: status?.failed_imports,
  };
  return (
    <nav className="menu" aria-label={words.shell.menu}>
      <ul>
        {entries.map((entry, at) => {
          const n = waiting[entry.name];
          const here = current === entry.name || (!current && at === 0);
          return (
            <li key={entry.name}>
              <a href={hrefOf(entry.name)} aria-current={here ? "page" : undefined}>
                <span>{wordOf(words.shell.pages, entry.name)}</span>
                {n ? (
                  <span className="menu-count tabular" aria-label={words.shell.waiting(n)}
                    role="img">
                    {n > 999 ? "999+" : n}
                  </span>
                ) : null}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Banners() {
  const { words } = useSpeaking();
  const { status } = useStatus();
  const { reachable } = useSessionState();
  const may = useMay();
  const now = useNow();
  const minutes = status ? Math.max(0, Math.floor((now - Date.parse(status.as_of)) / 60_000)) : 0;
  return (
    <div className="banners">
      {!reachable && (
        <div className="notice notice-error" role="alert">{words.shell.unreachable}</div>
      )}
      {status?.center === "offline" && (
        <div className="notice notice-warning" role="status">
          {words.shell.centerAway(words.shell.ago(minutes))}
        </div>
      )}
      {status !== undefined && status.certificate_days <= 14 && (
        <div className={`notice ${status.certificate_days <= 0 ? "notice-error" :
          "notice-warning"}`} role="status">
          {words.shell.certificate(status.certificate_days)}
        </div>
      )}
      {status !== undefined && status.failed_imports > 0 && may("import") && (
        <div className="notice notice-warning" role="status">
          {words.shell.failedImports(status.failed_imports)}{" "}
          <a href={hrefOf("imports")}>{words.shell.failedImportsLink}</a>
        </div>
      )}
    </div>
  );
}

function PageAt({ parts }: { parts: string[] }) {
  const { words } = useSpeaking();
  const may = useMay();
  const entries = useEntries();
  const name = parts[0] ?? entries[0]?.name;
  const entry = pageEntries.find((one) => one.name === name);
  if (entry && may(entry.act)) {
    return <Fragment key={parts.join("/")}>{entry.show(parts.slice(1))}</Fragment>;
  }
  return (
    <>
      <h1>{entry ? words.shell.notAllowed : words.shell.notFound}</h1>
      <Empty title={entry ? words.shell.notAllowedNext : words.shell.notFound}>
        <a href="#/">{words.shell.toFirst}</a>
      </Empty>
    </>
  );
}

function KeysHelp() {
  const { words } = useSpeaking();
  const [open, setOpen] = useState(false);
  useKeys({
    "?": () => setOpen(true),
    "/": (event) => {
      const field = document.querySelector<HTMLInputElement>("main input[type=search]");
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      }
    },
  });
  return (
    <>
      <button type="button" className="keys-button" onClick={() => setOpen(true)}>
        <kbd>?</kbd> {words.common.keys}
      </button>
      {open && (
        <Dialog title={words.common.keys} onClose={() => setOpen(false)}>
          <dl className="facts dialog-body">
            {words.shell.keysHelp.map(([key, text]) => (
              <Fragment key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{text}</dd>
              </Fragment>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}
