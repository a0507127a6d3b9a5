import { useEffect } from "react";
import { useSpeaking } from "../shared/language";
import { loadSession, partyName, useSessionState } from "../shared/session";
import { Loading } from "../shared/show";
import { SignInAgain, SignInPage } from "../shared/signin";
import { Shell } from "./shell";

export function App() {
  const { session, known } = useSessionState();
  const { words } = useSpeaking();
  useEffect(() => void loadSession(), []);
  useEffect(() => {
    document.title = session ? `${partyName(session)} – Madoguchi` : words.signIn.title;
  }, [session, words]);
  if (!known) return <Loading />;
  if (!session) {
    return <SignInPage product={words.counter.product} lead={words.counter.signInLead} />;
  }
  return (
    <>
      <Shell />
      <SignInAgain />
    </>
  );
}
