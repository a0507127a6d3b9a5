// Texts that the server says with a code: in English when the server or the page knows it.
import { useSpeaking } from "./language";
import type { Said } from "./types";

export function useSaid(): (said: Said) => string {
  const { language, words } = useSpeaking();
  return (said) =>
    language === "en" ? (said.text_en || words.said[said.code] || said.text) : said.text;
}
