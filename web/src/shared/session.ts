// Who is signed in, whether the server can be reached, and the pause while a lost session is renewed.
import { useSyncExternalStore } from "react";

// Names of domain::Act and domain::Role; the server says which acts a role has.
export type Act = string;

export interface Session {
  account: string;
  name: string;
  role: string;
  acts: Act[];
  csrf: string;
  expires_at: string;
  office?: { code: string; name: string };
  institution?: { code: string; name: string };
  approval?: { tickets: boolean; protect: boolean }; // of an office
}

// Whose page this is.
export const partyName = (session: Session) => (session.office ?? session.institution)?.name ?? "";

export interface SessionState {
  session: Session | null;
  known: boolean; // the first answer of /api/session has arrived
  expired: boolean; // signed in before, must sign in again; the page below is kept
  reachable: boolean;
  ending?: Ending; // the server says that the session is about to end
}

export interface Ending {
  at: number; // by this machine's clock, as Date.now()
  forGood: boolean; // no use puts it off
}

let state: SessionState = { session: null, known: false, expired: false, reachable: true };
const listeners = new Set<() => void>();
let waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];

function set(change: Partial<SessionState>) {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

// The session of a page that is shown only to people who are signed in.
export function useSession(): Session {
  const { session } = useSessionState();
  if (!session) throw new Error("no session");
  return session;
}

export function useMay(): (act: Act) => boolean {
  const { session } = useSessionState();
  return (act) => session?.acts.includes(act) ?? false;
}

export const csrfToken = () => state.session?.csrf ?? "";

export function noteReachable(reachable: boolean) {
  if (state.reachable !== reachable) set({ reachable });
}

// Of every answer: "95", "95; for-good", or nothing while there is time.
export function noteEnding(answered: boolean, said: string | null) {
  if (said !== null) {
    const at = Date.now() + Number.parseInt(said, 10) * 1000;
    set({ ending: { at, forGood: said.includes("for-good") } });
  } else if (answered && state.ending) {
    set({ ending: undefined });
  }
}

// Shows the sign-in dialog over the page and resolves when the same account is back.
export function awaitSignIn(signal?: AbortSignal): Promise<void> {
  set(state.session ? { expired: true, ending: undefined } : { known: true });
  return new Promise((resolve, reject) => {
    waiting.push({ resolve, reject });
    signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
  });
}

// Another account must not find the page of the one before: then everything is loaded anew.
export function signedIn(session: Session) {
  if (state.session && state.session.account !== session.account) {
    forgetTyped();
    window.location.hash = "#/";
    window.location.reload();
    return;
  }
  set({ session, known: true, expired: false, ending: undefined });
  const resumed = waiting;
  waiting = [];
  for (const one of resumed) one.resolve();
}

export function signedOut() {
  forgetTyped();
  waiting = [];
  set({ session: null, known: true, expired: false, ending: undefined });
}

// Typed text may hold people; it goes when the person at the desk goes.
function forgetTyped() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("typed:")) sessionStorage.removeItem(key);
  }
}

export async function loadSession(): Promise<void> {
  try {
    const response = await fetch("/api/session", { credentials: "same-origin", cache: "no-store" });
    if (response.ok) {
      signedIn((await response.json()) as Session);
      return;
    }
    set({ known: true, reachable: true });
  } catch {
    set({ known: true, reachable: false });
  }
}
