// The frame of every page of a party: what there is to do on the left, what is wrong on top, the
// page itself.
import { Fragment, useEffect, useRef, useState, type ReactNode } from "react";
import { post } from "./api";
import { Dialog } from "./dialog";
import { EndingNotice } from "./ending";
import { useKeys, useStep } from "./hooks";
import { useSpeaking, useWords, wordOf } from "./language";
import { hrefOf, usePlace } from "./router";
import { partyName, signedOut, useMay, useSession, useSessionState, type Act } from "./session";
import { Empty } from "./show";

// One page: its place in the address, the right it needs, what shows it. Without a menu entry it is
// reached from another page only.
export interface PageEntry {
  name: string;
  act: Act;
  show: (parts: string[]) => ReactNode;
  hidden?: true;
}

interface FrameProps {
  // In the order of the menu; the first that one may see is the first page.
  entries: PageEntry[];
  waiting: Record<string, number | undefined>; // counts beside entries
  banners: ReactNode; // what is wrong
  keys: [string, string][];
  searchPage?: string; // where "/" leads from a page without a search field
}

export function Frame({ entries, waiting, banners, keys, searchPage }: FrameProps) {
  const { words } = useSpeaking();
  const { reachable } = useSessionState();
  const main = useRef<HTMLElement>(null);
  const place = usePlace();
  const name = place.parts[0];
  const path = place.parts.join("/");
  const first = useRef(true);
  const seeking = useRef(false); // "/" led to the page that is opened next
  useEffect(() => {
    const field = seeking.current ? searchField() : null;
    seeking.current = false;
    if (first.current) first.current = false;
    else (field ?? main.current)?.focus();
  }, [path]);
  return (
    <>
      <a className="skip" href="#main" onClick={(event) => {
        event.preventDefault();
        main.current?.focus();
      }}>
        {words.shell.skip}
      </a>
      <Header />
      <div className="frame">
        <Menu entries={entries} waiting={waiting} current={name} />
        <main ref={main} tabIndex={-1} className="main" id="main">
          <EndingNotice />
          <div className="banners">
            {!reachable && (
              <div className="notice notice-error" role="alert">{words.shell.unreachable}</div>
            )}
            {banners}
          </div>
          <PageAt entries={entries} parts={place.parts} />
        </main>
      </div>
      <KeysHelp keys={keys} onSeek={searchPage === undefined ? undefined : () => {
        seeking.current = true;
        window.location.hash = hrefOf(searchPage);
      }} />
    </>
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
      <span className="header-office">{partyName(session)}</span>
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

function Menu({ entries, waiting, current }: { entries: PageEntry[];
  waiting: Record<string, number | undefined>; current?: string }) {
  const words = useWords();
  const may = useMay();
  const shown = entries.filter((entry) => may(entry.act) && !entry.hidden);
  return (
    <nav className="menu" aria-label={words.shell.menu}>
      <ul>
        {shown.map((entry, at) => {
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

function PageAt({ entries, parts }: { entries: PageEntry[]; parts: string[] }) {
  const words = useWords();
  const may = useMay();
  const name = parts[0] ?? entries.find((one) => may(one.act))?.name;
  const entry = entries.find((one) => one.name === name);
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

const searchField = () => document.querySelector<HTMLInputElement>("main input[type=search]");

// `onSeek`: "/" on a page without a search field.
function KeysHelp({ keys, onSeek }: { keys: [string, string][]; onSeek?: () => void }) {
  const words = useWords();
  const [open, setOpen] = useState(false);
  useKeys({
    "?": () => setOpen(true),
    "/": (event) => {
      const field = searchField();
      if (field) {
        event.preventDefault();
        field.focus();
        field.select();
      } else if (onSeek) {
        event.preventDefault();
        onSeek();
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
            {keys.map(([key, text]) => (
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
