import { useEffect } from "react";
import { useSpeaking } from "../shared/language";
import { loadSession, useSessionState } from "../shared/session";
import { Loading } from "../shared/show";
import { Shell } from "./shell";
import { SignInAgain, SignInPage } from "./signin";

export function App() {
  const { session, known } = useSessionState();
  const { words } = useSpeaking();
  useEffect(() => void loadSession(), []);
  useEffect(() => {
    document.title = session ? `${session.office.name} – Madoguchi` : words.signIn.title;
  }, [session, words]);
  if (!known) return <Loading />;
  if (!session) return <SignInPage />;
  return (
    <>
      <Shell />
      <SignInAgain />
    </>
  );
}
