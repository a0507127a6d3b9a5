// Which language the page speaks: Japanese unless this browser chose English. Only this choice is kept
// in localStorage; it says nothing about a person.
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { en } from "../words/en";
import { ja, type Words } from "../words/ja";

export type Language = "ja" | "en";

interface Speaking {
  language: Language;
  words: Words;
  speak: (language: Language) => void;
}

const Context = createContext<Speaking>({ language: "ja", words: ja, speak: () => undefined });

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem("language") === "en" ? "en" : "ja",
  );
  useEffect(() => {
    document.documentElement.lang = language;
    localStorage.setItem("language", language);
  }, [language]);
  const speaking = useMemo(
    () => ({ language, words: language === "en" ? en : ja, speak: setLanguage }),
    [language],
  );
  return <Context.Provider value={speaking}>{children}</Context.Provider>;
}

export const useSpeaking = () => useContext(Context);
export const useWords = () => useContext(Context).words;

// A word of a table by its code; an unknown code is shown as it is rather than hidden.
export function wordOf(table: Record<string, string>, code: string | undefined): string {
  if (code === undefined || code === "") return "–";
  return table[code] ?? code;
}
