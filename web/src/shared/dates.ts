// Days are `YYYYMMDD`, months `YYYYMM`, as everywhere in Madoguchi. Era tables as domain.md §3.8.

interface Era {
  from: string;
  ja: string;
  en: string;
  letter: string;
}
const eras: Era[] = [
  { from: "20190501", ja: "令和", en: "Reiwa", letter: "R" },
  { from: "19890108", ja: "平成", en: "Heisei", letter: "H" },
  { from: "19261225", ja: "昭和", en: "Showa", letter: "S" },
  { from: "19120730", ja: "大正", en: "Taisho", letter: "T" },
  { from: "18680125", ja: "明治", en: "Meiji", letter: "M" },
];

const pad = (n: number) => String(n).padStart(2, "0");

export function isDay(text: string): boolean {
  if (!/^\d{8}$/.test(text)) return false;
  const [y, m, d] = split(text);
  const date = new Date(Date.UTC(y, m - 1, d));
  return date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
}

function split(day: string): [number, number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(4, 6)), Number(day.slice(6, 8) || "1")];
}

function eraOf(day: string): { era: Era; year: number } | undefined {
  const era = eras.find((one) => day >= one.from);
  return era && { era, year: Number(day.slice(0, 4)) - Number(era.from.slice(0, 4)) + 1 };
}

// 令和6年7月1日; with an English page "1 Jul 2024".
export function dayText(day: string, language: string): string {
  if (!isDay(day)) return day;
  const [y, m, d] = split(day);
  if (language === "en") return `${d} ${monthsEn[m - 1]} ${y}`;
  const era = eraOf(day);
  return era ? `${era.era.ja}${era.year === 1 ? "元" : era.year}年${m}月${d}日` : westernDay(day);
}

const monthsEn = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
  "Dec"];

export function westernDay(day: string): string {
  return isDay(day) ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}` : day;
}

export function monthText(month: string, language: string): string {
  if (!/^\d{6}$/.test(month)) return month;
  const y = Number(month.slice(0, 4));
  const m = Number(month.slice(4, 6));
  if (language === "en") return `${monthsEn[m - 1] ?? ""} ${y}`;
  const era = eraOf(`${month}01`);
  return era ? `${era.era.ja}${era.year === 1 ? "元" : era.year}年${m}月` : `${y}年${m}月`;
}

export function monthShort(month: string, language: string): string {
  const m = Number(month.slice(4, 6));
  return language === "en" ? (monthsEn[m - 1] ?? month) : `${m}月`;
}

// An instant as people at one office read it: time of day today, else month and day too.
export function instantText(instant: string, language: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const tokyo = inTokyo(date);
  const time = `${pad(tokyo.hour)}:${pad(tokyo.minute)}`;
  const today = inTokyo(new Date());
  if (today.day === tokyo.day) return language === "en" ? `today ${time}` : `今日 ${time}`;
  const [y, m, d] = split(tokyo.day);
  const year = today.day.slice(0, 4) === tokyo.day.slice(0, 4) ? "" : `${y}/`;
  if (language === "en") return `${d} ${monthsEn[m - 1]}${year ? ` ${y}` : ""} ${time}`;
  return `${year}${m}/${d} ${time}`;
}

export function instantFull(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant;
  const tokyo = inTokyo(date);
  return `${westernDay(tokyo.day)} ${pad(tokyo.hour)}:${pad(tokyo.minute)}:${pad(tokyo.second)}`;
}

function inTokyo(date: Date) {
  const moved = new Date(date.getTime() + 9 * 3_600_000);
  return {
    day: `${moved.getUTCFullYear()}${pad(moved.getUTCMonth() + 1)}${pad(moved.getUTCDate())}`,
    hour: moved.getUTCHours(),
    minute: moved.getUTCMinutes(),
    second: moved.getUTCSeconds(),
  };
}

// A day of this year without it, for narrow columns: 11月27日; "27 Nov".
export function dayShort(day: string, language: string): string {
  if (!isDay(day) || day.slice(0, 4) !== today().slice(0, 4)) return dayText(day, language);
  const [, m, d] = split(day);
  return language === "en" ? `${d} ${monthsEn[m - 1]}` : `${m}月${d}日`;
}

export const today = () => inTokyo(new Date()).day;
export const thisMonth = () => today().slice(0, 6);

export function addMonths(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(4, 6)) - 1 + count;
  return `${Math.floor(index / 12)}${pad((index % 12) + 1)}`;
}

export function lastDay(month: string): string {
  const y = Number(month.slice(0, 4));
  const m = Number(month.slice(4, 6));
  return `${month}${pad(new Date(Date.UTC(y, m, 0)).getUTCDate())}`;
}

// Full years on `on`; a birthday on 29 February counts on 1 March.
export function ageOn(birthdate: string, on: string): number {
  const years = Number(on.slice(0, 4)) - Number(birthdate.slice(0, 4));
  return on.slice(4) < birthdate.slice(4) ? years - 1 : years;
}

// A day in any form people write: 20240701, 2024-7-1, 2024年7月1日, R6.7.1, 令和6年7月1日, 令和元年….
// Undefined when it is none.
export function parseDay(typed: string): string | undefined {
  const text = typed
    .normalize("NFKC")
    .replace(/\s/g, "")
    .replace(/元年/, "1年");
  if (/^\d{8}$/.test(text)) return isDay(text) ? text : undefined;
  const found = /^([^\d]*)(\d{1,4})[^\d](\d{1,2})[^\d](\d{1,2})日?$/.exec(text);
  if (!found) return undefined;
  const [, name = "", year = "", month = "", day = ""] = found;
  let y = Number(year);
  if (name) {
    const era = eras.find((one) => one.ja === name || one.ja[0] === name ||
      one.letter === name.toUpperCase());
    if (!era) return undefined;
    y += Number(era.from.slice(0, 4)) - 1;
  } else if (year.length !== 4) {
    return undefined;
  }
  const result = `${y}${pad(Number(month))}${pad(Number(day))}`;
  return isDay(result) ? result : undefined;
}
