import { createContext, type ComponentChildren } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { english, type Dictionary } from "./english";
import { french } from "./french";

export type LanguageCode = "en" | "fr";
const storageKey = "language";

/** The words and the formats of the language that was chosen. */
export interface Language {
  readonly code: LanguageCode;
  readonly text: Dictionary;
  number(value: number): string;
  /** One decimal below ten, none above: a rate that keeps its width. */
  rate(value: number): string;
  /** Time of day, with the date when it is another day than today. */
  time(atMs: number, nowMs: number): string;
  /** Time of day, with the day when it is another one than today. */
  moment(atMs: number, nowMs: number): string;
  age(ageMs: number): string;
}

function makeLanguage(code: LanguageCode): Language {
  const text = code === "fr" ? french : english;
  const whole = new Intl.NumberFormat(code, { maximumFractionDigits: 0 });
  const decimal = new Intl.NumberFormat(code, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const timeOfDay = new Intl.DateTimeFormat(code, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(code, { day: "numeric", month: "short", year: "numeric" });
  const clock = new Intl.DateTimeFormat(code, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const dayAndClock = new Intl.DateTimeFormat(code, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return {
    code,
    text,
    number: (value) => whole.format(value),
    rate: (value) => (value < 9.95 ? decimal : whole).format(value),
    time: (atMs, nowMs) => (sameDay(atMs, nowMs) ? timeOfDay : day).format(atMs),
    moment: (atMs, nowMs) => (sameDay(atMs, nowMs) ? clock : dayAndClock).format(atMs),
    age: (ageMs) => {
      const seconds = Math.max(0, Math.floor(ageMs / 1000));
      return seconds < 120 ? text.seconds(seconds) : text.minutes(Math.floor(seconds / 60));
    },
  };
}

function sameDay(aMs: number, bMs: number): boolean {
  return Math.abs(aMs - bMs) < 86_400_000 && new Date(aMs).getDate() === new Date(bMs).getDate();
}

function firstLanguage(): LanguageCode {
  const chosen = readChoice() ?? navigator.language;
  return chosen.toLowerCase().startsWith("fr") ? "fr" : "en";
}

// Storage may be forbidden; then the choice lasts as long as the page.
function readChoice(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function writeChoice(code: LanguageCode): void {
  try {
    localStorage.setItem(storageKey, code);
  } catch {
    return;
  }
}

const LanguageContext = createContext<Language>(makeLanguage("en"));
const SwitchContext = createContext<() => void>(() => {});

export function LanguageProvider({ children }: { children: ComponentChildren }) {
  const [code, setCode] = useState(firstLanguage);
  const language = useMemo(() => makeLanguage(code), [code]);
  useEffect(() => {
    document.documentElement.lang = code;
  }, [code]);
  const change = () => {
    const other = code === "fr" ? "en" : "fr";
    writeChoice(other);
    setCode(other);
  };
  return (
    <LanguageContext.Provider value={language}>
      <SwitchContext.Provider value={change}>{children}</SwitchContext.Provider>
    </LanguageContext.Provider>
  );
}

export const useLanguage = (): Language => useContext(LanguageContext);

export function LanguageSwitch() {
  const { code, text } = useLanguage();
  const change = useContext(SwitchContext);
  return (
    <button type="button" class="quiet-button" lang={code === "fr" ? "en" : "fr"} onClick={change}>
      {text.switchLanguage}
    </button>
  );
}
