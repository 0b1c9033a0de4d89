import { useEffect, useState } from "preact/hooks";
import { getJson, ProblemError } from "./request";

export interface Asked<T> {
  readonly value?: T;
  /** Why the last question was not answered. */
  readonly problem?: ProblemError;
  readonly atMs?: number;
}

/** Asks an address again and again, and keeps the last answer while it is not given. Nobody asks for a page that nobody sees. */
export function useAsked<T>(path: string, everyMs: number): Asked<T> {
  const [asked, setAsked] = useState<Asked<T>>({});
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      if (document.visibilityState === "visible") {
        try {
          const value = await getJson<T>(path);
          if (!stopped) setAsked({ value, atMs: Date.now() });
        } catch (e) {
          if (!stopped && e instanceof ProblemError) setAsked((known) => ({ ...known, problem: e }));
        }
      }
      if (!stopped) timer = setTimeout(() => void ask(), everyMs);
    };
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [path, everyMs]);
  return asked;
}
