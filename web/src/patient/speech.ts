// Everything the screen says, in its six languages. A neighbour may read it: no word tells why
// somebody is here or who pays (tests/page/patient_words.mjs holds that).
import { en } from "./speech.en";
import { ja } from "./speech.ja";
import { ko } from "./speech.ko";
import { pt } from "./speech.pt";
import { vi } from "./speech.vi";
import { zh } from "./speech.zh";

export interface AskedQuestion {
  ask: string;
  about: string;
  short: string;
}

export interface Speech {
  language: string;
  unpaired: string;
  down: string;
  start: string;
  way: string;
  wayPin: string;
  wayStaff: string;
  tries: (left: number) => string;
  questions: Record<string, AskedQuestion>;
  yes: string;
  no: string;
  refuseAll: string;
  back: string;
  pin: string;
  clear: string;
  typed: (count: number) => string;
  staff: string;
  asking: string;
  done: string;
  given: (kinds: string[]) => string;
  givenNone: string;
  takeCard: string;
  problems: Record<string, string>;
}

export const languages: [string, string][] = [
  ["ja", "日本語"],
  ["en", "English"],
  ["zh", "中文"],
  ["ko", "한국어"],
  ["pt", "Português"],
  ["vi", "Tiếng Việt"],
];

export const speech: Record<string, Speech> = { ja, en, zh, ko, pt, vi };
